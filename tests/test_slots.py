"""A line in its slot: on time to the sample, never hurried beyond what is promised, and told when it does not fit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import slots
from pipelines.timeline import SILENCE, Utterance

from .strategies import utterances


def speech(utterance: Utterance) -> int:
    return sum(segment.samples for segment in utterance.segments() if segment.index >= 0)


def pauses(utterance: Utterance) -> int:
    return sum(segment.samples for segment in utterance.segments() if segment.symbol == SILENCE)


def audible(line: Utterance) -> bool:
    """No sound of less than a millisecond: a wild length, and one sample of rounding is too much of it."""
    return all(segment.samples >= 24 for segment in line.segments() if segment.index >= 0)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(utterances().filter(audible), st.floats(0.3, 1.6), st.floats(0, 0.5), st.sampled_from([slots.STRICT, slots.NATURAL]))
def test_every_line_lasts_what_it_is_said_to_last(line: Utterance, share: float, spare: float, policy: slots.Policy) -> None:
    natural = slots.bare(line)
    room, more = round(share * natural.samples), round(spare * natural.samples)
    got = slots.fit(line, room, more, policy)
    said = got.utterance
    assert said.text == line.text
    assert said.samples == (natural.samples if natural.samples <= room else room + got.borrowed + got.overrun)
    assert 0 <= got.borrowed <= more
    assert not got.overrun or got.borrowed == more
    assert got.tempo == pytest.approx(speech(natural) / speech(said), rel=1e-6)
    # what a listener hears of it: never faster than promised (a sample a sound is rounding)
    assert speech(said) >= speech(natural) / policy.most - len(said.segments())
    assert pauses(said) <= pauses(natural)


@pytest.fixture
def line() -> Utterance:
    """4,000 samples of speech and a pause of 1,000 inside, at 1 kHz."""
    from pipelines.timeline import Phoneme, Word

    sounds = (Phoneme("a", 600), Phoneme("m", 400), Phoneme("o", 600), Phoneme("t", 400))
    return Utterance((Word("w1", "amot", "amot", sounds, 1000, ", "), Word("w2", "amot", "amot", sounds, 300, ".")), "en", "v", 1000, lead=250)  # fmt: skip


def test_a_line_that_has_time_keeps_its_tempo_and_loses_its_edges(line: Utterance) -> None:
    got = slots.fit(line, 9000)
    assert (got.utterance.samples, got.tempo, got.overrun) == (5000, 1.0, 0)
    assert got.utterance.segments()[0].symbol == "a"


def test_pauses_give_before_sounds_do(line: Utterance) -> None:
    got = slots.fit(line, 4600)
    assert (got.utterance.samples, got.tempo, pauses(got.utterance)) == (4600, 1.0, 600)


def test_then_the_voice_is_a_little_faster_vowels_first(line: Utterance) -> None:
    got = slots.fit(line, 4100)
    assert (got.utterance.samples, pauses(got.utterance)) == (4100, 500)
    assert got.tempo == pytest.approx(4000 / 3600)
    lengths = {segment.symbol: segment.samples for segment in got.utterance.segments()[:4]}
    assert (lengths["m"], lengths["t"]) == (400, 400)
    assert lengths["a"] < 600


def test_then_the_silence_after_it_is_borrowed_and_no_more_than_is_needed(line: Utterance) -> None:
    got = slots.fit(line, 3800, 1000)
    assert got.tempo == pytest.approx(1.15, abs=0.001)
    assert got.borrowed == got.utterance.samples - 3800 == pytest.approx(178, abs=1)
    got = slots.fit(line, 3600, 150)
    assert (got.utterance.samples, got.borrowed, got.overrun) == (3750, 150, 0)
    assert 1.15 < got.tempo < 1.25


def test_what_does_not_fit_is_told_and_not_squeezed(line: Utterance) -> None:
    got = slots.fit(line, 3000, 200)
    assert got.tempo == pytest.approx(1.25, abs=0.001)
    assert not got.fits
    assert got.overrun == got.utterance.samples - 3200
    gentle = slots.fit(line, 3000, 200, slots.NATURAL)
    assert gentle.tempo == pytest.approx(1.12, abs=0.001)
    assert gentle.overrun > got.overrun


def test_what_a_person_set_stays_set(line: Utterance) -> None:
    from pipelines import edits

    own = edits.set_pitch(line, "w2", 0, 3.0)
    got = slots.fit(own, 4100).utterance
    assert got.override("w2").phonemes[0].semitones == 3.0
    assert slots.fit(replace(line, words=()), 100).utterance.samples == 0
