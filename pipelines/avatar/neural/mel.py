"""The sound as Wav2Lip's networks hear it: mel spectrograms in windows of 200 ms, one for each frame.

Parameters as published with the network (Prajwal et al. 2020): 16 kHz, pre-emphasis 0.97, a Hann window of 800 samples every 200, 80 mel
bands of 55 to 7600 Hz on Slaney's scale, decibels re 20 dB clipped at -100 and laid on -4 … 4.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ...media import Audio

RATE, WINDOW, HOP, BANDS = 16_000, 800, 200, 80
STEPS = 16
"""Columns of one window: 200 ms."""
MOST = 4.0
_LOWEST, _HIGHEST = 55.0, 7600.0
_FLOOR_DB, _REFERENCE_DB = -100.0, 20.0
_LEAD = 1 / 25  # seconds: in training a frame's window began one frame of 25 a second before it


def spectrogram(audio: Audio) -> np.ndarray:
    """float32 (80, columns), a column every 12.5 ms, the first centred on the first sample."""
    sound = audio.mono().resampled(RATE).samples.astype(np.float64)
    sharp = np.append(sound[:1], sound[1:] - 0.97 * sound[:-1])
    sharp = np.pad(sharp, (0, max(0, WINDOW - len(sharp))))
    padded = np.pad(sharp, WINDOW // 2, mode="reflect")
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)
    pieces = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    power = np.abs(np.fft.rfft(pieces * hann, axis=1)).T
    decibels = 20 * np.log10(np.maximum(_filters() @ power, 10 ** (_FLOOR_DB / 20))) - _REFERENCE_DB
    return np.clip(2 * MOST * (decibels - _FLOOR_DB) / -_FLOOR_DB - MOST, -MOST, MOST).astype(np.float32)


def windows(audio: Audio, fps: int, frames: int) -> np.ndarray:
    """float32 (frames, 80, 16): what is heard about each frame. Before and after the sound there is silence."""
    columns = spectrogram(audio)
    first = np.floor((np.arange(frames) / fps - _LEAD) * RATE / HOP).astype(int)
    before, after = max(0, -int(first.min(initial=0))), max(0, int(first.max(initial=0)) + STEPS - columns.shape[1])
    padded = np.pad(columns, ((0, 0), (before, after)), constant_values=-MOST)
    return np.stack([padded[:, start + before : start + before + STEPS] for start in first])


@lru_cache(maxsize=1)
def _filters() -> np.ndarray:
    """(80, 401): triangles between places evenly spaced on Slaney's mel scale, each of area one in Hz"""
    edges = _hertz(np.linspace(_mel(_LOWEST), _mel(_HIGHEST), BANDS + 2))
    bins = np.arange(WINDOW // 2 + 1) * RATE / WINDOW
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    return np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))[:, None]


def _mel(hertz: float) -> float:
    """Slaney's scale: linear up to 1000 Hz (15 mel), logarithmic above."""
    return float(hertz * 3 / 200 if hertz < 1000 else 15 + 27 * np.log(hertz / 1000) / np.log(6.4))


def _hertz(mel: np.ndarray) -> np.ndarray:
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp(np.log(6.4) * (mel - 15) / 27))
