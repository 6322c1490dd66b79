"""One portrait to a talking head: the picture itself, warped; only the inside of the mouth is drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..avatars import Avatar
from ..direction import PLAIN, Direction
from ..media import Audio, FrameStream, Picture
from ..planes import halves
from ..timeline import Utterance
from .cutout import Cutout
from .faces import Face, find_face, flat
from .framing import cut, frame_face
from .ground import OWN, Ground
from .matte import cut_out
from .performance import Performance, perform, rest
from .puppet import Puppet
from .puppets import Kept, check_fps, check_size
from .side_by_side import drawn


class PhotoAnimator:
    name = "photo"
    version = "3"
    note = "the person's own photo, warped by code; no neural network draws it"

    def __init__(self, matte: str = "") -> None:
        """`matte`: what the person is put before, the background taken away (see ground.Ground.of)."""
        self._ground = Ground.of(matte)
        self._puppets: Kept[Puppet | Cutout] = Kept()

    @property
    def clear(self) -> bool:
        """Whether its frames have four channels"""
        return self._ground.clear

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
        """`avatar` saying `utterance` (see engines.Animator). The first and the last frame are `rest(avatar, size=size)`.

        The frames have four channels if the matte is "alpha".
        """
        check_fps(fps)
        puppet = self.puppet(avatar, size)
        performance = perform(utterance, audio, fps=fps, frames=frames, seed=seed, direction=direction)
        shown, packed = render(puppet, performance), None
        if isinstance(puppet, Puppet) and halves(puppet.size):
            packed = drawn(lambda index: puppet.draw_planes(performance, index), len(performance))
        return FrameStream(puppet.size, fps, len(performance), shown, puppet.moving, clear=self.clear, planes=packed)

    def rest(self, avatar: Avatar, *, size: tuple[int, int] | None = None) -> Picture:
        """The avatar at rest: the frame that every clip of it starts and ends with."""
        return Picture(self.puppet(avatar, size).draw(rest(), 0))

    def landmarks(self, avatar: Avatar) -> np.ndarray:
        """Where the face is, for `Avatar.landmarks`: float64 (478, 3). BadInput if there is no usable face."""
        return find_face(avatar.picture, avatar.face).points

    def cut(self, avatar: Avatar) -> Picture | None:
        """The portrait with its matte for an opacity, which may be given as `Avatar.picture` from then on: the slow part is done.

        None without a matte. BadInput if there is no usable face, or too little of a person.
        """
        if self._ground.own:
            return None
        found = find_face(avatar.picture, avatar.face) if avatar.landmarks is None else Face(avatar.landmarks)
        return Picture(np.dstack((avatar.picture.pixels[..., :3], cut_out(avatar.picture, found).alpha)))

    def puppet(self, avatar: Avatar, size: tuple[int, int] | None = None) -> Puppet | Cutout:
        """The portrait made ready to move; kept for the next line."""
        if size is not None:
            check_size(size)
        return self._puppets.get(
            (avatar.picture.digest(), avatar.face, size, avatar.zoom), lambda: make_puppet(avatar, size, self._ground)
        )


def make_puppet(avatar: Avatar, size: tuple[int, int] | None, ground: Ground = OWN) -> Puppet | Cutout:
    picture = avatar.picture
    found = find_face(picture, avatar.face) if avatar.landmarks is None else Face(avatar.landmarks)
    framing = frame_face(found, picture.size, size, avatar.zoom)
    if not ground.own:
        return Cutout(picture, found, framing, ground)
    return Puppet(cut(flat(picture), framing), framing.points(found), framing.scale)


def render(puppet: Puppet | Cutout, performance: Performance) -> Iterator[np.ndarray]:
    """The frames of a performance, one at a time."""
    yield from drawn(lambda index: puppet.draw(performance, index), len(performance))
