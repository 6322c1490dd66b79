"""First passes: a left-to-right hidden Markov model of thirds of phonemes, with a gap that may be empty before each word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .models import Models, gap_likelihood, likelihoods
from .reference import STATES, Reference

_SKIP = -1.5  # a third of a phoneme is left out
_GAP = -3.0  # a gap is entered
_SCALE = 0.25  # neighbouring rows tell nearly the same: each counts for so much


@dataclass(frozen=True, eq=False)
class Rough:
    """edges (n, 2) rows of each phoneme, [start, end); gaps (rows,) bool; `along` (rows,) the log density of each row
    under what it was taken for, transitions left out."""

    edges: np.ndarray
    gaps: np.ndarray
    along: np.ndarray


def walk(reference: Reference, models: Models, rows: np.ndarray, *, open_end: bool = False, step: int = 2) -> Rough:
    """The best path (Viterbi) through all phonemes over `rows` (r, D); with `open_end`, through as many as were heard.

    `step` rows are looked at as one. Phonemes not reached have edges -1.
    """
    seen = rows[::step]
    owner, state_of = _layout(reference)
    count = len(owner)
    flat = likelihoods(seen, models.means.reshape(-1, rows.shape[1]), models.variances.reshape(-1, rows.shape[1]))
    emission = np.empty((len(seen), count), np.float32)
    emission[:, owner >= 0] = flat[:, state_of[owner >= 0]]
    emission[:, owner < 0] = gap_likelihood(seen, models)[:, None]
    emission *= _SCALE * step
    stay, enter, leap = _transitions(reference, owner, step)
    path = _viterbi(emission, stay, enter, leap, open_end)
    edges = np.full((len(reference), 2), -1)
    heard = owner[path]
    for row, phoneme in enumerate(heard):
        if phoneme >= 0:
            if edges[phoneme, 0] < 0:
                edges[phoneme, 0] = row
            edges[phoneme, 1] = row + 1
    edges = np.where(edges >= 0, np.minimum(edges * step, len(rows)), -1)
    along = emission[np.arange(len(seen)), path] / (_SCALE * step)
    return Rough(edges, np.repeat(heard < 0, step)[: len(rows)], np.repeat(along, step)[: len(rows)])


def _layout(reference: Reference) -> tuple[np.ndarray, np.ndarray]:
    """For each state in order: its phoneme (-1: a gap), and its row among the Gaussians."""
    owner, third = [], []
    for phoneme, first in enumerate(reference.first):
        if first:
            owner.append(-1)
            third.append(0)
        owner += [phoneme] * STATES
        third += range(STATES)
    owner.append(-1)
    third.append(0)
    owners, thirds = np.array(owner), np.array(third)
    return owners, np.maximum(owners, 0) * STATES + thirds


def _transitions(reference: Reference, owner: np.ndarray, step: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log weights of staying in a state, of coming from the one before, and of coming from the one before that."""
    lengths = np.where(owner >= 0, reference.lengths[np.maximum(owner, 0)] / STATES / step, 1.0)
    lengths = np.maximum(lengths, 0.5)
    stay = np.where(owner >= 0, np.log(lengths / (1.0 + lengths)), 0.0)
    leave = np.where(owner >= 0, -np.log1p(lengths), 0.0)
    enter = np.concatenate([[0.0], leave[:-1]]) + np.where(owner < 0, _GAP, 0.0)
    before = np.concatenate([[-1], owner[:-1]])
    leap = np.full(len(owner), -np.inf)
    over_gap = (before < 0) & (owner >= 0)
    over_third = (before >= 0) & (owner >= 0)
    previous = np.concatenate([[0.0, 0.0], leave[:-2]])
    leap[over_gap] = previous[over_gap]
    leap[over_third] = previous[over_third] + _SKIP
    leap[:2] = -np.inf
    return stay.astype(np.float32), enter.astype(np.float32), leap.astype(np.float32)


def _viterbi(emission: np.ndarray, stay: np.ndarray, enter: np.ndarray, leap: np.ndarray, open_end: bool) -> np.ndarray:
    steps, count = emission.shape
    back = np.zeros((steps, count), np.int8)
    total = np.full(count + 2, -np.inf, np.float32)  # two places before the first, so that shifts need no copy
    total[2:5] = [0.0, 0.0, _SKIP][: min(3, count)]
    total[2:] += emission[0]
    best = np.empty(count, np.float32)
    for step in range(1, steps):
        np.add(total[2:], stay, out=best)
        one = total[1:-1] + enter
        two = total[:-2] + leap
        ahead = one > best
        np.copyto(best, one, where=ahead)
        further = two > best
        np.copyto(best, two, where=further)
        back[step] = ahead
        back[step][further] = 2
        np.add(best, emission[step], out=total[2:])
    scores = total[2:]
    place = int(scores.argmax()) if open_end else count - 1 - int(scores[-1] < scores[-2])
    path = np.empty(steps, int)
    for step in range(steps - 1, -1, -1):
        path[step] = place
        place -= int(back[step, place])
    return path
