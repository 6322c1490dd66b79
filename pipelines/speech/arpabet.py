"""ARPAbet (the CMU Pronouncing Dictionary's: stress digits on vowels) to IPA and back, for American English."""

from __future__ import annotations

import re
from difflib import get_close_matches

from ..errors import BadInput
from . import symbol_table

VOWELS = {
    "AA": "ɑː", "AE": "æ", "AH": "ʌ", "AO": "ɔː", "AW": "aʊ", "AY": "aɪ", "EH": "ɛ", "ER": "ɜː", "EY": "eɪ", "IH": "ɪ",
    "IY": "iː", "OW": "oʊ", "OY": "ɔɪ", "UH": "ʊ", "UW": "uː",
}  # fmt: skip
CONSONANTS = {
    "B": "b", "CH": "tʃ", "D": "d", "DH": "ð", "DX": "ɾ", "F": "f", "G": "ɡ", "HH": "h", "JH": "dʒ", "K": "k", "L": "l",
    "M": "m", "N": "n", "NG": "ŋ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "V": "v", "W": "w", "Y": "j",
    "Z": "z", "ZH": "ʒ",
}  # fmt: skip
_UNSTRESSED = {"AH": "ə", "ER": "ɚ", "IY": "i", "UW": "u"}  # what these vowels are without stress
_ALSO_READ = {
    "AX": "ə",
    "AXR": "ɚ",
    "IX": "ɪ",
    "UX": "u",
    "EL": "ə l",
    "EM": "ə m",
    "EN": "ə n",
    "NX": "n",
    "WH": "w",
    "HV": "h",
}
_ALSO_WRITTEN = {"ɒ": "AA", "ɔ": "AO", "ɑ": "AA", "ɝ": "ER", "e": "EH", "o": "OW", "a": "AE", "əʊ": "OW"}
_FROM_VOWEL = {ipa: code for code, ipa in VOWELS.items()} | {ipa: code for code, ipa in _UNSTRESSED.items()} | _ALSO_WRITTEN
_FROM_CONSONANT = {ipa: code for code, ipa in CONSONANTS.items()} | {"g": "G", "r": "R"}
_MARK = {"1": "ˈ", "2": "ˌ"}
_DIGIT = {mark: digit for digit, mark in _MARK.items()}
_CODE = re.compile(r"([A-Z]+)([0-2]?)")

FROM_IPA = {**_FROM_VOWEL, **_FROM_CONSONANT}
"""IPA symbol of English → ARPAbet symbol without its stress digit."""


def is_arpabet(text: str) -> bool:
    """Whether every part, in capitals, is an ARPAbet symbol, and there is a vowel."""
    parts = [_CODE.fullmatch(part) for part in text.split()]
    codes = [part[1] if part else "" for part in parts]
    known = all(code in VOWELS or code in CONSONANTS or code in _ALSO_READ for code in codes)
    return bool(codes) and known and any(code in VOWELS or code in _ALSO_READ for code in codes)


def to_ipa(text: str) -> str:
    """IPA with the stress mark before the vowel, as espeak-ng writes it: "HH AH0 L OW1" is həlˈoʊ. Two symbols that would be
    read as another one are parted: "T SH" is t.ʃ.

    BadInput names the symbol that ARPAbet lacks, its place, and those that are near.
    """
    out: list[str] = []
    for number, part in enumerate(text.upper().replace(".", " ").replace("-", " ").split(), 1):
        match = _CODE.fullmatch(part)
        code, digit = (match[1], match[2]) if match else ("", "")
        if code in VOWELS:
            out += [_MARK[digit]] if digit in _MARK else []
            out.append(_UNSTRESSED.get(code, VOWELS[code]) if digit == "0" else VOWELS[code])
        elif not digit and code in CONSONANTS:
            out.append(CONSONANTS[code])
        elif code in _ALSO_READ:
            out += _ALSO_READ[code].split()
        else:
            near = get_close_matches(code or part, [*VOWELS, *CONSONANTS], 4, 0.3) or list(VOWELS)
            raise BadInput(
                f"Symbol {number}, {part!r}, is not ARPAbet. Near: {', '.join(near)}; vowels take a stress digit, as in HH AH0 L OW1.",
                f"第 {number} 个符号 {part!r} 不是 ARPAbet。相近的有：{'、'.join(near)}；元音可带重音数字，如 HH AH0 L OW1。",
            )
    return symbol_table.join(out, {**FROM_IPA, **_DIGIT}, ".")


def from_symbols(symbols: list[str]) -> str:
    """ARPAbet of English IPA symbols in order, stress marks among them: a mark is for the next vowel."""
    out, digit = [], "0"
    for symbol in symbols:
        if symbol in _DIGIT:
            digit = _DIGIT[symbol]
        elif symbol in _FROM_VOWEL:
            out.append(_FROM_VOWEL[symbol] + digit)
            digit = "0"
        elif symbol.strip(" ."):
            out.append(_FROM_CONSONANT[symbol])
    return " ".join(out)
