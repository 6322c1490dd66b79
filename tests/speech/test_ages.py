"""Voices made older, younger, merrier: heard in what they say."""

from __future__ import annotations

import numpy as np
import pytest
import pyworld
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import BadInput
from pipelines.files import data_folder
from pipelines.speech import pitch, voices
from pipelines.speech.design import ages
from pipelines.speech.design.words import BOUNDS
from pipelines.voice import Voice

from .test_design import centroid, harmonicity, spoken


@pytest.fixture(params=["grace", "laochen"])
def voice(request: pytest.FixtureRequest) -> Voice:
    return voices.load(request.param, (data_folder("voices"),))


def spread(sound: np.ndarray) -> float:
    """How far the pitch ranges, in semitones."""
    f0, _ = pyworld.harvest(sound, 24_000)
    low, high = np.percentile(12 * np.log2(f0[f0 > 0]), (10, 90))
    return float(high - low)


def test_age_is_heard_in_pitch_formants_roughness_and_pace(voice: Voice) -> None:
    younger, plain, older = (spoken(ages.aged(voice, years)) for years in (-20, 0, 20))
    assert pitch.usual(younger, 24_000) > 1.15 * pitch.usual(plain, 24_000)
    assert pitch.usual(older, 24_000) < 0.98 * pitch.usual(plain, 24_000)
    assert centroid(younger) > centroid(plain) > centroid(older)
    assert harmonicity(older) < harmonicity(plain) - 0.01
    assert len(older) > 1.05 * len(plain)


def test_mirth_is_heard_in_pitch_range_and_brightness(voice: Voice) -> None:
    sober, plain, merry = (spoken(ages.cheered(voice, degree)) for degree in (-1, 0, 1))
    assert pitch.usual(sober, 24_000) < 0.96 * pitch.usual(plain, 24_000)
    assert pitch.usual(merry, 24_000) > 1.04 * pitch.usual(plain, 24_000)
    assert spread(sober) < spread(plain) < spread(merry)
    assert centroid(sober) < centroid(plain) < centroid(merry)


def test_a_child_grows_up_before_it_grows_old() -> None:
    child = Voice("kid", pitch=290, tract=0.76, tags=("zh", "child", "girl", "story"))
    grown, old = ages.aged(child, 20), ages.aged(child, 40)
    assert (0.85 < grown.tract < 0.9, grown.roughness) == (True, pytest.approx(0.12))
    assert grown.pitch < 0.8 * child.pitch
    assert old.roughness > grown.roughness
    assert {"woman", "adult"} <= {*grown.tags}
    assert {"woman", "old"} <= {*old.tags}
    assert {"child", "girl"} <= {*ages.aged(child, 5).tags}
    assert "boy" in ages.aged(Voice("him", pitch=118, tract=1.0, tags=("man",)), -40).tags


@given(st.floats(*ages.YEARS), st.floats(*ages.MIRTH))
def test_any_age_and_mood_is_a_voice_within_bounds(years: float, degree: float) -> None:
    moved = ages.cheered(ages.aged(Voice("one", pitch=118, range=1.6), years), degree)
    voices.checked(moved)
    assert all(low <= getattr(moved, name) <= high for name, (low, high) in BOUNDS.items())


@pytest.mark.parametrize("years", [-41, 400, float("nan")])
def test_what_is_no_age_is_refused(years: float) -> None:
    with pytest.raises(BadInput, match="-40 to 40"):
        ages.aged(Voice("one"), years)
    with pytest.raises(BadInput, match="-2 to 2"):
        ages.cheered(Voice("one"), years)
