"""SSML out: an utterance as a document that reads back to the same settings, and that other programs can speak.

What SSML has no words for (lengths and contours of single phonemes, words run together, breaths) is written in a namespace of
the studio's own, which SSML 1.1 lets others pass over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from ...overrides import Contour, PhonemeOverride, SoundEvent, WordOverride
from ...timeline import Utterance, Word
from .. import readings
from ..markup import parse
from . import values
from .flat import STUDIO_NAMESPACE
from .kept import Kept
from .placing import MARKS

_NAMESPACES = {"xmlns": "http://www.w3.org/2001/10/synthesis", "xmlns:mstts": "https://www.w3.org/2001/mstts",
               "xmlns:studio": STUDIO_NAMESPACE}  # fmt: skip
_LEVELS = {stress: level for level, stress in values.STRESSES.items()}
_STYLE_NAMES = {"newsreader": "newscast", "whisper": "whispering"}
_SILENCES = {"sentenceboundary": "Sentenceboundary-exact", "comma": "Comma-exact", "semicolon": "Semicolon-exact",
             "enumerationcomma": "Enumerationcomma-exact"}  # fmt: skip
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Tag = tuple[str, str]
"""(start tag, its element's name)"""


def to_ssml(utterance: Utterance, kept: Sequence[Kept] = ()) -> str:
    """The document. `kept` is what `read` kept of the one that the utterance came from; what of it has lost its words stands as
    comments at the end. White space between words is written as one space or as a sentence's or paragraph's edge."""
    writer = _Writer(utterance, kept)
    head = "".join(f" {key}={quoteattr(value)}" for key, value in _root(utterance, kept).items())
    lead = ""
    if utterance.lead:
        lead = f'<break time="{_ms(utterance.lead / utterance.rate, utterance.sample_rate)}"/>'
    whole: list[Tag] = [(f"<voice name={quoteattr(utterance.voice)}>", "voice")] if utterance.voice else []
    if utterance.rate != 1:
        whole.append((f'<prosody rate="{_number(100 * utterance.rate)}%" studio:whole="true">', "prosody"))
    body = lead + writer.body()
    inner = "".join(tag for tag, _ in whole) + body + "".join(f"</{name}>" for _, name in reversed(whole))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<speak{head}>", *_silences(utterance)]
    lines += [k.markup for k in kept if k.role == "whole"]
    return "\n".join([*lines, inner, *writer.lost(), "</speak>", ""])


def _root(utterance: Utterance, kept: Sequence[Kept]) -> dict[str, str]:
    own = {"version": "1.0", **_NAMESPACES, "xml:lang": utterance.language or "en"}
    for k in kept:
        if k.role == "root":
            own = {**parse(k.markup[:-1] + "/>").attributes, **own}
    return own


def _silences(utterance: Utterance) -> list[str]:
    """Pauses by punctuation mark: as Azure names them where all marks of a kind agree, else one by one."""
    left, out = dict(utterance.pauses), []
    for kind, marks in MARKS.items():
        found = {left.get(mark) for mark in marks}
        if len(found) == 1 and (samples := found.pop()) is not None:
            out.append(f'<mstts:silence type="{_SILENCES[kind]}" value="{_ms(samples, utterance.sample_rate)}"/>')
            left = {mark: value for mark, value in left.items() if mark not in marks}
    return out + [
        f'<studio:pause mark={quoteattr(mark)} time="{_ms(samples, utterance.sample_rate)}"/>' for mark, samples in left.items()
    ]


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _signed(value: float) -> str:
    return ("+" if value >= 0 else "") + _number(value)


def _ms(samples: float, rate: int) -> str:
    return f"{_number(1000 * samples / rate)}ms"


def _text(text: str) -> str:
    return escape(re.sub(r"\s+", " ", _NOT_XML.sub("", text)))


@dataclass
class _Line:
    """One sentence's words between two line breaks, and the text before the first of them."""

    opening: str = ""
    words: list[int] = field(default_factory=list)


class _Writer:
    def __init__(self, utterance: Utterance, kept: Sequence[Kept]) -> None:
        self.utterance = utterance
        self.places = {word.id: place for place, word in enumerate(utterance.words)}
        self.kept = [k for k in kept if k.role in ("around", "before", "said")]
        self._done: set[int] = set()  # which of the kept have found their words

    def lost(self) -> list[str]:
        """What has lost its words, as comments."""
        left = [k.markup for number, k in enumerate(self.kept) if number not in self._done]
        return [f"<!-- {markup.replace('--', '- -')} -->" for markup in left]

    def body(self) -> str:
        paragraphs = self._paragraphs()
        several = len(paragraphs) > 1
        out = []
        for lines in paragraphs:
            spoken = [self._line(line) for line in lines]
            inner = "".join(f"<s>{line}</s>" for line in spoken) if len(spoken) > 1 else "".join(spoken)
            out.append(f"<p>{inner}</p>" if several else inner)
        return "\n".join(out) + self._before("")

    def _paragraphs(self) -> list[list[_Line]]:
        """The words by paragraph (an empty line between) and line."""
        paragraphs = [[_Line(self.utterance.opening)]]
        for place, word in enumerate(self.utterance.words):
            paragraphs[-1][-1].words.append(place)
            broken = re.search(r"\s*\n\s*", word.after)
            if broken and place + 1 < len(self.utterance.words):
                line = _Line(word.after[broken.end() :])
                if broken[0].count("\n") > 1:
                    paragraphs.append([line])
                else:
                    paragraphs[-1].append(line)
        return paragraphs

    def _line(self, line: _Line) -> str:
        out = [_text(line.opening)]
        opened: list[Tag] = []
        skip_to = -1
        for place in line.words:
            if place < skip_to:
                continue
            word = self.utterance.words[place]
            wanted = self._tags(place)
            same = next(
                (i for i, (a, b) in enumerate(zip(opened, wanted, strict=False)) if a != b), min(len(opened), len(wanted))
            )
            out += [f"</{name}>" for _, name in reversed(opened[same:])]
            out += [self._before(word.id), *(tag for tag, _ in wanted[same:])]
            opened = wanted
            said, last = self._said(place, line)
            out.append(said)
            skip_to = last + 1
            out.append(self._after(self.utterance.words[last]))
        return "".join(out) + "".join(f"</{name}>" for _, name in reversed(opened))

    def _before(self, word_id: str) -> str:
        """The kept elements that stand before a word; at the end, those whose word is gone too."""
        out = []
        for number, k in enumerate(self.kept):
            here = k.first == word_id or (not word_id and k.first not in self.places)
            if k.role == "before" and here and number not in self._done:
                self._done.add(number)
                out.append(k.markup)
        return "".join(out)

    def _tags(self, place: int) -> list[Tag]:
        """The elements that are open about a word, the outermost first."""
        word = self.utterance.words[place]
        over = self.utterance.override(word.id)
        out: list[Tag] = []
        if word.language:  # outermost: what a kept say-as means depends on it
            out.append((f"<lang xml:lang={quoteattr(word.language)}>", "lang"))
        for number, k in enumerate(self.kept):
            if k.role == "around" and k.first in self.places and k.last in self.places:
                self._done.add(number)
                if self.places[k.first] <= place <= self.places[k.last]:
                    out.append((k.markup, k.markup[1:-1].split()[0]))
        if over.voice:
            out.append((f"<voice name={quoteattr(over.voice)}>", "voice"))
        if over.style:
            degree = f' styledegree="{_number(over.degree)}"' if over.degree != 1 else ""
            out.append((f'<mstts:express-as style="{_STYLE_NAMES.get(over.style, over.style)}"{degree}>', "mstts:express-as"))
        if prosody := _prosody(word, over):
            out.append((f"<prosody{prosody}>", "prosody"))
        return out

    def _said(self, place: int, line: _Line) -> tuple[str, int]:
        """(a word with what is its own, or the element in whose place it and those after it are spoken; the last word's place)"""
        for number, k in enumerate(self.kept):
            if k.role == "said" and self.utterance.words[place].id == k.first and k.last in self.places:
                last = self.places[k.last]
                if last in line.words and self._one(place, last, k.text):
                    self._done.add(number)
                    return _emphasised(k.markup, self.utterance.override(k.first)), last
        word = self.utterance.words[place]
        return _spoken(word, self.utterance.override(word.id), self.utterance), place

    def _one(self, first: int, last: int, text: str) -> bool:
        """Whether the words are still what was said for the element, and nothing is set on one that is not set on all."""
        words = self.utterance.words[first : last + 1]
        joined = "".join(word.text + word.after for word in words[:-1]) + words[-1].text
        stress = self.utterance.override(words[0].id).stress
        plain = all(
            not _own(word, over)
            and over.reading is None
            and over.stress == stress
            and (word is words[-1] or (over.pause is None and not over.events))
            for word in words
            for over in (self.utterance.override(word.id),)
        )
        return joined == text and plain and all(self._tags(i) == self._tags(first) for i in range(first, last + 1))

    def _after(self, word: Word) -> str:
        """What follows a word: its punctuation, sounds, and the pause that was set."""
        over = self.utterance.override(word.id)
        rate = self.utterance.sample_rate
        last = word is self.utterance.words[-1]
        after = word.after.rstrip() if last else re.split(r"\s*\n", word.after)[0]
        events = "".join(_event(event, rate) for event in over.events)
        return _text(after) + events + (f'<break time="{_ms(over.pause, rate)}"/>' if over.pause is not None else "")


def _uniform(word: Word, over: WordOverride, name: str) -> float:
    """The semitones or decibels that all phonemes of the word have; 0 if they differ."""
    found = {getattr(over.phonemes.get(index, PhonemeOverride()), name) for index in range(len(word.phonemes))}
    return float(found.pop()) if len(found) == 1 else 0.0


def _prosody(word: Word, over: WordOverride) -> str:
    pitch, gain = _uniform(word, over, "semitones"), _uniform(word, over, "gain_db")
    parts = [
        f' rate="{_number(100 * over.speed)}%"' if over.speed != 1 else "",
        f' pitch="{_signed(pitch)}st"' if pitch else "",
        f' range="{_signed(100 * (over.range - 1))}%"' if over.range != 1 else "",
        f' volume="{_signed(gain)}dB"' if gain else "",
    ]
    return "".join(parts)


def _own(word: Word, over: WordOverride) -> str:
    """The attributes of studio:sounds: what is set on single phonemes, and the joint with the next word."""
    pitch, gain = _uniform(word, over, "semitones"), _uniform(word, over, "gain_db")
    found: dict[str, list[str]] = {"lengths": [], "pitch": [], "volume": [], "contour": [], "hz": []}
    for index, own in over.phonemes.items():
        if own.samples is not None:
            found["lengths"].append(f"{index}:{{{own.samples}}}")
        if own.semitones != pitch:
            found["pitch"].append(f"{index}:{_signed(own.semitones)}st")
        if own.gain_db != gain:
            found["volume"].append(f"{index}:{_signed(own.gain_db)}dB")
        if own.contour:
            found["contour"].append(f"{index}:{_points(own.contour, 'st')}")
        if own.hz:
            found["hz"].append(f"{index}:{_points(own.hz, 'Hz')}")
    parts = [f' {name}="{" ".join(values)}"' for name, values in found.items() if values]
    if over.joined is not None:
        parts.append(f' joined="{str(over.joined).lower()}"')
    return "".join(parts)


def _points(contour: Contour, unit: str) -> str:
    written = _number if unit == "Hz" else _signed
    return " ".join(f"({_number(100 * at)}%,{written(value)}{unit})" for at, value in contour)


def _spoken(word: Word, over: WordOverride, utterance: Utterance) -> str:
    """The word in the elements that are its own: emphasis, single phonemes, its reading."""
    out = _text(word.text)
    if over.reading is not None:
        language = word.language or utterance.language
        name = "pinyin" if readings.is_chinese(language) else "jyutping" if language.startswith("yue") else "ipa"
        out = f'<phoneme alphabet="{name}" ph={quoteattr(over.reading)}>{out}</phoneme>'
    if own := _own(word, over):
        times = re.sub(r"\{(\d+)\}", lambda match: _ms(int(match[1]), utterance.sample_rate), own)
        out = f"<studio:sounds{times}>{out}</studio:sounds>"
    return _emphasised(out, over)


def _emphasised(markup: str, over: WordOverride) -> str:
    return markup if over.stress is None else f'<emphasis level="{_LEVELS[over.stress]}">{markup}</emphasis>'


def _event(event: SoundEvent, rate: int) -> str:
    level = f' soundLevel="{_signed(event.gain_db)}dB"' if event.gain_db else ""
    time = _ms(event.samples, rate)
    if event.kind == "sound":
        return f'<audio src={quoteattr(event.path)}{level} studio:time="{time}"/>'
    return f'<studio:event kind="{event.kind}" time="{time}"{level}/>'
