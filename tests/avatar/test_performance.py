"""What a face does and when, as numbers: closures, pauses, blinks, the head."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipelines.avatar.articulation import closures, pauses, shapes
from pipelines.avatar.motion import blinks
from pipelines.avatar.performance import frame_count, perform
from pipelines.media import Audio, silence
from pipelines.overrides import PhonemeOverride, WordOverride
from pipelines.timeline import Utterance

from .conftest import RATE, line, sound

Spoken = tuple[Utterance, Audio]


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_it_covers_the_sound_and_starts_and_ends_at_rest(spoken: Spoken, fps: int) -> None:
    performance = perform(*spoken, fps=fps)
    assert len(performance) == frame_count(spoken[1], fps) == -(-len(spoken[1]) * fps // RATE)
    for frame in (0, -1):
        assert not performance.mouth[frame].any()
        assert not performance.head[frame].any()
        assert performance.blink[frame] == 0
        assert performance.breath[frame] == pytest.approx(0, abs=1e-6)
        assert performance.visemes[frame, 0] == pytest.approx(1)
    assert np.abs(np.diff(performance.head, axis=0)[[0, -1]]).max() < 0.05  # degrees a frame: at rest without a jolt


@pytest.mark.parametrize("fps", [12, 25, 60])
def test_lips_close_on_every_p_b_m_for_a_frame_at_least(fps: int) -> None:
    utterance = line(("a p|30 a b|25 a m|40 a p|120 a", 0), each=110)
    performance = perform(utterance, sound(utterance), fps=fps)
    gap, times = performance.channel("gap"), (np.arange(len(performance)) + 0.5) / fps
    shut = [gap[frames].max() for viseme, frames in closures(shapes(utterance), times) if viseme == "PP"]
    assert len(shut) == 4
    assert max(shut) == 0
    assert gap.max() > 0.05  # and between them it speaks


def test_lower_lip_meets_the_teeth_on_f_and_v(spoken: Spoken) -> None:
    performance = perform(*spoken)
    times = (np.arange(len(performance)) + 0.5) / 25
    for viseme, frames in closures(shapes(spoken[0]), times):
        if viseme == "FF":
            assert performance.channel("gap")[frames].max() <= 0.03
            assert performance.channel("tuck")[frames].min() > 0.9


def test_a_long_pause_is_silent_and_a_short_one_holds() -> None:
    long, short = line(("a t a", 900), ("a t a", 200)), line(("a t a", 60), ("a t a", 200))
    gap = perform(long, sound(long)).channel("gap")
    times = (np.arange(len(gap)) + 0.5) / 25
    middle = next((a, b) for a, b in pauses(shapes(long), len(gap), 25) if a > 0 and b - a > 0.5 and b < times[-1])
    assert gap[(times > middle[0] + 0.16) & (times < middle[1] - 0.12)].max() < 0.002
    held = perform(short, sound(short)).channel("gap")
    at = int((0.1 + 0.27 + 0.03) * 25)
    assert held[at] > 0.04


def test_opening_is_that_of_normal_talk(spoken: Spoken) -> None:
    gap = perform(*spoken).channel("gap")
    assert 0.10 <= np.percentile(gap, 95) <= 0.22


def test_rounding_starts_before_its_vowel() -> None:
    utterance = line(("s t u", 200), each=120)
    performance = perform(utterance, sound(utterance))
    vowel = 0.1 + 0.24
    before = performance.channel("pucker")[int((vowel - 0.05) * 25)]
    plain = line(("s t i", 200), each=120)
    assert before > 0.15 > perform(plain, sound(plain)).channel("pucker")[int((vowel - 0.05) * 25)]


def test_an_edit_on_the_timeline_moves_the_mouth(spoken: Spoken) -> None:
    utterance, _ = spoken
    slower = replace(utterance, overrides={"w1": WordOverride(phonemes={1: PhonemeOverride(samples=RATE)})})
    gap = perform(slower, sound(slower)).channel("gap")
    open_ = (gap > 0.1).nonzero()[0]
    assert np.ptp(open_[open_ < 35]) >= 20  # the vowel is held for a second now


def test_the_same_seed_gives_the_same_performance_and_another_one_another(spoken: Spoken) -> None:
    first, again, other = perform(*spoken, seed=3), perform(*spoken, seed=3), perform(*spoken, seed=4)
    assert np.array_equal(first.head, again.head)
    assert np.array_equal(first.blink, again.blink)
    assert not np.array_equal(first.head, other.head)
    assert np.array_equal(first.mouth, other.mouth)  # what is said does not hang on chance


def test_blinks_come_as_people_blink() -> None:
    minutes = 20
    closed = blinks(25 * 60 * minutes, 25, np.random.default_rng(5)) > 0.5
    starts, ends = (np.diff(closed.astype(int)) == 1).nonzero()[0], (np.diff(closed.astype(int)) == -1).nonzero()[0]
    assert 10 <= len(starts) / minutes <= 33
    assert 0.08 <= np.mean(ends - starts) / 25 <= 0.4
    gaps = np.diff(starts) / 25
    assert np.std(np.log(gaps)) > 0.25  # no metronome


@pytest.mark.parametrize("seconds", [2.0, 3.5, 5.0])
def test_a_short_clip_blinks_as_well(seconds: float) -> None:
    for seed in range(5):
        closed = blinks(int(25 * seconds), 25, np.random.default_rng(seed))
        assert closed.max() > 0.95
        assert not closed[:8].any()
        assert not closed[-5:].any()


def test_the_head_is_never_frozen_and_never_wild(spoken: Spoken) -> None:
    for seed in range(4):
        spread = perform(*spoken, seed=seed).head.std(axis=0)
        assert (spread[:3] >= 1.0 - 1e-3).all()
        assert (spread[:3] <= 3.0).all()
        assert np.abs(np.diff(perform(*spoken, seed=seed).head[:, :3], axis=0)).max() < 2.0  # degrees a frame


def test_frames_beyond_the_sound_rest_and_fewer_still_end_at_rest(spoken: Spoken) -> None:
    longer = perform(*spoken, frames=220)
    spoken_frames = frame_count(spoken[1], 25)
    assert len(longer) == 220
    assert not longer.channel("gap")[spoken_frames + 2 :].any()
    shorter = perform(*spoken, frames=40)
    assert len(shorter) == 40
    assert not shorter.mouth[-1].any()


def test_silence_and_one_frame_are_rest() -> None:
    utterance = line(("a", 0), lead=0, each=20)
    performance = perform(utterance, silence(utterance.samples, RATE))
    assert len(performance) == 1
    assert not performance.mouth.any()
    assert not performance.head.any()
