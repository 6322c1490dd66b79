"""A film taken from the page to another editor, and what is told of it."""

from __future__ import annotations

import io
import json
import shutil
import time
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pipelines.film.exchange.files import KINDS
from pipelines.media import Picture, write_picture
from pipelines.script import Line, Scene, Script
from studio import films_home, produce
from studio.project import Choices, Project
from studio.ui import film_export, film_panel, film_routes, making, runs
from studio.ui.form import Form

ID = "20260101-120000-abcd"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A person's films: one, made for a platform that takes shorter ones."""
    home = tmp_path_factory.mktemp("home") / "films"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STUDIO_HOME", str(home))
        store = films_home.store(ID)
        store.prepare()
        scene = Scene(id="s1", lines=(Line(id="l1", text="Tea grows."), Line(id="l2", text="On a hill.")))
        project = Project(script=Script(title="Tea", language="en", scenes=(scene,)), choices=Choices(size=(192, 240), platform="shorts"))  # fmt: skip
        store.save(project)
        film = produce.film(project, store, films_home.video(ID))
        films_home.write_json(ID, "film.json", making.facts(project, film.seconds, 1.0, films_home.video(ID)))
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path / "films")
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "films"))
    return tmp_path / "films"


def ask(kind: str, film: str = ID, lang: str = "en", **asked: Any) -> dict[str, Any]:
    """What came of it once it has ended, as the panel is told."""
    begun = film_export.export({"film": film, "kind": kind, "lang": lang, **asked})
    if "error" in begun:
        return begun
    for _ in range(1200):
        found = told(film, lang)
        assert found["number"] == begun["number"]
        if not found["active"]:
            return found
        time.sleep(0.05)
    raise AssertionError("an export without an end")


