"""Ways of speaking: what each does to pitch, range, speed, breath and spectrum at degree 1.

The directions and sizes follow what Murray & Arnott (1993) collected of emotion in speech, kept small enough that a word
stays intelligible at degree 2.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from .errors import BadInput


@dataclass(frozen=True, slots=True)
class Style:
    """semitones higher, pitch range and speed as factors, gain in dB, breath 0 … 1, brightness in dB for 500 Hz to 8 kHz,
    tremor in semitones at 6 Hz, whisper 0 … 1 (1: no voice at all)."""

    semitones: float = 0.0
    range: float = 1.0
    speed: float = 1.0
    gain_db: float = 0.0
    breath: float = 0.0
    brightness: float = 0.0
    tremor: float = 0.0
    whisper: float = 0.0

    def at(self, degree: float) -> Style:
        """Factors to the power of the degree, the rest times the degree; shares stay within 0 … 1."""
        scaled = {
            f.name: getattr(self, f.name) ** degree if f.name in ("range", "speed") else getattr(self, f.name) * degree
            for f in fields(self)
        }
        for share in ("breath", "whisper"):
            scaled[share] = min(1.0, scaled[share])
        return Style(**scaled)


STYLES: dict[str, Style] = {
    "cheerful": Style(semitones=2.0, range=1.35, speed=1.06, gain_db=1.5, brightness=3.0),
    "excited": Style(semitones=3.5, range=1.6, speed=1.15, gain_db=3.0, brightness=4.0),
    "friendly": Style(semitones=1.0, range=1.15, speed=1.0, gain_db=0.5, brightness=1.0),
    "sad": Style(semitones=-2.0, range=0.6, speed=0.85, gain_db=-2.5, breath=0.25, brightness=-4.0),
    "crying": Style(semitones=1.5, range=1.2, speed=0.82, gain_db=-1.0, breath=0.45, brightness=-2.0, tremor=0.9),
    "angry": Style(semitones=1.0, range=1.4, speed=1.08, gain_db=4.0, brightness=6.0),
    "serious": Style(semitones=-1.5, range=0.8, speed=0.95, gain_db=0.5, brightness=1.0),
    "newsreader": Style(semitones=-0.5, range=0.9, speed=1.06, gain_db=1.0, brightness=2.0),
    "calm": Style(semitones=-1.0, range=0.75, speed=0.92, gain_db=-1.0, breath=0.1, brightness=-1.5),
    "whisper": Style(range=0.8, speed=0.95, gain_db=-8.0, whisper=1.0, brightness=2.0),
    "fearful": Style(semitones=3.0, range=1.2, speed=1.12, gain_db=-1.0, breath=0.2, tremor=0.5),
}
NEUTRAL = Style()


def style(name: str, degree: float = 1.0) -> Style:
    """The style called `name` ("" for none) at a degree of 0 to 2. BadInput for another."""
    if not name:
        return NEUTRAL
    if name not in STYLES or not 0 <= degree <= 2:
        raise BadInput(
            f"The style {name!r} at degree {degree} is not known. Accepted: {', '.join(STYLES)}, at 0 to 2.",
            f"未知风格 {name!r}（程度 {degree}）。可接受：{'、'.join(STYLES)}，程度 0 到 2。",
        )
    return STYLES[name].at(degree)
