"""Out and in again: what a format can hold comes back, what it cannot is told."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from pipelines import edits, engines, timeline
from pipelines.avatar import visemes as avatar_visemes
from pipelines.errors import BadInput
from pipelines.overrides import PhonemeOverride, SoundEvent, WordOverride
from pipelines.speech import formats, ipa, voices
from pipelines.speech.formats import cutting, laid, visemes
from pipelines.timeline import Phoneme, Utterance, Word

from .formats_help import CHECKS, wild

SPEAKER = engines.load("speaker", "espeak")
EN, ZH = voices.default("en"), voices.default("zh")
TEXT = {
    "en": "Hello there, world. And one more thing: the cat sat on the mat of the house, because it was warm. Nobody knew.",
    "zh": "你好，世界。今天天气很好，我们去公园散步吧！银行行长重新发行了货币。",
}


@pytest.fixture(scope="module", params=["en", "zh"])
def planned(request: pytest.FixtureRequest) -> Utterance:
    return SPEAKER.plan(TEXT[request.param], EN if request.param == "en" else ZH, language=request.param)


def small(**overrides: WordOverride) -> Utterance:
    words = (
        Word("w1", "你好", "ni3 hao3", (Phoneme("n", 1001), Phoneme("i", 2003, 1, "3")), 500, "，"),
        Word("w2", "吗", "ma5", (Phoneme("m", 999), Phoneme("a", 3001, 2, "5")), 0, "？"),
    )
    return Utterance(words, "zh", "anna", 24_000, lead=240, overrides=overrides)


@pytest.mark.parametrize("kind", CHECKS)
def test_nothing_wild_is_lost(kind: str) -> None:
    @given(wild())
    @settings(max_examples=8 if kind in ("srt", "vtt", "ass") else 20, deadline=None,
              suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # fmt: skip
    def there_and_back(utterance: Utterance) -> None:
        CHECKS[kind](utterance)

    there_and_back()


@pytest.mark.parametrize(("kind", "seconds"), [("textgrid", 0), ("lab", 0), ("csv", 0), ("ass", 0.0051)])
def test_planned_speech_comes_back_word_by_word(planned: Utterance, kind: str, seconds: float) -> None:
    again = formats.read(formats.export(planned, kind), kind, language=planned.language).utterance
    before, after = laid.words(planned), laid.words(again)
    assert [w.word.text for w in after] == [w.word.text for w in before]
    for one, other in zip(before, after, strict=True):
        assert abs(one.start - other.start) <= seconds * 24_000
        assert abs(one.end - other.end) <= seconds * 24_000


@pytest.mark.parametrize("kind", ["textgrid", "lab", "csv", "srt", "vtt", "ass"])
def test_what_comes_back_can_be_spoken(planned: Utterance, kind: str) -> None:
    voice = EN if planned.language == "en" else ZH
    imported = formats.read(formats.export(planned, kind), kind, voice=voice, language=planned.language)
    sound = SPEAKER.speak(imported.utterance, voice)
    assert sound.seconds == pytest.approx(planned.seconds, abs=0.011)


@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_each_cue_is_said_in_its_time(planned: Utterance, kind: str) -> None:
    """A millisecond is the format's resolution."""
    again = formats.read(formats.export(planned, kind), kind, language=planned.language).utterance
    spans = laid.words(again)
    for cue in cutting.cut(planned):
        assert min(abs(word.start - cue.start) for word in spans) <= 13
        assert min(abs(word.end - cue.end) for word in spans) <= 13


def test_cues_end_with_sentences_and_last_seven_seconds_at_most(planned: Utterance) -> None:
    slow = timeline.with_rate(planned, 0.5)
    for cue in cutting.cut(slow):
        assert (cue.end - cue.start) / 24_000 <= 7
    ends = [cue.text[-1] for cue in cutting.cut(planned)]
    assert set(ends) <= set(".!。！")


def test_a_textgrid_holds_three_tiers_that_tile_the_sound() -> None:
    text = formats.export(small(), "textgrid")
    assert [name in text for name in ('name = "words"', 'name = "phones"', 'name = "speaker"')] == [True] * 3
    assert 'text = "i˨˩˦"' in text.replace("ˈ", "")
    again = formats.read(text, "textgrid").utterance
    assert again.voice == "anna"
    assert [p.tone for w in again.words for p in w.phonemes] == ["", "3", "", "5"]
    assert [p.stress for w in again.words for p in w.phonemes] == [0, 1, 0, 2]


def test_both_textgrids_read_alike() -> None:
    long, short = formats.export(small(), "textgrid"), formats.export(small(), "textgrid-short")
    assert len(short) < len(long)
    assert formats.read(long, "textgrid") == formats.read(short, "textgrid")


def test_labels_are_in_units_of_100_ns() -> None:
    rows = [row.split() for row in formats.export(small(), "lab").splitlines()]
    assert rows[0] == ["0", "100000", "sil"]
    assert rows[1] == ["100000", "517083", "n", "你好"]
    assert all(a[1] == b[0] for a, b in pairwise(rows))


def test_the_table_has_seconds_samples_and_pauses() -> None:
    rows = list(csv.DictReader(io.StringIO(formats.export(small(), "csv"))))
    assert [row["kind"] for row in rows] == ["pause", "phoneme", "phoneme", "pause", "phoneme", "phoneme"]
    assert (rows[1]["start_samples"], rows[1]["end_samples"], rows[1]["phoneme"]) == ("240", "1241", "n")
    assert float(rows[1]["end_seconds"]) == pytest.approx(1241 / 24_000, abs=1e-7)
    assert rows[2]["word_id"] == "w1"
    assert rows[2]["tone"] == "3"


