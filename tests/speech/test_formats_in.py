"""Files that other programs and people make: what is read from them, what is told, what is refused."""

from __future__ import annotations

import contextlib
import json
import math
import os
from pathlib import Path
from typing import Any

import pytest

from pipelines import engines, timeline
from pipelines.errors import BadInput
from pipelines.files import read_text
from pipelines.speech import formats, voices
from pipelines.speech.formats import Imported, captions, laid

SAMPLES = Path(os.environ.get("STUDIO_SAMPLES") or "/nonexistent")
EN = voices.default("en")


def places(imported: Imported) -> list[tuple[str, float, float]]:
    rate = imported.utterance.sample_rate
    return [(w.word.text, w.start / rate, w.end / rate) for w in laid.words(imported.utterance)]


def tier(name: str, *entries: tuple[float, float, str], kind: str = "IntervalTier") -> str:
    rows = "".join(f'{a}\n{b}\n"{label}"\n' if kind == "IntervalTier" else f'{a}\n"{label}"\n' for a, b, label in entries)
    return f'"{kind}"\n"{name}"\n0\n3\n{len(entries)}\n{rows}'


def grid(*tiers: str) -> str:
    return f'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n3\n<exists>\n{len(tiers)}\n' + "".join(tiers)


PHONES = tier("phones", (0, 0.5, ""), (0.5, 0.6, "HH"), (0.6, 1.0, "AY1"), (1.0, 1.5, "sp"), (1.5, 2.0, "AH0"), (2.0, 3.0, ""))
WORDS = tier("words", (0, 0.5, ""), (0.5, 1.0, "hi"), (1.0, 1.5, ""), (1.5, 2.0, "a"), (2.0, 3.0, ""))


def test_an_aligners_textgrid_is_an_utterance() -> None:
    imported = formats.read(grid(WORDS, PHONES), "textgrid", language="en")
    assert places(imported) == [("hi", 0.5, 1.0), ("a", 1.5, 2.0)]
    assert [(p.symbol, p.stress) for w in imported.utterance.words for p in w.phonemes] == [("h", 0), ("aɪ", 1), ("ə", 0)]
    assert (imported.utterance.text, imported.utterance.seconds) == ("hi a", 3.0)
    assert any("ARPABET" in note.en for note in imported.notes)


def test_other_tiers_are_kept_and_told() -> None:
    points = tier("clicks", (0.25, 0.25, "click"), kind="TextTier")
    imported = formats.read(grid(WORDS, PHONES, tier("gestures", (0, 3, "nod")), points), "textgrid")
    assert [kept["name"] for kept in imported.extra["tiers"]] == ["gestures", "clicks"]
    assert imported.extra["tiers"][1]["entries"] == [[0.25, "click"]]
    assert {"tier 'gestures'", "tier 'clicks'"} <= {note.place for note in imported.notes}


def test_overlaps_gaps_and_strays_are_mended_and_told() -> None:
    phones = tier("phones", (0.5, 0.7, "h"), (0.65, 0.9, "a"), (1.5, 1.8, "ə"), (2.5, 2.6, "m"), (2.6, 2.6, "p"))
    imported = formats.read(grid(WORDS, phones), "textgrid", language="en")
    told = " ".join(note.en for note in imported.notes)
    for what in ("before the one in front of it ends", "without a label", "has no length"):
        assert what in told
    assert [(round(a, 3), round(b, 3)) for _, a, b in places(imported)][:2] == [(0.5, 0.9), (1.5, 1.8)]
    assert all(note.place and note.zh for note in imported.notes)


def test_a_word_without_phones_is_noise_and_told() -> None:
    imported = formats.read(grid(WORDS, tier("phones", (0.5, 1.0, "h"))), "textgrid", language="en")
    assert [p.symbol for p in imported.utterance.words[1].phonemes] == ["spn"]
    assert any("'a' has no phones" in note.en and note.place == "tier 'words', interval 4" for note in imported.notes)


