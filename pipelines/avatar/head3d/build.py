"""A head's words made into a model: skin, features, hair, clothes, each with its shapes, and the light baked on them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ...head import Head
from . import beard, clothes, features, hair, light, shapes, wear
from .features import mix
from .form import Form
from .look import Look, look_of
from .mesh import Mesh, merged, rise, smoothed, spot
from .model import EYE, FLESH, HAIR, LASH, SKIN, TEETH, Model, Part
from .skin import Skin
from .skin import build as build_skin

NECK = np.array((0.0, -1.32, -0.27))
NOD = np.array((0.0, -0.62, -0.24))
_BREATH = 0.022  # outer-eye distances that the shoulders rise


@lru_cache(maxsize=4)
def build(head: Head) -> Model:
    """The model of a head; about a second and a half. Kept for the next that asks."""
    look = look_of(head)
    skin = build_skin(look.form)
    parts = (*_face(look, skin), *_rest(look))
    form = look.form
    joints = {"chest": np.array((0.0, -2.2, -0.3)), "neck": NECK, "head": NOD,
              "eyeLeft": form.eye_centre, "eyeRight": form.eye_centre * (-1, 1, 1)}  # fmt: skip
    return Model(parts, joints, form.lid, _light(parts, joints, look), head.style, _BREATH)


def _face(look: Look, skin: Skin) -> list[Part]:
    form, head = look.form, look.head
    targets = _skin_targets(form)
    painted = Mesh(skin.points, skin.faces, skin_colours(look, skin))
    parts = [Part("skin", painted, SKIN, targets=targets)]
    if head.beard not in ("none", "stubble"):
        grown, rows = beard.beard(look, skin)
        parts.append(Part("beard", grown, HAIR, targets=targets[:, rows]))

    def live(name: str, mesh: Mesh, made: object, jaw: float = -1.0) -> None:
        moves = shapes.targets(form, shapes.Place.of(mesh.points, jaw))
        if name == "tongue":
            moves[shapes.SHAPES.index("tongueOut")] = features.tongue_out(form, mesh.points)
        parts.append(Part(name, mesh, made, targets=moves.astype(np.float32)))  # type: ignore[arg-type]

    dark = mix(look.hair, (0.06, 0.04, 0.04), 0.75 if head.hair_colour not in ("white", "silver") else 0.55)
    if head.eyes != "bead":
        lash = features.lashes(form, tuple(dark), 1.9 if head.lashes == "long" else 1.0)
        live("lashes", merged(lash, lash.mirrored()), LASH)
    tone = mix(look.hair, (0.10, 0.07, 0.06), 0.25)
    brow = features.brow(form, head.brows, tuple(tone))
    live("brows", merged(brow, brow.mirrored()), HAIR)
    live("teethUpper", features.teeth(form, upper=True), TEETH, 0.0)
    live("teethLower", features.teeth(form, upper=False), TEETH, 1.0)
    live("tongue", features.tongue(form), FLESH, 1.0)
    return parts


@lru_cache(maxsize=4)
def _skin_targets(form: Form) -> np.ndarray:
    skin = build_skin(form)
    line = np.where(skin.seam[:, None] >= 0, skin.points[skin.seam], skin.points)
    return shapes.targets(form, shapes.Place(skin.points, skin.lip, skin.ring, line)).astype(np.float32)


def _rest(look: Look) -> list[Part]:
    head, form = look.head, look.form
    ear = features.ear(form, look.skin, look.warm, size=1.0 if head.ears == "small" else 1.2)
    ball = features.eyeball(form, look.iris, bead=head.eyes == "bead")
    parts = [Part("eyeLeft", ball, EYE, "eyeLeft"), Part("eyeRight", ball, EYE, "eyeRight")]
    if head.headwear != "headscarf":
        parts.insert(0, Part("ears", merged(ear, ear.mirrored()), SKIN))
    return [*parts, *hair.parts(look), *clothes.parts(look), *wear.parts(look)]


def skin_colours(look: Look, skin: Skin) -> np.ndarray:
    """(n, 3): the skin with blood under it, lips, the mouth's inside, and what it is marked with."""
    p, form, head = skin.points, look.form, look.head
    blush = 1.5 if head.marks == "rosy" or head.style == "porcelain" else 1.0
    warmth = sum((0.34 * blush * spot(p, (x, -0.34, 0.6), (0.20, 0.16, 0.4)) for x in (0.43, -0.43)), np.zeros(len(p)))
    warmth += 0.30 * spot(p, (0, -0.34, 0.95), (0.14, 0.13, 0.16)) + 0.10 * spot(p, (0, -0.9, 0.6), 0.22)
    colour = mix(look.skin, look.warm, np.clip(warmth, 0, 0.75))
    for x in (form.eye_x, -form.eye_x):  # round the eyes
        colour = mix(colour, np.asarray(look.warm) * 0.92, 0.30 * spot(p, (x, 0.02, 0.62), (0.26, 0.17, 0.22)))
    for x in (0.050, -0.050):
        nostril = (x * form.nose_wide, -0.425 - form.nose_long + form.nose_up, 0.775 + form.nose_out)
        colour = mix(
            colour,
            np.asarray(look.warm) * 0.35,
            0.85 * rise(1.25, 0.6, np.sqrt((((p - nostril) / (0.027 * form.nose_wide, 0.016, 0.045)) ** 2).sum(axis=1))),
        )
    red = np.where(skin.lip != 0, rise(1.06, 0.95, skin.ring), 0.0) * np.where(skin.ring > -2.5, 1, 0)
    soft = 1.0 if head.lipstick != "none" else 0.86
    colour = mix(colour, look.lips, soft * red)
    colour = mix(
        colour, np.asarray(look.lips) * 0.72, 0.75 * np.where(skin.lip != 0, rise(0.22, 0.0, skin.ring), 0) * (skin.ring > -2.5)
    )
    colour[skin.ring < -2.5] = (0.30, 0.09, 0.10)
    colour = mix(colour, np.asarray(look.warm) * 0.85, skin.margin * 0.8)
    if head.beard == "stubble":
        colour = mix(colour, mix(look.hair, look.skin, 0.3), 0.30 * beard.area(look, p, "short") * (skin.ring > 1.05))
    if head.hair == "buzz":
        colour = mix(colour, look.hair, 0.80 * hair.scalp(look, p))
    return _marked(look, p, colour)


