"""What an SSML document asks of time: contours laid over several words, stretches and wholes of a given duration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...overrides import Contour, PhonemeOverride
from ...timeline import Segment, Utterance, Word
from .. import stretches
from ..formats.notes import Note
from . import values
from .flat import Flat, Region, note

_SLOWEST, _FASTEST = 0.25, 4.0


def time(flat: Flat, utterance: Utterance) -> tuple[Utterance, list[Note]]:
    """The utterance with durations (the inner before the outer), then contours, then the length of the whole."""
    notes: list[Note] = []
    spans = stretches.spans(utterance)
    for region in flat.regions:
        if region.kind == "duration":
            utterance = _stretched(utterance, _words(utterance, spans, region), region, notes)
    contours = [(region, _words(utterance, spans, region)) for region in flat.regions if region.kind == "contour"]
    utterance = _contoured(utterance, contours, notes)
    for element in flat.whole:
        if element.local == "audioduration" and "value" in element.attributes:
            wanted = values.seconds(element, "value") * utterance.sample_rate
            rate = _factor(utterance.samples, replace(utterance, rate=2 * utterance.rate).samples, wanted) * utterance.rate
            held = min(max(rate, _SLOWEST), _FASTEST)
            utterance = replace(utterance, rate=held)
            if held != rate:
                notes.append(note(element, f"the whole can only be brought to {utterance.seconds:.2f} s",
                                  f"整体时长只能调整为 {utterance.seconds:.2f} 秒"))  # fmt: skip
    return utterance, notes


def _words(utterance: Utterance, spans: Sequence[tuple[int, int]], region: Region) -> list[Word]:
    return [utterance.words[place] for place in stretches.covered(spans, region.start, region.end)]


def _factor(length: float, at_double: float, wanted: float) -> float:
    """The factor of speed that brings a length to what is wanted. A length is a part that speed divides and a part that it
    does not (what was set): the length at double speed tells them apart."""
    elastic = 2 * (length - at_double)
    left = wanted - (length - elastic)
    return elastic / left if left > 0 and elastic > 0 else _FASTEST * 100


def _heard(utterance: Utterance, words: Sequence[Word]) -> int:
    """Samples from the first word's first sound to the last word's last."""
    inside = _sounding(utterance.segments(), words)
    return inside[-1].end - inside[0].start


def _sounding(segments: Sequence[Segment], words: Sequence[Word]) -> list[Segment]:
    ids = {word.id for word in words}
    return [segment for segment in segments if segment.word in ids and segment.index >= 0]


def _sped(utterance: Utterance, words: Sequence[Word], factor: float) -> Utterance:
    changed = {word.id: replace(over, speed=over.speed * factor) for word in words for over in (utterance.override(word.id),)}
    return replace(utterance, overrides={**utterance.overrides, **changed})


def _stretched(utterance: Utterance, words: list[Word], region: Region, notes: list[Note]) -> Utterance:
    if not words:
        return utterance
    wanted = values.seconds(region.element, "duration") * utterance.sample_rate
    factor = _factor(_heard(utterance, words), _heard(_sped(utterance, words, 2), words), wanted)
    speeds = [utterance.override(word.id).speed for word in words]
    held = min(max(factor, _SLOWEST / min(speeds)), _FASTEST / max(speeds))
    done = _sped(utterance, words, held)
    if held != factor:
        seconds = _heard(done, words) / utterance.sample_rate
        notes.append(
            note(region.element, f"the duration can only be brought to {seconds:.2f} s", f"时长只能调整为 {seconds:.2f} 秒")
        )
    return done


@dataclass(frozen=True)
class _Line:
    """A contour over samples: straight between its points, held before and after."""

    at: np.ndarray
    semitones: np.ndarray

    def over(self, start: int, end: int) -> Contour:
        """Its part over a phoneme, from 0 to 1."""
        inner = self.at[(self.at > start) & (self.at < end)]
        places = np.concatenate(([start], inner, [end]))
        found = np.interp(places, self.at, self.semitones)
        return tuple(
            (round(float((p - start) / (end - start)), 4), round(float(v), 4)) for p, v in zip(places, found, strict=True)
        )


def _contoured(utterance: Utterance, regions: Sequence[tuple[Region, list[Word]]], notes: list[Note]) -> Utterance:
    heard: dict[str, list[Segment]] = {}
    for segment in utterance.segments():
        if segment.index >= 0:
            heard.setdefault(segment.word, []).append(segment)
    overrides = dict(utterance.overrides)
    for region, words in regions:
        inside = [segment for word in words for segment in heard[word.id]]
        if not inside:
            continue
        start, end = inside[0].start, inside[-1].end
        line = _Line(np.array([start + at * (end - start) for at, _ in region.points]), np.array([v for _, v in region.points]))
        if np.abs(line.semitones).max() > 24:
            notes.append(note(region.element, "a contour is held within 24 semitones", "音高曲线限制在 24 半音以内"))
        for segment in inside:
            if segment.end <= segment.start:
                continue
            over = overrides.get(segment.word) or utterance.override(segment.word)
            own = over.phonemes.get(segment.index, PhonemeOverride())
            contour = _summed(own.contour, line.over(segment.start, segment.end))
            overrides[segment.word] = replace(over, phonemes={**over.phonemes, segment.index: replace(own, contour=contour)})
    return replace(utterance, overrides={key: own for key, own in overrides.items() if not own.empty})


def _summed(first: Contour, second: Contour) -> Contour:
    """Two contours added, within 24 semitones; () for one that changes nothing."""
    places = sorted({at for at, _ in (*first, *second)})
    total = np.zeros(len(places))
    for contour in (first, second):
        if contour:
            total = total + np.interp(places, [at for at, _ in contour], [value for _, value in contour])
    total = np.clip(total, -24, 24)
    return tuple((at, float(v)) for at, v in zip(places, total, strict=True)) if np.abs(total).max() > 1e-9 else ()
