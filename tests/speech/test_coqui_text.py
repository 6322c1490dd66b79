"""Tokens gathered to phonemes and words, and spread out again: the part of the coqui speaker that needs no model."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.speech.coqui_text import LEAD, Spoken, deal, sounds, split, tokens


def symbols(reading: str) -> list[str]:
    return [sound.symbol for sound in sounds(reading, phonetic=True)]


def test_marks_join_the_sound_that_they_belong_to() -> None:
    assert symbols("həlˈoʊ") == ["h", "ə", "l", "oʊ"]
    assert symbols("tʃˈɜːtʃ") == ["tʃ", "ɜː", "tʃ"]
    assert symbols("bɔ̃ʒˈuʁ") == ["b", "ɔ̃", "ʒ", "u", "ʁ"]
    assert [s.stress for s in sounds("fˌɔːɹɾi tˈuː", phonetic=True)] == [0, 2, 0, 0, 0, 0, 1]


def test_tones_are_digits_whether_written_as_digits_or_contours() -> None:
    assert [(s.symbol, s.tone) for s in sounds("ma3", phonetic=True)] == [("m", ""), ("a", "3")]
    assert [(s.symbol, s.tone) for s in sounds("ma˨˩˦", phonetic=True)] == [("m", ""), ("a", "3")]
    assert [(s.symbol, s.tone) for s in sounds("ma˥˩", phonetic=True)] == [("m", ""), ("a", "4")]


def test_letters_stay_letters() -> None:
    assert [s.symbol for s in sounds("aid's", phonetic=False)] == ["a", "i", "d", "s"]


@given(st.text("abtʃdʒaɪoʊˈˌːˑ12˥˩ -'̃.ʲ", max_size=30), st.booleans())
def test_the_lengths_of_the_sounds_add_up_to_the_reading(reading: str, phonetic: bool) -> None:
    found = sounds(reading, phonetic=phonetic)
    assert not found or sum(sound.length for sound in found) == len(reading)
    assert all(sound.symbol for sound in found)


def test_words_that_are_run_together_are_parted_where_they_meet() -> None:
    opening, words = split("ʌvðə fˈɔːɹɾi tˈuː kˈæts.", ["ʌv", "ðə", "fˈɔːɹɾi tˈuː", "kˈæts"])
    assert opening == ""
    assert words == (Spoken("ʌv", ""), Spoken("ðə", " "), Spoken("fˈɔːɹɾi tˈuː", " "), Spoken("kˈæts", "."))


def test_a_sound_that_changes_in_context_stays_with_its_word() -> None:
    _, words = split("ðɪ ˈæpəl ænd", ["ðə", "ˈæpəl", "ˈænd"])
    assert [word.reading for word in words] == ["ðɪ", "ˈæpəl", "ænd"]


def test_a_word_that_is_swallowed_is_reported_empty() -> None:
    _, words = split("aɪm hɪɹ", ["aɪ", "xxx", "hɪɹ"])
    assert words[2].reading == "hɪɹ"
    assert "".join(word.reading for word in words).replace(" ", "") == "aɪmhɪɹ"


@given(st.lists(st.text("abcdeɪʃˈ", min_size=1, max_size=6), min_size=1, max_size=8), st.sampled_from([" ", ", ", "", "…"]))
def test_nothing_of_the_line_is_lost(words: list[str], between: str) -> None:
    line = between.join(words)
    opening, spoken = split(line, words)
    said = opening + "".join(word.reading + word.gap for word in spoken)
    if any(char not in "ˈ…, " for char in line):
        assert said == line


def test_the_row_is_the_line_with_a_blank_round_every_symbol() -> None:
    row = tokens("", (Spoken("aˈb", ", "), Spoken("c", " "), Spoken("d", "")), phonetic=True, blanks=True)
    assert "".join(token.symbol or "" for token in row) == "aˈb, c d"
    assert [token.symbol for token in row][::2] == [None] * 9
    assert row[0].owner == LEAD
    assert {token.owner for token in row if token.symbol in (",",)} == {(0, -1)}
    space = next(index for index, token in enumerate(row) if token.symbol == " " and token.owner[0] == 1)
    assert row[space].owner == (1, 0)  # a mere space is no pause: it belongs to the sound before it
    assert row[space + 1].owner == (2, 0)  # and the blank after it to the sound that it leads to


def test_a_pause_can_be_put_where_the_line_has_no_gap() -> None:
    words = (Spoken("ʌv", ""), Spoken("ðə", " "), Spoken("ɛnd", ""))
    row = tokens("", words, phonetic=True, blanks=False, paused={0, 1, 2, -1}, filler=",")
    assert [token.owner for token in row if token.owner[1] == -1] == [LEAD, (0, -1), (1, -1), (2, -1)]


@given(st.integers(0, 500), st.lists(st.integers(0, 50), min_size=1, max_size=20))
def test_frames_are_dealt_whole_and_in_full(frames: int, weights: list[int]) -> None:
    dealt = deal(frames, weights)
    assert sum(dealt) == frames
    assert min(dealt) >= 0
    if sum(weights):
        assert all(abs(share - frames * weight / sum(weights)) <= 1 for share, weight in zip(dealt, weights, strict=True))
