"""What a portrait does with an expression, seen by running FaceMesh on its frames again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipelines.avatar.faces import Face, track
from pipelines.avatar.mood import NAMES
from pipelines.avatar.performance import Performance, rest
from pipelines.avatar.photo import PhotoAnimator
from pipelines.avatars import Avatar
from pipelines.direction import EMOTIONS, Direction
from pipelines.media import Audio
from pipelines.timeline import Utterance

from .conftest import sample

SIZE = (480, 600)
Spoken = tuple[Utterance, Audio]


@pytest.fixture(scope="module")
def animator() -> PhotoAnimator:
    return PhotoAnimator()


def seen(animator: PhotoAnimator, avatar: Avatar, performance: Performance) -> Face:
    face = track(animator.puppet(avatar, SIZE).draw(performance, 0))
    assert face is not None
    return face


def feeling(emotion: str) -> Performance:
    mood = np.zeros((1, len(NAMES)), np.float32)
    mood[0, NAMES.index(emotion)] = 1
    return replace(rest(), mood=mood)


def corners(face: Face) -> float:
    """How far the mouth's corners lie above its middle, in outer-eye distances."""
    p = face.points[:, 1]
    return float((p[13] + p[14]) / 2 - (p[61] + p[291]) / 2) / face.eyes


def brow(face: Face, ids: tuple[int, int]) -> float:
    """How far two points of the brows lie above the eyes' corners, in outer-eye distances."""
    p = face.points[:, 1]
    return float((p[33] + p[263]) / 2 - (p[ids[0]] + p[ids[1]]) / 2) / face.eyes


INNER, MIDDLE = (55, 285), (52, 282)


@pytest.mark.parametrize("name", ["", "ai_square.png", "painting_a.png"])
def test_a_smile_and_a_frown_are_seen(animator: PhotoAnimator, portrait: Avatar, name: str) -> None:
    avatar = sample(name) if name else portrait
    happy, neutral, sad = (corners(seen(animator, avatar, feeling(emotion))) for emotion in ("happy", "neutral", "sad"))
    assert happy > neutral + 0.012
    assert neutral > sad + 0.008


@pytest.mark.parametrize("name", ["", "ai_square.png"])
def test_brows_rise_in_surprise_and_fall_in_anger(animator: PhotoAnimator, portrait: Avatar, name: str) -> None:
    avatar = sample(name) if name else portrait
    surprised, neutral, angry = (seen(animator, avatar, feeling(emotion)) for emotion in ("surprised", "neutral", "angry"))
    assert brow(surprised, MIDDLE) > brow(neutral, MIDDLE) + 0.015
    assert brow(angry, INNER) < brow(neutral, INNER) - 0.004


def test_the_irises_look_where_they_are_told(animator: PhotoAnimator, portrait: Avatar) -> None:
    def iris(look: tuple[float, float]) -> np.ndarray:
        face = seen(animator, portrait, replace(rest(), gaze=np.array([look], np.float32)))
        corner = (face.points[33, :2] + face.points[263, :2]) / 2
        return ((face.points[468, :2] + face.points[473, :2]) / 2 - corner) / face.eyes

    assert iris((10, 0))[0] > iris((-10, 0))[0] + 0.015
    assert iris((0, 8))[1] > iris((0, -8))[1] + 0.005


def test_a_closed_eye_stays_closed_whatever_is_felt(animator: PhotoAnimator, portrait: Avatar) -> None:
    for emotion in EMOTIONS:
        shut = replace(feeling(emotion), blink=np.ones(1, np.float32), gaze=np.array([[8, 4]], np.float32))
        face = seen(animator, portrait, shut)
        p = face.points[:, :2]
        assert float(np.linalg.norm(p[159] - p[145])) / face.eyes < 0.05


def test_an_emotion_changes_nothing_outside_the_head_and_ends_at_rest(
    animator: PhotoAnimator, portrait: Avatar, spoken: Spoken
) -> None:
    stream = animator.animate(*spoken, portrait, size=(240, 300), direction=Direction("angry", head=2.0))
    first, *others = list(stream.frames)
    assert np.array_equal(first, others[-1])
    assert all(np.array_equal(frame[:8], first[:8]) for frame in others)
    assert not np.array_equal(others[40], first)
