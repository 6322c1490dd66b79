"""Speech timelines out to the formats of other programs, and in from them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines import engines, timeline
from pipelines.errors import BadInput
from pipelines.files import check_output, read_encoded, write_text
from pipelines.speech import formats, voices
from pipelines.speech.formats import Note
from pipelines.text.sentences import detect_language

from .documents import read_speech
from .notes import plain, show
from .spoken import check_language
from .ssml_files import to_ssml

SSML = "ssml"

Force = Annotated[bool, typer.Option("--force", help="Replace the output if it exists.")]
Json = Annotated[bool, typer.Option("--json", help="The result and all notes as JSON.")]


def register(app: typer.Typer) -> None:
    app.command("export")(export)
    app.command("import")(import_)


def export(
    speech: Annotated[Path, typer.Argument(help="A speech.json.")],
    to: Annotated[str, typer.Option(help=f"{', '.join(formats.FORMATS)}, ssml; by --out's suffix if not given.")] = "",
    out: Annotated[Path | None, typer.Option(help="The file to write; standard output if not given.")] = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write a speech timeline as a TextGrid, labels, a table, subtitles or visemes."""
    kind = _kind(to, out)
    if out is not None:
        check_output(out, force=force)
    utterance = read_speech(speech)
    text = to_ssml(speech, utterance) if kind == SSML else formats.export(utterance, kind)
    notes = () if kind == SSML else formats.losses(utterance, kind)
    if out is not None:
        write_text(out, text)
    if as_json:
        result = {"kind": kind, **({"out": str(out)} if out else {"text": text}), "notes": plain(notes)}
        print(json.dumps(result, ensure_ascii=False))
        return
    sys.stdout.write(f"{out}\n" if out else text)
    show(notes)


def _kind(to: str, out: Path | None) -> str:
    """The format asked for: by name, else by the file's suffix. A .csv of visemes is a table of visemes."""
    if not to and out is None:
        raise BadInput(f"Say what to write: --to with one of {', '.join(formats.FORMATS)}, ssml, or --out with its suffix.",
                       f"请说明写成什么：--to 可选 {'、'.join(formats.FORMATS)}、ssml，或用带后缀的 --out。")  # fmt: skip
    if to == SSML or (not to and out is not None and out.suffix.lower() == ".ssml"):
        return SSML
    kind = to or formats.kind_of(out or "")
    if out is not None and out.suffix.lower() == ".csv" and kind in ("visemes-azure", "visemes-oculus"):
        return f"{kind}-csv"
    return kind


def import_(
    file: Annotated[Path, typer.Argument(help="A .TextGrid, .lab, .csv, .srt, .vtt, .ass or .json (VOICEVOX AudioQuery).")],
    out: Annotated[Path, typer.Option(help="The speech.json to write.")],
    kind: Annotated[str, typer.Option("--from", help="The format, where the suffix does not tell.")] = "",
    voice: Annotated[str, typer.Option(help="A voice's name or folder; the language's usual one if not given.")] = "",
    lang: Annotated[str, typer.Option(help="zh, en, …; found from the letters if not given.")] = "",
    speaker: Annotated[str, typer.Option(help="Who plans what the file has no phonemes for.")] = "espeak",
    extra: Annotated[Path | None, typer.Option(help="A .json for what a timeline has no place for: tiers, styles.")] = None,
    captions: Annotated[
        bool, typer.Option("--captions", help="Subtitles: say sounds in brackets, ♪ songs ♪ and NAMES: too.")
    ] = False,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Read a file of another program as an editable speech.json; what is not understood is told."""
    if file.suffix.lower() == ".ssml" or kind == SSML:
        raise BadInput(
            f"SSML is planned, not only read: studio plan {file} --out {out}", f"SSML 需要规划：studio plan {file} --out {out}"
        )
    kind = kind or formats.kind_of(file)
    for path in (out, *([extra] if extra else [])):
        check_output(path, force=force)
    text, encoding = read_encoded(file, limit=formats.LARGEST, what_en=f"a {kind}", what_zh=f"{kind} ")
    chosen = voices.load(voice) if voice else None
    imported = formats.read(text, kind, speaker=engines.load("speaker", speaker), voice=chosen,
                            language=check_language(lang) if lang else "", guess=detect_language, captions=captions)  # fmt: skip
    notes = (*_guessed(encoding), *imported.notes)
    write_text(out, timeline.dumps(imported.utterance) + "\n")
    kept = dict(imported.extra)
    if extra:
        write_text(extra, json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    utterance = imported.utterance
    if as_json:
        print(json.dumps({"out": str(out), "seconds": round(utterance.seconds, 6), "words": len(utterance.words), "language": utterance.language,
                          "voice": utterance.voice, "notes": plain(notes), "extra": kept}, ensure_ascii=False))  # fmt: skip
        return
    print(f"{out}  {utterance.seconds:.2f} s, {len(utterance.words)} words")
    show(notes)
    if kept and not extra:
        show([Note("", f"--extra FILE.json keeps what has no place in a timeline: {', '.join(kept)}.",
                   f"--extra FILE.json 可保存时间线容不下的内容：{'、'.join(kept)}。")])  # fmt: skip


def _guessed(encoding: str) -> tuple[Note, ...]:
    """What a person is told of a file that does not say how it is written."""
    if encoding.startswith("utf"):
        return ()
    return (Note("", f"The file was read as {encoding}. If letters look wrong, save it as UTF-8 and import it again.",
                 f"文件按 {encoding} 编码读取。若文字有误，请另存为 UTF-8 后重新导入。"),)  # fmt: skip
