"""A recording and its text in, an editable timeline out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from pipelines import timeline
from pipelines.errors import BadInput
from pipelines.files import check_output, write_bytes, write_text
from pipelines.media import read_audio
from pipelines.speech import align as alignment
from pipelines.speech.recording import alignment_file
from pipelines.text.sentences import detect_language

from . import create
from .spoken import check_language
from .wording import language


def register(app: typer.Typer) -> None:
    app.command("align")(align)


def align(
    recording: Annotated[Path, typer.Argument(help="A sound file, or a video with sound.")],
    text: Annotated[str, typer.Option(help="What is said: a .txt or .md file, - for standard input, or the words in quotes.")],
    out: Annotated[Path, typer.Option(help="The speech.json to write; speech.align.json goes beside it.")],
    lang: Annotated[str, typer.Option(help="zh, en, …; found from the text if not given.")] = "",
    aligner: Annotated[str, typer.Option(help="own, or mfa where the Montreal Forced Aligner is installed.")] = "own",
    force: Annotated[bool, typer.Option("--force", help="Replace the outputs if they exist.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The result as JSON.")] = False,
) -> None:
    """Find where each phoneme of a text lies in a recording, as an editable speech.json."""
    if out.suffix.lower() != ".json":
        raise BadInput(f"{out}: a timeline is written as .json.", f"{out}：时间线以 .json 格式写出。")
    beside = alignment_file(out)
    copy = out.parent / recording.name
    moved = not copy.exists() or not recording.exists() or copy.read_bytes() != recording.read_bytes()
    for path in (out, beside, *([copy] if moved else [])):
        check_output(path, force=force)
    sound = read_audio(recording)
    said, _ = create.read_brief(text, what=("What was said", "录音的文字"))
    said = said.strip()
    chosen = check_language(lang or detect_language(said))
    aligned = alignment.align(sound, said, chosen, name=recording.name, aligner=aligner)
    if moved:
        write_bytes(copy, recording.read_bytes())
    write_text(beside, alignment.dumps(aligned, aligner=aligner) + "\n")
    write_text(out, timeline.dumps(aligned.utterance) + "\n")
    _report(out, beside, copy, aligned, as_json=as_json)


def _report(out: Path, beside: Path, copy: Path, aligned: alignment.Aligned, *, as_json: bool) -> None:
    lang = language()
    for note in aligned.notes:
        Console(stderr=True, soft_wrap=True).print(escape(note.zh if lang == "zh" else note.en), style="yellow")
    utterance = aligned.utterance
    if as_json:
        found = {
            "speech": str(out),
            "alignment": str(beside),
            "recording": str(copy),
            "seconds": round(utterance.seconds, 3),
            "words": len(utterance.words),
            "confidence": round(aligned.overall, 3),
            "notes": [{"text": note.zh if lang == "zh" else note.en, "words": list(note.words)} for note in aligned.notes],
        }
        print(json.dumps(found, ensure_ascii=False))
        return
    words = {"en": f"{len(utterance.words)} words, confidence", "zh": f"{len(utterance.words)} 个词，置信度"}[lang]
    print(f"{out}  {utterance.seconds:.2f} s, {words} {aligned.overall:.2f}")
