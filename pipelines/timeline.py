"""Speech with an editable timeline: phonemes, words, utterances, and what a person set on them.

Time is an integer count of samples. Durations are stored and starts are computed, so nothing goes stale. When a rate
scales the durations, cumulative ends are rounded and never single durations: the last end is the length of the sound.

What the engine predicted (`Word`) and what a person set (`WordOverride`) live apart. Overrides are keyed by the word's
stable id, so they outlive an edit of the text elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from . import overrides as own_values
from . import schema, styles
from .errors import BadInput
from .overrides import NO_OVERRIDE, WordOverride
from .symbols import is_vowel

SCHEMA = "shengying.utterance"
VERSION = 2

SILENCE = "sil"
"""The symbol of a pause among the segments."""


@dataclass(frozen=True, slots=True)
class Phoneme:
    """One sound: `symbol` in IPA (length marks included, stress marks not), `samples` as the engine predicted.

    `stress` 0 none, 1 primary, 2 secondary. `tone` is a digit 1 to 5 on the vowel of a syllable with a tone, else "".
    """

    symbol: str
    samples: int
    stress: int = 0
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the engine will say it.

    id        stable within the utterance, kept when the text is edited elsewhere
    text      as written, without surrounding punctuation
    after     what stands between it and the next word: punctuation and spaces
    reading   how it is read: pinyin with tone digits ("yin2 hang2"), else IPA
    phonemes  in order; never empty
    pause     predicted silence after the word, in samples
    language  BCP 47, "" for the utterance's own
    """

    id: str
    text: str
    reading: str
    phonemes: tuple[Phoneme, ...]
    pause: int = 0
    after: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A phoneme, a pause or a sound event in its place: from `start` up to `end`, in samples, overrides and rate applied.

    `word` is the word's id ("" for the lead-in), `index` the phoneme's place in it: -1 for a pause, -2 for the first event
    after the word, -3 for the second.
    """

    symbol: str
    start: int
    end: int
    word: str
    index: int
    stress: int = 0
    tone: str = ""

    @property
    def samples(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Utterance:
    """A line of speech that can be edited: words with predicted times, and the overrides on them.

    `sample_rate` Hz is the unit of every count of samples. `rate` scales predicted lengths (1.2 is 20 % faster); a length
    that a person set is absolute. `lead` is the silence before the first word, `opening` the text before it. `pauses` are
    the samples of silence that a person wants after a punctuation mark, whatever the rate.
    """

    words: tuple[Word, ...]
    language: str
    voice: str
    sample_rate: int
    rate: float = 1.0
    lead: int = 0
    opening: str = ""
    overrides: Mapping[str, WordOverride] = field(default_factory=lambda: MappingProxyType({}))
    pauses: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        object.__setattr__(self, "overrides", MappingProxyType(dict(self.overrides)))
        object.__setattr__(self, "pauses", MappingProxyType(dict(self.pauses)))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (to_dict(self),)

    @property
    def text(self) -> str:
        return self.opening + "".join(word.text + word.after for word in self.words)

    def override(self, word_id: str) -> WordOverride:
        return self.overrides.get(word_id, NO_OVERRIDE)

    def word(self, word_id: str) -> Word:
        for word in self.words:
            if word.id == word_id:
                return word
        raise BadInput(
            f"There is no word {word_id!r} here; words are {self.words[0].id!r} … {self.words[-1].id!r}.",
            f"这里没有词 {word_id!r}；词的编号为 {self.words[0].id!r} … {self.words[-1].id!r}。",
        )

    def segments(self) -> tuple[Segment, ...]:
        """Every pause and phoneme in its place; they tile [0, samples) without gap or overlap."""
        return tuple(self._lay())

    def _lay(self) -> Iterator[Segment]:
        position, start = 0.0, 0  # the exact end so far, and the rounded one

        def span(length: float) -> tuple[int, int]:
            nonlocal position, start
            position += length
            begin, start = start, round(position)
            return begin, start

        if self.lead:
            begin, end = span(self.lead / self.rate)
            yield Segment(SILENCE, begin, end, "", -1)
        before: bool | None = None
        for word in self.words:
            over = self.override(word.id)
            lengths = _lengths(word, over, self.rate, before)
            for index, (phoneme, length) in enumerate(zip(word.phonemes, lengths, strict=True)):
                begin, end = span(length)
                yield Segment(phoneme.symbol, begin, end, word.id, index, phoneme.stress, phoneme.tone)
            for number, event in enumerate(over.events):
                begin, end = span(event.samples)
                yield Segment(event.kind, begin, end, word.id, -2 - number)
            if pause := self.pause_after(word):
                begin, end = span(pause)
                yield Segment(SILENCE, begin, end, word.id, -1)
            before = over.joined

    def pause_after(self, word: Word) -> float:
        """The silence after a word in samples: as set, as set for its punctuation mark, or as predicted at the rate."""
        over = self.override(word.id)
        if over.pause is not None:
            return over.pause
        if over.joined:
            return 0.0
        marked = [self.pauses[mark] for mark in word.after if mark in self.pauses]
        natural = max(marked) if marked else word.pause / (self.rate * over.speed)
        return max(natural, PARTED_SECONDS * self.sample_rate) if over.joined is False else natural

    @property
    def samples(self) -> int:
        segments = self.segments()
        return segments[-1].end if segments else 0

    @property
    def seconds(self) -> float:
        return self.samples / self.sample_rate


PARTED_SECONDS = 0.08
"""The least pause after a word that is parted from the next."""

_JOINED = 0.85  # what sounds last and first at a joint lose in length
_STRESSED = {0: (0.82, 0.92), 1: (1.22, 1.08), 2: (1.10, 1.03)}  # vowels and consonants; after Fant & Kruckenberg (1994)


def _lengths(word: Word, over: WordOverride, rate: float, joined_before: bool | None) -> Iterator[float]:
    """Each phoneme's length in samples, exact: as set, or as predicted and changed by speed, style, stress and joints."""
    speed = rate * over.speed * styles.style(over.style, over.degree).speed
    vowel, consonant = (1.0, 1.0) if over.stress is None else _STRESSED[over.stress]
    last = len(word.phonemes) - 1
    for index, phoneme in enumerate(word.phonemes):
        own = over.phonemes.get(index)
        if own is not None and own.samples is not None:
            yield own.samples
            continue
        length = phoneme.samples / speed * (vowel if is_vowel(phoneme.symbol) else consonant)
        joints = (index == 0 and joined_before is True) + (index == last and over.joined is True)
        yield length * _JOINED**joints


