"""A drawn presenter in a film: named, kept in the project, drawn, and told in the label."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipelines.avatar.drawn import catalogue
from pipelines.avatar.head3d import catalogue as heads
from pipelines.avatar.head3d import export
from pipelines.errors import BadInput
from studio import seen
from studio.store import Store

from ..avatar import videos
from .conftest import SMALL, Ran

Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STUDIO_AVATARS", str(tmp_path / "avatars"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_a_film_is_presented_by_a_drawn_character(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "film.mp4"
    done = run("create", "Tea grows on hills. Pick the youngest leaves.", "--portrait", "mei", "--out", out, *SMALL)
    assert done.code == 0, done.err
    kept = Store(tmp_path / "film.studio").load().choices.avatars[""]
    assert catalogue.read(Store(tmp_path / "film.studio").resolve(kept)) == catalogue.load("mei")
    film = cv2.VideoCapture(str(out))
    frames = []
    while (read := film.read())[0]:
        frames.append(read[1].astype(int))
    assert max(np.abs(frame - frames[0]).mean() for frame in frames) > 1.0
    told = json.loads(run("labels", out).out)["shengying"]["engines"]["animator"]
    assert told.startswith("drawn:")


def test_who_is_seen_is_a_picture_or_a_presenter(run: Run, tmp_path: Path) -> None:
    assert seen.portrait_of("mei").suffix == ".toml"
    assert seen.portrait_of("some/where.png") == Path("some/where.png")
    with pytest.raises(BadInput, match="studio avatar list"):
        seen.portrait_of("nobody-at-all")
    done = run("create", "Tea.", "--portrait", "nobody-at-all", "--out", tmp_path / "film.mp4", *SMALL)
    assert done.code == 2
    assert "studio avatar list" in done.err
    broken = tmp_path / "odd.toml"
    broken.write_text('hair = "grass"', encoding="utf-8")
    done = run("create", "Tea.", "--portrait", broken, "--out", tmp_path / "film.mp4", *SMALL)
    assert done.code == 2
    assert "grass" in done.err
    assert not (tmp_path / "film.mp4").exists()


def test_a_film_is_presented_by_someone_enrolled_until_they_are_deleted(run: Run, tmp_path: Path) -> None:
    clip = videos.write(tmp_path / "anna.mp4", videos.talking())
    assert run("avatar", "enrol", clip, "--name", "anna-li", "--consent", "I, Anna, agree to tests.").code == 0
    out = tmp_path / "film.mp4"
    done = run("create", "Tea grows on hills.", "--portrait", "anna-li", "--out", out, *SMALL)
    assert done.code == 0, done.err
    told = json.loads(run("labels", out).out)["shengying"]
    assert told["engines"]["animator"].startswith("video:")
    assert "I, Anna, agree to tests." in json.dumps(told)
    kept = [path for path in (tmp_path / "film.studio" / "inputs").rglob("*") if path.suffix in (".mp4", ".npz")]
    assert not kept, "the clip belongs to the person, not to the film"
    assert run("avatar", "remove", "anna-li", "--yes").code == 0
    again = run("create", "Tea grows on hills.", "--portrait", seen_copy(tmp_path), "--out", tmp_path / "other.mp4", *SMALL)
    assert again.code == 2
    assert "'anna-li'" in again.err


def seen_copy(tmp_path: Path) -> Path:
    """The film's own description of its presenter"""
    store = Store(tmp_path / "film.studio")
    return store.resolve(store.load().choices.avatars[""])


def test_a_model_of_ones_own_and_a_head_are_seen_by_the_same_animator(tmp_path: Path) -> None:
    model = tmp_path / "mine.GLB"
    model.write_bytes(export.to_glb(heads.load("ada")))
    assert (seen.kind_of(model), seen.animator_for(model, "photo")) == ("model", "head3d")
    assert seen.avatar(model).model == model
    described = seen.portrait_of("ada")
    assert (seen.kind_of(described), seen.animator_for(described, "photo")) == ("3d", "head3d")
    odd = tmp_path / "odd.toml"
    odd.write_text('kind = "hologram"\nname = "x"', encoding="utf-8")
    with pytest.raises(BadInput, match="drawn, 3d"):
        seen.kind_of(odd)
