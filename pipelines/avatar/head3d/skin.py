"""The skin of a head: loops of vertices about the eyes and the mouth, an even spread between them, all laid on the form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .form import CENTRE, Form, cast, distance, onto
from .mesh import Mesh, grid_faces, rise, spot, vertex_normals

EYE_COLUMNS, MOUTH_COLUMNS = 56, 88
_LID_RINGS = (0.0, 0.012, 0.03, 0.055, 0.085, 0.12)  # outwards from the lid's edge, in outer-eye distances
LIP_RINGS = (0.0, 0.10, 0.25, 0.42, 0.60, 0.78, 0.92, 1.0, 1.1, 1.3, 1.6, 2.0, 2.5)
"""From the line between the lips (0) over the red's border (1) into the skin."""
_INSIDE = ((0.022, 0.004), (0.055, 0.016), (0.085, 0.05), (0.15, 0.12), (0.30, 0.17), (0.46, 0.10))  # back, apart
_BULGE_AT = (0.0, 0.10, 0.25, 0.42, 0.60, 0.78, 0.92, 1.0, 1.1, 1.3, 1.6)
_BULGE = (-0.030, -0.010, 0.009, 0.021, 0.025, 0.020, 0.011, 0.005, 0.001, -0.001, 0.0)


@dataclass(frozen=True, eq=False)
class Skin:
    """The skin's surface and what each vertex is, for shapes and colours; arrays of (n,).

    lip     1 on the upper lip's side of the mouth's loops, -1 on the lower one's, 0 elsewhere
    ring    where in LIP_RINGS, negative inside the mouth; 9 elsewhere
    seam    the vertex of the lips' line in the same column, and `across` the one of the other lip; -1 elsewhere
    margin  1 on the lids' edges
    """

    points: np.ndarray
    faces: np.ndarray
    lip: np.ndarray
    ring: np.ndarray
    seam: np.ndarray
    across: np.ndarray
    margin: np.ndarray

    def mesh(self) -> Mesh:
        return Mesh(self.points, self.faces, np.zeros_like(self.points))


