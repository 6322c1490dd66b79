"""What is measured of a sample: noise, clipping, music, bandwidth, how many people.

Music is told by how long spectral peaks stand still: a voice's harmonics glide, an instrument's do not.
"""

from __future__ import annotations

import numpy as np

from ..media import Audio
from . import pitch, same_voice
from .sample_frames import RATE, Track, speech_level_db


def snr_db(track: Track) -> float:
    """The speech's level over the quietest tenth of the file's, dB."""
    if not track.speech.any():
        return 0.0
    quiet = track.level <= np.quantile(track.level, 0.1)
    noise = 10 * np.log10((10 ** (track.level[quiet] / 10)).mean())
    return round(float(np.clip(speech_level_db(track) - noise, 0.0, 80.0)), 1)


def clipped(audio: Audio) -> float:
    """Share of samples within 2 % of the peak where the sound is loud: above 1 % only for flattened waves."""
    worst = 0.0
    for channel in audio.samples.reshape(len(audio), -1).T:
        size = np.abs(channel)
        peak = float(size.max())
        if peak < 1e-4:
            continue
        blocks = size[: len(size) // 400 * 400].reshape(-1, 400)
        loud = blocks[blocks.max(axis=1) > 0.5 * peak]
        if len(loud) >= 4:
            worst = max(worst, float((loud > 0.98 * peak).mean()))
    return round(worst, 4)


def music(track: Track) -> float:
    """How much of the sound's peaks stand still for a quarter of a second, as a likelihood of music."""
    fft, hop, later = 2048, 512, 8
    samples = track.samples
    count = (len(samples) - fft) // hop
    if count <= later:
        return 0.0
    window = np.hanning(fft)
    frames = samples[np.arange(count)[:, None] * hop + np.arange(fft)] * window
    low, high = int(250 * fft / RATE), int(4000 * fft / RATE)
    log = 20 * np.log10(np.abs(np.fft.rfft(frames))[:, low:high] + 1e-9)
    loud = log.max(axis=1) > np.quantile(log.max(axis=1), 0.95) - 30
    tops = (log[:, 2:-2] >= np.maximum(log[:, 1:-3], log[:, 3:-1])) & (log[:, 2:-2] > np.maximum(log[:, :-4], log[:, 4:]) + 6)
    peak = np.pad(tops, ((0, 0), (2, 2))) & (log > log.max(axis=1, keepdims=True) - 25) & loud[:, None]
    stays = np.ones_like(peak[:-later])
    for step in range(1, later + 1):
        near = peak[step : count - later + step]
        stays &= near | np.roll(near, 1, axis=1) | np.roll(near, -1, axis=1)
    now = peak[:-later]
    share = float((stays & now).sum() / max(int(now.sum()), 1))
    return round(float(1 / (1 + np.exp(-(share - 0.3) * 20))), 3)


def bandwidth(audio: Audio) -> float:
    """Hz: below it lies all that is within 60 dB of the long-term spectrum's top and does not fall away."""
    mono = audio.mono().samples
    size = 2048
    count = len(mono) // size
    if not count:
        return 0.0
    power = np.square(np.abs(np.fft.rfft(mono[: count * size].reshape(-1, size) * np.hanning(size)))).mean(axis=0)
    level = 10 * np.log10(np.convolve(power, np.ones(9) / 9, "same") + 1e-20)
    heard = np.flatnonzero(level > level.max() - 60.0)
    return round(float(heard[-1]) * audio.rate / size, 0)


_PHRASE = 120  # rows of 10 ms
_UNLIKE = 9.5  # of 48 recordings of one person one has such a change in it
_HIGHEST = 420.0  # Hz; where no pitch is found the search ends above it


def several(mono: Audio, track: Track) -> float:
    """The likelier of two signs: the pitches of phrases lie in two heaps, or one voice stops and an unlike one goes on."""
    return round(max(_pitches_apart(mono, track), _likely(4.0 * (same_voice.change(mono) - _UNLIKE))), 3)


def _likely(odds: float) -> float:
    return float(1 / (1 + np.exp(-odds)))


def _pitches_apart(mono: Audio, track: Track) -> float:
    """From the pitches of 1.2 s stretches: two heaps that lie far apart, each with a share of the stretches."""
    heights = []
    for first in range(0, len(track.speech) - _PHRASE + 1, _PHRASE // 2):
        if track.speech[first : first + _PHRASE].mean() > 0.5:
            begin = first * mono.rate // 100
            found = pitch.usual(mono.samples[begin : begin + _PHRASE * mono.rate // 100], mono.rate)
            heights += [12 * np.log2(found / 100.0)] if 0 < found < _HIGHEST else []
    if len(heights) < 4:
        return 0.0
    sorted_ = np.sort(heights)
    least = max(2, round(0.2 * len(sorted_)))
    gaps = [
        float(np.median(sorted_[cut:]) - np.median(sorted_[:cut])) - 2.0 * float(sorted_[cut:].std() + sorted_[:cut].std())
        for cut in range(least, len(sorted_) - least + 1)
    ]
    return _likely(max(gaps, default=-9.0) - 3.0)
