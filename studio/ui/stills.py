"""Pictures of drawn presenters, where the page's server gives them out."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

from pipelines.avatar.drawn import catalogue
from pipelines.avatar.drawn.animator import DrawnAnimator, avatar_of
from pipelines.media import write_picture

from . import browser_files

_SIZE = (480, 480)
_LOCK = threading.Lock()


def still(path: Path) -> Path:
    """A picture of the presenter that a file describes, made once, where the page's server gives it out."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    target = folder() / f"{digest}.png"
    with _LOCK:  # two panels may ask at once
        if not target.is_file():
            write_picture(target, DrawnAnimator().rest(avatar_of(catalogue.read(path)), size=_SIZE))
    return target


def folder() -> Path:
    """Where descriptions and pictures of presenters lie; it is made if it is not there."""
    place = browser_files.uploads() / "presenters"
    place.mkdir(parents=True, exist_ok=True)
    return place
