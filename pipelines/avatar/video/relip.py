"""An existing video given other lips: its own frames in their order, each with the mouth that a new line asks for.

Every stretch of a shot in which the face can be used has textures of its own, so that light and person fit; what has no usable face passes
through as it is. Two stretches are held at most.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from ...errors import BadInput
from ...media import FrameStream, Progress, no_progress
from ..puppets import Kept
from . import clips, parts
from .clips import Colours, Facts, Shown
from .following import Follower
from .parts import Part

_TAIL = 128_000_000  # bytes of the last frames that are held for a sound that is longer than the picture
_FADES = 3  # frames over which another mouth comes where a face is found or lost within a shot
_MOST = 48  # textures of a stretch


@dataclass(frozen=True, eq=False)
class Video:
    """A video whose face was followed: `points` float32 (frames, 478, 3), NaN where there is none that can be used; `cuts` the first
    frame of each shot, `spans` the stretches (first, last + 1) that can be given other lips."""

    path: Path
    facts: Facts
    points: np.ndarray
    cuts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def frames(self) -> int:
        return len(self.points)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height), both even"""
        return self.facts.size[0] // 2 * 2, self.facts.size[1] // 2 * 2


def follow(path: Path, face: int | None = None, progress: Progress = no_progress) -> Video:
    """The video with its face followed: the largest of each shot, or number `face` from the largest. BadInput where there is none."""
    found = clips.facts(path, whole_rate=True)
    follower = Follower(found.fps, face, lenient=True)
    for number, frame in enumerate(clips.frames(path, found.fps)):
        follower.add(frame)
        progress(min(0.99, (number + 1) / found.frames))
    track = follower.track()
    points = parts.bridged(track)
    spans = tuple(parts.stretches(points, track.cuts))
    if not spans:
        seen = "turned away in every frame" if track.found.any() else "not found in any frame"
        zh = "在所有画面中都侧转过大" if track.found.any() else "在所有画面中都没有找到"
        raise BadInput(f"The face is {seen} of {path}. Give a video in which a person is seen from the front.",
                       f"{path} 中的人脸{zh}。请提供能看到人物正面的视频。")  # fmt: skip
    progress(1.0)
    return Video(path, found, points, track.cuts, spans)


def order(video: Video, count: int) -> np.ndarray:
    """(count,) which frame of the video each new frame is: its own order, and back and forth through its last ones beyond its end."""
    own = np.arange(min(count, video.frames))
    extra = count - len(own)
    if extra <= 0:
        return own
    last = video.frames - 1
    reach = min(_held(video), last - video.cuts[-1]) if video.frames > 1 else 0
    if reach < 1:
        return np.concatenate((own, np.full(extra, last)))
    swing = reach - np.abs(np.arange(1, extra + 1) % (2 * reach) - reach)
    return np.concatenate((own, last - swing))


def _held(video: Video) -> int:
    """How many of the last frames may be held besides the very last"""
    width, height = video.size
    return int(np.clip(_TAIL // (width * height * 3 // 2), 1, 4 * video.facts.fps))


def relipped(video: Video, channels: np.ndarray) -> FrameStream:
    """The video with the mouth's channels (frames, 7), of articulation.CHANNELS, at its own rate. What lies outside the face's lower half
    is the video's own, byte for byte."""
    way = order(video, len(channels))
    return FrameStream(video.size, video.facts.fps, len(way), _frames(video, way, channels))


def covered(video: Video, count: int) -> int:
    """How many of `count` new frames get other lips."""
    way = order(video, count)
    return int(sum(((way >= first) & (way < last)).sum() for first, last in video.spans))


@dataclass(frozen=True, eq=False)
class _Here:
    """The stretch that is being drawn, with the textures' shares of each of its new frames."""

    part: Part
    shares: dict[int, np.ndarray]


def _frames(video: Video, way: np.ndarray, channels: np.ndarray) -> Iterator[np.ndarray]:
    span_of = np.full(video.frames, -1)
    for number, (first, last) in enumerate(video.spans):
        span_of[first:last] = number
    ready: Kept[_Here] = Kept(2)  # at the end of a video two may be seen by turns
    width, height = video.size
    for number, (place, picture) in enumerate(_pictures(video, way)):
        picture = picture[:height, :width]
        if span_of[place] < 0:
            yield picture
            continue
        span = video.spans[int(span_of[place])]
        here = ready.get(span, partial(_prepared, video, span, way, channels))
        yield here.part.drawn(
            picture, place - span[0], channels[number], here.shares[number], _strength(video, here.part, place)
        )


def _pictures(video: Video, way: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """(number of the video's frame, RGB) for each new frame"""
    colours, source = Colours(), clips.timed(video.path, video.facts.fps)
    tail: deque[Shown] = deque(maxlen=_held(video) + 1)
    read = 0
    for place in way.tolist():
        while read <= place:
            tail.append(next(source))
            read += 1
        yield place, colours.rgb(tail[place - read])


def _prepared(video: Video, span: tuple[int, int], way: np.ndarray, channels: np.ndarray) -> _Here:
    first, last = span

    def pictures() -> Iterator[tuple[int, np.ndarray]]:
        for number, frame in enumerate(clips.frames(video.path, video.facts.fps, start=first), first):
            if number >= last:
                return
            yield number, frame

    part = parts.make(video.points, first, last, pictures, min(_MOST, max(8, (last - first) // 3)))
    inside = np.flatnonzero((way >= first) & (way < last))
    shares = part.shares(way[inside] - first, channels[inside])
    return _Here(part, dict(zip(inside.tolist(), shares, strict=True)))


def _strength(video: Video, part: Part, place: int) -> float:
    """1, and less near where the face is found or lost in the midst of a shot"""
    from_start = _FADES if part.first in video.cuts else place - part.first + 1
    from_end = _FADES if part.last in (*video.cuts, video.frames) else part.last - place
    return min(1.0, from_start / _FADES, from_end / _FADES)
