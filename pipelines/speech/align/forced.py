"""Forced alignment: where each phoneme of a known text lies in a recording, without any trained model.

The synthesiser says the text; its phonemes, whose times are known, are the first templates (Malfrère & Dutoit 1997). A Markov
chain finds them in the recording, models are learnt from what it found, a segment model then places each boundary, and a last
look at each millisecond moves it to where the sound changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from ...media import Audio, Progress, no_progress
from . import chain, contrast, models, polish, segmental
from .features import HOP, RATE
from .models import Scene
from .reference import Reference

WINDOW = 24.0
"""Seconds looked at together. A longer recording is cut at its pauses, so that memory does not grow with it."""

_WHOLE = 36.0
_AHEAD = 2.2  # so much more of the text than the window is planned for may be heard in it
_CUT = (0.4, 0.85)  # the part of a window in which it is cut
_REACHES = (40, 25, 15)  # rows of 5 ms
_LEARNT = 1
_TRACT_ROWS = 2400
_SHORTEST = 8  # rows a phoneme: what the coarsest pass needs, and faster than anyone speaks


@dataclass(frozen=True, eq=False)
class Found:
    """Where n phonemes lie.

    edges   (n, 2) seconds
    spread  (n, 2) seconds, the standard deviation of each edge's posterior
    margin  (n,) how much likelier the recording is there under the text than under its phonemes shuffled, a row of 5 ms
    odd     (n,) how far its length is from the planned one at the recording's pace, in natural-log units
    extra   (n,) seconds of sound, not silence, between its end and the next one's begin
    """

    edges: np.ndarray
    spread: np.ndarray
    margin: np.ndarray
    odd: np.ndarray
    extra: np.ndarray


def align(recording: Audio, reference: Reference, progress: Progress = no_progress) -> Found:
    """Where each phoneme of `reference` lies in `recording` (mono, any rate)."""
    found: list[Found] = []
    tract = 0.0
    for piece, part, start in _pieces(recording, reference):
        stretch = models.scene(piece)
        if not tract and _fits(part, stretch):
            tract = _tract(part, stretch)
        placed = _place(part, stretch, tract) if _fits(part, stretch) else _squeezed(part, stretch)
        found.append(replace(placed, edges=placed.edges + start))
        progress(min(1.0, (start + len(piece) / RATE) / max(recording.seconds, 1e-6)))
    return Found(*(np.concatenate([getattr(placed, name) for placed in found]) for name in (f.name for f in fields(Found))))


def _pieces(recording: Audio, reference: Reference) -> Iterator[tuple[np.ndarray, Reference, float]]:
    """(sound at 16 kHz, the phonemes in it, where it begins in seconds), cut at pauses."""
    at, first = 0.0, 0
    tract = 0.0
    while recording.seconds - at > _WHOLE:
        sound = _between(recording, at, at + WINDOW)
        ahead = np.cumsum(reference.lengths[first:]) * models.SECONDS_A_ROW
        last = _word_end(reference, first + int(np.searchsorted(ahead, _AHEAD * WINDOW)))
        part = reference.part(first, last)
        if len(part) == 0:
            return
        stretch = models.scene(sound)
        tract = tract or _tract(part, stretch)
        seen = models.view(stretch, tract)
        rough = chain.walk(part, models.first(part, stretch, seen), seen.rows, open_end=True)
        cut, heard = _cut(rough.edges, part.first, len(seen.rows))
        if heard:
            yield sound[: cut * HOP], reference.part(first, first + heard), at
        first, at = first + heard, at + cut * models.SECONDS_A_ROW
    if first < len(reference):
        yield _between(recording, at, recording.seconds), reference.part(first, len(reference)), at


def _between(recording: Audio, start: float, end: float) -> np.ndarray:
    rows = slice(round(start * recording.rate), round(end * recording.rate))
    return Audio(recording.samples[rows], recording.rate).resampled(RATE).samples


def _word_end(reference: Reference, place: int) -> int:
    while place < len(reference) and not reference.first[place]:
        place += 1
    return min(place, len(reference))


def _cut(edges: np.ndarray, first: np.ndarray, rows: int) -> tuple[int, int]:
    """(row to cut at, phonemes before it): the middle of the longest pause in the window's later half."""
    low, high = (round(share * rows) for share in _CUT)
    begins = [k for k in np.flatnonzero(first) if k and edges[k, 0] >= 0 and low <= edges[k, 0] <= high]
    if not begins:
        heard = [k for k in np.flatnonzero(first) if 0 <= edges[k, 0] < high]
        return (int(edges[heard[-1], 0]), int(heard[-1])) if heard and heard[-1] else (low, 0)
    chosen = max(begins, key=lambda k: edges[k, 0] - edges[k - 1, 1])
    return int(edges[chosen - 1, 1] + edges[chosen, 0]) // 2, int(chosen)


