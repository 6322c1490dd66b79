"""The lower face of one person as points: where they rest, where a performance wants them, and what each frame shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..articulation import CHANNELS
from ..rig import axes, find_mouth, mouth_fields
from .poses import Poses

UPPER_OUTER = (185, 40, 39, 37, 0, 267, 269, 270, 409)
UPPER_INNER = (191, 80, 81, 82, 13, 312, 311, 310, 415)
LOWER_INNER = (95, 88, 178, 87, 14, 317, 402, 318, 324)
LOWER_OUTER = (146, 91, 181, 84, 17, 314, 405, 321, 375)
CORNERS = (61, 78, 308, 291)
_AROUND = {  # points of the face round the mouth, and how far they follow what is asked for: the others stay as the frame has them
    164: 0.6, 167: 0.5, 393: 0.5, 165: 0.5, 391: 0.5, 92: 0.55, 322: 0.55, 186: 0.7, 410: 0.7, 57: 0.8, 287: 0.8, 43: 0.9, 273: 0.9,
    106: 0.95, 335: 0.95, 182: 1.0, 406: 1.0, 83: 1.0, 313: 1.0, 18: 1.0, 201: 1.0, 421: 1.0, 200: 1.0, 199: 1.0, 175: 1.0,
    152: 1.0, 148: 0.97, 377: 0.97, 176: 0.9, 400: 0.9, 149: 0.75, 378: 0.75, 150: 0.55, 379: 0.55, 136: 0.35, 365: 0.35,
    172: 0.15, 397: 0.15, 212: 0.5, 432: 0.5, 216: 0.35, 436: 0.35, 206: 0.3, 426: 0.3, 214: 0.3, 434: 0.3, 210: 0.55, 430: 0.55,
    205: 0.1, 425: 0.1, 207: 0.2, 427: 0.2, 2: 0.0, 98: 0.0, 327: 0.0, 50: 0.0, 280: 0.0, 187: 0.0, 411: 0.0, 58: 0.0, 288: 0.0,
    132: 0.0, 361: 0.0, 203: 0.05, 423: 0.05,
}  # fmt: skip
POINTS: tuple[int, ...] = (*UPPER_OUTER, *UPPER_INNER, *LOWER_INNER, *LOWER_OUTER, *CORNERS, *_AROUND)
"""The points of the lower face, by FaceMesh's numbers."""
FOLLOWS = np.array([1.0] * (len(POINTS) - len(_AROUND)) + list(_AROUND.values()))
"""(points,) how far each goes where it is asked to, 0 to 1."""


def places(ids: tuple[int, ...]) -> np.ndarray:
    """Where FaceMesh's numbers stand in POINTS."""
    return np.array([POINTS.index(number) for number in ids])


_LOWER_SIDE = frozenset((*LOWER_INNER, *LOWER_OUTER, 43, 273, 106, 335, 182, 406, 83, 313, 18, 201, 421, 200, 199, 175, 152, 148, 377,
                         176, 400, 149, 378, 150, 379, 136, 365, 172, 397, 210, 430, 58, 288))  # fmt: skip
_FROM_ENDS = 40  # frames
_LIFT = 0.20  # the upper lip's share of an opening
_GAP, _JAW, _WIDE, _PUCKER, _PRESS, _TUCK, _ = range(len(CHANNELS))


@dataclass(frozen=True, eq=False)
class Shape:
    """`rest` float64 (points, 3): the lower face at rest in the face's own coordinates (see `Poses.own`); `fields` (6, points, 3)
    what rig.MOUTH_NUMBERS do to it; `closed` whether its lips touch at rest."""

    rest: np.ndarray
    fields: np.ndarray
    closed: bool

    def at(self, channels: np.ndarray) -> np.ndarray:
        """Where a mouth's channels (n, 7), of articulation.CHANNELS, want the points: (n, points, 3)"""
        return np.asarray(self.rest + np.tensordot(self._numbers(channels), self.fields, axes=(1, 0)))

    def _numbers(self, channels: np.ndarray) -> np.ndarray:
        gap, jaw = channels[:, _GAP], channels[:, _JAW]
        lift = _LIFT * gap + 0.012 * channels[:, _TUCK]
        thick = 0.26 * channels[:, _PUCKER] - 0.22 * channels[:, _PRESS]
        close = np.full(len(channels), 0.0 if self.closed else 1.0)
        return np.stack((close, lift, gap - lift - jaw, jaw, channels[:, _WIDE], thick), axis=1)


def find_shape(picture: np.ndarray, points: np.ndarray, poses: Poses, frame: int) -> Shape:
    """The person's lower face from one calm frame: `picture` RGB, its points (478, 3) in pixels, its pose of that number."""
    where = axes(points)
    grey = picture @ np.array([0.299, 0.587, 0.114])
    mouth = find_mouth(where, points, grey.astype(np.uint8))
    low = np.array([number in _LOWER_SIDE for number in POINTS])
    x, y = points[list(POINTS), 0][None], points[list(POINTS), 1][None]
    upper, lower = (mouth_fields(where, mouth, x, y, lower=side)[:, 0] for side in (False, True))
    moves = np.where(low[None, :, None], lower, upper).astype(np.float64)
    moves = np.concatenate((moves, np.zeros((*moves.shape[:2], 1))), axis=2) @ poses.turn[frame] / poses.scale[frame]
    at = slice(frame, frame + 1)
    return Shape(poses.own(points[None, list(POINTS)], at)[0], moves, mouth.closed)


@dataclass(frozen=True, eq=False)
class Mouths:
    """What each frame shows, (n,) each, NaN without a face: `gap` between the lips and `width` of the mouth in outer-eye distances,
    `chin` how low it is, `eyes` how open they are, `yaw` in degrees."""

    gap: np.ndarray
    width: np.ndarray
    chin: np.ndarray
    eyes: np.ndarray
    yaw: np.ndarray


def mouths(points: np.ndarray, poses: Poses) -> Mouths:
    """The numbers of every frame: `points` (n, 478, 3) in pixels."""
    own = poses.own(np.asarray(points, np.float64)[:, [61, 291, 152, 13, 14, 159, 145, 386, 374]])

    def between(a: int, b: int) -> np.ndarray:
        return np.asarray(np.linalg.norm(own[:, a, :2] - own[:, b, :2], axis=1))

    return Mouths(between(3, 4), between(0, 1), own[:, 2, 1], (between(5, 6) + between(7, 8)) / 2, poses.angles()[:, 0])


def calmest(found: Mouths, speed: np.ndarray) -> int:
    """The frame to rest in: lips together, eyes open, facing the camera, nothing moving. `speed` (n,) pixels a frame over the unit"""
    open_eyes = np.nanmedian(found.eyes)
    narrow = np.abs(found.width - np.nanmedian(found.width)) / max(float(np.nanstd(found.width)), 1e-6)
    turned = np.abs(found.yaw - np.nanmedian(found.yaw)) / 15
    shut = np.clip(0.8 - found.eyes / max(float(open_eyes), 1e-6), 0, None)
    from_ends = np.minimum(np.arange(len(speed)), np.arange(len(speed))[::-1])
    at_end = np.clip(1 - from_ends / _FROM_ENDS, 0, 1)  # there is little room to walk from there
    cost = 40 * np.clip(found.gap - 0.004, 0, None) + 0.4 * narrow + turned + 12 * shut + 20 * speed + 0.6 * at_end
    return int(np.nanargmin(cost))