def test_speakers_become_voices() -> None:
    imported = formats.read(
        grid(WORDS, PHONES, tier("speaker", (0, 1.2, "grace"), (1.2, 3, "alice"))), "textgrid", language="en"
    )
    assert imported.utterance.voice == "grace"
    assert imported.utterance.override("w2").voice == "alice"


def test_words_alone_are_planned_and_fitted() -> None:
    imported = formats.read(
        grid(tier("words", (0, 0.5, ""), (0.5, 1.2, "Hello"), (1.2, 1.9, "world."), (2.4, 2.9, "Yes"))), "textgrid"
    )
    assert places(imported) == [("Hello", 0.5, 1.2), ("world", 1.2, 1.9), ("Yes", 2.4, 2.9)]
    word = imported.utterance.words[0]
    assert word.phonemes == engines.load("speaker", "espeak").plan("Hello world.", EN, language="en").words[0].phonemes
    assert imported.utterance.override("w1").phonemes  # the fitting lies over the prediction


def test_utf16_and_gbk_files(tmp_path: Path) -> None:
    text = formats.export(formats.read(grid(WORDS, PHONES), "textgrid", language="en").utterance, "textgrid")
    for encoding in ("utf-16", "utf-8-sig", "utf-8"):
        (tmp_path / "a.TextGrid").write_bytes(text.replace("\n", "\r\n").encode(encoding))
        assert len(formats.read(read_text(tmp_path / "a.TextGrid"), "textgrid").utterance.words) == 2
    (tmp_path / "a.srt").write_bytes("1\r\n00:00:01,000 --> 00:00:02,500\r\n你好，世界。\r\n".encode("gb18030"))
    assert formats.read(read_text(tmp_path / "a.srt"), "srt").utterance.text == "你好，世界。"


SRT = """1
00:00:01,000 --> 00:00:03,000
<i>Hello there,</i> world.
Two lines.

2
00:00:04,000 --> 00:00:04,600 X1:10
And one more thing to say.

3
00:00:05,000 --> 00:00:06,000
♪♪

4
00:00:06,500 --> 00:00:16,500
Oh.
"""


def test_subtitles_are_said_in_their_times() -> None:
    imported = formats.read(SRT, "srt")
    utterance = imported.utterance
    assert utterance.text.split() == [
        "Hello",
        "there,",
        "world.",
        "Two",
        "lines.",
        "And",
        "one",
        "more",
        "thing",
        "to",
        "say.",
        "Oh.",
    ]
    spoken = places(imported)
    assert spoken[0][1] == 1.0
    assert spoken[4][2] == pytest.approx(3.0, abs=1e-3)
    assert spoken[5][1] == 4.0
    assert spoken[10][2] == pytest.approx(4.6, abs=1e-3)
    assert spoken[11][1] == 6.5
    assert spoken[11][2] < 7.5  # ten seconds for one word are silence after it, not a drawl
    told = {note.place: note.en for note in imported.notes}
    assert "marked: kept aside" in told["line 2"]
    assert "times as fast" in told["line 7"] or "settings" in told["line 7"]
    assert imported.extra["unspoken"] == [{"start": 5.0, "end": 6.0, "text": "♪♪"}]
    assert imported.extra["cues"][1]["settings"] == "X1:10"


CAPTIONS = """1
00:00:00,500 --> 00:00:01,500
[Music]

2
00:00:02,000 --> 00:00:04,000
JOHN: (laughs) Come in, please.

3
00:00:05,000 --> 00:00:07,000
- Thank you.
- It is cold (for June) today.

4
00:00:08,000 --> 00:00:09,000
♪ Singing in the rain ♪
"""


