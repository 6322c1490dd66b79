"""Rotations as matrices."""

from __future__ import annotations

import numpy as np


def matrices(quaternion: np.ndarray) -> np.ndarray:
    """Rotations (n, 3, 3) of quaternions (n, 4) x, y, z, w."""
    x, y, z, w = np.asarray(quaternion, np.float64).T
    return np.stack(
        [
            np.stack([1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)], axis=1),
            np.stack([2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)], axis=1),
            np.stack([2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)], axis=1),
        ],
        axis=1,
    )
