"""Videos as they come are read at a constant rate, upright, in their colours; and refused clearly where they cannot be."""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from pipelines.avatar.video import clips
from pipelines.errors import BadInput

from .videos import write


def numbered(count: int) -> list[np.ndarray]:
    """Frames that are told apart by their brightness: 6 levels a frame"""
    return [np.full((64, 96, 3), 10 + 6 * number, np.uint8) for number in range(count)]


def which(frame: np.ndarray) -> int:
    return round((float(frame.mean()) - 8) / 6)


def test_a_varying_rate_is_read_at_a_constant_one(tmp_path: Path) -> None:
    times = [0.0, 0.04, 0.08, 0.20, 0.24, 0.50, 0.54, 0.58, 0.62, 0.66]
    path = write(tmp_path / "vfr.mp4", numbered(10), times=times)
    seen = [which(frame) for frame in clips.frames(path, 25)]
    wanted = [max(k for k, at in enumerate(times) if at <= number / 25 + 0.011) for number in range(len(seen))]
    assert seen == wanted
    assert 17 <= len(seen) <= 18


def test_every_frame_of_a_constant_rate_comes_once(tmp_path: Path) -> None:
    path = write(tmp_path / "cfr.mp4", numbered(40))
    assert [which(frame) for frame in clips.frames(path, 25)] == list(range(40))
    assert [which(frame) for frame in clips.frames(path, 25, start=23)] == list(range(23, 40))


@pytest.mark.parametrize(("turn", "corner"), [(90, (0, -1)), (180, (-1, -1)), (270, (-1, 0))])
def test_a_turned_video_stands_upright(tmp_path: Path, turn: int, corner: tuple[int, int]) -> None:
    picture = np.zeros((64, 96, 3), np.uint8)
    picture[:20, :20] = 255
    plain, turned = write(tmp_path / "plain.mp4", [picture] * 6), tmp_path / "turned.mp4"
    command = ["-y", "-display_rotation", str(turn), "-i", str(plain), "-c", "copy", str(turned)]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", *command], check=True)
    facts = clips.facts(turned)
    assert facts.size == ((96, 64) if turn == 180 else (64, 96))
    frame = next(clips.frames(turned, facts.fps))
    assert frame.shape == (facts.size[1], facts.size[0], 3)
    shown = subprocess.run(  # ffmpeg itself turns it: that is how players show it
        [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-i", str(turned), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt",
         "rgb24", "-"], check=True, capture_output=True,
    ).stdout  # fmt: skip
    assert np.abs(np.frombuffer(shown, np.uint8).reshape(frame.shape).astype(int) - frame).max() < 12
    kept = clips.Colours().planes(next(clips.timed(turned, facts.fps)))  # as it is written again, it stands upright too
    assert (kept.width, kept.height) == facts.size
    assert np.abs(clips.Colours().rgb(clips.Shown(kept)).astype(int) - frame).mean() < 3


def test_wide_pixels_are_made_square(tmp_path: Path) -> None:
    path = tmp_path / "wide.mp4"
    plain = write(tmp_path / "plain.mp4", [np.full((64, 96, 3), 120, np.uint8)] * 4)
    command = ["-y", "-i", str(plain), "-vf", "setsar=4/3", str(path)]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", *command], check=True)
    facts = clips.facts(path)
    assert facts.size == (128, 64)
    assert next(clips.frames(path, facts.fps)).shape == (64, 128, 3)


def test_ten_bits_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "ten.mp4", numbered(6), kind="yuv420p10le")
    assert [which(frame) for frame in clips.frames(path, 25)] == list(range(6))


def test_high_dynamic_range_is_refused(tmp_path: Path) -> None:
    tags = {"color_trc": 16, "color_primaries": 9, "colorspace": 9}
    path = write(tmp_path / "hdr.mp4", numbered(6), kind="yuv420p10le", tags=tags)
    with pytest.raises(BadInput, match="SDR"):
        clips.facts(path)


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("not a video at all\n" * 50)
    with pytest.raises(BadInput, match="cannot be read as a video"):
        clips.facts(text)
    with pytest.raises(BadInput, match="not a file"):
        clips.facts(tmp_path / "none.mp4")
    whole = write(tmp_path / "whole.mp4", numbered(30))
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[:-600])  # its index is at its end
    with pytest.raises(BadInput):
        clips.facts(cut)


def test_a_written_clip_is_walked_in_any_order(tmp_path: Path) -> None:
    path, colours = tmp_path / "clip.mp4", clips.Colours()
    source = write(tmp_path / "source.mp4", numbered(40))
    writer = clips.Writer(path, (96, 64), 25)
    for shown in clips.timed(source, 25):
        writer.add(colours.planes(shown))
    writer.close()
    assert writer.count == 40
    walk = clips.Walk(path, 25)
    order = [0, 1, 2, 3, 2, 1, 0, 20, 21, 22, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 10, 11, 39, 38, 0]
    assert [which(walk.at(number)) for number in order] == order
