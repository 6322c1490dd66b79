"""Which sentences, in which form, fill a given time best: a knapsack over the text in its own order.

Dynamic programming over the sentences, in time steps, with one bit of memory: whether the sentence before was taken. So a
sentence that leans on the one before it ("It …", 但是 …) is not left alone without need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_WINDOWS = (0.006, 0.012, 0.025, 0.05)


@dataclass(frozen=True)
class Form:
    """One way to say a sentence: what it costs in seconds and what it is worth."""

    text: str
    seconds: float
    value: float


@dataclass(frozen=True)
class Candidate:
    """A sentence's forms, and what it loses (`lean`) when the sentence before it is left out."""

    forms: tuple[Form, ...]
    lean: float = 0.0


def choose(candidates: Sequence[Candidate], seconds: float) -> list[tuple[int, Form]]:
    """(index, form) of the sentences to keep, in order: within 5 % of `seconds` if any selection is, else the nearest."""
    step = max(0.02, seconds / 1500)
    size = int(seconds * 1.12 / step) + 2
    best = np.full((2, size), -np.inf)  # best[taken][time]: the greatest value, the last sentence taken or not
    best[0, 0] = 0.0
    trace = np.full((len(candidates), 2, size), -1, np.int8)
    for i, candidate in enumerate(candidates):
        best = _advance(best, candidate, step, trace[i])
    taken, at = _finish(best, seconds / step)
    return _back(candidates, trace, step, taken, at)


def _advance(best: np.ndarray, candidate: Candidate, step: float, trace: np.ndarray) -> np.ndarray:
    after = np.full_like(best, -np.inf)
    after[0] = np.maximum(best[0], best[1])
    trace[0] = best[1] > best[0]
    for k, form in enumerate(candidate.forms):
        cost = _steps(form, step)
        if cost >= best.shape[1]:
            continue
        room = best.shape[1] - cost
        for before in (0, 1):
            value = best[before, :room] + form.value - (0.0 if before else candidate.lean)
            better = value > after[1, cost:]
            after[1, cost:][better] = value[better]
            trace[1, cost:][better] = 2 * k + before
    return after


def _finish(best: np.ndarray, goal: float) -> tuple[int, int]:
    times = np.arange(best.shape[1])
    value, taken = best.max(axis=0), best.argmax(axis=0)
    for window in _WINDOWS:
        inside = (np.abs(times - goal) <= window * goal) & np.isfinite(value)
        if inside.any():
            at = int(np.where(inside, value, -np.inf).argmax())
            return int(taken[at]), at
    miss = np.where(np.isfinite(value) & (times > 0), np.abs(times - goal), np.inf)
    at = int(miss.argmin()) if np.isfinite(miss).any() else 0
    return int(taken[at]), at


def _back(candidates: Sequence[Candidate], trace: np.ndarray, step: float, taken: int, at: int) -> list[tuple[int, Form]]:
    kept = []
    for i in range(len(candidates) - 1, -1, -1):
        note = int(trace[i, taken, at])
        if taken:
            form = candidates[i].forms[note // 2]
            kept.append((i, form))
            at -= _steps(form, step)
            taken = note % 2
        else:
            taken = note
    return kept[::-1]


def _steps(form: Form, step: float) -> int:
    return max(1, round(form.seconds / step))
