"""Speech and music to one finished sound: music ducked under speech, EBU R128 loudness, true-peak limited.

Loudness is ITU-R BS.1770-4; true peaks are read at four times the rate, as its annex 2 asks.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import soxr
from numpy.lib.stride_tricks import sliding_window_view
from scipy.ndimage import maximum_filter1d, minimum_filter1d

from ..media import Audio
from . import watermark
from .loudness import measured

CEILING_DB = -1.5
"""dBTP. Half a decibel under the promised -1, because AAC moves peaks a little."""

BED_DB = -5.0
"""Loudness of the music where nobody speaks, against the speech."""

DUCK_DB = 14.0
"""How far the music goes down under speech."""

CROSS_SECONDS = 2.0
"""How long the end of a piece of music sounds on under its beginning, where it is repeated."""

_ROOM_DB = 1.5  # that the gain may go up when it is corrected for what the limiter took
_REACH = 10  # samples on each side that the oversampling looks at
_FRAME = 0.01  # seconds a step of the speech detector
_AHEAD, _HOLD, _RELEASE = 0.25, 0.60, 0.90  # seconds: down before a word, down through short pauses, slowly up again


def mix(speech: Audio, music: Audio | None, *, loudness: float = -16.0, duck_db: float = DUCK_DB, rate: int = 48000,
        marked: bool = False) -> Audio:  # fmt: skip
    """Stereo at `rate`, as long as the speech: integrated loudness within 0.5 LU of `loudness`, peaks under -1 dBTP.

    `music` is looped or cut to the speech's length, faded in and out, and lowered by `duck_db` from shortly before a word
    to after it. Sound without any energy stays silent. `marked`: with the watermark.
    """
    voice = stereo(speech, rate)
    level = measured(voice, rate)
    if level is not None:
        voice = voice * _gain(loudness - level)
    if music is not None:
        known = None if level is None else loudness
        voice = voice + ducked(Audio(voice, rate), music, duck_db=duck_db, level=known).samples
    whole = watermark.mark(Audio(voice, rate)).samples if marked else voice
    return Audio(_mastered(whole, rate, loudness), rate)


def ducked(speech: Audio, music: Audio, *, duck_db: float = DUCK_DB, level: float | None = None) -> Audio:
    """The music alone as it goes under `speech`: its rate and length, stereo. `level`: the speech's loudness, if it is known."""
    bed = fitted(stereo(music, speech.rate), len(speech), speech.rate)
    level = measured(_two(speech.samples), speech.rate) if level is None else level
    own = measured(bed, speech.rate)
    if own is None:
        return Audio(bed, speech.rate)
    bed = bed * _gain((level if level is not None else -16.0) + BED_DB - own)
    return Audio(bed * envelope(speech, duck_db)[:, None], speech.rate)


