"""The parts of a film's sound, each by itself and all together: the voice, the other sound as it goes under it, and the mix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from . import encoders
from .ducking import Ducking, measured
from .labels import Label
from .mastering import gain_to
from .streamed import Sound, even, limited, louder, marked

Music = Literal["keep", "duck", "drop"]
MUSIC: tuple[Music, ...] = ("keep", "duck", "drop")
"""What becomes of the other sound: as it is, down under the speech, or gone."""

CHANNELS = 2


@dataclass(frozen=True)
class Stems:
    """A film's sound in the making: `speech` in mono and `other` (None for none) in stereo, both `samples` long at `rate`.

    ducking   how the other sound goes down (None: it does not)
    gain_db   of both, towards a loudness; `loudness` is the LUFS of the mix that it gives, None where none was asked for
    marked    the mix and the voice get the watermark
    """

    speech: Sound
    other: Sound | None
    rate: int
    samples: int
    ducking: Ducking | None = None
    gain_db: float = 0.0
    loudness: float | None = None
    marked: bool = False

    def voice(self) -> Iterator[np.ndarray]:
        """The speech alone, float32 (n,)"""
        spoken = even(self.speech, self.samples)
        return limited(louder(marked(spoken, self.rate, 1) if self.marked else spoken, self.gain_db), self.rate)

    def music(self) -> Iterator[np.ndarray]:
        """The other sound alone as it is in the mix, float32 (n, 2); it is never marked, for it was not made here."""
        return limited(louder(self._under(), self.gain_db), self.rate)

    def mix(self) -> Iterator[np.ndarray]:
        """Both, float32 (n, 2), true peaks under -1 dBTP"""
        return limited(louder(self._both(), self.gain_db), self.rate)

    def _under(self) -> Iterator[np.ndarray]:
        if self.other is None:
            return even([np.zeros((0, CHANNELS), np.float32)], self.samples)
        blocks = even(self.other, self.samples)
        return self.ducking.ducked(blocks) if self.ducking else blocks

    def _both(self) -> Iterator[np.ndarray]:
        pairs = zip(even(self.speech, self.samples), self._under(), strict=True)
        both = (spoken[:, None] + under for spoken, under in pairs)
        return marked(both, self.rate, CHANNELS) if self.marked else both


def laid(speech: Sound, other: Sound | None, rate: int, samples: int, *, music: Music = "duck", loudness: float | None = None,
         mark: bool = True) -> Stems:  # fmt: skip
    """The two sounds put together: `other` kept, ducked or dropped, and the whole brought to `loudness` in LUFS."""
    under = None if music == "drop" else other
    ducking = measured(speech, under, rate, samples) if under is not None and music == "duck" else None
    made = Stems(speech, under, rate, samples, ducking, marked=mark)
    if loudness is None:
        return made
    gain = gain_to(Sound(made._both), rate, loudness)
    return replace(made, gain_db=gain.decibels, loudness=gain.loudness)


def write(
    made: Stems, base: Path, kind: str, *, label: Label | None, metadata: Mapping[str, str] | None = None
) -> dict[str, Path]:
    """`base`.voice, .music and .mix with the suffix `kind` (".wav", ".flac", …): {"voice": path, …}, no music where there is none.

    The voice and the mix carry the label's fields; the watermark is in them already where the stems are marked.
    """
    parts = {"voice": (made.voice, 1, label), "music": (made.music, CHANNELS, None), "mix": (made.mix, CHANNELS, label)}
    if made.other is None:
        del parts["music"]
    paths = {}
    for name, (blocks, channels, own) in parts.items():
        paths[name] = base.with_name(f"{base.name}.{name}{kind}")
        encoders.write(paths[name], blocks(), made.rate, channels=channels, label=own, metadata=metadata, marked=made.marked)
    return paths
