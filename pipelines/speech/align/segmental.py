"""Later passes: whole phonemes with their lengths weighed (a segment model), and how sure each boundary is.

A segment model (Ostendorf, Digalakis & Kimball 1996) scores a phoneme as a whole: its three thirds, its length beside the
planned one, the spectral change at its end. Boundaries may move only so far from the pass before, which makes the sum over all
segmentations cheap, so that each boundary comes with its posterior.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .models import Models, gap_likelihood, likelihoods, thirds
from .reference import Reference

_SCALE = 0.25  # neighbouring rows tell nearly the same: each counts for so much
_CHANGE = 1.0
_GAP = -4.0
_SHORTEST_GAP = 5  # rows

_SPREAD = 0.45  # of a length's logarithm beside the planned one
_FEW = np.float32(-1e30)


@dataclass(frozen=True, eq=False)
class Segments:
    """edges (n, 2) rows of the phonemes, fractional; path (n, 2) rows, whole, of the best segmentation; posteriors
    (n, 2, 2 · reach + 1) of each edge round `centres` (n, 2)."""

    edges: np.ndarray
    path: np.ndarray
    posteriors: np.ndarray
    centres: np.ndarray
    score: float


@dataclass(frozen=True, eq=False)
class _Unit:
    """A phoneme (its place) or a gap (-1), and the matrix of scores (begin, end) over the candidate rows."""

    phoneme: int
    scores: np.ndarray


def change(rows: np.ndarray, reach: int = 3) -> np.ndarray:
    """How much the sound changes at each row's beginning (rows + 1,), 0 on average and about 1 where much."""
    still = rows[:, : rows.shape[1] // 2]
    sums = np.concatenate([np.zeros((1, still.shape[1])), np.cumsum(still, axis=0, dtype=np.float64)])
    place = np.arange(len(rows) + 1)
    low, high = np.maximum(place - reach, 0), np.minimum(place + reach, len(rows))
    before = (sums[place] - sums[low]) / np.maximum(place - low, 1)[:, None]
    after = (sums[high] - sums[place]) / np.maximum(high - place, 1)[:, None]
    distance = np.sqrt((np.square(after - before) / (still.var(axis=0) + 1e-3)).sum(axis=1))
    distance[[0, -1]] = distance.mean()
    return np.asarray((distance - distance.mean()) / (distance.std() + 1e-6))


def refine(reference: Reference, models: Models, rows: np.ndarray, edges: np.ndarray, reach: int) -> Segments:
    """The best segmentation with each edge within `reach` rows of `edges` (n, 2), and the posterior of each edge."""
    total = len(rows)
    units, centres = _boundaries(reference, edges, total)
    gaps = np.concatenate([[0.0], np.cumsum(gap_likelihood(rows, models), dtype=np.float64)])
    moved = _CHANGE * change(rows)
    pace = float(np.median((edges[:, 1] - edges[:, 0]) / np.maximum(reference.lengths, 1.0)))
    scored = []
    for place, phoneme in enumerate(units):
        begins = _candidates(centres[place], reach, total, fixed=place == 0)
        ends = _candidates(centres[place + 1], reach, total, fixed=place == len(units) - 1)
        if phoneme < 0:
            scores = _gap_scores(begins, ends, gaps)
        else:
            scores = _phoneme_scores(begins, ends, rows, models.means[phoneme], models.variances[phoneme])
            scores = scores + _length_scores(begins, ends, pace * float(reference.lengths[phoneme]))
        inside = np.clip(ends, 0, total)
        scored.append(_Unit(phoneme, np.where((ends >= 0) & (ends <= total), scores + moved[inside], _FEW)))
    return _decoded(reference, scored, centres, reach, total)


def _boundaries(reference: Reference, edges: np.ndarray, total: int) -> tuple[list[int], np.ndarray]:
    """Units in order (a phoneme's place, or -1 for a gap) and the row round which each boundary is looked for."""
    units: list[int] = []
    centres: list[int] = [0]
    for phoneme, first in enumerate(reference.first):
        if first:
            units.append(-1)
            centres.append(round(edges[phoneme, 0]))
        elif phoneme:
            centres[-1] = round((edges[phoneme - 1, 1] + edges[phoneme, 0]) / 2)
        units.append(phoneme)
        centres.append(round(edges[phoneme, 1]))
    units.append(-1)
    centres.append(total)
    return units, np.array(centres)


def _candidates(centre: int, reach: int, total: int, *, fixed: bool) -> np.ndarray:
    """The rows a boundary may lie at; those outside the recording, and all but one of a fixed one, are marked -1."""
    places = centre + np.arange(-reach, reach + 1)
    places = np.where((places < 0) | (places > total), -1, places)
    return np.where(np.arange(2 * reach + 1) == reach, centre, -1) if fixed else places


def _phoneme_scores(
    begins: np.ndarray, ends: np.ndarray, rows: np.ndarray, means: np.ndarray, variances: np.ndarray
) -> np.ndarray:
    usable = np.concatenate([begins[begins >= 0], ends[ends >= 0]])
    low, high = int(usable.min()), int(usable.max())
    sums = np.zeros((high - low + 1, len(means)))
    np.cumsum(likelihoods(rows[low:high], means, variances), axis=0, out=sums[1:])
    begin, end = begins[:, None], ends[None, :]
    valid = (begin >= 0) & (end >= 0) & (end - begin >= 2)
    start_of, end_of = thirds(np.where(valid, begin - low, 0), np.where(valid, end - low, 0))
    third = np.arange(len(means))
    found = (sums[end_of, third] - sums[start_of, third]).sum(axis=-1) * _SCALE
    return np.where(valid, found, _FEW)


def _length_scores(begins: np.ndarray, ends: np.ndarray, planned: float) -> np.ndarray:
    length = np.maximum(ends[None, :] - begins[:, None], 1)
    return -0.5 * np.square(np.log(length / max(planned, 2.0)) / _SPREAD) - np.log(length)


def _gap_scores(begins: np.ndarray, ends: np.ndarray, sums: np.ndarray) -> np.ndarray:
    begin, end = begins[:, None], ends[None, :]
    length = end - begin
    found = (sums[np.maximum(end, 0)] - sums[np.maximum(begin, 0)]) * _SCALE + _GAP
    usable = (begin >= 0) & (end >= 0)
    return np.where(usable & (length == 0), 0.0, np.where(usable & (length >= _SHORTEST_GAP), found, _FEW))


def _decoded(reference: Reference, units: list[_Unit], centres: np.ndarray, reach: int, total: int) -> Segments:
    width = 2 * reach + 1
    count = len(units)
    best = np.full((count + 1, width), _FEW)
    ahead = np.full((count + 1, width), _FEW)
    best[0, reach] = ahead[0, reach] = 0.0
    back = np.zeros((count, width), int)
    for place, unit in enumerate(units):
        ways = best[place][:, None] + unit.scores
        back[place] = ways.argmax(axis=0)
        best[place + 1] = ways[back[place], np.arange(width)]
        ahead[place + 1] = _log_sum(ahead[place][:, None] + unit.scores, axis=0)
    behind = np.full((count + 1, width), _FEW)
    behind[count, reach] = 0.0
    for place in range(count - 1, -1, -1):
        behind[place] = _log_sum(units[place].scores + behind[place + 1][None, :], axis=1)
    chosen = np.empty(count + 1, int)
    chosen[count] = reach
    for place in range(count - 1, -1, -1):
        chosen[place] = back[place, chosen[place + 1]]
    log = ahead + behind
    posterior = np.exp(log - log.max(axis=1, keepdims=True))
    posterior /= posterior.sum(axis=1, keepdims=True)
    return _collected(reference, units, centres, chosen, posterior, reach, float(best[count, reach]) / total)


def _collected(
    reference: Reference,
    units: list[_Unit],
    centres: np.ndarray,
    chosen: np.ndarray,
    posterior: np.ndarray,
    reach: int,
    score: float,
) -> Segments:
    path = centres + chosen - reach
    median = centres - reach + _medians(posterior)
    places = np.array([place for place, unit in enumerate(units) if unit.phoneme >= 0])
    around = np.stack([places, places + 1], axis=1)
    exact = median[around]
    for place, unit in enumerate(units):  # an empty gap: its two ends are one boundary
        if unit.phoneme < 0 and 0 < place < len(units) - 1 and path[place] == path[place + 1]:
            middle = (median[place] + median[place + 1]) / 2
            before, after = units[place - 1].phoneme, units[place + 1].phoneme
            exact[before, 1] = exact[after, 0] = middle
    return Segments(exact, path[around], posterior[around], centres[around], score)


def _medians(posterior: np.ndarray) -> np.ndarray:
    """Where each row's sum crosses a half, between whole places."""
    sums = np.cumsum(posterior, axis=1)
    at = (sums >= 0.5).argmax(axis=1)
    row = np.arange(len(posterior))
    below = sums[row, at] - posterior[row, at]
    return np.asarray(at - 0.5 + (0.5 - below) / np.maximum(posterior[row, at], 1e-12))


def _log_sum(values: np.ndarray, axis: int) -> np.ndarray:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis))
