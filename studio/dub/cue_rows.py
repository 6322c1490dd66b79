"""Cues to rows: in order of time, without captions, each with room to be said in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pipelines.faults import Unfit
from pipelines.speech.formats.captions import parted
from pipelines.speech.formats.writing import can_be_said

from .. import wording
from . import times
from .records import Rows, Value
from .row import Fault, Row

WINDOW = 20_000
"""How many cues further on one may stand that should come before."""

_LEAST_ROOM, _MOST_ROOM = 0.3, 7.0
"""Seconds that a cue without a length is given: up to the next one, no more than a subtitle lasts (Netflix: 7 s)."""

_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue as it is read: its number and line in the file, seconds, text without tags, who speaks."""

    number: int
    line: int
    start: float
    end: float
    text: str
    speaker: str = ""

    @property
    def place(self) -> str:
        return f"cue {self.number}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Broken:
    """A cue that cannot be read, and why."""

    number: int
    line: int
    en: str
    zh: str


@dataclass
class Tally:
    """What became of a file's cues, for one remark of each kind at its end. `rolling`: its cues show the line before again."""

    outside: int = 0
    rolling: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def note(self, kind: str, place: str, text: str = "") -> None:
        self.counts[kind] += 1
        if len(shown := self.examples.setdefault(kind, [])) < _EXAMPLES:
            shown.append((place, f" {text!r}" if text else ""))

    def faults(self, file: str) -> Iterator[Fault]:
        for kind, (en, zh) in _REMARKS.items():
            if count := self.outside if kind == "outside" else self.counts[kind]:
                yield Fault(file, "", en.format(count=count, shown=self._shown(kind, "en")),
                            zh.format(count=count, shown=self._shown(kind, "zh")), row=False)  # fmt: skip

    def _shown(self, kind: str, lang: str) -> str:
        given = [wording.place(place, lang) + text for place, text in self.examples.get(kind, ())]
        return ("；" if lang == "zh" else "; ").join([*given, *(["…"] if self.counts[kind] > _EXAMPLES else [])])


