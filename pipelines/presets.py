"""Settings to use again: edits under a name, and the settings of some words copied onto others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from . import editing
from .editing.select import selected
from .errors import BadInput
from .overrides import WordOverride
from .schema import check
from .timeline import Utterance

SCHEMA = "shengying.preset"
VERSION = 1
_PLACED = ("first", "last", "word", "phoneme", "syllable")


@dataclass(frozen=True, slots=True)
class Preset:
    """Edits without the words they are for, to be laid on any selection."""

    name: str
    edits: tuple[dict[str, Any], ...]

    def on(self, first: str, last: str = "") -> tuple[Any, ...]:
        """The edits on the words `first` to `last`."""
        return tuple(editing.parse({**own, "first": first, "last": last}, f"preset {self.name!r}") for own in self.edits)


def preset(name: str, edits: Sequence[Any]) -> Preset:
    """BadInput for edits that are about one place only (a reading, a pause, one phoneme)."""
    rows = [edit.model_dump(exclude_defaults=False) for edit in edits]
    for row in rows:
        if (
            row.get("phoneme") is not None
            or row.get("syllable") is not None
            or "first" not in row
            or row["edit"] in ("text", "fit")
        ):
            raise BadInput(f"A preset holds edits of whole words; {row['edit']!r} is of one place.",
                           f"预设只能包含整词的编辑；{row['edit']!r} 针对某一处。")  # fmt: skip
    return Preset(name, tuple({key: value for key, value in row.items() if key not in _PLACED} for row in rows))


def to_dict(own: Preset) -> dict[str, Any]:
    return {"schema": SCHEMA, "version": VERSION, "name": own.name, "edits": list(own.edits)}


def from_dict(data: Any) -> Preset:
    """BadInput for anything that is not a preset."""
    check(data, SCHEMA, VERSION, what=("preset", "预设"), maker="studio edit --save-preset")
    try:
        found = Preset(str(data["name"]), tuple(dict(own) for own in data["edits"]))
        found.on("w1")
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(f"This preset is damaged ({error}).", f"该预设已损坏（{error}）。") from error
    return found


def copied(utterance: Utterance, first: str, last: str = "") -> tuple[WordOverride, ...]:
    """The settings of the words, in order, without their readings."""
    return tuple(replace(utterance.override(word.id), reading=None) for word in selected(utterance, first, last))


def pasted(utterance: Utterance, first: str, settings: Sequence[WordOverride]) -> Utterance:
    """`settings` laid on the words from `first` on, one each, in the place of theirs; settings of phonemes where there is one."""
    start = utterance.words.index(utterance.word(first))
    overrides = dict(utterance.overrides)
    for word, own in zip(utterance.words[start:], settings, strict=False):
        phonemes = {index: value for index, value in own.phonemes.items() if index < len(word.phonemes)}
        overrides[word.id] = replace(own, reading=utterance.override(word.id).reading, phonemes=phonemes)
    return replace(utterance, overrides={key: own for key, own in overrides.items() if not own.empty})
