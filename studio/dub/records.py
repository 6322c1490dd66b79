"""A record of a table to a row: its fields read, or one fault that names all that is wrong with it."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pipelines.faults import Unfit
from pipelines.speech.formats.writing import between
from pipelines.styles import STYLES

from ..wording import STYLE_NAMES
from . import times
from .columns import Column
from .naming import Names
from .row import Fault, Row

T = TypeVar("T")
Value = str | float | Unfit
"""What stands in a cell: text; seconds, where it holds a time; or why it cannot be used."""

Headed = Mapping[str, tuple[str, Column]]
"""Field → its header and its column; empty for records without headers."""

_LANGUAGES = {
    "zh": "chinese mandarin 中文 汉语 普通话 国语 简体中文 繁体中文", "en": "english 英文 英语", "yue": "cantonese 粤语 广东话",
    "ja": "japanese 日语 日文", "ko": "korean 韩语 韩文", "fr": "french 法语", "de": "german 德语", "es": "spanish 西班牙语",
    "ru": "russian 俄语", "it": "italian 意大利语", "pt": "portuguese 葡萄牙语",
}  # fmt: skip
_CODES = {name: code for code, named in _LANGUAGES.items() for name in named.split()}
_PRIORITIES = {"high": 1, "urgent": 2, "normal": 0, "low": -1, "高": 1, "紧急": 2, "中": 0, "普通": 0, "低": -1}
_STYLES = {chinese: name for name, (_, chinese) in STYLE_NAMES.items()} | {name: name for name in STYLES}
_STYLES |= {"neutral": "", "normal": "", "none": "", "中性": "", "正常": "", "普通": ""}
_FORMULA = re.compile(
    r"=\s*(?:[+-]?\d[\d.]*\s*[-+*/^&]|\$?[A-Za-z]{1,3}\$?\d+\b|[A-Za-z_][\w.]*\s*\(|[A-Za-z]\w*[|!])|[+@-](?:cmd|[A-Z]{2,}[A-Z.]*\()"
)
_QUOTED = re.compile(r'="((?:[^"]|"")*)"')
FORMULA = Unfit(
    "is a formula, which is never worked out: put its result there as text", "是公式，不会计算：请填入其结果（文本）"
)


def plain_cell(text: str) -> Value:
    """A cell's text. Unfit for a formula, save one that is no more than a text in quotes: ="007"."""
    bare = text.strip()
    if bare[:1] in ("=", "+", "-", "@"):
        if quoted := _QUOTED.fullmatch(bare):
            return quoted[1].replace('""', '"')
        if _FORMULA.match(bare):
            return FORMULA
    return bare


