"""People and animals as quiet silhouettes with a lit edge; birds, boats and other things that move."""

from __future__ import annotations

import numpy as np
import skia

from .colour import RGB, mix, rgb, shift
from .sheet import Sheet, linear, smooth


def _soft(
    sheet: Sheet, points: list[tuple[float, float]], x: float, y: float, size: float, s: int, colour: RGB, alpha: float = 1.0
) -> None:
    sheet.fill(smooth([(x + s * a * size, y - b * size) for a, b in points]), colour, alpha)


def person(
    sheet: Sheet,
    x: float,
    y: float,
    size: float,
    far: float = 0.0,
    coat: RGB | None = None,
    umbrella: bool = False,
    stick: bool = False,
) -> None:
    """Someone seen from behind, `size` tall, feet at (x, y)."""
    pal, s = sheet.pal, sheet.pal.side
    coat = coat or (rgb("b5483a"), rgb("3f5f86"), rgb("c98f3a"))[int(sheet.rng.integers(3))]
    trousers, hair, skin = (
        pal.tone(rgb("2e3440"), 0.25, far),
        pal.tone(rgb("2a1f1b"), 0.25, far),
        pal.tone(rgb("d9a684"), 0.5, far),
    )
    lit, dim = pal.tone(coat, 0.85, far), pal.tone(coat, 0.22, far)
    shadow = (x - s * size * 0.30, y + size * 0.005)
    sheet.oval(*shadow, size * 0.34, size * 0.022, (0.04, 0.05, 0.09), 0.30, blur=size * 0.02)
    for a in (-0.045, 0.05):
        leg = [(a - 0.042, 0.46), (a + 0.045, 0.46), (a + 0.036, 0.2), (a + 0.03, 0.0), (a - 0.035, 0.0), (a - 0.036, 0.2)]
        _soft(sheet, leg, x, y, size, 1, trousers)
    for a in (-1, 1):
        arm = [(0.10 * a, 0.80), (0.145 * a, 0.72), (0.155 * a, 0.52), (0.135 * a, 0.42), (0.105 * a, 0.44), (0.095 * a, 0.62)]
        _soft(sheet, arm, x, y, size, 1, dim if a * s < 0 else mix(dim, lit, 0.6))
    body = [
        (-0.115, 0.79),
        (-0.05, 0.845),
        (0.05, 0.845),
        (0.115, 0.79),
        (0.118, 0.62),
        (0.128, 0.36),
        (0.0, 0.335),
        (-0.128, 0.36),
        (-0.118, 0.62),
    ]
    _soft(sheet, body, x, y, size, 1, dim)
    edge = [(0.02, 0.84), (0.05, 0.845), (0.115, 0.79), (0.118, 0.62), (0.126, 0.37), (0.075, 0.35), (0.06, 0.6)]
    _soft(sheet, edge, x, y, size, s, lit, 0.9)
    _soft(sheet, [(-0.03, 0.88), (0.03, 0.88), (0.034, 0.82), (-0.034, 0.82)], x, y, size, 1, skin)
    sheet.oval(x, y - size * 0.925, size * 0.062, size * 0.075, hair)
    sheet.oval(
        x + s * size * 0.025, y - size * 0.93, size * 0.034, size * 0.058, mix(hair, pal.glow, 0.28), 0.8, blur=size * 0.012
    )
    if umbrella:
        _umbrella(sheet, x + s * size * 0.08, y - size * 0.98, size * 0.42, far)
    if stick:
        sheet.stroke([(x + s * size * 0.17, y), (x + s * size * 0.14, y - size * 0.62)], trousers, size * 0.016, soft=False)


