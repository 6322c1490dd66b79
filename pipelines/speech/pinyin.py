"""Mandarin syllables: pinyin with tone digits ("yin2 hang2", ü written v) and with tone marks ("yín háng").

The inventory is that of pypinyin's dictionary. A run of syllables with marks is cut as the orthography has it (GB/T
16159-2012): a syllable that begins with a, o or e takes an apostrophe before it, so "fāngàn" is fān gàn.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from ..errors import BadInput

_MARKS = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_LEFT_OUT = {"ê", "hm", "hng", "m", "n", "ng"}  # interjections without a vowel: no synthesiser says them
_GAP = re.compile(r"[\s\-·.,/'’]+")
_PART = re.compile(r"([a-z]+)([0-5]?)")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Run:
    """Letters written together: `tones` holds the tone mark over each letter, "" for none; `digit` the one after them."""

    letters: str
    tones: tuple[str, ...]
    digit: str
    written: str


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Every syllable of Mandarin without its tone, ü as v."""
    from pypinyin.constants import PINYIN_DICT  # 42,000 characters: a fifth of a second

    readings = {reading for readings in PINYIN_DICT.values() for reading in readings.split(",")}
    return frozenset(_bare(reading) for reading in readings) - _LEFT_OUT


def _bare(reading: str) -> str:
    """Without tone marks, ü as v; ê stays."""
    letters = unicodedata.normalize("NFD", reading)
    kept = "".join(letter for letter in letters if letter not in _MARKS)
    return unicodedata.normalize("NFC", kept).replace("ü", "v")


def to_digits(text: str, count: int | None = None) -> str:
    """Syllables with tone digits, spaces between, from digits or marks; 5 is the neutral tone, "huar1" is "hua1 er5".

    `count` is the number of syllables that the word has. BadInput names the syllable that Mandarin lacks with those that
    are near, or says that the number is wrong.
    """
    if len(text) > _LONGEST:
        raise BadInput(f"A reading of {len(text):,} characters was given; up to {_LONGEST} are accepted.",
                       f"读音有 {len(text):,} 个字符；最多 {_LONGEST} 个。")  # fmt: skip
    runs = _runs(text)
    parts = [_cut(run, number) for number, run in enumerate(runs)]
    for number, run in enumerate(runs):  # "xian" is two syllables where the word has two characters
        missing = (count or 0) - sum(map(len, parts))
        if count is not None and missing and not run.digit:
            parts[number] = _cut(run, number, len(parts[number]) + missing)
    found = [syllable for part in parts for syllable in part]
    _check_tones(text, found)
    if not found or (count is not None and len(found) != count):
        _wrong_count(text, len(found), count)
    return " ".join(tone if tone[-1].isdigit() else tone + "5" for tone in found)


def _wrong_count(text: str, found: int, count: int | None) -> None:
    such = " ".join(("yin2", "hang2", "hang2", "zhang3")[place % 4] for place in range(min(count or 2, 6)))
    raise BadInput(
        f"The reading {text!r} has {found} syllables; {count or 'at least 1'} are wanted, one a character, such as {such!r}.",
        f"读音 {text!r} 有 {found} 个音节；需要 {count or '至少 1'} 个，每字一个，例如 {such!r}。",
    )


def _check_tones(text: str, found: list[str]) -> None:
    if len(found) > 1 and not any(syllable[-1].isdigit() for syllable in found):
        raise BadInput(
            f'The reading {text!r} has no tones. Give digits or marks: "yin2 hang2" or "yín háng"; 5 is the neutral tone.',
            f"读音 {text!r} 没有声调。请用数字或调号：“yin2 hang2”或“yín háng”；5 为轻声。",
        )


def to_marks(text: str) -> str:
    """Pinyin with tone digits as pinyin with tone marks, spaces between: "lv4 se4" is "lǜ sè"."""
    from pypinyin.contrib.tone_convert import to_tone

    return " ".join(to_tone(syllable.removesuffix("5").replace("v", "ü")) for syllable in text.split())


