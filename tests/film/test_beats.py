"""Beats of music whose beats are known: clicks of every tempo, and the studio's own composer."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.film import beats, music
from pipelines.film.bed import Bed
from pipelines.media import Audio


def clicks(bpm: float, seconds: float = 20.0, offset: float = 0.3, noise: float = 0.01, rate: int = 44_100) -> Audio:
    rng = np.random.default_rng(round(bpm))
    sound = noise * rng.standard_normal(round(seconds * rate))
    burst = np.exp(-np.arange(round(0.05 * rate)) / (0.008 * rate)) * rng.standard_normal(round(0.05 * rate))
    for time in np.arange(offset, seconds - 0.1, 60 / bpm):
        first = round(time * rate)
        sound[first : first + len(burst)] += burst
    return Audio((0.3 * sound).astype(np.float32), rate)


def off(found: tuple[float, ...], period: float, offset: float) -> np.ndarray:
    """How far each beat is from the grid, in seconds"""
    places = (np.array(found) - offset) / period
    return np.abs(places - np.round(places)) * period


@pytest.mark.parametrize("bpm", [60, 75, 93.5, 100, 120, 128, 150, 180])
def test_the_beats_of_clicks(bpm: float) -> None:
    found = beats.beats(clicks(bpm))
    wrong = off(found, 60 / bpm, 0.3)
    assert np.median(wrong) <= 0.01
    assert wrong.max() <= 0.03
    tempo = 60 / np.median(np.diff(found))
    assert min(abs(tempo / bpm - times) for times in (0.5, 1, 2)) < 0.02
    assert len(found) >= 0.9 * 19 * tempo / 60


@pytest.mark.parametrize("mood", music.MOODS)
def test_the_beats_of_the_composer(mood: str) -> None:
    found = beats.beats(music.compose(48.0, 3, mood))
    wrong = off(found, music.MOODS[mood].beat / 2, 0.0)  # it plays half beats, too
    assert len(found) > 20
    assert np.median(wrong) <= 0.03


def test_what_has_no_beat_has_none() -> None:
    assert beats.beats(Audio(np.zeros(48_000 * 5, np.float32), 48_000)) == ()
    assert beats.beats(Audio(np.zeros(10, np.float32), 48_000)) == ()
    assert beats.beats(clicks(120, seconds=1.0)) == ()


def test_silence_before_the_music_has_no_beats() -> None:
    sound = clicks(120, 10, noise=0.0)
    late = Audio(np.concatenate([np.zeros(3 * 44_100, np.float32), sound.samples]), 44_100)
    assert beats.beats(late)[0] > 2.9


def test_music_that_is_repeated_keeps_its_beats() -> None:
    times = tuple(np.arange(0.25, 12, 0.5))
    heard = beats.repeated(times, 12.0, 40.0)
    sound = np.zeros((12 * 1000, 2), np.float32)
    sound[[round(1000 * time) for time in times]] = 1
    under = np.flatnonzero(Bed.of(sound, 40_000, 1000).block(0, 40_000)[:, 0] > 0.5) / 1000
    inner = [time for time in under if 1 < time < 36]
    assert all(min(abs(time - one) for one in heard) < 0.002 for time in inner)
    assert beats.repeated(times, 12.0, 5.0) == tuple(time for time in times if time < 5)
