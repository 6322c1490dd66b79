"""Voices on disk: found by name, checked, saved whole, and sounding as they say."""

from __future__ import annotations

import os
import pickle
import random
import unicodedata
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest

from pipelines.errors import BadInput, OutputExists, OutputFailed
from pipelines.files import data_folder
from pipelines.speech import pitch, timbre, vocoder, voices
from pipelines.speech.design import languages, tags
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.voice import Consent, Voice


class Touches:
    """What a pickle may hold: it makes a file when it is loaded."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (self.path,)


BUNDLED = (data_folder("voices"),)


def made_by_hand() -> list[Voice]:
    return [voices.read(path.parent) for path in sorted(BUNDLED[0].glob("*/voice.toml"))]


def test_the_library_has_women_and_men_for_chinese_and_english() -> None:
    library = made_by_hand()
    for language in ("zh", "en"):
        for kind in ("woman", "man"):
            assert [v for v in library if v.language.split("-")[0] == language and kind in v.tags], (language, kind)
    assert len({voice.language for voice in library}) >= 8
    assert len({voice.title_zh for voice in library}) == len(library) >= 12
    assert all(voice.title_en and voice.consent is None and not voice.cloned for voice in library)


@pytest.mark.parametrize(
    ("language", "name"), [("zh", "xiaolan"), ("zh-CN", "xiaolan"), ("zh-HK", "kayan"), ("en", "grace"), ("en-GB", "alice"),
                           ("de-AT", "jonas"), ("xx", "grace")]
)  # fmt: skip
def test_each_language_has_a_voice_to_begin_with(language: str, name: str) -> None:
    assert voices.default(language).name == name


@pytest.mark.parametrize("language", ["sv", "pt", "pt-PT", "vi-VN-x-south", "en-GB-scotland", "hi-IN"])
def test_a_language_without_a_hand_made_voice_begins_with_one_of_the_librarys(language: str) -> None:
    assert voices.default(language).language.split("-")[0] == language.split("-")[0]


@pytest.mark.parametrize("name", ["xiaolan", "laochen", "grace", "arthur"])
def test_a_voice_speaks_at_its_pitch(name: str) -> None:
    voice, speaker = voices.load(name, BUNDLED), EspeakSpeaker()
    text = "大家好，今天我们来聊聊春天的茶园。" if voice.language == "zh" else "Good morning, today we look at a tea garden."
    sound = speaker.speak(speaker.plan(text, voice), voice)
    assert pitch.usual(sound.samples, sound.rate) == pytest.approx(voice.pitch, rel=0.05)


def generated() -> tuple[Voice, ...]:
    return tuple(
        voice for voice in voices.catalogue(BUNDLED)[0] if (BUNDLED[0] / voice.language / f"{voice.name}.toml").is_file()
    )


def test_the_library_has_a_thousand_voices_each_with_a_name_of_its_own() -> None:
    library = generated()
    assert len(library) >= 1000
    names = [path.stem for path in BUNDLED[0].glob("*/*.toml") if path.name != voices.VOICE_FILE]
    assert len(names) == len(set(names)) == len(library)
    assert not set(names) & {voice.name for voice in made_by_hand()}
    spoken = {voice.language for voice in library}
    table = languages.table()
    assert len({(table[code].of or code).split("-")[0] for code in spoken}) >= 37
    assert sum(bool(table[code].of) for code in spoken) >= 15
    assert {"yue", "hak", "en-GB-scotland", "en-029", "es-419", "pt-BR"} <= spoken


def test_every_voice_of_the_library_is_told_apart_by_tags_titles_and_numbers() -> None:
    known = {tag for kind in tags.TAGS.values() for tag in kind} | {code.split("-")[0] for code in languages.table()}
    library = generated()
    assert all(set(voice.tags) <= known for voice in (*library, *made_by_hand()))
    assert all(
        len({"woman", "man", "child"} & set(voice.tags)) == len({"young", "adult", "old"} & set(voice.tags)) == 1
        for voice in library
    )
    assert all(set(tags.TAGS["use"]) & set(voice.tags) for voice in library)
    assert len({voice.title_en for voice in library}) == len({voice.title_zh for voice in library}) == len(library)
    assert len({(voice.base, voice.language, voice.pitch, voice.tract, voice.timbre) for voice in library}) == len(library)
    assert all(
        70 <= voice.pitch <= 330 and 0.7 <= voice.tract <= 1.25 and voice.breath + voice.roughness < 0.85 for voice in library
    )


@pytest.mark.parametrize("number", range(12))
def test_a_voice_of_the_library_speaks_its_language_at_its_pitch_and_level(number: int) -> None:
    library = generated()
    voice = random.Random(number).choice(library)
    speaker = EspeakSpeaker()
    sound = speaker.speak(speaker.plan(languages.table()[voice.language].sentence, voice, language=voice.language), voice)
    assert pitch.usual(sound.samples, sound.rate) == pytest.approx(voice.pitch, rel=0.12)
    assert 3.0 < sound.seconds < 11.0
    assert np.abs(sound.samples).max() < 1.0
    assert -30 < pyloudnorm.Meter(sound.rate).integrated_loudness(sound.samples.astype(float)) < -23


@pytest.mark.parametrize("code", sorted(languages.table()))
def test_no_language_is_spelt_out_or_said_in_english(code: str) -> None:
    language = languages.table()[code]
    voice = Voice("plain", language=code, base=language.base)
    plan = EspeakSpeaker().plan(language.sentence, voice, language=code)
    said = [phoneme.symbol for word in plan.words for phoneme in word.phonemes]
    letters = sum(unicodedata.category(character)[0] in "LM" for character in language.sentence)
    syllabic = code in ("zh", "yue", "ja", "ko")  # a character is a syllable
    assert 0.4 * letters < len(said) < (2.6 if syllabic else 1.3) * letters
    own = code.startswith("en") or code in ("hy", "hyw", "ga", "ta", "kn", "ml", "pt-PT")
    assert own or "ɹ" not in said  # the r of English
    assert all(len(word.phonemes) <= 24 for word in plan.words)


def test_an_accent_says_its_sentence_otherwise_than_the_language_it_belongs_to() -> None:
    speaker = EspeakSpeaker()
    table = languages.table()

    def said(code: str, text: str) -> str:
        plan = speaker.plan(text, Voice("plain", language=code, base=table[code].base), language=code)
        return " ".join(phoneme.symbol for word in plan.words for phoneme in word.phonemes)

    for code, language in table.items():
        main = {"en": "en-GB", "zh": "zh"}.get(language.of, language.of)
        if main and main != "zh":
            assert said(code, language.sentence) != said(main, language.sentence), code


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


def test_a_voice_of_another_engine_is_not_silently_replaced() -> None:
    other = Voice("theirs", engine="coqui", language="en")
    with pytest.raises(BadInput, match="made for 'coqui'"):
        EspeakSpeaker().plan("Hello there.", other)
    plan = EspeakSpeaker().plan("Hello there.", voices.load("grace", BUNDLED))
    with pytest.raises(BadInput, match="made for 'coqui'"):
        EspeakSpeaker().speak(plan, other)


def test_a_model_that_would_run_code_is_refused_and_not_run(tmp_path: Path) -> None:
    (tmp_path / "model.npz").write_bytes(pickle.dumps(Touches(str(tmp_path / "ran"))))
    np.savez(tmp_path / "inside.npz", keys=np.array([Touches(str(tmp_path / "ran"))], dtype=object))
    plan = EspeakSpeaker().plan("Hello there.", voices.load("grace", BUNDLED))
    for name in ("model.npz", "inside.npz"):
        with pytest.raises(BadInput, match=name.replace(".", r"\.")):
            EspeakSpeaker().speak(plan, Voice("clone", language="en", model=tmp_path / name, fingerprint=name))
    assert not (tmp_path / "ran").exists()


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
