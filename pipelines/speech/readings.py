"""From text to what is said: tokens with their language, spoken form and reading.

A token is a word as a person sees it, with the punctuation after it. Chinese runs are cut by jieba; their readings come
from pypinyin's phrase dictionary where the word is in it, else from g2pM's context model; then tone sandhi. Other
languages are cut at spaces and read by the synthesiser.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cn2an

from ..errors import BadInput

HANZI = "㐀-䶿一-鿿豈-﫿〇"
_HANZI_RUN = re.compile(f"[{HANZI}]+")
_NUMBER = r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?[%％‰]?"
_PIECE = re.compile(f"[{HANZI}]+|[$€£¥￥]?{_NUMBER}|[^\\W\\d_{HANZI}](?:[^\\W_{HANZI}]|['’&+#.-](?=[^\\W_{HANZI}]))*")
_PINYIN = re.compile(r"^[a-zü]{1,6}[1-5]$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as written, what follows it, the language it is said in, and its reading where this room decides it."""

    text: str
    after: str
    language: str
    reading: str = ""


def is_chinese(language: str) -> bool:
    """Whether the language is Mandarin (readings are pinyin)."""
    return language.lower().split("-")[0] in ("zh", "cmn")


def tokenise(text: str, language: str) -> tuple[str, tuple[Token, ...]]:
    """(what stands before the first word, the tokens). Together they hold every character of `text`."""
    pieces = [(match.start(), match.end()) for match in _PIECE.finditer(text)]
    spans: list[tuple[int, int, str]] = []
    for start, end in pieces:
        piece = text[start:end]
        if _HANZI_RUN.fullmatch(piece) and language.startswith(("ja", "yue", "ko")):
            spans.extend((place, place + 1, language) for place in range(start, end))
        elif _HANZI_RUN.fullmatch(piece):
            position = start
            for word in _cutter().cut(piece):
                spans.append((position, position + len(word), "zh"))
                position += len(word)
        elif is_chinese(language) and re.search(r"\d", piece):
            spans.append((start, end, "zh"))
        else:
            spans.append((start, end, "en" if is_chinese(language) else language))
    if not spans:
        return text, ()
    readings = _readings(text, spans)
    starts = [start for start, _, _ in spans[1:]] + [len(text)]
    tokens = tuple(
        Token(text[start:end], text[end:following], own, reading)
        for (start, end, own), following, reading in zip(spans, starts, readings, strict=True)
    )
    return text[: spans[0][0]], tokens


def _readings(text: str, spans: list[tuple[int, int, str]]) -> list[str]:
    """The pinyin of every Chinese span ("" for the others), found over the whole text so that context counts."""
    spoken: list[str] = []
    for index, (start, end, language) in enumerate(spans):
        word = text[start:end]
        if is_chinese(language) and not _HANZI_RUN.fullmatch(word):
            following = text[spans[index + 1][0]] if index + 1 < len(spans) and spans[index + 1][0] == end else ""
            word = say_number(word, following)
        spoken.append(word if is_chinese(language) else "，")
    if not any(word != "，" for word in spoken):
        return ["" for _ in spans]
    gaps = [text[end:following] for (_, end, _), (following, _, _) in zip(spans, [*spans[1:], (len(text), 0, "")], strict=True)]
    in_context = _context_pinyin("".join(word + gap for word, gap in zip(spoken, gaps, strict=True)))
    out, position = [], 0
    for word, gap in zip(spoken, gaps, strict=True):
        syllables = in_context[position : position + len(word)]
        position += len(word) + len(gap)
        out.append([] if word == "，" else _phrase_pinyin(word) or list(syllables))
    return [" ".join(syllables) for syllables in sandhi(out, spoken, gaps)]


# The dictionaries take a second to load, which a program that speaks no Chinese need not wait for.


@lru_cache(maxsize=1)
def _cutter() -> Any:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    return jieba


@lru_cache(maxsize=1)
def _model() -> Any:
    from g2pM import G2pM

    return G2pM()


@lru_cache(maxsize=1)
def _phrases() -> dict[str, list[list[str]]]:
    from pypinyin.constants import PHRASES_DICT

    return PHRASES_DICT


