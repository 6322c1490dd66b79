"""CSV and TSV: a record is a row. Read as they come, so that their size does not matter."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from pipelines.errors import BadInput

from . import columns as headers
from .columns import Columns
from .records import Rows, Value, plain_cell
from .row import Fault, Row
from .sources import Source
from .texts import encoding_of, lines

_DELIMITERS = ",;\t|"
_NONE = "\x1f"  # what no text holds: for a table of one column, in which commas part nothing
_LONGEST_RECORD = 100_000
_OPEN = ("A quotation mark is opened here and never closed: close it, or write two of them where one is meant.",
         "此处的引号没有闭合：请闭合；若本意是引号，请写两个。")  # fmt: skip
_LONG = (f"The row is longer than {_LONGEST_RECORD:,} characters.", f"该行超过 {_LONGEST_RECORD:,} 个字符。")
_HEAD = 200  # lines that tell what a table is like
_TITLES = 5  # rows in which the headers are looked for, since a title may stand above them


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of a record, and where it stands as a person counts: its row and, where that differs, its line."""

    row: int
    line: int
    cells: tuple[str, ...]
    wrong: tuple[str, str] = ("", "")

    @property
    def place(self) -> str:
        return f"row {self.row}" if self.row == self.line else f"row {self.row}, line {self.line}"

    @property
    def filled(self) -> int:
        return sum(1 for cell in self.cells if cell.strip())


@dataclass(frozen=True)
class Layout:
    """How a table is laid out: what parts its cells, where its rows begin, and its columns; None for a mere list of texts."""

    delimiter: str
    first: int
    columns: Columns | None


class _Lines:
    """Lines for csv, counted; those of a record that could not be read are given again, each for itself."""

    def __init__(self, given: Iterable[str]) -> None:
        self._given = iter(given)
        self._again: deque[str] = deque()
        self._size = 0
        self.number = 0
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._size > _LONGEST_RECORD:
            raise csv.Error("too long")
        line = self._again.popleft() if self._again else next(self._given)
        self.number += 1
        self.record.append(line)
        self._size += len(line)
        return line + "\n"

    def begin(self) -> int:
        """The number of the line that the next record begins in."""
        self.record, self._size = [], 0
        return self.number + 1

    def back(self) -> None:
        """Give all but the first line of this record again."""
        self._again.extendleft(reversed(self.record[1:]))
        self.number -= len(self.record) - 1


def records(given: Iterable[str], delimiter: str) -> Iterator[Record]:
    """The records of a table. One with a quotation mark that is never closed says so, and the lines after it are read."""
    source = _Lines(given)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    row = 0
    while True:
        line, row = source.begin(), row + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            if len(source.record) == 1 and (cells := _loosely(source.record[0], delimiter)):
                yield Record(row, line, tuple(cells))
            else:
                source.back()
                yield Record(row, line, (), _LONG if len(source.record[0]) > _LONGEST_RECORD else _OPEN)
            continue
        yield Record(row, line, tuple(cells))


def _loosely(line: str, delimiter: str) -> list[str]:
    """The cells of a line as spreadsheets read `"so" he said`; none if a quotation mark stays open or it is too long."""
    if line.count('"') % 2:
        return []
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def layout(given: Sequence[str], source: Source, asked: Mapping[str, str]) -> Layout:
    """How the table is laid out whose first lines are given. BadInput for one without a column of texts."""
    delimiters = "\t" if source.suffix == ".tsv" else _DELIMITERS
    heads = {delimiter: list(islice(records(given, delimiter), _HEAD)) for delimiter in delimiters}
    found = [
        (len(_recognised(header[1], asked)), len(header[1]), delimiter, header)
        for delimiter, head in heads.items()
        if (header := header_of(((record.row, record.cells) for record in head), asked))
    ]
    en, zh = f"{source.name}: ", f"{source.name}："
    if found:
        _, width, delimiter, (row, cells) = max(found)
        return Layout(delimiter if width > 1 else _NONE, row, headers.match(cells, asked, (en, zh)))
    first = next((record.cells for record in heads[delimiters[0]] if record.filled), ())
    if not asked and not _recognised(first, {}) and all(len(record.cells) <= 1 for head in heads.values() for record in head):
        return Layout(_NONE, 0, None)
    widest = max((record.cells for head in heads.values() for record in head), key=len)
    headers.match(widest, asked, (en, zh))  # says what is asked for and not there
    raise headers.no_text(widest, (en, zh))


