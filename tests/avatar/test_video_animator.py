"""Someone enrolled says a line, judged from the frames: FaceMesh is run on them again and compared with what was commanded."""

from __future__ import annotations

import shutil
import tracemalloc
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.avatar.articulation import closures, pauses, shapes
from pipelines.avatar.faces import track
from pipelines.avatar.performance import perform
from pipelines.avatar.video import clips, people
from pipelines.avatar.video.animator import VideoAnimator
from pipelines.avatar.video.canvas import Canvas
from pipelines.avatar.video.drawing import Mouth, draw
from pipelines.avatar.video.parts import Part
from pipelines.avatar.video.shapes import POINTS
from pipelines.avatar.video.walks import walk
from pipelines.avatars import Avatar
from pipelines.engines import load
from pipelines.errors import BadInput
from pipelines.media import Audio
from pipelines.timeline import Utterance

from .conftest import line, sound

Spoken = tuple[Utterance, Audio]


@pytest.fixture(scope="module")
def ann(enrolled: Path) -> Avatar:
    return people.avatar_of(people.read(enrolled))


@pytest.fixture(scope="module")
def animator() -> VideoAnimator:
    return VideoAnimator()


@pytest.fixture(scope="module")
def said(animator: VideoAnimator, ann: Avatar, spoken: Spoken) -> list[np.ndarray]:
    return [frame.copy() for frame in animator.animate(*spoken, ann, seed=1).frames]


def test_it_is_the_animator_called_video() -> None:
    assert isinstance(load("animator", "video"), VideoAnimator)


def test_lips_follow_the_timeline(said: list[np.ndarray], spoken: Spoken) -> None:
    faces = [track(frame) for frame in said]
    assert all(face is not None for face in faces)
    seen, performance = np.array([face.lip_gap for face in faces if face]), perform(*spoken, seed=1)
    asked = performance.channel("gap")
    lags = {lag: np.corrcoef(seen[3 + lag : len(seen) - 3 + lag], asked[3:-3])[0, 1] for lag in range(-3, 4)}
    assert max(lags, key=lambda lag: lags[lag]) in (-1, 0, 1)
    assert lags[0] >= 0.90
    times = (np.arange(len(seen)) + 0.5) / performance.fps
    lips = [seen[frames].min() for viseme, frames in closures(shapes(spoken[0]), times) if viseme == "PP"]
    assert np.mean(np.array(lips) < 0.02) >= 0.98
    for start, end in pauses(shapes(spoken[0]), len(seen), performance.fps):
        if end - start > 0.35:
            assert seen[(times > start + 0.16) & (times < end - 0.12)].max(initial=0.0) < 0.02
    assert max(seen[0], seen[-1]) < 0.02


def test_lines_join_and_nothing_jumps(said: list[np.ndarray], animator: VideoAnimator, ann: Avatar, enrolled: Path) -> None:
    rest = animator.rest(ann).pixels
    assert np.array_equal(said[0], rest)
    assert np.array_equal(said[-1], rest)
    person = people.read(enrolled)
    own = list(clips.frames(person.clip, person.about.fps))
    usual = max(np.abs(a.astype(int) - b).mean() for a, b in pairwise(own))
    steps = [np.abs(a.astype(int) - b).mean() for a, b in pairwise(said)]
    assert max(steps) <= 1.2 * usual


def test_the_clip_goes_on_and_is_untouched_outside_the_face(said: list[np.ndarray], enrolled: Path) -> None:
    person = people.read(enrolled)
    own = list(clips.frames(person.clip, person.about.fps))
    points = people.part_of(person).points
    used = set()
    for frame in said[::6]:
        near = int(np.argmin([np.abs(frame[:120].astype(int) - other[:120]).mean() for other in own]))
        used.add(near)
        low, high = points[near, :468, :2].min(axis=0), points[near, :468, :2].max(axis=0)
        tall = high[1] - low[1]
        outside = np.ones(frame.shape[:2], bool)
        outside[
            int(low[1] + 0.3 * tall) : int(high[1] + 0.5 * tall), int(max(0, low[0] - 0.3 * tall)) : int(high[0] + 0.3 * tall)
        ] = 0
        assert np.array_equal(frame[outside], own[near][outside])
    assert len(used) > 10


