"""What subtitles hold beside speech: sounds in brackets, songs between notes, who speaks. It is told and kept, not said.

The forms are those of subtitles for the deaf and hard of hearing (Netflix English Timed Text Style Guide, BBC Subtitle
Guidelines): [door slams], (laughs), ♪ la la ♪, JOHN:, a dash or >> where the speaker changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from .fit import Cue
from .notes import Note

_NOTES = "♪♫♬♩"
_SONG = re.compile(rf"[{_NOTES}][^{_NOTES}]*[{_NOTES}]+|[{_NOTES}][^{_NOTES}\n]*|^\s*#[^#]+#\s*$")
_BRACKETS = re.compile(r"\[[^\[\]\n]{1,120}\]|［[^［］\n]{1,120}］|【[^【】\n]{1,120}】")
# round brackets are also how people write: a sound is a few words, at the begin of a line or after a sentence's end
_ROUND = re.compile(
    r"(?P<edge>^\s*(?:[-–—]\s*)?|[.!?…。！？]\s*)(?P<sound>[(（][^\s()（）]{1,20}(?: [^\s()（）]{1,20}){0,3}(?<![.。])[)）])(?=\s|$|[^\s\w]|(?<=）))",
    re.MULTILINE,
)
_START = r"(?P<edge>^\s*|[.!?…。！？\"”]\s+)"  # a line's begin; lines of a cue that were joined, after a sentence
_NAME = re.compile(
    _START
    + r"(?P<dash>(?:[-–—]\s*|>{2,3}\s*)?)(?P<name>(?:[A-Z][A-Z0-9 .'’&#-]{0,30}[A-Z0-9.]|[A-Z])\s*(?:\([^()\n]{1,40}\)\s*)?:)(?=\s|$)\s*",
    re.MULTILINE,
)
_TURN = re.compile(_START + r"(?P<turn>[-–—‐]\s(?=\S)|>{2,3}\s*)", re.MULTILINE)
_SIGN = re.compile(rf"[{_NOTES}#\[［【(（:>–—‐-]")  # without one of these a text holds none of them
_LANGUAGE = re.compile(r"[^\W\d_]|\d")


@dataclass(frozen=True, slots=True)
class Parted:
    """`said` is what is left to say of a text, `kept` what was taken out of it, in order of its kind."""

    said: str
    kept: tuple[str, ...]


def parted(text: str) -> Parted:
    """A cue's text without its captions. A text that holds none comes back as it is."""
    if not _SIGN.search(text):
        return Parted(text, ())
    kept: list[str] = []

    def out(match: re.Match[str], group: int | str = 0, left: str = "") -> str:
        kept.append(match[group].strip())
        return left

    said = _SONG.sub(out, text)
    said = _BRACKETS.sub(out, said)
    said = _NAME.sub(lambda m: out(m, "name", m["edge"] + m["dash"]), said)
    said = _ROUND.sub(lambda m: out(m, "sound", m["edge"]), said)
    said = _TURN.sub(lambda m: out(m, "turn", m["edge"]), said)
    if not kept:
        return Parted(text, ())
    return Parted(_tidied(said), tuple(one for one in kept if one))


def _tidied(said: str) -> str:
    lines = [re.sub(r"[ \t]{2,}", " ", line).strip() for line in said.split("\n")]
    return "\n".join(line for line in lines if line) if _LANGUAGE.search(said) else ""


def without(cues: Sequence[Cue], notes: list[Note], extra: dict[str, Any]) -> list[Cue]:
    """The cues with what is to be said. The rest stands in a note with its place, and in `extra`: in "captions" what was beside
    speech, in "unspoken" a cue that had nothing else."""
    left: list[Cue] = []
    for cue in cues:
        parts = [parted(piece.text) for piece in cue.pieces]
        kept = [one for part in parts for one in part.kept]
        if not kept:
            left.append(cue)
            continue
        shown = ", ".join(repr(one) for one in kept)
        pieces = tuple(
            replace(piece, text=_spaced(part.said, piece.text)) for piece, part in zip(cue.pieces, parts, strict=True)
        )
        pieces = tuple(piece for piece in pieces if piece.text)
        if any(_LANGUAGE.search(piece.text) for piece in pieces):
            extra.setdefault("captions", []).append({"start": cue.start, "end": cue.end, "kept": kept})
            notes.append(Note(cue.place, f"{shown}: not said but kept aside.", f"{shown}：不朗读，另行保存。"))
            left.append(replace(cue, pieces=pieces))
        else:
            extra.setdefault("unspoken", []).append({"start": cue.start, "end": cue.end, "text": cue.text})
            notes.append(Note(cue.place, f"{shown}: not said but kept aside; its time is silence.",
                              f"{shown}：不朗读，另行保存；其时段作静音。"))  # fmt: skip
    return left


def _spaced(said: str, text: str) -> str:
    """What is said of a piece, with the space that parted it from the next piece."""
    return said + " " if said and text[-1:].isspace() and not said[-1].isspace() else said
