"""A row of the ledger as a unit of work: its voice found, its slot measured."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path

from pipelines.errors import BadInput
from pipelines.speech import voices
from pipelines.speech.lexicon import Lexicon
from pipelines.text.sentences import detect_language, script_of
from pipelines.voice import Voice

from .. import dictionaries
from ..store import key_of
from .casting import Casting
from .ledger import Entry, Ledger
from .options import Options
from .work import Line

GAP = 0.08
"""Seconds of silence that stay between a line that borrows and the next."""

_MOST_SPARE = 3.0  # seconds: a line that would need more does not fit, however long the silence
_SHOWN = 200  # cues that tell the language of a track


class Units:
    """Rows to lines, for one batch."""

    def __init__(self, ledger: Ledger, options: Options, casting: Casting, book: Lexicon) -> None:
        self._ledger, self._options, self._casting, self._book = ledger, options, casting, book
        self._languages: dict[str, str] = {}
        self._defaults: dict[str, Voice] = {}

    def line(self, entry: Entry) -> Line:
        """What is to be said for a row. BadInput if it cannot be."""
        options = self._options
        fault = self._casting.check(entry.row)
        if fault is not None:
            raise BadInput(fault.en, fault.zh)
        row = self._casting.cast(entry.row)
        track = options.is_track(row.file)
        language = self.language(entry)
        voice = self.voice(entry, language)
        room = None if row.start is None or row.end is None else row.end - row.start
        spare = min(_MOST_SPARE, max(0.0, entry.spare - GAP)) if track and room is not None else 0.0
        within = dictionaries.within(self._book, row.text).entries if self._book.entries else ()
        return Line(
            row.text, language, options.speaker, voice, row.style, row.speed, room, spare, options.policy, within, not track
        )

    def language(self, entry: Entry) -> str:
        row, asked = entry.row, entry.row.language or self._options.language
        if asked:
            return asked
        own = detect_language(row.text)
        if not self._options.is_track(row.file):
            return own
        track = self.language_of(row.track)
        return own if _foreign(own, track) else track

    def voice(self, entry: Entry, language: str = "") -> Voice:
        """Who says a row; its `language`, where that is known already."""
        name = self._casting.voice_for(entry.row)
        return _voice(name) if name else self._usual(language or self.language(entry))

    def _usual(self, language: str) -> Voice:
        """The language's usual voice, looked for once in a run."""
        if language not in self._defaults:
            self._defaults[language] = voices.default(language)
        return self._defaults[language]

    def key(self, entry: Entry, line: Line) -> str:
        """Of a line in a track: what it sounds like. Of a clip: its name too, for a clip is given away under it."""
        return (
            key_of("clip", line.key(), entry.row.output, self._options.kind, self._options.loudness)
            if line.marked
            else line.key()
        )

    def language_of(self, track: str) -> str:
        """The language of a track that does not say it: of most of its first letters, cue by cue."""
        if track not in self._languages:
            letters: Counter[str] = Counter()
            for entry in self._ledger.entries("track = ? and text != ''", (track,), f"id limit {_SHOWN}"):
                letters[detect_language(entry.row.text)] += sum(one.isalpha() for one in entry.row.text)
            self._languages[track] = self._options.language or (letters.most_common(1)[0][0] if letters else "en")
        return self._languages[track]


def _foreign(own: str, track: str) -> bool:
    """Whether a line is written in letters that the track's language has no use for: Chinese takes Latin ones, Japanese Chinese ones."""
    pair = (script_of(own), script_of(track))
    return pair[0] != pair[1] and pair not in (("la", "zh"), ("zh", "ja"))


@lru_cache(maxsize=2048)
def _voice(name: str) -> Voice:
    return voices.load(Path(name) if "/" in name or "\\" in name else name)
