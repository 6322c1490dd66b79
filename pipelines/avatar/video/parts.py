"""A stretch of a video in which one person's face is seen, made ready to be given another mouth."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from ..articulation import CHANNELS
from . import interior as insides
from . import poses as posing
from . import textures
from .canvas import Canvas
from .drawing import Mouth, draw
from .following import Track
from .interior import Interior
from .poses import Poses
from .shapes import FOLLOWS, POINTS, Mouths, Shape, calmest, find_shape, mouths, places
from .textures import Bank

MOST_YAW = 45.0
_GAP, _JAW, _TONGUE = (CHANNELS.index(name) for name in ("gap", "jaw", "tongue"))
_CORNERS = places((61, 291))
_TRIED = (0.08, 0.045)  # the gap and the jaw that each texture is tried with
_SHUT = 0.03  # a gap that is as far from closed as can be
_GAINS = (0.85, 1.3)
_LEAST = 12  # frames of a stretch whose own mouths are worth keeping


@dataclass(frozen=True, eq=False)
class Part:
    """Frames from `first` up to `last` of a video: `points` float32 (n, 478, 3), their `poses`, the person's `shape` and `bank`.
    `calm` is the frame to rest in, counted from `first`; `gain` is how much further than asked for these lips are opened to be seen so."""

    first: int
    last: int
    points: np.ndarray
    poses: Poses
    shape: Shape
    bank: Bank
    calm: int
    interior: Interior
    gain: float = 1.0

    def __len__(self) -> int:
        return self.last - self.first

    def shares(self, frames: np.ndarray, channels: np.ndarray) -> np.ndarray:
        """How much of each texture is seen: (n, textures) for the frames (n,) of the part, where the mouth's channels are (n, 7)."""
        if not self.bank.textures:
            return np.zeros((len(frames), 0), np.float32)
        channels, width = self._opened(channels), []
        for start in range(0, len(frames), 1000):
            corners = self.shape.at(channels[start : start + 1000])[:, _CORNERS, :2]
            width.append(np.linalg.norm(corners[:, 0] - corners[:, 1], axis=1))
        angles = self.poses.angles()[frames]
        return self.bank.choose(np.column_stack((channels[:, _GAP], np.concatenate(width), angles[:, :2])))

    def drawn(
        self, frame: np.ndarray, number: int, channels: np.ndarray, shares: np.ndarray, strength: float = 1.0
    ) -> np.ndarray:
        """The frame of that number, RGB, with the mouth's channels (7,): a new picture. `strength`: how much of it, 1 all."""
        at = slice(number, number + 1)
        wanted = self.poses.seen(self.shape.at(self._opened(channels[None].astype(np.float64))), at)[0, :, :2]
        points = self.points[number, list(POINTS), :2].astype(np.float64)
        target = points + strength * FOLLOWS[:, None] * (wanted - points)
        unit = float(np.linalg.norm(self.points[number, 33, :2] - self.points[number, 263, :2]))
        angle = math.radians(float(self.poses.angles()[number, 2]))
        canvas = Canvas(target, angle, unit, (frame.shape[1], frame.shape[0]))
        chosen = [(self.bank.textures[k], float(shares[k])) for k in np.flatnonzero(shares)]
        mouth = Mouth(float(channels[_JAW]), float(channels[_TONGUE]), self.interior, self._to_calm(number))
        return draw(frame, points, canvas, mouth, chosen, strength)

    def _opened(self, channels: np.ndarray) -> np.ndarray:
        """The mouth's channels (n, 7) with the gain"""
        if self.gain == 1.0:
            return channels
        return channels * np.where(np.isin(np.arange(channels.shape[1]), (_GAP, _JAW)), self.gain, 1.0)

    def _to_calm(self, number: int) -> np.ndarray:
        """(2, 3) the affine map from a frame's pixels to the calm frame's, of what lies at the depth of the lips"""
        lips = self.shape.rest[_CORNERS].mean(axis=0)
        around = lips + np.array([(0, 0, 0), (0.3, 0, 0), (0, 0.3, 0)])
        here, there = (
            self.poses.seen(around[None], slice(at, at + 1))[0, :, :2].astype(np.float32) for at in (number, self.calm)
        )
        return np.asarray(cv2.getAffineTransform(here, there))


