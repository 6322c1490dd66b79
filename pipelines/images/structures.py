"""Single buildings: cabin, village houses, pavilion, pagoda, bridge, lighthouse, windmill, great wall, tent."""

from __future__ import annotations

import numpy as np

from .colour import RGB, mix, rgb, shift
from .sheet import Sheet, linear


def _lit(sheet: Sheet) -> RGB:
    """Colour of a window: lamplight when it is dark outside, glass by day."""
    pal = sheet.pal
    return mix(pal.lamp, (1, 0.95, 0.8), 0.2) if pal.dark > 0.1 else pal.tone(rgb("46586a"), 0.4)


def pane(sheet: Sheet, x: float, y: float, w: float, h: float) -> None:
    """A window with its light."""
    pal = sheet.pal
    sheet.rect(x, y, w, h, _lit(sheet), r=w * 0.06)
    if pal.dark > 0.1:
        sheet.glow(x + w / 2, y + h / 2, max(w, h) * 3.2, pal.lamp, 0.40 + 0.25 * pal.dark)
    frame = pal.tone(rgb("4a3428"), 0.2)
    sheet.rect(x + w * 0.46, y, w * 0.08, h, frame, 0.8)
    sheet.rect(x, y + h * 0.46, w, h * 0.08, frame, 0.8)


def cabin(sheet: Sheet, x: float, y: float, size: float, far: float = 0.0) -> None:
    """A small house in three-quarter view, its lit windows towards us and smoke from the chimney; base middle at (x, y)."""
    pal, s = sheet.pal, pal_side(sheet)
    wall, roof = rgb("9c6b48"), rgb("6b3f36") if not pal.snowy else rgb("eef2f6")
    w, h, d = size * 0.62, size * 0.36, size * 0.36
    lit, dim = pal.tone(wall, 0.75, far), pal.tone(wall, 0.2, far)
    x0 = x - s * (w - d) / 2
    gable = [(x0 - s * 0, y), (x0 + s * d, y), (x0 + s * d, y - h), (x0 + s * d / 2, y - h * 1.75), (x0, y - h)]
    side = [(x0, y), (x0 - s * w, y), (x0 - s * w, y - h * 0.95), (x0, y - h)]
    with sheet.layer():
        sheet.rect(x0 - s * w * 0.62 - size * 0.03, y - h * 2.05, size * 0.075, h * 0.8, pal.tone(rgb("77665c"), 0.45, far))
        sheet.shape(side, shader=linear(0, y - h, 0, y, [(0, dim, 1), (1, shift(dim, -0.05), 1)]))
        sheet.shape(gable, shader=linear(0, y - h * 1.7, 0, y, [(0, lit, 1), (1, shift(lit, -0.07), 1)]))
        for k in range(1, 7):
            yy = y - h * k / 7
            sheet.stroke([(x0 - s * w, yy), (x0 + s * d, yy)], shift(dim, -0.06), size * 0.004, 0.35, soft=False)
        eave = size * 0.05
        top, low = (x0 + s * d / 2, y - h * 1.82), (x0 - s * eave * 0.6, y - h * 0.92)
        back_top, back_low = (x0 + s * (d / 2 - w), y - h * 1.74), (x0 - s * (w + eave * 0.6), y - h * 0.88)
        sheet.shape(
            [top, low, back_low, back_top],
            shader=linear(0, top[1], 0, low[1], [(0, pal.tone(roof, 0.5, far), 1), (1, pal.tone(roof, 0.25, far), 1)]),
        )
        front = (x0 + s * (d + eave * 0.8), y - h * 0.90)
        sheet.stroke([low, top, front], pal.tone(roof, 0.85, far), size * 0.028, soft=False)
    pane(sheet, x0 + s * d * 0.5 - size * 0.055, y - h * 0.86, size * 0.11, size * 0.13)
    for share in (0.30, 0.70):
        pane(sheet, x0 - s * w * share - size * 0.045, y - h * 0.72, size * 0.09, size * 0.11)
    smoke(sheet, x0 - s * w * 0.62 + size * 0.01, y - h * 2.1, size * 0.9)


def pal_side(sheet: Sheet) -> int:
    return sheet.pal.side


