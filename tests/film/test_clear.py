"""Films with transparency, decoded again."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from pipelines import planes
from pipelines.errors import BadInput
from pipelines.film import clear, ffmpeg, labels, look, shots
from pipelines.film.shots import Shot
from pipelines.media import Audio, FrameStream, Picture

SIZE = (320, 240)


def card(count: int = 10) -> FrameStream:
    """A red card in the middle of nothing, its left edge fading."""

    def frames() -> object:
        for _ in range(count):
            frame = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
            frame[..., :3] = (200, 40, 60)
            frame[80:200, 100:220, 3] = 255
            frame[80:200, 60:100, 3] = np.linspace(0, 255, 40, dtype=np.uint8)
            yield frame

    return FrameStream(SIZE, 25, count, frames(), clear=True)  # type: ignore[arg-type]


def decoded(path: Path) -> np.ndarray:
    """All frames as RGBA, by ffmpeg, whose own VP9 decoder would leave the opacity out"""
    decoder = ["-c:v", "libvpx-vp9"] if path.suffix == ".webm" else []
    command = [ffmpeg.binary(), "-loglevel", "error", *decoder, "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgba", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, SIZE[1], SIZE[0], 4)


@pytest.mark.parametrize("suffix", [".webm", ".mov"])
def test_the_opacity_comes_back(tmp_path: Path, suffix: str) -> None:
    made = labels.Label("x", "Shengying", {"animator": "a card"}, (), "film")
    out = tmp_path / f"card{suffix}"
    clear.write(card(), Audio(np.full(19_200, 0.1, np.float32), 48_000), out, metadata=labels.metadata(made), language="en",
                label_frames=4)  # fmt: skip
    frames = decoded(out)
    assert len(frames) == 10
    last = frames[-1].astype(int)
    assert last[90:190, 110:210, 3].min() >= 254
    assert np.abs(last[90:190, 110:210, :3] - (200, 40, 60)).mean() < 6
    assert last[:60, :, 3].max() <= 1
    ramp = last[90:190, 60:100, 3].mean(axis=0)
    assert np.abs(ramp - np.linspace(0, 255, 40)).max() < 12
    left, top, width, height = look.label_place(labels.visible_text("en"), SIZE)
    assert frames[0][top + height // 2, left + 4 : left + width - 4, 3].min() > 100  # the label stands in the clear part
    assert frames[5][top : top + height, left : left + width, 3].max() <= 1
    facts = ffmpeg.probe(out)
    assert facts.duration == pytest.approx(0.4, abs=0.03)
    assert facts.audio_rate == 48_000
    assert labels.read(out)["shengying"]["engines"] == {"animator": "a card"}


def test_other_files_hold_no_transparency(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"\.webm or \.mov"):
        clear.write(card(), Audio(np.zeros(100, np.float32), 48_000), tmp_path / "card.mp4", metadata={})
    assert not list(tmp_path.iterdir())


def test_a_clear_presenter_stands_before_the_picture() -> None:
    sky = Picture(np.full((240, 320, 3), (60, 120, 220), np.uint8))
    shot = Shot(SIZE, 25, 4, "presenter", sky, presenter=card(2))
    for frame in shots.composed(shot):  # two frames more than the stream has: the last is held
        rgb = planes.Converter().rgb(frame).astype(int)
        assert np.abs(rgb[20, 20] - (60, 120, 220)).max() < 8
        assert np.abs(rgb[140, 160] - (200, 40, 60)).max() < 8
        assert 70 < rgb[140, 82, 0] < 190
    still = shots.compose_still("presenter", sky, shots.REST, Picture(next(iter(card(1).frames))), SIZE)
    assert np.abs(still.pixels[20, 20].astype(int) - (60, 120, 220)).max() < 8
