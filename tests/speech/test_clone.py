"""A voice learnt from a sample: consent first, whole on disk, the same from the same sample, and like the speaker."""

from __future__ import annotations

import hashlib
import os
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipelines.errors import BadInput, OutputExists
from pipelines.files import data_folder
from pipelines.media import Audio, read_audio
from pipelines.speech import exemplars, pitch, timbre, voices
from pipelines.speech.clone import analyse, clone
from pipelines.speech.cloning.bands import averaged
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.voice import Voice

SAMPLES = os.environ.get("STUDIO_SAMPLES", "")
needs_samples = pytest.mark.skipif(not Path(SAMPLES, "speakers").is_dir(), reason="STUDIO_SAMPLES names no folder of samples")
CONSENT = "I, Ann, allow this voice to be used in my own films."
WORDS = "The morning was clear and cold, and the whole valley lay quiet under the snow."
OTHER_WORDS = "Please bring me two cups of tea and the blue notebook."


def say(voice: Voice, text: str, language: str = "en") -> Audio:
    speaker = EspeakSpeaker()
    return speaker.speak(speaker.plan(text, voice, language=language), voice)


def spectrum(audio: Audio) -> np.ndarray:
    """The long-term spectrum of the voiced frames in dB on bands, loudness taken out."""
    f0, power = analyse(audio.resampled(24_000).mono().samples.astype(float))
    bands = 4.343 * averaged(power[f0 > 0]).mean(axis=0)[:100]
    return bands - bands.mean()


@pytest.fixture(scope="module")
def sample() -> Audio:
    """A sample of someone who is not the plain synthesizer."""
    return say(replace(voices.load("alice", (data_folder("voices"),)), language="en"), WORDS)


@pytest.fixture(scope="module")
def cloned(sample: Audio, tmp_path_factory: pytest.TempPathFactory) -> Voice:
    return clone(sample, "ann", CONSENT, folder=tmp_path_factory.mktemp("voices"), language="en", by="Ann", date="2026-11-21")


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_without_consent_nothing_is_made(text: str, sample: Audio, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as error:
        clone(sample, "ann", text, folder=tmp_path)
    assert "consent" in error.value.en
    assert "同意" in error.value.zh
    assert not list(tmp_path.iterdir())


def test_a_bad_sample_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="silent"):
        clone(Audio(np.zeros(100_000), 24_000), "ann", CONSENT, folder=tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["../up", "", "xiaolan"])
