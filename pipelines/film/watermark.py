"""A mark in the sound itself that says "made here", for where metadata is lost: it stays through MP3, resampling and cuts.

The method is the patchwork of Bender, Gruhl, Morimoto & Lu (1996) on spectral bands over time, as audiowmark uses it: in tiles of
60 ms, one of two neighbouring bands is raised by 1.2 dB and the other lowered, by a fixed pattern of signs. Whoever knows the
pattern adds the differences up with those signs; in any other sound they cancel. The gains are the same whatever the sound is,
so that silence stays silence, all channels stay in step and the same sound gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy.fft
from numpy.lib.stride_tricks import sliding_window_view
from scipy.ndimage import uniform_filter1d

from ..media import Audio

DEPTH_DB = 1.2
FOUND = 5.5
"""A score from which a sound counts as marked: standard deviations above what sounds without the mark give."""

_HOP = 0.02  # seconds; windows are two hops long
_TILE = 3  # hops
_PERIOD = 64  # tiles until the pattern comes round: 3.84 s
_EDGES = np.arange(400.0, 7401.0, 125.0)  # Hz: 56 bands, in 28 pairs
_PAIRS = (len(_EDGES) - 1) // 2
_RATE = 16_000  # detection's
_PIECE = 1 << 16  # samples marked at a time, so that they stay in the processor's cache
_WINDOW_S = 12.0  # of a long sound, each stretch is looked at by itself, half over the next
_WIDEST = 1.7  # standard deviations: a step from one sound of speech to the next counts no more than that
_QUIET = 1e-6  # of the loudest tile's power: under it nothing is heard


@dataclass(frozen=True, slots=True)
class Found:
    """`score`: how far the strongest stretch stands out, in standard deviations; `start`, `end` in seconds of that stretch."""

    score: float
    start: float = 0.0
    end: float = 0.0

    @property
    def marked(self) -> bool:
        return self.score >= FOUND


@lru_cache(maxsize=1)
def _pattern() -> np.ndarray:
    """Signs (_PERIOD, _PAIRS): of the lower band of each pair in each tile; each pair is up as often as down."""
    rng = np.random.Generator(np.random.PCG64(20250901))
    half = np.repeat([1.0, -1.0], _PERIOD // 2)
    return np.stack([rng.permutation(half) for _ in range(_PAIRS)], axis=1)


@lru_cache(maxsize=4)
def _gains(rate: int) -> np.ndarray:
    """float32 (_PERIOD, bins) for windows of two hops at `rate`: the factor of each bin in each tile of the pattern."""
    bins = np.arange(_size(rate) // 2 + 1) * (rate / _size(rate))
    band = np.searchsorted(_EDGES, bins, side="right") - 1
    inside = (band >= 0) & (band < 2 * _PAIRS)
    both = np.stack([_pattern(), -_pattern()], axis=2).reshape(_PERIOD, -1)
    decibels = np.where(inside, both[:, np.clip(band, 0, 2 * _PAIRS - 1)], 0.0) * DEPTH_DB
    return np.asarray(10.0 ** (decibels / 20), np.float32)


def _size(rate: int) -> int:
    return 2 * round(_HOP * rate)


class Marker:
    """Marks a sound of any length in pieces: what it gives back is one hop late, and `rest` gives the last of it."""

    def __init__(self, rate: int, channels: int = 1) -> None:
        self.rate, self.frame = rate, 0
        self._hop = _size(rate) // 2
        self._waiting = np.zeros((channels, self._hop), np.float32)
        self._tail = np.zeros((channels, self._hop), np.float32)
        self._late = self._hop
        along = (np.arange(2 * self._hop) + 0.5) / (2 * self._hop)
        self._window = np.sin(np.pi * along).astype(np.float32)  # twice: a Hann window, which adds up to 1

    def pieces(self, samples: np.ndarray) -> np.ndarray:
        """What of the sound can be given back once these samples, float32 (n, channels), have come."""
        whole = np.concatenate([self._waiting, samples.T], axis=1)
        count = whole.shape[1] // self._hop - 1
        if count < 1:
            self._waiting = whole
            return samples[:0]
        spectra = scipy.fft.rfft(sliding_window_view(whole, 2 * self._hop, axis=1)[:, :: self._hop] * self._window)
        spectra *= _gains(self.rate)[(self.frame + np.arange(count)) // _TILE % _PERIOD]
        sounds = scipy.fft.irfft(spectra, 2 * self._hop) * self._window
        out = sounds[:, :, : self._hop].copy()
        out[:, 0] += self._tail
        out[:, 1:] += sounds[:, :-1, self._hop :]
        self._tail = sounds[:, -1, self._hop :]
        self._waiting = whole[:, count * self._hop :]
        self.frame += count
        given = out.reshape(len(out), -1)[:, self._late :]
        self._late = 0
        return np.asarray(given.T, np.float32)

    def rest(self) -> np.ndarray:
        """The samples that are still to come."""
        channels, left = self._waiting.shape
        return self.pieces(np.zeros((2 * self._hop - left % self._hop, channels), np.float32))[:left]


def hop(rate: int) -> int:
    """Samples of half a window: where the pattern moves on."""
    return _size(rate) // 2


def part(window: np.ndarray, place: int, rate: int) -> np.ndarray:
    """Some of a long sound with its mark, the same as in `mark` of the whole.

    window  float32 (n, channels): the samples wanted, from the sound's sample `place` on, which is a multiple of `hop`, with a hop
            more on both sides; beyond the sound's ends silence
    """
    own, wanted = hop(rate), len(window) - 2 * hop(rate)
    maker = Marker(rate, window.shape[1])
    maker.frame, maker._waiting = place // own, np.ascontiguousarray(window[:own].T)
    padded = np.pad(window[own:], ((0, -len(window) % own), (0, 0)))
    pieces = [maker.pieces(padded[start : start + _PIECE]) for start in range(0, len(padded), _PIECE)]
    return np.concatenate(pieces)[:wanted]


def mark(audio: Audio) -> Audio:
    """The sound with the mark: as long, about as loud, all channels alike."""
    if not len(audio):
        return audio
    samples = audio.samples.reshape(len(audio), -1)
    maker = Marker(audio.rate, samples.shape[1])
    pieces = [maker.pieces(samples[start : start + _PIECE]) for start in range(0, len(samples), _PIECE)]
    out = np.concatenate([*pieces, maker.rest()])[: len(audio)]
    return Audio(out.reshape(audio.samples.shape), audio.rate)


def find(audio: Audio) -> Found:
    """The stretch of the sound that most looks marked. A second of speech is enough, ten are sure."""
    sound = audio.mono().resampled(_RATE).samples
    best = Found(0.0)
    length = round(_WINDOW_S * _RATE)
    for start in range(0, max(1, len(sound) - length // 2), length // 2):
        score = _score(sound[start : start + length])
        if score > best.score:
            best = Found(score, start / _RATE, min(len(sound), start + length) / _RATE)
    return best


def _score(sound: np.ndarray) -> float:
    """The best of all places at which the pattern may begin."""
    differences = _differences(sound)
    if len(differences) < _TILE:
        return 0.0
    scores = [one for shift in range(_TILE) for one in _correlated(differences, shift)]
    return max(scores, default=0.0)


def _differences(sound: np.ndarray) -> np.ndarray:
    """(hops, pairs): how far the lower band of each pair stands above the upper one, in dB against its neighbours in time, over
    that pair's spread."""
    hop = round(_HOP * _RATE)
    count = len(sound) // hop - 1
    if count < 1:
        return np.zeros((0, _PAIRS))
    at = np.arange(count)[:, None] * hop + np.arange(2 * hop)
    window = np.hanning(2 * hop).astype(np.float32)
    power = np.square(np.abs(scipy.fft.rfft(sound[at] * window, axis=1)))
    edges = np.round(_EDGES * (2 * hop / _RATE)).astype(int)
    bands = np.add.reduceat(power, edges, axis=1)[:, : 2 * _PAIRS].astype(np.float64)
    heard = bands.max(initial=0.0) * _QUIET
    level = 10 * np.log10(bands + heard + 1e-12)
    found = level[:, 0::2] - level[:, 1::2]
    found = found - uniform_filter1d(found, 6 * _TILE + 1, axis=0, mode="nearest")
    quiet = bands.max(axis=1) <= heard
    found[quiet] = 0.0
    spread = np.sqrt(np.square(found).mean(axis=0)) + 0.5
    return np.asarray(np.clip(found / spread, -_WIDEST, _WIDEST))


def _correlated(differences: np.ndarray, shift: int) -> Iterator[float]:
    """The score at each tile of the pattern, if its tiles begin `shift` hops into the sound."""
    tiles = (len(differences) - shift) // _TILE
    means = differences[shift : shift + tiles * _TILE].reshape(tiles, _TILE, -1).mean(axis=1)
    spread = np.sqrt(np.square(means).sum())
    if spread == 0:
        return
    folded = np.zeros((_PERIOD, means.shape[1]))
    np.add.at(folded, np.arange(tiles) % _PERIOD, means)
    spectrum = scipy.fft.rfft(folded, axis=0) * np.conj(scipy.fft.rfft(_pattern(), axis=0))
    yield from (scipy.fft.irfft(spectrum.sum(axis=1), _PERIOD) / spread).tolist()
