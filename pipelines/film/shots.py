"""One video take: a line of speech as it is seen, composited frame by frame and encoded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .. import planes
from ..media import FrameStream, Picture, Progress, no_progress
from . import camera, ffmpeg, logo, look
from .ahead import ahead
from .camera import POSES, REST, Pose
from .inset import Inset
from .layout import FREE, Safe, caption_room, check_size, pip_place, presenter_size
from .lettering import lettering
from .logo import Logo
from .scroll import Scroll
from .subtitles import Cue, captions
from .transitions import MIXINGS

__all__ = ["POSES", "REST", "Pose", "Shot", "compose_still", "presenter_size", "render", "still"]


@dataclass(frozen=True, eq=False)
class Shot:
    """What one take shows, for `frames` frames at `fps`.

    layout          presenter (full frame), pip (inset over the picture), picture
    picture, clip   what lies behind: a still seen by a camera that goes from `start` to `end`, or full-frame motion
    scroll          a picture longer than the frame that goes past it, instead of `picture`
    presenter       frames of `presenter_size(layout, size)`; a clear one that fills the frame stands before what lies behind
    dissolve        a full-frame still that the first `dissolve_frames` come from, by `transition`, one of `transitions.MIXINGS`
    cues            relative to the shot; burned in if `burn`, clear of what is `safe`
    title           the scene's title, on its first take; "" for none
    logo            in a corner of every frame
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
    scroll: Scroll | None = None
    dissolve: Picture | None = None
    dissolve_frames: int = 0
    transition: str = "dissolve"
    cues: tuple[Cue, ...] = ()
    title: str = ""
    label: str = ""
    label_frames: int = 0
    burn: bool = True
    pip_corner: str = ""
    style: str = "clean"
    safe: Safe = FREE
    logo: Logo | None = None


def render(shot: Shot, path: Path, *, encoder: ffmpeg.Encoder = ffmpeg.X264, progress: Progress = no_progress) -> None:
    """Write the take: mp4, H.264 4:2:0 BT.709, no sound, exactly `shot.frames` frames; the same shot gives the same bytes with x264.

    BadInput for a size no film can have, EngineFailed if a stream of frames ends at once, OutputFailed for a full disk.
    """
    check_size(shot.size)
    ffmpeg.encode(
        _finished(shot), Path(path), size=shot.size, fps=shot.fps, count=shot.frames, encoder=encoder, progress=progress
    )


def _finished(shot: Shot) -> Iterator[memoryview]:
    """The shot's frames with their text, packed; each is overwritten by the next."""
    page = planes.Page(shot.size)
    mark = logo.drawn(shot.logo, shot.size, shot.label, shot.burn, shot.safe) if shot.logo else None
    text = lettering(texts(shot), shot.size, shot.style, shot.fps, shot.frames)
    for frame, shown in zip(composed(shot), text, strict=True):
        page.take(frame)
        if mark is not None:
            mark.over(page.planes, look.Motion())
        for patch, motion in shown:
            patch.over(page.planes, motion)
        yield page.packed


def texts(shot: Shot) -> list[look.Text]:
    """Everything written in the shot's picture, the lowest first."""
    total = shot.frames / shot.fps
    room = caption_room(shot.layout, shot.size, shot.safe)
    cues = captions(shot.cues, shot.size, shot.style, room, shot.safe) if shot.burn else []
    return [
        *(look.Text((event,)) for event in cues),
        *look.title_texts(shot.title, shot.size, total, _under_logo(shot)),
        *look.label_text(shot.label, shot.size, min(shot.label_frames, shot.frames) / shot.fps, total),
    ]


def _under_logo(shot: Shot) -> float:
    """The height that a logo at the upper left needs."""
    if shot.logo is None or shot.logo.place != "tl":
        return 0.0
    _, top, _, height = logo.box(shot.logo, shot.size, shot.label, shot.burn, shot.safe)
    return 1.5 * top + height


