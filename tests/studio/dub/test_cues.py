"""Subtitles as they are found: in any order, encoding and state; each cue is a row or its trouble is told."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import BadInput
from studio.dub import cue_rows
from studio.dub.manifest import check, read

from .rows_help import Write, split, writer


@pytest.fixture
def write(tmp_path: Path) -> Write:
    return writer(tmp_path)


def srt(*cues: tuple[str, str, str]) -> str:
    return "".join(f"{number}\n{start} --> {end}\n{text}\n\n" for number, (start, end, text) in enumerate(cues, 1))


def test_a_cue_is_a_row(write: Write) -> None:
    path = write(
        "ep1.srt",
        srt(
            ("00:00:01,000", "00:00:02,500", "<i>Hello</i> there,\n{\\an8}my friend."),
            ("0:00:03.0", "00:00:04", "你好，\n世界"),
        ),
    )
    rows, faults, told = split(path)
    assert [(row.text, row.start, row.end, row.place, row.output, row.track) for row in rows] == [
        ("Hello there, my friend.", 1.0, 2.5, "cue 1, line 2", "ep1/0001", "ep1"),
        ("你好，世界", 3.0, 4.0, "cue 2, line 7", "ep1/0002", "ep1"),
    ]
    assert faults == told == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(write: Write, encoding: str, ends: str) -> None:
    text = "Das Mädchen möchte Kaffee über dem Fluß." if encoding == "cp1252" else "這是第一集的對白，大家好。我們開始吧。"
    made = srt(*((f"00:00:{n:02d},000", f"00:00:{n:02d},900", text) for n in range(20)))
    rows, faults, _ = split(write("a.srt", made.replace("\n", ends).encode(encoding)))
    assert [row.text for row in rows] == [text] * 20
    assert not faults


def test_what_is_not_ascii_may_come_late(write: Write) -> None:
    english = srt(
        *(
            (
                f"{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d},000",
                f"{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d},900",
                "A line of plain English",
            )
            for n in range(5_000)
        )
    )
    late = srt(*((f"02:00:{n:02d},000", f"02:00:{n:02d},900", "这是最后的对白，大家再见。") for n in range(9)))
    rows, _, _ = split(write("a.srt", (english + late).encode("gb18030")))
    assert rows[-1].text == "这是最后的对白，大家再见。"


def test_overlapping_cues_are_kept(write: Write) -> None:
    rows, faults, told = split(
        write(
            "a.srt",
            srt(
                ("00:00:01,000", "00:00:05,000", "One"),
                ("00:00:02,000", "00:00:03,000", "Two"),
                ("00:00:02,000", "00:00:03,000", "Three"),
            ),
        )
    )
    assert [(row.text, row.start, row.end) for row in rows] == [("One", 1, 5), ("Two", 2, 3), ("Three", 2, 3)]
    assert faults == told == []


def test_unsorted_cues_are_sorted_and_keep_their_numbers(write: Write) -> None:
    rows, _, told = split(
        write("a.srt", srt(("00:00:09,000", "00:00:10,000", "Last"), ("00:00:01,000", "00:00:02,000", "First")))
    )
    assert [(row.text, row.output) for row in rows] == [("First", "a/0002"), ("Last", "a/0001")]
    assert "not in order" in told[0].en


def test_cues_are_in_order_over_the_window_that_is_looked_at(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cue_rows, "WINDOW", 100)
    starts = [7, *range(7), *range(8, 350)]
    starts.insert(200, starts.pop(101))
    rows, faults, told = split(write("a.srt", srt(*((f"00:{n // 60:02d}:{n % 60:02d},000",) * 2 + ("Go",) for n in starts))))
    assert [row.start for row in rows] == list(range(350))
    assert [row.end for row in rows[:-1]] == list(range(1, 350))
    assert "not in order of time (8:" in told[-1].en
    assert "第 2 条，文件第 6 行" in told[-1].zh
    assert not faults


def test_a_cue_without_length_has_the_room_up_to_the_next(write: Write) -> None:
    rows, faults, told = split(write("a.srt", srt(
        ("00:00:01,000", "00:00:01,000", "Zero"), ("00:00:03,000", "00:00:02,000", "Minus"), ("00:00:05,000", "00:00:05,000", "Crowded"),
        ("00:00:05,100", "00:00:06,000", "Next"), ("00:00:09,000", "00:00:09,000", "Last"))))  # fmt: skip
    assert [(row.text, row.start, row.end) for row in rows] == [
        ("Zero", 1, 3),
        ("Minus", 3, 5),
        ("Next", 5.1, 6),
        ("Last", 9, 16),
    ]
    assert [fault.place for fault in faults] == ["cue 3, line 10"]
    assert [note.place for note in told] == ["cue 1, line 2", "cue 2, line 6", "cue 5, line 18"]


def test_times_that_cannot_be_cost_their_cue(write: Write) -> None:
    rows, faults, told = split(write("a.srt", srt(
        ("100:00:00,000", "100:00:01,000", "Too late"), ("00:00:09:12", "00:00:10:00", "Frames"), ("00:75:00,000", "00:76:00,000", "Minutes"),
        ("00:00:xx", "00:00:02,000", "Letters"), ("-00:00:05,000", "-00:00:01,000", "Before"), ("-00:00:01,000", "00:00:01,000", "Across"),
        ("00:00:02,000", "00:00:03,000", "Good"))))  # fmt: skip
    assert [(row.text, row.start, row.end) for row in rows] == [("Across", 0, 1), ("Good", 2, 3)]
    for fault, says in zip(faults, ("24 hours", "frames", "59", "no two times", "before the beginning"), strict=True):
        assert says in fault.en
        assert fault.zh
    assert "began before 0" in told[0].en


def test_hours_of_more_than_two_digits_are_read_as_such(write: Write) -> None:
    _, faults, _ = split(write("a.srt", srt(("123:00:00,000", "123:00:01,000", "x"), ("00:00:01,000", "00:00:02,000", "y"))))
    assert "442800 s" in faults[0].en


def test_an_arrow_in_a_text_is_text(write: Write) -> None:
    rows, _, _ = split(write("a.srt", srt(("00:00:01,000", "00:00:02,000", "From A --> B"))))
    assert rows[0].text == "From A --> B"


def test_empty_lines_in_and_between_cues(write: Write) -> None:
    rows, faults, told = split(
        write(
            "a.srt",
            "\n\n1\n00:00:01,000 --> 00:00:02,000\n\nOne\n\ntwo\n\n\n2\n00:00:03,000 --> 00:00:04,000\n3\n00:00:05,000 --> 00:00:06,000\nThree",
        )
    )
    assert [row.text for row in rows] == ["One two", "Three"]
    assert not faults
    assert "without text" in told[0].en
    assert "cue 2, line 12" in told[0].en


def test_captions_are_not_said_unless_asked_for(write: Write) -> None:
    path = write(
        "a.srt",
        srt(
            ("00:00:01,000", "00:00:02,000", "[door slams]"),
            ("00:00:03,000", "00:00:04,000", "ANNA (whispering): Hello. (laughs)"),
            ("00:00:05,000", "00:00:06,000", "♪ la la ♪"),
        ),
    )
    rows, _, told = split(path)
    assert [(row.text, row.speaker) for row in rows] == [("Hello.", "ANNA")]
    assert "'[door slams]'" in told[0].en
    rows, _, told = split(path, captions=True)
    assert [row.text for row in rows] == ["[door slams]", "ANNA (whispering): Hello. (laughs)", "♪ la la ♪"]
    assert not told


def test_webvtt(write: Write) -> None:
    text = """WEBVTT - with a title
