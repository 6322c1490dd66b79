"""How a head is looked at: a long lens straight ahead, the eyes in the upper part of the frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_TALL, _WIDE = 4.55, 3.7  # what a frame shows at least, in outer-eye distances
_EYES_AT, _EYES_AT_TALL = 0.415, 0.44  # of the frame's height
_BUST = 3.35  # from the eyes down to where the shoulders end, which the frame never shows
FAR = 11.0
"""From the eyes to the camera: the perspective of a portrait lens."""


@dataclass(frozen=True)
class Camera:
    """`scale` pixels to an outer-eye distance at the eyes, which lie at `origin` in the frame's pixels."""

    size: tuple[int, int]
    scale: float
    origin: tuple[float, float]

    @staticmethod
    def of(size: tuple[int, int], *, close: float = 1.0) -> Camera:
        width, height = size
        scale = close * min(height / _TALL, width / _WIDE)
        tall = height / scale > 1.5 * _TALL
        eyes = (_EYES_AT_TALL if tall else _EYES_AT) * height
        return Camera(size, scale, (width / 2, max(eyes, height - _BUST * scale)))

    def matrix(self, box: tuple[int, int, int, int]) -> np.ndarray:
        """float32 (4, 4) to clip space of a viewport over `box` (left, top, right, bottom) of the frame's pixels, y up."""
        left, top, right, bottom = box
        width, height = right - left, bottom - top
        x, y = self.origin[0] - left, self.origin[1] - top
        near, far = FAR - 3.0, FAR + 4.0
        out = np.zeros((4, 4))
        out[0] = (2 * self.scale * FAR / width, 0, -(2 * x / width - 1), (2 * x / width - 1) * FAR)
        out[1] = (0, 2 * self.scale * FAR / height, -(1 - 2 * y / height), (1 - 2 * y / height) * FAR)
        out[2] = (0, 0, -(far + near) / (far - near), (far + near) / (far - near) * FAR - 2 * far * near / (far - near))
        out[3] = (0, 0, -1, FAR)
        return out.astype(np.float32)

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """Where points (n, 3) are seen, (n, 2) in the frame's pixels, y down."""
        grow = self.scale * FAR / (FAR - points[:, 2])
        return np.column_stack([self.origin[0] + grow * points[:, 0], self.origin[1] - grow * points[:, 1]])