def _umbrella(sheet: Sheet, x: float, y: float, r: float, far: float) -> None:
    pal = sheet.pal
    cloth = pal.bend(rgb("c23a2c")) if pal.style == "ink" else rgb("cf4a38")
    sheet.stroke([(x, y + r * 0.95), (x, y - r * 0.5)], pal.tone(rgb("4a3428"), 0.3, far), r * 0.035, soft=False)
    dome = [(x + r * np.cos(a), y - r * 0.55 * np.sin(a)) for a in np.linspace(np.pi, 0, 24)]
    scallop = [(x + r * (1 - k / 12), y + r * 0.07 * abs(np.sin(k * np.pi / 4))) for k in range(1, 24)]
    sheet.shape(
        [*dome, *scallop],
        shader=linear(
            x - r,
            0,
            x + r,
            0,
            [
                (0, pal.tone(cloth, 0.3 if pal.side > 0 else 0.95, far), 1),
                (1, pal.tone(cloth, 0.95 if pal.side > 0 else 0.3, far), 1),
            ],
        ),
    )
    for k in (-0.5, 0.0, 0.5):
        sheet.stroke(
            [(x, y - r * 0.55), (x + r * k * 0.9, y - r * 0.35 + abs(k) * r * 0.1), (x + r * k * 1.0, y + r * 0.04)],
            pal.tone(cloth, 0.1, far),
            r * 0.012,
            0.5,
        )


def people(sheet: Sheet, x: float, y: float, size: float, far: float = 0.0, umbrella: bool = False) -> None:
    """Two or three together."""
    person(sheet, x - size * 0.20, y, size, far, rgb("3f5f86"), umbrella)
    person(sheet, x + size * 0.14, y + size * 0.01, size * 0.92, far, rgb("b5483a"))
    person(sheet, x + size * 0.42, y + size * 0.02, size * 0.58, far, rgb("d9a441"))


_CAT = [(-0.30, 0.0), (-0.34, 0.25), (-0.26, 0.52), (-0.16, 0.68), (-0.19, 0.86), (-0.17, 1.03), (-0.06, 0.93), (0.05, 0.93), (0.15, 1.03), (0.18, 0.86), (0.16, 0.70), (0.22, 0.50), (0.30, 0.22), (0.28, 0.0)]  # fmt: skip


def cat(sheet: Sheet, x: float, y: float, size: float, far: float = 0.0) -> None:
    """A cat sitting with its back to us."""
    pal, s = sheet.pal, sheet.pal.side
    fur = rgb("d98a3d")
    dim, lit = pal.tone(fur, 0.25, far), pal.tone(fur, 0.9, far)
    sheet.oval(x - s * size * 0.15, y, size * 0.5, size * 0.05, (0.04, 0.04, 0.08), 0.3, blur=size * 0.04)
    tail = [
        (x + s * size * 0.2, y - size * 0.04),
        (x + s * size * 0.62, y - size * 0.02),
        (x + s * size * 0.72, y - size * 0.24),
        (x + s * size * 0.60, y - size * 0.34),
    ]
    sheet.stroke(tail, mix(dim, lit, 0.5), size * 0.085)
    pts = [(x + a * size, y - b * size) for a, b in _CAT]
    sheet.fill(smooth([*pts]), None, 1, linear(x - size * 0.34 * s, 0, x + size * 0.34 * s, 0, [(0, dim, 1), (1, lit, 1)]))
    for k in range(4):
        yy = y - size * (0.22 + 0.14 * k)
        sheet.stroke([(x - size * 0.10, yy), (x, yy + size * 0.02), (x + size * 0.10, yy)], shift(dim, -0.06), size * 0.03, 0.5)
    for a in (-0.135, 0.12):
        sheet.shape(
            [
                (x + (a - 0.05) * size, y - size * 0.90),
                (x + (a + 0.05) * size, y - size * 0.90),
                (x + (a + 0.012) * size, y - size * 1.03),
            ],
            mix(dim, lit, 0.4),
        )


