"""Mountains as real relief: a fractal height field seen in perspective, with sun, cast shadows, snow and haze.

Columns are projected near to far and filled between running maxima (the "voxel space" method); terrain from
ridged multifractal noise (Musgrave, in "Texturing and Modeling", ch. 16).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .colour import RGB, mix, rgb, times
from .noise import ridged, smoothstep
from .palette import Palette
from .sheet import Sheet

_SIDE = 1024  # of the height field
_DEPTHS = 460


@dataclass(frozen=True)
class Ground:
    """How a relief is shaped: `peak` of its summits above the horizon (share of the short side), `snow` line 0 … 1 (2 = none),
    where it begins and is full (distance), how open the valley is, and x of the main summit (0 … 1)."""

    peak: float = 0.42
    snow: float = 0.55
    begins: float = 1.25
    full: float = 3.2
    valley: float = 0.75
    summit: float = 0.35
    rough: float = 1.0
    green: float = 0.5


def draw(sheet: Sheet, horizon: float, ground: Ground) -> None:
    """Paint the relief on the sheet; its foot reaches down to about the horizon line and a little below."""
    scale = max(1, round(sheet.u / 720))
    w, h, u = max(16, sheet.w // scale), max(16, sheet.h // scale), sheet.u / scale
    line = horizon / scale
    colour, top = _columns(sheet.pal, sheet.rng, w, h, u, line, ground)
    rows = np.arange(h, dtype=np.float32)[:, None]
    alpha = np.clip(rows - top[None], 0, 1) * (rows <= line + 1)
    if scale > 1:
        colour = cv2.resize(colour, (sheet.w, sheet.h), interpolation=cv2.INTER_CUBIC)
        alpha = cv2.resize(alpha.astype(np.float32), (sheet.w, sheet.h), interpolation=cv2.INTER_LINEAR)
    sheet.blend(np.clip(colour, 0, 1), alpha)


def _columns(
    pal: Palette, rng: np.random.Generator, w: int, h: int, u: float, line: float, ground: Ground
) -> tuple[np.ndarray, np.ndarray]:
    """Colour (h, w, 3) of the projected relief and the row (w,) of its skyline."""
    z = np.geomspace(1.0, 9.0, _DEPTHS).astype(np.float32)[:, None]
    across = ((np.arange(w, dtype=np.float32) - w / 2) / u)[None]
    height, slope_x, slope_z, rough = _heights(rng, across * z, z, across, ground, w / u)
    eye = 0.035
    screen = line + eye * u / z * 0 - (height) * u / z * 2.0
    light, face = _lighting(pal, height, slope_x, slope_z, across * z)
    shade = _albedo(pal, height / max(ground.peak, 1e-3), face, rough, ground)
    tint = pal_light(pal, light)
    far = np.clip((np.log(z) / np.log(9.0)) * 1.05 - 0.08, 0, 0.93)
    foot = np.exp(-np.clip(height, 0, None) / (0.05 * ground.peak + 0.012)) * 0.35 * smoothstep(0.1, 0.6, far)
    far = np.clip(far * (0.52 + 0.25 * pal.dark) + foot, 0, 0.95)[..., None]
    lit = _bend_all(pal, shade * tint)
    colour = lit + (np.asarray(pal.haze, np.float32) - lit) * far
    return _fill(colour.astype(np.float32), screen, w, h)


def pal_light(pal: Palette, light: np.ndarray) -> np.ndarray:
    sun, shade = np.asarray(pal.sun, np.float32), np.asarray(pal.shade, np.float32)
    return shade + (sun - shade) * light[..., None]


def _heights(
    rng: np.random.Generator, x: np.ndarray, z: np.ndarray, across: np.ndarray, ground: Ground, wide: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Height, its slopes along x and z, and raw noise at each (depth, column)."""
    texture = ridged(_SIDE, _SIDE, rng, 5, 8)
    texture = cv2.GaussianBlur(texture, (0, 0), 0.8)
    zoom = _SIDE / 9.0
    mx, mz = np.mod(x * zoom * 0.95 + _SIDE / 2, _SIDE * 2), np.mod(np.broadcast_to(z, x.shape) * zoom * 0.9, _SIDE * 2)
    mx, mz = np.where(mx >= _SIDE, 2 * _SIDE - 1 - mx, mx), np.where(mz >= _SIDE, 2 * _SIDE - 1 - mz, mz)
    noise = cv2.remap(texture, mx.astype(np.float32), mz.astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    rise = smoothstep(ground.begins, ground.full, z)
    seat = (ground.summit - 0.5) * wide
    open_valley = 1 - ground.valley * np.exp(-(((across + seat * 0.35) / (0.33 * wide)) ** 2)) * (1 - smoothstep(2.6, 5.2, z))
    main = np.exp(-(((across - seat) / (0.24 * wide + 0.10)) ** 2)) * np.exp(-(((z - 4.6) / 1.5) ** 2))
    lift = 0.5 * rise * open_valley * (0.30 + 0.08 * z) + 1.75 * main
    height = ground.peak * (noise**1.15) * lift * (0.9 + 0.05 * z)
    span_x, span_z = np.gradient(x, axis=1), np.gradient(np.broadcast_to(z, x.shape), axis=0)
    return height, np.gradient(height, axis=1) / span_x, np.gradient(height, axis=0) / span_z, noise


def _lighting(pal: Palette, height: np.ndarray, sx: np.ndarray, sz: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Light 0 … 1 with cast shadows, and steepness 0 … 1."""
    low = 0.42 if pal.time in ("dusk", "dawn") else 0.62
    side = float(pal.side)
    norm = np.sqrt(1 + sx**2 + sz**2)
    direct = (-sx * side * 0.86 + sz * -0.25 + low) / norm  # the sun stands at the side `side`, a little behind us
    ray = height - low * 0.85 * x * side
    blocked = np.maximum.accumulate(ray[:, ::-1] if side > 0 else ray, axis=1)
    blocked = blocked[:, ::-1] if side > 0 else blocked
    shadow = np.clip(1 - (blocked - ray) / 0.035, 0, 1)
    light = np.clip(direct * 1.3 - 0.04, 0, 1) * (0.22 + 0.78 * shadow)
    return light.astype(np.float32), np.clip((norm - 1) / 0.9, 0, 1)


def _albedo(pal: Palette, high: np.ndarray, steep: np.ndarray, noise: np.ndarray, ground: Ground) -> np.ndarray:
    def colour(c: RGB) -> np.ndarray:
        return np.asarray(c, np.float32)

    rock, grass, wood = colour(pal.rock), colour(mix(pal.grass, pal.leaf, 0.4)), colour(times(pal.leaf, (0.72, 0.8, 0.75)))
    base = wood + (grass - wood) * smoothstep(0.35, 0.6, noise)[..., None]
    green = (1 - smoothstep(0.25, 0.75, steep)) * (1 - smoothstep(ground.green * 0.5, ground.green + 0.15, high))
    base = rock * (0.75 + 0.5 * noise[..., None]) * (1 - green[..., None]) + base * green[..., None]
    if pal.snowy or ground.snow < 2:
        line = 0.02 if pal.snowy else ground.snow
        cover = smoothstep(line - 0.08, line + 0.18, high + (noise - 0.5) * 0.25) * (1 - 0.6 * smoothstep(0.65, 1.0, steep))
        base = base + (colour(rgb("f4f7fb")) - base) * cover[..., None]
    return base


def _bend_all(pal: Palette, colours: np.ndarray) -> np.ndarray:
    """The style's change of colour on a whole array, through a 9-step cube of it."""
    cube = _cube(pal)
    p = np.clip(colours, 0, 1) * 8
    i = np.minimum(p.astype(np.int32), 7)
    f = (p - i).astype(np.float32)
    out = np.zeros_like(p, dtype=np.float32)
    for corner in range(8):
        o = [(corner >> k) & 1 for k in range(3)]
        weight = np.prod([f[..., k] if o[k] else 1 - f[..., k] for k in range(3)], axis=0)
        out += cube[i[..., 0] + o[0], i[..., 1] + o[1], i[..., 2] + o[2]] * weight[..., None]
    return out


def _cube(pal: Palette) -> np.ndarray:
    steps = [float(v) for v in np.linspace(0, 1, 9)]
    return np.array([[[pal.bend((r, g, b)) for b in steps] for g in steps] for r in steps], np.float32)


def _fill(colour: np.ndarray, screen: np.ndarray, w: int, h: int) -> tuple[np.ndarray, np.ndarray]:
    """Each pixel gets the nearest depth that covers it; rows between two depths are blended."""
    top = np.minimum.accumulate(screen, axis=0)  # running skyline, near to far
    visible = np.vstack([np.ones((1, w), bool), screen[1:] <= top[:-1]])
    owner = np.full((h + 1, w), -1, np.int32)
    rows = np.clip(np.ceil(screen), 0, h).astype(np.int32)
    columns = np.broadcast_to(np.arange(w), screen.shape)
    block = np.arange(len(screen))[::-1]  # far to near, so that the nearest is written last
    keep = visible[block]
    owner[rows[block][keep], columns[block][keep]] = np.broadcast_to(block[:, None], keep.shape)[keep]
    owner = owner[:h]
    index = np.where(owner >= 0, np.arange(h)[:, None], -1)
    last = np.maximum.accumulate(index, axis=0)
    depth = np.where(last >= 0, np.take_along_axis(owner, np.maximum(last, 0), axis=0), 0)
    image = colour[np.clip(depth, 0, len(colour) - 1), np.arange(w)[None]]
    return cv2.GaussianBlur(image, (1, 3), 0), top[-1]
