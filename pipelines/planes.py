"""Frames as the encoder takes them: I420 planes, BT.709, limited range.

Composing in I420 moves half the bytes of RGB, and spares ffmpeg the conversion of every frame.
"""

from __future__ import annotations

from dataclasses import dataclass

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

BLACK = (16, 128, 128)


def _matrix(red: float, blue: float) -> np.ndarray:
    """RGB of full range to Y'CbCr of limited range, from the luma shares of red and blue: (3, 4), the last column added"""
    green = 1 - red - blue
    luma = np.array([red, green, blue])
    rows = (luma * 219 / 255, (np.eye(3)[2] - luma) / (1 - blue) * 112 / 255, (np.eye(3)[0] - luma) / (1 - red) * 112 / 255)
    return np.column_stack((rows, BLACK)).astype(np.float32)


_BT709 = _matrix(0.2126, 0.0722)  # ITU-R BT.709-6


@dataclass(frozen=True, eq=False)
class Planes:
    """Y of shape (height, width); U and V of half the size each way. uint8."""

    y: np.ndarray
    u: np.ndarray
    v: np.ndarray

    @property
    def size(self) -> tuple[int, int]:
        return self.y.shape[1], self.y.shape[0]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter((self.y, self.u, self.v))


def full(rgb: np.ndarray) -> np.ndarray:
    """Y'CbCr of every pixel, uint8 (height, width, 3)."""
    return cv2.transform(rgb, _BT709)


