"""Hands that come up for a run of beats, stroke on each, and go down again: open palm, pointing, both hands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..motion import blurred, window
from ..performance import Performance

GESTURES = ("palm", "point", "both")
_JOINED = 1.5  # seconds between beats over which the hands stay up
_EARLY, _LATE = 0.35, 0.55  # seconds that they are up before and after a beat
_RISE = 0.12  # seconds, the deviation of the Gaussian that they come up with


@dataclass(frozen=True)
class Hands:
    """`raised` 0 (out of the picture) … 1; `stroke` 0 … 1, the beat's; `gesture` of GESTURES; `left`: by the other hand."""

    raised: float = 0.0
    stroke: float = 0.0
    gesture: str = "palm"
    left: bool = False


DOWN = Hands()


def plan(performance: Performance, seed: int = 0) -> tuple[Hands, ...]:
    """The hands at each frame: one gesture for each run of beats, chosen by the seed; down at both ends of a clip."""
    count, fps = len(performance), performance.fps
    beat = performance.beat.astype(np.float64)
    up = np.zeros(count)
    kinds = ["palm"] * count
    left = [False] * count
    rng = np.random.default_rng([seed, 0x9E57])
    last = ""
    for first, end in _runs(beat, fps):
        start, stop = max(0, first - round(_EARLY * fps)), min(count, end + round(_LATE * fps))
        up[start:stop] = 1.0
        last = str(rng.choice([kind for kind in GESTURES if kind != last]))
        side = bool(rng.random() < 0.4)
        # the Gaussian reaches beyond the run: the gesture is named as far as the hand is seen
        near = slice(max(0, start - round(3 * _RISE * fps) - 1), min(count, stop + round(3 * _RISE * fps) + 1))
        size = near.stop - near.start
        kinds[near], left[near] = [last] * size, [side] * size
    raised = np.clip(blurred(up, _RISE * fps) * window(count, fps, 0.5), 0, 1) if count > 1 else up
    return tuple(Hands(float(raised[i]), float(beat[i]), kinds[i], left[i]) if raised[i] > 1e-3 else DOWN for i in range(count))


def _runs(beat: np.ndarray, fps: int) -> list[tuple[int, int]]:
    """(first, end) frames of beats that lie near one another."""
    runs: list[tuple[int, int]] = []
    for frame in np.flatnonzero(beat > 0.05).tolist():
        if runs and frame - runs[-1][1] <= _JOINED * fps:
            runs[-1] = (runs[-1][0], frame + 1)
        else:
            runs.append((frame, frame + 1))
    return runs
