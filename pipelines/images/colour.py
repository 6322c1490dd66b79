"""Colours as RGB triples of floats in 0 … 1, mixed in OKLab so that blends stay clean.

OKLab: Björn Ottosson, "A perceptual color space for image processing", 2020.
"""

from __future__ import annotations

from functools import lru_cache

RGB = tuple[float, float, float]
Lab = tuple[float, float, float]


def rgb(code: str) -> RGB:
    """ "#rrggbb" or "rrggbb" as a triple."""
    code = code.lstrip("#")
    return int(code[0:2], 16) / 255, int(code[2:4], 16) / 255, int(code[4:6], 16) / 255


def _linear(c: float) -> float:
    c = min(1.0, max(0.0, c))
    return c / 12.92 if c <= 0.04045 else float(((c + 0.055) / 1.055) ** 2.4)


def _coded(c: float) -> float:
    c = min(1.0, max(0.0, c))
    return c * 12.92 if c <= 0.0031308 else float(1.055 * c ** (1 / 2.4) - 0.055)


@lru_cache(maxsize=8192)
def to_lab(colour: RGB) -> Lab:
    """(L, a, b) with L in 0 … 1."""
    r, g, b = _linear(colour[0]), _linear(colour[1]), _linear(colour[2])
    x = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    y = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    z = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * x + 0.7936177850 * y - 0.0040720468 * z,
        1.9779984951 * x - 2.4285922050 * y + 0.4505937099 * z,
        0.0259040371 * x + 0.7827717662 * y - 0.8086757660 * z,
    )


def from_lab(light: float, a: float, b: float) -> RGB:
    x = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    y = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    z = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _coded(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z),
        _coded(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z),
        _coded(-0.0041960863 * x - 0.7034186147 * y + 1.7076147010 * z),
    )


def mix(a: RGB, b: RGB, t: float) -> RGB:
    """`a` at t = 0, `b` at t = 1."""
    if t <= 0:
        return a
    if t >= 1:
        return b
    p, q, s = to_lab(a), to_lab(b), 1 - t
    return from_lab(p[0] * s + q[0] * t, p[1] * s + q[1] * t, p[2] * s + q[2] * t)


def shift(colour: RGB, light: float = 0.0, chroma: float = 1.0) -> RGB:
    """Lightness moved by `light` (OKLab, 0 … 1) and chroma multiplied."""
    lab = to_lab(colour)
    return from_lab(min(1.0, max(0.0, lab[0] + light)), lab[1] * chroma, lab[2] * chroma)


def times(a: RGB, b: RGB) -> RGB:
    """A surface of colour `a` under a light of colour `b` (which may exceed 1)."""
    return min(1.0, a[0] * b[0]), min(1.0, a[1] * b[1]), min(1.0, a[2] * b[2])
