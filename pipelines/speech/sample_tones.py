"""Steady pure tones cut out of a recording: the audible mark after labelled speech, a beep, a whistle. They are nobody's voice.

A voice holds no pure tone: its harmonics share the power, and glide. What is cut is that of which one narrow band holds nearly all,
at one place for as long as a sound of speech.
"""

from __future__ import annotations

import numpy as np

from ..media import Audio
from .sample_frames import HOP, RATE

_WINDOW, _FFT = 640, 2048
_SHARE = 0.97  # of the power that lies within a peak's own width
_PEAK = 4  # bins beside it: the window's main lobe
_LOWEST = 400.0  # Hz; under it a voice's first harmonic may stand alone, as in a hummed m
_STILL = 1.5  # bins that it may move
_LONG = 6  # rows of 10 ms
_QUIET = 1e-5  # of full scale, RMS
_LEFT = 0.5  # a file with less than this share of sound besides is a file of tones, and stays one


def without(audio: Audio) -> Audio:
    """`audio` without its steady pure tones; itself if there are none, or hardly anything else."""
    tonal, sounding = _rows(audio.mono().resampled(RATE).samples.astype(np.float64))
    if not tonal.any() or np.count_nonzero(sounding & ~tonal) < _LEFT * np.count_nonzero(sounding):
        return audio
    wide = np.convolve(tonal, np.ones(9), "same") > 0.5  # its soft edges too
    place = np.minimum((np.arange(len(audio)) * (RATE / HOP / audio.rate)).astype(int), len(wide) - 1)
    return Audio(audio.samples[~wide[place]], audio.rate)


def _rows(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(whether a steady pure tone, whether any sound) each 10 ms of samples at 16 kHz."""
    count = max(1, len(samples) // HOP)
    padded = np.pad(samples, (_WINDOW // 2, _WINDOW))
    peak, pure, loud = np.empty(count), np.empty(count), np.empty(count)
    for first in range(0, count, 1000):
        rows = np.arange(first, min(first + 1000, count))
        frames = padded[rows[:, None] * HOP + np.arange(_WINDOW)]
        power = np.square(np.abs(np.fft.rfft(frames * np.hanning(_WINDOW), _FFT)))
        power[:, :8] = 0.0  # hum and rumble
        peak[rows] = power.argmax(axis=1)
        sums = np.pad(np.cumsum(power, axis=1), ((0, 0), (1, 0)))
        at = peak[rows].astype(int)
        low, high = np.maximum(at - _PEAK, 0), np.minimum(at + _PEAK + 1, power.shape[1])
        within = sums[np.arange(len(rows)), high] - sums[np.arange(len(rows)), low]
        pure[rows] = within / np.maximum(sums[:, -1], 1e-12)
        loud[rows] = np.sqrt(np.square(frames).mean(axis=1))
    sounding = loud > max(_QUIET, 0.02 * float(np.quantile(loud, 0.97)))
    alone = sounding & (pure > _SHARE) & (peak * RATE / _FFT > _LOWEST)
    return _lasting(alone, peak), sounding


def _lasting(alone: np.ndarray, peak: np.ndarray) -> np.ndarray:
    """Of the rows with one peak those in runs of `_LONG` or more in which it stands still."""
    out = np.zeros(len(alone), bool)
    start = 0
    for row in range(1, len(alone) + 1):
        goes_on = row < len(alone) and alone[row] and alone[row - 1] and abs(peak[row] - peak[row - 1]) <= _STILL
        if not goes_on:
            if alone[start] and row - start >= _LONG:
                out[start:row] = True
            start = row
    return out
