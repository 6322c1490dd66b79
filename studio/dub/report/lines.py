"""The lines of a report: each as a short list of values, as they are read from the ledger."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipelines.errors import StudioError
from pipelines.speech.lexicon import Lexicon

from ..casting import Casting
from ..ledger import DONE, OVERRUN, WRONG, Entry, Ledger
from ..options import Options
from ..room import Room
from ..shorter import shorter
from ..tracks import RATE, is_joined, placed
from ..units import Units

MOST = 20_000
"""Lines that a report holds: so many failures, so many overruns, and so many of the first."""

LONGEST = 2_000  # characters of a text

FIELDS = ("id", "file", "place", "text", "speaker", "voice", "track", "state", "start", "end", "onset", "seconds", "natural",
          "tempo", "borrowed", "overrun", "shorten", "unit", "offers", "en", "zh", "path", "from", "peaks")  # fmt: skip
"""Of a line's values: times in seconds, null where there is none; `file`, `speaker`, `voice`, `track` and `path` are places in the
names of those; `offers` are shorter wordings; `from` is where it begins in its file, null for a file of its own; `peaks` 64 bytes in base64."""


class Lines:
    """The lines of a batch; `names` are filled while they are drawn."""

    def __init__(self, report: Path, room: Room, ledger: Ledger, options: Options) -> None:
        self._room, self._ledger, self._options = room, ledger, options
        self._units = Units(ledger, options, Casting.of(options.voice, options.voices, options.speaker), Lexicon())
        self._address = addresses(report, room.folder)
        self._voices: dict[tuple[str, ...], str] = {}
        self._places: dict[str, dict[str, int]] = {name: {} for name in ("file", "speaker", "voice", "track", "path")}

    @property
    def names(self) -> dict[str, list[str]]:
        return {"fields": list(FIELDS), **{name: list(places) for name, places in self._places.items()}}

    def __iter__(self) -> Iterator[list[Any]]:
        last = self._ledger.last_of_first(MOST)
        room = {"failed": MOST, "overrun": MOST}  # beyond the first lines
        for entry, onset, begin in self._entries(last):
            if entry.id > last:
                kind = "failed" if entry.wrong else "overrun"
                if room[kind] == 0 or (kind == "overrun" and not entry.told.get("overrun")):
                    continue
                room[kind] -= 1
            yield self._values(entry, onset, begin)

    def _entries(self, last: int) -> Iterator[tuple[Entry, float | None, float | None]]:
        """Each line with the second of its track that it begins at, and that of its file."""
        held = f"(id <= ? or {WRONG} or ({OVERRUN}))"
        for track in ("", *self._ledger.tracks()):
            others = "track = ?"
            if track and is_joined(self._ledger, track, self._options):
                for line in placed(self._ledger, track, self._options):
                    yield line.entry, line.start / RATE, line.start / RATE
                others += f" and not {DONE}"
            for entry in self._ledger.entries(f"{others} and {held}", (track, last)):
                yield entry, entry.row.start, None

    def _values(self, entry: Entry, onset: float | None, begin: float | None) -> list[Any]:
        row, told = entry.row, entry.told
        over = told.get("overrun") or 0.0
        count, unit = shorter(row.text, told["seconds"], over) if over else (0, "")
        said = [_rounded(told.get(name)) for name in ("seconds", "natural", "tempo", "borrowed", "overrun")]
        return [
            entry.id, self._place("file", row.file), row.place, _cut(row.text), self._place("speaker", row.speaker),
            self._place("voice", self._voice(entry)), self._place("track", row.track), entry.state,
            _rounded(row.start), _rounded(row.end), _rounded(onset), *said, count, unit, list(told.get("offers") or ()), entry.en, entry.zh,
            self._path(entry, joined=begin is not None), _rounded(begin), _packed(told.get("peaks")),
        ]  # fmt: skip

    def _place(self, kind: str, name: str) -> int:
        places = self._places[kind]
        return places.setdefault(name, len(places))

    def _voice(self, entry: Entry) -> str:
        row = entry.row
        if not entry.told:
            return row.voice
        who = (row.voice, row.speaker, row.file, self._units.language(entry))
        if who not in self._voices:
            try:
                self._voices[who] = self._units.voice(entry).name
            except StudioError:  # it was there when the line was said
                self._voices[who] = row.voice
        return self._voices[who]

    def _path(self, entry: Entry, *, joined: bool) -> int | None:
        """Of its sound, as an address from the report's folder; None where there is none."""
        if not entry.done:
            return None
        name = f"{entry.row.track if joined else entry.row.output}.{self._options.kind}"
        address = self._address(name)
        if address not in self._places["path"] and not (self._room.folder / name).is_file():
            return None
        return self._place("path", address)


def addresses(report: Path, folder: Path) -> Callable[[str], str]:
    """What a page calls a file of the folder, by its name in it."""
    begin = os.path.relpath(folder.absolute(), Path(report).absolute().parent)
    return lambda name: "./" + quote(Path(begin, name).as_posix())


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _packed(peaks: Any) -> str:
    return base64.b64encode(bytes(peaks)).decode() if peaks else ""
