"""From text to what is said: tokens with their language, spoken form and reading.

A token is a word as a person sees it, with the punctuation after it. Chinese is cut by jieba, its numbers are said as
people say them, its characters get their readings in context and then tone sandhi; Cantonese gets jyutping; English
homographs get IPA by their neighbours. Everything else is read by the synthesiser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from ..errors import BadInput
from ..timeline import Utterance, Word
from . import ipa
from .reading import cantonese, dictionary, english_numbers, erhua, hanzi, homographs, neutral, numbers, polyphones, sandhi
from .reading.hanzi import HANZI, HANZI_RUN

_NUMBER = r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?[%％‰]?"
_PIECE = re.compile(f"[{HANZI}]+|[$€£¥￥]?{_NUMBER}|[^\\W\\d_{HANZI}](?:[^\\W_{HANZI}]|['’&+#.-](?=[^\\W_{HANZI}]))*")
_LETTERS = re.compile(f"[{HANZI}]+|[^\\W\\d_{HANZI}](?:[^\\W\\d_{HANZI}]|['’&+#.-](?=[^\\W\\d_{HANZI}]))*|\\d+")
_PINYIN = re.compile(r"^[a-zü]{1,6}r?[1-5]$")
_JYUTPING = re.compile(r"^[a-z]{1,6}[1-6]$")
_CLAUSE_END = re.compile(r"[，。！？；：、,.!?;:…—\n]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as written, what follows it, the language it is said in, its reading where this room decides it, and the words
    that it is said in where those are others than it is written in ("$3.50" is "3 dollars 50")."""

    text: str
    after: str
    language: str
    reading: str = ""
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch [start, end) of the text, its language, and how it is said ("" if as it is written)."""

    start: int
    end: int
    language: str
    spoken: str = ""


def is_chinese(language: str) -> bool:
    """Whether the language is Mandarin (readings are pinyin)."""
    return language.lower().split("-")[0] in ("zh", "cmn") and not cantonese.is_cantonese(language)


def in_syllables(language: str) -> bool:
    """Whether readings in this language are syllables with tone digits: pinyin or jyutping."""
    return is_chinese(language) or cantonese.is_cantonese(language)


def tokenise(text: str, language: str) -> tuple[str, tuple[Token, ...]]:
    """(what stands before the first word, the tokens). Together they hold every character of `text`."""
    pieces = list(_sinitic_pieces(text, language) if in_syllables(language) else _other_pieces(text, language))
    if not pieces:
        return text, ()
    readings = _readings(text, pieces, language)
    ends = [piece.start for piece in pieces[1:]] + [len(text)]
    tokens = tuple(
        Token(
            text[piece.start : piece.end],
            text[piece.end : following],
            piece.language,
            reading,
            "" if in_syllables(piece.language) else piece.spoken,
        )
        for piece, following, reading in zip(pieces, ends, readings, strict=True)
    )
    return text[: pieces[0].start], tokens


def _sinitic_pieces(text: str, language: str) -> Iterator[_Piece]:
    """Chinese words (Cantonese: characters), numbers with their spoken form, and words of other scripts as English."""
    own = "zh" if is_chinese(language) else language
    position = 0
    spoken = numbers.spans if is_chinese(language) else cantonese.spans
    for span in [*spoken(text), numbers.Span(len(text), len(text), "")]:
        for match in _LETTERS.finditer(text, position, span.start):
            start, piece = match.start(), match.group()
            if not HANZI_RUN.fullmatch(piece):
                yield _Piece(start, match.end(), own if piece.isdigit() else "en", numbers.digits(piece))
            elif is_chinese(language):
                yield from _words(piece, start)
            else:
                yield from (_Piece(place, place + 1, language) for place in range(start, match.end()))
        if span.end > span.start:
            yield _Piece(span.start, span.end, own, span.spoken)
        position = span.end


def _words(run: str, start: int) -> Iterator[_Piece]:
    for word in hanzi.cut(run):
        yield _Piece(start, start + len(word), "zh")
        start += len(word)


def _other_pieces(text: str, language: str) -> Iterator[_Piece]:
    """Words as another language cuts them; Chinese in it is read as Mandarin, save where characters are its own."""
    own_characters = language.startswith(("ja", "ko"))
    position = 0
    for span in [*_english_spans(text, language), numbers.Span(len(text), len(text), "")]:
        for match in _PIECE.finditer(text, position, span.start):
            start, piece = match.start(), match.group()
            if not HANZI_RUN.fullmatch(piece):
                yield _Piece(start, match.end(), language)
            elif own_characters:
                yield from (_Piece(place, place + 1, language) for place in range(start, match.end()))
            else:
                yield from _words(piece, start)
        if span.end > span.start:
            yield _Piece(span.start, span.end, language, span.spoken)
        position = span.end


@lru_cache(maxsize=64)  # asked for again with each edit of a line, most of which leave its words
def _english_spans(text: str, language: str) -> tuple[numbers.Span, ...]:
    return tuple(english_numbers.spans(text, language)) if language.lower().split("-")[0] == "en" else ()


def spoken_of(words: Iterable[Word], language: str) -> list[str]:
    """What each word of an utterance is said in, as `tokenise` says of it; "" where that is how it is written."""
    chosen = tuple(words)
    found = {
        (span.start, span.end): span.spoken for span in _english_spans("".join(w.text + w.after for w in chosen), language)
    }
    out, place = [], 0
    for word in chosen:
        own = "" if word.language and word.language != language else found.get((place, place + len(word.text)), "")
        out.append(own)
        place += len(word.text) + len(word.after)
    return out


def _readings(text: str, pieces: list[_Piece], language: str) -> list[str]:
    """The reading of every piece that this room decides, "" for the others."""
    found = [""] * len(pieces)
    if cantonese.is_cantonese(language):
        found = _cantonese(text, pieces)
    elif any(is_chinese(piece.language) for piece in pieces):
        found = _mandarin(text, pieces)
    ends = [piece.start for piece in pieces[1:]] + [len(text)]
    english = _english([(text[p.start : p.end], text[p.end : end], p.language) for p, end in zip(pieces, ends, strict=True)])
    return [own or other for own, other in zip(english, found, strict=True)]


def homographs_of(words: Iterable[Word], language: str) -> list[str]:
    """The IPA of each word of an utterance that the synthesiser does not decide: what a dictionary gave it, else, for an
    English homograph, what `tokenise` says of it; "" for the others."""
    chosen = tuple(words)
    english = _english([(word.text, word.after, word.language or language) for word in chosen])
    return [_given(word, word.language or language) or decided for word, decided in zip(chosen, english, strict=True)]


def told(utterance: Utterance) -> dict[str, str]:
    """Word id → its predicted reading, where the text alone would not give it: what a dictionary, or an earlier version, said."""
    opening, tokens = tokenise(utterance.text, utterance.language)
    place, alone = len(opening), dict[tuple[int, int], str]()
    for token in tokens:
        alone[place, place + len(token.text)] = token.reading
        place += len(token.text) + len(token.after)
    english = _english([(word.text, word.after, word.language or utterance.language) for word in utterance.words])
    out, place = dict[str, str](), len(utterance.opening)
    for word, decided in zip(utterance.words, english, strict=True):
        language = word.language or utterance.language
        own = word.reading if in_syllables(language) else _given(word, language)
        usual = alone.get((place, place + len(word.text)), own) if in_syllables(language) else decided
        if own and own != usual:
            out[word.id] = own.removesuffix(".")
        place += len(word.text) + len(word.after)
    return out


def as_given(word: Word, reading: str) -> Word:
    """The word with `reading` for its predicted one, so that `homographs_of` knows it from the synthesiser's own.

    Those are spelt by the phonemes; one that happens to be spelt like them gets a syllable's dot, which says nothing.
    """
    return replace(word, reading=reading + "." if reading == _spelt(word) else reading)


def _given(word: Word, language: str) -> str:
    """The word's IPA if it is not what its phonemes spell, and can be said; syllables with tones are read from the word itself."""
    if in_syllables(language) or word.reading == _spelt(word):
        return ""
    try:
        ipa.to_mnemonics(word.reading)
    except BadInput:
        return ""
    return word.reading


