"""What changed from one timeline to another, word by word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from .overrides import PhonemeOverride, WordOverride
from .timeline import Utterance


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` changed (added, removed, text, reading, phonemes, length, pause, or an override's field) on a word, or on the
    line for no `word`; `phoneme` counted from 0. None stands for what was or is not set."""

    what: str
    word: str
    text: str
    before: Any
    after: Any
    phoneme: int | None = None


def differences(old: Utterance, new: Utterance) -> tuple[Difference, ...]:
    """Every difference, in the order of the new words; words are known by their ids."""
    return tuple(_all(old, new))


def _all(old: Utterance, new: Utterance) -> Iterator[Difference]:
    for name in ("language", "voice", "sample_rate", "rate", "lead"):
        if getattr(old, name) != getattr(new, name):
            yield Difference(name, "", "", getattr(old, name), getattr(new, name))
    if dict(old.pauses) != dict(new.pauses):
        yield Difference("pauses", "", "", dict(old.pauses), dict(new.pauses))
    before = {word.id: word for word in old.words}
    kept = {word.id for word in new.words}
    for word in old.words:
        if word.id not in kept:
            yield Difference("removed", word.id, word.text, word.text, None)
    for word in new.words:
        if word.id not in before:
            yield Difference("added", word.id, word.text, None, word.text)
            continue
        was = before[word.id]
        for name in ("text", "after", "reading", "pause", "language"):
            if getattr(was, name) != getattr(word, name):
                yield Difference(name, word.id, word.text, getattr(was, name), getattr(word, name))
        sounds, now = (" ".join(p.symbol + p.tone for p in own.phonemes) for own in (was, word))
        if sounds != now:
            yield Difference("phonemes", word.id, word.text, sounds, now)
        elif was.phonemes != word.phonemes:
            yield Difference(
                "length", word.id, word.text, [p.samples for p in was.phonemes], [p.samples for p in word.phonemes]
            )
        yield from _set(word.id, word.text, old.override(word.id), new.override(word.id))


def _set(word: str, text: str, old: WordOverride, new: WordOverride) -> Iterator[Difference]:
    for own in fields(WordOverride):
        if own.name != "phonemes" and getattr(old, own.name) != getattr(new, own.name):
            yield Difference(f"set {own.name}", word, text, getattr(old, own.name), getattr(new, own.name))
    for index in sorted({*old.phonemes, *new.phonemes}):
        was, now = old.phonemes.get(index, PhonemeOverride()), new.phonemes.get(index, PhonemeOverride())
        for part in fields(PhonemeOverride):
            if getattr(was, part.name) != getattr(now, part.name):
                yield Difference(f"set {part.name}", word, text, getattr(was, part.name), getattr(now, part.name), index)
