"""The sound of a film as AAC in an .m4a: in stretches that are encoded side by side, the same bytes whatever does it.

A packet holds the samples around its own 1024, and the encoder decides by what came shortly before: a stretch that begins some
packets early gives, from its own first one on, packets that join those of the stretch before. A stretch that sounds as it did
need not be encoded again: `Kept` is where it is found.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from ..errors import EngineFailed
from ..files import output_error, replacing
from ..media import Audio, Progress, no_progress

RATE = 48_000
BIT_RATE = 192_000
FRAME = 1024
"""Samples of a packet, and of the silence that the encoder puts before the first."""

BITEXACT = 1 << 23
"""AV_CODEC_FLAG_BITEXACT"""

CODER = {"aac_coder": "fast", "aac_pns": "0", "aac_is": "0", "aac_tns": "0"}
"""Half the time of the usual coder; and no noise or one-sided stereo for what there are bits enough to keep as it is."""

Kept = Callable[[str, Callable[[], bytes]], bytes]
"""What was made under a key, or else is made now."""

_STRETCH = 1400  # packets: half a minute
_EARLY = 8
_BLOCK = 64 * FRAME
_OPTIONS = {"fflags": "+bitexact", "movie_timescale": str(RATE)}  # or its length would be told in thousandths


def made_now(_key: str, make: Callable[[], bytes]) -> bytes:
    """Nothing is kept."""
    return make()


def write(path: Path, audio: Audio, progress: Progress = no_progress, kept: Kept = made_now) -> None:
    """`audio`, of one or two channels at 48 kHz, to `path`. EngineFailed if it cannot be encoded, OutputFailed when the disk is full.

    ValueError for another rate.
    """
    if audio.rate != RATE:
        raise ValueError(f"sound at {audio.rate} Hz; a film's has {RATE}")
    rows = np.ascontiguousarray(audio.samples.reshape(len(audio), -1).T, np.float32)
    count = -(-rows.shape[1] // FRAME) + 1
    starts = range(0, count, _STRETCH)
    with encoding(path), replacing(path) as temporary, ThreadPoolExecutor(os.cpu_count() or 1) as side_by_side:
        stretches = side_by_side.map(lambda start: _stretch(rows, start, min(start + _STRETCH, count), kept), starts)
        with av.open(str(temporary), "w", format="ipod", options=_OPTIONS) as container:
            stream: Any = container.add_stream("aac", rate=RATE, layout=_layout(rows))
            _set_up(stream.codec_context)
            stream.codec_context.open()
            for start, stretch in zip(starts, stretches, strict=True):
                progress(start / count)
                for number, content in enumerate(_unpacked(stretch), start):
                    left = rows.shape[1] - (number - 1) * FRAME  # the last one is as long as the sound still is
                    container.mux(_packet(content, number, min(FRAME, left), stream))


@contextmanager
def encoding(path: Path) -> Iterator[None]:
    """What libav says goes wrong while `path` is written, as EngineFailed, or OutputFailed when the disk is full."""
    try:
        yield
    except av.FFmpegError as error:
        if isinstance(error, OSError):
            raise output_error(error, path) from error
        raise EngineFailed(f"{path} could not be encoded: {error}.", f"无法编码 {path}：{error}。") from error


def _stretch(rows: np.ndarray, first: int, last: int, kept: Kept) -> bytes:
    """Packets `first` to before `last` of the sound, packed; the first of all is the encoder's silence with the first samples."""
    early = max(0, first - _EARLY)
    heard = np.ascontiguousarray(rows[:, early * FRAME : (last + 2) * FRAME])
    settings = (
        av.library_versions["libavcodec"],
        BIT_RATE,
        sorted(CODER.items()),
        early == 0,
        first - early,
        last - early,
        len(rows),
    )
    digest = hashlib.sha256(repr(settings).encode())
    digest.update(heard.data)
    return kept(digest.hexdigest(), lambda: _packed(_packets(heard, first - early, last - early)))


def _packets(rows: np.ndarray, first: int, last: int) -> list[bytes]:
    context: Any = av.CodecContext.create("aac", "w")
    context.sample_rate, context.layout, context.format = RATE, _layout(rows), "fltp"
    _set_up(context)
    made: list[Any] = []
    for start in range(0, rows.shape[1], _BLOCK):
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(rows[:, start : start + _BLOCK]), format="fltp", layout=_layout(rows)
        )
        frame.rate, frame.pts = RATE, start
        made += context.encode(frame)
    made += context.encode(None)
    return [bytes(packet) for packet in made[first:last]]


def _packed(packets: list[bytes]) -> bytes:
    """The packets as one: how many, how long each is, all as 4 bytes, little end first; then the packets."""
    return np.array([len(packets), *map(len, packets)], "<u4").tobytes() + b"".join(packets)


def _unpacked(content: bytes) -> Iterator[bytes]:
    count = int(np.frombuffer(content, "<u4", 1)[0])
    ends = 4 * (count + 1) + np.cumsum(np.frombuffer(content, "<u4", count, 4), dtype=np.int64)
    for start, end in zip([4 * (count + 1), *ends[:-1].tolist()], ends.tolist(), strict=True):
        yield content[start:end]


def _packet(content: bytes, number: int, samples: int, stream: Any) -> av.Packet:
    packet = av.Packet(content)
    packet.pts = packet.dts = (number - 1) * FRAME
    packet.duration, packet.time_base, packet.stream, packet.is_keyframe = samples, Fraction(1, RATE), stream, True
    return packet


def _set_up(context: Any) -> None:
    context.bit_rate = BIT_RATE
    context.options = dict(CODER)
    context.flags |= BITEXACT


def _layout(rows: np.ndarray) -> str:
    return "mono" if len(rows) == 1 else "stereo"
