"""Which of a Chinese character's readings is meant: the standard reading of each character in a line, before sandhi.

Four sources, each stronger than the one before it: g2pM's context model (Park & Lee 2020), pypinyin's phrase dictionary
for the words that jieba cuts, this room's own phrases, and its own rules on neighbouring characters and names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import dictionary, hanzi

_TABLES = Path(__file__).parent
_LONGEST = 8  # characters of the longest phrase in phrases.txt
_LONG = 4  # a phrase so long is sure
_CONTEXT = 200  # characters that the model reads at once; its memory grows with them


@dataclass(frozen=True, slots=True)
class Rule:
    """Where `pattern` matches, the character in its last group is read `reading`."""

    reading: str
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def _model() -> Any:
    from g2pM import G2pM  # unpickles its weights: half a second

    return G2pM()


def _rows(name: str) -> list[list[str]]:
    lines = (_TABLES / name).read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def _phrases() -> dict[str, dict[int, str]]:
    """Phrase → place in it → reading."""
    table: dict[str, dict[int, str]] = {}
    for character, reading, *phrases in _rows("phrases.txt"):
        for phrase in phrases:
            places = [place for place, own in enumerate(phrase) if own == character]
            table.setdefault(phrase, {}).update(dict.fromkeys(places, reading))
    return table


@lru_cache(maxsize=1)
def _rules() -> dict[str, tuple[Rule, ...]]:
    """Character → its rules, the first that matches counts."""
    table: dict[str, tuple[Rule, ...]] = {}
    for character, reading, pattern in _rows("rules.txt"):
        table[character] = (*table.get(character, ()), Rule(reading, re.compile(pattern)))
    return table


@lru_cache(maxsize=3)
def _readings(name: str) -> dict[str, str]:
    return {row[0]: row[1] for row in _rows(name)}


def pinyin(text: str) -> list[str]:
    """A syllable with a tone digit for each character of `text`; what is not Chinese stands for itself."""
    found: dict[int, str] = {}
    for match in hanzi.HANZI_RUN.finditer(text):
        _by_words(match.group(), match.start(), found)
    short, long = _by_phrases(text)
    found |= short | _by_names(text) | _by_rules(text) | long
    for place in set(range(len(text))) - found.keys():
        own = _model().cedict.get(text[place], (text[place],))
        if len(own) == 1:
            found[place] = _spelt(own[0])
    if len(found) < len(text):  # the model costs more than all the rest: only for what is still open
        found = dict(enumerate(in_context(text))) | found
    return [found[place] for place in range(len(text))]


def _spelt(syllable: str) -> str:
    return syllable.replace("u:", "v").replace("ü", "v")


def in_context(text: str) -> list[str]:
    """What g2pM alone says, in the same form as `pinyin`."""
    out: list[str] = []
    for piece in _pieces(text):
        found = _model()(piece, tone=True, char_split=True)
        out.extend(_spelt(syllable) for syllable in found)
    return out


def _pieces(text: str) -> list[str]:
    return [text[start : start + _CONTEXT] for start in range(0, len(text), _CONTEXT)]


def _by_words(run: str, start: int, syllables: dict[int, str]) -> None:
    """The dictionary's words, and what a character is read as a word by itself."""
    alone, verbs = _readings("alone.txt"), _readings("verbs.txt")
    position = start
    words = hanzi.cut(run)
    for index, word in enumerate(words):
        if found := dictionary.phrase(word):
            syllables.update(enumerate(found, position))
        elif len(word) == 2 and word[0] in verbs and word[1] in _COMPLEMENT:
            syllables[position] = verbs[word[0]]
        elif _is_particle(words, index):
            syllables[position] = "de5"
        elif word in verbs and _is_verb(words, index):
            syllables[position] = verbs[word]
        elif word in alone:
            syllables[position] = alone[word]
        position += len(word)


_COMPLEMENT = "掉到出住好完了着开断死久得满错走"
_AFTER_VERB = (
    "了",
    "着",
    "过",
    "得",
    "到",
    "出",
    "掉",
    "住",
    "好",
    "完",
    "上",
    "下",
    "起",
    "成",
    "在",
    "给",
    "进",
    "不",
    "满",
    "开",
    "断",
    "久",
    "死",
    "错",
    "回",
    "来",
    "去",
    "够",
    "点",
    "一下",
)
_BEFORE_VERB = hanzi.words_of(
    "在 正 正在 不 别 没 没有 要 想 会 能 去 来 就 也 才 又 再 边 被 给 一边 我 你 他 她 我们 他们 请 慢慢 可以 应该"
)


def _is_verb(words: list[str], index: int) -> bool:
    """Whether a word of one character is used as a verb, by the word after it or before it."""
    after = words[index + 1] if index + 1 < len(words) else ""
    return (
        after in _AFTER_VERB
        or (len(after) == 2 and after[0] in "得到出掉起上下进" and after[1] in "来去了")
        or (index > 0 and words[index - 1] in _BEFORE_VERB)
    )


def _is_particle(words: list[str], index: int) -> bool:
    """Whether 地 makes an adverb of the word before it."""
    if words[index] != "地" or not 0 < index < len(words) - 1:
        return False
    before, after = words[index - 1], words[index + 1]
    return len(before) > 1 and before[-1] not in "块片亩个些种" and after[0] not in "上下里中方处面"


def _by_phrases(text: str) -> tuple[dict[int, str], dict[int, str]]:
    """Place → reading from the room's own phrases: the short ones, which a rule may overrule, and the long ones.

    Where two phrases overlap on a character the longer counts.
    """
    short: dict[int, str] = {}
    long: dict[int, str] = {}
    for length in range(min(_LONGEST, len(text)), 1, -1):
        found = long if length >= _LONG else short
        for start in range(len(text) - length + 1):
            for place, reading in _phrases().get(text[start : start + length], {}).items():
                found.setdefault(start + place, reading)
    return short, long


def _by_rules(text: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for character in set(text) & _rules().keys():
        for rule in _rules()[character]:
            for match in rule.pattern.finditer(text):
                found.setdefault(match.start(match.lastindex or 0), rule.reading)
    return found


_SURELY = "曾仇朴翟缪肖葛"  # hardly ever the first character of a word of two that is no name
_TITLE = "先生|女士|小姐|太太|老师|同学|经理|老板|总裁|教授|医生|律师|师傅|队长|将军|某|氏"


def _by_names(text: str) -> dict[int, str]:
    """Place → reading of surnames: after 姓, before a title, or at the head of what jieba takes for a name."""
    surnames = _readings("surnames.txt")
    if not set(text) & surnames.keys():
        return {}
    marked = "".join(surnames)
    places = [
        match.start(match.lastindex or 0)
        for match in re.finditer(f"姓([{marked}])|(?<![{hanzi.HANZI}])([{marked}])(?=(?:{_TITLE}))", text)
    ]
    places += [
        match.start() for match in re.finditer(f"[{marked}](?=(?:{_TITLE}))", text) if _stands_alone(text, match.start())
    ]
    for place, name in hanzi.names(text):
        if len(name) == 3 or (len(name) == 2 and name[0] in _SURELY and not dictionary.phrase(name)):
            places += [place] * (name[0] in surnames)
    return {place: surnames[text[place]] for place in places if place >= 0}


def _stands_alone(text: str, place: int) -> bool:
    return place == 0 or text[place - 1] not in "简报结理了检调搜"
