"""The sound that a film had, under the speech that is laid over it: down before a word, up after it.

The detector and its times are those of `detector.envelope`, which a long sound equals block by block: its frames of 10 ms are read in one
pass, and the sound is gone through in the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import binary_closing

from . import detector
from .streamed import BLOCK, even

DEPTH_DB = 14.0
GAP_DB = 12.0
"""How far the other sound goes down while somebody speaks, and how far under the speech it then is at least."""

_PAUSE = 30  # frames: the speech's level is that of its phrases, with what is silent between sounds and words
_SPARE = 1.0  # dB more than is asked
_DEEPEST = 40.0
_EMPTY = 1e-10  # mean square, -100 dBFS


@dataclass(frozen=True, eq=False)
class Ducking:
    """`depth`: how far each frame of 10 ms is down, 0 … 1; `duck_db` how much that is. `gap_db`: how far the speech then stands above
    the other sound while it speaks; None where either is silent."""

    depth: np.ndarray
    rate: int
    duck_db: float
    gap_db: float | None

    def ducked(self, blocks: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        """The other sound, float32 (n, channels) from its first sample on, as it goes under the speech."""
        first, step = 0, detector.frame_step(self.rate)
        for block in blocks:
            yield block * detector.gains(self.depth, step, first, len(block), self.duck_db)[:, None]
            first += len(block)


def measured(speech: Iterable[np.ndarray], other: Iterable[np.ndarray], rate: int, samples: int) -> Ducking:
    """How `other` has to go down under `speech`, both `samples` long: by DEPTH_DB, or more where it would still be too loud."""
    said, under = _powers(speech, rate, samples), _powers(other, rate, samples)
    heard = detector.talking(said)
    depth, spoken = detector.depths(heard), binary_closing(np.pad(heard, _PAUSE), np.ones(_PAUSE))[_PAUSE:-_PAUSE]
    if not spoken.any() or under[spoken].mean() < _EMPTY:
        return Ducking(depth, rate, DEPTH_DB, None)
    apart = 10 * np.log10(said[spoken].mean() / under[spoken].mean())
    duck_db = float(np.clip(GAP_DB + _SPARE - apart, DEPTH_DB, _DEEPEST))
    down = np.square(10 ** (-duck_db * depth[spoken] / 20))
    gap = 10 * np.log10(said[spoken].mean() / (under[spoken] * down).mean())
    return Ducking(depth, rate, duck_db, float(gap))


def _powers(blocks: Iterable[np.ndarray], rate: int, samples: int) -> np.ndarray:
    """The mean square of each frame of 10 ms, over the mean of the channels as `detector.envelope` reads it."""
    step = detector.frame_step(rate)
    count = max(1, -(-samples // step))
    whole = BLOCK // step * step
    return np.concatenate([detector.powers(_mono(block), rate) for block in even(blocks, count * step, whole)])


def _mono(block: np.ndarray) -> np.ndarray:
    return block if block.ndim == 1 else block.mean(axis=1)
