"""SSML documents as timelines, and the personal dictionaries that every plan is made with."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from pipelines import document, engines, timeline
from pipelines.engines import Speaker
from pipelines.errors import BadInput
from pipelines.files import check_output, output_error, read_text, write_text
from pipelines.speech import lexicon as lexicons
from pipelines.speech import lexicon_files, notation, pinyin, readings, ssml, voices
from pipelines.speech.formats import Note
from pipelines.speech.lexicon import Entry, Lexicon
from pipelines.speech.markup import LIMIT, parse
from pipelines.speech.ssml import kept as kept_values
from pipelines.speech.ssml.flatten import canonical
from pipelines.timeline import Utterance
from pipelines.voice import Voice

from . import dictionaries, documents
from .notes import show
from .wording import dropped, language

Project = Annotated[Path | None, typer.Option(help="A project folder: its own dictionary, in place of the user's.")]
Json = Annotated[bool, typer.Option("--json", help="The result as JSON.")]
Lang = Annotated[str, typer.Option(help="zh, en, …; found from the word if not given.")]
Before = Annotated[str, typer.Option(help="Only where this stands right before it.")]
After = Annotated[str, typer.Option(help="Only where this stands right after it.")]

commands = typer.Typer(no_args_is_help=True, help="The personal dictionary: how words are read. 个人词典。")


def register(app: typer.Typer) -> None:
    app.add_typer(commands, name="lexicon")


# documents


def is_document(source: str) -> bool:
    """Whether `studio plan` is given an SSML file, by its suffix."""
    return Path(source).suffix.lower() in (".ssml", ".xml") and "\n" not in source


def language_of(source: str, lang: str) -> str:
    """The language of an SSML file, "en" if it names none; `lang`, if given, goes before it."""
    named = parse(read_text(Path(source), limit=4 * LIMIT)).attributes.get("xml:lang", "")
    return lang or canonical(named) or "en"


def plan_document(
    source: str, out: Path, speaker: Speaker, voice: Voice | None, lang: str, dictionary: Path | None, *, force: bool
) -> Utterance:
    """The timeline of an SSML file; notes go to standard error, and what a timeline has no place for into a file beside `out`.

    Sound files stay where they are: their paths are written as seen from `out`.
    """
    path = Path(source)
    text = read_text(path, limit=4 * LIMIT, what_en="an SSML", what_zh="SSML ")
    try:
        done = ssml.read(text, speaker, voice, language=lang, base=path.parent, lexicon=chosen(dictionary))
    except BadInput as error:
        raise BadInput(f"{path}: {error.en}", f"{path}：{error.zh}") from error
    kept = [k for k in done.kept if k.role != "root"]
    if kept:
        check_output(kept_file(out), force=force)
        write_text(kept_file(out), kept_values.dumps(done.kept) + "\n")
    show(done.notes)
    return _moved(done.utterance, path.parent, out.parent)


def _moved(utterance: Utterance, here: Path, there: Path) -> Utterance:
    """The paths of sounds, relative to `here`, made relative to `there`."""
    prefix = os.path.relpath(here.resolve(), there.resolve())
    if prefix == ".":
        return utterance
    overrides = {}
    for key, over in utterance.overrides.items():
        events = tuple(replace(e, path=os.path.join(prefix, e.path)) if e.path else e for e in over.events)
        overrides[key] = replace(over, events=events)
    return replace(utterance, overrides=overrides)


def kept_file(speech: Path) -> Path:
    """Where what SSML held and a timeline has no place for is kept: speech.json → speech.kept.json."""
    return speech.with_name(f"{speech.stem}.kept.json")


def to_ssml(speech: Path, utterance: Utterance) -> str:
    """The timeline of a file as SSML, with what was kept beside it; other programs are told what a dictionary read otherwise."""
    beside = kept_file(speech)
    kept = kept_values.loads(read_text(beside, limit=4 * LIMIT)) if beside.is_file() else ()
    told = {} if any(k.role == "whole" and "<lexicon" in k.markup for k in kept) else readings.told(utterance)
    overrides = {**utterance.overrides, **{key: replace(utterance.override(key), reading=said) for key, said in told.items()
                                           if utterance.override(key).reading is None}}  # fmt: skip
    return ssml.to_ssml(replace(utterance, overrides=overrides), kept)


def with_lexicon(utterance: Utterance, speaker: Speaker, voice: Voice, dictionary: Path | None) -> Utterance:
    """The utterance read as the dictionaries say; what could not be applied goes to standard error."""
    done = lexicons.applied(chosen(dictionary), utterance, speaker, voice)
    show([_missed(missed) for missed in done.missed])
    return done.utterance


@commands.command("apply")
def apply_to(
    speech: Annotated[Path, typer.Argument(help="A speech.json, or a document of lines.")],
    out: Annotated[Path, typer.Option(help="The .json to write.")],
    lexicon: Annotated[Path | None, typer.Option(help="A .csv or .pls dictionary, before your own.")] = None,
    voice: Annotated[str, typer.Option(help="The voice, if it is not where the timeline says.")] = "",
    speaker: Annotated[str, typer.Option(help="Who planned the timeline.")] = "espeak",
    force: Annotated[bool, typer.Option("--force", help="Replace the output if it exists.")] = False,
) -> None:
    """Read a timeline by the dictionary as it is now; readings that you set yourself stay."""
    check_output(out, force=force, kinds=(".json",))
    book, engine = chosen(lexicon), engines.load("speaker", speaker)

    def again(utterance: Utterance) -> Utterance:
        done = lexicons.reapplied(book, utterance, engine, voices.load(voice or utterance.voice))
        show([*(Note("", dropped(lost, "en"), dropped(lost, "zh")) for lost in done.dropped), *map(_missed, done.missed)])
        return done.utterance

    if documents.is_document(speech):
        documents.copied(speech, out, lambda key, row: document.row(key, again(document.line_in(row)[1]), first=True))
    else:
        write_text(out, timeline.dumps(again(documents.read_speech(speech))) + "\n")
    print(out)


def _missed(missed: lexicons.Missed) -> Note:
    word = missed.entry.text
    return Note("", f"The dictionary's {word!r} could not be applied: {missed.en}", f"词典中的“{word}”未能应用：{missed.zh}")


# dictionaries


def chosen(dictionary: Path | None) -> Lexicon:
    """The dictionary of a plan: the file given, then the user's own."""
    user = _load(lexicon_files.user_file())
    return lexicons.merge(_loaded(dictionary), user) if dictionary else user


