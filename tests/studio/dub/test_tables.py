"""Tables as people make them: any order, any header, any encoding; what is wrong is told with its row."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import BadInput
from studio.dub.manifest import check, read
from studio.dub.row import Row

from .rows_help import Write, split, writer


@pytest.fixture
def write(tmp_path: Path) -> Write:
    return writer(tmp_path)


def test_every_column_in_english(write: Write) -> None:
    path = write(
        "clips.csv",
        "Priority,TEXT,Voice,lang,Start,End,Output name,emotion,Speed,Character\nhigh,Hello,grace,English,1,2.5,intro.wav,sad,120%,Anna\n",
    )
    (row,), faults, told = split(path)
    assert row == Row(str(path), "row 2", "Hello", 1.0, 2.5, "Anna", "grace", "en", "sad", 1.2, "intro", "clips", 1)
    assert not faults
    assert not told


def test_every_column_in_chinese(write: Write) -> None:
    path = write(
        "片段.csv",
        "角色;台词;配音;语种;开始时间;时长;文件名;情绪;语速\n小兰;你好；世界;xiaolan;普通话;0:01;1分2秒;你好;欢快;0.9\n",
    )
    (row,), _, _ = split(path)
    assert (row.speaker, row.text, row.voice, row.language, row.start, row.end, row.output, row.style, row.speed) == (
        "小兰", "你好；世界", "xiaolan", "zh", 1.0, 63.0, "你好", "cheerful", 0.9)  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5"])
def test_encodings(write: Write, encoding: str) -> None:
    lines = "".join(f"第{number}集的對白，大家好\t{number}\n" for number in range(20))
    rows, faults, _ = split(write("a.csv", f"台詞\tstart\n{lines}".replace("台詞", "text").encode(encoding)))
    assert not faults
    assert rows[3].text == "第3集的對白，大家好"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(write: Write, delimiter: str) -> None:
    quoted = '"one, two; three|four"'
    rows, faults, _ = split(write("a.csv", f"text{delimiter}voice\n{quoted}{delimiter}grace\nplain{delimiter}alice\n"))
    assert [(row.text, row.voice) for row in rows] == [("one, two; three|four", "grace"), ("plain", "alice")]
    assert not faults


def test_lines_in_quotes_are_joined_as_their_script_joins_words(write: Write) -> None:
    rows, _, _ = split(write("a.csv", 'text,voice\r\n"Hello\r\nthere",grace\r\n"你好\n世界",xiaolan\r\nlast,\r\n'))
    assert [row.text for row in rows] == ["Hello there", "你好世界", "last"]
    assert [row.place for row in rows] == ["row 2", "row 3, line 4", "row 4, line 6"]


def test_a_quotation_mark_that_stays_open_costs_one_row(write: Write) -> None:
    text = 'text,voice\n"open,grace\n' + "".join(f"line {number},grace\n" for number in range(5000))
    rows, faults, _ = split(write("a.csv", text))
    assert len(rows) == 5000
    assert [fault.place for fault in faults] == ["row 2"]
    assert "never closed" in faults[0].en


def test_a_line_without_end_is_one_fault(write: Write) -> None:
    rows, faults, _ = split(write("a.csv", "text,voice\nHello,grace\n" + "x" * 3_000_000 + "\nBye,grace\n"))
    assert [row.text for row in rows] == ["Hello", "Bye"]
    assert faults[0].place == "row 3"
    assert "100,000 characters" in faults[0].en


def test_quotation_marks_of_speech_are_no_fault(write: Write) -> None:
    rows, faults, _ = split(write("a.csv", 'text,voice\n"Go" he said,grace\nHe said "go",grace\n'))
    assert [row.text for row in rows] == ["Go he said", 'He said "go"']
    assert not faults


def test_columns_that_are_not_known_are_told_once_and_can_be_named(write: Write) -> None:
    path = write("a.csv", "Zitat,CV\nHallo,grace\nWelt,alice\n")
    with pytest.raises(BadInput, match=r"'Zitat', 'CV'.*--columns text=Zitat"):
        check([path])
    rows, _, told = split(path, columns={"text": "Zitat"})
    assert [row.text for row in rows] == ["Hallo", "Welt"]
    assert len(told) == 1
    assert "'CV'" in told[0].en
    rows, _, told = split(path, columns={"text": "Zitat", "voice": "cv"})
    assert [row.voice for row in rows] == ["grace", "alice"]
    assert not told
    with pytest.raises(BadInput, match="no column 'Satz'"):
        check([path], columns={"text": "Satz"})
    with pytest.raises(BadInput, match="there is no 'words'"):
        check([path], columns={"words": "Zitat"})


def test_two_columns_of_text_have_to_be_chosen_from(write: Write) -> None:
    path = write("a.csv", "原文,译文\nHello,你好\n")
    with pytest.raises(BadInput, match="'原文' and '译文'"):
        check([path])
    assert [row.text for row in split(path, columns={"text": "译文"})[0]] == ["你好"]


def test_a_title_may_stand_above_the_headers(write: Write) -> None:
    rows, _, _ = split(write("a.csv", "sep=;\nEpisode 1;\n\ntext;voice\nHello;grace\n"))
    assert [(row.text, row.place) for row in rows] == [("Hello", "row 5")]


def test_a_mere_list_of_texts_is_read_and_told(write: Write) -> None:
    rows, _, told = split(write("a.csv", 'Good morning\n"Hello, world"\n'))
    assert [row.text for row in rows] == ["Good morning", "Hello, world"]
    assert "no headers" in told[0].en


def test_commas_of_a_table_with_one_column_part_nothing(write: Write) -> None:
    rows, faults, _ = split(write("a.csv", "text\nHello, world\nYes\n"))
    assert [row.text for row in rows] == ["Hello, world", "Yes"]
    assert not faults


def test_a_text_with_the_separator_outside_of_quotes_is_a_fault(write: Write) -> None:
    rows, faults, _ = split(write("a.csv", "voice,text\ngrace,Hello, world\ngrace,Yes,,\n"))
    assert [row.text for row in rows] == ["Yes"]
    assert faults[0].place == "row 2"
    assert "' world'" in faults[0].en
    assert "quotes" in faults[0].en


@pytest.mark.parametrize(
    "formula", ["=SUM(A1:A2)", "=A1", "=1+1", "=cmd|'/c calc'!A1", '=HYPERLINK("x")', "+SUM(1)", "@SUM(A1)", "=$B$2"]
)
def test_formulas_are_never_said(write: Write, formula: str) -> None:
    quoted = formula.replace('"', '""')
    rows, faults, _ = split(write("a.csv", f'text,voice\n"{quoted}",grace\n'))
    assert not rows
    assert "formula" in faults[0].en
    assert "公式" in faults[0].zh


def test_texts_that_only_look_like_formulas_are_said(write: Write) -> None:
    texts = ["= is the sign of equality", "=)", "- And you?", "+1 from me", "@anna said so", "-5 degrees", "== Title =="]
    rows, faults, _ = split(write("a.csv", "text\n" + "\n".join([*texts, '"=""007"""'])))
    assert [row.text for row in rows] == [*texts, "007"]
    assert not faults


