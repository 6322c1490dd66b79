"""What a person set on a word or a phoneme: sparse values beside the engine's prediction, which they never touch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Literal

from . import styles

Contour = tuple[tuple[float, float], ...]
"""Points (place in the phoneme from 0 to 1, value), places rising; straight between them, held before and after."""


@dataclass(frozen=True, slots=True)
class PhonemeOverride:
    """What a person set on one phoneme.

    samples    its length, whatever the rate; None: as predicted
    semitones  how much higher than predicted; gain_db how much louder
    contour    semitones over its time, added to `semitones`
    hz         pitch in Hz over its time, in the place of everything predicted; () for none
    """

    samples: int | None = None
    semitones: float = 0.0
    gain_db: float = 0.0
    contour: Contour = ()
    hz: Contour = ()

    def __post_init__(self) -> None:
        for name in ("contour", "hz"):
            object.__setattr__(self, name, tuple((float(at), float(value)) for at, value in getattr(self, name)))

    @property
    def empty(self) -> bool:
        return self == PhonemeOverride()


@dataclass(frozen=True, slots=True)
class SoundEvent:
    """A sound between words: `kind` breath, laugh, or sound (the file at `path`), `samples` long."""

    kind: Literal["breath", "laugh", "sound"]
    samples: int
    gain_db: float = 0.0
    path: str = ""


@dataclass(frozen=True, slots=True)
class WordOverride:
    """What a person set on one word; None or the neutral value leaves the prediction.

    reading   pinyin with tone digits, or IPA
    pause     samples of silence after the word, whatever the rate
    phonemes  a phoneme's place in the word → what was set on it
    speed     1.2: the word's predicted lengths are divided by 1.2
    range     of pitch: 0.5 flatter, 2 livelier
    stress    0 unstressed, 1 stressed (重读), 2 half stressed
    joined    True: run together with the next word (连读); False: parted from it
    voice     another speaker's voice
    style     one of `styles.STYLES` with a `degree`, 1 as it is defined
    events    sounds between this word and the next, before its pause
    """

    reading: str | None = None
    pause: int | None = None
    phonemes: Mapping[int, PhonemeOverride] = field(default_factory=lambda: MappingProxyType({}))
    speed: float = 1.0
    range: float = 1.0
    stress: int | None = None
    joined: bool | None = None
    voice: str = ""
    style: str = ""
    degree: float = 1.0
    events: tuple[SoundEvent, ...] = ()

    def __post_init__(self) -> None:
        kept = {index: own for index, own in sorted(self.phonemes.items()) if not own.empty}
        object.__setattr__(self, "phonemes", MappingProxyType(kept))
        object.__setattr__(self, "events", tuple(self.events))

    def __reduce__(self) -> tuple[Any, ...]:
        return WordOverride, tuple(dict(v) if isinstance(v := getattr(self, f.name), Mapping) else v for f in fields(self))

    @property
    def empty(self) -> bool:
        return self == NO_OVERRIDE


NO_OVERRIDE = WordOverride()


def to_dict(override: WordOverride) -> dict[str, Any]:
    """What is set, and nothing else, as JSON-ready values."""
    out = _set_values(override, NO_OVERRIDE)
    if override.phonemes:
        out["phonemes"] = {str(index): _set_values(own, PhonemeOverride()) for index, own in override.phonemes.items()}
    if override.events:
        out["events"] = [_set_values(event, None) for event in override.events]
    return out


def _set_values(value: Any, neutral: Any) -> dict[str, Any]:
    found = {f.name: getattr(value, f.name) for f in fields(value) if f.name not in ("phonemes", "events")}
    return {
        name: [list(point) for point in own] if isinstance(own, tuple) else own
        for name, own in found.items()
        if neutral is None or own != getattr(neutral, name)
    }


def from_dict(data: Mapping[str, Any]) -> WordOverride:
    """The override of `to_dict`; TypeError, ValueError or KeyError for anything else."""
    values = dict(data)
    known = [f.name for f in fields(WordOverride)]
    if unknown := [name for name in values if name not in known]:
        raise ValueError(f"{unknown[0]!r} cannot be set on a word; what can is {', '.join(known)}")
    phonemes = {int(index): PhonemeOverride(**own) for index, own in values.pop("phonemes", {}).items()}
    events = tuple(SoundEvent(**event) for event in values.pop("events", ()))
    return WordOverride(**values, phonemes=phonemes, events=events)


def check(override: WordOverride, phonemes: int, longest: int, where: str) -> None:
    """ValueError with the place if a value cannot be rendered on a word of so many phonemes; `longest` samples are allowed."""
    styles.style(override.style, override.degree)
    if override.pause is not None and not 0 <= override.pause <= longest:
        raise ValueError(f"{where}: its pause is out of range")
    if not 0.25 <= override.speed <= 4 or not 0 <= override.range <= 4 or override.stress not in (None, 0, 1, 2):
        raise ValueError(f"{where}: speed must lie in 0.25 … 4, range in 0 … 4, stress be 0, 1 or 2")
    for index, own in override.phonemes.items():
        if not 0 <= index < phonemes:
            raise ValueError(f"{where}: it has no phoneme {index}")
        if own.samples is not None and not 0 < own.samples <= longest:
            raise ValueError(f"{where}: the length of phoneme {index} is out of range")
        if not -24 <= own.semitones <= 24 or not -60 <= own.gain_db <= 24:
            raise ValueError(f"{where}: pitch must lie within 24 semitones, gain in -60 … 24 dB")
        for contour, low, high in ((own.contour, -24, 24), (own.hz, 30, 1000)):
            places = [at for at, _ in contour]
            if places != sorted(places) or any(not 0 <= at <= 1 or not low <= value <= high for at, value in contour):
                raise ValueError(f"{where}: a contour has rising places in 0 … 1 and values in {low} … {high}")
    for event in override.events:
        if event.kind not in ("breath", "laugh", "sound") or not 0 < event.samples <= 6 * longest:
            raise ValueError(f"{where}: an event is a breath, a laugh or a sound, of up to a minute")
