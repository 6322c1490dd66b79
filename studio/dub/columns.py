"""Which column of a table holds what: headers in English and Chinese, in any order and any case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.errors import BadInput

FIELDS = ("text", "voice", "language", "start", "end", "duration", "output", "style", "speed", "speaker", "priority")

_NAMES = {
    "text": "text content sentence subtitle subtitles caption transcript script dialogue dialog words translation"
            " 文本 台词 字幕 内容 句子 文案 文字 译文 对白 旁白 原文 稿子 文稿",
    "voice": "voice voicename tts 声音 配音 音色 嗓音 声线 发音人 音源",
    "language": "language lang locale 语言 语种",
    "start": "start begin from in starttime begintime timein startat 开始 起始 开始时间 起始时间 起点 入点",
    "end": "end to until out stop endtime stoptime timeout 结束 终止 结束时间 终止时间 终点 出点",
    "duration": "duration length dur 时长 长度 持续时间 持续",
    "output": "output file filename name outputname outputfile outname 文件名 文件 输出 输出名 输出文件 名称 文件名称 输出文件名",
    "style": "style emotion mood manner 风格 情绪 情感 语气",
    "speed": "speed rate tempo pace 语速 速度 倍速",
    "speaker": "speaker character role actor who person speakername 说话人 角色 人物 说话者 讲话人 演员",
    "priority": "priority prio urgency 优先级 优先 优先度",
}  # fmt: skip
_MILLISECONDS = re.compile(r"[(（\[]?(?:ms|msec|milliseconds|毫秒)[)）\]]?$")
_SECONDS = re.compile(r"[(（\[](?:s|sec|seconds|秒)[)）\]]$|(?:_s|_sec| s| sec|_seconds| seconds)$")
_TIMES = ("start", "end", "duration")


def key(header: str) -> str:
    """A header as it is compared: without case, spaces, "_", "-" and "."."""
    return re.sub(r"[\s_.\-:：*#]+", "", unicodedata.normalize("NFKC", header).casefold())


_KNOWN = {key(name): field for field, names in _NAMES.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds; `unit`: the seconds that a bare number in it counts."""

    field: str
    unit: float = 1.0


@dataclass(frozen=True)
class Columns:
    """The columns of a table by their place, each field's header and column, the headers that mean nothing here, how many there are."""

    fields: Mapping[int, Column]
    headed: Mapping[str, tuple[str, Column]]
    unknown: tuple[str, ...]
    width: int

    @property
    def names(self) -> frozenset[str]:
        return frozenset(column.field for column in self.fields.values())


def known(header: str) -> Column | None:
    """What a column with such a header holds, None for nothing that is known."""
    if field := _KNOWN.get(key(header)):
        return Column(field)
    bare, unit = _without_unit(header)
    field = _KNOWN.get(key(bare))
    return Column(field, unit) if field in _TIMES else None


def _without_unit(header: str) -> tuple[str, float]:
    """("start", 0.001) of "Start (ms)"."""
    plain = unicodedata.normalize("NFKC", header).strip().casefold()
    for pattern, unit in ((_MILLISECONDS, 0.001), (_SECONDS, 1.0)):
        if pattern.search(plain):
            return pattern.sub("", plain), unit
    return plain, 1.0


def match(headers: Sequence[str], asked: Mapping[str, str], place: tuple[str, str] = ("", "")) -> Columns:
    """The columns under `headers`; `asked` names the header of a field, before what would be recognised; "": no column has it.

    BadInput, opened by `place` in both languages, for two columns that hold the same, and for a header asked for that is not there.
    """
    fields: dict[int, Column] = {}
    for field, header in asked.items():
        if not header:
            continue
        fields[_index(headers, header, field, place)] = Column(field, _without_unit(header)[1])
    for index, header in enumerate(headers):
        column = known(header)
        if index in fields or column is None or column.field in asked:
            continue
        twin = next((at for at, other in fields.items() if other.field == column.field), None)
        if twin is not None:
            raise BadInput(f"{place[0]}two columns hold the {column.field}: {headers[twin]!r} and {header!r}. Choose one with --columns {column.field}={header}.",
                           f"{place[1]}有两列都是 {column.field}：{headers[twin]!r} 和 {header!r}。请用 --columns {column.field}={header} 指定其一。")  # fmt: skip
        fields[index] = column
    unknown = tuple(header for index, header in enumerate(headers) if index not in fields and header.strip())
    headed = {column.field: (headers[index], column) for index, column in fields.items()}
    return Columns(fields, headed, unknown, len(headers))


def of(asked: Mapping[str, str], name: str) -> dict[str, str]:
    """What is asked for in the file `name`: "text" is said of all tables, "ep1.csv:text" of that one, which comes first."""
    everywhere = {field: header for field, header in asked.items() if ":" not in field}
    own = {field.rpartition(":")[2]: header for field, header in asked.items() if field.rpartition(":")[0] == name}
    return everywhere | own


def check(asked: Mapping[str, str]) -> None:
    """BadInput for a field that is asked for and does not exist."""
    for field in asked:
        if field.rpartition(":")[2] not in FIELDS:
            raise BadInput(f"--columns: there is no {field!r}. Accepted: {', '.join(FIELDS)}, as in text=台词,voice=CV.",
                           f"--columns：没有 {field!r}。可接受：{'、'.join(FIELDS)}，例如 text=台词,voice=CV。")  # fmt: skip


def _index(headers: Sequence[str], header: str, field: str, place: tuple[str, str]) -> int:
    wanted = key(header)
    found = [index for index, one in enumerate(headers) if one == header] or [
        index for index, one in enumerate(headers) if key(one) == wanted
    ]
    if not found:
        raise BadInput(f"{place[0]}there is no column {header!r} for the {field}. There are: {', '.join(map(repr, headers))}.",
                       f"{place[1]}没有 {field} 所指的列 {header!r}。现有：{'、'.join(map(repr, headers))}。")  # fmt: skip
    return found[0]


def no_text(headers: Sequence[str], place: tuple[str, str]) -> BadInput:
    """The refusal of a table without a column of texts."""
    shown = ", ".join(repr(header if len(header) <= 30 else header[:29] + "…") for header in headers[:8])
    first = next((header for header in headers if header.strip()), "…")[:30]
    return BadInput(f"{place[0]}no column holds the text to say: the first row is {shown}. Call one \"text\" (or 文本, 台词, 字幕), or name it: --columns text={first}.",
                    f"{place[1]}没有要朗读的文本列：第一行是 {shown}。请把一列命名为 text（或文本、台词、字幕），或用 --columns text={first} 指定。")  # fmt: skip
