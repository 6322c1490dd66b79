"""Edits that need new phonemes: readings, tones, and the text itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ..carrying import Dropped, carry
from ..errors import BadInput
from ..timeline import Utterance, Word
from .kinds import Reading, Reset, Text, Tone
from .select import named_sounds, selected, with_overrides
from .words import reset_sounds, reset_word

Planner = Callable[[str, Mapping[int, str] | None], Utterance]
"""(a line's text, the readings of its n-th words) → the speaker's plan of it"""


@dataclass(frozen=True, slots=True)
class Edited:
    """The new utterance, and the settings that the edit made impossible to keep."""

    utterance: Utterance
    dropped: tuple[Dropped, ...] = ()


def replanned(utterance: Utterance, edit: Reading | Tone | Text, planner: Planner) -> Edited:
    """A new plan of the line's text, with every reading that was set, and everything else carried over."""
    readings = {i: own for i, word in enumerate(utterance.words) if (own := utterance.override(word.id).reading)}
    if isinstance(edit, Text):
        text = _new_text(utterance, edit)
        carried, dropped = carry(utterance, planner(text, None))
        kept = {i: own for i, word in enumerate(carried.words) if (own := carried.override(word.id).reading)}
        if kept:
            carried, more = carry(carried, planner(text, kept))
            dropped += more
        return Edited(carried, dropped)
    word = utterance.word(edit.word)
    place = utterance.words.index(word)
    readings[place] = edit.reading if isinstance(edit, Reading) else _toned(word, readings.get(place) or word.reading, edit)
    return Edited(*carry(utterance, planner(utterance.text, readings)))


def cut(utterance: Utterance, edit: Text) -> Utterance:
    """The line without the words, the others as they are: for sound that nobody can plan, a recording's."""
    gone = {word.id for word in selected(utterance, edit.first, edit.last)}
    if len(gone) == len(utterance.words):
        raise BadInput("A line keeps at least one word.", "一行至少保留一个词。")
    left = {name: own for name, own in utterance.overrides.items() if name not in gone}
    return replace(utterance, words=tuple(word for word in utterance.words if word.id not in gone), overrides=left)


def reset(utterance: Utterance, edit: Reset, planner: Planner | None) -> Edited:
    """Back to the prediction. A reading that is taken back needs a new plan with the others; without a planner it stays."""
    if edit.phoneme is not None or edit.syllable is not None:
        (named,) = named_sounds(utterance, edit)
        word, places = named
        return Edited(with_overrides(utterance, {word.id: reset_sounds(utterance.override(word.id), places, edit.what)}))
    words = selected(utterance, edit.first, edit.last)
    after = utterance
    if edit.what != "reading":
        after = with_overrides(utterance, {w.id: reset_word(utterance.override(w.id), edit.what) for w in words})
    read = [w.id for w in words if utterance.override(w.id).reading is not None]
    if edit.what not in ("", "reading") or not read:
        return Edited(after)
    if planner is None:
        if edit.what:
            raise no_planner()
        return Edited(after)
    bare = with_overrides(after, {name: replace(after.override(name), reading=None) for name in read})
    kept = {i: own for i, word in enumerate(bare.words) if (own := bare.override(word.id).reading)}
    return Edited(*carry(bare, planner(bare.text, kept or None)))


def no_planner() -> BadInput:
    return BadInput("An edit of a reading or of the text needs the speaker that planned the line.",
                    "修改读音或文字需要规划该行的语音引擎。")  # fmt: skip


def _toned(word: Word, reading: str, edit: Tone) -> str:
    parts = reading.split()
    if not all(part[-1:].isdigit() for part in parts) or not 0 <= edit.syllable < len(parts):
        raise BadInput(f"The word {word.text!r} is read {reading!r}: it has no tone at syllable {edit.syllable}.",
                       f"词“{word.text}”读作 {reading!r}：第 {edit.syllable} 个音节没有声调。")  # fmt: skip
    parts[edit.syllable] = parts[edit.syllable][:-1] + str(edit.tone)
    return " ".join(parts)


def _new_text(utterance: Utterance, edit: Text) -> str:
    chosen = selected(utterance, edit.first, edit.last)
    first, last = utterance.words.index(chosen[0]), utterance.words.index(chosen[-1])
    before = utterance.opening + "".join(word.text + word.after for word in utterance.words[:first])
    own = "".join(word.text + word.after for word in chosen)
    inner, tail = own[: len(own) - len(chosen[-1].after)], chosen[-1].after
    after = "".join(word.text + word.after for word in utterance.words[last + 1 :])
    if edit.insert == "before":
        return before + _joined(edit.text, inner) + tail + after
    if edit.insert == "after":
        return before + _joined(inner, edit.text) + (tail if edit.text[-1:].isalnum() else tail.lstrip(edit.text[-1:])) + after
    if edit.text:
        return before + edit.text + tail + after
    return (before.rstrip(" ") if _unspaced(before.rstrip(" ")[-1:]) and _unspaced(after[:1]) else before) + after


def _unspaced(character: str) -> bool:
    """Whether it is of a script without spaces: a space that a Latin word had beside it goes with that word."""
    return character > "\u2e80"


def _joined(first: str, second: str) -> str:
    """With a space between them where two words in letters would run together."""
    letters = first[-1:].isalnum() and second[:1].isalnum() and not (_unspaced(first[-1:]) and _unspaced(second[:1]))
    return first + " " * letters + second
