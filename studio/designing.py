"""A voice of one's own, from words, another voice, a share of a second one, its age and mood, and sliders: in that order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from pipelines.errors import BadInput
from pipelines.speech import voices
from pipelines.speech.design import ages, languages, mix
from pipelines.speech.design.describe import Design, design
from pipelines.speech.design.words import BOUNDS, PEOPLE, WORDS
from pipelines.voice import Voice

from .spoken import check_language

SLIDERS = ("pitch", "range", "rate", "tract", "breath", "roughness", "brightness", "gain", "style", "degree")
"""What of a voice can be set by itself."""

LIMITS = {key: BOUNDS[key] if key == "pitch" else voices.bounds(key) for key in SLIDERS if key != "style"}
"""The least and the most that a slider is moved to. Of the pitches that a file may hold these are people's."""


@dataclass(frozen=True)
class Recipe:
    """What a voice is made of.

    text      a description in words, "" for none
    language  the one that it speaks, "" for what the words name, or are in
    like      the name of the voice to begin from
    mixed     the name of a second voice, which has `share` of the result, 0 to 1
    aged      so many years older (of ages.YEARS)
    cheerful  so much merrier (of ages.MIRTH)
    moved     sliders by name (of SLIDERS), after all else
    """

    text: str = ""
    language: str = ""
    like: str = ""
    mixed: str = ""
    share: float = 0.0
    aged: float = 0.0
    cheerful: float = 0.0
    moved: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """The voice, and how its words were taken, if there were any."""

    voice: Voice
    words: Design | None


def made(recipe: Recipe, name: str, usual_language: str) -> Made:
    """The voice of a recipe, called `name`. `usual_language` is spoken if nothing says another.

    BadInput for words that are no description, a cloned voice to begin from or to mix, and numbers out of bounds.
    """
    for key, value in recipe.moved.items():
        check_slider(key, value)
    language = check_language(recipe.language) if recipe.language else ""
    begun = voices.load(recipe.like) if recipe.like else None
    words = design(recipe.text, name, language=language, like=begun) if recipe.text.strip() else None
    voice = words.voice if words else _plain(begun, recipe, name, language, usual_language)
    if recipe.mixed and recipe.share > 0:
        share = min(recipe.share, 0.999)
        voice = mix.mix([(voice, 1 - share), (voices.load(recipe.mixed), share)], name)
        voice = _speaking(voice, language)
    voice = ages.cheered(ages.aged(voice, recipe.aged), recipe.cheerful)
    return Made(voices.checked(replace(voice, **recipe.moved)), words)


def check_slider(key: str, value: Any) -> None:
    """BadInput for a number outside `LIMITS`, and for what is none."""
    if key not in LIMITS:
        return
    low, high = LIMITS[key]
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise BadInput(f"{key} cannot be {value}; a number from {low:g} to {high:g} is accepted.",
                       f"{key} 不能是 {value}；应为 {low:g} 到 {high:g} 的数。")  # fmt: skip
    if not low <= value <= high:
        raise BadInput(f"{key} cannot be {value:g}; {low:g} to {high:g} are accepted.",
                       f"{key} 不能是 {value:g}；可接受 {low:g} 到 {high:g}。")  # fmt: skip


def _plain(begun: Voice | None, recipe: Recipe, name: str, language: str, usual_language: str) -> Voice:
    """The voice before anything is moved, where no words describe one."""
    voice = begun or voices.default(language or usual_language)
    if voice.engine != "espeak" or voice.model:
        raise BadInput(f"The voice {recipe.like!r} is cloned: sliders make no new voice of it. Give a voice of the library.",
                       f"声音 {recipe.like!r} 是克隆的，无法用滑块另捏。请给出声音库中的声音。")  # fmt: skip
    voice = replace(
        voice, name=name, title_en=name, title_zh=name, fingerprint="", tags=tuple(dict.fromkeys((*voice.tags, "designed")))
    )
    return _speaking(voice, language)


def _speaking(voice: Voice, language: str) -> Voice:
    if not language or language == voice.language:
        return voice
    known = languages.nearest(language)
    return replace(voice, language=language, base=known.base if known else "")


def moves(word: str, degree: float) -> dict[str, float]:
    """What a word of a description moves, by name of `words.Change`, at its degree."""
    change = WORDS[word].times(degree)
    return {one.name: value for one in fields(change) if (value := getattr(change, one.name))}


def brought(person: str) -> tuple[str, ...]:
    """The words that a person's word brings with it: grandpa is old."""
    return PEOPLE[person][2]
