"""Beards: the skin where they grow, raised and tufted, so that they move with it."""

from __future__ import annotations

import numpy as np

from .look import Look
from .mesh import Mesh, rise, spot
from .skin import Skin, outward


def area(look: Look, p: np.ndarray, kind: str) -> np.ndarray:
    """0 to 1: where a beard of that kind grows on places of the skin."""
    m, x, y = look.form.mouth_y, np.abs(p[:, 0]), p[:, 1]
    lip = rise(m + 0.165, m + 0.13, y) * rise(m - 0.02, m + 0.02, y) * rise(0.34, 0.28, x) * rise(0.50, 0.55, p[:, 2])
    chin = rise(m - 0.085, m - 0.12, y) * rise(0.36, 0.24, x) * rise(0.0, 0.15, p[:, 2])
    below = spot(p, (0, m - 0.09, 0.72), (0.05, 0.05, 0.3))
    top = m + 0.03 + 0.85 * np.maximum(x - 0.30, 0) ** 1.15
    sides = rise(0.24, 0.36, x) * rise(top + 0.07, top - 0.05, y) * rise(-0.22, -0.02, p[:, 2])
    round_mouth = (
        rise(0.36, 0.30, x) * rise(0.25, 0.29, x) * rise(m - 0.16, m - 0.08, y) * rise(m + 0.14, m + 0.06, y) * (p[:, 2] > 0.3)
    )
    if kind == "moustache":
        return np.asarray(np.clip(lip * rise(0.0, 0.02, x), 0, 1))
    if kind == "goatee":
        return np.clip(lip + chin + 0.8 * below + round_mouth, 0, 1)
    return np.clip(lip + chin + 0.8 * below + sides + round_mouth, 0, 1)


def beard(look: Look, skin: Skin) -> tuple[Mesh, np.ndarray]:
    """(the beard, the skin's vertices that it rides on)."""
    kind = look.head.beard
    p = skin.points
    grows = area(look, p, kind) * (skin.ring > 1.02)
    long = {"moustache": 0.075, "goatee": 0.085, "short": 0.050, "full": 0.12}[kind]
    keep = (grows[skin.faces] > 0.12).any(axis=1) & (skin.ring[skin.faces] > 1.0).all(axis=1)
    faces = skin.faces[keep]
    rows = np.unique(faces)
    index = np.full(len(p), -1)
    index[rows] = np.arange(len(rows))
    g = rise(0.10, 0.65, grows[rows])
    tuft = np.sin(23 * p[rows, 0] + 3 * np.sin(9 * p[rows, 1])) * 0.5 + 0.5
    drop = rise(look.form.mouth_y, -0.95, p[rows, 1])
    lift = long * g * (0.72 + 0.28 * tuft) * (1 + (1.0 if kind == "full" else 0.35) * drop)
    points = p[rows] + outward(skin)[rows] * (lift - 0.012 * (1 - g))[:, None]
    points[:, 1] -= (0.9 if kind == "full" else 0.35) * lift * drop
    tone = np.asarray(look.hair)[None] * (0.66 + 0.40 * tuft)[:, None]
    return Mesh(points, index[faces].astype(np.int32), tone), rows