def _load(path: Path) -> Lexicon:
    return _loaded(path) if path.is_file() else Lexicon()


def _loaded(path: Path) -> Lexicon:
    found = lexicon_files.load(path)
    show([Note(f"{path}:{remark.place}", remark.en, remark.zh) for remark in found.remarks])
    return found.lexicon


def _place(project: Path | None) -> Path:
    if project is None:
        return lexicon_files.user_file()
    if not (project / "project.json").is_file():
        raise BadInput(f"{project} is not a project folder: it has no project.json. `studio create` makes one.",
                       f"{project} 不是项目文件夹：缺少 project.json。可用 `studio create` 创建。")  # fmt: skip
    return project / dictionaries.FILE


def _save(path: Path, entries: Iterable[Entry]) -> Lexicon:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, path.parent) from error
    saved = Lexicon(tuple(entries))
    write_text(path, lexicon_files.to_csv(saved))
    return saved


@commands.command("list")
def list_entries(project: Project = None, as_json: Json = False) -> None:
    """The entries of the dictionary."""
    entries = _load(_place(project)).entries
    if as_json:
        print(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1))
        return
    for entry in entries:
        print(_line(entry))


def _line(entry: Entry) -> str:
    said = entry.alias or (pinyin.to_marks(entry.reading) if readings.is_chinese(entry.language) else entry.reading)
    return f"{entry.before and f'({entry.before})'}{entry.text}{entry.after and f'({entry.after})'}  {said}  {entry.language}"


@commands.command()
def add(
    word: Annotated[str, typer.Argument(help="The word as it is written.")],
    reading: Annotated[
        str, typer.Argument(help="Pinyin (hang2, háng), jyutping, IPA, X-SAMPA, ARPAbet, or a respelling (shen-YING).")
    ],
    lang: Lang = "",
    before: Before = "",
    after: After = "",
    notation_name: Annotated[
        str, typer.Option("--notation", help=f"{', '.join(notation.NOTATIONS)}; found if not given.")
    ] = "",
    alias: Annotated[bool, typer.Option("--alias", help="The reading is other words, said in its place.")] = False,
    case: Annotated[bool, typer.Option("--case", help="Only with these capitals.")] = False,
    project: Project = None,
) -> None:
    """Add a word, or change its reading."""
    entry = Entry(word, "" if alias else reading, lang, before, after, case, reading if alias else "")
    checked = lexicons.checked(entry, notation_name)
    path = _place(project)
    _save(path, (checked, *_load(path).entries))
    print(_line(checked))


@commands.command()
def remove(
    word: Annotated[str, typer.Argument(help="The word as it is written.")],
    lang: Lang = "",
    before: Before = "",
    after: After = "",
    project: Project = None,
) -> None:
    """Remove a word, in all its contexts or only in the one that is given."""
    path = _place(project)
    entries = _load(path).entries
    left = [
        e
        for e in entries
        if lexicons.lowered(e.text) != lexicons.lowered(word)
        or (lang and e.language != lang)
        or (before and e.before != before)
        or (after and e.after != after)
    ]
    if len(left) == len(entries):
        raise BadInput(f"{word!r} is not in {path}. `studio lexicon list` shows what is.",
                       f"{path} 中没有“{word}”。`studio lexicon list` 会列出全部词条。")  # fmt: skip
    _save(path, left)
    print(_counted(len(entries) - len(left), "removed", "已移除"))


@commands.command("import")
def import_entries(
    file: Annotated[Path, typer.Argument(help="A .csv (word,reading,language,before,after) or a .pls.")],
    project: Project = None,
) -> None:
    """Add the entries of a file; where the dictionary has the word already, the file's reading counts."""
    path = _place(project)
    found = _loaded(file)
    _save(path, (*found.entries, *_load(path).entries))
    print(_counted(len(found.entries), "imported", "已导入"))


@commands.command("export")
def export_entries(
    file: Annotated[Path, typer.Argument(help="The .csv or .pls to write.")],
    project: Project = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the output if it exists.")] = False,
) -> None:
    """Write the dictionary to a file."""
    writer = lexicon_files.WRITERS.get(file.suffix.lower())
    if writer is None:
        raise BadInput(f"{file}: dictionaries are written as {', '.join(lexicon_files.WRITERS)}.",
                       f"{file}：词典可写为 {'、'.join(lexicon_files.WRITERS)}。")  # fmt: skip
    check_output(file, force=force)
    found = _load(_place(project))
    write_text(file, writer(found))
    print(f"{file}  {_counted(len(found.entries), 'written', '已写出')}")


def _counted(count: int, en: str, zh: str) -> str:
    return f"{zh} {count} 条" if language() == "zh" else f"{count} {'entry' if count == 1 else 'entries'} {en}"
