"""Speech as cloning sees it: bands, voicing, level, and which sound each frame is, told by keys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.fft import dct

from .. import pitch
from . import bands
from .bands import BANDS

STEPS = 64
"""Keys are whole numbers, this many to one: products of whole numbers are exact, however many threads share them."""

_KEY_BANDS = 80  # up to 5 kHz: what lies above tells more of the speaker than of the sound
_CEPSTRA = 16
_CONTEXT = 4  # slopes are taken over ±20 ms
_SLOPE_WEIGHT = 0.85
_VOICING_WEIGHT = 3.0
_SCALE = 5.0
_WIDEST = 2.5
_ACTIVE = 8.0  # natural-log power: 35 dB
_FLOOR = 1e-16
_FEW = 20


@dataclass(frozen=True, eq=False)
class Frames:
    """Frames of one speaker, one each 5 ms.

    bands   (n, BANDS) natural-log power; `level` (n,) their mean below the end of the target's bandwidth
    voiced  (n,) bool; `pitch` (n,) natural-log f0 less its median, 0 where unvoiced
    active  (n,) bool, loud enough to learn from
    """

    bands: np.ndarray
    voiced: np.ndarray
    pitch: np.ndarray
    active: np.ndarray

    @property
    def classes(self) -> np.ndarray:
        """0 where voiced, 1 where not."""
        return np.where(self.voiced, 0, 1)

    def of_class(self, kind: int) -> np.ndarray:
        """Which active frames are of the class; all active ones where these are few."""
        which = self.active & (self.classes == kind)
        return which if np.count_nonzero(which) >= _FEW else self.active

    def level(self, top: int) -> np.ndarray:
        return np.asarray(self.bands[:, :top].mean(axis=1))


def measured(f0: np.ndarray, log_power: np.ndarray) -> Frames:
    """Frames of f0 (n,) in Hz, 0 where unvoiced, and log power spectra (n, bins)."""
    energy = np.log(np.exp(log_power).sum(axis=1) + _FLOOR)
    voiced = f0 > 0
    median, _ = pitch.statistics(f0)
    height = np.where(voiced, np.log(np.where(voiced, f0, 1.0) / (median or 1.0)), 0.0)
    active = energy > np.quantile(energy, 0.95) - _ACTIVE
    return Frames(bands.averaged(log_power), voiced, height, active)


@dataclass(frozen=True, eq=False)
class Speaker:
    """What is usual in one speaker's frames, by which another's are understood.

    mean    (2, BANDS) of the active voiced and unvoiced frames
    level   the level of the loud voiced ones; `spread` the deviation of the level of all active ones
    width   deviation of `Frames.pitch`
    """

    mean: np.ndarray
    level: float
    spread: float
    width: float

    @classmethod
    def of(cls, frames: Frames, top: int) -> Speaker:
        level = frames.level(top)
        mean = np.stack([frames.bands[frames.of_class(kind)].mean(axis=0, dtype=np.float64) for kind in (0, 1)])
        near = frames.pitch[frames.voiced & (np.abs(frames.pitch) < 0.6)]
        return cls(
            mean,
            float(np.quantile(level[frames.of_class(0)], 0.7)),
            max(float(level[frames.active].std()), 0.2),
            max(float(near.std()) if len(near) else 0.0, 0.02),
        )


def bandwidth(frames: Frames) -> int:
    """How many bands lie below the frequency where the sample's spectrum ends (8 kHz for a 16 kHz recording)."""
    typical = np.median(frames.bands[frames.active], axis=0)
    fall = typical[:-4] - typical[4:]
    steep = np.flatnonzero((fall > 4.0) & (typical[4:] < typical.max() - 12.0) & (np.arange(len(fall)) > BANDS // 3))
    ends = [int(place) for place in steep if typical[place + 4 :].max() < typical.max() - 12.0]
    return ends[0] if ends else BANDS


def keys(frames: Frames, speaker: Speaker, top: int) -> np.ndarray:
    """int16 (n, 2 * _CEPSTRA + 3), in `STEPS`: cepstra less the speaker's mean, their slopes, voicing, pitch and level."""
    used = min(top, _KEY_BANDS)
    plain = (frames.bands - speaker.mean[frames.classes])[:, :used] / _SCALE
    # as if there were 40 bands whatever the bandwidth, so that the weight of the others stays the same
    cepstra = dct(plain, type=2, norm="ortho", axis=1)[:, 1 : _CEPSTRA + 1] * np.sqrt(40.0 / used)
    padded = np.pad(cepstra, ((_CONTEXT, _CONTEXT), (0, 0)), mode="edge")
    slopes = padded[2 * _CONTEXT :] - padded[: -2 * _CONTEXT]
    height = np.clip(frames.pitch / speaker.width, -_WIDEST, _WIDEST)
    level = (frames.level(top) - speaker.level) / speaker.spread
    rest = np.stack([_VOICING_WEIGHT * frames.voiced, height, np.maximum(level, -6.0)], axis=1)
    whole = np.round(np.hstack([cepstra, _SLOPE_WEIGHT * slopes, rest]) * STEPS)
    return np.asarray(np.clip(whole, -32_000, 32_000), np.int16)


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Euclidean distances (…, n, m) float32 between the rows of keys a (…, n, d) and b (…, m, d)."""
    a, b = a.astype(np.float64), b.astype(np.float64)
    squares = np.square(a).sum(axis=-1)[..., :, None] + np.square(b).sum(axis=-1)[..., None, :]
    return np.sqrt(squares - 2.0 * (a @ np.swapaxes(b, -1, -2))).astype(np.float32) / np.float32(STEPS)


def apart(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(n,) the Euclidean distance of each row of keys a (n, d) from that of b."""
    return np.sqrt(np.square(a.astype(np.float64) - b).sum(axis=1)) / STEPS
