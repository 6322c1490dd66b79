"""The drawn presenters on the page: chosen by name, shown in the portrait's tile as a picture would be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines.avatar.drawn import catalogue
from pipelines.files import write_text

from . import tile
from .stills import folder
from .texts import t


def choices(lang: str) -> list[tuple[str, str]]:
    """None first, then each presenter by what it is called in the page's language."""
    return [(t("drawn.none", lang), ""), *((one.title(lang), one.name) for one in catalogue.everyone()[0])]


def taken(name: str) -> Any:
    """The portrait tile's value for a presenter; None for no name."""
    if not name:
        return None
    path = folder() / f"{name}.toml"
    write_text(path, catalogue.text(catalogue.load(name)))
    return tile.value(str(path))


def name_of(value: Any) -> str:
    """The presenter that the portrait's tile shows, "" for a picture or none."""
    path = Path(str((value or {}).get("path", "")))
    return path.stem if path.suffix == ".toml" and path.parent == folder() and path.is_file() else ""
