"""Surnames that are read otherwise than the common word (单, 仇, 解): where a character is one."""

from __future__ import annotations

import re

from . import dictionary, hanzi, tables

_SURELY = "曾仇朴翟缪肖葛"  # hardly ever the first character of a word of two that is no name
_TITLE = "先生|女士|小姐|太太|老师|同学|经理|老板|总裁|教授|医生|律师|师傅|队长|将军|某|氏"


def readings(text: str) -> dict[int, str]:
    """Place → reading of surnames: after 姓, before a title, or at the head of what jieba takes for a name."""
    surnames = tables.pairs("surnames.txt")
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
        if (
            name[0] in surnames
            and not dictionary.phrase(name)
            and name not in tables.phrases()
            and (len(name) == 3 or (len(name) == 2 and name[0] in _SURELY))
        ):
            places.append(place)
    return {place: surnames[text[place]] for place in places}


def _stands_alone(text: str, place: int) -> bool:
    return place == 0 or text[place - 1] not in "简报结理了检调搜"
