"""Neck, shoulders and what is worn on them: sheets cut from one bust, with collars, lapels and buttons of their own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .features import mix
from .look import Look
from .mesh import Colour, Mesh, ball, grid, merged, rise, spline, tube
from .model import CLOTH, METAL, PLASTIC, SKIN, Material, Part

_T = (0, 0.06, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 1.0)  # from the neck's base down
_Y = (-1.40, -1.43, -1.47, -1.54, -1.63, -1.72, -1.86, -2.10, -2.60, -3.5)
_HALF = (0.41, 0.45, 0.54, 0.74, 0.98, 1.17, 1.32, 1.41, 1.42, 1.34)
_DEEP = (0.41, 0.415, 0.42, 0.44, 0.47, 0.51, 0.57, 0.64, 0.68, 0.68)
FRONT = np.pi / 2
"""The turn about the bust that lies in front; 0 is the picture's right."""


def bust(look: Look, t: np.ndarray, turn: np.ndarray, grow: np.ndarray | float = 0.0) -> np.ndarray:
    """Places (…, 3) on the bust: `t` from 0 at the neck to 1 below, `turn` round it (radians); `grow` outside it."""
    broad = 1.0 if look.head.build == "slim" else 1.12
    fine = np.linspace(0, 1, 200)
    from scipy.ndimage import gaussian_filter1d

    def at(values: tuple[float, ...]) -> np.ndarray:
        return np.interp(t, fine, gaussian_filter1d(np.interp(fine, _T, values), 7, mode="nearest"))

    c, s = np.cos(turn), np.sin(turn)
    half, deep = broad * at(_HALF) + grow, at(_DEEP) * (0.5 + 0.5 * broad) + grow
    x = half * np.sign(c) * np.abs(c) ** 0.88
    z = -0.27 + deep * np.sign(s) * np.abs(s) ** 0.92
    drop = 0.13 * np.maximum(s, 0) * rise(0.45, 0.0, t) - 0.05 * np.maximum(-s, 0) * rise(0.4, 0.0, t)
    return np.stack([x, at(_Y) - drop + 0.6 * np.asarray(grow) * rise(0.5, 0.1, t) + 0 * x, z], axis=-1)


def neck(look: Look) -> Mesh:
    wide = 0.345 if look.head.build == "slim" else 0.42
    path = spline(np.array([[0, -0.35, -0.20], [0, -0.9, -0.21], [0, -1.25, -0.24], [0, -1.55, -0.27], [0, -1.9, -0.30]]), 26)
    t = np.linspace(0, 1, 26)
    width = wide * (1 + 0.10 * (1 - t) - 0.06 * np.sin(np.pi * t) + 0.35 * rise(0.60, 0.8, t))
    return tube(path, width, look.skin, thick=0.96 * width, side=np.array((1.0, 0, 0)), sides=48)


def sheet(look: Look, colour: Colour | np.ndarray, *, top: Callable[[np.ndarray], np.ndarray] | float = 0.0, gap: Callable[[np.ndarray], np.ndarray] | None = None,
          grow: float = 0.0, bottom: float = 1.0, rows: int = 40, columns: int = 96) -> Mesh:  # fmt: skip
    """Cloth over the bust from `top` (of the turn) to `bottom`; `gap` of t opens it in front by so many radians to each side."""
    if gap is None:
        turn = np.broadcast_to(np.arange(columns) * 2 * np.pi / columns, (rows, columns))
    else:
        share = np.linspace(0, 1, columns)[None]
        open_ = np.asarray(gap(np.linspace(0, 1, rows)))[:, None]
        turn = FRONT + open_ + share * (2 * np.pi - 2 * open_)
    first = top(turn[0]) if callable(top) else np.full(columns, top)
    t = first[None] + (bottom - first[None]) * np.linspace(0, 1, rows)[:, None] ** 1.15
    if gap is not None:
        open_ = np.asarray(gap(t[:, :1]))
        turn = FRONT + open_ + np.linspace(0, 1, columns)[None] * (2 * np.pi - 2 * open_)
    points = bust(look, t, turn, grow)
    rim = points[:1] + (bust(look, t[:1], turn[:1], grow - 0.05) - points[:1]) + (0, -0.05, 0)
    return grid(np.concatenate([rim, points]), np.asarray(colour), around=gap is None, flip=True)


