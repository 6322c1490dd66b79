"""What an SSML document asks, set on the words of its plan: settings, pauses, sounds, single phonemes; and what is kept."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...errors import BadInput
from ...media import read_audio
from ...overrides import Contour, PhonemeOverride, SoundEvent, WordOverride
from ...timeline import Utterance, Word
from .. import stretches
from ..formats.notes import Note
from ..markup import Element, refuse
from . import values
from .flat import Flat, Piece, Point, Region, note
from .kept import Kept

_LONGEST_PAUSE, _LONGEST_EVENT = 10.0, 60.0  # seconds, as the timeline has it
MARKS = {"sentenceboundary": ".。!！?？…", "comma": ",，", "semicolon": ";；", "enumerationcomma": "、"}
_INDEXED = re.compile(r"(\d+):\s*((?:\([^()]*\)\s*)+|[^\s()]+)")


@dataclass
class _Placed:
    """The overrides as they come together, by word."""

    utterance: Utterance
    spans: tuple[tuple[int, int], ...]
    overrides: dict[str, WordOverride]
    base: Path
    notes: list[Note] = field(default_factory=list)

    @property
    def rate(self) -> int:
        return self.utterance.sample_rate

    def change(self, word: Word, **values: Any) -> None:
        self.overrides[word.id] = replace(self.overrides.get(word.id, WordOverride()), **values)

    def override(self, word: Word) -> WordOverride:
        return self.overrides.get(word.id, WordOverride())

    def before(self, at: int) -> int:
        """The place of the last word that begins before the character `at`; -1 for none."""
        return bisect_left(self.spans, at, key=lambda span: span[0]) - 1

    def words(self, region: Region) -> list[Word]:
        return [self.utterance.words[place] for place in stretches.covered(self.spans, region.start, region.end)]

    def within(self, element: Element, value: float, low: float, high: float, what: str, what_zh: str) -> float:
        """The value, held within bounds; a note if it had to be."""
        held = min(max(value, low), high)
        remark = note(element, f"{what} {value:g} is held at {held:g}", f"{what_zh} {value:g} 已限制为 {held:g}")
        if held != value and remark not in self.notes:  # once for all the words of an element
            self.notes.append(remark)
        return held


def place(flat: Flat, planned: Utterance, base: Path) -> tuple[Utterance, list[Note]]:
    """The plan with everything set that needs no times; sound files lie in the folder `base`."""
    placed = _Placed(planned, stretches.spans(planned), dict(planned.overrides), base)
    _settings(flat, placed)
    for region in flat.regions:
        if region.kind == "sounds":
            _sounds(region, placed)
    lead = _points(flat, placed)
    pauses = dict(planned.pauses)
    for element in flat.whole:
        lead = _silence(element, placed, pauses, lead)
    done = replace(planned, overrides={k: v for k, v in placed.overrides.items() if not v.empty}, pauses=pauses, lead=lead)
    return done, placed.notes


def pieces_of(flat: Flat, utterance: Utterance) -> list[list[Piece]]:
    """The pieces that each word lies in, in order."""
    found: list[list[Piece]] = []
    first = 0
    for start, end in stretches.spans(utterance):
        while first < len(flat.pieces) - 1 and flat.pieces[first].end <= start:
            first += 1
        mine = []
        for piece in flat.pieces[first:]:
            if piece.start >= end:
                break
            mine.append(piece)
        found.append(mine)
    return found


def piece_of(pieces: Sequence[Piece], start: int, end: int) -> Piece:
    """The piece that holds the most of a word."""
    return max(pieces, key=lambda piece: min(piece.end, end) - max(piece.start, start))


def _settings(flat: Flat, placed: _Placed) -> None:
    for word, (start, end), pieces in zip(placed.utterance.words, placed.spans, pieces_of(flat, placed.utterance), strict=True):
        piece = piece_of(pieces, start, end)
        setting, element = piece.setting, piece.element
        if any(replace(other.setting, language="") != replace(setting, language="") for other in pieces):
            placed.notes.append(note(pieces[-1].element, f"the word {word.text!r} is marked in part; it is taken as a whole",
                                     f"词“{word.text}”只有一部分被标记；按整个词处理"))  # fmt: skip
        semitones = placed.within(element, setting.semitones, -24, 24, "pitch in semitones", "音高（半音）")
        gain = placed.within(element, setting.gain_db, -60, 24, "volume in dB", "音量（dB）")
        own = PhonemeOverride(semitones=round(semitones, 4), gain_db=round(gain, 4))
        placed.change(
            word,
            speed=round(placed.within(element, setting.speed, 0.25, 4, "rate", "语速"), 6),
            range=round(placed.within(element, setting.range, 0, 4, "range", "音域"), 6),
            stress=setting.stress,
            voice="" if setting.voice == placed.utterance.voice else setting.voice,
            style=setting.style,
            degree=setting.degree if setting.style else 1.0,
            phonemes={} if own.empty else dict.fromkeys(range(len(word.phonemes)), own),
        )


def _points(flat: Flat, placed: _Placed) -> int:
    """Breaks and sounds onto the words before them; the lead before the first word, in samples."""
    lead = placed.utterance.lead
    for point in flat.points:
        if point.kind == "break":
            length = placed.within(point.element, point.seconds, 0, _LONGEST_PAUSE, "a break in seconds", "停顿（秒）")
            index = placed.before(point.at)
            if index < 0:
                lead += round(length * placed.rate * placed.utterance.rate)
                continue
            word = placed.utterance.words[index]
            _note_inside(point, placed, index)
            total = (placed.override(word).pause or 0) + round(length * placed.rate)
            placed.change(word, pause=min(total, round(_LONGEST_PAUSE * placed.rate)))
        elif point.kind == "sound":
            _event(point, placed)
    return lead


def _note_inside(point: Point, placed: _Placed, index: int) -> None:
    if point.at < placed.spans[index][1]:
        word = placed.utterance.words[index]
        placed.notes.append(note(point.element, f"stands inside the word {word.text!r}; it is put after it",
                                 f"位于词“{word.text}”之内；已移到该词之后"))  # fmt: skip


def _event(point: Point, placed: _Placed) -> None:
    element, own = point.element, point.element.attributes
    index = placed.before(point.at)
    if index < 0:
        placed.notes.append(
            note(element, "a sound before the first word is kept and not heard", "第一个词之前的声音已保留，但不会播放")
        )
        return
    kind = own.get("kind", "sound") if element.local == "event" else "sound"
    if kind not in ("breath", "laugh", "sound"):
        raise refuse(
            element,
            f"kind={kind!r} is not known; accepted: breath, laugh, sound",
            f"未知 kind={kind!r}；可接受 breath、laugh、sound",
        )
    length = _event_seconds(element, placed)
    length = placed.within(element, length, 1 / placed.rate, _LONGEST_EVENT, "a sound in seconds", "声音（秒）")
    gain = values.decibels(element, "soundLevel") if "soundLevel" in own else 0.0
    event = SoundEvent(kind, round(length * placed.rate), gain, own.get("src", ""))  # type: ignore[arg-type]
    word = placed.utterance.words[index]
    _note_inside(point, placed, index)
    placed.change(word, events=(*placed.override(word).events, event))


def _event_seconds(element: Element, placed: _Placed) -> float:
    for name in ("time", "studio:time"):
        if name in element.attributes:
            return values.seconds(element, name)
    if element.local == "event":
        raise refuse(element, 'it needs time="…"', '缺少时长 time="…"')
    try:
        return read_audio(placed.base / element.attributes["src"]).seconds
    except BadInput as error:
        raise refuse(element, error.en.rstrip("."), error.zh.rstrip("。")) from error


def _silence(element: Element, placed: _Placed, pauses: dict[str, int], lead: int) -> int:
    """mstts:silence and studio:pause; gives the lead back. Azure's -exact kinds replace the natural pause, the others add."""
    if element.local == "pause":
        for mark in element.attributes.get("mark", ""):
            pauses[mark] = round(values.seconds(element, "time") * placed.rate)
        return lead
    if element.local != "silence":
        return lead
    given = element.attributes.get("type", "")
    kind, _, exact = given.lower().partition("-")
    if kind not in (*MARKS, "leading", "tailing") or exact not in ("", "exact") or "value" not in element.attributes:
        accepted = "Leading, Tailing, Sentenceboundary, Comma-exact, Semicolon-exact, Enumerationcomma-exact"
        raise refuse(
            element,
            f"type={given!r} with a value is not known; accepted: {accepted}",
            f"未知 type={given!r}；可接受：{accepted}",
        )
    length = placed.within(element, values.seconds(element, "value"), 0, _LONGEST_PAUSE, "a silence in seconds", "静音（秒）")
    samples = round(length * placed.rate)
    if kind == "leading":
        return lead + round(samples * placed.utterance.rate)
    if kind == "tailing":
        placed.change(placed.utterance.words[-1], pause=samples)
    elif exact:
        pauses |= dict.fromkeys(MARKS[kind], samples)
    else:
        for word in placed.utterance.words[:-1]:
            if any(mark in word.after for mark in MARKS[kind]) and placed.override(word).pause is None:
                placed.change(word, pause=round(placed.utterance.pause_after(word)) + samples)
    return lead


