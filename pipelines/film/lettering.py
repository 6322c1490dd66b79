"""Text in the picture: drawn by libass once for each look it has, and laid over the frames as planes.

A caption looks the same for seconds. Drawing it into every frame, as ffmpeg's filter does, cost as much as encoding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from . import ffmpeg
from .look import Motion, Text
from .planes import Planes
from .subtitles import script_of

_KARAOKE = re.compile(r"\\k(\d+)")
_SLOT = 100_000  # ms of the drawn script for one look
Drawn = tuple[tuple["Patch", Motion], ...]
_GAP = 24  # rows without text that part one patch from the next


@dataclass(frozen=True, eq=False)
class Patch:
    """Some rows and columns of a frame with text: for Y and for both chroma planes what is laid over, and its opacity."""

    top: int
    left: int
    colours: tuple[np.ndarray, np.ndarray, np.ndarray]
    opacity: tuple[np.ndarray, np.ndarray]

    def over(self, frame: Planes, motion: Motion) -> None:
        """Write the text into the frame's planes."""
        for index, plane in enumerate(frame):
            level = min(index, 1)
            left = self.left + round(motion.right / 2) * 2 >> level
            top = self.top >> level
            tall = round(self.opacity[level].shape[0] * motion.tall)
            wide = min(self.opacity[level].shape[1], plane.shape[1] - left)
            if tall < 1 or wide < 1:
                continue
            alpha = self.opacity[level][:tall, :wide] * np.float32(motion.opacity)
            colour, under = self.colours[index][:tall, :wide], plane[top : top + tall, left : left + wide]
            under[:] = cv2.blendLinear(np.ascontiguousarray(under), np.ascontiguousarray(colour), 1 - alpha, alpha)


def patches(black: np.ndarray, white: np.ndarray) -> tuple[Patch, ...]:
    """The text that was drawn over black, uint8 (3, height, width) RGB, and over white, (height, width) G only."""
    marked = cv2.bitwise_or(cv2.max(cv2.max(black[0], black[1]), black[2]), cv2.bitwise_not(white))
    rows = np.flatnonzero(cv2.reduce(marked, 1, cv2.REDUCE_MAX))
    if not len(rows):
        return ()
    cuts = np.flatnonzero(np.diff(rows) > _GAP)
    made = []
    for first, last in zip(rows[np.append(0, cuts + 1)], rows[np.append(cuts, len(rows) - 1)], strict=True):
        top, bottom = int(first) // 2 * 2, int(last) // 2 * 2 + 2
        columns = np.flatnonzero(cv2.reduce(marked[top:bottom], 0, cv2.REDUCE_MAX))
        left, right = int(columns[0]) // 2 * 2, int(columns[-1]) // 2 * 2 + 2
        made.append(_patch(black[:, top:bottom, left:right], white[top:bottom, left:right], top, left))
    return tuple(made)


_MATRIX = np.array([[0.2126, 0.7152, 0.0722], [-0.114572, -0.385428, 0.5], [0.5, -0.454153, -0.045847]]).T  # BT.709
_TO_YUV = (_MATRIX * np.array([219.0, 224.0, 224.0]) / 255).astype(np.float32)
_ZERO = np.array([16.0, 128.0, 128.0], np.float32)


def _patch(black: np.ndarray, white: np.ndarray, top: int, left: int) -> Patch:
    """Over white less over black is what the text lets through; over black is its colour times its opacity."""
    alpha = np.clip(1 - (white.astype(np.float32) - black[1]) / 255, 0, 1)
    times = np.moveaxis(black, 0, -1).astype(np.float32) @ _TO_YUV + alpha[..., None] * _ZERO
    half = (alpha.shape[1] // 2, alpha.shape[0] // 2)
    small = cv2.resize(np.dstack((times, alpha)), half, interpolation=cv2.INTER_AREA)
    faint = np.ascontiguousarray(small[..., 3])
    colours = _colour(times[..., 0], alpha), _colour(small[..., 1], faint), _colour(small[..., 2], faint)
    return Patch(top, left, colours, (alpha, faint))


def _colour(times: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(times / np.maximum(alpha, 1 / 512)), 0, 255).astype(np.uint8)


def _steps(text: Text) -> tuple[int, ...]:
    """The ms after its start at which a text changes its look: a karaoke caption with each word, others never."""
    return (0, *(10 * int(n) for n in np.cumsum([int(length) for length in _KARAOKE.findall(text.events[0].text)])))


def _script(texts: Sequence[Text], size: tuple[int, int], style: str) -> str:
    """An ASS script with one look of one text in each slot."""
    events, slot = [], 0
    for text in texts:
        for step in _steps(text):
            for event in text.events:
                own = event.copy()
                own.start, own.end = slot * _SLOT - step - 1, slot * _SLOT + 1000
                events.append(own)
            slot += 1
    # No time lies before 0: the whole script begins a slot later.
    for event in events:
        event.shift(ms=_SLOT)
    return script_of(events, size, style).to_string("ass")


def lettering(texts: Sequence[Text], size: tuple[int, int], style: str, fps: int, frames: int) -> Iterator[Drawn]:
    """For each frame in turn what to lay over it, the lowest first."""
    if not texts:
        yield from ((),) * frames
        return
    steps = [_steps(text) for text in texts]
    drawn = ffmpeg.text_pictures(_script(texts, size, style), size, sum(map(len, steps)), _SLOT // 1000)
    looks = [[patches(*next(drawn)) for _ in own] for own in steps]
    for number in range(frames):
        now = 1000 * number / fps
        shown: list[tuple[Patch, Motion]] = []
        for text, own, look in zip(texts, steps, looks, strict=True):
            motion = text.motion(now)
            if motion is not None:
                place = sum(step <= now - text.start for step in own) - 1
                shown += [(patch, motion) for patch in look[place]]
        yield tuple(shown)