X-TIMESTAMP-MAP=LOCAL:00:00:00.000

NOTE
00:00:00.000 --> 00:00:09.000
not a cue

STYLE
::cue { color: red }

intro
00:01.000 --> 00:02.500 align:start position:10%
<v.loud Anna>Hello <c.red>there</c> &amp; <00:00:02.000><b>here</b>

00:03.000 --> 00:04.000
<v Anna>Hi</v> <v Ben>Ho</v>
"""
    rows, faults, told = split(write("a.vtt", text))
    assert [(row.text, row.speaker, row.start, row.end) for row in rows] == [
        ("Hello there & here", "Anna", 1, 2.5),
        ("Hi Ho", "Anna", 3, 4),
    ]
    assert not faults
    assert "two speakers" in told[0].en


def test_html_in_cues(write: Write) -> None:
    text = (
        '<font color="#ffff00">Tom &amp; I</font><br/>say <B>it&#39;s</B> <p align="left">3 < 4</p> <ruby>漢<rt>kan</rt></ruby>'
    )
    (row,), _, _ = split(write("a.srt", srt(("00:00:01,000", "00:00:02,000", text))))
    assert row.text == "Tom & I say it's 3 < 4 漢"


def test_damaged_bytes_cost_their_cue_and_not_the_encoding(write: Write) -> None:
    made = srt(*((f"00:00:{n:02d},000", f"00:00:{n:02d},900", f"这是第{n}句对白，大家好。") for n in range(30)))
    rows, faults, _ = split(write("a.srt", made.encode().replace("第7句".encode(), b"\xe7\xac7\xe5\x8f")))
    assert len(rows) == 29
    assert rows[0].text == "这是第0句对白，大家好。"
    assert faults[0].place == "cue 8, line 30"
    assert "damaged" in faults[0].en


def test_captions_that_roll_are_said_once(write: Write) -> None:
    text = """WEBVTT
Kind: captions
Language: en

00:00:00.160 --> 00:00:02.550 align:start position:0%
 
hello<00:00:00.400><c> and</c><00:00:00.800><c> welcome</c>

00:00:02.550 --> 00:00:02.560 align:start position:0%
hello and welcome
 

00:00:02.560 --> 00:00:04.000 align:start position:0%
hello and welcome
no<00:00:02.800><c> no</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
no no
 

