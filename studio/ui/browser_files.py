"""The browser's files: which ones the page may read, and the address at which it gives out its own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pipelines.errors import BadInput

from ..films_home import home
from .texts import pair


def uploads() -> Path:
    """Where the browser's files arrive."""
    return Path(os.environ.get("GRADIO_TEMP_DIR") or Path(tempfile.gettempdir()) / "gradio").resolve()


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
    return f"/gradio_api/file={path}" + (stamp_of(path) if stamp else "")


def stamp_of(path: Path) -> str:
    """What an address ends with, so that a file that was written anew has another one."""
    return f"?v={path.stat().st_mtime_ns // 1_000_000}"
