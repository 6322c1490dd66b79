"""Edits as values, on a plan that a real speaker made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from pipelines import document, editing, engines, fitting, presets, timeline
from pipelines.carrying import carry
from pipelines.differences import differences
from pipelines.errors import BadInput
from pipelines.history import DEPTH, History
from pipelines.syllables import syllables
from pipelines.symbols import is_vowel
from pipelines.timeline import SILENCE, Utterance
from pipelines.voice import Voice

SPEAKER = engines.load("speaker", "espeak")
ZH, EN = Voice("zh", language="zh"), Voice("en", language="en")


def planner(voice: Voice) -> editing.Planner:
    def plan(text: str, readings: Mapping[int, str] | None) -> Utterance:
        return SPEAKER.plan(text, voice, readings=readings)

    return plan


@pytest.fixture(scope="module")
def english() -> Utterance:
    return SPEAKER.plan("Once upon a time, a small boat crossed the quiet lake.", EN)


@pytest.fixture(scope="module")
def chinese() -> Utterance:
    return SPEAKER.plan("银行行长重新发行，你们觉得怎么样？", ZH)


def edited(utterance: Utterance, *given: dict[str, Any], voice: Voice = ZH) -> Utterance:
    return editing.apply_all(utterance, [editing.parse(own) for own in given], planner(voice)).utterance


def length(utterance: Utterance, word: str, *indices: int) -> int:
    return sum(s.samples for s in utterance.segments() if s.word == word and s.index in (indices or range(99)))


def test_length_of_a_phoneme_a_syllable_a_word_and_a_selection(chinese: Utterance) -> None:
    one = edited(chinese, {"edit": "length", "first": "w2", "phoneme": 1, "ms": 333})
    assert length(one, "w2", 1) == 7992
    groups = syllables(chinese.word("w1"))
    assert [len(group) for group in groups] == [3, 3, 3, 3], "yin hang hang zhang"
    syllable = edited(chinese, {"edit": "length", "first": "w1", "syllable": 3, "ms": 500})
    assert length(syllable, "w1", *groups[3]) == 12_000
    assert length(syllable, "w1", *groups[0]) == pytest.approx(length(chinese, "w1", *groups[0]), abs=1)
    word = edited(chinese, {"edit": "length", "first": "w3", "factor": 1.5})
    assert length(word, "w3") == pytest.approx(1.5 * length(chinese, "w3"), abs=5)
    both = edited(chinese, {"edit": "length", "first": "w4", "last": "w5", "ms": 1000})
    spans = timeline.word_spans(both)
    assert spans[4].end - spans[3].start == pytest.approx(24_000, abs=1)


def test_fit_stretches_vowels_and_pauses_first(english: Utterance) -> None:
    for ms in (0.8 * 1000 * english.seconds, 1.25 * 1000 * english.seconds):
        fitted = edited(english, {"edit": "fit", "ms": ms})
        assert fitted.samples == round(ms * 24)
        before, after = english.segments(), fitted.segments()
        for a, b in zip(before, after, strict=True):
            if a.symbol != SILENCE and not is_vowel(a.symbol):
                assert b.samples == pytest.approx(a.samples, abs=2), "the consonants are kept"


def test_fit_has_a_hard_cap_and_says_what_is_possible(english: Utterance) -> None:
    with pytest.raises(BadInput, match="possible here"):
        edited(english, {"edit": "fit", "ms": 1000 * english.seconds / 1.3, "cap": 1.25})
    part = edited(english, {"edit": "fit", "first": "w5", "last": "w8", "ms": 900})
    spans = timeline.word_spans(part)
    assert spans[7].end - spans[4].start == pytest.approx(21_600, abs=1)


def test_fit_never_leaves_a_sound_without_length() -> None:
    segments = SPEAKER.plan("Strengths twelfths.", EN).segments()
    made = fitting.fitted(segments, round(0.8 * sum(s.samples for s in segments)))
    assert sum(made) == round(0.8 * sum(s.samples for s in segments))
    assert all(n > 0 for n, s in zip(made, segments, strict=True) if s.samples)


def test_a_contour_over_words_is_spread_over_their_time(english: Utterance) -> None:
    curved = edited(english, {"edit": "contour", "first": "w5", "last": "w7", "points": [[0, 0], [0.5, 4], [1, -2]]})
    points = [p for w in ("w5", "w6", "w7") for p in curved.override(w).phonemes.values()]
    assert max(value for p in points for _, value in p.contour) == pytest.approx(4)
    assert curved.override("w5").phonemes[0].contour[0] == (0.0, 0.0)
    assert points[-1].contour[-1] == (1.0, -2.0)
    for a, b in pairwise(points):
        assert a.contour[-1][1] == pytest.approx(b.contour[0][1]), "no step from one phoneme to the next"


def test_reading_tone_and_text_ask_the_speaker_and_keep_the_rest(chinese: Utterance) -> None:
    given = edited(chinese, {"edit": "pause", "word": "w3", "ms": 500}, {"edit": "stress", "first": "w4"})
    toned = edited(given, {"edit": "tone", "word": "w3", "syllable": 0, "tone": 2})
    assert toned.word("w3").reading == "fa2 xing2"
    assert toned.override("w3").pause == 12_000
    assert toned.override("w4").stress == 1
    longer = edited(toned, {"edit": "text", "first": "w1", "text": "昨天，", "insert": "before"})
    assert longer.text == "昨天，银行行长重新发行，你们觉得怎么样？"
    assert longer.word("w3").reading == "fa2 xing2"
    assert longer.override("w3").pause == 12_000
    shorter = editing.apply(longer, editing.parse({"edit": "text", "first": "w3", "text": ""}), planner(ZH))
    assert "发行" not in shorter.utterance.text
    assert [(d.text, d.why) for d in shorter.dropped] == [("发行", "the word is gone")]


def test_word_settings_and_their_reset(english: Utterance) -> None:
    settings: list[dict[str, Any]] = [
        {"edit": "speed", "first": "w1", "factor": 1.5}, {"edit": "range", "first": "w1", "factor": 2}, {"edit": "stress", "first": "w1", "level": 2},
        {"edit": "join", "first": "w1"}, {"edit": "voice", "first": "w1", "voice": "grace"}, {"edit": "style", "first": "w1", "style": "sad", "degree": 0.5},
        {"edit": "event", "word": "w1", "kind": "breath", "ms": 300}, {"edit": "pitch", "first": "w1", "semitones": 2},
        {"edit": "loudness", "first": "w1", "db": -3}, {"edit": "pause", "word": "w1", "ms": 10},
    ]  # fmt: skip
    whole = edited(english, *settings)
    assert edited(whole, {"edit": "reset", "first": "w1"}) == english
    for own, what in zip(settings, ("speed", "range", "stress", "join", "voice", "style", "events", "pitch", "loudness", "pause"), strict=True):  # fmt: skip
        assert edited(edited(english, own), {"edit": "reset", "first": "w1", "what": what}) == english, what


def test_pitch_adds_up_and_stays_in_range(english: Utterance) -> None:
    twice = edited(english, *[{"edit": "pitch", "first": "w2", "phoneme": 0, "semitones": 20}] * 2)
    assert twice.override("w2").phonemes[0].semitones == 24
    placed = edited(twice, {"edit": "pitch", "first": "w2", "phoneme": 0, "semitones": 3, "add": False})
    assert placed.override("w2").phonemes[0].semitones == 3


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"edit": "lenght", "first": "w1"}, "length"),
        ({"edit": "length", "first": "w99", "ms": 100}, "w99"),
        ({"edit": "length", "first": "w1", "ms": 100, "factor": 2}, "one of them"),
        ({"edit": "length", "first": "w1", "phoneme": 0, "ms": 2}, "5 to 10000"),
        ({"edit": "length", "first": "w1", "phoneme": 0, "ms": 11_000}, "5 to 10000"),
        ({"edit": "length", "first": "w1", "phoneme": 99, "ms": 100}, "phonemes 0 to"),
        ({"edit": "pitch", "first": "w1", "semitones": 30}, "24"),
        ({"edit": "contour", "first": "w1", "points": [[0.5, 1], [0.1, 2]]}, "in order"),
        ({"edit": "style", "first": "w1", "style": "funny"}, "cheerful"),
        ({"edit": "pauses", "marks": {"ab": 100}}, "single punctuation"),
        ({"edit": "event", "word": "w1", "kind": "sound", "ms": 100}, "path"),
        ({"edit": "reading", "word": "w1", "reading": "xyz9"}, "xyz9"),
    ],
)
def test_a_bad_edit_is_refused_and_the_document_unharmed(chinese: Utterance, bad: dict[str, Any], says: str) -> None:
    before = timeline.dumps(chinese)
    with pytest.raises(BadInput, match=says):
        edited(chinese, bad)
    assert timeline.dumps(chinese) == before


def test_edits_as_lines_name_the_line_that_is_wrong() -> None:
    with pytest.raises(BadInput, match="line 2"):
        editing.parse_lines('{"edit": "question"}\n{"edit": ')
    assert "question" in json.dumps(editing.json_schema())


SENTENCES = (
    "银行行长重新发行了债券，大家都很高兴。", "他长大以后想当一名会计，母亲却不同意。", "Once upon a time, a small boat crossed the quiet lake.",
    "The old miller never told anyone where the clock came from.",
)  # fmt: skip
ELSEWHERE = (
    ("before", "昨天下午，", "Yesterday afternoon, "),
    ("after", "后来呢", "and then"),
    ("after", "，真的，", ", indeed,"),
)


def test_at_least_99_in_100_edits_survive_a_change_of_text_elsewhere() -> None:
    kept = total = 0
    for text in SENTENCES:
        voice = ZH if text[0] > "z" else EN
        plain = SPEAKER.plan(text, voice)
        marks = [{"edit": "length", "first": w.id, "phoneme": 0, "ms": 150 + i} for i, w in enumerate(plain.words)]
        marks += [{"edit": "pause", "word": w.id, "ms": 50 + i} for i, w in enumerate(plain.words)]
        whole = edited(plain, *marks, voice=voice)
        for word in plain.words:
            for place, zh, en in ELSEWHERE:
                change = {"edit": "text", "first": word.id, "text": zh if voice is ZH else en, "insert": place}
                done = editing.apply(whole, editing.parse(change), planner(voice))
                total += 2 * len(plain.words)
                kept += sum(
                    (own.pause is not None) + sum(p.samples is not None for p in own.phonemes.values())
                    for own in done.utterance.overrides.values()
                )
    assert kept / total >= 0.99


def test_words_are_inserted_where_a_person_would_type_them(english: Utterance) -> None:
    def text(**change: str) -> str:
        return edited(english, {"edit": "text", **change}, voice=EN).text

    assert text(first="w4", text="long", insert="before").startswith("Once upon a long time, a")
    assert text(first="w4", text="ago", insert="after").startswith("Once upon a time ago, a")
    assert text(first="w11", text="at night", insert="after").endswith("quiet lake at night.")
    assert text(first="w5", last="w6", text="her").startswith("Once upon a time, her boat")
    assert text(first="w5", last="w6", text="").startswith("Once upon a time, boat")


def test_characters_cut_into_other_words_keep_their_settings() -> None:
    old = SPEAKER.plan("研究生命起源", ZH)
    whole = edited(old, *[{"edit": "length", "first": w.id, "phoneme": 0, "ms": 200 + i} for i, w in enumerate(old.words)])
    new = SPEAKER.plan("研究生命好苦", ZH)
    carried, dropped = carry(whole, new)
    texts = {w.text for w in new.words}
    assert carried.override(carried.words[0].id).phonemes[0].samples == 4800
    assert {d.text for d in dropped} <= {w.text for w in old.words if w.text not in texts}


def test_undo_and_redo_ten_thousand_steps(english: Utterance) -> None:
    history = History(english)
    for number in range(DEPTH):
        history = history.did(edited(history.now, {"edit": "pitch", "first": f"w{number % 11 + 1}", "semitones": 0.01}))
    assert history.depth == DEPTH
    last = history.now
    for _ in range(DEPTH):
        history = history.undo()
    assert history.now == english
    assert history.undo().now == english
    for _ in range(DEPTH):
        history = history.redo()
    assert history.now == last
    assert history.undo().did(english).redo().now == english, "a new edit ends what was undone"


def test_a_document_changes_one_line_and_shares_the_others(english: Utterance, chinese: Utterance) -> None:
    whole = document.of({"l1": english, "l2": chinese})
    changed, _ = whole.apply("l2", editing.parse({"edit": "stress", "first": "w1"}))
    assert changed.lines["l1"] is english
    assert changed.lines["l2"].override("w1").stress == 1
    assert document.from_dict(json.loads(json.dumps(document.to_dict(changed)))) == changed
    with pytest.raises(BadInput, match="l1"):
        whole.line("l9")


def test_presets_and_settings_copied_from_line_to_line(english: Utterance, chinese: Utterance) -> None:
    own = presets.preset("warm", [editing.parse({"edit": "style", "first": "w1", "style": "friendly"}), editing.parse({"edit": "range", "first": "w1", "factor": 1.2})])  # fmt: skip
    again = presets.from_dict(json.loads(json.dumps(presets.to_dict(own))))
    laid = editing.apply_all(chinese, again.on("w2", "w3")).utterance
    assert [laid.override(w).style for w in ("w1", "w2", "w3", "w4")] == ["", "friendly", "friendly", ""]
    pasted = presets.pasted(english, "w4", presets.copied(laid, "w2", "w3"))
    assert pasted.override("w4").style == pasted.override("w5").style == "friendly"
    with pytest.raises(BadInput, match="one place"):
        presets.preset("bad", [editing.parse({"edit": "pause", "word": "w1", "ms": 3})])


def test_differences_name_the_words(chinese: Utterance) -> None:
    changed = edited(
        chinese, {"edit": "tone", "word": "w3", "syllable": 0, "tone": 2}, {"edit": "pause", "word": "w1", "ms": 100}
    )
    found = {(row.word, row.what): (row.before, row.after) for row in differences(chinese, changed)}
    assert found["w3", "reading"] == ("fa1 xing2", "fa2 xing2")
    assert found["w1", "set pause"] == (None, 2400)
    assert not differences(chinese, chinese)
