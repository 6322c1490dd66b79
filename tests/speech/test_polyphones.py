"""What decides the reading of a Chinese character, seen from outside."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.speech.reading import polyphones, tables


@pytest.mark.parametrize(
    ("sentence", "character", "reading"),
    [
        ("他吃了解药，脸色缓过来了", "了", "le5"),  # 了解 is no word here
        ("里面的人都出来了", "的", "de5"),  # 面的 neither
        ("一家工厂中毒气泄漏", "中", "zhong1"),
        ("他是个单身汉", "单", "dan1"),  # no surname
        ("单先生来了", "单", "shan4"),
        ("他身体很强，却强忍着泪水", "强", "qiang2"),
        ("裙子上系着蝴蝶结", "系", "ji4"),
        ("他在中文系念书", "系", "xi4"),
        ("油瓶倒了也不扶", "倒", "dao3"),
        ("把剩菜倒了", "倒", "dao4"),
        ("锅里炸着丸子", "炸", "zha2"),
        ("敌机炸了三座桥", "炸", "zha4"),
        ("一不小心就冻着了", "着", "zhao2"),
        ("不足为怪", "为", "wei2"),
        ("墙皮落了一地", "落", "luo4"),  # 落了 is no word: what follows decides
        ("把画卷起来放好", "卷", "juan3"),  # no 画卷 here
        ("墙上斜挂着一杆红缨枪", "杆", "gan3"),
    ],
)
def test_what_stands_around_decides(sentence: str, character: str, reading: str) -> None:
    assert polyphones.pinyin(sentence)[sentence.index(character)] == reading


def test_every_occurrence_is_read_where_matches_overlap() -> None:
    found = polyphones.pinyin("他弹了弹烟灰")
    assert (found[1], found[3]) == ("tan2", "tan2")


def test_no_phrase_has_two_readings_for_one_character() -> None:
    seen: Counter[tuple[str, str]] = Counter()
    for character, reading, *phrases in tables.rows("phrases.txt"):
        for phrase in phrases:
            assert character in phrase, f"{phrase} without {character} ({reading})"
            seen[character, phrase] += 1
    assert [key for key, times in seen.items() if times > 1] == []


@pytest.mark.parametrize("name", ["frames.txt", "rules.txt"])
def test_every_pattern_reads_its_character(name: str) -> None:
    for character in {row[0] for row in tables.rows(name)}:
        assert tables.patterns(name, character)
        for pattern in tables.patterns(name, character):
            assert pattern.expression.groups >= 1


@given(st.text(alphabet="银行长得了着地重倒炸背姓单为系的一 a，。\n", max_size=30))
@settings(max_examples=100, deadline=None)
def test_every_character_has_a_syllable(text: str) -> None:
    found = polyphones.pinyin(text)
    assert len(found) == len(text)
    assert all(found)