class Converter:
    """RGB to I420 and back (swscale, which keeps its tables from frame to frame, so this belongs to one thread)."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    @staticmethod
    def planes(rgb: np.ndarray) -> Planes:
        """`rgb` uint8 of shape (height, width, 3), both even. Chroma is the mean of its four pixels."""
        yuv = full(rgb)  # with the resize, half of swscale's time
        half = cv2.resize(yuv, (rgb.shape[1] // 2, rgb.shape[0] // 2), interpolation=cv2.INTER_AREA)
        return Planes(cv2.extractChannel(yuv, 0), cv2.extractChannel(half, 1), cv2.extractChannel(half, 2))

    def rgb(self, planes: Planes) -> np.ndarray:
        frame = av.VideoFrame.from_ndarray(
            np.frombuffer(packed(planes), np.uint8).reshape(-1, planes.size[0]), format="yuv420p"
        )
        out = self._reformatter.reformat(
            frame,
            format="rgb24",
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
        )
        return out.to_ndarray()


def split(stacked: np.ndarray, size: tuple[int, int]) -> Planes:
    width, height = size
    flat = stacked.reshape(-1)
    luma, chroma = width * height, width * height // 4
    half = (height // 2, width // 2)
    return Planes(
        flat[:luma].reshape(height, width),
        flat[luma : luma + chroma].reshape(half),
        flat[luma + chroma : luma + 2 * chroma].reshape(half),
    )


def packed(planes: Planes) -> bytes:
    return b"".join(np.ascontiguousarray(plane).tobytes() for plane in planes)


class Page:
    """One frame's memory, packed as the encoder reads it, to be written anew for every frame."""

    def __init__(self, size: tuple[int, int]) -> None:
        memory = np.empty(size[0] * size[1] * 3 // 2, np.uint8)
        self.planes = split(memory, size)
        self.packed = memory.data

    def take(self, frame: Planes) -> None:
        for mine, plane in zip(self.planes, frame, strict=True):
            mine[:] = plane


def own(planes: Planes) -> Planes:
    """A copy that can be written to."""
    return Planes(*(np.array(plane) for plane in planes))


def halves(size: tuple[int, int]) -> bool:
    """Whether a frame of `size` has planes: both its sides are even."""
    return not any(side % 2 for side in size)


def even(box: tuple[int, int, int, int], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The smallest box of even numbers round (left, top, right, bottom), inside a frame of `size`."""
    left, top, right, bottom = box
    return left // 2 * 2, top // 2 * 2, min(size[0], (right + 1) // 2 * 2), min(size[1], (bottom + 1) // 2 * 2)


def part(planes: Planes, box: tuple[int, int, int, int]) -> Planes:
    """A copy of what `box`, whose numbers are even, holds."""
    left, top, right, bottom = box
    half = (slice(top // 2, bottom // 2), slice(left // 2, right // 2))
    return Planes(planes.y[top:bottom, left:right].copy(), planes.u[half].copy(), planes.v[half].copy())


def put(planes: Planes, part: Planes, box: tuple[int, int, int, int]) -> None:
    """Write `part` into `planes` at `box`, whose numbers are even."""
    left, top, right, bottom = box
    planes.y[top:bottom, left:right] = part.y
    for whole, half in ((planes.u, part.u), (planes.v, part.v)):
        whole[top // 2 : bottom // 2, left // 2 : right // 2] = half


def over(below: Planes, frame: Planes, alpha: np.ndarray) -> Planes:
    """`frame`, of opacity `alpha` uint8 (height, width), over `below`."""
    luma = alpha.astype(np.float32) * np.float32(1 / 255)
    chroma = cv2.resize(luma, (luma.shape[1] // 2, luma.shape[0] // 2), interpolation=cv2.INTER_AREA)
    shares = (luma, chroma, chroma)
    return Planes(*(cv2.blendLinear(b, f, 1 - a, a) for b, f, a in zip(below, frame, shares, strict=True)))


def dissolve(old: Planes, new: Planes, share: float) -> Planes:
    """`share` of the new over the old."""
    return Planes(*(cv2.addWeighted(a, 1 - share, b, share, 0) for a, b in zip(old, new, strict=True)))


def window(planes: Planes, left: float, top: float, width: float, height: float, size: tuple[int, int]) -> Planes:
    """The rectangle of `planes` at (`left`, `top`), `width` by `height` pixels (fractions count), scaled to `size`.

    Chroma samples lie in the middle of their four luma samples, so their rectangle has just half the numbers.
    """
    half = (size[0] // 2, size[1] // 2)
    luma = _window(planes.y, (left, width), (top, height), size)
    box = (left / 2, width / 2), (top / 2, height / 2)
    return Planes(luma, _window(planes.u, *box, half), _window(planes.v, *box, half))


def _window(plane: np.ndarray, across: tuple[float, float], down: tuple[float, float], size: tuple[int, int]) -> np.ndarray:
    """cv2.resize is six times faster than a warp, but it takes whole pixels only: see `_whole`."""
    x0, wide, columns, skip_x = _whole(plane.shape[1], *across, size[0])
    y0, high, rows, skip_y = _whole(plane.shape[0], *down, size[1])
    scaled = cv2.resize(plane[y0 : y0 + high, x0 : x0 + wide], (columns, rows), interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(scaled[skip_y : skip_y + size[1], skip_x : skip_x + size[0]])


_EXTRA, _SKIP = (grid.reshape(-1) for grid in np.meshgrid(np.arange(33), np.arange(33), indexing="ij"))
_ORDERED = _SKIP <= _EXTRA


def _whole(length: int, start: float, extent: float, count: int) -> tuple[int, int, int, int]:
    """(first, pixels, made, skipped): whole numbers that come closest to scaling [start, start + extent) to `count`.

    `pixels` source pixels from `first` on are scaled to `made` ones, of which the first `skipped` are dropped. Trying up
    to 32 pixels more than needed brings both edges within a few hundredths of a pixel, so that slow moves stay smooth.
    """
    made = count + _EXTRA
    pixels = np.rint(extent / count * made)
    scale = pixels / made
    first = np.rint(start - _SKIP * scale)
    begin = first + _SKIP * scale - start
    end = begin + count * scale - extent
    usable = _ORDERED & (first >= 0) & (first + pixels <= length) & (pixels >= 1)
    error = np.where(usable, np.maximum(np.abs(begin), np.abs(end)), np.inf)
    best = int(np.argmin(error + 1e-4 * _EXTRA))
    if not np.isfinite(error[best]):
        return 0, length, count, 0
    return int(first[best]), int(pixels[best]), int(made[best]), int(_SKIP[best])
