"""Lines of films as they are said, and as they are rendered in another language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Said:
    """A line as it is said: in so many `seconds` (None: as long as it takes), by whom, in which `film`; `language` "" if not told."""

    text: str
    seconds: float | None = None
    speaker: str = ""
    film: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Translated:
    """A line's translation, "" if it was given up. `en` and `zh`: why it was, or what a person should look at; `names` as rendered."""

    text: str
    en: str = ""
    zh: str = ""
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """All that a line's translation is kept under: its text and its neighbours', from what language ("" if not told) to which."""

    text: str
    before: str
    after: str
    source: str
    to: str


class Memory(Protocol):
    """Knows translations of before. `keep` is called from several threads; what it returns is what counts from now on: a line that is
    said twice between the same two has one translation, the first."""

    def find(self, asked: Asked) -> Translated | None: ...

    def keep(self, asked: Asked, found: Translated) -> Translated: ...


class Forgetful:
    """A memory that keeps nothing."""

    def find(self, asked: Asked) -> Translated | None:
        return None

    def keep(self, asked: Asked, found: Translated) -> Translated:
        return found


@dataclass(frozen=True, slots=True)
class Line:
    """`asked` is None for a line that is not to be translated; `known` is there for it, and for one that a memory knew."""

    said: Said
    asked: Asked | None
    known: Translated | None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines of one film from the language `source` into `to`, and the texts `before` and `after` them."""

    lines: tuple[Line, ...]
    source: str
    to: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