def smoke(sheet: Sheet, x: float, y: float, rise: float) -> None:
    pal = sheet.pal
    for k in range(14):
        t = k / 13
        sheet.oval(
            x - pal.side * rise * 0.35 * t**1.4 + np.sin(t * 9) * rise * 0.02,
            y - rise * t,
            rise * (0.018 + 0.07 * t),
            rise * (0.016 + 0.05 * t),
            mix(pal.cloud[0], pal.haze, 0.4),
            0.20 * (1 - t),
            blur=rise * 0.03,
        )


def _sweep(x: float, y: float, half: float, rise: float, curl: float) -> list[tuple[float, float]]:
    """A Chinese roof seen from the front: a ridge, concave slopes and upturned ends."""
    right = [
        (half * 0.42, -rise),
        (half * 0.55, -rise * 0.72),
        (half * 0.74, -rise * 0.34),
        (half * 0.95, -rise * 0.06),
        (half * 1.08, -rise * 0.02 - curl),
        (half * 1.02, rise * 0.06),
        (half * 0.8, rise * 0.10),
    ]
    points = [*[(-a, b) for a, b in right[::-1]], *right]
    return [(x + a, y + b) for a, b in points]


def hall(sheet: Sheet, x: float, y: float, size: float, far: float = 0.0) -> None:
    """A temple hall with a double roof on a stone base."""
    pal = sheet.pal
    red, tile, stone = rgb("a8402f"), rgb("4a5a58"), rgb("b9b2a4")
    with sheet.layer():
        for k in range(3):
            sheet.rect(
                x - size * (0.56 - 0.05 * k),
                y - size * 0.04 * (k + 1),
                size * (1.12 - 0.1 * k),
                size * 0.045,
                pal.tone(stone, 0.75 - 0.15 * k, far),
            )
        base = y - size * 0.12
        sheet.rect(
            x - size * 0.40,
            base - size * 0.26,
            size * 0.80,
            size * 0.27,
            shader=linear(0, base - size * 0.26, 0, base, [(0, pal.tone(red, 0.15, far), 1), (1, pal.tone(red, 0.5, far), 1)]),
        )
        for k in range(5):
            if far < 0.5:
                pane(sheet, x - size * 0.33 + k * size * 0.145, base - size * 0.19, size * 0.085, size * 0.18)
        for k in range(6):
            sheet.rect(
                x - size * 0.40 + k * size * 0.154,
                base - size * 0.26,
                size * 0.028,
                size * 0.27,
                pal.tone(red, 0.85 if k * pal.side > 0 else 0.5, far),
            )
        for cy, half, rise in ((base - size * 0.25, 0.54, 0.15), (base - size * 0.47, 0.40, 0.19)):
            yy = cy
            if half < 0.5:
                sheet.rect(x - size * 0.28, cy, size * 0.56, size * 0.10, pal.tone(red, 0.3, far))
            roof = _sweep(x, yy, size * half, size * rise, size * 0.05)
            sheet.shape(
                roof,
                shader=linear(
                    0,
                    yy - size * rise,
                    0,
                    yy + size * 0.03,
                    [(0, pal.tone(tile, 0.9, far), 1), (1, pal.tone(tile, 0.25, far), 1)],
                ),
                soft=True,
            )
            sheet.rect(
                x - size * half * 0.42, yy - size * rise * 1.06, size * half * 0.84, size * 0.022, pal.tone(tile, 0.2, far)
            )


