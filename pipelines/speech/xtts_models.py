"""Finding and loading an XTTS model, and the voices it speaks with: its own by name, or one measured from a sample and kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import BadInput
from ..files import replacing
from ..media import read_audio
from ..voice import Voice
from .coqui_models import guarded, identity

USUAL = "tts_models/multilingual/multi-dataset/xtts_v2"
_WHOLE = "XTTS folder (config.json, model.pth, vocab.json)"
_SAMPLE_RATE = 22_050  # of the sample, as its conditioning wants it
_LONGEST_S = 30  # of the sample that is listened to


@dataclass(frozen=True, eq=False)
class Model:
    """A loaded XTTS. `rate` Hz of its sound; `key` stands for the model in seeds and caches; `half`: it runs in float16."""

    xtts: Any
    rate: int
    key: str
    device: str
    half: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.xtts.config.languages)

    @property
    def speakers(self) -> tuple[str, ...]:
        manager = self.xtts.speaker_manager
        return tuple(manager.speaker_names) if manager is not None else ()


@dataclass(frozen=True, eq=False)
class Latents:
    """What the model knows a voice by: `prompt` (1, n, channels) for its language model, `vector` (1, d, 1) for its vocoder."""

    prompt: np.ndarray
    vector: np.ndarray

    @property
    def key(self) -> str:
        return hashlib.sha256(self.prompt.tobytes() + self.vector.tobytes()).hexdigest()


def load(folder: Path, device: str) -> Model:
    """The XTTS in `folder` on `device`. BadInput if it is not a whole XTTS model or its weights hold code."""
    config = guarded(folder, lambda: _config(folder), _WHOLE)
    xtts = guarded(folder, lambda: _built(config, folder), _WHOLE).to(device)
    return Model(xtts, int(config.audio.output_sample_rate), identity(folder), device, half=device.startswith("cuda"))


def _config(folder: Path) -> Any:
    from TTS.config import load_config

    path = folder / "config.json"
    if not path.is_file():
        raise BadInput(
            f"{folder} has no config.json, so it is no XTTS model. Give the folder with config.json, model.pth and vocab.json.",
            f"{folder} 中没有 config.json，不是 XTTS 模型。请给出含 config.json、model.pth 与 vocab.json 的文件夹。",
        )
    config = load_config(path.resolve())
    if str(config.model).lower() != "xtts":
        raise BadInput(
            f"{folder} holds a {config.model} model. Accepted: XTTS. VITS models are for the speaker 'coqui'.",
            f"{folder} 是 {config.model} 模型。可接受 XTTS；VITS 模型请用语音引擎 'coqui'。",
        )
    return config


def _built(config: Any, folder: Path) -> Any:
    import torch
    from TTS.tts.models.xtts import Xtts

    with torch.random.fork_rng(devices=[]):  # a fresh model draws its weights before it reads them
        xtts = Xtts(config)
        xtts.load_checkpoint(config, checkpoint_dir=str(folder), eval=True)
    return xtts


def latents(model: Model, voice: Voice, speaker: str, cache: Path) -> Latents:
    """The voice as the model knows it. A sample is measured once: what was found is kept in `cache`, and read back from there."""
    if not voice.cloned or voice.reference is None:
        return _own(model, speaker)
    if not voice.reference.is_file():
        raise BadInput(f"The voice's sample {voice.reference} is not there.", f"找不到音色的样本 {voice.reference}。")
    kept = cache / f"{_sample_key(voice.reference)}-{hashlib.sha256(model.key.encode()).hexdigest()[:16]}.npz"
    found = _read(kept)
    if found is None:
        found = _measured(model, voice.reference)
        cache.mkdir(parents=True, exist_ok=True)
        with replacing(kept) as temporary, temporary.open("wb") as file:
            np.savez(file, prompt=found.prompt, vector=found.vector)
    return found


def forget(reference: Path, cache: Path) -> None:
    """Remove what `latents` keeps of a sample, of whichever model."""
    for kept in cache.glob(f"{_sample_key(reference)}-*.npz"):
        kept.unlink(missing_ok=True)


def _sample_key(reference: Path) -> str:
    return hashlib.sha256(reference.read_bytes()).hexdigest()[:32]


def _read(kept: Path) -> Latents | None:
    try:
        with np.load(kept, allow_pickle=False) as stored:
            return Latents(stored["prompt"], stored["vector"])
    except (OSError, ValueError, KeyError, EOFError):
        return None


def _own(model: Model, speaker: str) -> Latents:
    known = model.speakers
    if not known:
        raise BadInput(
            "This XTTS has no voices of its own. Give a voice cloned from a sample: studio clone.",
            "该 XTTS 没有自带音色。请使用由样本克隆的音色：studio clone。",
        )
    name = speaker or known[0]
    if name not in known:
        near = get_close_matches(name, known, 4, 0.4) or known[:6]
        raise BadInput(
            f"This XTTS has no voice {name!r}. It has: {', '.join(near)}, …",
            f"该 XTTS 没有音色 {name!r}。可用：{'、'.join(near)}……",
        )
    prompt, vector = model.xtts.speaker_manager.speakers[name].values()
    return Latents(prompt.cpu().float().numpy(), vector.cpu().float().numpy())


def _measured(model: Model, reference: Path) -> Latents:
    import torch

    config = model.xtts.config
    sound = read_audio(reference).mono().resampled(_SAMPLE_RATE).samples[: _LONGEST_S * _SAMPLE_RATE]
    audio = torch.from_numpy(np.array(sound))[None].to(model.device)
    with torch.inference_mode():
        vector = model.xtts.get_speaker_embedding(audio, _SAMPLE_RATE)
        prompt = model.xtts.get_gpt_cond_latents(
            audio, _SAMPLE_RATE, length=int(config.gpt_cond_len), chunk_length=int(config.gpt_cond_chunk_len)
        )
    return Latents(prompt.cpu().float().numpy(), vector.cpu().float().numpy())