def _context_pinyin(text: str) -> list[str]:
    """A syllable for each character, by g2pM (Park & Lee 2020); u: is written v."""
    syllables: list[str] = _model()(text, tone=True, char_split=True)
    return [syllable.replace("u:", "v").replace("ü", "v") for syllable in syllables]


def _phrase_pinyin(word: str) -> list[str] | None:
    """The dictionary's reading of a word of two characters or more; a longer word may be two dictionary words."""
    if len(word) < 2:
        return None
    if word in _phrases():
        return [_numbered(choices[0]) for choices in _phrases()[word]]
    for cut in range(len(word) - 2, 1, -1):
        if word[:cut] in _phrases() and word[cut:] in _phrases():
            return [_numbered(choices[0]) for part in (word[:cut], word[cut:]) for choices in _phrases()[part]]
    return None


def _numbered(syllable: str) -> str:
    from pypinyin.contrib.tone_convert import to_tone3

    return to_tone3(syllable, neutral_tone_with_five=True, v_to_u=False)


def say_number(word: str, following: str = "") -> str:
    """A number in Chinese characters: years and long numbers digit by digit, others by value."""
    sign = "负" if word[0] in "-−" else ""
    money = {"$": "美元", "€": "欧元", "£": "英镑", "¥": "元", "￥": "元"}.get(word[0], "")
    core = re.sub(r"[^\d.]", "", word)
    prefix = {"%": "百分之", "％": "百分之", "‰": "千分之"}.get(word[-1], "")
    whole, _, fraction = core.partition(".")
    digit_by_digit = (following == "年" and len(whole) == 4) or len(whole) >= 9 or (len(whole) > 1 and whole[0] == "0")
    said = cn2an.an2cn(whole, "direct") if digit_by_digit else cn2an.an2cn(str(int(whole)), "low")
    if not digit_by_digit and whole == "2" and following and following in "个只位条张本块件次杯天年":
        said = "两"
    if fraction:
        said += "点" + cn2an.an2cn(fraction, "direct")
    return sign + prefix + said + money


def sandhi(words: list[list[str]], spoken: list[str], gaps: list[str]) -> list[list[str]]:
    """Tone sandhi over the line: 一 and 不 by the next tone, third before third; a word with a gap after it ends a group."""
    flat = [(w, s) for w, word in enumerate(words) for s in range(len(word))]
    out = [list(word) for word in words]
    for place, (w, s) in enumerate(flat):
        following = None
        if place + 1 < len(flat):
            nw, ns = flat[place + 1]
            following = words[nw][ns] if nw == w or (nw == w + 1 and not gaps[w]) else None
        character = spoken[w][s] if s < len(spoken[w]) else ""
        out[w][s] = _in_context(words[w][s], character, following, spoken[w], s)
    return out


def _in_context(syllable: str, character: str, following: str | None, word: str, index: int) -> str:
    if following is None or not syllable[-1:].isdigit():
        return syllable
    base, tone, next_tone = syllable[:-1], syllable[-1], following[-1]
    if character == "不" and next_tone == "4":
        return base + "2"
    counted = index > 0 and word[index - 1] in "第十百千万零〇一二三四五六七八九"
    if character == "一" and tone in "14" and not counted and len(word) <= 4:
        return base + ("2" if next_tone in "45" else "4")
    if tone == "3" and next_tone == "3":
        return base + "2"
    return syllable


def check_pinyin(reading: str, text: str) -> str:
    """`reading` as pinyin with tone digits, one syllable a character; BadInput says what would be accepted."""
    try:
        syllables = [_numbered(part) if not part[-1].isdigit() else part for part in reading.lower().split()]
    except IndexError:
        syllables = []
    syllables = [part.replace("ü", "v").replace("u:", "v") for part in syllables]
    expected = len(text) if _HANZI_RUN.fullmatch(text) else len(syllables)
    if not syllables or len(syllables) != expected or not all(_PINYIN.match(part) for part in syllables):
        raise BadInput(
            f"{reading!r} is not a reading of {text!r}: give {expected or 'its'} pinyin syllable(s) with tone digits, such as"
            ' "yin2 hang2".',
            f'{reading!r} 不是“{text}”的读音：请给出 {expected or ""} 个带声调数字的拼音音节，例如 "yin2 hang2"。',
        )
    return " ".join(syllables)
