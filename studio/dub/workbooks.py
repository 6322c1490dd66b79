"""XLSX: the sheets that have a column of texts. Formulas are never worked out, and what they gave last is not trusted."""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from pipelines.errors import BadInput
from pipelines.faults import Unfit
from pipelines.sniff import HEAD, kind_of

from . import columns as headers
from .columns import Columns
from .records import FORMULA, Rows, Value
from .row import Fault, Row
from .sources import Source
from .tables import header_of, no_rows, notes

_LARGEST = 1_000_000_000  # bytes unpacked
_LOOKED_AT = 20
_DAMAGED = (
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    ParseError,
    EOFError,
)
_DATE = Unfit("is a date: format the cell as text and write the time", "是日期：请把单元格设为文本并填写时间")
_TIMES = ("start", "end", "duration")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with texts: the row of its headers and its columns."""

    title: str
    first: int
    columns: Columns


@dataclass(frozen=True)
class Workbook:
    """A workbook that can be read: the sheets with texts, and the titles of the others."""

    source: Source
    sheets: tuple[Sheet, ...]
    others: tuple[str, ...]

    def rows(self, rows: Rows) -> Iterator[Row | Fault]:
        name = self.source.name
        if self.others:
            yield Fault(name, "", f"Sheets without a column of texts are not read: {', '.join(map(repr, self.others))}.",
                        f"没有文本列的工作表未读取：{'、'.join(map(repr, self.others))}。", row=False)  # fmt: skip
        book = _opened(self.source)
        short, last = _Short(), ""
        try:
            for sheet in self.sheets:
                yield from notes(name, sheet.columns)
                where = f"sheet {sheet.title!r}, " if len(self.sheets) > 1 else ""
                for number, cells in _filled(book[sheet.title], sheet.first + 1):
                    last = f"{where}row {number}"
                    yield rows.row(last, _values(cells, sheet.columns, short), sheet.columns.headed)
        except _DAMAGED as error:
            yield rows.bad(last, f"The workbook is damaged from here on ({error}).", f"工作簿从此处起已损坏（{error}）。")
        finally:
            book.close()
        if short.seen:
            yield Fault(name, "", f"Times that the sheet shows as hours and minutes ({short.seen}) are read as minutes and seconds.",
                        f"以“时:分”显示的时间（{short.seen}）按“分:秒”读取。", row=False)  # fmt: skip


class _Short:
    """The first time that was shown without seconds, "" for none."""

    seen = ""


def open_workbook(source: Source, asked: Mapping[str, str]) -> Workbook:
    """The workbook of a file. BadInput for a damaged or protected one, and for one without a column of texts or rows."""
    book = _opened(source)
    place = (f"{source.name}: ", f"{source.name}：")
    sheets, others, refused = [], [], None
    try:
        for sheet in book.worksheets:
            head = list(islice(_filled(sheet, 1), _LOOKED_AT))
            texts = [(number, tuple(_header_text(cell) for cell in cells)) for number, cells in head]
            found = header_of(texts, asked) if sheet.sheet_state == "visible" else None
            if found is None:
                others.append(sheet.title)
                refused = refused or (texts[0][1] if texts else None)
            else:
                sheets.append(Sheet(sheet.title, found[0], headers.match(found[1], asked, place)))
        if not sheets:
            raise (
                headers.no_text(refused, place) if refused else BadInput(f"{source.name} is empty.", f"{source.name} 是空的。")
            )
        if not any(next(_filled(book[sheet.title], sheet.first + 1), None) for sheet in sheets):
            raise no_rows(source.name)
    except _DAMAGED as error:
        raise _damaged(source) from error
    finally:
        book.close()
    return Workbook(source, tuple(sheets), tuple(others))


def first_rows(source: Source, count: int) -> list[tuple[str, ...]]:
    """The first filled rows of the first sheet that is shown, as texts. BadInput for a damaged or protected workbook."""
    book = _opened(source)
    try:
        sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
        return [tuple(map(_header_text, cells)) for _, cells in islice(_filled(sheet, 1), count)] if sheet else []
    except _DAMAGED as error:
        raise _damaged(source) from error
    finally:
        book.close()


def _opened(source: Source) -> Any:
    assert source.path is not None  # standard input is no workbook
    _check_packed(source.path, source)
    import openpyxl  # half a second, which most batches need not wait

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions that are not read
            return openpyxl.load_workbook(source.path, read_only=True, data_only=False, keep_links=False)
    except _DAMAGED as error:
        raise _damaged(source) from error


def _check_packed(path: Path, source: Source) -> None:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(f"{source.name} is protected by a password, or in the old form .xls: save it as .xlsx without a password.",
                       f"{source.name} 有密码保护，或为旧的 .xls 格式：请另存为无密码的 .xlsx。")  # fmt: skip
    if not zipfile.is_zipfile(path):
        kind = kind_of(head)
        raise BadInput(f"{source.name} is {kind[0] if kind else 'no workbook'}; an .xlsx workbook is accepted, whole.",
                       f"{source.name} 是 {kind[1] if kind else '无效的工作簿'}；应为完整的 .xlsx 工作簿。")  # fmt: skip
    with zipfile.ZipFile(path) as packed:
        size = sum(one.file_size for one in packed.infolist())
    if size > _LARGEST:
        raise BadInput(f"{source.name} unpacks to {size:,} bytes; up to {_LARGEST:,} are accepted. Save it as CSV.",
                       f"{source.name} 解压后有 {size:,} 字节；最多 {_LARGEST:,}。请另存为 CSV。")  # fmt: skip


def _damaged(source: Source) -> BadInput:
    return BadInput(f"{source.name} is damaged: it cannot be read as an .xlsx workbook. Open it and save it again.",
                    f"{source.name} 已损坏，无法作为 .xlsx 工作簿读取。请打开后重新保存。")  # fmt: skip


def _filled(sheet: Any, first: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows from `first` on in which anything stands, with their numbers."""
    sheet.reset_dimensions()  # what the file says of its size is often wrong
    for number, cells in enumerate(sheet.iter_rows(min_row=first), first):
        if any(cell.value is not None and str(cell.value).strip() for cell in cells):
            yield number, cells


