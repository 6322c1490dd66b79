"""儿化: a final 儿 that colours the syllable before it instead of being one (玩儿 → wanr2)."""

from __future__ import annotations

_FULL_BEFORE = "女婴幼孤胎宠男少血健育托弃患病产生妻小仔狗金哪吒"  # 女儿, 婴儿: a syllable of its own


def joined(characters: str, syllables: list[str]) -> list[str]:
    """The syllables of a word with its final 儿 joined to the one before, where it is not a syllable of its own."""
    if len(characters) < 2 or characters[-1] != "儿" or characters[-2] in _FULL_BEFORE or len(syllables) != len(characters):
        return syllables
    before = syllables[-2]
    return [*syllables[:-2], f"{before[:-1]}r{before[-1]}"]


def is_rhotic(syllable: str) -> bool:
    """Whether a syllable has 儿 joined to it: wanr2, not er2."""
    return syllable[-2:-1] == "r" and syllable[:-1] != "er"


def apart(syllable: str) -> tuple[str, str]:
    """A rhotic syllable as two that a synthesiser without rhotic finals can say: the coda falls (wanr2 → wa2 er5).

    -n and -i fall before -r (Lin 2007, The Sounds of Chinese, ch. 8).
    """
    base, tone = syllable[:-2], syllable[-1]
    for coda, kept in (("ian", "ia"), ("uan", "ua"), ("van", "va"), ("ai", "a"), ("an", "a"), ("ei", "e"), ("en", "e")):
        if base.endswith(coda):
            return base[: -len(coda)] + kept + tone, "er5"
    return base + tone, "er5"