def _ring(look: Look, y: float, radius: float, tilt: float = 0.10, turn: np.ndarray | None = None) -> np.ndarray:
    """A loop about the neck, lower in front."""
    turn = np.linspace(0, 2 * np.pi, 73) if turn is None else turn
    wide = radius * (1.0 if look.head.build == "slim" else 1.18)
    return np.column_stack([wide * np.cos(turn), y - tilt * np.sin(turn), -0.26 + 0.97 * wide * np.sin(turn)])


def _collar(
    look: Look, colour: Colour, *, gap: float = 0.16, stand: float = 0.15, fall: float = 0.17, point: float = 0.12
) -> Mesh:
    """A turned-down collar, its points in front."""
    turn = FRONT + gap + np.linspace(0, 1, 70) * (2 * np.pi - 2 * gap)
    ahead = rise(0.9, 0.0, np.minimum(turn - FRONT, 2 * np.pi - (turn - FRONT)) - gap)
    low, high = _ring(look, -1.42, 0.405, 0.12, turn), _ring(look, -1.42 + stand, 0.385, 0.12, turn)
    over = _ring(look, -1.41 + stand, 0.425, 0.12, turn)
    out = _ring(look, -1.42 + stand - fall, 0.52, 0.12, turn)
    out[:, 1] -= point * ahead
    out[:, 2] += 0.10 * ahead
    out[:, 0] *= 1 + 0.12 * ahead
    back = out - (0, 0.012, 0) - 0.02 * np.column_stack([np.cos(turn), 0 * turn, np.sin(turn)])
    rows = np.array([low, high, 0.5 * (high + over) + (0, 0.016, 0), over, 0.5 * (over + out) + (0, 0.012, 0), out, back, low])
    return grid(rows, colour).doubled()


def _mandarin(look: Look, colour: Colour, trim: Colour) -> Mesh:
    """A low standing collar, open by a hand's breadth in front, its edge piped."""
    gap = 0.14
    turn = FRONT + gap + np.linspace(0, 1, 70) * (2 * np.pi - 2 * gap)
    low, high = _ring(look, -1.46, 0.415, 0.13, turn), _ring(look, -1.23, 0.395, 0.13, turn)
    high[:, 1] -= 0.05 * rise(0.35, 0.0, np.minimum(turn - FRONT, 2 * np.pi - (turn - FRONT)) - gap)
    inner_high, inner_low = high * (0.95, 1, 0.97), low * (0.95, 1, 0.97)
    body = grid(np.array([low, high, inner_high, inner_low]), colour).doubled()
    return merged(body, tube(high, 0.018, trim, sides=8))


def _buttons(
    look: Look, colour: Colour, start: float, steps: int, gap: float = 0.085, grow: float = 0.02, turn: float = 0.0
) -> Mesh:
    t = start + gap * np.arange(steps)
    at = bust(look, t, np.full(steps, FRONT + turn), grow)
    return merged(*(ball(one, (0.032, 0.032, 0.016), colour, 8, 14) for one in at))


def _strip(look: Look, t: np.ndarray, left: np.ndarray, right: np.ndarray, colour: Colour, grow: float) -> Mesh:
    """A band on the bust between two turns at each `t`, its edges folded down."""
    share = np.array((0.0, 0.02, 0.35, 0.65, 0.98, 1.0))
    turn = left[:, None] + (right - left)[:, None] * share
    high = grow * np.array((-0.4, 0.9, 1, 1, 0.9, -0.4))
    return grid(bust(look, np.broadcast_to(t[:, None], turn.shape), turn, np.broadcast_to(high, turn.shape)), colour).doubled()


