"""From IPA symbols to the 15 visemes of the Oculus/OpenXR set.

A symbol is one phoneme as a speech engine names it: base letters, maybe a tie bar, diacritics, a length mark, a tone. Any
language's IPA is taken; an unknown letter falls back to what it looks like (a vowel, or a consonant of neutral place), so no
symbol is ever refused. The grouping follows the visemes' published reference sheet; lip rounding follows the IPA chart.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

Viseme = Literal["sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U"]
VISEMES: tuple[Viseme, ...] = ("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U")
VOWELS: frozenset[str] = frozenset(("aa", "E", "I", "O", "U"))

_VOWEL_LETTERS: dict[Viseme, str] = {
    "aa": "aɑɐæʌɶɒä",
    "E": "eɛəɜɘɞɚɝᵊ",
    "I": "iɪɨjɿᵻ",
    "O": "oɔɤøœɵ",
    "U": "uʊyʏʉɯwʍɥʮʯɰ",
}
_CONSONANT_LETTERS: dict[Viseme, str] = {
    "PP": "pbmɓʘⱱ",
    "FF": "fvɱʋɸβ",
    "TH": "θð",
    "DD": "tdʈɖɗᶑ",
    "kk": "kɡgcɟqɢŋɴɲxɣχʁʀhɦħʕʔɠʛçʝʎʟʜʢʡɧ",
    "CH": "ʃʒɕʑʂʐ",
    "SS": "sz",
    "nn": "nlɳɭɫɬɮɺɾ",
    "RR": "ɹɻrɽ",
}
_LETTERS: dict[str, Viseme] = {
    letter: viseme for table in (_VOWEL_LETTERS, _CONSONANT_LETTERS) for viseme, letters in table.items() for letter in letters
}
_LATIN_VOWELS: dict[str, Viseme] = {"a": "aa", "e": "E", "i": "I", "o": "O", "u": "U", "y": "U"}
_STOPS = frozenset("tdʈɖcɟ")
_PLOSIVES = frozenset("pbtdʈɖcɟkɡgq")
_SILENT = frozenset(("", "sil", "sp", "spn", "pau", "_", "|", "#", "‖"))
_SMALL: dict[str, str] = {"ʷ": "w", "ʲ": "j"}


@lru_cache(maxsize=4096)
def of_symbol(symbol: str) -> tuple[tuple[Viseme, float], ...]:
    """The visemes of one IPA symbol in order, each with its share of the symbol's time; the shares sum to 1.

    A diphthong is split 60/40 (Rhubarb Lip Sync's rule), a triphthong 30/40/30. An affricate is its fricative.
    """
    if symbol.strip().lower() in _SILENT:
        return (("sil", 1.0),)
    shapes = _shapes(symbol)
    if not shapes:
        return (("sil", 1.0),)
    shares = {1: (1.0,), 2: (0.6, 0.4), 3: (0.3, 0.4, 0.3)}.get(len(shapes), (1 / len(shapes),) * len(shapes))
    return tuple(zip(shapes, shares, strict=True))


_PALATAL, _RETROFLEX, _DENTAL = frozenset("ɕʑ"), frozenset("ʂʐ"), frozenset("sz")
_SYLLABIC = frozenset("ɨɿʅ")
_ROUNDED = frozenset("yʏɥuʊwoɔø")


def in_context(symbol: str, before: str = "", after: str = "") -> tuple[tuple[Viseme, float], ...]:
    """As `of_symbol`, where the sounds `before` and `after` in the same word decide what is seen.

    Mandarin's j, q, x (tɕ, tɕʰ, ɕ) are said with spread lips, as s is, but before ü and u; the vowel of zi, ci, si keeps the teeth
    together (Lee & Zee 2003, "Standard Chinese (Beijing)"); the glide of yu and yue is rounded as its vowel is.
    """
    letters = set(symbol)
    follows = next((letter for letter in after if letter.isalpha()), "")
    if letters & _PALATAL and follows not in _ROUNDED:
        return (("SS", 1.0),)
    if letters <= _SYLLABIC and before and set(before) & _DENTAL and not set(before) & (_RETROFLEX | _PALATAL):
        return (("SS", 1.0),)
    if symbol == "j" and follows in "yʏɥ" and follows:
        return (("U", 1.0),)
    return of_symbol(symbol)


def _shapes(symbol: str) -> list[Viseme]:
    letters = [c for c in unicodedata.normalize("NFD", symbol) if unicodedata.category(c) in ("Ll", "Lu", "Lo") or c in _SMALL]
    found: list[tuple[str, Viseme]] = []
    for letter in letters:
        letter = _SMALL.get(letter, letter)
        if letter in "hɦ" and found and found[-1][0] in _PLOSIVES:
            continue  # aspiration has no shape of its own
        viseme = _LETTERS.get(letter) or _LETTERS.get(letter.lower()) or _look_alike(letter)
        if found and viseme in ("SS", "CH") and found[-1][0] in _STOPS:
            found.pop()  # an affricate looks like its fricative
        if not found or found[-1][1] != viseme:
            found.append((letter, viseme))
    return [viseme for _, viseme in found]


def _look_alike(letter: str) -> Viseme:
    """The viseme of a letter that the tables do not hold, by its Unicode name: the Latin letter it is drawn from."""
    words = unicodedata.name(letter, "").lower().split()
    for word in reversed(words):
        if len(word) == 1 and "a" <= word <= "z":
            return _LATIN_VOWELS.get(word) or _LETTERS.get(word, "DD")
    return "E" if "vowel" in words else "DD"
