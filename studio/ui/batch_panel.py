"""Batch dubbing: subtitles and tables dropped, each line's time seen before anything is made, then made, stopped, gone on with.

What is shown is the batches' own, kept in their folders; the panel keeps nothing but what is looked at.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from pipelines.film.platforms import LOUDNESS

from ..dub.columns import FIELDS
from ..dub.desk.batch import MOST_FILES, VIDEOS
from ..dub.sources import SUFFIXES
from . import batch_calls, brief_panel, engine_choices, film_export, voices_panel
from .bilingual import Bilingual
from .javascript import joined
from .texts import bundle, t

_HERE = Path(__file__).parent
_ORDER = ("state", "files", "choices", "more", "strip", "lines", "acts", "list", "panel")


def build(speak: Bilingual) -> gr.HTML:
    """The panel: closed until the page's button opens it."""
    functions = [*batch_calls.FUNCTIONS, voices_panel.hear]
    return speak(gr.HTML, {"words": words}, value={}, html_template='<section class="batch-panel drawer" hidden></section>',
                 js_on_load=source(), apply_default_css=False, server_functions=functions, elem_id="batch-panel")  # fmt: skip


def source() -> str:
    """The panel's script: its files, one after another."""
    shared = (_HERE / "drawer.js", _HERE / "voices_player.js")
    first, *others = (_HERE / f"batch_{name}.js" for name in _ORDER)
    return joined(first, *shared, *others)


def words(lang: str) -> dict[str, Any]:
    """The panel's words, and what its lists offer."""
    return bundle(lang, "batch") | {
        "failed": t("tile.failed", lang),
        "gone": t("notice.gone", lang),
        "accept": ",".join((*SUFFIXES, *VIDEOS)),
        "most_files": MOST_FILES,
        "fields": [[t(f"batch.field_{name}", lang), name] for name in FIELDS],
        "languages": voices_panel.languages_of(lang),
        "targets": [[title, code] for title, code in brief_panel.languages_of(lang) if code],
        "loudnesses": list(LOUDNESS),
        "speakers": engine_choices.offered("speaker", lang),
        "speaker": t("brief.speaker", lang),
        "editors_title": t("batch.editors", lang),
        "editors": film_export.editors(lang),
    }
