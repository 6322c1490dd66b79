"""How much a room rings in a recording of speech, heard from the speech alone.

Speech stops faster than a room does: the rates at which the energy in a band falls are compared, as in Wen, Habets & Naylor (2008, "Blind
estimation of reverberation time based on the distribution of signal decay rates"). Their quartile at the fast end stands here for the
variance, which noise moves more; the way from it to seconds was read off real speech in synthetic rooms (`python -m benchmarks.verdict`).
"""

from __future__ import annotations

import numpy as np

from .sample_frames import RATE

STRONG = 0.5
"""Seconds at which the ringing is told."""

_WINDOW, _STEP = 512, 80
_ROWS = 10  # of 5 ms: a fall is looked at over 50 ms
_BANDS = (250, 500, 800, 1200, 1800, 2600, 3600, 5000)  # Hz
_LOUD, _OVER_FLOOR, _LEFT = 35.0, 15.0, 8.0  # dB: under the loudest at most; over the floor at the fall's begin, and at its end
_LEAST = 50
_LONGEST = 60  # seconds that are listened to
_FALLS = (117.0, 122.0, 130.0, 144.0, 171.0, 243.0, 285.0, 330.0)  # dB a second
_TIMES = (1.2, 1.0, 0.8, 0.6, 0.4, 0.2, 0.1, 0.0)  # seconds


def reverberation(samples: np.ndarray) -> float:
    """The reverberation time (T60) in seconds, 0 … 1.2, that speech (n,) at `RATE` sounds like; 0 if too little of it is heard to fall.

    A loud direct sound makes it shorter than the room's own.
    """
    levels = _levels(samples[: _LONGEST * RATE])
    if len(levels) < _ROWS:
        return 0.0
    place = np.arange(_ROWS) - (_ROWS - 1) / 2
    windows = np.lib.stride_tricks.sliding_window_view(levels, _ROWS, axis=0)
    slopes = windows @ (place / np.square(place).sum()) * RATE / _STEP
    floor, top = np.quantile(levels, 0.05, axis=0), np.quantile(levels, 0.98, axis=0)
    begin, end = windows[..., 0], windows[..., -1]
    heard = (begin > top - _LOUD) & (begin > floor + _OVER_FLOOR) & (end > floor + _LEFT) & (slopes < 0)
    if np.count_nonzero(heard) < _LEAST:
        return 0.0
    return round(float(np.interp(-np.quantile(slopes[heard], 0.25), _FALLS, _TIMES)), 2)


def _levels(samples: np.ndarray) -> np.ndarray:
    """(rows of 5 ms, bands) in dB."""
    count = max(0, (len(samples) - _WINDOW) // _STEP)
    window = np.hanning(_WINDOW)
    edges = [round(hz * _WINDOW / RATE) for hz in _BANDS]
    rows = []
    for first in range(0, count, 2000):
        at = np.arange(first, min(first + 2000, count))
        power = np.square(np.abs(np.fft.rfft(samples[at[:, None] * _STEP + np.arange(_WINDOW)] * window)))
        rows.append(np.add.reduceat(power[:, : edges[-1]], edges[:-1], axis=1))
    return 10 * np.log10(np.concatenate(rows) + 1e-12) if rows else np.zeros((0, len(_BANDS) - 1))
