"""The timeline editor of a spoken line: what the page asks of it. Every edit is rendered, kept in the project and answered
with what of the line's view it changed and the sound of that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from pipelines.carrying import Dropped
from pipelines.errors import BadInput
from pipelines.history import History
from pipelines.media import read_audio
from pipelines.speech import voices
from pipelines.styles import STYLES
from pipelines.timeline import Utterance

from .. import editor, editor_view, films_home, produce, project_lines, wording
from ..store import Store
from . import browser_files, editing, timeline_settings
from . import timeline_desk as desks
from .bilingual import Bilingual
from .brief_panel import voice_choices
from .javascript import joined
from .notices import answered
from .texts import bundle, pair, t
from .timeline_desk import Desk

_FOLDER = Path(__file__).with_name("timeline")
_ORDER = ("words", "view", "scale", "hits", "selection", "keys", "sound", "peaks", "spectrum", "draw", "pitch", "drag",
          "fields", "card_reading", "card_prosody", "card_voice", "card_more", "card", "sheet", "toolbar", "actions",
          "panel")  # fmt: skip
_LONGEST_SOUND = 60.0  # seconds of a person's own sound between two words

Steps = tuple[History[Utterance], tuple[Dropped, ...]]


def build(speak: Bilingual) -> gr.HTML:
    """The editor: closed until the script panel opens a line in it."""
    functions = [
        open_line,
        voice_list,
        change,
        undo,
        redo,
        plain,
        readings,
        hear,
        lost,
        own_sound,
        copy,
        paste,
        save_preset,
        lay_preset,
    ]
    return speak(gr.HTML, {"words": _words}, value={}, html_template='<section class="speech-editor" hidden></section>',
                 js_on_load=source(), apply_default_css=False, server_functions=functions,
                 elem_id="timeline-panel")  # fmt: skip


def source() -> str:
    """The editor's script: its files, one after another."""
    return joined(*(_FOLDER / f"{name}.js" for name in _ORDER))


def _words(lang: str) -> dict[str, Any]:
    return bundle(lang, "timeline") | {
        "failed": t("tile.failed", lang),
        "styles": [[t(f"timeline.style_{name}", lang), name] for name in STYLES],
    }


@answered
def open_line(asked: dict[str, Any]) -> dict[str, Any]:
    """Open a line: {"film", "line"}. Its view, its whole sound, what it can be said with, what of its edits was not kept."""
    desk, line, dropped = desks.opened(asked)
    lang = str(asked.get("lang", "en"))
    with desk.guard:
        desk.track = desks.track_of(desk, desk.history.now)
        sound = desks.sent_take(desks.spoken(desk, desk.history.now))
        answer = _answer(desk, dropped, lang) | {"view": editor_view.view(desk.history.now, desk.track)}
    desks.warm(desk)
    own = {"voices": _voices(desk.store, lang), "presets": timeline_settings.names()}
    return answer | own | {"line": line.id, "speaker": line.speaker, "sound": sound}


@answered
def voice_list(asked: dict[str, Any]) -> dict[str, Any]:
    """The voices that the words of {"film"} may have, as they are now."""
    return {"voices": _voices(films_home.existing(str(asked["film"])), str(asked.get("lang", "en")))}


@answered
def change(asked: dict[str, Any]) -> dict[str, Any]:
    """Edits as one step: {"film", "line", "edits": [JSON values]}. If one cannot be, none is made."""
    return _stepped(asked, lambda desk: _edited(desk, asked["edits"]))


@answered
def undo(asked: dict[str, Any]) -> dict[str, Any]:
    return _stepped(asked, lambda desk: (desk.history.undo(), ()))


@answered
def redo(asked: dict[str, Any]) -> dict[str, Any]:
    return _stepped(asked, lambda desk: (desk.history.redo(), ()))


@answered
def plain(asked: dict[str, Any]) -> dict[str, Any]:
    """The line as predicted, to compare with: its whole sound and where its words lie."""
    desk = desks.desk_of(asked)
    with desk.guard:
        as_predicted = editor.predicted(desk.history.now)
        sound = desks.sent_take(desks.spoken(desk, as_predicted))
    return {"sound": sound, "words": {span.word.id: [span.start, span.end] for span in editor.spans(as_predicted)}}


@answered
def readings(asked: dict[str, Any]) -> dict[str, Any]:
    """The readings that a word may have: {"film", "line", "word"}."""
    utterance = desks.desk_of(asked).history.now
    word = utterance.word(str(asked["word"]))
    return {"readings": editor_view.candidates(word, word.language or utterance.language)}


@answered
def hear(asked: dict[str, Any]) -> dict[str, Any]:
    """A word as another reading of it would sound in its place; nothing is kept: {"film", "line", "word", "reading"}."""
    desk = desks.desk_of(asked)
    with desk.guard:
        return {"sound": desks.sent(editor.heard(desk.history.now, str(asked["word"]), str(asked["reading"]), desk.cast))}


@answered
def own_sound(asked: dict[str, Any]) -> dict[str, Any]:
    """A person's own sound after a word: {"film", "line", "word", "path": as it came through the browser}."""
    path = Path(browser_files.accepted(str(asked["path"])))
    seconds = read_audio(path).seconds  # refuses what is no sound
    if not 0 < seconds <= _LONGEST_SOUND:
        raise BadInput(*pair("timeline.long_sound", n=round(seconds)))
    kept = desks.desk_of(asked).store.keep_input(path, "sound")
    edit = {"edit": "event", "word": str(asked["word"]), "kind": "sound", "ms": 1000 * seconds, "path": kept}
    return _stepped(asked, lambda desk: _edited(desk, [edit], files=True))