00:00:04.010 --> 00:00:05.000 align:start position:0%
no no
no<00:00:04.200><c> no</c>
"""  # noqa: W293
    rows, faults, told = split(write("a.vtt", text))
    assert [(row.text, row.start, row.end) for row in rows] == [
        ("hello and welcome", 0.16, 2.55),
        ("no no", 2.56, 4),
        ("no no", 4.01, 5),
    ]
    assert not faults
    assert "show again what was said (2" in told[0].en


def test_ass(write: Write) -> None:
    text = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,a remark
Dialogue: 0,0:00:01.00,0:00:02.50,Default,Anna,0,0,0,,{\\k20}Hel{\\k30}lo,{\\i1} you{\\i0}\\Nand you
Dialogue: 0,0:00:03.00,0:00:04.00,Ben,,0,0,0,,Style\\hspeaks
Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}
Dialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,{\\an8}
Dialogue: 0,soon,0:00:06.00,Default,,0,0,0,,x
Dialogue: 0,0:00:07.00
"""
    rows, faults, told = split(write("a.ass", text))
    assert [(row.text, row.speaker, row.place) for row in rows] == [
        ("Hello, you and you", "Anna", "cue 1, line 11"), ("Style speaks", "Ben", "cue 2, line 12")]  # fmt: skip
    assert ["'soon'" in faults[0].en, "parts of a Dialogue line" in faults[1].en] == [True, True]
    assert "without text" in told[0].en


def test_ssa_with_an_order_of_its_own(write: Write) -> None:
    text = "[Script Info]\nScriptType: v4.00\n[Events]\nFormat: Marked, Start, End, Actor, Text\nDialogue: Marked=0,0:00:01.00,0:00:02.00,Anna,Hello, you\n"
    (row,), _, _ = split(write("a.ssa", text))
    assert (row.text, row.speaker, row.start) == ("Hello, you", "Anna", 1.0)


def test_a_file_is_what_it_holds_not_what_it_is_called(write: Write) -> None:
    (row,), _, _ = split(write("a.srt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Tom &amp; I\n"))
    assert (row.text, row.speaker) == ("Tom & I", "Anna")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.srt", "", "no cue"), ("a.srt", "Just a text\nof two lines\n", "no cue"), ("a.vtt", "WEBVTT\n\n", "no cue"), ("a.ass", "[Script Info]\n", "no line to say"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:03,000 --> 00:00:04,000\n……\n", "no text to say"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n[door slams]\n", "--captions"),
        ("a.srt", b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 40, "not a text file"), ("a.srt", b"\0" * 5000, "not a text file"),
    ],
)  # fmt: skip
def test_files_that_are_refused(write: Write, name: str, content: str | bytes, says: str) -> None:
    path = write(name, content)
    with pytest.raises(BadInput, match=says) as refused:
        check([path])
    assert str(path) in refused.value.en


def test_subtitles_without_text_are_a_fault_among_others_and_refused_alone(write: Write) -> None:
    silent, good = (
        write("silent.srt", "1\n00:00:01,000 --> 00:00:02,000\n♪ la la ♪\n"),
        write("good.srt", "1\n00:00:01,000 --> 00:00:02,000\nHello.\n"),
    )
    (row,), (fault,), _ = split(silent, good)
    assert (row.text, fault.file) == ("Hello.", str(silent))
    assert fault.en.startswith("Has no text to say")
    with pytest.raises(BadInput, match=r"no text to say.*Refused as well \(1\)"):
        check([silent, write("other.srt", silent.read_text())])
    (row,), faults, _ = split(silent, captions=True)
    assert "la la" in row.text
    assert not faults


def test_a_longer_file_needs_no_more_memory(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cue_rows, "WINDOW", 100)

    def peak(count: int) -> int:
        cues = (
            f"{n}\n{n // 60:02d}:{n % 60:02d}:00,000 --> {n // 60:02d}:{n % 60:02d}:01,000\nLine {n}\n\n" for n in range(count)
        )
        path = write(f"{count}.srt", "".join(cues) + " \n" * 25_000)
        tracemalloc.start()
        assert sum(1 for _ in read([path])) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(1400) < 1.1 * peak(400)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.text(st.sampled_from('0123456789:,.-> \nabé你<>{}\\[]♪="NOTE\t\ufeff'), max_size=60), max_size=8),
    st.sampled_from(["a.srt", "a.vtt", "a.ass", "a.csv", "a.jsonl"]),
)
def test_any_text_is_rows_and_faults_or_refused(tmp_path: Path, lines: list[str], name: str) -> None:
    path = tmp_path / name
    path.write_text("\n".join([*lines, "1", "00:00:01,000 --> 00:00:02,000", "Hello"]), encoding="utf-8")
    try:
        rows, faults, told = split(path)
    except BadInput as refused:
        assert str(path) in refused.en  # noqa: PT017
        return
    for row in rows:
        assert row.text
        assert row.output
        assert row.end is None or row.start is None or 0 <= row.start < row.end
    assert all(fault.en and fault.zh for fault in (*faults, *told))
