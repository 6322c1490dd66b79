"""The lower face of one frame as a place to draw: its box, the lines of the lips, and smooth maps to where each pixel comes from."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from .. import patches
from ..warp import cover, rise
from .shapes import CORNERS, LOWER_INNER, LOWER_OUTER, POINTS, UPPER_INNER, UPPER_OUTER, places
from .thinplate import Plates

_FINENESS = 18  # nodes of a warp in an outer-eye distance
_REACH = (0.95, 0.22, 0.55)  # outer-eye distances: of the box to each side, above the nose, below the chin
_ALL = np.arange(len(POINTS))
_RING = np.array([(-0.92, -0.5), (-0.92, 0.1), (-0.92, 0.7), (0.92, 0.7), (0.92, 0.1), (0.92, -0.5)])
_UNDER = np.array([-0.55, 0.0, 0.55])  # further points that nothing moves, under the chin
_NECK = 0.5
UPPER = np.setdiff1d(_ALL, places((*LOWER_INNER, *LOWER_OUTER)))
LOWER = np.setdiff1d(_ALL, places((*UPPER_INNER, *UPPER_OUTER)))
INSIDE = places((78, *UPPER_INNER, 308, *LOWER_INNER))
"""The points that carry what lies above the mouth's line, below it, and between the lips."""
SIDES = (slice(0, 2), slice(2, 4), slice(4, 6))
"""Those three in the maps of a Canvas."""
_TOP, _BOTTOM = places((78, *UPPER_INNER, 308)), places((78, *LOWER_INNER, 308))
_NOSE, _CHIN, _LIP_TOP, _LIP_BOTTOM, _LEFT, _RIGHT = places((2, 152, 0, 17, CORNERS[0], CORNERS[3])).tolist()


@dataclass(frozen=True)
class Window(patches.Window):
    """Some of the nodes of a canvas, and the pixels of its box that lie in their cells."""

    rows: slice
    columns: slice

    @property
    def empty(self) -> bool:
        """Whether no pixel of it lies in the frame"""
        return self.rows.start >= self.rows.stop or self.columns.start >= self.columns.stop


class Line:
    """v over u through some points, straight beyond its ends"""

    def __init__(self, points: np.ndarray) -> None:
        order = np.argsort(points[:, 0])
        u = np.maximum.accumulate(points[order, 0] + np.arange(len(order)) * 1e-5)
        self._u = np.linspace(u[0], u[-1], 65)
        from scipy.interpolate import PchipInterpolator  # a second to load, which most commands need not wait for

        self._v = PchipInterpolator(u, points[order, 1])(self._u)

    def __call__(self, u: np.ndarray) -> np.ndarray:
        return np.interp(u, self._u, self._v)


