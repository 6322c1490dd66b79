"""A place to drop a voice sample on: the voices' panel takes it, judges it and clones from it."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from .bilingual import Bilingual
from .javascript import joined
from .texts import bundle

_SCRIPT = Path(__file__).with_suffix(".js")


def build(speak: Bilingual) -> gr.HTML:
    """The tile; it has no value of its own."""
    return speak(gr.HTML, {"words": lambda lang: bundle(lang, "sample")}, html_template='<div class="tile"></div>',
                 js_on_load=joined(_SCRIPT), apply_default_css=False, elem_id="tile-sample", elem_classes=["tile-host"])  # fmt: skip
