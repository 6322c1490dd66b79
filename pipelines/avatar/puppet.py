"""A portrait made ready to move: rest frame, warps and mouth, drawn frame by frame from a performance.

Nothing outside the head's region is touched; inside it every pixel is sampled once from the rest frame. Mouth and eyes are
patches of their own, because there the picture parts: each lip and lid is warped by itself and laid over what lies behind.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from .. import planes
from .articulation import CHANNELS
from .expression import FACE_NUMBERS, face_fields, face_numbers, find_brows
from .mouth import draw_inside, paint_inside, palette
from .patches import Patch, Source, Window, around, factor_of, take
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
_MARGIN = 0.06  # how far round the lips' line the mouth is drawn anew, in outer-eye distances
_CORNERS = FACE_NUMBERS.index("frown") + 1  # the face's numbers that move the mouth's corners
_FAR = 0.6  # outer-eye distances: nothing of a face is moved farther
_STILL = 0.02  # a displacement in pixels that shows nowhere


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


@dataclass(frozen=True, eq=False)
class _Lid:
    """One eye's patch; `edge` is how far each pixel lies under the lid's line, `skin` what a closed lid looks like."""

    eye: Eye
    patch: Patch
    warp: Warp
    edge: np.ndarray
    skin: np.ndarray


@dataclass(frozen=True, eq=False)
class _Pose:
    """One frame of a performance as the warps' numbers; `channels` of the mouth, and how far the eyes are `closed`"""

    head: np.ndarray
    lips: np.ndarray
    face: np.ndarray
    channels: np.ndarray
    closed: float

    @cached_property
    def numbers(self) -> np.ndarray:
        return np.concatenate((self.head, self.lips, self.face))

    @property
    def speaks(self) -> bool:
        return bool(np.any(self.lips) or np.any(self.face[:_CORNERS]))

    @property
    def blinks(self) -> bool:
        return self.closed > 0.004


