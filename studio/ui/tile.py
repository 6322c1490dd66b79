"""A place to drop a file on: a portrait, music, an intro."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from .. import seen
from . import browser_files, stills
from .bilingual import Bilingual
from .javascript import joined
from .texts import LANGS, bundle

_SCRIPT = Path(__file__).with_suffix(".js")
PICTURES = ".jpg,.jpeg,.png,.webp"
SOUNDS = ".wav,.mp3,.m4a,.flac,.ogg,.opus,.aac,.webm,.mp4"


def build(speak: Bilingual, name: str, accept: str, **options: Any) -> gr.HTML:
    """A tile whose words are the texts of the group `name`. Its value is {"path", "url", "name"}, and "name_en", "name_zh" of somebody with titles, or None."""
    kind = {PICTURES: "image", SOUNDS: "sound"}.get(accept, "film")
    return speak(gr.HTML, {"words": lambda lang: bundle(lang, "tile", name)}, html_template='<div class="tile"></div>',
                 js_on_load=joined(_SCRIPT), apply_default_css=False, kind=kind, accept=accept,
                 elem_id=f"tile-{name}", elem_classes=["tile-host"], **options)  # fmt: skip


def value(path: str) -> dict[str, str] | None:
    """The tile's value for a file that a film has."""
    if not path or not Path(path).is_file():
        return None
    given = Path(path)
    if seen.is_picture(given):
        return {"path": path, "url": browser_files.url(given), "name": given.name}
    titles = {f"name_{lang}": seen.title(given, lang) for lang in LANGS}
    return {"path": path, "url": browser_files.url(stills.still(given)), "name": titles["name_en"], **titles}
