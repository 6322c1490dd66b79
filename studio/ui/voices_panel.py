"""The voices: a library to search and hear, designed ones, cloned ones, and who speaks in the film.

The panel's value is {"use": name} when a voice was chosen for the brief; all else goes through the functions below and those of
the panel's other files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from pipelines.speech import consents, voices
from pipelines.speech.design import ages, languages, search, tags
from pipelines.speech.design.words import BOUNDS
from pipelines.styles import STYLES
from pipelines.voice import Voice

from .. import auditions, own_voices, shelf
from ..designing import SLIDERS
from . import voices_cast, voices_clone, voices_design, voices_own, voices_sound
from .bilingual import Bilingual
from .brief_panel import language_name, voice_title
from .javascript import joined
from .notices import answered
from .texts import bundle, t

_HERE = Path(__file__).parent
_ORDER = ("state", "player", "list", "row", "cast", "design", "sliders", "record", "clone", "panel")
PAGE = 60
_FAMILIES = {"en": "voices.english_all", "pt": "voices.portuguese_all"}
_STEPS = {"pitch": 1.0, "brightness": 0.5, "gain": 0.5}
_BOUNDS = {**BOUNDS, "gain": (-12.0, 12.0), "degree": (0.0, 2.0)}


def build(speak: Bilingual) -> gr.HTML:
    """The panel: closed until one of the page's buttons opens it."""
    functions = [find, about, hear, prepare, star, *voices_cast.FUNCTIONS, *voices_own.FUNCTIONS, *voices_design.FUNCTIONS,
                 *voices_clone.FUNCTIONS]  # fmt: skip
    return speak(gr.HTML, {"words": words}, value={}, html_template='<section class="voices-panel drawer" hidden></section>',
                 js_on_load=source(), apply_default_css=False, server_functions=functions, elem_id="voices-panel")  # fmt: skip


def source() -> str:
    """The panel's script: its files, one after another."""
    return joined(_HERE / "drawer.js", *(_HERE / f"voices_{name}.js" for name in _ORDER))


def words(lang: str) -> dict[str, Any]:
    """The panel's words, and what its lists offer."""
    return bundle(lang, "voices") | {
        "spoken_required": consents.required(),
        "failed": t("tile.failed", lang),
        "gone": t("notice.gone", lang),
        "style_none": t("timeline.style_none", lang),
        "styles": [[t(f"timeline.style_{name}", lang), name] for name in STYLES],
        "languages": languages_of(lang),
        "filters": {kind: [[tag_name(tag, lang), tag] for tag in tags.TAGS[kind]] for kind in ("who", "mood", "use")},
        "bars": [[name, *_BOUNDS[name], _STEPS.get(name, 0.01)] for name in SLIDERS if name != "style"],
        "character_bars": [["aged", *ages.YEARS, 1], ["cheerful", *ages.MIRTH, 0.1]],
    }


def languages_of(lang: str) -> list[list[str]]:
    """[name, code] of the languages that voices speak."""
    found: list[list[str]] = []
    for code in languages.table():
        family = code.split("-")[0]
        if family in _FAMILIES and not any(own == family for _, own in found):
            found.append([t(_FAMILIES[family], lang), family])
        found.append([language_name(code, lang), code])
    return found


def tag_name(tag: str, lang: str) -> str:
    return tags.CHINESE.get(tag, tag) if lang == "zh" else tag


def row(voice: Voice, lang: str, stars: tuple[str, ...], own: set[str]) -> dict[str, Any]:
    """A voice as the list shows it."""
    shown = [tag_name(tag, lang) for tag in voice.tags if tag in tags.CHINESE]
    return {"name": voice.name, "title": voice_title(voice, lang), "language": language_name(voice.language, lang), "tags": shown,
            "star": voice.name in stars, "own": voice.name in own, "cloned": voice.cloned}  # fmt: skip


@answered
def find(asked: dict[str, Any]) -> dict[str, Any]:
    """A page of the voices with these {"words", "language", "tags"}, "only" the "favourites" or the person's own ("mine"):
    favourites first, then those that speak the page's language."""
    lang, only = str(asked.get("lang", "en")), str(asked.get("only", ""))
    wanted = [str(tag) for tag in asked.get("tags", []) if tag]
    found = search.search(voices.catalogue()[0], language=str(asked.get("language", "")), tags=wanted,
                          words=str(asked.get("words", "")))  # fmt: skip
    stars, own = shelf.favourites(), own_voices.names()
    kept = {"favourites": set(stars), "mine": own}.get(only)
    found = shelf.ordered(
        sorted(
            (voice for voice in found if kept is None or voice.name in kept),
            key=lambda voice: voice.language.split("-")[0] != lang,
        )
    )
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(int(asked.get("page", 0)), 0), pages - 1)
    rows = [row(voice, lang, stars, own) for voice in found[page * PAGE : (page + 1) * PAGE]]
    return {"rows": rows, "total": len(found), "page": page, "pages": pages}


@answered
def about(asked: dict[str, Any]) -> dict[str, Any]:
    """One voice's numbers, the consent that it stands on, and how much of its sample's manner one of the person's own keeps."""
    voice = voices.load(voices.check_name(str(asked.get("voice", ""))))
    values = voices_design.shown_values(voice)
    consent = {"text": voice.consent.text, "by": voice.consent.by, "date": voice.consent.date} if voice.consent else None
    designed = voice.engine == "espeak" and not voice.model
    manner = voices_own.manner_of(voice)
    return {"values": values, "consent": consent, "designed": designed, "manner": manner}


@answered
def hear(asked: dict[str, Any]) -> dict[str, Any]:
    """A voice's sentence: {"voice"}."""
    return dict(voices_sound.kept(voices.load(voices.check_name(str(asked.get("voice", ""))))))


@answered
def prepare(asked: dict[str, Any]) -> dict[str, Any]:
    """Make a voice's sentence, so that it is there when it is asked for."""
    auditions.preview(voices.load(voices.check_name(str(asked.get("voice", "")))))
    return {}


@answered
def star(asked: dict[str, Any]) -> dict[str, Any]:
    """Mark a voice as a favourite, or no longer: {"voice", "star"}."""
    name = voices.check_name(str(asked.get("voice", "")))
    if asked.get("star"):
        shelf.put(voices.load(name).name)
    else:
        shelf.drop(name)
    return {"star": bool(asked.get("star"))}