def _lapels(
    look: Look,
    colour: Colour,
    gap: Callable[[np.ndarray], np.ndarray],
    *,
    wide: float = 0.20,
    end: float = 0.66,
    grow: float = 0.075,
) -> Mesh:
    """Both lapels: turned back along the opening, widest at the notch."""
    t = np.linspace(0.02, end, 30)
    open_ = np.asarray(gap(t))
    broad = wide * (0.35 + 0.65 * rise(0.0, 0.30, t)) * np.sqrt(np.clip((end - t) / 0.34, 0.02, 1))
    notch = 1 - 0.30 * np.exp(-(((t - 0.20) / 0.02) ** 2))
    one = _strip(look, t, FRONT + open_ - 0.012, FRONT + open_ + broad * notch, colour, grow)
    two = _strip(look, t, FRONT - open_ + 0.012, FRONT - open_ - broad * notch, colour, grow)
    return merged(one, two)


def _tie(look: Look, colour: Colour) -> Mesh:
    t = np.linspace(0.10, 0.80, 26)
    half = 0.055 + 0.085 * rise(0.12, 0.75, t) - 0.03 * rise(0.10, 0.16, t) * rise(0.22, 0.16, t)
    band = _strip(look, t, FRONT - half, FRONT + half, colour, 0.045)
    knot = ball(bust(look, np.array(0.085), np.array(FRONT), 0.05), (0.075, 0.075, 0.05), colour, 12, 16)
    return merged(band, knot)


def _tee(look: Look) -> list[tuple[Mesh, Material]]:
    hem = tube(_ring(look, -1.47, 0.435, 0.125), 0.036, tuple(0.88 * np.asarray(look.cloth)), sides=10)
    return [(merged(sheet(look, look.cloth, top=0.01), hem), CLOTH)]


def _shirt(look: Look) -> list[tuple[Mesh, Material]]:
    t = np.linspace(0.03, 0.98, 30)
    placket = _strip(
        look, t, np.full(30, FRONT - 0.055), np.full(30, FRONT + 0.055), tuple(0.96 * np.asarray(look.cloth)), 0.014
    )
    return [
        (merged(sheet(look, look.cloth), placket, _collar(look, look.cloth)), CLOTH),
        (_buttons(look, look.accent, 0.16, 7, 0.11), PLASTIC),
    ]


def _suit_gap(t: np.ndarray) -> np.ndarray:
    return 0.50 * np.sqrt(np.clip((0.70 - t) / 0.70, 0, 1)) + 0.015 + 0.10 * rise(0.25, 0.0, t)


def _coat_gap(t: np.ndarray) -> np.ndarray:
    return 0.34 * np.sqrt(np.clip((0.9 - t) / 0.9, 0, 1)) + 0.10 + 0.12 * rise(0.25, 0.0, t)


def _jacket(
    look: Look, gap: Callable[[np.ndarray], np.ndarray], shirt: Colour, *, tie: Colour | None, wide: float
) -> list[tuple[Mesh, Material]]:
    coat = sheet(look, look.cloth, gap=gap, grow=0.045)
    lapels = _lapels(look, tuple(0.90 * np.asarray(look.cloth)), gap, wide=wide, end=0.68 if gap is _suit_gap else 0.85)
    roll = np.arange(70)
    turn = FRONT + 0.62 + roll / 69 * (2 * np.pi - 1.24)
    neckline = np.array(
        [
            _ring(look, -1.44, 0.47, 0.06, turn),
            _ring(look, -1.33, 0.455, 0.06, turn),
            _ring(look, -1.34, 0.50, 0.06, turn),
            _ring(look, -1.50, 0.60, 0.06, turn),
        ]
    )
    under = [sheet(look, shirt), _collar(look, shirt)]
    if tie is not None:
        under.append(_tie(look, tie))
    return [
        (merged(*under, coat, lapels, grid(neckline, tuple(0.90 * np.asarray(look.cloth))).doubled()), CLOTH),
        (_buttons(look, tuple(0.5 * np.asarray(look.cloth)), 0.76, 2, 0.14, 0.06), PLASTIC),
    ]


