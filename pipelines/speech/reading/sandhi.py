"""Mandarin tone sandhi: how tones change beside each other.

一 and 不 take their tone from the next syllable. A third tone becomes a second before another third, cyclically: first
inside the parts of a word and inside pairs of short words, then where these meet (Shih 1986; Duanmu 2007, The Phonology of
Standard Chinese, ch. 11). A pause ends every group.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = "零〇一二三四五六七八九十百千万亿两"
_ORDINAL = re.compile(f"[第{_DIGITS}]$")
_MONTH_OR_CLASS = "月号等级流楼班期"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word for sandhi: its characters, the dictionary reading of each, whether a pause follows, and the lengths of its
    parts (小老虎: 1 and 2; () for one part)."""

    characters: str
    syllables: tuple[str, ...]
    pause: bool = False
    parts: tuple[int, ...] = ()


def apply(words: list[Spoken]) -> list[list[str]]:
    """The syllables of each word as they are said."""
    out: list[list[str]] = []
    phrase: list[Spoken] = []
    for word in words:
        phrase.append(word)
        if word.pause:
            out += _in_phrase(phrase)
            phrase = []
    return out + _in_phrase(phrase)


def _in_phrase(words: list[Spoken]) -> list[list[str]]:
    """Sandhi over words that no pause parts."""
    characters = "".join(word.characters for word in words)
    flat = [syllable for word in words for syllable in word.syllables]
    if len(characters) != len(flat):  # an erhua syllable or a letter stands among them: leave the words as they are
        return [list(word.syllables) for word in words]
    flat = _yi_bu(characters, flat)
    flat = _third_tones(flat, _units(words))
    out, position = [], 0
    for word in words:
        out.append(flat[position : position + len(word.syllables)])
        position += len(word.syllables)
    return out


def _yi_bu(characters: str, syllables: list[str]) -> list[str]:
    out = list(syllables)
    for place, (character, syllable) in enumerate(zip(characters, syllables, strict=True)):
        following = syllables[place + 1][-1] if place + 1 < len(syllables) else ""
        before = characters[place - 1] if place else ""
        if character == "不" and syllable[:-1] == "bu":
            out[place] = _bu(characters, place, following)
        elif character == "一" and syllable in ("yi1", "yi2", "yi4") and following:
            out[place] = _yi(characters, place, before, following)
    return out


def _bu(characters: str, place: int, following: str) -> str:
    around = characters[place - 1 : place], characters[place + 1 : place + 2]
    if around[0] and around[0] == around[1]:  # 好不好, 去不去
        return "bu5"
    return "bu2" if following == "4" else "bu4"


def _yi(characters: str, place: int, before: str, following: str) -> str:
    after = characters[place + 1]
    if before and _ORDINAL.match(before) and not (before in "十百千万亿" and after in "百千万亿"):
        return "yi1"  # 第一, 十一, 一九一一
    if after in _DIGITS and after not in "百千万亿":
        return "yi1"  # 一二三, 一十
    if after in _MONTH_OR_CLASS and not (after == "等" and characters[place + 2 : place + 3] in ("了", "啊", "会")):
        return "yi1"  # 一月, 一等, 一楼
    if before and before == after:  # 看一看
        return "yi5"
    return "yi2" if following in "45" else "yi4"


def _units(words: list[Spoken]) -> list[list[int]]:
    """The places of each unit: the parts of the words, and neighbouring words of one syllable in twos."""
    units: list[list[int]] = []
    position = 0
    open_single = False
    for word in words:
        for length in word.parts or (len(word.syllables),):
            places = list(range(position, position + length))
            position += length
            if length == 1 and open_single and len(word.syllables) == 1:
                units[-1] += places
                open_single = False
            else:
                units.append(places)
                open_single = length == 1 and len(word.syllables) == 1
    return units


def _third_tones(syllables: list[str], units: list[list[int]]) -> list[str]:
    """Third before third becomes second: first inside each unit, then where two units meet, as they now are.

    So 展览+馆 gives 2-2-3 and 小+老虎 gives 3-2-3.
    """
    out = list(syllables)
    for unit in units:
        for place in unit[:-1]:
            if syllables[place][-1] == syllables[place + 1][-1] == "3":
                out[place] = out[place][:-1] + "2"
    for unit in units[:-1]:
        place = unit[-1]
        if out[place][-1] == out[place + 1][-1] == "3":
            out[place] = out[place][:-1] + "2"
    return out
