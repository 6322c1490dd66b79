"""A sample frame by frame: how loud, how periodic, where speech is.

Voiced frames are found by the window-normalised autocorrelation of Boersma (1993, "Accurate short-term analysis of the
fundamental frequency").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..media import Audio

RATE = 16_000
HOP = 160  # 10 ms


@dataclass(frozen=True, eq=False)
class Track:
    """One row each 10 ms: level in dB, periodicity 0 … 1, what is active, voiced, speech; and the 16 kHz samples."""

    samples: np.ndarray
    level: np.ndarray
    periodicity: np.ndarray
    active: np.ndarray
    voiced: np.ndarray
    speech: np.ndarray


def track_of(mono: Audio) -> Track:
    samples = mono.resampled(RATE).samples.astype(np.float64)
    samples = samples - samples.mean()
    level, periodicity = _frames(samples)
    top = float(np.quantile(level, 0.97))
    floor = float(np.quantile(level, 0.05))
    active = level > max(top - 32.0, min(floor + 6.0, top - 12.0))
    voiced = active & (periodicity > 0.55)
    speech = active & (spread(voiced, 12))
    return Track(samples, level, periodicity, active, voiced, speech)


def _frames(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(level in dB, highest normalised autocorrelation between 60 and 450 Hz) each 10 ms, of 16 kHz samples."""
    size, fft = 640, 2048
    window = np.hanning(size)
    shape = np.fft.irfft(np.abs(np.fft.rfft(window, fft)) ** 2)[: size // 2]
    lags = slice(RATE // 450, min(RATE // 60, size // 2))
    padded = np.concatenate([np.zeros(size // 2), samples, np.zeros(size)])
    frequency = np.arange(fft // 2 + 1) * (RATE / fft)
    # Rumble must not pass for a pitch, nor hiss hide one: rise to 500 Hz, fall above 1600 Hz.
    weight = np.minimum(frequency / 500.0, 1.0) ** 2 * np.where(frequency < 1600.0, 1.0, 0.05)
    count = max(1, len(samples) // HOP)
    level, periodicity = np.empty(count), np.empty(count)
    for first in range(0, count, 1000):
        rows = np.arange(first, min(first + 1000, count))
        frame = padded[rows[:, None] * HOP + np.arange(size)] * window
        frame = frame - frame.mean(axis=1, keepdims=True)
        spectrum = np.abs(np.fft.rfft(frame, fft)) ** 2 * weight
        correlation = np.fft.irfft(spectrum)[:, : size // 2] / shape
        level[rows] = 10 * np.log10(np.square(frame).sum(axis=1) / np.square(window).sum() + 1e-12)
        periodicity[rows] = (correlation[:, lags] / np.maximum(correlation[:, :1], 1e-12)).max(axis=1)
    return level, periodicity


def spread(mask: np.ndarray, frames: int) -> np.ndarray:
    """True within `frames` of a True."""
    return np.convolve(mask.astype(float), np.ones(2 * frames + 1), "same") > 0.5


def level_db(samples: np.ndarray) -> float:
    """RMS level of the loudest tenth of 50 ms blocks, dBFS."""
    size = max(1, min(len(samples), 2000))
    blocks = samples[: len(samples) // size * size].reshape(-1, size).astype(np.float64)
    power = np.square(blocks - blocks.mean(axis=1, keepdims=True)).mean(axis=1)
    return float(10 * np.log10(np.quantile(power, 0.9) + 1e-20))


def speech_level_db(track: Track) -> float:
    return float(10 * np.log10((10 ** (track.level[track.speech] / 10)).mean()))
