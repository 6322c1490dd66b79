"""Sounds between words: a breath, a laugh, a file."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import soxr

from ..errors import BadInput
from ..media import Audio, read_audio
from ..overrides import SoundEvent

_BREATH_DB = -30.0  # RMS against full scale, well under speech


def breath(samples: int, rate: int, seed: int = 0) -> np.ndarray:
    """An inhalation: noise with a mouth's resonances that rises and breaks off, float32 (samples,)."""
    if samples < 8:
        return np.zeros(samples, np.float32)
    noise = np.random.default_rng(seed).standard_normal(samples)
    spectrum = np.fft.rfft(noise)
    hertz = np.fft.rfftfreq(samples, 1 / rate)
    shape = sum(
        g / (1 + ((hertz - f) / b) ** 2) for f, b, g in ((1500.0, 500.0, 1.0), (2600.0, 700.0, 0.6), (4200.0, 1200.0, 0.3))
    )
    sound = np.fft.irfft(spectrum * shape * (hertz > 200), samples)
    at = np.linspace(0, 1, samples)
    sound *= np.sin(np.pi * at**0.8) ** 1.5
    return np.asarray(sound / np.sqrt(np.mean(sound**2)) * 10 ** (_BREATH_DB / 20), np.float32)


def laugh(samples: int, rate: int, pitch: float, seed: int = 0) -> np.ndarray:
    """Bursts of breathy "ha" that fall in pitch and loudness (after Bachorowski et al. 2001: about five a second)."""
    count = max(1, round(5 * samples / rate))
    edges = [round(i * samples / count) for i in range(count + 1)]
    out = np.zeros(samples, np.float32)
    for number, (start, end) in enumerate(pairwise(edges)):
        share = number / max(1, count - 1)
        out[start:end] = _ha(end - start, rate, pitch * (1.35 - 0.45 * share), seed + number) * (1 - 0.55 * share)
    return out


def _ha(samples: int, rate: int, pitch: float, seed: int) -> np.ndarray:
    """One "ha": a breath of h, then an open vowel of decaying pulses through three resonances."""
    at = np.arange(samples) / rate
    voiced = at > 0.3 * samples / rate
    phase = np.cumsum(np.where(voiced, pitch * (1.06 - 0.12 * at * rate / max(samples, 1)), 0.0)) / rate
    pulses = np.diff(np.floor(phase), prepend=0.0)
    source = pulses * rate / pitch * 0.02 + 0.05 * np.random.default_rng(seed).standard_normal(samples)
    spectrum = np.fft.rfft(source, 2 * samples)
    hertz = np.fft.rfftfreq(2 * samples, 1 / rate)
    shape = sum(
        g / (1 + ((hertz - f) / b) ** 2) for f, b, g in ((780.0, 90.0, 1.0), (1300.0, 110.0, 0.6), (2600.0, 180.0, 0.25))
    )
    sound = np.fft.irfft(spectrum * shape, 2 * samples)[:samples]
    length = samples / rate
    sound *= np.clip(at / 0.02, 0, 1) * np.clip((length - at) / (0.25 * length), 0, 1)
    return np.asarray(0.12 * sound / max(float(np.sqrt(np.mean(sound**2))), 1e-9), np.float32)


def sound_of(event: SoundEvent, rate: int, pitch: float, folder: Path | None = None) -> np.ndarray:
    """The event's sound, float32 (event.samples,) at `rate`. BadInput for a file that cannot be read; relative to `folder`."""
    gain = np.float32(10 ** (event.gain_db / 20))
    if event.kind == "breath":
        return breath(event.samples, rate) * gain
    if event.kind == "laugh":
        return laugh(event.samples, rate, pitch) * gain
    path = Path(event.path) if folder is None else folder / event.path
    if not path.is_file():
        raise BadInput(f"The sound {event.path} is not there.", f"找不到声音文件 {event.path}。")
    return _fitted(read_audio(path), event.samples, rate) * gain


def _fitted(audio: Audio, samples: int, rate: int) -> np.ndarray:
    """Cut, with a short fade, or followed by silence."""
    mono = audio.mono().samples
    sound = mono if audio.rate == rate else soxr.resample(mono, audio.rate, rate, quality="HQ")
    out = np.zeros(samples, np.float32)
    out[: min(samples, len(sound))] = sound[:samples]
    if len(sound) > samples:
        fade = min(samples, rate // 100)
        out[samples - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    return out
