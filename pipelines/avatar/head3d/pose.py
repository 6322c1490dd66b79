"""A performance as numbers for a head: shapes' weights and where its bones stand, a frame at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .. import arkit
from ..capture import quaternions
from ..performance import Performance
from .model import BONES, Model
from .renderer import MOST_TURNED, Pose
from .turning import matrices
from .vocabulary import sources

_NECK = 0.42  # of the head's turn that the neck goes along with
_LIFTS = 0.55  # of that, what the head rises with them
EYE_TURN = 1.15
"""How far a drawn eye turns for each degree of gaze: the eyes are larger than a person's, and a glance should be seen."""


def turns(performance: Performance) -> dict[str, np.ndarray]:
    """Each bone's own rotation (n, 4) as a quaternion x, y, z, w, in its parent's frame."""
    head = np.clip(performance.head[:, :3].astype(np.float64), -MOST_TURNED, MOST_TURNED)
    gaze = EYE_TURN * performance.gaze.astype(np.float64)
    look = quaternions(np.column_stack([gaze[:, 0], gaze[:, 1], np.zeros(len(gaze))]))
    return {"neck": quaternions(_NECK * head), "head": quaternions((1 - _NECK) * head), "eyeLeft": look, "eyeRight": look}


def shifts(performance: Performance, height: float) -> tuple[np.ndarray, np.ndarray]:
    """(of the chest, of the head) (n, 3) in outer-eye distances: breath, and the head's own small shifts."""
    rise = np.column_stack([np.zeros(len(performance)), height * performance.breath, 0 * performance.breath]).astype(np.float64)
    own = performance.head[:, 3:6].astype(np.float64) * (1, -1, 1)
    return rise, _LIFTS * rise + own


def poses(performance: Performance, model: Model) -> Iterator[Pose]:
    """A pose for each frame."""
    weights = arkit.blendshapes(performance) if model.drivers is None else np.clip(sources(performance) @ model.drivers, 0, 1)
    turned = {name: matrices(one) for name, one in turns(performance).items()}
    chest, head = shifts(performance, model.breath)
    for i in range(len(performance)):
        yield Pose(
            weights[i],
            bones(model, {name: one[i] for name, one in turned.items()}, chest[i], head[i]),
            float(performance.breath[i]),
        )


def bones(model: Model, turned: dict[str, np.ndarray], chest: np.ndarray, head: np.ndarray) -> np.ndarray:
    """float32 (5, 4, 4) of model.BONES: where their vertices go, the neck's turn carrying the head and the head's the eyes."""
    joints = model.joints
    out = np.tile(np.eye(4), (len(BONES), 1, 1))
    out[0, :3, 3] = chest
    for place, name, parent in ((1, "neck", None), (2, "head", 1)):
        own = np.eye(4)
        own[:3, :3] = turned[name]
        own[:3, 3] = joints[name] - turned[name] @ joints[name] + (0.5 * head)
        out[place] = own if parent is None else out[parent] @ own
    for place, name in ((3, "eyeLeft"), (4, "eyeRight")):
        own = np.eye(4)
        own[:3, :3], own[:3, 3] = turned[name], joints[name]
        out[place] = out[2] @ own
    return out.astype(np.float32)


def rest(model: Model) -> Pose:
    """A head that does nothing."""
    still = dict.fromkeys(("neck", "head", "eyeLeft", "eyeRight"), np.eye(3))
    return Pose(np.zeros(len(model.shapes), np.float32), bones(model, still, np.zeros(3), np.zeros(3)))
