"""pypinyin's dictionaries: the readings of a word, and every reading that a character has."""

from __future__ import annotations

from functools import lru_cache

Syllables = list[str]


@lru_cache(maxsize=1)
def _phrases() -> dict[str, list[list[str]]]:
    from pypinyin.constants import PHRASES_DICT  # 47,000 phrases: half a second that other languages need not wait for

    return PHRASES_DICT


@lru_cache(maxsize=4096)
def numbered(syllable: str) -> str:
    """A syllable with its tone as a digit, 5 for the neutral tone, v for ü: "háng" → "hang2"."""
    from pypinyin.contrib.tone_convert import to_tone3

    return to_tone3(syllable, neutral_tone_with_five=True, v_to_u=False).replace("ü", "v")


def phrase(word: str) -> Syllables | None:
    """The dictionary's reading of a word of two characters or more; a longer word may be two dictionary words."""
    if len(word) < 2:
        return None
    if word in _phrases():
        return [numbered(choices[0]) for choices in _phrases()[word]]
    for place in range(len(word) - 2, 1, -1):
        if word[:place] in _phrases() and word[place:] in _phrases():
            return [numbered(choices[0]) for part in (word[:place], word[place:]) for choices in _phrases()[part]]
    return None


def idiom(phrase: str) -> dict[int, str]:
    """Place → reading of a phrase that is one entry of the dictionary; {} for another."""
    return {place: numbered(choices[0]) for place, choices in enumerate(_phrases().get(phrase, ()))}


@lru_cache(maxsize=8192)
def candidates(character: str) -> tuple[str, ...]:
    """Every reading that a character has, the commonest first; () for what is not Chinese."""
    from pypinyin.constants import PINYIN_DICT

    found = PINYIN_DICT.get(ord(character), "")
    return tuple(dict.fromkeys(numbered(part) for part in found.split(",") if part))


@lru_cache(maxsize=4096)
def with_marks(syllable: str) -> str:
    """A syllable with its tone as a mark: "hang2" → "háng", "lv4" → "lǜ", "wanr2" → "wánr"."""
    from pypinyin.contrib.tone_convert import to_tone

    base, tone = syllable[:-1], syllable[-1]
    if tone == "5":
        return base.replace("v", "ü")
    rhotic = base.endswith("r") and base != "er"
    return to_tone(f"{base.removesuffix('r') if rhotic else base}{tone}") + "r" * rhotic
