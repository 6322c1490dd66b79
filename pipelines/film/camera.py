"""The camera on a still picture: poses, gentle pairs of them, and eased moves without jitter."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ..media import Picture
from ..planes import Converter, Planes, window


@dataclass(frozen=True)
class Pose:
    """What the camera sees: `zoom` ≥ 1 (1 shows all that fits the frame), its centre (`x`, `y`) in 0 … 1."""

    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5


REST = Pose()


def POSES(seed: int) -> tuple[Pose, Pose]:
    """Two poses a gentle move apart. A scene's lines go from one to the other and back, so that takes join smoothly."""
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, 2 * np.pi)
    reach = rng.uniform(0.55, 1.0)
    near = rng.uniform(1.10, 1.14)
    shift = 0.5 * (1 - 1 / near) * reach  # as far as the nearer window may go
    wide = Pose(1.02, 0.5, 0.5)
    close = Pose(round(near, 4), round(0.5 + shift * np.cos(angle), 4), round(0.5 + shift * np.sin(angle) * 0.7, 4))
    return (wide, close) if rng.random() < 0.5 else (close, wide)


def ease(share: float) -> float:
    """0 … 1 to 0 … 1 with no velocity at either end."""
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)


def between(start: Pose, end: Pose, share: float) -> Pose:
    """The pose at `share` of the way: the window's width and centre move linearly, so every detail runs straight."""
    width = (1 - share) / start.zoom + share / end.zoom
    return Pose(1 / width, (1 - share) * start.x + share * end.x, (1 - share) * start.y + share * end.y)


class Backdrop:
    """A picture made ready for a camera: covered to the frame's shape at twice its size, as I420 planes.

    At twice the size plain linear sampling is sharp at every phase, so that a slow zoom does not seem to breathe.
    """

    def __init__(self, picture: Picture, size: tuple[int, int], converter: Converter) -> None:
        self.size = size
        twice = converter.planes(cover(picture, (2 * size[0], 2 * size[1])))
        self._planes = Planes(*(_bordered(plane, _BORDER >> level) for plane, level in zip(twice, (0, 1, 1), strict=True)))

    def at(self, pose: Pose) -> Planes:
        width, height = 2 * self.size[0], 2 * self.size[1]
        zoom = max(1.0, pose.zoom)
        wide, high = width / zoom, height / zoom
        left = min(max(pose.x * width - wide / 2, 0.0), width - wide)
        top = min(max(pose.y * height - high / 2, 0.0), height - high)
        return window(self._planes, left + _BORDER, top + _BORDER, wide, high, self.size)


_BORDER = 72  # pixels around a backdrop, so that `window` is free to choose its whole numbers


def _bordered(plane: np.ndarray, width: int) -> np.ndarray:
    return cv2.copyMakeBorder(plane, width, width, width, width, cv2.BORDER_REPLICATE)


def cover(picture: Picture, size: tuple[int, int]) -> np.ndarray:
    """RGB pixels of exactly `size`, filled by the picture's middle; transparency lies on black."""
    pixels = flatten(picture.pixels)
    height, width = pixels.shape[:2]
    scale = max(size[0] / width, size[1] / height)
    across, down = min(width, round(size[0] / scale)), min(height, round(size[1] / scale))
    left, top = (width - across) // 2, (height - down) // 2
    cut = pixels[top : top + down, left : left + across]
    if (across, down) == size:
        return np.ascontiguousarray(cut)
    return cv2.resize(cut, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)


def flatten(pixels: np.ndarray) -> np.ndarray:
    """RGB from RGB or RGBA (over black)."""
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.uint16)
    return ((pixels[..., :3] * alpha + 127) // 255).astype(np.uint8)
