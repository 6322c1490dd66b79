"""What a face does and when, apart from any body: channels over frames, computed from an utterance and its sound.

Every body (a photo, a drawing, a head in 3D) only renders a Performance, so an edit on the timeline moves all of them alike.
Each performance starts and ends at rest: head straight, lips closed, eyes open, breath out, nothing moving.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from ..direction import PLAIN, Direction
from ..media import Audio
from ..timeline import Utterance
from . import mood, motion
from .articulation import CHANNELS, articulate, pauses, shapes
from .emphasis import BROWS, beats, brows, emphases
from .gaze import AXES, gaze
from .visemes import VISEMES, VOWELS, of_symbol


@dataclass(frozen=True, eq=False)
class Performance:
    """Channels of float32, one row a frame.

    visemes (n, 15)  weights of visemes.VISEMES, each row summing to 1
    mouth   (n, 7)   articulation.CHANNELS: gap and jaw in outer-eye distances, the others dimensionless
    blink   (n,)     0 open … 1 closed
    head    (n, 6)   motion.HEAD: yaw, pitch, roll in degrees, x, y, z in outer-eye distances
    breath  (n,)     0 out … 1 in
    gaze    (n, 2)   gaze.AXES: the eyes in the head, degrees
    brows   (n, 3)   emphasis.BROWS, 0 … 1, without what the mood does to them
    beat    (n,)     the stroke of a gesture's beat, 0 … 1
    mood    (n, 6)   how much of each of mood.NAMES, 0 … 1
    """

    fps: int
    visemes: np.ndarray
    mouth: np.ndarray
    blink: np.ndarray
    head: np.ndarray
    breath: np.ndarray
    gaze: np.ndarray
    brows: np.ndarray
    beat: np.ndarray
    mood: np.ndarray

    def __len__(self) -> int:
        return len(self.blink)

    def channel(self, name: str) -> np.ndarray:
        """One channel by name (of NAMES); (n,)"""
        for group, names in GROUPS.items():
            if name in names:
                values = getattr(self, group)
                return np.asarray(values if values.ndim == 1 else values[:, names.index(name)])
        raise KeyError(name)


GROUPS: dict[str, tuple[str, ...]] = {
    "visemes": VISEMES,
    "mouth": CHANNELS,
    "blink": ("blink",),
    "head": motion.HEAD,
    "breath": ("breath",),
    "gaze": AXES,
    "brows": BROWS,
    "beat": ("beat",),
    "mood": mood.NAMES,
}
"""The fields of a Performance and the names of their channels."""

NAMES: tuple[str, ...] = tuple(name for names in GROUPS.values() for name in names)


def frame_count(audio: Audio, fps: int) -> int:
    """Frames that cover the sound: its length rounded up, at least one."""
    return max(1, -(-len(audio) * fps // audio.rate))


def perform(
    utterance: Utterance,
    audio: Audio,
    *,
    fps: int = 25,
    frames: int | None = None,
    seed: int = 0,
    direction: Direction = PLAIN,
) -> Performance:
    """How a face says `utterance`, heard as `audio`, in `frames` frames (default: the sound's length, rounded up)."""
    count = frame_count(audio, fps) if frames is None else max(1, frames)
    rng = np.random.default_rng([seed, zlib.crc32(f"{utterance.text}|{utterance.samples}|{count}".encode())])
    level, pitch = motion.loudness(audio, count, fps), motion.melody(audio, count, fps)
    felt = mood.moods(utterance, direction, count, fps)
    stresses = _stresses(utterance)
    row = shapes(utterance)
    line = articulate(row, count, fps, level, direction.mouth * mood.mixed(felt, "mouth", 1.0))
    head = motion.head(count, fps, rng, stresses=stresses, pitch=pitch, level=level)
    lively = mood.mixed(felt, "head", 1.0)
    head *= direction.head * lively[:, None]
    head[:, 1] += mood.mixed(felt, "pitch", 0.0)
    head[:, 2] += mood.mixed(felt, "roll", 0.0)
    blink = motion.blinks(count, fps, rng, direction.blink * float(mood.mixed(felt, "blinks", 1.0).mean()))
    said = emphases(stresses, pitch, level, fps)
    quiet = tuple(start for start, end in pauses(row, count, fps) if start > 0 and end - start > 0.2)
    eyes = gaze(count, fps, rng, head[:, :2], quiet, direction.gaze)
    eyes[:, 1] += mood.mixed(felt, "down", 0.0)
    raised = np.clip(direction.brows * brows(count, fps, rng, said, _questions(utterance)), 0, 1)
    channels = {
        "visemes": line.visemes,
        "mouth": line.channels,
        "blink": blink,
        "head": head,
        "breath": direction.breath * motion.breathing(count, fps),
        "gaze": eyes,
        "brows": raised,
        "beat": np.clip(direction.gesture * np.minimum(lively, 1.0) ** 2 * beats(count, fps, said), 0, 1),
        "mood": felt,
    }
    return Performance(fps, **{name: np.asarray(values, np.float32) for name, values in channels.items()})


def rest(fps: int = 25) -> Performance:
    """One frame of a face at rest."""
    still = {name: np.zeros((1, len(names)) if len(names) > 1 else 1, np.float32) for name, names in GROUPS.items()}
    still["visemes"][0, 0] = 1
    return Performance(fps, **still)


def _questions(utterance: Utterance) -> tuple[tuple[float, float], ...]:
    """(start, end) in seconds of the last word of each question."""
    asked = {word.id for word in utterance.words if any(mark in word.after for mark in "?？؟")}
    spans: dict[str, tuple[int, int]] = {}
    for segment in utterance.segments():
        if segment.word in asked and segment.index >= 0:
            spans[segment.word] = (spans.get(segment.word, (segment.start, 0))[0], segment.end)
    return tuple((start / utterance.sample_rate, end / utterance.sample_rate) for start, end in spans.values())


def _stresses(utterance: Utterance) -> tuple[float, ...]:
    """Seconds at which a stressed vowel starts; where a language marks none, each word's first vowel."""
    vowels = [(segment, of_symbol(segment.symbol)[0][0] in VOWELS) for segment in utterance.segments() if segment.index >= 0]
    marked = [segment.start for segment, vowel in vowels if vowel and segment.stress == 1]
    if not marked:
        firsts = {segment.word: segment.start for segment, vowel in reversed(vowels) if vowel}
        marked = list(reversed(firsts.values()))
    return tuple(start / utterance.sample_rate for start in sorted(marked))
