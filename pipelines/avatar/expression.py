"""What a portrait's brows, cheeks, mouth corners and eyes do with an expression: more basis fields for its rig."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .arkit import blendshapes, columns
from .performance import Performance
from .rig import Eye, Frame2D, Mouth
from .warp import rise

FACE_NUMBERS = ("smile", "frown", "inner_up", "outer_up", "brow_down", "look_x", "look_y")
"""0 … 1, save the look, which is in degrees: + to the picture's right, + down."""

_BROWS = ((46, 53, 52, 65, 55), (276, 283, 282, 295, 285))  # lower edge, from the outer end to the inner one
_EYEBALL = 0.0024  # outer-eye distances that the iris moves for a degree: a radius of 12 mm of a width of 88
_SQUINT = 0.45  # of a closed eye that a full squint is
_SHAPES = {
    "smile": "mouthSmile",
    "frown": "mouthFrown",
    "inner_up": "browInnerUp",
    "outer_up": "browOuterUp",
    "brow_down": "browDown",
}


@dataclass(frozen=True, eq=False)
class Brow:
    """A brow in face coordinates: its outer end, its highest third and its inner end, (u, v) each."""

    outer: tuple[float, float]
    middle: tuple[float, float]
    inner: tuple[float, float]

    @property
    def side(self) -> float:
        """-1 on the picture's left, 1 on its right"""
        return -1.0 if self.outer[0] < self.inner[0] else 1.0


def find_brows(frame: Frame2D, points: np.ndarray) -> tuple[Brow, Brow]:
    def one(ids: tuple[int, ...]) -> Brow:
        u, v = frame.local(points[list(ids), 0], points[list(ids), 1])
        return Brow(*((float(u[i]), float(v[i])) for i in (0, 2, 4)))

    return one(_BROWS[0]), one(_BROWS[1])


def face_fields(
    frame: Frame2D, mouth: Mouth, eyes: tuple[Eye, Eye], brows: tuple[Brow, Brow], x: np.ndarray, y: np.ndarray, step: float
) -> np.ndarray:
    """FACE_NUMBERS' fields at pixels (x, y), float32 (7, rows, columns, 2); `step` pixels lie between two of them."""
    u, v = frame.local(x, y)
    # an eye is hardly higher than a step: what lies between the nodes counts as well, wherever they come to stand
    quarter = 0.25 * step / frame.unit
    around = [(u + across, v + down) for across in (-quarter, quarter) for down in (-quarter, quarter)]
    look = np.mean([_look_weight(eyes, *at) for at in around], axis=0) * _EYEBALL
    zero = np.zeros_like(u)
    fields = {
        "smile": _smile(mouth, u, v),
        "frown": _corners(mouth, u, v, -0.012, 0.050),
        "inner_up": (
            zero,
            sum((-0.060 * _brow_weight(brow.inner, 0.11, eye, u, v) for brow, eye in _pairs(brows, eyes)), zero),
        ),
        "outer_up": (
            zero,
            sum((-0.060 * _brow_weight(brow.middle, 0.14, eye, u, v) for brow, eye in _pairs(brows, eyes)), zero),
        ),
        "brow_down": _lowered(brows, eyes, u, v),
        "look_x": (look, zero),
        "look_y": (zero, look),
    }
    return np.stack([frame.pixels(*fields[name]) for name in FACE_NUMBERS]).astype(np.float32)


def face_numbers(performance: Performance, index: int) -> tuple[np.ndarray, float]:
    """(FACE_NUMBERS at a frame, how far the lids are closed)."""
    shapes = _shapes(performance)[index]
    numbers = [float(shapes[list(columns(_SHAPES[name]))].mean()) for name in FACE_NUMBERS[:5]]
    squint = _SQUINT * float(shapes[list(columns("eyeSquint"))].mean())
    return np.array([*numbers, *performance.gaze[index].astype(np.float64)]), max(float(performance.blink[index]), squint)


@lru_cache(maxsize=2)
def _shapes(performance: Performance) -> np.ndarray:
    return blendshapes(performance)  # for all frames at once: a fiftieth of the time of one by one


def _spot(u: np.ndarray, v: np.ndarray, at: tuple[float, float], wide: float, tall: float) -> np.ndarray:
    return np.asarray(np.exp(-(((u - at[0]) / wide) ** 2) - ((v - at[1]) / tall) ** 2))


def _corners(mouth: Mouth, u: np.ndarray, v: np.ndarray, out: float, down: float) -> tuple[np.ndarray, np.ndarray]:
    """Both corners moved outwards and down."""
    left, right = (_spot(u, v, (at, float(mouth.middle(np.array(at)))), 0.15, 0.15) for at in (mouth.left, mouth.right))
    return out * (right - left), down * (left + right)


def _smile(mouth: Mouth, u: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Corners out and up, the cheeks above them lifted (FACS 6 + 12)."""
    across, down = _corners(mouth, u, v, 0.050, -0.060)
    cheeks = _spot(u, v, (1.9 * mouth.left, -0.26), 0.17, 0.17) + _spot(u, v, (1.9 * mouth.right, -0.26), 0.17, 0.17)
    return across, down - 0.030 * cheeks


def _pairs(brows: tuple[Brow, Brow], eyes: tuple[Eye, Eye]) -> tuple[tuple[Brow, Eye], ...]:
    return tuple(zip(brows, eyes, strict=True))


def _brow_weight(at: tuple[float, float], wide: float, eye: Eye, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """1 on a place of the brow, fading out along it, over the forehead, and down to the lid's line, which stays."""
    lid = eye.upper(np.clip(u, eye.left, eye.right)) - 0.03
    below = rise(0.0, 1.0, np.clip((lid - v) / np.maximum(lid - at[1], 0.03), 0, 1))
    above = np.exp(-((np.minimum(v - at[1], 0.0) / 0.17) ** 2))
    return np.asarray(np.exp(-(((u - at[0]) / wide) ** 2)) * below * above)


def _lowered(brows: tuple[Brow, Brow], eyes: tuple[Eye, Eye], u: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    across, down = np.zeros_like(u), np.zeros_like(u)
    for brow, eye in _pairs(brows, eyes):
        inner, middle = _brow_weight(brow.inner, 0.11, eye, u, v), _brow_weight(brow.middle, 0.14, eye, u, v)
        across -= 0.026 * brow.side * inner
        down += 0.058 * inner + 0.032 * middle
    return across, down


def _look_weight(eyes: tuple[Eye, Eye], u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """1 about the iris, 0 at the corners and a little beyond the lids."""
    weight = np.zeros_like(u)
    for eye in eyes:
        half = (eye.right - eye.left) / 2
        along = rise(1.0, 0.45, np.abs((u - (eye.left + eye.right) / 2) / half))
        weight += along * rise(0.03, 0.0, eye.upper(u) - v) * rise(0.03, 0.0, v - eye.lower(u))
    return weight
