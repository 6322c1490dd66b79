"""What sits in and on a face: eyeballs, lashes, brows, ears, teeth and tongue."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .form import Form, cast, gradient, onto
from .mesh import Colour, Mesh, ball, grid, merged, rise, spline, tube
from .skin import lid_lines, on_eye, seam_y

WHITE_OF_EYE: Colour = (0.955, 0.945, 0.935)
_IRIS = 31.0  # degrees from the middle of the iris to its rim
_PUPIL = 13.5


def mix(a: Colour | np.ndarray, b: Colour | np.ndarray, share: float | np.ndarray) -> np.ndarray:
    return np.asarray(np.asarray(a) + (np.asarray(b) - np.asarray(a)) * np.asarray(share)[..., None])


def eyeball(form: Form, iris: Colour, *, bead: bool = False) -> Mesh:
    """The ball of the picture's right eye, looking ahead, about its own centre. `bead`: one dark drop, as puppets have."""
    steps = np.concatenate(
        [
            np.linspace(0, _PUPIL - 1.0, 3),
            np.linspace(_PUPIL + 0.2, _IRIS - 1.2, 12),
            np.linspace(_IRIS, _IRIS + 3, 3),
            np.linspace(_IRIS + 6, 112, 12),
        ]
    )
    turn = np.arange(52) * 2 * np.pi / 52
    polar, around = np.radians(steps)[:, None], turn[None]
    unit = np.stack([np.sin(polar) * np.cos(around), np.sin(polar) * np.sin(around), np.cos(polar) + 0 * around], axis=-1)
    degrees = np.broadcast_to(steps[:, None], unit.shape[:2])
    spokes = 0.5 + 0.25 * np.sin(17 * around + 1.0) * np.sin(7 * around) + 0.2 * np.sin(29 * around + 2)
    light = np.clip(0.60 - 0.55 * np.sin(around) * (degrees / _IRIS), 0, 1.2)  # lit from above, the lower half glows
    base = mix(
        np.asarray(iris) * 0.42,
        np.clip(np.asarray(iris) * 1.5 + 0.06, 0, 1),
        np.clip(0.25 + 0.35 * light + 0.25 * spokes * rise(_PUPIL, _IRIS, degrees), 0, 1),
    )
    rim = rise(_IRIS - 6, _IRIS - 0.5, degrees)
    colour = mix(base, np.asarray(iris) * 0.18, rim)
    colour = mix(colour, (0.015, 0.012, 0.014), rise(_PUPIL + 0.8, _PUPIL - 0.8, degrees))
    edge = mix(WHITE_OF_EYE, (0.88, 0.74, 0.70), 0.75 * rise(50, 100, degrees))
    colour = mix(colour, edge, rise(_IRIS - 0.4, _IRIS + 2.4, degrees))
    if bead:
        colour = np.broadcast_to(np.array((0.03, 0.025, 0.03)), unit.shape)
    return grid(unit * form.eye, colour.reshape(-1, 3), around=True)


def lashes(form: Form, colour: Colour, long: float = 1.0) -> Mesh:
    """A dark line along the upper lid's edge that fans out to the outer corner, of the picture's right eye."""
    half = form.eye_half
    azimuth = np.linspace(-0.93 * half, 1.0 * half, 26)
    upper, _ = lid_lines(form, azimuth)
    along = (azimuth + half) / (2 * half)
    length = long * (0.010 + 0.030 * rise(0.25, 0.98, along)) * rise(0.0, 0.25, along)
    root = on_eye(form, azimuth, upper + 0.3, form.lid * 1.012)
    inside = on_eye(form, azimuth, upper + 0.4 + 2.2 * rise(0.0, 0.5, along), form.lid * 1.025)
    out = root - form.eye_centre
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    tip = root + length[:, None] * (1.1 * out + np.column_stack([0.35 * rise(0.4, 1, along), 0.62 + 0 * along, 0 * along]))
    under = root + 0.004 * out - (0, 0.004, 0)
    return grid(np.array([inside, tip, under, on_eye(form, azimuth, upper, form.eye * 1.0)]), colour).doubled()


BROWS: dict[str, tuple[float, float, float, float]] = {
    "soft": (0.038, 0.030, 0.345, 0.030), "straight": (0.040, 0.012, 0.345, 0.010), "arched": (0.033, 0.065, 0.345, 0.020),
    "thick": (0.056, 0.030, 0.350, 0.015), "thin": (0.024, 0.045, 0.345, 0.020), "sad": (0.036, 0.018, 0.360, -0.035),
}  # fmt: skip
"""By name: half of the height, how far the arch rises, how high they stand, how much higher the outer half is."""


def brow(form: Form, kind: str, colour: Colour) -> Mesh:
    """One lock that lies on the ridge over the picture's right eye."""
    half, arch, high, lift = BROWS[kind]
    along = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, 30))
    x = 0.115 + (form.eye_x + 0.215 - 0.115) * along
    y = high - 0.025 + arch * np.sin(np.pi * np.clip(along * 0.86, 0, 1)) ** 1.4 + lift * along - 0.055 * rise(0.62, 1.0, along)
    start = np.column_stack([x, y, 0.72 - 0.35 * np.maximum(x - 0.2, 0)])
    path = onto(form, start, 0.004)
    width = (
        half
        * np.sqrt(np.clip((along + 0.015) / 0.14, 0, 1))
        * (1 - 0.62 * rise(0.35, 1.0, along))
        * np.sqrt(np.clip((1.01 - along) / 0.12, 0, 1))
    )
    out = gradient(form, path)
    side = np.cross(np.gradient(path, axis=0), out)
    return tube(path, width, colour, thick=np.minimum(0.026, width * 0.8), side=side, sides=12)


