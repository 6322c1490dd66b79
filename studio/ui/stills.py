"""Pictures of drawn presenters, where the page's server gives them out."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

from pipelines.avatar.drawn import catalogue
from pipelines.avatar.drawn.animator import DrawnAnimator, avatar_of
from pipelines.character import Character
from pipelines.files import write_text
from pipelines.media import write_picture

from .. import seen
from . import browser_files

_SMALL = (200, 200)
_LOCK = threading.Lock()


def still(path: Path) -> Path:
    """A picture of the presenter that a file describes, made once, where the page's server gives it out."""
    target = folder() / f"{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}.png"
    with _LOCK:  # two panels may ask at once
        if not target.is_file():
            write_picture(target, seen.avatar(path).picture)
    return target


def small(character: Character) -> Path:
    """A small picture of a drawn presenter, for the gallery."""
    digest = hashlib.sha256(f"{_SMALL} {catalogue.text(character)}".encode()).hexdigest()[:16]
    target = folder() / f"{digest}.jpg"
    with _LOCK:
        if not target.is_file():
            write_picture(target, DrawnAnimator().rest(avatar_of(character, size=(64, 64)), size=_SMALL))
    return target


def description(character: Character) -> Path:
    """The file that describes a presenter, where the page may read it."""
    path = folder() / f"{character.name}.toml"
    write_text(path, catalogue.text(character))
    return path


def folder() -> Path:
    """Where descriptions and pictures of presenters lie; it is made if it is not there."""
    place = browser_files.uploads() / "presenters"
    place.mkdir(parents=True, exist_ok=True)
    return place
