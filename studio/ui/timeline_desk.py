"""A line that is open in the timeline editor: who says it, its steps, its sound as takes; and how it is kept in the project."""

from __future__ import annotations

import base64
import io
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import soundfile

from pipelines import engines
from pipelines.carrying import Dropped
from pipelines.errors import BadInput, StudioError
from pipelines.files import write_text
from pipelines.history import History
from pipelines.media import Audio, read_audio
from pipelines.script import Line
from pipelines.speech.delivery import voices_of
from pipelines.timeline import Utterance

from .. import dictionaries, editor, editor_view, films_home, jobs, produce, project_lines
from ..project import Project
from ..store import Store, key_of
from . import browser_files, script_panel
from .texts import pair

_KEPT = 24  # open lines whose steps are remembered
_INLINE_SECONDS = 20.0  # a longer sound has an address of its own in place of a part in the answer
_TRACK_VERSION = 1


@dataclass
class Desk:
    """An open line. `guard` is held by one request at a time."""

    store: Store
    engine: str
    history: History[Utterance]
    cast: editor.Cast
    track: editor_view.Track = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)


_desks: OrderedDict[tuple[str, str], Desk] = OrderedDict()


def opened(asked: Mapping[str, Any]) -> tuple[Desk, Line, tuple[Dropped, ...]]:
    """The line's desk as the project has the line now, with its steps if it is the same line still."""
    store, project, line = found(asked)
    utterance, dropped = project_lines.planned(project, store, line)
    key = (str(asked["film"]), line.id)
    desk = _desks.get(key)
    voice = produce.voice_of(project, store, line.speaker)
    if desk is None or not _same(desk.history.now, utterance) or desk.cast.voice != voice:
        cast = editor.Cast(engines.load("speaker", project.choices.speaker), voice, {}, store.folder)
        desk = Desk(store, project.choices.speaker, History(utterance), cast_for(cast, store, utterance))
    desk.cast = replace(desk.cast, book=dictionaries.of_project(store.folder))
    _desks[key] = desk
    _desks.move_to_end(key)
    while len(_desks) > _KEPT:
        _desks.popitem(last=False)
    return desk, line, dropped


def _same(one: Utterance, other: Utterance) -> bool:
    """Whether both are the same line. Two that nothing is set on are, whatever ids an edit of the words has left."""
    return one == other or (editor.untouched(one) and editor.untouched(other) and one.text == other.text)


def desk_of(asked: Mapping[str, Any]) -> Desk:
    """The line's desk; opened again if the program has been started anew since."""
    key = (str(asked.get("film", "")), str(asked.get("line", "")))
    if key not in _desks:
        desk, _, _ = opened(asked)
        desk.track = track_of(desk, desk.history.now)
    return _desks[key]


def cast_for(cast: editor.Cast, store: Store, utterance: Utterance) -> editor.Cast:
    """The cast with the other voices that say some of the words."""
    return replace(cast, others={name: produce.named_voice(store, name) for name in voices_of(utterance)})


def spoken(desk: Desk, utterance: Utterance) -> Path:
    """The line's whole sound, found or made: the very take that a film of it wants."""
    cast = cast_for(desk.cast, desk.store, utterance)
    own = jobs.Cast(desk.engine, cast.voice, cast.others, desk.store.folder)
    return jobs.speak(desk.store.takes, own.key(utterance), utterance, own)


def track_of(desk: Desk, utterance: Utterance) -> editor_view.Track:
    """The pitch of the line as predicted, found or made."""
    as_predicted = editor.predicted(utterance)
    sound = spoken(desk, as_predicted)

    def build(path: Path) -> None:
        track = editor_view.track(as_predicted, read_audio(sound))
        write_text(path, json.dumps([[*place, points] for place, points in track.items()]))

    path = desk.store.takes.make(key_of("pitch track", _TRACK_VERSION, sound.name), ".json", build)
    return {(word, index): tuple(map(tuple, points)) for word, index, points in json.loads(path.read_text("utf-8"))}


def warm(desk: Desk) -> None:
    """Make ready, behind the page, what the first edit's sound would wait for when the line's own was found and not made."""

    def begin() -> None:
        with desk.guard, suppress(StudioError):  # the edit itself will say what is wrong
            editor.partly(desk.history.now, desk.cast, editor.Window(0, 1))

    threading.Thread(target=begin, daemon=True).start()


def sent_take(path: Path) -> dict[str, str]:
    """A take's sound for the page."""
    if soundfile.info(str(path)).duration > _INLINE_SECONDS:
        return {"url": browser_files.url(path)}
    return {"wav": base64.b64encode(path.read_bytes()).decode("ascii")}


def sent(audio: Audio) -> dict[str, str]:
    """A sound for the page: a 16-bit WAV, as base64."""
    held = io.BytesIO()
    soundfile.write(held, audio.samples, audio.rate, format="WAV", subtype="PCM_16")
    return {"wav": base64.b64encode(held.getvalue()).decode("ascii")}


def keep(asked: Mapping[str, Any], store: Store, before: Utterance, now: Utterance) -> None:
    """The line in the project as it is now, its words in the script too. BadInput if the script has other words than `before`."""
    with script_panel.keeping(str(asked["film"])):
        project = store.load()
        line = line_of(project, str(asked["line"]))
        if line.text != before.text:
            raise BadInput(*pair("timeline.text_changed"))
        store.save(project_lines.kept(project, line, now))


def found(asked: Mapping[str, Any]) -> tuple[Store, Project, Line]:
    store = films_home.existing(str(asked.get("film", "")))
    store.prepare()
    project = store.load()
    return store, project, line_of(project, str(asked.get("line", "")))


def line_of(project: Project, line_id: str) -> Line:
    lines = [line for line in project.script.lines if line.id == line_id]
    if not lines:
        raise BadInput(*pair("timeline.no_line"))
    return lines[0]
