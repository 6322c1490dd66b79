"""A track of a batch as a timeline for other editors: its lines over the video, with captions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

from pipelines.errors import BadInput
from pipelines.files import known_hash
from pipelines.film.exchange import files
from pipelines.film.exchange.cut import Piece, of_dub

from ..store import key_of
from .options import Options
from .outputs import Outputs
from .row import Fault
from .tracks import RATE, Track

VERSION = 1
_SUFFIXES = {kind: suffix for suffix, kind in files.SUFFIXES.items()}


def check(options: Options) -> None:
    """BadInput for an editor that is not known."""
    for kind in options.editors:
        if kind not in files.KINDS:
            raise BadInput(f"The editor {kind!r} is not known. Accepted: {', '.join(files.KINDS)}.",
                           f"未知的剪辑格式 {kind!r}。可接受：{'、'.join(files.KINDS)}。")  # fmt: skip


def write(track: Track, outputs: Outputs, options: Options, tell: Callable[[Fault], None]) -> Iterator[Path]:
    """The timeline for each editor that is asked for; what is as it should be is left."""
    video = Path(options.video) if options.video else None
    for kind in options.editors:
        name = track.name if kind in _SUFFIXES else f"{track.name}.{kind}"
        out = outputs.path(name, _SUFFIXES.get(kind, ""))
        mark = out if kind in _SUFFIXES else out / "draft_content.json"
        key = key_of("editor", VERSION, kind, track.key, known_hash(video) if video else "", options.music)
        if not outputs.there(mark, key):
            outputs.begin(mark, key)
            cut = of_dub(track.name, _pieces(track), video, captions=tuple(track.cues()), language=track.language,
                         original=None if options.music == "drop" else 1.0)  # fmt: skip
            written = files.write(cut, out, kind, label=lambda: track.label)
            for en, zh in written.losses:
                tell(Fault(str(out), "", en, zh, row=False))
            outputs.note(mark, key)
        yield out


def _pieces(track: Track) -> list[Piece]:
    return [
        Piece(
            track.takes.path(line.entry.key, ".wav"), Fraction(line.start, RATE), Fraction(line.entry.told["seconds"]).limit_denominator(RATE),
            line.entry.row.text, line.entry.row.speaker, language=track.language,
        )
        for line in track.lines()
    ]  # fmt: skip
