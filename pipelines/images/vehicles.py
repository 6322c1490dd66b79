"""Train, car, plane, rocket."""

from __future__ import annotations

from .colour import mix, rgb, shift
from .sheet import Sheet, linear, smooth


def train(sheet: Sheet, y: float, size: float, far: float = 0.15) -> None:
    """A high-speed train crossing on a viaduct at row `y`; each car is `size` long."""
    pal, w, s = sheet.pal, sheet.w, sheet.pal.side
    deck = pal.tone(rgb("a5a29c"), 0.6, far)
    with sheet.layer():
        sheet.rect(-5, y, w + 10, size * 0.05, deck)
        x = -size * 0.2
        while x < w + size:
            sheet.rect(
                x,
                y + size * 0.05,
                size * 0.06,
                sheet.u * 0.5,
                shader=linear(0, y, 0, y + sheet.u * 0.4, [(0, shift(deck, -0.06), 1), (1, pal.haze, 0.0)]),
            )
            x += size * 0.6
    nose = w * (0.5 + 0.22 * s)
    body, stripe, glass = (
        pal.tone(rgb("f2f3f3"), 0.85, far),
        pal.tone(rgb("2f6fae"), 0.7, far),
        pal.tone(rgb("27323d"), 0.3, far),
    )
    tall = size * 0.17
    shine = mix(pal.lamp, (1, 1, 0.9), 0.3) if pal.dark > 0.1 else pal.tone(rgb("8fb0c4"), 0.8, far)
    for k in range(int(w / size) + 2):
        x1 = nose - s * (size * 0.42 + k * size)
        x0 = x1 - s * size * 0.985
        sheet.rect(
            min(x0, x1),
            y - tall,
            abs(x1 - x0),
            tall * 0.96,
            shader=linear(0, y - tall, 0, y, [(0, body, 1), (0.6, shift(body, -0.05), 1), (1, shift(body, -0.25), 1)]),
            r=tall * 0.08,
        )
        sheet.rect(min(x0, x1), y - tall * 0.40, abs(x1 - x0), tall * 0.10, stripe)
        for j in range(9):
            sheet.rect(min(x0, x1) + size * (0.06 + 0.10 * j), y - tall * 0.78, size * 0.066, tall * 0.24, shine, r=tall * 0.04)
    head = [(0, -0.0), (0, 1.0), (0.16, 0.97), (0.30, 0.80), (0.42, 0.42), (0.45, 0.22), (0.43, 0.02)]
    pts = [(nose - s * size * 0.43 + s * a * size, y - b * tall) for a, b in head]
    sheet.shape(pts, shader=linear(0, y - tall, 0, y, [(0, body, 1), (1, shift(body, -0.22), 1)]))
    sheet.shape(
        [
            (nose - s * size * 0.43 + s * a * size, y - b * tall)
            for a, b in ((0.20, 0.86), (0.29, 0.76), (0.35, 0.58), (0.22, 0.58))
        ],
        glass,
    )
    if pal.dark > 0.1:
        sheet.glow(nose, y - tall * 0.25, size * 0.5, pal.lamp, 0.8)


def car(sheet: Sheet, x: float, y: float, size: float, far: float = 0.0) -> None:
    """A small car seen from behind, `size` wide, its wheels at row `y`."""
    pal = sheet.pal
    paint = rgb("c0392f")
    lit, dim = pal.tone(paint, 0.9, far), pal.tone(paint, 0.2, far)
    sheet.oval(x, y, size * 0.6, size * 0.06, (0.03, 0.03, 0.06), 0.5, blur=size * 0.04)
    for k in (-1, 1):
        sheet.rect(
            x + k * size * 0.36 - size * 0.08, y - size * 0.2, size * 0.16, size * 0.2, (0.07, 0.07, 0.08), r=size * 0.03
        )
    cabin = [(-0.36, 0.44), (-0.27, 0.74), (0.0, 0.79), (0.27, 0.74), (0.36, 0.44)]
    sheet.shape(
        [(x + a * size, y - b * size) for a, b in cabin],
        shader=linear(0, y - size * 0.78, 0, y - size * 0.4, [(0, lit, 1), (1, dim, 1)]),
    )
    glass = mix(pal.sky[2], pal.tone(rgb("20303c"), 0.3), 0.5)
    sheet.shape([(x + a * size, y - b * size) for a, b in ((-0.29, 0.47), (-0.225, 0.69), (0.225, 0.69), (0.29, 0.47))], glass)
    body = [(-0.46, 0.10), (-0.49, 0.3), (-0.46, 0.46), (-0.2, 0.50), (0.2, 0.50), (0.46, 0.46), (0.49, 0.3), (0.46, 0.10)]
    sheet.fill(
        smooth([(x + a * size, y - b * size) for a, b in body]),
        None,
        1,
        linear(0, y - size * 0.5, 0, y - size * 0.1, [(0, lit, 1), (1, dim, 1)]),
    )
    for k in (-1, 1):
        sheet.rect(
            x + k * size * 0.37 - size * 0.065, y - size * 0.40, size * 0.13, size * 0.07, (0.95, 0.25, 0.18), r=size * 0.02
        )
        if pal.dark > 0.1:
            sheet.glow(x + k * size * 0.37, y - size * 0.36, size * 0.42, (1.0, 0.25, 0.15), 0.7)
    sheet.rect(x - size * 0.13, y - size * 0.30, size * 0.26, size * 0.08, shift(dim, -0.08), r=size * 0.01)


