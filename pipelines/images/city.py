"""Skylines in receding haze, and a street with its lights."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import skia

from .colour import mix, rgb, shift
from .sheet import Sheet, linear

_FACADES = tuple(rgb(c) for c in ("8893a0", "9fa2a4", "a6968a", "75828f", "b0aca2", "6a7480"))


def skyline(sheet: Sheet, base: float, tall: float, depth: int = 4) -> None:
    """Rows of towers from haze to near, standing on row `base`; the tallest near the focal third."""
    pal, rng, w, u = sheet.pal, sheet.rng, sheet.w, sheet.u
    if pal.dark > 0.1:  # the glow that a lit city throws on its sky
        sheet.glow(w * 0.5, base, w * 0.85, mix(pal.lamp, pal.glow, 0.35), 0.30 + 0.25 * pal.dark, ry=tall * u * 0.75)
    for k in range(depth):
        t = k / max(1, depth - 1)
        far = 0.80 - 0.68 * t
        x = -u * 0.05
        with sheet.layer():
            while x < w:
                width = u * (0.05 + 0.055 * rng.random()) * (0.7 + 0.6 * t)
                seat = (x / w - (0.5 - 0.15 * pal.side)) / 0.33
                lone = 1.25 if rng.random() < 0.10 else 1.0
                rise = (
                    tall
                    * u
                    * (0.16 + 0.52 * np.exp(-(seat**2)) * (0.35 + 0.65 * rng.random()) + 0.26 * rng.random() ** 1.5)
                    * (1.0 - 0.40 * t)
                    * lone
                )
                _tower(sheet, x, base + u * 0.02 * t, width, rise, far, t)
                x += width * (0.92 + 0.5 * rng.random() ** 2)
        if k < depth - 1:
            sheet.haze(base - tall * u * 0.5, base + u * 0.02, pal.haze, 0.0, 0.34)


def _tower(sheet: Sheet, x: float, y: float, w: float, h: float, far: float, t: float) -> None:
    pal, rng = sheet.pal, sheet.rng
    albedo = _FACADES[int(rng.integers(len(_FACADES)))]
    lit, dim = pal.tone(albedo, 0.75, far), pal.tone(albedo, 0.18, far * 0.95)
    split = 0.62 if pal.side < 0 else 0.38
    top = y - h
    left, right = (lit, dim) if pal.side < 0 else (dim, lit)
    for x0, x1, tone in ((x, x + w * split, left), (x + w * split, x + w, right)):
        sheet.rect(
            x0,
            top,
            x1 - x0 + 0.5,
            h,
            shader=linear(0, top, 0, y, [(0, tone, 1), (0.6, mix(tone, pal.haze, 0.10), 1), (1, mix(tone, pal.haze, 0.35), 1)]),
        )
    kind = rng.random()
    if kind < 0.22:
        sheet.rect(x + w * 0.2, top - h * 0.07, w * 0.6, h * 0.08, mix(lit, dim, 0.5))
    elif kind < 0.36:
        sheet.shape([(x, top), (x + w, top), (x + w * split, top - h * 0.10)], mix(lit, dim, 0.4))
    elif kind < 0.5:
        sheet.rect(x + w * 0.49, top - h * 0.14, max(1.0, w * 0.03), h * 0.15, dim)
        if pal.dark > 0.3:
            sheet.glow(x + w * 0.5, top - h * 0.14, w * 0.3, (1, 0.3, 0.25), 0.8)
    if t > 0.25 and sheet.u > 90:
        _windows(sheet, x, top, w, h, far)


def _windows(sheet: Sheet, x: float, y: float, w: float, h: float, far: float) -> None:
    pal, rng = sheet.pal, sheet.rng
    columns, cell = max(3, int(w / (sheet.u * 0.0125))), 0.0
    cell = w / (columns + 0.6)
    rows = int(h / (cell * 1.35))
    dark, shine = skia.PathBuilder(), skia.PathBuilder()
    share = 0.10 + 0.42 * pal.dark if pal.dark > 0.1 else 0.06
    bands = rng.random() < 0.4
    for r in range(rows):
        for c in range(columns):
            if rng.random() < 0.12:
                continue
            cx, cy = x + cell * (0.5 + c), y + cell * (0.7 + r * 1.35)
            size = (cell * (0.9 if bands else 0.55), cell * 0.70)
            (shine if rng.random() < share else dark).addRect(skia.Rect.MakeXYWH(cx, cy, *size))
    sheet.fill(dark.detach(), pal.tone(rgb("3c4d60"), 0.25, far), 0.50)
    bright = mix(pal.lamp, pal.haze, far * 0.6) if pal.dark > 0.1 else mix(pal.sky[3], (1, 1, 1), 0.3)
    sheet.fill(shine.detach(), bright, 0.92 if pal.dark > 0.1 else 0.5)


def street(sheet: Sheet, horizon: float, wet: bool) -> None:
    """A street running to a vanishing point on the focal third: facades, shops, lamps, paving."""
    pal, rng, w, h, u = sheet.pal, sheet.rng, sheet.w, sheet.h, sheet.u
    vx = w * (0.5 - 0.10 * pal.side)
    for s in (-1, 1):
        edge, steps = (0.0 if s < 0 else float(w)), 7
        cuts = [1 - 0.60**k for k in range(steps + 1)]
        for k in range(steps - 1, -1, -1):
            a, b = cuts[k], cuts[k + 1]
            xa, xb = edge + (vx - edge) * a - s * 0, edge + (vx - edge) * b
            top = 1.05 + 0.55 * rng.random()
            _facade(sheet, xa, xb, horizon, vx, edge, top, min(0.85, 0.10 + 0.13 * k), s)
    road = [(vx - u * 0.01, horizon), (vx + u * 0.01, horizon), (w * 0.98, h + 5), (w * 0.02, h + 5)]
    tone = rgb("6e6a68")
    sheet.shape(
        road,
        shader=linear(
            0,
            horizon,
            0,
            h,
            [(0, pal.tone(tone, 0.8, 0.6), 1), (0.4, pal.tone(tone, 0.6, 0.15), 1), (1, pal.tone(tone, 0.25), 1)],
        ),
    )
    for s in (-1, 1):
        walk = [(vx, horizon), (w * (0.5 + s * 0.48), h + 5), (w * (0.5 + s * 1.2), h + 5)]
        sheet.shape(
            walk,
            shader=linear(0, horizon, 0, h, [(0, pal.tone(rgb("9a938a"), 0.7, 0.6), 1), (1, pal.tone(rgb("8c857c"), 0.4), 1)]),
        )
    for k in range(6, 0, -1):
        t = 0.62**k
        for s in (-1, 1):
            _lamp(
                sheet, vx + s * (w * 0.52) * t * 1.15, horizon + (h - horizon) * t * 0.92, u * 0.62 * t * 1.3, -s, 0.6 * (1 - t)
            )
    if wet or pal.dark > 0.1:
        _shine(sheet, horizon)


def _facade(sheet: Sheet, xa: float, xb: float, horizon: float, vx: float, edge: float, top: float, far: float, s: int) -> None:
    """One house front between two columns, its upper and lower edges running to the vanishing point."""
    pal, rng, h = sheet.pal, sheet.rng, sheet.h

    def row(x: float, level: float) -> float:
        return horizon + (x - vx) / (edge - vx) * level

    up, down = -horizon * top * 0.72, (h - horizon) * 0.80
    albedo = (*_FACADES, rgb("b5715a"), rgb("c09a6b"), rgb("8a6a5a"))[int(rng.integers(9))]
    lit = 0.65 if s == -sheet.pal.side else 0.28
    tone, low = pal.tone(albedo, lit, far), pal.tone(albedo, lit * 0.6, far * 0.8)
    quad = [(xa, row(xa, up)), (xb, row(xb, up)), (xb, row(xb, down)), (xa, row(xa, down))]
    with sheet.layer():
        sheet.shape(quad, shader=linear(0, row(xa, up), 0, row(xa, down), [(0, shift(tone, 0.02), 1), (1, low, 1)]))
    floors = 6
    for f in range(floors):
        for c in range(3):
            p, q = 0.12 + c * 0.28, 0.12 + c * 0.28 + 0.17
            x0, x1 = xa + (xb - xa) * p, xa + (xb - xa) * q
            y0, y1 = up * (0.92 - f * 0.17), up * (0.92 - f * 0.17 - 0.105)
            if y1 > 0 or abs(x1 - x0) < 1.0:
                continue
            bright = rng.random() < 0.08 + 0.5 * pal.dark
            colour = mix(pal.lamp, pal.haze, far * 0.5) if bright and pal.dark > 0.1 else pal.tone(rgb("42505e"), 0.35, far)
            sheet.shape([(x0, row(x0, y0)), (x1, row(x1, y0)), (x1, row(x1, y1)), (x0, row(x0, y1))], colour, 0.9)
    _shop(sheet, xa, xb, row, down, far)


def _shop(sheet: Sheet, xa: float, xb: float, row: Callable[[float, float], float], down: float, far: float) -> None:
    pal, rng = sheet.pal, sheet.rng
    x0, x1 = xa + (xb - xa) * 0.1, xa + (xb - xa) * 0.9
    glow = mix(pal.lamp, (1, 0.96, 0.85), 0.3) if pal.dark > 0.1 else pal.tone(rgb("57646c"), 0.6, far)
    quad = [(x0, row(x0, down * 0.15)), (x1, row(x1, down * 0.15)), (x1, row(x1, down * 0.92)), (x0, row(x0, down * 0.92))]
    sheet.shape(quad, mix(glow, pal.haze, far * 0.5), 0.92)
    if pal.dark > 0.1:
        sheet.glow((x0 + x1) / 2, row((x0 + x1) / 2, down * 0.5), abs(xb - xa) * 1.5, pal.lamp, 0.45)
    awning = (rgb("b84a3a"), rgb("3f7a72"), rgb("c78f3d"), rgb("5a5f8a"))[int(rng.integers(4))]
    cloth = [(xa, row(xa, -down * 0.06)), (xb, row(xb, -down * 0.06)), (xb, row(xb, down * 0.20)), (xa, row(xa, down * 0.26))]
    sheet.shape(cloth, pal.tone(awning, 0.7, far))


def _lamp(sheet: Sheet, x: float, y: float, size: float, s: int, far: float) -> None:
    pal = sheet.pal
    post = pal.tone(rgb("32363c"), 0.25, far)
    sheet.stroke(
        [(x, y), (x, y - size * 0.86), (x + s * size * 0.05, y - size), (x + s * size * 0.2, y - size * 1.0)],
        post,
        max(0.6, size * 0.018),
    )
    sheet.oval(
        x + s * size * 0.2,
        y - size * 0.98,
        size * 0.035,
        size * 0.02,
        mix(pal.lamp, (1, 1, 1), 0.4) if pal.dark > 0.1 else pal.tone(rgb("d8d4c8"), 0.8, far),
    )
    if pal.dark > 0.1:
        sheet.glow(x + s * size * 0.2, y - size * 0.97, size * 0.55, pal.lamp, 0.8)


def _shine(sheet: Sheet, horizon: float) -> None:
    """Lights drawn down into a wet road."""
    y0 = int(horizon)
    depth = sheet.h - y0
    flipped = sheet.pixels[max(0, y0 - depth) : y0, :, :3][::-1].astype(np.float32) / 255
    soft = cv2.GaussianBlur(flipped, (0, 0), sigmaX=sheet.u * 0.004, sigmaY=sheet.u * 0.05)
    light = np.clip(soft.max(axis=2) - 0.28, 0, 1) * 1.1
    sheet.blend(soft, light * 0.75, 0, y0)
