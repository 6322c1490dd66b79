"""What grows: far tree lines, pines, broad-leaved trees, bamboo, palms, willows, blossom, grass, flowers, reeds."""

from __future__ import annotations

import numpy as np
import skia

from .colour import RGB, mix, rgb, shift
from .noise import curve
from .sheet import Sheet, linear, poly


def treeline(
    sheet: Sheet,
    edge: np.ndarray,
    size: float,
    far: float,
    pines: bool = False,
    thin: float = 1.0,
    x0: float = 0.0,
    x1: float = 1.0,
) -> None:
    """Woods along the rows `edge` (one a column) between x0 and x1 (shares of the width); `size` the trees' height."""
    pal, rng, w = sheet.pal, sheet.rng, sheet.w
    tones = [pal.tone(mix(pal.leaf, (0.1, 0.2, 0.2), 0.25), light, far) for light in (0.12, 0.35, 0.65)]
    where = curve(len(edge), rng, 5, 3)
    with sheet.layer():
        for k, tone in enumerate(tones):
            builder = skia.PathBuilder()
            x = x0 * w - size
            while x < x1 * w + size:
                i = int(np.clip(x, 0, len(edge) - 1))
                if where[i] > 0.65 - 1.5 * thin:
                    tall = size * (0.55 + 0.6 * rng.random()) * (0.8 + 0.25 * where[i])
                    y = edge[i] + size * 0.10
                    _blob(builder, rng, x, y, tall, pines, k, pal.side)
                x += size * (0.13 + 0.18 * rng.random()) * (1 + 0.5 * k) * (0.8 if pines else 1.0)
            sheet.fill(builder.detach(), tone, 1.0 if k == 0 else 0.75)


def _blob(
    builder: skia.PathBuilder, rng: np.random.Generator, x: float, y: float, tall: float, pine: bool, k: int, side: int
) -> None:
    if pine:
        half = tall * (0.17 - 0.04 * k)
        shift_x = side * half * 0.28 * k
        pts = [(x + shift_x * 0.3, y - tall)]
        for s in (0.3, 0.55, 0.8, 1.0):
            pts.append((x + half * s * (0.9 + 0.3 * rng.random()) + shift_x, y - tall * (1 - s)))
            pts.append((x + half * s * 0.55 + shift_x, y - tall * (1 - s) - tall * 0.03))
        for s in (1.0, 0.8, 0.55, 0.3):
            pts.append((x - half * s * 0.55 + shift_x, y - tall * (1 - s) - tall * 0.03))
            pts.append((x - half * s * (0.9 + 0.3 * rng.random()) + shift_x, y - tall * (1 - s)))
        builder.addPolygon([skia.Point(float(a), float(b)) for a, b in pts], True)
        return
    fine = 2 if tall > 90 else 1  # large trees are built of more, smaller clumps
    for _ in range((5 - k) * fine * fine):
        r = tall * (0.16 + 0.16 * rng.random()) * (1 - 0.16 * k) / fine
        cx = x + (rng.random() - 0.5) * tall * 0.5 + side * tall * 0.05 * k
        cy = y - tall * (0.25 + 0.5 * rng.random()) - tall * 0.05 * k
        builder.addOval(skia.Rect.MakeLTRB(cx - r * 1.15, cy - r, cx + r * 1.15, cy + r))
    if k == 0:
        builder.addRect(skia.Rect.MakeLTRB(x - tall * 0.3, y - tall * 0.3, x + tall * 0.3, y))


