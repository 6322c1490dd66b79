"""A gain that moves with every sample as the few points that an editor shows."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

TOLERANCE = 0.02
"""How far the straight lines between the points may be from the gain: a fiftieth, which nobody hears on a bed of music."""


def points(gain: np.ndarray, rate: int, fps: Fraction) -> tuple[tuple[int, float], ...]:
    """(frame, factor) points, straight between them, within `TOLERANCE` of `gain` (n,) at `rate` on every frame.

    Points are taken by Ramer (1972) and Douglas & Peucker (1973): the farthest from the line joins, until none is too far.
    """
    frames = int(len(gain) * fps / rate)
    if frames < 1:
        return ()
    at = np.minimum(np.round(np.arange(frames + 1) * float(rate / fps)).astype(int), len(gain) - 1)
    values = gain[at].astype(np.float64)
    kept, open_ends = {0, frames}, [(0, frames)]
    while open_ends:
        first, last = open_ends.pop()
        if last - first < 2:
            continue
        line = np.interp(np.arange(first, last + 1), (first, last), (values[first], values[last]))
        away = np.abs(values[first : last + 1] - line)
        place = int(away.argmax())
        if away[place] > TOLERANCE:
            kept.add(first + place)
            open_ends += [(first, first + place), (first + place, last)]
    return tuple((place, round(float(values[place]), 4)) for place in sorted(kept))
