"""A text as one VITS model reads it: its words, each as written and in the model's own symbols."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..errors import BadInput, EngineFailed
from ..timeline import Utterance
from . import readings as reader
from .coqui_models import Model
from .coqui_text import Spoken, Token, sounds, split, tokens
from .transcribe import transcribe

_LONGEST_TEXT = 2_000
_WESTERN = dict(zip("，。！？；：、（）…—", ",.!?;:,().-", strict=True))
_SPACES = re.compile(r"\s+")
_PAUSE_SIGNS = (" ", ",", ".", "，", "。")


@dataclass(frozen=True, eq=False)
class Line:
    """A text as one model reads it: the words as written and as spoken, one each."""

    opening: str  # before the first word, as written
    lead: str  # the same, as spoken
    written: tuple[tuple[str, str], ...]  # (word, what follows it)
    spoken: tuple[Spoken, ...]


def read_line(model: Model, text: str, language: str) -> Line:
    """The text as the model reads it, word by word. BadInput naming a word that the model has no symbols for."""
    if len(text) > _LONGEST_TEXT:
        raise BadInput(
            f"A line of {len(text):,} characters was given; this engine takes up to {_LONGEST_TEXT:,}. Split it.",
            f"单行有 {len(text):,} 个字符；此引擎最多 {_LONGEST_TEXT:,} 个。请拆分。",
        )
    opening, cut = reader.tokenise(text, language or "en")
    if not cut:
        raise BadInput(
            "There is nothing to say in this text. Give words, not only punctuation.",
            "这段文本没有可读的内容。请给出文字，而不只是标点。",
        )
    alone = [_word(model, token.spoken or token.text, language) for token in cut]
    lead, spoken = split(_read(model, text, language), alone)
    written: list[tuple[str, str]] = []
    heard: list[Spoken] = []
    for token, word in zip(cut, spoken, strict=True):
        if not sounds(word.reading, phonetic=model.phonetic) and written:  # run together with the word before it
            before, after = written[-1]
            written[-1] = (before + after + token.text, token.after)
        else:
            written.append((token.text, token.after))
            heard.append(word if word.reading else Spoken(_word(model, token.spoken or token.text, language), " "))
    return Line(opening, lead, tuple(written), tuple(heard))


def row_of(model: Model, line: Line, spoken: Sequence[Spoken], paused: frozenset[int] = frozenset()) -> tuple[Token, ...]:
    """The line as tokens. `paused`: the words after which a pause is set (-1 for the lead-in), gap or not."""
    tokenizer = model.vits.tokenizer
    filler = next((sign for sign in _PAUSE_SIGNS if sign in tokenizer.characters.vocab), "")
    return tokens(line.lead, spoken, phonetic=model.phonetic, blanks=tokenizer.add_blank, paused=paused, filler=filler)


def _word(model: Model, word: str, language: str) -> str:
    """The word as the model reads it alone. BadInput if it has no symbols for it.

    A model of letters needs them all. In IPA a sign that it lacks (a diacritic, mostly) is left out, as coqui does.
    """
    known = set(model.vits.tokenizer.characters.vocab)
    said = _front(model, word, language)
    lost = {char for char in said if char.isalnum() and char not in known} if not model.phonetic else set()
    said = "".join(char for char in said if char in known)
    if lost or not sounds(said, phonetic=model.phonetic):
        raise BadInput(
            f"This model has no symbols for {word!r}. Write the word in the model's own script: {_sample(model)}",
            f"该模型没有 {word!r} 的符号。请用模型支持的文字书写：{_sample(model)}",
        )
    return said


def _read(model: Model, text: str, language: str) -> str:
    """The text as the model reads it, with the symbols that it knows."""
    known = set(model.vits.tokenizer.characters.vocab)
    return "".join(char for char in _front(model, text, language) if char in known)


def _front(model: Model, text: str, language: str) -> str:
    """The text after the model's own cleaner and phonemizer. Chinese punctuation that it lacks is given as its western kin."""
    tokenizer, front = model.vits.tokenizer, model.front(language)
    known = tokenizer.characters.vocab
    text = _SPACES.sub(" ", text)
    text = "".join(_WESTERN[char] if char in _WESTERN and char not in known else char for char in text)
    if tokenizer.text_cleaner is not None:
        text = tokenizer.text_cleaner(text, lang=front.split("-")[0] if front else None)
    if tokenizer.phonemizer is not None and text.strip():
        text = tokenizer.phonemizer.phonemize(text, separator="", language=front)
    return text


