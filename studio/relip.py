"""`studio relip`: an existing video says another line, with its own pictures and their timing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from pipelines import timeline
from pipelines.avatar.performance import perform
from pipelines.avatar.video import relip as relipping
from pipelines.avatar.video.animator import VideoAnimator
from pipelines.errors import BadInput
from pipelines.files import check_output, file_hash
from pipelines.film.labels import Label
from pipelines.film.layout import check_size
from pipelines.film.original import check_video
from pipelines.media import FILM_KINDS, Audio, FrameStream, read_audio
from pipelines.voice import Consent, agrees

from . import avatar_files, belonging
from .documents import read_speech
from .enrolment import Agreed
from .faces import FaceNumber
from .progress import Progress
from .stages import Force, Out
from .store import key_of
from .wording import language


def register(app: typer.Typer) -> None:
    app.command()(relip)


def relip(
    video: Annotated[Path, typer.Argument(help="A video in which a person is seen: mp4, mov, mkv, webm.")],
    timeline_file: Annotated[Path, typer.Option("--timeline", help="A speech.json.")],
    audio: Annotated[Path, typer.Option(help="Its sound, which the video gets instead of its own.")],
    out: Out,
    consent: Agreed = "",
    by: Annotated[str, typer.Option(help="Who agreed.")] = "",
    face: FaceNumber = None,
    keep_length: Annotated[
        bool,
        typer.Option("--keep-length", help="Go on to the video's own end where the sound is shorter; its lips rest there."),
    ] = False,
    amount: avatar_files.Amount = None,
    label: Annotated[bool, typer.Option(help="The visible AI label, and the one in the file.")] = True,
    force: Force = False,
    as_json: Annotated[bool, typer.Option("--json", help="Progress and result as JSON lines.")] = False,
) -> None:
    """Give a video another line to say: new sound, new lips, its own pictures and timing. 给已有视频换一段话：新声音、新口型，画面与节奏不变。"""
    check_output(out, force=force, kinds=FILM_KINDS)
    direction = avatar_files.direction_of("neutral", amount)
    planned = read_speech(timeline_file)
    sound = read_audio(audio).mono()
    belonging.check(sound, planned, audio, timeline_file)
    _require_consent(consent)
    check_video(video)
    report = Progress(as_json=as_json, lang=language())
    found = relipping.follow(video, face, progress=lambda done: report("follow", done, video.name))
    check_size(found.size)
    spoken = -(-planned.samples * found.facts.fps // planned.sample_rate)
    count = max(spoken, found.frames) if keep_length else spoken
    performance = perform(planned, sound, fps=found.facts.fps, frames=count, direction=direction)
    stream = _counted(relipping.relipped(found, performance.mouth), report, video.name)
    engines_heard, consents = belonging.told(audio, planned)
    agreed = Consent(consent.strip(), by=by.strip(), date=date.today().isoformat(), sample_sha256=file_hash(video))
    made = Label(
        key_of(timeline.to_dict(planned), agreed.sample_sha256, count, *(amount or [])),
        "Shengying",
        {**engines_heard, "animator": VideoAnimator.note},
        consents,
        "film",
        (agreed,),
    )
    heard = Audio(sound.samples[: round(planned.seconds * sound.rate)], sound.rate)
    avatar_files.write_film(stream, heard, out, planned.language, made if label else None)
    told = _Told(count, relipping.covered(found, count), max(0, count - found.frames), len(found.cuts), found.facts.fps)
    report.result(told.line(out), out=str(out), **told.values())


def _require_consent(consent: str) -> None:
    if not agrees(consent):
        raise BadInput(
            "A person is given other words by their consent only. Say who agreed, and to what: --consent TEXT.",
            "给人物换话须经本人同意。请写明谁同意了什么：--consent 文字。",
        )


def _counted(stream: FrameStream, report: Progress, detail: str) -> FrameStream:
    """The stream, telling how far it is."""

    def frames() -> Iterator[np.ndarray]:
        for number, frame in enumerate(stream.frames, 1):
            yield frame
            report("relip", number / stream.count, detail)

    return FrameStream(stream.size, stream.fps, stream.count, frames())


@dataclass(frozen=True)
class _Told:
    """What was done: frames made, with other lips, held beyond the video's end; its shots; frames a second."""

    frames: int
    relipped: int
    held: int
    shots: int
    fps: int

    def values(self) -> dict[str, int | float]:
        return {"seconds": round(self.frames / self.fps, 3), **self.__dict__, "without_face": self.frames - self.relipped}

    def line(self, out: Path) -> str:
        bare = self.frames - self.relipped
        if language() == "zh":
            rest = f"，{bare} 帧没有可用的人脸，保持原样" if bare else ""
            rest += f"，末尾延长 {self.held} 帧" if self.held else ""
            return f"{out}  {self.frames} 帧，{self.frames / self.fps:.2f} 秒，{self.shots} 个镜头{rest}"
        rest = f", {bare} frames without a usable face left as they are" if bare else ""
        rest += f", {self.held} frames added at its end" if self.held else ""
        return f"{out}  {self.frames} frames, {self.frames / self.fps:.2f} s, {self.shots} shot{'s' * (self.shots > 1)}{rest}"