def usable(found: Mouths) -> np.ndarray:
    """(frames,) whether the face is there and not turned away too far"""
    return np.asarray(np.isfinite(found.gap) & (np.abs(np.nan_to_num(found.yaw, nan=90.0)) <= MOST_YAW))


def bridged(track: Track, most: int = 3) -> np.ndarray:
    """The points with gaps of up to `most` frames within a shot filled in: float32 (frames, 478, 3)"""
    points = track.points.copy()
    for first, last in track.shots():
        there = np.flatnonzero(track.found[first:last]) + first
        for before, after in pairwise(there):
            gap = int(after - before)
            if 1 < gap <= most + 1:
                share = (np.arange(1, gap) / gap)[:, None, None].astype(np.float32)
                points[before + 1 : after] = points[before] * (1 - share) + points[after] * share
    return points


def stretches(points: np.ndarray, cuts: tuple[int, ...]) -> list[tuple[int, int]]:
    """Every run (first, last + 1) of frames of one shot in which the face can be used."""
    if not np.isfinite(points).any():
        return []
    good = usable(mouths(points, posing.fit(points)))
    return posing.runs_of(good, cuts)


Pictures = Callable[[], Iterator[tuple[int, np.ndarray]]]
"""Reads the video anew: (frame number, RGB) in order."""


def make(points: np.ndarray, first: int, last: int, pictures: Pictures, most: int = textures.MOST) -> Part:
    """The part of the frames from `first` up to `last`; `points` (all frames, 478, 3). The video is read once for its mouths."""
    inside = points[first:last]
    poses = posing.smooth(posing.fit(inside), [(0, len(inside))])
    found = mouths(inside, poses)
    calm = calmest(found, speeds(inside, poses))
    chosen = textures.candidates(found, poses, most) if len(inside) >= _LEAST else np.zeros(0, int)
    rows = textures.numbers(found, poses)
    kept: dict[int, np.ndarray] = {}

    def inner() -> Iterator[tuple[int, np.ndarray]]:
        for number, picture in pictures():
            if not first <= number < last:
                continue
            if number - first == calm:
                kept[calm] = picture.copy()
            yield number - first, picture

    bank = textures.gathered(inner(), chosen, inside, rows)
    still = textures.looked_at_again(kept[calm], inside[calm].astype(np.float64))
    shape = find_shape(kept[calm], still, poses, calm)
    part = Part(first, last, inside, poses, shape, bank, calm, insides.make(kept[calm], still))
    return _graded(part, kept[calm])


def _graded(part: Part, picture: np.ndarray) -> Part:
    """The part, knowing which of its textures come out as they are asked for: each is drawn on the calm frame, opened and closed, and
    looked at."""
    count = len(part.bank.textures)
    if not count:
        return part
    asked, seen = np.zeros((2, len(CHANNELS)), np.float32), np.zeros((count, 2))
    asked[0, [_GAP, _JAW]] = _TRIED
    for number in range(count):
        share = np.zeros(count, np.float32)
        share[number] = 1
        for column, channels in enumerate(asked):
            drawn = part.drawn(picture, part.calm, channels, share)
            points = textures.looked_at_again(drawn, part.points[part.calm].astype(np.float64))
            eyes = float(np.linalg.norm(points[33, :2] - points[263, :2]))
            seen[number, column] = float(np.linalg.norm(points[13, :2] - points[14, :2])) / eyes
    gap = _TRIED[0]
    best = float(np.percentile(seen[:, 0], 75))
    faults = np.column_stack((np.abs(seen[:, 0] - best) / max(best, 0.02), seen[:, 1] / _SHUT))
    bank = replace(part.bank, faults=np.clip(faults, 0, 1))
    return replace(part, bank=bank, gain=float(np.clip(gap / max(best, 1e-3), *_GAINS)))


def speeds(points: np.ndarray, poses: Poses) -> np.ndarray:
    """(frames,) how fast the head moves, in outer-eye distances a frame, the two frames about each one's mean"""
    nose = points[:, 1, :2]
    steps = np.linalg.norm(np.diff(nose, axis=0, prepend=nose[:1]), axis=1) / float(np.nanmedian(poses.scale))
    return np.asarray((steps + np.append(steps[1:], steps[-1:])) / 2)