def one_text(text: str) -> str:
    """A text whose lines are one, joined as their script joins words; an empty line parts two paragraphs. No control characters.

    Unfit for one with characters that its file has lost.
    """
    if "\ufffd" in text:
        raise Unfit(
            "holds characters that are damaged in the file (\ufffd): write them again",
            "含文件中已损坏的字符（\ufffd）：请重新输入",
        )
    if text.isprintable():
        return text.strip()
    plain = "".join(" " if c == "\t" else c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", plain):
        joined = ""
        for line in paragraph.split("\n"):
            line = line.strip()
            joined += between(joined, line) + line
        paragraphs.append(joined)
    return "\n".join(paragraph for paragraph in paragraphs if paragraph)


@dataclass
class Rows:
    """The rows of one input, one after another: numbered, and each that gives only how long it lasts begins where the one before ends."""

    file: str
    track: str
    names: Names
    _position: int = 0
    _end: float | None = 0.0
    _faults: list[tuple[str, Unfit]] = field(default_factory=list)

    def row(self, place: str, values: Mapping[str, Value], columns: Headed) -> Row | Fault:
        """The row of the record at `place`, by field. `columns`: each field's header and column."""
        self._position += 1
        self._faults = []
        text = self._read(values, "text", one_text) or ""
        if not text and not self._faults:
            self._faults.append(("text", Unfit("is empty: there is nothing to say", "是空的：没有要说的内容")))
        start, end = self._times(values, columns)
        made = Row(
            self.file, place, text, start, end,
            speaker=self._read(values, "speaker", str) or "",
            voice=self._read(values, "voice", str) or "",
            language=self._read(values, "language", language) or "",
            style=self._read(values, "style", style) or "",
            speed=self._read(values, "speed", speed) or 1.0,
            output=self._output(values, place) or "",
            track=self.track,
            priority=self._read(values, "priority", priority) or 0,
        )  # fmt: skip
        self._end = end if not self._faults else None
        return self._fault(place, columns) if self._faults else made

    def at(self, position: int) -> None:
        """The next row is the input's `position`th, from 1."""
        self._position = position - 1

    def bad(self, place: str, en: str, zh: str) -> Fault:
        """The fault of a record that could not be read at all."""
        self._position += 1
        self._end = None
        return Fault(self.file, place, en[:1].upper() + en[1:], zh)

    def _try(self, name: str, do: Callable[[], T]) -> T | None:
        try:
            return do()
        except Unfit as error:
            self._faults.append((name, error))
            return None

    def _read(self, values: Mapping[str, Value], name: str, read: Callable[[str], T]) -> T | None:
        value = values.get(name)
        if value is None:
            return None
        if isinstance(value, Unfit):
            self._faults.append((name, value))
            return None
        text = str(value).strip()
        return self._try(name, lambda: read(text)) if text else None

    def _time(self, values: Mapping[str, Value], columns: Headed, name: str) -> float | None:
        value = values.get(name)
        if value is None:
            return None
        if isinstance(value, float):
            return value if 0 <= value <= times.LONGEST_SECONDS else self._try(name, lambda: times.checked(value))
        unit = columns[name][1].unit if name in columns else 1.0
        return self._read(values, name, lambda text: times.seconds(text, unit))

    def _times(self, values: Mapping[str, Value], columns: Headed) -> tuple[float | None, float | None]:
        start, end, lasts = (self._time(values, columns, name) for name in ("start", "end", "duration"))
        if (self._faults and any(name in ("start", "end", "duration") for name, _ in self._faults)) or (start, end, lasts) == (
            None,
            None,
            None,
        ):
            return None, None
        if start is None:
            if self._end is None:
                self._faults.append(("start", Unfit("is missing, and the row before has no end that it could follow: give each row a start",
                                                    "缺失，而上一行没有可接续的结束时间：请为每行给出开始时间")))  # fmt: skip
                return None, None
            start = self._end
        if lasts is not None and end is None:
            end = start + lasts
        elif lasts is not None and end is not None and abs(start + lasts - end) > 0.05:
            self._faults.append(("duration", Unfit(f"is {lasts:g} s, and from start to end it is {end - start:g} s: leave one of them out",
                                                   f"为 {lasts:g} 秒，而开始到结束为 {end - start:g} 秒：请去掉其一")))  # fmt: skip
        if end is not None and end <= start:
            self._faults.append(("end", Unfit(f"is {end:g} s, which is not after its start, {start:g} s; leave it empty to last as long as it is said",
                                              f"为 {end:g} 秒，不在开始时间 {start:g} 秒之后；留空则按语音长度")))  # fmt: skip
        return start, end

    def _output(self, values: Mapping[str, Value], place: str) -> str | None:
        if self._faults:  # it will have no output: its name stays free
            return None
        if values.get("output", "") == "":
            return self._try("output", lambda: self.names.numbered(self.track, self._position))
        return self._read(values, "output", lambda text: self.names.given(text, place, self.file))

    def _fault(self, place: str, columns: Headed) -> Fault:
        def named(name: str) -> str:
            header = columns[name][0] if name in columns else name
            return name if header.casefold() == name else f"{name} ({header!r})"

        en = "; ".join(f"the {named(name)} {error.en}" for name, error in self._faults)
        zh = "；".join(f"{_named_zh(name, columns)}{error.zh}" for name, error in self._faults)
        return Fault(self.file, place, f"{en[:1].upper()}{en[1:]}.", f"{zh}。")


_ZH = {"text": "文本", "voice": "声音", "language": "语言", "start": "开始", "end": "结束", "duration": "时长", "output": "输出名", "style": "风格",
       "speed": "语速", "speaker": "说话人", "priority": "优先级"}  # fmt: skip


def _named_zh(name: str, columns: Headed) -> str:
    title, header = _ZH.get(name, name), columns[name][0] if name in columns else name
    return title if header.casefold() in (name, title) else f"{title}（“{header}”）"


def language(text: str) -> str:
    """A language's code, of the code or of the language's usual name."""
    return _CODES.get(text.casefold(), text.replace("_", "-"))


def style(text: str) -> str:
    """The name of a style, of itself or of what the page calls it: "cheerful", "欢快"; whether there is one is not looked at."""
    return _STYLES.get(text.casefold(), text)


def speed(text: str) -> float:
    """1.2, 1.2x, 120 % or +20 % as a factor. Unfit for anything else."""
    bare = unicodedata.normalize("NFKC", text).strip().casefold().replace(",", ".")
    match = re.fullmatch(r"([+-]?)(\d+(?:\.\d*)?|\.\d+)\s*(%|x|×|倍|倍速)?", bare)
    if match is None or (match[1] and match[3] != "%"):
        raise Unfit(
            f"is {text[:40]!r}; a factor such as 1.2, 120% or +20% is accepted",
            f"为 {text[:40]!r}；可接受倍数，如 1.2、120% 或 +20%",
        )
    number = float(match[2]) / (100 if match[3] == "%" else 1)
    factor = 1 + number if match[1] == "+" else 1 - number if match[1] else number
    if not math.isfinite(factor) or factor <= 0:
        raise Unfit(f"is {text[:40]!r}; more than 0 is accepted", f"为 {text[:40]!r}；应大于 0")
    return factor


def priority(text: str) -> int:
    """A whole number, or high, normal, low. Unfit for anything else."""
    if (known := _PRIORITIES.get(text.casefold())) is not None:
        return known
    if not re.fullmatch(r"[+-]?\d{1,6}(?:\.0+)?", text):
        raise Unfit(
            f"is {text[:40]!r}; a whole number, or high, normal, low is accepted",
            f"为 {text[:40]!r}；可接受整数，或 高、中、低",
        )
    return int(float(text))
