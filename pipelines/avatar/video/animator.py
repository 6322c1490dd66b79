"""Someone enrolled with a video says an utterance: their clip goes on, and the lips are those of the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...avatars import Avatar
from ...direction import PLAIN, Direction
from ...errors import BadInput
from ...media import Audio, FrameStream, Picture
from ...timeline import Utterance
from ..articulation import CHANNELS
from ..faces import Face
from ..framing import Framing, cut, frame_face
from ..ground import Ground
from ..matted import Matted
from ..performance import Performance, perform
from ..puppets import Kept, check_fps, check_size
from . import clips, parts, people
from .parts import Part
from .people import Person
from .walks import walk


@dataclass(frozen=True, eq=False)
class _Ready:
    person: Person
    part: Part
    speed: np.ndarray


class VideoAnimator:
    name = "video"
    version = "1"
    note = "the person's own video; the mouth is made of their own frames, warped by code, and no neural network draws it"

    def __init__(self, matte: str = "") -> None:
        """`matte`: what the person is put before, the clip's background taken away frame by frame (see ground.Ground.of)."""
        self._ground = Ground.of(matte)
        self._kept: Kept[_Ready] = Kept(2)

    def animate(
        self,
        utterance: Utterance,
        audio: Audio,
        avatar: Avatar,
        *,
        size: tuple[int, int] | None = None,
        fps: int = 25,
        frames: int | None = None,
        seed: int = 0,
        direction: Direction = PLAIN,
    ) -> FrameStream:
        """`avatar.clip` saying `utterance` (see engines.Animator). The first and the last frame are `rest(avatar, size=size)`.

        Head, eyes and gestures are the clip's own: of `direction` only the mouth is taken. BadInput for an avatar without a clip.
        """
        check_fps(fps)
        ready = self._ready(avatar)
        framing = _framing(ready, size, avatar.zoom)
        performance = perform(utterance, audio, fps=fps, frames=frames, seed=seed, direction=direction)
        way = _way(ready, len(performance), fps, seed)
        shown = _frames(ready, way, performance.mouth, framing, self._ground)
        return FrameStream(framing.size, fps, len(performance), shown, clear=self._ground.clear)

    def rest(self, avatar: Avatar, *, size: tuple[int, int] | None = None) -> Picture:
        """The avatar at rest: the frame that every clip of it starts and ends with."""
        ready = self._ready(avatar)
        still = np.zeros((1, len(CHANNELS)), np.float32)
        return Picture(
            next(_frames(ready, np.array([ready.part.calm]), still, _framing(ready, size, avatar.zoom), self._ground))
        )

    def followed(
        self, avatar: Avatar, performance: Performance, *, size: tuple[int, int] | None = None, seed: int = 0
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The frames of a performance, each with the points of its face, float64 (478, 3) in its pixels: for a body that draws on them."""
        ready = self._ready(avatar)
        way = _way(ready, len(performance), performance.fps, seed)
        return _followed(ready, way, performance.mouth, _framing(ready, size, avatar.zoom), self._ground)

    def way(self, avatar: Avatar, count: int, *, fps: int = 25, seed: int = 0) -> np.ndarray:
        """(count,) which of the clip's frames each frame is made of"""
        return _way(self._ready(avatar), count, fps, seed)

    def _ready(self, avatar: Avatar) -> _Ready:
        if avatar.clip is None:
            raise BadInput(
                "The animator 'video' shows people who were enrolled with a clip, and was given a picture. "
                "See: studio avatar enrol --help",
                "动画引擎“video”展示用视频登记的人物，而给出的是图片。请见：studio avatar enrol --help",
            )
        place = Path(avatar.clip)
        person = people.read(place)
        return self._kept.get((str(place.resolve()), person.about), lambda: _make_ready(person))


def _make_ready(person: Person) -> _Ready:
    part = people.part_of(person)
    return _Ready(person, part, parts.speeds(part.points, part.poses))


def _framing(ready: _Ready, size: tuple[int, int] | None, zoom: float) -> Framing:
    """What of the clip fills the frame: the same for all of it."""
    if size is not None:
        check_size(size)
    return frame_face(_face(ready.part, ready.part.calm), ready.person.about.size, size, zoom)


def _way(ready: _Ready, count: int, fps: int, seed: int) -> np.ndarray:
    """The clip's frame for each of `count` frames at `fps`"""
    own = ready.person.about.fps
    steps = round((count - 1) * own / fps) + 1
    way = walk(steps, ready.part.calm, ready.speed, own, seed)
    return np.asarray(way[np.minimum(np.round(np.arange(count) * own / fps).astype(int), steps - 1)])


def _face(part: Part, number: int) -> Face:
    return Face(part.points[number].astype(np.float64))


def _frames(ready: _Ready, way: np.ndarray, channels: np.ndarray, framing: Framing, ground: Ground) -> Iterator[np.ndarray]:
    return (frame for frame, _ in _followed(ready, way, channels, framing, ground))


def _followed(
    ready: _Ready, way: np.ndarray, channels: np.ndarray, framing: Framing, ground: Ground
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    part, clip = ready.part, clips.Walk(ready.person.clip, ready.person.about.fps)
    shares = part.shares(way, channels)
    calm = _face(part, part.calm)
    matted = None if ground.own else Matted(framing, ready.person.about.size, ground, calm.eyes * framing.scale)
    for number, row, share in zip(way.tolist(), channels, shares, strict=True):
        frame = cut(part.drawn(clip.at(number), number, row, share), framing)
        points = framing.points(_face(part, number))
        yield (frame if matted is None else matted.frame(frame, points)), points