def pine(sheet: Sheet, x: float, y: float, tall: float, far: float = 0.0, snow: bool = False) -> None:
    """One conifer standing at (x, y)."""
    pal, rng = sheet.pal, sheet.rng
    green = rgb("2f5a4a") if not snow else rgb("4c6660")
    sheet.rect(x - tall * 0.018, y - tall * 0.12, tall * 0.036, tall * 0.13, pal.tone(rgb("5a4232"), 0.3, far))
    tiers = 9
    for i in range(tiers):
        s = (i + 1) / tiers
        cy, half = y - tall * (1 - s * 0.93), tall * (0.03 + 0.20 * s)
        drop = tall * 0.13
        for part, light in ((1.0, 0.08), (0.62, 0.42 + 0.35 * (1 - s))):
            n = 7
            pts = [(x + pal.side * half * 0.12 * (part < 1), cy - drop * 0.85)]
            for k in range(n + 1):
                f = k / n * 2 - 1
                wide = half * part
                dx = f * wide + (pal.side * half * 0.30 if part < 1 else 0)
                pts.append(
                    (
                        x + dx,
                        cy
                        + drop * (0.10 - 0.22 * abs(f) ** 1.5 + 0.40 * (k % 2)) * (0.8 + 0.4 * rng.random())
                        + abs(f) * drop * 0.25,
                    )
                )
            pts[1:] = sorted(pts[1:], key=lambda p: -p[0])
            sheet.shape(pts, pal.tone(green, light, far), 1.0 if part == 1 else 0.8)
        if snow:
            pts = [
                (x, cy - drop * 0.9),
                (x + half * 0.75, cy + drop * 0.05),
                (x + half * 0.3, cy - drop * 0.1),
                (x, cy + drop * 0.08),
                (x - half * 0.35, cy - drop * 0.1),
                (x - half * 0.75, cy + drop * 0.05),
            ]
            sheet.shape(pts, pal.tone(rgb("f2f6fa"), 0.75, far), 0.92, soft=True)


def broadleaf(
    sheet: Sheet, x: float, y: float, tall: float, leaf: RGB | None = None, far: float = 0.0, sparse: bool = False
) -> None:
    """One broad-leaved tree (or one in blossom, by `leaf`): branches, then clumps of leaves dark to lit."""
    pal, rng = sheet.pal, sheet.rng
    leaf = leaf or pal.leaf
    bark = pal.tone(rgb("5b4536"), 0.25, far)
    tips: list[tuple[float, float]] = []

    def branch(bx: float, by: float, angle: float, length: float, width: float, level: int) -> None:
        ex, ey = bx + np.cos(angle) * length, by + np.sin(angle) * length
        bend = ((bx + ex) / 2 + (rng.random() - 0.5) * length * 0.25, (by + ey) / 2)
        sheet.stroke([(bx, by), bend, (ex, ey)], bark, max(0.5, width))
        tips.append((ex, ey))
        if level == 0:
            return
        for _ in range(2 + (level > 1)):
            branch(ex, ey, angle + (rng.random() - 0.5) * 1.5, length * (0.62 + 0.2 * rng.random()), width * 0.62, level - 1)

    branch(x, y, -np.pi / 2 + 0.10 * (rng.random() - 0.5), tall * 0.36, tall * 0.052, 3)
    crowns = [p for p in tips if p[1] < y - tall * 0.36]
    for k, light in enumerate((0.05, 0.35, 0.65, 1.0)):
        tone = pal.tone(shift(leaf, 0.02 * k), light, far)
        for cx, cy in crowns:
            if rng.random() < (0.30 if not sparse else 0.55) + 0.12 * k:
                continue
            r = tall * (0.085 - 0.014 * k) * (0.6 + 0.7 * rng.random())
            dx, dy = pal.side * tall * 0.018 * k, -tall * 0.020 * k
            clump(sheet, cx + dx + rng.normal() * r * 0.4, cy + dy + rng.normal() * r * 0.3, r, tone, 14 if not sparse else 8)


def clump(sheet: Sheet, x: float, y: float, r: float, tone: RGB, leaves: int) -> None:
    rng = sheet.rng
    builder = skia.PathBuilder()
    for _ in range(leaves):
        a, d = rng.random() * 6.283, r * float(np.sqrt(rng.random()))
        s = r * (0.20 + 0.26 * rng.random())
        cx, cy = x + np.cos(a) * d * 1.15, y + np.sin(a) * d * 0.8
        builder.addOval(skia.Rect.MakeLTRB(cx - s * 1.2, cy - s * 0.8, cx + s * 1.2, cy + s * 0.8))
    sheet.fill(builder.detach(), tone, 0.9)


