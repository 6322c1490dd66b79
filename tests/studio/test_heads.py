"""Heads in three dimensions on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.errors import BadInput
from pipelines.head import Head
from pipelines.media import read_picture
from studio import part_options, presenters
from studio.cli import app

CLI = CliRunner()


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STUDIO_AVATARS", str(tmp_path / "avatars"))
    return tmp_path / "avatars" / "heads"


def run(*args: str) -> str:
    result = CLI.invoke(app, ["avatar", *args], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_they_are_listed_and_counted() -> None:
    rows = json.loads(run("heads", "--json"))
    assert len(rows) >= 24
    assert {row["kind"] for row in rows} == {"3d"}
    assert {row["hair"] for row in json.loads(run("heads", "--json", "--part", "hair=bun"))} == {"bun"}
    counted = json.loads(run("parts", "--json"))
    assert counted["assets"] >= 1000
    assert counted["assets"] == sum(counted["meshes_in_their_colours"].values()) + counted["faces"]
    assert counted["of_which_meshes"] == sum(counted["meshes"].values()) >= 50
    assert str(counted["assets"]) in run("parts")


def test_ones_own_is_made_shown_and_chosen(own_folder: Path, tmp_path: Path) -> None:
    run("model", "--name", "mine", "--like", "toby", "--part", "hair=bald", "--part", "cloth=#123456")
    assert (own_folder / "mine.toml").read_text().startswith('kind = "3d"\n')
    still = tmp_path / "mine.png"
    assert "#123456" in run("show", "mine", "--out", str(still), "--size", "128x128")
    assert read_picture(still).size == (128, 128)
    who, animator = presenters.avatar_for("mine", None, "")
    assert animator == "head3d"
    assert who.head is not None
    assert who.head.hair == "bald"
    again, _ = presenters.avatar_for(str(own_folder / "mine.toml"), None, "")
    assert again.head == who.head


def test_what_there_is_not_is_refused() -> None:
    with pytest.raises(BadInput, match="hair=bun"):
        part_options.parse(["hair"], Head)
    with pytest.raises(BadInput, match="bald, buzz"):
        part_options.parse(["hair=antlers"], Head)
    with pytest.raises(BadInput, match="no head"):
        CLI.invoke(app, ["avatar", "export", "nobody", "--out", "a.glb"], standalone_mode=False, catch_exceptions=False)


def test_a_glb_of_ones_own_is_an_avatar(tmp_path: Path) -> None:
    path = tmp_path / "own.glb"
    run("export", "toby", "--out", str(path))
    who, animator = presenters.avatar_for(str(path), None, "")
    assert (who.model, animator) == (path, "head3d")
    with pytest.raises(BadInput, match="not a file"):
        presenters.avatar_for(str(tmp_path / "other.vrm"), None, "")
