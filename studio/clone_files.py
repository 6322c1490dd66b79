"""A voice cloned from a sample, on the command line: the sample's verdict first, then the voice."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipelines import engines
from pipelines.errors import BadInput
from pipelines.files import check_output
from pipelines.media import SOUND_KINDS, read_audio, write_audio
from pipelines.speech import clone as cloning
from pipelines.speech import sample, voices
from pipelines.speech import spoken_consent as sentences
from pipelines.speech.sample import Verdict
from pipelines.text.sentences import detect_language

from . import create, voice_licences
from .spoken import check_language
from .wording import language


def register(app: typer.Typer) -> None:
    app.command("clone")(clone)


def clone(
    source: Annotated[
        Path | None, typer.Argument(metavar="SAMPLE", help="A sound or video file of one person: 3 s to 5 min.")
    ] = None,
    name: Annotated[str, typer.Option(help="What the voice is to be called.")] = "",
    consent: Annotated[str, typer.Option(help="What the speaker agreed to, in a sentence; it goes along with the voice.")] = "",
    by: Annotated[str, typer.Option(help="Who agreed.")] = "",
    spoken_consent: Annotated[
        Path | None, typer.Option(help="A recording of the speaker reading the sentence that --consent-sentence prints.")
    ] = None,
    consent_sentence: Annotated[
        bool, typer.Option("--consent-sentence", help="Only print the sentence that the speaker reads aloud today.")
    ] = False,
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
    spoken_in = check_language(lang) if lang else ""
    if consent_sentence:
        spoken_in = spoken_in or _taken(transcript, consent, name)
        print(sentences.sentence(voices.check_name(_named(name)), spoken_in))
        return
    if source is None:
        raise BadInput("Give a sample: studio clone SAMPLE --name NAME --consent TEXT.",
                       "请给出样本：studio clone 样本 --name 名称 --consent 文字。")  # fmt: skip
    if not check:
        _complete(name, consent, engine, spoken_consent is not None, force=force)
    if clean is not None:
        check_output(clean, force=force, kinds=SOUND_KINDS)
    heard = sample.read(source)
    agreed = read_audio(spoken_consent, longest=sentences.LONGEST + 1) if spoken_consent else None
    verdict = sample.judge(heard)
    print(json.dumps(asdict(verdict), ensure_ascii=False) if as_json else _said(verdict))
    sample.require(verdict)
    if not as_json:
        for en, zh in verdict.advice:
            sys.stderr.write((zh if language() == "zh" else en) + "\n")
    if clean is not None:
        write_audio(clean, sample.accept(heard))
        print(clean)
    if check:
        return
    spoken_in = spoken_in or _taken(transcript, consent, name)
    made = cloning.clone(heard, name, consent, folder=voices.user_folder(), language=spoken_in, transcript=transcript, by=by,
                         spoken=agreed, force=force)  # fmt: skip
    made = voice_licences.kept(made, engine)
    hear = "" if engine == "espeak" else f" --speaker {engine}"
    print(f"{voices.user_folder() / made.name}  studio voices audition {made.name}" if not hear
          else f"{voices.user_folder() / made.name}  studio plan … --voice {made.name}{hear}")  # fmt: skip


def _taken(transcript: str, consent: str, name: str) -> str:
    """The language of a sample where nobody says it, which is told: the transcript's, else Chinese if the consent or the name is, else
    the interface's."""
    chinese = re.search(r"[\u3400-\u9fff]", consent + name)
    found = detect_language(transcript) if transcript.strip() else "zh" if chinese else language()
    other = "en" if found == "zh" else "zh"
    en = f"The speaker's language is taken to be {found}. If it is another: --lang {other}."
    zh = f"按{'中文' if found == 'zh' else ' ' + found + ' '}录音处理。如为其他语言，请加 --lang，例如 --lang {other}。"
    sys.stderr.write((zh if language() == "zh" else en) + "\n")
    return found


def _named(name: str) -> str:
    if not name:
        raise BadInput("Give the voice a name: --name NAME.", "请给声音命名：--name 名称。")
    return name


def _complete(name: str, consent: str, engine: str, spoken: bool, *, force: bool) -> None:
    """BadInput for what is missing, before the sample is listened to."""
    voices.check_free(_named(name), voices.user_folder(), force=force)
    create.require_consent(consent, spoken)
    engines.load("speaker", engine)  # says what is missing of it


def _said(verdict: Verdict) -> str:
    chinese = language() == "zh"
    signs = (("有多人说话的迹象", "several people are heard") if verdict.several > 0.5
             else ("未发现有多人说话", "no sign of several people"))  # fmt: skip
    people = f"{signs[not chinese]}{'；' if chinese else '; '}" if verdict.is_speech else ""
    if chinese:
        return (f"时长 {verdict.seconds:.1f} 秒，其中人声 {verdict.speech:.1f} 秒；背景比人声低 {verdict.snr_db:.0f} dB；"
                f"混响 {verdict.reverb:.1f} 秒；削波 {verdict.clipped:.1%}；音乐可能性 {verdict.music:.0%}；{people}"
                f"采样率 {verdict.rate} Hz，频谱到 {verdict.bandwidth / 1000:.1f} kHz")  # fmt: skip
    return (f"{verdict.seconds:.1f} s, {verdict.speech:.1f} of them speech; background {verdict.snr_db:.0f} dB under it; "
            f"reverberation {verdict.reverb:.1f} s; clipped {verdict.clipped:.1%}; music {verdict.music:.0%}; {people}"
            f"{verdict.rate} Hz, sound up to {verdict.bandwidth / 1000:.1f} kHz")  # fmt: skip
