"""The lines of one input joined to one track: each on its own sample, with new subtitles timed to the new speech."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from heapq import heappop, heappush
from pathlib import Path

from pipelines import engines, timeline
from pipelines.files import replacing
from pipelines.film import encoders, subtitles
from pipelines.film.labels import Label
from pipelines.film.streamed import Sound
from pipelines.film.subtitles import Cue
from pipelines.film.track import Piece, blocks
from pipelines.voice import Consent

from ..store import Takes, key_of
from . import loudness, work
from .ledger import DONE, Entry, Ledger
from .options import Options
from .outputs import Outputs
from .room import Room
from .row import Fault
from .units import GAP, Units

VERSION = 1
RATE = 48_000
"""Of every track, in Hz: what films and editors have."""

UNTIMED_GAP = 0.35
"""Seconds between two lines that have no times of their own."""

SUBTITLES = ".srt"


@dataclass(frozen=True, slots=True)
class Placed:
    """A line on its track: `start` and `end` in samples at RATE."""

    entry: Entry
    start: int
    end: int

    @property
    def late(self) -> float:
        """Seconds that it begins after its time."""
        return 0.0 if self.entry.row.start is None else self.start / RATE - self.entry.row.start


def placed(ledger: Ledger, name: str, options: Options) -> Iterator[Placed]:
    """The lines of a track that were made, in the order of their times.

    A line with a time begins on it; fitted naturally, it waits for the end of the one before. One without follows that one.
    """
    end = 0
    order = "start, id" if ledger.count("track = ? and start is not null", (name,)) else "id"
    for entry in ledger.entries(f"track = ? and {DONE}", (name,), order):
        start = entry.row.start
        if start is None:
            first = end + round(UNTIMED_GAP * RATE) if end else 0
        else:
            first = round(start * RATE)
            if options.fit == "natural" and end:
                first = max(first, end + round(GAP * RATE))
        last = first + round(entry.told["seconds"] * RATE)
        end = max(end, last)
        yield Placed(entry, first, last)


Lines = Callable[[], Iterator[Placed]]


@dataclass(frozen=True)
class Track:
    """The lines of an input that were made, in their places. `lines` gives them anew each time; `key` says which they are."""

    name: str
    lines: Lines
    key: str
    takes: Takes
    label: Label
    language: str

    def pieces(self) -> Iterator[Piece]:
        return (Piece(self.takes.path(line.entry.key, ".wav"), line.start) for line in self.lines())

    def cues(self) -> Iterator[Cue]:
        """New subtitles, timed to the speech."""
        waiting: list[tuple[float, int, Cue]] = []
        for line in self.lines():
            while waiting and waiting[0][0] <= line.start / RATE:  # a long line's second cue may begin after the next line
                yield heappop(waiting)[2]
            said = timeline.from_dict(work.told_of(self.takes, line.entry.key)["speech"])
            for number, cue in enumerate(subtitles.cues(said, line.start / RATE)):
                heappush(waiting, (cue.start, line.start + number, cue))
        while waiting:
            yield heappop(waiting)[2]


def names(ledger: Ledger, options: Options) -> Iterator[str]:
    """The tracks that are made whole."""
    return (name for name in ledger.tracks() if is_joined(ledger, name, options))


def is_joined(ledger: Ledger, name: str, options: Options) -> bool:
    """Whether the rows of a track make one sound: as the file says that they are of."""
    return options.is_track(next(ledger.entries("track = ?", (name,), "id limit 1")).row.file)


def made(room: Room, ledger: Ledger, options: Options, units: Units) -> Iterator[Track]:
    """The tracks of which a line or more was made."""
    for name in names(ledger, options):
        first = next(ledger.entries(f"track = ? and {DONE}", (name,), "id limit 1"), None)
        if first is None:
            continue
        lines = partial(placed, ledger, name, options)
        key = _key(lines(), options)
        yield Track(name, lines, key, room.takes, _label(key, lines, options, units), units.language(first))


def paths(outputs: Outputs, name: str, options: Options) -> tuple[Path, Path]:
    """The sound and the subtitles of a track."""
    return outputs.path(name, f".{options.kind}"), outputs.path(name, SUBTITLES)


def _key(lines: Iterator[Placed], options: Options) -> str:
    """Of a track: its lines and their places, whose number may be large."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(f"{line.entry.key} {line.start}\n".encode())
    return key_of("track", VERSION, digest.hexdigest(), options.kind, options.loudness)


def _label(key: str, lines: Lines, options: Options, units: Units) -> Label:
    consents: dict[Consent, None] = {}
    for voice in {units.voice(line.entry) for line in lines()}:
        if voice.consent:
            consents[voice.consent] = None
    return Label(key, "Shengying", {"speaker": engines.load("speaker", options.speaker).note}, tuple(consents), "sound")


def join(track: Track, outputs: Outputs, options: Options, tell: Callable[[Fault], None]) -> Iterator[Path]:
    """The sound and the subtitles of a track, as they are written; what is as it should be is left."""
    sound, captions = paths(outputs, track.name, options)
    if not outputs.there(sound, track.key):
        outputs.begin(sound, track.key)
        reached = encoders.write(sound, Sound(lambda: blocks(track.pieces(), RATE)), RATE, label=track.label,
                                 metadata={"language": track.language}, loudness=options.loudness)  # fmt: skip
        outputs.note(sound, track.key, loudness.of_sound(sound.name, reached, options.loudness))
    for en, zh in outputs.remarks(track.key):
        tell(Fault("", "", en, zh, row=False))
    yield sound
    own = key_of(track.key, SUBTITLES)
    if not outputs.there(captions, own):
        outputs.begin(captions, own)
        with replacing(captions) as temporary, temporary.open("w", encoding="utf-8") as file:
            for number, cue in enumerate(track.cues(), 1):
                file.write(("\n" if number > 1 else "") + subtitles.srt_row(number, cue))
        outputs.note(captions, own)
    yield captions