def cells_of(given: Sequence[str], delimiter: str = "") -> Iterator[Record]:
    """The records of a small table; "": by the delimiter that parts its first lines into most cells."""
    heads = {one: max((len(record.cells) for record in islice(records(given, one), _TITLES)), default=0) for one in _DELIMITERS}
    return records(given, delimiter or max(heads, key=lambda one: heads[one]))


def _recognised(cells: Sequence[str], asked: Mapping[str, str]) -> set[str]:
    wanted = {headers.key(header): field for field, header in asked.items() if header}
    known = {getattr(headers.known(cell), "field", "") for cell in cells} - set(asked)
    return (known | {wanted.get(headers.key(cell), "") for cell in cells}) - {""}


def header_of(head: Iterable[tuple[int, tuple[str, ...]]], asked: Mapping[str, str]) -> tuple[int, tuple[str, ...]] | None:
    """Of numbered rows the one that holds the headers of a table with texts: the first, or one below a title."""
    filled = ((number, cells) for number, cells in head if any(cell.strip() for cell in cells))
    for number, cells in islice(filled, _TITLES):
        if "text" in _recognised(cells, asked):
            return number, cells
        if sum(1 for cell in cells if cell.strip()) > 1:
            return None
    return None


@dataclass(frozen=True)
class Table:
    """A CSV or TSV file that can be read."""

    source: Source
    encoding: str
    layout: Layout

    def rows(self, rows: Rows) -> Iterator[Row | Fault]:
        yield from notes(self.source.name, self.layout.columns)
        for record in self._records():
            if record.wrong[0]:
                yield rows.bad(record.place, *record.wrong)
            elif record.filled:
                yield _row(record, self.layout.columns, rows)

    def _records(self) -> Iterator[Record]:
        assert self.source.path is not None  # standard input is no table
        read = records(lines(self.source.path, self.encoding), self.layout.delimiter)
        return (record for record in read if record.row > self.layout.first)


def open_table(source: Source, asked: Mapping[str, str]) -> Table:
    """The table of a file. BadInput for one without rows, without a column of texts, and for what is no text."""
    assert source.path is not None
    encoding = encoding_of(source.path, source.name)
    head = list(islice(lines(source.path, encoding), _HEAD))
    if not any(line.strip() for line in head):
        raise BadInput(f"{source.name} is empty. A table has headers in its first row and a row for each text.",
                       f"{source.name} 是空的。表格第一行应为表头，之后每行一条文本。")  # fmt: skip
    if head[0].lower().startswith("sep=") and len(head[0].strip()) == 5:  # Excel's own line
        head[0] = ""
    table = Table(source, encoding, layout(head, source, asked))
    if not any(record.filled or record.wrong[0] for record in table._records()):
        raise no_rows(source.name)
    return table


def no_rows(name: str) -> BadInput:
    return BadInput(f"{name} has headers and no row below them.", f"{name} 只有表头，没有数据行。")


def notes(name: str, columns: Columns | None) -> Iterator[Fault]:
    """What a person should know of a table: columns of no use, and a list that was taken for texts."""
    if columns is None:
        yield Fault(name, "", "It has no headers: each row is taken for a text.", "没有表头：每行视为一条文本。", row=False)
    elif columns.unknown:
        yield Fault(name, "", f"Columns that are not used: {', '.join(map(repr, columns.unknown))}. Known are {', '.join(headers.FIELDS)}; --columns text=… names others.",
                    f"未使用的列：{'、'.join(map(repr, columns.unknown))}。可用：{'、'.join(headers.FIELDS)}；可用 --columns text=… 指定。", row=False)  # fmt: skip


def _row(record: Record, columns: Columns | None, rows: Rows) -> Row | Fault:
    if columns is None:
        return rows.row(record.place, {"text": plain_cell(record.cells[0])}, {})
    if over := [cell for cell in record.cells[columns.width :] if cell.strip()]:
        return rows.bad(record.place, f"It has {len(record.cells)} cells and the headers are {columns.width}; {over[0][:40]!r} has none. Put a text that holds the separator in quotes.",
                        f"该行有 {len(record.cells)} 个单元格，而表头只有 {columns.width} 个；{over[0][:40]!r} 没有表头。含分隔符的文本请加引号。")  # fmt: skip
    values: dict[str, Value] = {
        column.field: plain_cell(record.cells[index]) for index, column in columns.fields.items() if index < len(record.cells)
    }
    return rows.row(record.place, values, columns.headed)
