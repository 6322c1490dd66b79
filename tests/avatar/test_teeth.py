"""Teeth that a picture shows are its own when it speaks; where it shows none they are drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipelines.avatar.articulation import CHANNELS
from pipelines.avatar.faces import find_face
from pipelines.avatar.framing import cut, frame_face
from pipelines.avatar.performance import rest
from pipelines.avatar.photo import PhotoAnimator
from pipelines.avatar.rig import axes, find_mouth
from pipelines.avatar.teeth import own_teeth
from pipelines.avatar.warp import cover
from pipelines.avatars import Avatar

from .conftest import sample

SIZE = (720, 900)


def found(avatar: Avatar) -> np.ndarray | None:
    """The layer of an avatar's own teeth on its frame."""
    face = find_face(avatar.picture)
    framing = frame_face(face, avatar.picture.size, SIZE, 1.0)
    pixels, points = cut(avatar.picture.pixels[..., :3], framing), framing.points(face)
    frame = axes(points)
    mouth = find_mouth(frame, points, pixels.mean(axis=2).astype(np.uint8))
    x, y = frame.place(0, 0)
    teeth = own_teeth(pixels, frame, mouth, cover(x - 0.5 * frame.unit, y - 0.3 * frame.unit, x + 0.5 * frame.unit, y + 0.4 * frame.unit, 2))  # fmt: skip
    return None if teeth is None else teeth.layer


@pytest.mark.parametrize("name", ["astronaut.png", "ai_tall.jpg", "ai_tall_b.jpg", "small_smile.png"])
def test_a_smile_shows_its_own_teeth(name: str) -> None:
    layer = found(sample(name))
    assert layer is not None
    alpha = layer[..., 3]
    assert 0.01 < (alpha > 0.5).mean() < 0.25
    assert layer[..., :3][alpha > 0.9].mean() > 130
    assert (layer[..., :3] <= 255.5 * alpha[..., None]).all()


@pytest.mark.parametrize("name", ["ai_square.png", "painting_a.png", "photo_yaw.jpg", "ai_tall_glasses.jpg"])
def test_lips_that_show_no_teeth_have_none(name: str) -> None:
    assert found(sample(name)) is None


@pytest.mark.parametrize("name", ["astronaut.png", "ai_tall.jpg"])
def test_they_are_seen_as_bright_as_in_the_picture_when_the_lips_part(name: str) -> None:
    avatar = sample(name)
    puppet = PhotoAnimator().puppet(avatar, SIZE)
    mouth = np.zeros((1, len(CHANNELS)), np.float32)
    mouth[0, :2] = 0.16, 0.12  # gap and jaw
    frame = puppet.draw(replace(rest(), mouth=mouth), 0)
    face = find_face(avatar.picture)
    points = frame_face(face, avatar.picture.size, SIZE, 1.0).points(face)
    (x, y), eyes = points[13, :2], float(np.linalg.norm(points[33, :2] - points[263, :2]))
    box = np.s_[round(y - 0.06 * eyes) : round(y + 0.16 * eyes), round(x - 0.12 * eyes) : round(x + 0.12 * eyes)]

    def brightest(pixels: np.ndarray) -> float:
        return float(np.percentile(pixels[box].min(axis=2), 90))  # what is pale: a lip's light is red

    assert brightest(frame) > 0.8 * brightest(puppet.base)
