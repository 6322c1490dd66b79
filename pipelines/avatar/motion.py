"""What the rest of the head does: blinks, small turns and nods, breathing. All seeded, all at rest at both ends of a clip.

Blinks come by a log-normal clock of about 20 a minute, as people who talk do (Bentivoglio et al. 1997: 26 talking, 17 at
rest). The head follows pitch and loudness a little and nods on stresses (Munhall et al. 2004); it is never frozen.
"""

from __future__ import annotations

import numpy as np
import pyworld

from ..media import Audio

HEAD = ("yaw", "pitch", "roll", "x", "y", "z")
"""yaw (+ to the picture's right), pitch (+ down), roll (+ clockwise) in degrees; x, y, z in outer-eye distances."""

_SETTLE = 0.40  # seconds in which the head leaves and finds again its rest
_SPREAD = (1.7, 1.1, 1.1, 0.010, 0.008, 0.008)  # standard deviation aimed at, on each axis


def smooth(x: np.ndarray) -> np.ndarray:
    """0 up to 1 with no slope at either end"""
    x = np.clip(x, 0.0, 1.0)
    return x * x * x * (x * (6 * x - 15) + 10)


def window(frames: int, fps: int, seconds: float = _SETTLE) -> np.ndarray:
    """1 inside a clip, 0 without slope at its first and last frame"""
    index = np.arange(frames)
    span = max(1.0, min(seconds * fps, (frames - 1) / 2))
    return smooth(index / span) * smooth((frames - 1 - index) / span)


def loudness(audio: Audio, frames: int, fps: int) -> np.ndarray:
    """dB of each frame about the median of the voiced ones, -40 at least, float64 (frames,)"""
    sound = audio.mono()
    edges = np.round(np.arange(frames + 1) * sound.rate / fps).astype(int)
    power = np.concatenate(([0.0], np.cumsum(sound.samples.astype(np.float64) ** 2)))
    bounds = np.minimum(edges, len(sound))
    mean = (power[bounds[1:]] - power[bounds[:-1]]) / np.maximum(np.diff(edges), 1)
    level = 10 * np.log10(np.maximum(mean, 1e-10))
    voiced = level[level > level.max(initial=-100.0) - 30]
    middle = float(np.median(voiced)) if len(voiced) else 0.0
    return np.clip(np.convolve(level, np.ones(3) / 3, mode="same") - middle if frames >= 3 else level - middle, -40, 20)


def melody(audio: Audio, frames: int, fps: int) -> np.ndarray:
    """The pitch of each frame in octaves about the clip's median, unvoiced stretches bridged, smoothed; 0 without voice."""
    sound = audio.mono().resampled(16000)
    if len(sound) < 1600:
        return np.zeros(frames)
    pitch, at = pyworld.dio(sound.samples.astype(np.float64), 16000, f0_floor=65.0, f0_ceil=500.0, frame_period=20.0, speed=4)
    voiced = pitch > 0
    if voiced.sum() < 5:
        return np.zeros(frames)
    octaves = np.log2(pitch[voiced] / np.median(pitch[voiced]))
    line = np.interp((np.arange(frames) + 0.5) / fps, at[voiced], octaves)
    return blurred(line, 0.12 * fps)


def blurred(line: np.ndarray, sigma: float) -> np.ndarray:
    """A line (n,) under a Gaussian of `sigma` frames, its ends held"""
    reach = max(1, int(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / max(sigma, 1e-3)) ** 2)
    return np.convolve(np.pad(line, reach, mode="edge"), kernel / kernel.sum(), mode="valid")


def blinks(frames: int, fps: int, rng: np.random.Generator, often: float = 1.0) -> np.ndarray:
    """How far the lids are closed, 0 to 1, float64 (frames,). A clip of over 1.5 s has at least one blink; `often` 0 has none."""
    length = frames / fps
    closed = np.zeros(frames)
    if often <= 0:
        return closed
    starts: list[float] = []
    at = float(rng.uniform(0.5, 2.4))
    while at < length - 0.55:
        starts.append(at)
        at += 0.4 + float(np.clip(rng.lognormal(np.log(2.1), 0.55), 0.5, 9.0)) / often
    if not starts and length > 1.5:
        starts.append(float(rng.uniform(0.45, length - 0.6)))
    times = np.arange(frames) / fps
    for start in starts:
        closing, shut, opening = 0.09, float(rng.uniform(0.03, 0.06)), float(rng.uniform(0.13, 0.18))
        late = start + closing + shut
        closed = np.maximum(closed, smooth((times - start) / closing) * (1 - smooth((times - late) / opening)))
    return closed


def breathing(frames: int, fps: int) -> np.ndarray:
    """How full the chest is, 0 to 1: whole breaths of about four seconds, empty and at rest at both ends."""
    if frames < 2:
        return np.zeros(frames)
    length = (frames - 1) / fps
    count = max(1, round(length / 4.0))
    depth = min(1.0, length / count / 2.5)
    return depth * (1 - np.cos(2 * np.pi * count * np.arange(frames) / (frames - 1))) / 2


def head(
    frames: int, fps: int, rng: np.random.Generator, *, stresses: tuple[float, ...], pitch: np.ndarray, level: np.ndarray
) -> np.ndarray:
    """The head's six channels, float64 (frames, 6), in the order of HEAD.

    `stresses`: seconds at which a stressed syllable starts; `pitch` octaves and `level` dB of each frame.
    """
    times = np.arange(frames) / fps
    out = np.stack([_drift(times, rng) for _ in HEAD], axis=1)
    lively = blurred(np.clip(level, -20, 6) / 12, 0.15 * fps)
    out[:, 1] += 0.7 * (lively - lively.mean()) - 1.6 * np.clip(pitch, -0.6, 0.6)
    out[:, 2] += 0.8 * np.clip(pitch, -0.6, 0.6) * rng.choice((-1.0, 1.0))
    out[:, 1] += _nods(times, stresses, rng)
    out -= out.mean(axis=0)
    out *= window(frames, fps)[:, None]
    spread = np.maximum(out.std(axis=0), 1e-6)
    return out * np.clip(np.array(_SPREAD) / spread, 0.0, 2.5 * np.array(_SPREAD))


def _nods(times: np.ndarray, stresses: tuple[float, ...], rng: np.random.Generator) -> np.ndarray:
    out = np.zeros(len(times))
    last = -9.0
    for start in stresses:
        if start - last < 0.7 or rng.random() < 0.35:
            continue
        last = start
        depth, length = float(rng.uniform(0.8, 1.8)), float(rng.uniform(0.40, 0.55))
        phase = np.clip((times - start + 0.08) / length, 0, 1)
        out += depth * np.sin(np.pi * phase) ** 2
    return out


def _drift(times: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Slow smooth noise of unit spread: six sines from 0.08 to 0.7 Hz, the slower the larger."""
    rates = np.geomspace(0.08, 0.7, 6) * rng.uniform(0.85, 1.15, 6)
    sizes = rates**-0.6
    phases = rng.uniform(0, 2 * np.pi, 6)
    waves = sizes * np.sin(2 * np.pi * rates * times[:, None] + phases)
    return waves.sum(axis=1) / np.sqrt((sizes**2).sum() / 2)
