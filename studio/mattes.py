"""The background taken away: what `--matte` may be, and which files can hold what comes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.avatar.ground import Ground
from pipelines.errors import BadInput
from pipelines.files import check_output, known_hash
from pipelines.media import CLEAR_KINDS, FILM_KINDS
from pipelines.script import Layout

from .store import Store

Matte = Annotated[
    str,
    typer.Option(
        help="The presenter cut out: alpha (to .webm or .mov), green or #rrggbb (a key), blur (the own background), or a picture to stand before."
    ),
]

FilmMatte = Annotated[
    str,
    typer.Option(
        help="The presenter cut out: alpha (stands before the scene's picture), green, #rrggbb, blur (the own background), or a picture."
    ),
]

_DARK = "#16181c"


def is_clear(matte: str) -> bool:
    """Whether nothing is behind the presenter of itself."""
    return Ground.of(matte).clear


def check_out(out: Path, matte: str, *, force: bool) -> Path:
    """`check_output`, for a film with this matte: a clear one needs a file that can hold it."""
    if not is_clear(matte):
        return check_output(out, force=force, kinds=FILM_KINDS)
    if out.suffix.lower() in FILM_KINDS:
        raise BadInput(
            f"{out}: an mp4 holds no transparency. Name it .webm (small, for the web and OBS) or .mov (ProRes 4444, for editing), or"
            " choose --matte green.",
            f"{out}：mp4 不能保存透明通道。请用 .webm（小，适合网页与 OBS）或 .mov（ProRes 4444，适合剪辑），或选择 --matte green。",
        )
    return check_output(out, force=force, kinds=CLEAR_KINDS)


def file_of(matte: str) -> Path | None:
    """The picture that the matte names"""
    return Ground.of(matte).path


def key(matte: str) -> str:
    """What of a matte a picture depends on: a file by its content."""
    path = file_of(matte)
    return known_hash(path) if path else matte


def behind(matte: str, layout: Layout, picture: Path | None) -> str:
    """The matte for a shot: in an inset a clear presenter stands before the scene's picture, for nothing else is behind it there."""
    if not (is_clear(matte) and layout == "pip"):
        return matte
    return str(picture) if picture else _DARK


def of_film(matte: str, store: Store) -> str:
    """A project's matte, its picture as a path to open."""
    path = file_of(matte)
    return str(store.resolve(str(path))) if path else matte


def keep(matte: str, store: Store) -> str:
    """The matte as the project has it: a picture is copied into the project."""
    path = file_of(matte)
    return store.keep_input(path, "matte") if path else matte
