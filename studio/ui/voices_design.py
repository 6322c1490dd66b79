"""A voice being designed: the page holds its recipe, the program makes it anew each time it is asked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pipelines.speech import voices
from pipelines.speech.design.describe import Design
from pipelines.voice import Voice

from .. import designing
from ..designing import SLIDERS, Made, Recipe
from . import voices_own, voices_sound
from .brief_panel import voice_title
from .notices import answered
from .texts import t

_DRAFT = "draft"


@answered
def design_voice(asked: dict[str, Any]) -> dict[str, Any]:
    """What becomes of {"recipe"}: the sliders' values, the titles of the voices in it, and how each word was taken."""
    lang = str(asked.get("lang", "en"))
    recipe = _recipe(asked.get("recipe") or {})
    made = designing.made(recipe, _DRAFT, lang)
    titles = {
        f"{key}Title": voice_title(voices.load(name), lang) if (name := getattr(recipe, key)) else ""
        for key in ("like", "mixed")
    }
    return {"values": shown_values(made.voice), "titles": titles} | _words(made.words, lang)


@answered
def hear_design(asked: dict[str, Any]) -> dict[str, Any]:
    """The voice of {"recipe"} saying {"text"}."""
    return dict(voices_sound.unkept(_made(asked, _DRAFT).voice, voices_sound.checked(asked.get("text"))))


@answered
def save_design(asked: dict[str, Any]) -> dict[str, Any]:
    """Keep the voice of {"recipe"} among the person's own, called {"title"}."""
    title = str(asked.get("title", "")).strip()
    made = _made(asked, voices_own.named(title))
    saved = voices.save(replace(made.voice, title_en=title, title_zh=title), voices.user_folder())
    return {"name": saved.name, "title": title}


def shown_values(voice: Voice) -> dict[str, Any]:
    """The numbers and the style that can be set."""
    return {name: getattr(voice, name) for name in SLIDERS}


def _made(asked: Mapping[str, Any], name: str) -> Made:
    return designing.made(_recipe(asked.get("recipe") or {}), name, str(asked.get("lang", "en")))


def _recipe(given: Mapping[str, Any]) -> Recipe:
    """The page's recipe: voices by name only, sliders that there are."""
    for key in ("like", "mixed"):
        if given.get(key):
            voices.check_name(str(given[key]))
    moved = {name: str(value) if name == "style" else float(value) for name, value in (given.get("moved") or {}).items()
             if name in SLIDERS}  # fmt: skip
    share = float(given.get("share") or 0)
    return Recipe(
        text=str(given.get("text") or ""),
        language=str(given.get("language") or ""),
        like=str(given.get("like") or ""),
        mixed=str(given.get("mixed") or ""),
        share=share if 0 < share <= 1 else 0.0,
        aged=float(given.get("aged") or 0),
        cheerful=float(given.get("cheerful") or 0),
        moved=moved,
    )


def _words(words: Design | None, lang: str) -> dict[str, Any]:
    if words is None:
        return {"understood": [], "unknown": []}
    named = {word for word, _ in words.understood}
    brings = {person: [word for word in designing.brought(person) if word not in named] for person in words.people}
    rows = [{"word": person, "moves": " · ".join(_told(designing.moves(word, 1.0), lang) for word in brings[person])}
            for person in words.people]  # fmt: skip
    rows += [{"word": word, "moves": ""} for word in words.languages]
    rows += [{"word": word, "moves": _told(designing.moves(word, degree), lang)} for word, degree in words.understood]
    return {"understood": rows, "unknown": [{"word": one.word, "near": list(one.near)} for one in words.unknown]}


def _told(moves: Mapping[str, float], lang: str) -> str:
    """What a word moved, such as "Pitch −4 st · Vocal tract +7 %"."""
    parts = []
    for name, value in moves.items():
        if name == "semitones":
            parts.append(f"{t('voices.pitch', lang)} {round(value, 1):+g} {t('voices.semitones', lang)}")
        elif name in ("tract", "range", "rate"):
            parts.append(f"{t(f'voices.{name}', lang)} {100 * (math.exp(value / 100) - 1):+.0f}%")
        else:
            unit = " dB" if name == "brightness" else ""
            parts.append(f"{t(f'voices.{name}', lang)} {round(value, 2):+g}{unit}")
    return " · ".join(parts).replace(" -", " −")


FUNCTIONS = (design_voice, hear_design, save_design)
