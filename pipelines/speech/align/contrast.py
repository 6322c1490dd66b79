"""Is this what was said? The text against the same phonemes in another order, over the same recording.

A text that was not spoken fits no better than its own phonemes shuffled; one that was fits better everywhere. The comparison
needs no threshold on likelihoods, which differ from one recording to the next.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.ndimage import uniform_filter1d

from . import chain, models
from .chain import Rough
from .models import Models, Scene, View
from .reference import Reference

_DECOYS = 2
_STEP = 4
_OVER = 200  # rows: a second, so that one odd phoneme does not condemn a word
_PERMUTED = ("symbols", "kinds", "lengths", "bands", "rises", "voiced")


def margin(part: Reference, plain: Models, stretch: Scene, seen: View) -> np.ndarray:
    """How much likelier each row (rows,) is along the text's path than along shuffled ones, over a second round it."""
    own = _path(part, plain, stretch, seen)
    shuffled = [_path(decoy, known, stretch, seen) for decoy, known in _decoys(part, plain)]
    difference = own - np.mean(shuffled, axis=0)
    return np.asarray(uniform_filter1d(difference.astype(np.float64), min(_OVER, len(difference)), mode="nearest"))


def _decoys(part: Reference, plain: Models) -> list[tuple[Reference, Models]]:
    out = []
    for seed in range(_DECOYS):
        order = np.random.default_rng(seed).permutation(len(part))
        moved = {name: getattr(part, name)[order] for name in _PERMUTED}
        out.append((replace(part, **moved), replace(plain, means=plain.means[order], variances=plain.variances[order])))
    return out


def _path(part: Reference, plain: Models, stretch: Scene, seen: View) -> np.ndarray:
    """The log density of each row along the best path, once the models have been learnt from it."""
    rough: Rough = chain.walk(part, plain, seen.rows, step=_STEP)
    learnt = models.adapted(plain.means, part, rough.edges, rough.gaps, stretch, seen)
    return chain.walk(part, learnt, seen.rows, step=_STEP).along