def given_reading(model: Model, line: Line, index: int, reading: str) -> str:
    """The reading that a person gave, in the model's symbols; BadInput if it is not."""
    if not 0 <= index < len(line.written):
        raise BadInput(
            f"There is no word {index} here; words are 0 to {len(line.written) - 1}.",
            f"这里没有第 {index} 个词；词的编号为 0 到 {len(line.written) - 1}。",
        )
    known = set(model.vits.tokenizer.characters.vocab)
    word = line.written[index][0]
    said = reading
    if model.phonetic and any(reader.is_chinese(lang) for lang in model.languages) and reading[-1:].isdigit():
        said = transcribe(reader.check_pinyin(reading, word), "cmn-latn-pinyin")
        said = "".join(char for char in said if char in known)
    strange = sorted({char for char in said if char not in known})
    if strange or not sounds(said, phonetic=model.phonetic):
        raise BadInput(
            f"The reading {reading!r} of {word!r} has symbols that this model does not know: {' '.join(strange)}. "
            f"It reads: {_sample(model)}.",
            f"词 {word!r} 的读音 {reading!r} 含有该模型不认识的符号：{' '.join(strange)}。可用：{_sample(model)}。",
        )
    return said


def _sample(model: Model) -> str:
    return "".join(char for char in model.vits.tokenizer.characters.vocab if len(char) == 1 and char.isalpha())[:60]


def respoken(utterance: Utterance, line: Line, model: Model) -> tuple[Spoken, ...]:
    """The line with the utterance's readings. EngineFailed if its words or phonemes are not this model's."""
    mine = [text for text, _ in line.written] == [word.text for word in utterance.words]
    said = [utterance.override(word.id).reading or word.reading for word in utterance.words]
    mine = mine and utterance.sample_rate == model.rate
    for word, reading in zip(utterance.words, said, strict=True):
        mine = mine and [p.symbol for p in word.phonemes] == [s.symbol for s in sounds(reading, phonetic=model.phonetic)]
        mine = mine and set(reading) <= set(model.vits.tokenizer.characters.vocab)
    if not mine:
        raise EngineFailed(
            "This timeline was not planned by coqui with this model and these readings. Plan it again: studio plan.",
            "该时间线不是由 coqui 以此模型和读音规划的。请重新规划：studio plan。",
        )
    return tuple(replace(word, reading=reading) for word, reading in zip(line.spoken, said, strict=True))


def language_of(model: Model, wish: str) -> str:
    """The model's name for the language; "" if it names none. BadInput if it speaks others."""
    if not model.languages:
        return ""
    folded = {name.lower().replace("_", "-"): name for name in model.languages}
    if wish.lower() in folded:
        return folded[wish.lower()]
    for name, own in folded.items():
        if _primary(name) == _primary(wish):
            return own
    raise BadInput(
        f"This model does not speak {wish!r}. It speaks: {', '.join(model.languages)}.",
        f"该模型不会说 {wish!r}。可用语言：{'、'.join(model.languages)}。",
    )


def _primary(language: str) -> str:
    code = language.lower().split("-")[0]
    return "zh" if code == "cmn" else code


def speaker_of(model: Model, wish: str) -> str:
    """The speaker to use, "" for a model of one. BadInput, with names, if one must be chosen."""
    names = model.speakers
    if wish in names or (not wish and len(names) <= 1):
        return wish or (names[0] if names else "")
    some = ", ".join(name.strip() for name in names[:8]) + (" …" if len(names) > 8 else "")
    if not names and wish:
        raise BadInput(
            f"This model has one speaker; {wish!r} cannot be chosen. Leave out '#{wish}'.",
            f"该模型只有一位说话人，不能选 {wish!r}。请去掉“#{wish}”。",
        )
    raise BadInput(
        f"This model has {len(names)} speakers{f' and none is called {wish!r}' if wish else ''}. Name one after '#' in the "
        f"voice's base: {some}.",
        f"该模型有 {len(names)} 位说话人{f'，没有 {wish!r}' if wish else ''}。请在音色的 base 中用“#”指明：{some}。",
    )
