"""Speech and music to one finished sound: music ducked under speech, EBU R128 loudness, true-peak limited.

Loudness is ITU-R BS.1770-4. A sound is made in stretches, each of which depends only on its place: they are made side by side, and
whatever makes them gives the same samples. Gains go in steps, so that what is heard before a change stays as it was.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import soxr

from ..media import Audio
from . import detector, limiter, watermark
from .bed import Bed
from .loudness import Meter, measured, meter_of, settled
from .mastering import sought, stepped

BED_DB = -5.0
"""Loudness of the music where nobody speaks, against the speech."""

DUCK_DB = 14.0
"""How far the music goes down under speech."""

_ROOM_DB = 1.5  # that the gain may go up when it is corrected for what the limiter took
_STRETCH = 8  # seconds
_BLOCK = 1 << 15  # samples at a time, so that they stay in the processor's cache
_STEREO_DB = 10 * np.log10(2)  # that a sound is louder from both sides


def mix(speech: Audio, music: Audio | None, *, loudness: float = -16.0, duck_db: float = DUCK_DB, rate: int = 48000,
        marked: bool = False) -> Audio:  # fmt: skip
    """Stereo at `rate`, as long as the speech: integrated loudness within 0.5 LU of `loudness`, peaks under -1 dBTP.

    `music` is looped or cut to the speech's length, faded in and out, and lowered by `duck_db` from shortly before a word
    to after it. Sound without any energy stays silent. `marked`: with the watermark.
    """
    voice = at_rate(speech, rate)
    level = _level(voice, rate)
    gain = 0.0 if level is None else stepped(loudness - level)
    under = _under(voice, gain, None if level is None else loudness, music, duck_db, rate) if music is not None else None
    laid = _Laid(voice, _gain(gain), under, rate, marked)
    whole = np.empty((2, len(voice)), np.float32)
    if not len(voice):
        return Audio(whole.T, rate)
    level = _joined(_each(len(voice), rate, lambda start, end: laid.stretch(whole, start, end))).loudness()
    return Audio(whole.T if level is None else _mastered(whole, rate, loudness - level, loudness), rate)


def ducked(speech: Audio, music: Audio, *, duck_db: float = DUCK_DB) -> Audio:
    """The music alone as it goes under `speech`: its rate and length, stereo."""
    under = _under(_two(speech.samples), 0.0, _level(speech.samples, speech.rate), music, duck_db, speech.rate)
    return Audio(under.block(0, len(speech)), speech.rate)


def at_rate(audio: Audio, rate: int) -> np.ndarray:
    """Samples at `rate`, float32, n the rounded length: (n, 1) of one channel, (n, 2) of two; more than two are averaged."""
    samples = audio.samples[:, None] if audio.samples.ndim == 1 else audio.samples
    if samples.shape[1] > 2:
        samples = samples.mean(axis=1, keepdims=True)
    length = round(len(samples) * rate / audio.rate)
    if audio.rate != rate and len(samples):
        samples = soxr.resample(samples, audio.rate, rate, quality="HQ")
    samples = np.asarray(samples[:length], np.float32)
    return samples if len(samples) == length else np.pad(samples, ((0, length - len(samples)), (0, 0)))


def stereo(audio: Audio, rate: int) -> np.ndarray:
    """As `at_rate`, (n, 2) always."""
    return _two(at_rate(audio, rate))


def _two(samples: np.ndarray) -> np.ndarray:
    rows = samples[:, None] if samples.ndim == 1 else samples
    return np.ascontiguousarray(np.repeat(rows, 2, axis=1) if rows.shape[1] == 1 else rows, np.float32)


def _gain(decibels: float) -> np.float32:
    return np.float32(10 ** (decibels / 20))


def _level(voice: np.ndarray, rate: int) -> float | None:
    """LUFS of (n,) or (n, 1 or 2) samples; one channel is heard from both sides."""
    level = measured(voice, rate)
    return level + _STEREO_DB if level is not None and voice.size == len(voice) else level


@dataclass(frozen=True, eq=False)
class _Under:
    """Music under speech: `factor` brings it to its level, `depth` is how far it is down in each of the detector's frames."""

    bed: Bed
    factor: np.float32
    depth: np.ndarray
    duck_db: float

    def block(self, start: int, end: int) -> np.ndarray:
        """Samples `start` to before `end`, float32 (n, 2)."""
        music = self.bed.block(start, end)
        step = detector.frame_step(self.bed.rate)
        return music * (detector.gains(self.depth, step, start, len(music), self.duck_db) * self.factor)[:, None]


