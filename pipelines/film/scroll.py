"""A picture longer than the frame, scrolled past it: down a tall one, to the right along a wide one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from ..media import Picture
from ..planes import Converter, Planes, put
from .camera import cover

_BAND = 1024  # rows converted at a time, so that a long picture is never whole in memory in a second form


class Strip:
    """A picture scaled until it fills the frame across, as I420 planes. `travel`: how many pixels it can be scrolled."""

    def __init__(self, picture: Picture, size: tuple[int, int]) -> None:
        self.size = size
        height, width = picture.pixels.shape[:2]
        self.down = height * size[0] >= width * size[1]
        scale = size[0] / width if self.down else size[1] / height
        long = max(size[self.down], _even(scale * (height if self.down else width)))
        whole = (size[0], long) if self.down else (long, size[1])
        self._planes = _planes(cover(picture, whole))
        self.travel = long - size[self.down]

    def at(self, share: float) -> Planes:
        """What the frame shows at `share` (0 … 1) of the way; positions between two pixels are interpolated."""
        place = min(1.0, max(0.0, share)) * self.travel
        parts = [
            _moved(plane, place / (1 + level), self.size[self.down] >> level, 0 if self.down else 1)
            for plane, level in zip(self._planes, (0, 1, 1), strict=True)
        ]
        return Planes(*parts)


@dataclass(frozen=True, eq=False)
class Scroll:
    """The part of a strip that a shot goes through, at an even pace: from the share `start` to `end`, where the next shot goes on."""

    strip: Strip
    start: float = 0.0
    end: float = 1.0

    def frames(self, count: int) -> Iterator[Planes]:
        """`count` frames; each may be written to."""
        for number in range(count):
            yield self.strip.at(self.start + (self.end - self.start) * number / count)


def _even(value: float) -> int:
    return 2 * round(value / 2)


def _planes(pixels: np.ndarray) -> Planes:
    height, width = pixels.shape[:2]
    whole = Planes(*(np.empty((height >> level, width >> level), np.uint8) for level in (0, 1, 1)))
    for top in range(0, height, _BAND):
        band = pixels[top : top + _BAND]
        put(whole, Converter.planes(band), (0, top, width, top + len(band)))
    return whole


def _moved(plane: np.ndarray, place: float, extent: int, axis: int) -> np.ndarray:
    """`extent` rows (axis 0) or columns of the plane from `place` on."""
    first = int(place)
    phase = place - first
    low, high = max(0, first - 1), min(plane.shape[axis], first + extent + 2)
    cut = plane[low:high] if axis == 0 else plane[:, low:high]
    if phase > 1 / 256:
        cut = cv2.filter2D(cut, -1, _taps(phase) if axis == 0 else _taps(phase).T, anchor=(0, 1) if axis == 0 else (1, 0),
                           borderType=cv2.BORDER_REPLICATE)  # fmt: skip
    start = first - low
    return np.ascontiguousarray(cut[start : start + extent] if axis == 0 else cut[:, start : start + extent])


def _taps(phase: float) -> np.ndarray:
    """Catmull and Rom's cubic at `phase` between the second and the third of four samples: as sharp between pixels as on them.

    E. Catmull, R. Rom, A class of local interpolating splines, Computer Aided Geometric Design, 1974.
    """
    t = phase
    weights = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, -(t**2) + t**3)
    return np.array(weights, np.float32)[:, None] / 2
