"""The sound of a recording's room when nobody speaks, made as long as it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_FRAME = 1024
_QUIET_SHARE = 0.5  # of the pauses' frames: breaths and clicks are in the other half
_ANY_SHARE = 0.03  # of all frames, where there is no pause


@dataclass(frozen=True, eq=False)
class RoomTone:
    """`shape` (taps,) is a filter that makes white noise of unit power sound like the room."""

    shape: np.ndarray

    def make(self, samples: int, seed: int) -> np.ndarray:
        """float32 (samples,); the same seed, the same sound."""
        from scipy.signal import fftconvolve  # a second to load, which a program that renders no recording need not wait for

        noise = np.random.default_rng(seed).standard_normal(samples + len(self.shape) - 1)
        return np.asarray(fftconvolve(noise, self.shape, "valid"), np.float32) if samples else np.zeros(0, np.float32)


def learn(sound: np.ndarray, pauses: Sequence[tuple[int, int]]) -> RoomTone:
    """From the quieter half of the pauses (start, end) in samples of `sound` (n,), or of the quietest moments if there is none."""
    frames = [sound[at : at + _FRAME] for start, end in pauses for at in range(start, end - _FRAME + 1, _FRAME // 2)]
    share = _QUIET_SHARE
    if len(frames) < 2:
        padded = np.pad(sound, (0, max(0, _FRAME - len(sound))))
        frames = [padded[at : at + _FRAME] for at in range(0, len(padded) - _FRAME + 1, _FRAME // 2)]
        share = _ANY_SHARE
    frames = [frame - frame.mean() for frame in frames]
    energy = np.array([float(np.square(frame, dtype=np.float64).sum()) for frame in frames])
    kept = np.argsort(energy, kind="stable")[: max(1, round(share * len(frames)))]
    window = np.hanning(_FRAME)
    power = np.mean([np.square(np.abs(np.fft.rfft(frames[k] * window))) for k in kept], axis=0) / np.square(window).sum()
    filtered = np.roll(np.fft.irfft(np.sqrt(power)), _FRAME // 2) * np.hanning(_FRAME)
    level = np.sqrt(np.mean(energy[kept]) / _FRAME)
    own = np.sqrt(np.square(filtered).sum())
    return RoomTone(filtered * (level / own) if own > 0 else filtered)
