"""The presenters: a photo with its face, people enrolled with a video, drawn characters, heads in 3D, and how they act, seen at once.

The panel's value is {"acting": …, "portrait": the portrait tile's value when one was taken}; all else goes through the functions of
the panel's other files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from pipelines.avatars import CLOSEST, FARTHEST
from pipelines.character import CHOICES
from pipelines.direction import AMOUNTS, EMOTIONS, MOST

from ..enrolment import VIDEO_KINDS
from . import acting, presenters_gallery, presenters_heads, presenters_people, presenters_photo, presenters_preview, tile
from .bilingual import Bilingual
from .javascript import joined
from .presenters_gallery import FILTERS, part_title
from .texts import bundle, t

_HERE = Path(__file__).parent
_ORDER = ("state", "stage", "photo", "people", "gallery", "model", "heads", "make", "panel")
_FUNCTIONS = (
    *presenters_photo.FUNCTIONS,
    *presenters_people.FUNCTIONS,
    *presenters_gallery.FUNCTIONS,
    *presenters_heads.FUNCTIONS,
    *presenters_preview.FUNCTIONS,
)


def build(speak: Bilingual) -> gr.HTML:
    """The panel: closed until one of the page's buttons opens it."""
    return speak(gr.HTML, {"words": words}, value={}, html_template='<section class="presenters-panel drawer" hidden></section>',
                 js_on_load=source(), apply_default_css=False, server_functions=list(_FUNCTIONS), elem_id="presenters-panel")  # fmt: skip


def source() -> str:
    """The panel's script: its files, one after another."""
    return joined(_HERE / "drawer.js", *(_HERE / f"presenters_{name}.js" for name in _ORDER))


def words(lang: str) -> dict[str, Any]:
    """The panel's words, and what its lists offer."""
    return bundle(lang, "presenters") | {
        "uploading": t("tile.uploading", lang),
        "failed": t("tile.failed", lang),
        "gone": t("notice.gone", lang),
        "emotions": [[t(f"emotion.{name}", lang), name] for name in EMOTIONS],
        "colours": list(acting.COLOURS),
        "grounds": [[t(f"presenters.ground_{name}", lang), name] for name in acting.GROUNDS],
        "amounts": [[name, t(f"presenters.{name}", lang)] for name in _amounts()],
        "most": MOST,
        "zooms": [FARTHEST, CLOSEST],
        "usual_degree": acting.DEGREE,
        "pictures": tile.PICTURES,
        "videos": ",".join(VIDEO_KINDS),
        "filters": [
            [part, t(f"character_part.{part}", lang), [[part_title(value, lang), value] for value in CHOICES[part]]]
            for part in FILTERS
        ],
        "parts": presenters_gallery.parts(lang),
        "begin": presenters_gallery.beginning(),
    }


def _amounts() -> tuple[str, ...]:
    """The amounts as a person would look for them."""
    first = ("head", "gaze", "brows", "gesture")
    return (*first, *(name for name in AMOUNTS if name not in first))
