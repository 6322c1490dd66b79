"""Modelled heads that speak, judged from their pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipelines.avatar.articulation import closures, shapes
from pipelines.avatar.head3d import beard, catalogue, clothes, hair, wear
from pipelines.avatar.head3d.animator import HeadAnimator, avatar_of
from pipelines.avatar.head3d.build import build
from pipelines.avatar.head3d.edges import smooth
from pipelines.avatar.head3d.look import look_of
from pipelines.avatar.head3d.pose import poses, rest
from pipelines.avatar.head3d.puppet import Puppet
from pipelines.avatar.head3d.skin import build as build_skin
from pipelines.avatar.performance import perform
from pipelines.avatars import Avatar
from pipelines.direction import Direction
from pipelines.engines import load
from pipelines.errors import BadInput
from pipelines.head import CHOICES, Head, from_dict, to_dict
from pipelines.media import Audio, Picture
from pipelines.timeline import Utterance

Spoken = tuple[Utterance, Audio]
STILL = Direction(head=0, gaze=0, blink=0, brows=0, breath=0, gesture=0)
PLAIN = Head("plain", hair="bald", backdrop="teal")


@pytest.fixture(scope="module")
def puppet() -> Puppet:
    return Puppet(build(PLAIN), (360, 360), "teal")


def region(puppet: Puppet, frame: np.ndarray, low: tuple[float, float], high: tuple[float, float]) -> np.ndarray:
    """The pixels between two places of the face's plane, x and y in outer-eye distances."""
    (x, y), scale = puppet.camera.origin, puppet.camera.scale * 1.07
    return frame[
        round(y - high[1] * scale) : round(y - low[1] * scale), round(x + low[0] * scale) : round(x + high[0] * scale)
    ].astype(int)


def test_it_is_registered() -> None:
    assert isinstance(load("animator", "head3d"), HeadAnimator)
    with pytest.raises(BadInput):
        HeadAnimator("no colour")
    with pytest.raises(BadInput, match="head3d"):
        HeadAnimator().puppet(Avatar(Picture(np.zeros((9, 9, 3), np.uint8))))


def test_the_mouth_opens_as_commanded_and_closes_on_p_b_m(spoken: Spoken, puppet: Puppet) -> None:
    performance = perform(*spoken, fps=10, direction=STILL)
    rest_ = region(puppet, puppet.rest(), (-0.2, -1.0), (0.2, -0.5)).copy()
    frames = [region(puppet, puppet.draw(pose), (-0.2, -1.0), (0.2, -0.5)).copy() for pose in poses(performance, puppet.model)]
    dark = np.array([(frame.max(axis=2) < 80).sum() for frame in frames])
    asked = performance.channel("gap")
    assert np.corrcoef(dark, asked)[0, 1] >= 0.85
    times = (np.arange(len(frames)) + 0.5) / 10
    shut = (rest_.max(axis=2) < 80).sum()
    for viseme, held in closures(shapes(spoken[0]), times):
        if viseme == "PP":
            assert dark[held].min() <= shut + 6


def test_a_blink_hides_the_eyes(puppet: Puppet) -> None:
    def white(blink: float) -> int:
        pose = rest(puppet.model)
        weights = pose.weights.copy()
        weights[[0, 7]] = blink
        box = region(puppet, puppet.draw(replace(pose, weights=weights)), (-0.55, -0.15), (0.55, 0.15))
        return int(((box.min(axis=2) > 170) & (np.ptp(box, axis=2) < 40)).sum())

    assert white(0.0) > 80
    assert white(1.0) < 12


def test_a_clip_starts_and_ends_at_rest_and_the_same_input_gives_the_same_bytes(spoken: Spoken) -> None:
    animator, avatar = HeadAnimator(), avatar_of(PLAIN, size=(64, 64))

    def clip(seed: int) -> list[np.ndarray]:
        stream = animator.animate(*spoken, avatar, size=(160, 120), fps=5, seed=seed)
        frames = [frame.copy() for frame in stream.frames]
        assert len(frames) == stream.count
        assert all(frame.shape == (120, 160, 3) for frame in frames)
        assert stream.moving is not None
        left, top, right, bottom = stream.moving
        outside = np.ones((120, 160), bool)
        outside[top:bottom, left:right] = False
        assert all((frame[outside] == frames[0][outside]).all() for frame in frames)
        return frames

    first, again, other = clip(1), clip(1), clip(2)
    still = animator.rest(avatar, size=(160, 120)).pixels
    assert (first[0] == still).all()
    assert (first[-1] == still).all()
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert any((a != b).any() for a, b in zip(first, other, strict=True))


