"""Ground: mountain ranges as silhouettes, rolling hills, fields, dunes, tea terraces, paths."""

from __future__ import annotations

import numpy as np

from .colour import RGB, mix, rgb, shift
from .noise import curve, field, smoothstep
from .sheet import Sheet, linear


def ranges(sheet: Sheet, horizon: float, peak: float, count: int = 4, snow: bool = False) -> None:
    """Far mountains as layered silhouettes with mist at their feet: for the flat, paper and ink styles."""
    pal, rng, w = sheet.pal, sheet.rng, sheet.w
    xs = np.linspace(-0.02 * w, 1.02 * w, 240)
    for i in range(count):
        t = i / max(1, count - 1)  # 0 far … 1 near
        seat = 0.5 + (0.22 if i % 2 else -0.2) * pal.side + (rng.random() - 0.5) * 0.2
        hump = np.exp(-(((xs / w - seat) / (0.26 + 0.1 * t)) ** 2))
        sharp = 1 - np.abs(curve(240, rng, 2.5 + 1.5 * t, 7, 0.52))
        line = (0.30 + 0.70 * hump) * (0.45 + 0.55 * sharp) * peak * (1 - 0.42 * t)
        ys = horizon - line * sheet.u + t * sheet.u * 0.02
        _range(sheet, xs, ys, horizon + sheet.u * 0.05, t, snow and i < 2)


def _range(sheet: Sheet, xs: np.ndarray, ys: np.ndarray, foot: float, t: float, snow: bool) -> None:
    pal = sheet.pal
    far = 0.72 - 0.6 * t
    body = pal.tone(mix(pal.rock, pal.leaf, 0.25 + 0.6 * t), 0.35, far)
    if pal.style == "ink":
        body = mix(pal.sky[3], pal.bend((0.16, 0.18, 0.2)), 0.30 + 0.5 * t)
    top, mist = float(ys.min()), mix(body, pal.haze, 0.75 - 0.3 * t)
    outline = [*zip(xs, ys, strict=True), (xs[-1], foot), (xs[0], foot)]
    fade = 0.0 if pal.style == "ink" else 1.0
    stops = [(0.0, body, 1.0), (0.45, mix(body, mist, 0.35), 1.0 - 0.35 * (1 - fade)), (1.0, mist, fade)]
    with sheet.layer():
        sheet.shape(outline, shader=linear(0, top, 0, foot, stops))
        _facets(sheet, xs, ys, foot, body, snow, far)


def _facets(sheet: Sheet, xs: np.ndarray, ys: np.ndarray, foot: float, body: RGB, snow: bool, far: float) -> None:
    """The lit side of each peak, falling from its summit in a ragged edge; snow on the highest."""
    pal, rng = sheet.pal, sheet.rng
    window = 9
    lit = mix(shift(body, 0.07), pal.haze, 0.15) if pal.style != "ink" else shift(body, -0.12)
    for i in range(window, len(xs) - window):
        if ys[i] != ys[i - window : i + window + 1].min():
            continue
        depth = (foot - ys[i]) * (0.30 + 0.35 * rng.random())
        step, reach = pal.side, 0
        while 0 <= i + reach + step < len(xs) and ys[i + reach + step] - ys[i] < depth * 0.8 and abs(reach) < 46:
            reach += step
        j = i + reach
        if abs(reach) < 4:
            continue
        edge = [(xs[k], ys[k]) for k in range(i, j + step, step)]
        inner = [
            (xs[i] + (xs[j] - xs[i]) * (0.10 + 0.25 * s + 0.16 * rng.random() * s), ys[i] + depth * s)
            for s in (0.9, 0.66, 0.45, 0.22)
        ]
        colour = pal.tone(rgb("f6f9fc"), 0.95, far * 0.6) if snow else lit
        sheet.shape(
            [*edge, *inner],
            colour,
            0.9 if snow else 0.3 if pal.style == "ink" else 0.55,
            blur=sheet.u * 0.006 if pal.style == "ink" else 0,
        )
        if snow:
            back = [(xs[k], ys[k]) for k in range(i, max(0, min(len(xs) - 1, i - reach)), -step)][:26]
            if len(back) > 4:
                zig = [(x, y + depth * (0.10 + 0.22 * rng.random()) * (1 - n / len(back))) for n, (x, y) in enumerate(back)]
                sheet.shape([*back, *zig[::-1]], pal.tone(rgb("dfe8f4"), 0.45, far * 0.7), 0.85)


