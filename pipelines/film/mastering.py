"""A long sound to a loudness, under the true-peak ceiling: measured in one pass, changed in the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from .limiter import CEILING_DB
from .loudness import metered
from .streamed import limited, louder

STEP_DB = 0.1
_TOLERANCE = 0.15  # LU: a third of what is asked of a film, and nobody hears it
_LOST, _SLOWEST = 0.1, 0.5  # LU for a decibel of gain: where it ends, and how far one step may trust
_TRIES = 6


@dataclass(frozen=True)
class Gain:
    """What brings a sound to a loudness: `decibels` before the limiter, and the LUFS that this gives; None for silence."""

    decibels: float
    loudness: float | None


def stepped(decibels: float) -> float:
    """A gain in whole steps: a sound of which a little was changed then has, as a rule, the same one as before."""
    return round(decibels / STEP_DB) * STEP_DB


def sought(loudness: float, first: float, reached: Callable[[float], float | None]) -> Gain:
    """The gain to `loudness`, stepped, from a `first` one on; `reached` tells the LUFS that a gain gives once its peaks are limited.

    A sound that is all peaks cannot be as loud as any figure asks: the gain then ends where more of it is only limited away.
    """
    gain = stepped(first)
    found, slope = Gain(gain, None), 1.0
    for _ in range(_TRIES):
        got = reached(gain) or loudness
        if found.loudness is not None:
            slope = (got - found.loudness) / (gain - found.decibels)  # what a decibel of gain gives beside the limiter
            if slope < _LOST:
                break
        found, missing = Gain(gain, got), loudness - got
        if abs(missing) < _TOLERANCE:
            break
        gain = stepped(gain + missing / min(1.0, max(slope, _SLOWEST)))
    return found


def gain_to(sound: Iterable[np.ndarray], rate: int, loudness: float) -> Gain:
    """The gain to `loudness` in LUFS for `sound`, which is gone through two to seven times (see `sought`).

    ValueError for an iterator, which cannot be gone through again: give a list, or a `streamed.Sound`.
    """
    if iter(sound) is sound:
        raise ValueError("a sound is gone through twice to be mastered; this one can be gone through once")
    plain = metered(sound, rate)
    level = plain.loudness()
    if level is None:
        return Gain(0.0, None)
    gain = loudness - level
    if plain.peak * 10 ** (gain / 20) < 0.5 * 10 ** (CEILING_DB / 20):  # oversampling cannot double it: nothing to limit
        return Gain(gain, loudness)
    return sought(loudness, gain, lambda gain: metered(limited(louder(sound, gain), rate), rate).loudness())
