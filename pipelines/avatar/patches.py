"""A picture sampled between its pixels, and boxes of a frame in which it is drawn anew from a few nodes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from ..planes import full
from .warp import Grid

_BAND = 256  # rows that are warped at a time: what they need stays near the processor
_CRISP = 0.35


def factor_of(scale: float) -> int:
    """How many times a source's pixels are those of its picture each way; one enlarged twice is smooth already."""
    return 2 if scale < 2.0 else 1


class Source:
    """A picture to be sampled between its pixels, enlarged once, so that quick linear sampling stays sharp.

    Twice the pixels with every old one among them: at rest the samples are the picture itself, byte for byte. `scale`: how far the
    picture was enlarged already; `box` (left, top, right, bottom): the part of it from which is sampled.
    """

    def __init__(self, pixels: np.ndarray, scale: float, box: tuple[int, int, int, int] | None = None) -> None:
        left, top, right, bottom = box or (0, 0, pixels.shape[1], pixels.shape[0])
        self._base, self._scale = pixels[top:bottom, left:right], scale
        self.factor = factor_of(scale)
        self._corner = left, top

    def at(self, places: np.ndarray) -> np.ndarray:
        """The colours at `places` (x, y) in `factor`-ths of a pixel, float32 (h, w, 2): uint8 (h, w, 3)"""
        return cv2.cvtColor(_remapped(self._colours, self._maps(places, self.factor)), cv2.COLOR_RGBA2RGB)

    def luma(self, places: np.ndarray) -> np.ndarray:
        """As `at`, of Y: uint8 (h, w)"""
        return _remapped(self._luma, self._maps(places, self.factor))

    def chroma(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As `at`, of Cb and Cr, which have no more detail than the picture itself; `places` in its pixels: each uint8 (h, w)"""
        maps = self._maps(places, 1)
        first, second = (_remapped(plane, maps) for plane in self._chroma)  # one of two channels takes twice the time
        return first, second

    def _maps(self, places: np.ndarray, factor: int) -> tuple[np.ndarray, np.ndarray]:
        """Places of the picture in whole pixels of the box and parts of them: a quarter less time than with float ones"""
        whole, parts = cv2.convertMaps(places, None, cv2.CV_16SC2)
        left, top = self._corner
        if left or top:
            whole = cv2.subtract(whole, (left * factor, top * factor, 0, 0), dst=whole)
        return whole, parts

    @cached_property
    def _colours(self) -> np.ndarray:
        # four bytes a pixel are sampled a quarter faster than three
        return cv2.cvtColor(self._enlarged(self._base), cv2.COLOR_RGB2RGBA)

    @cached_property
    def _luma(self) -> np.ndarray:
        return self._enlarged(np.ascontiguousarray(self._full[..., 0]))

    @cached_property
    def _chroma(self) -> tuple[np.ndarray, np.ndarray]:
        return np.ascontiguousarray(self._full[..., 1]), np.ascontiguousarray(self._full[..., 2])

    @cached_property
    def _full(self) -> np.ndarray:
        return full(self._base)

    def _enlarged(self, pixels: np.ndarray) -> np.ndarray:
        return twice(pixels, _CRISP / max(1.0, self._scale) ** 2) if self.factor > 1 else pixels


def twice(pixels: np.ndarray, crisp: float) -> np.ndarray:
    """A picture, uint8 (h, w[, 3]), of twice the size each way, every other pixel the old one; those between by Lanczos' filter of
    eight pixels, made crisper: what linear sampling takes away is given to them beforehand."""
    out = np.empty((2 * pixels.shape[0], 2 * pixels.shape[1], *pixels.shape[2:]), np.uint8)
    for down in (0, 1):
        for across in (0, 1):
            if down or across:
                x, y = _BETWEEN if across else _ON, _BETWEEN if down else _ON
                anchor = (_REACH - 1 if across else 0, _REACH - 1 if down else 0)
                out[down::2, across::2] = cv2.sepFilter2D(pixels, -1, x, y, anchor=anchor, borderType=cv2.BORDER_REPLICATE)
    out[::2, ::2] = pixels
    out = cv2.addWeighted(out, 1 + crisp, cv2.GaussianBlur(out, (0, 0), 1.2), -crisp, 0)
    out[::2, ::2] = pixels
    return out


def _lanczos() -> np.ndarray:
    """The filter's weights half way between two pixels"""
    at = np.arange(-_REACH, _REACH) + 0.5
    weights = np.sinc(at) * np.sinc(at / _REACH)
    return np.asarray(weights / weights.sum(), np.float32)


_REACH = 4
_ON, _BETWEEN = np.ones(1, np.float32), _lanczos()


def _remapped(pixels: np.ndarray, maps: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return cv2.remap(pixels, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _wider(field: np.ndarray) -> np.ndarray:
    """A field on nodes with its outermost ones repeated once more on each side"""
    return cv2.copyMakeBorder(field, 1, 1, 1, 1, cv2.BORDER_REPLICATE)


def take(layer: np.ndarray, at: np.ndarray) -> np.ndarray:
    """A layer (rows, columns[, k]) at the places (x, y) in its pixels, float32 (h, w, 2)"""
    return cv2.remap(layer, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


@dataclass(frozen=True)
class Window:
    """Some of a grid's nodes: rows from `top` up to `bottom`, columns from `left` up to `right`"""

    top: int
    bottom: int
    left: int
    right: int


def around(nodes: np.ndarray, margin: int) -> Window | None:
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
        return self._fine(origins, window, 1)

    def at_pairs(self, origins: np.ndarray, window: Window) -> np.ndarray:
        """As `at`, of the middles of each two by two pixels; the step of the nodes is even then"""
        return self._fine(origins, window, 2)

    def fine(self, field: np.ndarray, window: Window) -> np.ndarray:
        """A field on the nodes at every pixel of a window"""
        return self._fine(_wider(field), window, 1)

    def _fine(self, wider: np.ndarray, window: Window, each: int) -> np.ndarray:
        """Between the nodes by linear interpolation, which a node more on each side lets reach the window's edge."""
        part, step = wider[window.top : window.bottom + 2, window.left : window.right + 2], self.grid.step // each
        every = cv2.resize(part, (part.shape[1] * step, part.shape[0] * step), interpolation=cv2.INTER_LINEAR)
        rows, columns = self.box(window)
        return every[step : step + (rows.stop - rows.start) // each, step : step + (columns.stop - columns.start) // each]

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

    def over(self, box: tuple[int, int, int, int]) -> Window:
        """The window that covers as much of a box of the frame's pixels as the patch holds."""
        grid, (left, top, right, bottom) = self.grid, box
        return Window(
            min(grid.rows, max(0, (top - grid.top) // grid.step)),
            min(grid.rows, max(0, -(-(bottom - grid.top) // grid.step))),
            min(grid.columns, max(0, (left - grid.left) // grid.step)),
            min(grid.columns, max(0, -(-(right - grid.left) // grid.step))),
        )

    def bands(self, moving: np.ndarray) -> list[Window]:
        """The patch in bands, each only as wide as the nodes that may move, which are True in `moving`."""
        tall = max(1, _BAND // self.grid.step)
        found = []
        for top in range(0, self.grid.rows, tall):
            window = around(moving[top : top + tall], 2)
            if window is not None:
                found.append(replace(window, top=top, bottom=min(top + tall, self.grid.rows)))
        return found
