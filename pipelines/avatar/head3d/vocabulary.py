"""Which shapes of a stranger's model say what: ARKit's names in any spelling, Oculus' visemes, VRM's expressions.

The result says how much of each of SOURCES moves each target of the model.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from .. import arkit
from ..arkit import SHAPES
from ..mood import NAMES as MOODS
from ..performance import Performance
from ..visemes import VISEMES

SOURCES: tuple[str, ...] = (*SHAPES, *(f"viseme {name}" for name in VISEMES), *(f"mood {name}" for name in MOODS))
"""What drives a model: ARKit's shapes, the visemes, the emotions."""

_ARKIT = {name.lower(): name for name in SHAPES}
_LONGEST = sorted(_ARKIT, key=len, reverse=True)
_VISEMES = {f"viseme{name.lower()}": name for name in VISEMES} | {
    "visemeih": "I",
    "visemeoh": "O",
    "visemeou": "U",
    "visemeee": "E",
}
_VRM_SAID: dict[str, dict[str, float]] = {
    "aa": {"aa": 1.0, "kk": 0.25, "nn": 0.15, "DD": 0.15, "TH": 0.2},
    "ih": {"I": 0.9, "SS": 0.35, "DD": 0.2, "nn": 0.2, "CH": 0.2, "FF": 0.1},
    "ou": {"U": 1.0, "RR": 0.4, "CH": 0.3},
    "ee": {"E": 0.9, "kk": 0.2},
    "oh": {"O": 1.0},
}
_VRM_FELT = {"happy": "happy", "angry": "angry", "sad": "sad", "surprised": "surprised"}
_VRM0 = {"a": "aa", "i": "ih", "u": "ou", "e": "ee", "o": "oh", "blink": "blink", "blink_l": "blinkLeft", "blink_r": "blinkRight",
         "joy": "happy", "angry": "angry", "sorrow": "sad", "surprised": "surprised"}  # fmt: skip
Target = tuple[int, int]
"""A mesh's number and a target's in it."""
_PARTED = 0.04  # outer-eye distances: under it a viseme is held back
MOUTH = ("jaw", "mouth", "tongue", "cheekPuff")


def sources(performance: Performance) -> np.ndarray:
    """float32 (frames, len(SOURCES)). Where the lips are to touch, no viseme parts them."""
    said = performance.visemes.copy()
    parted = np.clip(performance.channel("gap") / _PARTED, 0, 1)[:, None]
    opening = [i for i, name in enumerate(VISEMES) if name not in ("sil", "PP", "FF")]
    said[:, opening] *= parted
    return np.hstack([arkit.blendshapes(performance), said, performance.mood]).astype(np.float32)


def arkit_name(text: str) -> str:
    """ARKit's name of a shape called so (jawOpen, JawOpen, Face.eyeBlink_L, …); "" for another."""
    plain = re.sub(r"[_.\-\s]+(l|left)$", "left", text.strip().lower())
    plain = re.sub(r"[_.\-\s]+(r|right)$", "right", plain)
    plain = re.sub(r"[^a-z]", "", plain)
    return next((_ARKIT[name] for name in _LONGEST if plain.endswith(name)), "")


def viseme_name(text: str) -> str:
    plain = re.sub(r"[^a-z]", "", text.lower())
    return next((name for key, name in _VISEMES.items() if plain.endswith(key)), "")


def drivers(names: dict[Target, str], expressions: dict[str, dict[Target, float]]) -> dict[Target, np.ndarray]:
    """How much of each of SOURCES (73,) moves each target that is to move. Empty where no mouth would move."""
    out: dict[Target, np.ndarray] = {}

    def add(target: Target, source: str, weight: float) -> None:
        out.setdefault(target, np.zeros(len(SOURCES), np.float32))[SOURCES.index(source)] += weight

    found = {target: arkit_name(name) for target, name in names.items()}
    said = {target: viseme_name(name) for target, name in names.items()}
    by_arkit = "jawOpen" in found.values()
    by_viseme = not by_arkit and len({name for name in said.values() if name}) >= 5
    for target, name in found.items():
        if name and (by_arkit or not name.startswith(MOUTH) or name.startswith(("mouthSmile", "mouthFrown"))):
            add(target, name, 1.0)
    if by_viseme:
        for target, name in said.items():
            if name:
                add(target, f"viseme {name}", 1.0)
    elif not by_arkit:
        if not set(_VRM_SAID) & set(expressions):
            return {}
        _by_expressions(expressions, add, eyes=not any(name.startswith("eyeBlink") for name in found.values()))
    return out


def _by_expressions(expressions: dict[str, dict[Target, float]], add: Any, *, eyes: bool) -> None:
    def bind(expression: str, source: str, weight: float) -> None:
        for target, share in expressions.get(expression, {}).items():
            add(target, source, share * weight)

    for expression, visemes in _VRM_SAID.items():
        for viseme, weight in visemes.items():
            bind(expression, f"viseme {viseme}", weight)
    for expression, mood in _VRM_FELT.items():
        bind(expression, f"mood {mood}", 0.8)
    if eyes:
        for side in ("Left", "Right"):
            one = f"blink{side}"
            bind(one if one in expressions else "blink", f"eyeBlink{side}", 1.0 if one in expressions else 0.5)


def expressions(scene: dict[str, Any]) -> dict[str, dict[Target, float]]:
    """VRM's expressions (1.0, or the blend shape groups of 0.x) by their names in 1.0: targets and weights."""
    extensions = scene.get("extensions") or {}
    nodes = scene.get("nodes", [])
    out: dict[str, dict[Target, float]] = {}
    one = extensions.get("VRMC_vrm", {}).get("expressions", {}).get("preset", {}) or {}
    for name, expression in one.items():
        for bind in (expression or {}).get("morphTargetBinds") or ():
            node = bind.get("node", -1)
            if isinstance(node, int) and 0 <= node < len(nodes) and "mesh" in nodes[node]:
                out.setdefault(name, {})[nodes[node]["mesh"], int(bind.get("index", -1))] = float(bind.get("weight", 1.0))
    for group in extensions.get("VRM", {}).get("blendShapeMaster", {}).get("blendShapeGroups", ()) or ():
        name = _VRM0.get(str(group.get("presetName", "")).lower()) or _VRM0.get(str(group.get("name", "")).lower(), "")
        for bind in group.get("binds") or ():
            if name:
                out.setdefault(name, {})[int(bind.get("mesh", -1)), int(bind.get("index", -1))] = (
                    float(bind.get("weight", 100)) / 100
                )
    return out
