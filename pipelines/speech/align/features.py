"""What the aligner sees of a sound: mel bands, cepstra with slopes, voicing, one row each 5 ms."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.fft import dct
from scipy.ndimage import gaussian_filter1d

RATE = 16_000
HOP = 80
"""Samples at `RATE` from one row to the next: 5 ms."""

BANDS = 40
CEPSTRA = 13
_WINDOW = 320  # 20 ms: short enough for a burst, long enough to hold two periods of a low voice
_VOICING_WINDOW = 512
_FFT = 512
_LOWEST, _HIGHEST = 80.0, 7600.0
_SLOPE = 4  # slopes are taken over ±20 ms
_FLOOR = 1e-9
_BLOCK = 4000
_FILL_BANDS, _FILL_DEPTH = 3.0, 2.3  # a formant synthesiser's gaps, filled to 10 dB under the spectrum round them
_VOICING_WEIGHT = 4.0


def power(samples: np.ndarray) -> np.ndarray:
    """Power spectra (rows, 257) float32 of mono sound (n,) at `RATE`; row k is centred on sample k · `HOP`."""
    emphasised = np.append(samples[:1], samples[1:] - 0.95 * samples[:-1]).astype(np.float32)
    return _blocks(emphasised, _WINDOW, lambda frames: np.square(np.abs(np.fft.rfft(frames, _FFT))))


def voicing(samples: np.ndarray) -> np.ndarray:
    """How periodic each row is, 0 … 1: the highest normalised autocorrelation from 70 to 400 Hz (Boersma 1993)."""
    window = np.hanning(_VOICING_WINDOW)
    shape = np.fft.irfft(np.square(np.abs(np.fft.rfft(window, 1024))))[: _VOICING_WINDOW // 2]
    lags = slice(RATE // 400, RATE // 70)
    frequency = np.arange(513) * (RATE / 1024)
    weight = np.minimum(frequency / 300.0, 1.0) * np.where(frequency < 2000.0, 1.0, 0.05)  # rumble and hiss have no say

    def strength(frames: np.ndarray) -> np.ndarray:
        spectrum = np.square(np.abs(np.fft.rfft(frames, 1024))) * weight
        correlation = np.fft.irfft(spectrum)[:, : _VOICING_WINDOW // 2] / shape
        return (correlation[:, lags] / np.maximum(correlation[:, :1], 1e-7)).max(axis=1, keepdims=True)

    return np.clip(_blocks(samples.astype(np.float32), _VOICING_WINDOW, strength)[:, 0], 0.0, 1.0)


def _blocks(samples: np.ndarray, size: int, measure) -> np.ndarray:  # type: ignore[no-untyped-def]
    """`measure` of the windowed frames, some thousands at a time, so that memory stays flat."""
    count = max(1, -(-len(samples) // HOP))
    window = np.hanning(size).astype(np.float32)
    padded = np.pad(samples, (size // 2, size + HOP))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::HOP]
    return np.concatenate([measure(frames[at : min(at + _BLOCK, count)] * window) for at in range(0, count, _BLOCK)]).astype(
        np.float32
    )


@lru_cache(maxsize=32)
def bank(tract: float = 1.0) -> np.ndarray:
    """Triangular mel filters (`BANDS`, 257). `tract` is a vocal tract's length: the filters lie at 1 / `tract` of their place."""
    mel = np.linspace(_mel(_LOWEST), _mel(_HIGHEST), BANDS + 2)
    edges = 700.0 * (10.0 ** (mel / 2595.0) - 1.0)
    # the warp bends back to the end of the band, as in Lee & Rose (1998), so that no filter leaves it
    knee = 0.8 * _HIGHEST * min(tract, 1.0)
    warped = np.where(
        edges <= knee, edges / tract, knee / tract + (edges - knee) * (_HIGHEST - knee / tract) / (_HIGHEST - knee)
    )
    frequency = np.arange(_FFT // 2 + 1) * (RATE / _FFT)
    rise = (frequency - warped[:-2, None]) / (warped[1:-1] - warped[:-2])[:, None]
    fall = (warped[2:, None] - frequency) / (warped[2:] - warped[1:-1])[:, None]
    filters = np.maximum(0.0, np.minimum(rise, fall))
    narrow = filters.sum(axis=1) < 1.0  # at the bottom a filter may fall between two bins
    nearest = np.abs(frequency[None] - warped[1:-1, None]).argmin(axis=1)
    filters[narrow, nearest[narrow]] += 1.0
    return (filters / filters.sum(axis=1, keepdims=True)).astype(np.float32)


def _mel(frequency: float) -> float:
    return float(2595.0 * np.log10(1.0 + frequency / 700.0))


def bands(spectra: np.ndarray, tract: float = 1.0) -> np.ndarray:
    """Log mel bands (rows, `BANDS`) with the gaps between formants filled."""
    energy = spectra @ bank(tract).T + _FLOOR
    around = gaussian_filter1d(energy, _FILL_BANDS, axis=1, mode="nearest")
    return np.log(energy + around * np.float32(np.exp(-_FILL_DEPTH)))


def vectors(log_bands: np.ndarray, voiced: np.ndarray) -> np.ndarray:
    """Rows of cepstra, voicing and their slopes: (rows, 2 · (`CEPSTRA` + 1))."""
    still = np.hstack([dct(log_bands, type=2, norm="ortho", axis=1)[:, :CEPSTRA], _VOICING_WEIGHT * voiced[:, None]])
    return np.hstack([still, 2.0 * slopes(still)]).astype(np.float32)


def slopes(rows: np.ndarray) -> np.ndarray:
    """The regression slope of each column over ±`_SLOPE` rows, times `_SLOPE`."""
    padded = np.pad(rows, ((_SLOPE, _SLOPE), (0, 0)), mode="edge")
    count = len(rows)
    weighted = sum(
        k * (padded[_SLOPE + k : _SLOPE + k + count] - padded[_SLOPE - k : _SLOPE - k + count]) for k in range(1, _SLOPE + 1)
    )
    return np.asarray(weighted) * (_SLOPE / (2.0 * sum(k * k for k in range(1, _SLOPE + 1))))
