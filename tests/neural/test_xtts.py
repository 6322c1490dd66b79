"""The XTTS speaker over a real, small XTTS with random weights, loaded from disk as a user's download is."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("TTS", reason="needs the neural extra")

from pipelines import editing
from pipelines.errors import BadInput, EngineMissing
from pipelines.media import write_audio
from pipelines.speech import voices
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.speech.xtts import XttsSpeaker
from pipelines.voice import Consent, Voice
from studio import auditions
from tests.neural.small_xtts import RATE, save_small_xtts

pytestmark = pytest.mark.neural

TEXT = "Good tea is grown on the hills."


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_small_xtts(tmp_path_factory.mktemp("xtts") / "model")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def speaker(model: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> XttsSpeaker:
    monkeypatch.setenv("STUDIO_XTTS_MODEL", str(model))
    monkeypatch.setenv("STUDIO_DEVICE", "cpu")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    return XttsSpeaker()


@pytest.fixture(scope="module")
def cloned(tmp_path_factory: pytest.TempPathFactory) -> Voice:
    espeak, grace = EspeakSpeaker(), voices.load("grace")
    sample = tmp_path_factory.mktemp("sample") / "reference.wav"
    write_audio(sample, espeak.speak(espeak.plan("This is the sample that the voice is taken from, today.", grace), grace))
    return Voice("mine", language="en", reference=sample, consent=Consent("Made by a synthesiser."), fingerprint="1")


def own(speaker: str = "Anna") -> Voice:
    return Voice("anna", engine="xtts", language="en", base=speaker)


def test_what_it_says_is_on_the_timeline_and_is_edited_there(speaker: XttsSpeaker) -> None:
    plan = speaker.plan(TEXT, own())
    assert plan.text == TEXT
    assert plan.sample_rate == RATE
    assert [word.text for word in plan.words][:2] == ["Good", "tea"]
    plain = speaker.speak(plan, own())
    assert len(plain) == plan.samples
    edit = editing.parse({"edit": "pause", "word": plan.words[1].id, "ms": 500})
    changed = editing.apply(plan, edit).utterance
    sound = speaker.speak(changed, own())
    assert len(sound) == changed.samples != plan.samples
    start = next(s.start for s in changed.segments() if s.word == plan.words[1].id)
    assert np.array_equal(sound.samples[: start - RATE // 20], plain.samples[: start - RATE // 20])


def test_the_same_again_is_the_same_bytes_and_speakers_differ(speaker: XttsSpeaker, model: Path) -> None:
    first = speaker.speak(speaker.plan(TEXT, own()), own())
    again = XttsSpeaker()
    assert np.array_equal(again.speak(again.plan(TEXT, own()), own()).samples, first.samples)
    other = speaker.speak(speaker.plan(TEXT, own("Ben")), own("Ben"))
    assert len(other) != len(first) or not np.array_equal(other.samples, first.samples)
    with pytest.raises(BadInput, match="Anna"):
        speaker.plan(TEXT, own("Ana"))


def test_a_clone_is_measured_once_and_kept(speaker: XttsSpeaker, cloned: Voice, home: Path) -> None:
    first = speaker.speak(speaker.plan(TEXT, cloned), cloned)
    kept = list((home / "shengying" / "latents").glob("*.npz"))
    assert len(kept) == 1
    before = kept[0].stat().st_mtime_ns
    again = XttsSpeaker()
    assert np.array_equal(again.speak(again.plan(TEXT, cloned), cloned).samples, first.samples)
    assert kept[0].stat().st_mtime_ns == before
    kept[0].write_bytes(b"damaged")
    third = XttsSpeaker()
    assert np.array_equal(third.speak(third.plan(TEXT, cloned), cloned).samples, first.samples)
    auditions.forget(cloned)  # as deleting the voice does
    assert not list((home / "shengying" / "latents").glob("*"))


def test_a_stream_gives_the_sound_in_pieces(speaker: XttsSpeaker) -> None:
    pieces = list(speaker.stream("Good tea.", own()))
    assert len(pieces) > 1
    assert all(piece.rate == RATE and np.isfinite(piece.samples).all() for piece in pieces)
    assert pieces[0].seconds < 1.2


def test_what_it_cannot_do_is_said(speaker: XttsSpeaker, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="en, zh-cn, fr"):
        speaker.plan("Hej", own(), language="sv")
    with pytest.raises(BadInput, match="reads the text itself"):
        speaker.plan(TEXT, own(), readings={0: "ɡʊd"})
    with pytest.raises(BadInput, match="made for 'espeak'"):
        speaker.plan(TEXT, voices.load("grace"))
    bare = tmp_path / "bare"
    shutil.copytree(model, bare)
    (bare / "speakers_xtts.pth").unlink()
    monkeypatch.setenv("STUDIO_XTTS_MODEL", str(bare))
    with pytest.raises(BadInput, match="no voices of its own"):
        XttsSpeaker().plan(TEXT, own())
    (bare / "vocab.json").unlink()
    with pytest.raises(BadInput, match="cannot be loaded"):
        XttsSpeaker().plan(TEXT, own())
    monkeypatch.setenv("STUDIO_XTTS_MODEL", "")
    monkeypatch.delenv("COQUI_TOS_AGREED", raising=False)
    with pytest.raises(EngineMissing, match="forbids commercial use"):
        XttsSpeaker().plan(TEXT, own())


class _Code:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (print, ("code ran",))


def test_weights_that_hold_code_are_refused(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    bad = tmp_path / "bad"
    shutil.copytree(model, bad)
    (bad / "model.pth").write_bytes(pickle.dumps({"model": _Code()}))
    monkeypatch.setenv("STUDIO_XTTS_MODEL", str(bad))
    with pytest.raises(BadInput, match="refused"):
        XttsSpeaker().plan(TEXT, own())
    assert "code ran" not in capfd.readouterr().out