def pagoda(sheet: Sheet, x: float, y: float, size: float, far: float = 0.0) -> None:
    """A tower of seven storeys, `size` high."""
    pal = sheet.pal
    wall, tile = rgb("c9a98a") if pal.style != "ink" else rgb("9a9590"), rgb("55504e")
    floors, step = 7, size / 8.4
    with sheet.layer():
        for k in range(floors):
            half = size * (0.135 - 0.0105 * k)
            base = y - k * step
            sheet.rect(
                x - half * 0.72,
                base - step * 0.80,
                half * 1.44,
                step * 0.82,
                shader=linear(
                    x - half,
                    0,
                    x + half,
                    0,
                    [
                        (0, pal.tone(wall, 0.8 if pal.side < 0 else 0.2, far), 1),
                        (1, pal.tone(wall, 0.8 if pal.side > 0 else 0.2, far), 1),
                    ],
                ),
            )
            if far < 0.6:
                sheet.rect(
                    x - half * 0.16,
                    base - step * 0.52,
                    half * 0.32,
                    step * 0.46,
                    mix(_lit(sheet), pal.haze, far * 0.6),
                    r=half * 0.14,
                )
            roof = [
                (x - half * 1.34, base - step * 0.88),
                (x - half * 1.05, base - step * 0.78),
                (x, base - step * 0.75),
                (x + half * 1.05, base - step * 0.78),
                (x + half * 1.34, base - step * 0.88),
                (x + half * 0.80, base - step * 0.98),
                (x + half * 0.6, base - step * 1.06),
                (x - half * 0.6, base - step * 1.06),
                (x - half * 0.80, base - step * 0.98),
            ]
            sheet.shape(roof, pal.tone(tile, 0.35, far))
            sheet.stroke(roof[5:7] if pal.side > 0 else roof[7:9], pal.tone(tile, 0.9, far), size * 0.006, soft=False)
        top = y - floors * step
        sheet.shape([(x - size * 0.035, top), (x + size * 0.035, top), (x, top - size * 0.16)], pal.tone(tile, 0.3, far))


def white_house(sheet: Sheet, x: float, y: float, size: float, far: float = 0.0) -> None:
    """A white-walled house of the water towns, with a black tile roof and stepped gable."""
    pal = sheet.pal
    wall, tile = rgb("ece8df"), rgb("3d4044")
    w, h = size * 0.62, size * 0.40
    lit, dim = pal.tone(wall, 0.85, far), pal.tone(wall, 0.35, far)
    with sheet.layer():
        sheet.rect(x - w / 2, y - h, w, h, shader=linear(0, y - h, 0, y, [(0, lit, 1), (1, mix(lit, dim, 0.55), 1)]))
        roof = [
            (x - w * 0.58, y - h * 0.98),
            (x - w * 0.50, y - h * 1.07),
            (x - w * 0.40, y - h * 1.40),
            (x + w * 0.40, y - h * 1.40),
            (x + w * 0.50, y - h * 1.07),
            (x + w * 0.58, y - h * 0.98),
        ]
        sheet.shape(
            roof,
            shader=linear(0, y - h * 1.4, 0, y - h, [(0, pal.tone(tile, 0.75, far), 1), (1, pal.tone(tile, 0.25, far), 1)]),
        )
        for k in range(15):
            xx = x - w * 0.39 + w * 0.78 * k / 14
            sheet.stroke(
                [(xx, y - h * 1.39), (x + (xx - x) * 1.38, y - h * 1.0)],
                pal.tone(tile, 0.15, far),
                size * 0.004,
                0.5,
                soft=False,
            )
        sheet.rect(x - w * 0.43, y - h * 1.45, w * 0.86, h * 0.06, pal.tone(tile, 0.2, far))
    for share in (-0.28, 0.28):
        pane(sheet, x + w * share - size * 0.055, y - h * 0.74, size * 0.11, size * 0.12)
    sheet.rect(x - size * 0.05, y - h * 0.52, size * 0.10, h * 0.52, pal.tone(rgb("5a3a2c"), 0.3, far))


