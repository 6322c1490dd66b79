"""`studio clone`: the sample is judged before a voice is made of it, and there is none without consent."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipelines.files import data_folder
from pipelines.media import Audio, read_audio, write_audio
from pipelines.speech import voices
from studio import voice_licences
from studio.voice_keys import voice_key

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


def test_where_spoken_consent_is_wanted_no_way_in_goes_without(
    run: Run, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_SPOKEN_CONSENT", "1")
    brief = tmp_path / "brief.md"
    brief.write_text("Tea is grown on hills. It is picked in spring.", encoding="utf-8")
    clone = ["--consent", "Made by this program."]
    for command in (
        ["clone", SAMPLE, "--name", "mine", *clone],
        ["plan", "Hello there.", "--voice", SAMPLE, *clone, "--out", tmp_path / "a.json"],
        ["create", brief, "--voice", SAMPLE, *clone, "--out", tmp_path / "film.mp4"],
    ):
        ran = run(*command)
        assert ran.code == 2
        assert "--consent-sentence" in ran.line
    assert not own.exists() or not list(own.iterdir())
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "voices") == ["brief.md"]


def test_the_speaker_reads_the_sentence_that_is_printed(run: Run, own: Path, tmp_path: Path) -> None:
    assert "anna" in run("clone", "--consent-sentence", "--name", "anna", "--lang", "en").out
    assert "制作名叫小雨的声音" in run("clone", "--consent-sentence", "--name", "小雨", "--lang", "zh").out
    assert "--name" in run("clone", "--consent-sentence").line
    assert "SAMPLE" in run("clone", "--name", "anna", "--consent", "Yes.").line
    said = run("clone", "--consent-sentence", "--name", "anna", "--lang", "en").out.strip()
    assert run("voices", "audition", "grace", "The morning was clear and cold, and the valley lay quiet.", "--out", tmp_path / "me.wav", "--no-label").code == 0  # fmt: skip
    assert run("voices", "audition", "grace", said, "--out", tmp_path / "yes.wav", "--no-label").code == 0
    clone = ["clone", tmp_path / "me.wav", "--name", "anna", "--lang", "en", "--consent", "I agree."]
    wrong = run(*clone, "--spoken-consent", SAMPLE)
    assert "read" in wrong.line.lower()
    assert said in wrong.line
    ran = run(*clone, "--spoken-consent", tmp_path / "yes.wav")
    assert ran.code == 0, ran.err
    assert (own / "anna" / "consent.wav").is_file()
    consent = voices.load("anna").consent
    assert consent is not None
    assert consent.sentence == said


def test_a_neural_engines_licence_is_kept_with_the_voices_it_speaks(
    run: Run, own: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run("clone", SAMPLE, "--name", "mine", "--consent", "Made by this program.").code == 0
    voice = voices.load("mine")
    assert voice_licences.kept(voice, "espeak") == voice
    assert voice_licences.kept(voice, "xtts").fingerprint == voice.fingerprint  # no sound is made again
    assert "no commercial use" in capfd.readouterr().err
    again = voice_licences.kept(voices.load("mine"), "voxcpm")
    assert again.licence == ("xtts: CPML, no commercial use", "voxcpm: Apache-2.0, commercial use allowed")
    assert voice_key(again) == voice_key(voice)
    shown = run("voices", "show", "mine").out
    assert "CPML, no commercial use" in shown
    assert "Apache-2.0, commercial use allowed" in shown
    assert voice_licences.kept(voices.load("grace"), "xtts").licence == ()


def test_a_folder_without_its_consent_is_told_and_the_list_goes_on(run: Run, own: Path) -> None:
    assert run("clone", SAMPLE, "--name", "mine", "--consent", "Made by this program.").code == 0
    (own / "mine" / "consent.toml").unlink()
    ran = run("voices", "list", "--lang", "zh")
    assert ran.code == 0
    assert "mine" not in ran.out
    assert "xiaolan" in ran.out
    assert "consent.toml" in ran.err
    assert "consent.toml" in run("voices", "audition", "mine").line
    assert "consent.toml" in run("plan", "Hello.", "--voice", "mine", "--out", own / "a.json").line


def test_the_language_taken_is_said(run: Run, own: Path) -> None:
    ran = run("clone", "--consent-sentence", "--name", "mine", "--consent", "我同意。")
    assert "制作名叫mine的声音" in ran.out
    assert "--lang en" in ran.err
    ran = run("clone", "--consent-sentence", "--name", "mine")
    assert "called mine" in ran.out
    assert "--lang zh" in ran.err
    assert not run("clone", "--consent-sentence", "--name", "mine", "--lang", "en").err


def test_no_people_are_counted_where_nobody_speaks(run: Run, tmp_path: Path) -> None:
    tone = 0.2 * np.sin(2 * np.pi * 440 * np.arange(24_000 * 6) / 24_000)
    write_audio(tmp_path / "tone.wav", Audio(tone.astype(np.float32), 24_000))
    said = run("clone", tmp_path / "tone.wav", "--check").out
    assert "0.0 of them speech" in said
    assert "people" not in said
    assert "no sign of several people" in run("clone", SAMPLE, "--check").out


def test_a_clone_is_shown_with_its_consent_and_without_numbers_that_do_not_move_it(run: Run, own: Path) -> None:
    assert run("clone", SAMPLE, "--name", "mine", "--consent", "Made by this program.", "--by", "Anna").code == 0
    shown = run("voices", "show", "mine").out
    rows = {line.split()[0] for line in shown.splitlines()}
    assert "Made by this program." in shown
    assert "Anna" in shown
    assert {"consent", "by", "date", "manner"} <= rows
    assert not {"range", "rate", "own"} & rows


def test_voices_without_a_spoken_consent_are_named_a_line_each(run: Run, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("clone", SAMPLE, "--name", "mine", "--consent", "Made by this program.").code == 0
    voices.save(replace(voices.load("mine"), name="ours"), own)
    monkeypatch.setenv("STUDIO_SPOKEN_CONSENT", "1")
    told = run("voices", "list", "--lang", "zh").err
    assert [line.split(":")[0] for line in told.splitlines() if "not used" in line] == ["mine", "ours"]
    assert told.count("--consent-sentence") == 1
    assert "'mine'" in run("voices", "audition", "mine").line