def test_a_name_that_cannot_be_taken_is_refused(name: str, sample: Audio, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        clone(sample, name, CONSENT, folder=tmp_path)


def test_the_consent_is_stored_with_the_sample_that_it_is_about(cloned: Voice) -> None:
    assert cloned.cloned
    assert cloned.reference is not None
    assert cloned.consent is not None
    stored = tomllib.loads((cloned.reference.parent / "consent.toml").read_text(encoding="utf-8"))
    assert stored == {key: value for key, value in cloned.consent.__dict__.items() if value}
    assert (stored["text"], stored["by"], stored["date"]) == (CONSENT, "Ann", "2026-11-21")
    assert stored["sample_sha256"] == hashlib.sha256(cloned.reference.read_bytes()).hexdigest()
    reference = read_audio(cloned.reference)
    assert (reference.rate, reference.channels) == (24_000, 1)


def test_the_same_sample_gives_the_same_voice_on_another_day(cloned: Voice, sample: Audio, tmp_path: Path) -> None:
    again = clone(sample, "ann", CONSENT, folder=tmp_path, language="en", by="Ann", date="2027-01-01")
    assert again.fingerprint == cloned.fingerprint
    assert cloned.model is not None
    for name in ("voice.toml", "reference.wav", "model.npz"):
        assert (tmp_path / "ann" / name).read_bytes() == (cloned.model.parent / name).read_bytes()
    with pytest.raises(OutputExists):
        clone(sample, "ann", CONSENT, folder=tmp_path, language="en")


def test_the_clone_has_the_speakers_pitch_and_spectrum(cloned: Voice, sample: Audio) -> None:
    theirs, plain = spectrum(sample), Voice("plain", language="en")
    spoken = say(cloned, OTHER_WORDS)
    assert pitch.usual(spoken.samples, spoken.rate) == pytest.approx(pitch.usual(sample.samples, sample.rate), rel=0.06)
    gap = np.abs(spectrum(spoken) - theirs).mean()
    assert gap < 0.5 * np.abs(spectrum(say(plain, OTHER_WORDS)) - theirs).mean()
    assert gap < 3.0


def test_the_clone_speaks_other_languages_too(cloned: Voice) -> None:
    spoken = say(cloned, "今天我们来聊聊茶。", "zh")
    assert pitch.usual(spoken.samples, spoken.rate) == pytest.approx(cloned.pitch, rel=0.08)
    assert 0.1 < np.abs(spoken.samples).max() <= 1.0


def test_cloning_keeps_the_time_of_every_phoneme(cloned: Voice) -> None:
    speaker = EspeakSpeaker()
    plan = speaker.plan(OTHER_WORDS, cloned)
    assert len(speaker.speak(plan, cloned)) == plan.samples


def test_a_transcript_sets_the_rate(sample: Audio, tmp_path: Path) -> None:
    slow = say(Voice("slow", language="en", rate=0.85, pitch=140), WORDS)
    voice = clone(slow, "slow", CONSENT, folder=tmp_path, transcript=WORDS)
    assert voice.pace == pytest.approx(0.85, abs=0.06)
    assert voice.language == "en"


def test_a_transcript_of_something_else_is_refused(sample: Audio, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="transcript"):
        clone(sample, "ann", CONSENT, folder=tmp_path, transcript=" ".join([WORDS] * 6))
    assert not list(tmp_path.iterdir())


def test_a_broken_model_is_said_to_be_one(cloned: Voice, tmp_path: Path) -> None:
    assert cloned.model is not None
    (tmp_path / "model.npz").write_bytes(cloned.model.read_bytes()[:1000])
    with pytest.raises(BadInput, match=r"model\.npz"):
        say(replace(cloned, model=tmp_path / "model.npz", fingerprint="broken"), "Hello there.")


def test_a_voice_cloned_before_the_pitch_trembled_still_speaks(cloned: Voice, tmp_path: Path) -> None:
    assert cloned.model is not None
    with np.load(cloned.model) as stored:
        np.savez_compressed(tmp_path / "model.npz", **{name: stored[name] for name in stored if name != "wobbles"})
    older = say(replace(cloned, model=tmp_path / "model.npz", fingerprint="older"), OTHER_WORDS)
    now = say(cloned, OTHER_WORDS)
    assert len(older.samples) == len(now.samples)
    assert not np.array_equal(older.samples, now.samples)


def test_consonants_without_voice_stay_as_unlike_each_other_as_the_synthesizer_made_them(cloned: Voice, sample: Audio) -> None:
    assert cloned.model is not None
    model = exemplars.loads(cloned.model.read_bytes())
    f0, power = analyse(sample.samples.astype(float))
    own = exemplars.Spoken(f0, power, timbre.fill(power))
    gain = averaged(exemplars.apply(model, own)[1] - own.filled)[:, :80]
    inside = np.convolve(f0 > 0, np.ones(21), "same") == 0
    assert np.count_nonzero(inside) > 20
    shapes = 4.343 * (gain - gain.mean(axis=1, keepdims=True))[inside]
    assert shapes.std(axis=0).max() < 0.5  # dB: one equaliser for all


def test_a_narrow_recording_keeps_its_bandwidth_and_the_synthesizers_treble(sample: Audio) -> None:
    narrow = sample.resampled(16_000).resampled(24_000)
    f0, power = analyse(sample.samples.astype(float))
    own = exemplars.Spoken(f0, power, timbre.fill(power))
    model = exemplars.learn(own, analyse(narrow.samples.astype(float)))
    _, out = exemplars.apply(model, own)
    assert 95 <= int(model.top) < exemplars.BANDS
    above = slice(int(9000 / 24_000 * 1024), int(11_000 / 24_000 * 1024))
    assert abs(float((out[:, above] - power[:, above]).mean())) < 6.0  # the narrow file has 90 dB less there


@needs_samples
def test_real_peoples_clones_are_nearer_to_them_than_the_plain_voice(tmp_path: Path) -> None:
    plain = spectrum(say(Voice("plain", language="en"), WORDS))
    before, after = [], []
    for speaker in ("2414", "367"):
        audio = read_audio(sorted(Path(SAMPLES, "speakers", speaker).glob("*.flac"))[0])
        sample = Audio(audio.samples[: 6 * audio.rate], audio.rate)
        voice = clone(sample, f"person{speaker}", CONSENT, folder=tmp_path, language="en")
        spoken, theirs = say(voice, WORDS), spectrum(sample)
        before.append(float(np.abs(plain - theirs).mean()))
        after.append(float(np.abs(spectrum(spoken) - theirs).mean()))
        # a semitone and a half: the measure itself goes in steps of half of one
        assert pitch.usual(spoken.samples, spoken.rate) == pytest.approx(pitch.usual(sample.samples, sample.rate), rel=0.09)
    assert np.mean(after) < 0.65 * np.mean(before), (before, after)
    assert all(one < other for one, other in zip(after, before, strict=True)), (before, after)