def _spelt(word: Word) -> str:
    return "".join(("", "ˈ", "ˌ")[p.stress] + p.symbol for p in word.phonemes)


def _english(words: list[tuple[str, str, str]]) -> list[str]:
    """IPA for the English homographs among (word, what follows it, language)."""
    places = [index for index, (_, _, language) in enumerate(words) if language.lower().split("-")[0] == "en"]
    found = homographs.readings([words[index][0] for index in places], [words[index][1] for index in places])
    out = [""] * len(words)
    for index, reading in zip(places, found, strict=True):
        out[index] = reading
    return out


def _cantonese(text: str, pieces: list[_Piece]) -> list[str]:
    line, places = _spoken_line(text, pieces)
    syllables = cantonese.jyutping(line)
    return [
        " ".join(filter(None, syllables[start:end])) if cantonese.is_cantonese(piece.language) else ""
        for piece, (start, end) in zip(pieces, places, strict=True)
    ]


def _mandarin(text: str, pieces: list[_Piece]) -> list[str]:
    """The pinyin of every Chinese piece, found over the whole line so that context counts, after sandhi."""
    line, places = _spoken_line(text, pieces)
    syllables = polyphones.pinyin(line)
    chinese = [index for index, piece in enumerate(pieces) if is_chinese(piece.language)]
    words = []
    for index in chinese:
        start, end = places[index]
        gap = text[pieces[index].end : pieces[index + 1].start] if index + 1 < len(pieces) else "。"
        other = index + 1 < len(pieces) and not is_chinese(pieces[index + 1].language)
        words.append(
            neutral.soften(
                sandhi.Spoken(line[start:end], tuple(syllables[start:end]), other or _paused(gap), hanzi.parts(line[start:end]))
            )
        )
    out = [""] * len(pieces)
    for index, word, said in zip(chinese, words, sandhi.apply(words), strict=True):
        out[index] = " ".join(erhua.joined(word.characters, said))
    return out


