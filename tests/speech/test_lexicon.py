from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import editing, edits, engines
from pipelines.errors import BadInput
from pipelines.overrides import WordOverride
from pipelines.speech import lexicon_files, pinyin, voices
from pipelines.speech.lexicon import Entry, Lexicon, applied, apply, checked, find, merge, reapplied
from pipelines.speech.rereading import planner
from pipelines.timeline import Utterance

SPEAKER = engines.load("speaker", "espeak")


def planned(text: str, language: str) -> Utterance:
    return SPEAKER.plan(text, voices.default(language), language=language)


def dictionary(*entries: Entry) -> Lexicon:
    return Lexicon(tuple(checked(entry) for entry in entries))


def said(utterance: Utterance) -> dict[str, str | None]:
    """Word → the reading that is not the speaker's own, None for those that are."""
    alone = planned(utterance.text, utterance.language)
    return {
        word.text: None if word.reading == own.reading else word.reading.rstrip(".")
        for word, own in zip(utterance.words, alone.words, strict=True)
    }


def spoken_with(text: str, language: str, *entries: Entry) -> Utterance:
    return apply(dictionary(*entries), planned(text, language), SPEAKER, voices.default(language))


def test_a_word_is_read_as_the_dictionary_says_wherever_it_stands() -> None:
    done = spoken_with("The gif, a GIF; not gifs.", "en", Entry("gif", "JH IH1 F"))
    assert (said(done)["gif"], said(done)["GIF"], said(done)["gifs"]) == ("dʒˈɪf", "dʒˈɪf", None)
    word = next(w for w in done.words if w.text == "gif")
    assert "".join(p.symbol for p in word.phonemes) == "dʒɪf"
    assert SPEAKER.speak(done, voices.default("en")).samples.size == done.samples


def test_the_longest_entry_wins_and_context_before_none() -> None:
    book = dictionary(
        Entry("长", "chang2"),
        Entry("行长", "hang2 zhang3"),
        Entry("长", "zhang3", before="校"),
        Entry("长", "zhang3", after="大"),
    )
    found = [(place, entry.reading) for place, entry in find(book, "行长长大校长长", lambda _: "zh")]
    assert found == [(0, "hang2 zhang3"), (2, "zhang3"), (5, "zhang3"), (6, "chang2")]


def test_an_entry_for_a_character_changes_that_syllable_of_its_word() -> None:
    done = spoken_with("我在重庆", "zh", Entry("重", "zhong4", after="庆"))
    assert said(done)["重庆"] == "zhong4 qing4"


def test_an_entry_may_span_words_the_speaker_cuts_apart_or_runs_together() -> None:
    done = spoken_with("Of the best in New York", "en", Entry("the", "ðiː"), Entry("New York", "nuː jɔːk"))
    assert (said(done)["New"], said(done)["York"]) == ("nuː", "jɔːk")
    assert (said(done)["Of the"] or "").endswith("ðiː")


def test_capitals_count_where_they_are_asked_to() -> None:
    done = spoken_with("us and US", "en", Entry("US", "juː ɛs".replace(" ", ""), case_sensitive=True))
    assert (said(done)["us"], said(done)["US"]) == (None, "juːɛs")


def test_an_alias_is_read_in_the_words_place() -> None:
    done = spoken_with("the W3C met", "en", Entry("W3C", "", alias="web consortium"))
    assert done.text == "the W3C met"
    assert (said(done)["W3C"] or "").startswith("wˈɛb")


def test_ids_and_what_a_person_set_are_kept_and_a_reading_by_hand_wins() -> None:
    base = planned("重庆，银行，重庆", "zh")
    ids = [word.id for word in base.words]
    base = edits.set_pause(base, ids[0], 4800)
    base = replace(
        base, rate=1.3, lead=700, overrides={**base.overrides, ids[2]: WordOverride(reading="zhong4 qing4", stress=1)}
    )
    done = apply(dictionary(Entry("重庆", "chong2 qing1"), Entry("银行", "yin2 xing2")), base, SPEAKER, voices.default("zh"))
    assert [word.id for word in done.words] == ids
    assert (done.words[0].reading, done.override(ids[0])) == ("chong2 qing1", WordOverride(pause=4800))
    assert (done.words[1].reading, done.override(ids[1])) == ("yin2 xing2", WordOverride())
    assert done.override(ids[2]) == WordOverride(reading="zhong4 qing4", stress=1)
    assert (done.rate, done.lead) == (1.3, 700)


def test_a_dictionary_without_these_words_changes_nothing() -> None:
    base = planned("Hello world", "en")
    assert apply(dictionary(Entry("gif", "dʒɪf")), base, SPEAKER, voices.default("en")) is base


