"""A portrait made ready to move: rest frame, warps and mouth, drawn frame by frame from a performance.

Nothing outside the head's region is touched; inside it every pixel is sampled once from the rest frame. Mouth and eyes are
patches of their own, because there the picture parts: each lip and lid is warped by itself and laid over what lies behind.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from .articulation import CHANNELS
from .expression import FACE_NUMBERS, face_fields, face_numbers, find_brows
from .mouth import draw_inside, paint_inside, palette
from .performance import Performance
from .rig import (
    MOUTH_NUMBERS,
    Eye,
    Frame2D,
    axes,
    find_eyes,
    find_head,
    find_mouth,
    head_fields,
    lid_skin,
    lower_lid_back,
    mouth_fields,
    upper_lid_back,
)
from .warp import Grid, Warp, cover, rise

_LIFT = 0.20  # the upper lip's share of an opening
_GAP, _JAW, _WIDE, _PUCKER, _PRESS, _TUCK, _TONGUE = range(len(CHANNELS))
_BAND = 96  # rows that are warped at a time
_MARGIN = 0.06  # how far round the lips' line the mouth is drawn anew, in outer-eye distances
_CORNERS = FACE_NUMBERS.index("frown") + 1  # the face's numbers that move the mouth's corners
_CRISP = 0.35
_STILL = 0.02  # a displacement in pixels that shows nowhere


class Source:
    """A picture to be sampled between its pixels, enlarged once, so that quick linear sampling stays sharp.

    Twice the pixels with every old one among them: at rest the samples are the picture itself, byte for byte.
    """

    def __init__(self, pixels: np.ndarray, scale: float) -> None:
        factor = 2 if scale < 2.0 else 1  # a picture that was enlarged that much is smooth already
        self.factor = factor
        self._pixels = pixels
        if factor > 1:
            move = np.array([[1 / factor, 0, 0], [0, 1 / factor, 0]], np.float64)
            size = (pixels.shape[1] * factor, pixels.shape[0] * factor)
            flags = cv2.INTER_LANCZOS4 | cv2.WARP_INVERSE_MAP
            larger = cv2.warpAffine(pixels, move, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
            # What linear sampling takes away is given to the new pixels beforehand; the old ones stay as they are.
            crisp = _CRISP / max(1.0, scale) ** 2
            self._pixels = cv2.addWeighted(larger, 1 + crisp, cv2.GaussianBlur(larger, (0, 0), 1.2), -crisp, 0)
            self._pixels[::factor, ::factor] = pixels
        # four bytes a pixel are sampled a quarter faster than three
        self._pixels = cv2.cvtColor(self._pixels, cv2.COLOR_RGB2RGBA)

    def at(self, places: np.ndarray) -> np.ndarray:
        """The colours at `places` (x, y) in `factor`-ths of a pixel, float32 (h, w, 2): uint8 (h, w, 3)"""
        whole, parts = cv2.convertMaps(places, None, cv2.CV_16SC2)  # a quarter less time than with float places
        four = cv2.remap(self._pixels, whole, parts, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return cv2.cvtColor(four, cv2.COLOR_RGBA2RGB)


def _wider(field: np.ndarray) -> np.ndarray:
    """A field on nodes with its outermost ones repeated once more on each side"""
    return cv2.copyMakeBorder(field, 1, 1, 1, 1, cv2.BORDER_REPLICATE)


def _take(layer: np.ndarray, at: np.ndarray) -> np.ndarray:
    return cv2.remap(layer, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


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


@dataclass(frozen=True)
class Window:
    """Some of a grid's nodes: rows from `top` up to `bottom`, columns from `left` up to `right`"""

    top: int
    bottom: int
    left: int
    right: int


def _around(nodes: np.ndarray, margin: int) -> Window | None:
    """The window round all nodes that are True, with a margin"""
    rows, columns = np.flatnonzero(nodes.any(axis=1)), np.flatnonzero(nodes.any(axis=0))
    if not len(rows):
        return None
    return Window(
        max(0, int(rows[0]) - margin),
        min(nodes.shape[0], int(rows[-1]) + 1 + margin),
        max(0, int(columns[0]) - margin),
        min(nodes.shape[1], int(columns[-1]) + 1 + margin),
    )


