"""A project, a script or a timeline as text that a person can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pipelines import script, timeline
from pipelines.errors import BadInput
from pipelines.files import read_text
from pipelines.script import Scene, Script
from pipelines.timeline import Utterance, word_spans

from . import documents, produce
from .project import Project
from .schedule import Slot
from .store import Store


def describe(path: Path, *, as_json: bool, line: str = "") -> Iterator[str]:
    """The text piece by piece, or with `as_json` the values; of a document, one `line` if it is named. BadInput for a file of
    another kind."""
    if line or documents.is_document(path):
        yield from _document(path, line, as_json=as_json)
    else:
        yield _described(path, as_json=as_json)


def _document(path: Path, line: str, *, as_json: bool) -> Iterator[str]:
    if line:
        found = documents.read_line(path, line)
        yield timeline.dumps(found) if as_json else utterance_text(found)
        return
    position = 0.0
    for key, utterance in documents.lines(path):
        if as_json:
            yield json.dumps({"line": key, "start": round(position, 6), "seconds": round(utterance.seconds, 6), "text": utterance.text}, ensure_ascii=False)  # fmt: skip
        else:
            yield f"{_clock(position)}  {key}  {' '.join(utterance.text.split())}"
        position += utterance.seconds


def _described(path: Path, *, as_json: bool) -> str:
    if path.is_dir():
        store = Store(path)
        project = store.load()
        if project.choices.on_beat:  # the beats are kept, so that they are looked for once
            store.prepare()
        utterances, _ = produce.plan(project, store)
        slots = produce.laid(project, store, utterances)
        seconds = produce.film_seconds(project, store, slots)
        if as_json:
            lines = {key: timeline.to_dict(value) for key, value in utterances.items()}
            starts = {slot.line.id: round(slot.start_seconds, 6) for slot in slots}
            values = {"script": script.to_dict(project.script), "speech": lines, "starts": starts, "seconds": round(seconds, 6)}
            return json.dumps(values, ensure_ascii=False, indent=1)
        return _film(project, slots, seconds)
    if not path.is_file():
        raise BadInput(
            f"There is no {path}. Give a project folder, a script.json or a speech.json.",
            f"没有 {path}。请给出项目文件夹、script.json 或 speech.json。",
        )
    text = read_text(path, limit=documents.LARGEST)
    try:
        schema = json.loads(text).get("schema")
    except (json.JSONDecodeError, AttributeError):
        schema = None
    if schema == script.SCHEMA:
        return text if as_json else _script(script.loads(text, str(path)))
    if schema == timeline.SCHEMA:
        return text if as_json else utterance_text(documents.speech(text, str(path)))
    raise BadInput(
        f"{path} is neither a project folder, a script.json nor a speech.json.",
        f"{path} 不是项目文件夹、script.json 或 speech.json。",
    )


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60):02d}:{seconds % 60:06.3f}"


def _film(project: Project, slots: tuple[Slot, ...], seconds: float) -> str:
    drafted, choices = project.script, project.choices
    out = [f"# {drafted.title}  [{drafted.language}]  {seconds:.1f} s"]
    if choices.intro:
        out += ["", f"{_clock(0)}  [intro]  {choices.intro}"]
    for slot in slots:
        if slot.place == 0:
            out += ["", *_heading(slot.scene)]
        out += [
            "",
            f"{_clock(slot.start_seconds)}  {slot.line.id}  {slot.line.speaker + ': ' if slot.line.speaker else ''}{slot.line.text}",
        ]
        out.append(utterance_text(slot.utterance, slot.start_seconds, indent="    "))
    if choices.outro:
        out += ["", f"{_clock(slots[-1].start_seconds + slots[-1].seconds)}  [outro]  {choices.outro}"]
    return "\n".join(out)


def _heading(scene: Scene) -> list[str]:
    shown = scene.clip or scene.picture or scene.prompt
    how = f"{scene.layout}, scroll" if scene.scroll else scene.layout
    return [f"## {scene.title or scene.id}  ({how})", *([f"   {shown}"] if shown else [])]


def _script(drafted: Script) -> str:
    out = [f"# {drafted.title}  [{drafted.language}]"]
    for scene in drafted.scenes:
        out += ["", *_heading(scene)]
        out += [f"{line.id}  {line.speaker + ': ' if line.speaker else ''}{line.text}" for line in scene.lines]
    return "\n".join(out)


def utterance_text(utterance: Utterance, offset: float = 0.0, indent: str = "") -> str:
    """One row a word: when, the word, its reading, its phonemes with their lengths in ms; * marks what a person set."""
    rows = []
    bounds: dict[str, list[str]] = {}
    for segment in utterance.segments():
        if segment.index >= 0:
            own = segment.index in utterance.override(segment.word).phonemes
            ms = 1000 * segment.samples / utterance.sample_rate
            bounds.setdefault(segment.word, []).append(f"{segment.symbol}{segment.tone}·{ms:.0f}{'*' if own else ''}")
    for span in word_spans(utterance):
        over = utterance.override(span.word.id)
        pause = over.pause if over.pause is not None else span.word.pause
        tail = f"  |{1000 * pause / utterance.sample_rate:.0f} ms{'*' if over.pause is not None else ''}" if pause else ""
        reading = over.reading + "*" if over.reading else span.word.reading.removesuffix(".")
        when = _clock(offset + span.start / utterance.sample_rate)
        rows.append(f"{indent}{when}  {span.word.text}  [{reading}]  {' '.join(bounds[span.word.id])}{tail}")
    return "\n".join(rows)
