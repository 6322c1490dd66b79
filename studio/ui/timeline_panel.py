"""The timeline editor of a spoken line: what the page asks of it. Every edit is rendered, kept in the project and answered
with the line's new view and the sound of what it changed."""

from __future__ import annotations

import base64
import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr
import soundfile

from pipelines import engines
from pipelines.carrying import Dropped
from pipelines.errors import BadInput
from pipelines.history import History
from pipelines.media import Audio
from pipelines.script import Line
from pipelines.speech import voices
from pipelines.speech.delivery import voices_of
from pipelines.styles import STYLES
from pipelines.timeline import Utterance

from .. import editor, editor_view, produce, wording
from ..project import Project
from ..store import Store
from . import home, script_panel
from .bilingual import Bilingual
from .brief_panel import voice_choices
from .javascript import joined
from .notices import answered
from .texts import bundle, pair, t

_FOLDER = Path(__file__).with_name("timeline")
_ORDER = ("words", "scale", "hits", "selection", "keys", "sound", "spectrum", "draw", "drag", "card", "sheet", "panel")
_KEPT = 24  # open lines whose steps are remembered


@dataclass
class Desk:
    """A line that is open: its steps, who says it, its predicted pitch. `guard` is held by one request at a time."""

    history: History[Utterance]
    cast: editor.Cast
    track: editor_view.Track = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)


_desks: OrderedDict[tuple[str, str], Desk] = OrderedDict()


def build(speak: Bilingual) -> gr.HTML:
    """The editor: closed until the script panel opens a line in it."""
    return speak(gr.HTML, {"words": _words}, value={}, html_template='<section class="speech-editor" hidden></section>',
                 js_on_load=source(), apply_default_css=False, server_functions=[open_line, change, undo, redo, plain, readings, lost],
                 elem_id="timeline-panel")  # fmt: skip


def source() -> str:
    """The editor's script: its files, one after another."""
    return joined(*(_FOLDER / f"{name}.js" for name in _ORDER))


def _words(lang: str) -> dict[str, Any]:
    return bundle(lang, "timeline") | {
        "failed": t("tile.failed", lang),
        "voices": [[title, name] for title, name in voice_choices(lang) if name],
        "styles": [[t(f"timeline.style_{name}", lang), name] for name in STYLES],
    }


@answered
def open_line(asked: dict[str, Any]) -> dict[str, Any]:
    """Open a line: {"film", "line"}. Its view, its whole sound, and what of its edits could not be kept."""
    store, project, line = _found(asked)
    planned, dropped = produce.plan(_alone(project, line), store)
    utterance = planned[line.id]
    key = (str(asked["film"]), line.id)
    desk = _desks.get(key)
    voice = produce.voice_of(project, store, line.speaker)
    if desk is None or desk.history.now != utterance or desk.cast.voice != voice:
        cast = editor.Cast(engines.load("speaker", project.choices.speaker), voice, {}, store.folder)
        desk = Desk(History(utterance), _with_others(cast, store, utterance))
    _desks[key] = desk
    _desks.move_to_end(key)
    while len(_desks) > _KEPT:
        _desks.popitem(last=False)
    with desk.guard:
        as_predicted = editor.predicted(utterance)
        sound = editor.whole(as_predicted, desk.cast)
        desk.track = editor_view.track(as_predicted, sound)
        heard = sound if as_predicted == utterance else editor.whole(utterance, desk.cast)
        answer = _answer(desk, dropped, str(asked.get("lang", "en")))
    return answer | {"line": line.id, "text": line.text, "speaker": line.speaker, "sound": _wav(heard)}


@answered
def change(asked: dict[str, Any]) -> dict[str, Any]:
    """Edits as one step: {"film", "line", "edits": [JSON values]}. If one cannot be, none is made."""

    def step(desk: Desk) -> tuple[History[Utterance], tuple[Dropped, ...]]:
        utterance = desk.history.now
        planner = desk.cast.plan(utterance.language)
        lost: tuple[Dropped, ...] = ()
        for edit in asked["edits"]:
            _known_voice(edit)
            done = editor.edited(utterance, edit, planner)
            utterance, lost = done.utterance, lost + done.dropped
        return (desk.history.did(utterance) if utterance != desk.history.now else desk.history), lost

    return _stepped(asked, step)


@answered
def undo(asked: dict[str, Any]) -> dict[str, Any]:
    return _stepped(asked, lambda desk: (desk.history.undo(), ()))


@answered
def redo(asked: dict[str, Any]) -> dict[str, Any]:
    return _stepped(asked, lambda desk: (desk.history.redo(), ()))


@answered
def plain(asked: dict[str, Any]) -> dict[str, Any]:
    """The line as predicted, to compare with: its whole sound and where its words lie."""
    desk = _desk(asked)
    with desk.guard:
        as_predicted = editor.predicted(desk.history.now)
        view = editor_view.view(as_predicted, {})
        return {"sound": _wav(editor.whole(as_predicted, desk.cast)),
                "words": {word["id"]: [word["start"], word["end"]] for word in view["words"]}}  # fmt: skip


