"""The modelled face, judged by its vertices: closed lips, lids on the eyeballs, sound surfaces."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from pipelines.avatar.arkit import SHAPES
from pipelines.avatar.head3d import shapes
from pipelines.avatar.head3d.form import Form, gradient
from pipelines.avatar.head3d.look import form_of
from pipelines.avatar.head3d.mesh import vertex_normals
from pipelines.avatar.head3d.skin import Skin, build, outward
from pipelines.head import CHOICES, Head

Face = tuple[Form, Skin, np.ndarray]


def face(head: Head) -> Face:
    form = form_of(head)
    skin = build(form)
    line = np.where(skin.seam[:, None] >= 0, skin.points[skin.seam], skin.points)
    return form, skin, shapes.targets(form, shapes.Place(skin.points, skin.lip, skin.ring, line))


@pytest.fixture(scope="module")
def plain() -> Face:
    return face(Head("plain"))


def shaped(face: Face, **weights: float) -> np.ndarray:
    """The skin's vertices with these shapes; both sides where none is named."""
    _, skin, targets = face
    out = skin.points.copy()
    for name, weight in weights.items():
        for full in (name, f"{name}Left", f"{name}Right"):
            if full in SHAPES:
                out += weight * targets[SHAPES.index(full)]
    return out


def gaps(face: Face, points: np.ndarray) -> np.ndarray:
    """How far each vertex of the upper lip's edge lies from the one below it."""
    skin = face[1]
    upper = np.flatnonzero((skin.ring == 0) & (skin.lip > 0))
    return np.asarray(np.linalg.norm(points[upper] - points[skin.across[upper]], axis=1))


def middle_gap(face: Face, points: np.ndarray) -> float:
    skin = face[1]
    upper = np.flatnonzero((skin.ring == 0) & (skin.lip > 0))
    middle = upper[np.argmin(np.abs(skin.points[upper, 0]))]
    return float(points[middle, 1] - points[skin.across[middle], 1])


@pytest.mark.parametrize("lips", CHOICES["lips"])
def test_lips_stay_closed_through_all_that_does_not_part_them(lips: str) -> None:
    one = face(Head("one", lips=lips))
    assert gaps(one, one[1].points).max() < 1e-9
    parting = {"jawOpen", "mouthClose", "mouthLowerDown", "mouthUpperUp", "jawLeft", "jawRight", "jawForward"}
    for name in {shape.removesuffix("Left").removesuffix("Right") for shape in SHAPES} - parting:
        assert gaps(one, shaped(one, **{name: 1.0})).max() < 0.02, name
    for jaw in (0.2, 0.5, 1.0):
        assert (
            gaps(one, shaped(one, jawOpen=jaw, mouthClose=jaw, mouthPress=0.5, mouthRollLower=0.25, mouthRollUpper=0.2)).max()
            < 0.02
        )


def test_the_mouth_opens_by_what_was_asked(plain: Face) -> None:
    for jaw in (0.25, 0.5, 1.0):
        assert middle_gap(plain, shaped(plain, jawOpen=jaw)) == pytest.approx(0.352 * jaw, abs=0.02)
    assert middle_gap(plain, shaped(plain, mouthLowerDown=0.6, mouthUpperUp=0.4)) == pytest.approx(0.10, abs=0.02)
    corner = np.argmax(plain[1].points[:, 0] * (plain[1].ring == 0))
    assert shaped(plain, mouthSmile=1)[corner, 1] > plain[1].points[corner, 1] + 0.05
    assert shaped(plain, mouthPucker=1)[corner, 0] < 0.75 * plain[1].points[corner, 0]


@pytest.mark.parametrize("eyes", ["round", "narrow", "wide", "bead"])
def test_lids_close_and_never_cut_the_eyeball(eyes: str) -> None:
    one = face(Head("one", eyes=eyes))
    form, skin, _ = one
    edge = np.flatnonzero(
        (skin.margin > 0) & (np.linalg.norm(skin.points - form.eye_centre, axis=1) > form.eye * 1.03) & (skin.points[:, 0] > 0)
    )
    for blink in (0.0, 1.0):
        away = np.linalg.norm(shaped(one, eyeBlink=blink)[edge] - form.eye_centre, axis=1)
        assert away.min() > form.eye * 1.02
    shut = shaped(one, eyeBlink=1.0)[edge]
    inner = np.abs(shut[:, 0] - form.eye_x) < 0.6 * form.eye
    order = np.argsort(shut[inner, 0])
    heights = shut[inner][order, 1]
    assert np.abs(np.diff(heights)).max() < 0.03  # upper and lower edge lie on one line
    wide = shaped(one, eyeWide=1.0)[edge]
    assert wide[:, 1].max() > skin.points[edge, 1].max() + 0.01


@pytest.mark.parametrize("kind", ["long", "diamond"])
def test_the_skin_is_one_sound_surface(kind: str) -> None:
    form, skin, targets = face(Head("one", face=kind, nose="aquiline" if kind == "long" else "broad"))
    assert np.isfinite(skin.points).all()
    assert np.isfinite(targets).all()
    sides = Counter(
        tuple(sorted(pair))
        for triangle in skin.faces.tolist()
        for pair in zip(triangle, triangle[1:] + triangle[:1], strict=True)
    )
    open_edges = [pair for pair, count in sides.items() if count == 1]
    assert max(sides.values()) == 2
    assert len(open_edges) == 112  # the two eyes
    outside = skin.ring >= 1
    assert ((outward(skin) * gradient(form, skin.points)).sum(axis=1)[outside] > 0).mean() > 0.995
    mirrored = skin.points * (-1, 1, 1)
    assert np.abs(mirrored.min(axis=0) - skin.points.min(axis=0)).max() < 0.01


def test_shapes_move_what_they_name(plain: Face) -> None:
    _, skin, targets = plain
    size = dict(zip(SHAPES, np.linalg.norm(targets, axis=2).max(axis=1), strict=True))
    assert all(size[name] > 0.004 for name in SHAPES if name != "tongueOut")
    for name, (low, high) in {
        "browInnerUp": (0.1, 1.0),
        "eyeBlinkLeft": (-0.4, 0.5),
        "mouthSmileLeft": (-1.1, 0.1),
        "jawOpen": (-1.5, 0.5),
    }.items():
        moved = np.linalg.norm(targets[SHAPES.index(name)], axis=1) > 0.02
        assert (skin.points[moved, 1] > low).all(), name
        assert (skin.points[moved, 1] < high).all(), name
    left = np.linalg.norm(targets[SHAPES.index("eyeBlinkLeft")], axis=1) > 1e-3
    assert (skin.points[left, 0] > 0).all()  # the person's left, the picture's right
    normals = vertex_normals(skin.points + targets[SHAPES.index("jawOpen")], skin.faces)
    assert np.isfinite(normals).all()
