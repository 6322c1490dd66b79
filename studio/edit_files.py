"""Edits as files: applied to a timeline, and the differences between two."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines import differences, document, editing, engines, presets, timeline
from pipelines.editing import Edited
from pipelines.editing.kinds import Reading, Reset, Text, Tone
from pipelines.errors import BadInput
from pipelines.files import check_output, read_text, write_text
from pipelines.schema import parse
from pipelines.speech import lexicon as lexicons
from pipelines.speech import voices
from pipelines.speech.align import aligned
from pipelines.speech.lexicon import Lexicon
from pipelines.speech.recording import alignment_file
from pipelines.speech.rereading import planner
from pipelines.timeline import Utterance

from . import dictionaries, documents, produce, project_lines
from .documents import read_speech
from .editor import normalised
from .ssml_files import chosen
from .store import Store
from .wording import dropped, language

_REPLANNING = (Reading, Tone, Text, Reset)  # the edits that may want the speaker's plan
Json = Annotated[bool, typer.Option("--json", help="The result as JSON.")]


def register(app: typer.Typer) -> None:
    app.command("edit")(edit)
    app.command("diff")(diff)


def load(path: Path) -> Utterance:
    """The timeline in a file."""
    return read_speech(path)


def planner_of(utterance: Utterance, speaker: str, voice: str = "", book: Lexicon | None = None) -> editing.Planner:
    """The speaker's plan in the timeline's own voice, or in the one named; words that stay are read as they were."""
    own: list[editing.Planner] = []

    def plan(text: str, readings: Mapping[int, str] | None) -> Utterance:
        if not own:  # only edits that need a plan need the voice
            chosen = voices.load(voice or utterance.voice)
            own.append(planner(utterance, engines.load("speaker", speaker), chosen, book or Lexicon()))
        return own[0](text, readings)

    return plan


def edit(
    source: Annotated[Path, typer.Argument(help="A speech.json, a document of lines, or a project folder.")],
    edits: Annotated[
        str, typer.Argument(help="A file of edits, one JSON value a line; or one edit in quotes; or - for standard input.")
    ] = "",
    out: Annotated[Path | None, typer.Option(help="The file to write.")] = None,
    line: Annotated[
        str, typer.Option(help="Of a document or a project, the line to edit, such as l3; the others stay as they are.")
    ] = "",
    voice: Annotated[
        str, typer.Option(help="The voice for edits of readings and text, if it is not where the timeline says.")
    ] = "",
    speaker: Annotated[str, typer.Option()] = "espeak",
    lexicon: Annotated[
        Path | None, typer.Option(help="A dictionary, before your own, for words that are new or whose reading is taken back.")
    ] = None,
    preset: Annotated[Path | None, typer.Option(help="A preset.json to lay on --first … --last.")] = None,
    first: Annotated[str, typer.Option(help="The first word's id, for --preset and --save-preset.")] = "",
    last: Annotated[str, typer.Option(help="The last word's id.")] = "",
    save_preset: Annotated[Path | None, typer.Option(help="Keep the edits as a preset, without their words.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of an edit.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the output if it exists.")] = False,
) -> None:
    """Apply edits to a timeline: readings, lengths, pitch, stress, pauses, voices, styles, words."""
    if schema:
        print(json.dumps(editing.json_schema(), ensure_ascii=False, indent=1))
        return
    if (source / "project.json").is_file():
        return _in_project(Store(source), line, _given(edits), speaker, lexicon, extra=bool(out or preset or save_preset))
    given = _given(edits)
    if preset:
        own = presets.from_dict(parse(read_text(preset), str(preset)))
        given += own.on(first or documents.read_line(source, line).words[0].id, last)
    if save_preset:
        check_output(save_preset, force=force)
        kept = presets.preset(save_preset.stem, given)
        write_text(save_preset, json.dumps(presets.to_dict(kept), ensure_ascii=False, indent=1) + "\n")
        print(save_preset)
    if out is None:
        if not save_preset:
            raise BadInput("Give --out, the file to write the edited timeline to.", "请用 --out 给出写入编辑结果的文件。")
        return
    check_output(out, force=force)
    book = chosen(lexicon) if any(isinstance(edit_, _REPLANNING) for edit_ in given) else Lexicon()
    done = _all_applied(documents.read_line(source, line), given, lambda now, one: _applied(now, one, speaker, voice, book))
    changed = timeline.check(done.utterance)
    if line:
        row = document.row(line, changed, first=True)
        documents.copied(source, out, lambda key, own: row if key == line else own)
    else:
        write_text(out, timeline.dumps(changed) + "\n")
        _beside(source, out)
    _report(str(out), len(given), done)


def _in_project(store: Store, line_id: str, given: tuple[Any, ...], speaker: str, lexicon: Path | None, *, extra: bool) -> None:
    """Edits of one line of a project, kept in it: the page and the next film have them."""
    if not line_id or extra:
        raise BadInput("Of a project, one line is edited in its place: give --line and the edits, without --out or presets.",
                       "项目中的一行就地编辑：请给出 --line 与编辑内容，不要给 --out 或预设。")  # fmt: skip
    store.prepare()
    project = store.load()
    line = project_lines.find(project, line_id)
    utterance, dropped_before = project_lines.planned(project, store, line)
    own = produce.voice_of(project, store, line.speaker)
    book = (
        lexicons.merge(chosen(lexicon), dictionaries.of_project(store.folder))
        if lexicon
        else dictionaries.of_project(store.folder)
    )
    plan = planner(utterance, engines.load("speaker", project.choices.speaker or speaker), own, book)
    done = _all_applied(utterance, given, lambda now, one: editing.apply(now, normalised(now, one), plan))
    store.save(project_lines.kept(project, line, timeline.check(done.utterance)))
    _report(f"{store.folder} {line_id}", len(given), Edited(done.utterance, dropped_before + done.dropped))


def _report(where: str, edits: int, done: Edited) -> None:
    for lost in done.dropped:
        sys.stderr.write(dropped(lost, language()) + "\n")
    print(f"{where}  {edits} {'处编辑' if language() == 'zh' else 'edits'}, {done.utterance.seconds:.3f} s")


def _all_applied(utterance: Utterance, given: tuple[Any, ...], apply: Callable[[Utterance, Any], Edited]) -> Edited:
    """All edits, one after the other; BadInput tells which of several it was."""
    done = Edited(utterance)
    for number, edit_ in enumerate(given, 1):
        try:
            step = apply(done.utterance, edit_)
        except BadInput as error:
            if len(given) == 1:
                raise
            raise BadInput(
                f"Edit {number} of {len(given)}: {error.en}", f"第 {number} 处编辑（共 {len(given)} 处）：{error.zh}"
            ) from error
        done = Edited(step.utterance, done.dropped + step.dropped)
    return done


def _applied(utterance: Utterance, edit_: Any, speaker: str, voice: str, book: Lexicon) -> Edited:
    recorded = utterance.voice.startswith(aligned.VOICE) and not voice
    if recorded and isinstance(edit_, Reading | Tone | Text) and getattr(edit_, "text", True):
        name = edit_.first if isinstance(edit_, Text) else edit_.word
        word = utterance.word(name)
        raise BadInput(f"{name} {word.text!r}: a recording has only its own words, read as they were. They can be taken out, and all "
                       "else about them set.", f"{name}“{word.text}”：录音只有它自己的词和读法。可以删去词，其余设置也都可改。")  # fmt: skip
    plan = None if recorded else planner_of(utterance, speaker, voice, book)
    return editing.apply(utterance, normalised(utterance, edit_), plan)


def _beside(source: Path, out: Path) -> None:
    """Where each word lies in the recording goes along with a timeline of another name: words that were cut are not in it."""
    place, target = alignment_file(source), alignment_file(out)
    if place.is_file() and place != target:
        write_text(target, read_text(place, limit=400_000_000))


def _given(edits: str) -> tuple[Any, ...]:
    if edits.lstrip().startswith("{"):
        return editing.parse_lines(edits)
    if edits == "-":
        return editing.parse_lines(sys.stdin.read(), "standard input")
    return editing.parse_lines(read_text(Path(edits)), edits) if edits else ()


def diff(
    old: Annotated[Path, typer.Argument(help="A speech.json.")],
    new: Annotated[Path, typer.Argument(help="A speech.json to compare with it.")],
    as_json: Json = False,
) -> None:
    """What changed from one timeline to another, word by word."""
    found = differences.differences(load(old), load(new))
    if as_json:
        print(json.dumps([asdict(row) for row in found], ensure_ascii=False, indent=1, default=str))
        return
    for row in found:
        where = f"{row.word} {row.text}" + (f" [{row.phoneme}]" if row.phoneme is not None else "") if row.word else "line"
        print(f"{where}: {row.what}  {_shown(row.before)} → {_shown(row.after)}")


def _shown(value: Any) -> str:
    """A value as a person reads it: what is not set as a dash, values of several parts as JSON."""
    if value is None or value in ("", (), []):
        return "—"
    if isinstance(value, bool | Mapping | list | tuple) or is_dataclass(value):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _plain(value: Any) -> Any:
    """Only what is set of an event and the like."""
    return {field.name: own for field in fields(value) if (own := getattr(value, field.name)) not in (None, "", 0, 0.0)}
