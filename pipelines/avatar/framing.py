"""Which part of a portrait fills a frame: head and shoulders composed, the face kept in."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .faces import Face

_LEAST_TALL, _LEAST_WIDE = 0.20, 0.30  # a smaller face (of the frame's height) is moved closer to
_EYES_AT = 0.40  # where the eyes stand, of the frame's height, when the picture leaves a choice
_CLOSEST = 3.0  # never enlarge a picture's pixels more than this to move closer


@dataclass(frozen=True)
class Framing:
    """The window (left, top, width, height) in the picture's pixels that fills a frame of `size`."""

    window: tuple[float, float, float, float]
    size: tuple[int, int]

    @property
    def scale(self) -> float:
        return self.size[0] / self.window[2]

    def points(self, face: Face) -> np.ndarray:
        """The face's points (478, 3) in the frame's pixels"""
        left, top, _, _ = self.window
        return (face.points - (left, top, 0.0) + (0.5, 0.5, 0)) * self.scale - (0.5, 0.5, 0)


def frame_face(face: Face, picture: tuple[int, int], size: tuple[int, int] | None) -> Framing:
    """The window for `size` (the picture's own if None) out of a picture of (width, height).

    As much of the picture as has the frame's shape; closer, if the face would stand too small. The eyes come to about two
    fifths of the height and the face to the middle, as far as the picture reaches.
    """
    width, height = picture
    if size is None or size == picture:
        return Framing((0.0, 0.0, float(width), float(height)), size or picture)
    aspect = size[0] / size[1]
    wide = min(float(width), height * aspect)
    least = _LEAST_TALL if aspect < 0.8 else _LEAST_WIDE
    tall_face = max(face.box[3] - face.box[1], 1.0)
    closer = max(tall_face / least * aspect, size[0] / _CLOSEST)
    wide = min(wide, max(closer, 0.25 * wide))
    tall = wide / aspect
    eyes = (face.points[33] + face.points[263]) / 2
    middle = (face.box[0] + face.box[2]) / 2
    left = float(np.clip(middle - wide / 2, 0, width - wide))
    top = float(np.clip(eyes[1] - _EYES_AT * tall, 0, height - tall))
    return Framing((left, top, wide, tall), size)


def cut(pixels: np.ndarray, framing: Framing) -> np.ndarray:
    """The window of an RGB picture at the frame's size, uint8; resampled once, or copied where nothing is to be scaled."""
    left, top, wide, tall = framing.window
    width, height = framing.size
    if (left, top) == (int(left), int(top)) and (wide, tall) == (width, height):
        return np.ascontiguousarray(pixels[int(top) : int(top) + height, int(left) : int(left) + width])
    scale = framing.scale
    if scale < 1:  # an area filter first, so that fine detail does not alias
        pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        left, top = left * pixels.shape[1] / (pixels.shape[1] / scale), top * scale
        scale_x, scale_y, left = 1.0, 1.0, framing.window[0] * scale
    else:
        scale_x = scale_y = scale
    move = np.array(
        [[1 / scale_x, 0, left + 0.5 / scale_x - 0.5], [0, 1 / scale_y, top + 0.5 / scale_y - 0.5]], dtype=np.float64
    )
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(pixels, move, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