def plane(sheet: Sheet, x: float, y: float, size: float) -> None:
    """An airliner climbing across the sky, with its trail."""
    pal, s = sheet.pal, sheet.pal.side
    canvas = sheet.canvas
    canvas.save()
    canvas.translate(x, y)
    canvas.rotate(-14 * s)
    canvas.scale(s, 1)
    trail = pal.cloud[0]
    for dy in (-0.02, 0.05):
        sheet.shape(
            [(-size * 0.4, dy * size), (-size * 3.2, dy * size - size * 0.03), (-size * 3.2, dy * size + size * 0.05)],
            shader=linear(-size * 0.4, 0, -size * 3.0, 0, [(0, trail, 0.7), (1, trail, 0.0)]),
            blur=size * 0.012,
        )
    white, grey, dark = pal.tone(rgb("f4f5f6"), 0.95), pal.tone(rgb("aab3bd"), 0.4), pal.tone(rgb("2f6496"), 0.6)
    sheet.shape(
        [(-0.05 * size, 0), (0.10 * size, 0), (-0.16 * size, -size * 0.34), (-0.24 * size, -size * 0.34)], shift(grey, -0.04)
    )
    sheet.shape(
        [
            (-0.40 * size, -0.02 * size),
            (-0.52 * size, -0.20 * size),
            (-0.43 * size, -0.20 * size),
            (-0.30 * size, -0.03 * size),
        ],
        dark,
    )
    body = [
        (-0.52, -0.02),
        (-0.40, -0.045),
        (0.30, -0.05),
        (0.46, -0.02),
        (0.50, 0.01),
        (0.44, 0.04),
        (0.0, 0.055),
        (-0.35, 0.03),
    ]
    sheet.fill(
        smooth([(a * size, b * size) for a, b in body]),
        None,
        1,
        linear(0, -size * 0.05, 0, size * 0.05, [(0, white, 1), (1, grey, 1)]),
    )
    for k in range(14):
        sheet.oval(size * (-0.28 + 0.045 * k), -size * 0.012, size * 0.008, size * 0.010, dark, 0.8)
    sheet.shape(
        [(0.10 * size, 0.015 * size), (-0.08 * size, 0.02 * size), (-0.34 * size, 0.36 * size), (-0.24 * size, 0.36 * size)],
        shader=linear(0, 0, 0, size * 0.36, [(0, white, 1), (1, grey, 1)]),
    )
    canvas.restore()


def rocket(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A rocket rising, `size` long, its fire below."""
    pal = sheet.pal
    canvas = sheet.canvas
    canvas.save()
    canvas.translate(x, y)
    canvas.rotate(18 * pal.side)
    sheet.glow(0, size * 0.62, size * 1.1, (1.0, 0.66, 0.28), 0.8)
    for half, length, colour in (
        (0.13, 1.1, (1.0, 0.55, 0.2)),
        (0.085, 0.75, (1.0, 0.80, 0.4)),
        (0.045, 0.45, (1.0, 0.97, 0.85)),
    ):
        sheet.fill(
            smooth(
                [
                    (-half * size, size * 0.45),
                    (half * size, size * 0.45),
                    (half * size * 0.8, size * (0.45 + length * 0.4)),
                    (0, size * (0.45 + length)),
                    (-half * size * 0.8, size * (0.45 + length * 0.4)),
                ]
            ),
            colour,
            0.85,
            blur=size * 0.02,
        )
    white, grey, red = rgb("f5f3ee"), rgb("8f99a6"), pal.bend(rgb("d2452f"))
    for k in (-1, 1):
        sheet.shape(
            [(k * size * 0.12, size * 0.12), (k * size * 0.30, size * 0.50), (k * size * 0.11, size * 0.44)],
            shift(red, -0.06 * (k == -pal.side)),
        )
    outline = [
        (0.0, -0.62),
        (0.085, -0.44),
        (0.145, -0.18),
        (0.15, 0.15),
        (0.11, 0.46),
        (-0.11, 0.46),
        (-0.15, 0.15),
        (-0.145, -0.18),
        (-0.085, -0.44),
    ]
    body = [(a * size, b * size) for a, b in outline]
    side = [(0, white, 1.0), (0.6, mix(white, grey, 0.3), 1.0), (1, grey, 1.0)]
    sheet.fill(smooth(body), None, 1, linear(pal.side * size * 0.15, 0, -pal.side * size * 0.15, 0, side))
    sheet.shape([(0, -size * 0.60), (size * 0.088, -size * 0.38), (-size * 0.088, -size * 0.38)], red)
    for r, tone in ((0.066, grey), (0.050, rgb("274a66")), (0.03, rgb("5f97bd"))):
        sheet.oval(0, -size * 0.12, r * size, r * size, tone)
    canvas.restore()
