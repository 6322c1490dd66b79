"""Emotions, glances, brows and beats: what a direction does to a performance, and what stays as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipelines import direction as directions
from pipelines.avatar.arkit import SHAPES, blendshapes, columns
from pipelines.avatar.articulation import closures, pauses, shapes
from pipelines.avatar.emotions import EMOTIONS, OF_STYLE
from pipelines.avatar.performance import NAMES, Performance, perform
from pipelines.direction import AMOUNTS, Direction, parse_amounts, parse_emotion
from pipelines.errors import BadInput
from pipelines.media import Audio
from pipelines.overrides import WordOverride
from pipelines.styles import STYLES
from pipelines.timeline import Utterance

from .conftest import line, sound

Spoken = tuple[Utterance, Audio]


def shape(performance: Performance, name: str) -> np.ndarray:
    return blendshapes(performance)[:, columns(name)].max(axis=1)


@pytest.fixture(scope="module")
def long() -> Spoken:
    utterance = line(*[("m ˈɑː|180 t", 60), ("b ˈiː|170 n", 40), ("s ˈoʊ|190 p", 500), ("k ˈæ|150 f", 30)] * 24)
    return utterance, sound(utterance)


def test_every_emotion_and_style_is_known() -> None:
    assert tuple(EMOTIONS) == directions.EMOTIONS
    assert set(OF_STYLE) <= set(STYLES)
    assert set(OF_STYLE.values()) <= set(EMOTIONS)
    for emotion in EMOTIONS.values():
        for name in emotion.shapes:
            assert columns(name)


@pytest.mark.parametrize(
    ("emotion", "raised"),
    [("happy", "mouthSmile"), ("sad", "mouthFrown"), ("angry", "browDown"), ("surprised", "eyeWide"), ("serious", "browDown")],
)
def test_an_emotion_is_seen_and_its_degree_sets_how_much(spoken: Spoken, emotion: str, raised: str) -> None:
    plain, half, full = (
        shape(perform(*spoken, direction=Direction(emotion, degree)), raised)[15:-15].mean() for degree in (0.0, 0.5, 1.0)
    )
    assert plain + 0.03 < half < full
    assert half - plain == pytest.approx((full - plain) / 2, rel=0.1)


@pytest.mark.parametrize("emotion", [*EMOTIONS])
def test_with_any_emotion_lips_close_and_both_ends_rest(spoken: Spoken, emotion: str) -> None:
    performance = perform(*spoken, direction=Direction(emotion, mouth=2.0, head=2.0))
    gap, times = performance.channel("gap"), (np.arange(len(performance)) + 0.5) / 25
    for viseme, frames in closures(shapes(spoken[0]), times):
        if viseme == "PP":
            assert gap[frames].max() == 0
            opened = shape(performance, "jawOpen")[frames] - shape(performance, "mouthClose")[frames]
            assert opened.max() < 0.02
            assert shape(performance, "mouthLowerDown")[frames].max() < 0.02
    for group in ("mouth", "blink", "head", "breath", "gaze", "brows", "beat", "mood"):
        values = getattr(performance, group)
        assert np.abs(values[[0, -1]]).max() == pytest.approx(0, abs=1e-3), group


def test_a_word_said_in_a_style_is_seen_in_it(spoken: Spoken) -> None:
    utterance, audio = spoken
    styled = replace(utterance, overrides={"w7": WordOverride(style="cheerful")})
    felt = perform(styled, audio).channel("happy")
    spans = [segment for segment in styled.segments() if segment.word == "w7"]
    first, last = (round(at * 25 / utterance.sample_rate) for at in (spans[0].start, spans[-1].end))
    assert felt[(first + last) // 2] > 0.5
    assert felt[: first - 12].max() < 0.05
    assert felt[last + 12 :].max() < 0.05


@pytest.mark.parametrize("name", [name for name in AMOUNTS if name != "mouth"])
def test_an_amount_of_nothing_is_nothing_and_two_is_more(long: Spoken, name: str) -> None:
    group = {"brows": "brows", "gesture": "beat", "gaze": "gaze"}.get(name, name)

    def size(amount: float) -> float:
        performance = perform(*long, direction=replace(Direction(head=0.0), **{name: amount}))
        return float(np.abs(getattr(performance, group)).mean())

    assert size(0.0) == pytest.approx(0.0, abs=1e-6)
    assert size(2.0) > 1.3 * size(1.0) > 0


def test_the_mouth_opens_as_wide_as_is_asked(spoken: Spoken) -> None:
    small, usual, large = (
        np.percentile(perform(*spoken, direction=Direction(mouth=amount)).channel("gap"), 95) for amount in (0.5, 1.0, 1.5)
    )
    assert small < 0.7 * usual < usual < large
    assert not perform(*spoken, direction=Direction(mouth=0.0)).channel("gap").any()


def test_the_eyes_stay_on_the_viewer_and_glance_aside_now_and_then(long: Spoken) -> None:
    performance = perform(*long, seed=2)
    world = performance.gaze + performance.head[:, :2]
    away = np.hypot(*world.T) > 4.0
    minutes = len(performance) / 25 / 60
    glances = np.count_nonzero(np.diff(away.astype(int)) == 1)
    assert 3 <= glances / minutes <= 25
    assert away.mean() < 0.3
    assert np.abs(performance.gaze).max() <= 22.5


def test_the_eyes_turn_against_the_head(long: Spoken) -> None:
    performance = perform(*long, seed=1)
    near = np.hypot(*(performance.gaze + performance.head[:, :2]).T) < 3.0
    assert np.corrcoef(performance.gaze[near, 0], performance.head[near, 0])[0, 1] < -0.7


def test_brows_go_up_on_some_stresses_and_beats_reach_their_stroke_there(long: Spoken) -> None:
    performance = perform(*long)
    starts = [s.start / long[0].sample_rate for s in long[0].segments() if s.stress == 1]
    for name, least in (("outer_up", 0.15), ("beat", 0.4)):
        values = performance.channel(name)
        tops = [
            i
            for i in range(1, len(values) - 1)
            if values[i] > least and values[i] >= values[i - 1] and values[i] > values[i + 1]
        ]
        assert tops
        assert all(min(abs((top + 0.5) / 25 - start) for start in starts) < 0.25 for top in tops)
    minutes = len(performance) / 25 / 60
    raised = performance.channel("outer_up") > 0.1
    assert 5 <= np.count_nonzero(np.diff(raised.astype(int)) == 1) / minutes <= 45


def test_a_question_raises_the_brows_at_its_end() -> None:
    asked = line(("m ə t ə", 0), ("n ə m ə|200", 600))
    words = (asked.words[0], replace(asked.words[1], after="?"))
    question = replace(asked, words=words)
    silent = Direction(brows=1.0)
    up = [perform(each, sound(each), direction=silent).channel("outer_up") for each in (asked, question)]
    last = int(asked.segments()[-1].start / asked.sample_rate * 25) - 4
    assert up[1][last] > up[0][last] + 0.1


def test_blinks_come_less_with_surprise_and_not_at_all_if_none_are_wanted(long: Spoken) -> None:
    def count(direction: Direction) -> float:
        blink = [perform(*long, seed=seed, direction=direction).blink for seed in range(6)]
        return float(np.mean([np.count_nonzero(np.diff((b > 0.5).astype(int)) == 1) for b in blink]))

    assert count(Direction("surprised")) < count(Direction())
    assert count(Direction(blink=0.0)) == 0


def test_no_lip_moves_in_a_long_pause_whatever_is_felt() -> None:
    utterance = line(("m ˈɑː|200 t", 1200), ("b ˈiː|200", 300))
    performance = perform(utterance, sound(utterance), direction=Direction("surprised"))
    times = (np.arange(len(performance)) + 0.5) / 25
    start, end = next((a, b) for a, b in pauses(shapes(utterance), len(performance), 25) if a > 0 and b - a > 1)
    inside = (times > start + 0.16) & (times < end - 0.12)
    assert shape(performance, "jawOpen")[inside].max() < 0.01


@pytest.mark.parametrize(
    ("symbols", "wide"),
    [("tɕ i", True), ("ɕ i ɛ n", True), ("ʃ i", False), ("ɕ y", False), ("ʈʂ u", False)],
)
def test_the_sibilants_of_mandarin_and_english_have_their_own_lips(symbols: str, wide: bool) -> None:
    utterance = line((symbols, 200), each=140)
    pucker = perform(utterance, sound(utterance)).channel("pucker")
    assert bool(pucker[int((0.1 + 0.07) * 25)] < 0.12) is wide


def test_the_retroflexes_come_forward_less_than_english_sh() -> None:
    found = []
    for symbol in ("ʃ", "ʂ"):
        utterance = line((f"{symbol} ə", 200), each=140)
        found.append(perform(utterance, sound(utterance)).channel("pucker")[int((0.1 + 0.07) * 25)])
    assert 0.3 * found[0] < found[1] < 0.8 * found[0]


def test_the_vowel_of_zi_keeps_the_teeth_together() -> None:
    gaps = []
    for symbols in ("ts ɨ", "t i"):
        utterance = line((symbols, 200), each=160)
        gaps.append(perform(utterance, sound(utterance)).channel("gap")[int((0.1 + 0.16 + 0.08) * 25)])
    assert gaps[0] < 0.8 * gaps[1]


@pytest.mark.parametrize("text", ["happy:0.6", " Happy:0.6 ", "愉快：0.6"])
def test_an_emotion_is_written_with_its_degree(text: str) -> None:
    assert parse_emotion(text) == ("happy", 0.6)
    assert parse_emotion("sad") == ("sad", 1.0)


@pytest.mark.parametrize("text", ["jolly", "", "happy:", "happy:2", "happy:x", "happy:nan", "happy:-1", ":::"])
def test_another_emotion_is_refused_with_what_there_is(text: str) -> None:
    with pytest.raises(BadInput) as error:
        parse_emotion(text)
    assert "surprised" in error.value.en


@pytest.mark.parametrize("given", [["nose=1"], ["head"], ["head=x"], ["=1"]])
def test_another_amount_is_refused_with_what_there_is(given: list[str]) -> None:
    with pytest.raises(BadInput, match="gesture"):
        parse_amounts(given)
    assert parse_amounts(["头=0.5", "blink=2"]) == {"head": 0.5, "blink": 2.0}
    with pytest.raises(BadInput, match="0 to 2"):
        Direction(head=float("inf"))


def test_the_shapes_are_arkits(spoken: Spoken) -> None:
    assert len(SHAPES) == len(set(SHAPES)) == 52
    assert len(NAMES) == len(set(NAMES))
    values = blendshapes(perform(*spoken, direction=Direction("happy")))
    assert values.shape[1] == 52
    assert values.min() >= 0
    assert values.max() <= 1
    assert shape(perform(*spoken), "jawOpen").max() > 0.3
