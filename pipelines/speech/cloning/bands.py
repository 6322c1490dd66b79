"""Log power spectra on mel bands and back. No matrix product, whose last bits would differ with the number of threads."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.sparse import csr_matrix

RATE, FFT = 24_000, 1024
BANDS = 120
_LOWEST, _HIGHEST = 40.0, 11_950.0


def _mel(frequency: np.ndarray) -> np.ndarray:
    return 1127.0 * np.log1p(frequency / 700.0)


@lru_cache(maxsize=1)
def _edges() -> np.ndarray:
    return np.linspace(_mel(np.array(_LOWEST)), _mel(np.array(_HIGHEST)), BANDS + 2)


@lru_cache(maxsize=1)
def _bank() -> csr_matrix:
    """(BANDS, bins) triangles that average the log spectrum; a band narrower than a bin takes it by interpolation."""
    place = _mel(np.arange(FFT // 2 + 1) * (RATE / FFT))
    edges = _edges()
    rows = np.zeros((BANDS, len(place)))
    for index in range(BANDS):
        low, centre, high = edges[index : index + 3]
        rows[index] = np.clip(np.minimum((place - low) / (centre - low), (high - place) / (high - centre)), 0, None)
        after = int(np.searchsorted(place, centre))
        part = (centre - place[after - 1]) / (place[after] - place[after - 1])
        if np.count_nonzero(rows[index]) < 2:
            rows[index] = 0.0
            rows[index, after - 1 : after + 1] = 1 - part, part
    return csr_matrix((rows / rows.sum(axis=1, keepdims=True)).astype(np.float32))


def averaged(log_power: np.ndarray) -> np.ndarray:
    """float32 (n, BANDS): the log power spectra (n, FFT // 2 + 1) on bands."""
    return np.ascontiguousarray((_bank() @ np.asarray(log_power, np.float32).T).T)


@lru_cache(maxsize=1)
def _between() -> tuple[np.ndarray, np.ndarray]:
    """(the band below each bin, how far the bin lies on the way to the next one)."""
    place = _mel(np.arange(FFT // 2 + 1) * (RATE / FFT))
    centres = _edges()[1:-1]
    at = np.clip((place - centres[0]) / (centres[1] - centres[0]), 0, BANDS - 1)
    low = np.minimum(at.astype(int), BANDS - 2)
    return low, (at - low).astype(np.float32)


def over_bins(gain: np.ndarray) -> np.ndarray:
    """What a gain on the bands (n, BANDS) is on the bins (n, FFT // 2 + 1): linear between the centres, held outside."""
    low, part = _between()
    return np.asarray(gain[:, low] * (1 - part) + gain[:, low + 1] * part)