def bamboo(sheet: Sheet, x: float, y: float, tall: float, far: float = 0.0) -> None:
    pal, rng = sheet.pal, sheet.rng
    width, lean = tall * 0.016 * (0.8 + 0.5 * rng.random()), (rng.random() - 0.5) * 0.12
    light, dim = pal.tone(rgb("8fb35a"), 0.75, far), pal.tone(rgb("4f7a3c"), 0.25, far)
    joints = 12
    for i in range(joints):
        y0, y1 = y - tall * i / joints, y - tall * (i + 0.96) / joints
        x0, x1 = x + lean * (y - y0), x + lean * (y - y1) * 1.1
        sheet.stroke([(x0, y0), (x1, y1)], dim, width, soft=False)
        sheet.stroke([(x0 + width * 0.2 * pal.side, y0), (x1 + width * 0.2 * pal.side, y1)], light, width * 0.4, soft=False)
        if i > 4 and rng.random() < 0.8:
            _spray(sheet, x1, y1, tall * 0.10, 1 if rng.random() < 0.5 else -1, (dim, light), 6)


def _spray(sheet: Sheet, x: float, y: float, r: float, way: int, tones: tuple[RGB, RGB], leaves: int) -> None:
    """Long pointed leaves hanging from a twig."""
    rng = sheet.rng
    for k in range(leaves):
        bx, by = x + way * r * (0.2 + 0.8 * rng.random()), y - r * 0.3 * rng.random()
        a, length = (0.35 + 0.9 * rng.random()), r * (0.55 + 0.5 * rng.random())
        ex, ey = bx + way * np.cos(a) * length, by + np.sin(a) * length
        nx, ny = -np.sin(a) * way * length * 0.085, np.cos(a) * length * 0.085
        mx, my = (bx + ex) / 2, (by + ey) / 2
        sheet.shape([(bx, by), (mx + nx, my + ny), (ex, ey), (mx - nx, my - ny)], tones[k % 2], 0.95)


def palm(sheet: Sheet, x: float, y: float, tall: float, far: float = 0.0) -> None:
    pal, rng = sheet.pal, sheet.rng
    lean = 0.22 * pal.side
    trunk = [(x + lean * tall * (t**1.7), y - tall * t) for t in np.linspace(0, 1, 10)]
    sheet.stroke(trunk, pal.tone(rgb("6a4f3a"), 0.25, far), tall * 0.030)
    sheet.stroke([(a + tall * 0.006 * pal.side, b) for a, b in trunk], pal.tone(rgb("a58763"), 0.7, far), tall * 0.010)
    cx, cy = trunk[-1]
    for k in range(11):
        a = -np.pi * (0.02 + 0.96 * k / 10) + (rng.random() - 0.5) * 0.15
        length = tall * (0.36 + 0.08 * rng.random())
        rib = [
            (cx + np.cos(a) * length * t, cy + np.sin(a) * length * t * 0.75 + length * 0.55 * t * t)
            for t in np.linspace(0, 1, 12)
        ]
        tone = pal.tone(rgb("3f7d45"), 0.15 + 0.7 * (np.cos(a) * pal.side > -0.1), far)
        for i in range(1, 12):
            px, py = rib[i]
            drop = length * 0.16 * np.sin(np.pi * (i / 12) ** 0.7)
            sheet.shape([rib[i - 1], (px, py), (px + drop * 0.25 * np.sign(np.cos(a)), py + drop)], tone)
        sheet.stroke(rib, tone, tall * 0.008)


