"""A film's lines are read by its own dictionary and by the user's, at once and without losing a person's own settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import editing
from pipelines.errors import BadInput
from pipelines.script import Line, Scene, Script
from studio import produce
from studio.project import Project
from studio.store import Store


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("SHENGYING_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "film.studio")
    made.folder.mkdir()
    made.takes.folder.mkdir()
    return made


def project() -> Project:
    lines = (Line(id="l1", text="朝阳区到了。"), Line(id="l2", text="请下车。"))
    return Project(script=Script(title="A stop", language="zh", scenes=(Scene(id="s1", lines=lines),)))


def dictionary(folder: Path, *rows: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "lexicon.csv").write_text("text,reading,language\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")


def readings(own: Project, store: Store) -> dict[str, str]:
    planned, dropped = produce.plan(own, store)
    assert dropped == ()
    return {name: " ".join(word.reading for word in line.words) for name, line in planned.items()}


def test_the_projects_dictionary_goes_before_the_users_and_both_apply_at_once(store: Store, home: Path) -> None:
    own = project()
    plain = readings(own, store)
    assert plain["l1"].startswith("chao2 yang2")
    dictionary(home, "朝阳,zhao1 yang2,zh")
    users = readings(own, store)
    assert users["l1"].startswith("zhao1 yang2")
    assert users["l2"] == plain["l2"]
    dictionary(store.folder, "朝阳,zhao1 yang4,zh")
    assert readings(own, store)["l1"].startswith("zhao1 yang4")
    (store.folder / "lexicon.csv").unlink()
    (home / "lexicon.csv").unlink()
    assert readings(own, store) == plain


def test_a_line_that_was_edited_follows_the_dictionary_and_keeps_its_edits(store: Store) -> None:
    own = project()
    line = produce.plan(own, store)[0]["l1"]
    edit = editing.parse({"edit": "pause", "word": line.words[0].id, "ms": 400})
    own = own.with_utterance("l1", editing.apply(line, edit).utterance)
    dictionary(store.folder, "朝阳,zhao1 yang2,zh")
    (planned, _) = produce.plan(own, store)
    assert planned["l1"].words[0].reading.startswith("zhao1 yang2")
    assert planned["l1"].override(planned["l1"].words[0].id).pause == 9600


def test_a_dictionary_that_cannot_be_read_is_named(store: Store) -> None:
    (store.folder / "lexicon.csv").write_text("text,reading,language\n朝阳,zhao9,zh\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"lexicon\.csv"):
        produce.plan(project(), store)
