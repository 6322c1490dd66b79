"""How a performance is to be acted: an emotion with a degree, and how much of each kind of movement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

from .errors import BadInput

EMOTIONS = ("neutral", "happy", "sad", "angry", "surprised", "serious")
EMOTIONS_ZH = {
    "平静": "neutral",
    "愉快": "happy",
    "高兴": "happy",
    "悲伤": "sad",
    "愤怒": "angry",
    "惊讶": "surprised",
    "严肃": "serious",
}
AMOUNTS_ZH = {"嘴": "mouth", "头": "head", "眨眼": "blink", "目光": "gaze", "眉": "brows", "呼吸": "breath", "手势": "gesture"}
MOST = 2.0


@dataclass(frozen=True)
class Direction:
    """`emotion`: of EMOTIONS, at a `degree` of 0 to 1. The others are amounts from 0 (none) over 1 (as people move) to
    2: of the mouth's opening, the head's turns, blinks, glances, brows, breath and the beats of gestures.

    BadInput for an unknown emotion and for numbers out of bounds.
    """

    emotion: str = "neutral"
    degree: float = 1.0
    mouth: float = 1.0
    head: float = 1.0
    blink: float = 1.0
    gaze: float = 1.0
    brows: float = 1.0
    breath: float = 1.0
    gesture: float = 1.0

    def __post_init__(self) -> None:
        if self.emotion not in EMOTIONS:
            raise BadInput(
                f"There is no emotion {self.emotion!r}. Accepted: {', '.join(EMOTIONS)}.",
                f"没有表情 {self.emotion!r}。可接受：{'、'.join(EMOTIONS_ZH)}（{'、'.join(EMOTIONS)}）。",
            )
        for field in fields(self)[1:]:
            value, most = getattr(self, field.name), 1.0 if field.name == "degree" else MOST
            if not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= most:
                raise BadInput(
                    f"{field.name} cannot be {value!r}. Accepted: 0 to {most:g}.",
                    f"{field.name} 不能为 {value!r}。可接受 0 到 {most:g}。",
                )


AMOUNTS = tuple(field.name for field in fields(Direction))[2:]
"""The names of the amounts."""

PLAIN = Direction()


def parse_emotion(text: str) -> tuple[str, float]:
    """("happy", 0.6) of "happy:0.6" or "愉快:0.6"; degree 1 where none is given. BadInput for anything else."""
    name, colon, degree = text.strip().replace("：", ":").partition(":")
    name = EMOTIONS_ZH.get(name.strip(), name.strip().lower())
    try:
        value = float(degree) if colon else 1.0
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise BadInput(
            f"An emotion cannot be {text!r}. Write a name, and after a colon how much of it: happy:0.6. Accepted: "
            f"{', '.join(EMOTIONS)}, at 0 to 1.",
            f"表情不能写作 {text!r}。请写名称，冒号后写程度：愉快:0.6。可接受：{'、'.join(EMOTIONS_ZH)}，程度 0 到 1。",
        )
    return Direction(name, value).emotion, value


def parse_amounts(given: Sequence[str]) -> dict[str, float]:
    """{"head": 0.5} of ("head=0.5",). BadInput naming the amounts that there are."""
    found: dict[str, float] = {}
    for text in given:
        name, _, value = text.partition("=")
        name = AMOUNTS_ZH.get(name.strip(), name.strip().lower())
        try:
            found[name] = float(value)
        except ValueError:
            name = ""
        if name not in AMOUNTS:
            raise BadInput(
                f"An amount cannot be {text!r}. Write name=number, such as head=0.5. Names: {', '.join(AMOUNTS)}; 0 to {MOST:g}.",
                f"幅度不能写作 {text!r}。请写 名称=数值，如 head=0.5。名称：{'、'.join(AMOUNTS_ZH)}；0 到 {MOST:g}。",
            )
    return found
