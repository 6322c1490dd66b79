"""Step 2: the script and each scene's picture, to be read and changed before the film is made. Every change is kept at once."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from pipelines.errors import BadInput
from pipelines.media import read_picture
from pipelines.script import Scene, Script

from .. import films_home, produce, wording
from ..project import Project
from ..store import Store
from ..workers import Workers
from . import browser_files, editing, making, runs
from .bilingual import Bilingual
from .javascript import joined
from .notices import answered
from .texts import bundle, pair

_SCRIPT = Path(__file__).with_suffix(".js")
_guards: dict[str, threading.Lock] = defaultdict(threading.Lock)


def keeping(film: str) -> threading.Lock:
    """Held while a film's project is loaded, changed and saved: two that cross would lose one."""
    return _guards[film]


def build(speak: Bilingual) -> gr.HTML:
    """The panel. Its value is `shown`'s answer; its changes go to the functions below and not through the value."""
    functions = [current, save, paint, another, own_picture, painted, add, remove]
    return speak(gr.HTML, {"words": _words}, value={"film": "", "scenes": []}, html_template='<div class="script-panel"></div>',
                 js_on_load=joined(_SCRIPT), apply_default_css=False, server_functions=functions,
                 elem_id="script-panel")  # fmt: skip


def _words(lang: str) -> dict[str, str]:
    return bundle(lang, "script") | {"failed": bundle(lang, "tile")["failed"]}


def shown(film: str) -> dict[str, Any]:
    """A film's scenes as the panel shows them; none without a script."""
    store = films_home.store(film) if film else None
    if store is None or not store.exists():
        return {"film": film, "scenes": []}
    project = store.load()
    return {"film": film, "title": project.script.title, "aspect": list(project.choices.size),
            "scenes": [_scene(project, store, scene) for scene in project.script.scenes]}  # fmt: skip


def _scene(project: Project, store: Store, scene: Scene) -> dict[str, Any]:
    needed = _needed(project, store, scene)
    return {"id": scene.id, "title": scene.title, "layout": scene.layout, "prompt": scene.prompt, "own": bool(scene.picture),
            "lines": "\n".join(editing.row_of(line) for line in scene.lines), "needed": needed,
            "spoken": [{"id": line.id, "text": line.text, "edited": line.id in project.speech} for line in scene.lines],
            "presenter": any(produce.avatar_of(project, store, line.speaker) for line in scene.lines),
            "picture": picture_of(project, store, scene)}  # fmt: skip


def _needed(project: Project, store: Store, scene: Scene) -> bool:
    """Whether a picture of the scene is seen anywhere in it."""
    return any(produce.layout_of(project, store, scene, line) != "presenter" for line in scene.lines)


def picture_of(project: Project, store: Store, scene: Scene) -> str:
    """The address of the scene's small picture; "" if there is none yet."""
    found = _picture(project, store, scene, _needed(project, store, scene))
    return browser_files.url(found) if found else ""


def _picture(project: Project, store: Store, scene: Scene, needed: bool) -> Path | None:
    """The small picture of a scene, if it has been painted; the portrait of its presenter where no picture is shown."""
    if not needed:
        portrait = produce.avatar_of(project, store, scene.lines[0].speaker)
        return making.small(portrait, store.folder / "previews" / f"{portrait.stem}.jpg") if portrait else None
    found = making.preview(project, store, scene)
    if scene.picture:
        making.small(store.resolve(scene.picture), found)
    return found if found.is_file() else None


@dataclass(frozen=True, slots=True)
class Changed:
    """The film's project as it was saved, and what was set on the speech of lines that are gone, said in the page's language."""

    project: Project
    dropped: tuple[str, ...] = ()


def _changed(asked: dict[str, Any], change: Callable[[Script], Script]) -> Changed:
    """The film's project with its script changed, saved."""
    film = str(asked.get("film", ""))
    store = films_home.existing(film)
    with keeping(film):
        project = store.load()
        changed = project.with_script(change(project.script))
        store.save(changed)
    lost = project.lost_with({line.id for line in changed.script.lines})
    return Changed(changed, tuple(wording.dropped(one, str(asked.get("lang", "en"))) for one in lost))


def _one(asked: dict[str, Any], changed: Changed) -> dict[str, Any]:
    """The scene that was asked about, as it is now."""
    scene = editing.scene_of(changed.project.script, str(asked["scene"]))
    return {"scene": _scene(changed.project, films_home.store(asked["film"]), scene), "dropped": changed.dropped}


@answered
def current(asked: dict[str, Any]) -> dict[str, Any]:
    """The whole panel's value, as it is kept."""
    return shown(str(asked.get("film", "")))


@answered
def save(asked: dict[str, Any]) -> dict[str, Any]:
    """Keep what was typed into a scene: {"film", "scene", "values": {"title", "layout", "prompt", "lines"}}."""
    return _one(asked, _changed(asked, lambda script: editing.edited(script, str(asked["scene"]), asked["values"])))


@answered
def paint(asked: dict[str, Any]) -> dict[str, Any]:
    """Paint the scene's picture if it has not been, at the film's own size."""
    film = str(asked["film"])
    if runs.busy(film):
        raise BadInput(*pair("notice.busy"))
    store = films_home.store(film)
    project = store.load()
    scene = editing.scene_of(project.script, str(asked["scene"]))
    alone = project.model_copy(update={"script": project.script.model_copy(update={"scenes": (scene,)})})
    with _guards[film + " paint"], Workers(1) as here:
        making.previews(alone, store, here)
    return _one(asked, Changed(project))


@answered
def another(asked: dict[str, Any]) -> dict[str, Any]:
    """Another picture for the scene; `paint` paints it."""
    if runs.busy(str(asked["film"])):
        raise BadInput(*pair("notice.busy"))
    return _one(asked, _changed(asked, lambda script: editing.repainted(script, str(asked["scene"]))))


@answered
def own_picture(asked: dict[str, Any]) -> dict[str, Any]:
    """The scene with a picture that came through the browser: {"film", "scene", "path"}."""
    path = Path(browser_files.accepted(str(asked["path"])))
    read_picture(path)  # refuses what is no picture
    store = films_home.store(str(asked["film"]))
    place = store.keep_input(path, "picture")
    return _one(asked, _changed(asked, lambda script: editing.pictured(script, str(asked["scene"]), place)))


@answered
def painted(asked: dict[str, Any]) -> dict[str, Any]:
    """The scene with the painted picture again."""
    return _one(asked, _changed(asked, lambda script: editing.pictured(script, str(asked["scene"]), "")))


@answered
def add(asked: dict[str, Any]) -> dict[str, Any]:
    """A new scene after the one named; the whole panel's value comes back."""
    _changed(asked, lambda script: editing.added(script, str(asked["scene"]), str(asked.get("lang", "en"))))
    return shown(asked["film"])


@answered
def remove(asked: dict[str, Any]) -> dict[str, Any]:
    """The script without the scene named; the whole panel's value comes back."""
    changed = _changed(asked, lambda script: editing.removed(script, str(asked["scene"])))
    return shown(asked["film"]) | {"dropped": changed.dropped}
