"""A portrait or a video whose head moves as ever and whose lips a network draws, one of Wav2Lip's shape that the person brings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

import numpy as np

from ...avatars import Avatar
from ...direction import PLAIN, Direction
from ...engines import require
from ...media import Audio, FrameStream, Picture
from ...timeline import Utterance
from ..articulation import CHANNELS
from ..faces import Face, find_face
from ..framing import frame_face
from ..performance import Performance, perform
from ..photo import PhotoAnimator
from ..puppets import check_fps
from ..video.animator import VideoAnimator
from ..visemes import VISEMES
from ..warp import rise
from . import mel
from .lips import Spoken, laid_in
from .model import LipModel, chosen, file_of, identity

_JAW = CHANNELS.index("jaw")


class LipAnimator:
    """`model`: an ONNX file, else that of STUDIO_WAV2LIP, which the first line opens; `matte` as the photo's.

    EngineMissing without onnxruntime.
    """

    name = "wav2lip"

    def __init__(self, model: str = "", matte: str = "") -> None:
        require(("onnxruntime",), what="animator 'wav2lip'", extra="lips")
        self._photo, self._video, self._given = PhotoAnimator(matte), VideoAnimator(matte), model

    @cached_property
    def model(self) -> LipModel:
        return LipModel(chosen(self._given))

    @property
    def version(self) -> str:
        return f"1; photo {self._photo.version}; {identity(self._given)}"

    @property
    def note(self) -> str:
        called = f" {file.name}" if (file := file_of(self._given)) else ""
        return f"lips drawn by the neural network{called} on the person's own photo, which code moves, or video"

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

        Of a photo, or of someone with a clip. In silence the lips are the body's own, closed. BadInput as `PhotoAnimator.animate` and `LipModel`.
        """
        check_fps(fps)
        model, moving = self.model, None
        performance = perform(utterance, audio, fps=fps, frames=frames, seed=seed, direction=direction)
        still = lips_closed(performance)
        if avatar.clip is not None:
            shown, body = self.rest(avatar, size=size).size, self._video.followed(avatar, still, size=size, seed=seed)
        else:
            puppet = self._photo.puppet(avatar, size)
            shown, moving, body = puppet.size, puppet.moving, self._followed(avatar, size, still)
        heard = zip(body, mel.windows(audio, fps, len(still)), speaking(performance).tolist(), strict=True)
        spoken = (Spoken(frame, points, sound, share) for (frame, points), sound, share in heard)
        return FrameStream(shown, fps, len(still), laid_in(spoken, model), moving, self._photo.clear)

    def _followed(
        self, avatar: Avatar, size: tuple[int, int] | None, performance: Performance
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Each frame of the photo with the points of its face, as VideoAnimator.followed"""
        puppet = self._photo.puppet(avatar, size)
        found = find_face(avatar.picture, avatar.face) if avatar.landmarks is None else Face(avatar.landmarks)
        at_rest = frame_face(found, avatar.picture.size, size, avatar.zoom).points(found)[:, :2]
        for index in range(len(performance)):
            yield puppet.draw(performance, index), puppet.places(at_rest, performance, index)

    def rest(self, avatar: Avatar, *, size: tuple[int, int] | None = None) -> Picture:
        """The avatar at rest: the frame that every clip of it starts and ends with."""
        return (self._photo if avatar.clip is None else self._video).rest(avatar, size=size)

    def cut(self, avatar: Avatar) -> Picture | None:
        """As PhotoAnimator.cut"""
        return self._photo.cut(avatar)

    def landmarks(self, avatar: Avatar) -> np.ndarray:
        """Where the face is, for `Avatar.landmarks`. BadInput if there is no usable face."""
        return self._photo.landmarks(avatar)


def lips_closed(performance: Performance) -> Performance:
    """The same with lips that never part: the jaw goes on moving, for a network draws lips and chin, not the jaw's outline"""
    mouth = np.zeros_like(performance.mouth)
    mouth[:, _JAW] = performance.mouth[:, _JAW]
    return replace(performance, mouth=mouth)


def speaking(performance: Performance) -> np.ndarray:
    """How much of what the network draws is seen, float64 (n,): all of it in speech, nothing in silence, where it would go on moving."""
    silent = performance.visemes[:, VISEMES.index("sil")].astype(np.float64)
    shares = rise(0.98, 0.60, silent)
    shares[[0, -1]] = 0.0
    return np.asarray(shares)
