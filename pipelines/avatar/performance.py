"""What a face does and when, apart from any body: channels over frames, computed from an utterance and its sound.

Every body (a photo, a drawing, a head in 3D) only renders a Performance, so an edit on the timeline moves all of them alike.
Each performance starts and ends at rest: head straight, lips closed, eyes open, breath out, nothing moving.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from ..media import Audio
from ..timeline import Utterance
from . import motion
from .articulation import CHANNELS, articulate, shapes
from .visemes import VISEMES, VOWELS, of_symbol


@dataclass(frozen=True, eq=False)
class Performance:
    """Channels of float32, one row a frame.

    visemes (n, 15)  weights of visemes.VISEMES, each row summing to 1
    mouth   (n, 7)   articulation.CHANNELS: gap and jaw in outer-eye distances, the others dimensionless
    blink   (n,)     0 open … 1 closed
    head    (n, 6)   motion.HEAD: yaw, pitch, roll in degrees, x, y, z in outer-eye distances
    breath  (n,)     0 out … 1 in
    """

    fps: int
    visemes: np.ndarray
    mouth: np.ndarray
    blink: np.ndarray
    head: np.ndarray
    breath: np.ndarray

    def __len__(self) -> int:
        return len(self.blink)

    def channel(self, name: str) -> np.ndarray:
        """One channel by name: of the mouth, of the head, a viseme, "blink" or "breath"; (n,)"""
        if name in ("blink", "breath"):
            return np.asarray(getattr(self, name))
        for names, values in ((CHANNELS, self.mouth), (motion.HEAD, self.head), (VISEMES, self.visemes)):
            if name in names:
                return np.asarray(values[:, tuple(names).index(name)])
        raise KeyError(name)


def frame_count(audio: Audio, fps: int) -> int:
    """Frames that cover the sound: its length rounded up, at least one."""
    return max(1, -(-len(audio) * fps // audio.rate))


def perform(utterance: Utterance, audio: Audio, *, fps: int = 25, frames: int | None = None, seed: int = 0) -> Performance:
    """How a face says `utterance`, heard as `audio`, in `frames` frames (default: the sound's length, rounded up)."""
    count = frame_count(audio, fps) if frames is None else max(1, frames)
    rng = np.random.default_rng([seed, zlib.crc32(f"{utterance.text}|{utterance.samples}|{count}".encode())])
    level = motion.loudness(audio, count, fps)
    line = articulate(shapes(utterance), count, fps, level)
    head = motion.head(count, fps, rng, stresses=_stresses(utterance), pitch=motion.melody(audio, count, fps), level=level)
    blink = motion.blinks(count, fps, rng)
    return Performance(
        fps,
        line.visemes,
        line.channels,
        blink.astype(np.float32),
        head.astype(np.float32),
        motion.breathing(count, fps).astype(np.float32),
    )


def rest(fps: int = 25) -> Performance:
    """One frame of a face at rest."""
    visemes = np.zeros((1, len(VISEMES)), np.float32)
    visemes[0, 0] = 1
    zeros = np.zeros(1, np.float32)
    return Performance(
        fps, visemes, np.zeros((1, len(CHANNELS)), np.float32), zeros, np.zeros((1, len(motion.HEAD)), np.float32), zeros
    )


def _stresses(utterance: Utterance) -> tuple[float, ...]:
    """Seconds at which a stressed vowel starts; where a language marks none, each word's first vowel."""
    vowels = [(segment, of_symbol(segment.symbol)[0][0] in VOWELS) for segment in utterance.segments() if segment.index >= 0]
    marked = [segment.start for segment, vowel in vowels if vowel and segment.stress == 1]
    if not marked:
        firsts = {segment.word: segment.start for segment, vowel in reversed(vowels) if vowel}
        marked = list(reversed(firsts.values()))
    return tuple(start / utterance.sample_rate for start in sorted(marked))
