"""Between what an engine that tells no times has said and the timeline: its words with the times they were said at, and its sound
in the lengths, pitches and loudness that the timeline sets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...errors import BadInput
from ...media import Audio
from ...timeline import Utterance
from .. import recording
from ..align import Placement
from .saying import Spoken


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
