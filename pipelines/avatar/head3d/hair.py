"""Hair as solid shapes: caps laid on the scalp with the grooves of their strands, curtains that fall, locks, buns and braids."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from .form import CENTRE, Form, cast
from .look import Look
from .mesh import Mesh, ball, grid, merged, rise, spline, tube
from .model import HAIR, Part

_AROUND = (0.0, 22, 42, 58, 70, 82, 100, 120, 145, 180)  # degrees from the middle of the forehead
_DOWN = (36.0, 36, 42, 51, 71, 76, 76, 96, 112, 122)  # where the hair ends there, from straight up
Thick = Callable[[np.ndarray], np.ndarray]


def _line(d: np.ndarray) -> np.ndarray:
    """Degrees from straight up at which the hair ends, in directions (n, 3) from CENTRE."""
    around = np.degrees(np.arctan2(np.abs(d[:, 0]), d[:, 2]))
    return np.interp(around, _AROUND, _DOWN)


def inside(d: np.ndarray) -> np.ndarray:
    """How many degrees each direction lies within the hairline."""
    return np.asarray(_line(d) - np.degrees(np.arccos(np.clip(d[:, 1], -1, 1))))


def scalp(look: Look, points: np.ndarray) -> np.ndarray:
    """0 to 1: where hair grows on the skin."""
    d = points - CENTRE
    return rise(-2.0, 3.0, inside(d / np.linalg.norm(d, axis=1, keepdims=True)))


def _unit(v: tuple[float, float, float] | np.ndarray) -> np.ndarray:
    return np.asarray(v, np.float64) / np.linalg.norm(v)


def _wander(x: np.ndarray, seed: int) -> np.ndarray:
    """A smooth curve through -1 … 1 that comes round after 2π."""
    rng = np.random.default_rng(seed)
    waves = [(k, rng.uniform(0, 2 * np.pi), rng.uniform(0.4, 1.0) / k**0.5) for k in (2, 3, 5, 7, 11)]
    return np.asarray(sum(size * np.sin(k * x + phase) for k, phase, size in waves) / 2.2)


def _strands(turn: np.ndarray, many: int, seed: int) -> np.ndarray:
    """0 in the grooves to 1 on the ridges of `many` strands about a turn, broad and narrow ones mixed."""
    place = many * (turn / (2 * np.pi)) + 0.55 * _wander(turn, seed)
    coarse = np.abs(np.sin(np.pi * place)) ** 0.7
    fine = np.abs(np.sin(np.pi * 3 * place + 0.6)) ** 0.8
    return np.asarray(0.74 * coarse + 0.26 * fine)


def _tones(look: Look, ridge: np.ndarray) -> np.ndarray:
    """Darker in the grooves, a little lighter on the ridges; (…, 3)."""
    base = np.asarray(look.hair)
    return np.asarray(base * (0.62 + 0.46 * ridge[..., None]) + 0.025 * ridge[..., None])


def cap(look: Look, thick: Thick, *, pole: tuple[float, float, float] = (0, 1, -0.15), many: int = 30, deep: float = 0.030,
        jag: float = 0.0, seed: int = 1, columns: int = 132, rows: int = 26) -> Mesh:  # fmt: skip
    """Hair laid on the scalp, its strands running out from `pole` to the hairline. `thick` of directions gives its height there.

    `deep` the grooves; `jag` degrees by which the tips reach over the line in turn.
    """
    up = _unit(pole)
    side = _unit(np.cross(up, (0, 0, 1.0)))
    ahead = np.cross(side, up)
    turn = np.arange(columns) * 2 * np.pi / columns
    way = np.cos(turn)[:, None] * ahead + np.sin(turn)[:, None] * side
    angles = np.radians(np.linspace(0, 170, 240))
    every = np.cos(angles)[:, None, None] * up + np.sin(angles)[:, None, None] * way
    held = inside(every.reshape(-1, 3)).reshape(240, columns) > 0
    last = np.where(held.any(axis=0), 239 - np.argmax(held[::-1], axis=0), 0)
    ridge = _strands(turn, many, seed)
    end = angles[last] + np.radians(jag) * (ridge - 0.3)
    along = np.linspace(0, 1, rows) ** 0.9
    angle = along[:, None] * end[None]
    d = np.cos(angle)[..., None] * up + np.sin(angle)[..., None] * way
    flat = d.reshape(-1, 3)
    lift = thick(flat).reshape(rows, columns)
    edge = np.sqrt(np.clip(1 - along**5, 0, 1))[:, None]
    groove = deep * (ridge - 0.75)[None] * rise(0.0, 0.25, along)[:, None]
    off = np.maximum((lift + groove) * edge, 0.0) + 0.012
    off[-1] = -0.03
    points = cast(look.form, flat, 0.0).reshape(rows, columns, 3)
    out = points - CENTRE
    out /= np.linalg.norm(out, axis=-1, keepdims=True)
    shade = np.clip(0.25 + 0.75 * ridge[None] * rise(0, 0.2, along)[:, None] + 0.35 * (1 - rise(0, 0.2, along)[:, None]), 0, 1)
    return grid(points + out * off[..., None], _tones(look, shade).reshape(-1, 3), around=True)


def curtain(look: Look, bottom: Callable[[np.ndarray], np.ndarray], *, front: float = 54.0, thick: float = 0.16, flare: float = 0.10,
            curl: float = 0.0, wave: float = 0.0, many: int = 30, part: float = 0.0, seed: int = 4) -> Mesh:  # fmt: skip
    """Hair that falls from a parting at the crown down all round but the face, to `bottom` of the degrees from the forehead's middle.

    `front`: the degrees at which it begins; `flare` outwards and `curl` inwards at the tips; `wave` from side to side.
    """
    columns, falls = 116, 20
    degrees = np.linspace(front, 360 - front, columns)
    turn = np.radians(degrees)
    aside = np.minimum(degrees, 360 - degrees)
    ridge = _strands(turn, many, seed)
    rows = []
    skull = np.radians(np.linspace(1, 84, 18))
    sunk = rise(0, 18, np.minimum(degrees - front, 360 - front - degrees))  # its front edge goes under the cap
    lift = 0.03 + (thick - 0.03) * sunk
    for angle in skull:  # along the skull
        d = np.stack([np.sin(angle) * np.sin(turn), np.full(columns, np.cos(angle)), np.sin(angle) * np.cos(turn)], axis=1)
        at = cast(look.form, d)
        rows.append(
            at + d * (lift + 0.035 * (ridge - 0.7) * rise(0.2, 0.7, np.array(angle)))[:, None] + (part * (1 - angle), 0, 0)
        )
    top = rows[-1]
    low = bottom(aside)
    outward = top[:, [0, 2]] / np.linalg.norm(top[:, [0, 2]], axis=1, keepdims=True)
    for fall in np.linspace(0, 1, falls)[1:]:
        y = top[:, 1] + (low + 0.05 * (ridge - 0.5) * fall - top[:, 1]) * fall
        away = (
            flare * np.sin(fall * np.pi * 0.6)
            - curl * rise(0.55, 1.0, np.array(fall))
            - 0.16 * rise(0.0, 0.9, np.array(fall)) * rise(140, 180, aside)
        )
        swing = wave * np.sin(fall * 9.5 + ridge * 0.8 + turn * 3) * rise(0.0, 0.4, np.array(fall))
        groove = 0.045 * (ridge - 0.7)
        push = (away + groove + swing)[:, None]
        rows.append(np.column_stack([top[:, 0] + outward[:, 0] * push[:, 0], y, top[:, 2] + outward[:, 1] * push[:, 0]]))
    outer = np.array(rows)
    thin = (0.16 * rise(0, 9, degrees - front) * rise(0, 9, 360 - front - degrees))[None, :, None] + 0.004
    middle = outer * (0, 1, 0) + np.array([0, 0, -0.12])
    inward = middle - outer
    inward /= np.maximum(np.linalg.norm(inward, axis=-1, keepdims=True), 1e-9)
    inner = outer + inward * thin
    inner[-1] = outer[-1] * (1, 1, 1) + inward[-1] * thin[0] * 0.6
    full = np.concatenate([outer, inner[::-1]])
    shade = np.clip(0.30 + 0.70 * ridge, 0, 1)[None] * np.concatenate([np.ones(len(outer)), np.full(len(inner), 0.75)])[:, None]
    return grid(full, _tones(look, shade).reshape(-1, 3), flip=False)


def lock(
    look: Look,
    knots: np.ndarray,
    width: float,
    *,
    thick: float = 0.6,
    tip: float = 0.12,
    side: np.ndarray | None = None,
    shade: float = 0.8,
) -> Mesh:
    """One tapered lock along a curve through the knots."""
    path = spline(np.asarray(knots), 16)
    t = np.linspace(0, 1, 16)
    wide = width * (0.55 + 0.45 * rise(0, 0.3, t)) * (tip + (1 - tip) * np.sqrt(np.clip(1 - rise(0.45, 1.0, t), 0, 1)))
    tone = _tones(look, np.clip(shade + 0.25 * (t - 0.5), 0, 1))
    return tube(path, wide, tone, thick=wide * thick, side=side, sides=9)


def _on(form: Form, degrees: tuple[float, float], off: float) -> np.ndarray:
    """A place over the skin, by degrees round from the forehead's middle (to the picture's right) and down from straight up."""
    a, b = np.radians(degrees)
    d = np.array([np.sin(b) * np.sin(a), np.cos(b), np.sin(b) * np.cos(a)])
    return np.asarray(cast(form, d[None], 0.0)[0] + d * off)


def _tufts(look: Look, many: int, *, long: float, off: float, lean: tuple[float, float, float], width: float, seed: int, edge: float = 4.0,
           where: Callable[[np.ndarray], np.ndarray] | None = None) -> list[Mesh]:  # fmt: skip
    """Short locks spread over the scalp (by the golden angle), leaning one way."""
    rng = np.random.default_rng(seed)
    i = np.arange(many * 2) + 0.5
    y = 1 - 2 * i / (many * 2)
    a = i * np.pi * (3 - 5**0.5)
    d = np.column_stack([np.sqrt(1 - y * y) * np.sin(a), y, np.sqrt(1 - y * y) * np.cos(a)])
    keep = inside(d) > edge
    if where is not None:
        keep &= where(d)
    d = d[keep]
    roots = cast(look.form, d)
    out = []
    for root, up in zip(roots, d, strict=True):
        size = long * rng.uniform(0.8, 1.15)
        flow = _unit(np.asarray(lean) - up * (np.asarray(lean) @ up) + 0.22 * rng.normal(size=3))
        knots = [
            root + up * 0.0,
            root + up * off,
            root + up * (off + 0.30 * size) + flow * 0.45 * size,
            root + up * (off + 0.22 * size) + flow * size,
        ]
        out.append(
            lock(
                look,
                np.array(knots),
                width * rng.uniform(0.85, 1.15),
                thick=0.55,
                side=np.cross(up, flow),
                shade=rng.uniform(0.55, 0.95),
            )
        )
    return out


def _bun(look: Look, at: tuple[float, float, float], size: float, seed: int = 2) -> Mesh:
    """A knot of hair: a ball with strands wound about it."""
    shape = ball((0, 0, 0), 1.0, (1, 1, 1), 30, 44)
    p = shape.points
    turn = np.arctan2(p[:, 2], p[:, 0])
    wound = _strands(turn * 1.0 + 2.6 * p[:, 1], 9, seed)
    points = p * (size * (1 + 0.085 * (wound - 0.7))[:, None]) * (1.05, 0.86, 1.0)
    return shape.moved(points + at).coloured(_tones(look, np.clip(0.2 + 0.8 * wound, 0, 1)))


def _band(
    at: tuple[float, float, float], direction: tuple[float, float, float], radius: float, colour: tuple[float, float, float]
) -> Mesh:
    """A hair tie."""
    axis = _unit(direction)
    one = _unit(np.cross(axis, (0.3, 1.0, 0.2)))
    other = np.cross(axis, one)
    turn = np.linspace(0, 2 * np.pi, 25)
    path = np.asarray(at) + radius * (np.cos(turn)[:, None] * one + np.sin(turn)[:, None] * other)
    return tube(path, 0.045, colour, sides=8)


def _braid(look: Look, knots: list[tuple[float, float, float]], size: float) -> list[Mesh]:
    """A chain of beads that lean by turns."""
    path = spline(np.array(knots), 24)
    out = []
    for i, at in enumerate(path):
        fade = 1 - 0.35 * i / len(path)
        lean = 0.035 * (-1) ** i
        bead = ball((0, 0, 0), (size * fade * 1.05, size * fade * 0.72, size * fade), look.hair, 9, 14)
        ridge = _strands(np.arctan2(bead.points[:, 2], bead.points[:, 0]), 6, i)
        out.append(bead.moved(bead.points + at + (lean, 0, 0)).coloured(_tones(look, np.clip(0.35 + 0.65 * ridge, 0, 1))))
    tail = ball(path[-1] + (0, -0.10, 0), (size * 0.55, 0.12, size * 0.5), look.hair, 9, 12)
    return [
        *out,
        _band(tuple(path[-1] + (0, -0.03, 0)), (0, 1, 0.1), size * 0.42, look.accent),
        tail.coloured(np.asarray(look.hair) * 0.9),
    ]


def _even(value: float) -> Thick:
    return lambda d: np.full(len(d), value)


def _fade(top: float, sides: float) -> Thick:
    """`top` over the crown, `sides` below it."""
    return lambda d: sides + (top - sides) * rise(0.35, 0.80, d[:, 1])


def _swept(top: float, sides: float, right: float = -0.3) -> Thick:
    """More on one side of the front, as combed over."""
    return lambda d: (
        sides
        + (top - sides)
        * rise(0.30, 0.85, d[:, 1])
        * (1 + 0.5 * np.clip(d[:, 0] / right, -0.6, 1))
        * (1 + 0.35 * rise(0.1, 0.7, d[:, 2]))
    )


def _fringe(look: Look, low: float = 0.33, many: int = 13, part: float = 0.0) -> list[Mesh]:
    """Locks side by side from the crown down over the forehead."""
    form, out = look.form, []
    for i, a in enumerate(np.linspace(-58, 58, many)):
        root = _on(form, (a * 0.55 + part, 18), 0.16)
        over = _on(form, (a * 0.92, 36), 0.20)
        fall = _on(form, (a, 50), 0.10)
        tip = fall + (0.015 * np.sign(a), 0, 0)
        tip[1] = low - 0.10 * abs(a / 58) ** 2 + 0.025 * (-1) ** i
        tip[2] = max(0.05, fall[2] + 0.03)
        out.append(
            lock(
                look,
                np.array([root, over, fall, tip]),
                0.105,
                thick=0.5,
                tip=0.35,
                side=np.array((1.0, 0, -np.sin(np.radians(a)))),
                shade=0.62 + 0.3 * ((i * 7) % 5) / 5,
            )
        )
    return out


def _curls(look: Look, many: int, size: float, off: float, seed: int, edge: float = 1.0) -> list[Mesh]:
    rng = np.random.default_rng(seed)
    i = np.arange(many) + 0.5
    y = 1 - 2 * i / many
    a = i * np.pi * (3 - 5**0.5)
    d = np.column_stack([np.sqrt(1 - y * y) * np.sin(a), y, np.sqrt(1 - y * y) * np.cos(a)])
    d = d[inside(d) > edge]
    roots = cast(look.form, d) + d * (off * (0.30 + 0.70 * rise(0, 24, inside(d))))[:, None]
    out = []
    for at, up in zip(roots, d, strict=True):
        big = size * rng.uniform(0.8, 1.2)
        shape = ball((0, 0, 0), 1.0, (1, 1, 1), 11, 14)
        twist = np.arctan2(shape.points[:, 2], shape.points[:, 0]) + 3.2 * shape.points[:, 1] + rng.uniform(0, 6)
        ridge = np.abs(np.sin(twist * 1.5)) ** 0.8
        out.append(
            shape.moved(shape.points * (big * (0.90 + 0.14 * ridge))[:, None] + at + 0.05 * rng.normal(size=3) * up).coloured(
                _tones(look, np.clip(0.25 + 0.7 * ridge * rng.uniform(0.8, 1.1), 0, 1))
            )
        )
    return out


def _quiff(look: Look) -> list[Mesh]:
    base = cap(look, _fade(0.14, 0.045), pole=(0, 0.80, 0.62), many=34, deep=0.03)
    tufts = []
    for i, a in enumerate(np.linspace(-40, 40, 13)):
        root = _on(look.form, (a, 38), 0.0)
        up = _on(look.form, (a * 0.95, 34), 0.26 - 0.0022 * abs(a))
        back = _on(look.form, (a * 0.9 + 6, 18), 0.30 - 0.0012 * abs(a))
        end = _on(look.form, (170 + a, 16), 0.10)
        tufts.append(
            lock(
                look,
                np.array([root, up, back, end]),
                0.125,
                thick=0.8,
                tip=0.3,
                side=np.array((1.0, 0, 0)),
                shade=0.6 + 0.35 * ((i * 3) % 4) / 4,
            )
        )
    return [base, *tufts]


def _mohawk(look: Look) -> list[Mesh]:
    out = []
    for i, b in enumerate(np.linspace(-40, 112, 17)):
        a = 0.0 if b < 0 else 180.0
        root, mid = _on(look.form, (a, abs(b)), -0.02), _on(look.form, (a, abs(b)), 0.22)
        tip = _on(look.form, (a, abs(b + 9)), 0.50 - 0.0018 * abs(b - 10))
        out.append(
            lock(
                look,
                np.array([root, mid, tip]),
                0.15,
                thick=0.62,
                tip=0.2,
                side=np.array((0, 0.4, 1.0)),
                shade=0.55 + 0.4 * (i % 2),
            )
        )
    return out


def _long(look: Look, length: float, *, wave: float = 0.0, front: float = 52.0) -> list[Mesh]:
    body = curtain(
        look,
        lambda aside: np.interp(aside, (0, 60, 95, 180), (length + 0.25, length + 0.25, length, length)),
        front=front,
        flare=0.10,
        curl=0.05,
        wave=wave,
    )
    return [cap(look, _even(0.095), pole=(0.12, 0.93, 0.36), many=34, deep=0.02), body]


def _meshes(look: Look) -> list[Mesh]:
    """The hair of each style; a hat takes what would stand through it."""
    tied = partial(cap, look, many=44, deep=0.022)
    make: dict[str, Callable[[], list[Mesh]]] = {
        "bald": list,
        "buzz": lambda: [cap(look, _even(0.012), many=60, deep=0.0)],
        "crop": lambda: [cap(look, _fade(0.10, 0.05), many=40, deep=0.02), *_tufts(look, 260, long=0.40, off=0.07, lean=(0.25, 0.15, 1.0), width=0.10, seed=3, edge=7.0, where=lambda d: d[:, 1] > 0.50)],
        "sidepart": lambda: [cap(look, _swept(0.22, 0.06), pole=(0.42, 0.80, 0.50), many=30, deep=0.040)],
        "quiff": lambda: _quiff(look),
        "slick": lambda: [cap(look, _fade(0.12, 0.06), pole=(0, 0.79, 0.68), many=40, deep=0.030)],
        "curls": lambda: [cap(look, _even(0.08), deep=0.0), *_curls(look, 330, 0.135, 0.11, 5)],
        "afro": lambda: [cap(look, _even(0.30), deep=0.0), *_curls(look, 620, 0.12, 0.42, 6, edge=-1.0)],
        "pixie": lambda: [cap(look, _swept(0.19, 0.08), pole=(0.36, 0.86, 0.34), many=26, deep=0.05, jag=9), *_fringe(look, 0.46, 9, 14)],
        "bob": lambda: [cap(look, _even(0.095), pole=(0.14, 0.93, 0.36), many=34, deep=0.02), curtain(look, lambda a: np.interp(a, (0, 60, 180), (-0.86, -0.86, -0.74)), curl=0.10, flare=0.12)],
        "fringe": lambda: [cap(look, _even(0.095), many=34, deep=0.02), curtain(look, lambda a: np.interp(a, (0, 60, 180), (-0.80, -0.80, -0.80)), curl=0.08, flare=0.10, front=50), *_fringe(look)],
        "long": lambda: _long(look, -2.05),
        "wavy": lambda: _long(look, -1.75, wave=0.055),
        "ponytail": lambda: [tied(_even(0.09), pole=(0, 0.62, -0.80)), *_tail(look)],
        "bun": lambda: [tied(_even(0.09), pole=(0, 0.92, -0.40)), _bun(look, (0, 1.42, -0.52), 0.36), _band((0, 1.20, -0.46), (0, 1, -0.35), 0.19, look.accent)],
        "spacebuns": lambda: [tied(_even(0.10), pole=(0.1, 0.95, 0.25)), _bun(look, (0.66, 1.17, -0.12), 0.27), _bun(look, (-0.66, 1.17, -0.12), 0.27, 3)],
        "braids": lambda: [tied(_even(0.10), pole=(0.02, 0.93, 0.36)), *_braids(look)],
        "mohawk": lambda: [cap(look, _even(0.012), many=60, deep=0.0), *_mohawk(look)],
    }  # fmt: skip
    return make[look.head.hair]()


def _tail(look: Look) -> list[Mesh]:
    paths = [(0.0, 0.0, 0.20, 0.75), (0.08, 0.05, 0.15, 0.6), (-0.07, -0.04, 0.16, 0.9)]
    out = [_band((0, 0.72, -1.16), (0, 0.35, -1), 0.13, look.accent)]
    for dx, dz, width, shade in paths:
        knots = [
            (0, 0.70, -1.05),
            (0.05 + dx, 0.86, -1.36 + dz),
            (0.30 + dx, 0.45, -1.52 + dz),
            (0.62 + dx, -0.35, -1.32 + dz),
            (0.80 + dx, -1.15 - dz, -1.02),
        ]
        out.append(lock(look, np.array(knots), width + 0.05, thick=0.85, tip=0.12, shade=shade))
    return out


def _braids(look: Look) -> list[Mesh]:
    out: list[Mesh] = []
    for s in (1, -1):
        out += _braid(
            look, [(s * 0.80, -0.30, -0.28), (s * 0.84, -0.75, -0.10), (s * 0.78, -1.20, 0.12), (s * 0.70, -1.75, 0.36)], 0.155
        )
    return out


def parts(look: Look) -> list[Part]:
    """The hair as one part; none where there is none, or a scarf hides it."""
    head = look.head
    if head.hair == "bald" or head.headwear == "headscarf":
        return []
    meshes = _meshes(look)
    if head.headwear in ("cap", "beanie", "bowler", "beret"):
        meshes = [_pressed(mesh, look.form) for mesh in meshes]
    return [Part("hair", merged(*meshes), HAIR)]


def _pressed(mesh: Mesh, form: Form) -> Mesh:
    """What lies under a hat, pushed down to the scalp."""
    d = mesh.points - CENTRE
    far = np.linalg.norm(d, axis=1, keepdims=True)
    most = np.linalg.norm(cast(form, d / far, 0.045) - CENTRE, axis=1, keepdims=True)
    under = rise(0.36, 0.56, mesh.points[:, 1:2])
    return mesh.moved(CENTRE + d / far * np.where(far > most, most + (far - most) * (1 - under), far))
