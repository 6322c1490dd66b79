"""A cloned voice speaks by its speaker's consent only: written, about its own sample, and spoken where that is asked for."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipelines.errors import BadInput
from pipelines.files import data_folder
from pipelines.film import labels
from pipelines.media import Audio, read_audio, silence
from pipelines.speech import consents, same_voice, spoken_consent, voices
from pipelines.speech.clone import clone
from pipelines.speech.design import archive
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.speech.sample import accept, judge
from pipelines.voice import Voice

BUNDLED = (data_folder("voices"),)
WORDS = "The morning was clear and cold, and the whole valley lay quiet under the snow."
CONSENT = "I, Ann, allow this voice to be used in my own films."


def say(name: str, text: str, language: str = "en") -> Audio:
    """One of the library's voices, in a quiet room."""
    speaker, voice = EspeakSpeaker(), voices.load(name, BUNDLED)
    sound = speaker.speak(speaker.plan(text, voice, language=language), voice)
    hiss = 0.001 * np.random.default_rng(0).standard_normal(len(sound))
    return Audio(sound.samples + hiss.astype(np.float32), sound.rate)


@pytest.fixture(scope="module")
def sample() -> Audio:
    return say("grace", WORDS)


@pytest.fixture(scope="module")
def spoken() -> Audio:
    return say("grace", spoken_consent.sentence("ann", "en"))


@pytest.fixture(scope="module")
def plain(sample: Audio, tmp_path_factory: pytest.TempPathFactory) -> Voice:
    return clone(sample, "ann", CONSENT, folder=tmp_path_factory.mktemp("plain"), language="en")


@pytest.fixture(scope="module")
def heard(sample: Audio, spoken: Audio, tmp_path_factory: pytest.TempPathFactory) -> Voice:
    """The same with a spoken consent."""
    return clone(sample, "ann", CONSENT, folder=tmp_path_factory.mktemp("heard"), language="en", spoken=spoken)


