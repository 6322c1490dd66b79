"""Things on a table: cup, books, lamp, laptop, phone, bread, bowl, fruit, plants, candle, microphone, camera, clock, globe."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import skia

from .colour import RGB, mix, rgb, shift
from .sheet import Sheet, linear, radial, smooth

_BOOKS = tuple(rgb(c) for c in ("a23e35", "2f5d6b", "c79a4a", "4f6b4a", "6b4a63", "d8c7a8", "394a63"))


def shadow(sheet: Sheet, x: float, y: float, half: float, deep: float = 0.42) -> None:
    """A thing's contact shadow, falling away from the light."""
    s = sheet.pal.side
    sheet.oval(x - s * half * 0.45, y + half * 0.02, half * 1.45, half * 0.20, (0.05, 0.03, 0.04), deep * 0.7, blur=half * 0.16)
    sheet.oval(x, y, half * 1.02, half * 0.11, (0.04, 0.02, 0.03), deep, blur=half * 0.05)


def round_light(sheet: Sheet, x: float, half: float, albedo: RGB, shine: float = 0.06) -> object:
    """The shading of an upright round body."""
    pal, s = sheet.pal, sheet.pal.side
    stops = [
        (0.0, pal.tone(albedo, 0.08), 1.0),
        (0.35, pal.tone(albedo, 0.40), 1.0),
        (0.74, shift(pal.tone(albedo, 0.95), shine), 1.0),
        (0.9, pal.tone(albedo, 0.75), 1.0),
        (1.0, pal.tone(albedo, 0.45), 1.0),
    ]
    return linear(x - s * half, 0, x + s * half, 0, stops)


