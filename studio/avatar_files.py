"""Faces on the command line: a portrait brought to life, and a performance as files that other programs read."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from pipelines import engines, timeline
from pipelines.avatar import capture
from pipelines.avatar.performance import perform
from pipelines.avatars import CLOSEST, FARTHEST
from pipelines.direction import AMOUNTS, EMOTIONS, PLAIN, Direction, parse_amounts, parse_emotion
from pipelines.files import check_output, write_bytes, write_text
from pipelines.film import clear, ffmpeg, labels, shots
from pipelines.film.labels import Label
from pipelines.film.shots import Shot
from pipelines.media import CLEAR_KINDS, Audio, FrameStream, read_audio
from pipelines.timeline import Utterance

from . import belonging, create, mattes, seen
from .documents import read_speech
from .faces import FaceNumber
from .line_cast import Cast
from .mattes import Matte
from .notes import show
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


Zoom = Annotated[float, typer.Option(help=f"How close the presenter is seen: {FARTHEST:g} (farther) to {CLOSEST:g} (closer).")]


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


def _whole(size: tuple[int, int]) -> tuple[int, int]:
    """The picture's own size as a film can have it: even sides, 128 pixels at least."""
    grow = max(1.0, 128 / min(size))
    return round(size[0] * grow / 2) * 2, round(size[1] * grow / 2) * 2


def _frames(planned: Utterance, fps: int) -> int:
    return -(-planned.samples * fps // planned.sample_rate)


def animate(
    avatar: Annotated[
        str,
        typer.Option(
            help="A portrait, the name of a presenter (`studio avatar list`), or a video of a person (with --consent)."
        ),
    ],
    timeline_file: Annotated[Path, typer.Option("--timeline", help="A speech.json.")],
    audio: Annotated[Path, typer.Option(help="Its sound.")],
    out: Out,
    emotion: Emotion = "neutral",
    amount: Amount = None,
    size: Annotated[
        str, typer.Option(help="WIDTHxHEIGHT; the portrait's own if not given, 1080x1080 of a drawn presenter.")
    ] = "",
    fps: Fps = 25,
    face: FaceNumber = None,
    animator: Annotated[str, typer.Option(help=f"{engine_help('animator')} By default the one that fits the avatar.")] = "",
    backdrop: Annotated[
        str, typer.Option(help="Of a drawn presenter: a colour (name or #rrggbb), two with a comma, or plain:COLOUR.")
    ] = "",
    matte: Matte = "",
    zoom: Zoom = 1.0,
    model: Annotated[
        str, typer.Option(help="A lip network of your own (.onnx), for --animator wav2lip; STUDIO_WAV2LIP if not given.")
    ] = "",
    consent: Annotated[str, typer.Option(help="Of a video: who agreed to be shown, and to what.")] = "",
    seed: Annotated[int, typer.Option()] = 0,
    label: Annotated[bool, typer.Option(help="The visible AI label, and the one in the file.")] = True,
    force: Force = False,
) -> None:
    """Bring a portrait to life with a timeline and its sound."""
    mattes.check_out(out, matte, force=force)
    create.choices_from({"fps": fps})
    direction = direction_of(emotion, amount)
    wanted = parse_size(size) if size else None
    planned = read_speech(timeline_file)
    sound = read_audio(audio).mono()
    belonging.check(sound, planned, audio, timeline_file)
    who, chosen = avatar_for(avatar, face, animator, consent)
    who = replace(who, zoom=zoom)
    if wanted is None and chosen in ("photo", "wav2lip") and who.clip is None:
        wanted = _whole(who.picture.size)
    if chosen in ("photo", "wav2lip", "video"):
        show(seen.remarks(Path(avatar), who, wanted))
    options = {name: value for name, value in (("backdrop", backdrop), ("matte", matte), ("model", model)) if value}
    engine = engines.load("animator", chosen, **options)
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
        (who.consent,) if who.consent else (),
    )
    spoken = Audio(sound.samples[: round(planned.seconds * sound.rate)], sound.rate)
    write_film(stream, spoken, out, planned.language, made if label else None)
    print(f"{out}  {stream.count} frames, {frames / fps:.2f} s")


def write_film(stream: FrameStream, sound: Audio, out: Path, language: str, label: Label | None) -> None:
    """The presenter alone with the sound at `out`, labelled in the picture and in the file unless `label` is None.

    A clear stream keeps its transparency in a file that can hold it.
    """
    labelled = LABEL_SECONDS * stream.fps if label else 0
    metadata = labels.metadata(label) if label else {}
    if stream.clear and out.suffix.lower() in CLEAR_KINDS:
        clear.write(stream, sound, out, metadata=metadata, language=language, label_frames=labelled)
        return
    shot = Shot(size=stream.size, fps=stream.fps, frames=stream.count, layout="presenter", presenter=stream, burn=False,
                label=labels.visible_text(language) if label else "", label_frames=labelled)  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="shengying-") as folder:
        take = Path(folder) / "take.mp4"
        shots.render(shot, take)
        ffmpeg.assemble([take], sound, out, fps=stream.fps, metadata=metadata, language=language)