@answered
def readings(asked: dict[str, Any]) -> dict[str, Any]:
    """The readings that a word may have: {"film", "line", "word"}."""
    utterance = _desk(asked).history.now
    word = utterance.word(str(asked["word"]))
    return {"readings": editor_view.candidates(word, word.language or utterance.language)}


def _stepped(asked: dict[str, Any], step: Callable[[Desk], tuple[History[Utterance], tuple[Dropped, ...]]]) -> dict[str, Any]:
    """The line after a step: rendered and kept first, so that a fault leaves it as it was."""
    desk = _desk(asked)
    store = home.store(str(asked["film"]))
    with desk.guard:
        history, dropped = step(desk)
        before, now = desk.history.now, history.now
        cast = _with_others(desk.cast, store, now)
        track = desk.track
        if not editor.same_plan(before, now):
            as_predicted = editor.predicted(now)
            track = editor_view.track(as_predicted, editor.whole(as_predicted, cast))
        part = editor.window(before, now)
        rendered = editor.render(now, cast, part) if part else None
        _keep(asked, store, now)
        desk.history, desk.cast, desk.track = history, cast, track
        answer = _answer(desk, dropped, str(asked.get("lang", "en")))
    if part is None or rendered is None:
        return answer
    placed = {"start": part.start, "end": part.end, "begin": rendered.begin, "tail": rendered.tail, "whole": part.whole}
    return answer | {"part": placed | {"sound": _wav(rendered.audio)}}


def _answer(desk: Desk, dropped: tuple[Dropped, ...], lang: str) -> dict[str, Any]:
    history = desk.history
    return {"view": editor_view.view(history.now, desk.track), "undo": history.depth, "redo": history.future is not None,
            "edited": not editor.untouched(history.now), "dropped": [wording.dropped(lost, lang) for lost in dropped]}  # fmt: skip


def _keep(asked: dict[str, Any], store: Store, utterance: Utterance) -> None:
    with script_panel.keeping(str(asked["film"])):
        project = store.load()
        line = _line(project, str(asked["line"]))
        if line.text != utterance.text:
            raise BadInput(*pair("timeline.text_changed"))
        kept = project.with_utterance(line.id, utterance)
        if editor.untouched(utterance):
            kept = project.model_copy(update={"speech": {k: v for k, v in project.speech.items() if k != line.id}})
        store.save(kept)


def _found(asked: dict[str, Any]) -> tuple[Store, Project, Line]:
    store = home.store(str(asked.get("film", "")))
    if not store.exists():
        raise BadInput(*pair("notice.no_film"))
    store.prepare()
    project = store.load()
    return store, project, _line(project, str(asked.get("line", "")))


def _line(project: Project, line_id: str) -> Line:
    found = [line for line in project.script.lines if line.id == line_id]
    if not found:
        raise BadInput(*pair("timeline.no_line"))
    return found[0]


def _alone(project: Project, line: Line) -> Project:
    """The project with this one line in its script."""
    scene = next(scene for scene in project.script.scenes if line in scene.lines)
    own = project.script.model_copy(update={"scenes": (scene.model_copy(update={"lines": (line,)}),)})
    return project.model_copy(update={"script": own})


def _desk(asked: dict[str, Any]) -> Desk:
    """The line's desk; opened again if the program has been started anew since."""
    key = (str(asked.get("film", "")), str(asked.get("line", "")))
    if key not in _desks and "error" in (answer := open_line(asked)):
        raise BadInput(answer["error"], answer["error"])
    return _desks[key]


def _with_others(cast: editor.Cast, store: Store, utterance: Utterance) -> editor.Cast:
    others = {name: produce.named_voice(store, name) for name in voices_of(utterance)}
    return editor.Cast(cast.speaker, cast.voice, others, cast.folder)


def _known_voice(edit: Any) -> None:
    """BadInput for a voice that is not in the library: a page names no files."""
    name = edit.get("voice", "") if isinstance(edit, dict) else ""
    if name and name not in voices.names():
        raise BadInput(*pair("timeline.no_voice", name=name))


def _wav(audio: Audio) -> str:
    """A 16-bit WAV, as base64."""
    held = io.BytesIO()
    soundfile.write(held, audio.samples, audio.rate, format="WAV", subtype="PCM_16")
    return base64.b64encode(held.getvalue()).decode("ascii")


@answered
def lost(asked: dict[str, Any]) -> dict[str, Any]:
    """What of some lines' edits their changed text makes impossible to keep: {"film", "lines"}."""
    store = home.store(str(asked["film"]))
    project = store.load()
    said: list[str] = []
    for line in project.script.lines:
        edited = project.utterance(line.id) if line.id in asked["lines"] else None
        if edited is not None and edited.text != line.text:
            lost = produce.plan(_alone(project, line), store)[1]
            said += [wording.dropped(one, str(asked.get("lang", "en"))) for one in lost]
    return {"dropped": said}
