"""What a file held that a timeline does not, told to the person."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from pipelines.speech.formats import Note

from .wording import language

SHOWN = 20
"""Notes that are printed; --json gives all."""


def plain(notes: Sequence[Note]) -> list[dict[str, str]]:
    """Notes as JSON-ready values, in both languages."""
    return [{"place": note.place, "en": note.en, "zh": note.zh} for note in notes]


def show(notes: Sequence[Note]) -> None:
    """The notes on standard error, in the person's language."""
    lang = language()
    console = Console(stderr=True, soft_wrap=True)
    for note in notes[:SHOWN]:
        console.print(escape(note.message(lang)), style="yellow")
    if len(notes) > SHOWN:
        more = {
            "en": f"… and {len(notes) - SHOWN} more notes; --json lists all.",
            "zh": f"……另有 {len(notes) - SHOWN} 条；--json 列出全部。",
        }
        console.print(more[lang], style="yellow")
