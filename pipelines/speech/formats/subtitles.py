"""SRT and WebVTT: texts with times, in milliseconds (w3.org/TR/webvtt1 for the second; the first has no standard).

They are read line by line, so that each trouble has its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ...timeline import Utterance
from .captions import without
from .clock import ticks
from .cutting import cut
from .fit import Cue, Piece, spoken
from .notes import Imported, Note, Request, check_time, damaged
from .writing import between

JOINER = "\u2060"
"""A word joiner: nobody sees it, and it keeps a text's own "<" from being read as a tag."""

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(.*)")
_STAMP = re.compile(rf"<{_TIME}>")
_TAG = re.compile(
    r"</?(?:[ibuscvp]|font|ruby|rt|lang|span|br|div|em|strong|strike|del|small|big)(?:[.\s][^<>]*)?/?>", re.IGNORECASE
)
_SRT_TAG = re.compile(rf"{_TAG.pattern}|\{{\\[^{{}}]*\}}", re.IGNORECASE)  # SRT files borrow ASS's {\an8}
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_READING = re.compile(r"<rt>[^<]*(?:</rt>|(?=</ruby>))", re.IGNORECASE)  # what stands over a word tells it again
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "nbsp": " ", "lrm": "\u200e", "rlm": "\u200f", "quot": '"'}


def write_srt(utterance: Utterance) -> str:
    return "\n".join(
        f"{number}\n{start.replace('.', ',')} --> {end.replace('.', ',')}\n{text}\n"
        for number, (start, end, text) in enumerate(_rows(utterance, _srt_text), 1)
    )


def write_vtt(utterance: Utterance) -> str:
    return "\n".join(["WEBVTT\n", *(f"{start} --> {end}\n{text}\n" for start, end, text in _rows(utterance, _vtt_text))])


def _srt_text(text: str) -> str:
    return re.sub(r"<(?=[/A-Za-z])|\{(?=\\)|--(?=>)", lambda found: found.group() + JOINER, text)


def _vtt_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _rows(utterance: Utterance, escape: Callable[[str], str]) -> list[tuple[str, str, str]]:
    rate = utterance.sample_rate
    rows = []
    for cue in cut(utterance):
        start = ticks(cue.start, rate, 1000)
        if text := cue.text.strip():
            rows.append((_clock(start), _clock(max(start + 1, ticks(cue.end, rate, 1000))), escape(text)))
    return rows


def _clock(ms: int) -> str:
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


@dataclass(slots=True)
class _Block:
    """A cue as it stands in the file: its times in seconds, what follows them on their line, its lines of text."""

    line: int
    start: float
    end: float
    settings: str
    label: str
    lines: list[str]


def read(text: str, request: Request, *, vtt: bool = False) -> Imported:
    """The utterance that says each cue in its time. Styling, settings and comments are kept in `extra`."""
    notes: list[Note] = []
    extra: dict[str, Any] = {}
    blocks = _blocks(re.split(r"\r\n|\n|\r", text), vtt, notes, extra)
    name = "WebVTT" if vtt else "SRT"
    if not blocks:
        raise damaged(name, f"{name} ", 1, "there is no cue: none of the lines holds two times, as in '00:00:01,000 --> 00:00:02,500'.",
                      "没有字幕：没有任何一行包含两个时间，例如 '00:00:01,000 --> 00:00:02,500'。")  # fmt: skip
    cues = [cue for block in blocks if (cue := _cue(block, vtt, notes, extra))]
    ordered = sorted(cues, key=lambda cue: cue.start)
    if ordered != cues:
        notes.append(Note("", "The cues were not in order of time; they are now.", "字幕未按时间排列；已重新排序。"))
    said = ordered if request.captions else without(ordered, notes, extra)
    return Imported(spoken(said, request, notes, extra), tuple(notes), extra)


def _blocks(lines: Sequence[str], vtt: bool, notes: list[Note], extra: dict[str, Any]) -> list[_Block]:
    """The cues of a file, and what stands outside of them noted and kept."""
    name = "WebVTT" if vtt else "SRT"
    blocks: list[_Block] = []
    outside: list[tuple[int, str]] = []
    commenting = False
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        if "-->" in line and not commenting:
            blocks.append(_block(lines, number, name, blocks[-1].lines if blocks else outside))
        elif vtt and (re.match(r"(NOTE|STYLE|REGION)(\s|$)", bare) and (number == 1 or not lines[number - 2].strip())):
            commenting = True
            outside.append((number, line))
        elif commenting or not blocks:
            commenting = commenting and bool(bare)
            if bare:
                outside.append((number, line))
        else:
            blocks[-1].lines.append(line)
    kept = [(number, line) for number, line in outside if not (number == 1 and line.lstrip("\ufeff").startswith("WEBVTT"))]
    if kept:
        extra["outside"] = [line for _, line in kept]
        notes.append(Note(f"line {kept[0][0]}", f"{len(kept)} lines outside the cues (comments, styles, headers) are kept aside.",
                          f"字幕之外的 {len(kept)} 行（注释、样式、表头）另行保存。"))  # fmt: skip
    return blocks


