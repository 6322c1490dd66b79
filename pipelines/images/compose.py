"""From what was understood to a picture: which kind of scene, and the scene drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from . import abstract, indoor, scene, space
from .prompt import Reading
from .sheet import Sheet

_INSIDE = ("room", "desk")
_IDEAS = ("space", "chart", "network", "cells", "abstract")
_HOME = {  # where a thing is at home when no place was named
    "planet": "space", "rocket": "space", "astronaut": "space", "globe": "space", "robot": "network", "code": "desk",
    "blackboard": "room", "shelves": "room", "window": "room", "cat": "room",
    "boat": "lake", "birds": "lake", "bridge": "river", "lotus": "lake", "lighthouse": "sea", "whale": "sea", "island": "sea", "palm": "sea",
    "fish": "lake", "camel": "desert", "pagoda": "temple", "temple": "temple", "wall": "temple", "lantern": "street", "umbrella": "street",
    "car": "road", "train": "field", "flowers": "garden", "blossom": "garden", "tree": "field", "house": "field", "windmill": "field",
    "horse": "field", "cow": "field", "deer": "forest", "dog": "field", "kite": "field", "pine": "forest", "bamboo": "forest",
    "willow": "lake", "waterfall": "river", "plane": "sky", "balloon": "mountain", "stars": "sky", "moon": "lake", "clouds": "sky",
    "rainbow": "field", "fireworks": "city", "person": "field", "people": "field", "tent": "lake", "sun": "field",
}  # fmt: skip


def settle(reading: Reading) -> Reading:
    """The reading with a place in it, whatever was said."""
    if reading.places:
        inside = [p for p in reading.places if p in _INSIDE]
        if reading.places[0] == "cells" and reading.has("food", "bowl", "fruit", "cup"):
            inside = ["desk"]  # health on a plate
        if inside and reading.places[0] in ("network", "chart", "cells") and any(t in indoor.ON_TABLE for t in reading.things):
            return replace(reading, places=(inside[0], *(p for p in reading.places if p != inside[0])))
        return reading
    if any(t in indoor.ON_TABLE for t in reading.things[:1]) and reading.things[0] != "globe":
        return replace(reading, places=("desk",))
    for thing in reading.things:
        if thing in _HOME:
            return replace(reading, places=(_HOME[thing],))
    if reading.weather or reading.season or reading.time:
        return replace(reading, places=(("lake", "mountain", "field", "forest")[reading.key % 4],))
    return replace(reading, places=(("abstract", "abstract", "mountain", "lake", "sea")[reading.key % 5],))


def compose(sheet: Sheet, reading: Reading, step: Callable[[float], None]) -> None:
    """Draw the scene of a settled reading; `step` hears 0 … 1."""
    main = reading.places[0]
    if main in _INSIDE:
        view = _view(sheet, reading)
        step(0.4)
        (indoor.table if main == "desk" or _close(reading) else indoor.room)(sheet, reading, view)
        step(1.0)
    elif main in _IDEAS:
        {"space": space.space, "chart": abstract.chart, "network": abstract.network, "cells": abstract.cells, "abstract": abstract.ribbons}[main](sheet, reading)  # fmt: skip
        step(1.0)
    else:
        scene.outdoors(sheet, reading, step)


def _close(reading: Reading) -> bool:
    """A room whose prompt dwells on things on a table is painted from the table."""
    things = [t for t in reading.things if t in indoor.ON_TABLE]
    return bool(things) and not reading.has("blackboard", "shelves", "person", "people")


def _view(sheet: Sheet, reading: Reading) -> np.ndarray:
    """What the window shows: uint8 (h, w, 3)."""
    outside = tuple(p for p in reading.places if p not in _INSIDE and p not in _IDEAS)
    wide = max(48, int(sheet.u * 0.62))
    small = Sheet(wide, int(wide * 1.3), sheet.pal, sheet.rng)
    things = tuple(t for t in reading.things if t not in indoor.ON_TABLE and t not in ("person", "people", "cat", "window"))
    scene.outdoors(small, replace(reading, places=outside or ("field",), things=things), lambda _: None)
    return small.pixels[..., :3].copy()
