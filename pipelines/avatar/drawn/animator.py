"""A drawn presenter says an utterance: a character's layers moved by the performance, drawn anew in each frame."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from ...avatars import Avatar
from ...character import Character
from ...direction import PLAIN, Direction
from ...errors import BadInput
from ...media import Audio, FrameStream, Picture
from ...planes import Planes, halves
from ...timeline import Utterance
from ..ground import before, instead_of
from ..performance import perform
from ..puppets import Kept, check_fps, check_size
from ..side_by_side import drawn
from .backdrop import CLEAR, Backdrop
from .pose import Pose, poses
from .puppet import Puppet

SIZE = (1080, 1080)
"""The frame where none is asked for."""


class DrawnAnimator:
    name = "drawn"
    version = "1"
    note = "a presenter drawn by code, no photo and no neural network"

    def __init__(self, backdrop: str = "", matte: str = "") -> None:
        """`backdrop`: what stands behind instead of the character's own (see backdrop.Backdrop.of); or `matte`: what the character
        is put before (see ground.Ground.of), which cannot be its own wall blurred."""
        self._ground = instead_of(backdrop, matte)
        if backdrop:
            Backdrop.of(backdrop, "soft")
        self.backdrop = backdrop if self._ground.own else CLEAR
        self._puppets: Kept[Puppet] = Kept()
        self._drawing = threading.Lock()

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
        """`avatar.character` saying `utterance` (see engines.Animator). The first and the last frame are `rest(avatar, size=size)`.

        BadInput for an avatar without a character. The frames have four channels where the backdrop is "transparent".
        """
        check_fps(fps)
        puppet = self.puppet(avatar, size)
        performance = perform(utterance, audio, fps=fps, frames=frames, seed=seed, direction=direction)
        layer = self._layer(puppet.size)
        line = poses(performance, seed)
        clear = self.backdrop == CLEAR and layer is None
        packed = _planes(puppet, line) if not clear and layer is None and halves(puppet.size) else None
        return FrameStream(puppet.size, fps, len(line), self._frames(puppet, line, layer), puppet.moving, clear, packed)

    def rest(self, avatar: Avatar, *, size: tuple[int, int] | None = None) -> Picture:
        """The avatar at rest: the frame that every clip of it starts and ends with."""
        puppet = self.puppet(avatar, size)
        with self._drawing:
            return Picture(before(self._layer(puppet.size), puppet.draw(Pose())).copy())

    def _layer(self, size: tuple[int, int]) -> np.ndarray | None:
        return None if self._ground.own else self._ground.layer(size, None)

    def puppet(self, avatar: Avatar, size: tuple[int, int] | None = None) -> Puppet:
        """The character made ready at this size; kept for the next line."""
        if avatar.character is None:
            raise BadInput(
                "The animator 'drawn' draws presenters of the catalogue, and was given a picture. See: studio avatar list",
                "动画引擎“drawn”绘制目录中的主持人，而给出的是图片。请见：studio avatar list",
            )
        character, wanted = avatar.character, size or SIZE
        check_size(wanted)
        return self._puppets.get(
            (character, wanted, avatar.zoom), lambda: Puppet(character, wanted, self.backdrop, avatar.zoom)
        )

    def _frames(self, puppet: Puppet, line: tuple[Pose, ...], layer: np.ndarray | None) -> Iterator[np.ndarray]:
        own = puppet.another()  # two streams of one presenter may be read by turns
        for pose in line:
            yield before(layer, own.draw(pose))


def _planes(puppet: Puppet, line: tuple[Pose, ...]) -> Iterator[Planes]:
    """The frames of a line as an encoder takes them (see media.FrameStream)."""
    kept = threading.local()

    def one(index: int) -> Planes:
        if not hasattr(kept, "puppet"):
            kept.puppet = puppet.another()  # each thread its own
        own: Puppet = kept.puppet
        return own.draw_planes(line[index], whole=index == 0)

    return drawn(one, len(line))


@lru_cache(maxsize=8)  # each line of a film asks for it again
def avatar_of(character: Character, *, size: tuple[int, int] = (512, 512)) -> Avatar:
    """The character as an avatar, with a still of it as its picture."""
    still = Picture(Puppet(character, size).draw(Pose()).copy())
    return Avatar(still, name=character.name, character=character)
