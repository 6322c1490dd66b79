"""A head made ready: its parts with their shapes, the bones they hang on and what they are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arkit import SHAPES
from .mesh import Mesh

BONES = ("chest", "neck", "head", "eyeLeft", "eyeRight")
PARENTS = {"chest": "", "neck": "chest", "head": "neck", "eyeLeft": "head", "eyeRight": "head"}


@dataclass(frozen=True)
class Material:
    """How a surface takes the light; all 0 to 1. `through`: light that comes back red out of the skin. `eye`: a wet ball."""

    name: str
    shine: float = 0.2
    gloss: float = 0.3
    through: float = 0.0
    eye: float = 0.0
    metal: float = 0.0


SKIN = Material("skin", 0.22, 0.30, 1.0)
LASH = Material("lash", 0.05, 0.2)
HAIR = Material("hair", 0.42, 0.42, 0.15)
EYE = Material("eye", 0.9, 0.95, 0.25, 1.0)
TEETH = Material("teeth", 0.5, 0.7, 0.3)
FLESH = Material("flesh", 0.45, 0.55, 0.7)
CLOTH = Material("cloth", 0.05, 0.10)
LEATHER = Material("leather", 0.30, 0.45)
PLASTIC = Material("plastic", 0.50, 0.70)
METAL = Material("metal", 0.9, 0.75, 0.0, 0.0, 1.0)
GLASS = Material("glass", 0.9, 0.95)


@dataclass(frozen=True, eq=False)
class Part:
    """`mesh` at rest, of an eye about its own centre; `targets` float32 (52, n, 3) in the order of arkit.SHAPES, None for what keeps
    its shape. `clear`: how much of what lies behind is seen.

    Of a stranger's model: `hangs` (n,), which of BONES each vertex goes with, between two of chest, neck and head where it is no whole
    number; `texture` uint8 (height, width, 4) with `uv` (n, 2), nothing where its opacity is under `cut`;
    `double`: seen from both sides.
    """

    name: str
    mesh: Mesh
    material: Material
    bone: str = "head"
    targets: np.ndarray | None = None
    clear: float = 0.0
    hangs: np.ndarray | None = None
    uv: np.ndarray | None = None
    texture: np.ndarray | None = None
    cut: float = 0.0
    double: bool = False


@dataclass(frozen=True, eq=False)
class Model:
    """`joints`: where each of BONES turns, (3,) in outer-eye distances. `lid`: the radius on which the lids slide; 0 for none.

    `light` float64 (vertices of all parts, 2): how open each lies to the sky, and to the light from the front, 0 to 1.
    `breath`: how far the chest rises. `shapes`: what the parts' targets are;
    `drivers` (len(vocabulary.SOURCES), len(shapes)) how much moves each, where they are not ARKit's.
    """

    parts: tuple[Part, ...]
    joints: dict[str, np.ndarray]
    lid: float
    light: np.ndarray
    style: str = "soft"
    breath: float = 0.0
    shapes: tuple[str, ...] = SHAPES
    drivers: np.ndarray | None = None
