"""An SSML tree as a flat text with what lies on its stretches and stands at its places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..formats.notes import Note
from ..markup import Element

STUDIO = "studio"
STUDIO_NAMESPACE = "urn:shengying:ssml:1"
"""Prefix and namespace of the elements for what SSML has no words for."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the open elements ask of the text in them: factors multiplied, semitones and decibels added, the rest innermost."""

    language: str = ""
    voice: str = ""
    style: str = ""
    degree: float = 1.0
    speed: float = 1.0
    semitones: float = 0.0
    range: float = 1.0
    gain_db: float = 0.0
    stress: int | None = None


@dataclass(frozen=True)
class Piece:
    """A stretch of the text under one setting; `element` is the innermost that it stands in."""

    start: int
    end: int
    setting: Setting
    element: Element


@dataclass(frozen=True)
class Region:
    """An element that covers the stretch from `start` up to `end` and is more than a setting.

    phoneme: a reading. contour, duration: over the stretch's time. sounds: single phonemes of a word. said: other words are
    spoken than are written. kept: an element that means nothing here.
    """

    kind: Literal["phoneme", "contour", "duration", "sounds", "said", "kept"]
    start: int
    end: int
    element: Element
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Point:
    """An element that stands at a place of the text: before the character `at`. `seconds` of a break."""

    kind: Literal["break", "sound", "kept"]
    at: int
    element: Element
    seconds: float = 0.0


@dataclass(frozen=True)
class Flat:
    """The text as it is to be spoken, and everything about it. `whole` are elements that speak of the whole document."""

    text: str
    language: str
    pieces: tuple[Piece, ...]
    regions: tuple[Region, ...]
    points: tuple[Point, ...]
    whole: tuple[Element, ...]
    rate: float
    root: Element
    notes: tuple[Note, ...] = field(default=())


def note(element: Element, en: str, zh: str) -> Note:
    """A remark on an element, with its place."""
    return Note(element.place, f"<{element.name}>: {en}", f"<{element.name}>：{zh}")
