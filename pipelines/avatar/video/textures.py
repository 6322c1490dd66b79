"""The person's own mouths, kept as pictures with their points, and which of them each frame of a talk is drawn with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from ..faces import track
from ..warp import rise
from .drawing import Texture
from .poses import STEADY, Poses
from .shapes import POINTS, Mouths

MOST = 48
_LEAST = 0.004  # outer-eye distances and the like: a texture nearer than that to one kept before adds nothing
_SCALES = (0.05, 0.07, 0.30, 0.30)  # of gap, width, yaw / 30°, pitch / 30°: what differs by so much differs
_FURTHEST = 30.0  # degrees of yaw of a frame that textures are taken from
_CLOSED = 0.015
_SAME = 0.06  # outer-eye distances
_SHARP = 0.35  # of the usual: a frame that is blurred more by motion is no texture
_UNLIKE = 22.0  # levels from the usual picture of the mouth: more is a hand, a microphone, a shadow
_BLEND = np.array([0.1, 0.25, 0.3, 0.25, 0.1])  # a texture comes and goes over five frames
_CHANGE = 1.2  # what another texture costs, beside the cost of one that fits less
_MORE_OPEN = 1.5  # times the gap that is wanted: the inside of a mouth can be covered and not be made
_TOO_CLOSED = 1.5
_WRONG = 4.0  # what a texture costs whose lips come out as far wrong as they can
_TORN = 3.0  # what it costs to open lips that are closed in the texture


@dataclass(frozen=True, eq=False)
class Bank:
    """`textures` and, of each, its `numbers` (n, 4): gap, width, yaw and pitch in degrees; and its `faults` (n, 2): how far the lips
    that are drawn with it are from those that are asked for, open and closed, 0 for not at all (see grading)."""

    textures: tuple[Texture, ...]
    numbers: np.ndarray
    faults: np.ndarray

    def choose(self, wanted: np.ndarray) -> np.ndarray:
        """How much of each texture is seen in each frame: float32 (frames, textures), rows summing to 1.

        `wanted` (frames, 4): gap, width, yaw, pitch. The cheapest way through the textures (Viterbi 1967), where a change costs too;
        changes are dissolves.
        """
        cost = self._cost(wanted)
        kept = np.zeros(cost.shape, np.int32)
        total = cost[0]
        for number in range(1, len(cost)):
            best = int(np.argmin(total))
            stays = total <= total[best] + _CHANGE
            kept[number] = np.where(stays, np.arange(len(total)), best)
            total = np.minimum(total, total[best] + _CHANGE) + cost[number]
        path = np.empty(len(cost), np.int64)
        path[-1] = int(np.argmin(total))
        for number in range(len(cost) - 1, 0, -1):
            path[number - 1] = kept[number, path[number]]
        one = np.zeros(cost.shape, np.float32)
        one[np.arange(len(path)), path] = 1
        padded = np.pad(one, ((2, 2), (0, 0)), mode="edge")
        return np.asarray(sum(share * padded[k : k + len(one)] for k, share in enumerate(_BLEND)), np.float32)

    def _cost(self, wanted: np.ndarray) -> np.ndarray:
        """(frames, textures)"""
        scale = np.array([_SCALES[0], _SCALES[1], 30 * _SCALES[2], 30 * _SCALES[3]])
        apart = np.abs(wanted[:, None] - self.numbers[None]) / scale
        more = np.minimum(_MORE_OPEN * wanted[:, None, 0], self.numbers[:, 0].max()) - self.numbers[None, :, 0]
        apart[..., 0] = np.where(more > 0, _TOO_CLOSED * more, -more) / scale[0]
        shut = (self.numbers[None, :, 0] < 0.4 * wanted[:, None, 0]) & (wanted[:, None, 0] > 0.02)
        opened = rise(0.02, 0.08, wanted[:, 0])[:, None]
        fault = opened * self.faults[None, :, 0] + (1 - opened) * self.faults[None, :, 1]
        return np.asarray(np.square(apart).sum(axis=2) ** 0.5 + _TORN * shut + _WRONG * fault)


def numbers(found: Mouths, poses: Poses) -> np.ndarray:
    """(frames, 4) gap, width, yaw and pitch in degrees of every frame."""
    return np.column_stack((found.gap, found.width, poses.angles()[:, :2]))


def candidates(found: Mouths, poses: Poses, most: int = MOST) -> np.ndarray:
    """The frames whose mouths are kept, as unlike each other as can be; the one with lips best closed is the first."""
    rows = numbers(found, poses)
    fit = np.flatnonzero((np.abs(rows[:, 2]) < _FURTHEST) & np.isfinite(rows).all(axis=1))
    if not len(fit):
        return fit
    space = rows[fit] / (_SCALES[0], _SCALES[1], 30 * _SCALES[2], 30 * _SCALES[3])
    calm = np.abs(space[:, 1:] - np.median(space[:, 1:], axis=0)).sum(axis=1)
    chosen = [int(np.argmin(20 * np.clip(rows[fit, 0] - _LEAST, 0, None) / _CLOSED + calm))]
    far = np.linalg.norm(space - space[chosen[0]], axis=1)
    while len(chosen) < min(most, len(fit)) and far.max() > 0.35:
        chosen.append(int(np.argmax(far)))
        far = np.minimum(far, np.linalg.norm(space - space[chosen[-1]], axis=1))
    return fit[chosen]


def cut(frame: np.ndarray, points: np.ndarray) -> Texture:
    """The lower face of a frame, RGB uint8, with its points (478, 3) in pixels."""
    lower = points[list(POINTS), :2]
    unit = float(np.linalg.norm(points[33, :2] - points[263, :2]))
    low = np.maximum(np.floor(lower.min(axis=0) - 0.15 * unit), 0).astype(int)
    high = np.ceil(lower.max(axis=0) + 0.15 * unit).astype(int)
    gap = float(np.linalg.norm(points[13, :2] - points[14, :2])) / unit
    return Texture(np.ascontiguousarray(frame[low[1] : high[1], low[0] : high[0]]), lower - low, gap)


def sharpness(texture: Texture) -> float:
    """Variance of the Laplacian"""
    return float(cv2.Laplacian(cv2.cvtColor(texture.pixels, cv2.COLOR_RGB2GRAY), cv2.CV_32F).var())


def looked_at_again(frame: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The points (478, 3) of a frame's face found in this frame alone, where they are those of the same face; else `points` themselves.

    A face that is followed is found in the light of the frame before, and quick lips a little where they were.
    """
    unit = float(np.linalg.norm(points[33, :2] - points[263, :2]))
    low, high = points[:468, :2].min(axis=0), points[:468, :2].max(axis=0)
    middle, half = (low + high) / 2, 1.2 * float((high - low).max())
    left, top = np.maximum(np.floor(middle - half), 0).astype(int)
    right, bottom = np.ceil(middle + half).astype(int)
    face = track(np.ascontiguousarray(frame[top:bottom, left:right]))
    if face is None:
        return points
    found = face.points + np.array([left, top, 0.0])
    apart = np.linalg.norm((found - points)[list(STEADY), :2], axis=1).mean()
    return found if apart < _SAME * unit else points


def gathered(frames: Iterator[tuple[int, np.ndarray]], chosen: np.ndarray, points: np.ndarray, rows: np.ndarray) -> Bank:
    """The bank of the frames `chosen`, met among `frames`; what is blurred or covered by a hand is left out."""
    wanted = set(chosen.tolist())
    found = {number: cut(frame, looked_at_again(frame, points[number])) for number, frame in frames if number in wanted}
    order = [number for number in chosen.tolist() if number in found]
    if not order:
        return Bank((), np.zeros((0, 4)), np.zeros((0, 2)))
    sharp = np.array([sharpness(found[number]) for number in order])
    small = np.array([cv2.resize(found[number].pixels, (16, 16), interpolation=cv2.INTER_AREA) for number in order], np.float32)
    unlike = np.abs(small - np.median(small, axis=0)).mean(axis=(1, 2, 3))
    good = (sharp >= _SHARP * np.median(sharp)) & (unlike <= max(_UNLIKE, 3 * float(np.median(unlike))))
    kept = [number for number, fine in zip(order, good, strict=True) if fine]
    seen = rows[kept].copy()
    seen[:, 0] = [found[number].gap for number in kept]
    return Bank(tuple(found[number] for number in kept), seen, np.zeros((len(kept), 2)))