def composed(shot: Shot) -> Iterator[planes.Planes]:
    """The shot's frames without text. A plane may be reused for the next frame."""
    converter = planes.Converter()
    behind = _behind(shot, converter)
    presenters = _presenters(shot, converter)
    if shot.layout == "presenter" and shot.presenter is not None and shot.presenter.clear:
        behind, presenters = _standing(shot.presenter, shot.size, behind, converter), None
    inset = (
        Inset(pip_place(shot.size, shot.pip_corner, shot.safe), presenter_size("pip", shot.size))
        if shot.layout == "pip"
        else None
    )
    old = converter.planes(camera.cover(shot.dissolve, shot.size)) if shot.dissolve and shot.dissolve_frames else None
    for number in range(shot.frames):
        frame = next(behind) if shot.layout != "presenter" or presenters is None else next(presenters)
        if inset is not None and presenters is not None:
            frame = inset.paste(frame, next(presenters))
        if old is not None and number < shot.dissolve_frames:
            share = camera.ease((number + 1) / (shot.dissolve_frames + 1))
            frame = MIXINGS[shot.transition](old, frame, share)
        yield frame


def _behind(shot: Shot, converter: planes.Converter) -> Iterator[planes.Planes]:
    """What lies behind the presenter, frame by frame; each may be written to."""
    if shot.clip is not None:
        yield from _converted(shot.clip, shot.size, converter)
    if shot.scroll is not None:
        yield from shot.scroll.frames(shot.frames)
        return
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


def _standing(
    stream: FrameStream, size: tuple[int, int], behind: Iterator[planes.Planes], converter: planes.Converter
) -> Iterator[planes.Planes]:
    """A clear stream's frames over what lies behind them; the last one is held for ever."""
    _check(stream, size)
    layer = None
    for frame in stream.frames:
        layer = converter.planes(frame[..., :3]), frame[..., 3].copy()
        yield planes.over(next(behind), *layer)
    while layer is not None:
        yield planes.over(next(behind), *layer)
    raise ValueError("a stream without a single frame")


def _check(stream: FrameStream, size: tuple[int, int]) -> None:
    if stream.size != size:
        raise ValueError(f"frames of {size} are needed here, and the stream has {stream.size}")


def _converted(stream: FrameStream, size: tuple[int, int], converter: planes.Converter) -> Iterator[planes.Planes]:
    """The stream's frames as planes; the last one is held for ever if the stream is shorter than the shot."""
    _check(stream, size)
    last, box = None, None if stream.moving is None else planes.even(stream.moving, size)
    for part in _as_planes(stream, box, converter):
        if last is None or box is None:
            last = planes.own(part)
        else:
            planes.put(last, part, box)
        yield last
    while last is not None:
        yield planes.Planes(*(plane.copy() for plane in last))
    raise ValueError("a stream without a single frame")


def _as_planes(
    stream: FrameStream, box: tuple[int, int, int, int] | None, converter: planes.Converter
) -> Iterator[planes.Planes]:
    """The stream's first frame, then of each what moves: as it was made, or converted from its colours."""
    if stream.planes is not None:
        yield from ahead(stream.planes, _itself)
        return
    for part in ahead(_parts(stream, box), np.copy):  # the maker may draw the next one into the same array
        yield converter.planes(part)


def _itself(frame: planes.Planes) -> planes.Planes:
    return frame


def _parts(stream: FrameStream, box: tuple[int, int, int, int] | None) -> Iterator[np.ndarray]:
    """The stream's first frame, then of each what moves."""
    for number, frame in enumerate(stream.frames):
        if box is not None and number:
            left, top, right, bottom = box
            frame = frame[top:bottom, left:right]
        yield camera.flatten(frame)


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
    safe: Safe = FREE,
) -> Picture:
    """A frame of a shot as a picture, without text: what the next scene dissolves from."""
    inner = presenter_size(layout, size)
    stream = None
    if presenter_rest is not None and layout != "picture":
        clear = layout == "presenter" and presenter_rest.size == inner and presenter_rest.pixels.shape[2] == 4
        pixels = presenter_rest.pixels if clear else camera.cover(presenter_rest, inner)
        stream = FrameStream(inner, 25, 1, iter([pixels]), clear=clear)
    shot = Shot(size, 25, 1, layout, picture, pose, pose, stream, pip_corner=pip_corner, safe=safe)
    return Picture(planes.Converter().rgb(next(composed(shot))))
