"""`studio clone`: the sample is judged before a voice is made of it, and there is none without consent."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pipelines.files import data_folder
from pipelines.media import Audio, read_audio, write_audio
from pipelines.speech import voices

from .conftest import Ran

Run = Callable[..., Ran]
SAMPLE = data_folder("assets") / "demo" / "voice.wav"


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STUDIO_VOICES", str(tmp_path / "voices"))
    return tmp_path / "voices"


def test_a_voice_is_cloned_after_its_sample_was_judged(run: Run, own: Path, tmp_path: Path) -> None:
    ran = run(
        "clone",
        SAMPLE,
        "--name",
        "mine",
        "--consent",
        "Made by this program.",
        "--by",
        "Anna",
        "--clean",
        tmp_path / "clean.wav",
    )
    assert ran.code == 0, ran.err
    assert "of them speech" in ran.out
    assert read_audio(tmp_path / "clean.wav").seconds > 3
    voice = voices.load("mine")
    assert voice.cloned
    assert voice.consent is not None
    assert (voice.consent.text, voice.consent.by) == ("Made by this program.", "Anna")
    assert run("voices", "audition", "mine", "--out", tmp_path / "a.wav").code == 0
    ran = run("clone", SAMPLE, "--name", "mine", "--consent", "Again.")
    assert ran.code != 0
    assert "--force" in ran.line


def test_no_voice_without_consent_a_name_or_an_engine_that_is_here(run: Run, own: Path) -> None:
    assert "consent" in run("clone", SAMPLE, "--name", "mine").line
    assert "consent" in run("clone", SAMPLE, "--name", "mine", "--consent", "  ").line
    assert "--name" in run("clone", SAMPLE, "--consent", "Yes.").line
    assert "../mine" in run("clone", SAMPLE, "--name", "../mine", "--consent", "Yes.").line
    assert "nonesuch" in run("clone", SAMPLE, "--name", "mine", "--consent", "Yes.", "--engine", "nonesuch").line
    assert not own.exists() or not list(own.iterdir())


def test_a_sample_that_will_not_do_is_refused_with_its_verdict(run: Run, own: Path, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, 24_000 * 5).astype(np.float32)
    write_audio(tmp_path / "noise.wav", Audio(noise, 24_000))
    ran = run("clone", tmp_path / "noise.wav", "--name", "mine", "--consent", "Yes.")
    assert ran.code != 0
    assert "3 seconds to 5 minutes" in ran.line
    verdict = json.loads(run("clone", tmp_path / "noise.wav", "--check", "--json").out.splitlines()[0])
    assert verdict["problems"]
    (tmp_path / "song.mp3").write_text("no sound at all")
    assert "song.mp3" in run("clone", tmp_path / "song.mp3", "--check").line
    assert not own.exists() or not list(own.iterdir())
