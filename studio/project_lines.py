"""One line of a project: found, planned, and kept as it is after its edits."""

from __future__ import annotations

from pipelines.carrying import Dropped
from pipelines.errors import BadInput
from pipelines.script import Line, Script
from pipelines.timeline import Utterance

from . import editor, produce
from .project import Project
from .store import Store


def find(project: Project, line_id: str) -> Line:
    """The line of that id; BadInput naming those there are."""
    for line in project.script.lines:
        if line.id == line_id:
            return line
    ids = [line.id for line in project.script.lines]
    shown = ", ".join(ids[:12]) + (" …" if len(ids) > 12 else "")
    raise BadInput(f"The project has no line {line_id!r}. It has: {shown}.", f"项目中没有行 {line_id!r}。现有：{shown}。")


def planned(project: Project, store: Store, line: Line) -> tuple[Utterance, tuple[Dropped, ...]]:
    """The line as the film will say it, and the settings that its script has made impossible to keep."""
    found, dropped = produce.plan(_alone(project, line), store)
    return found[line.id], dropped


def _alone(project: Project, line: Line) -> Project:
    """The project with this one line in its script."""
    scene = next(scene for scene in project.script.scenes if line in scene.lines)
    own = project.script.model_copy(update={"scenes": (scene.model_copy(update={"lines": (line,)}),)})
    return project.model_copy(update={"script": own})


def kept(project: Project, line: Line, now: Utterance) -> Project:
    """The project with the line as it is now, its words in the script too; a line that nothing is set on is left to its plan."""
    if line.text != now.text:
        project = project.with_script(_reworded(project.script, line, now.text))
    if editor.untouched(now):
        return project.model_copy(update={"speech": {k: v for k, v in project.speech.items() if k != line.id}})
    return project.with_utterance(line.id, now)


def _reworded(script: Script, line: Line, text: str) -> Script:
    changed = Line.model_validate(line.model_dump() | {"text": text})
    scenes = tuple(
        scene.model_copy(update={"lines": tuple(changed if own == line else own for own in scene.lines)})
        for scene in script.scenes
    )
    return script.model_copy(update={"scenes": scenes})
