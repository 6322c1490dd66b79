"""What the timeline editor shows of a line: segments, words, what is set on them, pitch. JSON-ready values, times in samples."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyworld

from pipelines import overrides as own_values
from pipelines.media import Audio
from pipelines.overrides import Contour, PhonemeOverride
from pipelines.prosody import Manner, manners
from pipelines.speech import pinyin, readings
from pipelines.speech.reading import homographs
from pipelines.syllables import syllables
from pipelines.timeline import Segment, Utterance, Word

_STEP_MS = 10.0
_CANDIDATES = 12
_TONED = re.compile(r"[a-zü:]+[1-5](?: [a-zü:]+[1-5])*")

Track = Mapping[tuple[str, int], tuple[tuple[float, float], ...]]
"""(word, phoneme) → its predicted pitch: (place from 0 to 1, Hz), voiced places only."""


def track(utterance: Utterance, audio: Audio) -> Track:
    """The pitch of a line's sound, phoneme by phoneme, each 10 ms, by DIO and StoneMask (Morise et al. 2009)."""
    sound = np.asarray(audio.samples, np.float64)
    if not len(sound):
        return {}
    f0, times = pyworld.dio(sound, audio.rate, f0_floor=60.0, f0_ceil=600.0, frame_period=_STEP_MS, speed=3)
    f0 = pyworld.stonemask(sound, f0, times, audio.rate)
    places = times * audio.rate
    found = {}
    for segment in utterance.segments():
        if segment.index < 0 or not segment.samples:
            continue
        inside = np.flatnonzero((places >= segment.start) & (places < segment.end) & (f0 > 0))
        found[segment.word, segment.index] = tuple(
            (round(float((places[i] - segment.start) / segment.samples), 4), round(float(f0[i]), 2)) for i in inside
        )
    return found


@dataclass(frozen=True, slots=True)
class Curve:
    """A phoneme's pitch now: points (sample, Hz as predicted, Hz as set), and whether anything was set."""

    points: tuple[tuple[int, float, float], ...]
    moved: bool


def curves(utterance: Utterance, predicted: Track, segments: Sequence[Segment] | None = None) -> dict[tuple[str, int], Curve]:
    """The predicted pitch laid along the line as it is now, and what was set on it, phoneme by phoneme; of all or of some."""
    spoken = [hz for points in predicted.values() for _, hz in points]
    middle = float(np.median(np.log2(spoken))) if spoken else 7.0
    own = [segment for segment in segments or utterance.segments() if segment.index >= 0]
    return {
        (segment.word, segment.index): _curve(segment, manner, predicted.get((segment.word, segment.index), ()), middle)
        for segment, manner in zip(own, manners(utterance, own), strict=True)
    }


def _curve(segment: Segment, manner: Manner, points: tuple[tuple[float, float], ...], middle: float) -> Curve:
    moved = bool(manner.semitones or manner.contour or manner.hz or manner.range != 1.0)
    out = [(round(segment.start + at * segment.samples), hz, round(_set_pitch(manner, at, hz, middle), 2)) for at, hz in points]
    return Curve(tuple(out), moved)


def _set_pitch(manner: Manner, at: float, hz: float, middle: float) -> float:
    """What the vocoder makes of a predicted pitch: range about the line's median, semitones, a contour or Hz on top."""
    if manner.hz:
        return _along(manner.hz, at)
    contour = _along(manner.contour, at) if manner.contour else 0.0
    log = middle + (np.log2(hz) - middle) * manner.range + (manner.semitones + contour) / 12
    return float(np.clip(2.0**log, 40.0, 1000.0))


def _along(contour: Contour, at: float) -> float:
    return float(np.interp(at, [place for place, _ in contour], [value for _, value in contour]))


def view(utterance: Utterance, predicted: Track) -> dict[str, Any]:
    """Everything that is drawn, times in samples: words with their phonemes, pauses and events, and each phoneme's pitch."""
    segments = utterance.segments()
    return {
        "rate": utterance.sample_rate,
        "samples": segments[-1].end if segments else 0,
        "language": utterance.language,
        "voice": utterance.voice,
        "words": _words(utterance, utterance.words, segments, predicted),
    }