class Canvas:
    """`target` (points, 2): where the frame is to show POINTS, in its pixels; `angle` the head's roll in radians, `unit` its outer-eye
    distance in pixels, `size` (width, height) the frame's."""

    def __init__(self, target: np.ndarray, angle: float, unit: float, size: tuple[int, int]) -> None:
        self.target, self.unit = target, unit
        self._cos, self._sin = math.cos(angle), math.sin(angle)
        self._origin = (target[_TOP].mean(axis=0) + target[_BOTTOM].mean(axis=0)) / 2
        local = self.local(target)
        self.left, self.right, self.nose, self.chin = (
            float(local[_LEFT, 0]), float(local[_RIGHT, 0]), float(local[_NOSE, 1]), float(local[_CHIN, 1]),
        )  # fmt: skip
        self.lip_top, self.lip_bottom = float(local[_LIP_TOP, 1]), float(local[_LIP_BOTTOM, 1])
        self.gap = float(np.linalg.norm(local[_TOP[5]] - local[_BOTTOM[5]]))
        self.upper, self.lower = Line(local[_TOP]), Line(local[_BOTTOM])
        self._cover(size)
        self._plate()

    def _cover(self, size: tuple[int, int]) -> None:
        wide, above, under = _REACH
        corners = self.placed(np.array([(u, v) for u in (-wide, wide) for v in (self.nose - above, self.chin + under)]))
        low, high = np.maximum(corners.min(axis=0), 0), np.minimum(corners.max(axis=0), size)
        high = np.maximum(high, low + 8)
        self.grid = cover(float(low[0]), float(low[1]), float(high[0]), float(high[1]), max(3, round(self.unit / _FINENESS)))
        self.width = max(1, min(self.grid.width, size[0] - self.grid.left))
        self.height = max(1, min(self.grid.height, size[1] - self.grid.top))
        self.nodes = np.dstack(self.grid.nodes())
        at = self.local(self.nodes)
        self.u, self.v = at[..., 0], at[..., 1]

    def _plate(self) -> None:
        ring = np.concatenate((_RING, np.column_stack((_UNDER, np.full(3, self.chin + _NECK)))))
        self._ring = self.placed(ring)
        self._fixed = len(POINTS) + np.arange(len(ring))
        centres = np.concatenate((self.target, self._ring)) / self.unit
        self._plates = Plates(centres, self.nodes / self.unit)

    @property
    def place(self) -> tuple[slice, slice]:
        """The box's rows and columns in the frame"""
        return slice(self.grid.top, self.grid.top + self.height), slice(self.grid.left, self.grid.left + self.width)

    def local(self, at: np.ndarray) -> np.ndarray:
        """Pixels (…, 2) as (u along the eyes, v down) from the mouth's middle, in outer-eye distances"""
        d = (at - self._origin) / self.unit
        return np.stack((d[..., 0] * self._cos + d[..., 1] * self._sin, d[..., 1] * self._cos - d[..., 0] * self._sin), axis=-1)

    def placed(self, at: np.ndarray) -> np.ndarray:
        """The reverse of `local`"""
        u, v = at[..., 0], at[..., 1]
        return np.asarray(
            self._origin + self.unit * np.stack((u * self._cos - v * self._sin, u * self._sin + v * self._cos), axis=-1)
        )

    def down(self, far: np.ndarray) -> np.ndarray:
        """So many pixels down the face, as (x, y) on a last axis"""
        return np.stack((-far * self._sin, far * self._cos), axis=-1).astype(np.float32)

    def window(self, nodes: np.ndarray) -> Window:
        """The smallest window round all nodes that are True."""
        found = patches.around(nodes, 0)
        if found is None:
            return Window(0, 1, 0, 1, slice(0, 0), slice(0, 0))
        top, bottom, left, right, step = found.top, found.bottom, found.left, found.right, self.grid.step
        return Window(
            top, bottom, left, right, slice(top * step, min(bottom * step, self.height)), slice(left * step, min(right * step, self.width))
        )  # fmt: skip

    def own(self, points: np.ndarray) -> np.ndarray:
        """How far off the frame itself has what is to be seen, on all nodes: nothing moves at the box's edge.

        `points` (points, 2) are its own. float32 (rows, columns, 6): (x, y) pixels for what lies above the mouth's line, below it, and
        between the lips.
        """
        moves = np.concatenate((points - self.target, np.zeros_like(self._ring)))
        sets = (np.concatenate((UPPER, self._fixed)), np.concatenate((LOWER, self._fixed)), INSIDE)
        found = self._plates.at(np.hstack([self._plates.weights(moves, chosen) for chosen in sets]))
        fade = np.repeat(np.dstack((self._fade(), self._fade(), np.ones_like(self.u))), 2, axis=2)
        return np.asarray(found * fade, np.float32)

    def of(self, pictures: list[np.ndarray], window: Window) -> list[np.ndarray]:
        """How far off each of other pictures, with their `points`, has it: as `own`, on the window's nodes and one more round them."""
        values = np.concatenate((np.hstack(pictures), np.zeros((len(self._ring), 2 * len(pictures)))))
        found = [self._plates.weights(values, chosen) for chosen in (UPPER, LOWER, INSIDE)]
        at = self._plates.at(np.hstack(found), *self.wider(window))
        count, nodes = 2 * len(pictures), self.nodes[self.wider(window)].astype(np.float32)
        return [
            np.concatenate([at[..., side * count + 2 * k : side * count + 2 * k + 2] - nodes for side in range(3)], axis=2)
            for k in range(len(pictures))
        ]

    def wider(self, window: Window) -> tuple[slice, slice]:
        """A window's rows and columns of nodes, with one more on each side for its share of the edge"""
        return (
            slice(max(0, window.top - 1), min(self.grid.rows, window.bottom + 1)),
            slice(max(0, window.left - 1), min(self.grid.columns, window.right + 1)),
        )

    def _fade(self) -> np.ndarray:
        """(rows, columns) 1 inside, falling to 0 at the box's edge, wherever that is"""
        wide, above, under = _REACH
        u, v = self.u, self.v
        top, bottom = self.nose - above, self.chin + under
        return np.asarray(rise(wide, 0.75, np.abs(u)) * rise(top, top + 0.10, v) * rise(bottom, bottom - 0.20, v))

    def fine(self, field: np.ndarray, window: Window, on: Window | None = None) -> np.ndarray:
        """Values (rows, columns, k) at every pixel of a window. They lie on all nodes, or on those of the window `on`, which holds the
        other, and one more round it."""
        down, across = self.wider(window)
        first_row, first_column = (span.start for span in self.wider(on)) if on is not None else (0, 0)
        top, left = down.start, across.start
        part = np.ascontiguousarray(
            field[top - first_row : down.stop - first_row, left - first_column : across.stop - first_column], np.float32
        )
        step = self.grid.step
        full = cv2.resize(part, (part.shape[1] * step, part.shape[0] * step), interpolation=cv2.INTER_LINEAR)
        rows, columns = window.rows, window.columns
        return np.ascontiguousarray(
            full[rows.start - top * step : rows.stop - top * step, columns.start - left * step : columns.stop - left * step]
        )

    def places(self, far: np.ndarray, window: Window, on: Window | None = None) -> np.ndarray:
        """Where every pixel of a window comes from, of what is so `far` off: float32 (height, width, 2); else as `fine`."""
        rows, columns = window.rows, window.columns
        at = self.fine(far, window, on)
        at[..., 0] += np.arange(columns.start, columns.stop, dtype=np.float32) + self.grid.left
        at[..., 1] += (np.arange(rows.start, rows.stop, dtype=np.float32) + self.grid.top)[:, None]
        return at

    def below(self) -> np.ndarray:
        """(rows, columns) how far each node belongs to the lower side: a soft step across the mouth's line"""
        return rise(-0.03, 0.03, self.v - (self.upper(self.u) + self.lower(self.u)) / 2)

    def mouth(self) -> np.ndarray:
        """(rows, columns) 1 round the mouth, from under the nose to the chin, fading to 0"""
        middle, half = (self.left + self.right) / 2, (self.right - self.left) / 2 + 0.26
        top, bottom = min(self.nose + 0.03, -0.08), self.lip_bottom + 0.75 * max(self.chin - self.lip_bottom, 0.1)
        across, down = (self.u - middle) / half, np.where(self.v < 0, self.v / top, self.v / bottom)
        return np.asarray(rise(1.0, 0.68, (np.abs(across) ** 2.5 + np.abs(down) ** 2.5) ** 0.4))

    def lips(self, margin: float) -> np.ndarray:
        """(rows, columns) 1 on the lips, falling to 0 at `margin` outer-eye distances from them"""
        inner = 0.4 * margin
        return np.asarray(
            rise(self.left - margin, self.left - inner, self.u) * rise(self.right + margin, self.right + inner, self.u)
            * rise(self.lip_top - margin, self.lip_top - inner, self.v) * rise(self.lip_bottom + margin, self.lip_bottom + inner, self.v)
        )  # fmt: skip
