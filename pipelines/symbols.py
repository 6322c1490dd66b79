"""What kind of sound an IPA symbol is."""

from __future__ import annotations

_VOWELS = frozenset("aeiouyæɑɒɐəɚɛɜɝɨɪʉʊʌɔøœɤɯɵɶɘɞ")
_PLOSIVES = frozenset("pbtdkgɡqɢcɟʈɖʔ")


def is_vowel(symbol: str) -> bool:
    """Whether the sound has a vowel in it; a syllabic consonant has not."""
    return any(character in _VOWELS for character in symbol)


def is_plosive(symbol: str) -> bool:
    """Whether it begins with a closure: stops and affricates."""
    return symbol[:1] in _PLOSIVES