def test_the_face_is_drawn_without_a_box(said: list[np.ndarray], animator: VideoAnimator, ann: Avatar, enrolled: Path) -> None:
    own = list(clips.frames(people.read(enrolled).clip, 25))
    way = animator.way(ann, len(said), seed=1)
    for number in range(10, len(said), 9):
        change = np.abs(said[number].astype(int) - own[way[number]]).mean(axis=2)
        rows, columns = np.flatnonzero(change.any(axis=1)), np.flatnonzero(change.any(axis=0))
        inner = change[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        assert inner.max() > 20
        for edge in (inner[:3], inner[-3:], inner[:, :3], inner[:, -3:]):
            assert edge.mean() < 0.5


@pytest.fixture(scope="module")
def part(enrolled: Path) -> Part:
    return people.part_of(people.read(enrolled))


@settings(max_examples=25, deadline=None)
@given(st.floats(-1, 1), st.floats(-1, 1), st.sampled_from([0.25, 0.5, 1.0, 3.0]), st.floats(-0.6, 0.6), st.integers(0, 2))
def test_a_face_is_drawn_wherever_it_lies(
    part: Part, ann: Avatar, right: float, down: float, scale: float, angle: float, textures: int
) -> None:
    """Half out of the picture, tiny, huge, leaning: a frame comes out, and nothing is raised."""
    frame = ann.picture.pixels
    points = part.points[part.calm, list(POINTS), :2].astype(float)
    middle = points.mean(axis=0)
    there = (points - middle) * scale + middle + (right * frame.shape[1], down * frame.shape[0])
    canvas = Canvas(
        there + 0.02 * (there - there.mean(axis=0)), angle, float(part.poses.scale[part.calm]) * scale, ann.picture.size
    )
    mouth = Mouth(0.1, 0.2, part.interior, np.eye(2, 3))
    chosen = [(texture, 1 / textures) for texture in part.bank.textures[:textures]]
    drawn = draw(frame, there, canvas, mouth, chosen)
    assert drawn.shape == frame.shape
    assert drawn.dtype == np.uint8


def test_the_same_inputs_give_the_same_bytes_and_seeds_differ(ann: Avatar, spoken: Spoken) -> None:
    runs = [
        b"".join(
            frame.tobytes() for frame in VideoAnimator().animate(*spoken, ann, size=(120, 150), frames=36, seed=seed).frames
        )
        for seed in (2, 2, 3, 4)
    ]
    assert runs[0] == runs[1]
    assert len(set(runs[1:])) > 1


@pytest.mark.parametrize("size", [(64, 64), (200, 90), (240, 426)])
def test_other_shapes_and_rates(animator: VideoAnimator, ann: Avatar, spoken: Spoken, size: tuple[int, int]) -> None:
    stream = animator.animate(*spoken, ann, size=size, fps=30, frames=10)
    assert (stream.size, stream.fps, stream.count) == (size, 30, 10)
    assert {frame.shape for frame in stream.frames} == {(size[1], size[0], 3)}


def test_frames_are_made_as_they_are_asked_for(animator: VideoAnimator, ann: Avatar) -> None:
    utterance = line(("m a", 0), each=100)
    stream = animator.animate(utterance, sound(utterance), ann, frames=25 * 600)
    assert stream.count == 15000
    next(stream.frames)
    tracemalloc.start()
    for _ in range(40):
        next(stream.frames)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 3_000_000


def test_a_picture_and_a_damaged_folder_are_refused(
    animator: VideoAnimator, ann: Avatar, spoken: Spoken, enrolled: Path, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="enrol"):
        animator.animate(*spoken, Avatar(ann.picture))
    place = tmp_path / "ann"
    shutil.copytree(enrolled, place)
    (place / people.TRACK).write_bytes(b"nothing")
    with pytest.raises(BadInput, match="damaged"):
        VideoAnimator().rest(people.avatar_of(people.read(place)))
    (place / people.MOUTHS).unlink()
    with pytest.raises(BadInput, match="missing"):
        people.read(place)


@pytest.mark.parametrize(
    ("count", "length", "calm"), [(1, 200, 50), (2, 200, 50), (75, 200, 0), (251, 200, 199), (900, 40, 20), (30, 1, 0)]
)
def test_walks_come_home_without_a_jump(count: int, length: int, calm: int) -> None:
    rng = np.random.default_rng(4)
    for seed in range(6):
        way = walk(count, calm, rng.random(length), 25, seed)
        assert len(way) == count
        assert way[0] == way[-1] == calm
        assert np.abs(np.diff(way)).max(initial=0) <= 1
        assert way.min() >= 0
        assert way.max() < length
