"""What a style does to the finished drawing: brush strokes, ink on rice paper, paper fibre, film light and grain."""

from __future__ import annotations

import cv2
import numpy as np
import skia

from .noise import field, smoothstep
from .sheet import Sheet


def finish(sheet: Sheet) -> np.ndarray:
    """The sheet's pixels, uint8 (h, w, 3), finished in its style."""
    image = sheet.pixels[..., :3]
    return {"gouache": _gouache, "cinematic": _cinematic, "ink": _ink, "flat": _flat, "paper": _paper}[sheet.pal.style](
        sheet, image
    )


def _grain(rng: np.random.Generator, shape: tuple[int, ...], amount: float) -> np.ndarray:
    """Fine noise (h, w, 1), in 0 … 255 units."""
    tile = rng.normal(0, amount, (256, 256)).astype(np.float32)
    h, w = shape[0], shape[1]
    return np.tile(tile, (h // 256 + 1, w // 256 + 1))[:h, :w, None]


def _out(image: np.ndarray) -> np.ndarray:
    return np.clip(image + 0.5, 0, 255).astype(np.uint8)


def _flat(sheet: Sheet, image: np.ndarray) -> np.ndarray:
    return _out(image + _grain(sheet.rng, image.shape[:2], 1.6))


def _paper(sheet: Sheet, image: np.ndarray) -> np.ndarray:
    fibre = field(sheet.w, sheet.h, sheet.rng, 150, 2, 0.8, stretch=2.5) - 0.5
    return _out(image * (1 + 0.075 * fibre[..., None]) + _grain(sheet.rng, image.shape[:2], 2.2))


def _cinematic(sheet: Sheet, image: np.ndarray) -> np.ndarray:
    h, w = image.shape[:2]
    small = cv2.resize(image, (max(1, w // 4), max(1, h // 4)), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    bright = small * smoothstep(0.60, 0.95, small.max(axis=2))[..., None]
    bloom = cv2.GaussianBlur(bright, (0, 0), max(0.5, sheet.u / 4 * 0.022)) * 0.35 + cv2.GaussianBlur(bright, (0, 0), max(0.5, sheet.u / 4 * 0.07)) * 0.30  # fmt: skip
    bloom = cv2.resize(bloom, (w, h), interpolation=cv2.INTER_LINEAR)
    value = image.astype(np.float32) / 255
    value = 1 - (1 - value) * (1 - np.clip(bloom, 0, 0.9))
    yy, xx = np.linspace(-1, 1, h, dtype=np.float32)[:, None], np.linspace(-1, 1, w, dtype=np.float32)[None]
    value *= (1 - 0.30 * smoothstep(0.55, 1.5, np.sqrt(xx * xx + yy * yy)))[..., None]
    value = value * value * (3 - 2 * value) * 0.28 + value * 0.72
    return _out(value * 255 + _grain(sheet.rng, (h, w), 2.6))


def _ink(sheet: Sheet, image: np.ndarray) -> np.ndarray:
    h, w = image.shape[:2]
    wob = sheet.u * 0.0026
    dx, dy = (field(w, h, sheet.rng, 34, 2, 0.5) - 0.5) * 2 * wob, (field(w, h, sheet.rng, 34, 2, 0.5) - 0.5) * 2 * wob
    xx, yy = np.arange(w, dtype=np.float32)[None] + dx, np.arange(h, dtype=np.float32)[:, None] + dy
    value = cv2.remap(image, xx.astype(np.float32), yy.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT).astype(np.float32) / 255  # fmt: skip
    soft = cv2.GaussianBlur(value, (0, 0), max(0.4, sheet.u * 0.006))
    value = value + (value - soft) * 0.55  # pigment gathers at the edge of a wash
    bleed = field(w, h, sheet.rng, 7, 6, 0.62) - 0.5
    fibre = field(w, h, sheet.rng, 120, 2, 0.8, stretch=3) - 0.5
    dark = 1 - value.mean(axis=2, keepdims=True)
    value = value * (1 + (0.30 * dark + 0.02) * bleed[..., None] + (0.035 + 0.06 * dark) * fibre[..., None])
    paper = np.array([0.965, 0.945, 0.895], np.float32)
    value = np.minimum(value, 1) * (1 - 0.06) + paper * 0.06
    return _out(value * 255 + _grain(sheet.rng, (h, w), 1.8))


def _gouache(sheet: Sheet, image: np.ndarray) -> np.ndarray:
    """The picture painted again with strokes along its forms, large then small (Hertzmann, SIGGRAPH 1998)."""
    h, w = image.shape[:2]
    base = image.copy()
    angle, busy = _flow(base, sheet.u)
    out = sheet  # strokes go straight onto the sheet, over the drawing
    for length, density, threshold, alpha in ((0.075, 1.0, 0.0, 0.75), (0.036, 0.85, 0.05, 0.8), (0.017, 0.7, 0.16, 0.9)):
        _strokes(out, base, angle, busy, length * sheet.u, density, threshold, alpha)
    detail = np.clip(cv2.GaussianBlur(busy, (0, 0), max(0.5, sheet.u * 0.004)) * 1.5 - 0.12, 0, 0.72)[..., None]
    value = sheet.pixels[..., :3].astype(np.float32)
    value = value + (base.astype(np.float32) - value) * (0.22 + detail)
    canvas = field(w, h, sheet.rng, 110, 2, 0.7) - 0.5
    return _out(value * (1 + 0.055 * canvas[..., None]) + _grain(sheet.rng, (h, w), 2.0))


def _flow(image: np.ndarray, u: float) -> tuple[np.ndarray, np.ndarray]:
    """Stroke direction (radians, along edges) and how busy the drawing is (0 … 1), both (h, w)."""
    h, w = image.shape[:2]
    k = max(1, round(u / 360))
    grey = cv2.cvtColor(cv2.resize(image, (max(4, w // k), max(4, h // k)), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY).astype(np.float32) / 255  # fmt: skip
    gx, gy = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    s = max(0.6, u / k * 0.013)
    xx, yy, xy = (cv2.GaussianBlur(v, (0, 0), s) for v in (gx * gx, gy * gy, gx * gy))
    angle = 0.5 * np.arctan2(2 * xy, xx - yy) + np.pi / 2
    strength = np.sqrt((xx - yy) ** 2 + 4 * xy * xy)
    calm = strength < 2e-4
    angle = np.where(calm, 0.12 * np.sin(np.arange(grey.shape[1]) / grey.shape[1] * 5)[None] + 0.05, angle)
    busy = np.clip(cv2.GaussianBlur(np.hypot(gx, gy), (0, 0), 0.8) * 1.6, 0, 1)
    return (cv2.resize(angle.astype(np.float32), (w, h), interpolation=cv2.INTER_NEAREST),
            cv2.resize(busy.astype(np.float32), (w, h), interpolation=cv2.INTER_LINEAR))  # fmt: skip


def _sprite(rng: np.random.Generator) -> skia.Image:
    """One brush mark, 96×24, white with bristles in its alpha."""
    rows = cv2.resize(rng.random((9, 3), dtype=np.float32), (96, 24), interpolation=cv2.INTER_CUBIC)
    x, y = np.linspace(-1, 1, 96)[None], np.linspace(-1, 1, 24)[:, None]
    body = smoothstep(0.0, 0.35, 1 - np.abs(x) ** 2.2 - 0.10 * rows) * smoothstep(0.0, 0.5, 1 - np.abs(y) ** 2)
    alpha = np.clip(body * (0.35 + 0.95 * rows), 0, 1)
    mark = np.repeat((alpha * 255).astype(np.uint8)[..., None], 4, axis=2)
    return skia.Image.fromarray(
        np.ascontiguousarray(mark), skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType
    )


def _strokes(
    sheet: Sheet,
    base: np.ndarray,
    angle: np.ndarray,
    busy: np.ndarray,
    length: float,
    density: float,
    threshold: float,
    alpha: float,
) -> None:
    if length < 3:
        return
    rng, (h, w) = sheet.rng, base.shape[:2]
    count = int(density * w * h / (length * length * 0.17))
    x, y = rng.random(count) * w, rng.random(count) * h
    ix, iy = np.minimum(x.astype(int), w - 1), np.minimum(y.astype(int), h - 1)
    keep = (busy[iy, ix] >= threshold) if threshold else np.ones(count, bool)
    x, y, ix, iy = x[keep], y[keep], ix[keep], iy[keep]
    turn = angle[iy, ix] + rng.normal(0, 0.13, len(x))
    soft = cv2.GaussianBlur(base, (0, 0), max(0.4, length * 0.07))
    colour = soft[iy, ix].astype(np.float32) + rng.normal(0, 3.2, (len(x), 1)) + rng.normal(0, 2.2, (len(x), 3))
    colour = np.clip(colour, 0, 255).astype(np.uint32)
    packed = (np.uint32(int(alpha * 255)) << 24) | (colour[:, 0] << 16) | (colour[:, 1] << 8) | colour[:, 2]
    scale = length / 96 * (0.75 + 0.5 * rng.random(len(x)))
    c, s = np.cos(turn) * scale, np.sin(turn) * scale
    tx, ty = x - 48 * c + 12 * s, y - 48 * s - 12 * c
    forms = [skia.RSXform(*v) for v in np.stack([c, s, tx, ty], 1).tolist()]
    rects = [skia.Rect.MakeWH(96, 24)] * len(forms)
    sheet.canvas.drawAtlas(
        _sprite(rng),
        forms,
        rects,
        packed.tolist(),
        skia.BlendMode.kModulate,
        skia.SamplingOptions(skia.FilterMode.kLinear),
        None,
        None,
    )
