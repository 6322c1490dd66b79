"""The sound of a film as AAC in an .m4a: in stretches that are encoded side by side, the same bytes whatever does it.

A packet holds the samples around its own 1024, and the encoder decides by what came shortly before: a stretch that begins some
packets early gives, from its own first one on, packets that join those of the stretch before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
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

_STRETCH = 1400  # packets: half a minute
_EARLY = 8
_BLOCK = 64 * FRAME
_OPTIONS = {"fflags": "+bitexact", "movie_timescale": str(RATE)}  # or its length would be told in thousandths
BITEXACT = 1 << 23
"""AV_CODEC_FLAGBITEXACT"""

CODER = {"aac_coder": "fast"}
"""Half the time; at the bit rates that are used here nobody hears the difference."""


def write(path: Path, audio: Audio, progress: Progress = no_progress) -> None:
    """`audio`, of one or two channels at 48 kHz, to `path`. EngineFailed if it cannot be encoded, OutputFailed when the disk is full.

    ValueError for another rate.
    """
    if audio.rate != RATE:
        raise ValueError(f"sound at {audio.rate} Hz; a film's has {RATE}")
    rows = np.ascontiguousarray(audio.samples.reshape(len(audio), -1).T, np.float32)
    count = -(-rows.shape[1] // FRAME) + 1
    starts = range(0, count, _STRETCH)
    with encoding(path), replacing(path) as temporary, ThreadPoolExecutor(os.cpu_count() or 1) as side_by_side:
        stretches = side_by_side.map(lambda start: _packets(rows, start, min(start + _STRETCH, count)), starts)
        with av.open(str(temporary), "w", format="ipod", options=_OPTIONS) as container:
            stream: Any = container.add_stream("aac", rate=RATE, layout=_layout(rows))
            _set_up(stream.codec_context)
            stream.codec_context.open()
            for start, stretch in zip(starts, stretches, strict=True):
                progress(start / count)
                for packet in stretch:
                    packet.stream = stream
                    container.mux(packet)


@contextmanager
def encoding(path: Path) -> Iterator[None]:
    """What libav says goes wrong while `path` is written, as EngineFailed, or OutputFailed when the disk is full."""
    try:
        yield
    except av.FFmpegError as error:
        if isinstance(error, OSError):
            raise output_error(error, path) from error
        raise EngineFailed(f"{path} could not be encoded: {error}.", f"无法编码 {path}：{error}。") from error


def _packets(rows: np.ndarray, first: int, last: int) -> list[Any]:
    """Packets `first` to before `last` of the sound; the first of all is the encoder's silence with the first samples."""
    context: Any = av.CodecContext.create("aac", "w")
    context.sample_rate, context.layout, context.format = RATE, _layout(rows), "fltp"
    _set_up(context)
    early = max(0, first - _EARLY)
    begin, end = early * FRAME, min(rows.shape[1], (last + 2) * FRAME)
    made: list[Any] = []
    for start in range(begin, end, _BLOCK):
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(rows[:, start : min(end, start + _BLOCK)]), format="fltp", layout=_layout(rows)
        )
        frame.rate, frame.pts = RATE, start
        made += context.encode(frame)
    made += context.encode(None)
    return made[first - early : last - early]


def _set_up(context: Any) -> None:
    context.bit_rate = BIT_RATE
    context.options = dict(CODER)
    context.flags |= BITEXACT


def _layout(rows: np.ndarray) -> str:
    return "mono" if len(rows) == 1 else "stereo"
