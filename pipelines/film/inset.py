"""The presenter's inset: rounded corners, a hairline border and a soft shadow, all computed once for a shot."""

from __future__ import annotations

import cv2
import numpy as np

from ..planes import BLACK, Planes


class Inset:
    """Pastes frames of `inner` size at `place` into planes of a frame."""

    def __init__(self, place: tuple[int, int], inner: tuple[int, int]) -> None:
        self._inner, self._pad = inner, 2 * round(0.09 * min(inner) / 2)
        self._place = place
        radius, border = 0.085 * min(inner), max(2.0, 0.007 * min(inner))
        face = self._rounded(radius, 0.0)
        rim = self._rounded(radius + border, border)
        shadow = self._shadow(rim)
        # What lies under the face: the shadow first, the border over it, as one layer with its own opacity.
        rim_share = rim * 0.92
        under = rim_share + (1 - rim_share) * shadow
        luma = np.where(under > 0, (rim_share * 243 + (1 - rim_share) * shadow * BLACK[0]) / np.maximum(under, 1e-6), BLACK[0])
        self._luma = np.clip(np.round(luma), 0, 255).astype(np.uint8)
        self._under, self._face = _levels(under), _levels(face)

    def _shape(self) -> tuple[int, int]:
        return self._inner[1] + 2 * self._pad, self._inner[0] + 2 * self._pad

    def _rounded(self, radius: float, grow: float) -> np.ndarray:
        """Share (0 … 1) of each pixel inside the rounded rectangle of the inset, grown by `grow` pixels."""
        height, width = self._shape()
        low = self._pad - grow + radius  # where the straight edges meet the round corners
        across, down = np.arange(width) + 0.5, np.arange(height) + 0.5
        dx = np.maximum(low - across, across - (width - low)).clip(0)
        dy = np.maximum(low - down, down - (height - low)).clip(0)
        distance = np.hypot(dx[None, :], dy[:, None])
        return np.clip(radius - distance + 0.5, 0, 1).astype(np.float32)

    def _shadow(self, rim: np.ndarray) -> np.ndarray:
        drop = round(0.12 * self._pad)
        moved = np.roll(rim, drop, axis=0)
        return 0.42 * cv2.GaussianBlur(moved, (0, 0), 0.3 * self._pad)

    def paste(self, frame: Planes, presenter: Planes) -> Planes:
        """`frame` with the inset in place. The planes of `frame` are written to."""
        for index, (plane, face) in enumerate(zip(frame, presenter, strict=True)):
            self._paste_plane(plane, face, 0 if index == 0 else 1, BLACK[index])
        return frame

    def _paste_plane(self, plane: np.ndarray, face: np.ndarray, level: int, neutral: int) -> None:
        pad = self._pad >> level
        left, top = (edge // (1 + level) - pad for edge in self._place)
        height, width = self._under[level].shape
        x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + width, plane.shape[1]), min(top + height, plane.shape[0])
        cut = slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)
        region = plane[y0:y1, x0:x1]
        layer = np.full((height, width), neutral, np.uint8) if level else self._luma
        under, over = self._under[level][cut], self._face[level][cut]
        region = cv2.blendLinear(np.ascontiguousarray(region), np.ascontiguousarray(layer[cut]), 1 - under, under)
        padded = cv2.copyMakeBorder(face, pad, pad, pad, pad, cv2.BORDER_REPLICATE)[cut]
        plane[y0:y1, x0:x1] = cv2.blendLinear(region, np.ascontiguousarray(padded), 1 - over, over)


def _levels(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mask for luma, and for chroma at half the size."""
    half = cv2.resize(mask, (mask.shape[1] // 2, mask.shape[0] // 2), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(mask, np.float32), np.ascontiguousarray(half, np.float32)