def test_breaths_come_back_where_they_were() -> None:
    breathing = small(w1=WordOverride(events=(SoundEvent("breath", 4800), SoundEvent("laugh", 1200))))
    for kind in ("textgrid", "lab", "csv"):
        again = formats.read(formats.export(breathing, kind), kind, language="zh").utterance
        assert [(s.symbol, s.start, s.end) for s in again.segments()] == [
            (s.symbol, s.start, s.end) for s in breathing.segments()
        ]


def test_karaoke_lights_each_word_when_it_is_said() -> None:
    text = formats.export(small(), "ass")
    assert "{\\k12}你好{\\k3}，{\\k16}吗" in text.replace("{\\k13}", "{\\k12}").replace("{\\k2}", "{\\k3}").replace(
        "{\\k17}", "{\\k16}"
    )


def test_what_a_format_cannot_hold_is_told() -> None:
    edited = edits.set_pitch(small(), "w1", 1, 3.0)
    assert any("pitch" in note.en and note.place == "word 1" for note in formats.losses(edited, "csv"))
    assert any("phonemes" in note.en for note in formats.losses(edited, "srt"))
    assert any("标点" in note.zh for note in formats.losses(edited, "lab"))
    assert formats.losses(edited, "json") == ()


def test_a_length_that_was_set_is_written_as_it_sounds() -> None:
    fixed = small(w1=WordOverride(phonemes={1: PhonemeOverride(samples=4800)}))
    again = formats.read(formats.export(fixed, "textgrid"), "textgrid").utterance
    assert again.words[0].phonemes[1].samples == 4800
    assert not again.override("w1").phonemes


@pytest.mark.parametrize("kind", ["azure", "oculus"])
def test_viseme_events_tile_the_speech(planned: Utterance, kind: visemes.Set) -> None:
    rows = json.loads(formats.export(planned, f"visemes-{kind}"))["visemes"]
    known = visemes.AZURE if kind == "azure" else visemes.OCULUS
    assert {str(row["viseme"]) for row in rows} <= set(known)
    assert rows[0]["offset_ticks"] == 0
    assert all(a["offset_ticks"] + a["duration_ticks"] == b["offset_ticks"] for a, b in pairwise(rows))
    assert all(a["viseme"] != b["viseme"] for a, b in pairwise(rows))
    assert rows[-1]["offset_ticks"] + rows[-1]["duration_ticks"] == pytest.approx(planned.seconds * 1e7, abs=1)
    table = list(csv.DictReader(io.StringIO(formats.export(planned, f"visemes-{kind}-csv"))))
    assert [(row["viseme"], int(row["offset_ticks"])) for row in table] == [(str(r["viseme"]), r["offset_ticks"]) for r in rows]


@pytest.mark.parametrize(
    ("symbol", "ids"),
    [("p", "21"), ("θ", "19"), ("ð", "17"), ("tʃ", "16"), ("tɕʰ", "16"), ("aɪ", "11"), ("ɔɪ", "10"), ("aʊ", "9"), ("oʊ", "8"),
     ("ɚ", "1 13"), ("juː", "6 7"), ("ɔːɹ", "3 13"), ("ŋ", "20"), ("sil", "0"), ("x", "12"), ("ɹ", "13")],
)  # fmt: skip
def test_azure_ids_are_those_of_its_table(symbol: str, ids: str) -> None:
    assert " ".join(visemes.of_symbol(symbol, "azure")) == ids


def test_exported_visemes_are_the_mouth_that_the_avatar_makes() -> None:
    names = [
        *ipa._MNEMONICS,
        "ʈʂʰ",
        "ʈʂ",
        "ʂ",
        "tɕʰ",
        "tɕ",
        "tsʰ",
        "ts",
        "x",
        "ɨ",
        "ɤ",
        "ʊŋ",
        "iɛ",
        "y",
        "ɻ",
        "ɾ",
        "β",
        "ç",
        "ø",
    ]
    for symbol in (name for name in names if name[0] not in "ˈˌ"):
        assert visemes.of_symbol(symbol, "oculus") == tuple(shape for shape, _ in avatar_visemes.of_symbol(symbol)), symbol


def test_a_format_is_known_by_its_suffix() -> None:
    assert [formats.kind_of(f"a{suffix}") for suffix in (".TextGrid", ".lab", ".csv", ".srt", ".vtt", ".ass", ".ssa", ".json")] == [
        "textgrid", "lab", "csv", "srt", "vtt", "ass", "ass", "json",
    ]  # fmt: skip
    with pytest.raises(BadInput, match=r"\.textgrid"):
        formats.kind_of("a.docx")
    with pytest.raises(BadInput, match="only written"):
        formats.read("{}", "visemes-azure")
    with pytest.raises(BadInput, match="not known"):
        formats.export(small(), "docx")


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-5", "@you", "'=own", "'tis", "\tx"])
def test_no_cell_of_a_table_is_a_formula(text: str) -> None:
    sound = Phoneme("a", 2400)
    line = Utterance((Word("w1", text, "=r", (sound,)), Word("w2", "b", "r", (sound,), after=text)), "en", "v", 24_000)
    table = formats.export(line, "csv")
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    again = formats.read(table, "csv").utterance
    assert [(w.text, w.reading, w.after) for w in again.words] == [(text, "=r", ""), ("b", "r", text)]
