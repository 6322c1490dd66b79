"""What the report says of the batch as a whole."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from ...wording import PLACES
from ..ledger import OVERRUN, Ledger
from ..options import Options
from ..room import Room
from .lines import MOST, addresses

NOTES = 2_000
"""Notes on the manifest that are shown."""
FILES = 60
"""Files of whole tracks that are named."""


class Outcome(Protocol):
    """Of a run: rows that it made, and seconds that it took."""

    @property
    def made(self) -> int: ...
    @property
    def elapsed(self) -> float: ...


def about(path: Path, room: Room, ledger: Ledger, options: Options, result: Outcome, lang: str) -> dict[str, Any]:
    """JSON-ready: seconds; `tempo` are pairs of a tempo in hundredths and how many lines have it."""
    counts = ledger.counts()
    seconds = ledger.seconds()
    notes, files = ledger.notes(), _files(path, room, ledger, options)
    return {
        "lang": "zh" if lang.startswith("zh") else "en",
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "folder": str(room.folder),
        "inputs": [Path(name).name or name for name in ledger.get("inputs", [])],
        "counts": counts,
        "overrun": ledger.count(OVERRUN),
        "total": sum(counts.values()),
        "speech": round(sum(seconds.values()), 3),
        "elapsed": round(result.elapsed, 3),
        "rate": result.made / result.elapsed if result.elapsed > 0 else 0.0,
        "pace": seconds.get("made", 0.0) / result.elapsed if result.elapsed > 0 else 0.0,
        "tempo": ledger.tempos(),
        "speaker": options.speaker,
        "fit": options.fit,
        "kind": options.kind,
        "video": Path(options.video).name,
        "music": options.music,
        "translate": options.translate,
        "files": files[:FILES],
        "files_in_all": len(files),
        "loudness": options.loudness,
        "policy": [options.policy.easy, options.policy.most],
        "most": MOST,
        "places": [[pattern, words.replace("\\", "$")] for pattern, words in PLACES],
        "notes": [[note.file, note.place, note.en, note.zh] for note in notes[:NOTES]],
        "notes_in_all": len(notes),
    }


def _files(path: Path, room: Room, ledger: Ledger, options: Options) -> list[tuple[str, str]]:
    """Names and addresses of what is not the clip of one row: tracks, their subtitles, films, stems."""
    tracks = tuple(f"{track}." for track in ledger.tracks())
    address = addresses(path, room.folder)
    written = ledger.outputs(but=f".{options.kind}")
    return [(name, address(name)) for name in written if name.startswith(tracks) and (room.folder / name).is_file()]