def _block(lines: Sequence[str], number: int, name: str, before: list[Any]) -> _Block:
    line = lines[number - 1]
    match = _TIMES.fullmatch(line)
    if match is None:
        raise damaged(name, f"{name} ", number, f"{line.strip()[:60]!r} are no times; accepted: '00:00:01,000 --> 00:00:02,500'.",
                      f"{line.strip()[:60]!r} 不是时间；应如 '00:00:01,000 --> 00:00:02,500'。")  # fmt: skip
    start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:8])
    for time in (start, end):
        check_time(time, name, f"{name} ", number)
    label = _label(lines, number, name)
    if label:
        before.pop()
    return _Block(number, start, end, match.group(9).strip(), label, [])


def _label(lines: Sequence[str], number: int, name: str) -> str:
    """The cue's number or name on the line above its times, "" if that is text of the cue before."""
    above = lines[number - 2].strip() if number > 1 else ""
    own_line = number < 3 or not lines[number - 3].strip()
    if above.isdigit() or (above and own_line and name == "WebVTT" and not above.lstrip("\ufeff").startswith("WEBVTT")):
        return above
    return ""


def _seconds(groups: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = groups
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + int((fraction or "0").ljust(3, "0")) / 1000


def _cue(block: _Block, vtt: bool, notes: list[Note], extra: dict[str, Any]) -> Cue | None:
    """The cue of a block; None, with a note, for one without text."""
    place = f"line {block.line}"
    while block.lines and not block.lines[-1].strip():
        block.lines.pop()
    if any(not line.strip() for line in block.lines):
        notes.append(Note(place, "There is an empty line inside the text; what follows it was taken to belong to it.",
                          "文字内部有空行；其后的文字视为同一字幕。"))  # fmt: skip
    raw = "\n".join(line for line in block.lines if line.strip())
    kept = {
        "settings": block.settings,
        "name": "" if block.label.isdigit() else block.label,
        "marked": raw if (_TAG if vtt else _SRT_TAG).search(raw) else "",
    }
    if any(kept.values()):
        extra.setdefault("cues", []).append({"line": block.line} | {key: value for key, value in kept.items() if value})
        notes.append(Note(place, f"{', '.join(key for key, value in kept.items() if value)}: kept aside, an utterance has no place for it.",
                          "样式、设置或名称另行保存：语音时间线中没有它的位置。"))  # fmt: skip
    pieces = _pieces(raw, block.start, block.end, vtt)
    if not "".join(piece.text for piece in pieces).strip():
        notes.append(Note(place, "This cue has no text; its time is silence.", "该字幕没有文字；其时段作静音。"))
        return None
    return Cue(block.start, block.end, pieces, place)


def _pieces(raw: str, start: float, end: float, vtt: bool) -> tuple[Piece, ...]:
    """The text without its tags; with WebVTT's timestamps, in stretches of their own times."""
    stamps = list(_STAMP.finditer(raw)) if vtt else []
    if not stamps:
        return (Piece(plain(raw, vtt)),)
    times = [start, *(_seconds(stamp.groups()) for stamp in stamps), end]
    edges = [0, *(stamp.start() for stamp in stamps), len(raw)]
    froms = [0, *(stamp.end() for stamp in stamps)]
    texts = [plain(raw[a:b], vtt) for a, b in zip(froms, edges[1:], strict=True)]
    return tuple(Piece(text, a, b) for text, a, b in zip(texts, times, times[1:], strict=False) if text)


def plain(raw: str, vtt: bool) -> str:
    """A cue's text as it is read: no tags, entities as their characters, lines joined as their script joins words."""
    if "<" in raw:
        raw = _BREAK.sub("\n", _READING.sub("", raw))
    text = (_TAG if vtt else _SRT_TAG).sub("", raw) if "<" in raw or "{" in raw else raw
    if vtt:
        text = re.sub(r"&(\w+);", lambda found: _ENTITIES.get(found.group(1), found.group()), text)
    elif JOINER in text:
        text = re.sub(f"(?<=[<{{]){JOINER}|(?<=--){JOINER}", "", text)
    lines = [line.strip() for line in text.split("\n")] if "\n" in text else [text]
    joined = ""
    for line in lines:
        joined += between(joined, line) + line
    return joined
