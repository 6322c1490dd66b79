"""The command line: arguments in, produce out, errors as one line and an exit code."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from pipelines.errors import Cancelled, StudioError
from pipelines.files import check_output, output_error
from pipelines.film import labels
from pipelines.film.music import MOODS
from pipelines.film.platforms import PLATFORMS
from pipelines.images.painter import STYLES
from pipelines.media import FILM_KINDS
from pipelines.script import NARRATOR

from . import (
    align_files,
    avatar_files,
    clone_files,
    dub_files,
    edit_files,
    engine_files,
    export_film,
    looks,
    presenters,
    produce,
    publishing,
    read,
    relip,
    seen,
    speech_files,
    ssml_files,
    stages,
    usage,
    voices_files,
)
from . import create as creation
from . import doctor as checks
from .faces import FaceNumber
from .mattes import FilmMatte
from .progress import Progress
from .project import Project
from .show import describe
from .store import Store
from .wording import dropped, language

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  help="声影 Shengying: from a brief to a finished film. 从文稿到成片。")  # fmt: skip
stages.register(app)
avatar_files.register(app)
presenters.register(app)
relip.register(app)
edit_files.register(app)
align_files.register(app)
speech_files.register(app)
ssml_files.register(app)
read.register(app)
voices_files.register(app)
clone_files.register(app)
engine_files.register(app)
export_film.register(app)
dub_files.register(app)

Json = Annotated[bool, typer.Option("--json", help="Progress and result as JSON lines.")]
Force = Annotated[bool, typer.Option("--force", help="Replace the output if it exists.")]


def speakers(given: list[str]) -> dict[str, str]:
    """--voice values as speaker → voice: "NAME" is the narrator's, "Anna=NAME" is Anna's."""
    chosen: dict[str, str] = {}
    for value in given:
        speaker, equals, name = ("", "", value) if os.path.exists(value) else value.partition("=")
        chosen[speaker.strip() if equals else NARRATOR] = name.strip() if equals else value
    return chosen


@app.command()
def create(
    brief: Annotated[str, typer.Argument(help="A .md or .txt file, - for standard input, or a sentence in quotes.")],
    out: Annotated[Path, typer.Option(help="The film to make; its project goes beside it, with the suffix .studio.")],
    portrait: Annotated[
        str, typer.Option(help="A picture of the presenter, or the name of a drawn one (`studio avatar list`).")
    ] = "",
    voice: Annotated[
        list[str] | None,
        typer.Option(help="A voice's name (`studio voices` lists them), or a sample to clone; Anna=NAME for one speaker."),
    ] = None,
    consent: Annotated[str, typer.Option(help="Who agreed to the use of the voice and the face, and to what.")] = "",
    transcript: Annotated[
        str, typer.Option(help="What the voice sample says: its pace is then measured and not guessed.")
    ] = "",
    lang: Annotated[str, typer.Option(help="zh, en, …; found from the text if not given.")] = "",
    platform: Annotated[
        str, typer.Option(help=f"Where it is shown: {', '.join(PLATFORMS)}. Decides size, fps, loudness, where captions stand.")
    ] = "",
    size: Annotated[str | None, typer.Option(help="WIDTHxHEIGHT, both even; the platform's, or 1080x1920.")] = None,
    fps: Annotated[int | None, typer.Option(help="24, 25, 30, 50 or 60; the platform's, or 25.")] = None,
    loudness: Annotated[
        float | None, typer.Option(help="-14, -16 or -23 LUFS; the platform's, or -16.", show_default=False)
    ] = None,
    seconds: Annotated[float, typer.Option(help="The length to aim for; 0: as long as the text.")] = 60,
    style: Annotated[str, typer.Option(help=f"The look of the pictures: {', '.join(STYLES)}.")] = "",
    music: Annotated[str, typer.Option(help=f"A sound file, or a mood: {', '.join(MOODS)}.")] = "",
    on_beat: looks.OnBeat = False,
    subtitles: Annotated[str, typer.Option(help="burn, soft or none.")] = "burn",
    subtitle_style: looks.SubtitleStyle = "clean",
    transition: looks.Transition = "dissolve",
    encoder: looks.Encoder = "x264",
    logo: looks.LogoFile = None,
    logo_place: looks.LogoPlace = "tr",
    logo_size: looks.LogoSize = 0.08,
    logo_opacity: looks.LogoOpacity = 0.85,
    intro: looks.Intro = None,
    outro: looks.Outro = None,
    label: Annotated[bool, typer.Option(help="The visible AI label.")] = True,
    seed: Annotated[int, typer.Option(help="Another seed, other pictures and gestures.")] = 0,
    face: FaceNumber = None,
    writer: Annotated[str, typer.Option(help=stages.engine_help("writer"))] = "outline",
    speaker: Annotated[str, typer.Option(help=stages.engine_help("speaker"))] = "espeak",
    painter: Annotated[str, typer.Option(help=stages.engine_help("painter"))] = "painter",
    animator: Annotated[str, typer.Option(help=stages.engine_help("animator"))] = "photo",
    matte: FilmMatte = "",
    zoom: avatar_files.Zoom = 1.0,
    emotion: avatar_files.Emotion = "neutral",
    amount: avatar_files.Amount = None,
    model: Annotated[str, typer.Option(help="The writer's model, for --writer llm.")] = "",
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Make a film from a brief: script, voice, pictures, presenter, subtitles, music and labels."""
    check_output(out, force=force, kinds=FILM_KINDS)
    values = {**publishing.choices(platform, size, fps, loudness), "seconds": seconds, "style": style, "subtitles": subtitles, "subtitle_style": subtitle_style, "transition": transition, "on_beat": on_beat, "encoder": encoder, "logo_place": logo_place, "logo_size": logo_size, "logo_opacity": logo_opacity, "label": label, "seed": seed,
              "face": face, "writer": writer, "speaker": speaker, "painter": painter, "animator": animator, "matte": matte, "zoom": zoom, "model": model,
              "direction": avatar_files.direction_of(emotion, amount)}  # fmt: skip
    request = creation.Request(brief=brief, portrait=seen.portrait_of(portrait) if portrait else None, voices=speakers(voice or []), consent=consent, transcript=transcript,
                               language=lang, music=music, choices=values, looks=looks.files(logo, intro, outro))  # fmt: skip
    progress = Progress(as_json=as_json, lang=language())
    store = Store(out.with_suffix(".studio"))
    project = creation.begin(request, store, force=force, report=progress, note=_note)
    _finish(produce.film(project, store, out, report=progress), project, store, progress)


