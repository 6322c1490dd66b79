"""The form of a head without its openings: soft solids blended into one distance field, and rays cast onto it.

Smooth union after Quilez, https://iquilezles.org/articles/smin/ (the polynomial of second degree).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CENTRE = np.array([0.0, -0.12, -0.10])
"""From where the rays start: every part of the skin is seen from there."""


@dataclass(frozen=True)
class Form:
    """Measures in outer-eye distances; what they are of an average face stands here."""

    wide: float = 1.0  # the whole face, as a factor
    jaw: float = 1.0  # the jaw's width, likewise
    chin: float = 0.0  # how far the chin goes down
    point: float = 0.0  # how pointed the chin is, -1 … 1
    cheek: float = 0.0  # how full the cheeks are, -1 … 1
    crown: float = 0.0  # how much higher the skull is
    brow: float = 0.0  # the brow's ridge, -1 … 1
    nose_long: float = 0.0
    nose_wide: float = 1.0
    nose_out: float = 0.0
    nose_up: float = 0.0  # the tip turned up
    bridge: float = 0.0  # a higher bridge
    eye: float = 0.215  # the eyeball's radius
    eye_x: float = 0.338  # where it stands from the middle
    eye_half: float = 46.0  # half of the opening's width, in degrees about the eyeball
    eye_up: float = 30.0  # how far the upper lid stands above the middle, and the lower one below it
    eye_low: float = 24.0
    eye_tilt: float = 3.0  # how much higher the outer corner is
    eye_round: float = 0.8  # how round the opening is: 1 an ellipse's arc
    mouth: float = 0.235  # half of the mouth's width
    mouth_y: float = -0.62
    lip_up: float = 0.050  # the lips' heights
    lip_low: float = 0.064
    lip_out: float = 1.0  # how full they are

    @property
    def eye_centre(self) -> np.ndarray:
        """Of the person's left eye, at the picture's right."""
        return np.array([self.eye_x, 0.0, 0.448 - 0.6 * (self.eye - 0.215)])

    @property
    def lid(self) -> float:
        """The radius on which the lids slide."""
        return self.eye * 1.075


def _length(v: np.ndarray) -> np.ndarray:
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", v, v)))  # a third of the time of norm's


def _ellipsoid(p: np.ndarray, centre: tuple[float, ...], radii: tuple[float, ...]) -> np.ndarray:
    k = (p - np.array(centre)) / np.array(radii)
    near = _length(k)
    steep = _length(k / np.array(radii))
    return near * (near - 1.0) / np.maximum(steep, 1e-9)


def _capsule(p: np.ndarray, a: tuple[float, float, float], b: tuple[float, float, float], ra: float, rb: float) -> np.ndarray:
    start, end = np.array(a), np.array(b)
    t = np.clip((p - start) @ (end - start) / ((end - start) @ (end - start)), 0, 1)
    return np.asarray(_length(p - start - t[:, None] * (end - start)) - (ra + (rb - ra) * t))


def union(a: np.ndarray, b: np.ndarray, k: float) -> np.ndarray:
    h = np.maximum(k - np.abs(a - b), 0.0) / k
    return np.minimum(a, b) - h * h * k * 0.25


def carve(a: np.ndarray, b: np.ndarray, k: float) -> np.ndarray:
    """`a` without `b`."""
    return -union(-a, b, k)


def distance(form: Form, points: np.ndarray) -> np.ndarray:
    """About how far each point (n, 3) lies outside the head; negative inside."""
    p = np.column_stack([np.abs(points[:, 0]), points[:, 1:]])
    w, jaw, low = form.wide, form.jaw, form.chin
    d = _ellipsoid(p, (0, 0.33 + 0.5 * form.crown, -0.20), (0.86 * w, 0.88 + 0.5 * form.crown, 0.96))
    d = union(d, _ellipsoid(p, (0, -0.20, 0.10), (0.71 * w, 0.76, 0.66)), 0.30)
    d = union(d, _ellipsoid(p, (0, -0.66 - 0.6 * low, 0.16), (0.47 * w * jaw, 0.38, 0.50)), 0.34)
    d = union(
        d, _capsule(p, (0, -0.90 - low, 0.50), (0.14 * jaw * (1 - 0.5 * form.point), -0.89 - low, 0.48), 0.155, 0.14), 0.24
    )
    d = union(
        d,
        _ellipsoid(
            p, (0.42 * w, -0.33, 0.36), tuple(r + s * form.cheek for r, s in ((0.27, 0.03), (0.25, 0.03), (0.28, 0.05)))
        ),
        0.22,
    )
    d = union(d, _ellipsoid(p, (0, -0.62, 0.50), (0.30, 0.24, 0.24)), 0.24)
    d = union(d, _capsule(p, (0.10, 0.29, 0.58 + 0.03 * form.brow), (0.46, 0.27, 0.42), 0.13, 0.11), 0.20)
    d = carve(d, _ellipsoid(p, (form.eye_x + 0.01, 0.0, 0.82), (0.24, 0.155, 0.18)), 0.18)
    d = union(d, _length(p - form.eye_centre) - form.lid, 0.05)
    return _nose(form, p, d)


def _nose(form: Form, p: np.ndarray, d: np.ndarray) -> np.ndarray:
    tip = (0.0, -0.33 - form.nose_long + form.nose_up, 0.815 + form.nose_out)
    wide = form.nose_wide
    d = union(
        d,
        _capsule(
            p, (0, 0.10, 0.585 + form.bridge), (tip[0], tip[1] + 0.03, tip[2] - 0.03), 0.055 * (0.6 + 0.4 * wide), 0.080 * wide
        ),
        0.13,
    )
    d = union(d, _length(p - np.array(tip)) - 0.098 * (0.5 + 0.5 * wide), 0.10)
    d = union(d, _ellipsoid(p, (0.098 * wide, tip[1] - 0.035, tip[2] - 0.095), (0.062 * wide, 0.058, 0.080)), 0.075)
    return carve(d, _ellipsoid(p, (0.050 * wide, tip[1] - 0.105, tip[2] - 0.06), (0.034 * wide, 0.030, 0.045)), 0.05)


def gradient(form: Form, points: np.ndarray) -> np.ndarray:
    """The field's slope (n, 3), of length 1: what points out of the skin."""
    step = 0.01
    out = np.stack([distance(form, points + step * e) - distance(form, points - step * e) for e in np.eye(3)], axis=1)
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12))


def cast(form: Form, directions: np.ndarray, off: np.ndarray | float = 0.0) -> np.ndarray:
    """Where rays from CENTRE meet the skin, or the surface `off` outside it; (n, 3). Found by halving, from outside."""
    far, near = np.full(len(directions), 2.2), np.full(len(directions), 0.25)
    for _ in range(11):  # the outermost crossing: come in by steps until inside
        middle = far - 0.18
        outside = distance(form, CENTRE + directions * middle[:, None]) > off
        far = np.where(outside & (middle > near), middle, far)
    low = np.maximum(far - 0.18, near)
    for _ in range(16):
        middle = (low + far) / 2
        outside = distance(form, CENTRE + directions * middle[:, None]) > off
        far, low = np.where(outside, middle, far), np.where(outside, low, middle)
    return np.asarray(CENTRE + directions * far[:, None])


def onto(form: Form, points: np.ndarray, off: np.ndarray | float = 0.0) -> np.ndarray:
    """The points moved along the field's slope to lie `off` outside the skin."""
    for _ in range(6):
        points = points - gradient(form, points) * (distance(form, points) - off)[:, None]
    return points
