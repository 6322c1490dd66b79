"""From a source sound and a plan to a sound that follows the plan: WORLD analysis, time map, synthesis.

The method is analysis by WORLD (Morise, Yokomori & Ozawa 2016) at 24 kHz and 5 ms; each output frame is read from the place
in the source that the plan maps it to, so a phoneme's length, pitch and gain are set one by one, without drift.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyworld

from .timbre import FFT, FRAME, RATE, Features

_PERIOD_MS = 1000.0 * FRAME / RATE
_SILENT_POWER = 1e-14
_SPARSE = 4  # D4C is half of the analysis' time
_RAMP = RATE * 4 // 1000  # gains change over 4 ms, too short to be heard as a fade, long enough not to click


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the output: `samples` long, read from source [start, end); start == end is silence made anew."""

    start: int
    end: int
    samples: int
    semitones: float = 0.0
    gain_db: float = 0.0


def analyse(samples: np.ndarray) -> Features:
    """WORLD's features of mono sound (n,) at 24 kHz. Aperiodicity, which varies slowly, is found each 20 ms and held."""
    sound = np.asarray(samples, dtype=np.float64)
    f0, times = pyworld.dio(sound, RATE, f0_floor=60.0, f0_ceil=600.0, frame_period=_PERIOD_MS)
    f0 = pyworld.stonemask(sound, f0, times, RATE)
    spectrum = pyworld.cheaptrick(sound, f0, times, RATE, fft_size=FFT)
    sparse = pyworld.d4c(sound, np.ascontiguousarray(f0[::_SPARSE]), np.ascontiguousarray(times[::_SPARSE]), RATE, fft_size=FFT)
    aperiodicity = np.repeat(sparse, _SPARSE, axis=0)[: len(f0)]
    aperiodicity[f0 == 0] = 1.0
    return Features(f0, spectrum, aperiodicity)


def synthesise(features: Features, pieces: Sequence[Piece]) -> np.ndarray:
    """The sound of the plan: float32 (n,) with n exactly the sum of the pieces' samples, 24 kHz."""
    total = sum(piece.samples for piece in pieces)
    if total == 0:
        return np.zeros(0, np.float32)
    ends = np.cumsum([piece.samples for piece in pieces])
    times = np.arange(0, total + FRAME, FRAME)
    which = np.minimum(np.searchsorted(ends, times, side="right"), len(pieces) - 1)
    mapped = _read(features, _places(pieces, ends, times, which) / FRAME)
    silent = np.array([piece.start == piece.end for piece in pieces])[which]
    shift = np.array([2.0 ** (piece.semitones / 12) for piece in pieces])[which]
    f0 = np.where(silent, 0.0, mapped.f0 * shift)
    spectrum = np.where(silent[:, None], _SILENT_POWER, mapped.spectrum)
    sound = pyworld.synthesize(f0, spectrum, np.where(silent[:, None], 1.0, mapped.aperiodicity), RATE, frame_period=_PERIOD_MS)
    sound = np.pad(sound, (0, max(0, total - len(sound))))[:total]
    return (sound * _gains(pieces, ends, total)).astype(np.float32)


def _places(pieces: Sequence[Piece], ends: np.ndarray, times: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Where in the source, in samples, each output time is read from."""
    lengths = np.array([piece.samples for piece in pieces], dtype=np.float64)
    begins = ends - lengths
    start = np.array([piece.start for piece in pieces], dtype=np.float64)
    span = np.array([piece.end - piece.start for piece in pieces], dtype=np.float64)
    part = np.clip((times - begins[which]) / np.maximum(lengths[which], 1), 0, 1)
    return start[which] + part * span[which]


def _read(features: Features, places: np.ndarray) -> Features:
    """The features between frames: spectra in the log domain, f0 only where both neighbours are voiced."""
    last = len(features) - 1
    low = np.clip(np.floor(places).astype(int), 0, last)
    high = np.minimum(low + 1, last)
    part = np.clip(places - low, 0, 1)
    a, b = features.f0[low], features.f0[high]
    nearest = np.where(part < 0.5, a, b)
    f0 = np.where((a > 0) & (b > 0), a * (1 - part) + b * part, nearest)
    column = part[:, None]
    log = np.log(np.maximum(features.spectrum, 1e-16))
    spectrum = np.exp(log[low] * (1 - column) + log[high] * column)
    aperiodicity = features.aperiodicity[low] * (1 - column) + features.aperiodicity[high] * column
    return Features(f0, spectrum, aperiodicity)


def _gains(pieces: Sequence[Piece], ends: np.ndarray, total: int) -> np.ndarray:
    """A gain for each sample: steps smoothed over `_RAMP`, silence made anew is exactly silent inside."""
    steps = np.repeat([0.0 if p.start == p.end else 10.0 ** (p.gain_db / 20) for p in pieces], [p.samples for p in pieces])
    if steps.min() == steps.max():
        return steps
    padded = np.pad(steps, (_RAMP // 2, _RAMP - _RAMP // 2), mode="edge")
    sums = np.cumsum(np.concatenate(([0.0], padded)))
    return (sums[_RAMP:] - sums[:-_RAMP])[:total] / _RAMP
