"""Layers that keep their shape, drawn once as pictures and laid down again in each frame.

OpenCV warps and blends them: measured against Skia's own drawing of pictures, that takes a tenth of the time on a processor.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import skia

from .brush import Brush

_FINER = 1.25  # pixels of a layer for one of the frame, so that it stays sharp where it turns
_TILE = (256, 128)
FLAT = ("comic", "ink")
_HEAD = (-190.0, -300.0, 190.0, 330.0)


@dataclass(frozen=True, eq=False)
class Layer:
    """`pixels` premultiplied RGBA, cropped; their left upper corner in units of the drawing, and their pixels for one unit.

    It is laid down tile by tile: what is clear is left out, and what is solid is not blended.
    """

    pixels: np.ndarray
    left: float
    top: float
    density: float

    @cached_property
    def _sums(self) -> tuple[np.ndarray, np.ndarray]:
        """Sums over rectangles of where there is anything, and of where it is solid."""
        alpha = self.pixels[:, :, 3]
        return cv2.integral((alpha > 0).view(np.uint8)), cv2.integral((alpha == 255).view(np.uint8))

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
        centred = move[:, 2] + move[:, :2] @ (0.5, 0.5) - 0.5  # pixel centres on pixel centres
        for x, y, right, bottom, solid in self._tiles(move, first, last):
            move[:, 2] = centred - (x, y)
            here = frame[y:bottom, x:right]
            if solid:
                cv2.warpAffine(self.pixels, move, (right - x, bottom - y), dst=here, flags=cv2.INTER_LINEAR)
            else:
                over(here, cv2.warpAffine(self.pixels, move, (right - x, bottom - y), flags=cv2.INTER_LINEAR))

    def _tiles(self, move: np.ndarray, first: np.ndarray, last: np.ndarray) -> Iterator[tuple[int, int, int, int, bool]]:
        """(left, top, right, bottom, whether it is solid) of the frame's tiles in which there is anything."""
        xs, ys = np.meshgrid(np.arange(first[0], last[0], _TILE[0]), np.arange(first[1], last[1], _TILE[1]))
        rights, bottoms = np.minimum(xs + _TILE[0], last[0]), np.minimum(ys + _TILE[1], last[1])
        back = np.linalg.inv(move[:, :2])
        middles = np.stack(((xs + rights) / 2 - move[0, 2], (ys + bottoms) / 2 - move[1, 2]))
        reach = np.abs(back) @ np.stack(((rights - xs).ravel() / 2, (bottoms - ys).ravel() / 2))
        places = back @ middles.reshape(2, -1)
        size = np.array([[self.pixels.shape[1]], [self.pixels.shape[0]]])
        low = np.floor(places - reach).astype(int) - 1
        high = np.ceil(places + reach).astype(int) + 1
        within = ((low >= 0) & (high <= size)).all(axis=0)
        (x0, y0), (x1, y1) = np.clip(low, 0, size), np.clip(high, 0, size)
        some, full = (s[y1, x1] - s[y0, x1] - s[y1, x0] + s[y0, x0] for s in self._sums)
        solid = within & (full == (x1 - x0) * (y1 - y0))
        for i in np.flatnonzero(some).tolist():
            yield int(xs.flat[i]), int(ys.flat[i]), int(rights.flat[i]), int(bottoms.flat[i]), bool(solid[i])


@dataclass(frozen=True, eq=False)
class Still:
    """A layer at the frame's own pixels, in parts: (left, top, pixels, whether they are solid)."""

    parts: tuple[tuple[int, int, np.ndarray, bool], ...]

    @staticmethod
    def of(pixels: np.ndarray, left: int, top: int) -> Still:
        parts = []
        for y in range(0, pixels.shape[0], _TILE[1]):
            for x in range(0, pixels.shape[1], _TILE[0]):
                part = pixels[y : y + _TILE[1], x : x + _TILE[0]]
                if part[:, :, 3].any():
                    parts.append((left + x, top + y, np.ascontiguousarray(part), bool((part[:, :, 3] == 255).all())))
        return Still(tuple(parts))

    def lay(self, frame: np.ndarray) -> None:
        for x, y, part, solid in self.parts:
            here = frame[y : y + part.shape[0], x : x + part.shape[1]]
            if solid:
                here[:] = part
            else:
                over(here, part)


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