def told(film: str = ID, lang: str = "en") -> dict[str, Any]:
    found = film_panel.status({"film": film, "lang": lang})["export"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_gets_the_timeline_and_all_its_media(home: Path, kind: str) -> None:
    answer = ask(kind)
    assert "error" not in answer, answer
    packed = zipfile.ZipFile(io.BytesIO((home / ID / "editors" / f"film.{kind}.zip").read_bytes()))
    assert packed.testzip() is None
    names = packed.namelist()
    assert sum(name.endswith(".mp4") for name in names) == 2
    assert sum(name.endswith(".wav") for name in names) >= 2
    assert str(home / ID / "editors" / kind) == answer["folder"]
    assert "--" not in str(answer["told"])
    if kind == "jianying":
        json.loads(packed.read("film/draft_content.json"))


def pictures_of(home: Path, kind: str) -> dict[str, bytes]:
    packed = zipfile.ZipFile(home / ID / "editors" / f"film.{kind}.zip")
    return {name: packed.read(name) for name in packed.namelist() if name.endswith(".mp4")}


def test_pictures_without_captions_are_made_where_they_are_wanted(home: Path) -> None:
    assert any("tick “Clean pictures”" in text for text in ask("fcpxml")["told"])
    assert any("勾选“干净的画面”可" in text for text in told(lang="zh")["told"])
    burned = pictures_of(home, "fcpxml")
    clean = ask("fcpxml", clean=True)
    assert not any("Clean pictures" in text for text in clean["told"])
    made = pictures_of(home, "fcpxml")
    assert made.keys() == burned.keys()
    assert all(made[name] != burned[name] for name in made)
    assert ask("fcpxml")["url"]
    assert pictures_of(home, "fcpxml") == burned


def test_media_are_found_where_the_zip_will_be_unpacked(home: Path) -> None:
    assert ask("capcut", at=" D:\\films\\tea\\ ")["url"]
    draft = json.loads((home / ID / "editors" / "capcut" / "film" / "draft_content.json").read_text(encoding="utf-8"))
    paths = {one["path"] for one in draft["materials"]["videos"]}
    assert paths
    assert all(path.startswith("D:/films/tea/film/media/") for path in paths)
    assert ask("premiere", at="D:/films/tea")["url"]
    assert "D:/films/tea/film_media/" in (home / ID / "editors" / "premiere" / "film.xml").read_text(encoding="utf-8")
    for wrong in ("a\nb", "/" + "x" * 401, "films", "../..", "http://a/b", 'D:/a"b', "D:/<tea>"):
        assert "D:/films/tea" in ask("premiere", at=wrong)["error"]


def test_one_at_a_time_and_it_can_be_stopped(home: Path) -> None:
    with runs._turn:  # another film is being made
        begun = film_export.export({"film": ID, "kind": "otio"})
        assert told()["state"] == "waiting"
        assert told()["active"]
        assert "error" in film_export.export({"film": ID, "kind": "edl"})
        film_export.stop_export({"film": ID})
        for _ in range(200):
            if not told()["active"]:
                break
            time.sleep(0.05)
        stopped = told()
    assert stopped["state"] == "stopped"
    assert stopped["number"] == begun["number"]
    assert "url" not in stopped
    assert "error" not in stopped
    assert ask("otio")["url"]


def test_what_was_exported_is_there_after_the_page_was_loaded_again(home: Path) -> None:
    assert ask("fcpxml", clean=True, at="D:/films")["url"].startswith(f"/film/{ID}/fcpxml?v=")
    again = told()
    assert (again["clean"], again["at"]) == (True, "D:/films")
    assert again["url"].startswith(f"/film/{ID}/fcpxml?v=")
    assert 'name="Tea"' in (home / ID / "editors" / "fcpxml" / "film.fcpxml").read_text(encoding="utf-8")


def test_files_are_given_out_under_the_films_title(home: Path) -> None:
    store = films_home.store(ID)
    project = store.load()
    store.save(project.model_copy(update={"script": project.script.model_copy(update={"title": '茶: a "hill"/1'})}))
    page = TestClient(Starlette(routes=list(film_routes.ROUTES)))
    for kind, name in (("mp4", "茶 a hill 1.mp4"), ("srt", "茶 a hill 1.srt")):
        answer = page.get(film_routes.url(ID, kind))
        assert answer.status_code == 200
        assert answer.content == films_home.video(ID).with_suffix(f".{kind}").read_bytes()
        assert unquote(answer.headers["content-disposition"]).endswith(name)
    assert film_routes.name_of(" ... ", "zip") == "film.studio.zip"
    assert film_routes.name_of("Tea", "otio") == "Tea.otio.zip"
    for wrong in (f"/film/{ID}/json", f"/film/{ID}/otio", "/film/20260101-120000-ffff/mp4", "/film/../mp4"):
        assert page.get(wrong).status_code == 404


def test_an_export_of_an_older_film_is_not_shown(home: Path) -> None:
    assert ask("otio")["url"]
    facts = films_home.read_json(ID, "film.json")
    films_home.write_json(ID, "film.json", facts | {"made": "another"})
    assert film_panel.status({"film": ID, "lang": "en"})["export"] is None


def test_a_fault_while_it_is_written_is_told(home: Path) -> None:
    (home / ID / "editors").write_text("a file where a folder is to be")
    assert "editors" in ask("otio")["error"]


def test_what_cannot_be_taken_is_said_in_the_pages_words(home: Path) -> None:
    for kind, film in (("avid", ID), ("otio", "../x"), ("otio", "20260101-120000-ffff"), ("", ID)):
        assert ask(kind, film)["error"]
    store = films_home.store(ID)
    project = store.load()
    store.save(project.model_copy(update={"choices": project.choices.model_copy(update={"transition": "cut"})}))
    assert ask("otio", lang="zh")["error"] == "影片生成之后有改动，请先重新生成。"


def test_what_its_platform_does_not_take_is_told(home: Path) -> None:
    store = films_home.store(ID)
    facts = films_home.read_json(ID, "film.json")
    assert film_panel.status({"film": ID, "lang": "zh"})["result"]["notes"] == []
    films_home.write_json(ID, "film.json", making.facts(store.load(), 400.0, 1.0, films_home.video(ID)))
    (told,) = film_panel.status({"film": ID, "lang": "en"})["result"]["notes"]
    assert "up to 3 minutes" in told
    films_home.write_json(ID, "film.json", {name: value for name, value in facts.items() if name != "notes"})  # an older one
    assert film_panel.status({"film": ID, "lang": "en"})["result"]["notes"] == []


def test_what_of_an_intro_is_cut_off_is_told_by_its_own_name(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    intro = tmp_path / "uploads" / "开场.png"
    intro.parent.mkdir()
    write_picture(intro, Picture(np.full((64, 256, 3), 90, np.uint8)))
    run = runs.Run(ID, "film")
    making._film(run, Form(brief="Tea.", size="192x240", intro=str(intro)))
    (told,) = film_panel.status({"film": ID, "lang": "zh"})["result"]["notes"]
    assert "开场.png" in told
