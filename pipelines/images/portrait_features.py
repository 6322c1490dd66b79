"""Eyes, brows, nostrils and lips of the presenter, drawn over the shaded face."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from .colour import mix, rgb
from .sheet import Sheet, linear, poly, radial, smooth

_LASH = rgb("1d1212")


def arc(points: Sequence[tuple[float, float]], n: int = 40) -> list[tuple[float, float]]:
    """A Catmull-Rom curve through `points`."""
    p = np.asarray([points[0], *points, points[-1]], float)
    out = []
    for i in range(1, len(p) - 2):
        for t in np.linspace(0, 1, max(2, n // (len(p) - 3)), endpoint=False):
            a, b, c, d = p[i - 1], p[i], p[i + 1], p[i + 2]
            out.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    out.append(p[-2])
    return [(float(x), float(y)) for x, y in out]


def _lids(s: int) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Upper and lower lid, inner corner to outer; `s` is the side of the face (+1 right in the picture)."""
    upper = [(-40, 8), (-30, -3.5), (-12, -13.2), (8, -15.4), (26, -9.8), (41, 0)]
    lower = [(-40, 8), (-26, 12), (-6, 16), (14, 15.5), (30, 9), (41, 0)]
    return [(s * x, y) for x, y in arc([(x, y) for x, y in upper])], [(s * x, y) for x, y in arc([(x, y) for x, y in lower])]


def eye(sheet: Sheet, x: float, y: float, s: int) -> None:
    canvas = sheet.canvas
    upper, lower = _lids(s)
    canvas.save()
    canvas.translate(x, y)
    canvas.scale(1.13, 1.13)
    _lid_folds(sheet, upper, lower, s)
    opening = poly([*upper, *lower[::-1]])
    canvas.save()
    canvas.clipPath(opening, skia.ClipOp.kIntersect, True)
    sheet.rect(
        -50,
        -30,
        100,
        60,
        shader=linear(0, -18, 0, 17, [(0, rgb("a8968f"), 1), (0.45, rgb("e6dcd6"), 1), (1, rgb("efe4de"), 1)]),
    )
    sheet.oval(-40 * s, 6, 9, 7, rgb("d98f84"), 0.75, blur=2.5)
    sheet.oval(40 * s, 2, 13, 12, rgb("9c7c74"), 0.45, blur=5)
    _iris(sheet, 1.0 * s, -1.2)
    sheet.stroke([(a, b + 2.5) for a, b in upper], rgb("2a1a18"), 9, 0.42, blur=3.2)  # the lid's shadow on the eye
    sheet.oval(-7.0, -6.4, 4.6, 5.2, (1, 1, 1), 0.97, blur=0.5)
    sheet.oval(7.5, 7.0, 2.6, 2.0, (1, 0.96, 0.9), 0.45, blur=0.9)
    canvas.restore()
    sheet.stroke([(a, b + 0.6) for a, b in lower], rgb("e3ada0"), 2.6, 0.75)
    sheet.stroke([(a, b + 2.0) for a, b in lower[8:]], rgb("6d433c"), 1.3, 0.55, blur=0.5)
    _lash_line(sheet, upper, s)
    for k in range(13):
        bx, by = lower[12 + int(k * (len(lower) - 14) / 13)]
        sheet.stroke([(bx, by + 1.5), (bx + s * (1.0 + 0.25 * k), by + 5.5 + 0.15 * k)], _LASH, 0.6, 0.22, soft=False)
    canvas.restore()


