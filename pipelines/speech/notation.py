"""A reading in the notation that a person knows, as the notation that the speaker takes.

Speakers take pinyin with tone digits for Mandarin, jyutping for Cantonese, and IPA with stress marks for the rest. A person
may give pinyin with digits or marks, IPA, X-SAMPA, ARPAbet, or for English a respelling ("shen-YING").
"""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from typing import Literal

from ..errors import BadInput
from . import arpabet, espeak_process, jyutping, pinyin, readings, symbol_table, xsampa

Notation = Literal["pinyin", "jyutping", "ipa", "x-sampa", "arpabet", "respelling"]
NOTATIONS: tuple[Notation, ...] = ("pinyin", "jyutping", "ipa", "x-sampa", "arpabet", "respelling")

_ALPHABETS: dict[str, Notation] = {
    "ipa": "ipa", "x-sampa": "x-sampa", "xsampa": "x-sampa", "x-arpabet": "arpabet", "arpabet": "arpabet", "cmu": "arpabet",
    "x-cmu": "arpabet", "pinyin": "pinyin", "x-pinyin": "pinyin", "x-amazon-pinyin": "pinyin", "jyutping": "jyutping",
    "x-amazon-jyutping": "jyutping", "x-jyutping": "jyutping", "respelling": "respelling",
}  # fmt: skip
_SAPI: dict[str, Notation] = {"zh": "pinyin", "cmn": "pinyin", "yue": "jyutping", "en": "arpabet"}

# How other hands write English sounds that ARPAbet's table has under one symbol only. After Wells, Accents of English (1982).
_ENGLISH_SPELLINGS = {
    "ɐ": "ə", "ᵻ": "ɪ", "ɨ": "ɪ", "ɘ": "ə", "ɵ": "ʊ", "ʉ": "u", "ʉː": "uː", "əʊ": "oʊ", "ɜ": "ɜː", "ɝ": "ɜː", "ɝː": "ɜː", "ɑ": "ɑː",
    "aː": "ɑː", "ɒ": "ɒ", "ɒː": "ɔː", "ɔ": "ɔː", "eː": "eɪ", "oː": "oʊ", "e": "ɛ", "ɛː": "ɛ", "o": "oʊ", "a": "æ", "r": "ɹ",
    "ɻ": "ɹ", "ɫ": "l", "l̩": "əl", "n̩": "ən", "m̩": "əm", "ɡ": "ɡ", "g": "ɡ", "ʤ": "dʒ", "ʧ": "tʃ", "pʰ": "p", "tʰ": "t", "kʰ": "k",
    "ʔ": "t", "ʍ": "w", "ɱ": "m", "ɚː": "ɚ", "ʲ": "j", "\u031a": "",
}  # fmt: skip
ENGLISH: tuple[str, ...] = tuple(
    dict.fromkeys([*arpabet.VOWELS.values(), "ə", "ɚ", "i", "u", "ɒ", *arpabet.CONSONANTS.values()])
)
"""The IPA symbols of English that the embedded speaker says."""

_STRESS = "ˈˌ"
_ASCII_MARKS = str.maketrans({"'": "ˈ", "’": "ˈ", ",": "ˌ", ":": "ː", "g": "ɡ", "\u0361": "", "\u035c": "", "‿": ""})
_RESPELLED = re.compile(r"[^\W\d_]+(?:[-\s'’][^\W\d_]+)*")
_LONGEST = 1000


def alphabet(name: str, language: str) -> Notation:
    """The notation that SSML and PLS call `name`: "x-cmu" is ARPAbet, "sapi" depends on the language. BadInput for others."""
    given = name.strip().lower()
    primary = language.lower().split("-")[0]
    if given == "sapi" and primary in _SAPI:
        return _SAPI[primary]
    if not given:
        return "ipa"
    if given not in _ALPHABETS:
        accepted = ", ".join([*_ALPHABETS, "sapi"])
        raise BadInput(
            f"The alphabet {name!r} is not known. Accepted: {accepted}.", f"未知音标体系 {name!r}。可接受：{accepted}。"
        )
    return _ALPHABETS[given]


def normalise(text: str, language: str, notation: str = "", *, word: str = "") -> str:
    """The reading `text` as the speaker takes it: pinyin with tone digits, jyutping, or IPA with stress marks.

    `notation` is one of `NOTATIONS`, found from the text if not given. With `word`, a word in Chinese characters, the
    number of syllables is checked. BadInput names the place of what the language lacks, and what is near it.
    """
    if len(text) > _LONGEST or not text.strip():
        raise BadInput(f"A reading of {len(text):,} characters was given; 1 to {_LONGEST:,} are accepted.",
                       f"读音有 {len(text):,} 个字符；可接受 1 到 {_LONGEST:,} 个。")  # fmt: skip
    if notation and notation not in NOTATIONS:
        raise BadInput(f"The notation {notation!r} is not known. Accepted: {', '.join(NOTATIONS)}.",
                       f"未知标音方式 {notation!r}。可接受：{'、'.join(NOTATIONS)}。")  # fmt: skip
    chosen = notation or guess(text, language)
    count = len(word) if word and re.fullmatch(f"[{readings.HANZI}]+", word) else None
    native = _native(language)
    if native != "ipa":
        if chosen != native:
            _wrong_notation(text, chosen, native)
        return pinyin.to_digits(text, count) if native == "pinyin" else jyutping.check(text, count)
    if chosen in ("pinyin", "jyutping"):
        _wrong_notation(text, chosen, "ipa")
    return _ipa(text, language, chosen)


def _native(language: str) -> Notation:
    if readings.is_chinese(language):
        return "pinyin"
    return "jyutping" if language.lower().split("-")[0] == "yue" else "ipa"