def _sounds(region: Region, placed: _Placed) -> None:
    """studio:sounds: what is set on single phonemes of one word, and whether it runs into the next."""
    element, own = region.element, region.element.attributes
    words = placed.words(region)
    if not words:
        return
    word = words[0]
    found = dict(placed.override(word).phonemes)
    parts = {name: _indexed(element, name) for name in ("lengths", "pitch", "volume", "contour", "hz")}
    for index in sorted({index for part in parts.values() for index in part}):
        if index >= len(word.phonemes):
            placed.notes.append(
                note(element, f"the word {word.text!r} has no phoneme {index} now", f"词“{word.text}”现已没有第 {index} 个音素")
            )
            continue
        given = {name: part[index] for name, part in parts.items() if index in part}
        found[index] = _phoneme(element, found.get(index, PhonemeOverride()), given, placed.rate)
    joined = {"true": True, "false": False}.get(own.get("joined", ""))
    placed.change(word, phonemes=found, joined=joined)


def _indexed(element: Element, name: str) -> dict[int, str]:
    text = element.attributes.get(name, "")
    if _INDEXED.sub("", text).strip():
        raise refuse(element, f"{name}={text[:60]!r} is not understood; accepted: such as 0:…, with the phoneme's place before each",
                     f"无法理解 {name}={text[:60]!r}；每项前应为音素编号，例如 0:…")  # fmt: skip
    return {int(index): value.strip() for index, value in _INDEXED.findall(text)}


