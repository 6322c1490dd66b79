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

_CEPSTRA = slice(1, 20)
_SPREAD = np.array([8.1, 4.6, 4.1, 3.2, 2.2, 2.05, 1.74, 1.46, 1.5, 1.36, 1.15, 1.25, 1.17, 1.08, 1.02, 0.93, 0.98, 0.89, 0.85])
"""The standard deviation of each cepstrum over speech of several people."""
_FRAMES = 300
_LOUD = 6.0  # nepers under the loudest band that still count
_VOICED = 0.5
_MEANS, _PITCH = 3.0, 0.03
_FARTHEST = 6.0  # semitones


def distance(one: Audio, other: Audio) -> float:
    """How unlike two voices are, from about 6 for two takes of one; under `SAME` they count as one. Infinite if one holds no speech."""
    (a, high), (b, low) = _measured(one), _measured(other)
    if len(a) < 20 or len(b) < 20:
        return float("inf")
    apart = np.sqrt(np.maximum(np.square(a).sum(axis=1)[:, None] + np.square(b).sum(axis=1) - 2 * a @ b.T, 0.0))
    nearest = apart.min(axis=0).mean() + apart.min(axis=1).mean()
    means = np.sqrt(np.square(a.mean(axis=0) - b.mean(axis=0)).mean())
    steps = min(abs(12 * np.log2(high / low)), _FARTHEST) if high and low else _FARTHEST
    return float(nearest + _MEANS * means + _PITCH * steps)


def _measured(sound: Audio) -> tuple[np.ndarray, float]:
    """(cepstra of voiced frames (n, 19), each in its own spread; the usual pitch in Hz)."""
    samples = sound.mono().resampled(features.RATE).samples.astype(np.float64)
    bands = features.bands(features.power(samples))
    top = bands.max(axis=1)
    speech = (top > np.quantile(top, 0.97) - _LOUD) & (features.voicing(samples) > _VOICED)
    cepstra = dct(bands[speech], type=2, norm="ortho", axis=1)[:, _CEPSTRA] / _SPREAD
    few = np.linspace(0, max(len(cepstra) - 1, 0), min(_FRAMES, len(cepstra))).astype(int)
    return cepstra[few], pitch.usual(samples, features.RATE)
