"""SRT, WebVTT and ASS as cues, line by line: a file of any length in little memory."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from pipelines.errors import BadInput
from pipelines.faults import Unfit
from pipelines.speech.formats import ass, subtitles
from pipelines.speech.formats.notes import damaged

from . import times
from .cue_rows import Broken, Cue, Tally, rows_of, says
from .records import Rows
from .row import Fault, Row
from .sources import Silent, Source
from .texts import encoding_of, lines

_LOOKED_AT = 20_000  # lines in which the first cue is looked for
_LONGEST = 100_000  # characters of a cue that are read: more is no cue
_CLOCK = re.compile(r"(-?)(?:(\d+):)?(\d+):(\d+)(?:[.,](\d*))?")
_TIMES = re.compile(r"\s*([-−]?[\d:.,;]*\d)\s*-->\s*([-−]?[\d:.,;]*\d)(?![^\s])")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]+)>")
_STAMP = re.compile(r"<[\d:.]+>")
_COMMENT = re.compile(r"(NOTE|STYLE|REGION)(\s|$)")
_ROLLING = re.compile(r"\s*Kind:\s*captions", re.IGNORECASE)  # so begin YouTube's, whose cues show the line before again
_DRAWING = re.compile(r"\\p[1-9]")
_EVENT = re.compile(r"\s*(Dialogue|Format)\s*:\s*(.*)", re.IGNORECASE)
_FIELDS = ("marked", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")


@dataclass(frozen=True, slots=True)
class CueFile:
    """A file of subtitles that can be read. `kind` is "srt", "vtt" or "ass"; `captions`: what is beside speech is said too."""

    source: Source
    encoding: str
    kind: str
    captions: bool

    def cues(self, tally: Tally) -> Iterator[Cue | Broken]:
        assert self.source.path is not None  # standard input holds no cues
        read = lines(self.source.path, self.encoding)
        return _events(read) if self.kind == "ass" else _cues(read, self.kind == "vtt", tally)

    def rows(self, rows: Rows) -> Iterator[Row | Fault]:
        tally = Tally()
        yield from rows_of(self.cues(tally), rows, tally, self.captions)


def open_cues(source: Source, captions: bool) -> CueFile:
    """The cues of a file. BadInput for one without any, and for what is no text; Silent for one whose cues have nothing to say."""
    assert source.path is not None
    encoding = encoding_of(source.path, source.name)
    kind = _kind(islice(lines(source.path, encoding), _LOOKED_AT), source.suffix)
    head = islice(lines(source.path, encoding), _LOOKED_AT)
    found = _events(head) if kind == "ass" else _cues(head, kind == "vtt", Tally())
    if not any(isinstance(cue, Cue) for cue in found):
        raise _none(source.name, kind)
    file, written = CueFile(source, encoding, kind, captions), False
    for cue in file.cues(Tally()):
        if isinstance(cue, Broken) or says(cue, captions):
            return file
        written = written or bool(cue.text.strip())
    raise _silent(source.name, beside=written and not captions)


def _kind(head: Iterable[str], suffix: str) -> str:
    """What the file is by its first line, which is right more often than its name."""
    first = next((line.strip().lower() for line in head if line.strip()), "")
    if first.startswith("webvtt"):
        return "vtt"
    if first == "[script info]" or suffix in (".ass", ".ssa"):
        return "ass"
    return "vtt" if suffix == ".vtt" else "srt"


def _none(name: str, kind: str) -> BadInput:
    if kind == "ass":
        return damaged(name, f"{name} ", 1, "there is no line to say: [Events] with Dialogue lines is accepted.", "没有可读的行：应有 [Events] 和 Dialogue 行。")  # fmt: skip
    return damaged(name, f"{name} ", 1, "there is no cue: none of the lines holds two times, as in '00:00:01,000 --> 00:00:02,500'.",
                   "没有字幕：没有任何一行包含两个时间，例如 '00:00:01,000 --> 00:00:02,500'。")  # fmt: skip


def _silent(name: str, *, beside: bool) -> Silent:
    """The refusal of a file without speech; `beside`: it has texts of another kind."""
    hint = (
        (" Sounds in brackets and songs are said with --captions.", "括号中的声音与歌词可用 --captions 朗读。")
        if beside
        else ("", "")
    )
    return Silent(f"{name} has no text to say: none of its cues holds a letter or digit to be spoken.{hint[0]}",
                  f"{name} 没有可读的文字：其字幕中没有可朗读的文字或数字。{hint[1]}")  # fmt: skip


def seconds(text: str) -> float:
    """A cue's time, below 0 with a minus before it. Unfit for what is none."""
    match = _CLOCK.fullmatch(text.replace("−", "-"))
    if match is None:
        return times.seconds(text)
    sign, *parts = match.groups()
    return times.clock(*parts) * (-1 if sign else 1)


@dataclass(slots=True)
class _Block:
    """A cue as it stands: its times or what is wrong with them, and its lines."""

    number: int
    line: int
    span: tuple[float, float] | Unfit
    lines: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, line: str) -> None:
        self.size += len(line)
        if self.size <= _LONGEST:
            self.lines.append(line)