def _header_text(cell: Any) -> str:
    return "" if cell.value is None else str(cell.value)


def _values(cells: Sequence[Any], columns: Columns, short: _Short) -> dict[str, Value]:
    return {
        column.field: _time(cells[index], column.unit, short) if column.field in _TIMES else _text(cells[index])
        for index, column in columns.fields.items()
        if index < len(cells)
    }


def _unusable(cell: Any) -> Unfit | None:
    if cell.data_type == "f":
        return FORMULA
    if cell.data_type == "e":
        return Unfit(f"holds the error {cell.value}", f"含错误 {cell.value}")
    if cell.data_type == "b":
        return Unfit(
            f"is {str(cell.value).upper()}; text or a number is accepted", f"为 {str(cell.value).upper()}；应为文字或数字"
        )
    return None


def _text(cell: Any) -> Value:
    value = cell.value
    if value is None:
        return ""
    if unusable := _unusable(cell):
        return unusable
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return Unfit("is a date or a time: format the cell as text", "是日期或时间：请把单元格设为文本格式")
    if isinstance(value, int | float):
        shown = str(int(value)) if value == int(value) else repr(value)
        digits = str(cell.number_format)
        shown = shown.zfill(len(digits)) if digits.strip("0") == "" else shown
        return f"{value:.0%}" if digits in ("0%", "0.00%") else shown
    if "_x" in str(value):  # how control characters stand in a workbook
        from openpyxl.utils.escape import unescape  # with openpyxl, late as well

        return str(unescape(value)).replace("\r\n", "\n").replace("\r", "\n")
    return str(value)


def _time(cell: Any, unit: float, short: _Short) -> Value:
    """Seconds of a time as Excel holds it, a share of a day; a plain number counts `unit`s; text is left as it is."""
    value = cell.value
    if value is None or isinstance(value, str) or _unusable(cell):
        return _text(cell)
    if isinstance(value, int | float):
        return float(value) * unit
    if isinstance(value, datetime.timedelta):
        found = value.total_seconds()
    elif isinstance(value, datetime.time):
        found = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    elif isinstance(value, datetime.datetime) and value.year <= 1904:  # more than a day
        found = (value - datetime.datetime(1899, 12, 31)).total_seconds()
    else:
        return _DATE
    seconds = round(found, 6)
    if "s" in str(cell.number_format).casefold() or seconds % 60:
        return seconds
    short.seen = short.seen or f"{int(seconds // 3600)}:{int(seconds // 60 % 60):02d}"
    return seconds / 60
