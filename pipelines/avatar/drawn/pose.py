"""A performance as numbers for a drawing: how each frame's layers stand."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .. import arkit
from ..performance import Performance
from .gestures import DOWN, Hands, plan

EYES = 124.0
"""The distance of the eyes' outer corners in a head's units: what a performance counts in."""

_DEPTH = 118.0  # how far the face's front lies from the head's axis
_MOST = 22.0  # degrees


@dataclass(frozen=True)
class Pose:
    """One frame. Lengths in a head's units, `roll` in degrees, the others 0 to 1 where nothing else is said.

    turn, nod   how far a point on the face's front moves to the right and down; `scale` of the head
    gap, jaw    the opening between the lips and the chin's drop; wide: the mouth's change of width as a fraction
    gaze        where the eyes look, degrees right and down
    """

    turn: float = 0.0
    nod: float = 0.0
    roll: float = 0.0
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    breath: float = 0.0
    blink: float = 0.0
    gaze: tuple[float, float] = (0.0, 0.0)
    gap: float = 0.0
    jaw: float = 0.0
    wide: float = 0.0
    pucker: float = 0.0
    press: float = 0.0
    tuck: float = 0.0
    tongue: float = 0.0
    smile: float = 0.0
    frown: float = 0.0
    inner: float = 0.0
    outer: float = 0.0
    lowered: float = 0.0
    squint: float = 0.0
    widened: float = 0.0
    cheek: float = 0.0
    hands: Hands = DOWN

    def shift(self, depth: float) -> tuple[float, float]:
        """How far a layer at `depth` (0 the head's axis, 1 the nose) is moved by the head's turn."""
        return self.turn * depth, self.nod * depth


_SHAPES = {
    "smile": "mouthSmileLeft", "frown": "mouthFrownLeft", "inner": "browInnerUp", "outer": "browOuterUpLeft", "lowered": "browDownLeft",
    "squint": "eyeSquintLeft", "widened": "eyeWideLeft", "cheek": "cheekSquintLeft",
}  # fmt: skip


def poses(performance: Performance, seed: int = 0) -> tuple[Pose, ...]:
    """A pose for each frame; the seed chooses among the gestures."""
    shapes = arkit.blendshapes(performance)
    felt = {part: shapes[:, arkit.SHAPES.index(name)].tolist() for part, name in _SHAPES.items()}
    mouth = {name: performance.channel(name).tolist() for name in ("gap", "jaw", "wide", "pucker", "press", "tuck", "tongue")}
    hands = plan(performance, seed)
    head, gaze = np.clip(performance.head.astype(np.float64), -_MOST, _MOST).tolist(), performance.gaze.tolist()
    return tuple(
        Pose(
            turn=_DEPTH * math.sin(math.radians(yaw)),
            nod=_DEPTH * math.sin(math.radians(pitch)),
            roll=roll,
            x=EYES * x,
            y=EYES * y,
            scale=1 + 0.35 * z,
            breath=float(performance.breath[i]),
            blink=float(performance.blink[i]),
            gaze=(gaze[i][0], gaze[i][1]),
            gap=EYES * mouth["gap"][i],
            jaw=EYES * mouth["jaw"][i],
            **{name: mouth[name][i] for name in ("wide", "pucker", "press", "tuck", "tongue")},
            **{part: values[i] for part, values in felt.items()},
            hands=hands[i],
        )
        for i, (yaw, pitch, roll, x, y, z) in enumerate(head)
    )
