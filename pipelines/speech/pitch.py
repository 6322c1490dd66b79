"""How high a person speaks, found quickly and without octave errors."""

from __future__ import annotations

import numpy as np
import soxr

_RATE = 8000
_HOP, _SIZE, _FFT = 80, 480, 1024


def usual(sound: np.ndarray, rate: int) -> float:
    """The median f0 in Hz of speech (n,), 0 if none is heard.

    From the window-normalised autocorrelation of 60 ms frames, with an octave cost (Boersma 1993): coarse, but hardly ever
    an octave out, so that a finer tracker can be told where to look.
    """
    small = soxr.resample(np.asarray(sound, dtype=np.float64), rate, _RATE)
    if not len(small):
        return 0.0
    window = np.hanning(_SIZE + 2)[1:-1]
    shape = np.fft.irfft(np.abs(np.fft.rfft(window, _FFT)) ** 2)[:_SIZE]
    padded = np.concatenate([np.zeros(_SIZE // 2), small, np.zeros(_SIZE)])
    count = max(1, len(small) // _HOP)
    frames = padded[np.arange(count)[:, None] * _HOP + np.arange(_SIZE)] * window
    frames = frames - frames.mean(axis=1, keepdims=True)
    frequency = np.arange(_FFT // 2 + 1) * (_RATE / _FFT)
    weight = np.minimum(frequency / 300.0, 1.0) * np.where(frequency < 1800.0, 1.0, 0.05)
    lags = np.arange(_RATE // 450, _RATE // 60)
    correlation = np.fft.irfft(np.abs(np.fft.rfft(frames, _FFT)) ** 2 * weight)[:, : lags[-1] + 1] / shape[: lags[-1] + 1]
    strength = correlation[:, lags] / np.maximum(correlation[:, :1], 1e-12)
    best = (strength - 0.03 * np.log2(lags / lags[0])).argmax(axis=1)
    energy = np.square(frames).sum(axis=1)
    voiced = (strength[np.arange(count), best] > 0.6) & (energy > np.quantile(energy, 0.97) * 1e-2)
    return float(np.median(_RATE / lags[best[voiced]])) if voiced.any() else 0.0


def statistics(f0: np.ndarray) -> tuple[float, float]:
    """(median in Hz, deviation in natural-log units) of the voiced frames, octave errors left out."""
    voiced = f0[f0 > 0]
    if not len(voiced):
        return 0.0, 0.15
    log = np.log(voiced)
    near = log[np.abs(log - np.median(log)) < 0.6]
    return float(np.exp(np.median(near))), max(float(near.std()), 0.02)


def width(f0: np.ndarray) -> float:
    """The deviation of the pitch in natural-log units, told from its 10 % and 90 % quantiles: stray frames do not widen it."""
    voiced = f0[f0 > 0]
    if not len(voiced):
        return 0.15
    low, high = np.quantile(np.log(voiced), (0.1, 0.9))
    return max(float(high - low) / 2.563, 0.02)
