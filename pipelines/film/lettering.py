"""Text in the picture: drawn by libass once for each look it has, and laid over the frames as planes.

A caption looks the same for seconds. Drawing it into every frame, as ffmpeg's filter does, cost as much as encoding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import cv2
import numpy as np

from ..planes import Planes
from . import ffmpeg
from .look import Motion, Text
from .subtitles import script_of

_KARAOKE, _TURN = re.compile(r"\\k(\d+)"), re.compile(r"\\t\((\d+),")
_SLOT = 100_000  # ms of the drawn script for one look
Drawn = tuple[tuple["Patch", Motion], ...]
_AFTER = 10  # ms after its change that a look is drawn: ASS counts hundredths of a second
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
        made.append(patch(black[:, top:bottom, left:right], white[top:bottom, left:right], top, left))
    return tuple(made)


_MATRIX = np.array([[0.2126, 0.7152, 0.0722], [-0.114572, -0.385428, 0.5], [0.5, -0.454153, -0.045847]]).T  # BT.709
_TO_YUV = (_MATRIX * np.array([219.0, 224.0, 224.0]) / 255).astype(np.float32)
_ZERO = np.array([16.0, 128.0, 128.0], np.float32)


def patch(black: np.ndarray, white: np.ndarray, top: int, left: int) -> Patch:
    """What was drawn over black, (3, height, width), and over white, as a patch at even numbers of rows and columns, all even.

    Over white less over black is what it lets through; over black is its colour times its opacity.
    """
    alpha = np.clip(1 - (white.astype(np.float32) - black[1]) / 255, 0, 1)
    times = np.moveaxis(black, 0, -1).astype(np.float32) @ _TO_YUV + alpha[..., None] * _ZERO
    half = (alpha.shape[1] // 2, alpha.shape[0] // 2)
    small = cv2.resize(np.dstack((times, alpha)), half, interpolation=cv2.INTER_AREA)
    faint = np.ascontiguousarray(small[..., 3])
    colours = _colour(times[..., 0], alpha), _colour(small[..., 1], faint), _colour(small[..., 2], faint)
    return Patch(top, left, colours, (alpha, faint))


def _colour(times: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(times / np.maximum(alpha, 1 / 512)), 0, 255).astype(np.uint8)


@dataclass(frozen=True, eq=False)
class _Look:
    """One look of the text at `place`, from `time` (ms of the shot) on; `step` ms after the text's own start."""

    time: int
    place: int
    step: int
    text: Text


def _steps(text: Text) -> list[int]:
    """The ms after its start at which a text changes its look: a caption that shows its words with each word, others never."""
    written = text.events[0].text
    filled = np.cumsum([10 * int(length) for length in _KARAOKE.findall(written)])
    return sorted({0, *map(int, filled), *map(int, _TURN.findall(written))})


def _looks(texts: Sequence[Text]) -> list[_Look]:
    """All looks of the texts in the order in which they are needed."""
    made = [_Look(text.start + step, place, step, text) for place, text in enumerate(texts) for step in _steps(text)]
    return sorted(made, key=lambda look: (look.time, look.place))


def _script(looks: Sequence[_Look], size: tuple[int, int], style: str) -> str:
    """An ASS script with one look of one text in each slot."""
    events = []
    for slot, look in enumerate(looks):
        for event in look.text.events:
            own = event.copy()
            own.start, own.end = slot * _SLOT - look.step - _AFTER, slot * _SLOT + 1000
            events.append(own)
    # No time lies before 0: the whole script begins a slot later.
    for event in events:
        event.shift(ms=_SLOT)
    return script_of(events, size, style).to_string("ass")


def lettering(texts: Sequence[Text], size: tuple[int, int], style: str, fps: int, frames: int) -> Iterator[Drawn]:
    """For each frame in turn what to lay over it, the lowest first. A look is drawn when it is needed, and then let go."""
    if not texts:
        yield from ((),) * frames
        return
    waiting = _looks(texts)[::-1]
    drawn = ffmpeg.text_pictures(_script(waiting[::-1], size, style), size, len(waiting), _SLOT // 1000)
    seen: dict[int, tuple[Patch, ...]] = {}
    with closing(drawn):
        for number in range(frames):
            now = 1000 * number / fps
            while waiting and waiting[-1].time <= now:
                seen[waiting.pop().place] = patches(*next(drawn))
            shown: list[tuple[Patch, Motion]] = []
            for place, text in enumerate(texts):
                motion = text.motion(now)
                if motion is None:
                    seen.pop(place, None)
                else:
                    shown += [(patch, motion) for patch in seen[place]]
            yield tuple(shown)
