"""Sound from spectra: a pulse for each period of the voice and a slice of noise between two of them, each through the
minimum-phase filter of its moment.

The method is WORLD's synthesis (Morise, Yokomori & Ozawa 2016), with two differences. A voice begins with its first pulse
exactly where it is voiced, and not up to a period later, so that an edge falls where the plan puts it. And all is done for
many pulses at once in single precision, in a third of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import scipy.fft
from numpy.lib.stride_tricks import sliding_window_view

from .timbre import FFT, RATE

GRID = RATE // 4000
"""Samples from one value of f0 to the next: a quarter of a millisecond, so that edges fall where the plan puts them."""

_SLICE = RATE // 500
"""Samples of a slice of noise where nothing is voiced: 2 ms, as in WORLD."""

_BATCH = 128  # events at once: their arrays stay in the processor's cache
_BINS = FFT // 2 + 1
_SAFE = 1e-10
_INAUDIBLE = np.log(1e-10)  # power: -100 dBFS, under the last bit of 16
_AROUND = 1 << 18  # samples until the noise comes round again: 11 s
_JITTER, _SHIMMER_DB, _CREAK_LATE, _CREAK_DB = 0.025, 1.5, 0.04, 4.0
_WAVES = -2 * np.pi / FFT * np.arange(_BINS)  # what a sample's delay turns each bin by
_NO_DC = np.zeros(_BINS, np.float32)
_NO_DC[:2] = (-6.0, -0.7)  # log amplitude at 0 and 23 Hz: many pulses' offsets would add up


@dataclass(frozen=True, eq=False)
class Events:
    """Where pulses and slices of noise begin, in samples, and how long each rules, until the next.

    at       (n,) float, places between samples for pulses
    period   (n,) float, samples
    voiced   (n,) bool: a pulse with noise in it, else noise alone
    level    (n,) float32, log power that a pulse differs by from its filter; None: all as their filters
    """

    at: np.ndarray
    period: np.ndarray
    voiced: np.ndarray
    level: np.ndarray | None = None

    def only(self, kept: np.ndarray) -> Events:
        """Those events that `kept`, (n,) bool, marks."""
        return Events(self.at[kept], self.period[kept], self.voiced[kept], None if self.level is None else self.level[kept])


@dataclass(frozen=True, eq=False)
class Filters:
    """What sounds at each event.

    power         (n, FFT // 2 + 1) natural logarithm of the power spectrum
    aperiodicity  (n, FFT // 2 + 1) share of noise in amplitude, 0 … 1
    """

    power: np.ndarray
    aperiodicity: np.ndarray

    def only(self, kept: np.ndarray) -> Filters:
        """The filters of those events that `kept`, (n,) bool, marks."""
        return Filters(self.power[kept], self.aperiodicity[kept])


def events(f0: np.ndarray, total: int) -> Events:
    """The events of `total` samples whose f0 is `f0`, (n,) Hz at each `GRID` samples, 0 where unvoiced."""
    voiced = f0 > 0
    turns = np.flatnonzero(np.diff(voiced)) + 1
    edges = [0, *np.minimum(turns * GRID, total).tolist(), total]
    at: list[np.ndarray] = []
    for start, end in pairwise(edges):
        if start >= end:
            continue
        if voiced[start // GRID]:
            at.append(start + _pulses(f0[start // GRID : -(-end // GRID) + 1], end - start))
        else:
            at.append(np.arange(start, end, _SLICE, dtype=np.float64))
    places = np.concatenate(at) if at else np.zeros(0)
    kinds = voiced[np.minimum(places.astype(int) // GRID, len(voiced) - 1)] if len(places) else np.zeros(0, bool)
    return Events(places, np.diff(places, append=float(total)), kinds)


def roughened(found: Events, roughness: float) -> Events:
    """The events with the pulses of a rough voice: their times jittered, their levels shimmered, every other one weaker.

    At 1: jitter 2.5 % and shimmer 1.5 dB (standard deviations), the weaker pulses 4 dB down and 4 % late, as the diplophonic
    pulses of Klatt & Klatt (1990). It begins anew with each voiced run, so that an edit changes no other run.
    """
    if not roughness:
        return found
    numbers = np.arange(len(found.at))
    begins = np.flatnonzero(found.voiced & ~np.concatenate(([False], found.voiced[:-1])))
    first = begins[np.maximum(np.searchsorted(begins, numbers, side="right") - 1, 0)] if len(begins) else numbers
    count = np.where(found.voiced, numbers - first, 0)
    chance = _endless()
    odd = count % 2
    late = np.clip(_JITTER * chance[(2 * count) % _AROUND], -3 * _JITTER, 3 * _JITTER) + _CREAK_LATE * odd
    level = _SHIMMER_DB * chance[(2 * count + 1) % _AROUND] - _CREAK_DB * odd
    moved = np.where(count > 0, late * roughness * found.period, 0.0)
    weaker = np.where(found.voiced, level * roughness * (np.log(10.0) / 10.0), 0.0)
    return Events(found.at + moved, found.period, found.voiced, weaker.astype(np.float32))


def _pulses(f0: np.ndarray, samples: int) -> np.ndarray:
    """Where the periods of a voiced run begin; the first at its start."""
    f0 = np.where(f0 > 0, f0, f0[f0 > 0][-1])  # the value after the run's end belongs to no voice
    cycles = np.concatenate(([0.0], np.cumsum(f0 * (GRID / RATE))))
    found = np.interp(np.arange(0.0, cycles[-1]), cycles, np.arange(len(cycles)) * GRID)
    return found[found < samples]


def render(found: Events, filters: Callable[[np.ndarray], Filters], hiss: np.ndarray, total: int) -> np.ndarray:
    """float32 (total,): the sound of the events.

    `filters` gives what sounds at some of them, by their numbers; `hiss`, (n,) int, where in an endless noise each takes its own
    from, so that a sound hisses alike wherever it stands in the line.
    """
    out = np.zeros(total + 2 * FFT, np.float32)
    starts = np.floor(found.at).astype(int)
    for kind in (True, False):
        numbers = np.flatnonzero(found.voiced == kind)
        for first in range(0, len(numbers), _BATCH):
            some = numbers[first : first + _BATCH]
            some, shaped = _audible(some, filters(some))
            if not len(some):
                continue
            if found.level is not None:
                shaped = Filters(shaped.power + found.level[some][:, None], shaped.aperiodicity)
            sounds = _responses(found, some, starts, shaped, _noise(hiss[some], found.period[some]), voiced=kind)
            for start, sound in zip(starts[some].tolist(), sounds, strict=True):
                out[start : start + FFT] += sound
    return out[:total]


def _audible(some: np.ndarray, shaped: Filters) -> tuple[np.ndarray, Filters]:
    """Those events that sound, and their filters: a synthesiser's pauses are digital silence."""
    sound = shaped.power.max(axis=1) > _INAUDIBLE
    return (some, shaped) if sound.all() else (some[sound], shaped.only(sound))


def _responses(
    found: Events, some: np.ndarray, starts: np.ndarray, filters: Filters, noise: np.ndarray, *, voiced: bool
) -> np.ndarray:
    """float32 (len(some), FFT): what each event sounds like from its sample on."""
    if not voiced:
        return np.asarray(scipy.fft.irfft(_minimum_phase(filters.power / 2) * noise, FFT))
    tuned, breathed = _shares(filters.aperiodicity)
    hum = _minimum_phase(filters.power / 2)
    breath = hum * breathed
    breath *= noise
    hum *= tuned
    hum *= _turned((_WAVES * (found.at[some] - starts[some])[:, None]).astype(np.float32))
    hum *= np.sqrt(found.period[some]).astype(np.float32)[:, None]
    hum += breath
    return np.asarray(scipy.fft.irfft(hum, FFT))


def _shares(aperiodicity: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """complex64 (n, FFT // 2 + 1), twice: of minimum phase, what of each pulse is tone and what is noise.

    Aperiodicity is held for many frames, so that what follows one another is mostly the same: it is worked out once.
    """
    new = np.concatenate(([True], (aperiodicity[1:] != aperiodicity[:-1]).any(axis=1)))
    share, which = np.square(aperiodicity[new]), np.cumsum(new) - 1
    tuned = _minimum_phase(np.log(np.maximum(1 - share, _SAFE)) / 2 + _NO_DC)
    return tuned[which], _minimum_phase(np.log(np.maximum(share, _SAFE)) / 2)[which]


@lru_cache(maxsize=1)
def _endless() -> np.ndarray:
    """`_AROUND` samples, and the first of them again for what begins at the last."""
    noise = np.random.default_rng(0).standard_normal(_AROUND, dtype=np.float32)
    return np.concatenate([noise, noise[:FFT]])


def _noise(places: np.ndarray, periods: np.ndarray) -> np.ndarray:
    """complex64 (n, FFT // 2 + 1): the spectrum of the noise from each place on for a period, its mean removed."""
    lengths = np.clip(np.round(periods), 1, FFT).astype(np.float32)[:, None]
    longest = int(lengths.max())
    inside = np.arange(longest) < lengths
    pieces = sliding_window_view(_endless(), longest)[places % _AROUND] * inside
    pieces -= inside * (pieces.sum(axis=1, keepdims=True) / lengths)
    return np.asarray(scipy.fft.rfft(pieces, FFT))


def _minimum_phase(log_amplitude: np.ndarray) -> np.ndarray:
    """complex64 spectra of minimum phase, by the folded cepstrum (Oppenheim & Schafer 1975).

    Both are real, one even and one odd: a cosine and a sine transform of half the length.
    """
    log = log_amplitude.astype(np.float32, copy=False)
    cepstrum = scipy.fft.dct(log, type=1)[:, 1:-1] * np.float32(-1 / FFT)
    phase = np.zeros_like(log)
    phase[:, 1:-1] = scipy.fft.dst(cepstrum, type=1)
    out = _turned(phase)
    out *= np.exp(log)
    return out


def _turned(phase: np.ndarray) -> np.ndarray:
    """complex64 e^(i phase): a complex exponential would take ten times as long."""
    out = np.empty(phase.shape, np.complex64)
    out.real = np.cos(phase)
    out.imag = np.sin(phase)
    return out