def _under(voice: np.ndarray, gain: float, level: float | None, music: Audio, duck_db: float, rate: int) -> _Under:
    """`gain`: decibels that bring the voice to `level`, in LUFS."""
    under = Bed.of(stereo(music, rate), len(voice), rate)
    own = under.level()
    to = 0.0 if own is None else (-16.0 if level is None else level) + BED_DB - own
    powers = detector.powers(voice.mean(axis=1) if voice.shape[1] > 1 else voice[:, 0], rate) * float(_gain(gain)) ** 2
    return _Under(under, _gain(stepped(to)), detector.depths(detector.talking(powers)), duck_db)


@dataclass(frozen=True, eq=False)
class _Laid:
    """Speech, float32 (n, 1 or 2), made louder by a factor, with what is under it and the watermark."""

    voice: np.ndarray
    factor: np.float32
    under: _Under | None
    rate: int
    marked: bool

    def stretch(self, whole: np.ndarray, start: int, end: int) -> Meter:
        """Samples `start` to before `end` into `whole`, (2, n); what a meter reads of them, see `_joined`."""
        begin = max(0, start - settled(self.rate))
        made = self._marked(begin, end) if self.marked else self._plain(begin, end)
        whole[:, start:end] = made[start - begin :].T
        return meter_of(made, self.rate)

    def _marked(self, start: int, end: int) -> np.ndarray:
        hop, length = watermark.hop(self.rate), len(self.voice)
        known = max(0, start - hop), min(length, end + hop)
        around = ((hop - (start - known[0]), 0), (0, 0)), ((0, hop - (known[1] - end)), (0, 0))
        window = np.pad(np.pad(self._plain(*known), around[0]), around[1])
        return watermark.part(window, start, self.rate)

    def _plain(self, start: int, end: int) -> np.ndarray:
        out = np.empty((end - start, 2), np.float32)
        for place in range(start, end, _BLOCK):
            last = min(end, place + _BLOCK)
            spoken = self.voice[place:last] * self.factor
            out[place - start : last - start] = spoken if self.under is None else spoken + self.under.block(place, last)
        return out


def _mastered(whole: np.ndarray, rate: int, first: float, loudness: float) -> np.ndarray:
    """(n, 2) of (2, n): to the loudness under the ceiling, from a `first` gain in decibels on."""
    limiting = _Limiting(whole, rate)
    found = sought(loudness, first, limiting.louder)
    if found.decibels != limiting.gain:
        limiting.louder(found.decibels)
    return limiting.out.T


class _Limiting:
    """A sound (2, n) made louder by one gain after another, its peaks limited: `out`, by `gain` decibels."""

    def __init__(self, whole: np.ndarray, rate: int) -> None:
        self.whole, self.rate, self.out, self.gain = whole, rate, np.empty_like(whole), -np.inf
        self._peaks: dict[int, np.ndarray] = {}
        self._up_to = -np.inf

    def louder(self, gain: float) -> float | None:
        """The LUFS that it then has."""
        self.gain = gain
        if gain > self._up_to:  # peaks grow with the gain: read once, with room for its corrections
            self._up_to = gain + _ROOM_DB
            self._peaks.clear()
        return _joined(_each(self.whole.shape[1], self.rate, self._stretch)).loudness()

    def _stretch(self, start: int, end: int) -> Meter:
        begin, around = max(0, start - settled(self.rate)), limiter.context(self.rate)
        low, ceiling = max(0, begin - around), 10 ** (limiter.CEILING_DB / 20)
        window, factor = self.whole[:, low : end + around].T, _gain(self.gain)
        if start not in self._peaks:
            self._peaks[start] = limiter.true_peaks(window, ceiling / float(_gain(self._up_to)))
        limited = limiter.limited(window * factor, self._peaks[start] * factor, self.rate, ceiling)
        made = limited[begin - low : end - low]
        self.out[:, start:end] = made[start - begin :].T
        return meter_of(made, self.rate)


def _each(length: int, rate: int, make: Callable[[int, int], Meter]) -> list[Meter]:
    """What `make` gives for each stretch of a sound, side by side."""
    starts = range(0, max(1, length), _STRETCH * rate)
    with ThreadPoolExecutor(os.cpu_count() or 1) as side_by_side:
        return list(side_by_side.map(lambda start: make(start, min(length, start + _STRETCH * rate)), starts))


def _joined(meters: list[Meter]) -> Meter:
    """One meter of all, each of which but the first has heard `settled` samples of the stretch before."""
    whole, *later = meters
    for meter in later:
        whole.follow(meter)
    return whole
