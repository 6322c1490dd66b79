"""Videos read frame by frame at a constant rate, upright, as RGB; and a person's clip written almost without loss."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from ...errors import BadInput

RATES = (24, 25, 30, 50, 60)
GROUP = 12  # frames from one key frame to the next in the clips that are written here: quick to read backwards
MOST_PIXELS = 4096 * 2304
_READ = ("Accepted: mp4, mov, mkv or webm with a picture.", "可接受含画面的 mp4、mov、mkv 或 webm。")
_HDR = {"SMPTE2084": "PQ", "ARIB_STD_B67": "HLG"}
_BT709, _BT601, _UNSAID = 1, 5, 2  # as ISO/IEC 23091-2 numbers colour matrices
_LIMITED, _FULL = 1, 2


@dataclass(frozen=True)
class Facts:
    """What a video is: `size` (width, height) as it is shown, `fps` the rate it is read at, `frames` and `seconds` about how long."""

    size: tuple[int, int]
    fps: int
    frames: int
    seconds: float


class Shown(NamedTuple):
    """A decoded frame, how many quarter turns clockwise it is shown by, and how wide its pixels are for their height."""

    frame: Any
    turn: int = 0
    aspect: float = 1.0

    @property
    def square(self) -> tuple[int, int]:
        """(width, height) with square pixels, before it is turned"""
        width = self.frame.width
        return (width if self.aspect == 1.0 else max(2, round(width * self.aspect / 2) * 2)), self.frame.height


def facts(path: Path, *, whole_rate: bool = False) -> Facts:
    """What a video holds, read at the usual rate next to its own; at the half of 50 and 60 unless `whole_rate`.

    BadInput for what is no video, for HDR, and for sizes beyond 4096×2304.
    """
    with _opened(path) as container:
        stream = container.streams.video[0]
        try:
            first = next(container.decode(stream), None)
        except av.FFmpegError as error:
            raise _unreadable(path, error) from error
        if first is None:
            raise _unreadable(path, ValueError("it holds no frame"))
        _check(path, first)
        seconds = _seconds(container, stream)
        rate = _rate(float(stream.average_rate or stream.guessed_rate or 25))
        if rate >= 50 and not whole_rate:  # the half is as smooth as speech needs
            rate //= 2
        shown = _shown(first, stream)
        width, height = shown.square
        size = (height, width) if shown.turn % 2 else (width, height)
        return Facts(size, rate, max(1, round(seconds * rate)), seconds)


def frames(path: Path, fps: int, *, start: int = 0) -> Iterator[np.ndarray]:
    """The video's frames at a constant rate from number `start` on: uint8 (height, width, 3) RGB, upright, each a new array.

    Frame k is what is seen at k / fps seconds. One frame at a time is held. BadInput where the file is damaged.
    """
    colours = Colours()
    for shown in timed(path, fps, start=start):
        yield colours.rgb(shown)


def timed(path: Path, fps: int, *, start: int = 0) -> Iterator[Shown]:
    """The decoded frames from number `start` on, at a constant rate."""
    with _opened(path) as container:
        yield from _timed(container, path, fps, start, again=bool(start))


def _timed(container: Any, path: Path, fps: int, start: int, *, again: bool) -> Iterator[Shown]:
    """`timed` of an opened file; `again` where it does not stand at that frame."""
    stream = container.streams.video[0]
    base = stream.time_base or 1
    zero = stream.start_time or 0
    if again:
        container.seek(zero + int(start / fps / base), stream=stream, backward=True, any_frame=False)
    number, held, until = start, None, 0.0
    try:
        for frame in container.decode(stream):
            at = float(((frame.pts if frame.pts is not None else 0) - zero) * base)
            while held is not None and number / fps < at - 0.25 / fps:
                yield held
                number += 1
            held, until = _shown(frame, stream), at + (float((frame.duration or 0) * base) or 1 / fps)
        while held is not None and number / fps < until - 0.25 / fps:
            yield held
            number += 1
    except av.FFmpegError as error:
        raise BadInput(
            f"{path} is damaged: it could be read up to {number / fps:.1f} s ({error}). Give a whole file.",
            f"{path} 已损坏：只能读到 {number / fps:.1f} 秒。请提供完整的文件。",
        ) from error


class Colours:
    """Decoded frames as upright RGB, and as the encoder takes them; swscale's tables are kept, so it belongs to one thread."""

    def __init__(self) -> None:
        self._scaler = VideoReformatter()

    def rgb(self, shown: Shown) -> np.ndarray:
        """uint8 (height, width, 3), upright, its pixels square"""
        out = self._made(shown.frame, shown.square, "rgb24", _matrix(shown.frame), _FULL).to_ndarray()
        return np.ascontiguousarray(np.rot90(out, -shown.turn)) if shown.turn else np.asarray(out)

    def planes(self, shown: Shown) -> Any:
        """The same as a frame of I420, BT.709, limited range; both sides even"""
        if shown.turn:
            frame = av.VideoFrame.from_ndarray(self.rgb(shown), format="rgb24")
            frame.colorspace, frame.color_range = _BT709, _FULL
            shown = Shown(frame)
        width, height = shown.square
        return self._made(shown.frame, (width // 2 * 2, height // 2 * 2), "yuv420p", _BT709, _LIMITED)

    def _made(self, frame: Any, size: tuple[int, int], kind: str, matrix: int, span: int) -> Any:
        full = int(frame.color_range) == _FULL
        return self._scaler.reformat(
            frame, width=size[0], height=size[1], format=kind, src_colorspace=_matrix(frame), dst_colorspace=matrix,
            src_color_range=_FULL if full else _LIMITED, dst_color_range=span,
        )  # fmt: skip


def _matrix(frame: Any) -> int:
    said = int(frame.colorspace)
    if said in (0, _UNSAID):
        return _BT709 if max(frame.height, frame.width) >= 1200 else _BT601
    return said


def _shown(frame: Any, stream: Any) -> Shown:
    aspect = float(stream.sample_aspect_ratio or 1)
    return Shown(frame, -round(frame.rotation / 90) % 4, aspect if 0.1 < aspect < 10 else 1.0)


class Writer:
    """A clip almost without loss: H.264 at a constant rate, BT.709, a key frame every `GROUP` frames. Close it with `close`."""

    def __init__(self, path: Path, size: tuple[int, int], fps: int) -> None:
        self._container = av.open(str(path), "w", format="mp4")
        stream: Any = self._container.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        # A third of the time to decode of what "superfast" writes as finely: measured at 1080×1920.
        params = "open-gop=0:bframes=0:scenecut=0:slices=2"
        stream.options = {"crf": "14", "preset": "veryfast", "tune": "fastdecode", "g": str(GROUP), "x264-params": params}
        for name in ("colorspace", "color_primaries", "color_trc", "color_range"):
            setattr(stream.codec_context, name, 1)
        self._stream, self._base, self.count = stream, Fraction(1, fps), 0

    def add(self, planes: Any) -> None:
        """A frame of `Colours.planes`"""
        planes.pts, planes.time_base, planes.pict_type = self.count, self._base, 0
        self._container.mux(self._stream.encode(planes))
        self.count += 1

    def close(self) -> None:
        self._container.mux(self._stream.encode())
        self._container.close()


class Walk:
    """A clip that `write` made, read in any order of its frames; quick forwards and backwards, a group is held at a time."""

    def __init__(self, path: Path, fps: int) -> None:
        self._path, self._fps = path, fps
        self._container: Any = None  # one for all groups: the memory of a closed one is held until the collector comes by
        self._ahead: Iterator[Shown] | None = None
        self._next = -1
        self._group: dict[int, Shown] = {}
        self._last: tuple[int, np.ndarray] | None = None
        self._colours = Colours()

    def at(self, number: int) -> np.ndarray:
        """Frame `number`: uint8 RGB, not to be written to"""
        if self._last is not None and self._last[0] == number:
            return self._last[1]
        frame = self._group[number] if number in self._group else self._read(number)
        self._last = (number, self._colours.rgb(frame))
        return self._last[1]

    def _read(self, number: int) -> Shown:
        if number == self._next and self._ahead is not None:
            frame = next(self._ahead)
            self._next += 1
            self._group = {number: frame}
            return frame
        start = number // GROUP * GROUP
        backwards = bool(self._group) and number < min(self._group)
        if self._container is None:
            self._container = _opened(self._path)
        self._ahead, self._next = _timed(self._container, self._path, self._fps, start, again=True), start
        held = {}
        for place in range(start, number + 1):
            held[place] = next(self._ahead)
            self._next += 1
        self._group = held if backwards else {number: held[number]}
        return held[number]


def _opened(path: Path) -> Any:
    path = Path(path)
    if not path.is_file():
        raise BadInput(f"{path} is not a file. Give a video of a person.", f"{path} 不是文件。请给出一段人物视频。")
    try:
        container = av.open(str(path))
    except (av.FFmpegError, ValueError, OSError) as error:
        raise _unreadable(path, error) from error
    if not container.streams.video or container.streams.video[0].codec_context is None:
        container.close()
        raise BadInput(f"{path} holds no picture. {_READ[0]}", f"{path} 中没有画面。{_READ[1]}")
    container.streams.video[0].thread_type = "AUTO"
    return container


def _unreadable(path: Path, error: Exception) -> BadInput:
    return BadInput(f"{path} cannot be read as a video ({error}). {_READ[0]}", f"{path} 无法作为视频读取。{_READ[1]}")


def _check(path: Path, frame: Any) -> None:
    trc = getattr(frame.color_trc, "name", str(frame.color_trc))
    if trc in _HDR or int(frame.color_trc) in (16, 18):
        raise BadInput(
            f"{path} is in HDR ({_HDR.get(trc, trc)}), whose colours would come out wrong. Convert it to SDR (BT.709) first;"
            " a phone can export it so.",
            f"{path} 是 HDR（{_HDR.get(trc, trc)}）视频，颜色会出错。请先转换为 SDR（BT.709），手机导出时可选择。",
        )
    if frame.width * frame.height > MOST_PIXELS:
        raise BadInput(
            f"{path} has {frame.width}×{frame.height} pixels; up to 4096×2304 are accepted. Make it smaller first.",
            f"{path} 的画面为 {frame.width}×{frame.height}；最大可接受 4096×2304。请先缩小。",
        )


def _seconds(container: Any, stream: Any) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / 1e6


def _rate(own: float) -> int:
    """The usual rate nearest to a video's own"""
    if not math.isfinite(own) or own <= 0:
        return 25
    return min(RATES, key=lambda rate: abs(math.log(own / rate)))
