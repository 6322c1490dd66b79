"""Space: nebula, stars, and planets lit as spheres."""

from __future__ import annotations

import numpy as np
import skia

from . import sky
from .colour import RGB, mix, rgb
from .figures import person
from .noise import field, smoothstep
from .prompt import Reading
from .sheet import Sheet, linear
from .vehicles import rocket

_NEBULA = (
    ("2b4a9a", "b04a9c", "f0a06a"),
    ("1f6a86", "5a58b8", "e58ac0"),
    ("3a2f86", "c2507a", "ffc27a"),
    ("14606a", "3f8f7a", "f2d08a"),
)


def space(sheet: Sheet, reading: Reading) -> None:
    pal, w, h, u, rng, s = sheet.pal, sheet.w, sheet.h, sheet.u, sheet.rng, sheet.pal.side
    bend = pal.bend
    deep = bend(rgb("060916")) if pal.style != "ink" else rgb("23262c")
    sheet.wash(linear(0, 0, w * 0.4, h, [(0, deep, 1), (0.5, mix(deep, bend(rgb("16204a")), 0.6), 1), (1, deep, 1)]))
    _nebula(sheet, tuple(bend(rgb(c)) for c in _NEBULA[int(rng.integers(len(_NEBULA)))]))
    sky.stars(sheet, h * 1.6, 420)
    kind = (
        "earth"
        if reading.has("globe") or (not reading.has("planet") and rng.random() < 0.35)
        else "gas"
        if rng.random() < 0.5
        else "rock"
    )
    r = u * 0.33
    planet(sheet, w * (0.5 + 0.20 * s), h * (0.40 if h > w else 0.44), r, kind, ring=reading.has("planet") or kind == "gas")
    planet(sheet, w * (0.5 - 0.30 * s), h * (0.20 if h > w else 0.24), u * 0.065, "rock")
    if reading.has("rocket"):
        rocket(sheet, w * (0.5 - 0.14 * s), h * 0.56, u * 0.30)
    if reading.has("astronaut", "person"):
        ground(sheet)
        astronaut(sheet, w * (0.5 - 0.17 * s), h * 0.83, u * 0.26)


def _nebula(sheet: Sheet, colours: tuple[RGB, ...]) -> None:
    w, h, rng = sheet.w, sheet.h, sheet.rng
    warp = field(w, h, rng, 1.6, 3)
    lean = np.linspace(-1, 1, h, dtype=np.float32)[:, None] * sheet.pal.side + np.linspace(-0.7, 0.7, w, dtype=np.float32)[None]
    band = np.exp(-((lean * 1.3 + (warp - 0.5) * 1.8) ** 2) * 2.2)
    for k, colour in enumerate(colours):
        cloud = field(w, h, rng, 2.0 + k, 6, 0.58)
        alpha = smoothstep(0.42, 0.95, cloud) * band ** (1 + 0.8 * k) * (0.62 - 0.08 * k)
        sheet.blend(colour, alpha)
    dust = smoothstep(0.55, 0.85, field(w, h, rng, 3, 6, 0.6)) * band
    sheet.blend((0.02, 0.02, 0.05), dust * 0.5)


def planet(sheet: Sheet, x: float, y: float, r: float, kind: str, ring: bool = False) -> None:
    """A lit sphere of radius `r`: "earth", "gas" or "rock"."""
    pal, s = sheet.pal, sheet.pal.side
    if ring:
        _ring(sheet, x, y, r, True)
    glow = {"earth": rgb("6fb8f0"), "gas": rgb("e8b98a"), "rock": rgb("b89a8a")}[kind]
    sheet.glow(x + s * r * 0.12, y - r * 0.08, r * 1.5, pal.bend(glow), 0.38)
    n = max(8, int(r * 2) + 4)
    yy, xx = (np.mgrid[0:n, 0:n].astype(np.float32) - n / 2 + 0.5) / r
    d = np.sqrt(xx * xx + yy * yy)
    z = np.sqrt(np.clip(1 - d * d, 0, 1))
    light = np.clip(xx * s * 0.70 - yy * 0.42 + z * 0.52, 0, 1)
    colour = _surface(sheet, n, xx, yy, z, kind)
    edge = (1 - z) ** 2.5 * np.clip(light * 1.6, 0, 1)
    night = np.array([0.010, 0.014, 0.030], np.float32)
    lit = colour * (light**0.85)[..., None] * 1.18 + night
    lit += np.asarray(glow, np.float32) * (edge * 0.85)[..., None]
    alpha = np.clip((1 - d) * r + 0.5, 0, 1)
    bent = np.asarray(pal.bend(rgb("808080")), np.float32)
    if pal.style == "ink":
        lit = lit.mean(axis=2, keepdims=True) * 0.85 + bent * 0.12
    sheet.blend(np.clip(lit, 0, 1), alpha, round(x - n / 2), round(y - n / 2))
    if ring:
        _ring(sheet, x, y, r, False)


