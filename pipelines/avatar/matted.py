"""A person cut out of moving pictures, frame by frame: for bodies whose background moves, or lies in each frame anew."""

from __future__ import annotations

import cv2
import numpy as np

from .faces import Face
from .framing import Framing
from .ground import Ground, blurred, laid
from .matte import REACH, background, foreground, person, refined

_WORK = 720  # pixels of the longer side at which each frame is cut out


class Matted:
    """Frames of `framing.size`, of someone whose outer eyes stand `unit` pixels apart in them, put before `ground`.

    Each frame is cut out by itself, so that the same frame always gives the same. BadInput as `Ground.layer`.
    """

    def __init__(self, framing: Framing, picture: tuple[int, int], ground: Ground, unit: float) -> None:
        self.clear, self._ground = ground.clear, ground
        self._scale = min(1.0, _WORK / max(framing.size))
        self._unit = max(4.0, unit * self._scale)
        self._fade = framing.fade(picture[0])
        self._layer = None if ground.blur else ground.layer(framing.size, None)

    def frame(self, pixels: np.ndarray, points: np.ndarray) -> np.ndarray:
        """One frame, uint8 (height, width, 3) RGB, with the points of its face in its pixels: a new array, RGBA if the ground is clear"""
        height, width = pixels.shape[:2]
        small = cv2.resize(pixels, None, fx=self._scale, fy=self._scale, interpolation=cv2.INTER_AREA)
        rough = person(small, Face(points * self._scale), twice=False)
        share = refined(small, rough, max(2.0, REACH * self._unit))
        alpha = cv2.resize(np.round(share * 255).astype(np.uint8), (width, height), interpolation=cv2.INTER_CUBIC)
        own = cv2.resize(foreground(small, share, self._unit), (width, height), interpolation=cv2.INTER_LINEAR)
        colours = cv2.copyTo(np.ascontiguousarray(pixels), (alpha == 255).astype(np.uint8), own)
        if self._fade is not None:
            alpha = np.round(alpha * self._fade).astype(np.uint8)
        if self.clear:
            return np.dstack((colours, alpha))
        return laid(colours, alpha, self._layer if self._layer is not None else self._soft(small, share, (width, height)))

    def _soft(self, small: np.ndarray, share: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        return cv2.resize(blurred(background(small, share, self._unit)), size, interpolation=cv2.INTER_CUBIC)
