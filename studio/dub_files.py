"""`studio dub`: subtitles, tables and scripts to speech that lands on its times, as a batch that can be stopped and gone on with."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from click.core import ParameterSource

from pipelines.errors import BadInput, StudioError

from . import dub
from .dub import hands, shown
from .dub import options as opts
from .dub.metrics import metrics
from .dub.watch import Watch, Watched
from .notes import Note, show
from .spoken import check_language
from .stages import engine_help
from .wording import language, source

Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        help="SRT, VTT, ASS, CSV, XLSX, JSONL, a script.json, a TextGrid, a folder of them, or a glob. - for JSONL."
    ),
]


def register(app: typer.Typer) -> None:
    app.command("dub")(dub_)


def dub_(
    ctx: typer.Context,
    inputs: Inputs = None,
    out: Annotated[
        Path, typer.Option(help="The folder for everything that is made. The same command goes on where it was.")
    ] = ...,  # type: ignore[assignment]
    voice: Annotated[str, typer.Option(help="The voice of rows that have none of their own: a name or a folder.")] = "",
    voices: Annotated[str, typer.Option(help="A table of speakers and their voices: speaker,voice[,style,speed].")] = "",
    lang: Annotated[str, typer.Option(help="zh, en, …; found from the text if not given.")] = "",
    speaker: Annotated[str, typer.Option(help=engine_help("speaker"))] = "espeak",
    fit: Annotated[
        str, typer.Option(help="strict: every line begins on time. natural: near the voice's own tempo, lines wait.")
    ] = "strict",
    each: Annotated[
        str, typer.Option(help="A file for each row (clip), or one for each input (track); auto: by the kind of input.")
    ] = "auto",
    kind: Annotated[str, typer.Option("--format", help="wav, flac, mp3, m4a or opus.")] = "wav",
    loudness: Annotated[
        float | None, typer.Option(help="LUFS of each file, such as -14, -16 or -23; as the voice speaks if not given.")
    ] = None,
    columns: Annotated[str, typer.Option(help="What a table's columns mean: text=台词,voice=CV")] = "",
    translate_to: Annotated[
        str, typer.Option("--translate-to", help="Put all lines into this language by a language model first.")
    ] = "",
    model: Annotated[str, typer.Option(help="That model; STUDIO_LLM_MODEL if not given.")] = "",
    captions: Annotated[
        bool, typer.Option("--captions", help="Subtitles: say sounds in brackets, ♪ songs ♪ and NAMES: too.")
    ] = False,
    video: Annotated[str, typer.Option(help="A film to put the speech under: its picture is copied.")] = "",
    music: Annotated[
        str,
        typer.Option(
            help="What becomes of the film's own sound under the speech: keep, duck, drop, or voiceless (kept without its voices)."
        ),
    ] = "duck",
    separator: Annotated[str, typer.Option(help="The engine that takes the voices out, for --music voiceless.")] = "hdemucs",
    original: Annotated[bool, typer.Option("--original", help="Keep the film's own sound as a second track too.")] = False,
    burn: Annotated[
        bool, typer.Option("--burn", help="Draw the new subtitles into the picture, which is encoded anew.")
    ] = False,
    stems: Annotated[
        bool, typer.Option("--stems", help="Speech, music and mix of the film as files of their own too.")
    ] = False,
    editor: Annotated[
        list[str] | None,
        typer.Option(
            "--editor", help="A timeline of each track for other editors: otio, edl, fcpxml, premiere, jianying or capcut."
        ),
    ] = None,
    relip: Annotated[
        bool, typer.Option("--relip", help="Give the people of the film the lips of the new speech; --consent says who agreed.")
    ] = False,
    consent: Annotated[str, typer.Option(help="Who agreed to be given other words, and to which.")] = "",
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="Processes; one for each core if not given.")] = None,
    ray: Annotated[
        str, typer.Option("--ray", help="A Ray cluster to work on: local, auto, HOST:PORT or ray://HOST:PORT.")
    ] = "",
    depot: Annotated[
        str, typer.Option("--depot", help="Storage that its machines share: a folder, or s3://bucket/folder.")
    ] = "",
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the batch in --out, with its own inputs if none are given.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only tell what would be made and what is wrong; nothing is spoken.")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="An .html file with all lines, their times, and what failed.")] = None,
    metrics_to: Annotated[str, typer.Option("--metrics", help="Prometheus metrics: a .prom file, or a port.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace files in --out that this batch did not write.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Progress and result as JSON lines.")] = False,
) -> None:
    """Dub subtitles, tables and scripts: every line lands on its time. Stopped, or killed, the same command goes on.

    把字幕、表格或脚本批量配音：每一句都落在它的时间上。中断后再次运行同一命令即可继续。
    """
    if not inputs and not resume:
        raise BadInput("Give what is to be dubbed: SRT, VTT, ASS, CSV, XLSX, JSONL, a script.json, a TextGrid or a folder of them.",
                       "请给出要配音的内容：SRT、VTT、ASS、CSV、XLSX、JSONL、script.json、TextGrid，或含有它们的文件夹。")  # fmt: skip
    for given in (lang, translate_to):
        if given:
            check_language(given)
    values: dict[str, Any] = {"voice": voice, "voices": voices, "language": lang, "speaker": speaker, "fit": fit, "each": each, "kind": kind,
                              "loudness": loudness, "columns": _columns(columns), "captions": captions,
                              "translate": translate_to, "model": model,
                              "video": video, "music": music, "separator": separator, "original": original, "burn": burn, "stems": stems, "relip": relip, "consent": consent, "editors": tuple(editor or ())}  # fmt: skip
    own = {"language": "lang", "translate": "translate_to", "editors": "editor"}
    given_here = {
        name: value
        for name, value in values.items()
        if ctx.get_parameter_source(own.get(name, name)) is ParameterSource.COMMANDLINE
    }
    if metrics_to.endswith(".prom"):  # it may lie in the folder that is to be made
        Path(metrics_to).parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        looks: list[Watch] = [shown.JsonLines() if as_json else stack.enter_context(shown.Bar(language()))]
        if metrics_to:
            looks.append(stack.enter_context(metrics(metrics_to)))
        pool = stack.enter_context(hands.ray(ray, depot)) if ray or depot else None
        result = _run(
            as_json,
            inputs or [],
            out,
            None if resume else opts.checked(values),
            resume=resume,
            changes=given_here,
            force=force,
            workers=workers,
            pool=pool,
            watch=_all(looks),
            check=check,
            report=report,
        )
    _finish(result, check=check, as_json=as_json)
    if result.failed:
        raise typer.Exit(1)


def _run(as_json: bool, *given: Any, **options: Any) -> dub.Result:
    """As `dub.run`; an error is the last of the JSON lines too."""
    try:
        return dub.run(*given, **options)
    except StudioError as error:
        if as_json:
            print(json.dumps({"error": type(error).__name__, "en": error.en, "zh": error.zh}, ensure_ascii=False), flush=True)
        raise


def _columns(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    for name, sign, column in pairs:
        if not (sign and name.strip() and column.strip()):
            raise BadInput(f"--columns should be like text=台词,voice=CV; {text!r} is not.",
                           f"--columns 应如 text=台词,voice=CV；收到 {text!r}。")  # fmt: skip
    return tuple((name.strip(), column.strip()) for name, _, column in pairs)


def _all(looks: list[Watch]) -> Watch:
    def look(watched: Watched) -> None:
        for one in looks:
            one(watched)

    return look


def _finish(result: dub.Result, *, check: bool, as_json: bool) -> None:
    if as_json:
        values = {name: getattr(result, name) for name in ("total", "found", "made", "failed", "overrun", "late")}
        told = [{"file": one.file, "place": one.place, "failed": one.row, "en": one.en, "zh": one.zh} for one in result.told]
        print(json.dumps({"out": str(result.folder), **values, "speech": round(result.speech, 3), "elapsed": round(result.elapsed, 3),
                          "files": [str(path) for path in result.files], "told": told}, ensure_ascii=False))  # fmt: skip
        return
    show([Note(source(one.file, one.place, language()), one.en, one.zh) for one in result.told])
    print(_line(result, check=check))


def _line(result: dub.Result, *, check: bool) -> str:
    if language() == "zh":
        done = f"可生成 {result.made} 句" if check else f"生成 {result.made} 句，沿用 {result.found} 句"
        over = f"，{result.overrun} 句超时" if result.overrun else ""
        over += f"，{result.late} 句推迟" if result.late else ""
        return f"{result.folder}  共 {result.total} 句：{done}，失败 {result.failed} 句{over}；语音 {result.speech:.1f} 秒，用时 {result.elapsed:.1f} 秒"
    done = f"{result.made} can be made" if check else f"{result.made} made, {result.found} found made before"
    over = f", {result.overrun} longer than their time" if result.overrun else ""
    over += f", {result.late} late" if result.late else ""
    return f"{result.folder}  {result.total} rows: {done}, {result.failed} failed{over}; {result.speech:.1f} s of speech in {result.elapsed:.1f} s"