def patch(old: Utterance, new: Utterance, predicted: Track, span: tuple[int, int] | None) -> dict[str, Any]:
    """What of the view an edit changed, of two lines with the same plan: `words` from place `first` on, and where every word
    `starts`. `span` is what sounds otherwise, in samples of the new line."""
    segments = new.segments()
    ids = {segment.word for segment in segments if span and segment.end > span[0] and segment.start < span[1]}
    places = [i for i, word in enumerate(new.words) if word.id in ids or old.override(word.id) != new.override(word.id)]
    touched = new.words[places[0] : places[-1] + 1] if places else ()
    named = {word.id for word in touched}
    return {
        "first": places[0] if places else 0,
        "words": _words(new, touched, [segment for segment in segments if segment.word in named], predicted),
        "starts": [segment.start for segment in segments if segment.index == 0],
        "samples": segments[-1].end if segments else 0,
    }


def _words(utterance: Utterance, words: Sequence[Word], segments: Sequence[Segment], predicted: Track) -> list[dict[str, Any]]:
    if not words:
        return []
    pitch = curves(utterance, predicted, segments)
    found: dict[str, list[Segment]] = {}
    for segment in segments:
        found.setdefault(segment.word, []).append(segment)
    return [_word(utterance, word, found[word.id], pitch) for word in words]


def _word(utterance: Utterance, word: Word, segments: list[Segment], pitch: Mapping[tuple[str, int], Curve]) -> dict[str, Any]:
    over = utterance.override(word.id)
    sounds = [s for s in segments if s.index >= 0]
    pause = [s for s in segments if s.index == -1]
    language = word.language or utterance.language
    chinese = readings.is_chinese(language)
    end = pause[0].start if pause else segments[-1].end
    said = over.reading or word.reading
    tones = [part[-1] for part in said.split()] if chinese and _TONED.fullmatch(said) else []
    groups = syllables(word) if tones else ()
    return {
        "id": word.id,
        "text": word.text,
        "gap": word.after,
        "language": language,
        "reading": said,
        "shown": _marked(said) if chinese else "",
        "many": len(candidates(word, language)) > 1,
        "tones": tones,
        "syllables": [n for n, group in enumerate(groups) for _ in group] if len(groups) == len(tones) else [],
        "start": sounds[0].start,
        "end": sounds[-1].end,
        "pause": {"start": end, "end": pause[0].end if pause else end, "set": over.pause is not None},
        "events": [{"kind": over.events[-2 - s.index].kind, "start": s.start, "end": s.end} for s in segments if s.index < -1],
        "set": {key: value for key, value in own_values.to_dict(over).items() if key not in ("phonemes", "events")},
        "phonemes": [_phoneme(word, s, over.phonemes.get(s.index), pitch[word.id, s.index]) for s in sounds],
    }


def _phoneme(word: Word, segment: Segment, own: PhonemeOverride | None, curve: Curve) -> dict[str, Any]:
    own = own or PhonemeOverride()
    return {
        "symbol": segment.symbol,
        "tone": segment.tone,
        "start": segment.start,
        "end": segment.end,
        "predicted": word.phonemes[segment.index].samples,
        "length_set": own.samples is not None,
        "semitones": own.semitones,
        "gain_db": own.gain_db,
        "drawn": bool(own.contour or own.hz),
        "moved": curve.moved,
        "pitch": [list(point) for point in curve.points],
    }


def _marked(reading: str) -> str:
    """Pinyin with tone marks, where it is pinyin."""
    return pinyin.to_marks(reading) if _TONED.fullmatch(reading) else reading


def candidates(word: Word, language: str) -> list[dict[str, str]]:
    """The readings that a word may have, {"reading": as the speaker takes it, "shown": with tone marks}; none for most words.

    Chinese: the dictionary's heteronyms of each character (pypinyin), the word's own reading first, then those that differ
    from it in one character. English: the readings of homographs (record, lead).
    """
    if not readings.is_chinese(language):
        known = homographs.candidates(word.text) if language.lower().startswith("en") else ()
        return [{"reading": one, "shown": one} for one in known]
    own = word.reading.split()
    if len(own) != len(word.text):
        return []
    found = [own] + [
        [*own[:place], other, *own[place + 1 :]]
        for place, character in enumerate(word.text)
        for other in _heteronyms(character)
        if other != own[place]
    ]
    return [{"reading": " ".join(one), "shown": _marked(" ".join(one))} for one in found[:_CANDIDATES]]


@lru_cache(maxsize=8192)
def _heteronyms(character: str) -> tuple[str, ...]:
    from pypinyin import Style  # its dictionary takes a second to load
    from pypinyin import pinyin as heteronyms

    found = heteronyms(character, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)[0]
    return tuple(syllable.replace("ü", "v") for syllable in found)
