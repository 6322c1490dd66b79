"""`studio export` and `studio import`, as a person uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import timeline

from .conftest import Ran

Run = Callable[..., Ran]


@pytest.fixture
def speech(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "speech.json"
    assert run("plan", "Hello there, world. One more.", "--out", path).code == 0
    return path


def test_out_to_standard_output_and_to_a_file(run: Run, speech: Path, tmp_path: Path) -> None:
    ran = run("export", speech, "--to", "srt")
    assert ran.code == 0
    assert "Hello there, world." in ran.out
    assert "does not hold phonemes" in ran.err
    ran = run("export", speech, "--out", tmp_path / "a.TextGrid")
    assert ran.code == 0
    assert 'name = "phones"' in (tmp_path / "a.TextGrid").read_text()
    ran = run("export", speech, "--out", tmp_path / "a.TextGrid")
    assert (ran.code, "--force" in ran.line) == (2, True)
    ran = run("export", speech, "--to", "visemes-azure", "--out", tmp_path / "v.csv")
    assert (tmp_path / "v.csv").read_text().startswith("viseme,offset_ms")


def test_in_again_as_the_same_speech(run: Run, speech: Path, tmp_path: Path) -> None:
    for name in ("a.TextGrid", "a.lab", "a.csv"):
        run("export", speech, "--out", tmp_path / name)
        ran = run("import", tmp_path / name, "--out", tmp_path / "again.json", "--lang", "en", "--force")
        assert ran.code == 0, ran.err
        before, again = (timeline.loads((tmp_path / file).read_text()) for file in ("speech.json", "again.json"))
        assert [(s.symbol, s.start, s.end) for s in again.segments()] == [(s.symbol, s.start, s.end) for s in before.segments()]


def test_notes_are_told_in_the_persons_language_and_as_json(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.srt").write_bytes(
        "1\n00:00:01,000 --> 00:00:03,000\n<i>你好</i>\n\n2\n00:00:04,000 --> 00:00:05,000\n♪\n".encode("gbk", "replace")
    )
    ran = run("import", tmp_path / "a.srt", "--out", tmp_path / "a.json", "--json", "--extra", tmp_path / "extra.json")
    told = json.loads(ran.out)
    assert told["language"] == "zh"
    assert {"place", "en", "zh"} == set(told["notes"][0])
    assert json.loads((tmp_path / "extra.json").read_text())["cues"][0]["marked"] == "<i>你好</i>"
    monkeypatch.setenv("STUDIO_LANG", "zh")
    ran = run("import", tmp_path / "a.srt", "--out", tmp_path / "a.json", "--force")
    assert "另行保存" in ran.err


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.docx", b"hello", "suffix"),
        ("a.srt", b"\x89PNG\r\n\x1a\n\x00\x01", "not a text file"),
        ("a.TextGrid", b"File type", "File type"),
        ("a.json", b'{"schema": "shengying.utterance", "version": 99}', "version 99"),
        ("a.lab", b"0 1 a b\nx\n", "line 2"),
    ],
)
def test_bad_files_end_with_one_line_and_leave_nothing(run: Run, tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    ran = run("import", tmp_path / name, "--out", tmp_path / "out.json")
    assert ran.code == 2
    assert says in ran.line
    assert len(ran.err.strip().splitlines()) == 1
    assert not (tmp_path / "out.json").exists()


def test_choices_that_are_not_there(run: Run, speech: Path, tmp_path: Path) -> None:
    assert "textgrid" in run("export", speech).line
    assert "not known" in run("export", speech, "--to", "docx").line
    run("export", speech, "--out", tmp_path / "a.srt")
    assert "nobody" in run("import", tmp_path / "a.srt", "--out", tmp_path / "b.json", "--voice", "nobody").line
    assert "klingon" in run("import", tmp_path / "a.srt", "--out", tmp_path / "b.json", "--lang", "klingon").line
    assert not (tmp_path / "b.json").exists()


def test_an_old_subtitle_s_encoding_is_found_and_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_bytes("1\n00:00:01,000 --> 00:00:03,000\nC'était déjà l'été.\n".encode("cp1252"))
    ran = run("import", tmp_path / "a.srt", "--out", tmp_path / "a.json", "--lang", "fr")
    assert ran.code == 0, ran.err
    assert "read as cp1252" in ran.err
    assert timeline.loads((tmp_path / "a.json").read_text()).text == "C'était déjà l'été."