def _note(en: str, zh: str) -> None:
    """Something that a person should know and that stops nothing."""
    Console(stderr=True, soft_wrap=True).print(escape(zh if language() == "zh" else en), style="yellow")


def _finish(film: produce.Film, project: Project, store: Store, progress: Progress) -> None:
    for lost in film.dropped:
        _note(dropped(lost, "en"), dropped(lost, "zh"))
    publishing.note(project.choices, film.video, film.seconds, _note)
    text = {"en": f"{film.video}  {film.seconds:.1f} s, made in {progress.seconds:.1f} s; project {store.folder}",
            "zh": f"{film.video}  {film.seconds:.1f} 秒，用时 {progress.seconds:.1f} 秒；项目 {store.folder}"}[language()]  # fmt: skip
    progress.result(text, film=str(film.video), srt=str(film.srt), vtt=str(film.vtt), ass=str(film.ass), project=str(store.folder),
                    seconds=round(film.seconds, 3), made_in=round(progress.seconds, 2),
                    dropped=[{"word": d.text, "place": d.place, "why": d.why} for d in film.dropped])  # fmt: skip


@app.command()
def render(
    project: Annotated[Path, typer.Argument(help="A project folder, such as film.studio.")],
    out: Annotated[Path | None, typer.Option(help="Where to; the film beside the project is made again if not given.")] = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Make a project's film again: what did not change is taken from its takes."""
    store = Store(project)
    loaded = store.load()
    target = check_output(out or project.with_suffix(".mp4"), force=force or out is None, kinds=FILM_KINDS)
    progress = Progress(as_json=as_json, lang=language())
    _finish(produce.film(loaded, store, target, report=progress), loaded, store, progress)


@app.command()
def film(
    project: Annotated[Path, typer.Argument(help="A project folder, such as film.studio.")],
    out: Annotated[Path, typer.Option(help="The film to make.")],
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Make a project's film under a name of your own: as `render`, which renews the film beside the project."""
    render(project, out, force, as_json)


@app.command()
def show(
    project: Annotated[Path, typer.Argument(help="A project folder, a script.json, a speech.json or a document of lines.")],
    line: Annotated[str, typer.Option(help="Of a document, this line only.")] = "",
    as_json: Json = False,
) -> None:
    """Print the script and the timeline readably."""
    for piece in describe(project, as_json=as_json, line=line):
        print(piece)


@app.command()
def doctor(as_json: Json = False) -> None:
    """What works here, what is missing, and how to get it."""
    found = checks.examine()
    print(json.dumps(found, ensure_ascii=False, indent=1) if as_json else checks.readable(found, language()))


@app.command("labels")
def read_labels(file: Annotated[Path, typer.Argument(help="A film, sound or picture of this studio.")]) -> None:
    """Read back who made a file, with what, and on whose consent; and whether its sound carries the watermark."""
    print(json.dumps(labels.examine(file), ensure_ascii=False, indent=1))


def main() -> None:
    """Run the command line. Every StudioError ends as one line on standard error and its exit code."""
    for sent in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sent, _stop)
    try:
        code = app(prog_name="studio", standalone_mode=False)
        if isinstance(code, int) and code:
            sys.exit(code)
    except usage.UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # the help has been printed
            sys.exit(2)
        _fail(usage.refused(error))
    except StudioError as error:
        _fail(error)
    except OSError as error:
        if error.filename is None and error.errno is None:
            raise
        _fail(output_error(error, Path(str(error.filename or "the output"))))


def _stop(*_: Any) -> None:
    """Ctrl-C and SIGTERM unwind like any error: what was half-written goes, what was finished stays."""
    raise Cancelled


def _fail(error: StudioError) -> None:
    sys.stderr.write(("\n" if isinstance(error, Cancelled) else "") + error.message(language()) + "\n")
    sys.stderr.flush()
    if os.environ.get("STUDIO_TRACEBACK"):
        raise error
    sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
