"""One video take: a line of speech as it is seen, composited frame by frame and encoded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..media import FrameStream, Picture, Progress, no_progress
from . import camera, ffmpeg, look, planes
from .camera import POSES, REST, Pose
from .inset import Inset
from .layout import caption_room, check_size, pip_place, presenter_size
from .lettering import lettering
from .subtitles import Cue, captions

__all__ = ["POSES", "REST", "Pose", "Shot", "compose_still", "presenter_size", "render", "still"]


@dataclass(frozen=True, eq=False)
class Shot:
    """What one take shows, for `frames` frames at `fps`.

    layout          presenter (full frame), pip (inset over the picture), picture
    picture, clip   what lies behind: a still seen by a camera that goes from `start` to `end`, or full-frame motion
    presenter       frames of `presenter_size(layout, size)`
    dissolve        a full-frame still that the first `dissolve_frames` fade from
    cues            relative to the shot; burned in if `burn`
    title           the scene's title, on its first take; "" for none
    label           the visible AI label, shown for `label_frames` from the first frame on
    """

    size: tuple[int, int]
    fps: int
    frames: int
    layout: str
    picture: Picture | None = None
    start: Pose = REST
    end: Pose = REST
    presenter: FrameStream | None = None
    clip: FrameStream | None = None
    dissolve: Picture | None = None
    dissolve_frames: int = 0
    cues: tuple[Cue, ...] = ()
    title: str = ""
    label: str = ""
    label_frames: int = 0
    burn: bool = True
    pip_corner: str = ""
    style: str = "clean"


def render(shot: Shot, path: Path, *, progress: Progress = no_progress) -> None:
    """Write the take: mp4, H.264 4:2:0 BT.709, no sound, exactly `shot.frames` frames; the same shot gives the same bytes.

    BadInput for a size no film can have, EngineFailed if a stream of frames ends at once, OutputFailed for a full disk.
    """
    check_size(shot.size)
    ffmpeg.encode(_finished(shot), Path(path), size=shot.size, fps=shot.fps, count=shot.frames, progress=progress)


def _finished(shot: Shot) -> Iterator[memoryview]:
    """The shot's frames with their text, packed; each is overwritten by the next."""
    page = planes.Page(shot.size)
    text = lettering(texts(shot), shot.size, shot.style, shot.fps, shot.frames)
    for frame, shown in zip(composed(shot), text, strict=True):
        page.take(frame)
        for patch, motion in shown:
            patch.over(page.planes, motion)
        yield page.packed


def texts(shot: Shot) -> list[look.Text]:
    """Everything written in the shot's picture, the lowest first."""
    total = shot.frames / shot.fps
    room = caption_room(shot.layout, shot.size)
    cues = captions(shot.cues, shot.size, shot.style, room) if shot.burn else []
    return [
        *(look.Text((event,)) for event in cues),
        *look.title_texts(shot.title, shot.size, total),
        *look.label_text(shot.label, shot.size, min(shot.label_frames, shot.frames) / shot.fps, total),
    ]


def composed(shot: Shot) -> Iterator[planes.Planes]:
    """The shot's frames without text. A plane may be reused for the next frame."""
    converter = planes.Converter()
    behind = _behind(shot, converter)
    presenters = _presenters(shot, converter)
    inset = Inset(pip_place(shot.size, shot.pip_corner), presenter_size("pip", shot.size)) if shot.layout == "pip" else None
    old = converter.planes(camera.cover(shot.dissolve, shot.size)) if shot.dissolve and shot.dissolve_frames else None
    for number in range(shot.frames):
        frame = next(behind) if shot.layout != "presenter" or presenters is None else next(presenters)
        if inset is not None and presenters is not None:
            frame = inset.paste(frame, next(presenters))
        if old is not None and number < shot.dissolve_frames:
            share = camera.ease((number + 1) / (shot.dissolve_frames + 1))
            frame = planes.dissolve(old, frame, share)
        yield frame


def _behind(shot: Shot, converter: planes.Converter) -> Iterator[planes.Planes]:
    """What lies behind the presenter, frame by frame; each may be written to."""
    if shot.clip is not None:
        yield from _converted(shot.clip, shot.size, converter)
    picture = shot.picture or Picture(np.full((2, 2, 3), 18, np.uint8))
    backdrop = camera.Backdrop(picture, shot.size, converter)
    still = backdrop.at(shot.start) if shot.start == shot.end else None
    for number in range(shot.frames):
        if still is not None:
            yield planes.Planes(*(plane.copy() for plane in still))
        else:
            share = camera.ease(number / max(1, shot.frames - 1))
            yield backdrop.at(camera.between(shot.start, shot.end, share))


def _presenters(shot: Shot, converter: planes.Converter) -> Iterator[planes.Planes] | None:
    if shot.presenter is None or shot.layout == "picture":
        return None
    return _converted(shot.presenter, presenter_size(shot.layout, shot.size), converter)


def _converted(stream: FrameStream, size: tuple[int, int], converter: planes.Converter) -> Iterator[planes.Planes]:
    """The stream's frames as planes; the last one is held for ever if the stream is shorter than the shot."""
    if stream.size != size:
        raise ValueError(f"frames of {size} are needed here, and the stream has {stream.size}")
    last = None
    for frame in stream.frames:
        if last is None or stream.moving is None:
            last = planes.own(converter.planes(camera.flatten(frame)))
        else:  # only what moves is converted again
            box = planes.even(stream.moving, size)
            left, top, right, bottom = box
            planes.put(last, converter.planes(camera.flatten(frame[top:bottom, left:right])), box)
        yield last
    while last is not None:
        yield planes.Planes(*(plane.copy() for plane in last))
    raise ValueError("a stream without a single frame")


def still(picture: Picture | None, pose: Pose, size: tuple[int, int]) -> Picture:
    """What the camera shows of `picture` in one pose, at `size`."""
    return compose_still("picture", picture, pose, None, size)


def compose_still(
    layout: str,
    picture: Picture | None,
    pose: Pose,
    presenter_rest: Picture | None,
    size: tuple[int, int],
    pip_corner: str = "",
) -> Picture:
    """A frame of a shot as a picture, without text: what the next scene dissolves from."""
    inner = presenter_size(layout, size)
    stream = None
    if presenter_rest is not None and layout != "picture":
        stream = FrameStream(inner, 25, 1, iter([camera.cover(presenter_rest, inner)]))
    shot = Shot(size, 25, 1, layout, picture, pose, pose, stream, pip_corner=pip_corner)
    return Picture(planes.Converter().rgb(next(composed(shot))))
