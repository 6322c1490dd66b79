"""How a voice sounds: a `Voice` applied to WORLD features. Pure numpy, no vocoder in here.

Order: the learnt model if there is one (else a synthesizer's gaps are filled), vocal tract, timbre, brightness, breath, pitch;
the voice's own style goes with each.
Edits that a person made (length, pitch, gain of one phoneme) belong after this step: then an edit of one moves no other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from scipy.ndimage import gaussian_filter1d

from ..errors import BadInput
from ..voice import Voice
from . import exemplars
from .exemplars import FFT, RATE

FRAME = 120
"""Samples from one frame to the next: 5 ms at `RATE`."""

TIMBRE_BANDS = (100, 200, 300, 400, 550, 700, 900, 1150, 1400, 1700, 2050, 2450, 2900, 3400, 4000, 4700, 5500, 6500, 7800, 9500)
"""Centres in Hz of the bands that `Voice.timbre` gives gains for; between them the gain is linear, outside it is held."""

_FREQUENCIES = np.arange(FFT // 2 + 1) * (RATE / FFT)
_FLOOR = 1e-16
_FILL_WIDTH = 1000.0 * FFT / RATE  # bins
TREMOR_HZ = 6.0
WHISPERED = 0.95
_FILL_DEPTH = 10.0 ** (-12.0 / 10.0)
_APART = 8


@dataclass(frozen=True, eq=False)
class Features:
    """Speech as WORLD takes it apart (Morise et al. 2016), one row each 5 ms.

    f0            (n,) Hz, 0 where unvoiced
    power         (n, FFT // 2 + 1) float32, the natural logarithm of the power envelope
    aperiodicity  (n, FFT // 2 + 1) float32, share of noise, 0 … 1
    roughness     0 … 1: how unlike one pulse is the next (`pulses.roughened`)
    """

    f0: np.ndarray
    power: np.ndarray
    aperiodicity: np.ndarray
    roughness: float = 0.0

    def __len__(self) -> int:
        return len(self.f0)


def convert(features: Features, voice: Voice) -> Features:
    """`features` in the sound of `voice`: as many frames, about as loud, each frame where it was."""
    f0 = features.f0
    if voice.model:
        model = _model(voice.model, voice.fingerprint)
        power, tract = features.power, float(model.tract)
        f0, shaped = exemplars.apply(model, exemplars.Spoken(f0, warp(power, tract), warp(fill(power), tract)))
        f0, shaped = _likened(features, f0, shaped, voice.likeness)
    else:
        shaped = fill(features.power) if voice.engine == "espeak" else features.power
    manner = voice.manner
    shaped = warp(shaped, voice.tract) + _shape(voice)
    shaped -= _loudness_change(features.power, shaped) - (voice.gain + manner.gain_db) * (math.log(10.0) / 10.0)
    f0 = repitch(f0, voice.pitch, voice.range * manner.range) * 2.0 ** (manner.semitones / 12)
    if manner.tremor:
        f0 *= 2.0 ** (manner.tremor / 12 * np.sin(2 * np.pi * TREMOR_HZ * FRAME / RATE * np.arange(len(f0))))
    noise = breathe(breathe(features.aperiodicity, voice.breath), manner.breath)
    return Features(
        f0=f0 * (manner.whisper < WHISPERED),
        power=shaped.astype(np.float32, copy=False),
        aperiodicity=1 - (1 - noise) * np.float32(1 - manner.whisper) if manner.whisper else noise,
        roughness=voice.roughness,
    )


def _likened(features: Features, f0: np.ndarray, shaped: np.ndarray, likeness: float) -> tuple[np.ndarray, np.ndarray]:
    """f0 and log power with so much of the sample's intonation and loudness contour, and for the rest the synthesizer's own."""
    if likeness == 1.0:
        return f0, shaped
    both = (f0 > 0) & (features.f0 > 0)
    blended = np.where(both, features.f0, 1.0) ** (1.0 - likeness) * np.where(both, f0, 1.0) ** likeness
    louder = np.log(np.exp(shaped).sum(axis=1) + _FLOOR) - np.log(np.exp(features.power).sum(axis=1) + _FLOOR)
    return np.where(both, blended, f0), shaped - ((1.0 - likeness) * louder)[:, None].astype(shaped.dtype)


@lru_cache(maxsize=4)
def _model(path: Path, fingerprint: str) -> exemplars.Model:
    """The model in `path`; the voice's fingerprint makes a changed file a new one."""
    try:
        return exemplars.loads(path.read_bytes())
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise BadInput(
            f"{path} is not a voice model that this program can read. Clone the voice again: studio clone.",
            f"{path} 不是本程序可读的声音模型。请重新克隆该声音：studio clone。",
        ) from error


def fill(log_power: np.ndarray) -> np.ndarray:
    """The gaps between a formant synthesizer's formants filled to 12 dB under the spectrum round them, as in a person's voice.

    On 8 recordings this takes the mel-cepstral distance to the person (means removed) from 16.3 to 10.7 dB.
    """
    power = np.exp(log_power)
    return np.asarray(np.log(power + np.float32(_FILL_DEPTH) * (_blurred(power) + np.float32(_FLOOR))))


def _blurred(power: np.ndarray) -> np.ndarray:
    """A Gaussian blur over frequency, made on every eighth bin: one so wide needs no more. No matrix product, whose last bits
    would differ with the number of threads, and the take's bytes with them."""
    bins = power.shape[1]
    apart = np.pad(power, ((0, 0), (_APART // 2, _APART // 2 - 1)), mode="edge").reshape(len(power), -1, _APART).mean(axis=2)
    coarse = gaussian_filter1d(apart, _FILL_WIDTH / _APART, axis=1, mode="nearest", truncate=3.0)
    place = np.arange(bins) / _APART
    low = np.minimum(place.astype(int), coarse.shape[1] - 2)
    part = (place - low).astype(np.float32)
    return np.asarray(coarse[:, low] * (1 - part) + coarse[:, low + 1] * part)


def warp(log_power: np.ndarray, tract: float) -> np.ndarray:
    """A vocal tract `tract` times as long: every formant at 1 / `tract` of its frequency."""
    if tract == 1.0:
        return log_power
    top = log_power.shape[1] - 1
    place = np.minimum(np.arange(top + 1) * tract, top)
    low = np.minimum(place.astype(int), top - 1)
    part = (place - low).astype(log_power.dtype)
    return np.asarray(log_power[:, low] * (1 - part) + log_power[:, low + 1] * part)


def repitch(f0: np.ndarray, median: float, width: float) -> np.ndarray:
    """f0 with its median at `median` Hz (0 keeps it) and its excursions in semitones `width` times as large."""
    voiced = f0 > 0
    if not voiced.any() or (median == 0 and width == 1.0):
        return f0
    log = np.log(f0[voiced])
    own = float(np.median(log))
    out = np.zeros_like(f0)
    out[voiced] = np.exp((np.log(median) if median else own) + width * (log - own))
    return np.where(voiced, np.clip(out, 50.0, 800.0), 0.0)


def breathe(aperiodicity: np.ndarray, breath: float | np.ndarray) -> np.ndarray:
    """More noise in the voiced sound, most of it above 2 kHz, where breath is heard. `breath` may be one for each row."""
    if not np.any(breath):
        return aperiodicity
    share = np.clip(breath, 0.0, 1.0) * _BREATH
    return np.asarray(1 - (1 - aperiodicity) * (1 - share), aperiodicity.dtype)


_BREATH = (1.0 / (1.0 + np.exp(-(_FREQUENCIES - 2500.0) / 700.0))).astype(np.float32)
_OCTAVES = np.log2(np.clip(_FREQUENCIES, 500.0, 8000.0) / 500.0)


def tilt(brightness: float | np.ndarray) -> np.ndarray:
    """Log power on the bins: `brightness` dB more at 8 kHz than at 500 Hz, the level of speech about kept."""
    return np.asarray(brightness * ((_OCTAVES / 4.0 - 0.15) * (math.log(10.0) / 10.0)).astype(np.float32))


def _shape(voice: Voice) -> np.ndarray:
    """The voice's fixed filter, as log power on the bins."""
    decibels = (voice.brightness + voice.manner.brightness) * _OCTAVES / 4.0
    if voice.timbre:
        decibels = decibels + np.interp(_FREQUENCIES, TIMBRE_BANDS, voice.timbre)
    return np.asarray(decibels * (math.log(10.0) / 10.0), np.float32)


def _loudness_change(before: np.ndarray, after: np.ndarray) -> float:
    """How much louder the typical loud frame has become, in log power."""
    energy = np.log(np.exp(before).sum(axis=1))
    if not len(energy):
        return 0.0
    loud = energy >= np.quantile(energy, 0.6)
    return float(np.median(np.log(np.exp(after[loud]).sum(axis=1)) - energy[loud]))
