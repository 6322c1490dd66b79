"""A finished film or dub as an editor's timeline: tracks of clips, captions and markers, all in whole frames.

Editors cut on frames and speech begins on samples. So a spoken clip begins on the frame at or before its sound, and `head` tells
the silence between: written into its file (`media.gather`), the sound is on its sample in every format, and nothing drifts.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal

from ...errors import BadInput
from .. import ffmpeg
from ..layout import FREE, Safe
from ..subtitles import Cue, CueWord

RATES = tuple(Fraction(rate) for rate in ("24000/1001", "24", "25", "30000/1001", "30", "48", "50", "60000/1001", "60"))
"""The frame rates that editors have."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A spoken line in its place: `start` and `seconds` (any fraction) are of its sound. `words` are timed from the film's begin."""

    path: Path
    start: Fraction
    seconds: Fraction
    text: str
    speaker: str = ""
    voice: str = ""
    language: str = ""
    words: tuple[CueWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A camera on a still: zoom (1: it fills the frame) and centre (0 … 1 of the picture) at the clip's begin and at its end."""

    start: tuple[float, float, float]
    end: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Transition:
    """From one clip to the next: `name` as in `transitions.TRANSITIONS`, over `frames`, of which `before` are before the cut."""

    name: str
    frames: int

    @property
    def before(self) -> int:
        return self.frames // 2


@dataclass(frozen=True, slots=True)
class Clip:
    """A file in its place, in frames of the cut.

    source     where in the file it begins; `whole`: the frames that the file has (0: as many as the clip)
    head       seconds of silence to be written before the file's own sound; None: the file is taken as it is
    gain       the level of its sound, as a factor
    fades      (frame of the clip, factor): what the gain is multiplied with, straight between the points; () for 1
    into       the transition from the clip before it on its track, which ends where this one begins; None: it is cut to.
               Both files have as many frames beyond the cut as it needs
    """

    name: str
    path: Path
    start: int
    frames: int
    source: int = 0
    whole: int = 0
    head: Fraction | None = None
    gain: float = 1.0
    fades: tuple[tuple[int, float], ...] = ()
    move: Move | None = None
    into: Transition | None = None
    speaker: str = ""
    voice: str = ""
    language: str = ""
    words: tuple[CueWord, ...] = ()

    @property
    def end(self) -> int:
        return self.start + self.frames

    @property
    def length(self) -> int:
        """Frames of the file."""
        return self.whole or self.source + self.frames


@dataclass(frozen=True, slots=True)
class Track:
    """Clips that follow one another without overlap; `kind` is picture or sound."""

    name: str
    kind: Literal["picture", "sound"]
    clips: tuple[Clip, ...]


@dataclass(frozen=True, slots=True)
class Marker:
    """A name at a frame; `chapter`: the begin of a part of the film."""

    name: str
    start: int
    note: str = ""
    chapter: bool = True


@dataclass(frozen=True)
class Cut:
    """The timeline. The first picture track is the lowest. `captions` in seconds, which stand above what is `safe`; `burned`: the pictures show
    them already; `blended`: the pictures show their transitions already. `facts` go into formats that have a place for them."""

    name: str
    fps: Fraction
    size: tuple[int, int]
    tracks: tuple[Track, ...]
    captions: tuple[Cue, ...] = ()
    markers: tuple[Marker, ...] = ()
    language: str = ""
    burned: bool = False
    blended: bool = False
    safe: Safe = FREE
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def frames(self) -> int:
        return max((clip.end for track in self.tracks for clip in track.clips), default=0)

    @property
    def pictures(self) -> tuple[Track, ...]:
        return tuple(track for track in self.tracks if track.kind == "picture")

    @property
    def sounds(self) -> tuple[Track, ...]:
        return tuple(track for track in self.tracks if track.kind == "sound")

    @property
    def transitions(self) -> set[str]:
        """The names of those that are between its clips."""
        return {clip.into.name for track in self.tracks for clip in track.clips if clip.into}

    def seconds(self, frames: int) -> Fraction:
        return frames / self.fps


def spoken(piece: Piece, fps: Fraction, gain: float = 1.0) -> Clip:
    """The clip of a piece: from the frame at or before its first sample to the one at or after its last."""
    if piece.start < 0 or piece.seconds <= 0:
        raise BadInput(
            f"{piece.text!r} begins at {float(piece.start):g} s and lasts {float(piece.seconds):g} s: no editor has a place for it.",
            f"{piece.text!r} 从 {float(piece.start):g} 秒开始，长 {float(piece.seconds):g} 秒：任何剪辑软件都放不下。",
        )
    start = math.floor(piece.start * fps)
    frames = math.ceil((piece.start + piece.seconds) * fps) - start
    head = piece.start - start / fps
    return Clip(one_line(piece.text), piece.path, start, frames, head=head, gain=gain, speaker=piece.speaker, voice=piece.voice,
                language=piece.language, words=piece.words)  # fmt: skip


def joined(before: Clip, after: Clip, transition: Transition) -> tuple[Clip, Clip]:
    """Two clips that meet, with a transition from where `after` begins: the cut comes to lie in its middle, where editors have it.

    The file of `before` has to have as many frames after its clip as the transition lasts.
    """
    earlier = replace(before, frames=before.frames + transition.before, whole=before.length + transition.frames)
    later = replace(after, start=after.start + transition.before, frames=after.frames - transition.before, into=transition,
                    source=after.source + transition.before, whole=after.length)  # fmt: skip
    return earlier, later


def one_line(text: str) -> str:
    """The text on one line, without the control characters that no XML may hold."""
    return " ".join("".join(letter if unicodedata.category(letter) != "Cc" else " " for letter in text).split())


def side_by_side(name: str, clips: Iterable[Clip]) -> tuple[Track, ...]:
    """The clips on as few sound tracks as keep them from overlapping, the first named `name`, the next `name` 2."""
    lanes: list[list[Clip]] = []
    for clip in sorted(clips, key=lambda one: (one.start, one.end)):
        lane = next((one for one in lanes if one[-1].end <= clip.start), None)
        if lane is None:
            lanes.append(lane := [])
        lane.append(clip)
    return tuple(Track(f"{name} {n}" if n > 1 else name, "sound", tuple(lane)) for n, lane in enumerate(lanes, 1))


def of_dub(
    name: str,
    pieces: Sequence[Piece],
    video: Path | None = None,
    *,
    captions: Sequence[Cue] = (),
    original: float | None = 1.0,
    fades: Sequence[tuple[int, float]] = (),
    language: str = "",
    fps: Fraction | None = None,
    size: tuple[int, int] | None = None,
) -> Cut:
    """The cut of a dub: its pieces over the video's picture and its own sound at the gain `original` (None: without).

    `fades`: how that sound goes down under the speech, as `Clip.fades` (`gains.points` makes them of a gain for each sample).
    `fps` and `size` are, where they are not given, those of the editors' frame rates nearest to the video's, and its own size; without
    a video 25 and 1920×1080. A video that is shown turned has its size given.
    BadInput if the video cannot be read, or holds no picture.
    """
    below: tuple[Track, ...] = ()
    if video is not None:
        facts = ffmpeg.probe(video)
        if not facts.fps:
            raise BadInput(
                f"{video} holds no picture. Give a video, or leave it out.", f"{video} 没有画面。请给出视频，或不给。"
            )
        size, fps = size or facts.size, fps or min(RATES, key=lambda rate: abs(float(rate) - facts.fps))
        frames = max(1, round(Fraction(facts.video_seconds or facts.duration) * fps))
        picture = Clip(video.stem, video, 0, frames)
        below = (Track("video", "picture", (picture,)),)
        if facts.audio_rate and original is not None:
            below += (Track("original", "sound", (Clip(video.stem, video, 0, frames, gain=original, fades=tuple(fades)),)),)
    size, fps = size or (1920, 1080), fps or Fraction(25)
    speech = side_by_side("speech", (spoken(piece, fps) for piece in pieces))
    return Cut(name, fps, size, (*below, *speech), tuple(captions), language=language)
