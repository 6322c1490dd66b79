"""Integrated loudness (ITU-R BS.1770-4), of a sound at once or of one that comes in blocks.

With pyloudnorm's filters, whose state is carried from block to block; the gates need of a sound only the energy of each tenth
of a second.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

_GATE, _BELOW = -70.0, 10.0  # LUFS, LU
_HOPS = 4  # tenths of a second in a block
_SHORT = 0.45  # seconds: what is shorter is repeated to a length that can be measured
_SETTLED = 3  # tenths of a second
_BLOCK = 1 << 16  # samples that stay in the processor's cache


class Meter:
    """The integrated loudness of what `add` was given, float32 (n,) or (n, channels) of one or two channels."""

    def __init__(self, rate: int) -> None:
        # with scipy.signal, a second to load, which one who asks for no loudness need not wait for
        from pyloudnorm import IIRfilter
        from scipy.signal import sosfilt

        stages = IIRfilter(4.0, 0.5**0.5, 1500.0, rate, "high_shelf"), IIRfilter(0.0, 0.5, 38.0, rate, "high_pass")
        self._sections = np.stack([np.concatenate([stage.b, stage.a]) / stage.a[0] for stage in stages])
        self._filter = sosfilt
        self._state: np.ndarray | None = None
        self._energy: list[float] = []
        self._head = np.zeros((1, 0), np.float32)
        self.rate, self.samples, self.peak = rate, 0, 0.0

    def add(self, block: np.ndarray) -> None:
        if not len(block):
            return
        rows = np.ascontiguousarray(block.reshape(len(block), -1).T)
        if self._state is None:
            self._state = np.zeros((len(self._sections), len(rows), 2))
            self._head = rows[:, :0]
        if self._head.shape[1] < self.rate // 2:
            self._head = np.concatenate([self._head, rows[:, : self.rate // 2]], axis=1)
        self.peak = max(self.peak, float(np.abs(rows).max()))
        power = self._weighted(rows)
        first, end = self.samples * 10 // self.rate, self.samples + len(block)
        begins = -(-np.arange(first + 1, (end - 1) * 10 // self.rate + 1) * self.rate // 10) - self.samples
        sums = np.add.reduceat(power, np.concatenate([[0], begins])).tolist()
        self.samples = end
        if first < len(self._energy):
            self._energy[-1] += sums.pop(0)
        self._energy.extend(sums)

    def _weighted(self, rows: np.ndarray) -> np.ndarray:
        """The K-weighted power of each sample, over the channels; two that are the same are filtered once."""
        assert self._state is not None
        alike = len(rows) == 2 and np.array_equal(*rows) and np.array_equal(self._state[:, 0], self._state[:, 1])
        heard, state = (rows[:1], self._state[:, :1]) if alike else (rows, self._state)
        weighted, state = self._filter(self._sections, heard.astype(np.float64), zi=state)
        state = np.where(np.abs(state) < 1e-30, 0.0, state)  # or silence is filtered in denormal numbers, very slowly
        self._state = np.repeat(state, 2, axis=1) if alike else state
        power = np.einsum("cn,cn->n", weighted, weighted)
        return 2 * power if alike else power

    def follow(self, later: Meter) -> None:
        """Take in what another meter heard of the same sound from `settled` samples before the end of this one on.

        Both have to begin at a whole tenth of a second.
        """
        own = settled(self.rate)
        if self.samples * 10 % self.rate or later.samples < own:
            raise ValueError("meters are joined at whole tenths of a second")
        self._energy.extend(later._energy[_SETTLED:])
        self.samples += later.samples - own
        self.peak = max(self.peak, later.peak)

    def loudness(self) -> float | None:
        """LUFS; None for silence."""
        if self.peak <= 1e-6:
            return None
        if self.samples < _SHORT * self.rate:
            longer = Meter(self.rate)
            longer.add(np.tile(self._head.T, (int(_SHORT * self.rate // self.samples) + 1, 1)))
            return longer.loudness()
        count = round((self.samples / self.rate - 0.4) / 0.1) + 1
        hops = np.pad(self._energy, (0, max(0, count + _HOPS - 1 - len(self._energy))))
        power = np.convolve(hops, np.ones(_HOPS), mode="valid")[:count] / (0.4 * self.rate)
        level = -0.691 + 10 * np.log10(np.maximum(power, 1e-30))
        heard = level >= _GATE
        if not heard.any():
            return None
        gate = -0.691 + 10 * np.log10(power[heard].mean()) - _BELOW
        kept = heard & (level > gate)
        return float(-0.691 + 10 * np.log10(power[kept].mean())) if kept.any() else None


def metered(blocks: Iterable[np.ndarray], rate: int) -> Meter:
    """What a meter reads of a sound that comes in blocks."""
    meter = Meter(rate)
    for block in blocks:
        meter.add(block)
    return meter


def meter_of(samples: np.ndarray, rate: int) -> Meter:
    """As `metered`, of a sound that is there as a whole."""
    return metered((samples[start : start + _BLOCK] for start in range(0, len(samples), _BLOCK)), rate)


def measured(samples: np.ndarray, rate: int) -> float | None:
    """LUFS of (n,) or (n, 1 or 2) samples; None for silence. Sound under 0.45 s is repeated to a length that can be measured."""
    return meter_of(samples, rate).loudness()


def settled(rate: int) -> int:
    """Samples after which a meter's filters have forgotten what came before: tenths of a second that `Meter.follow` leaves out."""
    return _SETTLED * rate // 10
