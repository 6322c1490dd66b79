"""What a batch is asked for, as one value that its ledger keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from os.path import splitext
from typing import Any, Literal, get_args

from pipelines.errors import BadInput
from pipelines.slots import NATURAL, STRICT, Policy

Fitting = Literal["strict", "natural"]
Each = Literal["auto", "clip", "track"]
Kind = Literal["wav", "flac", "mp3", "m4a", "opus"]
Music = Literal["keep", "duck", "drop", "voiceless"]

POLICIES: Mapping[str, Policy] = {"strict": STRICT, "natural": NATURAL}
LOUDNESS = (-40.0, -8.0)
_COMMAND = {"kind": "format", "translate": "translate-to", "language": "lang", "editors": "editor"}
CUE_KINDS = (".srt", ".vtt", ".ass", ".ssa", ".textgrid", ".json")
"""Inputs whose rows make one track, where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Options:
    """voice      of rows that have none of their own; "" is the usual one of the language
    voices     a file of speakers and their voices
    language   of rows that do not say; "" is found from the text
    speaker    the engine
    fit        "strict": every line begins on time; "natural": it stays near its own tempo, and waits for the one before it
    each       a file for each row ("clip"), one for each input ("track"), or by the kind of the input ("auto")
    kind       of the sound files
    loudness   LUFS of each file, None as the voice speaks
    video      a film that the tracks are put under: a film for each; "" for none
    music      what becomes of its own sound under the speech: kept, ducked, dropped, or kept without its voices
    separator  the engine that takes these out
    original   its own sound is besides a track of its own in the film
    burn       the new subtitles are drawn into its picture, which is encoded anew for it
    stems      speech and music as files of their own too
    relip      the people of the film get the lips of the new speech; `consent` says who agreed to that
    columns    of a table, what means what
    captions   subtitles: say sounds in brackets, songs and names too
    edits      a file of texts to be said in the place of the inputs' (see `edits`)
    editors    kinds of timelines for other editors: "otio", "edl", "fcpxml", "premiere", "jianying", "capcut"
    translate  the language that all rows are put into by a language model; "" leaves them as they are
    model      that model; "" is the one that the environment names

    BadInput for a value that is not accepted, with those that are.
    """

    voice: str = ""
    voices: str = ""
    language: str = ""
    speaker: str = "espeak"
    fit: Fitting = "strict"
    each: Each = "auto"
    kind: Kind = "wav"
    loudness: float | None = None
    video: str = ""
    music: Music = "duck"
    separator: str = "hdemucs"
    original: bool = False
    burn: bool = False
    stems: bool = False
    relip: bool = False
    consent: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    captions: bool = False
    edits: str = ""
    editors: tuple[str, ...] = ()
    translate: str = ""
    model: str = ""

    def __post_init__(self) -> None:
        for name, kinds in (("fit", Fitting), ("each", Each), ("kind", Kind), ("music", Music)):
            if getattr(self, name) not in get_args(kinds):
                raise _refused(name, getattr(self, name), get_args(kinds))
        if self.loudness is not None and not LOUDNESS[0] <= self.loudness <= LOUDNESS[1]:
            raise BadInput(f"A loudness of {self.loudness} LUFS was asked for; {LOUDNESS[0]:.0f} to {LOUDNESS[1]:.0f} is accepted, usually -14, -16 or -23.",
                           f"响度 {self.loudness} LUFS 超出范围；可接受 {LOUDNESS[0]:.0f} 到 {LOUDNESS[1]:.0f}，常用 -14、-16、-23。")  # fmt: skip
        object.__setattr__(self, "editors", tuple(self.editors))
        object.__setattr__(self, "columns", tuple((str(field), str(column)) for field, column in self.columns))

    @property
    def policy(self) -> Policy:
        return POLICIES[self.fit]

    def is_track(self, file: str) -> bool:
        """Whether the rows of an input make one track."""
        return self.each == "track" or (self.each == "auto" and splitext(file)[1].lower() in CUE_KINDS)


def checked(values: Mapping[str, Any]) -> Options:
    """The options of these values, from a command or a file. BadInput for one that is not known, with those that are."""
    known = [field.name for field in fields(Options)]
    for name, value in values.items():
        if name not in known:
            raise _refused(name, value, known)
    return Options(**values)


def to_dict(options: Options) -> dict[str, Any]:
    return asdict(options)


def _refused(name: str, value: object, accepted: Any) -> BadInput:
    listed = ", ".join(accepted)
    name = f"--{_COMMAND.get(name, name)}"
    return BadInput(f"{name} {value!r} is not known. Accepted: {listed}.", f"{name} 不支持 {value!r}。可接受：{listed}。")
