"""Is this sound a sample that a voice can be learnt from? Measures, a verdict, and the sample made ready.

Voiced frames are found by the window-normalised autocorrelation of Boersma (1993, "Accurate short-term analysis of the
fundamental frequency"), music by how long spectral peaks stand still: a voice's harmonics glide, an instrument's do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import BadInput
from ..media import Audio, read_audio
from . import pitch

RATE = 24_000
"""Sample rate in Hz of what `accept` returns."""

MIN_SECONDS = 3.0
MIN_SPEECH = 1.8
"""Seconds that must be heard as speech, pauses not counted, in a sample of at least `MIN_SECONDS`."""
MAX_SECONDS = 30.0
"""`accept` keeps the stretch of this length that holds the most speech."""

LONGEST = 300.0
"""Seconds of a long file that are read and judged."""

_WORK_RATE = 16_000
_HOP = 160  # 10 ms
_SILENT_DB = -60.0
_CLIPPED = 0.008
_MUSIC = 0.5
_LEVEL_DB = -22.0


@dataclass(frozen=True)
class Verdict:
    """What a sample is like.

    seconds   its length; `speech` of them are speech, pauses not counted
    snr_db    loudness of the speech over the background, dB (80 at most)
    clipped   share of the loud part's samples that lie flat at the peak, 0 … 1
    music     likelihood that this is music and not speech, 0 … 1
    rate      sample rate of the file, Hz
    problems  why it cannot be used: of "damaged", "silent", "short", "music", "noise", "clipped", "little speech"
    bandwidth Hz, where the speech's spectrum ends
    several   likelihood that more than one person speaks, 0 … 1, by how far apart the pitches of its phrases lie
    """

    seconds: float
    speech: float
    snr_db: float
    clipped: float
    music: float
    rate: int
    problems: tuple[str, ...]
    bandwidth: float = 0.0
    several: float = 0.0

    @property
    def good(self) -> bool:
        return not self.problems

    @property
    def advice(self) -> tuple[tuple[str, str], ...]:
        """What would make a usable sample better, each in English and in Chinese."""
        found = {
            ("There seem to be several voices; the clone would be a mixture. Give one person alone.",
             "录音中似乎有多个人的声音，克隆出的声音会混在一起。请只保留一个人。"): self.several > 0.5,
            (f"The sound ends at {self.bandwidth / 1000:.1f} kHz, as over a telephone; the clone's brightness is the synthesizer's.",
             f"声音只到 {self.bandwidth / 1000:.1f} kHz，类似电话；更高的频段由合成器补上。"): 0 < self.bandwidth < 5000,
            (f"The background is loud ({self.snr_db:.0f} dB under the speech). A quieter room gives a clearer voice.",
             f"背景声较大（比人声低 {self.snr_db:.0f} dB）。在更安静的房间录音，声音会更清楚。"): self.snr_db < 15,
            ("More speech, up to 15 seconds, makes the words of the clone plainer.",
             "多录一些（15 秒以内），克隆的声音会说得更清楚。"): self.speech < 6.0,
        }  # fmt: skip
        return tuple(words for words, holds in found.items() if holds and self.good)


def read(path: Path) -> Audio:
    """The sound of a file, of a long one the first `LONGEST` seconds. BadInput as `read_audio`."""
    return read_audio(path, longest=LONGEST)


def judge(audio: Audio) -> Verdict:
    """Measure `audio` (any rate and number of channels). Never raises for what it hears."""
    if not len(audio) or not np.isfinite(audio.samples).all() or audio.rate < 4000:
        return Verdict(0.0, 0.0, 0.0, 0.0, 0.0, audio.rate, ("damaged",))
    head = _head(audio)
    mono = head.mono()
    level = _level_db(mono.samples)
    if level < _SILENT_DB:
        return Verdict(audio.seconds, 0.0, 0.0, 0.0, 0.0, audio.rate, ("silent",))
    track = _track(mono)
    speech = float(track.speech.sum()) * _HOP / _WORK_RATE
    values = (round(audio.seconds, 3), round(speech, 3), _snr_db(track), _clipped(head), _music(track), audio.rate)
    return Verdict(*values, problems=_problems(track, values), bandwidth=_bandwidth(head), several=_several(mono, track))


def accept(audio: Audio) -> Audio:
    """The sample made ready: mono, 24 kHz, trimmed to the speech, at an even level, `MAX_SECONDS` at most.

    Raises BadInput that says why it cannot be used and what would be.
    """
    verdict = judge(audio)
    if verdict.problems:
        raise _refusal(verdict)
    mono = _head(audio).mono()
    track = _track(mono)
    start, end = _best_stretch(track.speech)
    ready = mono.resampled(RATE).samples.astype(np.float64)
    part = ready[int(start * RATE) : int(end * RATE)]
    part = part - part.mean()
    gain = 10 ** ((_LEVEL_DB - _speech_level_db(track)) / 20)
    part = part * float(min(gain, 0.97 / max(float(np.abs(part).max()), 1e-9)))
    edge = min(RATE // 100, len(part) // 2)
    fade = np.ones(len(part))
    fade[:edge] = np.linspace(0, 1, edge)
    fade[len(part) - edge :] = np.linspace(1, 0, edge)
    return Audio(part * fade, RATE)


def _refusal(verdict: Verdict) -> BadInput:
    wanted_en = "Give 3 seconds to 5 minutes of one person speaking, without music."
    wanted_zh = "请提供 3 秒到 5 分钟、单人说话、没有音乐的录音。"
    reasons = {
        "damaged": ("This voice sample holds no usable sound.", "这段录音没有可用的声音。"),
        "silent": ("This voice sample is silent.", "这段录音是静音。"),
        "short": (
            f"This voice sample is {verdict.seconds:.1f} s long; at least {MIN_SECONDS:.0f} s are needed.",
            f"这段录音只有 {verdict.seconds:.1f} 秒；至少需要 {MIN_SECONDS:.0f} 秒。",
        ),
        "clipped": (
            f"This voice sample is clipped ({verdict.clipped:.0%} of its loud part). Record it again at a lower level.",
            f"这段录音削波失真（响亮部分的 {verdict.clipped:.0%}）。请调低音量重新录制。",
        ),
        "music": ("This voice sample sounds like music, not speech.", "这段录音听起来是音乐，不是人声。"),
        "noise": ("No speech is heard in this voice sample, only noise or a tone.", "这段录音里只有噪声或单音，听不到人声。"),
        "little speech": (
            f"Only {verdict.speech:.1f} s of speech are heard in this voice sample.",
            f"这段录音里只听到 {verdict.speech:.1f} 秒人声。",
        ),
    }
    en, zh = reasons[verdict.problems[0]]
    return BadInput(f"{en} {wanted_en}", f"{zh}{wanted_zh}")


@dataclass(frozen=True, eq=False)
class _Track:
    """One row each 10 ms: level in dB, periodicity 0 … 1, what is active, voiced, speech; and the 16 kHz samples."""

    samples: np.ndarray
    level: np.ndarray
    periodicity: np.ndarray
    active: np.ndarray
    voiced: np.ndarray
    speech: np.ndarray


def _head(audio: Audio) -> Audio:
    return Audio(audio.samples[: int(LONGEST * audio.rate)], audio.rate)


def _level_db(samples: np.ndarray) -> float:
    """RMS level of the loudest tenth of 50 ms blocks, dBFS."""
    size = max(1, min(len(samples), 2000))
    blocks = samples[: len(samples) // size * size].reshape(-1, size).astype(np.float64)
    power = np.square(blocks - blocks.mean(axis=1, keepdims=True)).mean(axis=1)
    return float(10 * np.log10(np.quantile(power, 0.9) + 1e-20))


def _track(mono: Audio) -> _Track:
    samples = mono.resampled(_WORK_RATE).samples.astype(np.float64)
    samples = samples - samples.mean()
    level, periodicity = _frames(samples)
    top = float(np.quantile(level, 0.97))
    floor = float(np.quantile(level, 0.05))
    active = level > max(top - 32.0, min(floor + 6.0, top - 12.0))
    voiced = active & (periodicity > 0.55)
    speech = active & (_spread(voiced, 12))
    return _Track(samples, level, periodicity, active, voiced, speech)


def _frames(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(level in dB, highest normalised autocorrelation between 60 and 450 Hz) each 10 ms, of 16 kHz samples."""
    size, fft = 640, 2048
    window = np.hanning(size)
    shape = np.fft.irfft(np.abs(np.fft.rfft(window, fft)) ** 2)[: size // 2]
    lags = slice(_WORK_RATE // 450, min(_WORK_RATE // 60, size // 2))
    padded = np.concatenate([np.zeros(size // 2), samples, np.zeros(size)])
    frequency = np.arange(fft // 2 + 1) * (_WORK_RATE / fft)
    # Rumble must not pass for a pitch, nor hiss hide one: rise to 500 Hz, fall above 1600 Hz.
    weight = np.minimum(frequency / 500.0, 1.0) ** 2 * np.where(frequency < 1600.0, 1.0, 0.05)
    count = max(1, len(samples) // _HOP)
    level, periodicity = np.empty(count), np.empty(count)
    for first in range(0, count, 1000):
        rows = np.arange(first, min(first + 1000, count))
        frame = padded[rows[:, None] * _HOP + np.arange(size)] * window
        frame = frame - frame.mean(axis=1, keepdims=True)
        spectrum = np.abs(np.fft.rfft(frame, fft)) ** 2 * weight
        correlation = np.fft.irfft(spectrum)[:, : size // 2] / shape
        level[rows] = 10 * np.log10(np.square(frame).sum(axis=1) / np.square(window).sum() + 1e-12)
        periodicity[rows] = (correlation[:, lags] / np.maximum(correlation[:, :1], 1e-12)).max(axis=1)
    return level, periodicity


def _spread(mask: np.ndarray, frames: int) -> np.ndarray:
    """True within `frames` of a True."""
    return np.convolve(mask.astype(float), np.ones(2 * frames + 1), "same") > 0.5


def _speech_level_db(track: _Track) -> float:
    return float(10 * np.log10((10 ** (track.level[track.speech] / 10)).mean()))


def _snr_db(track: _Track) -> float:
    """The speech's level over the quietest tenth of the file's, dB."""
    if not track.speech.any():
        return 0.0
    quiet = track.level <= np.quantile(track.level, 0.1)
    noise = 10 * np.log10((10 ** (track.level[quiet] / 10)).mean())
    return round(float(np.clip(_speech_level_db(track) - noise, 0.0, 80.0)), 1)


def _clipped(audio: Audio) -> float:
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


def _music(track: _Track) -> float:
    """How much of the sound's peaks stand still for a quarter of a second, as a likelihood of music."""
    fft, hop, later = 2048, 512, 8
    samples = track.samples
    count = (len(samples) - fft) // hop
    if count <= later:
        return 0.0
    window = np.hanning(fft)
    frames = samples[np.arange(count)[:, None] * hop + np.arange(fft)] * window
    low, high = int(250 * fft / _WORK_RATE), int(4000 * fft / _WORK_RATE)
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


def _problems(track: _Track, values: tuple[float, float, float, float, float, int]) -> tuple[str, ...]:
    seconds, speech, snr, clipped, music, _ = values
    voiced = track.voiced.sum() / max(int(track.active.sum()), 1)
    noise = music <= _MUSIC and (voiced < 0.15 or snr < 3.0)
    found = {
        "short": seconds < MIN_SECONDS,
        "music": music > _MUSIC,
        "noise": noise,
        "clipped": clipped > _CLIPPED,
        "little speech": not noise and speech < MIN_SPEECH,
    }
    return tuple(problem for problem, holds in found.items() if holds)


def _best_stretch(speech: np.ndarray) -> tuple[float, float]:
    """(start, end) in seconds of the stretch with the most speech, with 0.15 s of air."""
    step = _HOP / _WORK_RATE
    length = min(len(speech), int(MAX_SECONDS / step))
    total = np.concatenate([[0], np.cumsum(speech)])
    first = int(np.argmax(total[length:] - total[: len(total) - length]))
    heard = first + np.flatnonzero(speech[first : first + length])
    return max(0.0, heard[0] * step - 0.15), heard[-1] * step + 0.16


def _bandwidth(audio: Audio) -> float:
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
_HIGHEST = 420.0  # Hz; where no pitch is found the search ends above it


def _several(mono: Audio, track: _Track) -> float:
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
    return round(float(1 / (1 + np.exp(-(max(gaps, default=-9.0) - 3.0)))), 3)
