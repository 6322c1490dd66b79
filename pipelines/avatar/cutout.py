"""A portrait's puppet without its background: the person, moved as ever, before nothing or before another ground."""

from __future__ import annotations

import numpy as np

from ..media import Picture
from .faces import Face
from .framing import Framing, cut
from .ground import Ground, laid
from .matte import cut_out
from .performance import Performance
from .puppet import Puppet


class Cutout:
    """As a Puppet: `size`, `moving`, `draw(performance, index)`; RGBA frames where the ground is clear.

    The opacity is found once, for the rest frame, and moved by the warp that moves the head: hair keeps its edge. BadInput as
    `matte.cut_out` and `Ground.layer`.
    """

    def __init__(self, picture: Picture, face: Face, framing: Framing, ground: Ground) -> None:
        matte = cut_out(picture, face)
        self._puppet = Puppet(cut(matte.colours, framing), framing.points(face), framing.scale)
        alpha, fade = cut(np.dstack([matte.alpha] * 3), framing)[..., 0], framing.fade(picture.size[0])
        self._alpha = np.ascontiguousarray(alpha if fade is None else np.round(alpha * fade).astype(np.uint8))
        self._ground = ground.layer(framing.size, lambda: cut(matte.behind, framing))
        self.size, self.moving = self._puppet.size, self._puppet.moving
        self.clear = self._ground is None
        self._rest = self._over(self._puppet.base, self._alpha, np.s_[:, :])

    def _over(self, colours: np.ndarray, alpha: np.ndarray, box: tuple[slice, slice]) -> np.ndarray:
        return np.dstack((colours, alpha)) if self._ground is None else laid(colours, alpha, self._ground[box])

    def places(self, points: np.ndarray, performance: Performance, index: int) -> np.ndarray:
        """As Puppet.places"""
        return self._puppet.places(points, performance, index)

    def draw(self, performance: Performance, index: int) -> np.ndarray:
        """Frame `index`: uint8 (height, width, 3), or 4 if it is clear; a new array"""
        left, top, right, bottom = self.moving
        box = np.s_[top:bottom, left:right]
        out = self._rest.copy()
        alpha = self._puppet.carried(self._alpha, performance, index)
        out[box] = self._over(self._puppet.draw(performance, index)[box], alpha[box], box)
        return out
