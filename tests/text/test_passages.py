"""A long text in passages that can be spoken one by one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text.passages import LIMIT, Passage, passages
from pipelines.text.sentences import width


def test_passages_are_whole_sentences_of_one_paragraph() -> None:
    text = 'Chapter One\n\nThe lake was quiet. Dr. Smith said: "Wait. Not yet."\nNobody moved.\n\n***\n\nThen it rained.'
    assert [p.text for p in passages(text)] == [
        "Chapter One\n\n",
        'The lake was quiet. Dr. Smith said: "Wait. Not yet."\n',
        "Nobody moved.\n\n***\n\n",
        "Then it rained.",
    ]


def test_each_passage_knows_its_place() -> None:
    text = "第一章\n\n银行行长重新发行。" + "天色暗了。" * 60 + "\n\n　　走吧。"
    found = list(passages(text))
    assert (found[0].line, found[0].column) == (1, 1)
    assert (found[1].line, found[1].column) == (3, 1)
    assert (found[-1].line, found[-1].text.strip()) == (5, "走吧。")
    rows = text.split("\n")
    for passage in found:
        assert rows[passage.line - 1][passage.column - 1 :].startswith(passage.text.split("\n")[0])


def test_lines_that_an_editor_wrapped_are_one_sentence() -> None:
    wrapped = "A small boat crossed the lake in the morning, and Dr. Smith\nsaid that it was three metres long.\nRoses are red,\nviolets are blue."
    assert " ".join(p.text for p in passages(wrapped)).count("\n") == 2
    assert "Smith said" in next(passages(wrapped)).text


@pytest.mark.parametrize("unit", ["茶，", "a", "a b ", "“茶。", "...!?", "\n", "茶", "1,"])
def test_a_sentence_without_an_end_is_cut_and_nothing_is_lost(unit: str) -> None:
    text = unit * 2000
    found = list(passages(text))
    assert "".join(p.text for p in found) == text
    if any(character.isalnum() for character in unit):
        assert max(width(p.text) for p in found) <= LIMIT


@settings(max_examples=200)
@given(st.text("ab 茶，。.!?\n“”—…1", max_size=400), st.floats(3, 60))
def test_nothing_is_ever_lost(text: str, limit: float) -> None:
    found = list(passages(text, limit))
    assert "".join(p.text for p in found).replace("\n", " ") == text.replace("\n", " ")
    if any(c.isalnum() for c in text):
        assert all(any(c.isalnum() for c in p.text) for p in found)


def test_a_million_characters_are_cut_in_bounded_passages() -> None:
    rng = random.Random(0)
    text = "".join(rng.choices("天地玄黄宇宙洪荒日月盈昃，。", k=1_000_000))
    found = list(passages(text))
    assert sum(len(p.text) for p in found) == 1_000_000
    assert max(len(p.text) for p in found) <= 2 * LIMIT
    assert isinstance(found[-1], Passage)