class Patch:
    """A box of pixels that is blended into the frame without an edge. Places are given in `factor`-ths of a pixel."""

    def __init__(self, grid: Grid, size: tuple[int, int], factor: int) -> None:
        self.grid, self.factor = grid, factor
        self.width, self.height = min(grid.width, size[0] - grid.left), min(grid.height, size[1] - grid.top)
        self.place = (slice(grid.top, grid.top + self.height), slice(grid.left, grid.left + self.width))
        self.corner = np.array([grid.left, grid.top], np.float32)
        wider = Grid(grid.left - grid.step, grid.top - grid.step, grid.columns + 2, grid.rows + 2, grid.step)
        self._nodes = np.dstack(wider.nodes()).astype(np.float32) * np.float32(factor)

    @cached_property
    def whole(self) -> Window:
        return Window(0, self.grid.rows, 0, self.grid.columns)

    def box(self, window: Window) -> tuple[slice, slice]:
        """The window's rows and columns in the patch's pixels"""
        step = self.grid.step
        return (
            slice(window.top * step, min(window.bottom * step, self.height)),
            slice(window.left * step, min(window.right * step, self.width)),
        )

    def origins(self, back: np.ndarray) -> np.ndarray:
        """Where the nodes, and one more on each side, come from, given `back` on all nodes: float32 (rows + 2, columns + 2, 2)"""
        return cv2.scaleAdd(_wider(back), -self.factor, self._nodes)

    def at(self, origins: np.ndarray, window: Window) -> np.ndarray:
        """Where each pixel of a window comes from: float32 (height, width, 2)"""
        return self._fine(origins, window)

    def fine(self, field: np.ndarray, window: Window) -> np.ndarray:
        """A field on the nodes at every pixel of a window"""
        return self._fine(_wider(field), window)

    def _fine(self, wider: np.ndarray, window: Window) -> np.ndarray:
        """Between the nodes by linear interpolation, which a node more on each side lets reach the window's edge."""
        part, step = wider[window.top : window.bottom + 2, window.left : window.right + 2], self.grid.step
        full = cv2.resize(part, (part.shape[1] * step, part.shape[0] * step), interpolation=cv2.INTER_LINEAR)
        rows, columns = self.box(window)
        return full[step : step + rows.stop - rows.start, step : step + columns.stop - columns.start]

    def inside(self, at: np.ndarray) -> np.ndarray:
        """Places as pixels counted from the patch's own corner"""
        return cv2.subtract(cv2.multiply(at, (1 / self.factor,) * 4), (float(self.corner[0]), float(self.corner[1]), 0.0, 0.0))

    def blend(self, frame: np.ndarray, drawn: np.ndarray, window: Window) -> None:
        """Lay a window over the frame, its edge faded in over two nodes."""
        part = frame[self.place][self.box(window)]
        ramp = 2.0 * self.grid.step
        x, y = np.arange(part.shape[1], dtype=np.float32), np.arange(part.shape[0], dtype=np.float32)
        across = np.clip(np.minimum(x, x[::-1]) / ramp, 0, 1)
        down = np.clip(np.minimum(y, y[::-1]) / ramp, 0, 1)
        part[:] = cv2.add(part, (drawn - part) * (down[:, None] * across)[..., None], dtype=cv2.CV_8U)

    def bands(self, moving: np.ndarray) -> list[Window]:
        """The patch in bands, each only as wide as the nodes that may move, which are True in `moving`."""
        tall = max(1, _BAND // self.grid.step)
        found = []
        for top in range(0, self.grid.rows, tall):
            window = _around(moving[top : top + tall], 2)
            if window is not None:
                found.append(replace(window, top=top, bottom=min(top + tall, self.grid.rows)))
        return found


@dataclass(frozen=True, eq=False)
class _Lid:
    """One eye's patch; `edge` is how far each pixel lies under the lid's line, `skin` what a closed lid looks like."""

    eye: Eye
    patch: Patch
    warp: Warp
    edge: np.ndarray
    skin: np.ndarray


class Puppet:
    """`size` (width, height); `draw(performance, index)` gives a new RGB frame."""

    def __init__(self, pixels: np.ndarray, points: np.ndarray, scale: float) -> None:
        self.base = np.ascontiguousarray(pixels)
        self.size = (pixels.shape[1], pixels.shape[0])
        self._source = Source(self.base, scale)
        self._frame = axes(points)
        self._head_shape = find_head(self._frame, points)
        self._down = (-math.sin(self._frame.angle), math.cos(self._frame.angle))
        grey = cv2.cvtColor(self.base, cv2.COLOR_RGB2GRAY)
        self._mouth = find_mouth(self._frame, points, grey)
        self._eyes, self._brows = find_eyes(self._frame, points, grey), find_brows(self._frame, points)
        self._make_region()
        self._make_lips(points, scale)
        self._lids = [self._make_eye(eye) for eye in self._eyes]

    def _grid(self, corners: tuple[float, float, float, float], fineness: float, least: int = 2) -> Grid:
        left, top, right, bottom = _box(self._frame, corners, self.size)
        return cover(left, top, right, bottom, max(least, round(self._frame.unit / fineness)))

    def _head_fields(self, grid: Grid) -> np.ndarray:
        x, y = grid.nodes()
        return head_fields(self._frame, self._head_shape, x, y, self.size)

    def _face_fields(self, grid: Grid) -> np.ndarray:
        return face_fields(self._frame, self._mouth, self._eyes, self._brows, *grid.nodes())

    def _lip_fields(self, grid: Grid) -> list[np.ndarray]:
        x, y = grid.nodes()
        return [mouth_fields(self._frame, self._mouth, x, y, lower=low) for low in (False, True)]

    def _make_region(self) -> None:
        grid = self._grid(self._head_shape.reach(), 36, least=4)
        u, v = self._frame.local(*grid.nodes())
        upper, lower = self._lip_fields(grid)
        above = (v < self._mouth.middle(u))[None, ..., None]
        fields = np.concatenate((self._head_fields(grid), np.where(above, upper, lower), self._face_fields(grid)))
        self._region, self._region_warp = Patch(grid, self.size, self._source.factor), Warp(grid, fields, self._down)
        self._bands = self._region.bands(np.abs(fields).max(axis=(0, 3)) > _STILL)

    def _make_lips(self, points: np.ndarray, scale: float) -> None:
        mouth, frame = self._mouth, self._frame
        grid = self._grid((mouth.left - 0.10, -0.16, mouth.right + 0.10, 0.34), 90)
        head, face = self._head_fields(grid), self._face_fields(grid)
        self._lips, self._lips_head = Patch(grid, self.size, self._source.factor), Warp(grid, head, self._down)
        self._lip_warps = [Warp(grid, np.concatenate((head, fields, face)), self._down) for fields in self._lip_fields(grid)]
        at = grid.pixels().astype(np.float64)
        u, v = frame.local(at[..., 0], at[..., 1])
        edges = ((v - mouth.upper(u)) * frame.unit, (mouth.lower(u) - v) * frame.unit)
        self._edges = tuple(edge.astype(np.float32) for edge in edges)
        self._contact = float(np.clip(6.0 * mouth.thickness, 0.15, 0.65))  # thin lips meet in a fainter line
        self._between = rise(1.0, 0.85, np.abs(mouth.across(u))).astype(np.float32)
        colours = palette(self.base, frame, points)
        self._inside = draw_inside(self.base, frame, mouth, grid, colours, 0.6 * max(1.0, scale))

    def _make_eye(self, eye: Eye) -> _Lid:
        grid = self._grid(eye.box(), 90)
        patch = Patch(grid, self.size, self._source.factor)
        at = grid.pixels()[: patch.height, : patch.width].astype(np.float64)
        u, v = self._frame.local(at[..., 0], at[..., 1])
        edge = ((v - eye.upper(u)) * self._frame.unit).astype(np.float32)
        skin = lid_skin(self.base[patch.place], eye, u, v)
        fields = np.concatenate((self._head_fields(grid), self._face_fields(grid)))
        return _Lid(eye, patch, Warp(grid, fields, self._down), edge, skin)

    @property
    def moving(self) -> tuple[int, int, int, int]:
        """The box (left, top, right, bottom) in pixels that holds everything that can move."""
        patches = [self._region, self._lips, *(lid.patch for lid in self._lids)]
        downs, acrosses = zip(*(patch.place for patch in patches), strict=True)
        width, height = self.size
        left, top = max(0, min(s.start for s in acrosses)), max(0, min(s.start for s in downs))
        return left, top, min(width, max(s.stop for s in acrosses)), min(height, max(s.stop for s in downs))

    def draw(self, performance: Performance, index: int) -> np.ndarray:
        """Frame `index` of a performance: uint8 (height, width, 3), a new array"""
        channels = performance.mouth[index].astype(np.float64)
        head = self._head_numbers(performance, index)
        lips = self._lip_numbers(channels)
        face, closed = face_numbers(performance, index)
        numbers = np.concatenate((head, lips, face))
        out = self.base.copy()
        if np.any(numbers):
            self._draw_region(out, numbers)
        if np.any(lips) or np.any(face[:_CORNERS]):
            self._draw_mouth(out, head, numbers, channels)
        if closed > 0.004:
            self._draw_lids(out, np.concatenate((head, face)), closed)
        return out

    def carried(self, layer: np.ndarray, performance: Performance, index: int) -> np.ndarray:
        """A layer over the rest frame, uint8 (height, width), moved as the head is in frame `index`: a new array"""
        head, (face, _) = self._head_numbers(performance, index), face_numbers(performance, index)
        lips = self._lip_numbers(performance.mouth[index].astype(np.float64))
        region, out = self._region, layer.copy()
        origins = region.origins(self._region_warp.back(np.concatenate((head, lips, face)), 2)) * np.float32(1 / region.factor)
        for band in self._bands:
            out[region.place][region.box(band)] = _take(layer, region.at(origins, band))
        return out

    def places(self, points: np.ndarray, performance: Performance, index: int) -> np.ndarray:
        """Where points (n, 2) of the face at rest are in frame `index`, but for what the lips and lids do: float64 (n, 2)"""
        head, (face, _) = self._head_numbers(performance, index), face_numbers(performance, index)
        lips = np.zeros(len(MOUTH_NUMBERS))
        return self._region_warp.places(points, np.concatenate((head, lips, face)))

    @staticmethod
    def _head_numbers(performance: Performance, index: int) -> np.ndarray:
        yaw, pitch, roll, x, y, z = performance.head[index].astype(np.float64)
        return np.array([x, y, roll, yaw, pitch, z, float(performance.breath[index])])

    def _lip_numbers(self, channels: np.ndarray) -> np.ndarray:
        gap, jaw = channels[_GAP], channels[_JAW]
        lift = _LIFT * gap + 0.012 * channels[_TUCK]
        thick = 0.26 * channels[_PUCKER] - 0.22 * channels[_PRESS]
        close = 0.0 if self._mouth.closed else 1.0
        return np.array([close, lift, gap - lift - jaw, jaw, channels[_WIDE], thick])

    def _draw_region(self, out: np.ndarray, numbers: np.ndarray) -> None:
        region = self._region
        origins = region.origins(self._region_warp.back(numbers, 2))
        part = out[region.place]
        for band in self._bands:
            part[region.box(band)] = self._source.at(region.at(origins, band))

    def _draw_mouth(self, out: np.ndarray, head: np.ndarray, numbers: np.ndarray, channels: np.ndarray) -> None:
        patch, unit = self._lips, self._frame.unit
        backs = [warp.back(numbers) for warp in self._lip_warps]
        nodes = np.dstack(patch.grid.nodes()).astype(np.float32)
        coarse = [_take(edge, nodes - back - patch.corner) for edge, back in zip(self._edges, backs, strict=True)]
        window = _around(np.minimum(*coarse) > -_MARGIN * unit, 3)
        if window is None:
            return
        maps = [patch.at(patch.origins(back), window) for back in backs]
        above, below = (_take(edge, patch.inside(at)) for edge, at in zip(self._edges, maps, strict=True))
        low = np.clip(0.5 + (above - below) / 2, 0, 1)[..., None]
        upper = self._source.at(maps[0]).astype(np.float32)
        drawn = upper + (self._source.at(maps[1]) - upper) * low
        drawn *= self._lip_shade(above, below, patch.inside(maps[0]))[..., None]
        shown = np.clip(np.minimum(above, below) / 1.2, 0, 1)
        rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
        if len(rows):
            part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
            still = patch.inside(patch.at(patch.origins(self._lips_head.back(head)), window)[part])
            down = np.array(self._down, np.float32) * np.float32(unit)
            riding = still - down * np.float32(channels[_JAW])
            tip = riding + down * np.float32(0.06 * channels[_TONGUE])
            inner = paint_inside(self._inside, still, riding, tip, above[part], below[part], unit)
            drawn[part] += (inner - drawn[part]) * shown[part][..., None]
        patch.blend(out, drawn, window)

    def _lip_shade(self, above: np.ndarray, below: np.ndarray, at: np.ndarray) -> np.ndarray:
        """Lips turn inwards, so their edge is darker where they part; and where lips meet that the picture holds apart."""
        unit, open_ = self._frame.unit, np.clip(above + below, 0, None)
        edge = np.clip(-np.minimum(above, below), 0, None) / (0.014 * unit)
        shade = 1 - 0.30 * np.exp(-(edge * edge)) * np.clip(open_ / (0.03 * unit), 0, 1)
        if not self._mouth.closed:
            touch = (np.abs(above - below) / 2 + open_) / (0.012 * unit)
            shade *= 1 - self._contact * np.exp(-(touch * touch)) * _take(self._between, at)
        return shade.astype(np.float32)

    def _draw_lids(self, out: np.ndarray, head: np.ndarray, closed: float) -> None:
        for lid in self._lids:
            patch, turned = lid.patch, lid.warp.back(head)
            x, y = patch.grid.nodes()
            u, v = self._frame.local(x - turned[..., 0], y - turned[..., 1])
            upper, drawn = upper_lid_back(self._frame, lid.eye, u, v, closed)
            whole = patch.whole
            at = patch.at(patch.origins(turned + upper), whole)
            line = _take(lid.edge, patch.inside(at))
            skin = _take(lid.skin, patch.inside(patch.at(patch.origins(turned), whole))).astype(np.float32)
            over = self._source.at(at).astype(np.float32)
            over += (skin - over) * patch.fine(drawn, whole)[..., None]
            lower = lower_lid_back(self._frame, lid.eye, u, v, closed)
            under = self._source.at(patch.at(patch.origins(turned + lower), whole)).astype(np.float32)
            patch.blend(out, under + (over - under) * np.clip(0.5 - line, 0, 1)[..., None], whole)
