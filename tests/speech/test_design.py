"""Voices designed in words and mixed: they move the way the words say, and what is not understood is told."""

from __future__ import annotations

import contextlib
import io
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import BadInput
from pipelines.files import data_folder
from pipelines.speech import pitch, pulses, timbre, vocoder, voices
from pipelines.speech.design import archive, languages, search, tags
from pipelines.speech.design.describe import design
from pipelines.speech.design.mix import mix
from pipelines.speech.design.words import BOUNDS, WORDS
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.voice import Consent, Voice

BUNDLED = (data_folder("voices"),)
SENTENCE = "We were away a year ago, and nobody knew."


def made(text: str, **more: object) -> Voice:
    return design(text, "made", **more).voice  # type: ignore[arg-type]


def spoken(voice: Voice) -> np.ndarray:
    speaker = EspeakSpeaker()
    return np.asarray(speaker.speak(speaker.plan(SENTENCE, voice), voice).samples, np.float64)


def centroid(sound: np.ndarray) -> float:
    """Where in Hz the middle of the spectrum up to 4 kHz lies: formants and brightness move it."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    hz = np.fft.rfftfreq(len(sound), 1 / 24_000)
    low = hz < 4000
    return float((hz[low] * power[low]).sum() / power[low].sum())


def harmonicity(sound: np.ndarray) -> float:
    """How alike one period is to the next, 0 … 1: the mean peak of the normalised autocorrelation of loud frames."""
    found = []
    for start in range(0, len(sound) - 1440, 480):
        frame = sound[start : start + 1440] - sound[start : start + 1440].mean()
        if (frame**2).mean() > 0.1 * (sound**2).mean() * 4:
            lags = np.correlate(frame, frame, "full")[1439:]
            found.append(max(lags[lag] / lags[0] * 1440 / (1440 - lag) for lag in range(60, 400)))
    return float(np.mean(found))


def test_words_are_heard_the_way_they_say() -> None:
    plain, deep, bright = (spoken(made(f"{word} woman")) for word in ("", "deep", "bright"))
    assert pitch.usual(deep, 24_000) < 0.9 * pitch.usual(plain, 24_000)
    assert centroid(deep) < centroid(plain) < centroid(bright)
    assert centroid(spoken(made("young woman"))) > centroid(plain)
    assert harmonicity(spoken(made("husky woman"))) < harmonicity(plain) - 0.03
    assert len(spoken(made("slow woman"))) > 1.1 * len(plain) > 1.1 * len(spoken(made("fast woman"))) * 1.0


@pytest.mark.parametrize(
    ("weak", "strong", "number"),
    [("slightly deep man", "deep man", "pitch"), ("deep man", "very deep man", "pitch"), ("very deep man", "extremely deep man", "pitch"),
     ("not too high man", "man", "pitch"), ("比较低沉的男声", "非常低沉的男声", "pitch"), ("有点慢的女声", "很慢的女声", "rate"),
     ("慢一点的女声", "慢的女声", "rate"), ("不太快的女声", "女声", "rate"), ("old man", "young man", "roughness"),
     ("a bit dark", "dark", "brightness"), ("less bright", "a little bright", "brightness")],
)  # fmt: skip
def test_degrees_scale_a_word_or_turn_it(weak: str, strong: str, number: str) -> None:
    first, second = getattr(made(weak), number), getattr(made(strong), number)
    lower = {"not too high man", "不太快的女声", "less bright"}
    assert (first < second) if weak in lower else (first > second)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("a deep, husky old man, slow and kind", "一位低沉、沙哑的老年男人，说话慢，慈祥"), ("a very bright young woman", "非常明亮的年轻女声"),
     ("a gentle grandmother, not too slow", "温柔的奶奶，不太慢"), ("a cheerful girl", "开朗的女孩")],
)  # fmt: skip
def test_both_languages_say_the_same(english: str, chinese: str) -> None:
    one, other = made(english, language="en"), made(chinese, language="en")
    assert replace(one, title_en="", title_zh="") == replace(other, title_en="", title_zh="")


def test_a_description_names_the_language_and_the_person() -> None:
    assert made("a Scottish man").language == "en-GB-scotland"
    assert made("粤语大叔").language == "yue"
    assert made("a woman from New York").language == "en-US-nyc"
    assert {"man", "old"} <= set(made("husky grandpa").tags)
    assert made("a European Portuguese woman").base == "roa/pt"
    assert made("old", like=voices.load("grace", BUNDLED)).language == "en-US"


def test_words_not_understood_are_told_with_near_ones() -> None:
    found = design("a deap voice, warm and floofy, crispy", "made")
    assert [one.word for one in found.unknown] == ["deap", "floofy", "crispy"]
    assert "deep" in found.unknown[0].near
    assert [word for word, _ in found.understood] == ["warm"]
    assert design("温暖而忧桑的女声", "made").unknown[0].near == ("忧郁", "忧伤")
    with pytest.raises(BadInput, match="deep"):
        design("floofy deap", "made")
    with pytest.raises(BadInput, match="500"):
        design("deep " * 200, "made")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, "very", "not", "非常", "不太", "man", "女", "，", "x"]), min_size=1, max_size=12))
def test_any_pile_of_words_is_a_voice_within_bounds(words: list[str]) -> None:
    try:
        voice = made(" ".join(words))
    except BadInput:
        return
    assert voices.checked(voice) is voice
    assert all(low <= getattr(voice, name) <= high for name, (low, high) in BOUNDS.items())


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_voice_or_refused(text: str) -> None:
    with contextlib.suppress(BadInput):
        voices.checked(made(text))


def test_like_moves_a_voice_and_keeps_the_rest() -> None:
    grace = voices.load("grace", BUNDLED)
    aged = made("older", like=grace)
    assert aged.roughness > grace.roughness
    assert aged.rate < grace.rate
    assert aged.timbre == grace.timbre
    assert made("more cheerful", like=grace).range > grace.range


def test_a_mix_lies_between_on_the_scale_that_is_heard() -> None:
    low, high = Voice("low", pitch=100.0, tract=1.1, breath=0.0), Voice("high", pitch=400.0, tract=0.8, breath=0.4)
    half = mix([(low, 50), (high, 50)], "half")
    assert half.pitch == pytest.approx(200.0)
    assert half.breath == pytest.approx(0.2)
    assert mix([(low, 3), (high, 1)], "near").pitch == pytest.approx(100 * 4**0.25, rel=1e-3)
    grace = voices.load("grace", BUNDLED)
    assert mix([(grace, 1), (replace(grace, name="other"), 5)], "same").timbre == pytest.approx(grace.timbre)
    for wrong in (
        [(low, 1)],
        [(low, 1), (high, 0)],
        [(low, 1), (high, float("nan"))],
        [(low, 1), (replace(high, engine="coqui"), 1)],
    ):
        with pytest.raises(BadInput):
            mix(wrong, "x")


def test_roughness_jitters_each_run_alike_and_keeps_the_pitch() -> None:
    f0 = np.concatenate([np.zeros(400), np.full(2000, 125.0), np.zeros(400), np.full(2000, 125.0)])
    plain = pulses.events(f0, len(f0) * pulses.GRID)
    rough = pulses.roughened(plain, 0.8)
    assert pulses.roughened(plain, 0.0) is plain
    gaps = np.diff(rough.at[rough.voiced])
    gaps = gaps[gaps < 400]
    assert gaps.std() > 0.02 * gaps.mean()
    assert np.median(gaps) == pytest.approx(192, rel=0.03)
    assert rough.level is not None and (rough.level[~rough.voiced] == 0).all()  # noqa: PT018


def test_a_voice_has_its_style_in_all_it_says() -> None:
    grace = voices.load("grace", BUNDLED)
    sad = replace(grace, style="sad")
    assert len(spoken(sad)) > 1.1 * len(spoken(grace))
    assert pitch.usual(spoken(sad), 24_000) < 0.95 * pitch.usual(spoken(grace), 24_000)
    whispered = timbre.convert(vocoder.analyse(spoken(grace)), replace(grace, style="whisper"))
    assert not whispered.f0.any()


def test_search_wants_all_that_is_asked() -> None:
    everything, faults = voices.catalogue(BUNDLED)
    assert not faults
    found = search.search(everything, language="zh", tags=("warm", "女声"))
    assert "xiaolan" in [voice.name for voice in found]
    assert all(voice.language == "zh" and {"warm", "woman"} <= set(voice.tags) for voice in found)
    assert search.search(everything, words="storyteller")[0].name == "laochen"
    with pytest.raises(BadInput, match="warm"):
        tags.check("warn")


def test_every_language_of_the_table_has_names_and_a_sentence() -> None:
    table = languages.table()
    assert all(row.en and row.zh and row.words and row.sentence for row in table.values())
    assert all(row.of in {code.split("-")[0] for code in table} | set(table) for row in table.values() if row.of)


def test_a_voice_given_away_comes_back_the_same(tmp_path: Path) -> None:
    own = replace(voices.load("grace", BUNDLED), name="mine")
    (tmp_path / "mine.zip").write_bytes(archive.packed(own))
    back = archive.unpacked(tmp_path / "mine.zip", tmp_path / "voices")
    assert back == own
    assert archive.unpacked(tmp_path / "mine.zip", tmp_path / "voices", name="other").pitch == own.pitch


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archived:
        for name, content in entries.items():
            archived.writestr(name, content)
    path.write_bytes(out.getvalue())
    return path


TOML = b'engine = "espeak"\nlanguage = "en"\n'


@pytest.mark.parametrize(
    "entries",
    [
        {},
        {"../voice.toml": TOML},
        {"/etc/voice.toml": TOML},
        {"v/../voice.toml": TOML},
        {"..\\voice.toml": TOML},
        {"v/voice.toml": TOML, "v/run.py": b"print()"},
        {"v/voice.toml": TOML, "w/consent.toml": b"text='a'"},
        {"v/voice.toml": TOML, "v/reference.wav": b"RIFF"},
        {"v/voice.toml": TOML, "v/reference.wav": b"RIFF", "v/consent.toml": b'text = " "\n'},
        {"v/voice.toml": TOML, "v/reference.wav": b"RIFF", "v/model.npz": b"PK", "v/consent.toml": b'by = "Li"\n'},
        {"v/voice.toml": TOML, "v/model.npz": b"PK"},
        {"v/voice.toml": b"pitch = 9000"},
        {"v/voice.toml": b"\0" * 3_000_000},
        {"..v/voice.toml": TOML},
        {"a/b/voice.toml": TOML},
    ],
)  # fmt: skip
def test_a_foreign_zip_is_refused_and_leaves_nothing(entries: dict[str, bytes], tmp_path: Path) -> None:
    path = zipped(tmp_path / "given.zip", entries)
    with pytest.raises(BadInput):
        archive.unpacked(path, tmp_path / "voices")
    assert [one.name for one in tmp_path.iterdir()] == ["given.zip"]


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.zip", {"v/voice.toml": TOML, "v/reference.wav": b"\0" * 70_000_000})
    assert path.stat().st_size < 100_000
    with pytest.raises(BadInput, match="over"):
        archive.unpacked(path, tmp_path / "voices")


def test_a_cloned_voice_keeps_its_consent(tmp_path: Path) -> None:
    (tmp_path / "sample.wav").write_bytes(b"RIFF")
    own = Voice(
        "clone",
        reference=tmp_path / "sample.wav",
        consent=Consent("I agree", by="Li", sample_sha256=sha256(b"RIFF").hexdigest()),
    )
    (tmp_path / "clone.zip").write_bytes(archive.packed(own))
    back = archive.unpacked(tmp_path / "clone.zip", tmp_path / "voices")
    assert back.consent == own.consent
    assert back.reference is not None and back.reference.read_bytes() == b"RIFF"  # noqa: PT018
    with pytest.raises(BadInput, match="cloned"):
        design("deep", "x", like=replace(back, model=tmp_path / "sample.wav"))


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("not a man", "woman"),
        ("not a boy", "girl"),
        ("a deep voice, not a woman", "man"),
        ("不男", "woman"),
        ("a man, not a boy", "man"),
    ],
)
def test_who_does_not_speak_is_turned(text: str, who: str) -> None:
    assert who in design(text, "x").voice.tags


def test_what_cannot_be_turned_is_told() -> None:
    made = design("a warm voice, not a grandpa, not Scottish", "x")
    assert [one.word for one in made.unknown] == ["not grandpa", "not scottish"]
    assert not made.people
    assert made.voice.language == "en-US"
