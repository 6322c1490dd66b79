"""From the size that is asked for to one that a model can draw, and back. Sizes are (width, height) in pixels."""

from __future__ import annotations

from math import sqrt

import numpy as np
from PIL import Image

Size = tuple[int, int]


def canvas(size: Size, native: int, multiple: int) -> Size:
    """The size to draw at: the aspect of `size`, about native² pixels, both sides multiples of `multiple`.

    Models draw best near the pixel count that they were trained at; far above it they repeat themselves, far below it
    they fall apart. An aspect beyond 4:1 is drawn at 4:1 and cropped.
    """
    aspect = min(4.0, max(0.25, size[0] / size[1]))
    wide, high = native * sqrt(aspect), native / sqrt(aspect)
    return max(multiple, round(wide / multiple) * multiple), max(multiple, round(high / multiple) * multiple)


def fit(image: Image.Image, size: Size) -> np.ndarray:
    """`image` scaled (Lanczos) to cover `size` and cropped about its middle: uint8 of shape (height, width, 3)."""
    scale = max(size[0] / image.width, size[1] / image.height)
    width, height = size[0] / scale, size[1] / scale  # what is kept, in the image's own pixels
    left, top = (image.width - width) / 2, (image.height - height) / 2
    box = (max(0.0, left), max(0.0, top), min(image.width, left + width), min(image.height, top + height))
    return np.asarray(image.convert("RGB").resize(size, Image.Resampling.LANCZOS, box=box))
