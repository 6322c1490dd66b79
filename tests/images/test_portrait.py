"""The demo presenter: found by FaceMesh, mouth shut, eyes open, the same at every run."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipelines.errors import OutputExists
from pipelines.files import data_folder
from pipelines.images import portrait
from pipelines.media import Picture, read_picture

needs_mesh = pytest.mark.skipif(importlib.util.find_spec("mediapipe") is None, reason="mediapipe is not installed")


@pytest.fixture(scope="module")
def picture() -> Picture:
    return portrait.paint()


def landmarks(pixels: np.ndarray) -> np.ndarray:
    """The 478 refined points of the one face, in pixels; fails when there is not exactly one."""
    import mediapipe

    with mediapipe.solutions.face_mesh.FaceMesh(static_image_mode=True, refine_landmarks=True, max_num_faces=3) as mesh:
        found = mesh.process(np.ascontiguousarray(pixels)).multi_face_landmarks or []
    assert len(found) == 1
    h, w = pixels.shape[:2]
    return np.array([(p.x * w, p.y * h) for p in found[0].landmark])


def test_the_shipped_file_is_what_the_code_draws(picture: Picture) -> None:
    shipped = read_picture(data_folder("assets") / "demo" / "portrait.png")
    assert shipped.size == picture.size == portrait.SIZE
    assert np.abs(shipped.pixels.astype(int) - picture.pixels).mean() < 1.5


@needs_mesh
@pytest.mark.parametrize("height", [1440, 683, 512, 360])
def test_one_face_is_found_at_any_scale(picture: Picture, height: int) -> None:
    width = round(1080 * height / 1440)
    points = landmarks(cv2.resize(picture.pixels, (width, height), interpolation=cv2.INTER_AREA)) * 1440 / height
    assert np.abs(points[468] - (portrait._X - 79, portrait._Y)).max() < 12, "the iris is where the eye was drawn"
    assert np.abs(points[473] - (portrait._X + 79, portrait._Y)).max() < 12


@needs_mesh
def test_the_mouth_is_shut_and_the_eyes_are_open(picture: Picture) -> None:
    points = landmarks(picture.pixels)
    across = float(np.linalg.norm(points[33] - points[263]))
    assert np.linalg.norm(points[13] - points[14]) / across < 0.02
    for upper, lower in ((159, 145), (386, 374)):
        assert np.linalg.norm(points[upper] - points[lower]) / across > 0.06
    assert abs(points[61][1] - points[291][1]) / across < 0.03, "the head is level"


def test_the_command_writes_the_picture_and_keeps_what_is_there(tmp_path: Path) -> None:
    out = tmp_path / "p.png"
    out.write_bytes(b"mine")
    with pytest.raises(OutputExists):
        portrait.main(["--out", str(out)])
    assert out.read_bytes() == b"mine"
    portrait.main(["--out", str(out), "--force"])
    assert read_picture(out).size == portrait.SIZE