def test_captions_are_told_and_kept_and_not_said() -> None:
    imported = formats.read(CAPTIONS, "srt", voice=EN, language="en")
    text = imported.utterance.text
    assert " ".join(text.split()) == "Come in, please. Thank you. It is cold (for June) today."
    told = {note.place: note.en for note in imported.notes}
    assert "'[Music]'" in told["line 2"]
    assert "'JOHN:', '(laughs)'" in told["line 6"]
    assert "'-', '-'" in told["line 10"]
    assert "Singing in the rain" in told["line 15"]
    assert [row["text"] for row in imported.extra["unspoken"]] == ["[Music]", "♪ Singing in the rain ♪"]
    assert [row["kept"] for row in imported.extra["captions"]] == [["JOHN:", "(laughs)"], ["-", "-"]]
    all_said = formats.read(CAPTIONS, "srt", voice=EN, language="en", captions=True).utterance
    assert "Music" in all_said.text
    assert "JOHN" in all_said.text


@pytest.mark.parametrize(
    "text",
    [
        "Note: this is fine.",
        "他说：好。",
        "He (my brother) came.",
        "-5 degrees",
        "Call 10:30 #5 now",
        "第一章（上）",
        "well-known - thing",
    ],
)
def test_what_only_looks_like_a_caption_is_said(text: str) -> None:
    assert captions.parted(text) == captions.Parted(text, ())


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "C'était déjà l'été à Besançon, où êtes-vous allée ?"),
        ("cp1252", "Grüße aus München, schöne Straße."),
        ("cp1251", "Привет, как дела? Сегодня хорошая погода."),
        ("gb18030", "银行行长重新发行，你们觉得怎么样？"),
        ("gb18030", "我爱喝茶"),
        ("big5", "銀行行長重新發行，你們覺得怎麼樣？"),
        ("big5", "你好嗎"),
        ("shift_jis", "こんにちは、今日はいい天気ですね。"),
        ("euc_kr", "안녕하세요, 오늘 날씨가 좋네요."),
        ("utf-16", "déjà vu"),
        ("utf-8-sig", "déjà vu 你好"),
    ],
)
def test_subtitles_in_their_own_encodings(tmp_path: Path, encoding: str, text: str) -> None:
    whole = f"1\n00:00:01,000 --> 00:00:02,500\n{text}\n"
    (tmp_path / "a.srt").write_bytes(whole.encode(encoding))
    assert read_text(tmp_path / "a.srt") == whole


def test_pauses_and_vowels_give_first() -> None:
    """At 85 % of the natural time the consonants are whole."""
    planned = engines.load("speaker", "espeak").plan("Hello there, world.", EN, language="en")
    end = round(1000 * (1 + 0.85 * planned.seconds))
    imported = formats.read(
        f"1\n00:00:01,000 --> 00:00:{end // 1000:02d},{end % 1000:03d}\nHello there, world.\n", "srt", voice=EN
    )
    changed = {w.phonemes[i].symbol for w in imported.utterance.words for i in imported.utterance.override(w.id).phonemes}
    assert changed <= {"ə", "oʊ", "ɛɹ", "ɜː"}
    assert imported.utterance.seconds == pytest.approx(end / 1000, abs=1e-4)


def test_two_texts_at_once_are_said_once_and_told() -> None:
    text = "1\n00:00:01,000 --> 00:00:03,000\nHello there.\n\n2\n00:00:01,000 --> 00:00:03,000\nBonjour.\n"
    imported = formats.read(text, "srt", language="en")
    assert imported.utterance.text.strip() == "Hello there."
    assert imported.extra["unspoken"][0]["text"] == "Bonjour."
    assert any("at the same time" in note.en and note.place == "line 6" for note in imported.notes)


