"""What a batch says: every input as rows, one after another.

for one in read(["ep1.srt", "clips.csv"]):      a Row, or a Fault that tells what is wrong and where
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from pipelines.errors import BadInput

from . import columns as headers
from .cue_files import open_cues
from .json_lines import open_json_lines
from .naming import Names
from .records import Rows
from .row import Fault, Row
from .sources import BOOKS, CUES, GRIDS, SCRIPTS, TABLES, Silent, Source, find
from .spoken_files import open_grid, open_script
from .tables import open_table
from .workbooks import open_workbook

_NAMED = 5  # further files that a refusal names


class Readable(Protocol):
    """An input that was looked at and can be read."""

    @property
    def source(self) -> Source: ...
    def rows(self, rows: Rows) -> Iterator[Row | Fault]: ...


def check(inputs: Sequence[str | Path], *, columns: Mapping[str, str] | None = None, captions: bool = False) -> None:
    """BadInput, naming the file, for an input that is not there, damaged, without rows or without a column of texts.

    Subtitles without text are refused too, unless there are other inputs: each is then a fault among their rows.
    """
    _open(inputs, columns or {}, captions)


def read(
    inputs: Sequence[str | Path], *, columns: Mapping[str, str] | None = None, captions: bool = False
) -> Iterator[Row | Fault]:
    """The rows of every input in the order given, and what is wrong with those that cannot be said.

    `inputs`  files, folders, globs, and "-" for JSON lines from standard input
    `columns` field → the header that it has in the tables, before what would be recognised; "ep1.csv:text" in that file only
    `captions` sounds in brackets, songs and names of subtitles are said too

    All inputs are looked at before this returns: BadInput as `check`. Rows are read as they are asked for, in little memory.
    """
    opened, told = _open(inputs, columns or {}, captions)
    return _rows(opened, told)


def _rows(opened: Sequence[Readable], told: Sequence[Fault]) -> Iterator[Row | Fault]:
    yield from told
    names = Names()
    for one in opened:
        yield from one.rows(Rows(one.source.name, one.source.track, names))


def _open(
    inputs: Sequence[str | Path], columns: Mapping[str, str], captions: bool
) -> tuple[tuple[Readable, ...], tuple[Fault, ...]]:
    headers.check(columns)
    try:
        sources, told = find(inputs)
    except OSError as error:
        raise _unreadable(str(error.filename or "-"), error) from error
    opened: list[Readable] = []
    refused: list[tuple[Source, BadInput]] = []
    silent: list[tuple[Source, BadInput]] = []
    for source in sources:
        try:
            opened.append(_opened(source, columns, captions))
        except Silent as error:
            silent.append((source, error))
        except BadInput as error:
            refused.append((source, error))
        except OSError as error:
            refused.append((source, _unreadable(source.name, error)))
    if not opened:
        refused += silent
    if len(refused) == 1:
        raise refused[0][1]
    if refused:
        others = ", ".join(source.name for source, _ in refused[1 : _NAMED + 1])
        more = ", …" if len(refused) > _NAMED + 1 else ""
        first = refused[0][1]
        raise BadInput(
            f"{first.en} Refused as well ({len(refused) - 1}): {others}{more}.",
            f"{first.zh} 另有 {len(refused) - 1} 个文件被拒绝：{others}{more}。",
        )
    return tuple(opened), (*told, *(_fault(source, error) for source, error in silent))


def _fault(source: Source, error: BadInput) -> Fault:
    """The refusal of a file as a fault, which names the file by itself."""
    en, zh = (text.removeprefix(f"{source.name} ") for text in (error.en, error.zh))
    return Fault(source.name, "", f"{en[:1].upper()}{en[1:]}", zh)


def _unreadable(name: str, error: OSError) -> BadInput:
    why = error.strerror or str(error)
    return BadInput(f"{name} cannot be read: {why}.", f"无法读取 {name}：{why}。")


def _opened(source: Source, asked: Mapping[str, str], captions: bool) -> Readable:
    columns = headers.of(asked, Path(source.name).name)
    if source.suffix in CUES:
        return open_cues(source, captions)
    if source.suffix in TABLES:
        return open_table(source, columns)
    if source.suffix in BOOKS:
        return open_workbook(source, columns)
    if source.suffix in SCRIPTS:
        return open_script(source)
    return open_grid(source) if source.suffix in GRIDS else open_json_lines(source, columns)
