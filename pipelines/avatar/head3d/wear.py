"""Glasses, hats, earrings and props."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .clothes import FRONT, bust
from .features import mix
from .form import CENTRE, cast
from .look import Look
from .mesh import Colour, Mesh, ball, grid, merged, rise, spline, tube
from .model import CLOTH, GLASS, LEATHER, METAL, PLASTIC, Material, Part

GOLD, SILVER, DARK = (0.86, 0.68, 0.36), (0.72, 0.73, 0.76), (0.10, 0.095, 0.11)
_Pieces = list[tuple[Mesh, Material, str]]


def parts(look: Look) -> list[Part]:
    head = look.head
    found: _Pieces = []
    for table, worn in ((_HATS, head.headwear), (_EARRINGS, head.earrings), (_PROPS, head.prop)):
        if worn != "none":
            found += table[worn](look)
    out = [Part(f"{made.name}{i}", mesh, made, bone) for i, (mesh, made, bone) in enumerate(found)]
    return out + (_glasses(look) if head.glasses != "none" else [])


def _glasses(look: Look) -> list[Part]:
    form, kind = look.form, look.head.glasses
    wide, tall, power, lift = {
        "round": (0.255, 0.245, 2.0, 0.0), "square": (0.275, 0.205, 4.5, 0.0), "half": (0.265, 0.165, 3.0, -0.05),
        "cat": (0.275, 0.205, 2.6, 0.0), "shades": (0.285, 0.215, 3.2, 0.0),
    }[kind]  # fmt: skip
    colour: Colour = {"round": GOLD, "square": DARK, "half": SILVER, "cat": (0.45, 0.10, 0.16), "shades": DARK}[kind]
    made = METAL if colour in (GOLD, SILVER) else PLASTIC
    thin = 0.014 if made is METAL else 0.024
    turn = np.linspace(0, 2 * np.pi, 61)
    c, s = np.cos(turn), np.sin(turn)
    x = wide * np.sign(c) * np.abs(c) ** (2 / power)
    y = tall * np.sign(s) * np.abs(s) ** (2 / power)
    if kind == "cat":
        y = y + 0.07 * np.clip(c, 0, 1) ** 2 * (s > -0.2)
    front = form.eye_centre[2] + form.lid + 0.115

    def place(px: np.ndarray, py: np.ndarray) -> np.ndarray:
        ahead = form.eye_x + px
        return np.stack([ahead, py - 0.01 + lift, front - 0.16 * np.abs(ahead) ** 2.2 - 0.04 * py], axis=-1)

    rim = place(x, y)
    pieces = [tube(rim, thin, colour, sides=8)]
    hinge, over_ear = rim[np.argmax(rim[:, 0])] + (0, 0.05, 0), np.array((0.885 * form.wide, 0.09, -0.12))
    pieces.append(
        tube(
            spline(
                np.array(
                    [
                        hinge,
                        hinge + (0.05, 0.0, -0.08),
                        over_ear + (0.03, 0.02, 0.25),
                        over_ear,
                        over_ear + (-0.02, -0.12, -0.13),
                    ]
                ),
                16,
            ),
            thin * 1.05,
            colour,
            sides=8,
        )
    )
    both = [one for piece in pieces for one in (piece, piece.mirrored())]
    nearest = rim[np.argmin(rim[:, 0])]
    arch = np.array(
        [nearest + (0.01, 0.03, 0), (0, nearest[1] + 0.075, front + 0.015), (nearest + (0.01, 0.03, 0)) * (-1, 1, 1)]
    )
    both.append(tube(spline(arch, 10), thin, colour, sides=8))
    rings = np.linspace(0.02, 0.985, 5)[:, None]
    lens = grid(
        place(rings * x[None], rings * y[None]) + (0, 0, 0.004), (0.10, 0.10, 0.13) if kind == "shades" else (0.9, 0.95, 1.0)
    )
    return [
        Part("frames", merged(*both), made),
        Part("lenses", merged(lens, lens.mirrored()), GLASS, clear=0.16 if kind == "shades" else 0.93),
    ]


def _shell(look: Look, low: Callable[[np.ndarray], np.ndarray], thick: Callable[[np.ndarray, np.ndarray], np.ndarray] | float, colour: Colour | np.ndarray,
           rows: int = 26, columns: int = 96, tuck: float = 0.03) -> Mesh:  # fmt: skip
    """A cap over the skull to the degrees `low` (from straight up) of the degrees round from the forehead's middle."""
    turn = np.arange(columns) * 2 * np.pi / columns
    degrees = np.degrees(np.minimum(turn, 2 * np.pi - turn))
    share = np.linspace(0, 1, rows)[:, None]
    angle = np.radians(low(degrees))[None] * share
    d = np.stack([np.sin(angle) * np.sin(turn), np.cos(angle) + 0 * turn, np.sin(angle) * np.cos(turn)], axis=-1)
    high = thick(share, degrees[None]) if callable(thick) else np.full((rows, columns), thick)
    at = cast(look.form, d.reshape(-1, 3)).reshape(rows, columns, 3)
    points = at + d * np.broadcast_to(high, (rows, columns))[..., None]
    hem = at[-1:] + d[-1:] * (tuck - 0.02)
    return grid(np.concatenate([points, hem]), colour, around=True)


