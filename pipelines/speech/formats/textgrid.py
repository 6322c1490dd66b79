"""Praat TextGrids, long and short: the tiers `words`, `phones` and `speaker` (praat.org/manual/TextGrid_file_formats.html).

praatio writes them. They are read here, because a reader that repairs in silence is no use to somebody with a damaged file:
as Praat does, only free-standing numbers, "strings" and <flags> count, which reads both forms and names the line of an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from praatio.utilities import textgrid_io

from ...timeline import Segment, Utterance
from . import labels, laid
from .build import Interval
from .fit import Cue, Piece, spoken
from .laid import LaidWord
from .notes import Imported, Note, Request, check_time, damaged, line_of
from .tiers import from_phones, from_words_and_phones, with_speakers
from .writing import between

WORDS = ("words", "word", "ort-mau", "ort", "wrd", "词", "词语", "字", "单词", "transcript", "transcription", "text", "文本",
         "sentences", "sentence", "utterances", "utterance", "句子")  # fmt: skip
PHONES = ("phones", "phone", "phonemes", "phoneme", "segments", "segment", "mau", "phn", "ipa", "音素")
SPEAKERS = ("speaker", "speakers", "说话人")

LONGEST_RUN = 80
"""Texts that are planned together, so that a word is said as its neighbours ask."""

_TOKEN = re.compile(
    r'"(?P<string>[^"]*(?:""[^"]*)*)"|(?P<flag><\w+>)|(?<!\S)(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?!\S)|(?P<open>")'
)


def write(utterance: Utterance, *, short: bool = False) -> str:
    """The utterance as a TextGrid. Times are seconds to the last digit of a float, so that samples survive."""
    rate = utterance.sample_rate
    segments = laid.segments(utterance)
    end = segments[-1].end / rate
    words = laid.words(utterance)
    tiers = {
        "words": _words(words, segments[-1].end),
        "phones": _phones(segments),
        "speaker": _speakers(utterance, words, segments[-1].end),
    }
    grid = {
        "xmin": 0,
        "xmax": end,
        "tiers": [{"class": "IntervalTier", "name": name, "xmin": 0, "xmax": end, "entries": [(a / rate, b / rate, label) for a, b, label in entries]}
                  for name, entries in tiers.items()],
    }  # fmt: skip
    form: Any = "short_textgrid" if short else "long_textgrid"
    return textgrid_io.getTextgridAsStr(grid, form, False, minimumIntervalLength=None)  # type: ignore[arg-type]


def _words(words: Sequence[LaidWord], end: int) -> list[tuple[int, int, str]]:
    out: list[tuple[int, int, str]] = []
    for word in words:
        position = out[-1][1] if out else 0
        if word.start > position:
            out.append((position, word.start, ""))
        out.append((word.start, word.end, word.word.text))
    return out if out[-1][1] == end else [*out, (out[-1][1], end, "")]


def _phones(segments: Sequence[Segment]) -> list[tuple[int, int, str]]:
    return [(s.start, s.end, labels.write(s.symbol, s.stress, s.tone)) for s in segments]


def _speakers(utterance: Utterance, words: Sequence[LaidWord], end: int) -> list[tuple[int, int, str]]:
    """One interval for each run of words of one voice; the pauses belong to the voice before them."""
    runs = groupby(words, key=lambda word: laid.voice_of(utterance, word.word))
    starts = [(next(run).start, voice) for voice, run in runs]
    ends = [start for start, _ in starts[1:]] + [end]
    return [
        (start if number else 0, until, voice) for number, ((start, voice), until) in enumerate(zip(starts, ends, strict=True))
    ]


@dataclass(frozen=True)
class Tier:
    """A tier of a file. Entries of a point tier begin and end at their point."""

    name: str
    points: bool
    start: float
    end: float
    entries: tuple[Interval, ...]

    @property
    def filled(self) -> tuple[Interval, ...]:
        return tuple(entry for entry in self.entries if not labels.is_silent(entry.label))

    def plain(self) -> dict[str, Any]:
        kind = "TextTier" if self.points else "IntervalTier"
        rows = [[e.start, e.label] if self.points else [e.start, e.end, e.label] for e in self.entries]
        return {"name": self.name, "class": kind, "start": self.start, "end": self.end, "entries": rows}


class _Tokens:
    """The tokens of a TextGrid in order, each asked for by what it should be."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: Iterator[re.Match[str]] = _TOKEN.finditer(text)
        self.position = 0

    def take(self, kind: str, what: str, what_zh: str) -> str:
        match = next(self._found, None)
        if match is None:
            raise self.error(f"the file ends where {what} should stand. It is cut short; save it again.",
                             f"文件在应有{what_zh}处结束。文件不完整，请重新保存。")  # fmt: skip
        self.position = match.start()
        if match.lastgroup == "open":
            raise self.error("a quotation mark is opened and never closed.", "引号没有闭合。")
        if match.lastgroup != kind:
            raise self.error(
                f"{what} should stand here; {match.group()[:40]!r} does.", f"此处应为{what_zh}；实为 {match.group()[:40]!r}。"
            )
        return match.group(kind)

    def string(self, what: str, what_zh: str) -> str:
        return self.take("string", what, what_zh).replace('""', '"')

    def time(self, what: str, what_zh: str) -> float:
        return float(self.take("number", what, what_zh))

    def count(self, what: str, what_zh: str) -> int:
        number = self.take("number", what, what_zh)
        if not number.isdigit() or int(number) > len(self._text):
            raise self.error(f"{what} should be a count; {number} is none.", f"{what_zh}应为个数；实为 {number}。")
        return int(number)

    @property
    def line(self) -> int:
        return line_of(self._text, self.position)

    def error(self, en: str, zh: str) -> Exception:
        return damaged("TextGrid", "TextGrid ", self.line, en, zh)


