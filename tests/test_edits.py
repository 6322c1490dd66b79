from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines import edits
from pipelines.carrying import carry
from pipelines.errors import BadInput
from pipelines.timeline import Phoneme, Utterance, Word


def plan(text: str) -> Utterance:
    """A plan with a word for each character, as a speaker would number them."""
    words = tuple(Word(f"w{i + 1}", c, c, (Phoneme(c, 1000), Phoneme("a", 2000)), 0, "") for i, c in enumerate(text))
    return Utterance(words, "zh", "v", 24_000)


def test_each_edit_changes_its_phoneme_and_nothing_else() -> None:
    before = plan("abc")
    after = edits.set_pitch(edits.set_length(before, "w2", 1, 4800), "w2", 1, 3.0)
    assert [s.samples for s in after.segments()] == [1000, 2000, 1000, 4800, 1000, 2000]
    assert after.override("w2").phonemes[1].semitones == 3.0
    assert before.overrides == {}
    assert edits.reset(after, "w2") == before


def test_a_pause_is_exact() -> None:
    assert edits.set_pause(plan("ab"), "w1", 12_345).samples == plan("ab").samples + 12_345


@pytest.mark.parametrize("samples", [10, 24_000 * 11])
def test_lengths_that_cannot_be_heard_are_refused(samples: int) -> None:
    with pytest.raises(BadInput, match="5 to 10000 ms"):
        edits.set_length(plan("a"), "w1", 0, samples)


def test_unknown_words_and_phonemes_are_refused_with_what_there_is() -> None:
    with pytest.raises(BadInput, match="w1"):
        edits.set_length(plan("ab"), "w9", 0, 1000)
    with pytest.raises(BadInput, match="0 to 1"):
        edits.set_pitch(plan("ab"), "w1", 5, 1)


def test_edits_stay_on_their_words_when_the_text_changes_elsewhere() -> None:
    edited = edits.set_length(plan("abcd"), "w3", 1, 4800)
    carried, dropped = carry(edited, plan("xxabcd"))
    assert dropped == ()
    assert carried.text == "xxabcd"
    (word,) = [w for w in carried.words if w.id == "w3"]
    assert word.text == "c"
    assert carried.override("w3").phonemes[1].samples == 4800
    assert len({w.id for w in carried.words}) == 6


def test_an_edit_that_cannot_be_kept_is_reported_with_its_place() -> None:
    edited = edits.set_pause(edits.set_length(plan("abcd"), "w3", 1, 4800), "w1", 240)
    carried, dropped = carry(edited, plan("abd"))
    assert [(d.text, d.place) for d in dropped] == [("c", 2)]
    assert carried.override("w1").pause == 240


def test_lengths_are_dropped_aloud_when_the_word_sounds_otherwise() -> None:
    edited = edits.set_length(plan("ab"), "w1", 1, 4800)
    other = plan("ab")
    other = replace(other, words=(replace(other.words[0], phonemes=(Phoneme("x", 500),)), other.words[1]))
    _, dropped = carry(edited, other)
    assert dropped[0].why == "its phonemes changed"
