"""Which pictures have a face to animate, and what is said about the others."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipelines.avatar.faces import Face, check_face, find_face, find_faces
from pipelines.avatar.framing import cut, frame_face
from pipelines.avatars import Avatar
from pipelines.errors import BadInput
from pipelines.media import Picture

from .conftest import sample


def small(avatar: Avatar, width: int) -> np.ndarray:
    pixels = avatar.picture.pixels[..., :3]
    return cv2.resize(pixels, (width, round(width * pixels.shape[0] / pixels.shape[1])), interpolation=cv2.INTER_AREA)


def test_the_portrait_has_one_face(portrait: Avatar) -> None:
    face = find_face(portrait.picture)
    assert face.points.shape == (478, 3)
    assert abs(face.yaw) < 15
    assert face.lip_gap < 0.02


def test_no_face() -> None:
    grey = np.full((300, 200, 3), 128, np.uint8)
    with pytest.raises(BadInput, match="No face") as caught:
        find_face(Picture(grey))
    assert "人脸" in caught.value.zh


def test_several_faces_are_counted_and_one_can_be_chosen(portrait: Avatar) -> None:
    one = small(portrait, 400)
    two = Picture(np.hstack((one, one[:, ::-1])))
    with pytest.raises(BadInput, match=r"2 faces.*--face 1 … 2.* 1: at .* 2: at"):
        find_face(two)
    chosen = {find_face(two, number).box[0] > 400 for number in (0, 1)}
    assert chosen == {True, False}
    with pytest.raises(BadInput, match="Face 3 was asked for; this picture shows 2"):
        find_face(two, 2)


def test_a_clearly_larger_face_is_taken(portrait: Avatar) -> None:
    large, little = small(portrait, 600), small(portrait, 240)
    canvas = np.full((large.shape[0], 900, 3), 200, np.uint8)
    canvas[:, :600] = large
    canvas[: little.shape[0], 620:860] = little
    assert len(find_faces(canvas)) == 2
    assert find_face(Picture(canvas)).box[2] < 600


def test_a_face_that_is_too_small_is_refused(portrait: Avatar) -> None:
    canvas = np.full((360, 360, 3), 180, np.uint8)
    little = small(portrait, 110)
    canvas[20 : 20 + little.shape[0], 100:210] = little[:340]
    with pytest.raises(BadInput, match="64"):
        find_face(Picture(canvas))


def turned(face: Face, degrees: float) -> Face:
    """The same points on a head that is turned about the vertical."""
    angle, middle = np.radians(degrees), face.points.mean(axis=0)
    turn = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    return Face((face.points - middle) @ turn.T + middle)


@pytest.mark.parametrize("degrees", [52, 75, -60])
def test_a_profile_is_refused(portrait: Avatar, degrees: float) -> None:
    with pytest.raises(BadInput, match=r"turned .* degrees away") as caught:
        check_face(turned(find_face(portrait.picture), degrees))
    assert "侧转" in caught.value.zh
    check_face(turned(find_face(portrait.picture), np.sign(degrees) * 30))


def test_what_has_not_a_faces_proportions_is_refused(portrait: Avatar) -> None:
    points = find_face(portrait.picture).points * (1.0, 3.5, 1.0)
    with pytest.raises(BadInput, match="proportions"):
        check_face(Face(points))


def test_a_face_that_fills_the_picture_is_found(portrait: Avatar) -> None:
    pixels = portrait.picture.pixels
    left, top, right, bottom = (int(x) for x in find_face(portrait.picture).box)
    assert find_face(Picture(pixels[top:bottom, left:right])).extent > 0.7 * (bottom - top)


def test_transparency_is_laid_over_a_plain_ground(portrait: Avatar) -> None:
    pixels = portrait.picture.pixels
    alpha = np.full((*pixels.shape[:2], 1), 255, np.uint8)
    alpha[:50] = 0
    assert find_face(Picture(np.concatenate((pixels[..., :3], alpha), axis=2))).lip_gap < 0.02


@pytest.mark.parametrize(
    "name",
    ["ai_square.png", "ai_tall.jpg", "ai_tall_glasses.jpg", "astronaut.png", "cg_square.png", "painting_a.png",
     "painting_b.jpg", "painting_beard.png", "photo_glasses.jpg", "photo_yaw.jpg", "small_smile.png"],
)  # fmt: skip
def test_people_painted_or_photographed_are_accepted(name: str) -> None:
    assert find_face(sample(name).picture).extent > 64


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (360, 360), (720, 540)])
def test_every_frame_shows_the_whole_face_well_placed(portrait: Avatar, size: tuple[int, int]) -> None:
    face = find_face(portrait.picture)
    framing = frame_face(face, portrait.picture.size, size)
    points = framing.points(face)[:468]
    assert cut(portrait.picture.pixels[..., :3], framing).shape == (size[1], size[0], 3)
    assert points[:, 0].min() > 0
    assert points[:, 0].max() < size[0]
    assert points[:, 1].min() > 0.02 * size[1]
    assert points[:, 1].max() < 0.85 * size[1]
    assert 0.18 <= np.ptp(points[:, 1]) / size[1] <= 0.6
    assert abs(points[:, 0].mean() / size[0] - 0.5) < 0.12


def test_the_points_lie_where_the_face_is_after_cutting(portrait: Avatar) -> None:
    face = find_face(portrait.picture)
    framing = frame_face(face, portrait.picture.size, (540, 960))
    again = find_face(Picture(cut(portrait.picture.pixels[..., :3], framing)))
    assert np.abs(again.points[:468, :2] - framing.points(face)[:468, :2]).mean() < 0.02 * again.eyes


def test_the_pictures_own_size_is_the_picture_itself(portrait: Avatar) -> None:
    framing = frame_face(find_face(portrait.picture), portrait.picture.size, None)
    assert np.array_equal(cut(portrait.picture.pixels[..., :3], framing), portrait.picture.pixels[..., :3])


@pytest.mark.parametrize("size", [(540, 960), (960, 540), (512, 512), None])
def test_a_zoom_comes_closer_and_goes_no_farther_than_the_picture(portrait: Avatar, size: tuple[int, int] | None) -> None:
    face = find_face(portrait.picture)

    def tall(zoom: float) -> float:
        framing = frame_face(face, portrait.picture.size, size, zoom)
        points = framing.points(face)
        assert (points[:468, :2] > 0).all(), "the face is in the frame"
        assert (points[:468, :2] < framing.size).all()
        return float(np.ptp(points[:468, 1])) / framing.size[1]

    far, usual, near, nearest = (tall(zoom) for zoom in (0.75, 1.0, 1.4, 2.0))
    assert far <= usual < near <= nearest <= 0.75
