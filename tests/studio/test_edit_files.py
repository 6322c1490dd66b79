"""Edits as files, as a person uses them on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import timeline
from pipelines.media import read_audio
from pipelines.script import Line, Scene, Script
from studio.project import Choices, Project
from studio.store import Store

from .conftest import Ran

Run = Callable[..., Ran]


@pytest.fixture
def speech(run: Run, tmp_path: Path) -> Path:
    out = tmp_path / "speech.json"
    assert run("plan", "银行行长重新发行，你们觉得怎么样？", "--voice", "xiaolan", "--out", out).code == 0
    return out


def test_edits_from_a_file_are_heard_and_can_be_compared(run: Run, speech: Path, tmp_path: Path) -> None:
    edits = tmp_path / "edits.jsonl"
    edits.write_text(
        '{"edit": "length", "first": "w2", "phoneme": 1, "ms": 400}\n\n{"edit": "tone", "word": "w3", "tone": 2}\n'
    )
    ran = run("edit", speech, edits, "--out", tmp_path / "new.json")
    assert ran.code == 0, ran.err
    made = timeline.loads((tmp_path / "new.json").read_text())
    assert made.word("w3").reading == "fa2 xing2"
    rows = json.loads(run("diff", speech, tmp_path / "new.json", "--json").out)
    assert {"what": "set samples", "word": "w2", "text": "重新", "before": None, "after": 9600, "phoneme": 1} in rows
    assert "重新 [1]: set samples" in run("diff", speech, tmp_path / "new.json").out
    assert run("speak", tmp_path / "new.json", "--out", tmp_path / "new.wav", "--no-label").code == 0
    assert len(read_audio(tmp_path / "new.wav")) == made.samples


def test_another_voice_in_the_line_is_spoken_by_the_command(run: Run, speech: Path, tmp_path: Path) -> None:
    change = '{"edit": "voice", "first": "w4", "last": "w6", "voice": "mingyuan"}'
    assert run("edit", speech, change, "--out", tmp_path / "two.json").code == 0
    ran = run("speak", tmp_path / "two.json", "--out", tmp_path / "two.wav")
    assert ran.code == 0, ran.err
    run("edit", speech, change.replace("mingyuan", "nobody"), "--out", tmp_path / "bad.json")
    ran = run("speak", tmp_path / "bad.json", "--out", tmp_path / "bad.wav")
    assert ran.code != 0
    assert "nobody" in ran.line
    assert not (tmp_path / "bad.wav").exists()


def test_a_setting_that_cannot_be_kept_is_said(run: Run, speech: Path, tmp_path: Path) -> None:
    run("edit", speech, '{"edit": "stress", "first": "w3"}', "--out", tmp_path / "a.json")
    ran = run("edit", tmp_path / "a.json", '{"edit": "text", "first": "w3", "text": ""}', "--out", tmp_path / "b.json")
    assert ran.code == 0
    assert "word 3 (发行) could not be kept: the word is gone" in ran.err


def test_a_preset_is_saved_and_laid_on_other_words(run: Run, speech: Path, tmp_path: Path) -> None:
    own = '{"edit": "style", "first": "w1", "style": "cheerful", "degree": 0.5}'
    assert run("edit", speech, own, "--save-preset", tmp_path / "happy.json").code == 0
    ran = run(
        "edit", speech, "--preset", tmp_path / "happy.json", "--first", "w2", "--last", "w3", "--out", tmp_path / "n.json"
    )
    assert ran.code == 0, ran.err
    made = timeline.loads((tmp_path / "n.json").read_text())
    assert [made.override(w).style for w in ("w1", "w2", "w3")] == ["", "cheerful", "cheerful"]


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ('{"edit": "sing"}', "pitch"),
        ('{"edit": "pause", "word": "w99", "ms": 100}', "w99"),
        ('{"edit": "fit", "ms": 10}', "possible here"),
        ("{broken", "line 1"),
        ("missing.jsonl", "missing.jsonl"),
    ],
)
def test_bad_edits_end_with_one_line_and_write_nothing(run: Run, speech: Path, tmp_path: Path, edit: str, says: str) -> None:
    before = speech.read_bytes()
    ran = run("edit", speech, edit, "--out", tmp_path / "out.json")
    assert ran.code != 0
    assert says in ran.line
    assert not (tmp_path / "out.json").exists()
    assert speech.read_bytes() == before


def test_which_of_several_edits_cannot_be_is_said(run: Run, speech: Path, tmp_path: Path) -> None:
    edits = tmp_path / "edits.jsonl"
    edits.write_text('{"edit": "pause", "word": "w1", "ms": 100}\n{"edit": "length", "first": "w1", "ms": 4000}\n')
    ran = run("edit", speech, edits, "--out", tmp_path / "out.json")
    assert ran.code == 2
    assert ran.line.startswith("Edit 2 of 2: ")
    ran = run("edit", speech, '{"edit": "event", "word": "w1", "kind": "laugh"}', "--out", tmp_path / "out.json")
    assert "ms is missing" in ran.line
    assert "Edits are" not in ran.line


def test_the_schema_of_edits_is_printed(run: Run, speech: Path) -> None:
    assert "discriminator" in json.loads(run("edit", speech, "--schema").out)


def test_a_difference_is_written_as_a_person_reads_it(run: Run, speech: Path, tmp_path: Path) -> None:
    edits = tmp_path / "edits.jsonl"
    edits.write_text(
        '{"edit": "contour", "first": "w2", "phoneme": 1, "points": [[0, 0], [1, 4.5]]}\n'
        '{"edit": "pause", "word": "w3", "ms": 300}\n{"edit": "event", "word": "w4", "kind": "breath", "ms": 300}\n'
    )
    ran = run("edit", speech, edits, "--out", tmp_path / "new.json")
    assert ran.code == 0, ran.err
    rows = run("diff", speech, tmp_path / "new.json").out
    assert "重新 [1]: set contour  — → [[0.0, 0.0], [1.0, 4.5]]" in rows
    assert "set pause  — → 7200" in rows
    assert '"kind": "breath"' in rows
    assert "(" not in rows
    assert "None" not in rows


def test_a_line_of_a_project_is_edited_in_its_place(run: Run, tmp_path: Path) -> None:
    lines = (Line(id="l1", text="请喝茶。"), Line(id="l2", text="银行行长来了。"))
    own = Store(tmp_path / "film.studio")
    own.prepare()
    own.save(Project(script=Script(title="茶", language="zh", scenes=(Scene(id="s1", lines=lines),)), choices=Choices()))
    ran = run("edit", own.folder, '{"edit": "length", "first": "w2", "phoneme": 1, "ms": 400}', "--line", "l2")
    assert ran.code == 0, ran.err
    kept = own.load()
    assert list(kept.speech) == ["l2"]
    assert kept.utterance("l2").override("w2").phonemes[1].samples == 9600  # type: ignore[union-attr]
    assert run("edit", own.folder, '{"edit": "text", "first": "w1", "text": "商店"}', "--line", "l2").code == 0
    after = own.load()
    assert after.script.lines[1].text.startswith("商店")
    assert any(own.phonemes for own in after.utterance("l2").overrides.values())  # type: ignore[union-attr]
    assert run("edit", own.folder, '{"edit": "reset", "first": "w1", "last": "w9"}', "--line", "l9").line.startswith(
        "The project has no line 'l9'. It has: l1, l2."
    )
    assert "give --line" in run("edit", own.folder, '{"edit": "pause", "word": "w1", "ms": 3}').line
    assert own.load() == after


def test_a_latin_word_that_is_deleted_takes_its_space_with_it(run: Run, tmp_path: Path) -> None:
    run("plan", "他长得确实 OK 很高。", "--voice", "xiaolan", "--out", tmp_path / "a.json")
    plan = timeline.loads((tmp_path / "a.json").read_text())
    word = next(word.id for word in plan.words if word.text == "OK")
    change = f'{{"edit": "text", "first": "{word}", "text": ""}}'
    assert run("edit", tmp_path / "a.json", change, "--out", tmp_path / "b.json").code == 0
    assert timeline.loads((tmp_path / "b.json").read_text()).text == "他长得确实很高。"
