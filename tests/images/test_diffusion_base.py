"""What the diffusion painter does without its packages, and the arithmetic of its sizes."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest
from PIL import Image

from pipelines.engines import load
from pipelines.errors import EngineMissing
from pipelines.images.fitting import canvas, fit

without = pytest.mark.skipif(importlib.util.find_spec("diffusers") is not None, reason="the neural extra is installed here")


@without
def test_without_the_extra_it_says_which_one_to_install() -> None:
    with pytest.raises(EngineMissing) as caught:
        load("painter", "diffusion")
    assert "shengying[neural]" in caught.value.en
    assert "shengying[neural]" in caught.value.zh


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (512, 512), (64, 64), (333, 777), (4000, 1000)])
@pytest.mark.parametrize(("native", "multiple"), [(512, 64), (768, 8), (1024, 16), (1024, 64)])
def test_the_canvas_keeps_aspect_and_pixel_count(size: tuple[int, int], native: int, multiple: int) -> None:
    width, height = canvas(size, native, multiple)
    assert width % multiple == height % multiple == 0
    assert 0.8 * native**2 <= width * height <= 1.25 * native**2
    assert width / height == pytest.approx(size[0] / size[1], rel=2 * multiple / min(width, height))


def test_an_extreme_aspect_is_drawn_at_four_to_one() -> None:
    assert canvas((3000, 10), 512, 8) == (1024, 256)
    assert canvas((10, 3000), 512, 8) == (256, 1024)


def test_fit_crops_about_the_middle_and_does_not_stretch() -> None:
    image = Image.new("RGB", (300, 100), "red")
    image.paste("blue", (100, 0, 200, 100))  # the middle third
    pixels = fit(image, (50, 50))
    assert pixels.shape == (50, 50, 3)
    assert np.abs(pixels[:, 3:-3].astype(int) - (0, 0, 255)).max() <= 2  # Lanczos reaches over the edges
