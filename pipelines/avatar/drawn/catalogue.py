"""The presenters that come with the program, and a person's own: a TOML file each, or many in one."""

from __future__ import annotations

import os
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from ... import toml_files
from ...character import Character, from_dict, to_dict
from ...errors import BadInput
from ...files import check_output, data_folder, output_error, read_text, user_data, write_text

FILE = "catalogue.toml"


def user_folder() -> Path:
    """Where a person's own presenters lie: `STUDIO_AVATARS`, else among the program's data. It may not exist yet."""
    if own := os.environ.get("STUDIO_AVATARS"):
        return Path(own)
    return user_data("avatars")


@lru_cache(maxsize=1)
def built_in() -> dict[str, Character]:
    """The presenters of the catalogue by name, in its order."""
    path = data_folder("assets") / "presenters" / FILE
    text = read_text(path, limit=1_000_000, what_en="a catalogue", what_zh="目录")
    found = [from_dict(values) for values in tomllib.loads(text)["presenter"]]
    return {character.name: character for character in found}


def own_names() -> tuple[str, ...]:
    """The names of the person's own presenters, sorted."""
    folder = user_folder()
    return tuple(sorted(path.stem for path in folder.glob("*.toml") if not _other(path))) if folder.is_dir() else ()


def _other(path: Path) -> bool:
    """Whether the file says that it describes another kind of presenter; one that cannot be read is told when it is loaded."""
    try:
        return "kind" in values_of(path)
    except BadInput:
        return False


def names() -> tuple[str, ...]:
    """Every presenter: the person's own, then the catalogue's."""
    own = own_names()
    return (*own, *(name for name in built_in() if name not in own))


def load(name: str) -> Character:
    """A presenter by name; a person's own goes before one of the catalogue. BadInput where there is none, or its file is wrong."""
    if name in own_names():
        return read(user_folder() / f"{name}.toml")
    if name in built_in():
        return built_in()[name]
    near = [other for other in names() if name and other.startswith(name[:2].lower())][:6]
    raise BadInput(
        f"There is no presenter {name!r}. {'Near it: ' + ', '.join(near) + '. ' if near else ''}All of them: studio avatar list",
        f"没有主持人 {name!r}。{'相近：' + '、'.join(near) + '。' if near else ''}全部：studio avatar list",
    )


def read(path: Path) -> Character:
    """A presenter of a file; BadInput naming it, with what would be accepted."""
    values = values_of(path)
    try:
        return from_dict({"name": path.stem, **values})
    except BadInput as error:
        raise BadInput(f"{path}: {error.en}", f"{path}：{error.zh}") from error


def values_of(path: Path) -> dict[str, Any]:
    """What a presenter's file says. BadInput naming it."""
    return toml_files.values_of(path, what_en="a presenter", what_zh="主持人")


def everyone() -> tuple[tuple[Character, ...], tuple[BadInput, ...]]:
    """(every presenter, in the order of `names`; what is wrong with those that cannot be read)."""
    found, faults = [], []
    for name in names():
        try:
            found.append(load(name))
        except BadInput as fault:
            faults.append(fault)
    return tuple(found), tuple(faults)


def text(character: Character) -> str:
    """The character as a file of its own holds it; `read` gives it again."""
    return toml_files.text(to_dict(character))


def save(character: Character, *, force: bool = False) -> Path:
    """The character in the person's own folder; OutputExists if it is there and not `force`."""
    folder = user_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, folder) from error
    path = check_output(folder / f"{character.name}.toml", force=force)
    write_text(path, text(character))
    return path
