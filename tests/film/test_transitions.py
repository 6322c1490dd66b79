"""From scene to scene: the old picture at first, the new one at last, and between them what the transition is called."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from pipelines.film import shots
from pipelines.film.shots import Shot
from pipelines.film.transitions import MIXINGS
from pipelines.media import Picture
from pipelines.planes import Converter, Planes

from .helpers import scene

SIZE = (192, 128)


def flat(red: int, green: int, blue: int) -> Picture:
    return Picture(np.full((SIZE[1], SIZE[0], 3), (red, green, blue), np.uint8))


def planes(picture: Picture) -> Planes:
    return Converter.planes(picture.pixels)


def apart(one: Planes, other: Planes) -> int:
    return max(int(np.abs(a.astype(int) - b).max()) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("name", MIXINGS)
def test_it_is_the_old_picture_at_first_and_the_new_at_last(name: str) -> None:
    old, new = planes(scene(SIZE)), planes(flat(180, 60, 40))
    assert apart(MIXINGS[name](old, new, 0.0), old) <= 1
    assert apart(MIXINGS[name](old, new, 1.0), new) <= 1


@pytest.mark.parametrize("name", MIXINGS)
def test_every_step_brings_more_of_the_new(name: str) -> None:
    shot = Shot(SIZE, 25, 16, "picture", flat(220, 220, 220), dissolve=flat(40, 40, 40), dissolve_frames=12, transition=name)
    light = [frame.y.mean() for frame in shots.composed(shot)]
    old, new = 16 + 40 * 219 / 255, 16 + 220 * 219 / 255
    assert abs(light[0] - old) < 0.12 * (new - old)
    assert light[12:] == pytest.approx([new] * 4, abs=1)
    if name in ("fade", "fade-white"):
        assert (min if name == "fade" else max)(light) == pytest.approx(16 if name == "fade" else 235, abs=20), "through it"
    else:
        assert all(after >= before for before, after in pairwise(light))


def test_a_slide_lies_over_the_old_picture_and_a_push_moves_it() -> None:
    old, new = planes(scene(SIZE)), planes(flat(250, 250, 250))
    slid, pushed = MIXINGS["slide"](old, new, 0.5).y, MIXINGS["push"](old, new, 0.5).y
    assert np.array_equal(slid[:, :96], old.y[:, :96])
    assert np.array_equal(pushed[:, :96], old.y[:, 96:])
    assert np.array_equal(slid[:, 96:], pushed[:, 96:])
    assert slid[:, 96:].min() > 225


def test_a_wipe_goes_from_left_to_right_with_a_soft_edge() -> None:
    row = MIXINGS["wipe"](planes(flat(0, 0, 0)), planes(flat(255, 255, 255)), 0.5).y[60].astype(int)
    assert row[0] > 230
    assert row[-1] < 20
    assert (np.diff(row) <= 0).all()
    assert 10 < ((row > 30) & (row < 220)).sum() < 40


def test_a_zoom_goes_in() -> None:
    pixels = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    pixels[32:96, 48:144] = 255
    half = MIXINGS["zoom"](planes(Picture(pixels)), planes(Picture(pixels)), 0.6).y
    assert (half > 40).sum() > 1.15 * (64 * 96)
