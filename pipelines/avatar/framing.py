"""Which part of a portrait fills a frame: head and shoulders composed, the face kept in."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .faces import Face

_LEAST_TALL, _LEAST_WIDE = 0.20, 0.30  # a smaller face (of the frame's height) is moved closer to
_MOST = 0.48  # from a larger one the frame moves away, beyond the picture's sides if it must
_EYES_AT = 0.40  # where the eyes stand, of the frame's height, when the picture leaves a choice
_FADE = 0.05  # of the frame's width: where a picture ends inside the frame, one who is cut out fades
_FILLED = 0.72  # of the frame's height: the closest that anybody is seen
_CLOSEST = 3.0  # never enlarge a picture's pixels more than this to move closer


@dataclass(frozen=True)
class Framing:
    """The window (left, top, width, height) in the picture's pixels that fills a frame of `size`."""

    window: tuple[float, float, float, float]
    size: tuple[int, int]

    @property
    def scale(self) -> float:
        return self.size[0] / self.window[2]

    def fade(self, width: int) -> np.ndarray | None:
        """For a window wider than a picture of `width` pixels: 0 … 1 across the frame, float64 (columns,), falling to 0 at the picture's
        sides; None for a window within it."""
        left, _, wide, _ = self.window
        if wide <= width + 0.5:
            return None
        x = np.arange(self.size[0])
        first, last = -left * self.scale, (width - left) * self.scale
        share = np.clip(np.minimum(x - first, last - 1 - x) / (_FADE * self.size[0]), 0, 1)
        return np.asarray(share * share * (3 - 2 * share))

    def points(self, face: Face) -> np.ndarray:
        """The face's points (478, 3) in the frame's pixels"""
        left, top, _, _ = self.window
        return (face.points - (left, top, 0.0) + (0.5, 0.5, 0)) * self.scale - (0.5, 0.5, 0)


def frame_face(face: Face, picture: tuple[int, int], size: tuple[int, int] | None, zoom: float = 1.0) -> Framing:
    """The window for `size` (the picture's own if None) out of a picture of (width, height).

    As much of the picture as has the frame's shape; closer, if the face would stand too small; wider than the picture, if
    the face would fill the frame. The eyes come to about two fifths of the height and the face to the middle, as far as the
    picture reaches. With a `zoom` that many times closer: until the face fills the frame, and no farther than the picture reaches.
    """
    width, height = picture
    if zoom == 1 and (size is None or size == picture):
        return Framing((0.0, 0.0, float(width), float(height)), size or picture)
    size = size or picture
    aspect = size[0] / size[1]
    tall = min(float(height), width / aspect)
    tall_face = max(face.box[3] - face.box[1], 1.0)
    least = _LEAST_TALL if aspect < 0.8 else _LEAST_WIDE
    tall = min(tall, max(tall_face / least, size[1] / _CLOSEST, 0.25 * tall))
    tall = max(tall, min(tall_face / _MOST, float(height)))
    if zoom > 1:
        tall = max(tall / zoom, min(tall, tall_face / _FILLED))
    elif zoom < 1:
        tall = max(tall, min(tall / zoom, height, width / aspect))
    wide = tall * aspect
    eyes = (face.points[33] + face.points[263]) / 2
    middle = (face.box[0] + face.box[2]) / 2
    left = _within(middle - wide / 2, width - wide)
    top = _within(eyes[1] - _EYES_AT * tall, height - tall)
    return Framing((left, top, wide, tall), size)


def _within(place: float, room: float) -> float:
    """`place` held between 0 and `room`; in the middle where the window is the larger"""
    return room / 2 if room < 0 else min(max(float(place), 0.0), room)


def cut(pixels: np.ndarray, framing: Framing) -> np.ndarray:
    """The window of an RGB picture at the frame's size, uint8; resampled once, or copied where nothing is to be scaled.

    Where the window reaches beyond the picture's sides, a blurred image of it fills the room.
    """
    left, top, wide, tall = framing.window
    width, height = framing.size
    if (left, top, wide, tall) == (0.0, 0.0, float(width), float(height)) and pixels.shape[:2] == (height, width):
        return np.ascontiguousarray(pixels)
    scale = framing.scale
    if scale < 1:  # an area filter first, so that fine detail does not alias
        small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        across, down = pixels.shape[1] / small.shape[1], pixels.shape[0] / small.shape[0]
        move = _move(left / across, top / down, wide / width / across, tall / height / down)
    else:
        small, move = pixels, _move(left, top, wide / width, tall / height)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    out = cv2.warpAffine(small, move, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return out if wide <= pixels.shape[1] + 0.5 else _fill_sides(out, -left * scale, (pixels.shape[1] - left) * scale)


def _move(left: float, top: float, step_x: float, step_y: float) -> np.ndarray:
    """The affine map from a frame's pixels to a picture's, pixel centres on pixel centres"""
    return np.array([[step_x, 0, left + step_x / 2 - 0.5], [0, step_y, top + step_y / 2 - 0.5]], dtype=np.float64)


def _fill_sides(frame: np.ndarray, left: float, right: float) -> np.ndarray:
    """Fill what lies left of `left` and right of `right` with a wide blur of what lies between, without a seam."""
    height, width = frame.shape[:2]
    first, last = max(0, round(left)), min(width, round(right))
    small = cv2.resize(frame[:, first:last], (96, max(8, round(96 * height / width))), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), 5)
    near = max(2.0, 0.012 * width)
    each = max(1, int(near / 3))  # so soft a picture has no more to show than a smaller one
    less = cv2.resize(frame, (max(1, width // each), max(1, height // each)), interpolation=cv2.INTER_AREA)
    smeared = cv2.resize(cv2.GaussianBlur(less, (0, 0), near / each), (width, height), interpolation=cv2.INTER_LINEAR)
    blurred = cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC)
    x = np.arange(width, dtype=np.float32)
    far = np.clip(np.maximum(np.maximum(left - x, x - right + 1), 0) / (0.15 * width), 0, 1)
    feather = np.clip((np.minimum(x - left, right - 1 - x) - 2) / (0.03 * width), 0, 1)
    return _mixed(_mixed(smeared, blurred, far), frame, feather)


def _mixed(under: np.ndarray, over: np.ndarray, share: np.ndarray) -> np.ndarray:
    """`share` (columns,) of the second picture over the first, both uint8"""
    shares = np.ascontiguousarray(np.broadcast_to(share.astype(np.float32), under.shape[:2]))
    return cv2.blendLinear(under, over, 1 - shares, shares)
