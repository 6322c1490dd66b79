"""A drawn presenter says an utterance: a character's layers moved by the performance, drawn anew in each frame."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator

import numpy as np

from ...avatars import Avatar
from ...character import Character
from ...direction import PLAIN, Direction
from ...errors import BadInput
from ...media import Audio, FrameStream, Picture
from ...timeline import Utterance
from ..performance import perform
from .backdrop import Backdrop
from .pose import Pose, poses
from .puppet import Puppet

SIZE = (1080, 1080)
"""The frame where none is asked for."""

_KEPT = 3  # puppets kept for the next line


class DrawnAnimator:
    name = "drawn"
    version = "1"
    note = "a presenter drawn by code, no photo and no neural network"

    def __init__(self, backdrop: str = "") -> None:
        """`backdrop`: what stands behind instead of the character's own (see backdrop.Backdrop.of)."""
        if backdrop:
            Backdrop.of(backdrop, "soft")
        self.backdrop = backdrop
        self._puppets: OrderedDict[tuple[Character, tuple[int, int]], Puppet] = OrderedDict()
        self._lock = threading.Lock()

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
        if not 1 <= fps <= 120:
            raise BadInput(
                f"{fps} frames a second were asked for; 1 to 120 is accepted.", f"帧率 {fps} 超出范围；可接受 1 到 120。"
            )
        puppet = self.puppet(avatar, size)
        performance = perform(utterance, audio, fps=fps, frames=frames, seed=seed, direction=direction)
        return FrameStream(puppet.size, fps, len(performance), self._frames(puppet, poses(performance, seed)), puppet.moving)

    def rest(self, avatar: Avatar, *, size: tuple[int, int] | None = None) -> Picture:
        """The avatar at rest: the frame that every clip of it starts and ends with."""
        puppet = self.puppet(avatar, size)
        with self._lock:
            return Picture(puppet.draw(Pose()).copy())

    def puppet(self, avatar: Avatar, size: tuple[int, int] | None = None) -> Puppet:
        """The character made ready at this size; kept for the next line."""
        if avatar.character is None:
            raise BadInput(
                "The animator 'drawn' draws presenters of the catalogue, and was given a picture. See: studio avatar list",
                "动画引擎“drawn”绘制目录中的主持人，而给出的是图片。请见：studio avatar list",
            )
        width, height = size or SIZE
        if not (16 <= width <= 8192 and 16 <= height <= 8192):
            raise BadInput(
                f"A frame of {width}×{height} was asked for; 16 to 8192 pixels a side are accepted.",
                f"画面尺寸 {width}×{height} 超出范围；每边可接受 16 到 8192 像素。",
            )
        key = (avatar.character, (width, height))
        with self._lock:
            if key not in self._puppets:
                self._puppets[key] = Puppet(avatar.character, (width, height), self.backdrop)
                while len(self._puppets) > _KEPT:
                    self._puppets.popitem(last=False)
            self._puppets.move_to_end(key)
            return self._puppets[key]

    def _frames(self, puppet: Puppet, line: tuple[Pose, ...]) -> Iterator[np.ndarray]:
        own = puppet.another()  # two streams of one presenter may be read by turns
        for pose in line:
            yield own.draw(pose)


def avatar_of(character: Character, *, size: tuple[int, int] = (512, 512)) -> Avatar:
    """The character as an avatar, with a still of it as its picture."""
    still = Picture(Puppet(character, size).draw(Pose()).copy())
    return Avatar(still, name=character.name, character=character)
