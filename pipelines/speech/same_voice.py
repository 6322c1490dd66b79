"""Do two recordings hold the same voice? Without a trained model: how near the frames of one lie to those of the other.

Text-independent comparison of the sets of short-time cepstra by nearest neighbours (Soong, Rosenberg, Rabiner & Juang 1985, "A vector
quantization approach to speaker recognition"), of their means, which also hold the room and the microphone, and of the usual pitch.
"""

from __future__ import annotations

import numpy as np
from scipy.fft import dct

from ..media import Audio
from . import pitch
from .align import features

SAME = 8.8
"""The distance under which two recordings count as one voice. `python -m benchmarks.verdict` measures how often that errs."""

Measured = tuple[np.ndarray, float]

_CEPSTRA = slice(1, 20)
_SPREAD = np.array([8.1, 4.6, 4.1, 3.2, 2.2, 2.05, 1.74, 1.46, 1.5, 1.36, 1.15, 1.25, 1.17, 1.08, 1.02, 0.93, 0.98, 0.89, 0.85])
"""The standard deviation of each cepstrum over speech of several people."""
_FRAMES = 300
_LOUD = 6.0  # nepers under the loudest band that still count
_VOICED = 0.5
_MEANS, _PITCH = 3.0, 0.03
_FARTHEST = 6.0  # semitones
_CUTS = (0.25, 0.35, 0.42, 0.5, 0.58, 0.65, 0.75)
_ENOUGH = 500  # voiced frames of 5 ms
_LONGEST = 60  # seconds


def distance(one: Audio, other: Audio) -> float:
    """How unlike two voices are, from about 6 for two takes of one; under `SAME` they count as one. Infinite if one holds no speech."""
    return apart(measured(one), measured(other))


def apart(one: Measured, other: Measured) -> float:
    """`distance` of what was measured of two sounds."""
    (a, high), (b, low) = one, other
    if len(a) < 20 or len(b) < 20:
        return float("inf")
    steps = min(abs(12 * np.log2(high / low)), _FARTHEST) if high and low else _FARTHEST
    return _unlike(a, b) + _PITCH * float(steps)


def change(sound: Audio) -> float:
    """`distance` between what is said before and after the place where that is greatest, pitch apart; 0 for too little speech."""
    frames = _cepstra(sound.mono().resampled(features.RATE).samples[: _LONGEST * features.RATE].astype(np.float64))
    if len(frames) < _ENOUGH:
        return 0.0
    cuts = (round(share * len(frames)) for share in _CUTS)
    return max(_unlike(_few(frames[:cut]), _few(frames[cut:])) for cut in cuts)


def _unlike(a: np.ndarray, b: np.ndarray) -> float:
    gaps = np.sqrt(np.maximum(np.square(a).sum(axis=1)[:, None] + np.square(b).sum(axis=1) - 2 * a @ b.T, 0.0))
    nearest = gaps.min(axis=0).mean() + gaps.min(axis=1).mean()
    means = np.sqrt(np.square(a.mean(axis=0) - b.mean(axis=0)).mean())
    return float(nearest + _MEANS * means)


def measured(sound: Audio) -> Measured:
    """(cepstra of voiced frames (n, 19), each in its own spread; the usual pitch in Hz)."""
    samples = sound.mono().resampled(features.RATE).samples.astype(np.float64)
    return _few(_cepstra(samples)), pitch.usual(samples, features.RATE)


def _few(cepstra: np.ndarray) -> np.ndarray:
    return cepstra[np.linspace(0, max(len(cepstra) - 1, 0), min(_FRAMES, len(cepstra))).astype(int)]


def _cepstra(samples: np.ndarray) -> np.ndarray:
    bands = features.bands(features.power(samples))
    top = bands.max(axis=1)
    speech = (top > np.quantile(top, 0.97) - _LOUD) & (features.voicing(samples) > _VOICED)
    return np.asarray(dct(bands[speech], type=2, norm="ortho", axis=1)[:, _CEPSTRA] / _SPREAD)
