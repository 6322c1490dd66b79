"""Music under a film: repeated with cross-fades, or cut, to the film's length, and faded in and out; made block by block."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .loudness import measured

CROSS_SECONDS = 2.0
"""How long the end of a piece of music sounds on under its beginning, where it is repeated."""

_FADE_IN, _FADE_OUT = 0.8, 2.5  # seconds


@dataclass(frozen=True, eq=False)
class Bed:
    """`first` is heard once, then `again` over and over: float32 (n, 2) at `rate`, for `length` samples in all."""

    first: np.ndarray
    again: np.ndarray
    length: int
    rate: int

    @staticmethod
    def of(music: np.ndarray, length: int, rate: int) -> Bed:
        """Music (n, 2) for `length` samples."""
        music = np.asarray(music, np.float32)
        if len(music) >= length or not len(music):
            return Bed(music if len(music) else np.zeros((length, 2), np.float32), music[:0], length, rate)
        cross = min(round(CROSS_SECONDS * rate), len(music) // 3)
        step = len(music) - cross
        again = music[:step].copy()
        if cross:
            ramp = np.sin(np.linspace(0, np.pi / 2, cross)).astype(np.float32)[:, None]
            again[:cross] = again[:cross] * ramp + music[step:] * ramp[::-1]
        return Bed(music[:step], again, length, rate)

    def block(self, start: int, end: int) -> np.ndarray:
        """Samples `start` to before `end`, float32 (n, 2)."""
        end = min(end, self.length)
        parts, place = [self.first[start:end]], max(start, len(self.first))
        while place < end:
            at = (place - len(self.first)) % len(self.again)
            parts.append(self.again[at : at + end - place])
            place += len(parts[-1])
        return np.concatenate(parts) * self._fades(start, end)[:, None]

    def _fades(self, start: int, end: int) -> np.ndarray:
        gains = np.ones(max(0, end - start), np.float32)
        into = min(int(_FADE_IN * self.rate), self.length // 4)
        if start < into:
            rise = np.sin(np.linspace(0, np.pi / 2, into)) ** 2
            gains[: into - start] *= rise[start:end].astype(np.float32)
        out = min(int(_FADE_OUT * self.rate), self.length // 3)
        begins = self.length - out
        if end > begins and out:
            fall = np.cos(np.linspace(0, np.pi / 2, out)) ** 2
            gains[max(0, begins - start) :] *= fall[max(0, start - begins) : end - begins].astype(np.float32)
        return gains

    def level(self) -> float | None:
        """Its LUFS, from what is heard of it before it only comes again; None for silence."""
        return measured(self.block(0, min(self.length, len(self.first) + len(self.again))), self.rate)