def cup(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A cup on its saucer, steaming."""
    s = sheet.pal.side
    china = rgb("f0e7da")
    half = size * 0.34
    shadow(sheet, x, y, half * 1.6)
    sheet.oval(x, y - size * 0.02, half * 1.75, half * 0.42, shader=round_light(sheet, x, half * 1.75, china))
    sheet.oval(x, y - size * 0.05, half * 1.25, half * 0.27, sheet.pal.tone(china, 0.35))
    handle = [
        (x - s * half * 0.9, y - size * 0.44),
        (x - s * half * 1.65, y - size * 0.42),
        (x - s * half * 1.6, y - size * 0.16),
        (x - s * half * 0.75, y - size * 0.16),
    ]
    sheet.stroke(handle, sheet.pal.tone(china, 0.3), size * 0.065)
    body = [
        (-1.0, 0.56),
        (-1.0, 0.5),
        (-0.92, 0.24),
        (-0.62, 0.07),
        (0.0, 0.04),
        (0.62, 0.07),
        (0.92, 0.24),
        (1.0, 0.5),
        (1.0, 0.56),
    ]
    sheet.fill(smooth([(x + a * half, y - b * size) for a, b in body]), None, 1, round_light(sheet, x, half, china))
    rim = y - size * 0.545
    sheet.oval(x, rim, half * 0.985, half * 0.25, sheet.pal.tone(china, 0.85))
    sheet.oval(
        x,
        rim + half * 0.03,
        half * 0.90,
        half * 0.20,
        shader=linear(
            x - half, 0, x + half, 0, [(0, sheet.pal.tone(rgb("4a2a1a"), 0.3), 1), (1, sheet.pal.tone(rgb("8a5530"), 0.7), 1)]
        ),
    )
    steam(sheet, x, rim, size * 0.9)


def steam(sheet: Sheet, x: float, y: float, rise: float) -> None:
    for k in (-1, 1, 0):
        ts = np.linspace(0, 1, 16)
        line = [
            (
                x + k * rise * 0.11 + np.sin(t * 6 + k * 1.7) * rise * 0.06 * (0.4 + t),
                y - rise * (0.05 + t * (0.85 - 0.12 * abs(k))),
            )
            for t in ts
        ]
        for i in range(0, 14, 2):
            sheet.stroke(line[i : i + 4], (1, 1, 0.98), rise * (0.03 + 0.035 * ts[i]), 0.13 * (1 - ts[i]), blur=rise * 0.022)


def books(sheet: Sheet, x: float, y: float, size: float, count: int = 4) -> None:
    """A stack of books."""
    pal, rng, s = sheet.pal, sheet.rng, sheet.pal.side
    shadow(sheet, x, y, size * 0.62)
    start = int(rng.integers(len(_BOOKS)))
    for k in range(count):
        half, thick = size * (0.56 - 0.05 * k + 0.03 * rng.normal()), size * (0.105 + 0.03 * rng.random())
        cx = x + size * 0.03 * rng.normal()
        tone = _BOOKS[(start + k * 2) % len(_BOOKS)]
        sheet.rect(
            cx - half,
            y - thick,
            half * 2,
            thick,
            shader=linear(
                cx - half,
                0,
                cx + half,
                0,
                [(0, pal.tone(tone, 0.85 if s < 0 else 0.3), 1), (1, pal.tone(tone, 0.85 if s > 0 else 0.3), 1)],
            ),
            r=thick * 0.16,
        )
        sheet.rect(
            cx - half * 0.96 + (half * 0.10 if s > 0 else 0),
            y - thick * 0.82,
            half * 1.82,
            thick * 0.64,
            pal.tone(rgb("efe3cb"), 0.7 if k else 0.5),
        )
        spine = cx - s * half * 0.80
        sheet.rect(min(spine, cx - s * half), y - thick, half * 0.20, thick, pal.tone(tone, 0.35), r=thick * 0.2)
        for j in (0.35, 0.62):
            sheet.stroke(
                [(cx - half * 0.7, y - thick * j), (cx + half * 0.8, y - thick * j)],
                pal.tone(rgb("b59f7c"), 0.5),
                thick * 0.03,
                0.5,
                soft=False,
            )
        y -= thick * 1.01


def open_book(sheet: Sheet, x: float, y: float, size: float) -> None:
    pal = sheet.pal
    shadow(sheet, x, y, size * 0.75)
    for s in (-1, 1):
        cover = [
            (x, y + size * 0.02),
            (x + s * size * 0.80, y - size * 0.05),
            (x + s * size * 0.64, y - size * 0.36),
            (x, y - size * 0.28),
        ]
        sheet.shape(cover, pal.tone(_BOOKS[0], 0.35))
        page = [
            (x, y - size * 0.02),
            (x + s * size * 0.2, y - size * 0.11),
            (x + s * size * 0.5, y - size * 0.11),
            (x + s * size * 0.76, y - size * 0.075),
            (x + s * size * 0.61, y - size * 0.37),
            (x + s * size * 0.4, y - size * 0.40),
            (x + s * size * 0.16, y - size * 0.38),
            (x, y - size * 0.30),
        ]
        light = 0.95 if s == pal.side else 0.7
        sheet.shape(
            page,
            shader=linear(
                x,
                0,
                x + s * size * 0.76,
                0,
                [
                    (0, pal.tone(rgb("e6d8bb"), light * 0.55), 1),
                    (0.25, pal.tone(rgb("f6ecd8"), light), 1),
                    (1, pal.tone(rgb("f2e6cf"), light), 1),
                ],
            ),
        )
        for k in range(7):
            t = 0.10 + k * 0.115
            a, b = 0.12 + 0.06 * (1 - t), 0.66 - 0.12 * t
            yy = y - size * (0.10 + 0.26 * t)
            sheet.stroke(
                [(x + s * size * a, yy - size * 0.03), (x + s * size * (a + b) / 2, yy - size * 0.035), (x + s * size * b, yy)],
                pal.tone(rgb("8d7f6c"), 0.5),
                size * 0.006,
                0.35,
            )


def lamp(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A desk lamp, its shade towards the middle of the picture, its light on the table."""
    pal = sheet.pal
    s = 1 if x < sheet.w / 2 else -1
    metal = rgb("2f4a4f")
    shadow(sheet, x, y, size * 0.20)
    sheet.oval(x, y - size * 0.02, size * 0.19, size * 0.045, shader=round_light(sheet, x, size * 0.19, metal))
    joint, head = (x - s * size * 0.16, y - size * 0.52), (x + s * size * 0.18, y - size * 0.86)
    for a, b in (((x, y - size * 0.03), joint), (joint, head)):
        sheet.stroke([a, b], pal.tone(metal, 0.25), size * 0.030, soft=False)
        sheet.stroke(
            [(a[0] + size * 0.006 * pal.side, a[1]), (b[0] + size * 0.006 * pal.side, b[1])],
            pal.tone(metal, 0.9),
            size * 0.009,
            soft=False,
        )
    sheet.oval(*joint, size * 0.03, size * 0.03, pal.tone(rgb("b58b4a"), 0.8))
    hx, hy = head
    cone = [
        (hx - s * size * 0.06, hy - size * 0.08),
        (hx + s * size * 0.05, hy - size * 0.10),
        (hx + s * size * 0.25, hy + size * 0.10),
        (hx - s * size * 0.09, hy + size * 0.17),
    ]
    light = mix(pal.lamp, (1, 0.97, 0.88), 0.5)
    beam = [
        (cone[2][0], cone[2][1]),
        (cone[3][0], cone[3][1]),
        (x - s * size * 0.35, y + size * 0.10),
        (x + s * size * 1.25, y + size * 0.10),
    ]
    strength = 0.34 + 0.3 * pal.dark
    sheet.shape(beam, shader=linear(0, hy, 0, y + size * 0.1, [(0, light, strength), (1, light, 0.02)]), blur=size * 0.05)
    sheet.glow(hx + s * size * 0.10, hy + size * 0.16, size * 0.95, pal.lamp, 0.5 + 0.3 * pal.dark)
    sheet.oval(x + s * size * 0.42, y + size * 0.02, size * 0.62, size * 0.12, light, 0.22 + 0.2 * pal.dark, blur=size * 0.08)
    sheet.shape(
        cone,
        shader=linear(hx, hy - size * 0.1, hx, hy + size * 0.16, [(0, pal.tone(metal, 0.85), 1), (1, pal.tone(metal, 0.3), 1)]),
        soft=False,
    )
    sheet.oval(hx + s * size * 0.08, hy + size * 0.145, size * 0.085, size * 0.035, (1.0, 0.96, 0.84))


def laptop(sheet: Sheet, x: float, y: float, size: float, code: bool = False) -> None:
    """An open laptop facing us, its screen glowing."""
    pal = sheet.pal
    w, h = size * 0.66, size * 0.80
    shadow(sheet, x, y, size * 0.80)
    top = y - h * 0.98
    metal = rgb("b9bec4")
    sheet.rect(x - w, top, w * 2, h * 0.86, pal.tone(rgb("26292e"), 0.4), r=size * 0.03)
    sx, sy, sw, sh = x - w * 0.95, top + h * 0.045, w * 1.9, h * 0.76
    a, b = (
        (rgb("173a52"), rgb("2f7a86")) if code else (mix(pal.sky[1], rgb("2f6f9a"), 0.5), mix(pal.sky[3], rgb("f2d8b0"), 0.5))
    )
    sheet.rect(sx, sy, sw, sh, shader=linear(sx, sy, sx + sw, sy + sh, [(0, a, 1), (1, b, 1)]))
    sheet.canvas.save()
    sheet.canvas.clipRect(_box(sx, sy, sw, sh))
    (_code_lines if code else _screen_hills)(sheet, sx, sy, sw, sh)
    sheet.canvas.restore()
    sheet.shape([(sx + sw * 0.55, sy), (sx + sw, sy), (sx + sw, sy + sh * 0.7)], (1, 1, 1), 0.06)
    base = [(x - w, y - h * 0.11), (x + w, y - h * 0.11), (x + w * 1.22, y), (x - w * 1.22, y)]
    sheet.shape(base, shader=linear(0, y - h * 0.11, 0, y, [(0, pal.tone(metal, 0.5), 1), (1, pal.tone(metal, 0.9), 1)]))
    for r in range(4):
        t = (r + 0.6) / 5
        yy, half = y - h * 0.11 * (1 - t * 0.75), w * (0.86 + 0.12 * t)
        sheet.stroke([(x - half, yy), (x + half, yy)], pal.tone(rgb("3a3e44"), 0.4), h * 0.013, 0.75, soft=False)
    sheet.rect(x - w * 1.22, y - 1, w * 2.44, size * 0.022, pal.tone(metal, 0.35), r=size * 0.01)
    sheet.glow(x, y - h * 0.5, size * 1.15, mix(b, (1, 1, 1), 0.3), 0.16 + 0.2 * pal.dark)


def _box(x: float, y: float, w: float, h: float) -> skia.Rect:
    return skia.Rect.MakeXYWH(x, y, w, h)


def _code_lines(sheet: Sheet, x: float, y: float, w: float, h: float) -> None:
    rng = sheet.rng
    tones = tuple(rgb(c) for c in ("7fd1c7", "e8c27a", "d98aa5", "9fb7d8", "dfe7ea"))
    indent = 0
    for k in range(14):
        yy, xx = y + h * (0.07 + 0.064 * k), x + w * (0.06 + 0.05 * indent)
        for _ in range(1 + int(rng.integers(4))):
            length = w * (0.05 + 0.11 * rng.random())
            if xx + length > x + w * 0.92:
                break
            sheet.rect(xx, yy, length, h * 0.022, tones[int(rng.integers(5))], 0.9, r=h * 0.011)
            xx += length + w * 0.022
        indent = max(0, min(4, indent + int(rng.integers(-1, 2))))


def _screen_hills(sheet: Sheet, x: float, y: float, w: float, h: float) -> None:
    sheet.oval(x + w * 0.68, y + h * 0.38, h * 0.11, h * 0.11, (1, 0.95, 0.8), 0.95)
    for k, tone in enumerate((rgb("6f93a8"), rgb("4f7488"), rgb("345262"))):
        pts = [(x + w * t, y + h * (0.62 + 0.12 * k - 0.10 * np.sin(t * 5 + k * 2.1))) for t in np.linspace(0, 1, 20)]
        sheet.shape([*pts, (x + w, y + h), (x, y + h)], tone)


def phone(sheet: Sheet, x: float, y: float, size: float) -> None:
    pal = sheet.pal
    w, h = size * 0.26, size * 0.52
    shadow(sheet, x, y, w * 0.9)
    sheet.rect(x - w, y - h * 2, w * 2, h * 2, pal.tone(rgb("23262b"), 0.5), r=w * 0.26)
    sheet.rect(
        x - w * 0.92,
        y - h * 1.96,
        w * 1.84,
        h * 1.92,
        shader=linear(0, y - h * 2, 0, y, [(0, rgb("5a6ad0"), 1), (0.5, rgb("b873c0"), 1), (1, rgb("f2a27a"), 1)]),
        r=w * 0.2,
    )
    for r in range(3):
        for c in range(3):
            sheet.rect(
                x - w * 0.68 + c * w * 0.5,
                y - h * 1.5 + r * w * 0.56,
                w * 0.36,
                w * 0.36,
                (1, 1, 1),
                0.55 + 0.1 * ((r + c) % 3),
                r=w * 0.09,
            )
    sheet.glow(x, y - h, size * 0.7, rgb("d8a0c8"), 0.15 + 0.2 * pal.dark)


def bread(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A loaf on a board, two slices cut, ears of wheat."""
    pal, s = sheet.pal, sheet.pal.side
    shadow(sheet, x, y, size * 0.8)
    sheet.rect(
        x - size * 0.85,
        y - size * 0.06,
        size * 1.7,
        size * 0.075,
        shader=linear(0, y - size * 0.06, 0, y, [(0, pal.tone(rgb("b98650"), 0.9), 1), (1, pal.tone(rgb("8a5c33"), 0.3), 1)]),
        r=size * 0.03,
    )
    crust, crumb = rgb("b8702f"), rgb("f0d9ac")
    loaf = [(-0.62, 0.05), (-0.68, 0.22), (-0.56, 0.40), (-0.25, 0.50), (0.12, 0.48), (0.36, 0.36), (0.42, 0.18), (0.36, 0.05)]
    sheet.fill(
        smooth([(x - s * a * size, y - b * size) for a, b in loaf]),
        None,
        1,
        linear(
            0,
            y - size * 0.5,
            0,
            y,
            [
                (0, pal.tone(shift(crust, 0.08), 1.0), 1),
                (0.5, pal.tone(crust, 0.6), 1),
                (1, pal.tone(shift(crust, -0.08), 0.2), 1),
            ],
        ),
    )
    for k in range(4):
        a = -0.42 + 0.20 * k
        cut = [
            (x - s * (a - 0.06) * size, y - size * 0.44),
            (x - s * a * size, y - size * 0.36),
            (x - s * (a + 0.08) * size, y - size * 0.24),
        ]
        sheet.stroke(cut, pal.tone(crumb, 0.8), size * 0.045, 0.9)
        sheet.stroke(
            [(p + s * size * 0.014, q + size * 0.012) for p, q in cut], pal.tone(shift(crust, -0.1), 0.3), size * 0.018, 0.6
        )
    for k in range(2):
        cx = x + s * size * (0.46 + 0.20 * k)
        slice_ = [(-0.20, 0.06), (-0.22, 0.24), (-0.14, 0.37), (0.04, 0.40), (0.18, 0.34), (0.22, 0.20), (0.18, 0.06)]
        sheet.fill(smooth([(cx + a * size, y - b * size) for a, b in slice_]), pal.tone(crust, 0.55))
        sheet.fill(
            smooth([(cx + a * size * 0.86, y - size * 0.015 - b * size * 0.92) for a, b in slice_]),
            pal.tone(crumb, 0.95 - 0.15 * k),
        )
        for _ in range(16):
            sheet.oval(
                cx + sheet.rng.normal() * size * 0.08,
                y - size * (0.2 + 0.06 * sheet.rng.normal()),
                size * 0.008,
                size * 0.006,
                pal.tone(crumb, 0.4),
                0.8,
            )
    _wheat(sheet, x - s * size * 0.75, y - size * 0.02, size * 0.55)


def _wheat(sheet: Sheet, x: float, y: float, size: float) -> None:
    pal = sheet.pal
    for k in range(3):
        a = -0.5 + 0.32 * k
        line = [(x + np.sin(a) * size * t, y - size * t * 0.9) for t in (0, 0.5, 1)]
        sheet.stroke(line, pal.tone(rgb("b8923f"), 0.6), size * 0.016)
        for j in range(6):
            t = 0.62 + 0.07 * j
            for m in (-1, 1):
                px, py = x + np.sin(a) * size * t, y - size * t * 0.9
                sheet.stroke(
                    [(px, py), (px + m * size * 0.05, py - size * 0.06)],
                    pal.tone(rgb("d9b45a"), 0.85),
                    size * 0.035,
                    soft=False,
                )


def bowl(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A bowl of noodles with chopsticks."""
    pal, rng, s = sheet.pal, sheet.rng, sheet.pal.side
    half = size * 0.62
    shadow(sheet, x, y, half * 0.8)
    body = [(-1.0, 0.60), (-0.96, 0.40), (-0.70, 0.14), (-0.34, 0.02), (0.34, 0.02), (0.70, 0.14), (0.96, 0.40), (1.0, 0.60)]
    sheet.fill(
        smooth([(x + a * half, y - b * size * 0.8) for a, b in body]), None, 1, round_light(sheet, x, half, rgb("2f5f7a"))
    )
    rim = y - size * 0.47
    sheet.oval(x, rim, half, half * 0.28, pal.tone(rgb("e9e2d4"), 0.85))
    sheet.oval(x, rim + size * 0.01, half * 0.93, half * 0.235, pal.tone(rgb("b5692c"), 0.7))
    for _ in range(34):
        a, d = rng.random() * 6.3, half * 0.6 * float(np.sqrt(rng.random()))
        cx, cy = x + np.cos(a) * d, rim - size * 0.01 + np.sin(a) * d * 0.25
        arc = [
            (cx + np.cos(t) * half * 0.18, cy + np.sin(t) * half * 0.055 - size * 0.02)
            for t in np.linspace(rng.random() * 3, 5, 8)
        ]
        sheet.stroke(arc, pal.tone(rgb("efd08a"), 0.6 + 0.4 * rng.random()), size * 0.016)
    for dx in (-0.30, 0.26):
        sheet.oval(x + dx * half, rim - size * 0.01, half * 0.20, half * 0.105, pal.tone(rgb("f7efdd"), 0.9))
        sheet.oval(x + dx * half, rim - size * 0.012, half * 0.095, half * 0.055, pal.tone(rgb("f0a02f"), 0.9))
    for _ in range(16):
        sheet.oval(
            x + rng.normal() * half * 0.3,
            rim + rng.normal() * half * 0.08,
            size * 0.014,
            size * 0.009,
            pal.tone(rgb("5f9a3f"), 0.8),
        )
    for k in (0, 1):
        sheet.stroke(
            [(x - s * half * (0.2 + 0.07 * k), rim - size * 0.02), (x + s * half * 1.05, rim - size * (0.46 + 0.05 * k))],
            pal.tone(rgb("6b3a26"), 0.5),
            size * 0.026,
            soft=False,
        )
    steam(sheet, x, rim, size * 1.0)


def fruit(sheet: Sheet, x: float, y: float, size: float) -> None:
    for dx, dy, r, code in ((-0.34, 0, 0.27, "c8402e"), (0.22, 0.02, 0.25, "e39a2e"), (-0.04, -0.05, 0.23, "a8b845")):
        cx, cy = x + dx * size, y + dy * size - r * size
        shadow(sheet, cx, cy + r * size, r * size * 0.8)
        pal, s, c = sheet.pal, sheet.pal.side, rgb(code)
        sheet.oval(
            cx,
            cy,
            r * size,
            r * size * 0.95,
            shader=radial(
                cx + s * r * size * 0.35,
                cy - r * size * 0.35,
                r * size * 1.5,
                [(0, shift(pal.tone(c, 1.0), 0.12), 1), (0.35, pal.tone(c, 0.85), 1), (1, pal.tone(c, 0.08), 1)],
            ),
        )
        sheet.stroke(
            [(cx, cy - r * size * 0.85), (cx + size * 0.02, cy - r * size * 1.15)], pal.tone(rgb("5a4028"), 0.4), size * 0.02
        )


def plant(sheet: Sheet, x: float, y: float, size: float, flowers: bool = False) -> None:
    """A potted plant, or a vase of flowers."""
    pal, rng, s = sheet.pal, sheet.rng, sheet.pal.side
    shadow(sheet, x, y, size * 0.24)
    top = y - size * 0.34
    for k in range(17):
        a = -np.pi / 2 + (k - 8) * 0.17 + rng.normal() * 0.08
        length = size * (0.40 + 0.26 * rng.random())
        tip = (x + np.cos(a) * length * 0.9, top + np.sin(a) * length)
        mid = (x + np.cos(a) * length * 0.45, top + np.sin(a) * length * 0.62)
        tone = pal.tone(mix(rgb("3f7a4a"), rgb("8db35a"), rng.random()), 0.15 + 0.75 * (np.cos(a) * s > 0))
        if flowers:
            sheet.stroke([(x, top), mid, tip], pal.tone(rgb("4f7a45"), 0.4), size * 0.012)
            _bloom(sheet, *tip, size * (0.05 + 0.03 * rng.random()))
            continue
        wide = length * 0.15
        sheet.fill(
            smooth(
                [
                    (x, top),
                    (mid[0] - wide * np.sin(a), mid[1] + wide * np.cos(a)),
                    tip,
                    (mid[0] + wide * np.sin(a), mid[1] - wide * np.cos(a)),
                ]
            ),
            tone,
        )
        sheet.stroke([(x, top), mid, tip], shift(tone, 0.06), size * 0.006, 0.7)
    pot = [(-0.21, 0.36), (0.21, 0.36), (0.16, 0.0), (-0.16, 0.0)]
    sheet.shape(
        [(x + a * size, y - b * size) for a, b in pot],
        shader=round_light(sheet, x, size * 0.21, rgb("b8694a") if not flowers else rgb("7f9aa8")),
    )
    sheet.rect(
        x - size * 0.225,
        y - size * 0.40,
        size * 0.45,
        size * 0.07,
        shader=round_light(sheet, x, size * 0.225, rgb("c47a58") if not flowers else rgb("8facb8")),
        r=size * 0.012,
    )


def _bloom(sheet: Sheet, x: float, y: float, r: float) -> None:
    pal, rng = sheet.pal, sheet.rng
    tone = (rgb("e2798f"), rgb("f2c14e"), rgb("f4ede0"), rgb("d9604a"))[int(rng.integers(4))]
    for k in range(7):
        a = k * 0.9
        sheet.oval(
            x + np.cos(a) * r * 0.6,
            y + np.sin(a) * r * 0.5,
            r * 0.5,
            r * 0.42,
            pal.tone(tone, 0.5 + 0.45 * (np.cos(a) * pal.side > 0)),
        )
    sheet.oval(x, y, r * 0.3, r * 0.26, pal.tone(rgb("a8702a"), 0.7))


def candle(sheet: Sheet, x: float, y: float, size: float) -> None:
    shadow(sheet, x, y, size * 0.16)
    sheet.rect(
        x - size * 0.12,
        y - size * 0.5,
        size * 0.24,
        size * 0.5,
        shader=round_light(sheet, x, size * 0.12, rgb("f3ead6")),
        r=size * 0.02,
    )
    sheet.glow(x, y - size * 0.66, size * 1.5, (1.0, 0.72, 0.36), 0.75)
    sheet.shape(
        [
            (x - size * 0.045, y - size * 0.58),
            (x - size * 0.03, y - size * 0.70),
            (x, y - size * 0.84),
            (x + size * 0.03, y - size * 0.70),
            (x + size * 0.045, y - size * 0.58),
        ],
        (1.0, 0.93, 0.66),
        soft=True,
    )


def microphone(sheet: Sheet, x: float, y: float, size: float) -> None:
    pal = sheet.pal
    shadow(sheet, x, y, size * 0.3)
    dark = rgb("2a2d33")
    sheet.oval(x, y - size * 0.02, size * 0.28, size * 0.06, shader=round_light(sheet, x, size * 0.28, dark, 0.1))
    sheet.rect(
        x - size * 0.022, y - size * 0.5, size * 0.044, size * 0.48, shader=round_light(sheet, x, size * 0.022, rgb("8a9098"))
    )
    arm = [
        (x - size * 0.26, y - size * 0.85),
        (x - size * 0.24, y - size * 0.56),
        (x, y - size * 0.48),
        (x + size * 0.24, y - size * 0.56),
        (x + size * 0.26, y - size * 0.85),
    ]
    sheet.stroke(arm, pal.tone(rgb("8a9098"), 0.7), size * 0.03)
    sheet.rect(
        x - size * 0.17,
        y - size * 1.22,
        size * 0.34,
        size * 0.66,
        shader=round_light(sheet, x, size * 0.17, dark, 0.14),
        r=size * 0.17,
    )
    for k in range(9):
        yy = y - size * (1.14 - 0.038 * k)
        sheet.stroke(
            [(x - size * 0.155, yy), (x + size * 0.155, yy)], pal.tone(rgb("9aa2ab"), 0.7), size * 0.008, 0.7, soft=False
        )
    sheet.rect(x - size * 0.175, y - size * 0.82, size * 0.35, size * 0.05, pal.tone(rgb("c9a44e"), 0.85))


def camera(sheet: Sheet, x: float, y: float, size: float) -> None:
    pal, s = sheet.pal, sheet.pal.side
    shadow(sheet, x, y, size * 0.6)
    sheet.rect(
        x - size * 0.55,
        y - size * 0.62,
        size * 1.1,
        size * 0.62,
        shader=linear(
            0,
            y - size * 0.62,
            0,
            y,
            [
                (0, pal.tone(rgb("c6c2ba"), 0.9), 1),
                (0.28, pal.tone(rgb("c6c2ba"), 0.7), 1),
                (0.285, pal.tone(rgb("2a2624"), 0.6), 1),
                (1, pal.tone(rgb("2a2624"), 0.3), 1),
            ],
        ),
        r=size * 0.06,
    )
    sheet.rect(x - size * 0.18, y - size * 0.73, size * 0.36, size * 0.14, pal.tone(rgb("bdb8ae"), 0.8), r=size * 0.03)
    for r, tone in ((0.29, "3a3634"), (0.24, "77726c"), (0.20, "1c1b20"), (0.13, "2f3f5c")):
        sheet.oval(x, y - size * 0.30, r * size, r * size, pal.tone(rgb(tone), 0.6))
    sheet.oval(x + s * size * 0.05, y - size * 0.35, size * 0.04, size * 0.03, (1, 1, 1), 0.7, blur=size * 0.01)


def clock(sheet: Sheet, x: float, y: float, size: float) -> None:
    pal = sheet.pal
    cy, r = y - size * 0.52, size * 0.5
    shadow(sheet, x, y, r * 0.7)
    for s in (-1, 1):
        sheet.stroke(
            [(x + s * r * 0.5, cy + r * 0.8), (x + s * r * 0.7, y)], pal.tone(rgb("8a6a3f"), 0.5), size * 0.05, soft=False
        )
        sheet.oval(x + s * r * 0.5, cy - r * 0.95, r * 0.28, r * 0.2, pal.tone(rgb("b58b4a"), 0.8))
    sheet.oval(x, cy, r, r, shader=round_light(sheet, x, r, rgb("b5453a")))
    sheet.oval(x, cy, r * 0.85, r * 0.85, pal.tone(rgb("f6efe0"), 0.9))
    for k in range(12):
        a = k * np.pi / 6
        inner = 0.66 if k % 3 == 0 else 0.73
        sheet.stroke(
            [(x + np.sin(a) * r * inner, cy - np.cos(a) * r * inner), (x + np.sin(a) * r * 0.79, cy - np.cos(a) * r * 0.79)],
            pal.tone(rgb("3a3028"), 0.3),
            size * 0.018,
            soft=False,
        )
    for a, length, width in ((5.25, 0.44, 0.034), (0.95, 0.64, 0.022)):
        sheet.stroke(
            [(x, cy), (x + np.sin(a) * r * length, cy - np.cos(a) * r * length)],
            pal.tone(rgb("2a241f"), 0.3),
            size * width,
            soft=False,
        )
    sheet.oval(x, cy, r * 0.06, r * 0.06, pal.tone(rgb("b5453a"), 0.6))


def globe(sheet: Sheet, x: float, y: float, size: float) -> None:
    pal, s, rng = sheet.pal, sheet.pal.side, sheet.rng
    cy, r = y - size * 0.60, size * 0.40
    shadow(sheet, x, y, size * 0.3)
    sheet.oval(x, y - size * 0.02, size * 0.24, size * 0.05, shader=round_light(sheet, x, size * 0.24, rgb("6b452c")))
    sheet.rect(x - size * 0.02, y - size * 0.2, size * 0.04, size * 0.18, pal.tone(rgb("b58b4a"), 0.7))
    arc = [(x + np.cos(t) * r * 1.13, cy + np.sin(t) * r * 1.13) for t in np.linspace(-1.2, 1.9, 24)]
    sheet.stroke(arc, pal.tone(rgb("b58b4a"), 0.75), size * 0.028)
    sheet.oval(
        x,
        cy,
        r,
        r,
        shader=radial(
            x + s * r * 0.4,
            cy - r * 0.4,
            r * 1.6,
            [(0, pal.tone(rgb("8fc4d6"), 1), 1), (0.5, pal.tone(rgb("3f86a8"), 0.7), 1), (1, pal.tone(rgb("1f4f74"), 0.1), 1)],
        ),
    )
    sheet.canvas.save()
    sheet.canvas.clipPath(
        smooth([(x + np.cos(t) * r * 1.03, cy + np.sin(t) * r * 1.03) for t in np.linspace(0, 6.283, 24, endpoint=False)]),
        doAntiAlias=True,
    )
    for cx0, cy0, big in ((-0.4, -0.35, 0.42), (0.3, -0.2, 0.5), (-0.2, 0.45, 0.34), (0.55, 0.5, 0.22)):
        blob = [
            (
                x + r * (cx0 + big * np.cos(t) * (0.7 + 0.5 * rng.random())),
                cy + r * (cy0 + big * 0.8 * np.sin(t) * (0.7 + 0.5 * rng.random())),
            )
            for t in np.linspace(0, 6.28, 13)[:-1]
        ]
        sheet.fill(smooth(blob), pal.tone(rgb("8fa65a"), 0.7), 0.92)
    sheet.canvas.restore()


DRAW: dict[str, Callable[[Sheet, float, float, float], None]] = {
    "cup": cup, "book": books, "lamp": lamp, "laptop": laptop, "phone": phone, "food": bread, "bowl": bowl, "fruit": fruit,
    "plant": plant, "candle": candle, "microphone": microphone, "camera": camera, "clock": clock, "globe": globe,
}  # fmt: skip
