"""What comes before and after a film: its intro and its outro, a picture or a video of the person's own, as takes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np

from pipelines.errors import BadInput
from pipelines.files import known_hash
from pipelines.film import camera, clips, ffmpeg, hardware, labels, mix, platforms, shots
from pipelines.film.layout import FREE, seen_part
from pipelines.film.shots import Shot
from pipelines.media import Audio, Picture, read_audio, read_picture, write_audio, write_picture

from .project import Choices, Project
from .store import Store, key_of

Which = Literal["intro", "outro"]
BOTH: tuple[Which, Which] = ("intro", "outro")
PICTURE_SECONDS, LONGEST = 2.0, 120.0
LABEL_SECONDS = 3.0
SEEN_PART = 0.7
"""Of an intro or outro, what has to be seen in the film's shape without a word about it."""
_RATE = 48_000
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Bookend:
    """Its moving picture without sound, and its frames."""

    picture: Path
    frames: int


def check(path: Path) -> Path:
    """The path itself if a film may begin or end with it. BadInput for what is neither a picture nor a video, or is too long."""
    if not _moves(path):
        read_picture(path)
        return path
    seconds = ffmpeg.probe(clips.check_clip(path)).duration
    if not 0 < seconds <= LONGEST:
        raise BadInput(f"{path} lasts {seconds:.1f} s; an intro or outro may last up to {LONGEST:g} s.",
                       f"{path} 长 {seconds:.1f} 秒；片头或片尾最长 {LONGEST:g} 秒。")  # fmt: skip
    return path


def remarks(path: Path, size: tuple[int, int]) -> tuple[tuple[str, str], ...]:
    """What a person should know of an intro or outro in a film of `size`: that much of it is cut off, in English and in Chinese."""
    own_size = ffmpeg.probe(path).size if _moves(path) else read_picture(path).size
    seen = seen_part(own_size, size)
    if seen >= SEEN_PART:
        return ()
    own, film = (f"{width}×{height}" for width, height in (own_size, size))
    return ((f"{path.name} is {own}: in a film of {film} only its middle {seen:.0%} is seen. Give one of the film's shape to show all of it.",
             f"{path.name} 为 {own}：在 {film} 的影片中只能看到中间 {seen:.0%}。请使用与影片比例相同的文件以完整显示。"),)  # fmt: skip


def frames(project: Project, store: Store, which: Which) -> int:
    """How many frames of the film it takes; 0 for none."""
    if not getattr(project.choices, which):
        return 0
    path, fps = _path(project, store, which), project.choices.fps
    return max(1, round((ffmpeg.probe(path).duration if _moves(path) else PICTURE_SECONDS) * fps))


def made(project: Project, store: Store, which: Which) -> Bookend | None:
    """The takes of a project's intro or outro; None if it has none. The first shows the AI label, as the film's first picture."""
    count, choices = frames(project, store, which), project.choices
    if not count:
        return None
    path = _path(project, store, which)
    label = labels.visible_text(project.script.language) if choices.label and which == "intro" else ""
    encoder = hardware.chosen(choices.encoder)
    key = key_of("bookend", _VERSION, known_hash(path), count, choices.fps, choices.size, label, encoder.name)
    picture = store.takes.make(key, ".mp4", lambda out: shots.render(_shot(path, choices, count, label), out, encoder=encoder))
    return Bookend(picture, count)


def heard(project: Project, store: Store, which: Which) -> Path:
    """The take of the sound of a project's intro or outro, which it has: 48 kHz, stereo, as long as its picture."""
    choices, count, path = project.choices, frames(project, store, which), _path(project, store, which)
    key = key_of("bookend sound", _VERSION, known_hash(path), count, choices.fps, choices.loudness)
    return store.takes.make(key, ".flac", lambda out: write_audio(out, _sound(path, choices, count)))


def sounds(project: Project, store: Store, which: Which) -> bool:
    """Whether a project has an intro or outro that is not silent."""
    if not getattr(project.choices, which):
        return False
    return _sounds(_path(project, store, which))


def seen(project: Project, store: Store, which: Which) -> Path:
    """A take of the first picture of a project's intro or outro, which it has, at the film's size."""
    path, size = _path(project, store, which), project.choices.size

    def build(out: Path) -> None:
        first = next(clips.open_clip(path, size, project.choices.fps, 1).frames) if _moves(path) else read_picture(path).pixels
        write_picture(out, Picture(camera.cover(Picture(first), size)))

    return store.takes.make(key_of("bookend still", _VERSION, known_hash(path), size), ".png", build)


def _path(project: Project, store: Store, which: Which) -> Path:
    return store.resolve(getattr(project.choices, which))


def _moves(path: Path) -> bool:
    return path.suffix.lower() in clips.VIDEO_SUFFIXES


def _sounds(path: Path) -> bool:
    return _moves(path) and ffmpeg.probe(path).audio_channels > 0


def _shot(path: Path, choices: Choices, count: int, label: str) -> Shot:
    return Shot(
        size=choices.size,
        fps=choices.fps,
        frames=count,
        layout="picture",
        picture=None if _moves(path) else read_picture(path),
        clip=clips.open_clip(path, choices.size, choices.fps, count) if _moves(path) else None,
        label=label,
        label_frames=min(count, round(LABEL_SECONDS * choices.fps)) if label else 0,
        safe=platforms.platform(choices.platform).safe if choices.platform else FREE,
    )


def _sound(path: Path, choices: Choices, count: int) -> Audio:
    """The clip's own sound at the film's loudness, with the watermark; silence for a picture and a clip without sound."""
    length = round(Fraction(count * _RATE, choices.fps))
    heard = np.zeros((length, 2), np.float32)
    if _sounds(path):
        own = mix.stereo(read_audio(path), _RATE)[:length]
        heard[: len(own)] = own
    return mix.mix(Audio(heard, _RATE), None, loudness=choices.loudness, marked=True)
