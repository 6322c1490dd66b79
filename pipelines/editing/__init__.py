"""Edits of speech as values: `apply` takes an utterance and gives a new one back; nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..carrying import Dropped
from ..timeline import Utterance
from .kinds import (
    Contour,
    Fit,
    Length,
    Loudness,
    Pauses,
    Pitch,
    Question,
    Reading,
    Reset,
    Text,
    Tone,
    json_schema,
    parse,
    parse_lines,
)
from .replan import Edited, Planner, cut, no_planner, replanned, reset
from .sounds import contour, fit, length, question, sounds
from .words import on_words, pauses

__all__ = ["Edited", "Planner", "apply", "apply_all", "json_schema", "parse", "parse_lines"]


def apply_all(utterance: Utterance, given: Iterable[Any], planner: Planner | None = None) -> Edited:
    """Edit after edit; the first that cannot be applied is raised, and the utterance that was given stays as it was."""
    dropped: tuple[Dropped, ...] = ()
    for edit in given:
        done = apply(utterance, edit, planner)
        utterance, dropped = done.utterance, dropped + done.dropped
    return Edited(utterance, dropped)


def apply(utterance: Utterance, edit: Any, planner: Planner | None = None) -> Edited:
    """The utterance with the edit. BadInput if it names a word or a value that cannot be; the old value is not touched."""
    match edit:
        case Text(text="") if planner is None:
            return Edited(cut(utterance, edit))
        case Reading() | Tone() | Text():
            if planner is None:
                raise no_planner()
            return replanned(utterance, edit, planner)
        case Reset():
            return reset(utterance, edit, planner)
        case Length():
            return Edited(length(utterance, edit))
        case Fit():
            return Edited(fit(utterance, edit))
        case Contour():
            return Edited(contour(utterance, edit))
        case Question():
            return Edited(question(utterance, edit))
        case Pitch() | Loudness():
            return Edited(sounds(utterance, edit))
        case Pauses():
            return Edited(pauses(utterance, edit))
        case _:
            return Edited(on_words(utterance, edit))
