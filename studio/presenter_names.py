"""Names of presenters: drawn ones, heads in 3D and people who were enrolled share them, as `--avatar NAME` chooses among all."""

from __future__ import annotations

from pathlib import Path

from pipelines.avatar.drawn import catalogue as drawn
from pipelines.avatar.head3d import catalogue as heads
from pipelines.avatar.video import people
from pipelines.errors import OutputExists


def check_free(name: str, kind: str) -> None:
    """OutputExists where a presenter of another kind than `kind` ("drawn", "3d") has the name."""
    taken = {"drawn": drawn.names(), "3d": heads.names(), "people": people.names()}
    if any(name in names for other, names in taken.items() if other != kind):
        raise OutputExists(
            f"There is a presenter of another kind called {name} already: studio avatar show {name}. Give another name.",
            f"已有另一类名为 {name} 的主持人：studio avatar show {name}。请换一个名称。",
        )


def own_file(name: str) -> Path | None:
    """The file of a drawn presenter or a head of one's own; None if there is none of that name."""
    for catalogue in (drawn, heads):
        if name in catalogue.own_names():
            return catalogue.user_folder() / f"{name}.toml"
    return None