@answered
def copy(asked: dict[str, Any]) -> dict[str, Any]:
    """Remember the settings of the words "first" to "last", for any line of any film."""
    utterance = desks.desk_of(asked).history.now
    return {"copied": timeline_settings.copy(utterance, str(asked["film"]), asked["first"], asked.get("last", ""))}


@answered
def paste(asked: dict[str, Any]) -> dict[str, Any]:
    """The settings remembered, on the words from "first" on; a single word's on each up to "last"."""

    def step(desk: Desk) -> Steps:
        now = timeline_settings.pasted(desk.history.now, str(asked["film"]), asked["first"], asked.get("last", ""))
        return (desk.history.did(now) if now != desk.history.now else desk.history), ()

    return _stepped(asked, step)


@answered
def save_preset(asked: dict[str, Any]) -> dict[str, Any]:
    """Keep the settings of the words "first" to "last" under a "name"."""
    timeline_settings.save(desks.desk_of(asked).history.now, asked["first"], asked.get("last", ""), str(asked["name"]))
    return {"presets": timeline_settings.names()}


@answered
def lay_preset(asked: dict[str, Any]) -> dict[str, Any]:
    """The settings of the preset "name" laid on the words "first" to "last"."""
    edits = timeline_settings.edits_of(str(asked["name"]), asked["first"], asked.get("last", ""))
    return _stepped(asked, lambda desk: _edited(desk, edits))


@answered
def lost(asked: dict[str, Any]) -> dict[str, Any]:
    """What of some lines' edits their changed text makes impossible to keep: {"film", "lines"}."""
    store = films_home.store(str(asked["film"]))
    project = store.load()
    said: list[str] = []
    for line in project.script.lines:
        edited = project.utterance(line.id) if line.id in asked["lines"] else None
        if edited is not None and edited.text != line.text:
            dropped = project_lines.planned(project, store, line)[1]
            said += [wording.dropped(one, str(asked.get("lang", "en"))) for one in dropped]
    return {"dropped": said}


def _edited(desk: Desk, edits: list[Any], *, files: bool = False) -> Steps:
    utterance = desk.history.now
    dropped: tuple[Dropped, ...] = ()
    for edit in edits:
        _known_voice(desk.store, edit)
        added = len(str(edit.get("text", ""))) if isinstance(edit, dict) else 0
        if added and len(utterance.text) + added > editing.LONGEST_LINE:
            raise BadInput(*pair("notice.long_line"))
        done = editor.edited(utterance, edit, desk.cast.plan(utterance), files=files)
        utterance, dropped = done.utterance, dropped + done.dropped
    return (desk.history.did(utterance) if utterance != desk.history.now else desk.history), dropped


def _stepped(asked: dict[str, Any], step: Callable[[Desk], Steps]) -> dict[str, Any]:
    """The line after a step: rendered and kept first, so that a fault leaves it as it was."""
    desk = desks.desk_of(asked)
    with desk.guard:
        history, dropped = step(desk)
        before, now = desk.history.now, history.now
        trial = Desk(desk.store, desk.engine, history, desks.cast_for(desk.cast, desk.store, now), desk.track)
        part = editor.window(before, now)
        same = editor.same_plan(before, now)
        if not same:
            trial.track = desks.track_of(trial, now)
        sound = _sounding(trial, now, part) if part else {}
        desks.keep(asked, desk.store, before, now)
        desk.history, desk.cast, desk.track = history, trial.cast, trial.track
        answer = _answer(desk, dropped, str(asked.get("lang", "en"))) | sound
        if same:
            span = (part.start, part.end) if part else None
            return answer | {"patch": editor_view.patch(before, now, desk.track, span)}
        return answer | {"view": editor_view.view(now, desk.track)}


def _sounding(desk: Desk, now: Utterance, part: editor.Window) -> dict[str, Any]:
    """The part of the line that sounds otherwise, and where it stands."""
    rendered = editor.partly(now, desk.cast, part)
    placed = {"start": part.start, "end": part.end, "whole": part.whole}
    if rendered is None:
        return {"part": placed | {"begin": 0, "tail": 0, "sound": desks.sent_take(desks.spoken(desk, now))}}
    return {"part": placed | {"begin": rendered.begin, "tail": rendered.tail, "sound": desks.sent(rendered.audio)}}


def _answer(desk: Desk, dropped: tuple[Dropped, ...], lang: str) -> dict[str, Any]:
    history = desk.history
    return {"text": history.now.text, "undo": history.depth, "redo": history.future is not None,
            "edited": not editor.untouched(history.now), "dropped": [wording.dropped(one, lang) for one in dropped]}  # fmt: skip


def _voices(store: Store, lang: str) -> list[list[str]]:
    """[title, name] of the voices that a word may have: those cloned for this film, then the library's."""
    return [*_own_voices(store, lang), *([title, name] for title, name in voice_choices(lang) if name)]


def _own_voices(store: Store, lang: str) -> list[list[str]]:
    """[title, name] of the voices cloned for this film."""
    found = []
    for folder in sorted(path for path in (store.folder / "voices").glob("*") if (path / voices.VOICE_FILE).is_file()):
        voice = produce.named_voice(store, f"voices/{folder.name}")
        title = (voice.title_zh if lang == "zh" else voice.title_en) or voice.name
        found.append([f"{title} · {t('timeline.voice_cloned', lang)}", f"voices/{folder.name}"])
    return found


def _known_voice(store: Store, edit: Any) -> None:
    """BadInput for a voice that is neither the library's nor the film's own: a page names no files."""
    name = edit.get("voice", "") if isinstance(edit, dict) else ""
    if name and name not in voices.names() and name not in [own for _, own in _own_voices(store, "en")]:
        raise BadInput(*pair("timeline.no_voice", name=name))
