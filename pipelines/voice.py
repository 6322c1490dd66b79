"""Who speaks: a voice and the consent behind it, as values. Reading them from disk is `speech.voices`' job."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .styles import NEUTRAL, Style
from .styles import style as style_of

OWN = "own"
"""The name of the style that a cloned voice has of itself."""


@dataclass(frozen=True)
class Consent:
    """The permission a cloned voice or a face stands on; it travels into every film's labels.

    `text` is what was agreed to, `by` who gave it, `date` ISO 8601, `sample_sha256` the sample it is about. Where it was spoken too,
    `sentence` is what was read out and `recording_sha256` the recording of that.
    """

    text: str
    by: str = ""
    date: str = ""
    sample_sha256: str = ""
    sentence: str = ""
    recording_sha256: str = ""


def agrees(text: str) -> bool:
    """Whether a text can say that somebody agrees to something: it has words."""
    return sum(character.isalpha() for character in text) > 1


@dataclass(frozen=True)
class Voice:
    """A voice as an engine takes it.

    engine     the speaker engine it was made for ("espeak", "coqui", …)
    language   its own language (BCP 47: "zh", "en-GB"); it may speak others
    base       the engine's own voice it stands on (an espeak voice name, a coqui speaker), "" for the engine's choice
    pitch      median f0 in Hz, 0 to keep the base's own
    range      pitch range relative to the base's (1.0 keeps it, 0 is a monotone)
    rate       speaking rate relative to the base's (1.2 is 20 % faster)
    tract      vocal-tract length relative to the base's (0.85 a child's, 1.15 a large man's)
    breath     0 to 1, how much noise is added to the voiced sound
    brightness dB of tilt from 500 Hz to 8 kHz
    roughness  0 to 1, how unlike one period is the next: jitter, shimmer and every other pulse weaker (creak)
    gain       dB louder than the base, so that voices are alike
    style      how it speaks of itself ("cheerful", …; see `styles`), "" for plainly, "own" for `own`; a word's own style comes
               on top
    degree     how much so, 0 to 2
    own        the manner of the sample that a cloned voice was made from, as a style that can be turned down
    timbre     spectral gains in dB on `timbre_bands` (set by cloning), () for none
    licence    of each neural engine that it was made for or spoken by, a line each (see `speech.licences`)
    reference  the sample a cloned voice was made from
    model      numbers an engine learnt from the sample, in a file of its own (.npz)
    """

    name: str
    engine: str = "espeak"
    language: str = "en"
    base: str = ""
    pitch: float = 0.0
    range: float = 1.0
    rate: float = 1.0
    tract: float = 1.0
    breath: float = 0.0
    brightness: float = 0.0
    roughness: float = 0.0
    gain: float = 0.0
    style: str = ""
    degree: float = 1.0
    own: Style | None = None
    timbre: tuple[float, ...] = ()
    title_en: str = ""
    title_zh: str = ""
    tags: tuple[str, ...] = ()
    licence: tuple[str, ...] = ()
    reference: Path | None = None
    model: Path | None = None
    consent: Consent | None = None
    fingerprint: str = field(default="", compare=False)  # hash of the voice's files, for take keys

    @property
    def cloned(self) -> bool:
        return self.reference is not None

    @property
    def manner(self) -> Style:
        """What its own style does to everything it says."""
        if self.style == OWN:
            return (self.own or NEUTRAL).at(self.degree)
        return style_of(self.style, self.degree)

    @property
    def likeness(self) -> float:
        """How much of the sample's intonation and loudness it takes on: 1 as they are, 0 none."""
        return self.degree if self.style == OWN else 1.0

    @property
    def pace(self) -> float:
        """How fast it speaks relative to the base: its rate in its own style."""
        return self.rate * self.manner.speed
