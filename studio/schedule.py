"""When each line is heard and seen: every line gets a slot of whole frames, so that its take depends on nothing before it."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.script import Line, Scene, Script
from pipelines.timeline import Utterance

# Seconds of silence round a line. Between two lines of a scene that makes 0.35 s, between two scenes 0.8 s.
LEAD, TAIL = 0.20, 0.15
SCENE_LEAD, SCENE_TAIL = 0.45, 0.35
LAST_TAIL = 0.9
LEAST = 0.1
"""Seconds of silence that stay on either side of a cut that is moved to a beat."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A line in its place. `utterance` has its lead-in set; `place` counts the lines of its scene from 0."""

    line: Line
    scene: Scene
    place: int
    start: int
    frames: int
    utterance: Utterance
    fps: int

    @property
    def seconds(self) -> float:
        return self.frames / self.fps

    @property
    def start_seconds(self) -> float:
        return self.start / self.fps


def lay(script: Script, utterances: Mapping[str, Utterance], fps: int, start: int = 0) -> tuple[Slot, ...]:
    """The slots of the film, end to end from the frame `start`."""
    slots: list[Slot] = []
    for scene in script.scenes:
        for place, line in enumerate(scene.lines):
            last_of_scene = place == len(scene.lines) - 1
            last = last_of_scene and scene is script.scenes[-1]
            tail = LAST_TAIL if last else SCENE_TAIL if last_of_scene else TAIL
            utterance = with_lead(utterances[line.id], SCENE_LEAD if place == 0 else LEAD)
            frames = math.ceil((utterance.seconds + tail) * fps - 1e-9)
            slots.append(Slot(line, scene, place, start, frames, utterance, fps))
            start += frames
    return tuple(slots)


def on_beats(slots: tuple[Slot, ...], beats: Sequence[float]) -> tuple[Slot, ...]:
    """The slots with the cut between two scenes on the beat (seconds of the film, ascending) nearest to it, if one is in its pause.

    The silence round the cut is dealt out anew: what is said stays where it is, and so does the film's end.
    """
    moved = list(slots)
    for place in range(1, len(moved)):
        before, after = moved[place - 1], moved[place]
        if after.place:
            continue
        fps = after.fps
        said = before.start + math.ceil((before.utterance.seconds + LEAST) * fps - 1e-9)
        latest = after.start + math.floor((SCENE_LEAD - LEAST) * fps + 1e-9)
        free = [frame for frame in _frames(beats, said / fps, latest / fps, fps) if said <= frame <= latest]
        if not free:
            continue
        _, frame = min((abs(one - after.start), one) for one in free)
        later = frame - after.start
        lead = SCENE_LEAD - later / fps
        moved[place - 1] = replace(before, frames=before.frames + later)
        moved[place] = replace(after, start=frame, frames=after.frames - later, utterance=with_lead(after.utterance, lead))
    return tuple(moved)


def _frames(beats: Sequence[float], first: float, last: float, fps: int) -> list[int]:
    """The frames of the beats from about `first` to `last` seconds"""
    return [round(beat * fps) for beat in beats[bisect_left(beats, first - 1 / fps) : bisect_left(beats, last + 1 / fps)]]


def with_lead(utterance: Utterance, seconds: float) -> Utterance:
    """The utterance after `seconds` of silence, whatever its rate."""
    return replace(utterance, lead=round(seconds * utterance.sample_rate * utterance.rate))


def total_seconds(slots: tuple[Slot, ...]) -> float:
    return sum(slot.frames for slot in slots) / slots[0].fps if slots else 0.0
