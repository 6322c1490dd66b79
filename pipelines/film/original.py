"""The video that is given other speech: what it holds and whether it can be used, found before any work.

Its time zero is where its first stream starts, as players count it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.stream import Disposition

from ..errors import BadInput
from ..sniff import HEAD, kind_of
from . import boxes

READ = ("Accepted: an mp4, mov, mkv, webm, avi, ts, flv or wmv file with a picture.",
        "可接受含画面的 mp4、mov、mkv、webm、avi、ts、flv、wmv 文件。")  # fmt: skip
_FORMATS = {"mov", "matroska", "webm", "avi", "mpegts", "mpeg", "flv", "asf", "ogg", "mxf"}
_RATES = (4_000, 400_000)  # Hz that a sound may have
_LONGEST = 48 * 3600  # seconds
_CUT_OFF = 2.0  # seconds at its end that a whole file may lack
_TRIES = 400  # packets in which a picture has to be found


@dataclass(frozen=True, slots=True)
class Stream:
    """One of a file's streams. `kind`: "video", "audio", "subtitle", "attachment" or "data"; `cover` for a still picture beside the sound."""

    index: int
    kind: str
    codec: str
    language: str = ""
    cover: bool = False


@dataclass(frozen=True)
class Original:
    """`zero`: the file's own time at which it starts; `picture_end` and `end` (of all sound and pictures) in seconds from there.

    size     (width, height) as it is shown: turned as the file says, its pixels square
    rate     of the sound, 0 for none
    """

    path: Path
    zero: Fraction
    picture_end: float
    end: float
    size: tuple[int, int]
    fps: float
    hdr: bool
    streams: tuple[Stream, ...]
    texts: Mapping[str, str]
    rate: int = 0

    @property
    def picture(self) -> Stream:
        return next(stream for stream in self.streams if stream.kind == "video" and not stream.cover)

    @property
    def sound(self) -> Stream | None:
        """The first of its sounds that can be read"""
        return next((stream for stream in self.streams if stream.kind == "audio" and stream.codec), None)


def check_video(path: Path) -> Original:
    """What a video holds, without reading all of it. BadInput for what could not be dubbed: no video, no picture, empty, cut off,
    damaged, or encrypted (DRM)."""
    path = Path(path)
    if not path.is_file():
        raise BadInput(f"{path} is not a file. {READ[0]}", f"{path} 不是文件。{READ[1]}")
    if not path.stat().st_size:
        raise BadInput(f"{path} is empty. {READ[0]}", f"{path} 是空文件。{READ[1]}")
    _check_boxes(path)
    try:
        with opened(path) as container:
            if not _FORMATS & set(container.format.name.split(",")):
                raise _no_video(path)
            return _read(path, container)
    except (av.FFmpegError, ValueError, OSError, IndexError) as error:
        with path.open("rb") as file:
            kind = kind_of(file.read(HEAD))
        said = (
            (f"is {kind[0]} that cannot be read", f"是无法读取的 {kind[1]}")
            if kind
            else ("cannot be read as a video", "无法作为视频读取")
        )
        raise BadInput(f"{path} {said[0]} ({error}). {READ[0]}", f"{path} {said[1]}（{error}）。{READ[1]}") from error


def opened(path: Path) -> Any:
    """The file's container; texts in it that are not UTF-8, as old programs wrote them, are no hindrance."""
    return av.open(str(path), metadata_errors="replace")


def _check_boxes(path: Path) -> None:
    found = boxes.read(path)
    if found is None:
        return
    if found.encrypted:
        raise BadInput(f"{path} is encrypted (DRM): its picture and sound cannot be read. Give a video without copy protection.",
                       f"{path} 受 DRM 加密保护，无法读取画面和声音。请提供没有版权保护的视频。")  # fmt: skip
    if found.missing or not found.index:
        lack = f"{found.missing:,} bytes are missing at its end" if found.missing else "its index (moov) is missing"
        zh = f"末尾缺少 {found.missing:,} 字节" if found.missing else "缺少索引（moov）"
        raise BadInput(f"{path} is cut off: {lack}. Copy or download it again.", f"{path} 不完整：{zh}。请重新复制或下载。")


def _no_video(path: Path) -> BadInput:
    with path.open("rb") as file:
        kind = kind_of(file.read(HEAD))
    return BadInput(
        f"{path} is {kind[0] if kind else 'no video'}. {READ[0]}", f"{path} 是{kind[1] if kind else '非视频文件'}。{READ[1]}"
    )


