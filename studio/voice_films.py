"""Which projects are spoken by a person's own voices, wherever they lie: films.json among those voices."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipelines.errors import StudioError
from pipelines.files import write_text
from pipelines.speech import voices

FILE = "films.json"


def note(folder: Path, given: Mapping[str, str], speech: Mapping[str, Any]) -> None:
    """Remember the project in `folder` if a voice of the person's own was `given` to a speaker in it, or says a word of its `speech`.

    What cannot be written is let be: the project itself is saved all the same.
    """
    own = voices.user_folder()
    names = {*voices.places((own,))}
    if names and names & {*given.values(), *_named(list(speech.values()))}:
        known = noted()
        place = Path(folder).resolve()
        if place not in known:
            with suppress(StudioError):
                write_text(own / FILE, json.dumps(sorted(map(str, (*known, place))), ensure_ascii=False, indent=1) + "\n")


def noted() -> tuple[Path, ...]:
    """The folders of the projects that were noted and that are still there."""
    try:
        listed = json.loads((voices.user_folder() / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    places = [Path(place) for place in listed if isinstance(place, str)] if isinstance(listed, list) else []
    return tuple(place for place in places if (place / "project.json").is_file())


def _named(value: Any) -> Iterator[str]:
    """The voices that a JSON value names."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key == "voice" and isinstance(one, str):
                yield one
            else:
                yield from _named(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _named(one)