def _line(look: Look, low: Callable[[np.ndarray], np.ndarray], off: float, columns: int = 97) -> np.ndarray:
    turn = np.linspace(0, 2 * np.pi, columns)
    angle = np.radians(low(np.degrees(np.minimum(turn, 2 * np.pi - turn))))
    d = np.stack([np.sin(angle) * np.sin(turn), np.cos(angle), np.sin(angle) * np.cos(turn)], axis=-1)
    return np.asarray(cast(look.form, d) + d * off)


def _brow_line(degrees: np.ndarray) -> np.ndarray:
    return np.interp(degrees, (0, 50, 90, 130, 180), (49, 54, 63, 76, 88))


def _cap(look: Look) -> _Pieces:
    colour, dark = look.hat, tuple(0.86 * np.asarray(look.hat))
    crown = _shell(
        look,
        _brow_line,
        lambda share, degrees: 0.10 + 0.10 * rise(0.9, 0.2, share) + 0.05 * rise(60, 0, degrees) * rise(1, 0.5, share),
        colour,
    )
    seams = [tube(np.array([cast(look.form, np.array([[np.sin(a) * np.sin(b), np.cos(a), np.sin(a) * np.cos(b)]]))[0] * 1.0 + np.array([np.sin(a) * np.sin(b), np.cos(a), np.sin(a) * np.cos(b)]) * (0.205 - 0.10 * max(0.0, a - 0.2))
                            for a in np.linspace(0.02, 0.9, 12)]), 0.010, dark, sides=6) for b in np.radians((0, 60, 120, 180, 240, 300))]  # fmt: skip
    turn = np.radians(np.linspace(-62, 62, 40))
    base = np.array(
        [[np.sin(np.radians(52)) * np.sin(t), np.cos(np.radians(52)), np.sin(np.radians(52)) * np.cos(t)] for t in turn]
    )
    inner = cast(look.form, base) + base * 0.05
    rows = []
    reach = 0.60 * np.sqrt(np.clip(np.cos(turn * 1.4), 0, 1))
    for share, up in ((0.0, 0.02), (0.35, 0.03), (0.75, 0.0), (1.0, -0.05), (1.0, -0.075), (0.7, -0.03), (0.0, -0.02)):
        step = share * reach[:, None] * np.column_stack([0.35 * np.sin(turn), -0.20 + 0 * turn, 0.98 + 0 * turn])
        rows.append(inner + step + np.column_stack([0 * turn, up - 0.22 * share * np.sin(turn) ** 2, 0 * turn]))
    peak = grid(np.array(rows), dark).doubled()
    top = ball(cast(look.form, np.array([[0, 1.0, 0.0]]))[0] + (0, 0.20, 0), (0.05, 0.03, 0.05), dark, 8, 12)
    return [(merged(crown, *seams, peak, top), CLOTH, "head")]


def _beanie(look: Look) -> _Pieces:
    turn = np.arange(120) * 2 * np.pi / 120
    rib = 0.5 + 0.5 * np.cos(turn * 30)
    tone = np.asarray(look.hat) * (0.80 + 0.22 * rib)[None, :, None] * np.ones((27, 1, 1))
    crown = _shell(
        look,
        _brow_line,
        lambda share, degrees: 0.13 + 0.10 * rise(0.8, 0.0, share) + 0.012 * np.cos(turn * 30)[None],
        tone.reshape(-1, 3),
        columns=120,
    )
    line = _line(look, lambda d: _brow_line(d) - 5, 0.12, 121)
    up = np.array((0, 1.0, 0))
    band = tube(
        line,
        0.13,
        np.asarray(look.hat) * (0.92 + 0.10 * np.concatenate([rib, rib[:1]]))[:, None],
        thick=0.065,
        side=up,
        sides=14,
    )
    return [(merged(crown, band), CLOTH, "head")]


