"""What another wording of a text has to keep, in its own language or another: its numbers, its placeholders, the language asked for.

All of it is asked with care: a wording is called faulty only where a reader would agree, for a name may stay a name ("OK", "Paris"),
3 million may become 300万, and 20 may be written out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from .sentences import common_words, detect_language, is_cjk
from .spelled import spelled

_PLACEHOLDER = re.compile(r"\{[^{}\s]*\}|%(?:\(\w+\))?[sd]\b|\$\{?[A-Za-z_]\w*\}?|</?[A-Za-z][^<>]*>|\[[A-Z_]{2,}\]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?[亿億]\d+(?:\.\d+)?[万萬]|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,'’٫٬]\d+)*")
_SCALES = {
    "k": 3,
    "thousand": 3,
    "千": 3,
    "万": 4,
    "萬": 4,
    "m": 6,
    "million": 6,
    "亿": 8,
    "億": 8,
    "bn": 9,
    "billion": 9,
    "兆": 12,
    "trillion": 12,
}
_SCALE = re.compile(r"[\s-]*(k\b|m\b|bn\b|thousand|million|billion|trillion|[千万萬亿億兆])", re.I)
_CHINESE = ("zh", "cmn", "yue", "wuu", "nan", "hak")
_FAMILIES = {
    **dict.fromkeys(_CHINESE, "zh"),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "kk", "ky", "tt"), "ru"),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ug"), "ar"),
    **dict.fromkeys(("hi", "mr", "ne"), "hi"),
    **{one: one for one in ("ja", "ko", "he", "bn", "ta", "te", "th", "el", "ka", "hy")},
}
LATIN = "latin"
_TELLING = 5  # different common words that tell a language
_SMALL = 12  # numbers up to it turn into words of all sorts: a couple, twice, noon


def root(language: str) -> str:
    """ "zh" of "zh-Hans"."""
    return language.lower().replace("_", "-").split("-")[0]


def same_language(one: str, other: str) -> bool:
    """Whether a text in one language needs no translation into the other. Mandarin has two codes."""
    a, b = ("zh" if root(code) == "cmn" else root(code) for code in (one, other))
    return a == b


def placeholders(text: str) -> list[str]:
    """What a program will fill in, or reads as a tag: {name}, %s, ${name}, <b>, [NAME]."""
    return _PLACEHOLDER.findall(text)


def lost_placeholders(source: str, text: str) -> list[str]:
    """Those of the source that the text has not, each as often as it is missing."""
    left = placeholders(text)
    lost = []
    for one in placeholders(source):
        if one in left:
            left.remove(one)
        else:
            lost.append(one)
    return lost


def lost_numbers(source: str, text: str, language: str) -> list[str]:
    """Numbers written in digits in the source that the text has neither in digits nor in words of its language.

    Words are read in Chinese, Japanese and English; in other languages small numbers are not asked for. A number may change its
    unit of counting: 15,000 is 1.5万.
    """
    words = spelled(text, root(language))
    there = [*_numbers(text), *(_Number(str(value), str(value)) for value in words or ())]
    return [
        number.written
        for number in _numbers(source)
        if not (words is None and is_small(number.written)) and not any(number.like(other) for other in there)
    ]


def is_small(number: str) -> bool:
    """Whether a number is one that languages say in ways of their own: a couple, twice, noon, January."""
    return number.isdecimal() and int(number) <= _SMALL


@dataclass(frozen=True, slots=True)
class _Number:
    """`digits` in ASCII, without separators and leading zeros; `counted` too, with the zeros of the word that follows, if one does."""

    written: str
    digits: str
    fraction: bool = False
    counted: str = ""

    def like(self, other: _Number) -> bool:
        if len(self.digits) == 4 and self.digits[:2] in ("18", "19", "20") and other.digits == self.digits[2:]:
            return True  # the eighties
        ways = [(one, two) for one in (self.digits, self.counted) for two in (other.digits, other.counted) if one and two]
        return any(one == two or self._scaled(one, two, other) for one, two in ways)

    def _scaled(self, one: str, two: str, other: _Number) -> bool:
        """Thousands and millions in words of a language that is not read here."""
        if one.strip("0") != two.strip("0") or not one.strip("0"):
            return False
        return self.fraction or other.fraction or abs(len(one) - len(two)) >= 3


def _numbers(text: str) -> Iterator[_Number]:
    """A date with dots, or a version, is several numbers; 3亿5000万 is one."""
    for found in _NUMBER.finditer(text):
        written = found.group()
        groups = ["".join(str(unicodedata.decimal(digit)) for digit in part) for part in re.findall(r"\d+", written)]
        if written[-1] in "万萬":
            great, less = re.split("[亿億]", written[:-1])
            yield _Number(written, str(round(float(great) * 10**8 + float(less) * 10**4)))
        elif any(len(group) != 3 for group in groups[1:-1]):
            yield from (_Number(group, _bare(group)) for group in groups)
        else:
            fraction = len(groups) > 1 and len(groups[-1]) != 3
            digits = _bare("".join(groups))
            scale = _SCALE.match(text, found.end())
            zeros = _SCALES[scale.group(1).lower()] - len(groups[-1]) * fraction if scale else 0
            yield _Number(written, digits, fraction, digits + "0" * zeros if zeros > 0 else "")


def _bare(digits: str) -> str:
    return digits.lstrip("0") or "0"


def in_language(text: str, language: str) -> bool:
    """False if the text is seen not to be in the language: by its script, or by its common words.

    Latin letters in a script of others may be names: only four words of them or more are held against it.
    """
    found, wanted = detect_language(text), family(language)
    seen = family(found)
    if not any(character.isalpha() for character in text):
        return True
    if seen == wanted:
        return wanted != LATIN or not _said_in_another(text, root(language))
    if seen == LATIN:
        return len(re.findall(r"[^\W\d_]+", text)) < 4
    if (wanted, seen) == ("ja", "zh"):
        return sum(map(is_cjk, text)) < 12  # a short line may have no kana
    return False


def _said_in_another(text: str, language: str) -> bool:
    """Whether different common words of another language stand out. Relatives share many, and short lines have few."""
    hits = common_words(" ".join(set(text.lower().split())))
    return language in hits and max(hits.values()) >= _TELLING and max(hits.values()) > 2 * hits[language]


def family(language: str) -> str:
    """The language whose script it shares, "latin" for all others."""
    return _FAMILIES.get(root(language), LATIN)


def echoes(source: str, text: str) -> bool:
    """Whether the text is the source once more, whatever its case and punctuation; of a long one, nearly."""
    a, b = _parts(source), _parts(text)
    if a == b:
        return bool(a)
    if len(a) < 6 or not b:
        return False
    left = list(b)
    kept = 0
    for part in a:
        if part in left:
            left.remove(part)
            kept += 1
    return kept >= 0.85 * max(len(a), len(b))


def brief(text: str) -> bool:
    """Whether a text is so short that it may be a name, or a cry that is the same everywhere."""
    parts = _parts(text)
    return len(parts) <= 2 if not any(is_cjk(part) for part in parts) else len(parts) <= 4


def _parts(text: str) -> list[str]:
    """Words, and characters of Chinese and Japanese."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    return [part for word in re.findall(r"\w+", flat) for part in (word if any(map(is_cjk, word)) else (word,))]
