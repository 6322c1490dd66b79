"""A head in three dimensions says an utterance: its shapes and bones moved by the performance, rendered anew in each frame."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from ...avatars import Avatar
from ...direction import PLAIN, Direction
from ...errors import BadInput
from ...head import Head
from ...media import Audio, FrameStream, Picture
from ...timeline import Utterance
from ..drawn.backdrop import CLEAR, Backdrop
from ..ground import before, instead_of
from ..performance import perform
from ..puppets import Kept, check_fps, check_size
from . import own
from .build import build
from .model import Model
from .pose import poses
from .puppet import Puppet
from .renderer import Pose

SIZE = (1080, 1080)
"""The frame where none is asked for."""


class HeadAnimator:
    name = "head3d"
    version = "1"
    note = "a head modelled by code and rendered, no photo and no neural network"

    def __init__(self, backdrop: str = "", matte: str = "") -> None:
        """`backdrop`: what stands behind instead of the head's own (see drawn.backdrop.Backdrop.of); or `matte`: what the head is put
        before (see ground.Ground.of), which cannot be its own wall blurred."""
        self._ground = instead_of(backdrop, matte)
        if backdrop:
            Backdrop.of(backdrop, "soft")
        self.backdrop = backdrop if self._ground.own else CLEAR
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
        """`avatar.head`, or the model of its file, saying `utterance` (see engines.Animator). The first and the last frame are `rest(avatar, size=size)`.

        BadInput for an avatar without a head or a model of its own, EngineMissing where there is no OpenGL. The frames have four channels where the
        backdrop is "transparent".
        """
        check_fps(fps)
        puppet = self.puppet(avatar, size)
        performance = perform(utterance, audio, fps=fps, frames=frames, seed=seed, direction=direction)
        line = poses(performance, puppet.model)
        layer = self._layer(puppet.size)
        drawn = self._frames(puppet, line, layer)
        return FrameStream(puppet.size, fps, len(performance), drawn, puppet.moving, self.backdrop == CLEAR and layer is None)

    def rest(self, avatar: Avatar, *, size: tuple[int, int] | None = None) -> Picture:
        """The avatar at rest: the frame that every clip of it starts and ends with."""
        puppet = self.puppet(avatar, size)
        return Picture(before(self._layer(puppet.size), puppet.another().rest()).copy())

    def _layer(self, size: tuple[int, int]) -> np.ndarray | None:
        return None if self._ground.own else self._ground.layer(size, None)

    def puppet(self, avatar: Avatar, size: tuple[int, int] | None = None) -> Puppet:
        """The head made ready at this size; kept for the next line."""
        wanted = size or SIZE
        check_size(wanted)
        if avatar.model is not None:
            path = avatar.model
            return self._puppets.get(
                (path, changed(path), wanted, avatar.zoom),
                lambda: Puppet(own_model(path, changed(path)), wanted, self.backdrop or "sand", avatar.zoom),
            )
        if avatar.head is None:
            raise BadInput(
                "The animator 'head3d' moves heads in three dimensions, and was given something else. See: studio avatar heads",
                "动画引擎“head3d”用于三维头像，而给出的是其他内容。请见：studio avatar heads",
            )
        head = avatar.head
        backdrop = self.backdrop or head.backdrop
        return self._puppets.get((head, wanted, avatar.zoom), lambda: Puppet(build(head), wanted, backdrop, avatar.zoom))

    def _frames(self, puppet: Puppet, line: Iterator[Pose], layer: np.ndarray | None) -> Iterator[np.ndarray]:
        own = puppet.another()  # two streams of one head may be read by turns
        for pose in line:
            yield before(layer, own.draw(pose))


def changed(path: Path) -> tuple[int, int]:
    """What tells one state of a file from another: its size and time."""
    return (path.stat().st_size, path.stat().st_mtime_ns) if path.is_file() else (0, 0)


@lru_cache(maxsize=2)
def own_model(path: Path, state: tuple[int, int]) -> Model:
    """The model of a person's own file, as it is in that state. BadInput as own.load."""
    return own.load(path)


def avatar_of_file(path: Path, *, size: tuple[int, int] = (512, 512)) -> Avatar:
    """A person's own .glb or .vrm as an avatar, with a still of it as its picture. BadInput where it cannot speak."""
    still = Picture(Puppet(own_model(path, changed(path)), size, "sand").rest().copy())
    return Avatar(still, name=path.stem, model=path)


@lru_cache(maxsize=8)  # each line of a film asks for it again
def avatar_of(head: Head, *, size: tuple[int, int] = (512, 512)) -> Avatar:
    """The head as an avatar, with a still of it as its picture."""
    still = Picture(Puppet(build(head), size, head.backdrop).rest().copy())
    return Avatar(still, name=head.name, head=head)
