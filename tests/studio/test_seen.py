"""A drawn presenter in a film: named, kept in the project, drawn, and told in the label."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipelines.avatar.drawn import catalogue
from pipelines.errors import BadInput
from studio import seen
from studio.store import Store

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