def ear(form: Form, colour: Colour, warm: Colour, *, size: float = 1.0) -> Mesh:
    """The ear at the picture's right: a shell with its rim rolled, set a little away from the head."""
    place = np.linspace(0, 1, 22)[:, None]
    turn = (np.arange(40) * 2 * np.pi / 40)[None]
    up = np.sin(turn)
    wide = 0.135 * (1 + 0.22 * up) * size
    tall = 0.235 * (1 + 0.05 * np.cos(turn)) * size
    profile = (
        np.interp(
            place,
            (0, 0.25, 0.45, 0.56, 0.66, 0.76, 0.88, 0.96, 1.0),
            (-0.050, -0.044, -0.012, 0.016, 0.004, -0.006, 0.036, 0.030, 0.004),
        )
        * size
    )
    back = np.cos(turn)
    u, v = place * wide * back, place * tall * up
    height = profile * (0.55 + 0.45 * np.clip(back * 0.8 + 0.6 + 0.5 * up, 0, 1.2))
    shell = np.stack([height + 0 * u, v + 0.03 * place, u], axis=-1)
    shell[..., 2] = -shell[..., 2]  # the rim lies behind
    inner = shell[-1] * (1, 0.90, 0.85) + np.array([-0.035, 0, 0.01]) * size
    behind = shell[-1] * (1, 0.62, 0.45) + np.array([-0.15, 0, 0.07]) * size
    rows = np.concatenate([shell, inner[None], behind[None]])
    turned = np.radians(-34)
    c, s = np.cos(turned), np.sin(turned)
    x, z = rows[..., 0] * c - rows[..., 2] * s, rows[..., 0] * s + rows[..., 2] * c
    at = cast(form, np.array([[0.985, 0.10, -0.12]]) / np.linalg.norm((0.985, 0.10, -0.12)))[0]
    points = np.stack([x, rows[..., 1], z], axis=-1) + at + (0.045, -0.09, -0.01)
    deep = rise(0.30, 0.05, np.concatenate([place[:, 0], [1, 1]]))[:, None] * np.ones((1, 40))
    return grid(points, mix(mix(colour, warm, 0.35), np.asarray(warm) * 0.72, 0.75 * deep).reshape(-1, 3), around=True)


_TEETH = (0.0, 0.060, 0.112, 0.160, 0.204, 0.244, 0.280)  # where each tooth ends, from the middle, along the arch


def teeth(form: Form, *, upper: bool) -> Mesh:
    """A row of teeth with its gum: each a soft block on an arch behind the lips."""
    y = float(seam_y(form, np.zeros(1))[0]) + (-0.022 if upper else -0.050)
    tall = 0.105 if upper else -0.085
    scale = (form.mouth / 0.245) * (1.0 if upper else 0.92)
    white, gum = np.array((0.965, 0.95, 0.92)), np.array((0.78, 0.42, 0.42))
    front = 0.665 if upper else 0.650
    pieces = []
    for side in (1, -1):
        for i, (a, b) in enumerate(pairwise(_TEETH)):
            middle, half = (a + b) / 2 * scale, (b - a) / 2 * scale
            place = side * middle / 0.26
            centre = np.array(
                (0.255 * scale * np.sin(place), y + tall * (0.5 - 0.05 * (i == 2)), front - 0.30 * (1 - np.cos(place)) - 0.03)
            )
            block = ball((0, 0, 0), 1.0, (1, 1, 1), 7, 12).points
            block = np.sign(block) * np.abs(block) ** 0.55  # a rounded box
            local = block * (half * 0.985, abs(tall) / 2 * (1.0 - 0.04 * i), 0.034)
            c, s = np.cos(place), np.sin(place)
            world = np.column_stack([local[:, 0] * c + local[:, 2] * s, local[:, 1], -local[:, 0] * s + local[:, 2] * c])
            pieces.append(
                Mesh(world + centre, ball((0, 0, 0), 1, (1, 1, 1), 7, 12).faces, np.zeros_like(world)).coloured(
                    tuple(white * (1 - 0.025 * i))
                )
            )
    angle = np.linspace(-1.25, 1.25, 30)
    path = np.column_stack(
        [0.255 * scale * np.sin(angle), np.full(30, y + tall * 1.02), front - 0.30 * (1 - np.cos(angle)) - 0.035]
    )
    pieces.append(tube(path, 0.034, tuple(gum), thick=0.045, side=np.array((0, 1.0, 0)), sides=10))
    return merged(*pieces)


def tongue(form: Form) -> Mesh:
    """Behind the lower teeth, its tip forward, a furrow down the middle."""
    y = form.mouth_y - 0.115
    along = spline(np.array([[0, y - 0.02, 0.12], [0, y + 0.015, 0.30], [0, y + 0.005, 0.47], [0, y - 0.03, 0.575]]), 20)
    t = np.linspace(0, 1, 20)
    width = 0.165 * np.sqrt(np.clip(1 - rise(0.5, 1.0, t) * 0.92, 0.03, 1)) * form.mouth / 0.245
    body = tube(
        along, width, (0.80, 0.42, 0.43), thick=0.055 * (1 - 0.6 * rise(0.7, 1, t)), side=np.array((1.0, 0, 0)), sides=22
    )
    points = body.points.copy()
    points[:, 1] -= 0.014 * np.exp(-((points[:, 0] / 0.03) ** 2)) * (points[:, 1] > y - 0.01)
    return body.moved(points)


def tongue_out(form: Form, points: np.ndarray) -> np.ndarray:
    """The move of a tongue that is put out: forward, and its tip down."""
    tip = rise(0.15, 0.58, points[:, 2])
    return np.column_stack([0 * tip, (0.055 - 0.05 * tip) * tip, 0.30 * tip])
