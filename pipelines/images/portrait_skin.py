"""The presenter's face as a relief of soft forms, lit like a studio portrait.

Coordinates are pixels from the middle between the eyes, x to the right, y down, on a head about 520 high.
"""

from __future__ import annotations

import cv2
import numpy as np

from .noise import field, smoothstep

_SHADES = ((0.0, (0.36, 0.185, 0.16)), (0.22, (0.57, 0.335, 0.275)), (0.45, (0.80, 0.565, 0.465)), (0.68, (0.925, 0.735, 0.635)), (0.88, (0.978, 0.845, 0.765)), (1.0, (0.995, 0.925, 0.875)))  # fmt: skip


def ramp(value: np.ndarray) -> np.ndarray:
    """Skin colour (…, 3) of a brightness 0 … 1: reddish in the half-shadow, as light goes through skin."""
    at = [s for s, _ in _SHADES]
    return np.stack([np.interp(value, at, [c[k] for _, c in _SHADES]) for k in range(3)], axis=-1).astype(np.float32)


def _bump(x: np.ndarray, y: np.ndarray, cx: float, cy: float, sx: float, sy: float) -> np.ndarray:
    return np.exp(-(((x - cx) / sx) ** 2) - ((y - cy) / sy) ** 2)


def relief(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Height of the face towards the viewer, in pixels."""
    a = np.abs(x)
    squared = (x / 196) ** 2 + (np.where(y < 0, y / 300, y / 292)) ** 2
    z = 168 * np.sqrt(np.clip(1 - squared * 0.94, 0.012, 1))
    z += 7 * _bump(a, y, 70, -62, 62, 20) + 5 * _bump(x, y, 0, -150, 120, 60)
    z += -17 * _bump(a, y, 78, -14, 50, 30) + 11 * _bump(a, y, 80, 4, 36, 21)
    z += -8 * _bump(a, y, 30, 0, 16, 24)
    z += 14 * _bump(a, y, 104, 74, 58, 46) - 6 * _bump(a, y, 128, 150, 44, 50)
    z += _nose(x, a, y)
    groove = 52 + (y - 118) * 0.30
    z += -3.2 * np.exp(-(((a - groove) / 12) ** 2)) * smoothstep(96, 118, y) * (1 - smoothstep(150, 186, y))
    z += -1.8 * _bump(x, y, 0, 137, 9, 15) + 0.7 * _bump(a, y, 9, 138, 5, 14)
    z += (
        7.5 * _bump(x, y, 0, 156, 46, 9)
        + 10 * _bump(x, y, 0, 181, 40, 12)
        - 5 * np.exp(-(((y - 168) / 4.5) ** 2)) * _bump(x, y, 0, 168, 52, 40)
    )
    z += -8 * _bump(x, y, 0, 205, 40, 10) + 12 * _bump(x, y, 0, 236, 44, 26) - 4 * _bump(a, y, 64, 168, 13, 14)
    return z


def _nose(x: np.ndarray, a: np.ndarray, y: np.ndarray) -> np.ndarray:
    t = np.clip((y + 34) / 128, 0, 1)
    body = smoothstep(-52, 10, y) * (1 - smoothstep(96, 118, y))
    ridge = (9 + 30 * t**1.35) * np.exp(-((x / (14 + 11 * t)) ** 2)) * body
    tip = 13 * _bump(x, y, 0, 91, 19, 16)
    wings = 15 * _bump(a, y, 30, 99, 12.5, 13) - 6 * _bump(a, y, 46, 98, 6, 16)
    return ridge + tip + wings


def shade(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Colour (h, w, 3) of the lit face at each place."""
    z = cv2.GaussianBlur(relief(x, y).astype(np.float32), (0, 0), 2.2)
    gy, gx = np.gradient(z)
    n = np.stack([-gx, -gy, np.full_like(z, 0.92)], -1)
    n /= np.linalg.norm(n, axis=-1, keepdims=True)
    key = n @ np.array([-0.46, -0.50, 0.735], np.float32)
    fill = n @ np.array([0.70, -0.05, 0.71], np.float32)
    value = 0.245 + 0.60 * np.clip((key + 0.12) / 1.12, 0, 1) + 0.15 * np.clip(fill, 0, 1)
    cavity = z - cv2.GaussianBlur(z, (0, 0), 16)
    value += np.clip(cavity, -14, 10) * 0.0085
    value -= 0.10 * smoothstep(-90, -196, y) * 1.0  # the hair's shade on the forehead
    value += (field(z.shape[1], z.shape[0], rng, 26, 4, 0.6) - 0.5) * 0.022
    half = np.array([-0.28, -0.34, 0.90], np.float32)
    gloss = np.clip(n @ (half / np.linalg.norm(half)), 0, 1) ** 42
    value += gloss * (0.045 + 0.05 * _bump(x, y, -2, 84, 14, 22) + 0.03 * _bump(x, y, -30, -150, 90, 50))
    colour = ramp(np.clip(value, 0, 1))
    return _tint(colour, x, y, fill)


def _tint(colour: np.ndarray, x: np.ndarray, y: np.ndarray, fill: np.ndarray) -> np.ndarray:
    """Blush, warmer nose, a cool lower edge, a breath of rim light."""
    a = np.abs(x)
    for amount, goal in (
        (0.23 * _bump(a, y, 112, 84, 54, 38), (0.93, 0.49, 0.45)),
        (0.20 * _bump(x, y, 0, 92, 30, 22), (0.90, 0.50, 0.43)),
        (0.16 * _bump(x, y, 0, 240, 56, 22), (0.90, 0.55, 0.48)),
        (0.24 * _bump(a, y, 78, -26, 48, 17), (0.66, 0.40, 0.37)),
        (0.12 * _bump(a, y, 76, 36, 38, 12), (0.72, 0.47, 0.47)),
    ):
        colour = colour + (np.asarray(goal, np.float32) - colour) * amount[..., None].astype(np.float32)
    rim = smoothstep(0.80, 0.99, fill) * smoothstep(120, 176, x) * 0.22
    return colour + (np.array([1.0, 0.86, 0.74], np.float32) - colour) * rim[..., None].astype(np.float32)
