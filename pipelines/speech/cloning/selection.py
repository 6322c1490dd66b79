"""Which frame of the sample stands for each frame of the synthesizer.

Near in key and running on from the one before, as in unit selection (Hunt & Black 1996). Left to itself, nearest-neighbour
search takes some frames again and again and others never, and the spectra are then not spread as the speaker's are. Each
frame's favour, the dual of an optimal transport between the two speakers' frames (Cuturi 2013), makes all equally used.
"""

from __future__ import annotations

import numpy as np

from .frames import distances

_CANDIDATES = 40
_BLOCK = 500
_BLUR = 1.0  # distance; the entropic term of the transport
_ROUNDS = 40
_FEW = 20


def favour(source: np.ndarray, target: np.ndarray, source_class: np.ndarray, target_class: np.ndarray) -> np.ndarray:
    """float32 (m,): how much nearer each of the target's keys (m, d) is to count, so that those of the source use all alike."""
    out = np.zeros(len(target), np.float32)
    for kind in (0, 1):
        rows, columns = source_class == kind, target_class == kind
        if np.count_nonzero(rows) >= _FEW and np.count_nonzero(columns) >= _FEW:
            out[columns] = _dual(distances(source[rows], target[columns]))
    return out


def _dual(cost: np.ndarray) -> np.ndarray:
    kernel = np.exp(-(cost - cost.min(axis=1, keepdims=True)).astype(np.float64) / _BLUR) + 1e-30
    right = np.ones(cost.shape[1])
    for _ in range(_ROUNDS):
        left = 1.0 / np.einsum("ij,j->i", kernel, right)
        right = (len(cost) / cost.shape[1]) / np.einsum("ij,i->j", kernel, left)
    found = _BLUR * np.log(right)
    return np.asarray(found - found.mean())


def select(keys: np.ndarray, favours: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """(n,) the rows of `keys` (m, d) that take the places of the keys `wanted` (n, d) (Viterbi)."""
    near, local = _candidates(keys, favours, wanted)
    following = keys[np.minimum(np.arange(len(keys)) + 1, len(keys) - 1)]
    total = local[0]
    back = np.zeros(near.shape, dtype=np.int16)
    for first in range(1, len(near), _BLOCK):
        rows = np.arange(first, min(first + _BLOCK, len(near)))
        jumps = distances(following[near[rows - 1]], keys[near[rows]])
        for row, jump in zip(rows, jumps, strict=True):
            ways = total[:, None] + jump
            back[row] = ways.argmin(axis=0)
            total = ways.min(axis=0) + local[row]
        total -= total.min()
    place = int(total.argmin())
    chosen = np.empty(len(near), dtype=int)
    for last in range(len(near) - 1, -1, -1):
        chosen[last] = near[last, place]
        place = int(back[last, place])
    return chosen


def _candidates(keys: np.ndarray, favours: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(indices, costs), each (len(wanted), k), of the nearest keys."""
    count = min(_CANDIDATES, len(keys))
    near = np.empty((len(wanted), count), dtype=int)
    local = np.empty((len(wanted), count), dtype=np.float32)
    for first in range(0, len(wanted), _BLOCK):
        cost = distances(wanted[first : first + _BLOCK], keys) - favours
        part = np.argpartition(cost, count - 1, axis=1)[:, :count]
        near[first : first + _BLOCK] = part
        local[first : first + _BLOCK] = np.take_along_axis(cost, part, axis=1)
    return near, local
