"""Where the eyes look: at the viewer, with small fixations and a glance aside now and then, while the head moves about them.

Glances come by a log-normal clock and, where one is near, with a pause, when people look away to think (Kendon 1967); the eyes
turn against the head (vestibulo-ocular reflex), so that they stay on the viewer.
"""

from __future__ import annotations

import numpy as np

from .motion import window

AXES = ("gaze_x", "gaze_y")
"""Degrees in the head: + to the picture's right, + down."""

_BETWEEN, _SPREAD, _LEAST = 4.2, 0.5, 1.5  # seconds: median, log deviation, least
_STABLE = 0.9  # how much of the head's turn the eyes undo
_FURTHEST = 22.0


def gaze(
    frames: int, fps: int, rng: np.random.Generator, head: np.ndarray, pauses: tuple[float, ...], amount: float = 1.0
) -> np.ndarray:
    """The eyes' two angles, float64 (frames, 2). `head` (frames, 2) its yaw and pitch in degrees; `pauses`: seconds where one begins."""
    length, at = frames / fps, 0.0
    target = np.zeros((frames, 2))
    glance = _next(0.0, rng, pauses)
    while at < length:
        if at >= glance and glance < length - 1.2:
            until = glance + float(rng.uniform(0.35, 0.9))
            where = np.array([rng.choice((-1.0, 1.0)) * rng.uniform(4.0, 10.0), rng.uniform(-4.0, 4.0)])
            glance = _next(until, rng, pauses)
        else:
            until = min(at + float(rng.uniform(0.6, 1.5)), glance if at < glance < length - 1.2 else length)
            where = rng.normal(0.0, 0.35, 2)
        target[round(at * fps) : round(until * fps)] = where
        at = max(until, at + 1.0 / fps)
    eased = (target + np.vstack((target[:1], target[:-1]))) / 2  # a saccade of ten degrees takes 45 ms
    return np.clip(amount * eased - _STABLE * head, -_FURTHEST, _FURTHEST) * window(frames, fps, 0.2)[:, None]


def _next(after: float, rng: np.random.Generator, pauses: tuple[float, ...]) -> float:
    at = after + max(_LEAST, float(rng.lognormal(np.log(_BETWEEN), _SPREAD)))
    near = [pause for pause in pauses if abs(pause - at) < 1.0 and pause > after + _LEAST]
    return min(near, key=lambda pause: abs(pause - at)) if near else at
