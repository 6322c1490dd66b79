"""Where a person's films live: one folder each, <home>/<id>/, with film.studio/ (the project), film.mp4 and form.json."""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from pathlib import Path
from typing import Any

from pipelines.errors import BadInput
from pipelines.files import user_data, write_text

from .store import Store

NO_FILM = ("This film is no longer there.", "这部影片已不存在。")
_ID = re.compile(r"^\d{8}-\d{6}-[0-9a-f]{4}$")


def home() -> Path:
    """STUDIO_HOME, else ~/.local/share/shengying/films."""
    if own := os.environ.get("STUDIO_HOME"):
        return Path(own).resolve()
    return user_data("films").resolve()


def new_id() -> str:
    return time.strftime("%Y%m%d-%H%M%S-") + secrets.token_hex(2)


def folder(film_id: str) -> Path:
    """The folder of a film; BadInput for anything that is not a film's id."""
    if not isinstance(film_id, str) or not _ID.match(film_id):
        raise BadInput(*NO_FILM)
    return home() / film_id


def store(film_id: str) -> Store:
    return Store(folder(film_id) / "film.studio")


def existing(film_id: str) -> Store:
    """The store of a film that has a script; BadInput if there is none."""
    found = store(film_id)
    if not found.exists():
        raise BadInput(*NO_FILM)
    return found


def video(film_id: str) -> Path:
    return folder(film_id) / "film.mp4"


def ids() -> list[str]:
    """The films that have a script, newest first."""
    place = home()
    found = [path.name for path in place.iterdir() if _ID.match(path.name)] if place.is_dir() else []
    return sorted((name for name in found if store(name).exists()), reverse=True)


def read_json(film_id: str, name: str) -> dict[str, Any]:
    """A small file of facts beside the film; empty if it is not there or not whole."""
    try:
        data = json.loads((folder(film_id) / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def write_json(film_id: str, name: str, values: dict[str, Any]) -> None:
    place = folder(film_id)
    place.mkdir(parents=True, exist_ok=True)
    write_text(place / name, json.dumps(values, ensure_ascii=False, indent=1) + "\n")
