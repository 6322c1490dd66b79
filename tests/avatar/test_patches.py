"""A picture enlarged to be sampled between its pixels: the old ones stay, those between are where the scene is."""

from __future__ import annotations

import numpy as np

from pipelines import planes
from pipelines.avatar.patches import Source, twice


def scene(factor: int) -> np.ndarray:
    """Waves of several directions at `factor` samples a pixel, whose every `factor`-th sample is the picture."""
    y, x = np.mgrid[0 : 80 * factor, 0 : 120 * factor] / factor
    waves = [128 + 60 * np.sin(0.9 * x + 0.2 * y + n) + 40 * np.sin(0.3 * x - 0.8 * y) for n in range(3)]
    return np.clip(np.round(np.stack(waves, axis=-1)), 0, 255).astype(np.uint8)


def places(left: float, top: float, width: int, height: int) -> np.ndarray:
    return np.dstack(np.meshgrid(left + np.arange(width), top + np.arange(height))).astype(np.float32)


def test_old_pixels_stay_and_new_ones_are_what_lies_between() -> None:
    picture, finer = scene(1), scene(2)
    larger = twice(picture, 0.0)
    assert (larger[::2, ::2] == picture).all()
    off = np.abs(larger.astype(int) - finer)[16:-16, 16:-16]
    assert off.max() <= 3
    assert (twice(np.ascontiguousarray(picture[..., 1]), 0.2) == twice(picture, 0.2)[..., 1]).all()


def test_at_rest_a_source_gives_the_picture_itself() -> None:
    picture = scene(1)
    source, yuv = Source(picture, 1.0), planes.full(picture)
    at = places(10, 6, 40, 30)
    assert (source.at(2 * at) == picture[6:36, 10:50]).all()
    assert (source.luma(2 * at) == yuv[6:36, 10:50, 0]).all()
    for ours, theirs in zip(source.chroma(at), (yuv[6:36, 10:50, 1], yuv[6:36, 10:50, 2]), strict=True):
        assert (ours == theirs).all()


def test_a_source_of_a_part_samples_as_that_of_the_whole() -> None:
    picture = scene(1)
    at = 2 * places(40.3, 30.7, 30, 20)
    assert (Source(picture, 1.0, (20, 12, 100, 70)).at(at) == Source(picture, 1.0).at(at)).all()
