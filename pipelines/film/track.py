"""Takes of speech at their places in one long track, made block by block: two hours cost no more memory than two minutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from ..errors import BadInput
from ..media import read_audio
from .streamed import BLOCK, limited

_CLIPPED = 0.0  # dBFS: what is over it could not be written
_SILENT = 1e-4  # of full scale: -80 dB, under which a take's end is not missed


@dataclass(frozen=True)
class Piece:
    """One take: a mono sound file of any rate, and the sample of the track, at the track's rate, on which its first one lands."""

    path: Path
    start: int
    gain_db: float = 0.0


def blocks(pieces: Iterable[Piece], rate: int, samples: int | None = None, *, block: int = BLOCK) -> Iterator[np.ndarray]:
    """The track of `pieces` in the order of their starts: float32 (n,) at `rate`, `samples` long or up to the end of the last piece.

    Where pieces overlap they are added, and limited where their sum would clip. A piece's length at the track's rate is
    round(n · rate / own), so that nothing drifts. BadInput for pieces out of order or before the track's begin, and for a take
    that cannot be read.
    """
    return limited(_added(pieces, rate, samples, block), rate, _CLIPPED, true=False)


def length(piece: Piece, rate: int) -> int:
    """How many samples of a track a piece takes, by its file's head alone."""
    try:
        info = soundfile.info(str(piece.path))
    except (soundfile.LibsndfileError, RuntimeError):
        return len(_sound(piece, rate))
    return round(info.frames * rate / info.samplerate)


def heard_until(pieces: Iterable[Piece], rate: int, after: int = 0) -> int:
    """The first sample of the track from which on nothing is heard, or `after` if that is later: only takes beyond it are read."""
    end = after
    for piece in pieces:
        if piece.start + length(piece, rate) > end:
            loud = np.flatnonzero(np.abs(_sound(piece, rate)) > _SILENT)
            end = max(end, piece.start + int(loud[-1]) + 1 if len(loud) else 0)
    return end


def _added(pieces: Iterable[Piece], rate: int, samples: int | None, block: int) -> Iterator[np.ndarray]:
    waiting = _in_order(pieces)
    ahead = next(waiting, None)
    sounding: list[tuple[int, np.ndarray]] = []
    first = 0
    while (ahead or sounding) if samples is None else first < samples:
        last = first + block if samples is None else min(first + block, samples)
        while ahead and ahead.start < last:
            sounding.append((ahead.start, _sound(ahead, rate)))
            ahead = next(waiting, None)
        end = max((start + len(sound) for start, sound in sounding), default=first)
        if samples is None and not ahead:
            last = min(last, max(end, first))
        out = np.zeros(last - first, np.float32)
        for start, sound in sounding:
            low, high = max(start, first), min(start + len(sound), last)
            out[low - first : max(low, high) - first] += sound[low - start : max(low, high) - start]
        yield out
        sounding = [(start, sound) for start, sound in sounding if start + len(sound) > last]
        first = last


def _in_order(pieces: Iterable[Piece]) -> Iterator[Piece]:
    before = 0
    for piece in pieces:
        if piece.start < before:
            raise BadInput(
                f"{piece.path} starts at sample {piece.start} of the track, before {before}: pieces come in the order of their"
                " starts, from 0 on.",
                f"{piece.path} 在音轨中的起点为第 {piece.start} 个采样，早于 {before}：各段须按起点先后排列，从 0 开始。",
            )
        before = piece.start
        yield piece


def _sound(piece: Piece, rate: int) -> np.ndarray:
    """The take at the track's rate, as loud as it is to be."""
    take = read_audio(piece.path).mono()
    wanted = round(len(take) * rate / take.rate)
    samples = take.samples
    if take.rate != rate and len(take):
        samples = soxr.resample(samples, take.rate, rate, quality="HQ")[:wanted]
        samples = np.pad(samples, (0, wanted - len(samples)))
    return samples * np.float32(10 ** (piece.gain_db / 20)) if piece.gain_db else samples
