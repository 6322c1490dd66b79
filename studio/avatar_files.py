"""Faces on the command line: a portrait brought to life, and a performance as files that other programs read."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from pipelines import engines, timeline
from pipelines.avatar import capture
from pipelines.avatar.performance import perform
from pipelines.direction import AMOUNTS, EMOTIONS, PLAIN, Direction, parse_amounts, parse_emotion
from pipelines.files import check_output, write_bytes, write_text
from pipelines.film import ffmpeg, labels, shots
from pipelines.film.labels import Label
from pipelines.film.shots import Shot
from pipelines.media import FILM_KINDS, Audio, read_audio
from pipelines.timeline import Utterance

from . import belonging, create
from .documents import read_speech
from .line_cast import Cast
from .presenters import avatar_for
from .project import parse_size
from .stages import Force, Out, engine_help
from .store import key_of
from .wording import language

LABEL_SECONDS = 3

Emotion = Annotated[str, typer.Option(help=f"{', '.join(EMOTIONS)}; with a degree from 0 to 1: happy:0.6.")]
Amount = Annotated[
    list[str] | None,
    typer.Option(help=f"How much of a movement, 0 to 2, such as head=0.5; may be given more than once: {', '.join(AMOUNTS)}."),
]
Fps = Annotated[int, typer.Option(help="24, 25, 30, 50 or 60.")]


def register(app: typer.Typer) -> None:
    for command in (animate, performance):
        app.command()(command)


def direction_of(emotion: str, amounts: list[str] | None) -> Direction:
    """The direction that the options `--emotion` and `--amount` give. BadInput for what they do not take."""
    name, degree = parse_emotion(emotion)
    return Direction(name, degree, **parse_amounts(amounts or ()))


def performance(
    speech: Annotated[Path, typer.Argument(help="A speech.json.")],
    out: Out,
    audio: Annotated[
        Path | None, typer.Option(help="Its sound; it is said by the voice it was planned for if none is given.")
    ] = None,
    emotion: Emotion = "neutral",
    amount: Amount = None,
    fps: Fps = 30,
    seed: Annotated[int, typer.Option(help="Another seed: other blinks, glances and turns.")] = 0,
    speaker: Annotated[str, typer.Option(help=engine_help("speaker"))] = "espeak",
    force: Force = False,
) -> None:
    """What a face does over a timeline, for Blender, Unity, Unreal: .csv (Live Link Face), .json or .glb. 表演数据。"""
    check_output(out, force=force, kinds=capture.KINDS)
    create.choices_from({"fps": fps})
    direction = direction_of(emotion, amount)
    planned = read_speech(speech)
    sound = _sound(planned, audio, speech, speaker)
    acted = perform(planned, sound, fps=fps, frames=_frames(planned, fps), seed=seed, direction=direction)
    if out.suffix == ".glb":
        write_bytes(out, capture.to_glb(acted))
    else:
        write_text(out, capture.to_csv(acted) if out.suffix == ".csv" else capture.to_json(acted))
    unit = "帧" if language() == "zh" else "frames"
    print(f"{out}  {len(acted)} {unit}, {len(acted) / fps:.2f} s")


def _sound(planned: Utterance, audio: Path | None, speech: Path, speaker: str) -> Audio:
    if audio is None:
        return Cast(speech, "", speaker).say(planned)
    sound = read_audio(audio).mono()
    belonging.check(sound, planned, audio, speech)
    return sound


def _frames(planned: Utterance, fps: int) -> int:
    return -(-planned.samples * fps // planned.sample_rate)


def animate(
    avatar: Annotated[str, typer.Option(help="A portrait, or the name of a drawn presenter (`studio avatar list`).")],
    timeline_file: Annotated[Path, typer.Option("--timeline", help="A speech.json.")],
    audio: Annotated[Path, typer.Option(help="Its sound.")],
    out: Out,
    emotion: Emotion = "neutral",
    amount: Amount = None,
    size: Annotated[
        str, typer.Option(help="WIDTHxHEIGHT; the portrait's own if not given, 1080x1080 of a drawn presenter.")
    ] = "",
    fps: Fps = 25,
    face: Annotated[int | None, typer.Option(help="Which face, from the largest (0).")] = None,
    animator: Annotated[str, typer.Option(help=f"{engine_help('animator')} By default the one that fits the avatar.")] = "",
    backdrop: Annotated[
        str, typer.Option(help="Of a drawn presenter: a colour (name or #rrggbb), two with a comma, or plain:COLOUR.")
    ] = "",
    seed: Annotated[int, typer.Option()] = 0,
    label: Annotated[bool, typer.Option(help="The visible AI label, and the one in the file.")] = True,
    force: Force = False,
) -> None:
    """Bring a portrait to life with a timeline and its sound."""
    check_output(out, force=force, kinds=FILM_KINDS)
    create.choices_from({"fps": fps})
    direction = direction_of(emotion, amount)
    wanted = parse_size(size) if size else None
    planned = read_speech(timeline_file)
    sound = read_audio(audio).mono()
    belonging.check(sound, planned, audio, timeline_file)
    who, chosen = avatar_for(avatar, face, animator)
    engine = engines.load("animator", chosen, **({"backdrop": backdrop} if backdrop else {}))
    frames = _frames(planned, fps)
    stream = engine.animate(
        planned,
        sound,
        who,
        size=wanted,
        fps=fps,
        frames=frames,
        seed=seed,
        direction=direction,
    )
    engines_heard, consents = belonging.told(audio, planned)
    made = Label(
        key_of(timeline.to_dict(planned), Path(avatar).name, *([emotion, *(amount or ())] if direction != PLAIN else [])),
        "Shengying",
        {**engines_heard, "animator": engine.note},
        consents,
        "film",
    )
    shot = Shot(size=stream.size, fps=fps, frames=stream.count, layout="presenter", presenter=stream, burn=False,
                label=labels.visible_text(planned.language) if label else "", label_frames=LABEL_SECONDS * fps if label else 0)  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="shengying-") as folder:
        take = Path(folder) / "take.mp4"
        shots.render(shot, take)
        spoken = Audio(sound.samples[: round(planned.seconds * sound.rate)], sound.rate)
        ffmpeg.assemble(
            [take], spoken, out, fps=fps, metadata=labels.metadata(made) if label else {}, language=planned.language
        )
    print(f"{out}  {stream.count} frames, {frames / fps:.2f} s")
