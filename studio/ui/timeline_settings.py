"""Settings to use again from the timeline editor: copied from words to words, and kept under a name as presets.

A preset is a file that `studio edit --preset` takes, in <home>/presets.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pipelines import editing, presets
from pipelines.editing.select import selected
from pipelines.errors import BadInput
from pipelines.files import read_text, write_text
from pipelines.overrides import WordOverride
from pipelines.schema import parse
from pipelines.timeline import Utterance

from .. import editor, films_home
from .texts import pair

_NAME = re.compile(r"^\w[\w .-]{0,39}$")
_copied: tuple[str, tuple[WordOverride, ...]] = ("", ())  # of which film, what: one person works here


def copy(utterance: Utterance, film: str, first: str, last: str = "") -> int:
    """Remember the settings of the words; of how many. BadInput if nothing is set on them."""
    global _copied
    found = presets.copied(utterance, first, last)
    if all(own.empty for own in found):
        raise BadInput(*pair("timeline.nothing_set"))
    _copied = (film, found)
    return len(found)


def pasted(utterance: Utterance, film: str, first: str, last: str = "") -> Utterance:
    """The line with the settings remembered. Another film has neither this one's sound files nor its cloned voices."""
    source, settings = _copied
    if not settings:
        raise BadInput(*pair("timeline.nothing_copied"))
    if source != film:
        settings = tuple(_elsewhere(own) for own in settings)
    if len(settings) == 1:
        settings *= len(selected(utterance, first, last))
        first = selected(utterance, first, last)[0].id
    return presets.pasted(utterance, first, settings)


def _elsewhere(own: WordOverride) -> WordOverride:
    if own.voice.startswith("voices/") or any(event.path for event in own.events):
        raise BadInput(*pair("timeline.of_another_film"))
    return own


def folder() -> Path:
    return films_home.home() / "presets"


def names() -> list[str]:
    """The presets by name."""
    return sorted(path.stem for path in folder().glob("*.json"))


def save(utterance: Utterance, first: str, last: str, name: str) -> None:
    """Keep what is set on the words, the first that has settings, under a name; what had that name before is replaced."""
    if not _NAME.match(name):
        raise BadInput(*pair("timeline.bad_preset_name"))
    edits = editor.settings(utterance, first, last)
    if not edits:
        raise BadInput(*pair("timeline.nothing_set"))
    kept = presets.preset(name, [editing.parse(edit) for edit in edits])
    folder().mkdir(parents=True, exist_ok=True)
    write_text(folder() / f"{name}.json", json.dumps(presets.to_dict(kept), ensure_ascii=False, indent=1) + "\n")


def edits_of(name: str, first: str, last: str = "") -> list[dict[str, Any]]:
    """The preset's edits for the words, as JSON values."""
    if name not in names():
        raise BadInput(*pair("timeline.no_preset", name=name))
    own = presets.from_dict(parse(read_text(folder() / f"{name}.json"), name))
    return [edit.model_dump() for edit in own.on(first, last)]
