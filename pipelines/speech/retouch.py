"""Pitch, loudness and voice quality set on single phonemes and words, laid over a finished sound; what nobody touched stays sample for sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import soxr

from ..prosody import Manner, manners
from ..timeline import Segment, Utterance
from . import vocoder
from .timbre import RATE
from .vocoder import Piece

_RAMP_S = 0.006  # long enough not to click, short beside a phoneme
_LOUDEST = 0.98


def retouch(sound: np.ndarray, rate: int, utterance: Utterance) -> np.ndarray:
    """`sound`, float32 (n,) with n = utterance.samples at `rate` Hz, in the manner that was set on its segments.

    Pitch and voice quality go through the vocoder (WORLD), cross-faded in where they were asked for; gains are laid on the
    sound itself. If a gain would clip, the whole sound is made softer.
    """
    segments = utterance.segments()
    said = manners(utterance, segments)
    gains = [manner.gain_db for manner in said]
    shaped = [not manner.shape_only_gain for manner in said]
    if any(shaped):
        share = _smooth(np.array(shaped, float), segments, rate)
        made = _shaped(sound, rate, segments, [replace(manner, gain_db=0.0) for manner in said])
        sound = np.where(share == 0, sound, sound * (1 - share) + made * share)
    if any(gains):
        sound = sound * _smooth(10.0 ** (np.array(gains) / 20), segments, rate)
        peak = float(np.abs(sound).max(initial=0.0))
        sound = sound * (_LOUDEST / peak) if peak > _LOUDEST else sound
    return np.asarray(sound, np.float32)


def _shaped(sound: np.ndarray, rate: int, segments: tuple[Segment, ...], said: list[Manner]) -> np.ndarray:
    """The whole sound through the vocoder, each segment in its manner."""
    at_24k = soxr.resample(sound.astype(np.float64), rate, RATE, quality="HQ")
    edges = [0, *(round(segment.end * RATE / rate) for segment in segments)]
    pieces = [
        Piece(start, end, end - start, manner=manner)
        for start, end, manner in zip(edges, edges[1:], said, strict=False)
        if end > start
    ]
    back = soxr.resample(vocoder.synthesise(vocoder.analyse(at_24k), pieces), RATE, rate, quality="HQ")
    return np.pad(back, (0, max(0, len(sound) - len(back))))[: len(sound)]


def _smooth(values: np.ndarray, segments: tuple[Segment, ...], rate: int) -> np.ndarray:
    """One value a sample: steps at the segments' edges, made into ramps of `_RAMP_S`."""
    steps = np.repeat(values, [segment.samples for segment in segments])
    width = max(1, round(_RAMP_S * rate))
    padded = np.pad(steps, (width // 2, width - 1 - width // 2), mode="edge")
    sums = np.concatenate([[0.0], np.cumsum(padded)])
    smooth = (sums[width:] - sums[:-width]) / width
    moving = np.abs(smooth - steps) > 1e-9  # where nothing changes, exactly the step: no rounding noise
    return np.where(moving, smooth, steps)