def test_an_entry_of_another_language_does_not_stand() -> None:
    assert said(spoken_with("gif", "en", Entry("gif", "ʒif", "fr")))["gif"] is None


def test_what_the_speaker_cannot_say_is_told_and_the_rest_is_done() -> None:
    book = dictionary(Entry("monde", "mɔ̃ʁd", "fr"), Entry("le", "lə", "fr"))
    done = applied(book, planned("Bonjour le monde", "fr"), SPEAKER, voices.default("fr"))
    assert said(done.utterance)["le"] == "lə"
    assert [missed.entry.text for missed in done.missed] == ["monde"]
    assert done.missed[0].zh


def test_the_projects_entry_goes_before_the_users() -> None:
    project, user = Lexicon((Entry("gif", "ɡɪf", "en"),)), Lexicon((Entry("GIF", "dʒɪf", "en"), Entry("jpg", "x", "en")))
    assert [entry.reading for entry in merge(project, user).entries] == ["ɡɪf", "x"]


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (Entry("银行", "hang2"), "2 are wanted"),
        (Entry("银行", "yin2 hamg2"), "Near: hang"),
        (Entry("gif", "ʁif"), "English does not have"),
        (Entry("…", "x"), "no word"),
        (Entry("New York", "N UW1 Y AO1 R K"), "2 words"),
        (Entry("a" * 300, "x"), "no word"),
    ],
)
def test_an_entry_that_could_never_be_applied_is_refused(entry: Entry, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        checked(entry)


CHINESE_CSV = "词,读音,语言,前文,后文\n长,zhǎng,zh,校,\nGIF,JH IH1 F,en,,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_with_chinese_headers_in_any_usual_encoding(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_bytes(CHINESE_CSV.encode(encoding))
    found = lexicon_files.load(tmp_path / "own.csv")
    assert found.lexicon.entries == (Entry("长", "zhang3", "zh", "校"), Entry("GIF", "dʒˈɪf", "en"))
    assert not found.remarks


def test_semicolons_and_unknown_columns() -> None:
    found = lexicon_files.from_csv("Word;Reading;Comment\ngif;dʒɪf;hm\n")
    assert found.lexicon.entries == (Entry("gif", "dʒɪf", "en"),)
    assert "Comment" in found.remarks[0].en


PLS = """<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en-US">
  <lexeme><grapheme>theater</grapheme><grapheme>theatre</grapheme>
    <phoneme>ˈθɪətər</phoneme><phoneme prefer="true">ˈθiːətɚ</phoneme></lexeme>
  <lexeme><grapheme>W3C</grapheme><alias>web consortium</alias></lexeme>
  <lexeme><grapheme>gif</grapheme><phoneme alphabet="x-sampa">dZIf</phoneme><example>a gif</example></lexeme>
  <extra/>
</lexicon>"""


def test_a_pls_lexicon_from_another_program() -> None:
    found = lexicon_files.from_pls(PLS)
    assert [(e.text, e.reading, e.alias) for e in found.lexicon.entries] == [
        ("theater", "ˈθiːətɚ", ""),
        ("theatre", "ˈθiːətɚ", ""),
        ("W3C", "", "web consortium"),
        ("gif", "dʒɪf", ""),
    ]
    assert [remark.place for remark in found.remarks] == ["4:5", "7:3"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "gif,dʒɪf\n", "header"),
        ("a.csv", "word,reading\ngif,dʒɪf\n银行,hang2\n", r"a\.csv: Line 3.*2 are wanted"),
        ("a.csv", "", "header"),
        ("a.pls", "<lexicon", "Line 1"),
        ("a.pls", "<speak/>", "<lexicon>"),
        ("a.pls", "<lexicon>\n<lexeme><grapheme>a</grapheme></lexeme></lexicon>", "Line 2, column 1.*phoneme"),
        ("a.pls", "<lexicon xml:lang='en'><lexeme><grapheme>a</grapheme><phoneme alphabet='runes'>a</phoneme></lexeme></lexicon>", "runes"),
        ("a.txt", "x", "suffix"),
    ],
)  # fmt: skip
def test_a_damaged_dictionary_is_refused_with_its_place(name: str, text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    if not text:
        assert lexicon_files.load(tmp_path / name).lexicon == Lexicon()
        return
    with pytest.raises(BadInput, match=says) as caught:
        lexicon_files.load(tmp_path / name)
    assert caught.value.zh


wild = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=6).map(str.strip).filter(
    lambda t: t == " ".join(t.split()) and len(t.split()) == 1 and t.isalnum() and not any("\u3400" <= c <= "\u9fff" for c in t)
)  # fmt: skip
context = st.text(st.characters(exclude_categories=["C"]), max_size=3).map(str.strip)
words = st.one_of(
    st.builds(
        lambda char, syllable, tone, before, after: Entry(char, syllable + tone, "zh", before, after),
        st.sampled_from("重长行"), st.sampled_from(sorted(pinyin.syllables())[:60]), st.sampled_from("1234"), context, context,
    ),
    st.builds(Entry, wild, st.sampled_from(["dʒˈɪf", "nuː"]), st.just("en"), context, context, st.booleans()),
    st.builds(Entry, wild, st.just(""), st.just("en"), context, context, st.booleans(), st.just('say "it", so')),
)  # fmt: skip