def lid_lines(form: Form, azimuth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(upper, lower) height in degrees of the open lids' edges at angles (degrees, outwards positive) about the eyeball."""
    c = np.clip(azimuth / form.eye_half, -1, 1)
    arch = np.sqrt(np.maximum(1 - c * c, 0)) ** (2 - form.eye_round)
    base = form.eye_tilt * c
    return base + form.eye_up * arch, base - form.eye_low * arch


def on_eye(form: Form, azimuth: np.ndarray, height: np.ndarray, radius: float) -> np.ndarray:
    """Points (n, 3) on a sphere about the eyeball of the picture's right, by angles in degrees."""
    a, e = np.radians(azimuth), np.radians(height)
    return form.eye_centre + radius * np.stack([np.sin(a) * np.cos(e), np.sin(e), np.cos(a) * np.cos(e)], axis=-1)


def _eye(form: Form) -> np.ndarray:
    """(rings, columns, 3): inside the lid's edge, the edge itself, then outwards."""
    t = np.arange(EYE_COLUMNS) * 2 * np.pi / EYE_COLUMNS
    azimuth = form.eye_half * np.cos(t)
    upper, lower = lid_lines(form, azimuth)
    height = np.where(np.sin(t) >= 0, upper, lower)
    edge = on_eye(form, azimuth, height, form.lid)
    inner = on_eye(form, azimuth, height, form.eye * 0.985)
    way = np.stack([np.cos(t), np.sin(t), np.full_like(t, -0.45)], axis=1)
    outer = onto(form, np.concatenate([edge + off * way for off in _LID_RINGS[1:]]))  # all at once: calls cost more than points
    return np.concatenate([inner[None], edge[None], outer.reshape(-1, EYE_COLUMNS, 3)])


def seam_y(form: Form, s: np.ndarray) -> np.ndarray:
    """The height of the closed lips' line at `s`, -1 at one corner and 1 at the other."""
    return np.asarray(
        form.mouth_y + 0.034 * s**2 - 0.007 * np.exp(-((s / 0.16) ** 2)) + 0.005 * np.exp(-(((np.abs(s) - 0.4) / 0.2) ** 2))
    )


def _front(form: Form, xy: np.ndarray) -> np.ndarray:
    """The skin straight behind places (n, 2) of the picture."""
    low, far = np.full(len(xy), 0.1), np.full(len(xy), 1.15)
    for _ in range(26):
        middle = (low + far) / 2
        outside = distance(form, np.column_stack([xy, middle])) > 0
        far, low = np.where(outside, middle, far), np.where(outside, low, middle)
    return np.column_stack([xy, far])


def _mouth(form: Form) -> tuple[np.ndarray, np.ndarray]:
    """(points (rings, columns, 3) from the mouth's inside outwards, the rings' places)."""
    t = (np.arange(MOUTH_COLUMNS)) * 2 * np.pi / MOUTH_COLUMNS
    c, up = np.cos(t), np.sin(t) >= -1e-9
    s = np.sign(c) * np.abs(c) ** 0.92
    arch = np.abs(np.sin(t))
    bow = 1 + 0.16 * np.exp(-(((np.abs(s) - 0.22) / 0.16) ** 2)) - 0.20 * np.exp(-((s / 0.10) ** 2))
    tall = np.where(up, form.lip_up * arch**1.05 * bow, -form.lip_low * arch**0.95) + np.where(up, 1, -1) * 0.004 * arch**0.3
    full = np.clip(arch**0.6, 0, 1) * form.lip_out
    flat = []
    for place in LIP_RINGS:
        inside, outside = min(place, 1.0), max(place - 1.0, 0.0)
        x = form.mouth * s * (1 + 0.035 * inside) + 0.10 * outside * c
        flat.append(np.column_stack([x, seam_y(form, s) + tall * inside + np.where(up, 0.052, 0.072) * outside * np.sin(t)]))
    rings = list(_front(form, np.concatenate(flat)).reshape(len(LIP_RINGS), MOUTH_COLUMNS, 3))
    for place, at in zip(LIP_RINGS, rings, strict=True):
        bulge = np.interp(place, _BULGE_AT, _BULGE)
        sided = 1 + np.where(up, -0.1, 0.12) * min(place / 0.1, 1.0)
        at[:, 2] += bulge * sided * (full if bulge > 0 else np.clip(arch + 0.35, 0, 1))
    inner = []
    seam = rings[0]
    for back, apart in _INSIDE:
        at = seam.copy()
        at[:, 2] -= back + 0.25 * back * np.abs(s)
        at[:, 1] += np.where(up, 1, -1) * apart * arch
        at[:, 0] *= 1 - 0.35 * max(0.0, back - 0.06) / 0.4
        inner.append(at)
    places = [-(i + 1.0) for i in range(len(inner))]
    return np.array(inner[::-1] + rings), np.array(places[::-1] + list(LIP_RINGS))


def _domain(points: np.ndarray) -> np.ndarray:
    """(n, 2): directions from CENTRE laid flat, angles from straight ahead kept."""
    d = points - CENTRE
    d = d / np.linalg.norm(d, axis=1, keepdims=True)
    angle = np.arccos(np.clip(d[:, 2], -1, 1))
    flat = np.hypot(d[:, 0], d[:, 1])
    return np.asarray(d[:, :2] * (angle / np.maximum(flat, 1e-9))[:, None])


def _directions(flat: np.ndarray) -> np.ndarray:
    angle = np.hypot(flat[:, 0], flat[:, 1])
    across = np.sinc(angle / np.pi)  # sin(angle) / angle
    return np.column_stack([flat * across[:, None], np.cos(angle)])


def _within(flat: np.ndarray, polygon: np.ndarray) -> np.ndarray:
    """Which of the points lie in the polygon (even-odd)."""
    x, y = flat[:, :1], flat[:, 1:]
    a, b = polygon, np.roll(polygon, -1, axis=0)
    crosses = (a[:, 1] > y) != (b[:, 1] > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = x < (b[:, 0] - a[:, 0]) * (y - a[:, 1]) / (b[:, 1] - a[:, 1]) + a[:, 0]
    return np.asarray((crosses & left).sum(axis=1) % 2 == 1)


def _spread() -> np.ndarray:
    """Places for the rest of the skin: close together in front, closest at the nose, wide apart behind."""
    rings, radius = [np.zeros((1, 2))], 0.0
    while radius < 2.95:
        step = 0.034 + 0.075 * float(rise(0.95, 1.9, radius))
        radius += step
        count = 2 * max(3, round(np.pi * radius / step))
        turn = (np.arange(count) + 0.5 * (len(rings) % 2)) * 2 * np.pi / count
        rings.append(radius * np.stack([np.sin(turn), np.cos(turn)], axis=1))
    coarse = np.concatenate(rings)
    at = (np.arange(-13, 14) * 0.0175, np.arange(-22, 5) * 0.0175)
    fine = np.stack(np.meshgrid(*at), axis=-1).reshape(-1, 2)
    fine[:, 0] += 0.00875 * (np.round(fine[:, 1] / 0.0175) % 2)

    def nose(flat: np.ndarray) -> np.ndarray:
        return (flat[:, 0] / 0.21) ** 2 + ((flat[:, 1] + 0.19) / 0.24) ** 2

    return np.concatenate([coarse[nose(coarse) > 1.12], fine[nose(fine) <= 1]])


@lru_cache(maxsize=16)  # heads of one form differ in all else
def build(form: Form) -> Skin:
    """The skin of a form, its lips closed and its eyes open."""
    eye, (mouth, places) = _eye(form), _mouth(form)
    loops = [eye, eye[:, (EYE_COLUMNS // 2 - np.arange(EYE_COLUMNS)) % EYE_COLUMNS] * (-1, 1, 1), mouth]
    points, faces, borders = [], [], []
    start = 0
    for loop in loops:
        rows, columns = loop.shape[:2]
        points.append(loop.reshape(-1, 3))
        faces.append(grid_faces(rows, columns, around=True) + start)
        borders.append(start + (rows - 1) * columns + np.arange(columns))
        start += rows * columns
    throat = start - mouth.shape[0] * mouth.shape[1]
    turn = np.arange(MOUTH_COLUMNS)
    faces.append(_sewn(throat + turn, throat + (MOUTH_COLUMNS - turn) % MOUTH_COLUMNS))
    fixed = np.concatenate(points)
    flat = _spread()
    holes = [_domain(fixed[border]) for border in borders]
    for hole in holes:
        middle = hole.mean(axis=0)
        flat = flat[~_within(flat, middle + (hole - middle) * 1.055 + 0.008 * np.sign(hole - middle))]
    fill = cast(form, _directions(flat))
    border = np.concatenate(borders)
    flats = np.concatenate([_domain(fixed[border]), flat])
    from scipy.spatial import Delaunay  # a second to load, which most commands need not wait for

    triangles = Delaunay(flats).simplices
    middle = flats[triangles].mean(axis=1)
    triangles = triangles[~np.any([_within(middle, hole) for hole in holes], axis=0)]
    edge = [flats[triangles[:, i]] for i in range(3)]
    turned = np.cross(edge[1] - edge[0], edge[2] - edge[0]) < 0
    triangles[turned] = triangles[turned][:, ::-1]
    names = np.concatenate([border, start + np.arange(len(fill))])
    faces.append(names[triangles])
    rim = names[len(border) + np.flatnonzero(np.hypot(*flat.T) > np.hypot(*flat.T).max() - 0.01)]
    rim = rim[np.argsort(np.arctan2(*_domain(np.concatenate([fixed, fill])[rim]).T[::-1]))]
    pole = start + len(fill)
    back = cast(form, np.array([[0.0, 0.0, -1.0]]))
    faces.append(np.stack([rim, np.full(len(rim), pole), np.roll(rim, -1)], axis=1))
    full = np.concatenate([fixed, fill, back])
    return _tagged(form, full, np.concatenate(faces).astype(np.int32), throat, places)


def _sewn(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The triangles that close the throat, from each column of the upper side to the lower side's."""
    last = len(one) // 2 + 1
    a, b, c, d = one[: last - 1], one[1:last], other[1:last], other[: last - 1]
    faces = np.concatenate([np.stack([a, c, b], axis=1), np.stack([a, d, c], axis=1)])
    return faces[(faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 0] != faces[:, 2])]


def _tagged(form: Form, points: np.ndarray, faces: np.ndarray, throat: int, places: np.ndarray) -> Skin:
    count, columns = len(points), MOUTH_COLUMNS
    lip, ring = np.zeros(count), np.full(count, 9.0)
    seam, across = np.full(count, -1), np.full(count, -1)
    loop = throat + np.arange(len(places) * columns).reshape(len(places), columns)
    turn = np.arange(columns)
    lip[loop] = np.where(np.sin(turn * 2 * np.pi / columns) >= -1e-9, 1.0, -1.0)
    ring[loop] = places[:, None]
    line = loop[int(np.flatnonzero(places == 0)[0])]
    seam[loop], across[loop] = line, line[(columns - turn) % columns]
    margin = np.zeros(count)
    for eye in range(2):
        margin[eye * EYE_COLUMNS * (len(_LID_RINGS) + 1) + np.arange(2 * EYE_COLUMNS)] = 1
    return Skin(_detailed(form, points, ring), faces, lip, ring, seam, across, margin)


def _detailed(form: Form, points: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """The furrow over the lips, the hollow under them."""
    m = form.mouth_y
    move = -0.014 * spot(points, (0, m + 0.145, 0.80), (0.032, 0.055, 0.2)) * (ring > 1)
    move += (
        0.008
        * (
            spot(points, (0.05, m + 0.14, 0.80), (0.022, 0.055, 0.2))
            + spot(points, (-0.05, m + 0.14, 0.80), (0.022, 0.055, 0.2))
        )
        * (ring > 1)
    )
    move += -0.022 * spot(points, (0, m - 0.135, 0.72), (0.12, 0.045, 0.25)) * (ring > 1)
    out = points.copy()
    out[:, 2] += move
    return out


def outward(skin: Skin) -> np.ndarray:
    """Normals (n, 3) of the skin at rest."""
    return vertex_normals(skin.points, skin.faces)