_HORSE = [(-0.52, 0.66), (-0.46, 0.78), (-0.2, 0.76), (0.12, 0.76), (0.30, 0.86), (0.42, 1.08), (0.50, 1.16), (0.55, 1.10), (0.68, 0.92), (0.66, 0.86), (0.54, 0.90), (0.47, 0.88), (0.40, 0.68), (0.34, 0.50), (0.1, 0.44), (-0.25, 0.46), (-0.46, 0.44)]  # fmt: skip
_DEER = [*_HORSE[:6], (0.46, 1.14), (0.52, 1.10), (0.66, 0.98), (0.64, 0.93), (0.50, 0.94), (0.42, 0.86), (0.36, 0.66), (0.32, 0.52), (0.1, 0.48), (-0.25, 0.50), (-0.44, 0.50)]  # fmt: skip
_CAMEL = [(-0.52, 0.62), (-0.40, 0.80), (-0.26, 0.84), (-0.17, 1.10), (-0.08, 0.84), (0.02, 0.84), (0.10, 1.06), (0.20, 0.80), (0.32, 0.70), (0.44, 0.74), (0.50, 1.02), (0.58, 1.12), (0.72, 1.04), (0.70, 0.98), (0.60, 0.98), (0.56, 0.80), (0.46, 0.58), (0.30, 0.52), (-0.3, 0.50), (-0.46, 0.48)]  # fmt: skip
_COW = [(-0.56, 0.74), (-0.5, 0.84), (0.0, 0.82), (0.36, 0.86), (0.46, 0.92), (0.54, 0.90), (0.70, 0.68), (0.66, 0.62), (0.52, 0.66), (0.44, 0.54), (0.36, 0.40), (-0.3, 0.38), (-0.52, 0.42)]  # fmt: skip
_DOG = [(-0.42, 0.52), (-0.36, 0.60), (0.0, 0.58), (0.22, 0.62), (0.30, 0.80), (0.38, 0.86), (0.48, 0.80), (0.62, 0.72), (0.60, 0.66), (0.46, 0.66), (0.38, 0.52), (0.30, 0.36), (0.0, 0.34), (-0.3, 0.36)]  # fmt: skip
_LEGS = {"horse": (0.47, 0.050), "deer": (0.52, 0.032), "camel": (0.54, 0.045), "cow": (0.42, 0.058), "dog": (0.40, 0.045)}
_SHAPES = {
    "horse": (_HORSE, "6a3f2a"),
    "deer": (_DEER, "9a6a42"),
    "camel": (_CAMEL, "b0834f"),
    "cow": (_COW, "4a3c36"),
    "dog": (_DOG, "b58650"),
}


def beast(sheet: Sheet, kind: str, x: float, y: float, size: float, far: float = 0.0, way: int = 1) -> None:
    """A horse, deer, camel, cow or dog standing in profile, about `size` at the withers; `way` it looks."""
    pal = sheet.pal
    outline, code = _SHAPES[kind]
    dim, lit = pal.tone(rgb(code), 0.18, far), pal.tone(rgb(code), 0.75, far)
    sheet.oval(x, y, size * 0.55, size * 0.035, (0.04, 0.05, 0.09), 0.28, blur=size * 0.03)
    tall, thick = _LEGS[kind]
    for a, bend in ((-0.42, 0.03), (-0.32, -0.03), (0.22, 0.02), (0.33, -0.02)):
        leg = [
            (a - thick * 1.5, tall + 0.06),
            (a + thick * 1.5, tall + 0.06),
            (a + bend + thick * 0.8, tall * 0.5),
            (a + thick * 0.7, 0.0),
            (a - thick * 0.7, 0.0),
            (a + bend - thick * 0.8, tall * 0.5),
        ]
        _soft(sheet, leg, x, y, size, way, dim)
    pts = [(x + way * a * size, y - b * size) for a, b in outline]
    sheet.fill(smooth(pts), None, 1, linear(0, y - size, 0, y - size * 0.4, [(0, lit, 1), (1, dim, 1)]))
    if kind in ("horse", "dog", "cow"):
        sheet.stroke(
            [
                (x - way * size * 0.50, y - size * 0.66),
                (x - way * size * 0.62, y - size * 0.5),
                (x - way * size * 0.60, y - size * 0.28),
            ],
            dim,
            size * 0.05,
        )
    if kind == "deer":
        for k in (-1, 1):
            bx, by = x + way * size * 0.47, y - size * 1.12
            sheet.stroke(
                [(bx, by), (bx + k * size * 0.06, by - size * 0.16), (bx + k * size * 0.16, by - size * 0.34)],
                dim,
                size * 0.022,
            )
            sheet.stroke(
                [(bx + k * size * 0.08, by - size * 0.18), (bx + size * 0.02 * k + size * 0.06, by - size * 0.32)],
                dim,
                size * 0.018,
            )


