"""What another wording of a text has to keep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text import kept


@pytest.mark.parametrize(
    ("source", "text", "language"),
    [
        ("In 1984 we sold 3 million.", "1984年我们卖了300万台。", "zh"),
        ("1984年", "in nineteen eighty-four", "en"),
        ("二月有 28 天", "February has twenty-eight days.", "en"),
        ("15,000 people", "1.5万人", "zh"),
        ("12.5万", "125,000", "en"),
        ("3亿5000万", "350 million", "en"),
        ("30 millones", "3000万", "zh"),
        ("10 000 hommes", "10,000 men", "en"),
        ("3.5 km", "3,5 km", "fr"),
        ("3.5 km", "三点五公里", "zh"),
        ("at 3:30", "三点半", "zh"),
        ("the 1980s", "八十年代", "zh"),
        ("in 2008", "二〇〇八年", "zh"),
        ("305人", "three hundred and five people", "en"),
        ("第21届", "the twenty-first", "en"),
        ("50%", "百分之五十", "zh"),
        ("25", "٢٥", "ar"),
        ("２５歳", "25 years old", "en"),
        ("2 chats", "two", "de"),
        ("no number", "99", "en"),
    ],
)
def test_a_number_is_found_again_however_it_is_written(source: str, text: str, language: str) -> None:
    assert kept.lost_numbers(source, text, language) == []


@pytest.mark.parametrize(
    ("source", "text", "language", "lost"),
    [
        ("In 1984", "1985年", "zh", ["1984"]),
        ("20 cats", "200只猫", "zh", ["20"]),
        ("1,500 and 1,600", "1500", "fr", ["1,600"]),
        ("16 Katzen", "sixteen hundred cats", "en", ["16"]),
        ("两人 17 岁", "sixteen", "en", ["17"]),
    ],
)
def test_a_number_that_is_lost_is_named_as_it_was_written(source: str, text: str, language: str, lost: list[str]) -> None:
    assert kept.lost_numbers(source, text, language) == lost


@given(st.integers(0, 10**12))
def test_a_number_is_always_found_in_its_own_digits(number: int) -> None:
    assert kept.lost_numbers(f"a {number:,} b", f"甲 {number} 乙", "zh") == []


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["zh", "en", "ja", "fr", "ar", "xx"]))
def test_nothing_that_is_written_is_too_odd(source: str, text: str, language: str) -> None:
    kept.lost_numbers(source, text, language)
    kept.lost_placeholders(source, text)
    kept.in_language(text, language)
    kept.echoes(source, text)
    assert kept.lost_numbers(source, source, language) == []
    assert kept.lost_placeholders(source, source) == []


def test_placeholders() -> None:
    assert kept.lost_placeholders("Hi {name}, <b>%s</b> owes ${sum}", "你好 {name}，<b>%s</b> 欠 ${sum}") == []
    assert kept.lost_placeholders("{a} {a} %d", "{a}") == ["{a}", "%d"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("OK", "zh"),
        ("iPhone 15 Pro", "zh"),
        ("東京", "ja"),
        ("你好", "yue"),
        ("Привет", "bg"),
        ("...", "en"),
        ("Vamos a la playa", "pt"),
        ("Komm her! Halt, wer da? " * 20, "de"),
        ("Você sabe que no fim se vê como é. " * 9, "pt"),
    ],
)
def test_what_may_be_in_a_language(text: str, language: str) -> None:
    assert kept.in_language(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("你好", "en"), ("Hello my dear old friend", "zh"), ("こんにちは、元気ですか", "zh"), ("안녕", "en"), ("Привет", "de"),
        ("Le chat est sur la table et les souris dansent dans la cuisine avec le chien.", "en"),
        ("I was in the house and they were not with me, which is what you said that it was.", "de"),
    ],
)  # fmt: skip
def test_what_is_seen_not_to_be(text: str, language: str) -> None:
    assert not kept.in_language(text, language)


def test_an_echo() -> None:
    assert kept.echoes("Good morning!", "good morning")
    assert kept.echoes("今天天气很好，我们去公园吧。", "今天天气很好！我们去公园吧")
    assert kept.echoes("We went down to the old river at last.", "We went down to the old river at last, yes.")
    assert not kept.echoes("Good morning!", "Guten Morgen!")
    assert not kept.echoes("...", "!")


def test_codes() -> None:
    assert kept.same_language("zh-Hans", "cmn")
    assert kept.same_language("en_GB", "en-US")
    assert not kept.same_language("zh", "yue")
