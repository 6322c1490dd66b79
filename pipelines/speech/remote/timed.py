"""Between what an engine that tells no times has said and the timeline: its words with the times they were said at, and its sound
in the lengths, pitches and loudness that the timeline sets."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from ...errors import BadInput
from ...media import Audio
from ...timeline import Utterance
from .. import recording
from ..align import Placement
from .saying import Spoken

_LONGEST_TEXT = 2_000
_KEPT = 32


class Lines:
    """The last lines that an engine said, so that an edit need not have one said again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, ...], Spoken] = OrderedDict()

    def get(self, key: tuple[str, ...], say: Callable[[], Spoken]) -> Spoken:
        """The line of that key, said now if it is not kept."""
        if key not in self._kept:
            self._kept[key] = say()
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


def check_length(text: str) -> None:
    """BadInput for a line that is too long to be said at once."""
    if len(text) > _LONGEST_TEXT:
        raise BadInput(
            f"A line of {len(text):,} characters was given; this engine takes up to {_LONGEST_TEXT:,}. Split it.",
            f"单行有 {len(text):,} 个字符；此引擎最多 {_LONGEST_TEXT:,} 个。请拆分。",
        )


def check_readings(engine: str, readings: Mapping[int, str] | None) -> None:
    """BadInput for readings of the n-th words: the engine reads the text itself."""
    if readings:
        raise _no_reading(engine, f"word {min(readings) + 1}", f"第 {min(readings) + 1} 个词")


def check_unread(engine: str, utterance: Utterance) -> None:
    """BadInput for a timeline that has another reading of a word: the engine reads the text itself."""
    for word in utterance.words:
        if utterance.override(word.id).reading is not None:
            raise _no_reading(engine, f"the word {word.text!r} ({word.id})", f"词“{word.text}”（{word.id}）")


def _no_reading(engine: str, en: str, zh: str) -> BadInput:
    return BadInput(
        f"A reading is set for {en}, and {engine} reads the text itself. Spell the word as it is said, or choose espeak.",
        f"{zh}设置了读音，而 {engine} 自行朗读文本。请按读音改写该词，或选用 espeak。",
    )


def planned(spoken: Spoken, language: str, voice: str, *, rate: float = 1.0) -> Utterance:
    """The timeline of what was said, `rate` times as fast."""
    words = tuple(
        replace(
            word,
            phonemes=tuple(replace(p, samples=max(1, round(p.samples / rate))) for p in word.phonemes),
            pause=round(word.pause / rate),
        )
        for word in spoken.words
    )
    return Utterance(words, language, voice, spoken.audio.rate, lead=round(spoken.lead / rate), opening=spoken.opening)


def rendered(spoken: Spoken, utterance: Utterance) -> Audio:
    """Exactly `utterance.samples` samples: what was said, as the timeline has it. What nobody touched is the engine's own sound."""
    audio, where = placed(spoken, utterance)
    plain = {key: replace(own, voice="") for key, own in utterance.overrides.items()}  # other voices are asked one by one
    return recording.render(audio, replace(utterance, overrides=plain), where)


def placed(spoken: Spoken, utterance: Utterance) -> tuple[Audio, Placement]:
    """The sound at the timeline's rate, and where its words lie there, under the timeline's ids and in its phonemes.

    BadInput if the sound holds other words than the timeline.
    """
    if [word.text for word in spoken.words] != [word.text for word in utterance.words]:
        raise BadInput(
            f"The timeline's words ({len(utterance.words)}) are not those of its text as it is read now ({len(spoken.words)}). Plan it again.",
            f"时间线中的词（{len(utterance.words)} 个）与现在的文本（{len(spoken.words)} 个）不一致。请重新规划。",
        )
    audio = spoken.audio.resampled(utterance.sample_rate)
    scale = utterance.sample_rate / spoken.audio.rate
    places = {}
    for word, row in zip(utterance.words, spoken.places, strict=True):
        edges = [min(len(audio), round(edge * scale)) for edge in row]
        if len(edges) != len(word.phonemes) + 1:  # read by another speaker: its phonemes share the word's time
            ends = np.cumsum([0, *(p.samples for p in word.phonemes)])
            edges = [round(edges[0] + (edges[-1] - edges[0]) * end / ends[-1]) for end in ends]
        places[word.id] = tuple(edges)
    return audio, Placement(places, len(audio))
