"""What a head's words mean in measures and colours."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...head import Head
from ..drawn.palette import HAIR, IRIS, LIPSTICK, SKIN, parse
from .form import Form
from .mesh import Colour

_FACES: dict[str, dict[str, float]] = {
    "oval": {},
    "round": {"wide": 1.05, "jaw": 1.10, "cheek": 0.8, "chin": -0.035},
    "square": {"wide": 1.03, "jaw": 1.24, "point": -0.9, "brow": 0.3},
    "heart": {"wide": 1.03, "jaw": 0.86, "point": 0.9, "cheek": 0.2},
    "long": {"wide": 0.95, "chin": 0.075, "crown": 0.05},
    "diamond": {"wide": 0.99, "jaw": 0.90, "point": 0.6, "cheek": -0.3, "crown": 0.02},
}
_EYES: dict[str, dict[str, float]] = {
    "round": {"eye_half": 44, "eye_up": 35, "eye_low": 29, "eye_round": 0.92, "eye_tilt": 1},
    "almond": {},
    "narrow": {"eye_half": 47, "eye_up": 21, "eye_low": 18, "eye_tilt": 4},
    "wide": {"eye": 0.228, "eye_half": 46, "eye_up": 35, "eye_low": 28, "eye_round": 0.88},
    "soft": {"eye_half": 45, "eye_up": 27, "eye_low": 25, "eye_tilt": -3},
    "cat": {"eye_half": 47, "eye_up": 29, "eye_low": 22, "eye_tilt": 8},
    "bead": {"eye": 0.185, "eye_half": 44, "eye_up": 37, "eye_low": 35, "eye_round": 0.98, "eye_tilt": 0},
}
_NOSES: dict[str, dict[str, float]] = {
    "button": {"nose_long": -0.03, "nose_out": -0.035, "nose_wide": 0.95, "bridge": -0.02},
    "straight": {},
    "broad": {"nose_wide": 1.32, "nose_out": -0.02},
    "aquiline": {"nose_long": 0.035, "nose_out": 0.025, "bridge": 0.055, "nose_wide": 0.92},
    "snub": {"nose_up": 0.045, "nose_wide": 0.90, "nose_out": 0.0, "bridge": -0.015},
}
_LIPS: dict[str, dict[str, float]] = {
    "thin": {"lip_up": 0.036, "lip_low": 0.048, "lip_out": 0.75, "mouth": 0.245},
    "medium": {},
    "full": {"lip_up": 0.062, "lip_low": 0.080, "lip_out": 1.25, "mouth": 0.228},
}


@dataclass(frozen=True)
class Look:
    """A head's form and its colours, sRGB 0 to 1."""

    head: Head
    form: Form
    skin: Colour
    warm: Colour  # where blood shines through: ears, nose, cheeks
    lips: Colour
    hair: Colour
    iris: Colour
    cloth: Colour
    accent: Colour
    hat: Colour


def form_of(head: Head) -> Form:
    measures: dict[str, float] = {}
    for part in (_FACES[head.face], _EYES[head.eyes], _NOSES[head.nose], _LIPS[head.lips]):
        measures |= part
    form = replace(Form(), **measures)
    if head.build == "broad":
        form = replace(form, wide=form.wide * 1.02, jaw=form.jaw * 1.10, brow=form.brow + 0.4)
    return form


def look_of(head: Head) -> Look:
    skin = np.array(parse(SKIN[head.skin])) ** 1.12 * (0.955, 0.93, 0.915)  # the lamps are bright
    light = float(skin @ (0.2126, 0.7152, 0.0722))
    warm = skin * (0.98, 0.68, 0.67) if light > 0.4 else skin * (1.02, 0.76, 0.72)
    lips = skin * (0.90, 0.60, 0.68) if light > 0.4 else skin * (0.98, 0.74, 0.76)
    if head.lipstick != "none":
        lips = 0.85 * np.array(parse(LIPSTICK[head.lipstick])) + 0.15 * lips
    hair = np.array(parse(HAIR[head.hair_colour]))
    if head.style == "porcelain":
        pale = np.array((0.97, 0.955, 0.94))
        skin, warm = skin + 0.45 * (pale - skin), warm + 0.25 * (pale - warm)
    if head.style == "clay":
        skin, warm, lips, hair = (0.93 * one + 0.02 for one in (skin, warm, lips, hair))
    return Look(head, form_of(head), _colour(skin), _colour(warm), _colour(lips), _colour(hair), parse(IRIS[head.iris]),
                parse(head.cloth), parse(head.accent), parse(head.headwear_colour))  # fmt: skip


def _colour(values: np.ndarray) -> Colour:
    r, g, b = (float(value) for value in np.clip(values, 0, 1))
    return r, g, b
