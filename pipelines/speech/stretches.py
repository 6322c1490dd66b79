"""Speech planned from stretches of text, each in its own language and some with readings of their own."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ..engines import Speaker
from ..errors import BadInput
from ..overrides import WordOverride
from ..timeline import Utterance, Word
from ..voice import Voice
from . import notation, readings

_JOINT_PAUSE = {"": 0.03, ",": 0.15, ".": 0.3}  # seconds where the language changes: nothing, a comma, a sentence's end
_HANZI = re.compile(f"[{readings.HANZI}]+")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A reading of the text from `start` up to `end`, as the speaker takes it; `place` is where it was asked for."""

    start: int
    end: int
    reading: str
    place: str = ""


def plan(
    runs: Sequence[Run], speaker: Speaker, voice: Voice, language: str, readings: Mapping[int, str] | None = None
) -> Utterance:
    """One utterance of all runs. `readings` are those of its n-th words. BadInput as the speaker gives it."""
    spoken = _with_words(runs)
    if len(spoken) == 1:
        return speaker.plan(spoken[0].text, voice, language=spoken[0].language, readings=readings or None)
    words: list[Word] = []
    overrides: dict[str, WordOverride] = {}
    opening = ""
    rate = 0
    for run in spoken:
        first = len(words)
        planned = speaker.plan(run.text, voice, language=run.language)
        own = {at - first: said for at, said in (readings or {}).items() if first <= at < first + len(planned.words)}
        if own:
            planned = speaker.plan(run.text, voice, language=run.language, readings=own)
        if words:
            words[-1] = _ended(words[-1], planned.opening, planned.sample_rate)
        else:
            opening, rate = planned.opening, planned.sample_rate
        for word in planned.words:
            own_language = word.language or ("" if run.language == language else run.language)
            fresh = replace(word, id=f"w{len(words) + 1}", language="" if own_language == language else own_language)
            words.append(fresh)
            if not (over := planned.override(word.id)).empty:
                overrides[fresh.id] = over
    return Utterance(tuple(words), language, voice.name, rate, opening=opening, overrides=overrides)


def _with_words(runs: Sequence[Run]) -> list[Run]:
    """The runs; one without a letter or digit is part of the one before it."""
    out: list[Run] = []
    for run in runs:
        silent = not any(character.isalnum() for character in run.text)
        if out and (silent or not any(character.isalnum() for character in out[-1].text)):
            out[-1] = Run(out[-1].text + run.text, out[-1].language if silent else run.language)
        else:
            out.append(run)
    return out


def _ended(word: Word, opening: str, rate: int) -> Word:
    """The last word of a run, with the pause that its punctuation asks for."""
    after = word.after + opening
    kind = "." if re.search(r"[.!?。！？\n]", after) else "," if re.search(r"[,;:，；：、]", after) else ""
    return replace(word, after=after, pause=max(word.pause, round(_JOINT_PAUSE[kind] * rate)))


def runs_of(utterance: Utterance) -> tuple[Run, ...]:
    """The utterance's text by the languages of its words."""
    groups = groupby(utterance.words, key=lambda word: word.language or utterance.language)
    runs = [Run("".join(word.text + word.after for word in group), language) for language, group in groups]
    return (Run(utterance.opening + runs[0].text, runs[0].language), *runs[1:]) if runs else ()


def spans(utterance: Utterance) -> tuple[tuple[int, int], ...]:
    """Where each word lies in `utterance.text`."""
    out, place = [], len(utterance.opening)
    for word in utterance.words:
        out.append((place, place + len(word.text)))
        place += len(word.text) + len(word.after)
    return tuple(out)


def covered(spans: Sequence[tuple[int, int]], start: int, end: int) -> range:
    """The places of the words that lie in the text from `start` up to `end`, if only in part."""
    return range(bisect_right(spans, start, key=lambda span: span[1]), bisect_left(spans, end, key=lambda span: span[0]))


def say_with(speaker: Speaker, voice: Voice) -> Callable[[str, str], str]:
    """What a speaker reads a piece of text as: (text, language) → reading."""

    def say(text: str, language: str) -> str:
        planned = speaker.plan(text, voice, language=language)
        if readings.is_chinese(language):
            return " ".join(word.reading for word in planned.words)
        return notation.normalise("".join(word.reading.replace(" ", "") for word in planned.words), language, "ipa")

    return say


class Misfit(BadInput):
    """A reading whose parts do not fall on words."""


def word_readings(utterance: Utterance, stretches: Sequence[Stretch], say: Callable[[str, str], str]) -> dict[int, str]:
    """The reading of each word that a stretch touches; `say` reads what no stretch covers of such a word. Misfit if a reading
    for several words has neither a part for each character nor one for each of the text's parts."""
    units = sorted(unit for stretch in stretches for unit in _units(utterance.text, stretch))
    found: dict[int, str] = {}
    place = 0
    for index, (start, end) in enumerate(spans(utterance)):
        while place < len(units) and units[place][1] <= start:
            place += 1
        mine = []
        for unit in units[place:]:
            if unit[0] >= end:
                break
            mine.append(unit)
        if not mine:
            continue
        if any(a < start or b > end for a, b, _ in mine):
            raise _misfit(utterance.text, mine)
        found[index] = _composed(utterance, utterance.words[index], start, mine, say)
    return found


def _misfit(text: str, units: Sequence[tuple[int, int, str]]) -> Misfit:
    start, end, reading = units[0]
    return Misfit(
        f"{text[start:end]!r} is several words, and {reading!r} is one reading. Give one for each, with a space between.",
        f"“{text[start:end]}”包含多个词，而 {reading!r} 只有一个读音。请为每个词给出读音，以空格分隔。",
    )


def _units(text: str, stretch: Stretch) -> list[tuple[int, int, str]]:
    """(start, end, reading) of each part that has a reading of its own: a Chinese character, or what stands between spaces."""
    own = text[stretch.start : stretch.end]
    parts = stretch.reading.split()
    characters = [m.start() for m in re.finditer(f"[{readings.HANZI}]", own)]
    if len(characters) == len(parts) and not re.search(r"[^\W\d_]|\d", re.sub(f"[{readings.HANZI}]", "", own)):
        return [(stretch.start + at, stretch.start + at + 1, part) for at, part in zip(characters, parts, strict=True)]
    chunks = [(stretch.start + m.start(), stretch.start + m.end()) for m in re.finditer(r"[^\W_](?:\S*[^\W_])?", own)]
    if len(chunks) == len(parts):
        return [(*chunk, part) for chunk, part in zip(chunks, parts, strict=True)]
    return [(chunks[0][0], chunks[-1][1], stretch.reading)] if chunks else []


def _composed(
    utterance: Utterance, word: Word, start: int, units: Sequence[tuple[int, int, str]], say: Callable[[str, str], str]
) -> str:
    language = word.language or utterance.language
    if len(units) == 1 and (units[0][0], units[0][1]) == (start, start + len(word.text)):
        return units[0][2]
    said = word.reading.split()
    if _HANZI.fullmatch(word.text) and len(said) == len(word.text):
        for a, b, reading in units:
            said[a - start : b - start] = reading.split()
        return " ".join(said)
    out, place = [], start
    for a, b, reading in units:
        out += [_rest(utterance.text[place:a], language, say), reading]
        place = b
    out.append(_rest(utterance.text[place : start + len(word.text)], language, say))
    return (" " if readings.is_chinese(language) else "").join(part for part in out if part)


def _rest(text: str, language: str, say: Callable[[str, str], str]) -> str:
    return say(text, language) if any(character.isalnum() for character in text) else ""
