"""Pictures of ideas: charts, networks, cells, and flowing ribbons of colour."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .colour import RGB, mix, rgb, shift
from .noise import field, smoothstep
from .prompt import Reading
from .sheet import Sheet, linear, poly, radial

_SETS = {  # background top and bottom, line, two accents
    "": (("0b1a30", "123c5a", "5cc4d8", "54e0c7", "ffb454"), ("171334", "3a2a6a", "8f86f0", "6fd0ff", "ff8fb0"), ("0d2326", "175248", "6fd6b8", "9df07a", "ffd166")),
    "warm": (("2b1420", "7a3340", "ff9a76", "ffd08a", "7fd8d0"),),
    "light": (("f3ede2", "d9e2e0", "51808a", "2f8f92", "e0803f"), ("f4eee6", "e0dcea", "6a6aa0", "4f6fc0", "e2735f")),
}  # fmt: skip


@dataclass(frozen=True)
class Theme:
    top: RGB
    bottom: RGB
    line: RGB
    cool: RGB
    hot: RGB
    light: bool


def _theme(sheet: Sheet, reading: Reading) -> Theme:
    light = sheet.pal.style in ("ink", "paper") or reading.mood == "bright"
    key = "light" if light else "warm" if reading.mood == "warm" or reading.time == "dusk" else ""
    rows = _SETS[key]
    codes = rows[int(sheet.rng.integers(len(rows)))]
    bend = sheet.pal.bend
    if sheet.pal.style == "ink":
        return Theme(
            (0.955, 0.935, 0.885), (0.87, 0.845, 0.79), (0.28, 0.30, 0.33), (0.20, 0.22, 0.25), bend(rgb("c8402e")), True
        )
    top, bottom, *rest = (bend(rgb(c)) for c in codes)
    line, cool, hot = (shift(c, -0.06, 1.15) for c in rest) if light else rest
    return Theme(top, bottom, line, cool, hot, light)


def _ground(sheet: Sheet, theme: Theme) -> None:
    w, h = sheet.w, sheet.h
    sheet.wash(
        linear(
            0,
            0,
            w * 0.25,
            h,
            [
                (0, theme.top, 1),
                (0.6, mix(theme.top, theme.bottom, 0.75), 1),
                (1, theme.bottom if not theme.light else shift(theme.bottom, -0.03), 1),
            ],
        )
    )
    cloud = field(w, h, sheet.rng, 1.4, 3, 0.5)
    sheet.blend(mix(theme.bottom, theme.cool, 0.45), smoothstep(0.5, 1.0, cloud) * (0.40 if not theme.light else 0.16))
    if not theme.light:
        sheet.glow(w * (0.5 + 0.18 * sheet.pal.side), h * 0.40, max(w, h) * 0.55, mix(theme.cool, theme.bottom, 0.4), 0.40)


def _dot(sheet: Sheet, x: float, y: float, r: float, colour: RGB, theme: Theme, alpha: float = 1.0) -> None:
    if not theme.light:
        sheet.glow(x, y, r * 5, colour, 0.7 * alpha)
    sheet.oval(x, y, r, r, colour if theme.light else mix(colour, (1, 1, 1), 0.35), alpha)


def chart(sheet: Sheet, reading: Reading) -> None:
    """Bars rising under a curve, on a floor that runs away."""
    theme = _theme(sheet, reading)
    _ground(sheet, theme)
    w, h, u, rng, s = sheet.w, sheet.h, sheet.u, sheet.rng, 1
    base, left, wide = h * (0.70 if h > w else 0.78), w * 0.12, w * 0.76
    for k in range(-12, 13):
        sheet.stroke([(w / 2 + k * w * 0.06, base), (w / 2 + k * w * 0.22, h)], theme.line, u * 0.0016, 0.20, soft=False)
    for k in range(7):
        y = base + (h - base) * (k / 6) ** 1.8
        sheet.stroke([(0, y), (w, y)], theme.line, u * 0.0016, 0.22 - 0.02 * k, soft=False)
    for k in range(1, 6):
        y = base - h * 0.085 * k
        sheet.stroke([(left * 0.6, y), (w - left * 0.6, y)], theme.line, u * 0.0013, 0.14, soft=False)
    count = 7
    step, rise = wide / count, h * 0.42
    values = np.clip(np.linspace(0.22, 0.92, count) ** 1.25 + rng.normal(0, 0.06, count), 0.1, 1.0)
    tops = []
    for k, value in enumerate(values):
        x, bw, bh = left + step * (k + 0.22), step * 0.56, rise * value
        colour = mix(theme.cool, theme.line, 0.55 * (1 - k / count)) if k < count - 1 else theme.hot
        _bar(sheet, x, base, bw, bh, colour, theme)
        tops.append((x + bw / 2, base - bh - u * 0.075))
    _curve(sheet, tops, theme, s)


def _bar(sheet: Sheet, x: float, base: float, w: float, h: float, colour: RGB, theme: Theme) -> None:
    d = w * 0.26
    with sheet.layer():
        if not theme.light:
            sheet.rect(x - w * 0.2, base - h, w * 1.6, h, colour, 0.16, blur=w * 0.3)
        sheet.rect(
            x,
            base - h,
            w,
            h,
            shader=linear(0, base - h, 0, base, [(0, shift(colour, 0.05), 0.97), (1, mix(colour, theme.bottom, 0.62), 0.94)]),
        )
        sheet.shape(
            [(x + w, base - h), (x + w + d, base - h - d * 0.6), (x + w + d, base - d * 0.4), (x + w, base)],
            shader=linear(
                0, base - h, 0, base, [(0, shift(colour, -0.14), 1), (1, mix(shift(colour, -0.16), theme.bottom, 0.6), 1)]
            ),
        )
        sheet.shape(
            [(x, base - h), (x + w, base - h), (x + w + d, base - h - d * 0.6), (x + d, base - h - d * 0.6)],
            shift(colour, 0.13),
        )
    sheet.rect(x, base, w + d, h * 0.30, shader=linear(0, base, 0, base + h * 0.3, [(0, colour, 0.22), (1, colour, 0.0)]))


def _curve(sheet: Sheet, points: list[tuple[float, float]], theme: Theme, _side: int) -> None:
    u = sheet.u
    full = [(points[0][0] - u * 0.05, points[0][1] + u * 0.02), *points, (points[-1][0] + u * 0.05, points[-1][1] - u * 0.06)]
    if not theme.light:
        sheet.stroke(full, theme.hot, u * 0.022, 0.28, blur=u * 0.014)
    sheet.stroke(full, theme.hot, u * 0.0075)
    sheet.stroke(full, mix(theme.hot, (1, 1, 1), 0.6), u * 0.0026, 0.8)
    for (x0, y0), (x1, y1) in pairwise(points):
        _dot(sheet, (x0 + x1) / 2, (y0 + y1) / 2, u * 0.011, theme.hot, theme)


def network(sheet: Sheet, reading: Reading) -> None:
    """A sphere of linked points over a plain of light: thought, networks, machines."""
    theme = _theme(sheet, reading)
    _ground(sheet, theme)
    w, h, u, rng = sheet.w, sheet.h, sheet.u, sheet.rng
    cx, cy, r = w * (0.5 + (0.06 if w < h else 0.14) * sheet.pal.side), h * (0.37 if h > w else 0.43), u * 0.32
    _traces(sheet, theme, cy + r * 0.9)
    n = 190
    k = np.arange(n) + 0.5
    polar, turn = np.arccos(1 - 2 * k / n), np.pi * (1 + 5**0.5) * k
    p = np.stack([np.cos(turn) * np.sin(polar), np.cos(polar), np.sin(turn) * np.sin(polar)], 1) * (
        1 + rng.normal(0, 0.035, (n, 1))
    )
    a, b = 0.5 + rng.random(), 0.35
    p = (
        p
        @ np.array([[np.cos(a), 0, -np.sin(a)], [0, 1, 0], [np.sin(a), 0, np.cos(a)]])
        @ np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    )
    scale = r / (1 - 0.22 * p[:, 2])
    x, y, z = cx + p[:, 0] * scale, cy + p[:, 1] * scale, p[:, 2]
    if not theme.light:
        sheet.glow(cx, cy, r * 1.7, theme.cool, 0.42)
        sheet.glow(cx, cy, r * 0.7, mix(theme.hot, (1, 1, 1), 0.2), 0.40)
    gap = np.linalg.norm(p[:, None] - p[None], axis=-1)
    for i, j in zip(*np.where(np.triu(gap < 0.36, 1)), strict=True):
        near = (z[i] + z[j]) / 4 + 0.5
        sheet.stroke(
            [(x[i], y[i]), (x[j], y[j])],
            mix(theme.line, theme.cool, near),
            u * (0.0008 + 0.0018 * near) * (1.6 if theme.light else 1.0),
            0.12 + 0.55 * near,
            soft=False,
        )
    for i in np.argsort(z):
        near = z[i] / 2 + 0.5
        hot = rng.random() < 0.10
        _dot(
            sheet,
            x[i],
            y[i],
            u * (0.0022 + 0.0042 * near) * (1.7 if hot else 1) * (1.5 if theme.light else 1),
            theme.hot if hot else theme.cool,
            theme,
            0.25 + 0.75 * near,
        )
    for _ in range(60):
        t, d = rng.random() * 6.3, r * (1.1 + 1.2 * rng.random() ** 2)
        _dot(sheet, cx + np.cos(t) * d * 1.2, cy + np.sin(t) * d, u * 0.0016 * (0.6 + rng.random()), theme.line, theme, 0.6)


def _traces(sheet: Sheet, theme: Theme, top: float) -> None:
    """Lines of a circuit running towards us over the floor."""
    w, h, u, rng = sheet.w, sheet.h, sheet.u, sheet.rng
    for k in range(-9, 10):
        if k == 0:
            continue
        x0, x1 = w / 2 + k * w * 0.030, w / 2 + k * w * 0.13
        turn, side = 0.25 + 0.45 * rng.random(), (1 if k > 0 else -1) * w * (0.02 + 0.05 * rng.random())
        y1 = top + (h - top) * turn
        xm = x0 + (x1 - x0) * turn
        end = (x1 + side * 2.2, h + 5)
        line = [(x0, top), (xm, y1), (xm + side, y1 + abs(side) * 0.7), end]
        sheet.canvas.drawPath(
            poly(line, False),
            sheet.brush(
                shader=linear(0, top, 0, h, [(0, theme.line, 0.0), (0.3, theme.line, 0.45), (1, theme.line, 0.10)]),
                line=u * 0.003,
            ),
        )
        _dot(sheet, xm + side, y1 + abs(side) * 0.7, u * 0.005, theme.cool if k % 3 else theme.hot, theme, 0.8)


def cells(sheet: Sheet, reading: Reading) -> None:
    """Cells adrift, far ones out of focus, and a double helix across them."""
    theme = _theme(sheet, reading)
    _ground(sheet, theme)
    w, h, u, rng = sheet.w, sheet.h, sheet.u, sheet.rng
    for t in np.sort(rng.random(22)):
        x, y = rng.random() * w, rng.random() * h * 0.95
        _cell(sheet, x, y, u * (0.03 + 0.10 * t), theme, 0.25 + 0.35 * t, blur=u * 0.012 * (1 - t))
    _helix(sheet, theme)
    s = sheet.pal.side
    _cell(sheet, w * (0.5 - 0.30 * s), h * 0.33, u * 0.17, theme, 0.85, 0.0)
    _cell(sheet, w * (0.5 - 0.24 * s), h * 0.58, u * 0.11, theme, 0.75, 0.0)


def _cell(sheet: Sheet, x: float, y: float, r: float, theme: Theme, alpha: float, blur: float) -> None:
    rng, s = sheet.rng, sheet.pal.side
    colour = mix(theme.cool, theme.hot, 0.75 * rng.random() ** 2)
    sheet.oval(
        x,
        y,
        r,
        r * 0.96,
        shader=radial(
            x + s * r * 0.25,
            y - r * 0.3,
            r * 1.25,
            [
                (0, mix(colour, (1, 1, 1), 0.35), alpha * 0.35),
                (0.6, colour, alpha * 0.45),
                (0.86, mix(colour, (1, 1, 1), 0.3), alpha * 0.9),
                (1, colour, alpha * 0.3),
            ],
        ),
        blur=blur,
    )
    sheet.oval(
        x - s * r * 0.12,
        y + r * 0.08,
        r * 0.36,
        r * 0.33,
        shader=radial(x, y, r * 0.4, [(0, theme.hot, alpha * 0.95), (1, shift(theme.hot, -0.14), alpha * 0.7)]),
        blur=blur + r * 0.03,
    )
    for _ in range(9):
        a, d = rng.random() * 6.3, r * (0.45 + 0.35 * rng.random())
        sheet.oval(
            x + np.cos(a) * d, y + np.sin(a) * d, r * 0.055, r * 0.05, mix(colour, (1, 1, 1), 0.5), alpha * 0.6, blur=blur
        )
    sheet.oval(x + s * r * 0.42, y - r * 0.45, r * 0.22, r * 0.12, (1, 1, 1), alpha * 0.35, blur=r * 0.07 + blur)


def _helix(sheet: Sheet, theme: Theme) -> None:
    w, h, u, s = sheet.w, sheet.h, sheet.u, sheet.pal.side
    n = 64
    x0, y0, x1, y1 = w * (0.5 + 0.42 * s), -0.05 * h, w * (0.5 + 0.06 * s), h * 1.02
    length = float(np.hypot(x1 - x0, y1 - y0))
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    marks = []
    for k in range(n):
        t, angle = k / (n - 1), k * 0.40
        bx, by = x0 + (x1 - x0) * t, y0 + (y1 - y0) * t
        for turn in (0.0, np.pi):
            off, z = np.cos(angle + turn) * u * 0.13, np.sin(angle + turn)
            marks.append((z, k, bx - uy * off, by + ux * off, turn))
    ends = {(k, turn): (x, y) for _, k, x, y, turn in marks}
    for z, k, x, y, turn in sorted(marks):
        if turn == 0.0 and k % 2 == 0:
            sheet.stroke([(x, y), ends[(k, np.pi)]], mix(theme.line, theme.cool, 0.5), u * 0.005, 0.55, soft=False)
        near = z / 2 + 0.5
        r = u * (0.010 + 0.010 * near)
        colour = theme.cool if turn == 0.0 else theme.hot
        sheet.oval(
            x,
            y,
            r,
            r,
            shader=radial(
                x + s * r * 0.3,
                y - r * 0.4,
                r * 1.4,
                [(0, mix(colour, (1, 1, 1), 0.55), 1), (0.5, colour, 1), (1, shift(colour, -0.22), 1)],
            ),
            alpha=0.45 + 0.55 * near,
        )


def ribbons(sheet: Sheet, reading: Reading) -> None:
    """Silk-like bands flowing across, folded over one another, in the colours of the light."""
    pal, w, h, u, rng = sheet.pal, sheet.w, sheet.h, sheet.u, sheet.rng
    a, b, c, d = pal.sky
    light = pal.style in ("ink", "paper", "flat")
    sheet.wash(linear(0, 0, w * 0.3, h, [(0, d, 1), (0.5, c, 1), (1, b, 1)] if light else [(0, a, 1), (0.6, b, 1), (1, a, 1)]))
    sun = (w * (0.5 + 0.20 * pal.side), h * 0.30)
    sheet.glow(*sun, u * 0.9, pal.glow, 0.75)
    if light:
        sheet.oval(*sun, u * 0.13, u * 0.13, pal.disc if pal.style != "ink" else pal.bend(rgb("d8402a")))
    else:
        sheet.oval(*sun, u * 0.12, u * 0.12, mix(pal.disc, (1, 1, 1), 0.2), 0.95, blur=u * 0.006)
    hues = [mix(d, pal.glow, 0.4), c, mix(b, c, 0.4), b, mix(a, b, 0.5), mix(a, (0.02, 0.03, 0.08), 0.2)]
    phase = rng.random() * 6
    ts = np.linspace(-0.05, 1.05, 64)
    for k, hue in enumerate(hues):
        y0 = h * (0.40 + 0.105 * k)
        swing = u * (0.10 + 0.015 * k)
        crest = y0 + swing * np.sin(ts * (3.4 + 0.35 * k) + phase + k * 0.9) + swing * 0.35 * np.sin(ts * 7.1 + k * 2 + phase)
        points = [*zip(ts * w, crest, strict=True), (w * 1.05, h + 9), (-0.05 * w, h + 9)]
        with sheet.layer():
            if not pal.shadow:
                sheet.stroke(
                    [(x, y - u * 0.004) for x, y in zip(ts * w, crest, strict=True)],
                    (0.02, 0.02, 0.06),
                    u * 0.03,
                    0.22,
                    blur=u * 0.022,
                )
            sheet.shape(
                points,
                shader=linear(
                    0,
                    float(crest.min()),
                    0,
                    float(crest.max()) + u * 0.32,
                    [(0, shift(hue, 0.09), 1), (0.35, hue, 1), (1, shift(hue, -0.10), 1)],
                ),
            )
            sheet.stroke(list(zip(ts * w, crest + u * 0.003, strict=True)), mix(hue, (1, 1, 1), 0.55), u * 0.0032, 0.55)
