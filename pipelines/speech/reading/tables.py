"""The tables of Mandarin readings: phrases, readings by default, surnames, and patterns over a character's surroundings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_TABLES = Path(__file__).parent
_CLASS = re.compile(r"<([a-z]+)>")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Where `expression` matches, the character in its last group is read `reading`."""

    reading: str
    expression: re.Pattern[str]

    def places(self, text: str) -> Iterator[int]:
        """The places it reads, overlapping matches too (弹了弹)."""
        match = self.expression.search(text)
        while match:
            yield match.start(match.lastindex or 0)
            match = self.expression.search(text, match.start() + 1)


def rows(name: str) -> list[list[str]]:
    lines = (_TABLES / name).read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


@lru_cache(maxsize=4)
def pairs(name: str) -> dict[str, str]:
    """Character → reading."""
    return {row[0]: row[1] for row in rows(name)}


@lru_cache(maxsize=1)
def phrases() -> dict[str, dict[int, str]]:
    """Phrase → place in it → reading."""
    table: dict[str, dict[int, str]] = {}
    for character, reading, *own in rows("phrases.txt"):
        for phrase in own:
            places = [place for place, other in enumerate(phrase) if other == character]
            table.setdefault(phrase, {}).update(dict.fromkeys(places, reading))
    return table


@lru_cache(maxsize=2)
def _written(name: str) -> dict[str, list[tuple[str, str]]]:
    table: dict[str, list[tuple[str, str]]] = {}
    for character, reading, pattern in rows(name):
        table.setdefault(character, []).append((reading, pattern))
    return table


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("classes.txt")}


def patterns(name: str, character: str) -> tuple[Pattern, ...]:
    """The patterns of a character; the first that matches a place counts. @ is the character, <name> a class of words."""
    return _compiled(name, character) if character in _written(name) else ()


@lru_cache(maxsize=1024)
def _compiled(name: str, character: str) -> tuple[Pattern, ...]:
    """Compiled when the character is first met: all together they take seconds."""
    return tuple(
        Pattern(reading, re.compile(_CLASS.sub(lambda found: _classes()[found[1]], written).replace("@", f"([{character}])")))
        for reading, written in _written(name)[character]
    )