def _headband(look: Look) -> _Pieces:
    turn = np.linspace(-100, 100, 50)
    d = np.array([[np.sin(np.radians(a)), np.cos(np.radians(a)), 0.30] for a in turn])
    d /= np.linalg.norm(d, axis=1, keepdims=True)
    path = cast(look.form, d) + d * 0.165
    return [(tube(path, 0.085, look.hat, thick=0.035, side=np.array((0, 0.25, 1.0)), sides=12), CLOTH, "head")]


def _beret(look: Look) -> _Pieces:
    shape = ball((0, 0, 0), 1.0, look.hat, 24, 40)
    p = shape.points * (1.06, 0.30, 1.02)
    lean = np.radians(-16)
    c, s = np.cos(lean), np.sin(lean)
    points = np.column_stack([p[:, 0] * c - p[:, 1] * s, p[:, 0] * s + p[:, 1] * c, p[:, 2]]) + (0.14, 0.99, -0.22)
    band = tube(
        _line(look, lambda d: _brow_line(d) - 8, 0.08),
        0.06,
        tuple(0.8 * np.asarray(look.hat)),
        side=np.array((0, 1.0, 0)),
        thick=0.045,
        sides=10,
    )
    stalk = tube(np.array([[0.22, 1.27, -0.22], [0.25, 1.35, -0.22], [0.26, 1.39, -0.22]]), 0.022, look.hat, sides=8)
    return [(merged(shape.moved(points), band, stalk), CLOTH, "head")]


def _bowler(look: Look) -> _Pieces:
    crown = _shell(look, lambda d: _brow_line(d) - 6, lambda share, degrees: 0.10 + 0.16 * rise(1.0, 0.3, share), look.hat)
    line = _line(look, lambda d: _brow_line(d) - 6, 0.09, 97)
    middle = line.mean(axis=0)
    out = line - middle
    rows = [
        line + out * grow + (0, lift, 0)
        for grow, lift in (
            (-0.05, 0.02),
            (0.15, 0.0),
            (0.30, 0.03),
            (0.33, 0.055),
            (0.30, 0.01),
            (0.15, -0.025),
            (-0.05, -0.01),
        )
    ]
    brim = grid(np.array(rows), look.hat).doubled()
    ribbon = tube(
        _line(look, lambda d: _brow_line(d) - 10, 0.115),
        0.075,
        tuple(0.55 * np.asarray(look.hat)),
        thick=0.03,
        side=np.array((0, 1.0, 0)),
        sides=10,
    )
    return [(merged(crown, brim, ribbon), CLOTH, "head")]


def _headscarf(look: Look) -> _Pieces:
    """A scarf about head and neck that leaves the face free."""
    form, columns = look.form, 88
    share = np.linspace(0, 1, 15)
    around = np.linspace(0, 2 * np.pi, columns, endpoint=False)
    oval = np.column_stack([0.70 * form.wide * np.sin(around), -0.12 + 0.80 * np.cos(around) - 0.06 * form.chin, 0 * around])
    face = np.column_stack([oval[:, 0], oval[:, 1], 0.60 - 0.55 * (oval[:, 0] / 0.7) ** 2 - 0.10 * (oval[:, 1] + 0.1) ** 2])
    d = face - CENTRE
    d /= np.linalg.norm(d, axis=1, keepdims=True)
    rows = []
    back = np.array((0.0, 0.25, -1.0)) / np.hypot(1, 0.25)
    for s in share:
        way = d * (1 - s) + back * s * 1.2 + np.array((0, 0.35, 0)) * np.sin(np.pi * s) * rise(0.4, -0.4, d[:, 1:2]) * 0
        way /= np.linalg.norm(way, axis=1, keepdims=True)
        fold = 0.012 * np.sin(6 * around + 5 * s)
        rows.append(
            cast(form, way) + way * (0.05 + 0.13 * rise(0, 0.35, np.array(s)) + fold * rise(0.05, 0.3, np.array(s)))[..., None]
        )
    hood = grid(np.array(rows), look.hat, around=True)
    if (hood.normals()[:columns] * d).sum() < 0:
        hood = Mesh(hood.points, hood.faces[:, ::-1].copy(), hood.colours)
    edge = tube(np.concatenate([rows[0], rows[0][:1]]), 0.045, tuple(0.93 * np.asarray(look.hat)), sides=10)
    turn = np.linspace(0, 2 * np.pi, 97)
    drape, tones = [], []
    for y, wide, deep in ((-0.55, 0.56, 0.50), (-0.85, 0.58, 0.56), (-1.10, 0.56, 0.55), (-1.30, 0.60, 0.58)):
        fold = 1 + 0.030 * np.sin(9 * turn + 4 * y) + 0.02 * np.sin(17 * turn - 6 * y)
        drape.append(
            np.column_stack(
                [
                    wide * fold * np.cos(turn),
                    y - 0.13 * np.maximum(np.sin(turn), 0) * rise(-1.0, -1.6, np.array(y)),
                    -0.24 + deep * fold * np.sin(turn),
                ]
            )
        )
        tones.append(np.asarray(look.hat)[None] * (0.72 + 9 * (fold - 1))[:, None].clip(0.6, 1.0))
    for t, off in ((0.15, 0.17), (0.24, 0.11), (0.33, 0.08), (0.42, 0.07), (0.43, 0.0)):
        wave = np.sin(9 * turn - 8 * t) + 0.6 * np.sin(17 * turn + 9 * t)
        drape.append(bust(look, np.full(97, t), turn, off + 0.02 * wave * (off > 0)))
        tones.append(np.asarray(look.hat)[None] * (0.72 + 0.20 * wave)[:, None].clip(0.6, 1.0))
    fall = grid(np.array(drape), mix(np.asarray(look.hat), np.array(tones).reshape(-1, 3), 0.4), flip=True).doubled()
    return [(merged(hood, edge), CLOTH, "head"), (fall, CLOTH, "chest")]