def willow(sheet: Sheet, x: float, y: float, tall: float, far: float = 0.0) -> None:
    pal, rng = sheet.pal, sheet.rng
    bark = pal.tone(rgb("57463a"), 0.25, far)
    sheet.stroke(
        [(x, y), (x + tall * 0.03 * pal.side, y - tall * 0.4), (x + tall * 0.10 * pal.side, y - tall * 0.72)],
        bark,
        tall * 0.045,
    )
    for k in range(70):
        bx, by = x + (rng.random() - 0.45 * (pal.side > 0) - 0.55 * (pal.side < 0)) * tall * 0.85, 0.0
        reach = abs(bx - x) / tall
        by = y - tall * (0.98 - reach**2 * 0.8) + rng.random() * tall * 0.08
        length = tall * (0.30 + 0.42 * rng.random())
        sway = (0.03 + 0.05 * rng.random()) * tall
        tone = pal.tone(rgb("7fa653"), 0.1 + 0.8 * (k / 70), far)
        sheet.stroke(
            [(x + (bx - x) * 0.55, y - tall * 0.80), (bx, by), (bx + sway * 0.4, by + length * 0.5), (bx + sway, by + length)],
            tone,
            tall * 0.006,
            0.85,
        )


def grass(sheet: Sheet, y: float, tall: float, albedo: RGB, count: int = 420, light: float = 0.35, far: float = 0.0) -> None:
    """Blades rooted along and below row `y` (a foreground fringe reaching below the lower edge)."""
    pal, rng, w = sheet.pal, sheet.rng, sheet.w
    bend = pal.side * -0.25
    builders = [skia.PathBuilder() for _ in range(3)]
    for i in range(int(count * w / sheet.u)):
        x = rng.random() * w
        edge = abs(x / w - 0.5) * 2
        base = y + rng.random() ** 0.7 * max(1.0, sheet.h - y) + tall * 0.2
        size = tall * (0.35 + 0.85 * rng.random()) * (0.55 + 0.75 * edge)
        tip, half = x + (bend + rng.normal() * 0.22) * size, size * 0.022 + sheet.u * 0.0007
        builder = builders[i % 3]
        builder.moveTo(x - half, base)
        builder.quadTo(x - half + (tip - x) * 0.25, base - size * 0.6, tip, base - size)
        builder.quadTo(x + half + (tip - x) * 0.30, base - size * 0.5, x + half, base)
        builder.close()
    for k, builder in enumerate(builders):
        sheet.fill(builder.detach(), pal.tone(shift(albedo, 0.03 * (k - 1)), max(0.02, light + 0.22 * (k - 1)), far))


def flowers(sheet: Sheet, y0: float, y1: float, colours: tuple[RGB, ...], count: int = 420) -> None:
    """Blossoms scattered in perspective between two rows: dots far away, petals near by."""
    pal, rng, w = sheet.pal, sheet.rng, sheet.w
    depth = np.sort(rng.random(int(count * w / sheet.u)) ** 0.8)
    for t in depth:
        x, y = rng.random() * w, y0 + (y1 - y0) * t
        r = sheet.u * (0.002 + 0.013 * t**1.5) * (0.7 + 0.6 * rng.random())
        tone = colours[int(rng.integers(len(colours)))]
        far = 0.4 * (1 - t)
        if r < sheet.u * 0.005:
            sheet.oval(x, y, r, r * 0.75, pal.tone(tone, 0.5 + 0.5 * rng.random(), far))
            continue
        sheet.stroke([(x, y), (x + rng.normal() * r * 0.5, y + r * 3.2)], pal.tone(pal.leaf, 0.3), r * 0.22)
        turn = rng.random() * 6.3
        for k in range(5):
            a = turn + k * 1.2566
            px, py = x + np.cos(a) * r * 0.62, y + np.sin(a) * r * 0.45
            sheet.oval(px, py, r * 0.5, r * 0.38, pal.tone(tone, 0.55 + 0.4 * (np.cos(a) * pal.side > 0), far))
        sheet.oval(x, y, r * 0.26, r * 0.2, pal.tone(rgb("f2c84b"), 0.8))


