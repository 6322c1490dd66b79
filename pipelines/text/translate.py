"""The lines of films in another language, by a model behind a `Chat`: in chunks with the lines around them, each line checked.

    for line in translations(said, "en", chat=Chat("qwen3")): …

Chunks go out side by side and come back in order. Names that a chunk settled on are told to those begun after it was back, so that they
stay the same; which these are depends on the lines alone, never on who answers first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from itertools import accumulate, groupby, islice

from ..errors import EngineFailed
from .beside import begin
from .chat import Chat
from .chunk import render
from .kept import same_language
from .said import Asked, Chunk, Forgetful, Line, Memory, Said, Translated
from .sentences import detect_language

VERSION = 1
"""Change it when the same lines would be asked for otherwise."""

LINES = 30
"""Lines that are asked for at once."""

CHARACTERS = 4000
"""Characters that are asked for at once; a longer line is asked for alone."""

CONTEXT = 3
"""Lines before and after them that are shown."""

PARALLEL = 4
"""Requests at a time."""

_HOPELESS = 30  # lines without one that is usable, after which the model is given up


def translate(
    texts: Sequence[Said],
    to: str,
    *,
    chat: Chat,
    source: str = "",
    memory: Memory | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Translated, ...]:
    """`translations` of lines that are all there, with (lines done, all lines) told as they come."""
    done = []
    for one in translations(texts, to, chat=chat, source=source, memory=memory):
        done.append(one)
        progress(len(done), len(texts))
    return tuple(done)


def translations(
    texts: Iterable[Said], to: str, *, chat: Chat, source: str = "", memory: Memory | None = None
) -> Iterator[Translated]:
    """Each line's translation into the language `to`, in order, drawn as it is needed: a stream of any length in flat memory.

    A line that is in that language already, or has no letters, comes back as it is. One for which the model gives nothing usable
    comes back empty, with the reason. `source` is the language of lines that do not say theirs, "" for what they look like. `memory` knows
    lines of before, and is told new ones as soon as they are there.

    EngineMissing and EngineFailed when the server cannot be used, or the model not for this.
    """
    chat.check()
    memory = memory if memory is not None else Forgetful()
    names: dict[str, str] = {}
    begun: deque[tuple[Chunk, Future[list[Translated]]]] = deque()
    given_up = 0

    def finished() -> list[Translated]:
        nonlocal given_up
        chunk, future = begun.popleft()
        done = future.result()
        for one in done:
            for name, rendering in one.names:
                names.setdefault(name, rendering)
        good = any(line.asked and one.text for line, one in zip(chunk.lines, done, strict=True))
        given_up = -1 if good or given_up < 0 else given_up + sum(not one.text for one in done)
        if given_up >= _HOPELESS:
            raise _hopeless(chat, to, done[-1])
        return done

    for number, chunk in enumerate(_chunks(texts, to, source, memory)):
        begun.append((chunk, begin(render, chunk, dict(names), chat, memory)))
        while len(begun) >= (PARALLEL if number else 1):  # the first alone: its names are for all others
            yield from finished()
    while begun:
        yield from finished()


def _chunks(texts: Iterable[Said], to: str, source: str, memory: Memory) -> Iterator[Chunk]:
    for before, said, after in _windows(texts):
        around = ["", *(one.text for one in (*before, *said, *after)), ""]
        lines = []
        for place, one in enumerate(said, len(before) + 1):
            language = one.language or source
            asked = Asked(one.text, around[place - 1], around[place + 1], language, to)
            if (language and same_language(language, to)) or not any(map(str.isalpha, one.text)):
                lines.append(Line(one, None, Translated(one.text)))
            else:
                lines.append(Line(one, asked, memory.find(asked)))
        told = next((one.language for one in said if one.language), source)
        language = told or detect_language(" ".join(one.text for one in said))
        yield Chunk(tuple(lines), language, to, tuple(one.text for one in before), tuple(one.text for one in after))


def _windows(texts: Iterable[Said]) -> Iterator[tuple[list[Said], list[Said], list[Said]]]:
    """(up to CONTEXT lines before, up to LINES lines of CHARACTERS together, up to CONTEXT after) through each film."""
    for _, lines in groupby(texts, key=lambda said: said.film):
        film = iter(lines)
        before: list[Said] = []
        ahead = list(islice(film, LINES + CONTEXT))
        while ahead:
            ends = accumulate(len(one.text) for one in ahead[:LINES])
            count = max(1, sum(end <= CHARACTERS for end in ends))
            said, ahead = ahead[:count], ahead[count:]
            yield before, said, ahead[:CONTEXT]
            before = said[-CONTEXT:]
            ahead += islice(film, LINES + CONTEXT - len(ahead))


def _hopeless(chat: Chat, to: str, last: Translated) -> EngineFailed:
    return EngineFailed(
        f"The model {chat.model!r} translated none of the first {_HOPELESS} lines into {to}. Take a larger model. The last one: {last.en}",
        f"模型 {chat.model!r} 未能把最前面的 {_HOPELESS} 行译成 {to}。请换更大的模型。最后一行：{last.zh}",
    )