def envelope(speech: Audio, duck_db: float) -> np.ndarray:
    """The music's gain (1 … 10^(-duck_db/20)) for each sample of the speech."""
    step = frame_step(speech.rate)
    mono = speech.mono().samples
    count = max(1, -(-len(mono) // step))
    power = np.square(np.pad(mono, (0, count * step - len(mono))), dtype=np.float64).reshape(count, step).mean(axis=1)
    return gains(depths(talking(power)), step, 0, len(mono), duck_db)


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
    low, high = max(0, first // step - 1), (first + count) // step + 2
    middles = (np.arange(low, low + len(depth[low:high])) + 0.5) * step
    smooth = np.interp(np.arange(first, first + count), middles, depth[low:high])
    return np.exp((-duck_db * np.log(10) / 20 * smooth).astype(np.float32))


def talking(power: np.ndarray) -> np.ndarray:
    """Which frames hold speech, by each one's mean square: within 25 dB of the loud ones, and not mere hiss."""
    level = 10 * np.log10(power + 1e-12)
    loud = np.percentile(level[level > -70], 90) if np.any(level > -70) else 0.0
    return (level > loud - 25) & (level > -60)


def _slewed(target: np.ndarray, attack: int, release: int) -> np.ndarray:
    """`target` (0 or 1) followed with a full swing in `attack` frames up and `release` frames down."""
    out, now = np.empty_like(target), float(target[0])
    for place, want in enumerate(target):
        now = min(want, now + 1 / attack) if want > now else max(want, now - 1 / release)
        out[place] = now
    return out


def fitted(music: np.ndarray, length: int, rate: int) -> np.ndarray:
    """Music looped with cross-fades, or cut, to `length` samples; faded in and out."""
    looped = _looped(music, length, rate)
    fade_in, fade_out = min(int(0.8 * rate), length // 4), min(int(2.5 * rate), length // 3)
    out = looped.astype(np.float32, copy=True)
    if fade_in:
        out[:fade_in] *= (np.sin(np.linspace(0, np.pi / 2, fade_in)) ** 2)[:, None].astype(np.float32)
    if fade_out:
        out[-fade_out:] *= (np.cos(np.linspace(0, np.pi / 2, fade_out)) ** 2)[:, None].astype(np.float32)
    return out


def _looped(music: np.ndarray, length: int, rate: int) -> np.ndarray:
    if len(music) == 0:
        return np.zeros((length, 2), np.float32)
    if len(music) >= length:
        return music[:length]
    cross = min(round(CROSS_SECONDS * rate), len(music) // 3)
    step = len(music) - cross
    ramp = np.sin(np.linspace(0, np.pi / 2, max(cross, 1)))[:, None]
    out = np.zeros((length + len(music), 2), np.float32)
    for start in range(0, length, step):
        piece = music.astype(np.float32, copy=True)
        if start and cross:
            piece[:cross] *= ramp
        if cross:
            piece[-cross:] *= ramp[::-1]
        out[start : start + len(piece)] += piece
    return out[:length]


def stereo(audio: Audio, rate: int) -> np.ndarray:
    """Samples (n, 2) at `rate`, n the rounded length; more than two channels are averaged."""
    samples = audio.samples
    if samples.ndim == 2 and samples.shape[1] > 2:
        samples = samples.mean(axis=1)
    length = round(len(samples) * rate / audio.rate)
    if audio.rate != rate and len(samples):
        samples = soxr.resample(samples, audio.rate, rate, quality="HQ")
    samples = _two(samples)[:length]
    return np.pad(samples, ((0, length - len(samples)), (0, 0)))


def _two(samples: np.ndarray) -> np.ndarray:
    flat = samples[:, None] if samples.ndim == 1 else samples
    return np.ascontiguousarray(np.repeat(flat, 2, axis=1) if flat.shape[1] == 1 else flat, np.float32)


def _gain(decibels: float) -> np.float32:
    return np.float32(10 ** (decibels / 20))


def _mastered(samples: np.ndarray, rate: int, loudness: float) -> np.ndarray:
    """To the loudness, under the ceiling. Limiting lowers the loudness a little, so the gain is corrected and tried again."""
    level = measured(samples, rate)
    if level is None:
        return samples
    gain = loudness - level
    ceiling = 10 ** (CEILING_DB / 20)
    peaks, up_to = np.zeros(0), -np.inf
    out = samples
    for _ in range(4):
        if gain > up_to:  # peaks grow with the gain: read once, with room for its corrections
            up_to = gain + _ROOM_DB
            peaks = true_peaks(samples, ceiling / float(_gain(up_to)))
        out = limited(samples * _gain(gain), peaks * _gain(gain), rate, ceiling)
        missing = loudness - (measured(out, rate) or loudness)
        if abs(missing) < 0.15:  # a third of what is asked of a film, and nobody hears it
            break
        gain += missing
    return out


def limited(samples: np.ndarray, peaks: np.ndarray, rate: int, ceiling: float) -> np.ndarray:
    """Look-ahead limiter: none of the true `peaks` over the ceiling, by a gain that is held 60 ms and moves within 5 ms."""
    over = np.flatnonzero(peaks > ceiling)
    if not len(over):
        return samples
    look = max(1, round(0.005 * rate)) | 1
    held = look + 2 * round(0.03 * rate)
    out, around = samples.astype(np.float32), held + look
    for stretch in np.split(over, np.flatnonzero(np.diff(over) > 2 * around) + 1):  # elsewhere the gain is 1
        place = slice(max(0, stretch[0] - around), stretch[-1] + around + 1)
        needed = np.minimum(1.0, ceiling / np.maximum(peaks[place], 1e-9))
        smooth = _smoothed(minimum_filter1d(needed, held, mode="nearest"), look)
        out[place] *= np.minimum(smooth, minimum_filter1d(needed, 3, mode="nearest"))[:, None]
    return out


def _smoothed(values: np.ndarray, width: int) -> np.ndarray:
    window = np.hanning(width + 2)[1:-1]
    padded = np.pad(values, width // 2, mode="edge")
    return np.convolve(padded, window / window.sum(), mode="valid")


def true_peaks(samples: np.ndarray, above: float = 0.0) -> np.ndarray:
    """For each sample the largest magnitude, over channels, of the four-times oversampled sound around it.

    Where the samples themselves stay under half of `above` they are taken as they are: oversampling cannot double them.
    """
    if samples.ndim == 1:
        samples = samples[:, None]
    rows = np.ascontiguousarray(samples.T, np.float32)  # channel by channel, which is faster
    plain = np.abs(rows).max(axis=0, initial=0.0).astype(np.float64)
    heard = np.pad(rows, ((0, 0), (_REACH + 1, _REACH)))  # one sample more before: what follows it is around the first one too
    block = 1 << 10
    for start in range(0, len(samples), block):
        end = min(start + block, len(samples))
        if plain[start:end].max() < above / 2:
            continue
        near = sliding_window_view(heard[:, start : end + 2 * _REACH + 1], end - start + 1, axis=1)
        dense = np.abs(_oversampling() @ np.ascontiguousarray(near)).max(axis=0)
        found = np.maximum(dense[:, 1:].max(axis=0), dense[1:, :-1].max(axis=0))
        plain[start:end] = np.maximum(plain[start:end], found)
    return plain


@lru_cache(maxsize=1)
def _oversampling() -> np.ndarray:
    """float32 (4, 2 · _REACH + 1): the weights of a sample's neighbours in it and in the three places after it."""
    from scipy.signal import firwin  # a second to load, which a film made from takes need not wait for

    taps = 4 * firwin(8 * _REACH + 1, 0.25, window=("kaiser", 5.0))
    padded = np.pad(taps, (0, 3))
    return np.asarray(padded[4 * np.arange(2 * _REACH, -1, -1) + np.arange(4)[:, None]], np.float32)
