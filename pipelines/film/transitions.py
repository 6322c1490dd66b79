"""From the last picture of a scene to the next scene: ways of mixing two frames, by how far it has gone."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from ..planes import Planes, dissolve, window

Mixing = Callable[[Planes, Planes, float], Planes]
"""(the old frame, the new one, share 0 … 1 of the way) to the frame between: the old at 0, the new at 1. All of one size."""

_BLACK, _WHITE = (16, 128, 128), (235, 128, 128)
_SOFT = 0.12  # how wide the edge of a wipe is, as a part of the frame's width
_NEARER = 0.35  # how far a zoom goes in before the old picture is gone


def _fade(colour: tuple[int, int, int]) -> Mixing:
    def mixed(old: Planes, new: Planes, share: float) -> Planes:
        seen = old if share < 0.5 else new
        flat = Planes(*(np.full_like(plane, level) for plane, level in zip(seen, colour, strict=True)))
        return dissolve(flat, seen, abs(1 - 2 * share))

    return mixed


def _beside(old_moves: bool) -> Mixing:
    """The new frame comes in from the right, over the old one or pushing it out."""

    def mixed(old: Planes, new: Planes, share: float) -> Planes:
        come = round(share * new.size[0] / 2) * 2  # whole chroma samples
        parts = []
        for level, before, after in zip((0, 1, 1), old, new, strict=True):
            moved, width = come >> level, after.shape[1]
            first = moved if old_moves else 0
            parts.append(np.hstack((before[:, first : first + width - moved], after[:, :moved])))
        return Planes(*parts)

    return mixed


def _wipe(old: Planes, new: Planes, share: float) -> Planes:
    """A soft edge goes from left to right, the new frame behind it."""
    parts = []
    for before, after in zip(old, new, strict=True):
        height, width = after.shape
        across = (np.arange(width, dtype=np.float32) + 0.5) / width
        row = np.clip((share * (1 + _SOFT) - across) / _SOFT, 0, 1).astype(np.float32)
        there = np.ascontiguousarray(np.broadcast_to(row, (height, width)))
        parts.append(cv2.blendLinear(np.ascontiguousarray(before), np.ascontiguousarray(after), 1 - there, there))
    return Planes(*parts)


def _zoom(old: Planes, new: Planes, share: float) -> Planes:
    """Into the old picture, which gives way to the new one."""
    width, height = old.size
    near = 1 + _NEARER * share
    wide, high = width / near, height / near
    return dissolve(window(old, (width - wide) / 2, (height - high) / 2, wide, high, old.size), new, share)


MIXINGS: dict[str, Mixing] = {
    "dissolve": dissolve,
    "fade": _fade(_BLACK),
    "fade-white": _fade(_WHITE),
    "slide": _beside(old_moves=False),
    "push": _beside(old_moves=True),
    "wipe": _wipe,
    "zoom": _zoom,
}
TRANSITIONS = (*MIXINGS, "cut")
"""What a film may have between its scenes; "cut" is none."""
