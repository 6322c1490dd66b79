"""Frames beyond the cut, which an editor's transition needs: a take whose last frame is held."""

from __future__ import annotations

import tempfile
from itertools import repeat
from pathlib import Path

import av

from .. import ffmpeg


def held(take: Path, out: Path, frames: int, *, encoder: ffmpeg.Encoder = ffmpeg.X264) -> None:
    """Write the take and its last frame `frames` times more. Its own packets are copied; `encoder` is the one that it was made by."""
    facts = ffmpeg.probe(take)
    with tempfile.TemporaryDirectory(prefix="shengying-") as folder:
        tail = Path(folder) / "tail.mp4"
        ffmpeg.encode(repeat(_last(take), frames), tail, size=facts.size, fps=round(facts.fps), count=frames, encoder=encoder)
        _join(take, tail, out)


def _last(take: Path) -> bytes:
    """The take's last frame, as I420."""
    with av.open(str(take)) as container:
        stream = container.streams.video[0]
        container.seek(stream.duration or 0, stream=stream)  # to the key frame before it
        for frame in container.decode(stream):
            last = frame
        return last.to_ndarray(format="yuv420p").tobytes()


def _join(first: Path, second: Path, out: Path) -> None:
    """Both pictures of one encoder, packet by packet"""
    with av.open(str(first)) as one, av.open(str(second)) as other, \
            av.open(str(out), "w", format="mp4", options={"fflags": "+bitexact"}) as made:  # fmt: skip
        stream = made.add_stream_from_template(one.streams.video[0])
        reached = 0
        for container in (one, other):
            source = container.streams.video[0]
            for packet in container.demux(source):
                if packet.dts is None or packet.pts is None:
                    continue
                packet.pts += reached
                packet.dts += reached
                packet.stream = stream
                made.mux(packet)
            reached += source.duration or 0
