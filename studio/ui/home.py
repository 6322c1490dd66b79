"""Where the page keeps its films: one folder each, <home>/<id>/, with film.studio/ (the project), film.mp4 and form.json."""

from __future__ import annotations

import json
import os
import re
import secrets
import tempfile
import time
from pathlib import Path
from typing import Any

from pipelines.errors import BadInput
from pipelines.files import user_data, write_text

from ..store import Store
from .texts import pair

_ID = re.compile(r"^\d{8}-\d{6}-[0-9a-f]{4}$")


def home() -> Path:
    """STUDIO_HOME, else ~/.local/share/shengying/films."""
    if own := os.environ.get("STUDIO_HOME"):
        return Path(own).resolve()
    return user_data("films").resolve()


def uploads() -> Path:
    """Where the browser's files arrive."""
    return Path(os.environ.get("GRADIO_TEMP_DIR") or Path(tempfile.gettempdir()) / "gradio").resolve()


def new_id() -> str:
    return time.strftime("%Y%m%d-%H%M%S-") + secrets.token_hex(2)


def folder(film_id: str) -> Path:
    """The folder of a film; BadInput for anything that is not a film's id."""
    if not isinstance(film_id, str) or not _ID.match(film_id):
        raise BadInput(*pair("notice.no_film"))
    return home() / film_id


def store(film_id: str) -> Store:
    return Store(folder(film_id) / "film.studio")


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


def accepted(path: str) -> str:
    """The path of a file that the page may read: one that came through the browser, or one of a film's own."""
    if not path:
        return ""
    real = Path(path).resolve()
    if not any(real.is_relative_to(place) for place in (uploads(), home())) or not real.is_file():
        raise BadInput(*pair("notice.upload"))
    return str(real)


def url(path: Path, stamp: bool = True) -> str:
    """The address at which the page's server gives out a file of a film."""
    return f"/gradio_api/file={path}" + (f"?v={path.stat().st_mtime_ns // 1_000_000}" if stamp else "")
