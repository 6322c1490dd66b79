"""espeak-ng's phoneme names as IPA, and IPA as the mnemonics that espeak-ng takes between [[ and ]]."""

from __future__ import annotations

from ..errors import BadInput

# What the Mandarin voice calls its sounds, as the IPA that phoneticians use for them (Lee & Zee 2003).
_SPECIAL = {
    "ts.h": "ʈʂʰ",
    "ts.": "ʈʂ",
    "s.": "ʂ",
    "tɕh": "tɕʰ",
    "tsh": "tsʰ",
    "ph": "pʰ",
    "th": "tʰ",
    "kh": "kʰ",
    "χ": "x",
    "onɡ": "ʊŋ",
    "i.": "ɨ",
    "i̪": "ɨ",
    "o-": "ɤ",
    "ər": "ɚ",
    "r.": "ɻ",
}
_TONELESS = str.maketrans("", "", "ˈˌ1234567")


def to_ipa(name: str) -> tuple[str, int]:
    """(IPA symbol, stress) of an espeak phoneme name; ("", 0) for a pause or a switch of language."""
    if not name or name.startswith("("):
        return "", 0
    stress = 1 if "ˈ" in name else 2 if "ˌ" in name else 0
    bare = name.translate(_TONELESS)
    return _SPECIAL.get(bare, bare), stress


_MNEMONICS = {
    "tʃ": "tS", "dʒ": "dZ", "aɪ": "aI", "aʊ": "aU", "eɪ": "eI", "oʊ": "oU", "ɔɪ": "OI", "əʊ": "oU", "iː": "i:", "uː": "u:",
    "ɑː": "A:", "ɔː": "O:", "ɜː": "3:", "ɝ": "3:", "ɚ": "3", "ɾ": "t#", "ɹ": "r", "ʃ": "S", "ʒ": "Z", "θ": "T", "ð": "D", "ŋ": "N",
    "ɡ": "g", "g": "g", "æ": "a", "ɛ": "E", "ɪ": "I", "ɒ": "0", "ɔ": "O:", "ʊ": "U", "ʌ": "V", "ə": "@", "i": "i", "ɑ": "A:", "u": "u:",
    "ˈ": "'", "ˌ": ",", "p": "p", "b": "b", "t": "t", "d": "d", "k": "k", "f": "f", "v": "v", "s": "s", "z": "z", "h": "h", "m": "m",
    "n": "n", "l": "l", "r": "r", "j": "j", "w": "w", "e": "E", "o": "oU", "a": "a",
}  # fmt: skip


def to_mnemonics(ipa: str) -> str:
    """espeak-ng's mnemonics for an English reading in IPA; BadInput names the first symbol that is not known."""
    out, place = [], 0
    text = ipa.strip().strip("/[]").replace(" ", "").replace(".", "")
    while place < len(text):
        for width in (2, 1):
            part = text[place : place + width]
            if part in _MNEMONICS:
                out.append(_MNEMONICS[part])
                place += len(part)
                break
        else:
            raise BadInput(
                f'The reading {ipa!r} holds {text[place]!r}, which English does not have. Accepted: IPA such as "hə\'loʊ" in'
                f" {' '.join(list(_MNEMONICS)[:40])} …",
                f'读音 {ipa!r} 中的 {text[place]!r} 不是英语音标。可接受的 IPA 例如 "həˈloʊ"。',
            )
    if not out:
        raise BadInput('An empty reading was given. Give IPA, such as "riːd".', '读音为空。请给出 IPA，例如 "riːd"。')
    if "'" not in out:  # a word said by itself has one stressed syllable
        out.insert(next((i for i, part in enumerate(out) if part[0] in "aeiouAEIOUV03@"), 0), "'")
    return "".join(out)
