"""A person's favourite voices, in their order: one small file in the person's own voice folder."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from pipelines.errors import BadInput
from pipelines.files import output_error, read_text, write_text
from pipelines.speech import voices
from pipelines.voice import Voice

FILE = "favourites.json"


def favourites() -> tuple[str, ...]:
    """Names of the favourite voices, in the person's order. BadInput if the file is damaged."""
    path = _file()
    if not path.is_file():
        return ()
    try:
        found = json.loads(read_text(path, what_en="a list of voices", what_zh="声音列表"))
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{path} is not JSON: {error}. Mend it or delete it.", f"{path} 不是 JSON：{error}。请修正或删除。"
        ) from error
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise BadInput(f"{path} should be a list of names. Mend it or delete it.", f"{path} 应为名称列表。请修正或删除。")
    return tuple(dict.fromkeys(found))


def ordered(found: Iterable[Voice]) -> tuple[Voice, ...]:
    """The voices with the favourites first, in their order."""
    order = {name: place for place, name in enumerate(favourites())}
    return tuple(sorted(found, key=lambda voice: order.get(voice.name, len(order))))


def put(name: str, place: int = 0) -> tuple[str, ...]:
    """The favourites with `name` at `place` from 1; 0: where it is, or last."""
    rest = [one for one in favourites() if one != name]
    if not place and name in favourites():
        return favourites()
    rest.insert(place - 1 if place else len(rest), name)
    return _keep(rest)


def drop(name: str) -> tuple[str, ...]:
    """The favourites without `name`."""
    return _keep([one for one in favourites() if one != name])


def renamed(old: str, new: str) -> tuple[str, ...]:
    """The favourites with `new` where `old` was."""
    return _keep([new if one == old else one for one in favourites()]) if old in favourites() else favourites()


def _keep(names: list[str]) -> tuple[str, ...]:
    path = _file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, path) from error
    write_text(path, json.dumps(names, ensure_ascii=False, indent=1) + "\n")
    return tuple(names)


def _file() -> Path:
    return voices.user_folder() / FILE