def _runs(text: str) -> list[_Run]:
    """What is written together, each run with its tone digit; a digit that stands apart belongs to the run before."""
    plain = text.lower().replace("u:", "ü").replace("v", "ü")
    runs: list[_Run] = []
    for chunk in filter(None, _GAP.split(plain)):
        if chunk in "012345" and runs and not runs[-1].digit:
            runs[-1] = _Run(runs[-1].letters, runs[-1].tones, chunk.replace("0", "5"), runs[-1].written + chunk)
            continue
        letters, tones = _unmarked(chunk)
        place, before = 0, len(runs)
        for match in _PART.finditer(letters):
            if match.start() != place:
                break
            place = match.end()
            own = tones[match.start() : match.end(1)]
            runs.append(_Run(match[1], own, match[2].replace("0", "5"), match[0]))
        if place != len(letters):
            _refuse(chunk, before)
    return runs


def _unmarked(chunk: str) -> tuple[str, tuple[str, ...]]:
    letters: list[str] = []
    tones: list[str] = []
    for character in unicodedata.normalize("NFD", chunk):
        if character in _MARKS and letters:
            tones[-1] = _MARKS[character]
        elif character == "\u0308" and letters and letters[-1] == "u":
            letters[-1] = "v"
        else:
            letters.append(character)
            tones.append("")
    return "".join(letters), tuple(tones)


def _cut(run: _Run, before: int, wanted: int | None = None) -> list[str]:
    """The syllables of a run, each with its tone digit if one was written; `wanted` of them if it can be cut so."""
    choices = _cuttings(run.letters)
    marked = [choice for choice in choices if all(sum(map(bool, run.tones[a:b])) <= 1 for a, b in choice)]
    if not marked:
        _refuse(run.written, before)
    if wanted is not None:
        marked = [choice for choice in marked if _said(run.letters, choice) == wanted] or marked
    best = min(marked, key=lambda choice: (sum(run.letters[a] in "aoe" for a, _ in choice[1:]), len(choice)))
    out: list[str] = []
    for number, (start, end) in enumerate(best):
        tone = "".join(run.tones[start:end]) or (run.digit if number == len(best) - 1 else "")
        out += _spoken(run.letters[start:end], tone)
    return out


def _said(letters: str, choice: tuple[tuple[int, int], ...]) -> int:
    return sum(len(_spoken(letters[a:b], "")) for a, b in choice)


def _spoken(letters: str, tone: str) -> list[str]:
    """A syllable; one with 儿 added is two."""
    if letters == "r":
        return ["er" + (tone or "5")]
    if letters not in syllables():
        return [letters[:-1] + tone, "er5"]
    return [letters + tone]


@lru_cache(maxsize=512)
def _cuttings(letters: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Every way to cut letters into syllables of Mandarin, as (start, end); a final r may be added to any."""

    def known(part: str) -> bool:
        return part in syllables() or part == "r" or (part.endswith("r") and part[:-1] in syllables())

    ways: list[list[tuple[tuple[int, int], ...]]] = [[()], *([] for _ in letters)]
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 7), end):
            if known(letters[start:end]):
                ways[end] += [(*way, (start, end)) for way in ways[start]]
        ways[end] = sorted(ways[end], key=len)[:64]  # a long run has many cuttings, and the short ones are meant
    return tuple(ways[-1])


def _refuse(written: str, before: int) -> None:
    near = get_close_matches(_bare(written.rstrip("012345")), sorted(syllables()), 4, 0.5)
    raise BadInput(
        f"Syllable {before + 1}, {written!r}, is not a syllable of Mandarin. Near: {', '.join(near) or 'ma, shi, yi'}, with a"
        " tone of 1 to 5.",
        f"第 {before + 1} 个音节 {written!r} 不是普通话音节。相近的有：{'、'.join(near) or 'ma、shi、yi'}，声调 1 到 5。",
    )
