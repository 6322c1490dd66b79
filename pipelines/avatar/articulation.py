"""What the mouth does over time: seven channels from the segments of an utterance.

Co-articulation follows Cohen and Massaro (1993): each segment pulls every channel towards its target with a dominance
D = α exp(-(τ/T)^c), and F(t) = Σ D T / Σ D; rounding anticipates further than the jaw. What must touch (bilabials, labio-
dentals) or stay narrow (sibilants) is imposed again after smoothing, on at least one frame, as JALI (Edwards et al. 2016)
does. Times are those of Rhubarb Lip Sync: shapes of at least 70 ms, opening faster than closing, pauses that hold under
120 ms, relax under 350 ms and close beyond.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..timeline import SILENCE, Segment, Utterance
from .visemes import VISEMES, VOWELS, Viseme, in_context

CHANNELS = ("gap", "jaw", "wide", "pucker", "press", "tuck", "tongue")
"""gap, jaw: opening between the inner lips and drop of the chin, in outer-eye distances; wide: change of the mouth's width as
a fraction; pucker, press, tuck (lower lip under the teeth), tongue (how high its tip is): 0 to 1."""

TARGETS: dict[Viseme, tuple[float, ...]] = {
    "sil": (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "PP": (0.0, 0.0, 0.0, 0.10, 1.0, 0.0, 0.0),
    "FF": (0.022, 0.008, 0.0, 0.0, 0.0, 1.0, 0.0),
    "TH": (0.065, 0.035, 0.0, 0.0, 0.0, 0.0, 1.0),
    "DD": (0.065, 0.030, 0.02, 0.0, 0.0, 0.0, 0.7),
    "kk": (0.085, 0.050, 0.0, 0.0, 0.0, 0.0, 0.2),
    "CH": (0.070, 0.014, -0.12, 0.60, 0.0, 0.0, 0.2),
    "SS": (0.058, 0.010, 0.05, 0.0, 0.0, 0.0, 0.3),
    "nn": (0.070, 0.035, 0.0, 0.0, 0.0, 0.0, 0.8),
    "RR": (0.065, 0.030, -0.08, 0.40, 0.0, 0.0, 0.4),
    "aa": (0.210, 0.130, 0.0, 0.0, 0.0, 0.0, 0.0),
    "E": (0.140, 0.075, 0.05, 0.0, 0.0, 0.0, 0.15),
    "I": (0.095, 0.040, 0.10, 0.0, 0.0, 0.0, 0.35),
    "O": (0.150, 0.095, -0.16, 0.60, 0.0, 0.0, 0.0),
    "U": (0.075, 0.038, -0.26, 1.0, 0.0, 0.0, 0.1),
}
# How strongly a viseme insists, per group of channels: the opening, the rounding, the tongue.
_DOMINANCE: dict[Viseme, tuple[float, float, float]] = {
    "sil": (2.0, 0.6, 0.5),
    "PP": (3.0, 0.15, 0.2),
    "FF": (2.5, 0.15, 0.3),
    "TH": (0.9, 0.12, 2.0),
    "DD": (0.7, 0.12, 1.5),
    "kk": (0.4, 0.08, 0.5),
    "CH": (1.5, 0.90, 0.6),
    "SS": (1.8, 0.50, 0.8),
    "nn": (0.7, 0.12, 1.5),
    "RR": (0.7, 0.50, 0.8),
    "aa": (1.2, 0.35, 0.8),
    "E": (1.1, 0.50, 0.6),
    "I": (1.0, 0.80, 0.6),
    "O": (1.1, 1.00, 0.6),
    "U": (1.2, 1.30, 0.6),
}
_GROUP = np.array([0, 0, 1, 1, 0, 0, 2])
_BEFORE = np.array([0.055, 0.130, 0.060])  # seconds a group anticipates: rounding starts early, through other sounds
_AFTER = np.array([0.080, 0.090, 0.070])
_POWER = 1.5
_SHORTEST, _HOLDS, _RELAXES = 0.070, 0.120, 0.350
_OPENS, _CLOSES = 3.6, 2.8  # fastest lip gap, in outer-eye distances a second
_RETROFLEX_ROUNDING = 0.5  # of zh, ch, sh, r: the lips come forward less than in English sh
_WIDEST = 0.32  # outer-eye distances, whatever is asked for
_REACH = 0.6  # seconds beyond which a dominance is nothing


@dataclass(frozen=True)
class Shape:
    """A viseme held from `start` to `end` seconds; `effort` scales its opening, `rounding` how far the lips come forward."""

    viseme: Viseme
    start: float
    end: float
    effort: float = 1.0
    rounding: float = 1.0


@dataclass(frozen=True, eq=False)
class Articulation:
    """`visemes` float32 (frames, 15), each row summing to 1; `channels` float32 (frames, 7) in the order of CHANNELS."""

    visemes: np.ndarray
    channels: np.ndarray


def shapes(utterance: Utterance) -> tuple[Shape, ...]:
    """Every viseme of the utterance in its place, pauses included."""
    stressed = any(p.stress for word in utterance.words for p in word.phonemes)
    return tuple(_shapes(utterance, stressed))


def _shapes(utterance: Utterance, stressed: bool) -> Iterator[Shape]:
    rate = utterance.sample_rate
    segments = utterance.segments()
    for place, segment in enumerate(segments):
        if segment.symbol == SILENCE:
            yield Shape("sil", segment.start / rate, segment.end / rate)
            continue
        effort = {1: 1.12, 2: 1.03}.get(segment.stress, 0.94) if stressed else 1.0
        before, after = (_beside(segments, place, step) for step in (-1, 1))
        at = segment.start / rate
        for viseme, share in in_context(segment.symbol, before, after):
            end = at + share * segment.samples / rate
            rounding = _RETROFLEX_ROUNDING if viseme == "CH" and set(segment.symbol) & set("ʂʐ") else 1.0
            yield Shape(viseme, at, end, effort if viseme in VOWELS else 1.0, rounding)
            at = end


def _beside(segments: Sequence[Segment], place: int, step: int) -> str:
    """The sound beside a segment in the same word, "" for none."""
    if not 0 <= place + step < len(segments):
        return ""
    other = segments[place + step]
    return other.symbol if other.word == segments[place].word and other.symbol != SILENCE else ""


def pauses(line: tuple[Shape, ...], frames: int, fps: int) -> tuple[tuple[float, float], ...]:
    """Every stretch of silence as (start, end) seconds, joined; what lies before the first sound and after the last counts."""
    spoken = [s for s in line if s.viseme != "sil"]
    if not spoken:
        return ((-1.0, frames / fps + 1.0),)
    ends = [(-1.0, spoken[0].start), (spoken[-1].end, max(frames / fps, spoken[-1].end) + 1.0)]
    gaps = [(a.end, b.start) for a, b in pairwise(spoken) if b.start - a.end > 1e-6]
    return tuple(sorted([ends[0], *gaps, ends[1]]))


def articulate(
    line: tuple[Shape, ...],
    frames: int,
    fps: int,
    loudness: np.ndarray | None = None,
    opening: float | np.ndarray = 1.0,
) -> Articulation:
    """The mouth at the middle of each frame. `loudness` in dB about the line's own level scales the opening a little; `opening`, one
    for all or each frame, scales it as it says. Closures stay."""
    times = (np.arange(frames) + 0.5) / fps
    silent = pauses(line, frames, fps)
    weights, channels = _dominate(line, silent, times)
    if loudness is not None:
        channels[:, :2] *= np.clip(1.0 + 0.02 * loudness, 0.8, 1.2)[:, None]
    channels[:, :2] = np.minimum(channels[:, :2] * np.broadcast_to(opening, frames)[:, None], _WIDEST)
    gate = _gate(silent, times) * _ends(frames)
    channels *= gate[:, None]
    weights = weights * gate[:, None]
    weights[:, 0] += 1.0 - weights.sum(axis=1)
    _narrow(line, times, channels)
    _close(line, times, channels, fps)
    _limit_speed(channels, fps)
    return Articulation(weights.astype(np.float32), channels.astype(np.float32))


def _dominate(
    line: tuple[Shape, ...], silent: tuple[tuple[float, float], ...], times: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    top = np.zeros((len(times), 7))
    bottom = np.full((len(times), 7), 1e-9)
    weights = np.zeros((len(times), len(VISEMES)))
    spoken = [s for s in line if s.viseme != "sil"]
    rests = [Shape("sil", a, b, 0.4 if b - a < _RELAXES else 1.0) for a, b in silent if b - a >= _HOLDS]
    for shape in sorted(spoken + rests, key=lambda s: s.start):
        first, last = np.searchsorted(times, (shape.start - _REACH, shape.end + _REACH))
        pull = _pull(shape, times[first:last])
        target = np.array(TARGETS[shape.viseme])
        target[:2] *= shape.effort
        target[2:4] *= shape.rounding
        top[first:last] += pull * target
        bottom[first:last] += pull
        weights[first:last, VISEMES.index(shape.viseme)] += pull[:, 0]
    weights[:, 0] += 1e-9
    return weights / weights.sum(axis=1, keepdims=True), top / bottom


def _pull(shape: Shape, times: np.ndarray) -> np.ndarray:
    """The dominance of a shape on each channel at each time: full in its core, falling off on both sides."""
    length = shape.end - shape.start
    middle, half = (shape.start + shape.end) / 2, max(length * 0.25, length / 2 - 0.045, _SHORTEST / 4)
    if shape.viseme == "sil":
        half = max(length / 2 - 0.06, 0.01)
    early = np.clip(middle - half - times, 0, None)[:, None]
    late = np.clip(times - middle - half, 0, None)[:, None]
    fall = np.exp(-((early / _BEFORE) ** _POWER) - (late / _AFTER) ** _POWER)
    strength = np.array(_DOMINANCE[shape.viseme])
    if shape.viseme == "sil":
        strength = strength * shape.effort
    return (fall * strength)[:, _GROUP]


def _smooth(x: np.ndarray) -> np.ndarray:
    x = np.clip(x, 0.0, 1.0)
    return x * x * (3 - 2 * x)


def _gate(silent: tuple[tuple[float, float], ...], times: np.ndarray) -> np.ndarray:
    """0 inside every pause that closes the mouth, 1 in speech: shut 140 ms after the sound, opening 90 ms before it."""
    gate = np.ones(len(times))
    for start, end in silent:
        if end - start >= _RELAXES:
            shut = 1.0 - _smooth((times - start) / 0.14) * _smooth((end - times) / 0.09)
            gate = np.minimum(gate, np.where((times > start) & (times < end), shut, 1.0))
    return gate


def _ends(frames: int) -> np.ndarray:
    """The first and last frame rest, so that clips of one person join without a jump."""
    index = np.arange(frames)
    return _smooth(index / 2.0) * _smooth((frames - 1 - index) / 3.0)


def _narrow(line: tuple[Shape, ...], times: np.ndarray, channels: np.ndarray) -> None:
    """Sibilants keep the teeth together: the jaw is up at their middle."""
    for shape in line:
        if shape.viseme in ("SS", "CH") and len(times):
            frame = int(np.argmin(np.abs(times - (shape.start + shape.end) / 2)))
            channels[frame, 1] = min(channels[frame, 1], 0.025)
            channels[frame, 0] = min(channels[frame, 0], 0.085)


def closures(line: tuple[Shape, ...], times: np.ndarray) -> Iterator[tuple[Viseme, np.ndarray]]:
    """(viseme, its frames) for every sound that needs the lips to touch: never fewer than one frame.

    A bilabial is closed from its start, or 60 ms before its release, up to 10 ms before the release.
    """
    for shape in line:
        if shape.viseme not in ("PP", "FF") or not len(times):
            continue
        release = shape.end - (0.01 if shape.viseme == "PP" else 0.2 * (shape.end - shape.start))
        start = min(shape.start, release - 0.06) if shape.viseme == "PP" else shape.start + 0.2 * (shape.end - shape.start)
        inside = np.flatnonzero((times >= start) & (times <= release))
        yield shape.viseme, inside if len(inside) else np.array([int(np.argmin(np.abs(times - (start + release) / 2)))])


def _close(line: tuple[Shape, ...], times: np.ndarray, channels: np.ndarray, fps: int) -> None:
    last = len(times) - 1
    for viseme, frames in closures(line, times):
        if viseme == "PP":
            channels[frames, 0] = 0.0
            channels[frames, 1] = np.minimum(channels[frames, 1], 0.03)
            channels[frames, 4] = 1.0
        else:
            channels[frames, 0] = np.minimum(channels[frames, 0], TARGETS["FF"][0])
            channels[frames, 1] = np.minimum(channels[frames, 1], 0.015)
            channels[frames, 5] = 1.0
    channels[[0, last], :] = 0.0


def _limit_speed(channels: np.ndarray, fps: int) -> None:
    """No lip moves faster than a lip can; only ever closes further, so closures stay."""
    gap = channels[:, 0]
    for i in range(1, len(gap)):
        gap[i] = min(gap[i], gap[i - 1] + _OPENS / fps)
    for i in range(len(gap) - 2, -1, -1):
        gap[i] = min(gap[i], gap[i + 1] + _CLOSES / fps)
    np.minimum(channels[:, 1], gap * 0.75 + 0.02 * (gap > 0), out=channels[:, 1])
