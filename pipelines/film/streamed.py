"""Sound that is too long to be held: blocks one after the other, float32 (n,) or (n, channels), and what is done to them on the way.

Nothing here depends on how long the blocks are, and the memory is that of a few of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import soxr

from . import limiter, watermark

BLOCK = 1 << 16


@dataclass(frozen=True)
class Sound:
    """Blocks that can be gone through again and again, each time made anew by `make`."""

    make: Callable[[], Iterator[np.ndarray]]

    def __iter__(self) -> Iterator[np.ndarray]:
        return self.make()


def louder(blocks: Iterable[np.ndarray], decibels: float) -> Iterator[np.ndarray]:
    factor = np.float32(10 ** (decibels / 20))
    for block in blocks:
        yield block * factor


def marked(blocks: Iterable[np.ndarray], rate: int, channels: int) -> Iterator[np.ndarray]:
    """The same sound with the watermark: `watermark.mark` of the whole, 20 ms late in coming and in its own place."""
    marker, shape = watermark.Marker(rate, channels), (-1,) if channels == 1 else (-1, channels)
    for block in blocks:
        yield marker.pieces(block.reshape(-1, channels)).reshape(shape)
    yield marker.rest().reshape(shape)


def resampled(blocks: Iterable[np.ndarray], own: int, rate: int, channels: int) -> Iterator[np.ndarray]:
    """At another rate, round(n · rate / own) samples long."""
    if own == rate:
        yield from blocks
        return
    stream = soxr.ResampleStream(own, rate, channels, dtype="float32", quality="HQ")
    given = made = 0
    for block in blocks:
        given += len(block)
        out = stream.resample_chunk(np.ascontiguousarray(block))
        made += len(out)
        yield out
    shape = (0,) if channels == 1 else (0, channels)
    rest, missing = stream.resample_chunk(np.zeros(shape, np.float32), last=True), round(given * rate / own) - made
    padding = [(0, max(0, missing - len(rest)))] + [(0, 0)] * (rest.ndim - 1)
    yield np.pad(rest, padding)[: max(0, missing)]


def limited(
    blocks: Iterable[np.ndarray], rate: int, ceiling_db: float = limiter.CEILING_DB, *, true: bool = True
) -> Iterator[np.ndarray]:
    """`limiter.limited` in blocks: the same gains as for the whole sound. Where nothing passes the ceiling a sound is left as it is.

    `true`: by true peaks (BS.1770-4, annex 2); else by the samples' own.
    """
    ceiling = 10 ** (ceiling_db / 20)
    for window, first, last in _windows(blocks, limiter.context(rate)):
        rows = window.reshape(len(window), -1)
        peaks = limiter.true_peaks(rows, ceiling) if true else np.abs(rows).max(axis=1)
        yield limiter.limited(rows, peaks, rate, ceiling)[first:last].reshape(-1, *window.shape[1:])


def _windows(blocks: Iterable[np.ndarray], context: int) -> Iterator[tuple[np.ndarray, int, int]]:
    """(samples, first, last): every sample is once between `first` and `last`, with `context` more on both sides where there are any."""
    held, first = np.zeros(0, np.float32), 0
    for block in blocks:
        held = np.concatenate([held, block]) if len(held) else block
        last = len(held) - context
        if last > first:
            yield held, first, last
            kept = max(0, last - context)
            held, first = held[kept:], last - kept
    if len(held) > first:
        yield held, first, len(held)


def even(blocks: Iterable[np.ndarray], samples: int, block: int = BLOCK) -> Iterator[np.ndarray]:
    """The sound in blocks of `block`, the last one shorter; `samples` in all, cut or with silence at its end."""
    held: list[np.ndarray] = []
    ready = made = 0
    for given in blocks:
        held.append(given)
        ready += len(given)
        if made == samples:
            return
        if ready < min(block, samples - made):
            continue
        whole, place = np.concatenate(held), 0
        while made < samples and len(whole) - place >= min(block, samples - made):
            size = min(block, samples - made)
            yield whole[place : place + size]
            place, made = place + size, made + size
        held, ready = [whole[place:]], len(whole) - place
    rest = np.concatenate(held) if held else np.zeros(0, np.float32)
    while made < samples:
        size = min(block, samples - made)
        padding = [(0, size - len(rest))] + [(0, 0)] * (rest.ndim - 1)
        yield np.pad(rest, padding)
        rest, made = rest[:0], made + size
