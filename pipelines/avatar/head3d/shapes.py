"""ARKit's 52 shapes as fields that move what lies at a place: skin, brows, lashes, beard, teeth and tongue alike.

A field that does not part the lips is a function of the place alone, and both lips' edges lie at one place: so they stay together.
`mouthClose` is what `jawOpen` parts, undone. `jawOpen`, `mouthLowerDown` and `mouthUpperUp` part the lips by what `arkit.blendshapes`
counts on: 0.352, 0.10 and 0.10 outer-eye distances.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arkit import SHAPES
from .form import Form
from .mesh import rise, spot
from .skin import lid_lines, on_eye

HINGE = np.array([0.0, -0.22, -0.12])
"""The jaw's axis goes through it, from side to side."""

_OPEN = np.radians(18.2)
_GAP = 0.352
_LIFT = 0.035  # of the upper lip at jawOpen 1
_PART = 0.10


@dataclass(frozen=True, eq=False)
class Place:
    """Vertices to be moved: `points` (n, 3), and of those that lie on the lips which one and where (see skin.Skin).

    `line` is where the lips' line passes by each vertex (its own place where it lies on none); `jaw` says of parts that go with the
    jaw as one piece (1), or with the skull (0), and is negative where the place decides.
    """

    points: np.ndarray
    lip: np.ndarray
    ring: np.ndarray
    line: np.ndarray
    jaw: float = -1.0

    @staticmethod
    def of(points: np.ndarray, jaw: float = -1.0) -> Place:
        count = len(points)
        return Place(points, np.zeros(count), np.full(count, 9.0), points, jaw)


def targets(form: Form, place: Place) -> np.ndarray:
    """float64 (52, n, 3): how far each shape of arkit.SHAPES moves each vertex at 1."""
    out = np.zeros((len(SHAPES), len(place.points), 3))
    found = {**_jaw(form, place), **_lips(form, place), **_corners(form, place), **_face(form, place), **_lids(form, place)}
    for name, move in found.items():
        out[SHAPES.index(name)] = move
    return out