def _span(line: str) -> tuple[float, float] | Unfit | None:
    """The times of a line; Unfit for times that cannot be; None for a line of text that happens to hold an arrow."""
    match = _TIMES.match(line)
    try:
        if match:
            return seconds(match[1]), seconds(match[2])
    except Unfit as error:
        return error
    left, _, right = line.partition("-->")
    if not (re.match(r"\s*[-−]?\d+\s*:", left) or re.match(r"\s*[-−]?\d+\s*:", right)):
        return None
    shown = line.strip()[:60]
    return Unfit(
        f"is {shown!r}, no two times; accepted is '00:00:01,000 --> 00:00:02,500'",
        f"为 {shown!r}，不是时间；应如 '00:00:01,000 --> 00:00:02,500'",
    )


def _cues(given: Iterable[str], vtt: bool, tally: Tally) -> Iterator[Cue | Broken]:
    shown: list[str] = []
    for block in _blocks(given, vtt, tally):
        block.lines = [line for line in block.lines if line.strip()]
        if tally.rolling:
            shown, block.lines = _fresh(shown, block.lines)
        if tally.rolling and not block.lines:
            tally.note("again", f"cue {block.number}")
        else:
            yield _cue(block, vtt, tally)


def _fresh(shown: list[str], given: list[str]) -> tuple[list[str], list[str]]:
    """(what the lines of a rolling cue show, those of them that the cue before did not show already)."""
    seen = [subtitles.plain(_STAMP.sub("", line), True).strip() for line in given]
    again = next(count for count in range(len(seen), -1, -1) if seen[:count] == shown[len(shown) - count :])
    return seen, given[again:]


def _blocks(given: Iterable[str], vtt: bool, tally: Tally) -> Iterator[_Block]:
    """The cues of a file as they stand; what stands outside of them is counted."""
    block: _Block | None = None
    commenting = False
    before = ["", ""]  # the two lines before this one
    for number, line in enumerate(given, 1):
        span = _span(line) if "-->" in line and not commenting else None
        if span is not None:
            labelled = _is_label(before, vtt)
            if block:
                if labelled and block.lines:
                    block.lines.pop()
                yield block
            elif labelled and not vtt:
                tally.outside -= 1
            block = _Block(block.number + 1 if block else 1, number, span)
        elif vtt and not before[1].strip() and _COMMENT.match(line.strip()):
            commenting = True
        elif commenting:
            commenting = bool(line.strip())
        elif block:
            block.add(line)
        elif vtt:
            tally.rolling = tally.rolling or _ROLLING.match(line) is not None
        elif line.strip():
            tally.outside += 1
        before = [before[1], line]
    if block:
        yield block


def _is_label(before: list[str], vtt: bool) -> bool:
    """Whether the line above a cue's times is its number or name and no text."""
    above = before[1].strip()
    return above.isdigit() or bool(vtt and above and not before[0].strip() and not above.startswith("WEBVTT"))


def _cue(block: _Block, vtt: bool, tally: Tally) -> Cue | Broken:
    if isinstance(block.span, Unfit):
        return Broken(block.number, block.line, f"its time {block.span.en}", f"时间{block.span.zh}")
    raw = "\n".join(block.lines)
    speakers = list(dict.fromkeys(" ".join(name.split()) for name in _VOICE.findall(raw))) if vtt else []
    if len(speakers) > 1:
        tally.note("voices", f"cue {block.number}")
    text = subtitles.plain(_STAMP.sub("", raw) if vtt else raw, vtt)
    text = html.unescape(text) if "&" in text else text
    return Cue(block.number, block.line, *block.span, text, speakers[0] if speakers else "")


def _events(given: Iterable[str]) -> Iterator[Cue | Broken]:
    """The Dialogue lines of ASS and SSA; comments and drawings are none."""
    fields: tuple[str, ...] = _FIELDS
    in_events, number = True, 0
    for line_number, line in enumerate(given, 1):
        if line.lstrip().startswith("["):
            in_events = line.strip().lower() == "[events]"
            continue
        match = _EVENT.match(line) if in_events else None
        if match is None:
            continue
        if match[1].lower() == "format":
            names = tuple(name.strip().lower() for name in match[2].split(","))
            fields = names if {"start", "end", "text"} <= {*names} else _FIELDS
            continue
        number += 1
        cue = _event(match[2], fields, number, line_number)
        if cue is not None:
            yield cue


def _event(rest: str, fields: tuple[str, ...], number: int, line: int) -> Cue | Broken | None:
    cells = dict(zip(fields, (cell.strip() for cell in rest.split(",", len(fields) - 1)), strict=False))
    if len(cells) < len(fields):
        return Broken(
            number,
            line,
            f"it has {len(cells)} of the {len(fields)} parts of a Dialogue line",
            f"只有 Dialogue 行 {len(fields)} 个部分中的 {len(cells)} 个",
        )
    raw = cells["text"]
    if any(_DRAWING.search(block) for block in ass.BLOCK.findall(raw)):
        return None
    try:
        start, end = seconds(cells["start"]), seconds(cells["end"])
    except Unfit as error:
        return Broken(number, line, f"its time {error.en}", f"时间{error.zh}")
    style = cells.get("style", "").lstrip("*")
    speaker = cells.get("name", "") or cells.get("actor", "") or ("" if style.lower() == "default" else style)
    return Cue(number, line, start, end, ass.plain(ass.BLOCK.sub("", raw), ""), speaker)