def parse(text: str) -> tuple[float, tuple[Tier, ...]]:
    """(the end of the file in seconds, its tiers). BadInput with the line of what does not hold."""
    tokens = _Tokens(text)
    kind = tokens.string('File type = "ooTextFile"', 'File type = "ooTextFile"')
    if not kind.startswith("ooTextFile") or tokens.string('"TextGrid"', '"TextGrid"') != "TextGrid":
        raise tokens.error('this is not a TextGrid: it should begin with File type = "ooTextFile" and Object class = "TextGrid".',
                           '这不是 TextGrid：开头应为 File type = "ooTextFile" 和 Object class = "TextGrid"。')  # fmt: skip
    tokens.time("the start of the file", "文件起始时间")
    end = tokens.time("the end of the file", "文件结束时间")
    if tokens.take("flag", "<exists>", "<exists>") != "<exists>":
        return end, ()
    count = tokens.count("the number of tiers", "层数")
    return end, tuple(_tier(tokens) for _ in range(count))


def _tier(tokens: _Tokens) -> Tier:
    kind = tokens.string("the class of a tier", "层的类型")
    if kind not in ("IntervalTier", "TextTier"):
        raise tokens.error(f"{kind!r} is no class of tier; IntervalTier and TextTier are accepted.",
                           f"{kind!r} 不是层的类型；可接受 IntervalTier 和 TextTier。")  # fmt: skip
    name = tokens.string("the name of a tier", "层的名称")
    start, end = tokens.time("the start of a tier", "层的起始时间"), tokens.time("the end of a tier", "层的结束时间")
    points = kind == "TextTier"
    entries = []
    for number in range(1, tokens.count("the number of intervals", "区间数") + 1):
        begin = tokens.time("a time", "时间")
        until = begin if points else tokens.time("a time", "时间")
        label = tokens.string("a label", "标签")
        entries.append(Interval(begin, until, label, f"tier {name!r}, interval {number}"))
        if until > 24 * 3600:
            check_time(until, "TextGrid", "TextGrid ", tokens.line)
    return Tier(name, points, start, end, tuple(entries))