def _read(path: Path, container: Any) -> Original:
    streams = tuple(_stream(stream) for stream in container.streams)
    number = next((stream.index for stream in streams if stream.kind == "video" and not stream.cover), None)
    if number is None:
        raise BadInput(f"{path} holds no moving picture. {READ[0]}", f"{path} 中没有视频画面。{READ[1]}")
    picture = container.streams[number]
    first = _first_picture(path, container, picture)
    ends = _ends(container)
    zero = Fraction(container.start_time or 0, 1_000_000)
    if picture.index not in ends:
        raise BadInput(f"{path} lasts no time at all: it holds no pictures. {READ[0]}", f"{path} 时长为零，没有画面。{READ[1]}")
    heard = [end for index, end in ends.items() if streams[index].kind in ("video", "audio")]
    lasts, told = float((container.duration or 0) / 1e6), float(max(ends.values()))
    if lasts - told > _CUT_OFF:  # of a file that starts late some kinds count the time before it too: no less is ever said
        raise BadInput(f"{path} is cut off: it should last {lasts:.1f} s and ends after {told:.1f} s. Copy or download it again.",
                       f"{path} 不完整：应有 {lasts:.1f} 秒，只到 {told:.1f} 秒。请重新复制或下载。")  # fmt: skip
    if max(heard) - zero > _LONGEST:
        hours = float(max(heard) - zero) / 3600
        raise BadInput(f"{path} says that it lasts {hours:,.0f} hours: its times are damaged. Up to {_LONGEST // 3600} hours are accepted.",
                       f"{path} 的时长为 {hours:,.0f} 小时，时间戳已损坏。最长可接受 {_LONGEST // 3600} 小时。")  # fmt: skip
    sound = next((stream.index for stream in streams if stream.kind == "audio" and stream.codec), None)
    texts = {key: value for key, value in container.metadata.items() if "\N{REPLACEMENT CHARACTER}" not in key + value}
    return Original(
        path, zero, float(ends[picture.index] - zero), float(max(heard) - zero), _shown(first, picture),
        float(picture.average_rate or picture.guessed_rate or 25), int(first.color_trc) in (16, 18), streams,
        texts, 0 if sound is None else container.streams[sound].rate or 0,
    )  # fmt: skip


def _stream(stream: Any) -> Stream:
    context = getattr(stream, "codec_context", None)
    if context and stream.type == "audio" and not _RATES[0] <= (context.sample_rate or 0) <= _RATES[1]:
        context = None  # what says this is damaged
    return Stream(
        stream.index,
        stream.type or "data",
        context.name if context else "",
        stream.metadata.get("language", ""),
        bool(stream.disposition & Disposition.attached_pic),
    )


def _first_picture(path: Path, container: Any, picture: Any) -> Any:
    """One that can be decoded: what is damaged before it is passed over."""
    refused = BadInput(
        f"The picture of {path} cannot be decoded: it is damaged, encrypted or of an unknown kind. {READ[0]}",
        f"无法解码 {path} 的画面：文件已损坏、被加密或编码未知。{READ[1]}",
    )
    if picture.codec_context is None:
        raise refused
    for number, packet in enumerate(container.demux(picture)):
        for frame in _decoded(packet):
            return frame
        if number > _TRIES:
            break
    raise refused


def _decoded(packet: Any) -> list[Any]:
    try:
        return list(packet.decode())
    except av.FFmpegError:
        return []


def _ends(container: Any) -> dict[int, Fraction]:
    """In seconds of the file's own time, where each stream ends; one that ends long before the others may be missing."""
    ends: dict[int, Fraction] = {}
    start, lasts = container.start_time or 0, container.duration or 0
    for back in (2_000_000, lasts):  # from shortly before the end; where no picture begins there, all of it
        with suppress(av.FFmpegError):  # where it cannot be done, reading goes on from where it is
            container.seek(max(start, start + lasts - back), backward=True)
        for packet in container.demux():
            if packet.pts is not None and packet.time_base:
                end = (packet.pts + (packet.duration or 0)) * packet.time_base
                ends[packet.stream_index] = max(end, ends.get(packet.stream_index, end))
        if any(stream.index in ends for stream in container.streams.video):
            break
    return ends


def _shown(frame: Any, picture: Any) -> tuple[int, int]:
    aspect = float(picture.sample_aspect_ratio or 1)
    width = frame.width if not 0.1 < aspect < 10 else round(frame.width * aspect)
    size = (width // 2 * 2, frame.height // 2 * 2)
    return (size[1], size[0]) if round(frame.rotation / 90) % 2 else size
