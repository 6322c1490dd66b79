"""Smooth random fields: fractal value noise (Perlin's fractal sum) from random grids resized by cubic interpolation."""

from __future__ import annotations

import cv2
import numpy as np


def field(
    w: int, h: int, rng: np.random.Generator, cells: float = 4, octaves: int = 5, gain: float = 0.5, stretch: float = 1.0
) -> np.ndarray:
    """Fractal noise, float32 (h, w), about 0 … 1 with mean 0.5.

    `cells` is how many blobs the first octave has along the short side; `stretch` > 1 makes them long in x.
    """
    total = np.zeros((h, w), np.float32)
    amplitude, norm, short = 1.0, 0.0, min(w, h)
    for octave in range(octaves):
        size = short / (cells * 2**octave)
        gw, gh = max(2, round(w / (size * stretch))) + 2, max(2, round(h / size)) + 2
        grid = rng.random((gh, gw), dtype=np.float32)
        if size < 1.0:
            break
        total += amplitude * cv2.resize(grid, (w, h), interpolation=cv2.INTER_CUBIC)
        norm += amplitude
        amplitude *= gain
    total /= norm or 1.0
    return np.clip((total - 0.5) * (1.1 + 0.22 * octaves) + 0.5, 0, 1)


def ridged(w: int, h: int, rng: np.random.Generator, cells: float = 4, octaves: int = 7) -> np.ndarray:
    """Ridged multifractal (Musgrave), float32 (h, w) in 0 … 1: sharp crests, smooth valleys."""
    total = np.zeros((h, w), np.float32)
    weight: np.ndarray | float = 1.0
    amplitude, norm, short = 1.0, 0.0, min(w, h)
    for octave in range(octaves):
        size = short / (cells * 2**octave)
        grid = rng.random((max(2, round(h / size)) + 2, max(2, round(w / size)) + 2), dtype=np.float32)
        layer = cv2.resize(grid, (w, h), interpolation=cv2.INTER_CUBIC)
        signal = (1 - np.abs(2 * np.clip(layer, 0, 1) - 1)) ** 2
        total += amplitude * signal * weight
        weight = np.clip(signal * 1.6, 0, 1)
        norm += amplitude
        amplitude *= 0.48
    return total / (norm * 0.72)


def curve(n: int, rng: np.random.Generator, cells: float = 3, octaves: int = 5, gain: float = 0.5) -> np.ndarray:
    """A fractal line of `n` values, about -1 … 1."""
    total = np.zeros(n, np.float32)
    amplitude, norm = 1.0, 0.0
    for octave in range(octaves):
        count = max(2, round(cells * 2**octave)) + 2
        grid = rng.random((1, count), dtype=np.float32)
        if count > n:
            break
        total += amplitude * cv2.resize(grid, (n, 1), interpolation=cv2.INTER_CUBIC)[0]
        norm += amplitude
        amplitude *= gain
    return np.clip((total / norm - 0.5) * 2.6, -1.2, 1.2)


def smoothstep(a: float, b: float, x: np.ndarray) -> np.ndarray:
    t = np.clip((x - a) / (b - a), 0, 1)
    return t * t * (3 - 2 * t)
