"""Where somebody speaks, and how far other sound goes down there: before a word, through short pauses, and slowly up again."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import maximum_filter1d

from ..media import Audio

_FRAME = 0.01  # seconds a step
_AHEAD, _HOLD, _RELEASE = 0.25, 0.60, 0.90  # seconds: down before a word, down through short pauses, slowly up again


def envelope(speech: Audio, duck_db: float) -> np.ndarray:
    """The music's gain (1 … 10^(-duck_db/20)) for each sample of the speech."""
    mono = speech.mono().samples
    return gains(depths(talking(powers(mono, speech.rate))), frame_step(speech.rate), 0, len(mono), duck_db)


def powers(mono: np.ndarray, rate: int) -> np.ndarray:
    """The mean square of each frame of 10 ms of (n,) samples, float64; the last frame ends in silence."""
    step = frame_step(rate)
    whole, rest = mono[: len(mono) // step * step].reshape(-1, step), mono[len(mono) // step * step :]
    found = np.einsum("fs,fs->f", whole, whole, dtype=np.float64) / step
    return np.append(found, np.square(rest, dtype=np.float64).sum() / step) if len(rest) or not len(found) else found


def frame_step(rate: int) -> int:
    """Samples of a frame of the speech detector"""
    return round(_FRAME * rate)


def depths(said: np.ndarray) -> np.ndarray:
    """How far the music is down in each frame, 0 … 1, for the frames in which something is `said`."""
    ahead, hold = round(_AHEAD / _FRAME), round(_HOLD / _FRAME)
    # Down through pauses shorter than hold + ahead, and from `ahead` before each word.
    window = ahead + hold + 1
    down = maximum_filter1d(said.astype(np.float64), window, origin=(window // 2) - ahead, mode="constant")
    depth = _slewed(down, ahead, round(_RELEASE / _FRAME))
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * depth))


def gains(depth: np.ndarray, step: int, first: int, count: int, duck_db: float) -> np.ndarray:
    """The gains of `count` samples from sample `first` on, between the middles of frames of `step` samples."""
    frames = np.arange(first // step - 1, -(-(first + count) // step) + 1)
    near = depth[np.clip(frames, 0, len(depth) - 1)].astype(np.float32)
    if near.min() == near.max():
        return np.repeat(_factor(near[:1], duck_db), count)
    from_middle = (np.arange(step) / step - 0.5).astype(np.float32)
    slope = np.diff(near)[:, None]
    smooth = near[1:-1, None] + np.where(from_middle < 0, slope[:-1], slope[1:]) * from_middle
    return _factor(smooth.reshape(-1)[first % step :][:count], duck_db)


def _factor(depth: np.ndarray, duck_db: float) -> np.ndarray:
    return np.asarray(np.exp(np.float32(-duck_db * np.log(10) / 20) * depth))


def talking(power: np.ndarray) -> np.ndarray:
    """Which frames hold speech, by each one's mean square: within 25 dB of the loud ones, and not mere hiss."""
    level = 10 * np.log10(power + 1e-12)
    heard = level[level > -70]
    loud = np.round(np.percentile(heard, 90)) if len(heard) else 0.0  # in whole dB, which another line seldom moves
    return (level > loud - 25) & (level > -60)


def _slewed(target: np.ndarray, attack: int, release: int) -> np.ndarray:
    """`target` (0 or 1) followed with a full swing in `attack` frames up and `release` frames down."""
    out, now = np.empty_like(target), float(target[0])
    for place, want in enumerate(target):
        now = min(want, now + 1 / attack) if want > now else max(want, now - 1 / release)
        out[place] = now
    return out
