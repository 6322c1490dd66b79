"""A portrait made ready to move: rest frame, warps and mouth, drawn frame by frame from a performance.

Nothing outside the head's region is touched; inside it every pixel is sampled once from the rest frame. Mouth and eyes are
patches of their own, because there the picture parts: each lip and lid is warped by itself and laid over what lies behind.
"""

from __future__ import annotations

import cv2
import numpy as np

from .articulation import CHANNELS
from .mouth import draw_inside, paint_inside, palette
from .performance import Performance
from .rig import (
    HEAD_NUMBERS,
    Eye,
    Frame2D,
    axes,
    find_eyes,
    find_head,
    find_mouth,
    head_fields,
    lid_field,
    mouth_fields,
)
from .warp import Grid, Warp, cover

_LIFT = 0.20  # the upper lip's share of an opening
_GAP, _JAW, _WIDE, _PUCKER, _PRESS, _TUCK, _TONGUE = range(len(CHANNELS))


def _sample(pixels: np.ndarray, at: np.ndarray) -> np.ndarray:
    return cv2.remap(pixels, at, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def _box(frame: Frame2D, corners: tuple[float, float, float, float], size: tuple[int, int]) -> tuple[float, ...]:
    """The upright pixel box round a box (left, top, right, bottom) in face coordinates, inside the frame"""
    left, top, right, bottom = corners
    places = np.array([frame.place(u, v) for u in (left, right) for v in (top, bottom)])
    low, high = places.min(axis=0), places.max(axis=0)
    return (
        float(np.clip(low[0], 0, size[0] - 2)),
        float(np.clip(low[1], 0, size[1] - 2)),
        float(np.clip(high[0], 2, size[0])),
        float(np.clip(high[1], 2, size[1])),
    )


class _Patch:
    """A box of pixels that is blended into the frame without an edge."""

    def __init__(self, grid: Grid, size: tuple[int, int]) -> None:
        self.grid = grid
        self.width, self.height = min(grid.width, size[0] - grid.left), min(grid.height, size[1] - grid.top)
        self.pixels = grid.pixels()[: self.height, : self.width]
        ramp = max(2.0, min(self.width, self.height) * 0.06)
        x, y = np.arange(self.width), np.arange(self.height)
        across = np.clip(np.minimum(x, self.width - 1 - x) / ramp, 0, 1)
        down = np.clip(np.minimum(y, self.height - 1 - y) / ramp, 0, 1)
        self.feather = (down[:, None] * across)[..., None].astype(np.float32)
        self.place = (slice(grid.top, grid.top + self.height), slice(grid.left, grid.left + self.width))

    def at(self, warp: Warp, numbers: np.ndarray) -> np.ndarray:
        """Where each pixel of the patch comes from, float32 (height, width, 2)"""
        return self.pixels - warp.dense(numbers)[: self.height, : self.width]

    def blend(self, frame: np.ndarray, drawn: np.ndarray) -> None:
        part = frame[self.place]
        part[:] = np.clip(part + (drawn - part) * self.feather + 0.5, 0, 255).astype(np.uint8)


class Puppet:
    """`size` (width, height); `draw(performance, index)` gives a new RGB frame."""

    def __init__(self, pixels: np.ndarray, points: np.ndarray, scale: float) -> None:
        self._base = np.ascontiguousarray(pixels)
        self.size = (pixels.shape[1], pixels.shape[0])
        self._frame = axes(points)
        self._make_head(points)
        self._make_mouth(points, scale)
        self._eyes = [self._make_eye(eye) for eye in find_eyes(self._frame, points)]

    def _grid(self, corners: tuple[float, float, float, float], fineness: float) -> Grid:
        left, top, right, bottom = _box(self._frame, corners, self.size)
        return cover(left, top, right, bottom, max(1, round(self._frame.unit / fineness)))

    def _head(self, grid: Grid) -> np.ndarray:
        x, y = grid.nodes()
        return head_fields(self._frame, self._shape, x, y, self.size)

    def _make_head(self, points: np.ndarray) -> None:
        self._shape = find_head(self._frame, points)
        self._mouth = find_mouth(self._frame, points)
        grid = self._grid(self._shape.reach(), 32)
        x, y = grid.nodes()
        u, v = self._frame.local(x, y)
        above = (v < self._mouth.middle(u))[None, ..., None]
        lips = [mouth_fields(self._frame, self._mouth, x, y, lower=low) for low in (False, True)]
        self._region = _Patch(grid, self.size)
        self._region_warp = Warp(grid, np.concatenate((self._head(grid), np.where(above, lips[0], lips[1]))))

    def _make_mouth(self, points: np.ndarray, scale: float) -> None:
        mouth, frame = self._mouth, self._frame
        corners = (mouth.left - 0.24, mouth.lip_top - 0.12, mouth.right + 0.24, mouth.lip_bottom + 0.36)
        grid = self._grid(corners, 90)
        x, y = grid.nodes()
        head = self._head(grid)
        self._lips = _Patch(grid, self.size)
        self._lip_warps = [
            Warp(grid, np.concatenate((head, mouth_fields(frame, mouth, x, y, lower=low)))) for low in (False, True)
        ]
        self._head_warp = Warp(grid, head)
        at = grid.pixels().astype(np.float64)
        u, v = frame.local(at[..., 0], at[..., 1])
        self._edges = (
            ((v - mouth.upper(u)) * frame.unit).astype(np.float32),
            ((mouth.lower(u) - v) * frame.unit).astype(np.float32),
        )
        colours = palette(self._base, frame, points)
        self._inside = draw_inside(self._base, frame, mouth, grid, colours, 0.6 * max(1.0, scale))

    def _make_eye(self, eye: Eye) -> tuple[_Patch, Warp, Warp, np.ndarray]:
        grid = self._grid(eye.box(), 90)
        x, y = grid.nodes()
        head = self._head(grid)
        warps = [
            Warp(grid, np.concatenate((head, lid_field(self._frame, eye, x, y, lower=low)[None]))) for low in (False, True)
        ]
        at = grid.pixels().astype(np.float64)
        u, v = self._frame.local(at[..., 0], at[..., 1])
        return _Patch(grid, self.size), warps[0], warps[1], ((v - eye.upper(u)) * self._frame.unit).astype(np.float32)

    def draw(self, performance: Performance, index: int) -> np.ndarray:
        """Frame `index` of a performance: uint8 (height, width, 3), a new array"""
        head = self._head_numbers(performance, index)
        channels = performance.mouth[index].astype(np.float64)
        lips = self._lip_numbers(channels)
        out = self._base.copy()
        numbers = np.concatenate((head, lips))
        if np.any(numbers):
            region = self._region
            out[region.place] = _sample(self._base, region.at(self._region_warp, numbers))
        if np.any(lips):
            self._draw_mouth(out, head, numbers, channels)
        if performance.blink[index] > 0.004:
            self._draw_lids(out, np.append(head, performance.blink[index]))
        return out

    def _head_numbers(self, performance: Performance, index: int) -> np.ndarray:
        yaw, pitch, roll, x, y, z = performance.head[index].astype(np.float64)
        return np.array([x, y, roll, yaw, pitch, z, performance.breath[index]])[: len(HEAD_NUMBERS)]

    def _lip_numbers(self, channels: np.ndarray) -> np.ndarray:
        gap, jaw = channels[_GAP], channels[_JAW]
        tucked = 0.012 * channels[_TUCK]
        lift = _LIFT * gap + tucked
        thick = 0.26 * channels[_PUCKER] - 0.22 * channels[_PRESS]
        return np.array([1.0 if self._mouth_open else 0.0, lift, gap - lift - jaw, jaw, channels[_WIDE], thick])

    @property
    def _mouth_open(self) -> bool:
        return self._mouth.upper is not self._mouth.lower

    def _draw_mouth(self, out: np.ndarray, head: np.ndarray, numbers: np.ndarray, channels: np.ndarray) -> None:
        patch, grid = self._lips, self._lips.grid
        corner = np.array([grid.left, grid.top], np.float32)
        maps = [patch.at(warp, numbers) for warp in self._lip_warps]
        edges = [
            cv2.remap(edge, at - corner, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            for edge, at in zip(self._edges, maps, strict=True)
        ]
        low = np.clip(0.5 + (edges[0] - edges[1]) / 2, 0, 1)[..., None]
        drawn = _sample(self._base, maps[0]).astype(np.float32) * (1 - low) + _sample(self._base, maps[1]) * low
        open_ = np.clip(np.minimum(edges[0], edges[1]) / 1.2, 0, 1)[..., None]
        rows, columns = np.flatnonzero(open_.any(axis=(1, 2))), np.flatnonzero(open_.any(axis=(0, 2)))
        if len(rows):
            part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
            still = (patch.at(self._head_warp, head) - corner)[part]
            down = self._frame.pixels(np.zeros(1), np.ones(1))[0].astype(np.float32)
            riding = still - down * np.float32(channels[_JAW])
            tip = riding + down * np.float32(0.06 * channels[_TONGUE])
            inner = paint_inside(self._inside, still, riding, tip, edges[0][part], edges[1][part], self._frame.unit)
            drawn[part] += (inner - drawn[part]) * open_[part]
        patch.blend(out, drawn)

    def _draw_lids(self, out: np.ndarray, numbers: np.ndarray) -> None:
        for patch, upper, lower, edge in self._eyes:
            corner = np.array([patch.grid.left, patch.grid.top], np.float32)
            at = patch.at(upper, numbers)
            line = cv2.remap(edge, at - corner, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            lid = np.clip(0.5 - line, 0, 1)[..., None]
            under = _sample(self._base, patch.at(lower, numbers)).astype(np.float32)
            patch.blend(out, under + (_sample(self._base, at) - under) * lid)


