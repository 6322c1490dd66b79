"""A person's face followed through a whole video: 478 points in every frame, where shots end, and how good each frame is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from ...errors import BadInput
from ..faces import DOMINANT, MIN_FACE, Face, Tracker, find_faces, plausible

_SIDE = 512  # pixels of the longer side of what the tracker looks at
_ROOM = 2.6  # its window, in sizes of the face
_THUMB = (64, 64)
_JUMP = (14.0, 7.0)  # a shot ends where the picture changes by so many levels and so many times as much as it usually does;
_CUT = (12.0, 4.0, 0.08)  # or by less, where its histogram changes too
_USUAL = 2.0  # levels, before that is known
_BLOCK = 256
_LOOK = 5  # a lost face is looked for in the whole picture every so many frames


@dataclass(frozen=True, eq=False)
class Track:
    """`points` float32 (frames, 478, 3) in pixels, NaN where no face was found; `cuts` the first frame of each shot;
    `thumbs` uint8 (frames, 64, 64) the frames in small and grey; `fps`."""

    points: np.ndarray
    cuts: tuple[int, ...]
    thumbs: np.ndarray
    fps: int

    def __len__(self) -> int:
        return len(self.points)

    @property
    def found(self) -> np.ndarray:
        """(frames,) whether the face was found"""
        return np.isfinite(self.points[:, 0, 0])

    def shots(self) -> Iterator[tuple[int, int]]:
        """(first frame, the frame after the last) of each shot"""
        edges = [*self.cuts, len(self)]
        yield from pairwise(edges)


class _Rows:
    """Arrays of one shape, kept in blocks. One by one they would lie between the frames in memory and keep it from being used again:
    measured, a whole frame is lost for each."""

    def __init__(self, shape: tuple[int, ...], kind: type) -> None:
        self._shape, self._kind = shape, kind
        self._blocks: list[np.ndarray] = []
        self.count = 0

    def add(self, row: np.ndarray | float) -> None:
        if self.count % _BLOCK == 0:
            self._blocks.append(np.empty((_BLOCK, *self._shape), self._kind))
        self._blocks[-1][self.count % _BLOCK] = row
        self.count += 1

    def last(self) -> np.ndarray:
        return self._blocks[-1][(self.count - 1) % _BLOCK]

    def all(self) -> np.ndarray:
        """(count, …)"""
        if not self._blocks:
            return np.zeros((0, *self._shape), self._kind)
        return np.concatenate(self._blocks)[: self.count]


class Follower:
    """Frames in, one by one; `track()` at the end. `face`: which one, counted from the largest, where a shot shows several; None for
    the largest if `lenient`, else BadInput where several are of like size."""

    def __init__(self, fps: int, face: int | None = None, *, lenient: bool = False) -> None:
        self._fps, self._face, self._lenient = fps, face, lenient
        self._tracker = Tracker()
        self._points, self._thumbs = _Rows((478, 3), np.float32), _Rows(_THUMB, np.uint8)
        self._cuts = [0]
        self._window: tuple[int, int, int, int] | None = None
        self._last: Face | None = None
        self._lost = 0
        self._usual: list[float] = []
        self._asked = False

    def add(self, frame: np.ndarray) -> bool:
        """Take the next frame, RGB uint8; whether the face was found in it."""
        number = self._points.count
        thumb = cv2.resize(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), _THUMB, interpolation=cv2.INTER_AREA)
        if number and self._ends(thumb):
            self._cuts.append(number)
            self._forget()
        self._thumbs.add(thumb)
        face = self._look(frame)
        self._points.add(np.nan if face is None else face.points)
        return face is not None

    def track(self) -> Track:
        self._tracker.close()
        return Track(self._points.all(), tuple(self._cuts), self._thumbs.all(), self._fps)

    def _ends(self, thumb: np.ndarray) -> bool:
        """Whether a new shot begins with this frame."""
        change = float(np.abs(thumb.astype(np.int16) - self._thumbs.last()).mean())
        usual = max(float(np.median(self._usual)) if len(self._usual) > 4 else 0.0, _USUAL)
        self._usual = [*self._usual[-24:], change]
        if change > max(_JUMP[0], _JUMP[1] * usual):
            return True
        return change > max(_CUT[0], _CUT[1] * usual) and _unlike(thumb, self._thumbs.last()) > _CUT[2]

    def _forget(self) -> None:
        self._window, self._last, self._lost = None, None, 0
        self._tracker.restart()

    def _look(self, frame: np.ndarray) -> Face | None:
        if self._window is None:
            if self._lost % _LOOK:
                self._lost += 1
                return None
            chosen = self._choose(frame)
            if chosen is None:
                self._lost += 1
                return None
            self._aim(chosen, frame)
        face = self._find(frame)
        if face is None:
            self._forget()
            self._lost = 1
            return None
        self._lost, self._last = 0, face
        if not self._inside(face, frame):
            self._aim(face, frame)
        return face

    def _choose(self, frame: np.ndarray) -> Face | None:
        found = [face for face in find_faces(frame) if plausible(face)]
        if not found:
            return None
        if self._face is not None:
            return found[self._face] if self._face < len(found) else None
        rivals = [face for face in found if face.extent * DOMINANT > found[0].extent]
        if len(rivals) > 1 and not self._lenient and not self._asked:
            raise BadInput(
                f"The video shows {len(rivals)} faces of similar size at {self._points.count / self._fps:.1f} s. Choose one with "
                f"--face 1 … {len(rivals)}, the largest first.",
                f"视频在 {self._points.count / self._fps:.1f} 秒处有 {len(rivals)} 张大小相近的脸。请用 --face 1 … {len(rivals)} 选择（最大的在前）。",
            )
        self._asked = True
        return found[0]

    def _aim(self, face: Face, frame: np.ndarray) -> None:
        """Look at a square round the face from now on."""
        height, width = frame.shape[:2]
        left, top, right, bottom = face.box
        half = max(_ROOM * face.extent, 1.5 * MIN_FACE) / 2
        x, y = (left + right) / 2, (top + bottom) / 2
        self._window = (
            int(max(0, x - half)), int(max(0, y - half)), int(min(width, x + half)), int(min(height, y + half)),
        )  # fmt: skip
        self._tracker.restart()

    def _find(self, frame: np.ndarray) -> Face | None:
        assert self._window is not None
        left, top, right, bottom = self._window
        part = frame[top:bottom, left:right]
        scale = min(1.0, _SIDE / max(part.shape[:2]))
        small = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else part
        face = self._tracker.find(small)
        if face is None:
            return None
        # the points lie on the small picture's own scale on each axis
        fit = np.array([part.shape[1] / small.shape[1], part.shape[0] / small.shape[0], 1 / scale])
        placed = Face(face.points * fit + (left, top, 0.0))
        return placed if plausible(placed) else None

    def _inside(self, face: Face, frame: np.ndarray) -> bool:
        """Whether the window still suits the face."""
        assert self._window is not None
        left, top, right, bottom = self._window
        room = 0.18 * face.extent
        box, wide = face.box, max(right - left, bottom - top) / max(face.extent, 1.0)
        spaces = (box[0] - left, box[1] - top, right - box[2], bottom - box[3])
        at_edge = (left == 0, top == 0, right == frame.shape[1], bottom == frame.shape[0])
        tight = any(space < room and not edge for space, edge in zip(spaces, at_edge, strict=True))
        return not tight and (wide > 1.5 or all(at_edge)) and wide < 4.0


def _unlike(first: np.ndarray, second: np.ndarray) -> float:
    """0 for pictures with the same shades, 1 for pictures without a shade in common"""
    shades = [np.bincount(picture.reshape(-1) >> 3, minlength=32) / picture.size for picture in (first, second)]
    soft = [np.convolve(share, (0.25, 0.5, 0.25), "same") for share in shades]
    return float(np.abs(soft[0] - soft[1]).sum() / 2)


def follow(frames: Iterable[np.ndarray], fps: int, face: int | None = None, *, lenient: bool = False) -> Track:
    """The face through all frames (see `Follower`)."""
    follower = Follower(fps, face, lenient=lenient)
    for frame in frames:
        follower.add(frame)
    return follower.track()
