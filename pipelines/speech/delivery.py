"""A line as it is delivered: by its own voice, by others for some of its words, with sounds between them.

Any speaker engine renders any utterance in any of its voices sample for sample in the same place, so another speaker
mid-sentence is the same line rendered twice and cross-faded at the word's edge, at one loudness. Edits stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from ..media import Audio
from ..timeline import Utterance
from ..voice import Voice
from .events import sound_of

_CROSS = 0.010  # seconds of cross-fade from one voice to the next
_LOUDEST = 0.98


def voices_of(utterance: Utterance) -> tuple[str, ...]:
    """The names of the other voices that say some of its words, in order of first use."""
    named = (utterance.override(word.id).voice for word in utterance.words)
    return tuple(dict.fromkeys(name for name in named if name))


def deliver(
    utterance: Utterance,
    voice: Voice,
    speak: Callable[[Utterance, Voice], Audio],
    others: Mapping[str, Voice] | None = None,
    folder: Path | None = None,
) -> Audio:
    """Exactly `utterance.samples` samples of mono sound.

    `speak` renders a line in one voice (`Speaker.speak`); `others` are the voices of `voices_of`, by name; sound files of
    events lie in `folder`. KeyError if a voice is missing.
    """
    own = speak(utterance, voice)
    sound, rate = np.array(own.samples, np.float32), own.rate
    for name in voices_of(utterance):
        assert others is not None
        other = np.asarray(speak(utterance, others[name]).samples, np.float32)
        share = _share(utterance, name, rate)
        sound = sound * np.sqrt(1 - share) + _levelled(other, own.samples, rate) * np.sqrt(share)
    sound = _with_events(sound, utterance, rate, voice.pitch or 160.0, folder)
    return Audio(np.asarray(sound, np.float32), rate)


def _share(utterance: Utterance, name: str, rate: int) -> np.ndarray:
    """How much of each sample is this voice's: 0 or 1, changing over the cross-fade about the words' edges."""
    steps = np.concatenate(
        [
            np.full(segment.samples, float(bool(segment.word) and utterance.override(segment.word).voice == name))
            for segment in utterance.segments()
        ]
    )
    width = max(2, round(_CROSS * rate))
    padded = np.pad(steps, (width // 2, width - width // 2), mode="edge")
    sums = np.cumsum(np.concatenate(([0.0], padded)))
    return np.asarray(np.clip((sums[width:] - sums[:-width])[: len(steps)] / width, 0, 1), np.float32)


def _levelled(other: np.ndarray, own: np.ndarray, rate: int) -> np.ndarray:
    """`other` at the loudness of `own`, which says the same; kept from clipping."""
    mine, theirs = _loudness(own, rate), _loudness(other, rate)
    gain = 10 ** ((mine - theirs) / 20) if np.isfinite(mine) and np.isfinite(theirs) else 1.0
    peak = float(np.abs(other).max(initial=0.0)) * gain
    return other * np.float32(gain if peak <= _LOUDEST else gain * _LOUDEST / peak)


def _loudness(sound: np.ndarray, rate: int) -> float:
    """LUFS (ITU-R BS.1770-4); short lines are repeated to a length that can be measured."""
    import pyloudnorm  # with scipy.signal, a second to load, which a line in one voice need not wait for

    again = -(-rate // (2 * max(1, len(sound))))
    return float(pyloudnorm.Meter(rate).integrated_loudness(np.tile(sound, max(1, again)).astype(np.float64)))


def _with_events(sound: np.ndarray, utterance: Utterance, rate: int, pitch: float, folder: Path | None) -> np.ndarray:
    for segment in utterance.segments():
        if segment.index <= -2:
            event = utterance.override(segment.word).events[-2 - segment.index]
            sound[segment.start : segment.end] += sound_of(event, rate, pitch, folder)
    return sound
