"""What letters tell of a language: which one it is likely to be, and whether words stand apart in it."""

from __future__ import annotations

import re
from collections import Counter

_SCRIPTS = (
    ("ja", re.compile("[぀-ヿ]")),
    ("ko", re.compile("[가-힯ᄀ-ᇿ]")),
    ("zh", re.compile("[㐀-䶿一-鿿豈-﫿〇]")),
    ("ru", re.compile("[Ѐ-ӿ]")),
    ("ar", re.compile("[؀-ۿ]")),
    ("he", re.compile("[֐-׿]")),
    ("el", re.compile("[Ͱ-Ͽ]")),
    ("hi", re.compile("[ऀ-ॿ]")),
    ("th", re.compile("[฀-๿]")),
)
OWN_SCRIPT = frozenset(language for language, _ in _SCRIPTS) | {"cmn", "yue"}
_UNSPACED = re.compile("[　-〿぀-ヿ㐀-䶿一-鿿豈-﫿＀-￯฀-๿ກ-໿က-႟ក-៿]")


def language_of(text: str) -> str:
    """A language that is written so: by its script, and English for Latin letters, which do not tell."""
    letters = sum(character.isalpha() for character in text)
    counts = Counter({language: len(pattern.findall(text)) for language, pattern in _SCRIPTS})
    if counts["ja"] and counts["ja"] * 8 >= counts["zh"]:
        return "ja"
    language, most = counts.most_common(1)[0]
    return language if most * 4 > letters else "en"


def between(left: str, right: str) -> str:
    """What stands between two pieces of a text: a space, or nothing where the script has none."""
    if not left or not right or left[-1].isspace() or right[0].isspace():
        return ""
    return "" if _UNSPACED.match(left[-1]) or _UNSPACED.match(right[0]) else " "


def can_be_said(text: str) -> bool:
    return any(character.isalnum() for character in text)
