"""What fewer people choose of a film's look: loudness, cuts on beats, the encoder, engines, a logo, an intro and an outro."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from pipelines.film import hardware
from pipelines.film.clips import VIDEO_SUFFIXES
from pipelines.film.logo import PLACES
from pipelines.film.platforms import LOUDNESS

from . import engine_choices, tile
from .bilingual import Bilingual
from .javascript import joined
from .texts import bundle, t

_MAKERS = {
    "nvenc": "NVIDIA (NVENC)",
    "videotoolbox": "Apple (VideoToolbox)",
    "qsv": "Intel (Quick Sync)",
    "amf": "AMD (AMF)",
    "vaapi": "VA-API",
}
LOGO_SIZES = (0.04, 0.06, 0.08, 0.1, 0.14, 0.2)
MOVING = f"{tile.PICTURES},{','.join(VIDEO_SUFFIXES)}"
_SCRIPT = Path(__file__).with_suffix(".js")

Choice = tuple[str, Any]


def build(speak: Bilingual, made: dict[str, Any]) -> None:
    """Its components into `made`, closed until its own button opens them."""
    speak(gr.HTML, {"words": lambda lang: bundle(lang, "looks")}, html_template='<div class="looks-head"></div>',
          js_on_load=joined(_SCRIPT), apply_default_css=False, elem_id="looks-head")  # fmt: skip
    with gr.Column(elem_id="looks"):
        with gr.Row(elem_classes="choices"):
            for name, choices, value in (
                ("loudness", _loudness, ""),
                ("cuts", _cuts, ""),
                ("encoder", _encoders, "x264"),
                ("logo_place", _places, "tr"),
                ("logo_size", _sizes, 0.08),
            ):
                made[name] = speak(gr.Dropdown, {"label": f"brief.{name}", "choices": choices}, value=value,
                                   elem_id=name.replace("_", "-"), min_width=150)  # fmt: skip
        with gr.Row(elem_classes="choices"):
            for kind, usual in engine_choices.USUAL.items():
                made[kind] = speak(gr.Dropdown, {"label": f"brief.{kind}", "choices": partial(engine_choices.offered, kind)},
                                   value=usual, elem_id=f"engine-{kind}", min_width=150)  # fmt: skip
        with gr.Row(elem_classes="look-tiles"):
            for name, accept in (("logo", tile.PICTURES), ("intro", MOVING), ("outro", MOVING)):
                made[name] = tile.build(speak, name, accept)


def encoders() -> tuple[str, ...]:
    """Those that work here; "auto" if there is a choice."""
    found = [name for name in hardware.HARDWARE if not hardware.fault(name)]
    return ("x264", *(["auto"] if found else []), *found)


def nearest(size: float) -> float:
    return min(LOGO_SIZES, key=lambda one: abs(one - size))


def _loudness(lang: str) -> list[Choice]:
    return [(t("loudness.", lang), ""), *((f"{level:g} LUFS", f"{level:g}") for level in LOUDNESS)]


def _cuts(lang: str) -> list[Choice]:
    return [(t(f"cuts.{name}", lang), name) for name in ("", "beat")]


def _encoders(lang: str) -> list[Choice]:
    return [(_MAKERS.get(name) or t(f"encoder.{name}", lang), name) for name in encoders()]


def _places(lang: str) -> list[Choice]:
    return [(zh if lang == "zh" else en.capitalize(), name) for name, (en, zh) in PLACES.items()]


def _sizes(lang: str) -> list[Choice]:
    return [(t("logo_size.n", lang, n=round(100 * size)), size) for size in LOGO_SIZES]
