"""A film made for a platform: its size, frame rate and loudness where nothing else is asked for, and what it does not take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines.film import platforms

from .create import Note
from .project import Choices, parse_size


def choices(platform: str, size: str | None, fps: int | None, loudness: float | None) -> dict[str, Any]:
    """The choices that a platform decides ("" for none), each as asked for if it is not None. BadInput for an unknown platform."""
    usual = Choices()
    given = {"size": parse_size(size) if size is not None else None, "fps": fps, "loudness": loudness}
    chosen = platforms.platform(platform) if platform else None
    values = {name: getattr(chosen or usual, name) if value is None else value for name, value in given.items()}
    return values | {"platform": chosen.name if chosen else ""}


def note(wanted: Choices, video: Path, seconds: float, tell: Note) -> None:
    """Tell what of a finished film its platform does not take."""
    for en, zh in platforms.remarks(wanted.platform, seconds, video.stat().st_size):
        tell(en, zh)
