"""A voice cloned from a sample, on the command line: the sample's verdict first, then the voice."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipelines import engines
from pipelines.errors import BadInput
from pipelines.files import check_output
from pipelines.media import SOUND_KINDS, write_audio
from pipelines.speech import clone as cloning
from pipelines.speech import sample, voices
from pipelines.speech.sample import Verdict

from . import create
from .wording import language


def register(app: typer.Typer) -> None:
    app.command("clone")(clone)


def clone(
    source: Annotated[Path, typer.Argument(metavar="SAMPLE", help="A sound or video file of one person: 3 s to 5 min.")],
    name: Annotated[str, typer.Option(help="What the voice is to be called.")] = "",
    consent: Annotated[str, typer.Option(help="What the speaker agreed to, in a sentence; it goes along with the voice.")] = "",
    by: Annotated[str, typer.Option(help="Who agreed.")] = "",
    transcript: Annotated[str, typer.Option(help="What the sample says: its pace is then measured and not guessed.")] = "",
    lang: Annotated[str, typer.Option(help="The language of the sample.")] = "",
    engine: Annotated[
        str, typer.Option(help="The speaker that will use it; the voice serves every engine that clones.")
    ] = "espeak",
    clean: Annotated[Path | None, typer.Option(help="Write the cleaned sample here (.wav, .flac), to be heard.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only judge the sample.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace what exists.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The verdict as JSON.")] = False,
) -> None:
    """Clone a voice from a sample of three seconds or more. 用三秒以上的样本克隆声音。"""
    if not check:
        _complete(name, consent, engine, force=force)
    if clean is not None:
        check_output(clean, force=force, kinds=SOUND_KINDS)
    spoken = create.check_language(lang) if lang else ""
    heard = sample.read(source)
    verdict = sample.judge(heard)
    print(json.dumps(asdict(verdict), ensure_ascii=False) if as_json else _said(verdict))
    ready = sample.accept(heard)
    if not as_json:
        for en, zh in verdict.advice:
            sys.stderr.write((zh if language() == "zh" else en) + "\n")
    if clean is not None:
        write_audio(clean, ready)
        print(clean)
    if check:
        return
    made = cloning.clone(heard, name, consent, folder=voices.user_folder(), language=spoken, transcript=transcript, by=by,
                         force=force)  # fmt: skip
    hear = "" if engine == "espeak" else f" --speaker {engine}"
    print(f"{voices.user_folder() / made.name}  studio voices audition {made.name}" if not hear
          else f"{voices.user_folder() / made.name}  studio plan … --voice {made.name}{hear}")  # fmt: skip


def _complete(name: str, consent: str, engine: str, *, force: bool) -> None:
    """BadInput for what is missing, before the sample is listened to."""
    if not name:
        raise BadInput("Give the voice a name: --name NAME.", "请给声音命名：--name 名称。")
    voices.check_free(name, voices.user_folder(), force=force)
    create.require_consent(consent)
    engines.load("speaker", engine)  # says what is missing of it


def _said(verdict: Verdict) -> str:
    chinese = language() == "zh"
    several = verdict.several > 0.5
    if chinese:
        return (f"时长 {verdict.seconds:.1f} 秒，其中人声 {verdict.speech:.1f} 秒；背景比人声低 {verdict.snr_db:.0f} dB；"
                f"削波 {verdict.clipped:.1%}；音乐可能性 {verdict.music:.0%}；{'似有多人' if several else '一人'}；"
                f"采样率 {verdict.rate} Hz，频谱到 {verdict.bandwidth / 1000:.1f} kHz")  # fmt: skip
    return (f"{verdict.seconds:.1f} s, {verdict.speech:.1f} of them speech; background {verdict.snr_db:.0f} dB under it; "
            f"clipped {verdict.clipped:.1%}; music {verdict.music:.0%}; {'several people' if several else 'one person'}; "
            f"{verdict.rate} Hz, sound up to {verdict.bandwidth / 1000:.1f} kHz")  # fmt: skip