@pytest.fixture
def folder(plain: Voice, tmp_path: Path) -> Path:
    assert plain.reference is not None
    shutil.copytree(plain.reference.parent, tmp_path / "ann")
    return tmp_path / "ann"


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that wants a spoken consent."""
    monkeypatch.setenv(consents.REQUIRED, "1")


# on disk


def spoil(folder: Path, what: str) -> None:
    file = folder / "consent.toml"
    if what == "no consent":
        file.unlink()
    elif what == "an empty text":
        file.write_text(file.read_text(encoding="utf-8").replace(CONSENT, "  "), encoding="utf-8")
    elif what == "no text":
        file.write_text('by = "Ann"\n', encoding="utf-8")
    elif what == "another sample":
        reference = folder / "reference.wav"
        reference.write_bytes(reference.read_bytes()[:-2] + b"\1\1")
    elif what == "no sample":
        (folder / "reference.wav").unlink()


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("no consent", "no consent.toml"),
        ("an empty text", "without a text"),
        ("no text", "without a text"),
        ("another sample", "another sample"),
        ("no sample", "without the sample"),
    ],
)
def test_a_folder_put_by_hand_without_its_consent_does_not_speak(
    folder: Path, what: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_VOICES", str(folder.parent))
    assert voices.load("ann").cloned
    spoil(folder, what)
    for given in ("ann", folder):
        with pytest.raises(BadInput, match=said) as refusal:
            voices.load(given)
        assert "ann" in refusal.value.en
        assert "ann" in refusal.value.zh
    everything, faults = voices.catalogue()
    assert "ann" not in {voice.name for voice in everything}
    assert len(everything) > 1000
    assert [fault for fault in faults if said in fault.en]


def test_a_voice_without_a_sample_needs_none(tmp_path: Path) -> None:
    assert voices.save(Voice("numbers"), tmp_path).consent is None


# spoken


def test_the_sentence_names_the_voice_and_the_day_in_the_samples_language() -> None:
    day = datetime.date(2026, 11, 22)
    english = spoken_consent.sentence("li-lei", "de", day)
    assert "22 November 2026" in english
    assert "li lei" in english
    chinese = spoken_consent.sentence("小雨", "zh-CN", day)
    assert "2026年11月22日" in chinese
    assert "小雨" in chinese


def test_a_spoken_consent_is_kept_and_travels_with_the_voice(heard: Voice, spoken: Audio, tmp_path: Path) -> None:
    assert heard.consent is not None
    assert heard.reference is not None
    kept = heard.reference.with_name("consent.wav")
    assert read_audio(kept).seconds == pytest.approx(spoken.seconds)
    assert heard.consent.recording_sha256 == consents.digest(kept.read_bytes())
    assert heard.consent.sentence == spoken_consent.sentence("ann", "en")
    (tmp_path / "ann.zip").write_bytes(archive.packed(heard))
    back = archive.unpacked(tmp_path / "ann.zip", tmp_path / "there", name="anna")
    assert back.consent == heard.consent
    assert (tmp_path / "there" / "anna" / "consent.wav").read_bytes() == kept.read_bytes()
    renamed = voices.save(replace(back, name="annie"), tmp_path / "there")
    assert renamed.consent == heard.consent
    (tmp_path / "there" / "annie" / "consent.wav").unlink()
    with pytest.raises(BadInput, match=r"consent\.wav"):
        voices.load(tmp_path / "there" / "annie")


def test_where_it_is_wanted_nothing_is_cloned_read_or_imported_without(
    wanted: None, plain: Voice, sample: Audio, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="--spoken-consent") as refusal:
        clone(sample, "ann", CONSENT, folder=tmp_path, language="en")
    assert "口头同意" in refusal.value.zh
    assert plain.reference is not None
    with pytest.raises(BadInput, match="spoken consent"):
        voices.load(plain.reference.parent)
    (tmp_path / "ann.zip").write_bytes(archive.packed(plain))
    with pytest.raises(BadInput, match="spoken consent"):
        archive.unpacked(tmp_path / "ann.zip", tmp_path / "there")
    assert [path.name for path in tmp_path.iterdir()] == ["ann.zip"]


def test_where_it_is_wanted_an_import_is_listened_to(wanted: None, heard: Voice, tmp_path: Path) -> None:
    (tmp_path / "ann.zip").write_bytes(archive.packed(heard))
    assert archive.unpacked(tmp_path / "ann.zip", tmp_path / "there").consent == heard.consent
    assert heard.consent is not None
    forged = replace(heard, consent=replace(heard.consent, sentence="I like tea."))
    (tmp_path / "forged.zip").write_bytes(archive.packed(forged))
    with pytest.raises(BadInput, match="no sentence of consent"):
        archive.unpacked(tmp_path / "forged.zip", tmp_path / "there", name="other")


def test_other_words_another_day_and_another_voice_are_refused(sample: Audio, spoken: Audio) -> None:
    with pytest.raises(BadInput, match="sentence that was shown"):
        spoken_consent.heard(say("grace", NORSEMEN), sample, "ann", "en")
    with pytest.raises(BadInput, match="sentence that was shown"):
        spoken_consent.heard(spoken, sample, "ann", "en", datetime.date.today() + datetime.timedelta(days=200))
    with pytest.raises(BadInput, match="voice of the sample"):
        spoken_consent.heard(spoken, say("doudou", WORDS), "ann", "en")


@pytest.mark.parametrize(
    ("recording", "said"), [(silence(24_000 * 5, 24_000), "silent"), (silence(24_000 * 90, 24_000), "60 s are the most")]
)
def test_what_is_no_recording_of_a_sentence_is_refused(recording: Audio, said: str, sample: Audio) -> None:
    with pytest.raises(BadInput, match=said) as refusal:
        spoken_consent.heard(recording, sample, "ann", "en")
    assert "I agree that my recording" in refusal.value.en  # what is to be read


def test_a_chinese_sentence_is_heard_and_two_takes_of_a_voice_are_one(sample: Audio, spoken: Audio) -> None:
    chinese = say("xiaolan", spoken_consent.sentence("小雨", "zh"), "zh")
    own = say("xiaolan", "早晨又晴又冷，整个山谷一片寂静，只有小溪在流。", "zh")
    assert "小雨" in spoken_consent.heard(chinese, own, "小雨", "zh")
    assert same_voice.distance(sample, spoken) < same_voice.SAME < same_voice.distance(say("doudou", WORDS), spoken)
    assert same_voice.distance(sample, silence(48_000, 24_000)) > same_voice.SAME


# what must not pass for a spoken consent

NORSEMEN = "The norsemen considered the rainbow as a bridge over which the gods passed to their home in the sky."


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("alice", NORSEMEN, "en"),
        (
            "grace",
            "In the year 2019 the company sold four thousand bicycles, most of them to people who had never owned one.",
            "en",
        ),
        ("muqing", "这本书讲的是一个小女孩和她的猫在海边度过的夏天，很适合睡前听。", "zh"),
    ],
)
def test_a_synthetic_voice_saying_another_text_does_not_consent(name: str, text: str, language: str) -> None:
    assert not spoken_consent.says(say(name, text, language), (spoken_consent.sentence("rosa2", language),))


def test_the_sample_itself_is_no_spoken_consent(sample: Audio, spoken: Audio) -> None:
    for recording in (sample, Audio(0.5 * sample.samples, sample.rate)):
        with pytest.raises(BadInput, match="sample itself") as refusal:
            spoken_consent.heard(recording, sample, "ann", "en")
        assert "样本本身" in refusal.value.zh


def test_the_audible_label_at_the_end_of_two_files_makes_them_no_one_voice() -> None:
    alice, other = (labels.label_sound(say(name, NORSEMEN)) for name in ("alice", "duncan"))
    assert same_voice.distance(accept(alice), accept(other)) > same_voice.SAME
    assert judge(alice).several < 0.5
    assert accept(alice).seconds == pytest.approx(accept(say("alice", NORSEMEN)).seconds, abs=0.25)  # air at the end
