"""How the presenter is seen and acts, as the presenters' panel says it: plain values, checked here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.avatars import CLOSEST, FARTHEST
from pipelines.direction import AMOUNTS, Direction
from pipelines.errors import BadInput

from . import browser_files
from .texts import pair

DEGREE = 0.7
"""Of an emotion, where none is said: what a person who speaks to others shows of it."""
GROUNDS = ("", "blur", "alpha", "colour", "file", "green")
"""What the presenter stands before: the own background, that blurred, the scene's picture, a colour, a picture of one's own, a key."""
COLOURS = ("#f4f2ec", "#e8eef2", "#dfe8dd", "#f3dfd0", "#2b3440", "#12645f", "#7a2e2e", "#16181c")
"""Those that are offered."""
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

Acting = Mapping[str, Any]
"""{"emotion", "degree", an amount by name…, "zoom", "face", "ground", "ground_file", "ground_colour"}; what is not there is as it comes."""


def checked(given: object) -> dict[str, Any]:
    """The values that are known, each of its kind. BadInput for what no presenter can be told."""
    values = dict(given) if isinstance(given, Mapping) else {}
    found: dict[str, Any] = {}
    for name in ("degree", *AMOUNTS):
        if values.get(name) is not None:
            found[name] = _number(name, values[name])
    for name in ("emotion", "ground"):
        if values.get(name):
            found[name] = str(values[name])
    if values.get("zoom") is not None:
        found["zoom"] = _number("zoom", values["zoom"])
        if not FARTHEST <= found["zoom"] <= CLOSEST:
            raise BadInput(*pair("notice.choice", name=f"zoom {found['zoom']}"))
    if values.get("face") is not None:
        found["face"] = int(_number("face", values["face"]))
    found |= _ground(found.get("ground", ""), values)
    direction(found)
    return found


def _ground(kind: str, values: Acting) -> dict[str, str]:
    """What a background of this kind needs besides."""
    if kind not in GROUNDS:
        raise BadInput(*pair("notice.choice", name=repr(kind)))
    if kind == "file":
        path = browser_files.accepted(str(values.get("ground_file", "")))
        if not path:
            raise BadInput(*pair("presenters.need_ground"))
        return {"ground_file": path}
    if kind == "colour":
        colour = str(values.get("ground_colour", COLOURS[0]))
        if not _COLOUR.fullmatch(colour):
            raise BadInput(*pair("notice.choice", name=repr(colour[:20])))
        return {"ground_colour": colour}
    return {}


def _number(name: str, value: object) -> float:
    if isinstance(value, int | float):
        return float(value)
    raise BadInput(*pair("notice.choice", name=f"{name} {value!r}"))


def direction(acting: Acting) -> Direction:
    """The emotion and the amounts. BadInput for what is out of bounds."""
    amounts = {name: acting[name] for name in AMOUNTS if name in acting}
    return Direction(acting.get("emotion", "neutral"), acting.get("degree", DEGREE), **amounts)


def matte(acting: Acting) -> str:
    """What `Ground.of` takes."""
    ground = str(acting.get("ground", ""))
    return str(acting.get(f"ground_{ground}", "")) if ground in ("file", "colour") else ground


def of_liveliness(emotion: str, lively: float) -> dict[str, Any]:
    """Of a form that was kept when one number stood for all that moves beside mouth and lids."""
    return {"emotion": emotion, **dict.fromkeys(("head", "gaze", "brows", "gesture") if lively != 1.0 else (), lively)}


def file_of(acting: Acting) -> Path | None:
    """The picture to stand before, if there is one."""
    return Path(str(acting["ground_file"])) if acting.get("ground") == "file" else None