def _tract(part: Reference, stretch: Scene) -> float:
    """The vocal-tract length, beside the synthesiser's, under which the text is found best (Lee & Rose 1998)."""
    rows = min(len(stretch), _TRACT_ROWS)
    heard = _word_end(part, int(np.searchsorted(np.cumsum(part.lengths), _AHEAD * rows)))
    said = part.part(0, max(heard, _word_end(part, 1)))

    def score(tract: float) -> float:
        seen = models.view(stretch, tract)
        known = models.first(said, stretch, seen)
        return float(chain.walk(said, known, seen.rows[:rows], open_end=len(said) < len(part), step=4).along.mean())

    return max(models.TRACTS, key=score)


def _place(part: Reference, stretch: Scene, tract: float) -> Found:
    seen = models.view(stretch, tract)
    plain = models.first(part, stretch, seen)
    rough = chain.walk(part, plain, seen.rows)
    for _ in range(_LEARNT):
        learnt = models.adapted(plain.means, part, rough.edges, rough.gaps, stretch, seen)
        rough = chain.walk(part, learnt, seen.rows)
    edges = rough.edges
    for reach in _REACHES:
        learnt = models.adapted(plain.means, part, edges, _gaps(edges, len(seen.rows)), stretch, seen)
        placed = segmental.refine(part, learnt, seen.rows, edges, reach)
        edges = placed.path
    return Found(
        polish.polished(placed.edges * models.SECONDS_A_ROW, stretch.samples),
        _spread(placed.posteriors) * models.SECONDS_A_ROW,
        _margin(contrast.margin(part, plain, stretch, seen), edges),
        _odd(part, edges),
        _extra(stretch, edges),
    )


def _fits(part: Reference, stretch: Scene) -> bool:
    """Whether so many phonemes can be said in so little time at all."""
    return len(stretch) >= _SHORTEST * len(part) + 10


def _squeezed(part: Reference, stretch: Scene) -> Found:
    """The phonemes side by side in too short a sound: none of them was heard."""
    places = np.linspace(0.0, len(stretch) * models.SECONDS_A_ROW, len(part) + 1)
    none = np.zeros(len(part))
    return Found(np.stack([places[:-1], places[1:]], axis=1), np.full((len(part), 2), 0.1), none - 3.0, none + 2.0, none)


def _gaps(edges: np.ndarray, rows: int) -> np.ndarray:
    """Which rows lie in no phoneme."""
    count = np.zeros(rows + 1, int)
    np.add.at(count, edges[:, 0], 1)
    np.add.at(count, edges[:, 1], -1)
    return np.asarray(np.cumsum(count)[:rows] == 0)


def _spread(posteriors: np.ndarray) -> np.ndarray:
    """The standard deviation of each posterior, in rows."""
    place = np.arange(posteriors.shape[-1])
    mean = (posteriors * place).sum(axis=-1, keepdims=True)
    return np.asarray(np.sqrt((posteriors * np.square(place - mean)).sum(axis=-1)))


def _margin(rows: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """The mean of `rows` over each phoneme."""
    sums = np.concatenate([[0.0], np.cumsum(rows)])
    start = np.minimum(edges[:, 0], len(rows) - 1)
    end = np.clip(edges[:, 1], start + 1, len(rows))
    return np.asarray((sums[end] - sums[start]) / (end - start))


def _odd(part: Reference, edges: np.ndarray) -> np.ndarray:
    ratio = np.log(np.maximum(edges[:, 1] - edges[:, 0], 1) / np.maximum(part.lengths, 1.0))
    return np.asarray(ratio - np.median(ratio))


def _extra(stretch: Scene, edges: np.ndarray) -> np.ndarray:
    """Seconds of what is not quiet after each phoneme, up to the next."""
    sums = np.concatenate([[0], np.cumsum(~stretch.quiet)])
    ends = np.append(edges[1:, 0], len(stretch))
    return np.asarray((sums[np.maximum(ends, edges[:, 1])] - sums[edges[:, 1]]) * models.SECONDS_A_ROW)
