"""The kinds of edit, each a frozen value with a JSON form. An edit names words by their stable ids."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from ..errors import BadInput
from ..faults import validation_text


class _Edit(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OnWords(_Edit):
    """`first` to `last` are word ids; without `last` it is the one word."""

    first: str
    last: str = ""


class OnSounds(OnWords):
    """All phonemes of the words; or, of the one word, a phoneme or a syllable, counted from 0."""

    phoneme: int | None = None
    syllable: int | None = None


class Reading(_Edit):
    """Another reading: pinyin with tone digits ("hang2"), or IPA."""

    edit: Literal["reading"] = "reading"
    word: str
    reading: str


class Tone(_Edit):
    """A Chinese tone changed, 1 to 5, on one syllable of the word."""

    edit: Literal["tone"] = "tone"
    word: str
    syllable: int = 0
    tone: Annotated[int, Field(ge=1, le=5)]


class Length(OnSounds):
    """How long it lasts: `ms`, or `factor` times as long as now."""

    edit: Literal["length"] = "length"
    ms: float | None = None
    factor: float | None = None


class Speed(OnWords):
    """1.2: a fifth faster than predicted."""

    edit: Literal["speed"] = "speed"
    factor: Annotated[float, Field(ge=0.25, le=4)]


class Fit(_Edit):
    """A selection, or the whole line, to `ms`, at most `cap` times as fast or slow."""

    edit: Literal["fit"] = "fit"
    first: str = ""
    last: str = ""
    ms: Annotated[float, Field(gt=0)]
    cap: Annotated[float, Field(gt=1, le=4)] = 2.0


class Pitch(OnSounds):
    """Semitones higher than it was set to (`add`), or than predicted."""

    edit: Literal["pitch"] = "pitch"
    semitones: Annotated[float, Field(ge=-24, le=24)]
    add: bool = True


class Contour(OnSounds):
    """A pitch curve over the time of the selection: points [0 … 1, semitones above the prediction or Hz]. None: none."""

    edit: Literal["contour"] = "contour"
    points: tuple[tuple[Annotated[float, Field(ge=0, le=1)], float], ...]
    unit: Literal["st", "hz"] = "st"


class Range(OnWords):
    """0.5: the pitch moves half as far; 2: twice."""

    edit: Literal["range"] = "range"
    factor: Annotated[float, Field(ge=0, le=4)]


class Question(_Edit):
    """The line's end, from this word on or its last word, rises like a question by `semitones`."""

    edit: Literal["question"] = "question"
    word: str = ""
    semitones: Annotated[float, Field(ge=-12, le=12)] = 5.0


class Loudness(OnSounds):
    edit: Literal["loudness"] = "loudness"
    db: Annotated[float, Field(ge=-40, le=20)]
    add: bool = True


class Stress(OnWords):
    """重读: 1 stressed, 2 half stressed, 0 unstressed, None as predicted."""

    edit: Literal["stress"] = "stress"
    level: Literal[0, 1, 2] | None = 1


class Join(OnWords):
    """连读: each word run together with the next (True), parted from it (False), or as predicted (None)."""

    edit: Literal["join"] = "join"
    joined: bool | None = True


class Pause(_Edit):
    """Silence after the word, in ms, sample-exact; None as predicted."""

    edit: Literal["pause"] = "pause"
    word: str
    ms: Annotated[float, Field(ge=0, le=10_000)] | None


class Pauses(_Edit):
    """The default silence after punctuation marks, in ms; None takes a mark's default away."""

    edit: Literal["pauses"] = "pauses"
    marks: dict[str, Annotated[float, Field(ge=0, le=10_000)] | None]


class SetVoice(OnWords):
    """Another speaker from here to there; "" gives the words back to the line's own."""

    edit: Literal["voice"] = "voice"
    voice: str


class SetStyle(OnWords):
    edit: Literal["style"] = "style"
    style: str
    degree: Annotated[float, Field(ge=0, le=2)] = 1.0


class Event(_Edit):
    """A breath, a laugh or a sound file after the word. `ms` is its length."""

    edit: Literal["event"] = "event"
    word: str
    kind: Literal["breath", "laugh", "sound"]
    ms: Annotated[float, Field(gt=0, le=60_000)]
    db: Annotated[float, Field(ge=-40, le=20)] = 0.0
    path: str = ""


class Text(_Edit):
    """The words `first` to `last` replaced by `text`; "" deletes them. `insert` puts it before or after `first` instead."""

    edit: Literal["text"] = "text"
    first: str
    last: str = ""
    text: str
    insert: Literal["", "before", "after"] = ""


class Reset(OnSounds):
    """As predicted: everything, or what `what` names. A phoneme or syllable has only length, pitch and loudness to reset."""

    edit: Literal["reset"] = "reset"
    what: Literal["", "length", "pitch", "loudness", "pause", "reading", "stress", "join", "voice", "style", "speed", "range", "events"] = ""  # fmt: skip


Edit = Annotated[
    Reading | Tone | Length | Speed | Fit | Pitch | Contour | Range | Question | Loudness | Stress | Join | Pause | Pauses
    | SetVoice | SetStyle | Event | Text | Reset,
    Field(discriminator="edit"),
]  # fmt: skip
_ADAPTER: TypeAdapter[Any] = TypeAdapter(Edit)


def parse(data: Any, place: str = "") -> Any:
    """The edit that JSON values stand for. BadInput with what is wrong with them."""
    try:
        return _ADAPTER.validate_python(data)
    except ValidationError as error:
        kinds = sorted(_ADAPTER.json_schema()["discriminator"]["mapping"])
        en, zh = validation_text(error), validation_text(error, "zh")
        known = isinstance(data, dict) and data.get("edit") in kinds
        more = ("", "") if known else (f" Edits are: {', '.join(kinds)}.", f"可用：{', '.join(kinds)}。")
        raise BadInput(
            f"{place or 'This'} is no edit that can be made: {en}.{more[0]}", f"{place or '这'}不是可用的编辑：{zh}。{more[1]}"
        ) from error


def parse_lines(text: str, name: str = "") -> tuple[Any, ...]:
    """Edits as JSON lines. BadInput names the line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                found.append(parse(json.loads(line), f"{name} line {number}".strip()))
            except json.JSONDecodeError as error:
                raise BadInput(f"{name} line {number} is not JSON: {error.msg} at column {error.colno}.",
                               f"{name} 第 {number} 行不是 JSON：第 {error.colno} 列，{error.msg}。") from error  # fmt: skip
    return tuple(found)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of an edit."""
    return _ADAPTER.json_schema()