def _suit(look: Look) -> list[tuple[Mesh, Material]]:
    white = (0.95, 0.945, 0.93)
    return _jacket(look, _suit_gap, white, tie=look.accent if min(look.accent) < 0.85 else (0.55, 0.16, 0.20), wide=0.30)


def _labcoat(look: Look) -> list[tuple[Mesh, Material]]:
    from dataclasses import replace

    white = replace(look, cloth=(0.94, 0.945, 0.95))
    return _jacket(white, _coat_gap, look.cloth, tie=None, wide=0.26)


def _hoodie(look: Look) -> list[tuple[Mesh, Material]]:
    turn = np.linspace(0, 2 * np.pi, 73)
    back = rise(0.2, -0.9, np.sin(turn))
    hood = tube(
        _ring(look, -1.40, 0.50, 0.16) + np.column_stack([0 * turn, 0.10 * back, -0.14 * back]),
        0.115 + 0.10 * back,
        tuple(0.94 * np.asarray(look.cloth)),
        thick=0.10 + 0.12 * back,
        sides=14,
    )
    cords = []
    for s in (1, -1):
        at = bust(
            look,
            np.array((0.10, 0.2, 0.32, 0.42)),
            FRONT - s * np.array((0.36, 0.30, 0.26, 0.26)),
            np.array((0.10, 0.05, 0.03, 0.03)),
        )
        cords.append(tube(spline(at, 14), 0.020, look.accent, sides=8))
        cords.append(ball(at[-1], (0.027, 0.045, 0.027), look.accent, 8, 10))
    return [(merged(sheet(look, look.cloth, grow=0.035), hood, *cords), CLOTH)]


def _turtleneck(look: Look) -> list[tuple[Mesh, Material]]:
    rows, tones = [], []
    turn = np.linspace(0, 2 * np.pi, 145)
    rib = 0.008 * np.sin(turn * 36)
    for y, radius in (
        (-1.50, 0.46),
        (-1.40, 0.43),
        (-1.24, 0.41),
        (-1.13, 0.405),
        (-1.10, 0.42),
        (-1.12, 0.445),
        (-1.22, 0.452),
        (-1.32, 0.45),
    ):
        ring = _ring(look, y, radius, 0.10, turn)
        out = ring - (0, y, -0.26)
        rows.append(ring + out * (rib / radius)[:, None] * (1, 0, 1))
        tones.append(np.asarray(look.cloth)[None] * (0.90 + 12 * rib)[:, None])
    roll = grid(np.array(rows), np.array(tones).reshape(-1, 3)).doubled()
    return [(merged(sheet(look, look.cloth), roll), CLOTH)]


def _frogs(look: Look, places: list[tuple[float, float]]) -> list[Mesh]:
    """Knotted buttons: a knot and its loops to both sides."""
    out = []
    for t, turn in places:
        at = bust(look, np.full(9, t), FRONT + turn + np.linspace(-0.20, 0.20, 9), 0.025)
        out.append(tube(at, 0.020, look.accent, sides=8))
        out.append(ball(bust(look, np.array(t), np.array(FRONT + turn), 0.04), 0.038, look.accent, 10, 14))
    return out


def _tang(look: Look) -> list[tuple[Mesh, Material]]:
    t = np.linspace(0.03, 0.99, 30)
    edge = tube(bust(look, t, np.full(30, FRONT + 0.01), 0.010), 0.014, look.accent, sides=8)
    frogs = _frogs(look, [(0.10, 0.0), (0.32, 0.0), (0.54, 0.0), (0.74, 0.0)])
    return [(merged(sheet(look, look.cloth), _mandarin(look, look.cloth, look.accent), edge, *frogs), CLOTH)]


