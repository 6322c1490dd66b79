"""Drawn presenters, judged from their pixels: lips, lids, pauses, hands, and that no two of the catalogue look alike."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from pipelines import planes
from pipelines.avatar.articulation import closures, pauses, shapes
from pipelines.avatar.drawn import catalogue
from pipelines.avatar.drawn.animator import DrawnAnimator, avatar_of
from pipelines.avatar.drawn.gestures import GESTURES, Hands, plan
from pipelines.avatar.drawn.look import look_of
from pipelines.avatar.drawn.mouth import lips
from pipelines.avatar.drawn.pose import Pose, poses
from pipelines.avatar.drawn.puppet import Puppet, turned
from pipelines.avatar.drawn.sheet import sheet
from pipelines.avatar.performance import perform
from pipelines.avatars import Avatar
from pipelines.character import CHOICES, Character
from pipelines.direction import Direction
from pipelines.engines import load
from pipelines.errors import BadInput
from pipelines.media import Audio, Picture
from pipelines.timeline import Utterance

Spoken = tuple[Utterance, Audio]
STILL = Direction(head=0, gaze=0, blink=0, brows=0, breath=0, gesture=0)
PLAIN = Character("plain", skin="4", clothes="suit", backdrop="teal")
SIZE = (400, 400)


def mouth_area(frame: np.ndarray, puppet: Puppet) -> int:
    """Pixels of teeth, tongue and the dark behind them, about the mouth; some thirty of the line between closed lips are among them."""
    x, y = puppet.origin
    unit = puppet.scale
    box = frame[round(y + 62 * unit) : round(y + 130 * unit), round(x - 46 * unit) : round(x + 46 * unit)].astype(int)
    teeth = (box.min(axis=2) > 195) | (np.abs(box - (216, 214, 209)).max(axis=2) < 14)
    dark, tongue = (np.abs(box - colour).max(axis=2) < 22 for colour in ((84, 32, 42), (208, 111, 114)))
    return int((teeth | dark | tongue).sum())


@pytest.fixture(scope="module")
def puppet() -> Puppet:
    return Puppet(PLAIN, SIZE)


def test_it_is_registered() -> None:
    assert isinstance(load("animator", "drawn"), DrawnAnimator)
    assert load("animator", "drawn", backdrop="#203040").backdrop == "#203040"


def test_the_mouth_opens_as_commanded_and_closes_on_p_b_m(spoken: Spoken, puppet: Puppet) -> None:
    utterance, audio = spoken
    performance = perform(utterance, audio, fps=25, direction=STILL)
    line = poses(performance)
    shut = mouth_area(puppet.draw(Pose()), puppet)
    seen = np.array([mouth_area(puppet.draw(pose), puppet) for pose in line]) - shut
    asked = performance.channel("gap")
    assert np.corrcoef(seen, asked)[0, 1] >= 0.90
    times = (np.arange(len(seen)) + 0.5) / 25
    for viseme, frames in closures(shapes(utterance), times):
        if viseme == "PP":
            assert seen[frames].min() <= 4  # of some 500 when open
    for start, end in pauses(shapes(utterance), len(seen), 25):
        if end - start > 0.35:
            assert seen[(times > start + 0.16) & (times < end - 0.12)].max(initial=0) <= 4


def test_lips_that_are_closed_are_one_line() -> None:
    for pose in (Pose(), Pose(press=1.0), Pose(smile=0.8), Pose(frown=0.6, pucker=1.0)):
        shape = lips(look_of(PLAIN), pose)
        assert shape.upper == shape.lower


def test_lids_cover_the_eyes(puppet: Puppet) -> None:
    def white(pose: Pose) -> int:
        x, y = puppet.origin
        unit = puppet.scale
        return int((puppet.draw(pose)[round(y - 14 * unit) : round(y + 26 * unit), round(x - 70 * unit) : round(x + 70 * unit)].min(axis=2) > 200).sum())  # fmt: skip

    assert white(Pose()) > 80
    assert white(Pose(blink=1.0)) == 0
    assert white(Pose(widened=0.8)) > white(Pose()) > white(Pose(blink=0.5)) > 0


def test_nothing_moves_in_a_pause_but_breath_and_head(spoken: Spoken, puppet: Puppet) -> None:
    utterance, audio = spoken
    performance = perform(utterance, audio, fps=25, direction=STILL)
    times = (np.arange(len(performance)) + 0.5) / 25
    start, end = max(pauses(shapes(utterance), len(performance), 25)[1:-1], key=lambda pause: pause[1] - pause[0])
    assert end - start > 0.5
    line = poses(performance)
    frames = [puppet.draw(line[i]).copy() for i in np.flatnonzero((times > start + 0.2) & (times < end - 0.2))]
    assert len(frames) > 3
    assert all((frame == frames[0]).all() for frame in frames)


def test_a_clip_starts_and_ends_at_rest_and_the_same_input_gives_the_same_bytes(spoken: Spoken) -> None:
    utterance, audio = spoken
    animator, avatar = DrawnAnimator(), avatar_of(PLAIN)

    def clip(seed: int) -> list[np.ndarray]:
        stream = animator.animate(utterance, audio, avatar, size=(160, 120), fps=12, seed=seed)
        assert stream.size == (160, 120)
        frames = [frame.copy() for frame in stream.frames]
        assert len(frames) == stream.count
        assert stream.moving is not None
        left, top, right, bottom = stream.moving
        outside = np.ones((120, 160), bool)
        outside[top:bottom, left:right] = False
        assert all((frame[outside] == frames[0][outside]).all() for frame in frames)
        return frames

    first, again, other = clip(1), clip(1), clip(2)
    rest = animator.rest(avatar, size=(160, 120)).pixels
    assert (first[0] == rest).all()
    assert (first[-1] == rest).all()
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert any((a != b).any() for a, b in zip(first, other, strict=True))


def test_two_streams_of_one_presenter_are_read_by_turns(spoken: Spoken) -> None:
    utterance, audio = spoken
    animator, avatar = DrawnAnimator(), avatar_of(PLAIN)

    def stream(seed: int) -> list[np.ndarray]:
        return [f.copy() for f in animator.animate(utterance, audio, avatar, size=(96, 96), fps=8, seed=seed).frames]

    alone = stream(3)
    a, b = (animator.animate(utterance, audio, avatar, size=(96, 96), fps=8, seed=seed).frames for seed in (3, 4))
    mixed = [frame.copy() for frame, _ in zip(a, b, strict=True)]
    assert all((x == y).all() for x, y in zip(alone, mixed, strict=True))


def test_an_encoder_is_given_what_is_drawn(spoken: Spoken) -> None:
    utterance, audio = spoken
    avatar, size = avatar_of(PLAIN), (160, 120)
    frames, packed = (DrawnAnimator().animate(utterance, audio, avatar, size=size, fps=12, frames=20) for _ in range(2))
    assert packed.planes is not None
    assert packed.moving is not None
    box = planes.even(packed.moving, size)
    for number, (frame, made) in enumerate(zip(frames.frames, packed.planes, strict=True)):
        wanted = planes.Converter.planes(frame)
        wanted = planes.part(wanted, box) if number else wanted
        assert all((ours == theirs).all() for ours, theirs in zip(made, wanted, strict=True))
    for plain in (DrawnAnimator("transparent"), DrawnAnimator(matte="#203040")):
        assert plain.animate(utterance, audio, avatar, size=size, frames=2).planes is None


def test_the_head_turns_by_parallax(puppet: Puppet) -> None:
    ahead = [turned(side * 42.0, 0.0) for side in (-1, 1)]
    aside = [turned(side * 42.0, 30.0) for side in (-1, 1)]
    assert [place for place, _ in ahead] == pytest.approx([-42, 42])
    assert all(after[0] > before[0] for before, after in zip(ahead, aside, strict=True))
    assert aside[1][1] < 1 < aside[0][1]  # the eye that turns away is narrower
    pose = Pose(turn=30)
    nose, ears, back = (pose.shift(depth)[0] for depth in (0.92, -0.06, -0.30))
    assert nose > 0 > ears > back
    assert (puppet.draw(Pose(turn=30)).copy() != puppet.draw(Pose())).any()


def test_hands_come_up_on_beats_and_go_down_again(spoken: Spoken, puppet: Puppet) -> None:
    utterance, audio = spoken
    performance = perform(utterance, audio, fps=25, direction=Direction(gesture=1.5))
    hands = plan(performance, seed=1)
    assert hands[0].raised == hands[-1].raised == 0
    strokes = np.flatnonzero(performance.beat > 0.5)
    inside = strokes[(strokes > 20) & (strokes < len(hands) - 20)]
    assert len(inside)
    assert all(hands[frame].raised > 0.5 for frame in inside)
    assert max(abs(a.raised - b.raised) for a, b in pairwise(hands)) < 0.35
    assert not any(hand.raised for hand in plan(perform(utterance, audio, fps=25, direction=Direction(gesture=0))))
    named = {hand.gesture for seed in range(40) for hand in plan(performance, seed) if hand.raised}
    assert named == set(GESTURES)


@pytest.mark.parametrize("gesture", GESTURES)
def test_a_raised_hand_is_seen(gesture: str, puppet: Puppet) -> None:
    rest = puppet.draw(Pose()).copy()
    raised = puppet.draw(Pose(hands=Hands(1.0, 1.0, gesture))).copy()
    changed = np.abs(raised.astype(int) - rest).max(axis=2) > 40
    rows, columns = np.nonzero(changed)
    assert changed.sum() > 400
    assert rows.min() > 0.45 * SIZE[1]
    assert (columns.min() < SIZE[0] / 2) == (gesture == "both")
    mirrored = puppet.draw(Pose(hands=Hands(1.0, 1.0, gesture, left=True)))
    assert (np.abs(mirrored.astype(int) - rest).max(axis=2) > 40)[:, : SIZE[0] // 2].any()


def test_moods_are_seen(spoken: Spoken) -> None:
    utterance, audio = spoken
    middle = {}
    for emotion in ("neutral", "happy", "sad", "angry", "surprised"):
        line = poses(perform(utterance, audio, fps=12, direction=replace(STILL, emotion=emotion)))
        middle[emotion] = line[len(line) // 2]
    assert middle["happy"].smile > 0.5 > middle["neutral"].smile
    assert middle["sad"].frown > 0.4
    assert middle["angry"].lowered > 0.6
    assert middle["surprised"].widened > 0.4
    happy, sad = (lips(look_of(PLAIN), replace(middle[name], gap=0.0)) for name in ("happy", "sad"))
    assert happy.upper[0][1] < happy.upper[3][1]  # corners above the middle
    assert sad.upper[0][1] > happy.upper[0][1] + 5


def test_the_catalogue_holds_a_hundred_who_do_not_look_alike() -> None:
    everyone = list(catalogue.built_in().values())
    assert len(everyone) >= 100
    for size in ((64, 64), (101, 57), (48, 96)):
        stills = [Puppet(one, size).draw(Pose()).copy() for one in everyone]
        assert all(still.shape == (size[1], size[0], 3) for still in stills)
        assert all(still.std() > 12 for still in stills)
        if size == (64, 64):
            pixels = np.array(stills, np.float32).reshape(len(stills), -1)
            apart = np.array([np.abs(pixels - one).mean(axis=1) for one in pixels]) + 1e3 * np.eye(len(stills))
            first, second = np.unravel_index(int(apart.argmin()), apart.shape)
            assert apart.min() > 8, (everyone[first].name, everyone[second].name)


def test_the_catalogue_has_every_kind() -> None:
    everyone = catalogue.built_in().values()
    assert len({one.hair for one in everyone}) >= 14
    for part in ("style", "face", "age", "skin", "headwear", "clothes", "glasses", "beard", "eyes", "nose"):
        assert {getattr(one, part) for one in everyone} == set(CHOICES[part]), part


@pytest.mark.parametrize("style", CHOICES["style"])
def test_every_part_can_be_drawn_in_every_style(style: str) -> None:
    pose = Pose(gap=12, jaw=8, blink=0.4, turn=9, nod=-4, roll=3, breath=0.7, smile=0.4, hands=Hands(1.0, 0.5, "both"))
    rest = Puppet(replace(PLAIN, style=style), (40, 40)).draw(pose).copy()
    for part in ("hair", "headwear", "clothes", "beard", "glasses", "earrings"):
        for value in CHOICES[part]:
            one = replace(PLAIN, style=style, **{part: value})
            drawn = Puppet(one, (40, 40)).draw(pose)
            assert (drawn != rest).any() or getattr(PLAIN, part) == value, (part, value)


def test_nothing_stands_behind_where_that_is_asked() -> None:
    clear = DrawnAnimator("transparent").rest(avatar_of(PLAIN), size=(120, 120)).pixels
    assert clear.shape == (120, 120, 4)
    assert clear[0, 0, 3] == 0
    assert clear[60, 60, 3] == 255
    solid = DrawnAnimator("plain:#00ff00,#00ff00").rest(avatar_of(PLAIN), size=(120, 120)).pixels.astype(float)
    share = clear[:, :, 3:] / 255.0
    laid = clear[:, :, :3] * share + np.array([0, 255, 0]) * (1 - share)
    assert np.abs(laid - solid).mean() < 1.0


@pytest.mark.parametrize("size", [(16, 16), (333, 77), (90, 400)])
def test_odd_and_tall_frames(size: tuple[int, int]) -> None:
    assert DrawnAnimator().rest(avatar_of(PLAIN), size=size).size == size


def test_what_cannot_be_is_refused_with_what_can() -> None:
    for part, value in (("hair", "mullet"), ("skin", "9"), ("cloth", "#12"), ("style", ""), ("backdrop", "beach")):
        with pytest.raises(BadInput) as caught:
            replace(PLAIN, **{part: value})
        assert part in caught.value.en
        assert "Accepted" in caught.value.en
        assert "可接受" in caught.value.zh
    with pytest.raises(BadInput, match="called"):
        Character("../etc")
    with pytest.raises(BadInput, match="backdrop"):
        DrawnAnimator("beach")
    with pytest.raises(BadInput, match="16 to 8192"):
        DrawnAnimator().rest(avatar_of(PLAIN), size=(8, 8))
    with pytest.raises(BadInput, match="catalogue"):
        DrawnAnimator().rest(Avatar(Picture(np.zeros((64, 64, 3), np.uint8))))
    with pytest.raises(BadInput, match="frames a second"):
        DrawnAnimator().animate(Utterance((), "en", "hand", 24000), Audio(np.zeros(2400, np.float32), 24000), avatar_of(PLAIN), fps=0)  # fmt: skip


def test_a_sheet_shows_them_in_rows() -> None:
    everyone = list(catalogue.built_in().values())[:5]
    assert sheet(everyone, columns=3, tile=40, names=False).size == (120, 80)
    assert sheet(everyone, columns=3, tile=40).size == (120, 94)
