"""Dense warps from a few numbers: a sparse basis of displacement fields, inverted on a coarse grid, enlarged to a map.

A basis field says where each point of the still picture goes (in pixels) for one unit of its number. Fields add up; the sum
is inverted by fixed-point iteration (Chen et al. 2008), because drawing needs to know where each pixel comes from.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np


@dataclass(frozen=True)
class Grid:
    """Nodes at the centres of `step`-pixel cells over the pixels from (left, top) on, `columns` by `rows` cells."""

    left: int
    top: int
    columns: int
    rows: int
    step: int

    @property
    def width(self) -> int:
        return self.columns * self.step

    @property
    def height(self) -> int:
        return self.rows * self.step

    def nodes(self) -> tuple[np.ndarray, np.ndarray]:
        """(x, y) of every node in the frame's pixels, each float64 (rows, columns)"""
        x = self.left + (np.arange(self.columns) + 0.5) * self.step - 0.5
        y = self.top + (np.arange(self.rows) + 0.5) * self.step - 0.5
        return np.broadcast_to(x, (self.rows, self.columns)), np.broadcast_to(y[:, None], (self.rows, self.columns))

    def pixels(self) -> np.ndarray:
        """(x, y) of every pixel, float32 (height, width, 2)"""
        out = np.empty((self.height, self.width, 2), np.float32)
        out[..., 0] = self.left + np.arange(self.width)
        out[..., 1] = (self.top + np.arange(self.height))[:, None]
        return out


def cover(left: float, top: float, right: float, bottom: float, step: int) -> Grid:
    """The grid that covers a box of pixels; it may reach beyond by less than a step."""
    x, y = int(np.floor(left)), int(np.floor(top))
    return Grid(x, y, max(2, int(np.ceil((right - x) / step))), max(2, int(np.ceil((bottom - y) / step))), step)


class Warp:
    """A basis of K displacement fields on a grid: `fields` float32 (K, rows, columns, 2), pixels per unit.

    `down` (x, y) is the direction in which the fields change fastest: a face's own down.
    """

    def __init__(self, grid: Grid, fields: np.ndarray, down: tuple[float, float] = (0.0, 1.0)) -> None:
        self.grid = grid
        along = fields[..., 0] * down[0] + fields[..., 1] * down[1]
        slope = (np.gradient(along, axis=2) * down[0] + np.gradient(along, axis=1) * down[1]) / grid.step
        self._fields = [np.ascontiguousarray(np.dstack(pair), np.float32) for pair in zip(fields, slope, strict=True)]
        x, y = np.meshgrid(np.arange(grid.columns, dtype=np.float32), np.arange(grid.rows, dtype=np.float32))
        self._nodes = np.dstack((x, y))

    def back(self, numbers: np.ndarray, steps: int = 3) -> np.ndarray:
        """How far each node's pixel is from where it came: float32 (rows, columns, 2)

        Solves back(x) = F(x - back(x)) by Newton's method in the steep direction; folds are held open.
        """
        grid = self.grid
        forward = self._sum(numbers)
        back = np.ascontiguousarray(forward[..., :2])
        for _ in range(steps):
            at = self._nodes - back * np.float32(1 / grid.step)
            there = cv2.remap(forward, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            move, slope = there[..., :2], there[..., 2:]
            back = back + (move - back) / np.maximum(1 + slope, np.float32(0.4))
        return back

    def places(self, points: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """Where points (n, 2) of the still picture go, in the frame's pixels: float64 (n, 2)"""
        grid = self.grid
        at = (points[None] - (grid.left, grid.top) + 0.5) / grid.step - 0.5
        moved = cv2.remap(self._sum(numbers), at.astype(np.float32), None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(points + moved[0, :, :2], np.float64)

    def _sum(self, numbers: np.ndarray) -> np.ndarray:
        """The fields' weighted sum, one after another: a BLAS product's threads would spin until the next frame."""
        out = np.zeros_like(self._fields[0])
        for number, field in zip(numbers.tolist(), self._fields, strict=True):
            if number:
                cv2.scaleAdd(field, number, out, out)
        return out


def rise(low: float, high: float, x: np.ndarray) -> np.ndarray:
    """0 below `low`, 1 above `high`, smooth between; falls if `low` > `high`."""
    t = np.clip((x - low) / (high - low), 0.0, 1.0)
    return t * t * (3 - 2 * t)
