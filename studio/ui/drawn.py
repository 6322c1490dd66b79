"""The drawn presenters on the page: chosen by name, shown in the portrait's tile as a picture would be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines import toml_files
from pipelines.avatar.drawn import catalogue
from pipelines.character import Character, to_dict
from pipelines.files import write_text

from . import tile
from .stills import folder
from .texts import t


def choices(lang: str) -> list[tuple[str, str]]:
    """None first, then each presenter by what it is called in the page's language."""
    found = [catalogue.load(name) for name in catalogue.names()]
    return [(t("drawn.none", lang), ""), *((title(one, lang), one.name) for one in found)]


def title(character: Character, lang: str) -> str:
    return (character.title_zh if lang == "zh" else character.title_en) or character.name


def taken(name: str) -> Any:
    """The portrait tile's value for a presenter; None for no name."""
    if not name:
        return None
    path = folder() / f"{name}.toml"
    write_text(path, toml_files.text(to_dict(catalogue.load(name))))
    return tile.value(str(path))


def name_of(value: Any) -> str:
    """The presenter that the portrait's tile shows, "" for a picture or none."""
    path = Path(str((value or {}).get("path", "")))
    return path.stem if path.suffix == ".toml" and path.parent == folder() and path.is_file() else ""