class Puppet:
    """`size` (width, height); `draw(performance, index)` gives a new RGB frame."""

    def __init__(self, pixels: np.ndarray, points: np.ndarray, scale: float) -> None:
        self.base = np.ascontiguousarray(pixels)
        self.size = (pixels.shape[1], pixels.shape[0])
        self._factor = factor_of(scale)
        self._frame = axes(points)
        self._head_shape = find_head(self._frame, points)
        self._down = (-math.sin(self._frame.angle), math.cos(self._frame.angle))
        grey = cv2.cvtColor(self.base, cv2.COLOR_RGB2GRAY)
        self._mouth = find_mouth(self._frame, points, grey)
        self._eyes, self._brows = find_eyes(self._frame, points, grey), find_brows(self._frame, points)
        self._make_region()
        self._make_lips(points, scale)
        self._lids = [self._make_eye(eye) for eye in self._eyes]
        margin = round(_FAR * self._frame.unit)
        self._source = Source(self.base, scale, self._holding([self._region], margin))
        self._near = Source(self.base, scale, self._holding([self._lips, *(lid.patch for lid in self._lids)], margin))

    def _holding(self, patches: list[Patch], margin: int = 0) -> tuple[int, int, int, int]:
        """The box (left, top, right, bottom) in the frame's pixels that holds patches, with a margin."""
        downs, acrosses = zip(*(patch.place for patch in patches), strict=True)
        width, height = self.size
        return (
            max(0, min(s.start for s in acrosses) - margin),
            max(0, min(s.start for s in downs) - margin),
            min(width, max(s.stop for s in acrosses) + margin),
            min(height, max(s.stop for s in downs) + margin),
        )

    def _grid(self, corners: tuple[float, float, float, float], fineness: float, least: int = 2, even: bool = False) -> Grid:
        """The nodes over a box in face coordinates; `even`: each of their cells, too, is whole pairs of the frame's pixels."""
        left, top, right, bottom = _box(self._frame, corners, self.size)
        each = 2 if even else 1
        fine = self._frame.unit / fineness
        step = max(least, round(fine) if not even else int(fine) // 2 * 2)
        return cover(left // each * each, top // each * each, right, bottom, step)

    def _head_fields(self, grid: Grid) -> np.ndarray:
        x, y = grid.nodes()
        return head_fields(self._frame, self._head_shape, x, y, self.size)

    def _face_fields(self, grid: Grid) -> np.ndarray:
        return face_fields(self._frame, self._mouth, self._eyes, self._brows, *grid.nodes(), grid.step)

    def _lip_fields(self, grid: Grid) -> list[np.ndarray]:
        x, y = grid.nodes()
        return [mouth_fields(self._frame, self._mouth, x, y, lower=low) for low in (False, True)]

    def _make_region(self) -> None:
        grid = self._grid(self._head_shape.reach(), 36, least=4, even=True)
        u, v = self._frame.local(*grid.nodes())
        upper, lower = self._lip_fields(grid)
        above = (v < self._mouth.middle(u))[None, ..., None]
        fields = np.concatenate((self._head_fields(grid), np.where(above, upper, lower), self._face_fields(grid)))
        self._region, self._region_warp = Patch(grid, self.size, self._factor), Warp(grid, fields, self._down)
        self._bands = self._region.bands(np.abs(fields).max(axis=(0, 3)) > _STILL)

    def _make_lips(self, points: np.ndarray, scale: float) -> None:
        mouth, frame = self._mouth, self._frame
        grid = self._grid((mouth.left - 0.10, -0.16, mouth.right + 0.10, 0.34), 90)
        head, face = self._head_fields(grid), self._face_fields(grid)
        self._lips, self._lips_head = Patch(grid, self.size, self._factor), Warp(grid, head, self._down)
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
        patch = Patch(grid, self.size, self._factor)
        at = grid.pixels()[: patch.height, : patch.width].astype(np.float64)
        u, v = self._frame.local(at[..., 0], at[..., 1])
        edge = ((v - eye.upper(u)) * self._frame.unit).astype(np.float32)
        skin = lid_skin(self.base[patch.place], eye, u, v)
        fields = np.concatenate((self._head_fields(grid), self._face_fields(grid)))
        return _Lid(eye, patch, Warp(grid, fields, self._down), edge, skin)

    @property
    def moving(self) -> tuple[int, int, int, int]:
        """The box (left, top, right, bottom) in pixels that holds everything that can move."""
        return self._holding([self._region, self._lips, *(lid.patch for lid in self._lids)])

    def draw(self, performance: Performance, index: int) -> np.ndarray:
        """Frame `index` of a performance: uint8 (height, width, 3), a new array"""
        pose, out = self._pose(performance, index), self.base.copy()
        if np.any(pose.numbers):
            self._sample(out, self._source, self._origins(pose), self._bands)
        self._draw_parts(out, pose)
        return out

    def draw_planes(self, performance: Performance, index: int) -> planes.Planes:
        """As `draw`, the way an encoder takes it: of frame 0 all, of the others what `moving` holds, whose numbers are even then.

        For a frame of even size. The head is sampled in luma and chroma, a third of the bytes; only where mouth and lids are drawn
        there are colours to be converted.
        """
        pose, box = self._pose(performance, index), planes.even(self.moving, self.size)
        made, origins = planes.part(self._rest, box), self._origins(pose)
        if np.any(pose.numbers):
            self._sample_planes(made, origins, box)
        if pose.speaks or pose.blinks:
            self._put_parts(made, origins, pose, box)
        if index:
            return made
        whole = planes.own(self._rest)
        planes.put(whole, made, box)
        return whole

    @cached_property
    def _rest(self) -> planes.Planes:
        return planes.Converter.planes(self.base)

    def _pose(self, performance: Performance, index: int) -> _Pose:
        channels = performance.mouth[index].astype(np.float64)
        face, closed = face_numbers(performance, index)
        return _Pose(self._head_numbers(performance, index), self._lip_numbers(channels), face, channels, closed)

    def _put_parts(self, made: planes.Planes, origins: np.ndarray, pose: _Pose, box: tuple[int, int, int, int]) -> None:
        """Mouth and lids, drawn in colours over the head as it is there."""
        places = [patch.place for patch in self._parts(pose)]
        boxes = [planes.even((x.start, y.start, x.stop, y.stop), self.size) for y, x in places]
        out = np.empty_like(self.base)
        for left, top, right, bottom in boxes:
            out[top:bottom, left:right] = self.base[top:bottom, left:right]
        self._sample(out, self._near, origins, [self._region.over(one) for one in boxes])
        self._draw_parts(out, pose)
        for left, top, right, bottom in boxes:
            part = planes.Converter.planes(np.ascontiguousarray(out[top:bottom, left:right]))
            planes.put(made, part, (left - box[0], top - box[1], right - box[0], bottom - box[1]))

    def _parts(self, pose: _Pose) -> list[Patch]:
        """The patches that are drawn in a pose."""
        return [*((self._lips,) if pose.speaks else ()), *((lid.patch for lid in self._lids) if pose.blinks else ())]

    def _draw_parts(self, out: np.ndarray, pose: _Pose) -> None:
        if pose.speaks:
            self._draw_mouth(out, pose.head, pose.numbers, pose.channels)
        if pose.blinks:
            self._draw_lids(out, np.concatenate((pose.head, pose.face)), pose.closed)

    def carried(self, layer: np.ndarray, performance: Performance, index: int) -> np.ndarray:
        """A layer over the rest frame, uint8 (height, width), moved as the head is in frame `index`: a new array"""
        region, out = self._region, layer.copy()
        origins = self._origins(self._pose(performance, index)) * np.float32(1 / region.factor)
        for band in self._bands:
            out[region.place][region.box(band)] = take(layer, region.at(origins, band))
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

    def _origins(self, pose: _Pose) -> np.ndarray:
        return self._region.origins(self._region_warp.back(pose.numbers, 2))

    def _sample(self, out: np.ndarray, source: Source, origins: np.ndarray, windows: list[Window]) -> None:
        region = self._region
        part = out[region.place]
        for window in windows:
            if window.bottom > window.top and window.right > window.left:
                part[region.box(window)] = source.at(region.at(origins, window))

    def _sample_planes(self, made: planes.Planes, origins: np.ndarray, box: tuple[int, int, int, int]) -> None:
        region, source = self._region, self._source
        own = origins * np.float32(1 / source.factor)
        top, left = region.grid.top - box[1], region.grid.left - box[0]
        for band in self._bands:
            rows, columns = (
                slice(side.start + first, side.stop + first) for side, first in zip(region.box(band), (top, left), strict=True)
            )
            made.y[rows, columns] = source.luma(region.at(origins, band))
            half = slice(rows.start // 2, rows.stop // 2), slice(columns.start // 2, columns.stop // 2)
            made.u[half], made.v[half] = source.chroma(region.at_pairs(own, band))

    def _draw_mouth(self, out: np.ndarray, head: np.ndarray, numbers: np.ndarray, channels: np.ndarray) -> None:
        patch, unit = self._lips, self._frame.unit
        backs = [warp.back(numbers) for warp in self._lip_warps]
        nodes = np.dstack(patch.grid.nodes()).astype(np.float32)
        coarse = [take(edge, nodes - back - patch.corner) for edge, back in zip(self._edges, backs, strict=True)]
        window = around(np.minimum(*coarse) > -_MARGIN * unit, 3)
        if window is None:
            return
        maps = [patch.at(patch.origins(back), window) for back in backs]
        above, below = (take(edge, patch.inside(at)) for edge, at in zip(self._edges, maps, strict=True))
        low = np.clip(0.5 + (above - below) / 2, 0, 1)[..., None]
        upper = self._near.at(maps[0]).astype(np.float32)
        drawn = upper + (self._near.at(maps[1]) - upper) * low
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
            shade *= 1 - self._contact * np.exp(-(touch * touch)) * take(self._between, at)
        return shade.astype(np.float32)

    def _draw_lids(self, out: np.ndarray, head: np.ndarray, closed: float) -> None:
        for lid in self._lids:
            patch, turned = lid.patch, lid.warp.back(head)
            x, y = patch.grid.nodes()
            u, v = self._frame.local(x - turned[..., 0], y - turned[..., 1])
            upper, drawn = upper_lid_back(self._frame, lid.eye, u, v, closed)
            whole = patch.whole
            at = patch.at(patch.origins(turned + upper), whole)
            line = take(lid.edge, patch.inside(at))
            skin = take(lid.skin, patch.inside(patch.at(patch.origins(turned), whole))).astype(np.float32)
            over = self._near.at(at).astype(np.float32)
            over += (skin - over) * patch.fine(drawn, whole)[..., None]
            lower = lower_lid_back(self._frame, lid.eye, u, v, closed)
            under = self._near.at(patch.at(patch.origins(turned + lower), whole)).astype(np.float32)
            patch.blend(out, under + (over - under) * np.clip(0.5 - line, 0, 1)[..., None], whole)