def test_two_streams_of_one_head_are_read_by_turns(spoken: Spoken) -> None:
    animator, avatar = HeadAnimator(), avatar_of(PLAIN, size=(64, 64))

    def stream(seed: int) -> list[np.ndarray]:
        return [frame.copy() for frame in animator.animate(*spoken, avatar, size=(96, 96), fps=3, seed=seed).frames]

    alone = stream(3)
    a, b = (animator.animate(*spoken, avatar, size=(96, 96), fps=3, seed=seed).frames for seed in (3, 4))
    mixed = [frame.copy() for frame, _ in zip(a, b, strict=True)]
    assert all((x == y).all() for x, y in zip(alone, mixed, strict=True))


def test_nothing_stands_behind_where_that_is_asked() -> None:
    clear = HeadAnimator("transparent").rest(avatar_of(PLAIN, size=(64, 64)), size=(120, 120)).pixels
    assert clear.shape == (120, 120, 4)
    assert clear[0, 0, 3] == 0
    assert clear[60, 60, 3] == 255
    key = HeadAnimator(matte="green").rest(avatar_of(PLAIN, size=(64, 64)), size=(120, 120)).pixels
    assert key.shape == (120, 120, 3)
    assert tuple(key[0, 0]) == (0, 177, 64)
    assert (key[60, 60] == clear[60, 60, :3]).all()
    with pytest.raises(BadInput):
        HeadAnimator("teal", matte="green")


def test_edges_are_smoothed_and_flat_places_left_alone() -> None:
    rows, columns = np.mgrid[0:60, 0:90]
    picture = np.where((rows > 20 + columns / 6)[..., None], np.uint8(220), np.uint8(40)) * np.ones(3, np.uint8)
    before = picture.copy()
    smooth(picture)
    between = (picture[15:45, 15:75] > 45) & (picture[15:45, 15:75] < 215)
    assert between.any()
    far = np.abs(rows - 20 - columns / 6) > 3
    assert (picture[far] == before[far]).all()


@pytest.mark.parametrize("part", ["hair", "headwear", "clothes", "glasses", "earrings", "prop"])
def test_every_part_is_a_sound_mesh_of_its_own(part: str) -> None:
    sizes = {}
    for value in CHOICES[part]:
        look = look_of(replace(Head("one", hair="bald"), **{part: value}))
        parts = [*hair.parts(look), *clothes.parts(look), *wear.parts(look)]
        for one in parts:
            assert np.isfinite(one.mesh.points).all()
            assert 0 <= one.mesh.faces.min() <= one.mesh.faces.max() < len(one.mesh)
            assert np.abs(one.mesh.points).max() < 4
            assert one.mesh.colours.shape == one.mesh.points.shape
        sizes[value] = round(sum(float(np.abs(one.mesh.points).sum()) for one in parts), 3)
    assert len(set(sizes.values())) == len(sizes)


@pytest.mark.parametrize("kind", [kind for kind in CHOICES["beard"] if kind not in ("none", "stubble")])
def test_a_beard_goes_with_the_chin_and_leaves_the_lips_free(kind: str) -> None:
    look = look_of(replace(PLAIN, beard=kind))
    skin = build_skin(look.form)
    grown, rows = beard.beard(look, skin)
    assert len(grown) > 60
    assert (skin.ring[rows] > 1).all()  # none of the lips' own vertices
    assert np.linalg.norm(grown.points - skin.points[rows], axis=1).max() < 0.6


def test_two_heads_are_told_apart_and_each_finish_is_seen() -> None:
    pictures = []
    for head in (PLAIN, replace(PLAIN, style="toon"), replace(PLAIN, style="clay"), replace(PLAIN, hair="afro", skin="8")):
        pictures.append(Puppet(build(head), (64, 64), "sage").rest().astype(int).copy())
    assert all(np.abs(a - b).mean() > 0.5 for i, a in enumerate(pictures) for b in pictures[:i])


def test_the_catalogue_holds_heads_of_every_kind() -> None:
    everyone = list(catalogue.built_in().values())
    assert len(everyone) >= 24
    for part in ("style", "face", "skin", "hair", "headwear", "clothes", "glasses", "beard", "eyes", "nose", "prop", "brows"):
        used = {getattr(one, part) for one in everyone}
        assert len(used) >= 0.8 * len(CHOICES[part]), part
    for one in everyone:
        assert from_dict(to_dict(one)) == one


def test_a_head_is_refused_with_what_would_be_accepted() -> None:
    with pytest.raises(BadInput, match="Accepted: soft, clay"):
        Head("one", style="marble")
    with pytest.raises(BadInput, match="no 'horns'"):
        from_dict({"name": "one", "horns": "two"})
    with pytest.raises(BadInput, match="#rrggbb"):
        Head("one", cloth="nice")
    with pytest.raises(BadInput, match="called"):
        Head("a/b")
