"""Phonemes as the one-label-each that tier formats have: stress before the symbol, tone after it.

ˈa   primary stress        a˥   a˧˥   a˨˩˦   a˥˩   tones 1 to 4 as Chao letters (Chao 1930)
ˌa   secondary stress      a˧                      the neutral tone, 5; other digits are written small: a⁶
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...symbols import is_vowel
from . import arpabet

SILENT = frozenset(
    ("", "sil", "sp", "pau", "pause", "silence", "_", "#", "h#", "epi", "<p:>", "<p>", "<sil>", "<pause>", "(...)")
)
"""Labels that say nothing sounds, in lower case: Praat's, MFA's, MAUS's, TIMIT's and VOICEVOX's."""

EVENTS = {"breath": "breath", "ap": "breath", "<breath>": "breath", "laugh": "laugh", "<laugh>": "laugh", "sound": "sound"}
"""Labels of sounds between words → the kind of `SoundEvent`."""

NOISE = "spn"
"""Something was said that nobody wrote down, as MFA names it."""

_STRESS = {1: "ˈ", 2: "ˌ"}
_TONES = {"1": "˥", "2": "˧˥", "3": "˨˩˦", "4": "˥˩", "5": "˧"}
_LETTERS = {letters: tone for tone, letters in _TONES.items()} | {"˥˥": "1", "˨˩": "3", "˨˩˩": "3", "˦˩": "4"}
_SMALL = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_PARTS = re.compile(r"([ˈˌ]?)(.*?)([˥˦˧˨˩]+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?", re.DOTALL)


def is_silent(label: str) -> bool:
    return label.strip().lower() in SILENT


def event_kind(label: str) -> str:
    """The kind of sound event that a label names, "" for none."""
    return EVENTS.get(label.strip().lower(), "")


def write(symbol: str, stress: int, tone: str) -> str:
    return _STRESS.get(stress, "") + symbol + (_TONES.get(tone) or tone.translate(_SMALL))


def read(label: str, language: str = "") -> tuple[str, int, str]:
    """(symbol, stress, tone) of a label. In Chinese a digit after a vowel is a tone too ("ang4")."""
    match = _PARTS.fullmatch(label)
    assert match is not None  # the pattern takes any text
    mark, symbol, tail = match.groups()
    stress = {"": 0, "ˈ": 1, "ˌ": 2}[mark]
    if tail and (tone := _LETTERS.get(tail)):
        return symbol or tail, stress, tone if symbol else ""
    if tail and symbol and tail[0] not in "˥˦˧˨˩":
        return symbol, stress, tail.translate(_PLAIN)
    whole = symbol + (tail or "")
    if language.startswith(("zh", "cmn")) and whole[-1:] in "12345" and whole[:-1] and is_vowel(whole):
        return whole[:-1], stress, whole[-1]
    return whole or label, stress if whole else 0, ""


def read_all(labels: Sequence[str], language: str = "") -> tuple[list[tuple[str, int, str]], bool]:
    """(each label's symbol, stress and tone; whether they were ARPABET and are now IPA)."""
    sounding = [label for label in labels if not is_silent(label) and not event_kind(label)]
    if arpabet.is_arpabet(sounding):
        return [(*arpabet.to_ipa(label), "") if not is_silent(label) else (label, 0, "") for label in labels], True
    return [read(label, language) for label in labels], False