def bridge(sheet: Sheet, x: float, y: float, size: float, far: float = 0.0) -> None:
    """A stone arch bridge, `size` wide; water runs under it at row `y`."""
    pal = sheet.pal
    stone = rgb("a39a8c")
    ts = np.linspace(-1, 1, 41)
    rise = size * 0.20
    deck = [(x + t * size / 2, y - rise * (1 - t * t) - size * 0.06) for t in ts]
    arch = [(x + t * size * 0.26, y - rise * 0.86 * np.sqrt(max(0.0, 1 - t * t))) for t in ts]
    lit, dim = pal.tone(stone, 0.7, far), pal.tone(stone, 0.2, far)
    with sheet.layer():
        body = [*deck, (x + size / 2, y + size * 0.02), *arch[::-1], (x - size / 2, y + size * 0.02)]
        sheet.shape(body, shader=linear(0, y - rise * 1.3, 0, y, [(0, lit, 1), (1, mix(lit, dim, 0.7), 1)]))
        sheet.stroke(arch, dim, size * 0.016, soft=False)
        sheet.stroke([(a, b - size * 0.045) for a, b in deck], pal.tone(stone, 0.9, far), size * 0.014, soft=False)
        for a, b in deck[::4]:
            sheet.rect(a - size * 0.007, b - size * 0.06, size * 0.014, size * 0.06, pal.tone(stone, 0.8, far))
    low = [(a, y + (y - b) * 0.8) for a, b in arch]
    sheet.shape([*low], pal.tone(pal.water, 0.1), 0.35, blur=size * 0.01)


def lighthouse(sheet: Sheet, x: float, y: float, size: float, far: float = 0.0) -> None:
    pal = sheet.pal
    white, red = rgb("f1ede4"), rgb("c2452f")
    lit, dim = (1.0, 0.2) if pal.side > 0 else (0.2, 1.0)

    def half(t: float) -> float:
        return size * (0.085 - 0.035 * t)

    with sheet.layer():
        for k in range(5):
            a, b = k / 5 * 0.78, (k + 1) / 5 * 0.78
            tone = white if k % 2 == 0 else red
            quad = [
                (x - half(a), y - size * a),
                (x + half(a), y - size * a),
                (x + half(b), y - size * b),
                (x - half(b), y - size * b),
            ]
            sheet.shape(
                quad,
                shader=linear(
                    x - half(0), 0, x + half(0), 0, [(0, pal.tone(tone, dim, far), 1), (1, pal.tone(tone, lit, far), 1)]
                ),
            )
        top = y - size * 0.78
        sheet.rect(x - size * 0.075, top - size * 0.02, size * 0.15, size * 0.022, pal.tone(rgb("3a3f46"), 0.4, far))
        sheet.rect(x - size * 0.038, top - size * 0.10, size * 0.076, size * 0.08, mix(pal.lamp, (1, 1, 0.9), 0.4))
        sheet.shape(
            [(x - size * 0.055, top - size * 0.10), (x + size * 0.055, top - size * 0.10), (x, top - size * 0.16)],
            pal.tone(red, 0.5, far),
        )
    if pal.dark > 0.1 or pal.time in ("grey", "storm"):
        sheet.glow(x, top - size * 0.06, size * 0.55, pal.lamp, 0.9)
        for s in (-1, 1):
            beam = [
                (x, top - size * 0.07),
                (x + s * size * 2.6, top - size * 0.45),
                (x + s * size * 2.6, top + size * 0.22),
                (x, top - size * 0.05),
            ]
            sheet.shape(
                beam, shader=linear(x, 0, x + s * size * 2.6, 0, [(0, pal.lamp, 0.5), (1, pal.lamp, 0.0)]), blur=size * 0.02
            )


def turbine(sheet: Sheet, x: float, y: float, size: float, far: float = 0.0) -> None:
    """A wind turbine, its hub `size` above (x, y)."""
    pal = sheet.pal
    white = pal.tone(rgb("f0f2f2"), 0.8, far)
    sheet.shape(
        [(x - size * 0.018, y), (x + size * 0.018, y), (x + size * 0.008, y - size), (x - size * 0.008, y - size)], white
    )
    turn = sheet.rng.random() * 2.1
    for k in range(3):
        a = turn + k * 2.0944
        tip = (x + np.cos(a) * size * 0.52, y - size + np.sin(a) * size * 0.52)
        mid = (x + np.cos(a + 0.16) * size * 0.14, y - size + np.sin(a + 0.16) * size * 0.14)
        sheet.shape([(x, y - size), mid, tip], shift(white, -0.03 * k))
    sheet.oval(x, y - size, size * 0.022, size * 0.022, shift(white, -0.08))


