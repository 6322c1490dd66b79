"""An existing video with other lips: its own pictures in their order, and what has no face as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipelines.avatar.articulation import closures, shapes
from pipelines.avatar.faces import track
from pipelines.avatar.performance import perform
from pipelines.avatar.video import clips, relip
from pipelines.avatar.video.clips import Facts
from pipelines.avatar.video.relip import Video
from pipelines.errors import BadInput

from .conftest import line, sound
from .videos import FPS, SIZE, empty, talking, write


@pytest.fixture(scope="module")
def cut_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shot of 24 frames, 20 frames without anybody, a mirrored shot of 50"""
    frames = list(talking(2.0))
    mirrored = [np.ascontiguousarray(frame[:, ::-1]) for frame in frames]
    return write(tmp_path_factory.mktemp("cut") / "film.mp4", [*frames[:24], *empty(20), *mirrored])


@pytest.fixture(scope="module")
def video(cut_video: Path) -> Video:
    return relip.follow(cut_video)


@pytest.fixture(scope="module")
def own(cut_video: Path) -> list[np.ndarray]:
    return list(clips.frames(cut_video, FPS))


def spoken(frames: int) -> tuple[np.ndarray, list[np.ndarray]]:
    utterance = line(("m ˈɑː|170 p", 0), ("ˈaɪ|200 v", 100), ("b ˈoʊ|170 t s", 0), ("p ˈɑː|160 m", 100), ("m ˈuː|140 b ˈæ|160 p", 0),
                     ("b ˈɑː|180 m", 60), ("p ˈeɪ|170 p", 250))  # fmt: skip
    performance = perform(utterance, sound(utterance), fps=FPS, frames=frames)
    times = (np.arange(frames) + 0.5) / FPS
    return performance.mouth, [at for viseme, at in closures(shapes(utterance), times) if viseme == "PP"]


def test_shots_and_faces_are_found(video: Video) -> None:
    assert video.cuts == (0, 24, 44)
    assert [(abs(a - c) <= 2, abs(b - d) <= 1) for (a, b), (c, d) in zip(video.spans, ((0, 24), (44, 94)), strict=True)]
    assert video.frames == 94


def test_lips_follow_and_the_rest_is_untouched(video: Video, own: list[np.ndarray]) -> None:
    channels, shut = spoken(94)
    made = [frame.copy() for frame in relip.relipped(video, channels).frames]
    assert len(made) == 94
    seen = np.zeros(94)
    for number, (frame, other) in enumerate(zip(made, own, strict=True)):
        if 24 <= number < 44:
            assert np.array_equal(frame, other)
            continue
        face = track(frame)
        assert face is not None
        seen[number] = face.lip_gap
        left, top, right, bottom = face.box
        tall, outside = bottom - top, np.ones(frame.shape[:2], bool)
        outside[int(top + 0.3 * tall) : int(bottom + 0.5 * tall), int(max(0, left - 0.3 * tall)) : int(right + 0.3 * tall)] = (
            False
        )
        assert np.array_equal(frame[outside], other[outside])
    inside = np.array([not 22 <= number < 47 for number in range(94)])
    assert np.corrcoef(seen[inside], channels[inside, 0])[0, 1] > 0.85
    lips = [seen[at].min() for at in shut if inside[at].all()]
    assert len(lips) >= 6
    assert max(lips) < 0.02


def test_a_longer_sound_goes_back_and_forth_in_the_last_shot(video: Video) -> None:
    way = relip.order(video, 200)
    assert np.array_equal(way[:94], np.arange(94))
    assert np.abs(np.diff(way[93:])).max() == 1
    assert way[93:].min() >= 44
    assert len(set(way[94:].tolist())) > 20
    assert np.array_equal(relip.order(video, 30), np.arange(30))
    channels, _ = spoken(110)
    assert sum(1 for _ in relip.relipped(video, channels).frames) == 110
    assert relip.covered(video, 110) == pytest.approx(90, abs=2)


def test_short_shots_are_given_lips_from_their_own_frames(tmp_path: Path) -> None:
    frames = list(talking(0.8))
    shots = [*frames[:1], *(255 - frame for frame in frames[4:6]), *frames[8:14]]
    video = relip.follow(write(tmp_path / "short.mp4", shots, options={"g": "1"}))
    channels = np.zeros((len(shots), 7), np.float32)
    channels[:, 0] = 0.15
    made = [frame.copy() for frame in relip.relipped(video, channels).frames]
    assert len(made) == 9
    last = track(made[-2])
    assert last is not None
    assert last.lip_gap > 0.08


def test_a_single_frame_is_held() -> None:
    one = Video(Path("x"), Facts(SIZE, FPS, 1, 0.04), np.zeros((1, 478, 3), np.float32), (0,), ((0, 1),))
    assert relip.order(one, 5).tolist() == [0] * 5


def test_a_video_with_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not found"):
        relip.follow(write(tmp_path / "none.mp4", empty(12)))
