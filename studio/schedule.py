"""When each line is heard and seen: every line gets a slot of whole frames, so that its take depends on nothing before it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipelines.script import Line, Scene, Script
from pipelines.timeline import Utterance

# Seconds of silence round a line. Between two lines of a scene that makes 0.35 s, between two scenes 0.8 s.
LEAD, TAIL = 0.20, 0.15
SCENE_LEAD, SCENE_TAIL = 0.45, 0.35
LAST_TAIL = 0.9


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


def lay(script: Script, utterances: Mapping[str, Utterance], fps: int) -> tuple[Slot, ...]:
    """The slots of the film, end to end from frame 0."""
    slots: list[Slot] = []
    start = 0
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


def with_lead(utterance: Utterance, seconds: float) -> Utterance:
    """The utterance after `seconds` of silence, whatever its rate."""
    return replace(utterance, lead=round(seconds * utterance.sample_rate * utterance.rate))


def total_seconds(slots: tuple[Slot, ...]) -> float:
    return sum(slot.frames for slot in slots) / slots[0].fps if slots else 0.0