@given(st.lists(words, max_size=5))
@settings(max_examples=150, deadline=None)
def test_dictionaries_come_back_from_both_formats(entries: list[Entry]) -> None:
    book = Lexicon(tuple(entries))
    assert lexicon_files.from_csv(lexicon_files.to_csv(book)).lexicon == book
    assert lexicon_files.from_pls(lexicon_files.to_pls(book)).lexicon == book


def test_the_users_dictionary_has_a_place_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHENGYING_HOME", "/elsewhere")
    assert lexicon_files.user_file() == Path("/elsewhere/lexicon.csv")
    monkeypatch.delenv("SHENGYING_HOME")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert lexicon_files.user_file() == Path("/data/shengying/lexicon.csv")
    monkeypatch.setattr("sys.platform", "darwin")
    assert lexicon_files.user_file().parts[-4:] == ("Library", "Application Support", "shengying", "lexicon.csv")


def test_no_word_of_a_dictionary_is_a_formula_in_a_spreadsheet() -> None:
    book = Lexicon((Entry("@home", "hoʊm", "en"), Entry("=sum", "sʌm", "en")))
    text = lexicon_files.to_csv(book)
    assert not any(row.startswith(("@", "=")) for row in text.splitlines())
    assert lexicon_files.from_csv(text).lexicon == book


def test_a_dictionary_s_reading_is_no_setting_and_is_heard() -> None:
    """Also one that is spelt like the sounds it gives: what is spoken is the dictionary's and not the speaker's own."""
    alone = planned("Isaac drew", "en")
    for reading in ("ˈɪsæk", "ˈaɪtæk"):
        done = spoken_with("Isaac drew", "en", Entry("Isaac", reading))
        assert done.overrides == {}
        sounds = [p.symbol for p in done.words[0].phonemes]
        assert sounds != [p.symbol for p in alone.words[0].phonemes]
        assert SPEAKER.speak(done, voices.default("en")).samples.size == done.samples  # refused if it were planned otherwise


def test_readings_follow_a_changed_dictionary_and_a_person_s_own_stay() -> None:
    voice = voices.default("zh")
    old, new = dictionary(Entry("重庆", "zhong4 qing4"), Entry("银行", "yin2 xing2")), dictionary(Entry("银行", "yin3 hang2"))
    line = apply(old, planned("重庆，银行，大夫。", "zh"), SPEAKER, voice)
    own = editing.apply(
        line, editing.parse({"edit": "reading", "word": "w3", "reading": "da4 fu1"}), planner(line, SPEAKER, voice, old)
    )
    assert {key: over.reading for key, over in own.utterance.overrides.items()} == {"w3": "da4 fu1"}
    done = reapplied(new, own.utterance, SPEAKER, voice).utterance
    assert [word.reading for word in done.words[:2]] == ["chong2 qing4", "yin3 hang2"]
    assert {key: over.reading for key, over in done.overrides.items()} == {"w3": "da4 fu1"}


def test_edits_elsewhere_leave_a_dictionary_s_reading_and_reset_goes_back_to_it() -> None:
    voice, book = voices.default("zh"), dictionary(Entry("重庆", "zhong4 qing4"))
    line = apply(book, planned("重庆下雨，大夫来了。", "zh"), SPEAKER, voice)
    first = line.words[0].id

    def edited(utterance: Utterance, known: Lexicon, **values: object) -> Utterance:
        return editing.apply(utterance, editing.parse(values), planner(utterance, SPEAKER, voice, known)).utterance

    elsewhere = edited(line, Lexicon(), edit="text", first=line.words[-1].id, text="走了")
    assert elsewhere.word(first).reading == "zhong4 qing4"
    assert elsewhere.overrides == {}
    own = edited(line, Lexicon(), edit="reading", word=first, reading="chong2 qing1")
    assert own.override(first).reading == "chong2 qing1"
    assert edited(own, book, edit="reset", first=first).word(first).reading == "zhong4 qing4"
    assert edited(own, Lexicon(), edit="reset", first=first).word(first).reading == "chong2 qing4"
    assert edited(own, book, edit="reset", first=first).overrides == {}
    added = edited(line, book, edit="text", first=line.words[-1].id, insert="after", text="重庆")
    assert [word.reading for word in added.words if word.text == "重庆"] == ["zhong4 qing4"] * 2
