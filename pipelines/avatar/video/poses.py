"""Where a head is in each frame: scale, turn and place that bring one rigid face onto its tracked points (Umeyama 1991)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STEADY = (33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 98, 327, 2, 10, 67, 297, 127, 356, 234, 454, 117, 346, 50, 280)
"""Points that neither speech nor brows move: eyes' corners, nose, forehead, temples, cheekbones."""

_WINDOW, _ORDER = 7, 2


@dataclass(frozen=True, eq=False)
class Poses:
    """One for each frame, NaN where there is no face: `scale` (n,) pixels of a face's unit, `turn` (n, 3, 3), `place` (n, 3) in
    pixels; `rigid` (24, 3) the steady points of the face itself, in outer-eye distances."""

    scale: np.ndarray
    turn: np.ndarray
    place: np.ndarray
    rigid: np.ndarray

    def own(self, points: np.ndarray, frames: np.ndarray | slice = slice(None)) -> np.ndarray:
        """Points (n, p, 3) in pixels of those frames in the face's own coordinates: origin among the steady points, x to the
        picture's right, y down, z away, outer-eye distances"""
        turned = (points - self.place[frames][:, None]) @ self.turn[frames]
        return np.asarray(turned / self.scale[frames][:, None, None])

    def seen(self, own: np.ndarray, frames: np.ndarray | slice = slice(None)) -> np.ndarray:
        """The reverse of `own`: (n, p, 3) in pixels"""
        turned = own @ np.swapaxes(self.turn[frames], 1, 2)
        return np.asarray(turned * self.scale[frames][:, None, None] + self.place[frames][:, None])

    def angles(self) -> np.ndarray:
        """(n, 3) yaw, pitch, roll in degrees: to the picture's right, down, clockwise"""
        r = self.turn
        yaw = np.degrees(np.arctan2(-r[:, 0, 2], r[:, 2, 2]))
        pitch = np.degrees(np.arctan2(-r[:, 1, 2], np.hypot(r[:, 0, 2], r[:, 2, 2])))
        return np.stack((yaw, pitch, np.degrees(np.arctan2(r[:, 1, 0], r[:, 0, 0]))), axis=1)


def fit(points: np.ndarray, rounds: int = 3) -> Poses:
    """The poses of all frames and the face that fits them best; `points` (n, 478, 3) in pixels, NaN where there is no face."""
    steady = np.asarray(points[:, list(STEADY)], np.float64)
    found = np.flatnonzero(np.isfinite(steady[:, 0, 0]))
    if not len(found):
        raise ValueError("no frame holds a face")
    start = steady[found[np.argmin(_turned(points[found]))]]
    rigid = _upright(start)
    for _ in range(rounds):
        scale, turn, place = _fit(steady, rigid)
        poses = Poses(scale, turn, place, rigid)
        rigid = _normal(poses.own(steady)[found].mean(axis=0))
    return Poses(*_fit(steady, rigid), rigid)


def _turned(points: np.ndarray) -> np.ndarray:
    """How far each face is turned away, without a unit"""
    left, right = points[:, 234, :], points[:, 454, :]
    return np.abs(right[:, 2] - left[:, 2]) / np.maximum(np.abs(right[:, 0] - left[:, 0]), 1e-6)


def _upright(steady: np.ndarray) -> np.ndarray:
    across = steady[3, :2] - steady[0, :2]
    angle = np.arctan2(across[1], across[0])
    c, s = np.cos(angle), np.sin(angle)
    back = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    return _normal((steady - steady.mean(axis=0)) @ back.T)


def _normal(rigid: np.ndarray) -> np.ndarray:
    rigid = rigid - rigid.mean(axis=0)
    return np.asarray(rigid / np.linalg.norm(rigid[3] - rigid[0]))


def _fit(steady: np.ndarray, rigid: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    bad = ~np.isfinite(steady).all(axis=(1, 2))
    there = np.where(bad[:, None, None], rigid, steady)
    middle = there.mean(axis=1)
    about = there - middle[:, None]
    u, s, vt = np.linalg.svd(np.einsum("npi,pj->nij", about, rigid))
    sign = np.ones((len(there), 3))
    sign[:, 2] = np.sign(np.linalg.det(u @ vt))
    turn = (u * sign[:, None, :]) @ vt
    scale = (s * sign).sum(axis=1) / np.square(rigid).sum()
    for values in (scale, turn, middle):
        values[bad] = np.nan
    return scale, turn, middle


def smooth(poses: Poses, runs: list[tuple[int, int]]) -> Poses:
    """The poses without the tracker's trembling: a Savitzky-Golay filter along each run (first, last + 1) of whole frames."""
    from scipy.signal import savgol_filter  # a second to load, which most commands need not wait for

    scale, turn, place = poses.scale.copy(), poses.turn.copy(), poses.place.copy()
    for first, last in runs:
        if last - first < _WINDOW:
            continue
        for values in (scale, turn, place):
            values[first:last] = savgol_filter(values[first:last], _WINDOW, _ORDER, axis=0, mode="nearest")
        u, _, vt = np.linalg.svd(turn[first:last])
        turn[first:last] = u @ vt
    return Poses(scale, turn, place, poses.rigid)


def runs_of(found: np.ndarray, cuts: tuple[int, ...]) -> list[tuple[int, int]]:
    """Every stretch (first, last + 1) of frames with a face within a shot."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], found, [False])).astype(np.int8)))
    runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    out: list[tuple[int, int]] = []
    for first, last in runs:
        inner = [cut for cut in cuts if first < cut < last]
        out += zip([first, *inner], [*inner, last], strict=True)
    return out