def test_webvtt_with_notes_entities_names_and_word_times() -> None:
    text = ("WEBVTT - a title\n\nNOTE made by hand\nin two lines\n\nSTYLE\n::cue { color: red }\n\nintro\n00:01.000 --> 00:03.000 align:start\n"
            "<v Anna>Tom &amp; Jerry <00:00:02.500>ran</v>\n")  # fmt: skip
    imported = formats.read(text, "vtt")
    assert imported.utterance.text == "Tom & Jerry ran"
    assert places(imported)[-1] == ("ran", 2.5, 3.0)
    assert imported.extra["cues"][0]["name"] == "intro"
    assert "NOTE made by hand" in imported.extra["outside"]


ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial
Style: Song,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,a remark
Dialogue: 0,0:00:01.00,0:00:03.00,Song,Anna,0,0,0,,{\\an8\\k50}Hel{\\k30}lo {\\k20}{\\kf100}world
Dialogue: 0,0:00:04.00,0:00:05.00,Default,,0,0,0,,你好\\N世界
Dialogue: 0,0:00:06.00,0:00:07.00,Default,,0,0,0,,{\\p1}m 0 0 l 1 1{\\p0}
"""


def test_karaoke_times_each_word() -> None:
    imported = formats.read(ASS, "ass", language="en")
    assert places(imported)[:2] == [("Hello", 1.0, 1.8), ("world", 2.0, 3.0)]
    assert "你好世界" in imported.utterance.text
    kept = imported.extra["events"]
    assert [sorted(set(event) - {"line", "text"}) for event in kept] == [
        ["comment"],
        ["actor", "style", "tags"],
        ["drawing", "tags"],
    ]
    assert {"line 11", "line 12", "line 14"} <= {note.place for note in imported.notes}


def test_labels_by_other_programs() -> None:
    seconds = formats.read("0.0 0.25 sil\n0.25 0.5 k\n0.5 1.0 a\n", "lab", language="ja")
    assert [(s.symbol, s.start) for s in seconds.utterance.segments()] == [("sil", 0), ("k", 6000), ("a", 12000)]
    book = "0000000 2200000 ay ice\n2200000 3600000 s\n3600000 4300000 k cream\n4300000 5000000 r\n5000000 7400000 iy\n7400000 8200000 m\n"
    assert places(formats.read(book, "lab", language="en")) == [("ice", 0.0, 0.36), ("cream", 0.36, 0.82)]
    alone = formats.read("0 3600000 hello\n3600000 8200000 there\n", "lab", language="en")
    assert places(alone) == [("hello", 0.0, 0.36), ("there", 0.36, 0.82)]
    full = "0 1000000 xx^xx-sil+h=a/A:0\n1000000 2000000 xx^sil-h+a=xx/A:1\n2000000 3000000 sil^h-a+xx=xx/A:1\n"
    assert [s.symbol for s in formats.read(full, "lab", language="ja").utterance.segments()] == ["sil", "h", "a"]
    scored = formats.read("0 1000000 h -4.5 hi 2\n///\n0 1000000 x\n", "lab", language="en")
    assert scored.extra["scores"] == [[1, -4.5]]
    assert scored.extra["alternatives"][0] == "0 1000000 x"
    assert len(scored.notes) == 3


def test_tables_by_hand() -> None:
    imported = formats.read(
        "word;phoneme;start_seconds;end_seconds;who\nhi;h;0,1;0,2;me\nhi;aɪ;0,2;0,5;me\nyou;j;0,7;0,8;me\nyou;uː;0,8;1;me\n",
        "csv",
        language="en",
    )
    assert places(imported) == [("hi", 0.1, 0.5), ("you", 0.7, 1.0)]
    assert imported.extra["columns"] == {"who": ["me"] * 4}
    assert any("who" in note.place for note in imported.notes)


def query(**change: Any) -> dict[str, Any]:
    def mora(
        text: str, consonant: str | None, length: float | None, vowel: str, vowel_length: float, pitch: float
    ) -> dict[str, Any]:
        return {
            "text": text,
            "consonant": consonant,
            "consonant_length": length,
            "vowel": vowel,
            "vowel_length": vowel_length,
            "pitch": pitch,
        }

    return {
        "accent_phrases": [
            {"moras": [mora("コ", "k", 0.0512, "o", 0.1003, 5.5), mora("ン", None, None, "N", 0.0731, 5.7)], "accent": 1,
             "pause_mora": mora("、", None, None, "pau", 0.3217, 0.0), "is_interrogative": False},
            {"moras": [mora("ニ", "n", 0.0401, "i", 0.0907, 5.9), mora("チ", "ch", 0.0803, "I", 0.0601, 0.0)], "accent": 2,
             "pause_mora": None, "is_interrogative": True},
        ],
        "speedScale": 1.0, "pitchScale": 0.0, "intonationScale": 1.0, "volumeScale": 1.0, "prePhonemeLength": 0.1, "postPhonemeLength": 0.15,
        "pauseLength": None, "pauseLengthScale": 1.0, "outputSamplingRate": 24000, "outputStereo": False, "kana": "コン、ニチ?",
        **change,
    }  # fmt: skip


def test_an_audio_query_is_a_japanese_utterance() -> None:
    imported = formats.read(json.dumps(query()), "json")
    utterance = imported.utterance
    assert (utterance.language, utterance.text) == ("ja", "コン、ニチ？")
    segments = utterance.segments()
    assert [s.symbol for s in segments] == ["sil", "k", "o", "ɴ", "sil", "n", "i", "tɕ", "i̥", "sil"]
    lengths = [0.1, 0.0512, 0.1003, 0.0731, 0.3217, 0.0401, 0.0907, 0.0803, 0.0601, 0.15]
    ends = [sum(lengths[: n + 1]) for n in range(len(lengths))]
    assert all(abs(s.end - end * 24_000) <= 0.5001 for s, end in zip(segments, ends, strict=True))
    assert utterance.override("w1").phonemes[1].hz[0][1] == pytest.approx(math.exp(5.5))
    assert 0 not in utterance.override("w1").phonemes  # k has no voice
    assert set(utterance.override("w2").phonemes) == {0, 1}
    assert imported.extra["accents"] == [1, 2]
    assert imported.extra["fields"] == {"kana": "コン、ニチ?", "outputStereo": False}


def test_the_scales_of_an_audio_query() -> None:
    fast = formats.read(
        json.dumps(query(speedScale=1.25, volumeScale=2.0, pauseLength=0.5, pauseLengthScale=2.0)), "json"
    ).utterance
    total = (0.1 + 0.0512 + 0.1003 + 0.0731 + 1.0 + 0.0401 + 0.0907 + 0.0803 + 0.0601 + 0.15) / 1.25
    assert fast.seconds == pytest.approx(total, abs=1 / 24_000)
    assert fast.override("w1").phonemes[0].gain_db == pytest.approx(6.02, abs=0.01)
    flat = formats.read(json.dumps(query(intonationScale=0.0, pitchScale=0.1)), "json").utterance
    mean = (5.5 + 5.7 + 5.9) / 3 * 2**0.1
    assert {round(p.hz[0][1], 3) for w in flat.words for p in flat.override(w.id).phonemes.values()} == {
        round(math.exp(mean), 3)
    }


def test_two_hundred_moras_do_not_drift() -> None:
    phrase = query()["accent_phrases"][1]
    utterance = formats.read(json.dumps(query(accent_phrases=[phrase] * 100)), "json").utterance
    assert utterance.seconds == pytest.approx(0.1 + 100 * 0.2712 + 0.15, abs=1 / 24_000)


@pytest.mark.skipif(not (SAMPLES / "align").is_dir(), reason="the alignment samples are not here (STUDIO_SAMPLES)")
def test_real_textgrids() -> None:
    phones, words, wind = (
        formats.read(read_text(SAMPLES / "align" / f"{name}.TextGrid"), "textgrid", language="en")
        for name in ("bobby_phones", "bobby_words", "north_wind")
    )
    assert [p.symbol for w in phones.utterance.words for p in w.phonemes][:4] == ["b", "ɑ", "b", "i"]
    assert places(words)[0] == ("BOBBY", pytest.approx(0.0647, abs=1e-4), pytest.approx(0.4116, abs=1e-4))
    assert [kept["name"] for kept in words.extra["tiers"]] == ["phrase"]
    assert wind.utterance.words[0].phonemes[0].symbol == "ð"
    assert wind.utterance.lead == pytest.approx(0.06835 * 24_000, abs=1)


def not_whole(text: str) -> list[str]:
    return [text[: len(text) * part // 7] for part in range(1, 7)]


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("textgrid", "", "line 1"),
        ("textgrid", "hello", "File type"),
        ("textgrid", grid(WORDS, PHONES).replace('"hi"', '"hi'), "line"),
        ("textgrid", grid(WORDS).replace('"words"', "words"), "name of a tier"),
        ("textgrid", grid(tier("words", (0, 3, ""))), "Nothing is said"),
        ("textgrid", grid(WORDS, PHONES).replace("2.0\n3.0", "2.0\n1e99").replace("2.0\n3\n", "2.0\n1e99\n"), "24 hours"),
        ("lab", "h a b\n", "line 1"),
        ("lab", "0 100 a\n0 x b\n", "line 2"),
        ("lab", "#!MLF!#\n", "master label file"),
        ("lab", "", "Nothing is said"),
        ("csv", "", "phoneme"),
        ("csv", "word,phoneme\n", "start_seconds"),
        ("csv", "phoneme,start_seconds,end_seconds\na,0,x\n", "line 2"),
        ("csv", "phoneme,start_seconds,end_seconds\na,0\n", "2 cells"),
        ("csv", 'phoneme,start_seconds,end_seconds\n"a,0,1\n', "damaged"),
        ("csv", "phoneme,start_seconds,end_seconds,stress\na,0,1,9\n", "stress"),
        ("srt", "", "no cue"),
        ("srt", "1\n00:00:01 --> soon\nHello\n", "line 2"),
        ("srt", "1\n00:00:01,000 --> 00:00:02,000\n\n", "Nothing is said"),
        ("srt", "1\n99:00:01,000 --> 99:00:02,000\nHello\n", "24 hours"),
        ("vtt", "WEBVTT\n", "no cue"),
        ("ass", "", "no line to say"),
        ("ass", ASS.replace("0:00:04.00", "later"), "line 13"),
        ("json", "{", "line 1"),
        ("json", '{"accent_phrases": 3}', "accent_phrases"),
        ("json", json.dumps(query(speedScale=0)), "speedScale"),
        ("json", json.dumps(query(accent_phrases=[{"moras": [{"vowel": 3}]}])), r"moras\[0\].vowel"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_place(kind: str, text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        formats.read(text, kind)
    assert caught.value.zh


def test_a_timeline_of_a_newer_version_is_refused() -> None:
    utterance = formats.read(grid(WORDS, PHONES), "textgrid").utterance
    newer = json.dumps(timeline.to_dict(utterance) | {"version": 99})
    with pytest.raises(BadInput, match="version 99"):
        formats.read(newer, "json")


@pytest.mark.parametrize("kind", ["textgrid", "textgrid-short", "lab", "csv", "ass", "json"])
def test_a_file_cut_short_is_read_as_far_or_refused_and_never_crashes(kind: str) -> None:
    whole = formats.read(grid(WORDS, PHONES), "textgrid", language="en").utterance
    for text in not_whole(formats.export(whole, kind)):
        with contextlib.suppress(BadInput):
            formats.read(text, kind, language="en")


def test_a_file_over_fifty_megabytes_is_refused() -> None:
    with pytest.raises(BadInput, match="50,000,000"):
        formats.read("x" * 50_000_001, "lab")
