"""Two notations of the same sounds, as a table of pairs: reading greedily, the longest symbol first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def split(text: str, symbols: Iterable[str]) -> tuple[list[str], int]:
    """(the symbols that `text` is made of, how far it could be read): the whole length if all of it could."""
    known = symbols if isinstance(symbols, (set, frozenset, Mapping)) else frozenset(symbols)
    longest = max(map(len, known))
    found: list[str] = []
    place = 0
    while place < len(text):
        for width in range(min(longest, len(text) - place), 0, -1):
            if text[place : place + width] in known:
                found.append(text[place : place + width])
                place += width
                break
        else:
            return found, place
    return found, place


def join(parts: list[str], symbols: Iterable[str], separator: str) -> str:
    """`parts` written one after another, with `separator` where they would otherwise be read as other symbols."""
    known = frozenset(symbols)
    out: list[str] = []
    for index, part in enumerate(parts):
        if index and split(parts[index - 1] + part, known) != ([parts[index - 1], part], len(parts[index - 1] + part)):
            out.append(separator)
        out.append(part)
    return "".join(out)