def _bow(look: Look) -> _Pieces:
    at = np.array((0.42, 1.16, 0.22))
    out = []
    for s in (1, -1):
        lobe = ball((0, 0, 0), 1.0, look.hat, 14, 20)
        p = lobe.points
        p = p * np.column_stack([np.full(len(p), 0.24), 0.10 + 0.09 * (p[:, 0] * s), 0.10 + 0.03 * p[:, 0] * s])
        turned = np.radians(-24)
        c, q = np.cos(turned), np.sin(turned)
        p = p + (s * 0.20, 0, 0)
        out.append(lobe.moved(np.column_stack([p[:, 0] * c - p[:, 1] * q, p[:, 0] * q + p[:, 1] * c, p[:, 2]]) + at))
    out.append(ball(at, (0.085, 0.095, 0.11), tuple(0.85 * np.asarray(look.hat)), 12, 16))
    return [(merged(*out), CLOTH, "head")]


def _lobes(look: Look) -> np.ndarray:
    return np.array((0.905 * look.form.wide, -0.30, -0.07))


def _earring(kind: str) -> Callable[[Look], _Pieces]:
    def make(look: Look) -> _Pieces:
        at = _lobes(look)
        if kind == "stud":
            one = ball(at, 0.036, GOLD, 10, 14)
        elif kind == "hoop":
            turn = np.linspace(0, 2 * np.pi, 33)
            one = tube(
                at + np.column_stack([0.03 * np.cos(turn), 0.13 * np.sin(turn) - 0.13, 0.13 * np.cos(turn)]),
                0.017,
                GOLD,
                sides=8,
            )
        else:
            one = merged(ball(at, 0.024, GOLD, 8, 10), tube(np.array([at, at + (0.005, -0.07, 0), at + (0.01, -0.13, 0)]), 0.009, GOLD, sides=6),
                         ball(at + (0.01, -0.19, 0), (0.045, 0.065, 0.045), look.accent, 12, 14))  # fmt: skip
        return [(merged(one, one.mirrored()), METAL, "head")]

    return make


def _headset(look: Look) -> _Pieces:
    turn = np.linspace(-96, 96, 50)
    d = np.array([[np.sin(np.radians(a)), np.cos(np.radians(a)), 0.0] for a in turn])
    band = tube(cast(look.form, d) + d * 0.22, 0.06, DARK, thick=0.03, side=np.array((0, 0.0, 1.0)), sides=10)
    pieces, soft = [band], []
    for s in (1, -1):
        at = np.array((s * 0.99 * look.form.wide, -0.02, -0.10))
        pieces.append(ball(at + (s * 0.06, 0, 0), (0.085, 0.21, 0.20), (0.16, 0.16, 0.18), 16, 24))
        soft.append(ball(at, (0.07, 0.225, 0.215), look.accent, 16, 24))
    arm = spline(np.array([(0.98, -0.12, -0.02), (0.98, -0.45, 0.25), (0.72, -0.70, 0.66), (0.42, -0.74, 0.86)]), 20)
    pieces.append(tube(arm, 0.018, DARK, sides=8))
    soft.append(ball(arm[-1], (0.075, 0.06, 0.06), (0.13, 0.13, 0.15), 12, 16))
    return [(merged(*pieces), PLASTIC, "head"), (merged(*soft), LEATHER, "head")]


