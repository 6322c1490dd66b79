"""Videos of a person for the tests: the repository's own portrait made to talk, and what can be wrong with a video."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from pipelines.avatar.performance import perform
from pipelines.avatar.photo import PhotoAnimator, render
from pipelines.avatars import Avatar
from pipelines.files import data_folder
from pipelines.media import read_picture

from .conftest import sound, talk

SIZE = (240, 300)
FPS = 25


def portrait() -> Avatar:
    path = data_folder("assets") / "demo" / "portrait.png"
    if not path.is_file():
        pytest.skip("assets/demo/portrait.png is not there")
    return Avatar(read_picture(path), name="demo")


def talking(seconds: float = 5.6, size: tuple[int, int] = SIZE) -> Iterator[np.ndarray]:
    """Frames of the portrait talking"""
    utterance = talk()
    performance = perform(utterance, sound(utterance), fps=FPS, frames=round(seconds * FPS), seed=3)
    yield from render(PhotoAnimator().puppet(portrait(), size), performance)


def write(
    path: Path, frames: Iterable[np.ndarray], *, fps: int = FPS, times: list[float] | None = None, codec: str = "libx264",
    kind: str = "yuv420p", tags: dict[str, int] | None = None, options: dict[str, str] | None = None,
) -> Path:  # fmt: skip
    """A video without sound; `times` in seconds where the rate is to vary, `tags` of the codec's context"""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=fps)
        stream.options = {"crf": "14", "preset": "ultrafast", **(options or {})}
        stream.pix_fmt = kind
        stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
        for name, value in (tags or {}).items():
            setattr(stream.codec_context, name, value)
        for number, picture in enumerate(frames):
            if not number:
                stream.height, stream.width = picture.shape[:2]
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts = round(1000 * (times[number] if times else number / fps))
            frame.time_base = Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def empty(count: int, size: tuple[int, int] = SIZE) -> Iterator[np.ndarray]:
    """A picture with nobody in it"""
    picture = np.zeros((size[1], size[0], 3), np.uint8)
    cv2.rectangle(picture, (size[0] // 4, size[1] // 4), (size[0] // 2, size[1] // 2), (200, 180, 90), -1)
    for _ in range(count):
        yield picture
