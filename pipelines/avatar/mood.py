"""Which emotion a face has at each moment: the direction's, and over a word said in a style of its own, that style's."""

from __future__ import annotations

import numpy as np

from ..direction import Direction
from ..timeline import Utterance
from .emotions import EMOTIONS, OF_STYLE
from .motion import blurred, window

NAMES = tuple(EMOTIONS)
_EASE = 0.12  # seconds, the deviation of the Gaussian that one emotion gives way to the next with
_FRIENDLY = 0.5  # of "happy" that a friendly voice is


def moods(utterance: Utterance, direction: Direction, frames: int, fps: int) -> np.ndarray:
    """float32 (frames, len(EMOTIONS)), how much of each: nothing at the first and the last frame, where a face rests."""
    out = np.zeros((frames, len(NAMES)))
    own = EMOTIONS[direction.emotion]
    if own is not EMOTIONS["neutral"]:
        out[:, NAMES.index(direction.emotion)] = direction.degree
    for first, last, name, degree in _styled(utterance, frames, fps):
        out[first:last] = 0.0
        if name:
            out[first:last, NAMES.index(name)] = degree
    for column in np.flatnonzero(out.any(axis=0)):
        out[:, column] = blurred(out[:, column], _EASE * fps)
    return (out * window(frames, fps)[:, None]).astype(np.float32)


def _styled(utterance: Utterance, frames: int, fps: int) -> list[tuple[int, int, str, float]]:
    found = []
    for segment in utterance.segments():
        style = utterance.override(segment.word).style if segment.word else ""
        if style:
            first, last = (min(frames, round(at * fps / utterance.sample_rate)) for at in (segment.start, segment.end))
            degree = min(1.0, utterance.override(segment.word).degree) * (_FRIENDLY if style == "friendly" else 1.0)
            found.append((first, last, OF_STYLE.get(style, ""), degree))
    return found


def mixed(mood: np.ndarray, name: str, usual: float) -> np.ndarray:
    """One number of the emotions (a field of `Emotion`) at each frame (n,), `usual` being that of a face without one."""
    values = np.array([getattr(EMOTIONS[emotion], name) for emotion in NAMES])
    return usual + mood @ (values - usual)
