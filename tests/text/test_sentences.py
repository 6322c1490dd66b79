"""Segmentation: where sentences end, that nothing is lost, how lines are cut, which language a text is in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text.sentences import clauses, detect_language, lines, sentences, spoken_characters, width

from .helpers import SOURCES, bare, source


def cut(text: str) -> list[str]:
    return [piece.strip() for piece in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Smith paid $3.14 for it. He left.", ["Dr. Smith paid $3.14 for it.", "He left."]),
        ("Use tools, e.g. a file. Then rest.", ["Use tools, e.g. a file.", "Then rest."]),
        ("He moved to the U.S. in 1990. It rained.", ["He moved to the U.S. in 1990.", "It rained."]),
        ("She lives in the U.S. The rest stayed.", ["She lives in the U.S.", "The rest stayed."]),
        ("J. R. R. Tolkien wrote it. We read it.", ["J. R. R. Tolkien wrote it.", "We read it."]),
        ("We met at 5 p.m. on Monday. It was late.", ["We met at 5 p.m. on Monday.", "It was late."]),
        ("See www.example.org for more. Go now!", ["See www.example.org for more.", "Go now!"]),
        ("“Stop!” he said. “Why?” she asked.", ["“Stop!” he said.", "“Why?” she asked."]),
        ('"Bread is waiting," she says. "It is."', ['"Bread is waiting," she says.', '"It is."']),
        ("Wait... what is it? Nothing.", ["Wait... what is it?", "Nothing."]),
        ("See Fig. 3 and No. 7. Then no. Really.", ["See Fig. 3 and No. 7.", "Then no.", "Really."]),
        ("What?! No. Yes!", ["What?!", "No.", "Yes!"]),
        ("春天来了。茶发芽了！真的吗？真的。", ["春天来了。", "茶发芽了！", "真的吗？", "真的。"]),
        ("“你好。今天好吗？”他问道。我点头。", ["“你好。今天好吗？”他问道。", "我点头。"]),
        ("他说：「走吧。」於是大家走了。", ["他说：「走吧。」", "於是大家走了。"]),
        ("那一年……谁也不记得了。后来呢？", ["那一年……谁也不记得了。", "后来呢？"]),
        ("盐度是23.5，价格是3.20元。很贵。", ["盐度是23.5，价格是3.20元。", "很贵。"]),
        ("これは本です。とても面白い！", ["これは本です。", "とても面白い！"]),
        ("Это дом. Он стоит у реки.", ["Это дом.", "Он стоит у реки."]),
        ("One line\n\nAnother line", ["One line", "Another line"]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


PIECES = st.sampled_from(
    [
        *"。！？…，；：、“”「」\"'.!?,;:()（）— \n",
        "Dr. ",
        "e.g. ",
        "3.14",
        "U.S. ",
        "hello",
        "World",
        "茶",
        "山水",
        "\n\n",
        "...",
        "说",
        "é",
    ]
)


@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=60).map("".join)))
@settings(max_examples=300, deadline=None)
def test_cutting_loses_no_character(text: str) -> None:
    assert "".join(sentences(text)) == text
    assert all(sentences(text)) or not text
    for sentence in sentences(text):
        assert "".join(clauses(sentence)) == sentence
        assert "".join("".join(lines(sentence)).split()) == "".join(sentence.split())


@given(st.lists(PIECES, max_size=200).map("".join))
@settings(max_examples=100, deadline=None)
def test_lines_are_short_enough(text: str) -> None:
    assert all(width(line) <= 176.1 for line in lines(text))


def test_a_long_sentence_is_cut_at_its_clauses() -> None:
    sentence = source("zh-salt")[0].split("\n")[2]
    for line in lines(sentence)[:-1]:
        assert line[-1] in "，。；：、”"


def test_numbers_are_not_cut() -> None:
    assert clauses("It cost 1,250,000 dollars, or 3:2.") == ["It cost 1,250,000 dollars, ", "or 3:2."]
    joined = "".join(lines("一" * 55 + "1234567890" * 3 + "二" * 55))
    assert "1234567890" * 3 in joined


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("一杯茶的旅程从山上开始", "zh"),
        ("GPU 和 CPU 的区别在于并行", "zh"),
        ("お茶を飲みましょう。山の上で", "ja"),
        ("안녕하세요 반갑습니다", "ko"),
        ("Чай растёт на горе", "ru"),
        ("الشاي ينمو في الجبال", "ar"),
        ("चाय पहाड़ पर उगती है", "hi"),
        ("ชาปลูกบนภูเขา", "th"),
        ("Τσάι στο βουνό", "el"),
        ("The tea grows on the hill", "en"),
        ("Le thé pousse sur la colline et il est bon", "fr"),
        ("Der Tee wächst auf dem Berg und er ist gut", "de"),
        ("El té crece en la montaña y es muy bueno", "es"),
        ("O chá cresce na montanha e é muito bom", "pt"),
        ("Il tè cresce sulla montagna e non è un fiore", "it"),
        ("12345 !!!", "en"),
        ("", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("name", SOURCES)
def test_language_of_the_sources(name: str) -> None:
    text, language = source(name)
    assert detect_language(text) == language


def test_spoken_characters() -> None:
    assert spoken_characters("茶，山。", "zh") == 2
    assert spoken_characters("二十3", "zh-CN") == 3
    assert spoken_characters("tea, 12", "en") == 5 + 2 * 4


def test_sources_hold_together() -> None:
    for name in SOURCES:
        text, _ = source(name)
        assert bare("".join(sentences(text))) == bare(text)
