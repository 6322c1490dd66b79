"""Edits of a script as the page makes them: pure functions from a script and what was typed to another script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from pydantic import ValidationError

from pipelines.errors import BadInput
from pipelines.script import LAYOUTS, NARRATOR, Line, Scene, Script

from .texts import pair, t

MAX_SCENES = 200
LONGEST_LINE = 5000
_SPOKEN = re.compile(r"^([^\s:：!?.,;，。！？；][^:：!?.,;，。！？；]{0,23})[:：](?!//)\s*(\S.*)$")


def row_of(line: Line) -> str:
    """A line as it is shown: "Name: text", or the text alone for the narrator."""
    return f"{line.speaker}: {line.text}" if line.speaker else line.text


def scene_of(script: Script, scene_id: str) -> Scene:
    found = [scene for scene in script.scenes if scene.id == scene_id]
    if not found:
        raise BadInput(*pair("notice.no_scene"))
    return found[0]


def with_scene(script: Script, changed: Scene) -> Script:
    scenes = tuple(changed if scene.id == changed.id else scene for scene in script.scenes)
    return _valid(script.model_copy(update={"scenes": scenes}))


def edited(script: Script, scene_id: str, values: Mapping[str, Any]) -> Script:
    """The script with one scene's title, layout, prompt and lines as typed.

    Unchanged lines keep their ids, so that their takes are found; a changed line keeps the id of the one it stands for,
    so that edits of its speech are carried; others get new ids.
    """
    scene = scene_of(script, scene_id)
    layout = values.get("layout", scene.layout)
    update: dict[str, Any] = {
        "title": str(values.get("title", scene.title)).strip()[:200],
        "layout": layout if layout in LAYOUTS else scene.layout,
        "prompt": str(values.get("prompt", scene.prompt)).strip()[:1000],
    }
    if "lines" in values:
        update["lines"] = _lines(script, scene, str(values["lines"]))
    return with_scene(script, scene.model_copy(update=update))


def _lines(script: Script, scene: Scene, text: str) -> tuple[Line, ...]:
    rows = [row.strip() for row in text.splitlines() if row.strip()]
    if not any(character.isalnum() for row in rows for character in row):
        raise BadInput(*pair("notice.silent_scene"))
    if any(len(row) > LONGEST_LINE for row in rows):
        raise BadInput(*pair("notice.long_line"))
    before = [row_of(line) for line in scene.lines]
    taken = [line.id for line in script.lines]
    found: list[Line] = []
    for kind, start, end, first, last in SequenceMatcher(None, before, rows, autojunk=False).get_opcodes():
        for place, row in enumerate(rows[first:last]):
            old = scene.lines[start + place] if start + place < end else None
            if kind == "equal" and old:
                found.append(old)
                continue
            line = _line(row, old, old.id if old else _new_id("l", taken))
            taken.append(line.id)
            found.append(line)
    return tuple(found)


def _line(row: str, old: Line | None, line_id: str) -> Line:
    """A typed row as a line. A colon that the narrator's own sentence had before makes no speaker."""
    said = _SPOKEN.match(row)
    own_colon = said and old and not old.speaker and re.match(re.escape(said.group(1)) + "[:：]", old.text)
    speaker, text = (said.group(1).strip(), said.group(2)) if said and not own_colon else (NARRATOR, row)
    return Line(id=line_id, speaker=speaker, text=text, language=old.language if old else "")


def _new_id(prefix: str, taken: list[str]) -> str:
    numbers = [int(found.group(1)) for name in taken if (found := re.match(rf"^{prefix}(\d+)$", name))]
    return f"{prefix}{max(numbers, default=0) + 1}"


def repainted(script: Script, scene_id: str) -> Script:
    """Another picture for the scene: the painter's, from the next seed."""
    scene = scene_of(script, scene_id)
    return with_scene(script, scene.model_copy(update={"seed": (scene.seed + 1) % 2**31, "picture": ""}))


def pictured(script: Script, scene_id: str, place: str) -> Script:
    """The scene with a picture of the person's own ("" goes back to the painted one)."""
    scene = scene_of(script, scene_id)
    return with_scene(script, scene.model_copy(update={"picture": place, "scroll": scene.scroll and bool(place)}))


def added(script: Script, after: str, lang: str) -> Script:
    """The script with an empty scene after the one named."""
    if len(script.scenes) >= MAX_SCENES:
        raise BadInput(*pair("notice.scenes"))
    place = script.scenes.index(scene_of(script, after)) + 1
    line = Line(id=_new_id("l", [line.id for line in script.lines]), text=t("script.new_line", lang))
    scene = Scene(id=_new_id("s", [scene.id for scene in script.scenes]), title=t("script.new_title", lang),
                  prompt=script.scenes[place - 1].prompt, lines=(line,))  # fmt: skip
    return _valid(script.model_copy(update={"scenes": (*script.scenes[:place], scene, *script.scenes[place:])}))


def removed(script: Script, scene_id: str) -> Script:
    if len(script.scenes) == 1:
        raise BadInput(*pair("notice.last_scene"))
    gone = scene_of(script, scene_id)
    return script.model_copy(update={"scenes": tuple(scene for scene in script.scenes if scene is not gone)})


def _valid(script: Script) -> Script:
    """The script checked whole: a copy of a frozen model is not checked by itself."""
    try:
        return Script.model_validate(script.model_dump())
    except ValidationError as error:
        raise BadInput(f"The script does not hold together: {error.errors()[0]['msg']}.",
                       f"脚本内容有误：{error.errors()[0]['msg']}。") from error  # fmt: skip
