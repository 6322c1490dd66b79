"""ARPABET, the phone names of English aligners and of TIMIT, as IPA (Garofolo et al. 1993, TIMIT documentation)."""

from __future__ import annotations

from collections.abc import Sequence

_VOWELS = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "aʊ", "AX": "ə", "AXR": "ɚ", "AY": "aɪ", "EH": "ɛ", "ER": "ɝ", "EY": "eɪ",
    "IH": "ɪ", "IX": "ɨ", "IY": "i", "OW": "oʊ", "OY": "ɔɪ", "UH": "ʊ", "UW": "u", "UX": "ʉ",
}  # fmt: skip
_CONSONANTS = {
    "B": "b", "CH": "tʃ", "D": "d", "DH": "ð", "DX": "ɾ", "EL": "l̩", "EM": "m̩", "EN": "n̩", "F": "f", "G": "ɡ", "HH": "h", "JH": "dʒ",
    "K": "k", "L": "l", "M": "m", "N": "n", "NG": "ŋ", "NX": "ɾ̃", "P": "p", "Q": "ʔ", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ",
    "V": "v", "W": "w", "WH": "ʍ", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
_MOST = 0.8  # an annotator's own labels among them change nothing
_STRESS = {"0": 0, "1": 1, "2": 2}
_OWN = frozenset(("HH", "AH", "IH", "EH", "IY", "UW", "AY", "EY", "OW", "DH", "NG", "AE", "AO", "ER"))


def is_arpabet(labels: Sequence[str]) -> bool:
    """Whether the labels are ARPABET: nearly all are in its table, and some could be nothing else."""
    bare = [label.upper().rstrip("012") for label in labels if label.lower() != "spn"]
    known = [label for label in bare if is_known(label)]
    if len(known) < _MOST * len(bare) or not known:
        return False
    return not _OWN.isdisjoint(known) or any(label[-1:] in _STRESS for label in labels)


def is_known(label: str) -> bool:
    bare = label.upper().rstrip("012")
    return bare in _VOWELS or bare in _CONSONANTS


def to_ipa(label: str) -> tuple[str, int]:
    """(IPA, stress); AH without stress is a schwa. A label that is none stays as it is."""
    bare, stress = label.upper().rstrip("012"), _STRESS.get(label[-1:], 0)
    if bare == "AH" and label[-1:] == "0":
        return "ə", 0
    if bare == "ER" and label[-1:] == "0":
        return "ɚ", 0
    return _VOWELS.get(bare) or _CONSONANTS.get(bare) or label, stress
