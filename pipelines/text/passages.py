"""A long text cut into passages that are spoken one by one: whole sentences of one paragraph, as many as are said in a breath or two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .sentences import is_cjk, sentences, width

LIMIT = 320.0  # `width` of a passage: 120 hanzi or 320 Latin characters, about half a minute

_WRAPPED = re.compile(r"(?<=[^\W\d_]|,)[ \t]*\n[ \t]*(?=[^\W_]|[\"'“‘(])")
_WRAPPED_ROW = 40  # characters of a row that an editor wrapped; shorter ones are verse, or a list
_BREAK = re.compile(r"[，；：、,;:…—–][”’」』）)\"']*\s*|\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """Part of a text; `line` and `column` count from 1 and say where it begins."""

    text: str
    line: int
    column: int


def passages(text: str, limit: float = LIMIT) -> Iterator[Passage]:
    """The text in passages; joined they are the text again, but for the line breaks of an editor, which become spaces.

    A passage ends with a sentence, or a paragraph; a sentence too long for one is cut after its inner punctuation, else
    between words. What has no letter and no digit belongs to the passage before it.
    """
    line, column = 1, 1
    for part in _spoken(_packed(_unwrapped(text), limit)):
        yield Passage(part, line, column)
        newlines = part.count("\n")
        line, column = (line + newlines, len(part) - part.rindex("\n")) if newlines else (line, column + len(part))


def _unwrapped(text: str) -> str:
    """Line breaks inside the sentences of hard-wrapped text as spaces, character for character."""

    def space(found: re.Match[str]) -> str:
        row = found.start() - text.rfind("\n", 0, found.start())
        wrapped = row > _WRAPPED_ROW and not is_cjk(text[found.start() - 1]) and not is_cjk(text[found.end()])
        return " " * len(found.group()) if wrapped else found.group()

    return _WRAPPED.sub(space, text)


def _packed(text: str, limit: float) -> Iterator[str]:
    row, wide = "", 0.0
    for sentence in sentences(text):
        for piece in _pieces(sentence, limit):
            own = width(piece)
            if row and wide + own > limit:
                yield row
                row, wide = "", 0.0
            row, wide = row + piece, wide + own
        if "\n" in sentence[len(sentence.rstrip()) :]:
            yield row
            row, wide = "", 0.0
    if row:
        yield row


def _pieces(sentence: str, limit: float) -> Iterator[str]:
    """The sentence, or if it is too wide its parts, none wider than the limit."""
    start = 0
    while start < len(sentence):
        end = _reach(sentence, start, limit)
        if end < len(sentence):
            breaks = [found.end() for found in _BREAK.finditer(sentence, start, end) if found.end() < end]
            end = max((at for at in breaks if at > start), default=end)
        yield sentence[start:end]
        start = end


def _reach(sentence: str, start: int, limit: float) -> int:
    """How far from `start` the sentence fits into the limit; at least one character."""
    end = min(len(sentence), start + int(limit))  # no character is narrower than 1
    while end > start + 1 and width(sentence[start:end]) > limit:
        over = width(sentence[start:end]) - limit
        end -= max(1, int(over / (8 / 3)))
    return end


def _spoken(rows: Iterator[str]) -> Iterator[str]:
    """The rows, those without a letter or a digit joined to the one before; at the begin, to the one after."""
    held: list[str] = []
    sounding = False
    for row in rows:
        speaks = any(character.isalnum() for character in row)
        if sounding and speaks:
            yield "".join(held)
            held = []
        held.append(row)
        sounding = sounding or speaks
    if held:
        yield "".join(held)
