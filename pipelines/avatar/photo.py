"""One portrait to a talking head: the picture itself, warped; only the inside of the mouth is drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..avatars import Avatar
from ..direction import PLAIN, Direction
from ..media import Audio, FrameStream, Picture
from ..timeline import Utterance
from .faces import Face, find_face, flat
from .framing import cut, frame_face
from .performance import Performance, perform, rest
from .puppet import Puppet
from .puppets import Kept, check_fps, check_size


class PhotoAnimator:
    name = "photo"
    version = "2"
    note = "the person's own photo, warped by code; no neural network draws it"

    def __init__(self) -> None:
        self._puppets: Kept[Puppet] = Kept()

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
        """`avatar` saying `utterance` (see engines.Animator). The first and the last frame are `rest(avatar, size=size)`."""
        check_fps(fps)
        puppet = self.puppet(avatar, size)
        performance = perform(utterance, audio, fps=fps, frames=frames, seed=seed, direction=direction)
        return FrameStream(puppet.size, fps, len(performance), render(puppet, performance), puppet.moving)

    def rest(self, avatar: Avatar, *, size: tuple[int, int] | None = None) -> Picture:
        """The avatar at rest: the frame that every clip of it starts and ends with."""
        return Picture(self.puppet(avatar, size).draw(rest(), 0))

    def landmarks(self, avatar: Avatar) -> np.ndarray:
        """Where the face is, for `Avatar.landmarks`: float64 (478, 3). BadInput if there is no usable face."""
        return find_face(avatar.picture, avatar.face).points

    def puppet(self, avatar: Avatar, size: tuple[int, int] | None = None) -> Puppet:
        """The portrait made ready to move; kept for the next line."""
        if size is not None:
            check_size(size)
        return self._puppets.get((avatar.picture.digest(), avatar.face, size), lambda: make_puppet(avatar, size))


def make_puppet(avatar: Avatar, size: tuple[int, int] | None) -> Puppet:
    picture = avatar.picture
    found = find_face(picture, avatar.face) if avatar.landmarks is None else Face(avatar.landmarks)
    framing = frame_face(found, picture.size, size)
    return Puppet(cut(flat(picture), framing), framing.points(found), framing.scale)


def render(puppet: Puppet, performance: Performance) -> Iterator[np.ndarray]:
    """The frames of a performance, one at a time."""
    for index in range(len(performance)):
        yield puppet.draw(performance, index)
