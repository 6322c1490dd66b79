"""The talking photo, judged from its frames: FaceMesh is run on them again and compared with what was commanded."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipelines import planes
from pipelines.avatar.articulation import closures, pauses, shapes
from pipelines.avatar.faces import Face, find_face, track
from pipelines.avatar.performance import Performance, perform, rest
from pipelines.avatar.photo import PhotoAnimator, render
from pipelines.avatar.puppet import Puppet
from pipelines.avatars import Avatar
from pipelines.engines import load
from pipelines.errors import BadInput
from pipelines.media import Audio
from pipelines.timeline import Utterance

from .conftest import line, sample, sound

Spoken = tuple[Utterance, Audio]


@pytest.fixture(scope="module")
def animator() -> PhotoAnimator:
    return PhotoAnimator()


def measured(animator: PhotoAnimator, avatar: Avatar, performance: Performance, size: tuple[int, int]) -> list[Face]:
    faces = [track(frame) for frame in render(animator.puppet(avatar, size), performance)]
    assert all(face is not None for face in faces)
    return [face for face in faces if face is not None]


def check_lips(faces: list[Face], performance: Performance, utterance: Utterance, *, shut: float = 0.02) -> None:
    seen, asked = np.array([face.lip_gap for face in faces]), performance.channel("gap")
    lags = {lag: np.corrcoef(seen[3 + lag : len(seen) - 3 + lag], asked[3:-3])[0, 1] for lag in range(-3, 4)}
    assert max(lags, key=lambda lag: lags[lag]) in (-1, 0, 1)
    assert lags[0] >= 0.90
    times = (np.arange(len(seen)) + 0.5) / performance.fps
    lips = [seen[frames].min() for viseme, frames in closures(shapes(utterance), times) if viseme == "PP"]
    assert np.mean(np.array(lips) < shut) >= 0.98
    for start, end in pauses(shapes(utterance), len(seen), performance.fps):
        if end - start > 0.35:
            inside = seen[(times > start + 0.16) & (times < end - 0.12)]
            assert inside.max(initial=0.0) < shut
    assert 0.09 <= np.percentile(seen, 95) <= 0.24
    assert max(seen[0], seen[-1]) < shut


def test_it_is_the_animator_called_photo() -> None:
    assert isinstance(load("animator", "photo"), PhotoAnimator)


@pytest.fixture(scope="module")
def seen(animator: PhotoAnimator, portrait: Avatar, spoken: Spoken) -> list[Face]:
    return measured(animator, portrait, perform(*spoken), (384, 480))


def test_lips_follow_the_timeline(seen: list[Face], spoken: Spoken) -> None:
    check_lips(seen, perform(*spoken), spoken[0])


@pytest.mark.parametrize("name", ["ai_square.png", "photo_yaw.jpg", "ai_tall_glasses_b.jpg", "painting_beard.png"])
def test_lips_follow_the_timeline_on_people(animator: PhotoAnimator, name: str) -> None:
    utterance = line(("m ˈɑː|180 p", 0), ("ˈaɪ|200 v", 520), ("b ˈoʊ|170 t s", 0), ("m ˈuː|140 b ˈæ|160 d", 250))
    performance = perform(utterance, sound(utterance))
    check_lips(measured(animator, sample(name), performance, (480, 600)), performance, utterance)


def test_an_open_smile_is_closed_at_rest(animator: PhotoAnimator) -> None:
    avatar = sample("astronaut.png")
    assert find_face(avatar.picture).lip_gap > 0.08
    at_rest = track(animator.rest(avatar).pixels)
    assert at_rest is not None
    assert at_rest.lip_gap < 0.02


def test_clips_join_without_a_jump(animator: PhotoAnimator, portrait: Avatar, spoken: Spoken) -> None:
    rest = animator.rest(portrait, size=(240, 320)).pixels
    frames = list(animator.animate(*spoken, portrait, size=(240, 320), seed=1).frames)
    assert np.array_equal(frames[0], rest)
    assert np.array_equal(frames[-1], rest)
    assert np.abs(frames[1].astype(int) - rest).mean() < 1.0
    assert np.abs(frames[-2].astype(int) - rest).mean() < 1.0


def test_a_closed_mouth_at_rest_is_the_picture_itself(animator: PhotoAnimator, portrait: Avatar) -> None:
    assert np.array_equal(animator.rest(portrait).pixels, portrait.picture.pixels[..., :3])


def test_what_is_outside_the_head_does_not_change(animator: PhotoAnimator, portrait: Avatar, spoken: Spoken) -> None:
    puppet = animator.puppet(portrait, (480, 600))
    performance = perform(*spoken)
    moved = np.zeros((600, 480), bool)
    for index in range(0, len(performance), 5):
        moved |= (puppet.draw(performance, index) != puppet.base).any(axis=2)
    points = track(puppet.base)
    assert points is not None
    left, top, right, bottom = points.box
    tall = bottom - top
    outside = np.ones_like(moved)
    outside[int(max(0, top - 0.8 * tall)) : int(bottom + 0.8 * tall), int(max(0, left - tall)) : int(right + tall)] = False
    assert moved[int(top + 0.5 * tall) : int(bottom), int(left) : int(right)].mean() > 0.5
    assert not moved[outside].any()
    assert not moved[:, 0].any()
    assert not moved[0].any()


def test_the_mouth_is_as_sharp_as_the_picture(animator: PhotoAnimator, portrait: Avatar) -> None:
    puppet = animator.puppet(portrait, (480, 600))
    quiet = line(("t", 400), lead=1500, each=40)
    performance = perform(quiet, sound(quiet), frames=60)
    face = track(puppet.base)
    assert face is not None
    x, y, eyes = *face.points[13, :2], face.eyes
    box = (slice(int(y - 0.35 * eyes), int(y + 0.35 * eyes)), slice(int(x - 0.5 * eyes), int(x + 0.5 * eyes)))

    def sharpness(frame: np.ndarray) -> float:
        return float(cv2.Laplacian(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), cv2.CV_32F)[box].var())

    moving = [sharpness(puppet.draw(performance, index)) for index in range(8, 34, 5)]
    assert min(moving) >= 0.85 * sharpness(puppet.base)


def test_eyes_close_in_a_blink(animator: PhotoAnimator, portrait: Avatar, spoken: Spoken) -> None:
    performance = perform(*spoken)
    puppet = animator.puppet(portrait, (480, 600))

    def opening(index: int) -> float:
        face = track(puppet.draw(performance, index))
        assert face is not None
        p = face.points[:, :2]
        return float(np.linalg.norm(p[159] - p[145]) + np.linalg.norm(p[386] - p[374])) / face.eyes

    shut = int(np.argmax(performance.blink))
    assert performance.blink[shut] > 0.9
    assert opening(shut) < 0.5 * opening(0)


def test_the_head_turns_as_commanded(seen: list[Face], spoken: Spoken) -> None:
    performance = perform(*spoken)
    rolls = [np.degrees(np.arctan2(*(f.points[263, :2] - f.points[33, :2])[::-1])) for f in seen]
    assert np.corrcoef(rolls, performance.channel("roll"))[0, 1] > 0.8
    noses = [(f.points[1, 0] - (f.points[234, 0] + f.points[454, 0]) / 2) / f.eyes for f in seen]
    assert np.corrcoef(noses, performance.channel("yaw"))[0, 1] > 0.5


def test_the_same_inputs_give_the_same_bytes(portrait: Avatar, spoken: Spoken) -> None:
    streams = [PhotoAnimator().animate(*spoken, portrait, size=(160, 200), frames=30, seed=2) for _ in range(2)]
    first, second = ([frame.tobytes() for frame in stream.frames] for stream in streams)
    assert first == second


def test_frames_are_made_as_they_are_asked_for(animator: PhotoAnimator, portrait: Avatar) -> None:
    utterance = line(("m a", 0), each=100)
    stream = animator.animate(utterance, sound(utterance), portrait, size=(96, 128), frames=25 * 600)
    assert (stream.size, stream.fps, stream.count) == ((96, 128), 25, 15000)
    next(stream.frames)
    tracemalloc.start()
    for _ in range(60):
        next(stream.frames)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 3_000_000


@pytest.mark.parametrize("size", [(64, 64), (200, 90), (90, 200)])
def test_small_and_odd_shapes_are_drawn(
    animator: PhotoAnimator, portrait: Avatar, spoken: Spoken, size: tuple[int, int]
) -> None:
    stream = animator.animate(*spoken, portrait, size=size, frames=12)
    assert {frame.shape for frame in stream.frames} == {(size[1], size[0], 3)}


def test_sizes_and_rates_out_of_range_are_refused(animator: PhotoAnimator, portrait: Avatar, spoken: Spoken) -> None:
    with pytest.raises(BadInput, match="16 to 8192"):
        animator.animate(*spoken, portrait, size=(8, 100))
    with pytest.raises(BadInput, match="1 to 120"):
        animator.animate(*spoken, portrait, fps=0)


def test_an_encoder_is_given_what_is_drawn(animator: PhotoAnimator, portrait: Avatar, spoken: Spoken) -> None:
    """The planes of a stream are its frames converted: all of the first, of the others what moves; odd frames have none."""
    utterance, audio = spoken
    size = (384, 480)
    stream = animator.animate(utterance, audio, portrait, size=size, frames=40, seed=2)
    again = animator.animate(utterance, audio, portrait, size=size, frames=40, seed=2)
    assert again.planes is not None
    assert again.moving is not None
    box = planes.even(again.moving, size)
    for number, (frame, packed) in enumerate(zip(stream.frames, again.planes, strict=True)):
        wanted = planes.Converter.planes(frame)
        if number:
            wanted = planes.part(wanted, box)
        for ours, theirs in zip(packed, wanted, strict=True):
            off = np.abs(ours.astype(int) - theirs)
            assert off.mean() < 0.5
            assert np.percentile(off, 99.9) <= 4
    assert animator.animate(utterance, audio, portrait, size=(383, 480), frames=2).planes is None


def test_eyes_that_close_on_a_still_face_are_given_to_the_encoder(animator: PhotoAnimator, portrait: Avatar) -> None:
    puppet = animator.puppet(portrait, (384, 480))
    assert isinstance(puppet, Puppet)
    shut = replace(rest(), blink=np.ones(1, np.float32))
    wanted = planes.Converter.planes(puppet.draw(shut, 0))
    off = [np.abs(a.astype(int) - b) for a, b in zip(puppet.draw_planes(shut, 0), wanted, strict=True)]
    assert max(one.max() for one in off) <= 4
    assert (np.abs(puppet.draw_planes(rest(), 0).y.astype(int) - wanted.y) > 20).any()
