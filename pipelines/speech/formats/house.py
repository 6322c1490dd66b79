"""Which language a file is in and which voice says it, where neither it nor the person says so."""

from __future__ import annotations

from ...voice import Voice
from .. import voices
from . import writing
from .notes import Note, Request


def language_for(text: str, request: Request, notes: list[Note]) -> str:
    """The language asked for, else the one that `text` is written like, with a note."""
    if request.language:
        return request.language
    language = request.guess(text)
    if language == "en" and request.voice and request.voice.language.split("-")[0].lower() not in writing.OWN_SCRIPT:
        language = request.voice.language  # Latin letters do not tell; the voice asked for does
    notes.append(Note("", f"The language was taken to be {language!r} from the letters.", f"根据文字推断语言为 {language!r}。"))
    return language


def voice_for(request: Request, language: str, named: str) -> str:
    """The name of the voice asked for, else the one the file names, else the house's for the language."""
    return (request.voice or _default(language)).name if request.voice or not named else named


def chosen(request: Request, language: str) -> Voice:
    return request.voice or _default(language)


def _default(language: str) -> Voice:
    return voices.default(language)