@dataclass(frozen=True, slots=True)
class WordSpan:
    """Where a word is heard: `start` up to `end` in samples, its pause not included."""

    word: Word
    start: int
    end: int


def word_spans(utterance: Utterance) -> tuple[WordSpan, ...]:
    """Each word with the place where it is heard, in order."""
    bounds: dict[str, tuple[int, int]] = {}
    for segment in utterance.segments():
        if segment.index >= 0:
            first, _ = bounds.get(segment.word, (segment.start, 0))
            bounds[segment.word] = (first, segment.end)
    return tuple(WordSpan(word, *bounds[word.id]) for word in utterance.words)


def fresh_id(taken: set[str]) -> str:
    """A word id of the form w12 that is not in `taken`."""
    number = len(taken) + 1
    while f"w{number}" in taken:
        number += 1
    return f"w{number}"


def to_dict(utterance: Utterance) -> dict[str, Any]:
    """The utterance as JSON-ready values. `from_dict` gives the same utterance back."""
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "language": utterance.language,
        "voice": utterance.voice,
        "sample_rate": utterance.sample_rate,
        "rate": utterance.rate,
        "lead": utterance.lead,
        "opening": utterance.opening,
        "words": [_word_to_dict(word) for word in utterance.words],
        "overrides": {key: own_values.to_dict(value) for key, value in utterance.overrides.items() if not value.empty},
        **({"pauses": dict(utterance.pauses)} if utterance.pauses else {}),
    }


def _word_to_dict(word: Word) -> dict[str, Any]:
    out: dict[str, Any] = {"id": word.id, "text": word.text, "after": word.after, "reading": word.reading, "pause": word.pause}
    if word.language:
        out["language"] = word.language
    out["phonemes"] = [[p.symbol, p.samples, p.stress, p.tone] for p in word.phonemes]
    return out


def from_dict(data: Any) -> Utterance:
    """The utterance of `to_dict`. BadInput for anything else, or for a version newer than this program's."""
    schema.check(data, SCHEMA, VERSION, what=("speech timeline", "语音时间线"), maker="studio plan")
    try:
        return check(_rebuild(data))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise BadInput(
            f"This timeline is damaged ({type(error).__name__}: {error}).",
            f"该时间线已损坏（{type(error).__name__}：{error}）。",
        ) from error


def _rebuild(data: dict[str, Any]) -> Utterance:
    words = tuple(
        Word(
            id=w["id"],
            text=w["text"],
            reading=w["reading"],
            pause=w["pause"],
            after=w["after"],
            language=w.get("language", ""),
            phonemes=tuple(Phoneme(symbol, samples, stress, tone) for symbol, samples, stress, tone in w["phonemes"]),
        )
        for w in data["words"]
    )
    return Utterance(
        words,
        data["language"],
        data["voice"],
        data["sample_rate"],
        data["rate"],
        data["lead"],
        data["opening"],
        {key: own_values.from_dict(value) for key, value in data["overrides"].items()},
        data.get("pauses", {}),
    )


def check(utterance: Utterance) -> Utterance:
    """The utterance itself if its values can be rendered; BadInput naming the place if not."""
    ids = [word.id for word in utterance.words]
    if len(set(ids)) != len(ids):
        raise ValueError("two words share one id")
    if not 0.25 <= utterance.rate <= 4 or utterance.sample_rate <= 0 or utterance.lead < 0:
        raise ValueError("rate must lie in 0.25 … 4, sample_rate above 0, lead not below 0")
    limit = 10 * utterance.sample_rate
    for word in utterance.words:
        if not word.phonemes:
            raise ValueError(f"word {word.id} has no phonemes")
        if word.pause < 0 or any(not 0 < p.samples <= limit for p in word.phonemes):
            raise ValueError(f"word {word.id} has a length out of range")
    phonemes = {word.id: len(word.phonemes) for word in utterance.words}
    for key, override in utterance.overrides.items():
        if key not in phonemes:
            raise ValueError(f"an override names word {key!r}, which is not there")
        own_values.check(override, phonemes[key], limit, f"the override of word {key}")
    if any(not 0 <= pause <= limit for pause in utterance.pauses.values()):
        raise ValueError("a punctuation mark's pause is out of range")
    return utterance


def dumps(utterance: Utterance) -> str:
    return json.dumps(to_dict(utterance), ensure_ascii=False, indent=1)


def loads(text: str) -> Utterance:
    return from_dict(schema.parse(text))


def with_rate(utterance: Utterance, rate: float) -> Utterance:
    return check_rate(replace(utterance, rate=rate))


def check_rate(utterance: Utterance) -> Utterance:
    if not 0.25 <= utterance.rate <= 4:
        raise BadInput(
            f"A rate of {utterance.rate} was asked for; 0.25 to 4 is accepted.",
            f"语速 {utterance.rate} 超出范围；可接受 0.25 到 4。",
        )
    return utterance
