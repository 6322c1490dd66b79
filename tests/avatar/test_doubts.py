"""What is said of portraits that can be animated and should perhaps not be: each fault is made on a face that has none."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipelines.avatar.doubts import doubts
from pipelines.avatar.faces import Face, find_face, find_faces
from pipelines.avatar.performance import rest
from pipelines.avatar.photo import PhotoAnimator
from pipelines.avatars import Avatar
from pipelines.media import Picture, read_picture

from .conftest import sample

PEOPLE = ["ai_square.png", "ai_tall.jpg", "ai_tall_b.jpg", "ai_tall_glasses.jpg", "ai_tall_glasses_b.jpg", "astronaut.png", "cg_square.png",
          "painting_a.png", "painting_b.jpg", "painting_beard.png", "photo_glasses.jpg", "photo_yaw.jpg", "small_smile.png"]  # fmt: skip


def kinds(pixels: np.ndarray, face: Face | None = None) -> list[str]:
    picture = Picture(pixels)
    return [doubt.kind for doubt in doubts(picture, face or find_face(picture, 0))]


def test_a_good_portrait_raises_none(portrait: Avatar) -> None:
    assert kinds(portrait.picture.pixels) == []


@pytest.mark.parametrize("name", PEOPLE)
def test_people_raise_none(name: str) -> None:
    assert kinds(sample(name).picture.pixels) == []


def test_shut_eyes(portrait: Avatar) -> None:
    still = rest()
    shut = PhotoAnimator().puppet(portrait).draw(replace(still, blink=np.ones_like(still.blink)), 0)
    assert kinds(shut) == ["shut"]


def test_dark_glasses(portrait: Avatar) -> None:
    worn, face = portrait.picture.pixels[..., :3].copy(), find_face(portrait.picture)
    for outer, inner in ((33, 133), (263, 362)):
        x, y = (face.points[outer, :2] + face.points[inner, :2]) / 2
        half = (int(0.27 * face.eyes), int(0.2 * face.eyes))
        cv2.ellipse(worn, (int(x), int(y)), half, 0, 0, 360, (25, 25, 30), -1, cv2.LINE_AA)
    assert kinds(worn) == ["dark glasses"]


def test_a_hand_over_the_mouth(portrait: Avatar) -> None:
    """The hand of another sample is laid over the mouth."""
    from_, face = sample("ai_tall.jpg").picture.pixels[..., :3], find_face(portrait.picture)
    hand = from_[774:1190, 0:220]
    scale = 1.3 * face.eyes / hand.shape[0]
    hand = cv2.resize(hand, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    pixels = portrait.picture.pixels[..., :3].copy()
    x, y = (face.points[13, :2] + face.points[14, :2]) / 2
    top, left = int(y - 0.45 * hand.shape[0]), int(x - hand.shape[1] / 2)
    pixels[top : top + hand.shape[0], left : left + hand.shape[1]] = hand
    assert "covered" in kinds(pixels)


def test_an_animal() -> None:
    """A cheetah in which the mesh sees a face: of the pictures that come with gradio, which the program needs anyway."""
    place = find_spec("gradio")
    path = Path(place.origin or "").parent / "test_data" / "cheetah2.jpg" if place else Path()
    if not path.is_file():
        pytest.skip("this gradio brings no picture of a cheetah")
    pixels = read_picture(path).pixels[..., :3]
    faces = find_faces(np.ascontiguousarray(pixels))
    if not faces:
        pytest.skip("the mesh sees no face in it")
    found = doubts(Picture(pixels), faces[0])
    assert found[0].kind == "person"
    assert "动物" in found[0].zh
