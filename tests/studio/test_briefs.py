"""What a brief says beside its words: front matter, a script in JSON; and what is told when a film is begun anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import edits, engines, script
from pipelines.errors import BadInput
from pipelines.script import Line, Scene, Script
from pipelines.speech import voices
from studio import create
from studio.store import Store

from .conftest import Ran

Run = Callable[..., Ran]

OWN = Script(
    title="Tea",
    language="en",
    scenes=(
        Scene(
            id="s1", title="Leaf", prompt="a tea leaf", layout="picture", lines=(Line(id="l1", text="Tea begins as a leaf."),)
        ),
    ),
)
BY_HAND = "---\ntitle: Tea\nlayout: {layout}\n---\n## Leaf\nTea begins as a leaf.\n\n## Cup\n[layout: pip]\nIt ends in a cup.\n"


def layouts(run: Run, brief: str, folder: Path) -> list[str]:
    (folder / "tea.md").write_text(brief)
    ran = run("write", folder / "tea.md", "--out", folder / "s.json", "--force")
    assert ran.code == 0, ran.err
    return [scene.layout for scene in script.loads((folder / "s.json").read_text()).scenes]


def test_the_front_matter_s_layout_holds_for_scenes_that_name_none(run: Run, tmp_path: Path) -> None:
    assert layouts(run, BY_HAND.format(layout="picture"), tmp_path) == ["picture", "pip"]
    assert layouts(run, BY_HAND.format(layout="主播"), tmp_path) == ["presenter", "pip"]
    prose = (
        "---\nlayout: presenter\n---\nTea is the leaf of an evergreen. It grows in the hills. It is picked by hand in spring."
    )
    assert set(layouts(run, prose, tmp_path)) == {"presenter"}


def test_a_layout_that_is_not_known_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tea.md").write_text(BY_HAND.format(layout="fullscreen"))
    ran = run("write", tmp_path / "tea.md", "--out", tmp_path / "s.json")
    assert ran.code == 2
    assert "'fullscreen' is not known. Accepted: presenter, pip, picture" in ran.line


def test_front_matter_that_means_nothing_here_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tea.md").write_text("---\ntitel: Tea\ndate: 2025-01-01\n---\n## Leaf\nTea begins as a leaf.\n")
    ran = run("write", tmp_path / "tea.md", "--out", tmp_path / "s.json")
    assert ran.code == 0
    assert "'titel' is not used. Known: title, language, layout. Did you mean title?" in ran.err
    assert "'date' is not used." in ran.err


def begun(folder: Path, brief: str, **more: object) -> create.Project:
    return create.begin(create.Request(brief=brief), Store(folder / "film.studio"), **more)  # type: ignore[arg-type]


def test_a_script_in_json_is_taken_as_one(tmp_path: Path) -> None:
    (tmp_path / "tea.json").write_text(script.dumps(OWN))
    assert begun(tmp_path, str(tmp_path / "tea.json")).script == OWN


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"name": "tea", "version": 2}', 'its "schema" should be "shengying.script"'),
        ('["tea"]', 'its "schema" should be "shengying.script"'),
        ('{"schema": ', "is not JSON"),
        ("Tea begins as a leaf.", "is not JSON"),
    ],
)
def test_other_json_is_no_brief(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "tea.json").write_text(text)
    with pytest.raises(BadInput, match=r"tea\.json is not a script") as refused:
        begun(tmp_path, str(tmp_path / "tea.json"))
    assert says in refused.value.en
    assert not (tmp_path / "film.studio").exists()


def test_a_text_with_braces_is_a_text(tmp_path: Path) -> None:
    assert begun(tmp_path, "{Tea} begins as a leaf. It ends in a cup.").script.lines


@pytest.mark.parametrize("command", [("write", "Tea begins as a leaf."), ("plan", "Tea.")])
def test_what_is_json_is_written_as_json(run: Run, tmp_path: Path, command: tuple[str, str]) -> None:
    ran = run(*command, "--out", tmp_path / "tea.txt")
    assert ran.code == 2
    assert "should end in .json" in ran.line


def test_a_film_begun_anew_tells_which_edits_of_speech_are_lost(tmp_path: Path) -> None:
    project = begun(tmp_path, "Tea begins as a leaf. It ends in a cup.")
    line = project.script.lines[0]
    planned = engines.load("speaker", "espeak").plan(line.text, voices.default("en"), language="en")
    store = Store(tmp_path / "film.studio")
    store.save(project.with_utterance(line.id, edits.set_pause(planned, planned.words[1].id, 24_000)))
    told: list[tuple[str, str]] = []
    begun(tmp_path, "Something else entirely.", force=True, note=lambda en, zh: told.append((en, zh)))
    assert told == [
        (
            f"A setting of word 2 ({planned.words[1].text}) could not be kept: its line is gone.",
            f"第 2 个词（{planned.words[1].text}）的设置无法保留：其所在的行已不存在。",
        )
    ]
    assert json.loads(store.file.read_text())["speech"] == {}
