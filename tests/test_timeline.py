from __future__ import annotations

import json
import pickle
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

from pipelines import timeline
from pipelines.errors import BadInput
from pipelines.overrides import PhonemeOverride, WordOverride
from pipelines.timeline import Phoneme, Utterance, Word

from .strategies import utterances


def spoken(rate: float = 1.0, **overrides: WordOverride) -> Utterance:
    words = (
        Word("w1", "你好", "ni3 hao3", (Phoneme("n", 1001), Phoneme("i", 2003, tone="3")), 500, "，"),
        Word("w2", "吗", "ma5", (Phoneme("m", 999), Phoneme("a", 3001)), 0, "？"),
    )
    return Utterance(words, "zh", "anna", 24_000, rate, overrides=overrides)


@given(utterances())
@settings(max_examples=300, deadline=None)
def test_segments_tile_the_sound_and_never_drift(utterance: Utterance) -> None:
    segments = utterance.segments()
    assert segments[0].start == 0
    assert all(a.end == b.start for a, b in pairwise(segments))
    events = [event.samples for own in utterance.overrides.values() for event in own.events]
    assert sorted(s.samples for s in segments if s.index <= -2) == pytest.approx(sorted(events), abs=1)


@given(utterances())
@settings(max_examples=200, deadline=None)
def test_lengths_add_up_without_drift(wild: Utterance) -> None:
    plain = {key: WordOverride(pause=own.pause, phonemes=own.phonemes) for key, own in wild.overrides.items()}
    utterance = replace(wild, overrides=plain, pauses={})
    exact = utterance.lead / utterance.rate
    for word in utterance.words:
        over = utterance.override(word.id)
        for index, phoneme in enumerate(word.phonemes):
            own = over.phonemes.get(index)
            exact += own.samples if own and own.samples is not None else phoneme.samples / utterance.rate
        exact += over.pause if over.pause is not None else word.pause / utterance.rate
    assert abs(utterance.samples - exact) <= 0.5 + 1e-6


@given(utterances())
@settings(max_examples=300, deadline=None)
def test_json_gives_the_same_utterance_back(utterance: Utterance) -> None:
    again = timeline.loads(timeline.dumps(utterance))
    assert again.words == utterance.words
    assert again.segments() == utterance.segments()
    assert timeline.dumps(again) == timeline.dumps(utterance)
    assert timeline.dumps(pickle.loads(pickle.dumps(utterance))) == timeline.dumps(utterance)


def test_a_length_that_was_set_is_absolute_and_the_rate_scales_the_rest() -> None:
    fixed = spoken(2.0, w1=WordOverride(phonemes={1: PhonemeOverride(samples=4800)}))
    lengths = {(s.word, s.index): s.samples for s in fixed.segments()}
    assert lengths["w1", 1] == 4800
    assert lengths["w2", 1] == pytest.approx(1500, abs=1)


def test_text_is_words_and_what_stands_between_them() -> None:
    assert spoken().text == "你好，吗？"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"schema": "other"}, "schema"),
        ({"version": 99}, "version 99"),
        ({"words": [{"id": "w1"}]}, "damaged"),
        ({"rate": 9}, "rate"),
        ({"overrides": {"w9": {"pause": 3}}}, "w9"),
    ],
)
def test_what_is_not_a_timeline_is_refused_by_name(change: dict[str, object], says: str) -> None:
    data = timeline.to_dict(spoken()) | change
    with pytest.raises(BadInput, match=says):
        timeline.loads(json.dumps(data))


def test_a_place_is_named_for_broken_json() -> None:
    with pytest.raises(BadInput, match="line 2"):
        timeline.loads('{\n "schema": }')


def test_a_timeline_of_the_first_version_is_read() -> None:
    data = timeline.to_dict(spoken(w1=WordOverride(pause=300, phonemes={1: PhonemeOverride(4800, 2.0, -3.0)})))
    assert data["overrides"]["w1"] == {"pause": 300, "phonemes": {"1": {"samples": 4800, "semitones": 2.0, "gain_db": -3.0}}}
    data |= {"version": 1}
    assert timeline.from_dict(data).override("w1").phonemes[1] == PhonemeOverride(4800, 2.0, -3.0)


def test_what_is_set_on_words_changes_lengths_as_it_says() -> None:
    def lengths(**own: object) -> dict[tuple[str, int], int]:
        return {(s.word, s.index): s.samples for s in spoken(w1=WordOverride(**own)).segments()}  # type: ignore[arg-type]

    assert lengths(speed=2.0)["w1", 1] == pytest.approx(1001, abs=1)
    assert lengths(speed=2.0)["w2", 1] == 3001
    assert lengths(stress=1)["w1", 1] > 1.15 * 2003
    assert lengths(stress=0)["w1", 1] < 0.9 * 2003
    assert ("w1", -1) not in lengths(joined=True)
    assert lengths(joined=False)["w1", -1] == 1920
    assert lengths(style="sad")["w1", 1] > 1.1 * 2003


def test_a_default_pause_stands_after_its_mark_unless_the_word_has_its_own() -> None:
    marked = replace(spoken(), pauses={"，": 7200})
    assert {s.word: s.samples for s in marked.segments() if s.index == -1} == {"w1": 7200}
    own = replace(marked, overrides={"w1": WordOverride(pause=100)})
    assert {s.word: s.samples for s in own.segments() if s.index == -1} == {"w1": 100}


@pytest.mark.parametrize(
    "own",
    [
        {"speed": 9}, {"stress": 5}, {"style": "funny"}, {"events": [{"kind": "sneeze", "samples": 5}]}, {"unknown": 1},
        {"phonemes": {"0": {"contour": [[0.5, 1], [0.2, 1]]}}}, {"phonemes": {"7": {"semitones": 1}}}, {"phonemes": {"0": {"hz": [[0, 9000]]}}},
    ],
)  # fmt: skip
def test_overrides_that_cannot_be_rendered_are_refused(own: dict[str, object]) -> None:
    data = timeline.to_dict(spoken()) | {"overrides": {"w1": own}}
    with pytest.raises(BadInput):
        timeline.from_dict(data)
