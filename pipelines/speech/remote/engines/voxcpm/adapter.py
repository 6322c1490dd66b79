"""VoxCPM2 behind the worker's protocol. https://github.com/OpenBMB/VoxCPM (Apache-2.0)"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from typing import Any

_VAE = "audiovae.pth"
_SHA256 = {  # of openbmb/VoxCPM2
    _VAE: "94b5d51e107e0507d4acc976cfdadb64edd6fd06d1f751dadbf2fd1594274bf1",
    "model.safetensors": "f7f964cfa9da23653baec6e6f7750719977ad944ed9f95fe52fe3a620506891d",
}
_FILES = ["*.json", "model.safetensors", _VAE, "LICENSE*", "README.md"]


class Engine:
    def load(self, model: str, device: str) -> dict[str, Any]:
        import torch
        from voxcpm import VoxCPM  # type: ignore[import-not-found]

        if device.startswith("cuda") and not torch.cuda.is_available():
            raise _refusal(f"STUDIO_DEVICE is {device!r}, and no CUDA device is here")
        # no denoiser: it is another download, and samples are cleaned before; no compilation: it takes minutes at each start
        self.model = VoxCPM.from_pretrained(
            model or os.environ.get("SHENGYING_MODEL") or "openbmb/VoxCPM2",
            load_denoiser=False,
            local_files_only=True,
            optimize=os.environ.get("STUDIO_VOXCPM_COMPILE") == "1",
            device=device or None,
        )
        inner = self.model.tts_model
        return {"rate": int(inner.sample_rate), "device": str(inner.device), "capabilities": ["clone", "seed", "stream"]}

    def voice(self, reference: str, transcript: str, base: str, language: str) -> dict[str, str]:
        if base:
            raise _refusal(f"it has no voice called {base!r}; give a sample, or no base for a voice of its own choice")
        if not reference:
            return {}
        if type(self.model.tts_model).__name__ == "VoxCPM2Model":
            own = {"reference_wav_path": reference}
        elif not transcript:
            raise _refusal("this older model clones from a sample only with its transcript (transcript.txt beside it)")
        else:
            own = {}
        # with the words of the sample it goes on from the sample itself, which keeps more of the voice
        return own | ({"prompt_wav_path": reference, "prompt_text": transcript} if transcript else {})

    def speak(self, text: str, voice: Any, language: str, seed: int, speed: float) -> Iterator[bytes]:
        import numpy
        import torch

        torch.manual_seed(seed)
        # brackets at the beginning would be taken for a description of the voice
        said = "," + text if text.startswith(("(", "（")) else text
        # its own retrying does not work with streaming, and the studio checks words as well as length
        for chunk in self.model.generate_streaming(text=said, retry_badcase=False, **voice):
            yield numpy.asarray(chunk, dtype="<f4").tobytes()


def fetch(model: str, revision: str, folder: str) -> None:
    """The weights into `folder`, as safetensors. The one pickle among them is read as weights only, if it is the known one."""
    from huggingface_hub import snapshot_download  # type: ignore[import-not-found]

    snapshot_download(model, revision=revision or None, local_dir=folder, allow_patterns=_FILES)
    for name, known in _SHA256.items():
        path = os.path.join(folder, name)
        if os.path.exists(path) and (found := _sha256(path)) != known:
            raise SystemExit(f"{name} has the SHA-256 {found}, not the known {known}: it is not read")
    if os.path.exists(os.path.join(folder, _VAE)):
        convert(os.path.join(folder, _VAE))


def _sha256(path: str) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 24):
            digest.update(block)
    return digest.hexdigest()


def convert(pickled: str) -> None:
    """audiovae.pth as audiovae.safetensors, which VoxCPM takes before it; the pickle is deleted."""
    import torch
    from safetensors.torch import save_file  # type: ignore[import-not-found]

    kept = torch.load(pickled, map_location="cpu", weights_only=True)
    kept = kept.get("state_dict", kept)
    target = os.path.splitext(pickled)[0] + ".safetensors"
    save_file({key: value.clone().contiguous() for key, value in kept.items()}, target + ".part")
    os.replace(target + ".part", target)
    os.remove(pickled)


def _refusal(message: str) -> Exception:
    from shengying_worker import BadInput  # type: ignore[import-not-found]

    return BadInput(message)
