"""Lakes, rivers and the sea: the picture above turned over, rippled, tinted, with light on it."""

from __future__ import annotations

import cv2
import numpy as np

from .colour import mix, shift
from .noise import curve, field, smoothstep
from .sheet import Sheet, linear


def mirror(sheet: Sheet, shore: float, bottom: float, calm: float = 0.8, x_light: float | None = None) -> None:
    """Still water from row `shore` to `bottom`, reflecting what is painted above. `calm` 0 (choppy) … 1 (glass)."""
    y0, y1 = max(1, int(shore)), min(sheet.h, int(bottom))
    depth = y1 - y0
    if depth < 2:
        return
    pal = sheet.pal
    rows = np.arange(depth, dtype=np.float32)
    t = rows / max(1, depth)
    wave = field(sheet.w, depth, sheet.rng, 26, 3, 0.55, stretch=9) - 0.5
    near = (0.15 + t) ** 1.1
    sway = wave * (sheet.u * 0.045 * (1.15 - calm)) * near[:, None]
    squeeze = 1.05
    map_y = (y0 - 1 - rows * squeeze)[:, None] - np.abs(sway) * 2.2 - sway
    map_x = np.arange(sheet.w, dtype=np.float32)[None] + sway * 0.8
    flipped = cv2.remap(sheet.pixels[..., :3], map_x.astype(np.float32), np.clip(map_y, 0, y0 - 1).astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)  # fmt: skip
    soft = (
        cv2.GaussianBlur(flipped, (0, 0), sigmaX=sheet.u * 0.0012, sigmaY=max(0.3, sheet.u * 0.006 * (1.2 - calm))).astype(
            np.float32
        )
        / 255
    )
    body = np.asarray(mix(pal.tone(pal.water, 0.25), pal.sky[1], 0.25), np.float32)
    tint = (0.16 + 0.42 * t**1.4)[:, None, None] + (0.10 * (1 - calm))
    colour = soft + (body - soft) * tint
    crest = smoothstep(0.16, 0.34, wave * (0.6 + near[:, None] * 0.6)) * (0.05 + 0.22 * (1 - calm))
    colour += (np.asarray(pal.sky[2], np.float32) - colour) * crest[..., None]
    sheet.blend(np.clip(colour, 0, 1), np.ones((depth, sheet.w), np.float32), 0, y0)
    sheet.haze(y0 - sheet.u * 0.004, y0 + sheet.u * 0.02, pal.haze, 0.55, 0.0)
    if x_light is not None:
        glitter(sheet, x_light, y0, y1)


def glitter(sheet: Sheet, x: float, y0: float, y1: float, strength: float = 1.0) -> None:
    """The broken path of the sun or the moon on water."""
    rng = sheet.rng
    colour = mix(sheet.pal.disc, sheet.pal.glow, 0.35)
    for _ in range(190):
        t = rng.random() ** 1.5
        y = y0 + (y1 - y0) * t
        spread = sheet.u * (0.018 + 0.10 * t)
        half = sheet.u * (0.004 + 0.022 * t) * (0.4 + rng.random())
        dx = rng.normal() * spread * 0.6
        alpha = (0.75 - 0.45 * t) * float(np.exp(-((dx / spread) ** 2))) * strength
        sheet.oval(x + dx, y, half, max(0.4, sheet.u * (0.0009 + 0.0018 * t)), colour, alpha)


def sea(sheet: Sheet, horizon: float, bottom: float, x_light: float | None) -> None:
    """Open sea with rows of swell, lighter at the horizon, in perspective."""
    y0, y1 = int(horizon), min(sheet.h, int(bottom))
    depth = y1 - y0
    if depth < 2:
        return
    pal, w = sheet.pal, sheet.w
    t = np.linspace(0, 1, depth, dtype=np.float32)
    zoom = 1 / (0.05 + t)  # distance
    texture = field(1024, 1024, sheet.rng, 24, 5, 0.55, stretch=2.6)
    mx = ((np.arange(w, dtype=np.float32)[None] - w / 2) / sheet.u * zoom[:, None] * 60 + 512) % 1023
    my = np.broadcast_to((zoom[:, None] * 95) % 1023, mx.shape)
    wave = cv2.remap(texture, mx.astype(np.float32), my.astype(np.float32), cv2.INTER_LINEAR) - 0.5
    far, deep = mix(pal.sky[3], pal.tone(pal.water, 0.6), 0.18), mix(pal.tone(pal.water, 0.35), pal.sky[1], 0.50)
    lit = mix(pal.sky[2], pal.tone(pal.water, 0.9), 0.12)
    base = np.asarray(far, np.float32) + (np.asarray(deep, np.float32) - np.asarray(far, np.float32)) * (t**0.7)[:, None]
    colour = np.repeat(base[:, None], w, axis=1)
    crest = smoothstep(0.02, 0.36, wave) * (0.35 + 0.25 * t[:, None])
    trough = smoothstep(0.05, 0.4, -wave) * 0.24
    colour += (np.asarray(lit, np.float32) - colour) * crest[..., None]
    colour += (np.asarray(shift(deep, -0.07), np.float32) - colour) * trough[..., None]
    sheet.blend(np.clip(colour, 0, 1), np.ones((depth, w), np.float32), 0, y0)
    sheet.haze(y0 - sheet.u * 0.003, y0 + sheet.u * 0.03, pal.haze, 0.75, 0.0)
    if x_light is not None:
        glitter(sheet, x_light, y0, y1, 1.0)


def beach(sheet: Sheet, top: float) -> None:
    """Wet sand, foam and dry sand, from about row `top` down."""
    pal, w, h = sheet.pal, sheet.w, sheet.h
    xs = np.linspace(-0.05 * w, 1.05 * w, 60)
    line = top + curve(60, sheet.rng, 1.2, 2) * sheet.u * 0.022 + (xs / w - 0.5) * sheet.u * 0.10 * pal.side
    sand = pal.tone((0.90, 0.80, 0.64), 0.75)
    foam = mix((1, 1, 1), pal.sky[2], 0.25)
    for k, (dy, colour, alpha) in enumerate(
        ((-0.035, foam, 0.35), (-0.018, foam, 0.85), (-0.004, pal.tone((0.62, 0.54, 0.44), 0.55), 0.9), (0.03, sand, 1.0))
    ):
        edge = line + dy * sheet.u + curve(60, sheet.rng, 6, 2) * sheet.u * 0.006 * (k < 3)
        points = [*zip(xs, edge, strict=True), (w * 1.05, h + 5), (-0.05 * w, h + 5)]
        shader = linear(0, top, 0, h, [(0, colour, 1), (1, shift(colour, -0.10), 1)]) if k == 3 else None
        with sheet.layer():
            sheet.shape(points, None if shader else colour, alpha, shader, soft=False, blur=sheet.u * 0.002 if k < 3 else 0)