def _wrong_notation(text: str, given: str, wanted: str) -> None:
    examples = {"pinyin": "yin2 hang2", "jyutping": "ngan4 hong4", "ipa": "həˈloʊ"}
    raise BadInput(
        f"The reading {text!r} is {given}; this language takes {wanted}, such as {examples[wanted]!r}.",
        f"读音 {text!r} 为 {given}；该语言需要 {wanted}，例如 {examples[wanted]!r}。",
    )


def guess(text: str, language: str) -> Notation:
    """The notation that a reading is most likely in."""
    native = _native(language)
    if native != "ipa":
        return "ipa" if any(c in "ˈˌːɕʂʈɤŋɑ" for c in text) else native
    english = language.lower().startswith("en")
    if english and arpabet.is_arpabet(text):
        return "arpabet"
    if any(ord(c) > 127 for c in unicodedata.normalize("NFD", text)) or text.strip()[0] in "/[":
        return "ipa"
    if re.search(r'["%{}@\\_0-9&?=:]', text) or re.search(r"\b[a-z]*[a-z][A-Z]", text):
        return "x-sampa"
    return "respelling" if english and _RESPELLED.fullmatch(text.strip()) else "ipa"


def _ipa(text: str, language: str, notation: str) -> str:
    english = language.lower().startswith("en")
    if notation == "respelling":
        if not english or not _RESPELLED.fullmatch(text.strip()):
            raise BadInput(f'{text!r} is not a respelling for English. Accepted: letters and hyphens, such as "shen-YING".',
                           f'{text!r} 不是英语的拼写式读音。可接受字母和连字符，例如 "shen-YING"。')  # fmt: skip
        return english_ipa(_respelled(text))
    if notation == "arpabet":
        return arpabet.to_ipa(text)
    plain = xsampa.to_ipa(text) if notation == "x-sampa" else text.strip().strip("/[]")
    return english_ipa(plain) if english else _any_ipa(plain)


def english_ipa(text: str) -> str:
    """IPA of English in the symbols of `ENGLISH`: other hands' spellings of the same sounds are rewritten."""
    plain = unicodedata.normalize("NFC", text).translate(_ASCII_MARKS)
    known = {symbol: symbol for symbol in (*ENGLISH, *_STRESS, " ")} | _ENGLISH_SPELLINGS | {".": ""}
    symbols, place = symbol_table.split(plain, known)
    if place < len(plain):
        _unknown(text, plain, place, ENGLISH, "English", "英语")
    parts = [part for symbol in symbols for part in symbol_table.split(known[symbol], (*ENGLISH, *_STRESS, " "))[0]]
    return " ".join(symbol_table.join(parts, known, ".").split())


def _any_ipa(text: str) -> str:
    plain = xsampa.decomposed(text.translate(_ASCII_MARKS).replace(".", ""))
    _, place = symbol_table.split(plain, xsampa.FROM_IPA)
    if place < len(plain):
        _unknown(
            text,
            plain,
            place,
            tuple(s for s in xsampa.FROM_IPA if s.strip() and not unicodedata.combining(s[0])),
            "IPA",
            "国际音标",
        )
    return unicodedata.normalize("NFC", " ".join(plain.split()))


def _unknown(text: str, plain: str, place: int, inventory: tuple[str, ...], en: str, zh: str) -> None:
    """BadInput for a symbol that the inventory lacks, with those whose Unicode names are near."""
    names = {unicodedata.name(symbol[0], ""): symbol for symbol in inventory if len(symbol) == 1}
    near = [names[name] for name in get_close_matches(unicodedata.name(plain[place], ""), names, 4, 0.6)]
    shown = " ".join(near) or " ".join(inventory[:12])
    raise BadInput(
        f"The reading {text!r} holds {plain[place]!r} (character {place + 1}), which {en} does not have. Near: {shown}."
        + (f" Accepted: {' '.join(inventory)}" if inventory is ENGLISH else ""),
        f"读音 {text!r} 中第 {place + 1} 个字符 {plain[place]!r} 不属于{zh}。相近的有：{shown}。",
    )


def _respelled(text: str) -> str:
    """The IPA that espeak-ng reads a respelling with: the part in capitals is stressed, else the first."""
    parts = re.split(r"[-\s]+", text.strip())
    loud = next((i for i, part in enumerate(parts) if part.isupper() and len(parts) > 1), -1)
    said = []
    for number, part in enumerate(parts):
        answer, _ = espeak_process.ask(ipa=part.lower(), voice="en-us")
        ipa = answer["ipa"].replace(" ", "")
        if loud >= 0:
            bare = ipa.replace("ˈ", "").replace("ˌ", "")
            ipa = _stressed(bare) if number == loud else bare
        elif number:
            ipa = ipa.replace("ˈ", "ˌ")
        said.append(ipa)
    return "".join(said)


def _stressed(ipa: str) -> str:
    """With a primary stress before its first vowel."""
    first = next((i for i, c in enumerate(ipa) if c in "aeiouæɑɒɐəɚɛɜɪʊʌɔᵻ"), 0)
    return ipa[:first] + "ˈ" + ipa[first:]


def ipa_to_arpabet(text: str) -> str:
    """ARPAbet with stress digits for English IPA; BadInput for a sound that it lacks."""
    plain = english_ipa(text)
    symbols, place = symbol_table.split(plain, {*arpabet.FROM_IPA, *_STRESS, " ", "."})
    if place < len(plain):
        _unknown(text, plain, place, ENGLISH, "ARPAbet", "ARPAbet")
    return arpabet.from_symbols(symbols)
