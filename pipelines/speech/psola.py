"""A recording's own sound made longer or shorter in time, its pitch and its voice kept: TD-PSOLA (Moulines & Charpentier 1990).

Two periods of the voice at a time are cut out round its pulses and laid down again where the new timing wants a pulse, some
repeated, some left out. Full bandwidth, no model of the voice in between; noise is turned round when it is repeated, so that no
buzz comes of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyworld
import soxr

_F0_RATE = 16_000
_FRAME_MS = 5.0
_NOISE_PERIOD = 0.005  # seconds between the marks of unvoiced sound
_SNAP = 0.2  # of a period: how far a mark may move to the pulse's peak
_CONTEXT = 0.05  # seconds looked at on both sides, for the pitch


def stretch(sound: np.ndarray, rate: int, source: Sequence[int], target: Sequence[int]) -> np.ndarray:
    """`sound` (n,) from source[0] up to source[-1], each stretch between two source edges brought to the length between the two
    target edges. float32 of target[-1] - target[0] samples; begins and ends in the phase of the source."""
    start, end = source[0], source[-1]
    samples = target[-1] - target[0]
    marks, voiced = _marks(sound, rate, start, end)
    if samples <= 0 or len(marks) < 2:
        return np.zeros(max(samples, 0), np.float32)
    periods = np.append(np.diff(marks), marks[-1] - marks[-2]).astype(np.float64)
    places = np.interp(marks, source, np.asarray(target) - target[0])
    chosen, at = _laid(marks, periods, places, start, end, samples)
    return _overlapped(sound, marks, periods, voiced, chosen, at, samples)


def _marks(sound: np.ndarray, rate: int, start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
    """(samples, whether voiced) of the pulses from `start` up to `end`; at an even pace where there is no voice."""
    context = round(_CONTEXT * rate)
    low, high = max(0, start - context), min(len(sound), end + context)
    near = np.asarray(sound[low:high], np.float64)
    if len(near) < rate // 20:
        near = np.pad(near, (0, rate // 20 - len(near)))
    coarse = soxr.resample(near, rate, _F0_RATE)
    f0, times = pyworld.dio(coarse, _F0_RATE, f0_floor=60.0, f0_ceil=500.0, frame_period=_FRAME_MS)
    f0 = pyworld.stonemask(coarse, f0, times, _F0_RATE)
    smooth = np.convolve(near, np.hanning(max(3, rate // 1500)), "same")  # pulses stand out once the hiss is gone
    sign = 1.0 if smooth.max() >= -smooth.min() else -1.0
    marks: list[int] = []
    voiced: list[bool] = []
    at = float(start)
    while at < end:
        hertz = f0[min(len(f0) - 1, max(0, round((at - low) / rate * 1000 / _FRAME_MS)))]
        period = rate / hertz if hertz > 0 else _NOISE_PERIOD * rate
        place = round(at)
        if hertz > 0:
            reach = round(period * (_SNAP if voiced and voiced[-1] else 0.5))
            first = max(0, place - low - reach)
            window = smooth[first : place - low + reach + 1] * sign
            if len(window):
                place = low + first + int(window.argmax())
        if not marks or place > marks[-1] + 1:
            marks.append(place)
            voiced.append(bool(hertz > 0))
        at = max(at + 2, marks[-1] + period)
    return np.array(marks, int), np.array(voiced, bool)


def _laid(
    marks: np.ndarray, periods: np.ndarray, places: np.ndarray, start: int, end: int, samples: int
) -> tuple[np.ndarray, np.ndarray]:
    """(which mark, where) each grain goes: spaced as the source's periods, first and last in the source's own phase."""
    first, last = float(marks[0] - start), float(samples - (end - marks[-1]))
    at, chosen = [first], [0]
    bounds = (places[1:] + places[:-1]) / 2
    while at[-1] + periods[chosen[-1]] / 2 < last:
        at.append(at[-1] + periods[chosen[-1]])
        chosen.append(int(np.searchsorted(bounds, at[-1])))
    if len(at) == 1:
        return np.array([0, len(marks) - 1]), np.array([first, last])
    chosen[-1] = len(marks) - 1
    positions = np.array(at)
    scale = (last - first) / (positions[-1] - first) if positions[-1] > first else 1.0
    return np.array(chosen), first + (positions - first) * scale


def _overlapped(
    sound: np.ndarray,
    marks: np.ndarray,
    periods: np.ndarray,
    voiced: np.ndarray,
    chosen: np.ndarray,
    at: np.ndarray,
    samples: int,
) -> np.ndarray:
    reach = int(periods.max()) + 2
    out = np.zeros(samples + 2 * reach)
    weight = np.zeros(samples + 2 * reach)
    padded = np.pad(np.asarray(sound, np.float64), reach)
    before, turned = -1, False
    for mark, place in zip(chosen, at, strict=True):
        half = int(max(periods[mark], periods[max(mark - 1, 0)]))
        turned = mark == before and not voiced[mark] and not turned
        before = int(mark)
        centre = int(marks[mark]) + reach
        grain = padded[centre - half : centre + half + 1]
        window = np.hanning(2 * half + 3)[1:-1]
        begin = round(place) + reach - half
        if begin < 0 or begin + len(grain) > len(out) or len(grain) < len(window):
            continue
        out[begin : begin + len(grain)] += (grain[::-1] if turned else grain) * window
        weight[begin : begin + len(grain)] += window
    made = out / np.maximum(weight, 0.25)
    return np.asarray(made[reach : reach + samples], np.float32)
