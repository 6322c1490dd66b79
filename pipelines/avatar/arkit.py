"""A performance in the 52 blendshapes of Apple's ARKit, which Blender, Unity, Unreal and VRM heads understand.

The lips stand on `mouth`, not on the visemes' weights: their closures are imposed there, and so they hold here.
"""

from __future__ import annotations

import numpy as np

from .emotions import EMOTIONS
from .mood import NAMES as MOODS
from .performance import Performance

SHAPES: tuple[str, ...] = (
    "eyeBlinkLeft", "eyeLookDownLeft", "eyeLookInLeft", "eyeLookOutLeft", "eyeLookUpLeft", "eyeSquintLeft", "eyeWideLeft",
    "eyeBlinkRight", "eyeLookDownRight", "eyeLookInRight", "eyeLookOutRight", "eyeLookUpRight", "eyeSquintRight", "eyeWideRight",
    "jawForward", "jawRight", "jawLeft", "jawOpen", "mouthClose", "mouthFunnel", "mouthPucker", "mouthRight", "mouthLeft",
    "mouthSmileLeft", "mouthSmileRight", "mouthFrownLeft", "mouthFrownRight", "mouthDimpleLeft", "mouthDimpleRight",
    "mouthStretchLeft", "mouthStretchRight", "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper",
    "mouthPressLeft", "mouthPressRight", "mouthLowerDownLeft", "mouthLowerDownRight", "mouthUpperUpLeft", "mouthUpperUpRight",
    "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight", "cheekPuff", "cheekSquintLeft",
    "cheekSquintRight", "noseSneerLeft", "noseSneerRight", "tongueOut",
)  # fmt: skip
"""ARKit's names in the order of Live Link Face."""

_JAW = 0.22  # outer-eye distances of the jaw's drop at jawOpen 1
_PARTS = 1.6  # how far the lips part for each part of the jaw's drop
_LOOK = 30.0  # degrees of the eyes' look at 1
_OPENING = ("jawOpen", "mouthLowerDown", "mouthUpperUp", "mouthShrugLower")


def blendshapes(performance: Performance) -> np.ndarray:
    """float32 (frames, 52), 0 … 1, in the order of SHAPES. Left is the person's left, the picture's right."""
    out = np.zeros((len(performance), len(SHAPES)))
    mouth = {name: performance.channel(name).astype(np.float64) for name in ("gap", "jaw", "wide", "pucker", "press", "tuck")}
    _lips(out, mouth)
    _put(out, "tongueOut", 0.25 * performance.channel("TH"))
    _feel(out, performance.mood.astype(np.float64), mouth)
    _put(out, "eyeBlink", performance.blink)
    _look(out, performance.gaze.astype(np.float64))
    for shape, channel in (("browInnerUp", "inner_up"), ("browOuterUp", "outer_up"), ("browDown", "down")):
        _put(out, shape, performance.channel(channel))
    return np.clip(out, 0.0, 1.0).astype(np.float32)


def columns(name: str) -> tuple[int, ...]:
    """Where a shape lies in SHAPES: both sides of a pair where none is named."""
    found = tuple(SHAPES.index(full) for full in (name, f"{name}Left", f"{name}Right") if full in SHAPES)
    if not found:
        raise KeyError(name)
    return found


def _put(out: np.ndarray, name: str, values: np.ndarray | float) -> None:
    for column in columns(name):
        out[:, column] += values


def _lips(out: np.ndarray, mouth: dict[str, np.ndarray]) -> None:
    gap, jaw = mouth["gap"], mouth["jaw"]
    open_ = jaw / _JAW
    _put(out, "jawOpen", open_)
    _put(out, "mouthClose", np.clip(open_ - gap / (_PARTS * _JAW), 0.0, open_))
    more = np.clip(gap - _PARTS * jaw, 0.0, None) / 0.10
    _put(out, "mouthLowerDown", 0.6 * more)
    _put(out, "mouthUpperUp", 0.4 * more + 0.15 * mouth["tuck"])
    round_ = np.clip(gap / 0.12, 0.0, 1.0)  # lips that come forward and part make a funnel
    _put(out, "mouthFunnel", 0.8 * mouth["pucker"] * round_)
    _put(out, "mouthPucker", 0.8 * mouth["pucker"] * (1 - 0.7 * round_))
    _put(out, "mouthStretch", 2.5 * np.clip(mouth["wide"], 0.0, None))
    _put(out, "mouthPress", 0.5 * mouth["press"])
    _put(out, "mouthRollLower", 0.25 * mouth["press"] + 0.7 * mouth["tuck"])
    _put(out, "mouthRollUpper", 0.2 * mouth["press"])


def _feel(out: np.ndarray, mood: np.ndarray, mouth: dict[str, np.ndarray]) -> None:
    """The emotions' shapes; where the lips must touch, none of them parts them."""
    free = np.clip(1 - np.maximum(mouth["press"], mouth["tuck"]), 0.0, 1.0)
    for place, name in enumerate(MOODS):
        for shape, size in EMOTIONS[name].shapes.items():
            _put(out, shape, size * mood[:, place] * (free * (mouth["gap"] > 0.01) if shape in _OPENING else 1.0))


def _look(out: np.ndarray, gaze: np.ndarray) -> None:
    right, down = gaze[:, 0] / _LOOK, gaze[:, 1] / _LOOK  # the picture's right is the person's left
    _put(out, "eyeLookDown", np.clip(down, 0, None))
    _put(out, "eyeLookUp", np.clip(-down, 0, None))
    for shape, values in (
        ("eyeLookOutLeft", right),
        ("eyeLookInRight", right),
        ("eyeLookInLeft", -right),
        ("eyeLookOutRight", -right),
    ):
        _put(out, shape, np.clip(values, 0, None))
