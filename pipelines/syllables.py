"""The syllables of a word."""

from __future__ import annotations

from itertools import pairwise

from .symbols import is_vowel
from .timeline import Word


def syllables(word: Word) -> tuple[tuple[int, ...], ...]:
    """The places of the phonemes of each syllable: a vowel with the consonant before it, the rest with the vowel before."""
    nuclei = [i for i, p in enumerate(word.phonemes) if is_vowel(p.symbol)]
    joint = [i for i in nuclei if i - 1 in nuclei and not word.phonemes[i].tone]  # the second half of a diphthong
    nuclei = [i for i in nuclei if i not in joint]
    starts = [0] + [max(i - 1, before + 1) if i - 1 > before else i for before, i in pairwise(nuclei)]
    return tuple(tuple(range(a, b)) for a, b in zip(starts, [*starts[1:], len(word.phonemes)], strict=True))
