"""From a source sound and a plan to a sound that follows the plan: WORLD analysis, time map, synthesis.

The method is analysis by WORLD (Morise, Yokomori & Ozawa 2016) at 24 kHz and 5 ms; each output frame is read from the place
in the source that the plan maps it to, so a phoneme's length, pitch and gain are set one by one, without drift.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyworld

from ..overrides import Contour
from ..prosody import PLAIN, Manner
from . import timbre
from .timbre import FFT, FRAME, RATE, Features

_STEP = RATE // 1000
"""Samples from one frame of the output to the next: 1 ms, so that edges fall where the plan puts them. Synthesis costs its
pulses and not its frames."""

_ENOUGH, _SHORTEST_REST = 4 * RATE, RATE // 20
"""A stretch of so many samples ends at the next pause: memory follows the longest stretch and not the line."""

_PERIOD_MS = 1000.0 * FRAME / RATE
_SILENT_POWER = 1e-14
_SPARSE = 4  # D4C is half of the analysis' time
_TREMOR_HZ = 6.0
_CONTEXT = RATE * 120 // 1000
_RAMP = RATE * 4 // 1000  # gains change over 4 ms, too short to be heard as a fade, long enough not to click


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the output: `samples` long, read from source [start, end); start == end is silence made anew.

    `manner` holds all else that was asked for. `rest` says that it is a pause.
    """

    start: int
    end: int
    samples: int
    manner: Manner = PLAIN
    rest: bool = False

    @property
    def gain(self) -> float:
        """As a factor; 0 for silence made anew."""
        return 0.0 if self.start == self.end else 10.0 ** (self.manner.gain_db / 20)


def analyse(samples: np.ndarray, *, clean: bool = False) -> Features:
    """WORLD's features of mono sound (n,) at 24 kHz. Aperiodicity, which varies slowly, is found each 20 ms and held.

    `clean` sound, as a synthesiser makes it, is tracked in a third of the samples and its aperiodicity found each 40 ms: f0
    stays within a cent (median), for half of the time.
    """
    sound = np.asarray(samples, dtype=np.float64)
    f0, times = pyworld.dio(sound, RATE, f0_floor=60.0, f0_ceil=600.0, frame_period=_PERIOD_MS, speed=3 if clean else 1)
    f0 = pyworld.stonemask(sound, f0, times, RATE)
    spectrum = pyworld.cheaptrick(sound, f0, times, RATE, fft_size=FFT)
    every = 2 * _SPARSE if clean else _SPARSE
    sparse = pyworld.d4c(sound, np.ascontiguousarray(f0[::every]), np.ascontiguousarray(times[::every]), RATE, fft_size=FFT)
    aperiodicity = np.repeat(sparse, every, axis=0)[: len(f0)]
    aperiodicity[f0 == 0] = 1.0
    return Features(f0, spectrum, aperiodicity)


