from __future__ import annotations

import json
import pickle
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
