"""What a reader of a format gives back: the utterance, what it could not take as it stood, and what it kept aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ...engines import Speaker
from ...errors import BadInput
from ...timeline import Utterance
from ...voice import Voice
from .writing import language_of

LONGEST_SECONDS = 24 * 3600
"""No file may speak of a time after this: it is a damaged number, and would ask for gigabytes of silence."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a format could not hold or a reader did not understand: where, and what became of it."""

    place: str
    en: str
    zh: str

    def message(self, language: str = "en") -> str:
        place = f"{self.place}: " if self.place else ""
        return place + (self.zh if language.startswith("zh") else self.en)


@dataclass(frozen=True)
class Imported:
    """`extra` holds, as JSON-ready values, what the file had and an utterance has no place for: tiers, fields, styles."""

    utterance: Utterance
    notes: tuple[Note, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Request:
    """What a person asks of a reader. None, "" and 0 leave the choice to the file, then to the house.

    `guess` names the language of a text. `captions`: subtitles' sounds in brackets, songs and names are said too. `sample_rate` Hz of the utterance; 0: one whose samples hold the file's times exactly, 24 kHz if none does.
    """

    speaker: Speaker | None = None
    voice: Voice | None = None
    language: str = ""
    sample_rate: int = 0
    guess: Callable[[str], str] = language_of
    captions: bool = False


def damaged(what: str, what_zh: str, line: int, en: str, zh: str) -> BadInput:
    """The refusal of a file, with the line and what would be accepted."""
    return BadInput(f"{what}, line {line}: {en}", f"{what_zh}第 {line} 行：{zh}")


def check_time(seconds: float, what: str, what_zh: str, line: int) -> float:
    if not 0 <= seconds <= LONGEST_SECONDS:
        raise damaged(what, what_zh, line, f"the time {seconds:g} s is out of range; 0 to 24 hours is accepted.",
                      f"时间 {seconds:g} 秒超出范围；可接受 0 到 24 小时。")  # fmt: skip
    return seconds


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