def great_wall(sheet: Sheet, ridge: np.ndarray, size: float, far: float = 0.2) -> None:
    """A wall with towers along the rows `ridge` (one a pixel column)."""
    pal, w = sheet.pal, sheet.w
    stone = rgb("a8977f")
    lit, dim = pal.tone(stone, 0.8, far), pal.tone(stone, 0.25, far)
    xs = np.arange(0, w, max(2, int(size * 0.05)))
    top = [(float(x), float(ridge[x]) - size * 0.16) for x in xs]
    with sheet.layer():
        sheet.shape(
            [*top, *[(x, y + size * 0.26) for x, y in top[::-1]]],
            shader=linear(0, min(y for _, y in top), 0, max(y for _, y in top), [(0, lit, 1), (1, dim, 1)]),
        )
        for x, y in top[::2]:
            sheet.rect(x, y - size * 0.035, size * 0.05, size * 0.045, lit)
        for share in (0.16, 0.5 - 0.16 * pal.side, 0.86):
            x = int(share * w)
            y = float(ridge[x]) + size * 0.08
            sheet.rect(
                x - size * 0.16,
                y - size * 0.48,
                size * 0.32,
                size * 0.50,
                shader=linear(
                    x - size * 0.16,
                    0,
                    x + size * 0.16,
                    0,
                    [(0, dim if pal.side > 0 else lit, 1), (1, lit if pal.side > 0 else dim, 1)],
                ),
            )
            for k in range(4):
                sheet.rect(x - size * 0.16 + k * size * 0.092, y - size * 0.53, size * 0.05, size * 0.06, lit)
            for k in (-1, 1):
                sheet.rect(
                    x + k * size * 0.07 - size * 0.025,
                    y - size * 0.34,
                    size * 0.05,
                    size * 0.11,
                    pal.tone(rgb("2a2420"), 0.1),
                    r=size * 0.02,
                )


def tent(sheet: Sheet, x: float, y: float, size: float) -> None:
    pal = sheet.pal
    cloth = rgb("d98e3f")
    warm = mix(pal.lamp, cloth, 0.4) if pal.dark > 0.1 else pal.tone(cloth, 0.9)
    if pal.dark > 0.1:
        sheet.glow(x, y - size * 0.2, size * 1.3, pal.lamp, 0.6)
    with sheet.layer():
        sheet.shape(
            [(x - size * 0.5, y), (x + size * 0.5, y), (x + size * 0.05, y - size * 0.5)],
            shader=linear(0, y - size * 0.5, 0, y, [(0, shift(warm, -0.12), 1), (1, warm, 1)]),
        )
        sheet.shape(
            [(x + size * 0.5, y), (x + size * 0.68, y - size * 0.05), (x + size * 0.05, y - size * 0.5)], pal.tone(cloth, 0.2)
        )
        sheet.shape(
            [(x - size * 0.12, y), (x + size * 0.2, y), (x + size * 0.05, y - size * 0.42)],
            mix(pal.lamp, (1, 1, 0.9), 0.3) if pal.dark > 0.1 else pal.tone(rgb("5a3a22"), 0.3),
        )
    if pal.dark > 0.1:
        fire(sheet, x - size * 0.95, y + size * 0.05, size * 0.3)


def fire(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.glow(x, y - size * 0.3, size * 4.5, (1.0, 0.62, 0.25), 0.75)
    for k in range(5):
        a = k * 1.26
        sheet.stroke(
            [(x + np.cos(a) * size * 0.45, y), (x - np.cos(a) * size * 0.2, y - size * 0.16)],
            (0.22, 0.13, 0.09),
            size * 0.10,
            soft=False,
        )
    for scale, colour in ((1.0, (0.95, 0.38, 0.12)), (0.68, (1.0, 0.66, 0.2)), (0.38, (1.0, 0.93, 0.6))):
        s = size * scale
        flame = [
            (x - s * 0.36, y - s * 0.1),
            (x - s * 0.32, y - s * 0.45),
            (x - s * 0.06, y - s * 0.8),
            (x + s * 0.02, y - s * 1.2),
            (x + s * 0.2, y - s * 0.75),
            (x + s * 0.36, y - s * 0.35),
            (x + s * 0.28, y - s * 0.05),
        ]
        sheet.shape(flame, colour, 0.92, soft=True, blur=size * 0.03)
