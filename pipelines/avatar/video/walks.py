"""Which frames of a clip a talk is shown on: forwards and backwards through it, from its calm frame back to it.

Every walk starts and ends on the same frame, so that lines of one person join without a jump; within it each frame is followed by a
neighbour of it or by itself, so nothing jumps there either. It turns round where the person moves least.
"""

from __future__ import annotations

import numpy as np

_HOLDS = 6  # frames that a walk may stand still where it turns, to come home in time
_SOFT = 2  # frames that it stands still there at least
_FAR = 1.6  # seconds: a shorter way out and back is nothing to look at


def walk(count: int, calm: int, speed: np.ndarray, fps: int, seed: int) -> np.ndarray:
    """(count,) numbers of frames, the first and the last `calm`; `speed` (frames,) how fast the person moves in each."""
    rng = np.random.default_rng([seed, count, len(speed)])
    left, out = count - 1, [np.array([calm])]
    side = 1 if rng.random() < 0.5 else -1
    cost = speed / max(float(np.median(speed)), 1e-6)
    while left > 0:
        leg, side = _leg(left, calm, cost, side, fps, rng)
        out.append(leg)
        left -= len(leg)
    return np.concatenate(out).astype(np.int64)


def _leg(left: int, calm: int, cost: np.ndarray, side: int, fps: int, rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """One way out and back of at most `left` frames, and the side to go to next."""
    room = {1: len(cost) - 1 - calm, -1: calm}
    if room[side] < min(room[-side], _FAR * fps):
        side = -side
    furthest = min(room[side], (left - _SOFT) // 2)
    if furthest < 1:
        return np.full(left, calm), -side
    last = 2 * room[side] + _SOFT + 2 * _FAR * fps >= left and 2 * furthest + _SOFT + _HOLDS >= left
    if last:  # home in time: what the way lacks is stood still
        reach = np.arange(max(1, (left - _SOFT - _HOLDS + 1) // 2), furthest + 1)
        price = cost[calm + side * reach] + 0.10 * (left - 2 * reach) + 0.4 * rng.random(len(reach))
        turn = int(reach[np.argmin(price)])
        hold = left - 2 * turn
    else:
        longest = min(furthest, max(1, (left - round(2 * _FAR * fps)) // 2))
        reach = np.arange(max(1, longest // 2), longest + 1)
        turn = int(reach[np.argmin(cost[calm + side * reach] + 0.4 * rng.random(len(reach)) - 1.0 * reach / longest)])
        hold = _SOFT
    away = np.concatenate((np.arange(1, turn + 1), np.full(hold, turn), np.arange(turn - 1, -1, -1)))
    return calm + side * away, -side
