"""Who is seen in a film: a portrait of a person, or a drawn presenter, whose description is a file as a picture is one."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipelines.avatar.drawn import catalogue
from pipelines.avatar.drawn.animator import avatar_of
from pipelines.avatars import Avatar
from pipelines.errors import BadInput
from pipelines.files import output_error, user_cache, write_text
from pipelines.media import read_picture


def is_drawn(portrait: Path) -> bool:
    """Whether the file describes a drawn presenter."""
    return portrait.suffix.lower() == ".toml"


def animator_for(portrait: Path, chosen: str) -> str:
    """The animator that moves whom the file shows: the chosen one moves pictures."""
    return "drawn" if is_drawn(portrait) else chosen


def avatar(portrait: Path, face: int | None = None, landmarks: Path | None = None) -> Avatar:
    """Whom the file shows. BadInput for what is neither a picture nor a presenter."""
    if is_drawn(portrait):
        return avatar_of(catalogue.read(portrait))
    return Avatar(read_picture(portrait), face=face, landmarks=np.load(landmarks) if landmarks else None)


def nobody(given: str) -> BadInput:
    """What is said of a name that is neither a picture's nor a presenter's."""
    return BadInput(
        f"There is no picture and no presenter {given!r}. Give a jpg, png or webp, or a name of: studio avatar list",
        f"没有名为 {given!r} 的图片或主持人。请给出 jpg、png、webp 图片，或 studio avatar list 中的名称。",
    )


def portrait_of(given: str) -> Path:
    """The file of `--portrait`: a picture's own path, or of a presenter's name its description, which is kept in the cache.

    BadInput for what is neither a file nor a presenter's name.
    """
    path = Path(given)
    if path.is_file() or path.suffix:
        return path
    if given in catalogue.own_names():
        return catalogue.user_folder() / f"{given}.toml"
    if given not in catalogue.built_in():
        raise nobody(given)
    place = user_cache("presenters", f"{given}.toml")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, place) from error
    write_text(place, catalogue.text(catalogue.load(given)))
    return place
