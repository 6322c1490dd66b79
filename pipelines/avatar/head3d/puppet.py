"""A head made ready to move at one size of frame: its model drawn over what stands behind it."""

from __future__ import annotations

import copy
from collections.abc import Callable

import cv2
import numpy as np

from ..drawn import layers
from ..drawn.backdrop import Backdrop, paint
from .camera import Camera
from .model import Model
from .pose import rest
from .renderer import Pose, Renderer

_UNITS = 124.0  # what a drawn presenter's units count to an outer-eye distance: the backdrop is painted in them


class Puppet:
    """`size` (width, height); `moving` the box that any pose may change."""

    def __init__(self, model: Model, size: tuple[int, int], backdrop: str, zoom: float = 1.0) -> None:
        self.model, self.size = model, size
        self.camera = Camera.of(size, close=zoom)
        self.backdrop = Backdrop.of(backdrop, "soft" if model.style != "toon" else "comic")
        self.renderer = Renderer(model, self.camera)
        self.moving = self.renderer.box
        self._still = self._behind()
        self._levels: dict[int, tuple[np.ndarray, np.ndarray]] = {}
        self._out = self._still.copy()
        self._shown: np.ndarray | None = None  # the shoulders that `_out` shows

    def another(self) -> Puppet:
        """The same puppet with a frame of its own to draw on."""
        other = copy.copy(self)
        other._out, other._shown = self._still.copy(), None
        return other

    def _behind(self) -> np.ndarray:
        if self.backdrop.clear:
            return np.zeros((self.size[1], self.size[0], 4), np.uint8)
        pixels, surface = layers.surface(*self.size)
        paint(surface.getCanvas(), self.backdrop, self.size, self.camera.origin, self.camera.scale / _UNITS)
        surface.flushAndSubmit()
        return np.ascontiguousarray(pixels[:, :, :3])

    def draw(self, pose: Pose) -> np.ndarray:
        """The frame, uint8 (height, width, 3), or 4 where the backdrop is clear; overwritten by the next."""
        left, top, right, bottom = self.moving
        below, head = self.renderer.draw(pose)
        out = self._out[top:bottom, left:right]
        x, y = self.renderer.head[0] - left, self.renderer.head[1] - top
        inner = out[y : y + head.shape[0], x : x + head.shape[1]]
        if self.backdrop.clear:
            level = self._finished(below, lambda drawn: _straight(drawn))
            whole = np.ascontiguousarray(head)
            self.renderer.smooth(whole)
            out[:] = level
            inner[:] = _straight(whole)
            return self._out
        level = self._finished(below, lambda drawn: self._laid(drawn, (left, top)))
        if level is not self._shown:
            out[:], self._shown = level, level
        laid = over(
            head, self._still[self.renderer.head[1] : self.renderer.head[3], self.renderer.head[0] : self.renderer.head[2]]
        )
        self.renderer.smooth(laid)
        inner[:] = laid
        return self._out

    def _laid(self, drawn: np.ndarray, at: tuple[int, int]) -> np.ndarray:
        laid = over(drawn, self._still[at[1] : at[1] + drawn.shape[0], at[0] : at[0] + drawn.shape[1]])
        self.renderer.smooth(laid)
        return laid

    def _finished(self, below: np.ndarray, make: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
        """Shoulders over the backdrop, made once for each of their heights."""
        if id(below) not in self._levels:
            self._levels[id(below)] = below, make(below)
        return self._levels[id(below)][1]

    def rest(self) -> np.ndarray:
        return self.draw(rest(self.model))


def over(drawn: np.ndarray, still: np.ndarray) -> np.ndarray:
    """What is drawn (RGBA, colours times coverage) laid over a still picture (RGB)."""
    drawn = np.ascontiguousarray(drawn)
    out = np.ascontiguousarray(still)
    out = out.copy() if out is still else out
    coverage = drawn[:, :, 3].copy()
    solid = cv2.compare(coverage, 255, cv2.CMP_EQ)
    cv2.copyTo(cv2.cvtColor(drawn, cv2.COLOR_RGBA2RGB), solid, out)
    partly = np.flatnonzero(cv2.inRange(coverage, 1, 254))
    if len(partly):
        share = 255 - coverage.ravel()[partly].astype(np.uint16)[:, None]
        flat = out.reshape(-1, 3)
        flat[partly] = drawn.reshape(-1, 4)[partly, :3] + (flat[partly] * share + 127) // 255
    return out


def _straight(pixels: np.ndarray) -> np.ndarray:
    """Of colours times coverage, the colours themselves."""
    alpha = pixels[:, :, 3:].astype(np.uint16)
    out = pixels.copy()
    out[:, :, :3] = np.minimum((pixels[:, :, :3].astype(np.uint16) * 255 + alpha // 2) // np.maximum(alpha, 1), 255)
    return out
