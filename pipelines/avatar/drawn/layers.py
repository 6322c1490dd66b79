"""Layers that keep their shape, drawn once as pictures and laid down again in each frame.

OpenCV warps and blends them: measured against Skia's own drawing of pictures, that takes a tenth of the time on a processor.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import skia

from .brush import Brush

_FINER = 1.25  # pixels of a layer for one of the frame, so that it stays sharp where it turns
FLAT = ("comic", "ink")
_HEAD = (-190.0, -300.0, 190.0, 330.0)


@dataclass(frozen=True, eq=False)
class Layer:
    """`pixels` premultiplied RGBA, cropped; their left upper corner in units of the drawing, and their pixels for one unit."""

    pixels: np.ndarray
    left: float
    top: float
    density: float

    def lay(self, canvas: skia.Canvas, frame: np.ndarray) -> None:
        """Onto `frame` (premultiplied RGBA), at the place where `canvas` stands."""
        if not self.pixels.size:
            return
        m = canvas.getTotalMatrix()
        move = np.array([[m.getScaleX(), m.getSkewX(), m.getTranslateX()], [m.getSkewY(), m.getScaleY(), m.getTranslateY()]])
        move[:, 2] += move[:, :2] @ (self.left, self.top)
        move[:, :2] /= self.density
        height, width = self.pixels.shape[:2]
        corners = move[:, :2] @ np.array([[0, width, 0, width], [0, 0, height, height]]) + move[:, 2:]
        first = np.maximum(np.floor(corners.min(axis=1)).astype(int), 0)
        last = np.minimum(np.ceil(corners.max(axis=1)).astype(int), (frame.shape[1], frame.shape[0]))
        if (last <= first).any():
            return
        move[:, 2] += move[:, :2] @ (0.5, 0.5) - 0.5 - first  # pixel centres on pixel centres
        placed = cv2.warpAffine(self.pixels, move, (int(last[0] - first[0]), int(last[1] - first[1])), flags=cv2.INTER_LINEAR)
        over(frame[first[1] : last[1], first[0] : last[0]], placed)


@dataclass(frozen=True, eq=False)
class Direct:
    """A layer that is drawn anew in each frame: faster and sharper where a style has flat colours only."""

    draw: Callable[[Brush], None]
    style: str

    def lay(self, canvas: skia.Canvas, frame: np.ndarray) -> None:
        """As `Layer.lay`; `canvas` draws on `frame`."""
        self.draw(Brush(canvas, self.style))


def over(frame: np.ndarray, layer: np.ndarray) -> None:
    """`layer` over `frame`, in place; both premultiplied RGBA of one size."""
    rest = cv2.bitwise_not(cv2.extractChannel(layer, 3))
    cv2.multiply(frame, cv2.merge((rest, rest, rest, rest)), dst=frame, scale=1 / 255)
    cv2.add(frame, layer, dst=frame)


def surface(width: int, height: int) -> tuple[np.ndarray, skia.Surface]:
    """Clear pixels (premultiplied RGBA) and what draws on them."""
    return on(np.zeros((height, width, 4), np.uint8))


def on(pixels: np.ndarray) -> tuple[np.ndarray, skia.Surface]:
    return pixels, skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)


def layer(
    draw: Callable[[Brush], None], style: str, scale: float, box: tuple[float, float, float, float] = _HEAD
) -> Layer | Direct:
    """What `draw` draws, in the way that is the faster one for the style."""
    return Direct(draw, style) if style in FLAT else picture(draw, style, scale, box)


def picture(draw: Callable[[Brush], None], style: str, scale: float, box: tuple[float, float, float, float] = _HEAD) -> Layer:
    """What `draw` draws within `box` of a head's units, where one unit has `scale` pixels in the frame."""
    density = scale * _FINER
    left, top, right, bottom = box
    pixels, drawn = surface(math.ceil((right - left) * density), math.ceil((bottom - top) * density))
    canvas = drawn.getCanvas()
    canvas.scale(density, density)
    canvas.translate(-left, -top)
    draw(Brush(canvas, style))
    drawn.flushAndSubmit()
    pixels, x, y = cropped(pixels)
    return Layer(pixels, left + x / density, top + y / density, density)


def cropped(pixels: np.ndarray) -> tuple[np.ndarray, int, int]:
    """What is there, with a clear pixel about it, and where its left upper corner lies."""
    alpha = pixels[:, :, 3]
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not len(rows):
        return pixels[:0, :0], 0, 0
    x, y = max(0, int(columns[0]) - 1), max(0, int(rows[0]) - 1)
    return np.ascontiguousarray(pixels[y : int(rows[-1]) + 2, x : int(columns[-1]) + 2]), x, y
