"""A long picture scrolled past the frame: where it begins and ends, evenly, sharply, and from take to take without a jump."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from pipelines.film import scroll
from pipelines.film.shots import Shot, composed
from pipelines.media import Picture

from .helpers import scene

SIZE = (128, 192)


def ramp(down: bool) -> Picture:
    """2 grey levels a 16 pixels along the way, exactly the frame's size across"""
    long = np.repeat(np.arange(20, 220, 2, dtype=np.uint8), 16)
    grey = np.broadcast_to(long[:, None], (len(long), 128)) if down else np.broadcast_to(long[None], (192, len(long)))
    return Picture(np.repeat(grey[..., None], 3, axis=2))


@pytest.mark.parametrize("down", [True, False], ids=["tall", "wide"])
def test_it_begins_at_the_beginning_and_ends_at_the_end(down: bool) -> None:
    strip = scroll.Strip(ramp(down), SIZE)
    assert strip.travel == 1600 - SIZE[down]
    first, last = strip.at(0.0), strip.at(1.0)
    assert first.size == last.size == SIZE
    ends = (first.y[0, 0], last.y[-1, -1])
    assert [abs(int(end) - wanted) <= 2 for end, wanted in zip(ends, (16 + 20 * 219 / 255, 16 + 218 * 219 / 255), strict=True)]


@pytest.mark.parametrize("down", [True, False], ids=["tall", "wide"])
def test_it_moves_evenly_between_pixels(down: bool) -> None:
    steps = np.sin(np.arange(1200) / 9) * 80 + 120
    grey = np.broadcast_to(steps[:, None] if down else steps[None], (1200, 128) if down else (192, 1200)).astype(np.uint8)
    strip = scroll.Strip(Picture(np.repeat(grey[..., None], 3, axis=2)), SIZE)
    shape = 16 + (np.sin((np.arange(SIZE[down]) + 100.25) / 9) * 80 + 120) * 219 / 255
    seen = strip.at(100.25 / strip.travel).y
    line = seen[:, 60] if down else seen[90]
    assert np.abs(line - shape).max() < 2


def test_detail_is_as_sharp_between_pixels_as_on_them() -> None:
    picture = Picture(np.vstack([scene((128, 600)).pixels] * 2))
    strip = scroll.Strip(picture, SIZE)
    on, between = (np.abs(np.diff(strip.at(place / strip.travel).y.astype(float), axis=0)).mean() for place in (300, 300.5))
    assert between > 0.9 * on


def test_two_takes_join_without_a_jump() -> None:
    strip = scroll.Strip(ramp(down=True), SIZE)

    def lines(way: tuple[float, float], count: int) -> list[np.ndarray]:
        shot = Shot(SIZE, 25, count, "picture", scroll=scroll.Scroll(strip, *way))
        return [frame.y[:, 0].copy() for frame in composed(shot)]

    whole = lines((0, 1), 40)
    parts = lines((0, 0.5), 20) + lines((0.5, 1), 20)
    assert all(np.array_equal(a, b) for a, b in zip(whole, parts, strict=True))


@pytest.mark.parametrize("size", [(64, 64), (300, 200), (128, 192), (2000, 30)])
def test_any_picture_fills_the_frame(size: tuple[int, int]) -> None:
    strip = scroll.Strip(scene(size), SIZE)
    for share in (-1, 0, 0.37, 1, 2):
        assert strip.at(share).size == SIZE
        assert strip.at(share).u.shape == (96, 64)


def test_a_long_picture_is_held_once() -> None:
    picture = Picture(np.zeros((30_000, 512, 3), np.uint8))
    tracemalloc.start()
    scroll.Strip(picture, (512, 512))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1.6 * picture.pixels.nbytes, "the planes are half of it"
