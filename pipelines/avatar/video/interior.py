"""The inside of a person's mouth where their own frames show none: teeth, tongue and dark drawn in the clip's own light."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ..mouth import Inside, draw_inside, paint_inside, palette
from ..rig import Frame2D, axes, find_mouth
from ..warp import Grid, cover


@dataclass(frozen=True, eq=False)
class Interior:
    """Drawn over the pixels of one calm frame, `grid` of them, in the face's `frame` there."""

    inside: Inside
    frame: Frame2D
    grid: Grid

    @property
    def dark(self) -> np.ndarray:
        """The colour of the deep of the mouth, float32 (3,)"""
        return self.inside.dark

    def painted(
        self, at: np.ndarray, jaw: float, tongue: float, above: np.ndarray, below: np.ndarray, unit: float
    ) -> np.ndarray:
        """What is seen between lips: float32 (h, w, 3). `at` (h, w, 2): each pixel's place in the calm frame, as far as the skull goes;
        `jaw`, `tongue` as in articulation.CHANNELS; `above`, `below` pixels to the lips' edges, `unit` pixels of an eye distance."""
        still: np.ndarray = np.ascontiguousarray(at - np.array([self.grid.left, self.grid.top], np.float32))
        down = np.array([-np.sin(self.frame.angle), np.cos(self.frame.angle)], np.float32) * np.float32(self.frame.unit)
        riding = still - down * np.float32(jaw)
        tip = riding + down * np.float32(0.06 * tongue)
        return paint_inside(self.inside, still, riding, tip, above, below, unit)


def make(picture: np.ndarray, points: np.ndarray) -> Interior:
    """From a calm frame, RGB uint8, and its face's points (478, 3) in pixels."""
    frame = axes(points)
    mouth = find_mouth(frame, points, cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
    x, y = frame.origin
    half, low = 0.5 * frame.unit, 0.45 * frame.unit
    grid = cover(max(0.0, x - half), max(0.0, y - 0.3 * frame.unit), x + half, y + low, max(2, round(frame.unit / 45)))
    return Interior(draw_inside(picture, frame, mouth, grid, palette(picture, frame, points), 0.6), frame, grid)
