"""Chinese characters: which they are, and how a run of them is cut into words."""

from __future__ import annotations

import logging
import re
import warnings
from functools import lru_cache
from typing import Any

HANZI = "㐀-䶿一-鿿豈-﫿〇"
HANZI_RUN = re.compile(f"[{HANZI}]+")


# The dictionaries of jieba take a second to load, which a program that speaks no Chinese need not wait for.


@lru_cache(maxsize=1)
def _cutter() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # Python 3.12 finds fault with its regular expressions
        import jieba

    jieba.setLogLevel(logging.WARNING)
    return jieba


@lru_cache(maxsize=1)
def _tagger() -> Any:
    _cutter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        import jieba.posseg

    return jieba.posseg


def cut(run: str) -> list[str]:
    """The words of a run of Chinese characters, by jieba."""
    return list(_cutter().cut(run))


def names(text: str) -> list[tuple[int, str]]:
    """(place, name) of every word that jieba's tagger takes for a person's name."""
    found, position = [], 0
    for word, flag in _tagger().cut(text):
        if flag.startswith("nr"):
            found.append((position, word))
        position += len(word)
    return found


def parts(word: str) -> tuple[int, ...]:
    """The lengths of the parts of a word of three characters or more: 展览馆 is 2 and 1, 小老虎 1 and 2, else twos."""
    length = len(word)
    if length < 3:
        return (length,)
    if length == 3:
        known = _cutter().get_FREQ
        head, tail = known(word[:2]) or 0, known(word[1:]) or 0
        return (1, 2) if tail > head else (2, 1)
    return (2,) * (length // 2) + (1,) * (length % 2)


def words_of(text: str) -> frozenset[str]:
    """The words of a list parted by spaces."""
    return frozenset(text.split())