def test_what_is_wrong_is_told_with_row_and_header(write: Write) -> None:
    path = write("a.csv", "台词,开始,结束,语速,priority\n,1,2,,\nx,soon,2,,\nx,3,2,,\nx,1,2,fast,\nx,1,2,,1.5\nx,1,2,-3,\n")
    rows, faults, _ = split(path)
    assert not rows
    assert [fault.place for fault in faults] == [f"row {number}" for number in range(2, 8)]
    for fault, says in zip(
        faults, ("nothing to say", "'开始') is 'soon'", "not after its start", "factor", "whole number", "factor"), strict=True
    ):
        assert says in fault.en
        assert fault.zh
        assert fault.file == str(path)


def test_what_is_wrong_is_told_in_chinese_by_chinese_names(write: Write) -> None:
    _, faults, _ = split(write("a.csv", "台词,start,结束\n,0,1\n好。,5,4\n"))
    assert [fault.zh.partition("：")[0] for fault in faults] == [
        "文本（“台词”）是空的",
        "结束为 4 秒，不在开始时间 5 秒之后；留空则按语音长度。",
    ]


def test_rows_that_say_how_long_they_last_follow_one_another(write: Write) -> None:
    rows, _, _ = split(write("a.csv", "text,duration (ms)\na,1500\nb,500\n"))
    assert [(row.start, row.end) for row in rows] == [(0, 1.5), (1.5, 2.0)]
    rows, faults, _ = split(write("b.csv", "text,start,duration\na,5,\nb,,2\nc,9,1\n"))
    assert [(row.text, row.start, row.end) for row in rows] == [("a", 5, None), ("c", 9, 10)]
    assert "the row before has no end" in faults[0].en


def test_rows_without_times_have_none(write: Write) -> None:
    (row,), _, _ = split(write("a.csv", "text,start,end\nHello,,\n"))
    assert row.start is None
    assert row.end is None


