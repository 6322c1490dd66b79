"""What an alignment gives: the recording as an Utterance, how sure each boundary is, and what a person should know."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from ... import schema
from ...errors import BadInput
from ...timeline import Phoneme, Utterance, Word

SCHEMA = "shengying.alignment"
VERSION = 1

VOICE = "recording:"
"""How the voice of an aligned recording begins; the name of its file follows."""

LONGEST_SECONDS = 10
"""A phoneme lasts no longer than this; what is over goes to the pause after its word."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know, in English and in Chinese, and the ids of the words it is about."""

    en: str
    zh: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Aligned:
    """A recording as a document.

    utterance   its lengths are the recording's own, in samples at its rate; together they are the recording's length
    confidence  word id → the chance, 0 … 1, that each boundary lies within 30 ms: each phoneme's begin, then the word's end
    notes       what was odd
    places      word id → where the word's boundaries lie in the recording, in samples: as many as in `confidence`
    samples     the recording's length
    """

    utterance: Utterance
    confidence: Mapping[str, tuple[float, ...]]
    notes: tuple[Note, ...] = ()
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    samples: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "confidence", MappingProxyType(dict(self.confidence)))
        object.__setattr__(self, "places", MappingProxyType(dict(self.places)))

    @property
    def overall(self) -> float:
        """The mean confidence, 0 … 1."""
        values = [value for word in self.confidence.values() for value in word]
        return float(np.mean(values)) if values else 0.0


def laid(
    words: tuple[Word, ...], edges: np.ndarray, *, samples: int, rate: int, language: str, opening: str, voice: str
) -> tuple[Utterance, dict[str, tuple[int, ...]]]:
    """An Utterance of exactly `samples` whose phonemes lie at `edges` (n, 2) seconds, and each word's places.

    Each phoneme gets one sample at least, and what lies between two words becomes the pause of the first.
    """
    order = _rising(edges, [len(word.phonemes) for word in words], rate, samples)
    out: list[Word] = []
    places: dict[str, tuple[int, ...]] = {}
    at = 0
    for word in words:
        count = len(word.phonemes)
        bounds = order[at : at + count + 1]
        at += count + 1
        follows = int(order[at]) if at < len(order) else samples
        lengths = np.minimum(np.diff(bounds), LONGEST_SECONDS * rate)
        phonemes = tuple(
            Phoneme(p.symbol, int(length), p.stress, p.tone) for p, length in zip(word.phonemes, lengths, strict=True)
        )
        pause = follows - int(bounds[0]) - int(lengths.sum())
        out.append(Word(word.id, word.text, word.reading, phonemes, pause, word.after, word.language))
        ends = int(bounds[0]) + np.concatenate([[0], np.cumsum(lengths)])
        places[word.id] = tuple(int(end) for end in ends)
    return Utterance(tuple(out), language, voice, rate, lead=int(order[0]), opening=opening), places


def _rising(edges: np.ndarray, counts: list[int], rate: int, samples: int) -> np.ndarray:
    """Every word's boundaries in samples, in one row: phoneme begins and the word's end, none out of order."""
    bounds: list[float] = []
    steps: list[int] = []  # the least distance from the boundary before
    at = 0
    for count in counts:
        bounds += [*edges[at : at + count, 0], edges[at + count - 1, 1]]
        steps += [0] + [1] * count
        at += count
    least = np.cumsum(steps)
    if least[-1] > samples:
        raise BadInput(
            f"The recording has {samples} samples, fewer than the text has phonemes. Give the whole recording.",
            f"录音只有 {samples} 个采样，少于文本的音素数。请给出完整的录音。",
        )
    rounded = np.round(np.array(bounds) * rate).astype(np.int64)
    rising = np.maximum.accumulate(rounded - least) + least
    return np.asarray(np.clip(rising, least, samples - (least[-1] - least)))


def to_dict(aligned: Aligned, *, aligner: str) -> dict[str, Any]:
    """What stands beside the timeline, as JSON-ready values."""
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "aligner": aligner,
        "recording": aligned.utterance.voice.removeprefix(VOICE),
        "samples": aligned.samples,
        "overall": round(aligned.overall, 3),
        "notes": [{"en": note.en, "zh": note.zh, "words": list(note.words)} for note in aligned.notes],
        "confidence": {key: [round(value, 3) for value in values] for key, values in aligned.confidence.items()},
        "places": {key: list(values) for key, values in aligned.places.items()},
    }


def dumps(aligned: Aligned, *, aligner: str) -> str:
    return json.dumps(to_dict(aligned, aligner=aligner), ensure_ascii=False, indent=1)


@dataclass(frozen=True)
class Placement:
    """Where the words of a recording lie: word id → boundaries in samples; and the recording's length."""

    places: Mapping[str, tuple[int, ...]]
    samples: int


def placement(text: str, name: str) -> Placement:
    """The places in the alignment file `name` that holds `text`. BadInput for anything else."""
    data = schema.check(
        schema.parse(text, name), SCHEMA, VERSION, what=("alignment", "对齐文件"), maker="studio align", place=name
    )
    try:
        places = {str(key): tuple(int(value) for value in values) for key, values in data["places"].items()}
        samples = int(data["samples"])
        if any(list(row) != sorted(row) or row[0] < 0 or row[-1] > samples for row in places.values()):
            raise ValueError("places out of order")
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise BadInput(
            f"{name} is damaged ({type(error).__name__}: {error}). Make it again: studio align.",
            f"{name} 已损坏（{type(error).__name__}：{error}）。请重新生成：studio align。",
        ) from error
    return Placement(places, samples)