def _qipao(look: Look) -> list[tuple[Mesh, Material]]:
    t = np.interp(np.linspace(0, 1, 40), (0, 0.25, 0.6, 1), (0.04, 0.16, 0.30, 0.56))
    turn = FRONT - np.interp(np.linspace(0, 1, 40), (0, 0.25, 0.6, 1), (0.0, 0.14, 0.62, 1.25))
    edge = tube(bust(look, t, turn, 0.012), 0.020, look.accent, sides=8)
    frogs = _frogs(look, [(0.085, -0.03), (0.24, -0.42)])
    return [(merged(sheet(look, look.cloth), _mandarin(look, look.cloth, look.accent), edge, *frogs), CLOTH)]


def _bare(look: Look) -> Mesh:
    return sheet(look, look.skin, grow=-0.02)


def _scoop(turn: np.ndarray) -> np.ndarray:
    ahead = np.maximum(np.sin(turn), 0)
    return np.asarray(0.17 + 0.24 * ahead**1.5 * np.clip(1 - np.abs(np.cos(turn)) * 0.3, 0, 1))


def _dress(look: Look) -> list[tuple[Mesh, Material]]:
    turn = np.linspace(0, 2 * np.pi, 97)
    hem = tube(bust(look, _scoop(turn), turn, 0.012), 0.022, look.accent, sides=8)
    return [(_bare(look), SKIN), (merged(sheet(look, look.cloth, top=_scoop, grow=0.012), hem), CLOTH)]


def _overalls(look: Look) -> list[tuple[Mesh, Material]]:
    inner = sheet(look, look.accent)
    hem = tube(_ring(look, -1.47, 0.435, 0.125), 0.034, tuple(0.88 * np.asarray(look.accent)), sides=10)
    t = np.linspace(0.52, 1.0, 20)
    bib = _strip(look, t, np.full(20, FRONT - 0.52), np.full(20, FRONT + 0.52), look.cloth, 0.035)
    straps, knobs = [], []
    for s in (1, -1):
        down = np.linspace(0.14, 0.58, 24)
        at = FRONT - s * np.interp(down, (0.14, 0.30, 0.58), (0.95, 0.62, 0.42))
        straps.append(_strip(look, down, at - 0.075, at + 0.075, look.cloth, 0.048))
        knobs.append(
            ball(bust(look, np.array(0.56), np.array(FRONT - s * 0.42), 0.065), (0.05, 0.05, 0.02), (0.85, 0.70, 0.35), 8, 14)
        )
    return [(merged(inner, hem, bib, *straps), CLOTH), (merged(*knobs), METAL)]


_WORN: dict[str, Callable[[Look], list[tuple[Mesh, Material]]]] = {
    "tee": _tee, "shirt": _shirt, "suit": _suit, "hoodie": _hoodie, "turtleneck": _turtleneck, "tang": _tang, "qipao": _qipao,
    "dress": _dress, "labcoat": _labcoat, "overalls": _overalls,
}  # fmt: skip


def parts(look: Look) -> list[Part]:
    """Neck and clothes."""
    worn = [
        Part(f"clothes{i or ''}", _folded(mesh) if made is CLOTH else mesh, made, "chest")
        for i, (mesh, made) in enumerate(_WORN[look.head.clothes](look))
    ]
    return [Part("neck", neck(look), SKIN, "neck"), *worn]


def _folded(mesh: Mesh) -> Mesh:
    """Cloth with a little unevenness of tone, so that large faces are not flat."""
    p = mesh.points
    uneven = np.sin(3.1 * p[:, 0] + 1.7 * np.sin(2.3 * p[:, 1])) * np.sin(2.7 * p[:, 1] + 1.1 * p[:, 0])
    return mesh.coloured(mix(mesh.colours, mesh.colours * 0.86, 0.30 + 0.30 * uneven))
