"""What a manifest holds: rows to be said, and what is wrong with those that cannot be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to say.

    file      the input as a person would name it, and `place` in it: "row 12", "cue 7, line 31"
    text      what is said, without tags and captions
    start     seconds from the begin of its track, and `end`; None where the input gives no time: it lasts as long as it is said
    speaker   who says it in the input (a voice is looked up for it); "" for nobody named
    voice     a voice's name or folder, before what the speaker would have; "" for none asked for
    language  "zh", "en", …; "" for what the text looks like
    style     of the whole row ("" for none), `speed` of its speech (1.0 as the voice speaks)
    output    the clip's path below the output folder, without a suffix; unique in a run
    track     the input's own name, which one track of all its rows would have
    priority  rows of a higher one are begun first
    """

    file: str
    place: str
    text: str
    start: float | None = None
    end: float | None = None
    speaker: str = ""
    voice: str = ""
    language: str = ""
    style: str = ""
    speed: float = 1.0
    output: str = ""
    track: str = ""
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that cannot be said (`row` False: something that was handled, and that a person should know of)."""

    file: str
    place: str
    en: str
    zh: str
    row: bool = True
