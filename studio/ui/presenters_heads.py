"""Heads in three dimensions on the page: who there is, the model that the browser draws live, and the numbers that move it."""

from __future__ import annotations

import base64
import hashlib
import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from pipelines.avatar import arkit
from pipelines.avatar.head3d import catalogue, export, gltf
from pipelines.avatar.head3d.animator import HeadAnimator, avatar_of
from pipelines.avatar.head3d.build import build
from pipelines.avatar.head3d.pose import shifts, turns
from pipelines.avatar.performance import perform
from pipelines.character import CLOTH
from pipelines.errors import BadInput
from pipelines.files import user_cache, write_bytes, write_text
from pipelines.head import Head
from pipelines.media import Picture, read_picture, write_picture

from .. import seen
from . import acting, browser_files, pictures, stills, tile
from .notices import answered
from .presenters_preview import FPS, sentence
from .texts import pair
from .timeline_desk import sent

_SMALL = (200, 200)
_LOCK = threading.Lock()


@answered
def find_heads(asked: dict[str, Any]) -> dict[str, Any]:
    """Every head: the person's own, then the catalogue's."""
    lang, own = str(asked.get("lang", "en")), set(catalogue.own_names())
    rows = [{"name": name, "title": catalogue.load(name).title(lang), "own": name in own} for name in catalogue.names()]
    return {"rows": rows}


@answered
def heads_pictures(asked: dict[str, Any]) -> dict[str, Any]:
    """Small pictures of {"names"}, as addresses that hold them. Modelling a head takes seconds, so the pictures are kept for good."""
    names = [str(name) for name in list(asked.get("names") or [])[:24]]
    return {"pictures": {name: pictures.sent(read_picture(_small(catalogue.load(name)))) for name in names}}


@answered
def take_head(asked: dict[str, Any]) -> dict[str, Any]:
    """The portrait tile's value for {"name"}."""
    head = catalogue.load(str(asked.get("name", "")))
    path = stills.folder() / f"{head.name}.toml"
    write_text(path, catalogue.text(head))
    return {"portrait": tile.value(str(path))}


@answered
def check_model(asked: dict[str, Any]) -> dict[str, Any]:
    """The portrait tile's value for a .glb or .vrm of the person's own that came through the browser: {"path"}."""
    path = Path(browser_files.accepted(str(asked.get("path", ""))))
    if path.suffix.lower() not in gltf.KINDS:
        raise BadInput(*pair("presenters.need_model"))
    seen.avatar(path)  # refuses what cannot speak
    return {"portrait": tile.value(str(path))}


@answered
def head_model(asked: dict[str, Any]) -> dict[str, Any]:
    """The address of the .glb of {"path"}, a head's description."""
    head = catalogue.read(Path(browser_files.accepted(str(asked.get("path", "")))))
    target = stills.folder() / f"{_digest(head)}.glb"
    with _LOCK:
        if not target.is_file():
            write_bytes(target, export.to_glb(head))
    return {"model": browser_files.url(target), "behind": CLOTH.get(head.backdrop, head.backdrop)}


@answered
def head_acting(asked: dict[str, Any]) -> dict[str, Any]:
    """A head's frames while it says the page's sentence as {"acting"} says: "weights" (frames, 52), "turns" (frames, 4) of each bone as
    quaternions x, y, z, w, and "moves" (frames, 3) in metres, each float32 in base64; with the sound."""
    head = catalogue.read(Path(browser_files.accepted(str(asked.get("path", "")))))
    said, sound = sentence(str(asked.get("lang", "en")))
    acted = perform(said, sound, fps=FPS, direction=acting.direction(acting.checked(asked.get("acting"))))
    chest, nod = shifts(acted, build(head).breath)
    return {
        "fps": FPS,
        "frames": len(acted),
        "weights": _packed(arkit.blendshapes(acted)),
        "turns": {name: _packed(values) for name, values in turns(acted).items()},
        "moves": {"chest": _packed(export.METRE * chest), "head": _packed(export.METRE * nod)},
        "sound": sent(sound),
    }


def _packed(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode("ascii")


def _digest(head: Head) -> str:
    return hashlib.sha256(catalogue.text(head).encode()).hexdigest()[:16]


def _small(head: Head) -> Path:
    target = user_cache("heads", f"{_digest(head)}-{HeadAnimator.version}.png")
    with _LOCK:
        if not target.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shown = avatar_of(head).picture.pixels
            write_picture(target, Picture(cv2.resize(shown, _SMALL, interpolation=cv2.INTER_AREA)))
    return target


FUNCTIONS = (find_heads, heads_pictures, take_head, check_model, head_model, head_acting)