def _marked(look: Look, p: np.ndarray, colour: np.ndarray) -> np.ndarray:
    if look.head.marks == "freckles":
        rng = np.random.default_rng(7)
        for _ in range(46):
            x, y = rng.uniform(0.08, 0.56) * rng.choice((-1, 1)), rng.uniform(-0.42, -0.16)
            near = ((p[:, 0] - x) ** 2 + (p[:, 1] - y) ** 2 < rng.uniform(0.010, 0.018) ** 2) & (p[:, 2] > 0.3)
            colour[near] = mix(colour[near], np.asarray(look.warm) * 0.72, 0.38)
    if look.head.marks == "mole":
        near = rise(0.026, 0.012, np.hypot(p[:, 0] - 0.24, p[:, 1] + 0.50)) * (p[:, 2] > 0.3)
        colour = mix(colour, (0.22, 0.13, 0.10), 0.85 * near)
    return colour


def _light(parts: tuple[Part, ...], joints: dict[str, np.ndarray], look: Look) -> np.ndarray:
    """Baked light for all parts; where what moves would be shaded by what it moves from, a rule stands instead."""
    placed = [
        part.mesh.moved(part.mesh.points + joints[part.bone]) if part.bone.startswith("eye") else part.mesh for part in parts
    ]
    baked = light.bake([mesh for mesh, part in zip(placed, parts, strict=True) if not part.clear])
    out, first = [], 0
    for mesh, part in zip(placed, parts, strict=True):
        if part.clear:
            out.append(np.ones((len(mesh), 2)))
            continue
        own = baked[first : first + len(mesh)]
        first += len(mesh)
        out.append(_ruled(part, mesh, own, look))
    return np.concatenate(out)


def _ruled(part: Part, mesh: Mesh, own: np.ndarray, look: Look) -> np.ndarray:
    form = look.form
    if part.name.startswith("eye"):
        under = rise(0.98 * np.sin(np.radians(form.eye_up)) * form.eye, 0.25 * form.eye, mesh.points[:, 1])
        aside = rise(1.0, 0.72, np.abs(mesh.points[:, 0] - np.sign(mesh.points[:, 0]) * form.eye_x) / form.eye)
        value = (0.45 + 0.55 * under) * (0.6 + 0.4 * aside)
        return np.column_stack([value, value])
    if part.name in ("teethUpper", "teethLower", "tongue"):
        deep = rise(0.30, 0.66, mesh.points[:, 2]) * rise(0.30, 0.10, np.abs(mesh.points[:, 0]))
        value = 0.16 + (0.66 if part.name != "tongue" else 0.5) * deep
        return np.column_stack([value, value * 0.9])
    if part.name == "lashes":
        return np.ones((len(mesh), 2)) * 0.8
    if part.name != "skin":
        return own
    fold = smoothed(light.creases(mesh.points, mesh.faces, mesh.normals()), mesh.faces, 1)
    value = own * (1 - 0.55 * fold[:, None])
    bag = (mesh.points[:, 2] < 0.62) & (np.abs(mesh.points[:, 0]) < 0.34) & (mesh.colours[:, 1] < 0.12)
    value[bag] = 0.10
    near = sum(
        (rise(1.35, 1.1, np.linalg.norm(mesh.points - form.eye_centre * (x, 1, 1), axis=1) / form.lid) for x in (1, -1)),
        np.zeros(len(mesh)),
    )
    value = np.maximum(value, 0.55 * near[:, None])  # the ball behind does not darken the lids
    lips = spot(mesh.points, (0, form.mouth_y, 0.75), (0.25, 0.09, 0.12))
    value = np.where(bag[:, None], value, np.maximum(value, 0.62 * lips[:, None]))
    return np.clip(value, 0, 1)
