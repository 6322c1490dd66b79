"""Skies: gradient, sun or moon with its light, clouds with a lit edge, stars, aurora, rainbow."""

from __future__ import annotations

import cv2
import numpy as np
import skia

from .colour import mix, rgb, shift
from .noise import curve, field, smoothstep
from .sheet import Sheet, linear, radial


def gradient(sheet: Sheet, horizon: float) -> None:
    """The bare sky down to `horizon` and the haze colour below it."""
    a, b, c, d = sheet.pal.sky
    stops = [(0.0, a, 1.0), (0.42, b, 1.0), (0.78, c, 1.0), (1.0, d, 1.0)]
    sheet.wash(linear(0, 0, 0, horizon, stops))


def sunlight(sheet: Sheet, x: float, y: float, horizon: float, strength: float = 1.0) -> None:
    """The brightening of the sky around the sun (or moon) at (x, y), before any cloud."""
    pal = sheet.pal
    span = max(sheet.w, sheet.h)
    sheet.glow(x, y, span * 0.75, pal.glow, 0.55 * strength, ry=span * 0.42)
    if pal.time in ("dusk", "dawn"):
        sheet.glow(x, horizon, sheet.w * 0.9, mix(pal.glow, pal.sky[3], 0.4), 0.5 * strength, ry=horizon * 0.28)
    sheet.glow(x, y, sheet.u * 0.34, pal.glow, 0.7 * strength)


def disc(sheet: Sheet, x: float, y: float, r: float, crescent: bool = False) -> None:
    """The sun or the moon itself."""
    pal = sheet.pal
    if pal.time == "night":
        sheet.glow(x, y, r * 5, pal.glow, 0.55)
        stops = [(0.0, pal.disc, 1.0), (0.75, shift(pal.disc, -0.02), 1.0), (1.0, shift(pal.disc, -0.09), 1.0)]
        if crescent:
            full, bite = skia.PathBuilder(), skia.PathBuilder()
            full.addCircle(x, y, r)
            bite.addCircle(x + r * 0.48 * pal.side, y - r * 0.22, r * 0.92)
            sheet.fill(skia.Op(full.detach(), bite.detach(), skia.PathOp.kDifference_PathOp), pal.disc)
            return
        sheet.oval(x, y, r, r, shader=radial(x - r * 0.25, y - r * 0.25, r * 1.3, stops))
        for _ in range(7):
            a, d = sheet.rng.random() * 6.3, r * 0.75 * float(np.sqrt(sheet.rng.random()))
            size = r * (0.08 + 0.17 * sheet.rng.random())
            sheet.oval(x + d * np.cos(a), y + d * np.sin(a), size, size * 0.85, shift(pal.disc, -0.13), 0.35, blur=size * 0.3)
        return
    sheet.glow(x, y, r * 4.2, pal.glow, 0.9)
    core = mix(pal.disc, (1, 1, 1), 0.4) if pal.style != "ink" else pal.bend(rgb("d8402a"))
    sheet.oval(x, y, r, r, core, 1.0, blur=0 if pal.style in ("flat", "paper", "ink") else r * 0.05)


def stars(sheet: Sheet, horizon: float, count: int = 260, milky: bool = False) -> None:
    rng, pal = sheet.rng, sheet.pal
    colour = mix(pal.disc, (1, 1, 1), 0.4)
    if milky:
        _milky_way(sheet, horizon)
    for _ in range(int(count * max(0.6, horizon * sheet.w / (sheet.u * sheet.u)))):
        x, y = rng.random() * sheet.w, rng.random() ** 1.25 * horizon * 0.95
        fade = 1 - (y / horizon) ** 2
        size = sheet.u * 0.0007 * (1 + 2.2 * rng.random() ** 5)
        sheet.oval(x, y, size, size, colour, float((0.25 + 0.75 * rng.random()) * fade))
        if size > sheet.u * 0.0021:
            sheet.glow(x, y, size * 9, colour, 0.5 * fade)


