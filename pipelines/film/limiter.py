"""A look-ahead limiter by true peaks, which are read at four times the rate, as annex 2 of ITU-R BS.1770-4 asks."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.ndimage import minimum_filter1d

CEILING_DB = -1.5
"""dBTP. Half a decibel under the promised -1, because AAC moves peaks a little."""

_REACH = 10  # samples on each side that the oversampling looks at
_CELL, _TOGETHER = 128, 64  # samples that are looked at, or not, together; and how many such at a time


def context(rate: int) -> int:
    """Samples on each side that have a say in how one is limited: 36 ms of gains, and the oversampling's."""
    return round(0.04 * rate) + 64


def limited(samples: np.ndarray, peaks: np.ndarray, rate: int, ceiling: float) -> np.ndarray:
    """Look-ahead limiter: none of the true `peaks` over the ceiling, by a gain that is held 60 ms and moves within 5 ms."""
    over = np.flatnonzero(peaks > ceiling)
    if not len(over):
        return samples
    look = max(1, round(0.005 * rate)) | 1
    held = look + 2 * round(0.03 * rate)
    out, around = samples.astype(np.float32), held + look
    for stretch in np.split(over, np.flatnonzero(np.diff(over) > 2 * around) + 1):  # elsewhere the gain is 1
        place = slice(max(0, stretch[0] - around), stretch[-1] + around + 1)
        needed = np.minimum(1.0, ceiling / np.maximum(peaks[place], 1e-9))
        smooth = _smoothed(minimum_filter1d(needed, held, mode="nearest"), look)
        out[place] *= np.minimum(smooth, minimum_filter1d(needed, 3, mode="nearest"))[:, None]
    return out


def _smoothed(values: np.ndarray, width: int) -> np.ndarray:
    window = np.hanning(width + 2)[1:-1]
    padded = np.pad(values, width // 2, mode="edge")
    return np.convolve(padded, window / window.sum(), mode="valid")


def true_peaks(samples: np.ndarray, above: float = 0.0) -> np.ndarray:
    """For each sample the largest magnitude, over channels, of the four-times oversampled sound around it.

    Where the samples themselves stay under half of `above` they are taken as they are: oversampling cannot double them.
    """
    if samples.ndim == 1:
        samples = samples[:, None]
    rows = np.ascontiguousarray(samples.T, np.float32)  # channel by channel, which is faster
    plain = np.abs(rows).max(axis=0, initial=0.0)
    cells = np.pad(plain, (_CELL, _CELL + -len(plain) % _CELL)).reshape(-1, _CELL).max(axis=1) > above / 2
    near = np.flatnonzero(cells[:-2] | cells[1:-1] | cells[2:])  # a peak has its like within reach
    # one sample more before: what follows it is around the first one too
    heard = np.pad(rows, ((0, 0), (_REACH + 1, _REACH + -len(plain) % _CELL)))
    windows = sliding_window_view(heard, _CELL + 2 * _REACH + 1, axis=1)
    for place in range(0, len(near), _TOGETHER):
        cell = near[place : place + _TOGETHER]
        around = sliding_window_view(windows[:, cell * _CELL], _CELL + 1, axis=2)
        dense = np.abs(_oversampling() @ np.ascontiguousarray(around)).max(axis=0)
        found = np.maximum(dense[:, :, 1:].max(axis=1), dense[:, 1:, :-1].max(axis=1))
        for one, row in zip((cell * _CELL).tolist(), found, strict=True):
            part = plain[one : one + _CELL]
            np.maximum(part, row[: len(part)], out=part)
    return plain


@lru_cache(maxsize=1)
def _oversampling() -> np.ndarray:
    """float32 (4, 2 · _REACH + 1): the weights of a sample's neighbours in it and in the three places after it."""
    from scipy.signal import firwin  # a second to load, which a film made from takes need not wait for

    taps = 4 * firwin(8 * _REACH + 1, 0.25, window=("kaiser", 5.0))
    padded = np.pad(taps, (0, 3))
    return np.asarray(padded[4 * np.arange(2 * _REACH, -1, -1) + np.arange(4)[:, None]], np.float32)
