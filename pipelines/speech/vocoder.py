"""From a source sound and a plan to a sound that follows the plan: WORLD analysis, time map, synthesis.

The method is analysis by WORLD (Morise, Yokomori & Ozawa 2016) at 24 kHz and 5 ms; each pulse of the output is read from the
place in the source that the plan maps it to, so a phoneme's length, pitch and gain are set one by one, without drift.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyworld
import soxr
from scipy.ndimage import uniform_filter1d

from ..overrides import Contour
from ..prosody import PLAIN, Manner
from . import envelope, pulses, refine, timbre
from .pulses import GRID, Filters
from .timbre import FFT, FRAME, RATE, Features

_ENOUGH, _SHORTEST_REST = 4 * RATE, RATE // 20
"""A stretch of so many samples ends at the next pause: memory follows the longest stretch and not the line."""

_PERIOD_MS = 1000.0 * FRAME / RATE
_SPARSE = 4  # D4C is half of the analysis' time
_EDGE = RATE // 100  # what lies within 10 ms of a phoneme's ends keeps its pace, where it can: sounds begin and end as they are
_EASE = RATE // 40 // GRID | 1  # values in 25 ms
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


def analyse(samples: np.ndarray, *, clean: bool = False, vowels: Sequence[tuple[int, int]] = ()) -> Features:
    """WORLD's features of mono sound (n,) at 24 kHz. Aperiodicity, which varies slowly, is found each 20 ms and held.

    `vowels`, first and last sample of each, are known to be voiced: where the tracker lost them (4 % of espeak-ng's), f0 is drawn
    through from what it found in the same vowel. `clean` sound, as a synthesiser makes it, is tracked in a quarter of the samples,
    its f0 refined in half of all and its aperiodicity found each 80 ms: f0 stays within a cent (median), for a quarter of the
    time.
    """
    sound = np.asarray(samples, dtype=np.float64)
    f0, times = pyworld.dio(sound, RATE, f0_floor=60.0, f0_ceil=600.0, frame_period=_PERIOD_MS, speed=4 if clean else 1)
    rate = RATE // 2 if clean else RATE
    f0 = refine.stonemask(soxr.resample(sound, RATE, rate) if clean else sound, f0, times, rate)
    f0 = _drawn_through(f0, vowels)
    aperiodicity = _aperiodicity(sound, f0, times, 4 * _SPARSE if clean else _SPARSE)
    return Features(f0, envelope.cheaptrick(sound, f0, FRAME), aperiodicity)


def _drawn_through(f0: np.ndarray, vowels: Sequence[tuple[int, int]]) -> np.ndarray:
    for start, end in vowels:
        frames = np.arange(-(-start // FRAME) + 1, min(end // FRAME, len(f0)))
        lost = f0[frames] == 0
        if lost.any() and np.count_nonzero(~lost) > 1:
            f0[frames[lost]] = np.exp(np.interp(frames[lost], frames[~lost], np.log(f0[frames[~lost]])))
    return f0


def _aperiodicity(sound: np.ndarray, f0: np.ndarray, times: np.ndarray, every: int) -> np.ndarray:
    """D4C (Morise 2016) at one voiced frame in `every`, one of each voiced run at least; the others take the nearest one's."""
    out = np.ones((len(f0), FFT // 2 + 1), np.float32)
    voiced = np.flatnonzero(f0 > 0)
    if not len(voiced):
        return out
    runs = np.split(voiced, np.flatnonzero(np.diff(voiced) > 1) + 1)
    chosen = np.concatenate([run[min(every // 2, (len(run) - 1) // 2) :: every] for run in runs])
    found = pyworld.d4c(sound, np.ascontiguousarray(f0[chosen]), np.ascontiguousarray(times[chosen]), RATE, fft_size=FFT)
    out[voiced] = found.astype(np.float32)[np.searchsorted((chosen[:-1] + chosen[1:]) / 2, voiced)]
    return out


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
    grid = np.arange(0, total + GRID, GRID)
    which = _which(ends, grid)
    found = pulses.roughened(pulses.events(_f0(features, pieces, ends, grid, which), total), features.roughness)
    own = _which(ends, found.at)
    heard = np.array([piece.start < piece.end for piece in pieces])[own]
    found, own = found.only(heard), own[heard]
    places = _places(pieces, ends, found.at, own) / FRAME
    hiss = found.at - np.array([end - piece.samples - piece.start for piece, end in zip(pieces, ends, strict=True)])[own]
    manners = None if all(piece.manner.plain for piece in pieces) else _Manners.of(pieces, which)

    def filters(some: np.ndarray) -> Filters:
        plain = _read(features, places[some])
        return manners.said(plain, (found.at[some] / GRID).astype(int)) if manners else plain

    return (pulses.render(found, filters, hiss.astype(int), total) * _gains(pieces, ends, total)).astype(np.float32)


def _which(ends: np.ndarray, times: np.ndarray) -> np.ndarray:
    """The number of the piece that rules at each time."""
    return np.minimum(np.searchsorted(ends, times, side="right"), len(ends) - 1)


def _f0(features: Features, pieces: Sequence[Piece], ends: np.ndarray, grid: np.ndarray, which: np.ndarray) -> np.ndarray:
    """f0 of the output at each time of the grid, in the manner of the pieces."""
    places = _places(pieces, ends, grid, which) / FRAME
    last = len(features) - 1
    low = np.clip(np.floor(places).astype(int), 0, last)
    part = np.clip(places - low, 0, 1)
    a, b = features.f0[low], features.f0[np.minimum(low + 1, last)]
    f0 = np.where((a > 0) & (b > 0), a * (1 - part) + b * part, np.where(part < 0.5, a, b))
    mute = np.array([piece.start == piece.end or piece.manner.whisper > timbre.WHISPERED for piece in pieces])[which]
    f0 = np.where(mute, 0.0, f0)
    if all(piece.manner.plain for piece in pieces):
        return f0
    return _pitched(f0, features.f0, pieces, ends, grid, which)


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


@dataclass(frozen=True, eq=False)
class _Manners:
    """Brightness in dB, breath and whisper 0 … 1, one value for each place of the grid, their steps eased."""

    brightness: np.ndarray
    breath: np.ndarray
    whisper: np.ndarray

    @classmethod
    def of(cls, pieces: Sequence[Piece], which: np.ndarray) -> _Manners:
        def each(name: str) -> np.ndarray:
            return _eased(np.array([getattr(piece.manner, name) for piece in pieces], np.float32)[which])

        return cls(each("brightness"), each("breath"), each("whisper"))

    def said(self, filters: Filters, at: np.ndarray) -> Filters:
        """The filters in these manners, `at` these places of the grid."""
        aperiodicity = timbre.breathe(filters.aperiodicity, self.breath[at][:, None])
        return Filters(
            filters.power + timbre.tilt(self.brightness[at][:, None]),
            1.0 - (1.0 - aperiodicity) * (1.0 - self.whisper[at][:, None]),
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
    tremor = np.array([piece.manner.tremor for piece in pieces])[which] * np.sin(2 * np.pi * timbre.TREMOR_HZ * times / RATE)
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
    """One value for each place of the grid, its steps smoothed over 25 ms."""
    if len(steps) == 0 or steps.min() == steps.max():
        return steps
    return np.asarray(uniform_filter1d(steps, _EASE, mode="nearest"))


def _places(pieces: Sequence[Piece], ends: np.ndarray, times: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Where in the source, in samples, each output time is read from."""
    length, span = (
        np.array(each, dtype=np.float64)[which]
        for each in ([piece.samples for piece in pieces], [piece.end - piece.start for piece in pieces])
    )
    since = np.clip(times - (ends[which] - length), 0, length)
    edge = np.minimum(_EDGE, 0.3 * np.minimum(length, span))
    middle = edge + (since - edge) / np.maximum(length - 2 * edge, 1) * (span - 2 * edge)
    along = np.where(since < edge, since, np.where(since > length - edge, span - (length - since), middle))
    return np.array([piece.start for piece in pieces], dtype=np.float64)[which] + np.clip(along, 0, span)


def _read(features: Features, places: np.ndarray) -> Filters:
    """What sounds between frames: power in the log domain, aperiodicity as it is, and the very same where two frames' is."""
    last = len(features) - 1
    low = np.clip(np.floor(places).astype(int), 0, last)
    high = np.minimum(low + 1, last)
    part = np.clip(places - low, 0, 1).astype(np.float32)[:, None]
    power, share = features.power, features.aperiodicity
    loud, noise = power[low], share[low]
    return Filters(loud + (power[high] - loud) * part, noise + (share[high] - noise) * part)


def _gains(pieces: Sequence[Piece], ends: np.ndarray, total: int) -> np.ndarray:
    """A gain for each sample: steps smoothed over `_RAMP`, silence made anew is exactly silent inside."""
    steps = np.repeat([piece.gain for piece in pieces], [piece.samples for piece in pieces])
    if steps.min() == steps.max():
        return steps
    padded = np.pad(steps, (_RAMP // 2, _RAMP - _RAMP // 2), mode="edge")
    sums = np.cumsum(np.concatenate(([0.0], padded)))
    return (sums[_RAMP:] - sums[:-_RAMP])[:total] / _RAMP
