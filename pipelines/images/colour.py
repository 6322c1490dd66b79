"""Colours as RGB triples of floats in 0 … 1, mixed in OKLab so that blends stay clean.

OKLab: Björn Ottosson, "A perceptual color space for image processing", 2020.
"""

from __future__ import annotations

import numpy as np

RGB = tuple[float, float, float]

_TO_LMS = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]])  # fmt: skip
_TO_LAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099], [0.0259040371, 0.7827717662, -0.8086757660]])  # fmt: skip
_FROM_LAB, _FROM_LMS = np.linalg.inv(_TO_LAB), np.linalg.inv(_TO_LMS)


def rgb(code: str) -> RGB:
    """"#rrggbb" or "rrggbb" as a triple."""
    code = code.lstrip("#")
    return tuple(int(code[i : i + 2], 16) / 255 for i in (0, 2, 4))  # type: ignore[return-value]


def to_lab(colour: RGB) -> np.ndarray:
    """(L, a, b) with L in 0 … 1."""
    c = np.clip(np.asarray(colour, float), 0, 1)
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return _TO_LAB @ np.cbrt(_TO_LMS @ linear)


def from_lab(lab: np.ndarray) -> RGB:
    linear = np.clip(_FROM_LMS @ (_FROM_LAB @ lab) ** 3, 0, 1)
    c = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return float(c[0]), float(c[1]), float(c[2])


def mix(a: RGB, b: RGB, t: float) -> RGB:
    """`a` at t = 0, `b` at t = 1."""
    if t <= 0:
        return a
    if t >= 1:
        return b
    return from_lab(to_lab(a) * (1 - t) + to_lab(b) * t)


def shift(colour: RGB, light: float = 0.0, chroma: float = 1.0) -> RGB:
    """Lightness moved by `light` (OKLab, 0 … 1) and chroma multiplied."""
    lab = to_lab(colour)
    return from_lab(np.array([np.clip(lab[0] + light, 0, 1), lab[1] * chroma, lab[2] * chroma]))


def times(a: RGB, b: RGB) -> RGB:
    """A surface of colour `a` under a light of colour `b` (which may exceed 1)."""
    return min(1.0, a[0] * b[0]), min(1.0, a[1] * b[1]), min(1.0, a[2] * b[2])


def lightness(colour: RGB) -> float:
    return float(to_lab(colour)[0])
