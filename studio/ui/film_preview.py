"""The film before it is made: each line's sound as it is now, over the still picture of its scene, with its subtitles.

It is there as soon as the lines are spoken, so that it follows each edit of the speech; only the film itself has the presenter
moving, the music and the transitions.
"""

from __future__ import annotations

from typing import Any

from .. import films_home, produce, schedule
from . import browser_files, script_panel
from .notices import answered


@answered
def preview(asked: dict[str, Any]) -> dict[str, Any]:
    """{"seconds", "size", "rows": one for each line in its order: "line", "start" and "end" in seconds, "sound" and "picture"
    as addresses ("" without a picture), "cues": [start, end, text]}."""
    store = films_home.existing(str(asked.get("film", "")))
    store.prepare()
    project = store.load()
    planned, _ = produce.plan(project, store)
    slots = schedule.lay(project.script, planned, project.choices.fps)
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
    return {"seconds": schedule.total_seconds(slots), "size": list(project.choices.size), "rows": rows}