def _milky_way(sheet: Sheet, horizon: float) -> None:
    w, h = sheet.w, max(8, int(horizon))
    yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
    lean = 0.55 if sheet.pal.side > 0 else -0.55
    across = ((xx - w * 0.5) - lean * (yy - h * 0.45)) / (sheet.u * 0.28)
    cloud = field(w, h, sheet.rng, 3, 6, 0.6)
    band = np.exp(-(across**2)) * smoothstep(0.25, 0.85, cloud + 0.12)
    lanes = smoothstep(0.5, 0.75, field(w, h, sheet.rng, 5, 5, 0.6)) * np.exp(-((across * 2.2) ** 2))
    sheet.blend(
        mix(sheet.pal.glow, sheet.pal.bend(rgb("e8c8e8")), 0.4), np.clip(band * 0.55 - lanes * 0.4, 0, 1) * (1 - yy / h * 0.8)
    )


def clouds(sheet: Sheet, horizon: float, sun: tuple[float, float], cover: float = 0.45) -> None:
    """Broken cloud, flatter towards the horizon, lit from the sun's side. `cover` 0 … 1."""
    w, h = sheet.w, max(8, int(horizon))
    scale = max(1, round(sheet.u / 540))  # clouds are soft: half the pixels do
    sw, sh = max(8, w // scale), max(8, h // scale)
    texture = field(sw, sh * 2, sheet.rng, 2.2, 6, 0.52, stretch=1.7)
    yy = np.linspace(0, 1, sh, dtype=np.float32)
    drop = (-0.8 * sh * np.log(0.10 + 0.95 * (1 - yy)) + 0.1 * sh).astype(np.float32)
    map_y = np.repeat(np.clip(drop, 0, sh * 2 - 1)[:, None], sw, axis=1)
    map_x = ((np.arange(sw, dtype=np.float32)[None] - sw / 2) * (0.55 + 0.45 * yy[:, None]) + sw / 2).astype(np.float32)
    density = cv2.remap(texture, map_x, map_y, cv2.INTER_LINEAR)
    threshold = 0.78 - 0.5 * cover
    alpha = smoothstep(threshold, threshold + 0.26, density) * (
        0.25 + 0.75 * np.sqrt(np.clip(np.sin(np.clip(yy * 1.05, 0, 1) * np.pi), 0, 1))[:, None]
    )
    sx, sy = (sun[0] / scale) - np.arange(sw)[None], (sun[1] / scale) - np.arange(sh)[:, None]
    reach = np.hypot(sx, sy) + 1e-3
    step = max(2.0, sw * 0.02)
    gx, gy = (
        (sx / reach * step + np.arange(sw)[None]).astype(np.float32),
        (sy / reach * step + np.arange(sh)[:, None]).astype(np.float32),
    )
    toward = cv2.remap(density, gx, gy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    lit = np.clip(0.55 + (density - toward) * 5.5, 0, 1)[..., None]
    near = np.exp(-reach / (sheet.u / scale * 0.55))[..., None]
    bright, shaded = np.asarray(sheet.pal.cloud[0], np.float32), np.asarray(sheet.pal.cloud[1], np.float32)
    colour = shaded + (bright - shaded) * lit + near * (np.asarray(sheet.pal.glow, np.float32) - shaded) * 0.45 * lit
    low = np.asarray(sheet.pal.haze, np.float32)
    colour = colour + (low - colour) * (yy[:, None, None] ** 3 * 0.7)
    if scale > 1:
        colour = cv2.resize(np.ascontiguousarray(colour, np.float32), (w, h), interpolation=cv2.INTER_LINEAR)
        alpha = cv2.resize(alpha.astype(np.float32), (w, h), interpolation=cv2.INTER_LINEAR)
    sheet.blend(np.clip(colour, 0, 1), np.clip(alpha, 0, 1) * 0.92)


def streaks(sheet: Sheet, horizon: float, count: int = 7) -> None:
    """Long thin clouds low over the horizon: the clouds of flat and cut-paper skies."""
    rng, pal = sheet.rng, sheet.pal
    for i in range(count):
        y = horizon * (0.12 + 0.75 * (i + rng.random()) / count)
        x, length = rng.random() * sheet.w, sheet.w * (0.18 + 0.35 * rng.random())
        thick = sheet.u * (0.010 + 0.014 * rng.random())
        colour = mix(pal.cloud[0], pal.sky[2], 0.25 + 0.3 * rng.random())
        with sheet.layer():
            for k in range(2 + int(rng.integers(3))):
                dx, part = (rng.random() - 0.5) * length * 0.45, length * (0.25 + 0.75 * rng.random())
                sheet.rect(x + dx - part / 2, y + (k - 1.5) * thick * 0.8, part, thick * 1.1, colour, 0.9, r=thick)


def bank(sheet: Sheet, y: float, size: float, far: float) -> None:
    """A bank of cumulus seen from above, its tops along row `y`."""
    pal, rng, w = sheet.pal, sheet.rng, sheet.w
    swell = curve(64, rng, 4, 3)
    with sheet.layer():
        for k, t in enumerate((0.0, 0.35, 0.7, 1.0)):
            tone = mix(mix(pal.cloud[1], pal.cloud[0], t), pal.haze, far)
            builder = skia.PathBuilder()
            x = -size
            while x < w + size:
                rise = 0.45 + 0.55 * float(swell[int(np.clip(x / w, 0, 1) * 63)])
                r = size * (0.22 + 0.20 * rng.random()) * (1 - 0.17 * k)
                cy = y - size * rise * 0.5 - r * 0.30 * k + size * 0.35 * rng.random() * (1 - t)
                cx = x + pal.side * r * 0.22 * k
                builder.addOval(skia.Rect.MakeLTRB(cx - r * 1.25, cy - r, cx + r * 1.25, cy + r))
                x += size * (0.10 + 0.12 * rng.random()) * (1 + 0.4 * k)
            if k == 0:
                builder.addRect(skia.Rect.MakeLTRB(-5, y, w + 5, sheet.h + 5))
            sheet.fill(builder.detach(), tone, 1.0 if k == 0 else 0.6, blur=size * 0.02 * (k > 0))


def aurora(sheet: Sheet, horizon: float) -> None:
    w, h = sheet.w, max(8, int(horizon))
    rng = sheet.rng
    for k in range(3):
        ridge = (curve(w, rng, 1.3, 4) * 0.13 + np.linspace(-0.10, 0.10, w) * sheet.pal.side) * h + h * (0.45 + 0.13 * k)
        yy = np.arange(h, dtype=np.float32)[:, None]
        up = (ridge[None] - yy) / (h * 0.55)
        rays = 0.45 + 0.55 * np.clip(0.5 + curve(w, rng, 22, 3), 0, 1)[None]
        alpha = np.where(up > 0, np.exp(-up * 3.0) * (1 - np.exp(-up * 9)), 0.0) * rays
        tint = np.clip(up, 0, 1)[..., None] * np.float32(1.4)
        green, violet = (
            np.asarray(sheet.pal.bend(rgb("58f0a8")), np.float32),
            np.asarray(sheet.pal.bend(rgb("a070e8")), np.float32),
        )
        sheet.blend(green + (violet - green) * np.clip(tint, 0, 1), (alpha * (0.95 - 0.2 * k)).astype(np.float32))


def rainbow(sheet: Sheet, horizon: float) -> None:
    r = sheet.w * 0.62
    cx, cy = sheet.w * (0.5 - 0.18 * sheet.pal.side), horizon + r * 0.25
    for i, code in enumerate(("c86bd8", "6f8be8", "66c7d6", "86d67a", "f3e06a", "f2a95c", "e8665c")):
        paint = sheet.brush(sheet.pal.bend(rgb(code)), 0.34, None, sheet.u * 0.004, sheet.u * 0.012)
        sheet.canvas.drawCircle(cx, cy, r + i * sheet.u * 0.011, paint)
