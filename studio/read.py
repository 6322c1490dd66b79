"""The command `studio read`: how every word of a text is read, as it comes, whatever its length."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.errors import BadInput
from pipelines.speech import readings
from pipelines.speech.espeak import languages
from pipelines.speech.reading import dictionary, hanzi, homographs
from pipelines.speech.transcribe import transcribe
from pipelines.text.sentences import detect_language

from . import create
from .spoken import check_language

_BLOCK = 65_536  # characters read at once
_LONGEST = 400  # characters of a stretch that is read together
_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』）)]*|\n|$)")
_BREAK = re.compile(r"[，；：、,;:\s]")


@dataclass(frozen=True, slots=True)
class Read:
    """One word as it is read: `line` and `column` count from 1, `candidates` are the other readings of each character."""

    word: str
    reading: str
    language: str
    line: int
    column: int
    after: str
    candidates: tuple[tuple[str, ...], ...]


def register(app: typer.Typer) -> None:
    app.command("read")(read)


def read(
    source: Annotated[str, typer.Argument(help="A text file, - for standard input, or a sentence in quotes.")],
    lang: Annotated[str, typer.Option(help="zh, en, yue, …; found from the text if not given.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a word.")] = False,
) -> None:
    """Tell how each word is read: pinyin, jyutping or IPA, with the alternatives."""
    language, spoke = check_language(lang) if lang else "", False
    line, column = 1, 1
    for stretch in stretches(_blocks(source)):
        language = language or (detect_language(stretch) if re.search(r"\w", stretch) else "")
        rows = list(words(stretch, language, line, column)) if language else []
        spoke = spoke or bool(rows)
        _show(stretch, rows, as_json=as_json)
        line, column = _moved(stretch, line, column)
    if not as_json:
        print()
    if not spoke:
        raise BadInput(
            "There is no word to read in this text. Give a text file, or a sentence in quotes.",
            "这段文本没有可读的文字。请给出文本文件或一句话。",
        )


def _show(stretch: str, rows: list[Read], *, as_json: bool) -> None:
    if as_json:
        for row in rows:
            print(json.dumps(as_values(row), ensure_ascii=False))
    elif rows:
        print(stretch[: stretch.index(rows[0].word)] + "".join(marked(row) for row in rows), end="")
    else:
        print(stretch, end="")
    sys.stdout.flush()


def as_values(row: Read) -> dict[str, Any]:
    return {
        "word": row.word,
        "reading": row.reading,
        "language": row.language,
        "line": row.line,
        "column": row.column,
        "candidates": [list(own) for own in row.candidates],
    }


def marked(row: Read) -> str:
    """The word as a person reads it: with tone marks, and the other readings of a polyphone after a bar."""
    reading = " ".join(dictionary.with_marks(part) for part in row.reading.split()) if row.language == "zh" else row.reading
    return f"{row.word}[{reading}]{row.after}" if reading else row.word + row.after


def words(text: str, language: str, line: int = 1, column: int = 1) -> Iterator[Read]:
    """Every word of a stretch of text with its reading. `line` and `column` are where the stretch begins."""
    opening, tokens = readings.tokenise(text, language)
    ipa = _ipa(tokens)
    line, column = _moved(opening, line, column)
    for token, spoken in zip(tokens, ipa, strict=True):
        mandarin = readings.is_chinese(token.language)
        own = "zh" if mandarin else token.language
        yield Read(token.text, spoken, own, line, column, token.after, _candidates(token, mandarin=mandarin))
        line, column = _moved(token.text + token.after, line, column)


def _candidates(token: readings.Token, *, mandarin: bool) -> tuple[tuple[str, ...], ...]:
    if mandarin and hanzi.HANZI_RUN.fullmatch(token.text):
        return tuple(dictionary.candidates(character) for character in token.text)
    found = homographs.candidates(token.text) if token.language.startswith("en") else ()
    return (found,) if found else ()


def _ipa(tokens: tuple[readings.Token, ...]) -> list[str]:
    """The readings; where the synthesiser decides, its IPA: asked for all at once, and word by word if it ran some together."""
    found = [token.reading or (transcribe(token.spoken, _voice(token.language)) if token.spoken else "") for token in tokens]
    open_ = [index for index, reading in enumerate(found) if not reading]
    for language in {tokens[index].language for index in open_}:
        places = [index for index in open_ if tokens[index].language == language]
        texts = [tokens[index].text for index in places]
        together = transcribe(" ".join(texts), _voice(language)).split()
        said = together if len(together) == len(texts) else [transcribe(text, _voice(language)) for text in texts]
        for index, one in zip(places, said, strict=True):
            found[index] = one
    return found


def _voice(language: str) -> str:
    return {"en": "en-us", "fr": "fr-fr", "pt": "pt-br"}.get(
        language.lower(), language.lower() if language.lower() in languages() else language.lower().split("-")[0]
    )


def _moved(text: str, line: int, column: int) -> tuple[int, int]:
    newlines = text.count("\n")
    return (line + newlines, len(text) - text.rindex("\n")) if newlines else (line, column + len(text))


def stretches(blocks: Iterator[str]) -> Iterator[str]:
    """The text in sentences, of at most a few hundred characters; together they are the whole of it."""
    kept = ""
    for block in blocks:
        kept += block
        sentences = [match.group() for match in _SENTENCE.finditer(kept) if match.group()]
        kept = sentences.pop() if sentences else ""
        for sentence in sentences:
            yield from _short(sentence)
    yield from _short(kept)


def _short(sentence: str) -> Iterator[str]:
    while len(sentence) > _LONGEST:
        breaks = [match.end() for match in _BREAK.finditer(sentence, 0, _LONGEST)]
        cut = breaks[-1] if breaks else _LONGEST
        yield sentence[:cut]
        sentence = sentence[cut:]
    if sentence:
        yield sentence


def _blocks(source: str) -> Iterator[str]:
    """The text of a file (UTF-8, UTF-16 or GB18030), of standard input, or the sentence itself, a block at a time."""
    path = Path(source)
    if source == "-":
        yield from iter(lambda: sys.stdin.read(_BLOCK), "")
    elif len(source) < 256 and "\n" not in source and (path.is_file() or create._looks_like_file(source)):
        yield from _file_blocks(path)
    else:
        yield source


def _file_blocks(path: Path) -> Iterator[str]:
    if not path.is_file():
        raise BadInput(f"{path} is not a file. Give a text file.", f"{path} 不是文件。请给出文本文件。")
    failed: UnicodeError | None = None
    for encoding in _encodings(path):
        try:
            with path.open(encoding=encoding, newline=None) as file:
                while file.read(_BLOCK):  # decoded once before anything is said: an output is whole or not begun
                    pass
        except UnicodeError as error:
            failed = error
            continue
        with path.open(encoding=encoding, newline=None) as file:
            yield from iter(lambda: file.read(_BLOCK), "")
        return
    raise BadInput(
        f"{path} is not a text file. Accepted: UTF-8, UTF-16 or GB18030 text, such as .md or .txt.",
        f"{path} 不是文本文件。可接受 UTF-8、UTF-16 或 GB18030 文本，例如 .md 或 .txt。",
    ) from failed


def _encodings(path: Path) -> tuple[str, ...]:
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return () if b"\x00" in head else ("utf-8-sig", "gb18030")
