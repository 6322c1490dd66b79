"""Noise taken out of a sample: ffmpeg's `afftdn`, a Wiener-like spectral filter (after Ephraim & Malah 1984), through PyAV."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np

_REDUCTION = 15  # dB at most: more of it begins to ring
_BLOCK = 1 << 16


def denoised(samples: np.ndarray, rate: int, noise_db: float) -> np.ndarray:
    """Mono `samples` (n,) without the steady noise of `noise_db` (its level, dBFS), as many, at the same places."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="fltp", sample_rate=rate, layout="mono", time_base=Fraction(1, rate))
    level = float(np.clip(noise_db, -80.0, -20.0))
    clean, sink = graph.add("afftdn", f"noise_reduction={_REDUCTION}:noise_floor={level:.1f}"), graph.add("abuffersink")
    source.link_to(clean)
    clean.link_to(sink)
    graph.configure()
    late = 2 * (rate // 80)  # its window is three steps of 1/80 s long, and gives the first step last
    given = np.pad(np.asarray(samples, np.float32), (0, late))
    made = []
    for first in range(0, len(given), _BLOCK):
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(given[None, first : first + _BLOCK]), format="fltp", layout="mono"
        )
        frame.rate, frame.pts, frame.time_base = rate, first, Fraction(1, rate)
        source.push(frame)
        made += _pulled(sink)
    source.push(None)
    made += _pulled(sink)
    return np.concatenate(made)[late : late + len(samples)].astype(np.float64)


def _pulled(sink: av.filter.context.FilterContext) -> list[np.ndarray]:
    out = []
    while True:
        try:
            out.append(sink.pull().to_ndarray()[0])
        except (av.BlockingIOError, av.EOFError):
            return out
