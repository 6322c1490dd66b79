"""HTK label files (The HTK Book 3.4, 6.2.1): `start end phone [word]` in units of 100 ns, the word beside its first phone.

Read as well: seconds in the place of units (a point in a time tells), words alone, and HTS full-context labels.
"""

from __future__ import annotations

import re
from typing import Any

from ...timeline import SILENCE, Utterance
from . import labels, laid
from .build import Interval
from .clock import ticks
from .fit import Cue, Piece, spoken
from .notes import Imported, Note, Request, check_time, damaged
from .tiers import from_phones, from_words_and_phones

UNIT = 10_000_000

_PLAIN = re.compile(r"[^\s\"'\\\d+.\-#/\x00-\x1f][^\s\"\\\x00-\x1f]*")
_FIELD = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|\S+')
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_ESCAPE = re.compile(r"\\([0-7]{3}|.)")
_FULL_CONTEXT = re.compile(r"[^-^]*\^[^-]*-(?P<phone>[^+]+)\+[^=]*=.*/A:.*")


def write(utterance: Utterance) -> str:
    rate = utterance.sample_rate
    texts = {word.id: word.text for word in utterance.words}
    rows = []
    for segment in laid.segments(utterance):
        label = SILENCE if segment.index == -1 else labels.write(segment.symbol, segment.stress, segment.tone)
        row = f"{ticks(segment.start, rate)} {ticks(segment.end, rate)} {_quoted(label)}"
        rows.append(f"{row} {_quoted(texts[segment.word])}" if segment.index == 0 else row)
    return "\n".join(rows) + "\n"


def _quoted(text: str) -> str:
    """A name as it stands if no reader can take it for anything else, else in quotes with what would break a line in octal."""
    if _PLAIN.fullmatch(text):
        return text
    return '"' + re.sub(r'["\\]|[\x00-\x1f\x85\u2028\u2029]', _escaped, text) + '"'


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    if character in '"\\':
        return "\\" + character
    return "".join(f"\\{byte:03o}" for byte in character.encode())


def _name(field: str) -> str:
    """The name that a field writes; \\ooo are bytes of UTF-8."""
    if field[:1] not in ("'", '"') or len(field) < 2:
        return field
    raw = bytearray()
    position = 1
    for match in _ESCAPE.finditer(field, 1, len(field) - 1):
        raw += field[position : match.start()].encode()
        found = match.group(1)
        raw += bytes([int(found, 8) & 255]) if found.isdigit() and len(found) == 3 else found.encode()
        position = match.end()
    raw += field[position:-1].encode()
    return raw.decode("utf-8", "replace")


def read(text: str, request: Request) -> Imported:
    """The utterance of an HTK label file. What stands after `///` and scores are kept in `extra`."""
    notes: list[Note] = []
    extra: dict[str, Any] = {}
    rows = _rows(text, notes, extra)
    phones = [Interval(start, end, name, place) for start, end, name, _, place in rows]
    end = max((phone.end for phone in phones), default=0.0)
    words = _words(rows)
    if words:
        utterance = from_words_and_phones(words, phones, end, request, notes)
    elif _are_words([p.label for p in phones]):
        notes.append(Note("", "By their length, the labels were taken to be words; a speaker planned their sounds.",
                          "根据长度，标签被视为词；其发音由语音引擎规划。"))  # fmt: skip
        cues = [Cue(p.start, p.end, (Piece(p.label),), p.place) for p in phones if not labels.is_silent(p.label)]
        utterance = spoken(cues, request, notes, extra, end=end)
    else:
        utterance = from_phones(phones, end, request, notes)
    return Imported(utterance, tuple(notes), extra)


_Row = tuple[float, float, str, str | None, str]


def _rows(text: str, notes: list[Note], extra: dict[str, Any]) -> list[_Row]:
    """(start, end in seconds, phone, word or None, place) of each line up to the first `///`."""
    lines = re.split(r"\r\n|\n|\r", text)
    in_seconds = any(re.match(r"\s*\d+\.\d*\s|\s*\d+\s+\d+\.\d*\s", line) for line in lines)
    if in_seconds:
        notes.append(
            Note(
                "",
                "The times have a point: they were read as seconds, not as units of 100 ns.",
                "时间带小数点：按秒而非 100 纳秒读取。",
            )
        )
    rows: list[_Row] = []
    scores: list[list[Any]] = []
    for number, line in enumerate(lines, 1):
        fields = _FIELD.findall(line)
        if not fields:
            continue
        if fields[0] == "#!MLF!#":
            raise damaged("LAB", "LAB ", number, "this is a master label file, of several recordings. Give the labels of one.",
                          "这是包含多个录音的主标签文件（MLF）。请给出单个录音的标签。")  # fmt: skip
        if fields[0] == "///":
            extra["alternatives"] = lines[number:]
            notes.append(Note(f"line {number}", "Other ways to label the sound follow; the first was read, and they are kept aside.",
                              "其后为其他标注方案；已读取第一种，其余另行保存。"))  # fmt: skip
            break
        rows.append(_row(fields, number, in_seconds, scores, notes))
    if scores:
        extra["scores"] = scores
        notes.append(
            Note(
                "",
                f"{len(scores)} scores are kept aside: an utterance has no place for them.",
                f"{len(scores)} 个得分另行保存。",
            )
        )
    return rows


def _row(fields: list[str], number: int, in_seconds: bool, scores: list[list[Any]], notes: list[Note]) -> _Row:
    if len(fields) < 3 or not (_NUMBER.fullmatch(fields[0]) and _NUMBER.fullmatch(fields[1])):
        raise damaged("LAB", "LAB ", number, f"{' '.join(fields)[:60]!r} is not a label: start, end and a phone are accepted, as in"
                      " '0 500000 a'.", f"{' '.join(fields)[:60]!r} 不是标签：应为起始、结束和音素，例如 '0 500000 a'。")  # fmt: skip
    start, end = (check_time(float(field) / (1 if in_seconds else UNIT), "LAB", "LAB ", number) for field in fields[:2])
    rest = fields[3:]
    if rest and _NUMBER.fullmatch(rest[0]):
        scores.append([number, float(rest.pop(0))])
    word = _name(rest.pop(0)) if rest else None
    if rest:
        notes.append(Note(f"line {number}", f"{' '.join(rest)!r} was not understood and is left out: a phone and a word are read.",
                          f"{' '.join(rest)!r} 无法理解，已略去：只读取音素和词。"))  # fmt: skip
    name = _name(fields[2])
    if full := _FULL_CONTEXT.fullmatch(name):
        name = full.group("phone")
    return start, end, name, word, f"line {number}"


def _words(rows: list[_Row]) -> list[Interval]:
    """The words that stand beside their first phone, each up to the next one or to the silence before it."""
    out: list[Interval] = []
    open_ = False
    for start, until, name, word, place in rows:
        if word is not None:
            out.append(Interval(start, until, word, place))
            open_ = True
        elif labels.is_silent(name) or labels.event_kind(name):
            open_ = False
        elif open_:
            out[-1] = Interval(out[-1].start, until, out[-1].label, out[-1].place)
    return out


def _are_words(names: list[str]) -> bool:
    said = [name for name in names if not labels.is_silent(name)]
    return bool(said) and sum(len(name) > 3 and name.isalpha() and name.isascii() for name in said) * 2 > len(said)
