"""A film's own sound in blocks, every sample where it is heard in the film."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import av
import numpy as np

from .original import Original, opened
from .streamed import BLOCK, resampled

CHANNELS = 2
_PLAIN = {1: "mono", 2: "stereo"}
_JUMP = 0.01  # seconds: less between two packets is the rounding of their times
_BEYOND = 1.0  # seconds after the film's end: what says that it comes later still says something wrong


def sound(original: Original, rate: int, hurt: Callable[[float], None] = lambda _: None) -> Iterator[np.ndarray]:
    """The first of its sounds in stereo from time zero on, float32 (n, 2) at `rate`; nothing where there is none.

    Where the file has none for a while there is silence. `hurt` is told, in seconds, of packets that are damaged and passed over.
    """
    stream = original.sound
    if stream is None or not original.rate:
        return iter(())
    return resampled(_placed(original, stream.index, hurt), original.rate, rate, CHANNELS)


def _placed(original: Original, index: int, hurt: Callable[[float], None]) -> Iterator[np.ndarray]:
    """At its own rate, with silence where there is a gap, and without what comes twice or before time zero."""
    rate, made = original.rate, 0
    last = round((original.end + _BEYOND) * rate)
    for second, rows in _decoded(original, index, hurt):
        start = made if second is None else round(second * rate)
        missing = start - made
        if start <= last and abs(missing) > (_JUMP * rate if made else 0):
            for first in range(0, missing, BLOCK):
                yield np.zeros((min(BLOCK, missing - first), CHANNELS), np.float32)
            made += max(0, missing)
            rows = rows[max(0, -missing) :]
        made += len(rows)
        yield rows


def _decoded(original: Original, index: int, hurt: Callable[[float], None]) -> Iterator[tuple[float | None, np.ndarray]]:
    """(the second at which it is heard, if that is known; samples (n, 2)) of each frame."""
    stereo, zero = _Stereo(original.rate), float(original.zero)
    with opened(original.path) as container:
        for packet in container.demux(container.streams[index]):
            try:
                frames = packet.decode()
            except av.FFmpegError:
                hurt(float((packet.pts or 0) * (packet.time_base or 0)) - zero)
                continue
            for frame in frames:
                yield None if frame.time is None else frame.time - zero, stereo.rows(frame)


class _Stereo:
    """Frames of any kind as stereo at one rate; of a broadcast the kind may change at any frame."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._kind: object = None
        self._resampler: Any = None

    def rows(self, frame: Any) -> np.ndarray:
        kind = frame.format.name, frame.layout.name, frame.sample_rate
        plain = _PLAIN.get(frame.layout.nb_channels)
        if plain and kind[0] == "fltp" and kind[2] == self._rate:  # as most sounds are decoded
            return _both(frame.to_ndarray().T)
        if kind != self._kind:
            self._kind, self._resampler = kind, av.AudioResampler(format="fltp", layout=plain or "stereo", rate=self._rate)
        parts = [part.to_ndarray() for part in self._resampler.resample(frame)]
        return _both(np.concatenate(parts, axis=1).T) if parts else np.zeros((0, CHANNELS), np.float32)


def _both(rows: np.ndarray) -> np.ndarray:
    """One channel is as loud on both sides: the resampler would take 3 dB away."""
    return np.ascontiguousarray(np.broadcast_to(rows, (len(rows), CHANNELS)))
