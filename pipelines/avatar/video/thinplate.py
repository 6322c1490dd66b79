"""Smooth maps through scattered points: thin-plate splines (Bookstein 1989), several at once over the same places."""

from __future__ import annotations

import numpy as np

_SLACK = 1e-4  # how far a spline may pass beside its values in order to be smooth


class Plates:
    """Splines through values at `centres` (p, 2), asked for at `places` (rows, columns, 2); both in units of about the whole's size."""

    def __init__(self, centres: np.ndarray, places: np.ndarray) -> None:
        self._centres = np.asarray(centres, np.float64)
        self._between = _kernel(self._centres, self._centres) + _SLACK * np.eye(len(centres))
        flat = places.reshape(-1, 2)
        reach = np.empty((len(flat), len(centres) + 3), np.float32)
        reach[:, : len(centres)] = _kernel(flat.astype(np.float32), self._centres.astype(np.float32))
        reach[:, -3], reach[:, -2:] = 1, flat
        self._reach = reach.reshape(*places.shape[:2], -1)

    def weights(self, values: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """The splines through `values` (p, k) of the centres `chosen` (indices), for `at`: float32 (p + 3, k)"""
        count = len(chosen)
        flat = np.column_stack((np.ones(count), self._centres[chosen]))
        system = np.zeros((count + 3, count + 3))
        system[:count, :count] = self._between[np.ix_(chosen, chosen)]
        system[:count, count:], system[count:, :count] = flat, flat.T
        right = np.zeros((count + 3, values.shape[1]))
        right[:count] = values[chosen]
        found = np.linalg.solve(system, right)
        out = np.zeros((len(self._centres) + 3, values.shape[1]), np.float32)
        out[chosen], out[-3:] = found[:count], found[count:]
        return out

    def at(self, weights: np.ndarray, rows: slice = slice(None), columns: slice = slice(None)) -> np.ndarray:
        """What splines are at some of the places: float32 (rows, columns, k)"""
        return np.asarray(self._reach[rows, columns] @ weights)


def _kernel(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    squared = first @ (-2 * second.T)
    squared += np.square(first).sum(axis=1)[:, None]
    squared += np.square(second).sum(axis=1)
    np.maximum(squared, 1e-9, out=squared)
    squared *= 0.5 * np.log(squared)
    return np.asarray(squared)
