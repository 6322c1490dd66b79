"""A logo that stays in a corner of the film, clear of the AI label, the captions and what a platform lays over."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ..media import Picture
from . import caption_styles, look
from .layout import FREE, Safe
from .lettering import Patch, patch

PLACES = {
    "tl": ("top left", "左上"),
    "tr": ("top right", "右上"),
    "bl": ("bottom left", "左下"),
    "br": ("bottom right", "右下"),
}
SMALLEST, LARGEST = 0.02, 0.3
FAINTEST = 0.05
_WIDEST = 0.4  # of the frame's width
_LINES = 2 * max(design.em for design in caption_styles.DESIGNS.values()) * look.CELL + 0.3  # ems that captions may be high


@dataclass(frozen=True, eq=False)
class Logo:
    """A picture (with or without transparency) at one of `PLACES`; its height as a part of the frame's short side."""

    picture: Picture
    place: str = "tr"
    size: float = 0.08
    opacity: float = 0.85


def box(logo: Logo, size: tuple[int, int], label: str, captions: bool, safe: Safe = FREE) -> tuple[int, int, int, int]:
    """(left, top, width, height) in pixels, left and top even.

    Under the label's plate at the upper right if there is to be one, and above two lines of `captions` at the bottom.
    """
    height = logo.size * min(size)
    wide, high = logo.picture.size
    width = height * wide / high
    if width > _WIDEST * size[0]:
        width, height = _WIDEST * size[0], _WIDEST * size[0] * high / wide
    sizes = look.metrics(size)
    inset = 0.7 * sizes.side
    right = max(inset, safe.right * size[0])
    left = inset if logo.place.endswith("l") else size[0] - right - width
    if logo.place.startswith("b"):
        covered = safe.bottom * size[1]
        kept = max(sizes.bottom, covered) + _LINES * sizes.caption if captions else max(inset, covered)
        top = size[1] - kept - height
    else:
        top = inset
        if label and logo.place == "tr":
            _, first, _, tall = look.label_place(label, size)
            top = first + tall + 0.4 * inset
    return 2 * int(left / 2), 2 * int(max(0.0, top) / 2), max(2, round(width)), max(2, round(height))


def drawn(logo: Logo, size: tuple[int, int], label: str, captions: bool, safe: Safe = FREE) -> Patch:
    """The logo as it is laid over every frame."""
    left, top, width, height = box(logo, size, label, captions, safe)
    pixels = logo.picture.pixels.astype(np.float32)
    alpha = pixels[..., 3:] / 255 if pixels.shape[2] == 4 else np.ones((*pixels.shape[:2], 1), np.float32)
    layer = np.concatenate((pixels[..., :3] * alpha, 255 * alpha), axis=2) * np.float32(logo.opacity)
    shrinks = layer.shape[0] > height
    layer = cv2.resize(layer, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    layer = cv2.copyMakeBorder(layer, 0, height % 2, 0, width % 2, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    over_black = np.clip(np.rint(np.moveaxis(layer[..., :3], -1, 0)), 0, 255).astype(np.uint8)
    over_white = np.clip(np.rint(layer[..., 1] + 255 - layer[..., 3]), 0, 255).astype(np.uint8)
    return patch(over_black, over_white, top, left)