def bough(sheet: Sheet, x: float, y: float, reach: float, way: int, leaf: RGB, blossom: bool) -> None:
    """A branch reaching into the picture from an upper corner: a frame for what lies behind."""
    pal, rng = sheet.pal, sheet.rng
    bark = pal.tone(rgb("43352c"), 0.12)
    main = [(x + way * reach * t, y + reach * (0.10 * np.sin(t * 3.3) + 0.16 * t)) for t in np.linspace(0, 1, 9)]
    sheet.stroke(main, bark, reach * 0.020)
    for i in range(2, 9):
        px, py = main[i]
        for _ in range(2):
            a, length = (rng.random() - 0.35) * 1.6, reach * (0.10 + 0.14 * rng.random())
            ex, ey = px + way * np.cos(a) * length, py + np.sin(a) * length
            sheet.stroke([(px, py), (ex, ey)], bark, reach * 0.007)
            for _ in range(5 if blossom else 7):
                bx, by = (
                    px + (ex - px) * rng.random() + rng.normal() * reach * 0.018,
                    py + (ey - py) * rng.random() + rng.normal() * reach * 0.018,
                )
                r = reach * (0.010 + 0.012 * rng.random())
                if blossom:
                    for k in range(5):
                        t = k * 1.2566 + bx
                        sheet.oval(
                            bx + np.cos(t) * r * 0.7,
                            by + np.sin(t) * r * 0.7,
                            r * 0.6,
                            r * 0.6,
                            pal.tone(leaf, 0.4 + 0.5 * rng.random()),
                        )
                else:
                    _spray(sheet, bx, by, r * 3.0, way, (pal.tone(leaf, 0.15), pal.tone(leaf, 0.7)), 2)


def reeds(sheet: Sheet, x: float, y: float, tall: float, count: int = 22) -> None:
    pal, rng = sheet.pal, sheet.rng
    for _ in range(count):
        bx, size = x + rng.normal() * tall * 0.28, tall * (0.5 + 0.6 * rng.random())
        tip = bx + (0.10 * -pal.side + rng.normal() * 0.08) * size
        tone = pal.tone(rgb("6d6a3c"), 0.15 + 0.4 * rng.random())
        sheet.stroke([(bx, y), ((bx + tip) / 2, y - size * 0.6), (tip, y - size)], tone, tall * 0.012)
        if rng.random() < 0.4:
            sheet.canvas.drawPath(
                poly([(tip, y - size), (tip, y - size * 0.86)], False),
                sheet.brush(pal.tone(rgb("7a4a2c"), 0.3), 1, None, 0, tall * 0.035),
            )


def lotus(sheet: Sheet, y0: float, y1: float, count: int = 46) -> None:
    """Lotus leaves and flowers on water."""
    pal, rng = sheet.pal, sheet.rng
    for t in np.sort(rng.random(count)):
        x, y = rng.random() * sheet.w, y0 + (y1 - y0) * t
        if abs(x / sheet.w - 0.5) < 0.22 * t:
            continue
        r = sheet.u * (0.02 + 0.075 * t) * (0.7 + 0.5 * rng.random())
        green = pal.tone(rgb("4d8a5c"), 0.3 + 0.5 * rng.random(), 0.35 * (1 - t))
        sheet.oval(
            x, y, r, r * 0.34, shader=linear(x - r, y, x + r, y, [(0, shift(green, -0.07), 1), (1, shift(green, 0.06), 1)])
        )
        for k in range(7):
            a = k * 0.9
            sheet.stroke([(x, y), (x + np.cos(a) * r * 0.85, y + np.sin(a) * r * 0.28)], shift(green, 0.08), r * 0.015, 0.5)
        if rng.random() < 0.3:
            _lotus_flower(sheet, x, y - r * 0.75, r * 0.5)
            sheet.stroke([(x, y), (x, y - r * 0.7)], shift(green, -0.08), r * 0.05)


def _lotus_flower(sheet: Sheet, x: float, y: float, r: float) -> None:
    pal = sheet.pal
    for k, spread in enumerate((1.0, -1.0, 0.6, -0.6, 0.25, -0.25, 0.0)):
        tip = (x + spread * r, y - r * (0.45 + 0.5 * (1 - abs(spread))))
        half = r * 0.26
        tone = pal.tone(mix(rgb("f6c3d2"), rgb("e8799d"), 0.2 + 0.1 * (k % 3)), 0.75)
        sheet.shape(
            [(x, y + r * 0.25), (x + spread * r * 0.6 - half, y - r * 0.2), tip, (x + spread * r * 0.6 + half, y - r * 0.2)],
            tone,
            soft=False,
        )
