"""Pitch and gain laid over a finished sound, measured on a synthetic vowel of known pitch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import pyworld

from pipelines import edits
from pipelines.speech.retouch import retouch
from pipelines.timeline import Phoneme, Utterance, Word

RATE = 22050
LENGTH = RATE // 2  # of each of three vowels


def plan() -> Utterance:
    return Utterance((Word("w1", "aaa", "aaa", tuple(Phoneme("a", LENGTH) for _ in range(3))),), "en", "v", RATE)


def vowel(pitch: float = 140.0) -> np.ndarray:
    time = np.arange(3 * LENGTH) / RATE
    partials = (np.sin(2 * np.pi * pitch * k * time + k) * np.exp(-(((pitch * k - 600) / 900) ** 2)) for k in range(1, 40))
    wave = np.sum(list(partials), axis=0)
    return np.asarray(wave / np.abs(wave).max() * 0.4, np.float32)


def pitch_of(sound: np.ndarray, part: int) -> float:
    f0, _ = pyworld.harvest(sound.astype(np.float64), RATE, f0_floor=60, f0_ceil=600)
    frames = f0[int((part + 0.25) * 100) : int((part + 0.75) * 100)]
    return float(np.median(frames[frames > 0]))


def test_without_overrides_the_sound_is_untouched() -> None:
    assert np.array_equal(retouch(vowel(), RATE, plan()), vowel())


@pytest.mark.parametrize("semitones", [-5.0, 3.0, 7.0])
def test_pitch_moves_by_what_was_set_there_and_nowhere_else(semitones: float) -> None:
    sound = retouch(vowel(), RATE, edits.set_pitch(plan(), "w1", 1, semitones))
    assert len(sound) == 3 * LENGTH
    cents = 1200 * np.log2(pitch_of(sound, 1) / 140.0)
    assert cents == pytest.approx(100 * semitones, abs=10)
    edge = RATE // 100
    assert np.array_equal(sound[: LENGTH - edge], vowel()[: LENGTH - edge])
    assert np.array_equal(sound[2 * LENGTH + edge :], vowel()[2 * LENGTH + edge :])
    loudness = np.std(sound[LENGTH + edge : 2 * LENGTH - edge]) / np.std(vowel())
    assert 20 * np.log10(loudness) == pytest.approx(0, abs=2.5)


def test_gain_is_exact_inside_and_has_no_click() -> None:
    sound = retouch(vowel(), RATE, edits.set_gain(plan(), "w1", 1, -9.0))
    edge = RATE // 100
    inside = slice(LENGTH + edge, 2 * LENGTH - edge)
    np.testing.assert_allclose(sound[inside], vowel()[inside] * 10 ** (-9 / 20), rtol=1e-5, atol=1e-7)
    assert np.array_equal(sound[: LENGTH - edge], vowel()[: LENGTH - edge])
    assert np.abs(np.diff(sound)).max() <= np.abs(np.diff(vowel())).max() * 1.01


def test_a_gain_that_would_clip_makes_the_whole_softer_instead() -> None:
    sound = retouch(vowel(), RATE, edits.set_gain(plan(), "w1", 1, 18.0))
    assert np.abs(sound).max() == pytest.approx(0.98, abs=1e-3)
    before, after = vowel()[: LENGTH // 2], sound[: LENGTH // 2]
    np.testing.assert_allclose(after, before * (np.std(after) / np.std(before)), atol=1e-5)


def test_overrides_follow_a_changed_length() -> None:
    longer = edits.set_length(edits.set_gain(plan(), "w1", 1, -20.0), "w1", 0, LENGTH + 3000)
    time = np.zeros(longer.samples, np.float32) + 0.1
    sound = retouch(time, RATE, longer)
    assert sound[LENGTH + 1000] == pytest.approx(0.1)
    assert sound[LENGTH + 3000 + LENGTH // 2] == pytest.approx(0.01, rel=1e-4)
    assert replace(longer, overrides={}).samples == 3 * LENGTH
