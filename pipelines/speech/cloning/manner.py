"""How a person speaks, as apart from what the voice sounds like: a style that can be turned down.

Tremor is left out: from three seconds it cannot be told from how people's pitch moves anyway.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import soxr

from ...styles import Style
from ..timbre import FRAME, RATE

RANGES, SPEEDS = (0.6, 2.2), (0.8, 1.25)
"""What is believed of the pitch's range and of the speed, the synthesizer's being 1."""

_BAND = (2000.0, 4000.0)
_PERIODS, _POINTS = 6, 256  # in a frame, and of a period
_FINER = 4
_SHORTEST = 10  # frames of 5 ms
_USUAL_BREATH = 0.28  # of people who read aloud: the median of fifteen is 0.25
_FULL_BREATH = 0.42  # how much more it is with a breath of 1 (`timbre.breathe`)
_MOST_BREATH = 0.8


def manner(width: float, speed: float, share: float) -> Style:
    """The style whose degree 1 is the sample's own.

    width, speed  the pitch's excursions and the speed, those of the synthesizer being 1; kept within `RANGES` and `SPEEDS`
    share         of noise in the voiced sound, as `breathiness` finds it
    """
    breath = np.clip((share - _USUAL_BREATH) / _FULL_BREATH, 0.0, _MOST_BREATH)
    return Style(
        range=round(float(np.clip(width, *RANGES)), 3),
        speed=round(float(np.clip(speed, *SPEEDS)), 3),
        breath=round(float(breath), 3),
    )


def breathiness(sound: np.ndarray, f0: np.ndarray) -> float:
    """The share of noise, 0 … 1, in the louder half of the voiced sound from 2 to 4 kHz, background left out.

    sound (n,) at 24 kHz; f0 (frames,) in Hz each 5 ms, 0 where unvoiced. What lies between the harmonics of frames of six
    periods, of equal length once the sound is stretched along its own pitch (after de Krom 1993, "A cepstrum-based technique
    for determining a harmonics-to-noise ratio in speech signals"). 0 where nothing is voiced.
    """
    from scipy.signal import butter, sosfiltfilt  # a second to load, which most commands need not wait for

    band = sosfiltfilt(butter(4, _BAND, "bandpass", fs=RATE, output="sos"), np.asarray(sound, np.float64))
    blocks = band[: len(band) // FRAME * FRAME].reshape(-1, FRAME)
    background = float(np.quantile(np.square(blocks).mean(axis=1), 0.1)) if len(blocks) else 0.0
    rows = [row for stretch in _stretched(band, f0) for row in _frames(*stretch)]
    if not rows:
        return 0.0
    power, between = np.array(rows).T
    loud = power >= np.median(power)
    share = between[loud] - background / np.maximum(power[loud], 1e-20)
    return float(np.median(np.clip(share, 0.0, 1.0)))


def _stretched(band: np.ndarray, f0: np.ndarray) -> Iterator[tuple[np.ndarray, float]]:
    """(each voiced stretch with `_POINTS` samples to a period, its median f0)."""
    finer = soxr.resample(band, RATE, RATE * _FINER)
    voiced = np.concatenate([[0], (f0 > 0).astype(int), [0]])
    starts, ends = np.flatnonzero(np.diff(voiced) == 1), np.flatnonzero(np.diff(voiced) == -1)
    for first, last in zip(starts, ends, strict=True):
        if last - first < _SHORTEST:
            continue
        at = np.arange(first * FRAME, min((last - 1) * FRAME, len(band)))
        periods = np.cumsum(np.interp(at, np.arange(first, last) * FRAME, f0[first:last])) / RATE
        if not len(at) or periods[-1] <= _PERIODS:
            continue
        place = np.interp(np.arange(int(periods[-1]) * _POINTS) / _POINTS, periods, at)
        yield np.interp(place * _FINER, np.arange(len(finer)), finer), float(np.median(f0[first:last]))


def _frames(even: np.ndarray, f0: float) -> Iterator[tuple[float, float]]:
    """(mean square, share of what lies between the harmonics of the band) of frames that overlap by half."""
    size = _PERIODS * _POINTS
    window = np.hanning(size + 1)[:-1]
    harmonics = np.arange(int(_BAND[0] / f0) + 1, int(_BAND[1] / f0) + 1) * _PERIODS
    for first in range(0, len(even) - size + 1, size // 2):
        frame = even[first : first + size] * window
        power = np.square(np.abs(np.fft.rfft(frame)))
        whole = sum(float(power[harmonics + offset].sum()) for offset in range(-2, 4))
        # a Hann window leaks two bins to either side: the third holds no harmonic
        between = _PERIODS * float(power[harmonics + 3].sum())
        yield float(np.square(frame).sum() / np.square(window).sum()), between / max(whole, 1e-20)
