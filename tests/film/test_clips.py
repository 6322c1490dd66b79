from pathlib import Path

import numpy as np
import pytest

from pipelines.errors import BadInput
from pipelines.film import clips
from pipelines.film.shots import Shot, composed, render

from .helpers import presenter, scene

SIZE = (160, 120)

MOVIEPY = """
import numpy as np
from moviepy import VideoClip

def scene(size, seconds):
    width, height = size
    def frame(t):
        out = np.zeros((height, width, 3), np.uint8)
        out[:, : int(width * t / seconds)] = (200, 30, 30)
        return out
    return VideoClip(frame, duration=seconds)
"""


def frames(path: Path, count: int = 10, fps: int = 25) -> list[np.ndarray]:
    stream = clips.open_clip(path, SIZE, fps, count)
    assert (stream.size, stream.fps, stream.count) == (SIZE, fps, count)
    return [frame.copy() for frame in stream.frames]


def script(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "scene.py"
    path.write_text(text)
    return path


def test_a_moviepy_scene_gives_exact_frames(tmp_path: Path) -> None:
    made = frames(script(tmp_path, MOVIEPY))
    assert len(made) == 10
    assert all(frame.shape == (120, 160, 3) for frame in made)
    filled = [int((frame[60, :, 0] > 100).sum()) for frame in made]
    assert filled == pytest.approx([16 * n for n in range(10)], abs=1)


def test_a_shorter_and_smaller_clip_is_filled_and_held(tmp_path: Path) -> None:
    text = (
        "from moviepy import ColorClip\n"
        "def scene(size, seconds):\n    return ColorClip((40, 40), color=(9, 99, 199), duration=0.1)\n"
    )
    made = frames(script(tmp_path, text), 8)
    assert len(made) == 8
    assert np.all(made[-1] == (9, 99, 199))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def scene(size, seconds):\n    return 1 / 0\n", "line 2"),
        ("def scene(size seconds):\n    pass\n", "line 1"),
        ("x = 3\n", "scene"),
        ("def scene(size, seconds):\n    return 'hello'\n", "moviepy clip"),
        ("import no_such_package\n", "line 1"),
        ("from moviepy import VideoClip\ndef scene(s, t):\n    return VideoClip(lambda t: None + 1, duration=t)\n", "line 3"),
    ],
)
def test_a_broken_scene_names_its_file_and_line(tmp_path: Path, text: str, words: str) -> None:
    path = script(tmp_path, text)
    with pytest.raises(BadInput, match=words) as caught:
        frames(path)
    assert str(path) in caught.value.en
    assert str(path) in caught.value.zh


def test_a_video_is_shown_in_its_own_time(tmp_path: Path) -> None:
    render(Shot((128, 128), 50, 40, "presenter", presenter=presenter("presenter", (128, 128), 40)), tmp_path / "bar.mp4")
    made = frames(tmp_path / "bar.mp4", 30, 25)
    assert len(made) == 30
    bars = [int(np.argmax(frame[60, :, 0])) for frame in made[2:15]]
    steps = np.diff(bars) / (160 / 128)
    assert np.median(steps) == pytest.approx(4, abs=0.7), "half the frames: the bar moves twice as far"
    assert np.array_equal(made[20], made[29]), "the last frame is held"


@pytest.mark.parametrize("name", ["no.mp4", "song.mp3", "text.mp4"])
def test_what_is_no_scene_is_refused_at_once(tmp_path: Path, name: str) -> None:
    if name != "no.mp4":
        (tmp_path / name).write_text("nothing to see")
    with pytest.raises(BadInput, match="Accepted"):
        clips.open_clip(tmp_path / name, SIZE, 25, 5)


def test_a_clip_lies_behind_the_presenter(tmp_path: Path) -> None:
    stream = clips.open_clip(script(tmp_path, MOVIEPY), (320, 180), 25, 5)
    shot = Shot((320, 180), 25, 5, "pip", scene((32, 18)), presenter=presenter("pip", (320, 180), 5), clip=stream)
    made = list(composed(shot))
    assert len(made) == 5
    assert made[4].y[90, 300] == 16
    assert made[4].y[90, 10] > 40