def _lid_folds(sheet: Sheet, upper: list[tuple[float, float]], lower: list[tuple[float, float]], s: int) -> None:
    """Shadow of the lids and the crease above them."""
    sheet.stroke([(a * 1.02, b - 4) for a, b in upper], rgb("8a5348"), 13, 0.30, blur=5)
    crease = [(a * 1.02 + 1.5 * s, b - 9.0 - 2.2 * np.sin(np.pi * i / len(upper))) for i, (a, b) in enumerate(upper)]
    sheet.stroke(crease[4:-1], rgb("6f3d35"), 2.6, 0.62, blur=1.1)
    sheet.stroke([(a, b - 3.4) for a, b in crease[6:-4]], rgb("f6cdbb"), 4.5, 0.38, blur=2.4)
    sheet.stroke([(a, b - 5.2) for a, b in upper[6:-6]], rgb("f0bfae"), 3.6, 0.38, blur=1.8)
    sheet.stroke([(a, b + 10) for a, b in lower[5:-5]], rgb("9f655b"), 3.0, 0.22, blur=2.2)
    sheet.stroke([(a, b + 5.5) for a, b in lower[6:-6]], rgb("f7d0be"), 3.6, 0.32, blur=1.6)


def _iris(sheet: Sheet, x: float, y: float) -> None:
    r, rng = 17.6, sheet.rng
    stops = [
        (0.0, rgb("3a2012"), 1.0),
        (0.42, rgb("5d3419"), 1.0),
        (0.78, rgb("6f421f"), 1.0),
        (0.93, rgb("2b170d"), 1.0),
        (1.0, rgb("1c0f0a"), 0.9),
    ]
    sheet.oval(x, y, r, r, shader=radial(x, y, r, stops), blur=0.4)
    for _ in range(90):
        a = rng.random() * 6.283
        r0, r1 = r * (0.42 + 0.1 * rng.random()), r * (0.72 + 0.2 * rng.random())
        tone = mix(rgb("7d4c25"), rgb("b27a3f"), rng.random())
        low = 0.10 + 0.30 * max(0.0, float(np.sin(a)))
        sheet.stroke(
            [(x + np.cos(a) * r0, y + np.sin(a) * r0), (x + np.cos(a) * r1, y + np.sin(a) * r1)], tone, 0.9, low, soft=False
        )
    sheet.oval(x + 2, y + 8.2, 10, 5.4, rgb("b47a3e"), 0.42, blur=2.6)
    sheet.oval(x, y, r * 0.43, r * 0.43, rgb("0a0606"), 1.0, blur=0.6)


def _lash_line(sheet: Sheet, upper: list[tuple[float, float]], s: int) -> None:
    n = len(upper)
    thick = [1.2 + 3.4 * np.sin(np.pi * min(1.0, (i / n) * 0.62 + 0.06)) ** 1.2 for i in range(n)]
    top = [(a, b - t) for (a, b), t in zip(upper, thick, strict=True)]
    wing = (upper[-1][0] + 6 * s, upper[-1][1] - 4.5)
    sheet.fill(poly([*upper, wing, *top[::-1]]), _LASH, 0.96, blur=0.6)
    for k in range(26):
        i = int(4 + k * (n - 6) / 26)
        a, b = top[i]
        lean = (k / 26 - 0.32) * 9 * s
        size = 2.0 + 5.0 * (k / 26)
        sheet.stroke([(a, b + 1), (a + lean * 0.35, b - size * 0.55), (a + lean, b - size)], _LASH, 0.85, 0.5)


def brow(sheet: Sheet, x: float, y: float, s: int) -> None:
    rng = sheet.rng
    line = arc([(-47, 9), (-22, 0), (8, -8), (34, -8), (58, 7)], 60)
    sheet.fill(smooth([(x + s * a, y + b + w) for a, b, w in [(-47, 10, -7), (0, -5, -6), (36, -8, -3.5), (60, 8, 0), (36, -8, 5), (0, -5, 8), (-46, 10, 9)]]), rgb("3a2620"), 0.58, blur=3.6)  # fmt: skip
    for _ in range(330):
        t = rng.random()
        i = min(len(line) - 2, int(t * (len(line) - 1)))
        a, b = line[i]
        half = 7.4 * (1 - t) ** 0.42 * (0.75 + 0.35 * np.sin(np.pi * min(1, t * 1.8)))
        off = (rng.random() * 2 - 1) * half
        rise = (0.95 - 1.15 * t) - off * 0.06
        angle = -rise + 0.30 * t + (rng.random() - 0.5) * 0.25
        size = 7 + 5 * rng.random()
        ex, ey = a + np.cos(angle) * size, b + off + np.sin(angle) * size * 0.8
        fade = 0.25 + 0.5 * min(1.0, t * 4 + 0.15)
        sheet.stroke([(x + s * a, y + b + off), (x + s * ex, y + ey)], rgb("2e1d18"), 1.0, fade * 0.72, soft=False)


