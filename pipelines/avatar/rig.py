"""What moves in one portrait and how: basis fields of head, mouth and lids, fitted to the points of its face.

Coordinates of a face: origin in the middle of the mouth, u along the line of the eyes (to the picture's right), v down,
both in outer-eye distances. A rig is made once for a portrait and a frame size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from .warp import rise

HEAD_NUMBERS = ("x", "y", "roll", "yaw", "pitch", "z", "breath")
MOUTH_NUMBERS = ("close", "lift", "drop", "jaw", "wide", "thick")

_UPPER_INNER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
_LOWER_INNER = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
_EYES = (
    ((33, 246, 161, 160, 159, 158, 157, 173, 133), (33, 7, 163, 144, 145, 153, 154, 155, 133), (46, 53, 52, 65, 55)),
    ((263, 466, 388, 387, 386, 385, 384, 398, 362), (263, 249, 390, 373, 374, 380, 381, 382, 362), (276, 283, 282, 295, 285)),
)
_LASHES = 0.032  # how far above the lid's line its lashes reach; they move with it
_REACH = 1.62  # the head's motion has faded to nothing at so many times its half size
_OPEN_AT_REST = 0.02  # a portrait whose lips stand further apart is closed first


@dataclass(frozen=True, eq=False)
class Frame2D:
    """A face's own axes in the frame's pixels: `origin`, `unit` (the outer-eye distance) and the angle of the eyes' line."""

    origin: tuple[float, float]
    unit: float
    angle: float

    def local(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        dx, dy = (x - self.origin[0]) / self.unit, (y - self.origin[1]) / self.unit
        c, s = math.cos(self.angle), math.sin(self.angle)
        return dx * c + dy * s, dy * c - dx * s

    def pixels(self, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """A displacement (u, v) of the face in pixels, stacked on a last axis"""
        c, s = math.cos(self.angle), math.sin(self.angle)
        return np.stack((self.unit * (u * c - v * s), self.unit * (u * s + v * c)), axis=-1)

    def place(self, u: float, v: float) -> tuple[float, float]:
        x, y = self.place_all(np.asarray(u), np.asarray(v))
        return float(x), float(y)

    def place_all(self, u: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        c, s = math.cos(self.angle), math.sin(self.angle)
        return (
            self.origin[0] + self.unit * (u * c - v * s),
            self.origin[1] + self.unit * (u * s + v * c),
        )


def axes(points: np.ndarray) -> Frame2D:
    a, b = points[33, :2], points[263, :2]
    middle = (points[13, :2] + points[14, :2]) / 2
    return Frame2D((float(middle[0]), float(middle[1])), float(np.linalg.norm(b - a)), math.atan2(b[1] - a[1], b[0] - a[0]))


@dataclass(frozen=True, eq=False)
class Curve:
    """v over u through given points, straight beyond its ends"""

    u: np.ndarray
    v: np.ndarray

    def __call__(self, u: np.ndarray) -> np.ndarray:
        return np.interp(u, self.u, self.v)


def _curve(frame: Frame2D, points: np.ndarray, ids: tuple[int, ...]) -> Curve:
    u, v = frame.local(points[list(ids), 0], points[list(ids), 1])
    order = np.argsort(u)
    u, v = np.maximum.accumulate(u[order] + np.arange(len(u)) * 1e-6), v[order]
    fine = np.linspace(u[0], u[-1], 65)
    from_points = np.interp(fine, u, v)
    kernel = np.hanning(9) / np.hanning(9).sum()
    inner = np.convolve(np.pad(from_points, 4, mode="reflect", reflect_type="odd"), kernel, mode="valid")
    return Curve(fine, inner)


def _near(frame: Frame2D, grey: np.ndarray, line: Curve, offsets: np.ndarray) -> np.ndarray:
    """The picture's brightness on a band round a line: float32 (offsets, points), each column about its own mean"""
    u, off = np.meshgrid(line.u, offsets)
    x, y = frame.place_all(u, line.v[None, :] + off)
    seen = cv2.remap(grey, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    seen = cv2.GaussianBlur(seen.astype(np.float32), (5, 3), 0)
    return (seen - seen.mean(axis=0)) / max(float(seen.std()), 1.0)


def _follow(line: Curve, cost: np.ndarray, offsets: np.ndarray) -> Curve:
    """The line moved onto the cheapest smooth path through `cost` (offsets, points), by dynamic programming"""
    rows = np.arange(len(offsets))
    steps = 0.8 * np.abs(rows[:, None] - rows[None, :]) ** 1.5
    total, came = cost[:, 0], []
    for column in range(1, cost.shape[1]):
        choice = total[None, :] + steps
        came.append(np.argmin(choice, axis=1))
        total = choice.min(axis=1) + cost[:, column]
    path = [int(np.argmin(total))]
    for back in reversed(came):
        path.append(int(back[path[-1]]))
    found = offsets[np.array(path[::-1])]
    kernel = np.hanning(11) / np.hanning(11).sum()
    return Curve(line.u, line.v + np.convolve(np.pad(found, 5, mode="edge"), kernel, mode="valid"))


def _from_ends(count: int, reach: int) -> np.ndarray:
    """1 at both ends, falling to 0 within `reach` points"""
    return np.clip(1.0 - np.minimum(np.arange(count), np.arange(count)[::-1]) / reach, 0, 1)


def _parting(frame: Frame2D, grey: np.ndarray, line: Curve) -> Curve:
    """The line between closed lips, moved onto the darkest smooth path near it: the points alone are a few pixels off."""
    offsets = np.linspace(-0.035, 0.035, 29)
    cost = _near(frame, grey, line, offsets)
    return _follow(line, cost + ((offsets / 0.03) ** 2)[:, None] * (0.3 + 3 * _from_ends(len(line.u), 6)), offsets)


def _lash_line(frame: Frame2D, grey: np.ndarray, line: Curve) -> Curve:
    """The upper lid's lower edge, moved so that its dark lashes lie just above it: where skin turns dark, and a lash below."""
    offsets = np.linspace(-0.05, 0.035, 35)
    seen = _near(frame, grey, line, offsets)
    darker = seen - np.roll(seen, -5, axis=0)  # how much darker it is 0.0125 further down
    darker[-5:] = 0.0
    cost = -1.2 * darker + ((offsets + 0.012) / 0.03)[:, None] ** 2 * (0.3 + 3 * _from_ends(len(line.u), 6))
    top = _follow(line, cost, offsets)
    ends = 1.0 - _from_ends(len(line.u), 8)
    return Curve(line.u, line.v + ends * (top.v + 0.016 - line.v))


@dataclass(frozen=True, eq=False)
class Mouth:
    """The mouth at rest in face coordinates: inner lip lines, corners, and the places that a moving jaw has to know."""

    upper: Curve
    lower: Curve
    left: float
    right: float
    nose: float
    chin: float
    lip_top: float
    lip_bottom: float
    thickness: float
    half_face: float

    @property
    def closed(self) -> bool:
        return self.upper is self.lower

    @cached_property
    def middle(self) -> Curve:
        u = self.upper.u
        return Curve(u, (self.upper.v + self.lower(u)) / 2)

    def across(self, u: np.ndarray) -> np.ndarray:
        """-1 at the left corner, 1 at the right, 0 at the lips' middle"""
        return np.where(u < 0, u / -self.left, u / self.right)


def find_mouth(frame: Frame2D, points: np.ndarray, grey: np.ndarray) -> Mouth:
    upper, lower = _curve(frame, points, _UPPER_INNER), _curve(frame, points, _LOWER_INNER)

    def at(index: int) -> tuple[float, float]:
        u, v = frame.local(points[index, 0], points[index, 1])
        return float(u), float(v)

    if float(np.max(lower(upper.u) - upper.v)) < _OPEN_AT_REST:
        upper = lower = _parting(frame, grey, Curve(upper.u, (upper.v + lower(upper.u)) / 2))
    return Mouth(
        upper=upper,
        lower=lower,
        left=min(at(78)[0], -0.08),
        right=max(at(308)[0], 0.08),
        nose=min(at(2)[1], at(0)[1] - 0.06),
        chin=max(at(152)[1], 0.25),
        lip_top=min(at(0)[1], -0.02),
        lip_bottom=max(at(17)[1], 0.03),
        thickness=max(at(13)[1] - at(0)[1], at(17)[1] - at(14)[1], 0.03),
        half_face=max(abs(at(234)[0]), abs(at(454)[0]), 0.4),
    )


def _bell(s: np.ndarray, inner: float, outer: float) -> np.ndarray:
    """1 where |s| < inner, 0 beyond outer, smooth"""
    return rise(outer, inner, np.abs(s))


def mouth_fields(frame: Frame2D, mouth: Mouth, x: np.ndarray, y: np.ndarray, *, lower: bool) -> np.ndarray:
    """MOUTH_NUMBERS' fields at pixels (x, y), float32 (6, rows, columns, 2), of the upper or the lower lip's side.

    The two sides agree on the mouth line beyond the corners, so the picture tears nowhere but between the lips. `close`
    brings the lips of a mouth that is open in the picture together; `lift`, `drop`, `jaw` are in outer-eye distances.
    """
    u, v = frame.local(x, y)
    q, s = v - mouth.middle(u), mouth.across(u)
    zero = np.zeros_like(u)
    inside = np.clip(1 - s * s, 0, 1) ** (0.68 if lower else 0.85)
    above = rise(mouth.nose, mouth.lip_top, v)
    below = rise(mouth.lip_bottom + 0.8 * (mouth.chin - mouth.lip_bottom), mouth.lip_bottom, v)
    shut_u, shut_l = (mouth.middle(u) - mouth.upper(u)) * (np.abs(s) < 1), (mouth.middle(u) - mouth.lower(u)) * (np.abs(s) < 1)
    jaw = _jaw_lower(mouth, u, q, s, inside) if lower else _jaw_upper(mouth, u, q, s, inside)
    wide = s * np.where(u < 0, -mouth.left, mouth.right) * _bell(s, 0.8, 2.3) * _bell(q, 0.10, 0.42)
    thick = q * _bell(q / mouth.thickness, 0.8, 2.6) * _bell(s, 0.5, 1.5)
    fields = {
        "close": (zero, shut_l * below if lower else shut_u * above),
        "lift": (zero, zero if lower else -inside * above),
        "drop": (zero, inside * below if lower else zero),
        "jaw": (zero, jaw),
        "wide": (wide, zero),
        "thick": (zero, thick),
    }
    return np.stack([frame.pixels(*fields[name]) for name in MOUTH_NUMBERS]).astype(np.float32)


def _corner(mouth: Mouth, u: np.ndarray, s: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """How much of the jaw's drop the mouth's line follows outside the lips' opening: the corners a little, the cheeks less."""
    beyond = np.clip((np.abs(u) - np.where(u < 0, -mouth.left, mouth.right)) / (mouth.half_face * 0.5), 0, 1)
    return 0.30 * (1 - inside) * np.where(np.abs(s) < 1, 1.0, rise(1.0, 0.0, beyond))


def _jaw_upper(mouth: Mouth, u: np.ndarray, q: np.ndarray, s: np.ndarray, inside: np.ndarray) -> np.ndarray:
    return _corner(mouth, u, s, inside) * rise(-0.45, 0.0, q)


def _jaw_lower(mouth: Mouth, u: np.ndarray, q: np.ndarray, s: np.ndarray, inside: np.ndarray) -> np.ndarray:
    lip = inside + _corner(mouth, u, s, inside)
    chin = _bell(u / mouth.half_face, 0.25, 1.05)
    t = rise(0.0, mouth.chin * 0.7, q)
    return (lip * (1 - t) + chin * t) * rise(mouth.chin + 0.55, mouth.chin, q) * rise(-0.45, 0.0, q)


@dataclass(frozen=True, eq=False)
class Head:
    """The head's shape in face coordinates: an ellipse round face and hair, and how far the neck reaches down."""

    middle: tuple[float, float]
    half: tuple[float, float]
    chin: float
    nose: tuple[float, float]

    def weight(self, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """1 on the head, fading to 0 in the background, on the neck and on the shoulders"""
        r = np.hypot((u - self.middle[0]) / self.half[0], (v - self.middle[1]) / self.half[1])
        return rise(_REACH, 1.0, r) * rise(self.chin + 0.95, self.chin - 0.1, v)

    def depth(self, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """How far a point stands before the axis the head turns about, in outer-eye distances"""
        r2 = ((u - self.middle[0]) / self.half[0]) ** 2 + ((v - self.middle[1]) / self.half[1]) ** 2
        nose = np.exp(-(((u - self.nose[0]) / 0.16) ** 2) - ((v - self.nose[1]) / 0.22) ** 2)
        return 0.25 + 0.70 * np.clip(1 - r2, 0, 1) + 0.14 * nose

    def reach(self) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) beyond which nothing moves, in face coordinates"""
        return (
            self.middle[0] - _REACH * self.half[0],
            self.middle[1] - _REACH * self.half[1],
            self.middle[0] + _REACH * self.half[0],
            min(self.middle[1] + _REACH * self.half[1], self.chin + 0.96),
        )


def find_head(frame: Frame2D, points: np.ndarray) -> Head:
    u, v = frame.local(points[:468, 0], points[:468, 1])
    tall = float(v[152] - v[10])
    middle = (float(u[234] + u[454]) / 2 * 0.5 + float(u[10] + u[152]) / 4, float(v[10] + v[152]) / 2 - 0.13 * tall)
    half = (float(np.ptp(u)) / 2 * 1.22, tall / 2 * 1.38)
    return Head(middle, half, float(v[152]), (float(u[1]), float(v[1])))


def head_fields(frame: Frame2D, head: Head, x: np.ndarray, y: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """HEAD_NUMBERS' fields, float32 (7, rows, columns, 2): per outer-eye distance, per degree, per breath.

    They fade to nothing in the background and at the frame's left, right and upper edge.
    """
    u, v = frame.local(x, y)
    edge = 0.25 * frame.unit
    weight = head.weight(u, v) * np.clip(x / edge, 0, 1) * np.clip((size[0] - 1 - x) / edge, 0, 1) * np.clip(y / edge, 0, 1)
    weight = weight * np.clip((size[1] - 1 - y) / edge, 0, 1)
    depth = head.depth(u, v)
    turn = math.pi / 180
    pivot = (head.middle[0], head.chin)
    zero = np.zeros_like(u)
    fields = (
        (weight, zero),
        (zero, weight),
        (-(v - pivot[1]) * turn * weight, (u - pivot[0]) * turn * weight),
        (depth * turn * weight, zero),
        (zero, depth * turn * weight),
        ((u - head.middle[0]) * weight, (v - head.middle[1]) * weight),
        (zero, -0.012 * weight),
    )
    return np.stack([frame.pixels(*field) for field in fields]).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Eye:
    """One eye in face coordinates: the lids' lines, the corners, how much skin above is drawn out to cover it, and the outer
    corner's side (-1 the picture's left, 1 its right)."""

    upper: Curve
    lower: Curve
    left: float
    right: float
    skin: float
    outer: int

    def box(self) -> tuple[float, float, float, float]:
        top, bottom = float(self.upper.v.min()) - self.skin - 0.06, float(self.lower.v.max()) + 0.08
        return self.left - 0.13, top, self.right + 0.13, bottom


def _wider(line: Curve) -> Curve:
    """A lid's line drawn out a little at both corners, which the points do not always reach"""
    middle = (line.u[0] + line.u[-1]) / 2
    return Curve(middle + 1.07 * (line.u - middle), line.v)


def find_eyes(frame: Frame2D, points: np.ndarray, grey: np.ndarray) -> tuple[Eye, Eye]:
    def one(ids: tuple[tuple[int, ...], ...], side: int) -> Eye:
        upper, lower = (_wider(_curve(frame, points, lid)) for lid in ids[:2])
        upper = _lash_line(frame, grey, upper)
        _, brow = frame.local(points[list(ids[2]), 0], points[list(ids[2]), 1])
        room = float(upper.v.min() - np.mean(brow))
        return Eye(upper, lower, float(upper.u[0]), float(upper.u[-1]), float(np.clip(0.5 * room - _LASHES, 0.035, 0.10)), side)

    return one(_EYES[0], -1), one(_EYES[1], 1)


def lower_lid_back(frame: Frame2D, eye: Eye, u: np.ndarray, v: np.ndarray, closed: float) -> np.ndarray:
    """How far what is seen at (u, v) of eye and lower lid has come when the eye is `closed` 0 to 1, float32 pixels"""
    opening = np.clip(eye.lower(u) - eye.upper(u), 0, None) * ((u > eye.left) & (u < eye.right))
    move = -0.14 * closed * opening * rise(0.07, 0.0, v - eye.lower(u))
    return frame.pixels(np.zeros_like(u), move).astype(np.float32)


def upper_lid_back(frame: Frame2D, eye: Eye, u: np.ndarray, v: np.ndarray, closed: float) -> tuple[np.ndarray, np.ndarray]:
    """(how far what is seen at (u, v) of the upper lid has come, float32 pixels; how far its skin is drawn out, 0 to 1).

    The lid's edge and lashes go down as they are, just onto the lower lid; the strip of skin above them is drawn out to
    follow, what is above the strip stays. This is exact, so it needs no inversion.
    """
    top = eye.upper(u)
    inside = rise(eye.left, eye.left + 0.03, u) * rise(eye.right, eye.right - 0.03, u)
    opening = np.clip(eye.lower(u) - top, 0, None) * ((u > eye.left) & (u < eye.right))
    beyond = np.where(eye.outer < 0, eye.left - u, u - eye.right)  # lashes reach past the outer corner
    wing = 0.16 * float(opening.max(initial=0.0)) * rise(0.12, 0.0, beyond) * rise(-0.12, 0.0, beyond)
    move = closed * np.hypot(0.96 * opening + 0.020 * inside, wing)
    along = np.clip((v - top + _LASHES + eye.skin) / np.maximum(eye.skin + move, 1e-6), 0, 1)
    drawn = np.clip(1.7 * move / (move + eye.skin), 0, 1) * rise(0.02, 0.30, along) * rise(1.0, 0.78, along)
    return frame.pixels(np.zeros_like(u), along * move).astype(np.float32), drawn.astype(np.float32)


def lid_skin(pixels: np.ndarray, eye: Eye, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Smooth skin where the eye is, from the skin about it: uint8 of the shape of `pixels`, a crop with coordinates (u, v)."""
    height, width = u.shape
    small = (max(8, min(96, width)), max(8, min(96, round(height * min(96, width) / width))))
    top = eye.upper(u) - _LASHES - 0.6 * eye.skin
    hole = (v > top) & (v < eye.lower(u) + 0.025) & (u > eye.left - 0.05) & (u < eye.right + 0.05)
    mask = cv2.resize(hole.astype(np.uint8) * 255, small, interpolation=cv2.INTER_LINEAR)
    shrunk = cv2.inpaint(
        cv2.resize(pixels, small, interpolation=cv2.INTER_AREA), (mask > 0).astype(np.uint8), 3, cv2.INPAINT_TELEA
    )
    return cv2.resize(cv2.GaussianBlur(shrunk, (0, 0), small[0] * 0.045), (width, height), interpolation=cv2.INTER_CUBIC)
