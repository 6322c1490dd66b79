"""What an input stands for: files, folders, globs; scripts and TextGrids among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import script
from pipelines.errors import BadInput
from pipelines.script import Line, Scene, Script
from studio.dub.manifest import check, read

from .rows_help import Write, split, writer

ONE = "text\nHello\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    return writer(tmp_path)


def test_a_folder_is_read_in_the_order_that_people_count_in(write: Write, tmp_path: Path) -> None:
    for name in ("ep10.csv", "ep2.csv", "part/ep1.csv", ".hidden.csv", "~$ep2.xlsx", "notes.txt", "voices.csv", "package.json"):
        write(name, ONE if name != "package.json" else "{}")
    rows, _, told = split(tmp_path)
    assert [row.output for row in rows] == ["ep2/0001", "ep10/0001", "part/ep1/0001"]
    assert next(row.file for row in rows) == str(tmp_path / "ep2.csv")
    assert "notes.txt" in told[0].en
    assert "voices.csv" in told[0].en
    assert "hidden" not in told[0].en


def test_a_glob(write: Write, tmp_path: Path) -> None:
    for name in ("ep2.csv", "ep10.csv", "ep1.md"):
        write(name, ONE)
    rows, _, told = split(f"{tmp_path}/ep*")
    assert [row.track for row in rows] == ["ep2", "ep10"]
    assert "ep1.md" in told[0].en
    write("take[1].csv", ONE)
    assert [row.track for row in split(tmp_path / "take[1].csv")[0]] == ["take[1]"]


def test_inputs_of_one_name_have_tracks_of_their_own(write: Write) -> None:
    paths = [
        write("a/ep1.csv", ONE),
        write("b/EP1.csv", ONE),
        write("a/ep1.jsonl", '"x"'),
        write("a/ep1.srt", "1\n00:00:01,000 --> 00:00:02,000\nHi"),
    ]
    rows, faults, _ = split(*paths)
    assert [row.track for row in rows] == ["ep1", "EP1-csv", "ep1-jsonl", "ep1-srt"]
    assert not faults


def test_an_input_that_is_given_twice_is_read_once(write: Write, tmp_path: Path) -> None:
    path = write("a.csv", ONE)
    rows, _, told = split(path, tmp_path)
    assert len(rows) == 1
    assert "twice" in told[0].en


def test_what_is_refused(write: Write, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    text = write("a.txt", "x")
    for given, says in (([], "nothing to say"), ([tmp_path / "none.csv"], "is not there"), ([tmp_path / "empty"], "holds nothing"), ([f"{tmp_path}/x*.csv"], "No file is called like"),
                        ([f"{tmp_path}/*.txt"], "can be read"), ([text], "of a kind"), ([""], "is empty")):  # fmt: skip
        with pytest.raises(BadInput, match=says) as refused:
            check(given)
        assert refused.value.zh


def test_all_files_that_are_refused_are_named(write: Write) -> None:
    paths = [write(f"{name}.csv", "voice,start\nx,1\n") for name in "abc"]
    with pytest.raises(BadInput) as refused:
        check([*paths, write("good.csv", ONE)])
    assert str(paths[0]) in refused.value.en
    assert f"(2): {paths[1]}, {paths[2]}." in refused.value.en


def test_nothing_is_read_of_any_before_all_were_looked_at(write: Write) -> None:
    good, bad = write("a.csv", ONE), write("b.csv", "")
    with pytest.raises(BadInput, match="is empty"):
        read([good, bad])


def test_a_script(write: Write) -> None:
    lines = (Line(id="l1", text="Hello.", speaker="Anna"), Line(id="l2", text="你好。", language="zh"))
    made = script.dumps(Script(title="Tea", language="en", scenes=(Scene(id="s1", lines=lines),)))
    path = write("tea.json", made)
    rows, _, told = split(path)
    assert [(row.text, row.speaker, row.language, row.start, row.place, row.output) for row in rows] == [
        ("Hello.", "Anna", "en", None, "scene s1, line l1", "tea/0001"), ("你好。", "", "zh", None, "scene s1, line l2", "tea/0002")]  # fmt: skip
    assert not told
    with pytest.raises(BadInput, match=r"other\.json"):
        check([write("other.json", "{}")])


def grid(*tiers: tuple[str, list[tuple[float, float, str]]]) -> str:
    out = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "0", "9", "<exists>", str(len(tiers))]
    for name, entries in tiers:
        out += ['"IntervalTier"', f'"{name}"', "0", "9", str(len(entries)), *(f'{a} {b} "{text}"' for a, b, text in entries)]
    return "\n".join(out)


def test_sentences_of_a_textgrid_go_before_its_words(write: Write) -> None:
    path = write(
        "a.TextGrid",
        grid(
            ("words", [(0, 1, "Hello"), (1, 2, "there")]),
            ("phones", [(0, 1, "h")]),
            ("sentences", [(0, 0.5, "sil"), (0.5, 2, "Hello there"), (2, 9, "")]),
        ),
    )
    rows, _, told = split(path)
    assert [(row.text, row.start, row.end) for row in rows] == [("Hello there", 0.5, 2)]
    assert "'sentences'" in told[0].en


def test_words_of_a_textgrid_and_who_says_them(write: Write) -> None:
    path = write(
        "a.TextGrid", grid(("words", [(0, 1, "Hello"), (1, 2, "there")]), ("speaker", [(0, 1, "Anna"), (1, 9, "Ben")]))
    )
    assert [(row.text, row.speaker, row.output) for row in split(path)[0]] == [
        ("Hello", "Anna", "a/0001"),
        ("there", "Ben", "a/0002"),
    ]
    path = write("b.TextGrid", grid(("anna - words", [(0, 1, "Hello")]), ("ben - words", [(1, 2, "there")])))
    assert [row.speaker for row in split(path)[0]] == ["anna", "ben"]
    path = write("c.TextGrid", grid(("Anna", [(3, 4, "Hello")]), ("Ben", [(1, 2, "there")])))
    assert [(row.text, row.speaker) for row in split(path)[0]] == [("there", "Ben"), ("Hello", "Anna")]


def test_textgrids_that_are_refused(write: Write) -> None:
    for content, says in (
        (grid(("phones", [(0, 1, "h")])), "no tier of texts"),
        ("hello", "TextGrid"),
        (grid(("words", [(0, 1, "x")]))[:-4], "line"),
    ):
        path = write("a.TextGrid", content)
        with pytest.raises(BadInput, match=says) as refused:
            check([path])
        assert str(path) in refused.value.en
