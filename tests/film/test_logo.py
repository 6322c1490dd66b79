"""A logo in each corner: where it stands, what it never touches, and that it is in every frame."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.film import logo, look, shots
from pipelines.film.caption_styles import DESIGNS
from pipelines.film.layout import FREE
from pipelines.film.logo import Logo
from pipelines.film.platforms import PLATFORMS
from pipelines.film.shots import Shot
from pipelines.film.subtitles import Cue
from pipelines.media import Picture

TALL, WIDE = (360, 640), (640, 360)
GREY = 96


def badge(wide: int = 40, high: int = 40) -> Picture:
    """A magenta disc on nothing"""
    y, x = np.mgrid[0:high, 0:wide]
    inside = np.hypot((x - wide / 2) / wide, (y - high / 2) / high) < 0.49
    return Picture(np.dstack([np.full_like(x, 255), np.zeros_like(x), np.full_like(x, 255), 255 * inside]).astype(np.uint8))


def frames(shot: Shot, folder: Path) -> np.ndarray:
    shots.render(shot, folder / "take.mp4")
    with av.open(str(folder / "take.mp4")) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]).astype(int)


def magenta(frame: np.ndarray) -> np.ndarray:
    return (frame[..., 0] > frame[..., 1] + 60) & (frame[..., 2] > frame[..., 1] + 60)


@pytest.mark.parametrize("place", logo.PLACES)
@pytest.mark.parametrize("size", [TALL, WIDE], ids=["tall", "wide"])
def test_it_is_in_its_corner_in_every_frame_and_nothing_else_is_there(
    size: tuple[int, int], place: str, tmp_path: Path
) -> None:
    grey = Picture(np.full((size[1], size[0], 3), GREY, np.uint8))
    cue = Cue(0.0, 0.3, "字幕里有很多很多很多的字啊\n第二行也有这么多这么多字啊")
    plain = Shot(
        size, 25, 8, "picture", grey, cues=(cue,), title="A title", label="AI-generated", label_frames=8, style="variety"
    )
    marked = Shot(**{**vars(plain), "logo": Logo(badge(), place)})
    seen = frames(marked, tmp_path)
    left, top, width, height = logo.box(Logo(badge(), place), size, "AI-generated", True)
    for frame in seen:
        rows, columns = np.nonzero(magenta(frame))
        assert abs(rows.mean() - (top + height / 2)) < 2
        assert abs(columns.mean() - (left + width / 2)) < 2
    box = np.s_[top + 2 : top + height - 2, left + 2 : left + width - 2]
    without = frames(plain if place != "tl" else Shot(**{**vars(plain), "title": ""}), tmp_path)
    assert np.abs(without[-1][box] - GREY).max() < 12, "nobody's place but its own"


@given(
    place=st.sampled_from(list(logo.PLACES)),
    share=st.floats(logo.SMALLEST, logo.LARGEST),
    shape=st.tuples(st.integers(8, 400), st.integers(8, 400)),
    size=st.sampled_from([TALL, WIDE, (1080, 1920), (1920, 1080), (1080, 1080)]),
    platform=st.sampled_from(["", *PLATFORMS]),
)
def test_it_never_touches_the_label_the_captions_or_the_platforms_buttons(
    place: str, share: float, shape: tuple[int, int], size: tuple[int, int], platform: str
) -> None:
    safe = PLATFORMS[platform].safe if platform else FREE
    mark = Logo(Picture(np.zeros((shape[1], shape[0], 4), np.uint8)), place, share)
    left, top, width, height = logo.box(mark, size, "AI-generated", True, safe)
    assert left >= 0
    assert top >= 0
    assert left + width <= size[0] * (1 - (safe.right if place.endswith("r") else 0)) + 1
    beside, label_top, across, down = look.label_place("AI-generated", size)
    clear = left + width <= beside or top >= label_top + down or top + height <= label_top or left >= beside + across
    assert clear
    if place.startswith("b"):
        sizes = look.metrics(size)
        captions = size[1] - max(sizes.bottom, safe.bottom * size[1])
        lines = 2 * max(design.em for design in DESIGNS.values()) * sizes.caption * look.CELL
        assert top + height <= captions - lines


def test_it_lets_through_what_it_is_told_to() -> None:
    patch = logo.drawn(Logo(badge(), opacity=0.5), TALL, "", False)
    assert patch.opacity[0].max() == pytest.approx(0.5, abs=0.01)
    solid = logo.drawn(Logo(Picture(np.full((10, 10, 3), 200, np.uint8)), opacity=1.0), TALL, "", False)
    assert solid.opacity[0][4:8, 4:8].min() > 0.99
