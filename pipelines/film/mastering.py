"""A long sound to a loudness, under the true-peak ceiling: measured in one pass, changed in the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from . import mix
from .loudness import Meter
from .streamed import limited, louder

_TOLERANCE = 0.15  # LU
_LOST, _SLOWEST = 0.1, 0.5  # LU for a decibel of gain: where it ends, and how far one step may trust


def measured(blocks: Iterable[np.ndarray], rate: int) -> Meter:
    meter = Meter(rate)
    for block in blocks:
        meter.add(block)
    return meter


@dataclass(frozen=True)
class Gain:
    """What brings a sound to a loudness: `decibels` before the limiter, and the LUFS that this gives; None for silence."""

    decibels: float
    loudness: float | None


def gain_to(sound: Iterable[np.ndarray], rate: int, loudness: float) -> Gain:
    """The gain to `loudness` in LUFS for `sound`, which is gone through two to seven times.

    A sound that is all peaks cannot be as loud as any figure asks: the gain then ends where more of it is only limited away.
    ValueError for an iterator, which cannot be gone through again: give a list, or a `streamed.Sound`.
    """
    if iter(sound) is sound:
        raise ValueError("a sound is gone through twice to be mastered; this one can be gone through once")
    plain = measured(sound, rate)
    level = plain.loudness()
    if level is None:
        return Gain(0.0, None)
    gain = loudness - level
    if plain.peak * 10 ** (gain / 20) < 0.5 * 10 ** (mix.CEILING_DB / 20):  # oversampling cannot double it: nothing to limit
        return Gain(gain, loudness)
    found, slope = Gain(gain, None), 1.0
    for _ in range(6):
        reached = measured(limited(louder(sound, gain), rate), rate).loudness() or loudness
        if found.loudness is not None:
            slope = (reached - found.loudness) / (gain - found.decibels)  # what a decibel of gain gives beside the limiter
            if slope < _LOST:
                break
        found, missing = Gain(gain, reached), loudness - reached
        if abs(missing) < _TOLERANCE:
            break
        gain += missing / min(1.0, max(slope, _SLOWEST))
    return found
