"""The film before it is made: each line's sound as it is now, over the still picture of its scene, with its subtitles.

It is there as soon as the lines are spoken, so that it follows each edit of the speech; only the film itself has the presenter
moving, the music and the transitions.
"""

from __future__ import annotations

from typing import Any

from .. import bookends, films_home, produce
from ..project import Project
from ..store import Store
from . import browser_files, script_panel
from .notices import answered


@answered
def preview(asked: dict[str, Any]) -> dict[str, Any]:
    """{"seconds", "size", "rows": one for each line in its order: "line", "start" and "end" in seconds of the finished film, "sound"
    and "picture" as addresses ("" without a picture), "cues": [start, end, text]; one before for its intro, one after for its outro}."""
    store = films_home.existing(str(asked.get("film", "")))
    store.prepare()
    project = store.load()
    planned, _ = produce.plan(project, store)
    slots = produce.laid(project, store, planned)
    sounds = produce.speak(project, store, slots)
    pictures = {scene.id: script_panel.picture_of(project, store, scene) for scene in project.script.scenes}
    cues = produce.film_cues(project, slots)
    rows = []
    for slot in slots:
        start, end = slot.start_seconds, slot.start_seconds + slot.seconds
        rows.append(
            {
                "line": slot.line.id,
                "start": start,
                "end": end,
                "sound": browser_files.url(sounds[slot.line.id]),
                "picture": pictures[slot.scene.id],
                "cues": [[cue.start, cue.end, cue.text] for cue in cues if start <= cue.start < end],
            }
        )
    seconds = produce.film_seconds(project, store, slots)
    before = _bookend(project, store, "intro", 0.0, slots[0].start_seconds)
    after = _bookend(project, store, "outro", slots[-1].start_seconds + slots[-1].seconds, seconds)
    return {"seconds": seconds, "size": list(project.choices.size), "rows": [*before, *rows, *after]}


def _bookend(project: Project, store: Store, which: bookends.Which, start: float, end: float) -> list[dict[str, Any]]:
    """The row of an intro or an outro, under a name that no line has; none if the film has none."""
    if end <= start:
        return []
    sound, picture = bookends.heard(project, store, which), bookends.seen(project, store, which)
    return [{"line": f"[{which}]", "start": start, "end": end, "sound": browser_files.url(sound),
             "picture": browser_files.url(picture), "cues": []}]  # fmt: skip
