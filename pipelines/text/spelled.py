"""The values of numbers written out in words, in English and in Chinese or Japanese characters."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
_ENGLISH = dict(zip(_WORDS.split(), (*range(20), *range(20, 100, 10)), strict=True))
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ORDINALS = {
    "first": "one",
    "second": "two",
    "third": "three",
    "fifth": "five",
    "eighth": "eight",
    "ninth": "nine",
    "twelfth": "twelve",
}
_OTHER = {
    "once": 1,
    "twice": 2,
    "both": 2,
    "pair": 2,
    "double": 2,
    "dozen": 12,
    "noon": 12,
    "midnight": 12,
    "half": 30,
    "quarter": 15,
}
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2, "半": 30}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_CHINESE = re.compile(f"[{''.join({*_DIGITS, *_UNITS, *_MYRIADS})}]+")


def spelled(text: str, language: str) -> list[int] | None:
    """The values of all numbers in words, several where one may be read in several ways; None for a language not read here.

    `language` is "en", "zh", "cmn", "yue" or "ja"; "half past" is 30, as on a clock.
    """
    if language == "en":
        return list(_english(re.findall(r"[a-z]+|[^\sa-z-]", text.lower())))
    if language in ("zh", "cmn", "yue", "ja"):
        runs = _CHINESE.findall(text) + _CHINESE.findall(text.replace("点", "").replace("點", ""))  # 三点五
        return [value for run in runs for value in _chinese(run)]
    return None


def _english(words: Iterable[str]) -> Iterable[int]:
    """Runs of number words: "three hundred and five", "nineteen eighty-four", "three point five", "twenty-first"."""
    run: list[str] = []
    for word in [*words, "."]:
        plain = _cardinal(word)
        if plain in _ENGLISH or plain in _SCALES:
            run.append(plain)
        elif word not in ("and", "point"):
            yield from _values(run)
            run = []
        if word in _OTHER:
            yield _OTHER[word]


def _cardinal(word: str) -> str:
    """ "twenty" of "twentieth" and of "twenties"."""
    if word.endswith(("tieth", "ties")):
        return word[: word.rindex("tie")] + "ty"
    for ending in ("th", "s"):
        if word.removesuffix(ending) in {*_ENGLISH, *_SCALES}:
            return word.removesuffix(ending)
    return _ORDINALS.get(word, word)


def _values(run: list[str]) -> Iterable[int]:
    """The sum, as it is counted; the parts, and the parts in a row, as years and digits are said."""
    if not run:
        return
    total = part = 0
    pairs: list[int] = []
    for word in run:
        if word == "hundred":
            part = max(part, 1) * 100
        elif word in _SCALES:
            total, part = total + max(part, 1) * _SCALES[word], 0
        else:
            value = _ENGLISH[word]
            part += value
            if value < 10 and pairs and pairs[-1] >= 20 and pairs[-1] % 10 == 0:
                pairs[-1] += value
            else:
                pairs.append(value)
    yield total + part
    if len(pairs) > 1:
        yield from pairs
        yield int("".join(str(value) for value in pairs))


def _chinese(run: str) -> Iterable[int]:
    """As a number (三百零五), as digits one by one (一九八四), and the digits alone."""
    digits = [_DIGITS[character] for character in run if character in _DIGITS]
    yield from digits
    if len(digits) == len(run):
        yield int("".join(map(str, digits)))
        return
    total = part = digit = 0
    for character in run:
        if character in _MYRIADS:
            scale = _MYRIADS[character]
            counted = part + digit or int(not total)
            total = total + counted * scale if scale == 10**4 else (total + counted) * scale
            part = digit = 0
        elif character in _UNITS:
            part += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    yield total + part + digit