def birds(sheet: Sheet, x: float, y: float, spread: float, count: int = 9) -> None:
    """A loose flock in flight."""
    pal, rng = sheet.pal, sheet.rng
    tone = mix(pal.tone(rgb("2c3340"), 0.2), pal.sky[1], 0.25)
    for k in range(count):
        row = (k + 1) // 2
        bx = x + (1 if k % 2 else -1) * row * spread * 0.11 + rng.normal() * spread * 0.025
        by = y + row * spread * 0.05 + rng.normal() * spread * 0.03
        r, flap = spread * (0.032 + 0.014 * rng.random()), 0.25 + 0.5 * rng.random()
        wing = skia.PathBuilder()
        wing.moveTo(bx - r, by - r * flap)
        wing.quadTo(bx - r * 0.45, by - r * flap * 1.15, bx, by)
        wing.quadTo(bx + r * 0.45, by - r * flap * 1.15, bx + r, by - r * flap * 0.9)
        wing.quadTo(bx + r * 0.4, by - r * flap * 0.65, bx, by + r * 0.16)
        wing.quadTo(bx - r * 0.4, by - r * flap * 0.65, bx - r, by - r * flap)
        sheet.fill(wing.detach(), tone)


def sailboat(sheet: Sheet, x: float, y: float, size: float, far: float = 0.0) -> None:
    pal, s = sheet.pal, sheet.pal.side
    hull = [(-0.42, 0.10), (0.46, 0.12), (0.34, -0.04), (-0.30, -0.05)]
    _reflect(sheet, x, y, size * 0.42, size * 0.75, pal.tone(rgb("efe6d6"), 0.4), 0.26)
    for pts, light in (
        ([(0.02, 0.16), (0.02, 1.05), (-0.10, 0.75), (-0.40, 0.18)], 0.95),
        ([(0.05, 0.16), (0.05, 0.98), (0.22, 0.55), (0.40, 0.18)], 0.55),
    ):
        quad = [(x + s * a * size, y - b * size) for a, b in pts]
        sheet.fill(smooth([quad[0], quad[0], quad[1], quad[1], quad[2], quad[3], quad[3]]), pal.tone(rgb("f4ecdd"), light, far))
    sheet.shape([(x + s * a * size, y - b * size) for a, b in hull], pal.tone(rgb("7c3f30"), 0.45, far))
    sheet.stroke(
        [(x + s * -0.42 * size, y - 0.10 * size), (x + s * 0.46 * size, y - 0.12 * size)],
        pal.tone(rgb("efe0c8"), 0.8, far),
        size * 0.02,
        soft=False,
    )
    sheet.stroke(
        [(x + s * 0.03 * size, y - size * 0.1), (x + s * 0.03 * size, y - size * 1.08)],
        pal.tone(rgb("4a3628"), 0.4, far),
        size * 0.014,
        soft=False,
    )


