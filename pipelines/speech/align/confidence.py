"""How sure each boundary is: the chance that it lies within 30 ms, from what the passes saw.

The weights are a logistic regression on 5,250 boundaries whose places were known (synthesised voices with pauses, noise and wrong
words; `python -m benchmarks.align` prints how well it holds).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from .aligned import Note
from .forced import Found
from .reference import Reference

NEAR_MS = 30
_WEIGHTS = np.array([4.84, -2.83, 0.61, -1.69, -1.22, -1.53])
_SPOKEN, _STEEP = 1.3, 0.5  # the margin at which it is as likely as not that the text was said there
_UNSURE = 0.5
_ABSENT = 1.8
_EXTRA_SECONDS = 0.3


def boundaries(found: Found, reference: Reference) -> np.ndarray:
    """(n, 2) chances, 0 … 1, for each phoneme's begin and end."""
    columns = np.stack([_evidence(found, reference, side) for side in (0, 1)], axis=1)
    logit = _WEIGHTS[0] + columns[..., :-1] @ _WEIGHTS[1:]
    spoken = 1.0 / (1.0 + np.exp(-np.clip((columns[..., -1] - _SPOKEN) / _STEEP, -30, 30)))
    return np.asarray(spoken / (1.0 + np.exp(-logit)))


def _evidence(found: Found, reference: Reference, side: int) -> np.ndarray:
    """(n, 6): the posterior's width, the margin, odd lengths of the two phonemes and of their words, a pause beside; the raw margin."""
    beside = (lambda row: np.append(row[:1], row[:-1])) if side == 0 else (lambda row: np.append(row[1:], row[-1:]))
    paused = np.concatenate([[1.0], (found.edges[1:, 0] - found.edges[:-1, 1] > 0.004) * 1.0, [1.0]])
    odd = np.abs(found.odd)
    of_word = _by_word(np.square(found.odd), reference.word) ** 0.5
    margin = np.minimum(found.margin, beside(found.margin))
    return np.stack(
        [
            np.log(found.spread[:, side] + 0.001) + 6.0,
            np.clip(margin, -3.0, 9.0) / 3.0,
            np.minimum(np.maximum(odd, beside(odd)), 2.0),
            paused[:-1] if side == 0 else paused[1:],
            np.maximum(of_word, beside(of_word)),
            margin,
        ],
        axis=1,
    )


def _by_word(values: np.ndarray, word: np.ndarray) -> np.ndarray:
    """The mean of each word's values, at each of its phonemes."""
    place = word - word[0]
    return np.asarray((np.bincount(place, values) / np.bincount(place))[place])


def by_word(chances: np.ndarray, reference: Reference) -> dict[str, tuple[float, ...]]:
    """Word id → the chance of each of its phonemes' begins, and of its end."""
    starts = [*np.flatnonzero(reference.first), len(reference)]
    return {
        word.id: (*(float(value) for value in chances[start:end, 0]), float(chances[end - 1, 1]))
        for word, (start, end) in zip(reference.words, pairwise(starts), strict=True)
    }


def notes(found: Found, confidence: dict[str, tuple[float, ...]], reference: Reference) -> tuple[Note, ...]:
    """What a person should know: the text is not in the recording, or parts of it; sounds that are not in the text."""
    return tuple(_notes(found, confidence, reference))


def _notes(found: Found, confidence: dict[str, tuple[float, ...]], reference: Reference) -> Iterator[Note]:
    margins = _by_word(found.margin, reference.word)[reference.first]
    unsure = [w for w, m in zip(reference.words, margins, strict=True) if m < _SPOKEN or np.mean(confidence[w.id]) < _UNSURE]
    ids = tuple(word.id for word in unsure)
    if np.median(margins) < _ABSENT:
        yield Note(
            "The recording does not seem to hold this text: its words fit no better than their sounds in another order. Check the text and the language.",
            "录音中似乎没有这段文本：其读音并不比打乱顺序更吻合。请检查文本和语言。",
            ids,
        )
    elif unsure:
        listed = _listed([f"{word.text} ({word.id})" for word in unsure])
        yield Note(f"Not heard clearly where the text has: {listed}.", f"以下词听得不清楚：{listed}。", ids)
    starts = np.flatnonzero(reference.first)
    extra = [(k, found.extra[k]) for k in [*(starts[1:] - 1), len(reference) - 1] if found.extra[k] > _EXTRA_SECONDS]
    if extra:
        owners = [reference.words[int(reference.word[k])] for k, _ in extra]
        listed = _listed(
            [f"{word.text} ({word.id}, {seconds:.1f} s)" for word, (_, seconds) in zip(owners, extra, strict=True)]
        )
        yield Note(
            f"Sound that is not in the text follows: {listed}.",
            f"以下词之后有文本中没有的声音：{listed}。",
            tuple(word.id for word in owners),
        )


def _listed(names: list[str], most: int = 12) -> str:
    return ", ".join(names[:most]) + (f" … (+{len(names) - most})" if len(names) > most else "")
