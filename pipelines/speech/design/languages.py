"""The languages and accents that the library has voices for: their names, what people call them, a sentence in each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from ...files import data_folder


@dataclass(frozen=True, slots=True)
class Language:
    """`code` BCP 47; `of` the language that an accent or dialect belongs to; `base` the espeak voice where the code finds another;
    `words` what people call it; `sentence` one to hear a voice by, of about 5 s."""

    code: str
    en: str
    zh: str
    words: tuple[str, ...]
    sentence: str
    of: str = ""
    base: str = ""


@lru_cache(maxsize=1)
def table() -> dict[str, Language]:
    """Code → language, in the order of the file."""
    rows = tomllib.loads((data_folder("voices") / "languages.toml").read_text(encoding="utf-8"))
    return {code: Language(code, **{**row, "words": tuple(row["words"])}) for code, row in rows.items()}


def nearest(code: str) -> Language | None:
    """The language called `code`, else the one it belongs to or that belongs to it; None for one that is not in the table."""
    known = {key.lower(): language for key, language in table().items()}
    wanted = code.lower()
    family = wanted.split("-")[0]
    usual = {"en": "en-us", "pt": "pt-br"}.get(family, family)
    return known.get(wanted) or known.get(usual)


def called(word: str) -> Language | None:
    """The language that a person means by `word`, in English or Chinese."""
    return _called().get(word.lower())


@lru_cache(maxsize=1)
def _called() -> dict[str, Language]:
    found: dict[str, Language] = {}
    for language in table().values():
        for word in (language.en, language.zh, *language.words):
            found.setdefault(word.lower(), language)
    return found


def names() -> tuple[str, ...]:
    """Every word that `called` knows."""
    return tuple(_called())