def sampan(sheet: Sheet, x: float, y: float, size: float, far: float = 0.0) -> None:
    """A low covered boat with a boatman and a lamp."""
    pal, s = sheet.pal, sheet.pal.side
    wood, dark = pal.tone(rgb("5c4332"), 0.35, far), pal.tone(rgb("33271f"), 0.2, far)
    _reflect(sheet, x, y, size * 0.5, size * 0.22, dark, 0.35)
    hull = [(-0.58, 0.13), (-0.40, 0.06), (0.0, 0.04), (0.42, 0.07), (0.62, 0.17), (0.46, -0.02), (0.0, -0.05), (-0.44, -0.02)]
    sheet.fill(smooth([(x + s * a * size, y - b * size) for a, b in hull]), wood)
    cover = [
        (x + s * size * (0.02 + 0.24 * np.cos(t)), y - size * (0.06 + 0.19 * np.sin(t))) for t in np.linspace(0, np.pi, 14)
    ]
    sheet.shape(
        cover, shader=linear(0, y - size * 0.25, 0, y - size * 0.05, [(0, pal.tone(rgb("8a6f4c"), 0.7, far), 1), (1, dark, 1)])
    )
    if pal.dark > 0.1:
        sheet.glow(x + s * size * 0.28, y - size * 0.16, size * 0.3, pal.lamp, 0.8)
        sheet.oval(x + s * size * 0.28, y - size * 0.15, size * 0.018, size * 0.022, pal.lamp)
    px = x - s * size * 0.38
    person(sheet, px, y - size * 0.05, size * 0.34, far, rgb("4a5a62"))
    sheet.shape(
        [(px - size * 0.075, y - size * 0.355), (px + size * 0.075, y - size * 0.355), (px, y - size * 0.41)],
        pal.tone(rgb("b59a62"), 0.6, far),
    )
    sheet.stroke(
        [(px + s * size * 0.06, y - size * 0.24), (px - s * size * 0.22, y + size * 0.06)], dark, size * 0.012, soft=False
    )


def _reflect(sheet: Sheet, x: float, y: float, half: float, depth: float, colour: RGB, alpha: float) -> None:
    for k in range(9):
        t = k / 8
        wide = half * (1 - 0.55 * t) * (0.8 + 0.3 * np.sin(k * 2.4))
        sheet.oval(
            x + np.sin(k * 1.9) * half * 0.08, y + depth * t, wide, depth * 0.055, colour, alpha * (1 - t), blur=depth * 0.02
        )


