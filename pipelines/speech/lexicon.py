"""A personal dictionary: how words are read, everywhere or only in a context.

The longest entry that stands at a place wins, then the one with more context, then the earlier. What it says becomes the
word's predicted reading: a reading that a person set on a word is an override, goes before it and is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..carrying import Dropped, carry
from ..engines import Speaker
from ..errors import BadInput
from ..timeline import Utterance
from ..voice import Voice
from . import notation, readings, stretches
from .stretches import Run, Stretch

_LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """How `text` is read.

    reading         pinyin with tone digits, jyutping, or IPA with a space between words; "" if there is an alias
    language        BCP 47; "" for any
    before, after   what must stand right before and right after it; "" for anything
    case_sensitive  whether capitals must agree, in the text and its context
    alias           other words that are said in its place
    """

    text: str
    reading: str
    language: str = ""
    before: str = ""
    after: str = ""
    case_sensitive: bool = False
    alias: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What two entries for the same place share."""
        parts = (self.text, self.before, self.after)
        text, before, after = parts if self.case_sensitive else (lowered(part) for part in parts)
        return text, self.language, before, after


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries in order; of two for the same place the earlier counts."""

    entries: tuple[Entry, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", tuple({entry.key: entry for entry in reversed(self.entries)}.values())[::-1])


@dataclass(frozen=True, slots=True)
class Missed:
    """An entry that stands at a word of the text and could not be applied there."""

    entry: Entry
    place: int
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Applied:
    """The utterance with the dictionary's readings; the settings that were lost with old phonemes; what did not fit."""

    utterance: Utterance
    dropped: tuple[Dropped, ...] = ()
    missed: tuple[Missed, ...] = ()


def lowered(text: str) -> str:
    """Lower case, character by character, so that places stay."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def checked(entry: Entry, notation_name: str = "") -> Entry:
    """The entry with its reading as the speaker takes it. BadInput for one that could never be applied.

    `notation_name` is one of `notation.NOTATIONS`; it is found from the reading if not given. A language is found from the
    text if there is none.
    """
    if not any(c.isalnum() for c in entry.text) or len(entry.text) > _LONGEST_TEXT:
        raise BadInput(f"{entry.text[:40]!r} is no word for a dictionary: 1 to {_LONGEST_TEXT} characters with a letter are accepted.",
                       f"{entry.text[:40]!r} 不能作为词条：须有文字，1 到 {_LONGEST_TEXT} 个字符。")  # fmt: skip
    language = entry.language or ("zh" if re.search(f"[{readings.HANZI}]", entry.text) else "en")
    if entry.alias:
        return replace(entry, language=language, reading="")
    reading = notation.normalise(entry.reading, language, notation_name, word=entry.text)
    words, parts = len(entry.text.split()), len(reading.split())
    if words > 1 and parts != words and not re.search(f"[{readings.HANZI}]", entry.text):
        raise BadInput(
            f"{entry.text!r} is {words} words and {reading!r} the reading of {parts}. Give IPA for each, with a space between.",
            f"“{entry.text}”有 {words} 个词，而 {reading!r} 是 {parts} 个词的读音。请为每个词给出 IPA，以空格分隔。",
        )
    return replace(entry, language=language, reading=reading)


def merge(project: Lexicon, user: Lexicon) -> Lexicon:
    """Both; where they have the same word in the same context, the project's."""
    return Lexicon(project.entries + user.entries)


def find(lexicon: Lexicon, text: str, language_at: Callable[[int], str]) -> Iterator[tuple[int, Entry]]:
    """(place in the text, entry), from left to right and none over another. `language_at` tells the language at a place."""
    index = _indexed(lexicon)
    low = lowered(text)
    place = 0
    while place < len(text):
        for entry in index.get(low[place], ()):
            if _stands(entry, text, low, place) and _same_language(entry.language, language_at(place)):
                yield place, entry
                place += len(entry.text)
                break
        else:
            place += 1


def _indexed(lexicon: Lexicon) -> Mapping[str, list[Entry]]:
    """By first character; the longest first, then those with more context."""
    index: dict[str, list[Entry]] = {}
    for entry in lexicon.entries:
        index.setdefault(lowered(entry.text[0]), []).append(entry)
    for entries in index.values():
        entries.sort(key=lambda entry: (-len(entry.text), -len(entry.before) - len(entry.after)))
    return index


def _stands(entry: Entry, text: str, low: str, place: int) -> bool:
    end = place + len(entry.text)
    where, as_written = (text, lambda part: part) if entry.case_sensitive else (low, lowered)
    return (
        where.startswith(as_written(entry.text), place)
        and where[:place].endswith(as_written(entry.before))
        and where.startswith(as_written(entry.after), end)
        and not (_joins(text[place - 1 : place]) and _joins(text[place]))
        and not (_joins(text[end - 1]) and _joins(text[end : end + 1]))
    )


def _joins(character: str) -> bool:
    """Whether it makes one word with a letter beside it, as Chinese characters do not."""
    return character.isalnum() and not re.match(f"[{readings.HANZI}぀-ヿ]", character)


def _same_language(own: str, there: str) -> bool:
    return not own or own.lower().split("-")[0] == there.lower().split("-")[0]


