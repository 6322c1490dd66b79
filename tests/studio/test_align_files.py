"""From a recording and a text to files on disk, and from the edited timeline back to sound."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pipelines import edits, timeline
from pipelines.media import Audio, read_audio, write_audio
from pipelines.speech import voices
from pipelines.speech.espeak import EspeakSpeaker

from .conftest import Ran

TEXT = "The rain in Spain falls mainly on the plain."


@pytest.fixture(scope="module")
def spoken() -> Audio:
    speaker, voice = EspeakSpeaker(), voices.load("miles")
    sound = speaker.speak(speaker.plan(TEXT, voice, language="en"), voice)
    noise = np.random.default_rng(0).normal(0, 0.001, len(sound)).astype(np.float32)
    return Audio(np.pad(sound.samples, 4800) + np.pad(noise, 4800, mode="wrap"), sound.rate)


@pytest.fixture
def folder(tmp_path: Path, spoken: Audio) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    write_audio(tmp_path / "in" / "rain.wav", spoken)
    return tmp_path


def test_a_recording_becomes_a_document_and_the_document_sound(folder: Path, run: Callable[..., Ran]) -> None:
    speech = folder / "out" / "speech.json"
    ran = run("align", folder / "in" / "rain.wav", "--text", TEXT, "--lang", "en", "--out", speech)
    assert ran.code == 0, ran.err
    assert "8 words" in ran.out  # "on the" is run together and is one
    assert not ran.err
    utterance = timeline.loads(speech.read_text())
    assert utterance.text == TEXT
    beside = json.loads((folder / "out" / "speech.align.json").read_text())
    assert set(beside["confidence"]) == {word.id for word in utterance.words}
    again = folder / "again.wav"
    assert run("speak", speech, "--out", again, "--no-label").code == 0
    assert again.read_bytes() == (folder / "in" / "rain.wav").read_bytes()
    speech.write_text(timeline.dumps(edits.set_pause(utterance, "w4", 12_000)))
    assert run("speak", speech, "--out", again, "--no-label", "--force").code == 0
    assert len(read_audio(again)) == utterance.samples + 12_000 - utterance.words[3].pause


def test_a_person_s_own_recording_is_labelled_once_it_is_edited(folder: Path, run: Callable[..., Ran]) -> None:
    speech, out = folder / "out" / "speech.json", folder / "again.wav"
    run("align", folder / "in" / "rain.wav", "--text", TEXT, "--lang", "en", "--out", speech)
    ran = run("speak", speech, "--out", out)
    assert "no AI label" in ran.out
    assert out.read_bytes() == (folder / "in" / "rain.wav").read_bytes()
    assert "carries no AI label" in run("labels", out).line
    speech.write_text(timeline.dumps(edits.set_pause(timeline.loads(speech.read_text()), "w4", 12_000)))
    ran = run("speak", speech, "--out", out, "--force")
    assert "with the audible AI label" in ran.out
    assert json.loads(run("labels", out).out)["AIGC"]["Label"] == "1"


def test_a_text_that_was_not_spoken_is_a_warning_and_no_error(folder: Path, run: Callable[..., Ran]) -> None:
    ran = run(
        "align",
        folder / "in" / "rain.wav",
        "--text",
        "Nobody said any such thing here.",
        "--out",
        folder / "out" / "s.json",
        "--json",
    )
    assert ran.code == 0
    assert "does not seem to hold this text" in ran.err
    found = json.loads(ran.out)
    assert found["confidence"] < 0.5
    assert found["notes"][0]["words"]


def test_the_text_may_be_a_file_and_the_recording_lie_beside_the_timeline(folder: Path, run: Callable[..., Ran]) -> None:
    (folder / "in" / "said.txt").write_text(TEXT)
    ran = run(
        "align", folder / "in" / "rain.wav", "--text", folder / "in" / "said.txt", "--out", folder / "in" / "s.json", "--json"
    )
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["words"] == 8


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["missing.wav", "--text", TEXT, "--out", "s.json"], 2, "missing.wav"),
        (["rain.wav", "--text", "missing.txt", "--out", "s.json"], 2, "missing.txt"),
        (["rain.wav", "--text", "!!!", "--out", "s.json"], 2, "empty"),
        (["rain.wav", "--text", TEXT, "--out", "s.wav"], 2, ".json"),
        (["rain.wav", "--text", TEXT, "--out", "nowhere/s.json"], 5, "nowhere"),
        (["rain.wav", "--text", TEXT, "--lang", "qq", "--out", "s.json"], 2, "qq"),
        (["rain.wav", "--text", TEXT, "--aligner", "kaldi", "--out", "s.json"], 2, "own, mfa"),
        (["rain.wav", "--text", "one two three four " * 60, "--out", "s.json"], 2, "the least"),
        (["notes.txt", "--text", TEXT, "--out", "s.json"], 2, "notes.txt"),
    ],
)
def test_bad_input_is_one_line(
    folder: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, says: str
) -> None:
    monkeypatch.chdir(folder / "in")
    (folder / "in" / "notes.txt").write_text("no sound")
    ran = run("align", *arguments)
    assert (ran.code, says in ran.line) == (code, True), ran.err
    assert "Traceback" not in ran.err
    assert not list((folder / "in").glob("s*.json"))


def test_words_of_a_recording_can_be_taken_out_and_no_others_put_in(folder: Path, run: Callable[..., Ran]) -> None:
    speech, cut = folder / "out" / "speech.json", folder / "out" / "cut.json"
    run("align", folder / "in" / "rain.wav", "--text", TEXT, "--lang", "en", "--out", speech)
    ran = run("edit", speech, '{"edit": "text", "first": "w3", "last": "w4", "text": ""}', "--out", cut)
    assert ran.code == 0, ran.err
    before, after = (timeline.loads(path.read_text()) for path in (speech, cut))
    assert [word.id for word in after.words] == [word.id for word in before.words if word.id not in ("w3", "w4")]
    assert run("speak", cut, "--out", folder / "cut.wav", "--no-label").code == 0
    assert len(read_audio(folder / "cut.wav")) == after.samples < before.samples - 9_000
    for edit in (
        '{"edit": "text", "first": "w3", "last": "w3", "text": "snow"}',
        '{"edit": "reading", "word": "w3", "reading": "a"}',
    ):
        ran = run("edit", speech, edit, "--out", folder / "no.json")
        assert ran.code == 2
        assert ran.line.startswith("w3 'in': a recording has only its own words")
    assert (
        run("align", folder / "in" / "rain.wav", "--text", TEXT, "--lang", "en", "--out", folder / "out" / "twice.json").code
        == 0
    )


def test_what_is_there_is_not_replaced_unasked(folder: Path, run: Callable[..., Ran]) -> None:
    (folder / "out" / "rain.wav").write_bytes(b"another")
    ran = run("align", folder / "in" / "rain.wav", "--text", TEXT, "--out", folder / "out" / "s.json")
    assert ran.code == 2
    assert "--force" in ran.line
    assert (folder / "out" / "rain.wav").read_bytes() == b"another"


def test_without_mfa_the_message_says_how_to_get_it(
    folder: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    ran = run("align", folder / "in" / "rain.wav", "--text", TEXT, "--out", folder / "out" / "s.json", "--aligner", "mfa")
    assert (ran.code, "conda install" in ran.line) == (3, True)
