"""What is emphasised, and what a face and hands do there: brows go up (Ekman 1979, "batons"), and a gesture beats on the stress."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .motion import smooth

BROWS = ("inner_up", "outer_up", "down")
"""0 … 1 each, as ARKit's browInnerUp, browOuterUp and browDown."""

_APART_BROWS, _APART_BEATS = 1.3, 0.9  # seconds from one to the next at least


@dataclass(frozen=True)
class Emphasis:
    """A stressed vowel at `start` seconds; `strength` 0 to 1 by how far pitch and loudness rise there."""

    start: float
    strength: float


def emphases(stresses: tuple[float, ...], pitch: np.ndarray, level: np.ndarray, fps: int) -> tuple[Emphasis, ...]:
    """`stresses` in seconds; `pitch` octaves about the median and `level` dB about the usual, (frames,) each."""
    found = []
    for start in stresses:
        frame = min(len(pitch) - 1, round((start + 0.06) * fps))
        strength = float(np.clip(0.4 + 1.6 * pitch[frame] + 0.04 * level[frame], 0.0, 1.0))
        found.append(Emphasis(start, strength))
    return tuple(found)


def _sparse(said: tuple[Emphasis, ...], apart: float, least: float) -> list[Emphasis]:
    """The strongest, at least `apart` seconds from one another."""
    kept: list[Emphasis] = []
    for one in sorted(said, key=lambda e: (-e.strength, e.start)):
        if one.strength >= least and all(abs(one.start - other.start) >= apart for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda e: e.start)


def brows(
    frames: int, fps: int, rng: np.random.Generator, said: tuple[Emphasis, ...], questions: tuple[tuple[float, float], ...] = ()
) -> np.ndarray:
    """float64 (frames, 3), in the order of BROWS: up on what is emphasised, and over the last word of a question."""
    times = np.arange(frames) / fps
    up = np.zeros(frames)
    for one in _sparse(said, _APART_BROWS, 0.45):
        size = float(rng.uniform(0.25, 0.5)) * (0.6 + 0.4 * one.strength)
        if rng.random() < 0.75:
            up = np.maximum(up, size * _bump(times, one.start - 0.10, 0.14, one.start + 0.20, 0.28))
    for start, end in questions:
        up = np.maximum(up, 0.4 * _bump(times, start - 0.1, 0.2, end, 0.3))
    return np.stack((0.7 * up, up, np.zeros(frames)), axis=1) * _ends(frames)[:, None]


def beats(frames: int, fps: int, said: tuple[Emphasis, ...]) -> np.ndarray:
    """How far a hand is in the stroke of a beat, 0 to 1, float64 (frames,): raised 0.25 s before the stress, down on it."""
    times = np.arange(frames) / fps
    out = np.zeros(frames)
    for one in _sparse(said, _APART_BEATS, 0.3):
        out = np.maximum(out, (0.5 + 0.5 * one.strength) * _bump(times, one.start - 0.25, 0.22, one.start + 0.03, 0.38))
    return np.asarray(out * _ends(frames))


def _ends(frames: int) -> np.ndarray:
    """1 inside a clip, 0 at its first and last frame, where a face rests."""
    index = np.arange(frames)
    return np.asarray(smooth(index / 3.0) * smooth((frames - 1 - index) / 3.0))


def _bump(times: np.ndarray, start: float, rises: float, end: float, falls: float) -> np.ndarray:
    return np.asarray(smooth((times - start) / rises) * (1 - smooth((times - end) / falls)))
