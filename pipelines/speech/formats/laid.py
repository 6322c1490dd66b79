"""An utterance laid out for writing: every sound has a sample at least, no pause is empty, nothing overlaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...timeline import Segment, Utterance, Word


def segments(utterance: Utterance) -> tuple[Segment, ...]:
    """`utterance.segments()` with each sound at least one sample long, later ones pushed on, and no empty pauses."""
    return tuple(_spread(utterance))


def _spread(utterance: Utterance) -> Iterator[Segment]:
    position = 0
    for segment in utterance.segments():
        pause = segment.index == -1
        end = max(segment.end, position + (not pause))
        if end > position:
            yield replace(segment, start=position, end=end)
        position = end


@dataclass(frozen=True, slots=True)
class LaidWord:
    """A word with its segments in order: `sounds` its phonemes, `rest` the events and the pause after it."""

    word: Word
    sounds: tuple[Segment, ...]
    rest: tuple[Segment, ...]

    @property
    def start(self) -> int:
        return self.sounds[0].start

    @property
    def end(self) -> int:
        return self.sounds[-1].end


def words(utterance: Utterance) -> tuple[LaidWord, ...]:
    """The words in order; the lead-in belongs to none."""
    sounds: dict[str, list[Segment]] = {}
    rest: dict[str, list[Segment]] = {}
    for segment in segments(utterance):
        (sounds if segment.index >= 0 else rest).setdefault(segment.word, []).append(segment)
    return tuple(LaidWord(word, tuple(sounds[word.id]), tuple(rest.get(word.id, ()))) for word in utterance.words)


def voice_of(utterance: Utterance, word: Word) -> str:
    return utterance.override(word.id).voice or utterance.voice


def reading_of(utterance: Utterance, word: Word) -> str:
    return utterance.override(word.id).reading or word.reading
