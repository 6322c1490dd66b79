"""Edits of single sounds: length, fit, pitch, contour, loudness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .. import edits, fitting
from ..errors import BadInput
from ..overrides import PhonemeOverride, WordOverride
from ..symbols import is_vowel
from ..timeline import Segment, Utterance
from .kinds import Contour, Fit, Length, Loudness, Pitch, Question
from .select import in_samples, named_sounds, segments_of, selected, set_phonemes, with_overrides


def sounds(utterance: Utterance, edit: Pitch | Loudness) -> Utterance:
    changed = {}
    for word, places in named_sounds(utterance, edit):
        over = utterance.override(word.id)
        own = {place: over.phonemes.get(place, PhonemeOverride()) for place in places}
        changed[word.id] = set_phonemes(over, {place: _moved(old, edit) for place, old in own.items()})
    return with_overrides(utterance, changed)


def _moved(old: PhonemeOverride, edit: Pitch | Loudness) -> PhonemeOverride:
    if isinstance(edit, Pitch):
        return replace(old, semitones=_within(edit.semitones + (old.semitones if edit.add else 0.0), 24.0, 24.0))
    return replace(old, gain_db=_within(edit.db + (old.gain_db if edit.add else 0.0), 40.0, 20.0))


def _within(value: float, below: float, above: float) -> float:
    return min(above, max(-below, value))


def length(utterance: Utterance, edit: Length) -> Utterance:
    if (edit.ms is None) == (edit.factor is None):
        raise BadInput("A length is given as `ms` or as `factor`, one of them.", "时长请用 `ms` 或 `factor` 之一给出。")
    chosen = list(named_sounds(utterance, edit))
    words, places = [word for word, _ in chosen], {word.id: own for word, own in chosen}
    part = edit.phoneme is not None or edit.syllable is not None
    segments = segments_of(utterance, words, places if part else None)
    if edit.factor is not None:
        lengths = [round(s.samples * edit.factor) if s.index >= 0 else s.samples for s in segments]
    elif len(segments) == 1:
        lengths = [in_samples(utterance, edit.ms or 0.0)]
    else:
        lengths = list(fitting.fitted(segments, in_samples(utterance, edit.ms or 0.0), cap=10.0, rate=utterance.sample_rate))
    return _set_lengths(utterance, segments, lengths)


def _set_lengths(utterance: Utterance, segments: Sequence[Segment], lengths: Sequence[int]) -> Utterance:
    low, high = (in_samples(utterance, ms) for ms in (edits.SHORTEST_MS, edits.LONGEST_MS))
    changed: dict[str, WordOverride] = {}
    for segment, length in zip(segments, lengths, strict=True):
        over = changed.get(segment.word, utterance.override(segment.word))
        if segment.index == -1:
            changed[segment.word] = replace(over, pause=length)
        elif segment.index >= 0:
            if not low <= length <= high:
                ms = 1000 * length / utterance.sample_rate
                raise BadInput(
                    f"A length of {ms:.1f} ms was asked for; {edits.SHORTEST_MS} to {edits.LONGEST_MS} ms is accepted.",
                    f"时长 {ms:.1f} 毫秒超出范围；可接受 {edits.SHORTEST_MS} 到 {edits.LONGEST_MS} 毫秒。",
                )
            own = replace(over.phonemes.get(segment.index, PhonemeOverride()), samples=length)
            changed[segment.word] = set_phonemes(over, {segment.index: own})
    return with_overrides(utterance, changed)


def fit(utterance: Utterance, edit: Fit) -> Utterance:
    """Sounds and pauses of the words, events kept as they are; the whole line counts its lead-in and its last pause."""
    words = selected(utterance, edit.first, edit.last)
    whole = len(words) == len(utterance.words)
    segments = list(utterance.segments()) if whole else segments_of(utterance, words)
    fixed = [s for s in segments if s.index < -1 or not s.word]
    moving = [s for s in segments if s not in fixed]
    lengths = fitting.fitted(
        moving, in_samples(utterance, edit.ms) - sum(s.samples for s in fixed), cap=edit.cap, rate=utterance.sample_rate
    )
    return _set_lengths(utterance, moving, lengths)


def contour(utterance: Utterance, edit: Contour) -> Utterance:
    """The points spread over the selection's phonemes by their times."""
    low, high = (-24.0, 24.0) if edit.unit == "st" else (30.0, 1000.0)
    at = [place for place, _ in edit.points]
    if at != sorted(at) or any(not low <= value <= high for _, value in edit.points):
        raise BadInput(f"A contour has points from 0 to 1 in order, values {low:g} to {high:g} {edit.unit}.",
                       f"音高曲线的点须在 0 到 1 之间递增，数值 {low:g} 到 {high:g} {edit.unit}。")  # fmt: skip
    chosen = {word.id: own for word, own in named_sounds(utterance, edit)}
    segments = [s for s in utterance.segments() if s.word in chosen and s.index in chosen[s.word]]
    start, end = segments[0].start, segments[-1].end
    changed: dict[str, WordOverride] = {}
    for segment in segments:
        over = changed.get(segment.word, utterance.override(segment.word))
        curve = _part(edit.points, (segment.start - start) / (end - start), (segment.end - start) / (end - start))
        old = over.phonemes.get(segment.index, PhonemeOverride())
        own = replace(old, contour=curve, hz=()) if edit.unit == "st" else replace(old, hz=curve, contour=())
        changed[segment.word] = set_phonemes(over, {segment.index: own})
    return with_overrides(utterance, changed)


def _part(points: Sequence[tuple[float, float]], start: float, end: float) -> tuple[tuple[float, float], ...]:
    """The stretch of a curve between two places, its own ends at 0 and 1."""
    if not points:
        return ()
    inner = [((at - start) / (end - start), value) for at, value in points if start < at < end]
    return ((0.0, _value(points, start)), *inner, (1.0, _value(points, end)))


def _value(points: Sequence[tuple[float, float]], at: float) -> float:
    for (a, x), (b, y) in pairwise(points):
        if a <= at <= b:
            return x if a == b else x + (y - x) * (at - a) / (b - a)
    return points[0][1] if at < points[0][0] else points[-1][1]


def question(utterance: Utterance, edit: Question) -> Utterance:
    """Up to the middle of the last vowel, so that its height is heard; what follows stays as high. A slight fall goes before it
    where there is time for one."""
    word = utterance.word(edit.word) if edit.word else utterance.words[-1]
    last = utterance.words[-1]
    segments = segments_of(utterance, selected(utterance, word.id, last.id))
    start, end = segments[0].start, segments[-1].end
    vowels = [s for s in segments if s.word == last.id and s.index >= 0 and is_vowel(s.symbol)]
    summit = vowels[-1].start + vowels[-1].samples // 2 if vowels else end
    top = (summit - start) / (end - start)
    falls = ((0.35 * top, -0.2 * edit.semitones),) if summit - start > 0.25 * utterance.sample_rate else ()
    points = ((0.0, 0.0), *falls, (top, edit.semitones), (1.0, edit.semitones))
    return contour(utterance, Contour(first=word.id, last=last.id, points=points))
