"""The dictionaries that a project's lines are read by: its own lexicon.csv, then the user's."""

from __future__ import annotations

from pathlib import Path

from pipelines.speech import lexicon, lexicon_files
from pipelines.speech.lexicon import Lexicon

FILE = "lexicon.csv"


def of_project(folder: Path) -> Lexicon:
    """BadInput with file and line for a dictionary that cannot be read."""
    return lexicon.merge(_read(folder / FILE), of_person())


def of_person() -> Lexicon:
    """The user's own. BadInput with its line for one that cannot be read."""
    return _read(lexicon_files.user_file())


def _read(path: Path) -> Lexicon:
    return lexicon_files.load(path).lexicon if path.is_file() else Lexicon()


def within(book: Lexicon, text: str) -> Lexicon:
    """Only the entries whose word is in the text: what a plan of it depends on."""
    low = lexicon.lowered(text)
    return Lexicon(tuple(entry for entry in book.entries if lexicon.lowered(entry.text) in low))