def rolling(
    sheet: Sheet,
    y: float,
    swing: float,
    albedo: RGB,
    far: float = 0.0,
    cells: float = 1.6,
    texture: float = 1.0,
    bottom: float | None = None,
) -> np.ndarray:
    """A soft hill or plain whose edge lies about row `y`; the rows of its edge (one a pixel column) are returned."""
    pal, rng, w = sheet.pal, sheet.rng, sheet.w
    edge = y - curve(w, rng, cells, 3, 0.35) * swing
    low = sheet.h if bottom is None else int(bottom)
    lit, dim = pal.tone(albedo, 0.85, far), pal.tone(albedo, 0.25, far * 0.8)
    top = int(max(0, edge.min()))
    outline = [
        *zip(range(0, w + 4, 4), edge[np.minimum(np.arange(0, w + 4, 4), w - 1)], strict=True),
        (w + 4, low + 4),
        (-4, low + 4),
    ]
    with sheet.layer():
        sheet.shape(
            outline, shader=linear(0, top, 0, low, [(0, lit, 1), (0.45, mix(lit, dim, 0.45), 1), (1, mix(lit, dim, 0.85), 1)])
        )
    if texture > 0 and low > top + 2 and pal.style in ("gouache", "cinematic", "ink"):
        _turf(sheet, edge, top, low, lit, dim, texture)
    return edge


def _turf(sheet: Sheet, edge: np.ndarray, top: int, low: int, lit: RGB, dim: RGB, strength: float) -> None:
    """Patches of light and dark in perspective: broad folds, then blades."""
    h, w = low - top, sheet.w
    patch = field(w, h, sheet.rng, 5, 5, 0.6, stretch=3.5) - 0.5
    blades = field(w, h, sheet.rng, 60, 2, 0.7, stretch=0.7) - 0.5
    rows = np.arange(top, low, dtype=np.float32)[:, None]
    inside = np.clip(rows - edge[None], 0, 1) * smoothstep(0, sheet.u * 0.03, rows - edge[None])
    depth = np.clip((rows - top) / max(1, h), 0, 1)
    value = patch * 1.1 + blades * 0.55 * depth
    inside = inside.astype(np.float32)
    sheet.blend(shift(lit, 0.05), np.clip(value, 0, 1) * inside * 0.55 * strength, 0, top)
    sheet.blend(shift(dim, -0.05), np.clip(-value, 0, 1) * inside * 0.75 * strength, 0, top)


def rows(sheet: Sheet, y: float, vanish: float, pairs: tuple[RGB, RGB], count: int = 15) -> None:
    """Crop rows running to the point (vanish, y): lavender, tea, wheat."""
    pal, w, h = sheet.pal, sheet.w, sheet.h
    spread = w * 2.6 / count
    for i in range(-count, count + 1):
        x = w / 2 + (i + 0.5) * spread
        top = vanish + (i + 0.5) * w * 0.012
        light = 0.85 if (i * pal.side) % 2 else 0.6
        for part, albedo in ((0.62, pairs[0]), (0.34, pairs[1])):
            half, narrow = spread * part / 2, w * 0.006 * part
            quad = [(top - narrow, y), (top + narrow, y), (x + half, h + 5), (x - half, h + 5)]
            shader = linear(
                0,
                y,
                0,
                h,
                [
                    (0, pal.tone(albedo, light, 0.35), 1),
                    (0.3, pal.tone(albedo, light, 0.1), 1),
                    (1, pal.tone(albedo, light * 0.55), 1),
                ],
            )
            sheet.shape(quad, shader=shader)