def apply(lexicon: Lexicon, utterance: Utterance, speaker: Speaker, voice: Voice) -> Utterance:
    """The utterance with the dictionary's readings for the predicted ones; ids and overrides stay.

    `applied` also tells what could not be done.
    """
    return applied(lexicon, utterance, speaker, voice).utterance


def applied(lexicon: Lexicon, utterance: Utterance, speaker: Speaker, voice: Voice) -> Applied:
    """As `apply`, with what did not fit and what was lost."""
    if not any(True for _ in find(lexicon, utterance.text, _languages(utterance))):
        return Applied(utterance)
    return reapplied(lexicon, utterance, speaker, voice)


def reapplied(lexicon: Lexicon, utterance: Utterance, speaker: Speaker, voice: Voice) -> Applied:
    """As `applied`, for an utterance that may have readings of an earlier dictionary: they follow this one, or are the speaker's
    own again."""
    runs, fresh = _runs(utterance, speaker, voice)
    base, dropped = utterance, tuple[Dropped, ...]()
    if fresh is None:  # other words than this speaker would plan, as in an imported timeline
        fresh = stretches.plan(runs, speaker, voice, utterance.language)
        base, dropped = carry(utterance, fresh)
    by_hand = {place: own for place, word in enumerate(base.words) if (own := base.override(word.id).reading)}
    found, missed = _wanted(lexicon, base, speaker, voice)
    found = {place: reading for place, reading in found.items() if place not in by_hand}
    as_planned = all(
        w.reading == f.reading for place, (w, f) in enumerate(zip(base.words, fresh.words, strict=True)) if place not in by_hand
    )
    if not found and as_planned:
        return Applied(base, dropped, missed)
    planned, refused = _planned(runs, found, by_hand, base, speaker, voice)
    carried, lost = carry(base, as_predicted(planned, found, speaker))
    return Applied(replace(carried, lead=utterance.lead), (*dropped, *lost), (*missed, *refused))


def as_predicted(planned: Utterance, places: Iterable[int], speaker: Speaker) -> Utterance:
    """A plan that `speaker` made with readings, with those of the words at `places` for predictions and no overrides."""
    words, overrides = list(planned.words), dict(planned.overrides)
    for place in places:
        word = words[place]
        over = overrides.pop(word.id, None)
        if over is None or over.reading is None:
            continue
        told = speaker.name == "espeak" and not readings.in_syllables(word.language or planned.language)
        words[place] = readings.as_given(word, over.reading) if told else replace(word, reading=over.reading)
        if not (left := replace(over, reading=None)).empty:
            overrides[word.id] = left
    return replace(planned, words=tuple(words), overrides=overrides)


def _languages(utterance: Utterance) -> Callable[[int], str]:
    """The language of the word at a place of the text."""
    found: dict[int, str] = {}
    for word, (start, end) in zip(utterance.words, stretches.spans(utterance), strict=True):
        for place in range(start, end):
            found[place] = word.language or utterance.language
    return lambda place: found.get(place, utterance.language)


def _runs(utterance: Utterance, speaker: Speaker, voice: Voice) -> tuple[tuple[Run, ...], Utterance | None]:
    """The runs of text that this speaker plans the same words from, and that plan; None with them if there are none such."""
    for runs in ((Run(utterance.text, utterance.language),), stretches.runs_of(utterance)):
        fresh = stretches.plan(runs, speaker, voice, utterance.language)
        if [(w.text, w.language) for w in fresh.words] == [(w.text, w.language) for w in utterance.words]:
            return runs, fresh
    return runs, None


def readings_in(lexicon: Lexicon, utterance: Utterance, speaker: Speaker, voice: Voice) -> dict[int, str]:
    """(place among the words → reading) of the words that the dictionary knows."""
    return _wanted(lexicon, utterance, speaker, voice)[0]


def _wanted(lexicon: Lexicon, base: Utterance, speaker: Speaker, voice: Voice) -> tuple[dict[int, str], tuple[Missed, ...]]:
    """(place among the words → reading, what does not fit the words)"""
    say = stretches.say_with(speaker, voice)
    wanted: list[Stretch] = []
    missed: list[Missed] = []
    language_at = _languages(base)
    for place, entry in find(lexicon, base.text, language_at):
        try:
            reading = say(entry.alias, language_at(place)) if entry.alias else entry.reading
            stretch = Stretch(place, place + len(entry.text), reading)
            stretches.word_readings(base, [stretch], say)
        except BadInput as error:
            missed.append(Missed(entry, place, error.en, error.zh))
        else:
            wanted.append(stretch)
    return stretches.word_readings(base, wanted, say), tuple(missed)


def _planned(
    runs: Iterable[Run], found: dict[int, str], by_hand: Mapping[int, str], base: Utterance, speaker: Speaker, voice: Voice
) -> tuple[Utterance, tuple[Missed, ...]]:
    """The plan with all readings; those that the speaker refuses are left out and told."""
    chosen = tuple(runs)
    try:
        return stretches.plan(chosen, speaker, voice, base.language, {**found, **by_hand}), ()
    except BadInput:
        refused = []
        for place, reading in list(found.items()):
            try:
                stretches.plan(chosen, speaker, voice, base.language, {place: reading})
            except BadInput as error:
                del found[place]
                word = base.words[place]
                refused.append(Missed(Entry(word.text, reading, word.language or base.language), place, error.en, error.zh))
        return stretches.plan(chosen, speaker, voice, base.language, {**found, **by_hand}), tuple(refused)
