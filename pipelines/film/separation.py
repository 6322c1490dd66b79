"""Voices taken out of a film's own sound by Hybrid Demucs (Défossez 2021), as torchaudio carries it: its music and its effects stay.

The weights are the person's own: STUDIO_SEPARATOR_MODEL names the file that torchaudio's pipeline HDEMUCS_HIGH_MUSDB_PLUS loads
(hdemucs_high_trained.pt), or a folder with a model.pt or model.safetensors of another size and its config.json. Nothing is fetched
unless STUDIO_DOWNLOAD=1 says so, and weights are read as weights only: a pickle that would run code is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ..engines import require
from ..errors import BadInput, EngineFailed, EngineMissing
from ..files import known_hash
from ..torch_device import chosen
from .streamed import even, resampled

SOURCES = ("drums", "bass", "other", "vocals")
RATE = 44_100
CHANNELS = 2
_HIGH = {"nfft": 4096, "depth": 6}  # of the published model; all else is as the class has it
_SEGMENT, _OVERLAP = 10 * RATE, RATE  # heard at a time, and how much of it twice, cross-faded
_WEIGHTS = ("model.safetensors", "model.pt")
_SHORTEST = RATE // 2  # less is filled up: the class pads by mirroring what there is
_QUIET = 1e-5


class HDemucsSeparator:
    name = "hdemucs"
    version = "1"
    note = "Hybrid Demucs, a neural network that separates voices from music"

    def __init__(self, model: str = "") -> None:
        """`model`: see above; STUDIO_SEPARATOR_MODEL by default. Loaded when it is first used."""
        require(("torch", "torchaudio"), what="separator 'hdemucs'", extra="neural")
        self._place = model or os.environ.get("STUDIO_SEPARATOR_MODEL", "")

    def check(self) -> str:
        """A key that stands for the model. EngineMissing where there is none, BadInput for what is not one."""
        config, weights = _found(self._place)
        return hashlib.sha256((json.dumps(config, sort_keys=True) + known_hash(weights)).encode()).hexdigest()

    def without_voice(self, blocks: Iterable[np.ndarray], rate: int, samples: int) -> Iterator[np.ndarray]:
        """A stereo sound, float32 (n, 2) blocks at `rate`, `samples` long in all, without its voices: as long, in its place.

        Memory is that of a segment. EngineFailed if the model fails.
        """
        own = round(samples * RATE / rate)
        heard = even(resampled(even(blocks, samples), rate, RATE, CHANNELS), own)
        yield from even(resampled(self._joined(heard), RATE, rate, CHANNELS), samples)

    def _joined(self, heard: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
        """Segments one after the other, what two of them share cross-faded."""
        held, tail = np.zeros((0, CHANNELS), np.float32), None
        for block in heard:
            held = np.concatenate([held, block])
            while len(held) >= _SEGMENT + _OVERLAP:
                made = _faded(tail, self._background(held[:_SEGMENT]))
                yield made[:-_OVERLAP]
                tail, held = made[-_OVERLAP:], held[_SEGMENT - _OVERLAP :]
        if len(held):
            yield _faded(tail, self._background(held))

    def _background(self, rows: np.ndarray) -> np.ndarray:
        """All but the vocals of (n, 2): the sound less what the model hears of them, so that it loses nothing else."""
        import torch

        level = float(rows.std())
        if level < _QUIET:
            return rows.copy()
        try:
            with torch.inference_mode():
                long = np.pad(rows, ((0, max(0, _SHORTEST - len(rows))), (0, 0)))
                wave = torch.from_numpy(np.ascontiguousarray(long.T))[None].to(self._device)
                heard = self._model((wave - wave.mean()) / level)[0, SOURCES.index("vocals"), :, : len(rows)] * level
        except RuntimeError as error:
            raise EngineFailed(
                f"The separator 'hdemucs' failed: {error}.", f"人声分离引擎 'hdemucs' 失败：{error}。"
            ) from error
        return np.asarray(rows - heard.float().cpu().numpy().T, np.float32)

    @cached_property
    def _device(self) -> str:
        return chosen(self.name, ("separator", "人声分离引擎"))

    @cached_property
    def _model(self) -> Any:
        from torchaudio.models import HDemucs

        config, weights = _found(self._place)
        try:
            model = HDemucs(sources=list(SOURCES), **config)
            model.load_state_dict(_state(weights))
        except (TypeError, RuntimeError, ValueError, KeyError, OSError, EOFError, pickle.UnpicklingError) as error:
            raise BadInput(
                f"{weights} does not hold the weights of a Hybrid Demucs of this size: {str(error).splitlines()[0][:200]}. Give "
                "hdemucs_high_trained.pt, or a folder with the weights and the config.json they were made by.",
                f"{weights} 不是该规格的 Hybrid Demucs 权重：{str(error).splitlines()[0][:200]}。请给出 hdemucs_high_trained.pt，"
                "或包含权重与对应 config.json 的文件夹。",
            ) from error
        return model.eval().to(self._device)


def _faded(tail: np.ndarray | None, made: np.ndarray) -> np.ndarray:
    """A segment that begins as the one before ended: with its `tail`, cross-faded in place."""
    if tail is not None:
        made[:_OVERLAP] = tail + (made[:_OVERLAP] - tail) * np.linspace(0, 1, _OVERLAP, dtype=np.float32)[:, None]
    return made


def _found(place: str) -> tuple[dict[str, Any], Path]:
    """(what the class is made with, the weights)"""
    if not place:
        return dict(_HIGH), _fetched()
    path = Path(place).expanduser()
    if path.is_file():
        return dict(_HIGH), path
    weights = next((path / name for name in _WEIGHTS if (path / name).is_file()), None)
    if weights is None:
        raise BadInput(f"{place} is no separation model. Accepted: hdemucs_high_trained.pt, or a folder with {' or '.join(_WEIGHTS)}.",
                       f"{place} 不是人声分离模型。可接受 hdemucs_high_trained.pt，或含 {' 或 '.join(_WEIGHTS)} 的文件夹。")  # fmt: skip
    config = path / "config.json"
    return (json.loads(config.read_text(encoding="utf-8")) if config.is_file() else dict(_HIGH)), weights


def _fetched() -> Path:
    """torchaudio's own file, from where it keeps it, or from the network if that is allowed."""
    from torch import hub

    path = Path(hub.get_dir()) / "torchaudio" / "models" / "hdemucs_high_trained.pt"
    if path.is_file():
        return path
    if os.environ.get("STUDIO_DOWNLOAD") == "1":
        from torchaudio.utils import _download_asset

        return Path(_download_asset("models/hdemucs_high_trained.pt"))
    raise EngineMissing(
        "The separator 'hdemucs' has no model yet. Set STUDIO_SEPARATOR_MODEL to hdemucs_high_trained.pt (torchaudio's "
        "HDEMUCS_HIGH_MUSDB_PLUS, 320 MB), or STUDIO_DOWNLOAD=1 to have it fetched.",
        "人声分离引擎 'hdemucs' 尚无模型。请把 STUDIO_SEPARATOR_MODEL 设为 hdemucs_high_trained.pt（torchaudio 的 "
        "HDEMUCS_HIGH_MUSDB_PLUS，320 MB），或设 STUDIO_DOWNLOAD=1 允许下载。",
    )


def _state(weights: Path) -> Any:
    if weights.suffix == ".safetensors":
        from safetensors.torch import load_file

        return load_file(weights)
    import torch

    return torch.load(weights, map_location="cpu", weights_only=True)
