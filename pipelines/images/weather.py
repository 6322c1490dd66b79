"""Rain, snow, fog, lightning: what falls or drifts between the picture and the eye."""

from __future__ import annotations

import numpy as np
import skia

from .colour import mix
from .noise import field, smoothstep
from .sheet import Sheet


def rain(sheet: Sheet, strength: float = 1.0) -> None:
    pal, rng, u = sheet.pal, sheet.rng, sheet.u
    colour = mix(pal.haze, (1, 1, 1), 0.5)
    lean = 0.14 * -pal.side
    for near, count, alpha in ((0.35, 420, 0.16), (0.65, 240, 0.20), (1.0, 90, 0.22)):
        builder = skia.PathBuilder()
        for _ in range(int(count * strength * sheet.w * sheet.h / (u * u))):
            x, y, size = (
                rng.random() * sheet.w * 1.2 - sheet.w * 0.1,
                rng.random() * sheet.h,
                u * (0.03 + 0.06 * rng.random()) * near,
            )
            builder.moveTo(x, y)
            builder.lineTo(x + lean * size, y + size)
        sheet.canvas.drawPath(builder.detach(), sheet.brush(colour, alpha, None, 0, max(0.5, u * 0.0016 * near)))


def snow(sheet: Sheet) -> None:
    pal, rng, u = sheet.pal, sheet.rng, sheet.u
    colour = mix(pal.disc, (1, 1, 1), 0.75)
    for near, count, alpha in ((0.3, 500, 0.75), (0.6, 200, 0.8), (1.0, 46, 0.6)):
        builder = skia.PathBuilder()
        for _ in range(int(count * sheet.w * sheet.h / (u * u))):
            x, y, r = rng.random() * sheet.w, rng.random() * sheet.h, u * 0.0062 * near * (0.4 + 0.6 * rng.random())
            builder.addCircle(x, y, r)
        sheet.fill(builder.detach(), colour, alpha, blur=u * 0.0022 * near**2)


def fog(sheet: Sheet, y: float, strength: float = 0.8) -> None:
    """Banks of mist, thickest about row `y`."""
    w, h = sheet.w, sheet.h
    rows = (np.arange(h, dtype=np.float32)[:, None] - y) / (h * 0.20)
    bank = field(w, h, sheet.rng, 1.6, 5, 0.5, stretch=3.2)
    alpha = np.exp(-(rows**2)) * (0.35 + 0.9 * smoothstep(0.25, 0.8, bank)) * strength
    sheet.blend(mix(sheet.pal.haze, sheet.pal.sky[3], 0.3), np.clip(alpha, 0, 0.92))


def drift(sheet: Sheet, y: float, thick: float, alpha: float) -> None:
    """A thin veil at row `y`: parts one depth from the next."""
    y0, y1 = int(max(0, y - thick)), int(min(sheet.h, y + thick))
    if y1 - y0 < 3:
        return
    rows = (np.arange(y0, y1, dtype=np.float32)[:, None] - y) / (thick * 0.55)
    bank = field(sheet.w, y1 - y0, sheet.rng, 1.2, 4, 0.5, stretch=3.5)
    sheet.blend(sheet.pal.haze, np.exp(-(rows**2)) * smoothstep(0.2, 0.75, bank) * alpha, 0, y0)


def lightning(sheet: Sheet, horizon: float) -> None:
    rng, u = sheet.rng, sheet.u
    x, y = sheet.w * (0.5 + 0.22 * sheet.pal.side), 0.0
    points = [(x, y)]
    while y < horizon:
        x, y = x + rng.normal() * u * 0.035, y + u * (0.02 + 0.05 * rng.random())
        points.append((x, y))
    sheet.glow(points[len(points) // 2][0], horizon * 0.4, u * 0.7, (0.75, 0.82, 1.0), 0.55)
    for width, alpha in ((0.016, 0.15), (0.006, 0.4), (0.0022, 1.0)):
        sheet.stroke(points, (0.93, 0.96, 1.0), u * width, alpha, soft=False)