def nostrils(sheet: Sheet, x: float, y: float) -> None:
    for s in (-1, 1):
        hole = smooth([(x + s * a, y + b) for a, b in ((6, 1), (13, -3.2), (21, -3.0), (25, 1.5), (19, 4.2), (10, 4.0))])
        sheet.fill(hole, rgb("35140f"), 0.88, blur=1.7)
        wing = [(x + s * a, y + b) for a, b in ((41, -19), (45, -9), (42, 1), (34, 5), (27, 4))]
        sheet.stroke(wing, rgb("7f4236"), 3.2, 0.40, blur=2.2)
    sheet.stroke([(x - 24, y + 7), (x, y + 12), (x + 24, y + 7)], rgb("8d4c40"), 5.5, 0.32, blur=3.6)
    sheet.oval(x - 2.5, y - 22, 6.0, 7.5, (1, 0.97, 0.94), 0.42, blur=4.2)


def lips(sheet: Sheet, x: float, y: float) -> None:
    """Closed, with the corners a little up; (x, y) is the middle of the line between the lips."""
    line = arc([(-61, -6.5), (-40, 0.5), (-18, 0.0), (0, 2.4), (18, 0.0), (40, 0.5), (61, -6.5)])
    over = arc([(-61, -6.5), (-36, -12), (-13, -19), (0, -14.8), (13, -19), (36, -12), (61, -6.5)])
    under = arc([(-60, -5.5), (-40, 11), (-20, 20.5), (0, 23), (20, 20.5), (40, 11), (60, -5.5)])

    def at(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x + a, y + b) for a, b in points]

    sheet.fill(poly(at([*over, *line[::-1]])), None, 0.90, linear(0, y - 19, 0, y + 3, [(0, rgb("c3675f"), 1), (0.55, rgb("b2544f"), 1), (1, rgb("8e3a39"), 1)]), blur=1.3)  # fmt: skip
    sheet.fill(poly(at([*line, *under[::-1]])), None, 0.90, linear(0, y, 0, y + 24, [(0, rgb("a84a47"), 1), (0.35, rgb("cf716a"), 1), (0.75, rgb("c9675f"), 1), (1, rgb("b05851"), 1)]), blur=1.4)  # fmt: skip
    sheet.oval(x - 11, y + 10.5, 20, 4.4, rgb("ffd9d0"), 0.50, blur=3.2)
    sheet.oval(x - 17, y + 9.5, 6, 1.6, (1, 0.95, 0.92), 0.50, blur=1.3)
    sheet.stroke(at([(a, b - 1) for a, b in over[6:-6]]), rgb("f3c0ae"), 2.0, 0.42, blur=1.3)
    for k in range(-9, 10):
        sheet.stroke(
            [(x + k * 4.3, y + 4), (x + k * 4.7, y + 13 + 4 * (1 - (k / 9) ** 2))],
            rgb("8f403c"),
            0.9,
            0.16,
            blur=0.5,
            soft=False,
        )
    sheet.stroke(at(line), rgb("571f20"), 2.9, 0.80, blur=0.9)
    for s in (-1, 1):
        sheet.oval(x + s * 63, y - 6.5, 5.5, 4.0, rgb("7b3c35"), 0.55, blur=2.4)
    sheet.stroke(at([(a * 0.72, b + 6.5) for a, b in under[5:-5]]), rgb("9a5a4c"), 5.0, 0.36, blur=3.6)