def read(text: str, request: Request) -> Imported:
    """The utterance of a TextGrid with words and phones, phones alone, or texts alone; other tiers are kept in `extra`."""
    notes: list[Note] = []
    end, tiers = parse(text)
    tiers = _from_zero(tiers, notes)
    end = max([end, *(entry.end for tier in tiers for entry in tier.entries)])
    words, phones, speakers = _choose(tiers, notes)
    rest = [tier for tier in tiers if tier not in (words, phones, speakers)]
    for tier in rest:
        notes.append(Note(f"tier {tier.name!r}", f"This tier is kept aside: an utterance has no place for it ({len(tier.entries)} entries).",
                          f"该层另行保存：语音时间线中没有它的位置（{len(tier.entries)} 项）。"))  # fmt: skip
    extra: dict[str, Any] = {"tiers": [tier.plain() for tier in rest]} if rest else {}
    named = next((entry.label for entry in speakers.filled), "") if speakers else ""
    if words and phones:
        utterance = from_words_and_phones(words.entries, phones.entries, end, request, notes, named)
    elif phones:
        utterance = from_phones(phones.entries, end, request, notes)
    else:
        utterance = spoken(_cues(words.entries if words else ()), request, notes, extra, end=end)
    if speakers:
        utterance = with_speakers(utterance, speakers.filled)
    return Imported(utterance, tuple(notes), extra)


def _from_zero(tiers: tuple[Tier, ...], notes: list[Note]) -> tuple[Tier, ...]:
    """The tiers moved so that no time lies below zero."""
    first = min((entry.start for tier in tiers for entry in tier.entries), default=0.0)
    if first >= 0:
        return tiers
    notes.append(
        Note(
            "",
            f"The times begin at {first:g} s; all were moved so that they begin at 0.",
            f"时间从 {first:g} 秒开始；已整体移到 0。",
        )
    )
    return tuple(
        Tier(t.name, t.points, t.start - first, t.end - first,
             tuple(Interval(e.start - first, e.end - first, e.label, e.place) for e in t.entries))
        for t in tiers
    )  # fmt: skip


def role(name: str) -> str:
    """A tier's name without the speaker that MFA puts before it: "anna - phones" is "phones"."""
    return re.split(r"\s+-\s+|:", name.strip())[-1].strip().lower()


def _choose(tiers: Sequence[Tier], notes: list[Note]) -> tuple[Tier | None, Tier | None, Tier | None]:
    """The tiers of words, of phones and of speakers: by name, else by how finely they cut the time."""
    intervals = [tier for tier in tiers if not tier.points]

    def named(names: Sequence[str]) -> Tier | None:
        found = [tier for tier in intervals if role(tier.name) in names and any(entry.label for entry in tier.entries)]
        return min(found, key=lambda tier: names.index(role(tier.name)), default=None)

    phones, words, speakers = named(PHONES), named(WORDS), named(SPEAKERS)
    others = sorted((t for t in intervals if t.filled and t not in (phones, words, speakers)), key=lambda t: -len(t.filled))
    if phones is None and words is None:
        if len(others) > 1:
            phones, words = others[0], others[1]
        elif others:
            words = others[0]
    elif words is None and len(others) == 1:
        words = others[0]
    for tier, en, zh in ((phones, "phones", "音素"), (words, "words", "词")):
        if tier is not None and tier in others:
            notes.append(Note(f"tier {tier.name!r}", f"By how it cuts the time, this tier was taken to hold the {en}.",
                              f"根据切分粒度，该层被视为{zh}层。"))  # fmt: skip
    return words, phones, speakers


def _cues(entries: Sequence[Interval]) -> list[Cue]:
    """Runs of touching texts, none too long to plan; each text keeps its own times within its run."""
    cues: list[Cue] = []
    run: list[Interval] = []
    for entry in [*sorted((e for e in entries if not labels.is_silent(e.label)), key=lambda e: e.start), None]:
        if run and (entry is None or entry.start > run[-1].end + 1e-6 or len(run) == LONGEST_RUN):
            cues.append(_cue(run))
            run = []
        if entry is not None:
            run.append(entry)
    return cues


def _cue(run: Sequence[Interval]) -> Cue:
    pieces: list[Piece] = []
    for interval in run:
        label = " ".join(interval.label.split())
        if pieces and (gap := between(pieces[-1].text, label)):
            pieces.append(Piece(gap))
        pieces.append(Piece(label, interval.start, interval.end))
    return Cue(run[0].start, run[-1].end, tuple(pieces), run[0].place)