def test_outputs_are_numbered_by_place_and_stay_when_a_row_is_added(write: Write) -> None:
    before, _, _ = split(write("ep1.csv", "text\na\n\nb\n"))
    after, _, _ = split(write("ep1.csv", "text\na\n\nb\nc\n"))
    assert [row.output for row in before] == ["ep1/0001", "ep1/0002"]
    assert [row.output for row in after] == ["ep1/0001", "ep1/0002", "ep1/0003"]


def test_two_rows_of_one_output_name_across_files(write: Write) -> None:
    one, two = write("a.csv", "text,output\nx,Intro\n"), write("b.csv", "text,output\ny,intro.wav\nz,../up\n")
    rows, faults, _ = split(one, two)
    assert [row.text for row in rows] == ["x"]
    assert faults[0].place == "row 2"
    assert f"row 2 of {one}" in faults[0].en
    assert "leads out" in faults[1].en


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", "", "is empty"), ("a.csv", "\n \n", "is empty"), ("a.csv", "text,voice\n", "no row below"), ("a.csv", "voice,start\ngrace,1\n", "no column holds the text"),
        ("a.csv", "voice\ngrace\n", "no column holds the text"),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "not a text file"), ("a.tsv", "Hello\tworld\n", "no column holds the text"), ("a.jsonl", "\n", "is empty"),
        ("a.jsonl", '{"voice": "x"}\n', "no column holds the text"), ("a.jsonl", "hello\n", "no JSON lines"), ("a.xls", b"\xd0\xcf\x11\xe0", "Save it as .xlsx"),
        ("a.txt", "Hello", "Accepted: .srt"),
    ],
)  # fmt: skip
def test_files_that_are_refused_before_any_row(write: Write, name: str, content: str | bytes, says: str) -> None:
    path = write(name, content)
    with pytest.raises(BadInput, match=says) as refused:
        read([path])
    assert str(path) in refused.value.en
    assert str(path) in refused.value.zh


def test_json_lines(write: Write) -> None:
    lines = [
        '{"台词": "你好", "开始": 1, "时长": 1.5, "文件名": 7}',
        "",
        '"Hello"',
        '{"text": "x", "speed": null, "id": 4}',
        "[1]",
        '{"text": ["x"]}',
        '{"text"',
        '{"text": NaN}',
    ]
    rows, faults, told = split(write("a.jsonl", "\n".join(lines)))
    assert [(row.text, row.start, row.end, row.output) for row in rows] == [
        ("你好", 1.0, 2.5, "7"), ("Hello", None, None, "a/0002"), ("x", None, None, "a/0003")]  # fmt: skip
    assert [fault.place for fault in faults] == ["line 5", "line 6", "line 7", "line 8"]
    assert "column" in faults[2].en
    assert "'id'" in told[0].en


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    given = "\ufeff" + json.dumps({"text": "你好", "voice": "xiaolan"}, ensure_ascii=False) + "\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    (row,), faults, _ = split("-")
    assert (row.file, row.text, row.output, row.voice) == ("-", "你好", "stdin/0001", "xiaolan")
    assert not faults


def test_standard_input_without_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\n")))
    with pytest.raises(BadInput, match="Standard input is empty"):
        list(read(["-"]))


def test_ten_thousand_rows_of_which_some_are_poisoned(write: Write) -> None:
    lines = ["text,start,end,output"] + [
        f"Line {n},{n},{n + 0.9},clip{n}" if n % 100 else f"Line {n},{n},{n - 1},clip{n}" for n in range(1, 10_001)
    ]
    rows, faults, _ = split(write("a.csv", "\n".join(lines)))
    assert (len(rows), len(faults)) == (9_900, 100)
    assert faults[0].place == "row 101"


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(st.text(st.sampled_from('0123456789:,.;="-+%\n ab你\t|/\\'), max_size=12), max_size=7), max_size=6))
def test_any_cells_are_rows_and_faults(tmp_path: Path, table: list[list[str]]) -> None:
    path = tmp_path / "a.csv"
    lines = [
        ",".join(cells) for cells in [["text", "voice", "start", "end", "output", "speed"], *table, ["Good", "", "1", "2"]]
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    rows, faults, _ = split(path)
    assert rows or faults
    assert len({row.output.casefold() for row in rows}) == len(rows)
    assert all(row.end is None or (row.start is not None and row.end > row.start >= 0) for row in rows)
    assert all(fault.en and fault.zh and fault.place for fault in faults)
    if not any('"' in line for line in lines):
        assert rows[-1].text == "Good"
