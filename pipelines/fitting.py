"""A stretch of speech fitted to a length: vowels and pauses give first, consonants little and late, closures least.

How far each may go follows what stays natural: vowels carry most of a speaker's change of tempo (Gay 1978), consonants are
kept for the words' sake.
"""

from __future__ import annotations

from collections.abc import Sequence

from .errors import BadInput
from .symbols import is_plosive, is_vowel
from .timeline import SILENCE, Segment

VOWEL, PAUSE, CONSONANT, PLOSIVE = (0.45, 2.6), (0.15, 4.0), (0.70, 1.5), (0.85, 1.15)
"""The least and the greatest factor of each kind of sound."""


def bounds(symbol: str) -> tuple[float, float]:
    """The factors that a segment's length may be changed by."""
    if symbol == SILENCE:
        return PAUSE
    return VOWEL if is_vowel(symbol) else PLOSIVE if is_plosive(symbol) else CONSONANT


def fitted(segments: Sequence[Segment], samples: int, *, cap: float = 2.0, rate: int = 24_000) -> tuple[int, ...]:
    """Each segment's new length, together exactly `samples` at `rate` Hz.

    BadInput if the stretch would become more than `cap` times as fast or as slow, or if its sounds cannot give so much.
    """
    lengths = [segment.samples for segment in segments]
    total = sum(lengths)
    if not total or not total / cap <= samples <= total * cap:
        raise _impossible(samples, total / cap, total * cap, rate)
    elastic = [is_vowel(s.symbol) or s.symbol == SILENCE for s in segments]
    allowed = [bounds(s.symbol) for s in segments]
    wanted = _share(lengths, [a if e else (1.0, 1.0) for a, e in zip(allowed, elastic, strict=True)], samples)
    if abs(sum(wanted) - samples) > 0.5:
        base = [length * (a[0] if samples < total else a[1]) if e else length
                for length, a, e in zip(lengths, allowed, elastic, strict=True)]  # fmt: skip
        rest = [(1.0, 1.0) if e else a for a, e in zip(allowed, elastic, strict=True)]
        wanted = _share(base, rest, samples)
    if abs(sum(wanted) - samples) > 0.5:
        low = sum(length * a[0] for length, a in zip(lengths, allowed, strict=True))
        high = sum(length * a[1] for length, a in zip(lengths, allowed, strict=True))
        raise _impossible(samples, max(low, total / cap), min(high, total * cap), rate)
    return _whole(wanted, samples)


def _share(lengths: Sequence[float], allowed: Sequence[tuple[float, float]], samples: float) -> list[float]:
    """One factor for all, each within its own bounds, that comes to `samples` or as near as they let it."""
    together: dict[tuple[float, float], float] = {}  # sounds of one kind give alike
    for length, own in zip(lengths, allowed, strict=True):
        together[own] = together.get(own, 0.0) + length
    low, high = 0.0, 10.0
    for _ in range(60):
        factor = (low + high) / 2
        total = sum(length * min(max(factor, a), b) for (a, b), length in together.items())
        low, high = (factor, high) if total < samples else (low, factor)
    return [length * min(max(high, a), b) for length, (a, b) in zip(lengths, allowed, strict=True)]


def _whole(lengths: Sequence[float], samples: int) -> tuple[int, ...]:
    """Integers by rounding the ends, the last end at `samples`; none of a sound below 1."""
    ends, position = [], 0.0
    for length in lengths:
        position += length
        ends.append(round(position))
    ends[-1] = samples
    return tuple(end - start for start, end in zip([0, *ends[:-1]], ends, strict=True))


def _impossible(samples: int, low: float, high: float, rate: int) -> BadInput:
    asked, least, most = (1000 * value / rate for value in (samples, low, high))
    return BadInput(
        f"This cannot be fitted to {asked:.0f} ms: {least:.0f} to {most:.0f} ms are possible here.",
        f"无法调整为 {asked:.0f} 毫秒：此处可接受 {least:.0f} 到 {most:.0f} 毫秒。",
    )