def _phoneme(element: Element, over: PhonemeOverride, given: Mapping[str, str], rate: int) -> PhonemeOverride:
    def part(name: str) -> Element:
        return replace(element, attributes={name: given[name]})

    if "lengths" in given:
        over = replace(over, samples=round(values.seconds(part("lengths"), "lengths") * rate))
    if "pitch" in given:
        over = replace(over, semitones=over.semitones + values.semitones(part("pitch"), "pitch", 1.0))
    if "volume" in given:
        over = replace(over, gain_db=over.gain_db + values.decibels(part("volume"), "volume"))
    if "contour" in given:
        over = replace(over, contour=values.points(part("contour"), "contour", 1.0))
    if "hz" in given:
        over = replace(over, hz=_hertz(part("hz")))
    return over


def _hertz(element: Element) -> Contour:
    """Points whose values are plain Hz."""
    text = element.attributes["hz"]
    found = re.findall(r"\(\s*([\d.]+)%\s*,\s*([\d.]+)Hz\s*\)", text)
    if not found or re.sub(r"\([^()]*\)|\s", "", text):
        raise refuse(element, "hz takes points such as (0%,220Hz)", "hz 的格式为 (0%,220Hz)")
    return tuple((float(at) / 100, float(value)) for at, value in found)


def kept(flat: Flat, utterance: Utterance) -> tuple[Kept, ...]:
    """Everything that the utterance does not hold, in the order of the document, the outer before the inner."""
    spans = stretches.spans(utterance)
    out = [Kept("root", flat.root.tag())]
    out += [Kept("whole", element.source()) for element in flat.whole if element.local == "lexicon"]
    order = sorted(range(len(flat.regions)), key=lambda i: (flat.regions[i].start, -flat.regions[i].end, -i))
    for region in (flat.regions[i] for i in order):
        inside = stretches.covered(spans, region.start, region.end)
        if not inside or region.kind not in ("kept", "said"):
            continue
        first, last = utterance.words[inside[0]], utterance.words[inside[-1]]
        if region.kind == "kept":
            out.append(Kept("around", region.element.tag(), first.id, last.id))
        else:
            said = utterance.text[region.start : region.end].strip()
            out.append(Kept("said", region.element.source(), first.id, last.id, said))
    for point in flat.points:
        if point.kind == "kept" or (point.kind == "sound" and (not spans or point.at <= spans[0][0])):
            following = next(
                (word.id for word, (start, _) in zip(utterance.words, spans, strict=True) if start >= point.at), ""
            )
            out.append(Kept("before", point.element.source(), following))
    return tuple(out)
