"""The words of a batch by a language model: its rows in another language, and shorter wordings for lines that overran.

What a model once answered is a take: a run that is gone on with, or begun again, asks for nothing twice and has the same words. A line
keeps its words as long as it and its two neighbours stay what they are.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from math import floor
from threading import Lock
from typing import Any

from pipelines.files import write_text
from pipelines.text import shorten, translate
from pipelines.text.beside import in_order
from pipelines.text.chat import Chat
from pipelines.text.kept import same_language
from pipelines.text.said import Asked, Said, Translated
from pipelines.text.sentences import detect_language

from ..store import Takes, key_of
from .ledger import Entry
from .row import Fault, Row

NEEDED_BY = ("Translation", "翻译")
"""For `Chat(needed_by=…)`: who asks for a model."""

_MARGIN = 0.95  # of the time that there is: letters tell how long a line lasts, but not to the hundredth
_LEAST = 0.3  # a wording of less than this share of a line says something else
_STEP = 0.05  # of shares: a slot that moves by a little asks for nothing new


def translated(rows: Iterable[Row | Fault], to: str, chat: Chat, takes: Takes, *, source: str = "") -> Iterator[Row | Fault]:
    """The rows in the language `to`, in their order, drawn as they are needed; faults of the manifest in their places.

    A row that could not be translated is a fault in its place. One that a person should look at is followed by a fault that is none of a
    row. `source` is the language of rows that do not say theirs. EngineMissing and EngineFailed end it when the server cannot be
    used; what was answered is kept.
    """
    held: deque[Row | Fault] = deque()

    def said() -> Iterator[Said]:
        for one in rows:
            held.append(one)
            if isinstance(one, Row):
                seconds = None if one.start is None or one.end is None else one.end - one.start
                yield Said(one.text, seconds, one.speaker, one.track or one.file, one.language)

    for found in translate.translations(said(), to, chat=chat, source=source, memory=_Kept(takes, chat.model)):
        while not isinstance(row := held.popleft(), Row):
            yield row
        yield from _rendered(row, found, to)
    yield from held


def offers(entry: Entry, chat: Chat, takes: Takes, language: str = "") -> tuple[str, ...]:
    """Shorter wordings of a line that overran its time, the fullest first; none for one that fits, or where none was found.

    `language` is the line's if it does not say it. Nothing takes them by itself.
    """
    seconds, overrun = float(entry.told.get("seconds", 0)), float(entry.told.get("overrun", 0))
    if not 0 < overrun < seconds:
        return ()
    factor = floor(_MARGIN * (1 - overrun / seconds) / _STEP) * _STEP
    if factor < _LEAST:
        return ()
    text = entry.row.text
    language = entry.row.language or language or detect_language(text)
    key = key_of("shorter", shorten.VERSION, chat.model, text, language, round(factor, 2))
    known = _read(takes, key)
    if known is None:
        known = {"wordings": list(shorten.shorter(text, language, factor, chat))}
        _write(takes, key, known)
    return tuple(known["wordings"])


def all_offers(
    entries: Iterable[Entry], chat: Chat, takes: Takes, language: str = ""
) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """`offers` of each, in order, a few asked for at a time."""
    return in_order(lambda entry: offers(entry, chat, takes, language), entries, translate.PARALLEL)


def _rendered(row: Row, found: Translated, to: str) -> Iterator[Row | Fault]:
    if not found.text:
        yield Fault(row.file, row.place, found.en, found.zh)
        return
    yield replace(row, text=found.text, language=row.language if row.language and same_language(row.language, to) else to)
    if found.en:
        yield Fault(row.file, row.place, f"{found.en} “{found.text}”", f"{found.zh}“{found.text}”", row=False)


class _Kept:
    """Translations as takes."""

    def __init__(self, takes: Takes, model: str) -> None:
        self._takes, self._model, self._lock = takes, model, Lock()

    def find(self, asked: Asked) -> Translated | None:
        known = _read(self._takes, self._key(asked))
        if known is None:
            return None
        names = tuple((str(a), str(b)) for a, b in known["names"])
        return Translated(known["text"], known["en"], known["zh"], names)

    def keep(self, asked: Asked, found: Translated) -> Translated:
        with self._lock:
            first = self.find(asked)
            if first is None:
                _write(self._takes, self._key(asked), asdict(found))
        return first or found

    def _key(self, asked: Asked) -> str:
        return key_of("translated", translate.VERSION, self._model, asdict(asked))


def _read(takes: Takes, key: str) -> dict[str, Any] | None:
    path = takes.find(key, ".json")
    if path is None:
        return None
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError:  # a power cut can leave an empty file
        path.unlink(missing_ok=True)
        return None


def _write(takes: Takes, key: str, values: dict[str, Any]) -> None:
    takes.make(key, ".json", lambda path: write_text(path, json.dumps(values, ensure_ascii=False)))
