"""JSON lines: an object is a row, its keys are the columns; a string alone is a text."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from pipelines.errors import BadInput
from pipelines.faults import Unfit

from . import columns as headers
from .columns import Columns
from .records import Rows, Value
from .row import Fault, Row
from .sources import STDIN, Source
from .tables import notes
from .texts import encoding_of, lines

_LOOKED_AT = 50


@dataclass(frozen=True)
class JsonLines:
    """A file of JSON lines, or standard input, that can be read."""

    source: Source
    encoding: str
    asked: Mapping[str, str]

    def rows(self, rows: Rows) -> Iterator[Row | Fault]:
        known: dict[tuple[str, ...], Columns] = {}
        told: set[str] = set()
        any_line = False
        for number, line in enumerate(self._lines(), 1):
            if not line.strip():
                continue
            any_line = True
            record = _parsed(line)
            if isinstance(record, Unfit):
                yield rows.bad(f"line {number}", f"{record.en}.", f"{record.zh}。")
                continue
            try:
                columns = known[key] if (key := tuple(record)) in known else headers.match(key, _of(self.asked, key))
            except BadInput as error:
                yield rows.bad(f"line {number}", error.en, error.zh)
                continue
            known[key] = columns
            if new := [name for name in columns.unknown if name not in told]:
                told.update(new)
                yield from notes(self.source.name, columns)
            yield rows.row(
                f"line {number}", {c.field: _value(record[key[i]]) for i, c in columns.fields.items()}, columns.headed
            )
        if not any_line:
            raise _empty(self.source.name)

    def _lines(self) -> Iterable[str]:
        return lines(self.source.path, self.encoding) if self.source.path else _standard_input()


def _standard_input() -> Iterator[str]:
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8-sig", errors="replace").rstrip("\r\n")


def open_json_lines(source: Source, asked: Mapping[str, str]) -> JsonLines:
    """The rows of a file. BadInput for one without any, for one that names no text in its first lines, and for what is no text."""
    if source.path is None:
        return JsonLines(source, "utf-8", asked)
    encoding = encoding_of(source.path, source.name)
    filled = (line for line in lines(source.path, encoding) if line.strip())
    head = [_parsed(line) for line in islice(filled, _LOOKED_AT)]
    if not head:
        raise _empty(source.name)
    found = [record for record in head if not isinstance(record, Unfit)]
    if not found:
        raise BadInput(f"{source.name} is no JSON lines: an object in each line is accepted, such as {_EXAMPLE}.",
                       f"{source.name} 不是 JSONL：每行应为一个对象，例如 {_EXAMPLE}。")  # fmt: skip
    if not any(_has_text(record, asked) for record in found):
        raise headers.no_text(tuple(found[0]), (f"{source.name}: ", f"{source.name}："))
    return JsonLines(source, encoding, asked)


_EXAMPLE = '{"text": "Hello.", "voice": "grace"}'


def _has_text(record: Mapping[str, object], asked: Mapping[str, str]) -> bool:
    return asked.get("text") in record or any(getattr(headers.known(key), "field", "") == "text" for key in record)


def _empty(name: str) -> BadInput:
    shown = ("Standard input", "标准输入") if name == STDIN else (name, name)
    return BadInput(
        f"{shown[0]} is empty: an object in each line is accepted, such as {_EXAMPLE}.",
        f"{shown[1]} 是空的：每行应为一个对象，例如 {_EXAMPLE}。",
    )


def _parsed(line: str) -> dict[str, object] | Unfit:
    try:
        found = json.loads(line, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        return Unfit(f"This is no JSON (column {error.colno}: {error.msg}); accepted is an object such as {_EXAMPLE}",
                     f"不是 JSON（第 {error.colno} 列：{error.msg}）；应为对象，例如 {_EXAMPLE}")  # fmt: skip
    except (ValueError, RecursionError):
        return Unfit("This JSON holds a number that is none, or is nested too deep", "该 JSON 含无效数字或嵌套过深")
    if isinstance(found, str):
        return {"text": found}
    if isinstance(found, dict):
        return found
    return Unfit(f"This is no object; accepted is one such as {_EXAMPLE}", f"不是对象；应如 {_EXAMPLE}")


def _no_number(name: str) -> object:
    raise ValueError(name)


def _of(asked: Mapping[str, str], keys: tuple[str, ...]) -> dict[str, str]:
    """What is asked for among the keys of one object: another may have it."""
    there = {headers.key(key) for key in keys}
    return {field: header for field, header in asked.items() if headers.key(header) in there}


def _value(given: object) -> Value:
    if given is None:
        return ""
    if isinstance(given, bool | list | dict):
        return Unfit(f"is {json.dumps(given, ensure_ascii=False)[:40]}; text or a number is accepted", f"为 {json.dumps(given, ensure_ascii=False)[:40]}；应为文字或数字")  # fmt: skip
    if isinstance(given, float) and "e" in repr(given):
        return f"{given:f}"
    return str(given)
