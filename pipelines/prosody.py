"""How each segment of an utterance is to sound: everything that was set on it and on its word, added up.

Lengths are the timeline's own affair (`Utterance.segments`); this is pitch, loudness and voice quality, for whoever renders.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .overrides import NO_OVERRIDE, Contour, PhonemeOverride
from .styles import style
from .symbols import is_vowel
from .timeline import Segment, Utterance

_STRESS = {0: (-1.0, -2.5), 1: (1.5, 3.0), 2: (0.7, 1.2)}  # semitones and dB on a vowel; half of the dB on a consonant


@dataclass(frozen=True, slots=True)
class Manner:
    """How a segment is said, against what the engine predicted.

    semitones higher, `contour` semitones over its time on top, `hz` in the place of both; `range` widens the pitch about the
    line's median; gain in dB; breath and whisper 0 … 1; brightness in dB from 500 Hz to 8 kHz; tremor in semitones at 6 Hz
    """

    semitones: float = 0.0
    contour: Contour = ()
    hz: Contour = ()
    range: float = 1.0
    gain_db: float = 0.0
    breath: float = 0.0
    brightness: float = 0.0
    tremor: float = 0.0
    whisper: float = 0.0

    @property
    def plain(self) -> bool:
        """Whether it is said just as predicted."""
        return self == PLAIN

    @property
    def shape_only_gain(self) -> bool:
        """Whether nothing but its loudness differs from the prediction."""
        return self == Manner(gain_db=self.gain_db)


PLAIN = Manner()


def manners(utterance: Utterance, segments: Iterable[Segment]) -> tuple[Manner, ...]:
    """The manner of each segment; pauses and sound events are plain."""
    if not utterance.overrides:
        return tuple(PLAIN for _ in segments)
    return tuple(_manner(utterance, segment) for segment in segments)


def _manner(utterance: Utterance, segment: Segment) -> Manner:
    over = utterance.override(segment.word)
    if segment.index < 0 or over is NO_OVERRIDE:
        return PLAIN
    own = over.phonemes.get(segment.index, PhonemeOverride())
    said = style(over.style, over.degree)
    semitones, gain = (0.0, 0.0) if over.stress is None else _STRESS[over.stress]
    return Manner(
        semitones=own.semitones + said.semitones + semitones,
        contour=own.contour,
        hz=own.hz,
        range=over.range * said.range,
        gain_db=own.gain_db + said.gain_db + (gain if is_vowel(segment.symbol) else gain / 2),
        breath=said.breath,
        brightness=said.brightness,
        tremor=said.tremor,
        whisper=said.whisper,
    )