def _turned(points: np.ndarray, about: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """Points turned about an axis from side to side, downwards in front for positive angles (radians)."""
    y, z = points[:, 1] - about[1], points[:, 2] - about[2]
    out = points.copy()
    out[:, 1] = about[1] + y * np.cos(angle) - z * np.sin(angle)
    out[:, 2] = about[2] + y * np.sin(angle) + z * np.cos(angle)
    return out


def _jaw_weight(form: Form, place: Place, soft: float = 0.0) -> np.ndarray:
    """How far each vertex goes with the jaw: the lower lip wholly, the upper not, cheeks the softer the farther aside."""
    if place.jaw >= 0:
        return np.full(len(place.points), place.jaw)
    p = place.points
    aside = np.maximum(np.abs(p[:, 0]) - 0.62 * form.mouth, 0.0)
    band = np.maximum(0.012 + 0.9 * aside, soft)
    line = form.mouth_y + 0.10 * np.clip(np.abs(p[:, 0]) - form.mouth, 0, 1)
    free = rise(band, -band, p[:, 1] - line)
    s = np.clip(np.abs(place.line[:, 0]) / form.mouth, 0, 1)
    corner = 0.5 * rise(0.45, 1.0, s)
    sided = np.where(place.lip > 0, corner, 1 - corner)
    near = np.where(place.lip != 0, rise(2.5, 1.05, place.ring), 0.0) if not soft else 0.0
    return np.asarray(free * (1 - near) + sided * near)


def _opened(form: Form, place: Place) -> np.ndarray:
    """The move of jawOpen."""
    p = place.points
    move = _turned(p, HINGE, _OPEN * _jaw_weight(form, place)) - p
    if place.jaw < 0:
        arch = np.sqrt(np.maximum(1 - np.clip(place.line[:, 0] / form.mouth, -1, 1) ** 2, 0))
        lips = rise(2.2, 0.4, place.ring) * arch
        move[:, 1] += np.where(place.lip > 0, _LIFT, 0) * lips
        move[:, 1] -= np.where(place.lip < 0, _extra(form), 0) * lips
        move[:, 0] -= 0.10 * p[:, 0] * spot(p, (0, form.mouth_y, 0.7), (0.34, 0.3, 0.5))
    return move


def _extra(form: Form) -> float:
    """How much farther than the jaw the lower lip must go for the lips to part by _GAP."""
    middle = np.array([[0.0, form.mouth_y, 0.745]])
    dropped = float((middle - _turned(middle, HINGE, np.array([_OPEN])))[0, 1])
    return _GAP - _LIFT - dropped


def _jaw(form: Form, place: Place) -> dict[str, np.ndarray]:
    p = place.points
    opened = _opened(form, place)
    close = np.zeros_like(p)
    on = place.lip != 0
    if place.jaw < 0 and on.any():
        upper, lower = (
            _opened(form, Place(place.line[on], np.full(int(on.sum()), side), np.zeros(int(on.sum())), place.line[on]))
            for side in (1.0, -1.0)
        )
        meet = 0.42 * upper + 0.58 * lower
        own = np.where(place.lip[on, None] > 0, upper, lower)
        close[on] = (meet - own) * rise(2.5, 0.95, place.ring[on])[:, None] * np.where(place.ring[on] < -3, 0.5, 1.0)[:, None]
    soft = _jaw_weight(form, place, soft=0.16)[:, None]
    return {
        "jawOpen": opened,
        "mouthClose": close,
        "jawForward": soft * (0, 0.01, 0.10),
        "jawLeft": soft * (0.11, 0, 0),
        "jawRight": soft * (-0.11, 0, 0),
    }


def _lips(form: Form, place: Place) -> dict[str, np.ndarray]:
    p, m = place.points, form.mouth_y
    zero = np.zeros_like(p)
    if place.jaw >= 0:
        return {}
    s = place.line[:, 0] / form.mouth
    arch = np.maximum(1 - np.clip(s, -1, 1) ** 2, 0) ** 0.6
    upper, lower = (np.where(np.sign(place.lip) == side, 1.0, 0.0) for side in (1, -1))
    part = rise(2.4, 0.7, place.ring) * arch * _PART
    side = {"Left": rise(-0.35, 0.35, s), "Right": rise(0.35, -0.35, s)}
    at_line = place.line - p
    red = np.where(place.lip != 0, np.clip(place.ring / 0.2, 0, 1) * rise(1.5, 0.9, place.ring), 0.0)
    about = spot(p, (0, m, 0.75), (0.30, 0.20, 0.30))
    wide = spot(p, (0, m, 0.75), (0.42, 0.28, 0.40))
    deep = np.where(place.ring < -2, 0.4, 1.0)[:, None]
    zed = np.array((0.0, 0.0, 1.0))
    moves = {
        "mouthPucker": deep * (np.column_stack([-0.50 * p[:, 0], -0.05 * (p[:, 1] - m), 0 * s]) * about[:, None] + 0.10 * about[:, None] * zed),
        "mouthFunnel": deep
        * (np.column_stack([-0.34 * p[:, 0], 0 * s, 0.10 + 0 * s]) * about[:, None])
        + 0.35 * np.column_stack([0 * s, -at_line[:, 1], 0.10 * np.abs(at_line[:, 1])]) * red[:, None],
        "mouthLeft": wide[:, None] * (0.13, 0.0, -0.01),
        "mouthRight": wide[:, None] * (-0.13, 0.0, -0.01),
        "mouthRollLower": (lower * red)[:, None] * (0.62 * at_line + (0, 0, -0.045)) + (lower * rise(2.2, 1.0, place.ring) * rise(0, 0.5, place.ring))[:, None] * (0, 0.012, -0.012),
        "mouthRollUpper": (upper * red)[:, None] * (0.62 * at_line + (0, 0, -0.035)),
        "mouthShrugLower": wide[:, None] * (0, 0.030, 0) + (lower * red)[:, None] * (0, 0.0, 0.030) + spot(p, (0, -0.92 - form.chin, 0.5), 0.25)[:, None] * (0, 0.035, 0.015),
        "mouthShrugUpper": wide[:, None] * (0, 0.022, 0) + (upper * red)[:, None] * (0, 0.0, 0.028),
    }  # fmt: skip
    for name, share in side.items():
        moves[f"mouthPress{name}"] = (red * share)[:, None] * (0.34 * at_line + (0, 0, -0.014)) + (
            spot(p, ((1 if name == "Left" else -1) * form.mouth, m, 0.66), 0.09)
        )[:, None] * (0, 0.004, -0.012)
        moves[f"mouthLowerDown{name}"] = zero - (lower * part * share)[:, None] * (0, 1, 0.25)
        moves[f"mouthUpperUp{name}"] = zero + (upper * part * share)[:, None] * (0, 1, 0.15)
    return moves


def _corners(form: Form, place: Place) -> dict[str, np.ndarray]:
    """What pulls at the corners of the mouth, and the cheeks above them."""
    if place.jaw >= 0:
        return {}
    p, m, out = place.points, form.mouth_y, {}
    for name, side in (("Left", 1.0), ("Right", -1.0)):
        corner = (side * form.mouth, m, 0.66)
        near = spot(p, corner, (0.17, 0.15, 0.30))[:, None] * np.clip(1 + side * p[:, 0] / 0.10, 0, 1)[:, None] ** 0.5
        cheek = spot(p, (side * 0.42, -0.38, 0.55), (0.19, 0.17, 0.30))[:, None]
        fold = spot(p, (side * 0.33, -0.50, 0.62), (0.06, 0.10, 0.2))[:, None]
        flank = side * np.array((1.0, 0, 0))
        out[f"mouthSmile{name}"] = (
            near * (0.085 * flank + (0, 0.088, -0.045)) + cheek * (0.012 * flank + (0, 0.040, 0.035)) - fold * (0, 0, 0.012)
        )
        out[f"mouthFrown{name}"] = near * (0.012 * flank + (0, -0.085, -0.012)) + spot(p, (side * 0.2, m - 0.2, 0.6), 0.14)[
            :, None
        ] * (0, -0.015, 0.008)
        out[f"mouthDimple{name}"] = near * (0.045 * flank + (0, 0.006, -0.045))
        out[f"mouthStretch{name}"] = near * (0.090 * flank + (0, -0.022, -0.045))
        out[f"cheekSquint{name}"] = cheek * (0, 0.050, 0.032)
    return out


def _brow_field(form: Form, p: np.ndarray, x: float, wide: float) -> np.ndarray:
    """1 on the brow at `x`, nothing on the lid's edge below it, fading out over the forehead."""
    y = p[:, 1]
    along = np.exp(-(((p[:, 0] - x) / wide) ** 2))
    below = rise(form.eye * 0.75, 0.26, y)
    above = np.exp(-((np.maximum(y - 0.33, 0) / 0.24) ** 2))
    return np.asarray(along * below * above * rise(0.0, 0.25, p[:, 2]))


def _face(form: Form, place: Place) -> dict[str, np.ndarray]:
    """Brows, nose, cheeks."""
    if place.jaw >= 0:
        return {}
    p, out = place.points, {}
    x = form.eye_x
    for name, side in (("Left", 1.0), ("Right", -1.0)):
        inner, middle, outer = (
            _brow_field(form, p, side * at, wide)[:, None] for at, wide in ((0.14, 0.13), (x, 0.20), (x + 0.17, 0.20))
        )
        flank = side * np.array((1.0, 0, 0))
        out[f"browDown{name}"] = np.minimum(inner + 0.55 * middle, 1.15) * (-0.030 * flank + (0, -0.085, 0.012))
        out[f"browOuterUp{name}"] = np.minimum(outer + 0.35 * middle, 1.1) * (0, 0.095, 0)
        ala = spot(p, (side * 0.11, -0.38, 0.75), (0.075, 0.085, 0.12))[:, None]
        out[f"noseSneer{name}"] = ala * (0.012 * flank + (0, 0.040, 0)) + inner * (0, -0.025, 0.006)
    both = sum((_brow_field(form, p, at, 0.15) for at in (0.15, -0.15)), np.zeros(len(p)))
    out["browInnerUp"] = np.minimum(both, 1.1)[:, None] * (0, 0.105, 0)
    puffs = sum((spot(p, (at, -0.60, 0.50), (0.19, 0.20, 0.30)) for at in (0.40, -0.40)), np.zeros(len(p)))[:, None]
    out["cheekPuff"] = puffs * np.column_stack([0.22 * p[:, 0], 0 * p[:, 0], 0.06 + 0 * p[:, 0]])
    return out


def _turns(form: Form, across: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(upper, lower) edge of the open lids, as the turn in degrees about the eyeball's level axis, at places along that axis."""
    azimuth = np.linspace(-form.eye_half, form.eye_half, 181)
    edges = []
    for heights in lid_lines(form, azimuth):
        at = on_eye(form, azimuth, heights, form.lid) - form.eye_centre
        order = np.argsort(at[:, 0])
        edges.append(np.interp(across, at[order, 0], np.degrees(np.arctan2(at[order, 1], at[order, 2]))))
    return edges[0], edges[1]


def _lids(form: Form, place: Place) -> dict[str, np.ndarray]:
    """The lids slide on the eyeball: turned about the axis through it, by how far their edge has to go."""
    p, out = place.points, {}
    if place.jaw >= 0:
        return {}
    for name, side in (("Left", 1.0), ("Right", -1.0)):
        centre = form.eye_centre * (side, 1, 1)
        d = (p - centre) * (side, 1, 1)
        radius = np.linalg.norm(d, axis=1)
        across = d[:, 0] * form.lid / np.maximum(radius, 1e-9)  # which does not change as a lid turns
        height = np.degrees(np.arctan2(d[:, 1], np.maximum(d[:, 2], 1e-6)))
        upper, lower = _turns(form, across)
        aside = np.degrees(np.arcsin(np.clip(across / form.lid, -1, 1)))
        here = rise(2.1, 1.2, radius / form.lid) * rise(-0.02, 0.05, d[:, 2])
        here *= rise(form.eye_half + 16, form.eye_half + 2, np.abs(aside)) * rise(1.60 * form.eye, 1.10 * form.eye, p[:, 1])
        here *= rise(0.0, 0.09, side * p[:, 0])
        above = rise(34.0, 0.0, height - upper) * here * (height >= (upper + lower) / 2)
        below = rise(26.0, 0.0, lower - height) * here * (height < (upper + lower) / 2)
        shut = lower + 0.20 * (upper - lower)

        def slid(up: np.ndarray | float, down: np.ndarray | float, above: np.ndarray = above, below: np.ndarray = below,
                 centre: np.ndarray = centre) -> np.ndarray:  # fmt: skip
            """Upper lid lowered and lower lid raised by degrees."""
            return _turned(p, centre, np.radians(above * up - below * down)) - p

        blink = slid(upper - shut, shut - lower)
        closing = (above + below) * np.clip((upper - lower) / 40.0, 0, 1)
        blink += closing[:, None] * (p - centre) / np.maximum(radius, 1e-9)[:, None] * 0.006
        out[f"eyeBlink{name}"] = blink
        out[f"eyeSquint{name}"] = slid(0.22 * (upper - lower), 0.34 * (upper - lower)) + spot(
            p, (side * form.eye_x, -0.27, 0.6), (0.2, 0.08, 0.3)
        )[:, None] * (0, 0.02, 0.012)
        out[f"eyeWide{name}"] = slid(-9.0 * rise(0, 20, upper - lower), -4.0 * rise(0, 20, upper - lower))
        out[f"eyeLookDown{name}"] = slid(15.0 * rise(0, 25, upper - lower), -4.0 * rise(0, 25, upper - lower))
        out[f"eyeLookUp{name}"] = slid(-9.0 * rise(0, 25, upper - lower), 3.0 * rise(0, 25, upper - lower))
        turned = (above + below)[:, None] * rise(0, 25, upper - lower)[:, None] * side
        out[f"eyeLookOut{name}"], out[f"eyeLookIn{name}"] = turned * (0.008, 0, -0.001), turned * (-0.008, 0, -0.001)
    return out
