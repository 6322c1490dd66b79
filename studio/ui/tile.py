"""A place to drop a file on: a portrait, music."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from pipelines.avatar.drawn import catalogue

from ..seen import is_drawn
from . import browser_files, stills
from .bilingual import Bilingual
from .javascript import joined
from .texts import bundle

_SCRIPT = Path(__file__).with_suffix(".js")
PICTURES = ".jpg,.jpeg,.png,.webp"
SOUNDS = ".wav,.mp3,.m4a,.flac,.ogg,.opus,.aac,.webm,.mp4"


def build(speak: Bilingual, name: str, accept: str, **options: Any) -> gr.HTML:
    """A tile whose words are the texts of the group `name`. Its value is {"path", "url", "name"} or None."""
    kind = "image" if accept == PICTURES else "sound"
    return speak(gr.HTML, {"words": lambda lang: bundle(lang, "tile", name)}, html_template='<div class="tile"></div>',
                 js_on_load=joined(_SCRIPT), apply_default_css=False, kind=kind, accept=accept,
                 elem_id=f"tile-{name}", elem_classes=["tile-host"], **options)  # fmt: skip


def value(path: str) -> dict[str, str] | None:
    """The tile's value for a file that a film has."""
    if not path or not Path(path).is_file():
        return None
    shown = stills.still(Path(path)) if is_drawn(Path(path)) else Path(path)
    return {
        "path": path,
        "url": browser_files.url(shown),
        "name": catalogue.read(Path(path)).name if shown != Path(path) else shown.name,
    }
