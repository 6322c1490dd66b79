"""Where the beats of a piece of music are: onset strength, tempo by autocorrelation, beats by dynamic programming.

D. P. W. Ellis, Beat tracking by dynamic programming, Journal of New Music Research 36(1), 2007. Its constants, but for the frames,
which are 10 ms here for sharper times.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import soxr

from ..media import Audio
from . import mix
from .bed import CROSS_SECONDS

RATE, _HOP, _WINDOW = 22_050, 220, 512
STEP = _HOP / RATE
"""Seconds from one value of the onset strength to the next."""

_BANDS, _LOWEST, _HIGHEST = 40, 40.0, 8_000.0
_USUAL, _SPREAD = 120.0, 0.9  # beats a minute that people tap, and the octaves around them
_CALM, _DOUBLED = 100.0, 0.2  # slower music that is a fifth as much like itself at half the lag is counted twice as fast
_FASTEST, _SLOWEST = 220.0, 40.0
_TIGHT = 100.0  # how much an uneven beat costs against a weak one
_WEAK = 0.4  # of the middling beat's strength: what comes before the first and after the last that is stronger is not kept
_EARLY = 0.25 * _WINDOW / RATE  # an onset raises the strength before the middle of the window is at it


def beats(music: Audio) -> tuple[float, ...]:
    """The beats' times in seconds, ascending; () for silence and for what is too short to have a tempo."""
    strength = onsets(music)
    if len(strength) < 2 / STEP or not strength.any():
        return ()
    period = _period(strength)
    places = _tracked(strength, period)
    times = [_sharpened(strength, place) * STEP + _EARLY for place in _strong(strength, places)]
    return tuple(round(float(time), 4) for time in times if time >= 0)


def onsets(music: Audio) -> np.ndarray:
    """How strongly something begins, every STEP seconds: the rise of the level in 40 mel bands, its slow part taken off, of deviation 1."""
    sound = soxr.resample(mix.stereo(music, music.rate).mean(axis=1), music.rate, RATE, quality="QQ")
    if len(sound) < 2 * _WINDOW:
        return np.zeros(0)
    padded = np.pad(sound, (_WINDOW // 2, _WINDOW // 2))
    count = 1 + (len(padded) - _WINDOW) // _HOP
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP][:count]
    window = np.hanning(_WINDOW).astype(np.float32)
    level = np.empty((count, _BANDS), np.float32)
    for first in range(0, count, 4096):
        power = np.abs(np.fft.rfft(frames[first : first + 4096] * window, axis=1)) ** 2
        level[first : first + 4096] = power @ _mel()
    top = float(level.max(initial=0.0))
    if top <= 0:
        return np.zeros(count)
    decibels = 10 * np.log10(np.maximum(level, 1e-8 * top))
    rise = np.maximum(0.0, np.diff(decibels, axis=0, prepend=decibels[:1])).mean(axis=1)
    rise = np.convolve(rise, _bell(2.0), mode="same")
    slow = round(0.8 / STEP) | 1
    rise = np.maximum(0.0, rise - np.convolve(rise, np.ones(slow) / slow, mode="same"))
    return np.asarray(rise / (rise.std() + 1e-9))


def _bell(deviation: float) -> np.ndarray:
    reach = np.arange(-round(3 * deviation), round(3 * deviation) + 1)
    bell = np.exp(-0.5 * (reach / deviation) ** 2)
    return np.asarray(bell / bell.sum())


@lru_cache(maxsize=1)
def _mel() -> np.ndarray:
    """(bins, bands): triangles, evenly spaced on O'Shaughnessy's mel scale."""
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in (_LOWEST, _HIGHEST))
    edges = 700 * (10 ** (np.linspace(low, high, _BANDS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(_WINDOW, 1 / RATE)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)


def _period(strength: np.ndarray) -> float:
    """Frames from beat to beat: the lag at which the strength is most like itself, weighted by the tempos that people tap."""
    lags = np.arange(round(60 / _FASTEST / STEP), min(len(strength) - 1, round(60 / _SLOWEST / STEP)))
    spectrum = np.fft.rfft(strength, 2 * len(strength))
    alike = np.fft.irfft(np.abs(spectrum) ** 2)[: len(strength)]
    octaves = np.log2(60 / (lags * STEP) / _USUAL)
    score = alike[lags] * np.exp(-0.5 * (octaves / _SPREAD) ** 2)
    period = _peak(alike, int(lags[int(np.argmax(score))]))
    while 60 / (period * STEP) < _CALM and alike[round(period / 2)] >= _DOUBLED * alike[round(period)]:
        period = _peak(alike, round(period / 2))
    return period


def _peak(values: np.ndarray, place: int) -> float:
    """The top of the parabola through a value and its neighbours"""
    if not 0 < place < len(values) - 1:
        return float(place)
    before, top, after = values[place - 1 : place + 2]
    bend = before - 2 * top + after
    return place + (0.5 * float((before - after) / bend) if bend < 0 else 0.0)


def _tracked(strength: np.ndarray, period: float) -> list[int]:
    """The beats that are strongest and most even: each frame's best score as a beat, and the beat before it."""
    smooth = np.convolve(strength, _bell(period / 32), mode="same")
    back = np.arange(-round(2 * period), -round(period / 2) + 1)
    cost = -_TIGHT * np.log(-back / period) ** 2
    score, before = smooth.copy(), np.full(len(smooth), -1)
    for place in range(-int(back[-1]), len(smooth)):
        first = max(0, -(place + int(back[0])))
        reached = score[place + back[first] : place + back[-1] + 1] + cost[first:]
        best = int(np.argmax(reached))
        if reached[best] > 0:
            score[place] += reached[best]
            before[place] = place + back[first + best]
    place = len(score) - round(period) + int(np.argmax(score[-round(period) :]))
    found = []
    while place >= 0:
        found.append(place)
        place = int(before[place])
    return found[::-1]


def _strong(strength: np.ndarray, places: list[int]) -> list[int]:
    """The beats without the faint ones at both ends, where the music has not begun or is over."""
    around = [float(strength[max(0, place - 3) : place + 4].max()) for place in places]
    loud = [n for n, one in enumerate(around) if one >= _WEAK * float(np.median(around))]
    return places[loud[0] : loud[-1] + 1] if loud else []


def _sharpened(strength: np.ndarray, place: int) -> float:
    """The strongest moment within 30 ms of a beat; the beat itself if nothing begins there."""
    low, high = max(0, place - 3), min(len(strength), place + 4)
    top = low + int(np.argmax(strength[low:high]))
    return _peak(strength, top) if strength[top] > 0.5 else float(place)


def repeated(times: tuple[float, ...], music: float, film: float) -> tuple[float, ...]:
    """The beats of music of `music` seconds under a film of `film` seconds, which repeats it as `Bed` does."""
    if music <= 0 or music >= film:
        return tuple(time for time in times if time < film)
    cross = min(CROSS_SECONDS, music / 3)
    starts = np.arange(0.0, film, music - cross)
    heard = (
        start + time for start in starts for time in times if time >= (cross / 2 if start else 0) and time < music - cross / 2
    )
    return tuple(round(float(time), 4) for time in heard if time < film)
