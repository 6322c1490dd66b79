"""Scenes cut on the music's beats: how many are, that speech stays where it was, and that a pause is never given up."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.film import beats, music
from pipelines.media import write_audio
from pipelines.script import Line, Scene, Script
from pipelines.timeline import Phoneme, Utterance, Word
from studio import jobs, schedule
from studio.store import Takes

from .conftest import Ran


def film(seconds: list[float], fps: int = 25, start: int = 0) -> tuple[schedule.Slot, ...]:
    """A scene of one line for each length of speech"""
    rate = 24_000
    scenes = tuple(Scene(id=f"s{n}", lines=(Line(id=f"l{n}", text="word"),)) for n in range(len(seconds)))
    said = {f"l{n}": Utterance((Word("w1", "word", "word", (Phoneme("a", round(one * rate)),)),), "en", "v", rate)
            for n, one in enumerate(seconds)}  # fmt: skip
    return schedule.lay(Script(title="t", language="en", scenes=scenes), said, fps, start)


def spoken(slot: schedule.Slot) -> tuple[float, float]:
    """When the slot's speech begins and ends in the film"""
    lead = slot.utterance.lead / slot.utterance.sample_rate
    return slot.start_seconds + lead, slot.start_seconds + slot.utterance.seconds


@pytest.mark.parametrize("mood", ["warm", "bright", "focus"])
def test_nine_cuts_in_ten_are_within_40_ms_of_a_beat(mood: str) -> None:
    heard = beats.repeated(beats.beats(music.compose(64.0, 1, mood)), 64.0, 200.0)
    slots = film(list(np.random.default_rng(5).uniform(1.5, 5.0, 40)))
    moved = schedule.on_beats(slots, heard)
    cuts = [slot.start_seconds for slot in moved[1:] if slot.start_seconds < heard[-1]]
    near = [min(abs(cut - beat) for beat in heard) <= 0.04 for cut in cuts]
    assert len(cuts) > 20
    assert np.mean(near) >= 0.9


@given(
    seconds=st.lists(st.floats(0.2, 6.0), min_size=1, max_size=8),
    times=st.lists(st.floats(0, 40), max_size=30),
    fps=st.sampled_from([24, 25, 30, 60]),
    start=st.integers(0, 90),
)
def test_speech_stays_where_it_was_with_silence_on_both_sides(
    seconds: list[float], times: list[float], fps: int, start: int
) -> None:
    slots = film(seconds, fps, start)
    moved = schedule.on_beats(slots, sorted(times))
    assert [spoken(slot) for slot in moved] == [pytest.approx(spoken(slot), abs=1e-4) for slot in slots]
    assert moved[0].start == start
    assert all(one.start + one.frames == other.start for one, other in pairwise(moved))
    assert moved[-1].start + moved[-1].frames == slots[-1].start + slots[-1].frames
    for one, other in pairwise(moved):
        assert other.start_seconds - spoken(one)[1] >= schedule.LEAST - 1e-4
        assert spoken(other)[0] - other.start_seconds >= schedule.LEAST - 1e-4


def test_the_beats_of_a_file_are_found_once(tmp_path: Path) -> None:
    takes = Takes(tmp_path / "takes")
    (tmp_path / "takes").mkdir()
    write_audio(tmp_path / "music.wav", music.compose(20.0, 0, "bright"))
    first = jobs.beats_of(takes, tmp_path / "music.wav", 10.0)
    assert len(first) > 10
    assert jobs.beats_of(takes, tmp_path / "music.wav", 10.0) == first
    assert len(list((tmp_path / "takes").glob("*.json"))) == 1
    assert len(jobs.beats_of(takes, tmp_path / "music.wav", 60.0)) > 4 * len(first)


def test_without_music_there_is_no_beat(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("create", "Tea.", "--out", tmp_path / "film.mp4", "--on-beat")
    assert ran.code == 2
    assert "--music" in ran.line
