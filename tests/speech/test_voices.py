"""Voices on disk: found by name, checked, saved whole, and sounding as they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipelines.errors import BadInput, OutputExists, OutputFailed
from pipelines.files import data_folder
from pipelines.speech import pitch, timbre, vocoder, voices
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.voice import Consent, Voice

BUNDLED = (data_folder("voices"),)


def test_the_library_has_women_and_men_for_chinese_and_english() -> None:
    library = [voices.load(name, BUNDLED) for name in voices.names(BUNDLED)]
    for language in ("zh", "en"):
        for kind in ("woman", "man"):
            assert [v for v in library if v.language.split("-")[0] == language and kind in v.tags], (language, kind)
    assert len({voice.language for voice in library}) >= 8
    assert len({voice.title_zh for voice in library}) == len(library) >= 12
    assert all(voice.title_en and voice.consent is None and not voice.cloned for voice in library)


@pytest.mark.parametrize(
    ("language", "name"), [("zh", "xiaolan"), ("zh-CN", "xiaolan"), ("zh-HK", "kayan"), ("en", "grace"), ("en-GB", "alice"),
                           ("de-AT", "jonas"), ("sv", "grace")]
)  # fmt: skip
def test_each_language_has_a_voice_to_begin_with(language: str, name: str) -> None:
    assert voices.default(language).name == name


@pytest.mark.parametrize("name", ["xiaolan", "laochen", "grace", "arthur"])
def test_a_voice_speaks_at_its_pitch(name: str) -> None:
    voice, speaker = voices.load(name, BUNDLED), EspeakSpeaker()
    text = "大家好，今天我们来聊聊春天的茶园。" if voice.language == "zh" else "Good morning, today we look at a tea garden."
    sound = speaker.speak(speaker.plan(text, voice), voice)
    assert pitch.usual(sound.samples, sound.rate) == pytest.approx(voice.pitch, rel=0.05)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(BadInput, match="xiaolan") as error:
        voices.load("xiaolam")
    assert "xiaolan" in error.value.zh


@pytest.mark.parametrize("name", ["../secrets", "..", "a/../b", "", ".hidden", "a" * 41, "x\0y", "a b"])
def test_a_name_cannot_lead_out_of_the_library(name: str, tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "voice.toml").write_text('engine = "espeak"\n')
    (tmp_path / "library").mkdir()
    if "/" not in name:
        with pytest.raises(BadInput):
            voices.load(name, (tmp_path / "library",))
    with pytest.raises(BadInput):
        voices.save(Voice(name), tmp_path / "library")
    assert not list((tmp_path / "library").iterdir())


def test_what_is_saved_is_what_is_read(tmp_path: Path) -> None:
    voice = Voice(
        name="我的声音",
        language="zh",
        pitch=181.5,
        range=1.25,
        rate=0.9,
        tract=0.93,
        breath=0.1,
        brightness=-2.0,
        timbre=tuple(float(i % 3) for i in range(20)),
        title_en='A "quoted" \\ title\nof two lines',
        title_zh="标题",
        tags=("zh", "test"),
        consent=Consent("I agree, 我同意", by="Li", date="2026-11-21", sample_sha256="ab"),
    )
    saved = voices.save(voice, tmp_path)
    assert saved == voice
    assert voices.load("我的声音", (tmp_path,)) == voice == voices.load(tmp_path / "我的声音")
    with pytest.raises(OutputExists):
        voices.save(voice, tmp_path)
    louder = voices.save(replace(voice, brightness=3.0), tmp_path, force=True)
    assert louder.fingerprint != saved.fingerprint
    assert [path.name for path in tmp_path.iterdir()] == ["我的声音"]


def test_the_persons_own_folder_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_VOICES", str(tmp_path))
    voices.save(Voice("mine", pitch=150.0), tmp_path)
    assert "mine" in voices.names()
    assert voices.load("mine").pitch == 150.0


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("pitch = 9000", "pitch"),
        ("pitch = nan", "pitch"),
        ("timbre = [inf]", "timbre"),
        ("volume = 3", "volume"),
        ("pitch = ", "TOML"),
        ("timbre = [1.0, 2.0]", "20"),
        ("range = 'wide'", "range"),
    ],
)
def test_a_damaged_file_is_named_with_its_fault(content: str, part: str, tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "voice.toml").write_text(content + "\n")
    with pytest.raises(BadInput, match=r"voice\.toml") as error:
        voices.load("odd", (tmp_path,))
    assert part in error.value.en


def test_a_voice_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputFailed):
        voices.save(Voice("voice"), tmp_path / "file")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def features() -> timbre.Features:
    speaker = EspeakSpeaker()
    voice = Voice("plain", language="en")
    return vocoder.analyse(speaker.speak(speaker.plan("We were away a year ago.", voice), voice).samples)


def test_a_longer_tract_lowers_the_formants_and_breath_adds_noise() -> None:
    plain = features()
    other = Voice("x", engine="test")
    bins = np.arange(plain.power.shape[1])

    def centroid(voice: Voice) -> float:
        spectrum = np.exp(timbre.convert(plain, voice).power).mean(axis=0)
        return float((bins * spectrum).sum() / spectrum.sum())

    assert centroid(replace(other, tract=1.15)) < centroid(other) < centroid(replace(other, tract=0.85))
    assert centroid(replace(other, brightness=-8)) < centroid(other) < centroid(replace(other, brightness=8))
    breathy = timbre.convert(plain, replace(other, breath=0.5)).aperiodicity
    voiced = plain.f0 > 0
    assert (1 - breathy[voiced, 200:]).mean() < 0.6 * (1 - plain.aperiodicity[voiced, 200:]).mean()


def test_conversion_moves_no_frame_and_voices_no_silence() -> None:
    plain = features()
    out = timbre.convert(plain, voices.load("xiaolan", BUNDLED))
    assert out.power.shape == plain.power.shape
    assert ((out.f0 > 0) == (plain.f0 > 0)).all()
    assert np.isfinite(out.power).all()
