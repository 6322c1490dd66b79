"""An utterance cut into cues: sentences, the long ones cut again where the speaker pauses, none much over seven seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...timeline import Utterance
from . import laid
from .laid import LaidWord

LONGEST_SECONDS = 7.0
"""Netflix's timed text style guide: a subtitle stays up to seven seconds."""

_SHORTEST_SECONDS = 1.0
_SENTENCE = re.compile(r"[。！？!?…]|[.।؟](?=[\s\"'”’)\]»]|$)|\n")
_CLAUSE = re.compile(r"[，、；：,;:—،]")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a cue's text from `start` to `end` in samples: a word, or what stands between words."""

    text: str
    start: int
    end: int
    word: bool


@dataclass(frozen=True, slots=True)
class CutCue:
    """A cue from its first word's start to its last word's end in samples. Its parts hold all its text, on one line."""

    start: int
    end: int
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


def cut(utterance: Utterance) -> tuple[CutCue, ...]:
    """The cues of an utterance in order. Together they hold its text, save the spaces and line breaks around it."""
    words = laid.words(utterance)
    limit, short = LONGEST_SECONDS * utterance.sample_rate, _SHORTEST_SECONDS * utterance.sample_rate
    runs = [run for sentence in _sentences(words, limit, short) for run in _halved(sentence, limit)]
    return tuple(_cue(run, utterance.opening if number == 0 else "") for number, run in enumerate(runs))


def _length(run: Sequence[LaidWord]) -> int:
    return run[-1].end - run[0].start


def _sentences(words: Sequence[LaidWord], limit: float, short: float) -> Iterator[list[LaidWord]]:
    """The words by sentences; one too short to be read alone takes the next to it if both fit."""
    run: list[LaidWord] = []
    for index, word in enumerate(words):
        run.append(word)
        following = words[index + 1] if index + 1 < len(words) else None
        if following is None or (
            _SENTENCE.search(word.word.after) and (_length(run) >= short or following.end - run[0].start > limit)
        ):
            yield run
            run = []


def _halved(run: list[LaidWord], limit: float) -> Iterator[list[LaidWord]]:
    """A run cut until every part fits: at punctuation, else at the longest pause, as near the middle as may be."""
    waiting = [run]
    while waiting:
        part = waiting.pop()
        if len(part) == 1 or _length(part) <= limit:
            yield part
            continue
        place = max(range(1, len(part)), key=lambda n: _ease(part, n))
        waiting += [part[place:], part[:place]]


def _ease(run: Sequence[LaidWord], place: int) -> float:
    """How well a cut before the word at `place` reads."""
    left, right = run[place - 1], run[place]
    whole = _length(run)
    off_middle = abs((left.end + right.start) / 2 - (run[0].start + run[-1].end) / 2) / whole
    mark = 1.0 if _SENTENCE.search(left.word.after) else 0.7 if _CLAUSE.search(left.word.after) else 0.0
    return mark + 2 * (right.start - left.end) / whole - off_middle


def _cue(run: Sequence[LaidWord], opening: str) -> CutCue:
    parts: list[Part] = []
    if opening := _flat(opening).lstrip():
        parts.append(Part(opening, run[0].start, run[0].start, False))
    for number, word in enumerate(run):
        last = number == len(run) - 1
        parts.append(Part(_flat(word.word.text), word.start, word.end, True))
        after = _flat(word.word.after)
        until = word.end if last else run[number + 1].start
        if after := after.rstrip() if last else after:
            parts.append(Part(after, word.end, until, False))
        elif until > word.end:
            parts.append(Part("", word.end, until, False))
    return CutCue(run[0].start, run[-1].end, tuple(parts))


def _flat(text: str) -> str:
    """The text on one line, without characters that are not seen."""
    return re.sub(r"\s+", " ", re.sub(r"[\x00-\x08\x0e-\x1f\x7f]", " ", text))