def _microphone(look: Look) -> _Pieces:
    """A studio's microphone on its arm, at the side of the chest."""
    at = np.array((1.22, -1.72, 0.95))
    lean = np.array((-0.50, 0.45, -0.10))
    lean /= np.linalg.norm(lean)
    body = tube(
        at + np.linspace(0, 0.42, 12)[:, None] * lean,
        np.interp(np.linspace(0, 1, 12), (0, 0.1, 1), (0.09, 0.105, 0.115)),
        DARK,
        sides=20,
    )
    head = ball(at + 0.52 * lean, (0.15, 0.15, 0.15), SILVER, 18, 26)
    ring = tube(at + np.linspace(0.385, 0.43, 4)[:, None] * lean, 0.135, GOLD, sides=22)
    arm = tube(
        spline(np.array([at + 0.05 * lean, at + (0.16, -0.25, 0), (1.30, -2.4, 0.9), (1.34, -3.4, 0.8)]), 20),
        0.035,
        (0.18, 0.18, 0.20),
        sides=10,
    )
    return [(merged(body, arm), PLASTIC, "chest"), (merged(head, ring), METAL, "chest")]


def _necklace(look: Look) -> _Pieces:
    turn = np.linspace(0, 2 * np.pi, 81)
    ahead = np.maximum(np.sin(turn), 0) ** 2
    at = bust(look, 0.09 + 0.23 * ahead, turn, 0.035)
    beads = [ball(one, 0.030, GOLD, 7, 9) for one in at[4:38:1]]
    gem = ball(bust(look, np.array(0.36), np.array(FRONT), 0.06), (0.06, 0.075, 0.04), look.accent, 12, 16)
    return [(merged(*beads, gem), METAL, "chest")]


def _scarf(look: Look) -> _Pieces:
    turn = np.linspace(0, 2 * np.pi, 90)
    rib = 1 + 0.05 * np.sin(turn * 14)
    broad = 1.0 if look.head.build == "slim" else 1.16
    loop = np.column_stack([0.50 * broad * np.cos(turn), -1.32 - 0.14 * np.sin(turn), -0.20 + 0.50 * broad * np.sin(turn)])
    second = loop * (0.94, 1, 0.94) + (0, 0.15, -0.01)
    wrap = [tube(one, size * rib, look.accent, thick=size * 0.9, sides=14) for one, size in ((loop, 0.165), (second, 0.12))]
    end = spline(np.array([(-0.22, -1.45, 0.36), (-0.30, -1.75, 0.52), (-0.34, -2.2, 0.56), (-0.36, -2.75, 0.56)]), 20)
    wrap.append(tube(end, 0.19, look.accent, thick=0.06, side=np.array((1.0, 0, 0.2)), sides=14))
    return [(merged(*wrap), CLOTH, "chest")]


def _lanyard(look: Look) -> _Pieces:
    straps = []
    for s in (1, -1):
        t = np.linspace(0.06, 0.72, 24)
        turn = FRONT - s * np.interp(t, (0.06, 0.25, 0.72), (1.1, 0.55, 0.10))
        straps.append(tube(bust(look, t, turn, 0.075), 0.034, look.accent, thick=0.010, sides=8))
    at = bust(look, np.array(0.78), np.array(FRONT), 0.08)
    card = ball(at, 1.0, (0.95, 0.95, 0.94), 10, 16).points - at
    card = np.sign(card) * np.abs(card) ** 0.35 * (0.17, 0.22, 0.015)
    badge = Mesh(card + at + (0, -0.10, 0), ball(at, 1, (1, 1, 1), 10, 16).faces, np.zeros_like(card)).coloured(
        (0.95, 0.95, 0.94)
    )
    return [(merged(*straps), CLOTH, "chest"), (badge, PLASTIC, "chest")]


_HATS = {
    "cap": _cap,
    "beanie": _beanie,
    "headband": _headband,
    "beret": _beret,
    "bowler": _bowler,
    "headscarf": _headscarf,
    "bow": _bow,
}
_EARRINGS = {kind: _earring(kind) for kind in ("stud", "hoop", "drop")}
_PROPS = {"headset": _headset, "microphone": _microphone, "necklace": _necklace, "scarf": _scarf, "lanyard": _lanyard}
