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


class Converter:
    """RGB to I420 and back with swscale; it keeps its tables from frame to frame, so it belongs to one thread."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def planes(self, rgb: np.ndarray) -> Planes:
        """`rgb` uint8 of shape (height, width, 3), both even."""
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")
        out = self._reformatter.reformat(
            frame,
            format="yuv420p",
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
        return split(out.to_ndarray(), (rgb.shape[1], rgb.shape[0]))

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


def dissolve(old: Planes, new: Planes, share: float) -> Planes:
    """`share` of the new over the old."""
    return Planes(*(cv2.addWeighted(a, 1 - share, b, share, 0) for a, b in zip(old, new, strict=True)))


def warp(planes: Planes, scale: float, left: float, top: float, size: tuple[int, int]) -> Planes:
    """The window of `planes` from (left, top), `scale` source pixels a pixel, at `size`; sub-pixel (1/32) throughout.

    Chroma samples lie in the middle of their four luma samples, and move with them.
    """
    offset_x, offset_y = left + 0.5 * scale - 0.5, top + 0.5 * scale - 0.5
    half_x, half_y = (offset_x + 0.5 * scale - 0.5) / 2, (offset_y + 0.5 * scale - 0.5) / 2
    luma = np.array([[scale, 0, offset_x], [0, scale, offset_y]])
    chroma = np.array([[scale, 0, half_x], [0, scale, half_y]])
    half = (size[0] // 2, size[1] // 2)
    return Planes(_warped(planes.y, luma, size), _warped(planes.u, chroma, half), _warped(planes.v, chroma, half))


def _warped(plane: np.ndarray, matrix: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    return cv2.warpAffine(plane, matrix, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE)