def _surface(sheet: Sheet, n: int, x: np.ndarray, y: np.ndarray, z: np.ndarray, kind: str) -> np.ndarray:
    rng = sheet.rng

    def c(code: str) -> np.ndarray:
        return np.asarray(rgb(code), np.float32)

    if kind == "gas":
        wobble = field(n, n, rng, 4, 4, stretch=4) - 0.5
        band = np.sin((y + 0.25 * x) * 13 + wobble * 4) * 0.5 + 0.5 * np.sin((y + 0.25 * x) * 5.3 + 1)
        t = np.clip(0.5 + 0.5 * band, 0, 1)[..., None]
        return c("8a5a3f") + (c("f0d3a2") - c("8a5a3f")) * t
    if kind == "rock":
        rough = field(n, n, rng, 5, 6, 0.62)[..., None]
        return c("4f3f3a") + (c("c9a48c") - c("4f3f3a")) * rough
    land = smoothstep(0.50, 0.56, field(n, n, rng, 2.6, 6, 0.55))[..., None]
    green = c("3f6b3a") + (c("b09a62") - c("3f6b3a")) * field(n, n, rng, 5, 4)[..., None]
    out = c("123f78") + (green - c("123f78")) * land
    cloud = smoothstep(0.52, 0.78, field(n, n, rng, 3.2, 6, 0.6, stretch=1.8))[..., None]
    return out + (np.float32(0.97) - out) * cloud * 0.85


def _ring(sheet: Sheet, x: float, y: float, r: float, behind: bool) -> None:
    pal, canvas = sheet.pal, sheet.canvas
    canvas.save()
    canvas.translate(x, y)
    canvas.rotate(-16 * pal.side)
    for k in range(16):
        t = k / 15
        rx = r * (1.35 + 0.75 * t)
        start = 180 if behind else 0
        tone = pal.bend(mix(rgb("e8cfa4"), rgb("8a6a58"), 0.5 + 0.5 * np.sin(k * 2.3)))
        paint = sheet.brush(tone, 0.25 + 0.45 * abs(np.sin(k * 1.7)), None, 0, r * 0.042)
        canvas.drawArc(_oval(rx, rx * 0.24), start, 180, False, paint)
    canvas.restore()


def _oval(rx: float, ry: float) -> skia.Rect:
    return skia.Rect.MakeLTRB(-rx, -ry, rx, ry)


def ground(sheet: Sheet) -> None:
    """The rim of a moon, with craters."""
    pal, w, h, u, rng = sheet.pal, sheet.w, sheet.h, sheet.u, sheet.rng
    y = h * 0.80
    pts = [(x, y + (x / w - 0.5) ** 2 * u * 0.18) for x in np.linspace(-10, w + 10, 30)]
    tone = pal.bend(rgb("8f8a88"))
    sheet.shape(
        [*pts, (w + 10, h + 10), (-10, h + 10)],
        shader=linear(0, y, 0, h, [(0, tone, 1), (0.3, mix(tone, (0.1, 0.1, 0.13), 0.4), 1), (1, (0.07, 0.07, 0.09), 1)]),
    )
    for _ in range(26):
        t = rng.random()
        cx, cy, r = rng.random() * w, y + u * 0.04 + (h - y) * t, u * (0.01 + 0.05 * t * rng.random())
        sheet.oval(cx, cy, r, r * 0.3, (0.05, 0.05, 0.07), 0.5, blur=r * 0.1)
        sheet.oval(cx - pal.side * r * 0.1, cy + r * 0.12, r, r * 0.28, tone, 0.22, blur=r * 0.1)


def astronaut(sheet: Sheet, x: float, y: float, size: float) -> None:
    pal, s = sheet.pal, sheet.pal.side
    person(sheet, x, y, size, 0.0, rgb("e9e6e0"))
    white = rgb("f0eeea")
    for k in (-1, 1):
        sheet.rect(
            x + k * size * 0.065 - size * 0.055,
            y - size * 0.45,
            size * 0.11,
            size * 0.45,
            mix(white, (0.2, 0.22, 0.3), 0.15 if k == s else 0.5),
            r=size * 0.045,
        )
    sheet.rect(x - size * 0.13, y - size * 0.83, size * 0.26, size * 0.32, mix(white, (0.3, 0.32, 0.4), 0.35), r=size * 0.04)
    sheet.oval(x, y - size * 0.94, size * 0.115, size * 0.12, mix(white, (0.3, 0.32, 0.4), 0.15))
    sheet.oval(x + s * size * 0.03, y - size * 0.945, size * 0.08, size * 0.075, pal.bend(rgb("c98f3a")))
    sheet.oval(x + s * size * 0.05, y - size * 0.97, size * 0.03, size * 0.02, (1, 0.95, 0.8), 0.85, blur=size * 0.008)