def dunes(sheet: Sheet, horizon: float) -> None:
    """Sand dunes with a knife-edge crest: one side in the light, the other in shade."""
    pal, rng, w, u = sheet.pal, sheet.rng, sheet.w, sheet.u
    sand = rgb("dcae72")
    for i, t in enumerate((0.0, 0.18, 0.42, 0.72)):
        base = horizon + (sheet.h - horizon) * t
        peak_x = w * (0.28 + 0.44 * ((i + (pal.side > 0)) % 2) + 0.12 * (rng.random() - 0.5))
        rise = u * (0.10 + 0.13 * t)
        xs = np.linspace(-0.1 * w, 1.1 * w, 80)
        d = (xs - peak_x) / w
        ys = base - rise * np.exp(-np.abs(d) * 3.4) * (1 + 0.0 * d) + u * 0.012 * curve(80, rng, 3, 2)
        far = 0.55 * (1 - t) ** 1.6
        lit, dim = pal.tone(sand, 1.0, far), pal.tone(shift(sand, -0.05), 0.12, far * 0.85)
        with sheet.layer():
            sheet.shape([*zip(xs, ys, strict=True), (1.1 * w, sheet.h + 5), (-0.1 * w, sheet.h + 5)],
                        shader=linear(0, base - rise, 0, base + u * 0.5, [(0, lit, 1), (1, mix(lit, dim, 0.35), 1)]))  # fmt: skip
        crest = [(x, y) for x, y in zip(xs, ys, strict=True) if (x - peak_x) * pal.side <= 0]
        crest = crest if pal.side > 0 else crest[::-1]
        swing = [
            (peak_x + (-pal.side) * u * (0.05 + 0.30 * s + 0.10 * np.sin(s * 5)) * s * 0.9, base - rise + (u * 0.42) * s)
            for s in np.linspace(0.02, 1, 14)
        ]
        tail = [(crest[0][0], base + u * 0.40)] if crest else []
        sheet.shape(
            [*tail, *crest, *swing],
            shader=linear(0, base - rise, 0, base + u * 0.36, [(0, dim, 0.95), (0.6, dim, 0.6), (1, dim, 0)]),
        )
    if pal.style in ("gouache", "cinematic"):
        h = sheet.h - int(horizon)
        ripple = field(w, h, rng, 40, 2, 0.6, stretch=6) - 0.5
        depth = np.linspace(0, 1, h, dtype=np.float32)[:, None]
        sheet.blend(pal.tone(sand, 0.2), np.clip(-ripple, 0, 1) * depth * 0.30, 0, int(horizon))
        sheet.blend(pal.tone(sand, 1.0), np.clip(ripple, 0, 1) * depth * 0.30, 0, int(horizon))


def terraces(sheet: Sheet, y: float) -> None:
    """Tea hills: rounded slopes combed with rows of bushes."""
    pal, rng, w, u = sheet.pal, sheet.rng, sheet.w, sheet.u
    bush = rgb("4f8a3f") if not pal.snowy else pal.leaf
    for i in range(4):
        t = i / 3
        base = y + (sheet.h - y) * (0.02 + 0.62 * t)
        peak_x = w * (0.20 + 0.62 * ((i + (pal.side > 0)) % 2) + 0.1 * (rng.random() - 0.5))
        rise, half = u * (0.15 + 0.16 * t), w * (0.62 + 0.2 * t)
        xs = np.linspace(-0.1 * w, 1.1 * w, 70)
        dome = np.clip(1 - ((xs - peak_x) / half) ** 2, 0, 1) ** 1.3
        far = 0.5 * (1 - t) ** 1.5
        ground, low = pal.tone(shift(bush, -0.12), 0.4, far), sheet.h + 5
        with sheet.layer():
            sheet.shape([*zip(xs, base - rise * dome, strict=True), (1.1 * w, low), (-0.1 * w, low)], ground)
        lines = 8 + 2 * i
        for k in range(lines):
            s = k / lines
            drop = rise * 1.75 * s**1.2
            row = base - rise * dome * (1 - 0.55 * s) + drop + u * 0.004 * curve(70, rng, 8, 2)
            thick = u * (0.006 + 0.014 * t) * (0.6 + 0.8 * s)
            pts = list(zip(xs, row, strict=True))
            sheet.stroke(pts, pal.tone(bush, 0.12, far), thick * 1.25)
            sheet.stroke([(x, q - thick * 0.30) for x, q in pts], pal.tone(shift(bush, 0.05), 0.85, far), thick * 0.55)


def winding(
    sheet: Sheet, y: float, x: float, width: float, colour_far: RGB, colour_near: RGB, swing: float = 0.20
) -> list[tuple[float, float]]:
    """A path or river winding from (x, y) to the lower edge; its middle line is returned, far to near."""
    w, h = sheet.w, sheet.h
    left, right, middle = [], [], []
    end = w * (0.5 - 0.12 * sheet.pal.side)
    for t in np.linspace(0, 1, 60):
        near = t**1.7
        cx = x + (end - x) * near + np.sin(t * 7.2) * w * swing * (0.10 + near * 0.9) * (1 - 0.45 * t) * sheet.pal.side
        cy, half = y + (h - y + 5) * (0.03 * t + 0.97 * t**1.55), width * (0.012 + near) / 2
        left.append((cx - half, cy))
        right.append((cx + half, cy))
        middle.append((cx, cy))
    sheet.shape([*left, *right[::-1]], shader=linear(0, y, 0, h, [(0, colour_far, 1), (1, colour_near, 1)]))
    return middle
