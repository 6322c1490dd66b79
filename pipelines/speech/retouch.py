"""Pitch and loudness set on single phonemes, laid over a finished sound; what nobody touched stays sample for sample."""

from __future__ import annotations

import numpy as np
import soxr

from ..timeline import Segment, Utterance
from . import vocoder
from .timbre import RATE
from .vocoder import Piece

_RAMP_S = 0.006  # long enough not to click, short beside a phoneme
_LOUDEST = 0.98


def retouch(sound: np.ndarray, rate: int, utterance: Utterance) -> np.ndarray:
    """`sound`, float32 (n,) with n = utterance.samples at `rate` Hz, with the pitch and gain overrides applied.

    Pitch is shifted by the vocoder (WORLD) and cross-faded in where it was asked for. If a gain would clip, the whole
    sound is made softer.
    """
    segments = utterance.segments()
    semitones = [_override(utterance, segment)[0] for segment in segments]
    gains = [_override(utterance, segment)[1] for segment in segments]
    if any(semitones):
        share = _smooth(np.array([float(value != 0) for value in semitones]), segments, rate)[:, None]
        both = np.stack([sound, _shifted(sound, rate, segments, semitones)], axis=1)
        sound = np.where(share[:, 0] == 0, sound, (both * np.concatenate([1 - share, share], axis=1)).sum(axis=1))
    if any(gains):
        sound = sound * _smooth(10.0 ** (np.array(gains) / 20), segments, rate)
        peak = float(np.abs(sound).max(initial=0.0))
        sound = sound * (_LOUDEST / peak) if peak > _LOUDEST else sound
    return np.asarray(sound, np.float32)


def _override(utterance: Utterance, segment: Segment) -> tuple[float, float]:
    own = utterance.override(segment.word).phonemes.get(segment.index) if segment.index >= 0 else None
    return (own.semitones, own.gain_db) if own else (0.0, 0.0)


def _shifted(sound: np.ndarray, rate: int, segments: tuple[Segment, ...], semitones: list[float]) -> np.ndarray:
    """The whole sound through the vocoder, each segment shifted by its semitones."""
    at_24k = soxr.resample(sound.astype(np.float64), rate, RATE, quality="HQ")
    edges = [0, *(round(segment.end * RATE / rate) for segment in segments)]
    pieces = [
        Piece(start, end, end - start, semitones=shift)
        for start, end, shift in zip(edges, edges[1:], semitones, strict=False)
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
