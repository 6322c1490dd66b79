"""儿化: a final 儿 that colours the syllable before it instead of being one (玩儿 → wanr2)."""

from __future__ import annotations

import re

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


# What espeak-ng's Mandarin voice calls the initials, and the finals when the tongue is curled at their end: -n, -ng and -i fall
# before -r, and the vowels of -in, -un and the like open (Lin 2007, The Sounds of Chinese, ch. 8).
_INITIALS = {"b": "p", "p": "ph", "m": "m", "f": "f", "d": "t", "t": "th", "n": "n", "l": "l", "g": "k", "k": "kh", "h": "X", "j": "tS;",
             "q": "tS;h", "x": "S;", "zh": "ts.", "ch": "ts.h", "sh": "s.", "r": "z.", "z": "ts", "c": "tsh", "s": "s", "y": "j", "w": "w"}  # fmt: skip
_FINALS = {
    final: vowel
    for vowel, finals in {
        "A": "a ai an ang", "iA": "ia ian iang", "uA": "ua uai uan uang", "y&": "van", "o-": "e", "@": "ei en eng", "iE": "ie", "yE": "ve",
        "i": "i in ing", "y": "v vn iong", "u": "u ong", "u@": "ui uei un uen ueng", "o": "o", "uo": "uo", "Au": "ao", "iAu": "iao",
        "ou": "ou", "iou": "iu iou",
    }.items()
    for final in finals.split()
}  # fmt: skip
_WHOLE = {
    "yi": "i",
    "yin": "in",
    "ying": "ing",
    "ye": "ie",
    "yu": "v",
    "yue": "ve",
    "yuan": "van",
    "yun": "vn",
    "yong": "iong",
    "wu": "u",
}
_TONES = {"1": "55", "2": "35", "3": "214", "4": "51", "5": "11"}
_SYLLABLE = re.compile("(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)(.+)r([1-5])")


def apart(syllable: str) -> tuple[str, ...]:
    """What espeak-ng is given for a rhotic syllable: its mnemonics for one syllable whose vowel ends in a retroflex approximant
    (wanr2 → [[w'A35r.]]); for what is no Mandarin syllable, the syllable and er5."""
    found = _SYLLABLE.fullmatch(syllable)
    initial, final, tone = found.groups() if found else ("", "", "")
    final = _WHOLE.get(initial + final) or (("u" if initial == "w" else "i" if initial == "y" else "") + final)
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "v" + final[1:]
    vowel = _FINALS.get(final, "")
    if not vowel:
        return syllable[:-2] + syllable[-1], "er5"
    if final == "i" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        vowel = "@"
    if initial in ("h", "w") and vowel == "uA":
        return (f"[[{_INITIALS[initial] if initial == 'h' else ''}w'A{_TONES[tone]}r.]]",)
    return (f"[[{_INITIALS.get(initial, '')}'{vowel}{_TONES[tone]}r.]]",)