def lantern(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A red paper lantern hanging from (x, y)."""
    pal = sheet.pal
    red, gold = pal.bend(rgb("d93a2a")), pal.bend(rgb("e8b64c"))
    sheet.stroke([(x, y - size * 0.8), (x, y)], pal.tone(rgb("3a2a20"), 0.3), size * 0.02, soft=False)
    sheet.glow(x, y + size * 0.42, size * 1.7, mix(red, pal.lamp, 0.55), 0.35 + 0.45 * pal.dark)
    core = mix(red, pal.lamp, 0.55 if pal.dark > 0.1 else 0.15)
    sheet.oval(
        x,
        y + size * 0.42,
        size * 0.46,
        size * 0.38,
        shader=linear(
            x - size * 0.46, 0, x + size * 0.46, 0, [(0, shift(red, -0.14), 1), (0.5, core, 1), (1, shift(red, -0.10), 1)]
        ),
    )
    for k in (-0.5, -0.2, 0.2, 0.5):
        rib = [
            (x + k * size * 0.84 * np.cos(t), y + size * 0.42 + size * 0.37 * np.sin(t)) for t in np.linspace(-1.57, 1.57, 10)
        ]
        sheet.stroke(rib, shift(red, -0.12), size * 0.012, 0.6)
    for yy in (0.03, 0.76):
        sheet.rect(x - size * 0.18, y + size * yy, size * 0.36, size * 0.06, gold, r=size * 0.015)
    for k in range(-2, 3):
        sheet.stroke(
            [(x + k * size * 0.04, y + size * 0.82), (x + k * size * 0.05, y + size * 1.12)], gold, size * 0.018, soft=False
        )


def sky_lantern(sheet: Sheet, x: float, y: float, size: float) -> None:
    pal = sheet.pal
    sheet.glow(x, y, size * 2.4, pal.lamp, 0.6)
    body = [
        (x - size * 0.30, y - size * 0.42),
        (x, y - size * 0.55),
        (x + size * 0.30, y - size * 0.42),
        (x + size * 0.36, y),
        (x + size * 0.24, y + size * 0.45),
        (x - size * 0.24, y + size * 0.45),
        (x - size * 0.36, y),
    ]
    sheet.fill(
        smooth(body),
        None,
        0.95,
        linear(0, y - size * 0.5, 0, y + size * 0.45, [(0, (0.80, 0.33, 0.14), 1), (1, (1.0, 0.80, 0.42), 1)]),
    )


def balloon(sheet: Sheet, x: float, y: float, size: float, far: float = 0.0, hue: int = 0) -> None:
    """A hot-air balloon centred on (x, y), its envelope `size` high."""
    pal, s = sheet.pal, sheet.pal.side
    stripes = ((rgb("d9503c"), rgb("f3e3c3")), (rgb("3d7f94"), rgb("f2c65a")), (rgb("e0963b"), rgb("8a3f4f")))[hue % 3]
    r = size * 0.5
    for k in range(7):
        a, b = -1 + 2 * k / 7, -1 + 2 * (k + 1) / 7
        left = [(x + r * 0.92 * np.sin(a * 1.5708) * _bulge(t), y - r + t * size * 1.15) for t in np.linspace(0, 1, 16)]
        right = [(x + r * 0.92 * np.sin(b * 1.5708) * _bulge(t), y - r + t * size * 1.15) for t in np.linspace(1, 0, 16)]
        light = 0.5 + 0.5 * s * (a + b) / 2
        sheet.shape([*left, *right], pal.tone(stripes[k % 2], 0.15 + 0.8 * light, far))
    low = y - r + size * 1.15
    for k in (-1, 1):
        sheet.stroke(
            [(x + k * r * 0.18, low), (x + k * r * 0.13, low + size * 0.17)],
            pal.tone(rgb("4a3a2c"), 0.3, far),
            size * 0.008,
            soft=False,
        )
    sheet.rect(x - r * 0.17, low + size * 0.16, r * 0.34, size * 0.13, pal.tone(rgb("80532f"), 0.45, far), r=size * 0.02)


def _bulge(t: float) -> float:
    return float(np.sin(np.pi * min(1.0, 0.02 + t * 0.93) ** 0.72) ** 0.75 * (1 - 0.12 * t)) if t < 0.98 else 0.2


def kite(sheet: Sheet, x: float, y: float, size: float) -> None:
    pal = sheet.pal
    a, b = pal.tone(rgb("d8483a"), 0.9), pal.tone(rgb("f0b93f"), 0.9)
    sheet.shape([(x, y - size), (x + size * 0.6, y - size * 0.1), (x, y)], a)
    sheet.shape([(x, y - size), (x - size * 0.6, y - size * 0.1), (x, y)], b)
    sheet.shape([(x - size * 0.6, y - size * 0.1), (x + size * 0.6, y - size * 0.1), (x, y + size * 0.8)], shift(a, -0.08))
    tail = [(x + np.sin(t * 8) * size * 0.2 * t, y + size * (0.8 + 1.8 * t)) for t in np.linspace(0, 1, 14)]
    sheet.stroke(tail, b, size * 0.05)
    sheet.stroke(
        [(x, y), (x - pal.side * size * 2.2, y + size * 3.4), (x - pal.side * size * 3.2, y + size * 7)],
        pal.tone(rgb("dddddd"), 0.6),
        size * 0.012,
        0.7,
    )