_REMARKS = {
    "outside": ("Lines before the first cue that are not said: {count}.", "首条字幕之前有 {count} 行未读。"),
    "order": ("Cues that were not in order of time ({count}: {shown}) are said in order.", "有 {count} 条字幕未按时间排列（{shown}）；已按时间排序。"),
    "empty": ("Cues without text, whose time is silence ({count}): {shown}.", "没有文字的字幕 {count} 条，其时段为静音：{shown}。"),
    "again": ("Cues that only show again what was said ({count}): {shown}.", "仅重复显示前文的字幕 {count} 条，不再朗读：{shown}。"),
    "captions": ("Captions that are not said ({count}; --captions says them): {shown}.", "不朗读的说明性字幕 {count} 条（--captions 会朗读）：{shown}。"),
    "voices": ("Cues of two speakers, said by the first ({count}): {shown}.", "有两位说话人的字幕 {count} 条，由第一位朗读：{shown}。"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row and its start, and its cue's times as they stood; the row has no end where the cue has no length."""

    row: Row
    start: float
    cue: Cue


def says(cue: Cue, captions: bool) -> bool:
    """Whether there is something to say in a cue."""
    return can_be_said(cue.text if captions else _said(cue, Tally())[0])


def rows_of(cues: Iterable[Cue | Broken], rows: Rows, tally: Tally, captions: bool) -> Iterator[Row | Fault]:
    """The rows of the cues in order of time, and what a person should know of them. `captions`: what is beside speech is said too."""
    for found, following in _in_order(_entries(cues, rows, tally, captions), tally):
        yield from _given_room(found, following, rows.file) if isinstance(found, _Entry) else (found,)
    yield from tally.faults(rows.file)


def _entries(cues: Iterable[Cue | Broken], rows: Rows, tally: Tally, captions: bool) -> Iterator[_Entry | Fault]:
    for cue in cues:
        rows.at(cue.number)
        if isinstance(cue, Broken):
            yield rows.bad(f"cue {cue.number}, line {cue.line}", f"{cue.en}.", f"{cue.zh}。")
            continue
        text, speaker = (cue.text, "") if captions else _said(cue, tally)
        if not text.strip():
            continue
        try:
            start = _begin(cue)
        except Unfit as error:
            yield rows.bad(cue.place, f"its time {error.en}.", f"时间{error.zh}。")
            continue
        if start > cue.start:
            yield Fault(
                rows.file, cue.place, "It began before 0 and is said from 0 on.", "起始时间早于 0；从 0 开始朗读。", row=False
            )
        values: dict[str, Value] = {"text": text, "speaker": cue.speaker or speaker, "start": start}
        if cue.end > start:
            values["end"] = cue.end
        row = rows.row(cue.place, values, {})
        yield row if isinstance(row, Fault) else _Entry(row, start, cue)


def _begin(cue: Cue) -> float:
    """The second at which a cue begins, not before 0. Unfit for one that ends before 0, or lies too late."""
    for time in (cue.start, cue.end):
        times.checked(abs(time))
    if cue.start < 0 and cue.end <= 0:
        raise Unfit(
            f"is {cue.start:g} to {cue.end:g} s, before the beginning", f"为 {cue.start:g} 到 {cue.end:g} 秒，在起点之前"
        )
    return max(0.0, cue.start)


def _said(cue: Cue, tally: Tally) -> tuple[str, str]:
    """What is said of a cue's text, and the speaker that it names: "ANNA: Hello." is said by ANNA."""
    if not cue.text.strip():
        tally.note("empty", cue.place)
        return "", ""
    parts = parted(cue.text)
    names = [name for one in parts.kept if one.endswith(":") and (name := re.sub(r"\([^()]*\)", "", one).strip(" :"))]
    for one in parts.kept:
        if not one.endswith(":") and len(one.strip("-–—‐> ")) > 0:
            tally.note("captions", f"cue {cue.number}", one)
    if len(set(names)) > 1:
        tally.note("voices", f"cue {cue.number}")
    return parts.said, names[0] if names else ""


def _in_order(found: Iterable[_Entry | Fault], tally: Tally) -> Iterator[tuple[_Entry | Fault, float | None]]:
    """The rows by their starts, each with the start of the next later one; faults as they come."""
    window: list[_Entry] = []
    latest = 0.0
    for entry in found:
        if isinstance(entry, Fault):
            yield entry, None
            continue
        if entry.start < latest:
            tally.note("order", entry.row.place)
        latest = max(latest, entry.start)
        window.append(entry)
        if len(window) == 2 * WINDOW:
            window.sort(key=lambda one: one.start)
            yield from _with_next(window, WINDOW)
            window = window[WINDOW:]
    window.sort(key=lambda one: one.start)
    yield from _with_next(window, len(window))


def _with_next(window: list[_Entry], count: int) -> Iterator[tuple[_Entry, float | None]]:
    following: list[float | None] = []
    later = None
    for at in reversed(range(len(window))):
        if at + 1 < len(window) and window[at + 1].start > window[at].start:
            later = window[at + 1].start
        following.append(later)
    yield from zip(window[:count], following[::-1], strict=False)


def _given_room(entry: _Entry, following: float | None, file: str) -> Iterator[Row | Fault]:
    """A row as it is; one without a length with the room up to the next, which is told. A fault where there is none."""
    row, shown = entry.row, f"{entry.cue.start:g} --> {entry.cue.end:g}"
    if row.end is not None:
        yield row
        return
    room = min(_MOST_ROOM, following - entry.start if following is not None else _MOST_ROOM)
    if room < _LEAST_ROOM:
        yield Fault(file, row.place, f"Its times {shown} give it no length, and the next cue begins {room:g} s later: give it an end.",
                    f"时间 {shown} 没有长度，而下一条在 {room:g} 秒后开始：请给出结束时间。")  # fmt: skip
        return
    yield Fault(file, row.place, f"Its times {shown} give it no length; it is given {room:g} s of the room after it.",
                f"时间 {shown} 没有长度；已给予其后的 {room:g} 秒。", row=False)  # fmt: skip
    yield replace(row, end=entry.start + room)