def _paused(gap: str) -> bool:
    return bool(_CLAUSE_END.search(gap))


def _spoken_line(text: str, pieces: list[_Piece]) -> tuple[str, list[tuple[int, int]]]:
    """The line as it is spoken, and where each piece lies in it; words of other languages are a comma."""
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    length = position = 0
    for piece in pieces:
        said = piece.spoken or text[piece.start : piece.end] if in_syllables(piece.language) else "，"
        gap = text[position : piece.start]
        parts += [gap, said]
        places.append((length + len(gap), length + len(gap) + len(said)))
        length += len(gap) + len(said)
        position = piece.end
    return "".join([*parts, text[position:]]), places


def check_syllables(reading: str, text: str, language: str) -> str:
    """`reading` as pinyin or, in Cantonese, jyutping with tone digits; BadInput says what would be accepted."""
    if is_chinese(language):
        return check_pinyin(reading, text)
    syllables = reading.lower().split()
    if not syllables or not all(_JYUTPING.match(part) for part in syllables):
        raise BadInput(
            f'{reading!r} is not a Cantonese reading: give jyutping syllables with tone digits 1 to 6, such as "hoeng1 gong2".',
            f'{reading!r} 不是粤语读音：请给出带声调数字 1 到 6 的粤拼，例如 "hoeng1 gong2"。',
        )
    return " ".join(syllables)


def check_pinyin(reading: str, text: str) -> str:
    """`reading` as pinyin with tone digits, one syllable a character (two for one with 儿: wanr2); BadInput says what is accepted."""
    try:
        syllables = [dictionary.numbered(part) if not part[-1].isdigit() else part for part in reading.lower().split()]
    except IndexError:
        syllables = []
    syllables = [part.replace("ü", "v").replace("u:", "v") for part in syllables]
    expected = len(text) if HANZI_RUN.fullmatch(text) else len(syllables)
    joined = sum(part[:-1].endswith("r") and part[:-1] != "er" for part in syllables) if "儿" in text else 0
    if not syllables or len(syllables) + joined != expected or not all(_PINYIN.match(part) for part in syllables):
        raise BadInput(
            f"{reading!r} is not a reading of {text!r}: give {expected or 'its'} pinyin syllable(s) with tone digits, such as"
            ' "yin2 hang2".',
            f'{reading!r} 不是“{text}”的读音：请给出 {expected or ""} 个带声调数字的拼音音节，例如 "yin2 hang2"。',
        )
    return " ".join(syllables)
