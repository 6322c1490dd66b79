"""Workbooks as spreadsheets write them: times as dates, formulas, titles, sheets that are none of ours."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest

from pipelines.errors import BadInput
from studio.dub.manifest import check

from .rows_help import split


def book(path: Path, *rows: list[object], title: str = "Sheet") -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    made.save(path)
    return path


def test_rows_of_a_sheet(tmp_path: Path) -> None:
    path = book(
        tmp_path / "ep1.xlsx",
        ["台词", "配音", "开始", "结束", "文件名"],
        ["你好", "xiaolan", 1, 2.5, "007"],
        [],
        ["再见", None, "0:03", "4s", 8],
    )
    rows, faults, told = split(path)
    assert [(row.text, row.voice, row.start, row.end, row.output, row.place) for row in rows] == [
        ("你好", "xiaolan", 1.0, 2.5, "007", "row 2"), ("再见", "", 3.0, 4.0, "8", "row 4")]  # fmt: skip
    assert faults == told == []


@pytest.mark.parametrize(
    ("value", "shown_as", "expected"),
    [
        (dt.time(0, 1, 20), "hh:mm:ss", 80), (dt.time(0, 1, 20, 500_000), "mm:ss.0", 80.5), (dt.timedelta(hours=1, seconds=2), "[h]:mm:ss", 3602),
        (dt.timedelta(seconds=62.25), "[mm]:ss.00", 62.25), (80 / 86_400, "h:mm:ss", 80), (80, "General", 80), (dt.time(1, 20), "h:mm", 80), ("1:20", "@", 80),
    ],
)  # fmt: skip
def test_times_as_a_spreadsheet_holds_them(tmp_path: Path, value: object, shown_as: str, expected: float) -> None:
    made = openpyxl.Workbook()
    made.active.append(["text", "start"])
    made.active.append(["Hello", value])
    made.active["B2"].number_format = shown_as
    made.save(tmp_path / "a.xlsx")
    (row,), _, told = split(tmp_path / "a.xlsx")
    assert row.start == pytest.approx(expected, abs=1e-6)
    assert bool(told) == (shown_as == "h:mm")


def test_what_a_cell_cannot_be_is_told_with_its_row(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx", ["text", "start", "unused"], ["=A1&A1", 1], ["x", dt.datetime(2024, 1, 5)], ["x", "=1+1"], [dt.date(2024, 1, 5), 1], [True, 1], ["x", -1],
        ["#REF!", 1], ["ok", 1, "=1+1"],
    )  # fmt: skip
    rows, faults, _ = split(path)
    assert [row.text for row in rows] == ["ok"]
    assert [fault.place for fault in faults] == [f"row {number}" for number in range(2, 9)]
    for fault, says in zip(
        faults, ("formula", "is a date", "formula", "a date or a time", "TRUE", "0 to 24 hours", "error #REF!"), strict=True
    ):
        assert says in fault.en


def test_a_text_that_begins_with_an_equals_sign_is_no_formula(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["text"])
    made.active["A2"].value = "= is a sign"
    made.active["A2"].data_type = "s"
    made.save(tmp_path / "a.xlsx")
    assert [row.text for row in split(tmp_path / "a.xlsx")[0]] == ["= is a sign"]


def test_numbers_are_texts_as_they_are_shown(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["text", "output", "speed"])
    made.active.append([2026, 7, 1.2])
    made.active["B2"].number_format = "000"
    made.active["C2"].number_format = "0%"
    made.save(tmp_path / "a.xlsx")
    (row,), _, _ = split(tmp_path / "a.xlsx")
    assert (row.text, row.output, row.speed) == ("2026", "007", 1.2)


def test_every_sheet_with_texts_is_read_and_the_others_told(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.title = "Act 1"
    made.active.append(["My play"])
    made.active.append(["voice", "text"])
    made.active.append(["grace", "One"])
    for title, rows in (("Cast", [["who", "voice"]]), ("Act 2", [["text"], ["Two"]]), ("Hidden", [["text"], ["Never"]])):
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made["Hidden"].sheet_state = "hidden"
    made.save(tmp_path / "play.xlsx")
    rows, faults, told = split(tmp_path / "play.xlsx")
    assert [(row.text, row.place, row.output) for row in rows] == [
        ("One", "sheet 'Act 1', row 3", "play/0001"), ("Two", "sheet 'Act 2', row 2", "play/0002")]  # fmt: skip
    assert not faults
    assert "'Cast', 'Hidden'" in told[0].en


def test_workbooks_that_are_refused(tmp_path: Path) -> None:
    whole = book(tmp_path / "whole.xlsx", ["text"], ["x"]).read_bytes()
    (tmp_path / "locked.xlsx").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "picture.xlsx").write_bytes(b"\x89PNG" + bytes(600))
    (tmp_path / "empty.xlsx").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as packed:
        packed.writestr("hello.txt", "hello")
    book(tmp_path / "blank.xlsx")
    book(tmp_path / "headless.xlsx", ["one", "two"], ["x", "y"])
    book(tmp_path / "headers.xlsx", ["text", "voice"])
    for name, says in {"locked": "password", "cut": "whole", "picture": "PNG picture", "empty": "no workbook", "other": "damaged", "blank": "is empty",
                       "headless": "'one', 'two'", "headers": "no row below"}.items():  # fmt: skip
        with pytest.raises(BadInput, match=says) as refused:
            check([tmp_path / f"{name}.xlsx"])
        assert f"{name}.xlsx" in refused.value.zh


def test_a_workbook_that_is_damaged_further_on_gives_what_comes_before(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ["text"], *([f"Line {number}"] for number in range(3000)))
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet[: len(sheet) // 2]
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    rows, faults, _ = split(path)
    assert rows[0].text == "Line 0"
    assert len(faults) == 1
    assert "damaged from here on" in faults[0].en
