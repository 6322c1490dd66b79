"""What is said of a portrait before a film is made of it: on the command line and on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipelines.avatar.performance import rest
from pipelines.avatar.photo import PhotoAnimator
from pipelines.avatars import Avatar
from pipelines.files import data_folder
from pipelines.media import Picture, read_picture, write_picture
from studio import seen
from studio.ui import browser_files
from studio.ui.portrait import looked_at

from .conftest import SMALL, Ran

Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def small() -> np.ndarray:
    pixels = read_picture(data_folder("assets") / "demo" / "portrait.png").pixels[..., :3]
    return cv2.resize(pixels, (384, 512), interpolation=cv2.INTER_AREA)


@pytest.fixture(scope="module")
def asleep(small: np.ndarray) -> np.ndarray:
    still = rest()
    return PhotoAnimator().puppet(Avatar(Picture(small))).draw(replace(still, blink=np.ones_like(still.blink)), 0)


def test_a_film_of_a_doubtful_portrait_is_made_and_the_doubt_told(run: Run, asleep: np.ndarray, tmp_path: Path) -> None:
    write_picture(tmp_path / "asleep.png", Picture(asleep))
    done = run("create", "Tea.", "--portrait", tmp_path / "asleep.png", "--out", tmp_path / "film.mp4", *SMALL)
    assert done.code == 0, done.err
    assert "eyes are shut" in done.err
    assert (tmp_path / "film.mp4").is_file()


def test_an_animation_is_told_to_be_read_by_its_first_picture(small: np.ndarray, tmp_path: Path) -> None:
    frames = [Image.fromarray(small), Image.fromarray(small[:, ::-1])]
    frames[0].save(tmp_path / "wave.webp", save_all=True, append_images=frames[1:])
    (said,) = seen.remarks(tmp_path / "wave.webp", seen.avatar(tmp_path / "wave.webp"))
    assert "first of its 2" in said.en


def test_several_faces_are_listed_with_their_places(run: Run, small: np.ndarray, tmp_path: Path) -> None:
    write_picture(tmp_path / "two.png", Picture(np.hstack((small, small[:, ::-1]))))
    done = run("create", "Tea.", "--portrait", tmp_path / "two.png", "--out", tmp_path / "film.mp4", *SMALL)
    assert done.code == 2
    assert "2 faces" in done.line
    assert "--face 1 … 2" in done.line
    assert "1: at (" in done.line
    assert "2: at (" in done.line
    for number, told in (
        ("0", "counted from 1"),
        ("-1", "counted from 1"),
        ("3", "Face 3 was asked for; this picture shows 2"),
    ):
        done = run(
            "create", "Tea.", "--portrait", tmp_path / "two.png", "--face", number, "--out", tmp_path / "film.mp4", *SMALL
        )
        assert done.code == 2
        assert told in done.line


def test_the_page_looks_at_a_portrait_at_once(
    small: np.ndarray, asleep: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_files, "uploads", lambda: tmp_path)

    def said(pixels: np.ndarray, lang: str) -> str:
        write_picture(tmp_path / "it.png", Picture(pixels))
        return looked_at({"path": str(tmp_path / "it.png")}, lang)

    assert said(small, "en") == ""
    assert "双眼闭合" in said(asleep, "zh")
    assert "No face" in said(np.full_like(small, 128), "en")
    assert looked_at(None, "en") == ""
    for lang, told in (("en", "Click the one"), ("zh", "点选")):
        two = said(np.hstack((small, small[:, ::-1])), lang)
        assert told in two
        assert "--face" not in two
    assert "not added through the page" in looked_at({"path": "/etc/hostname"}, "en")