def synthesise(features: Features, pieces: Sequence[Piece]) -> np.ndarray:
    """The sound of the plan: float32 (n,) with n exactly the sum of the pieces' samples, 24 kHz."""
    parts = [_synthesised(features, part) for part in _stretches(pieces)]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _stretches(pieces: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """The pieces in runs that end with a pause."""
    first = length = 0
    for number, piece in enumerate(pieces):
        length += piece.samples
        if piece.rest and piece.samples >= _SHORTEST_REST and length >= _ENOUGH:
            yield pieces[first : number + 1]
            first, length = number + 1, 0
    if first < len(pieces):
        yield pieces[first:]


def _synthesised(features: Features, pieces: Sequence[Piece]) -> np.ndarray:
    total = sum(piece.samples for piece in pieces)
    if total == 0:
        return np.zeros(0, np.float32)
    ends = np.cumsum([piece.samples for piece in pieces])
    times = np.arange(0, total + _STEP, _STEP)
    which = np.minimum(np.searchsorted(ends, times, side="right"), len(pieces) - 1)
    mapped = _read(features, _places(pieces, ends, times, which) / FRAME)
    shaped = _said(mapped, features, pieces, ends, times, which)
    silent = np.array([piece.start == piece.end for piece in pieces])[which]
    f0 = np.where(silent, 0.0, shaped.f0)
    spectrum = np.where(silent[:, None], _SILENT_POWER, shaped.spectrum)
    sound = pyworld.synthesize(
        f0, spectrum, np.where(silent[:, None], 1.0, shaped.aperiodicity), RATE, frame_period=1000 * _STEP / RATE
    )
    sound = np.pad(sound, (0, max(0, total - len(sound))))[:total]
    return (sound * _gains(pieces, ends, total)).astype(np.float32)


def preview(features: Features, pieces: Sequence[Piece], start: int, end: int) -> tuple[int, np.ndarray]:
    """(where it begins, the sound) of a window of the plan that holds [start, end): whole pieces, `_CONTEXT` on either side.

    It costs the window's length and not the plan's. The pulses of its voice fall elsewhere than in the whole, so it is to be
    heard by itself or cross-faded in, not compared sample by sample.
    """
    ends = np.cumsum([piece.samples for piece in pieces])
    first = int(np.searchsorted(ends, start - _CONTEXT, side="right"))
    last = int(np.searchsorted(ends, end + _CONTEXT, side="left"))
    begin = int(ends[first - 1]) if first else 0
    return begin, synthesise(features, pieces[first : last + 1])


def _said(features: Features, source: Features, pieces: Sequence[Piece], ends: np.ndarray, times: np.ndarray,
          which: np.ndarray) -> Features:  # fmt: skip
    """The output's frames in the manner of their pieces."""
    if all(piece.manner.plain for piece in pieces):
        return features

    def each(name: str) -> np.ndarray:
        return np.array([getattr(piece.manner, name) for piece in pieces])[which]

    f0 = _pitched(features.f0, source.f0, pieces, ends, times, which)
    whisper = _eased(each("whisper"))[:, None]
    aperiodicity = timbre.breathe(features.aperiodicity, _eased(each("breath"))[:, None])
    return Features(
        np.where(whisper[:, 0] > 0.95, 0.0, f0),
        features.spectrum * timbre.tilt(_eased(each("brightness"))[:, None]),
        1.0 - (1.0 - aperiodicity) * (1.0 - whisper),
    )


def _pitched(f0: np.ndarray, source: np.ndarray, pieces: Sequence[Piece], ends: np.ndarray, times: np.ndarray,
             which: np.ndarray) -> np.ndarray:  # fmt: skip
    voiced = f0 > 0
    if not voiced.any():
        return f0
    spoken = source[source > 0]
    middle = float(np.median(np.log2(spoken))) if len(spoken) else 7.0
    log = np.log2(np.where(voiced, f0, 1.0))
    ranges = np.array([piece.manner.range for piece in pieces])[which]
    shifts = np.array([piece.manner.semitones for piece in pieces])[which]
    tremor = np.array([piece.manner.tremor for piece in pieces])[which] * np.sin(2 * np.pi * _TREMOR_HZ * times / RATE)
    log = middle + (log - middle) * ranges + (shifts + tremor) / 12
    for number, piece in enumerate(pieces):
        if piece.manner.contour or piece.manner.hz:
            own = which == number
            at = (times[own] - (ends[number] - piece.samples)) / max(1, piece.samples)
            if piece.manner.hz:
                log[own] = np.log2(_along(piece.manner.hz, at))
            else:
                log[own] += _along(piece.manner.contour, at) / 12
    return np.where(voiced, np.clip(2.0**log, 40.0, 1000.0), 0.0)


def _along(contour: Contour, at: np.ndarray) -> np.ndarray:
    points = np.array(contour)
    return np.interp(at, points[:, 0], points[:, 1])


def _eased(steps: np.ndarray) -> np.ndarray:
    """One value a frame, its steps smoothed over 25 ms."""
    if len(steps) == 0 or steps.min() == steps.max():
        return steps
    return np.convolve(np.pad(steps, 12, mode="edge"), np.ones(25) / 25, mode="valid")


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
    column = part[:, None].astype(np.float32)
    log = np.log(np.maximum(features.spectrum, 1e-16)).astype(np.float32)
    spectrum = np.exp(_between(log, low, high, column)).astype(np.float64)
    aperiodicity = _between(features.aperiodicity.astype(np.float32), low, high, column)
    return Features(f0, spectrum, aperiodicity.astype(np.float64))


def _between(rows: np.ndarray, low: np.ndarray, high: np.ndarray, part: np.ndarray) -> np.ndarray:
    """Rows `low` and `high` mixed, the second with the share `part`."""
    out = rows[high]
    below = rows[low]
    out -= below
    out *= part
    out += below
    return out


def _gains(pieces: Sequence[Piece], ends: np.ndarray, total: int) -> np.ndarray:
    """A gain for each sample: steps smoothed over `_RAMP`, silence made anew is exactly silent inside."""
    steps = np.repeat([piece.gain for piece in pieces], [piece.samples for piece in pieces])
    if steps.min() == steps.max():
        return steps
    padded = np.pad(steps, (_RAMP // 2, _RAMP - _RAMP // 2), mode="edge")
    sums = np.cumsum(np.concatenate(([0.0], padded)))
    return (sums[_RAMP:] - sums[:-_RAMP])[:total] / _RAMP
