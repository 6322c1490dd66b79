"""A film's pictures as an editor's clips: the takes of its lines between its intro and its outro."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pipelines.film import hardware
from pipelines.film.exchange import cut as cuts
from pipelines.film.exchange import handles
from pipelines.film.exchange.cut import Clip, Track, Transition

from . import bookends, produce
from .project import Project
from .schedule import Slot
from .store import Store, key_of

HELD_VERSION = 1


def without_texts(project: Project) -> Project:
    """The project with pictures that show neither captions nor transitions, both of which an editor makes itself."""
    subtitles = "soft" if project.choices.subtitles == "burn" else project.choices.subtitles
    choices = project.choices.model_copy(update={"subtitles": subtitles, "transition": "cut"})
    return project.model_copy(update={"choices": choices})


def track(project: Project, store: Store, slots: tuple[Slot, ...], shots: Mapping[str, Path], *, clean: bool) -> Track:
    """The track: a clip for each line of `shots`, its takes, and for the intro and the outro. `clean`: its transitions are the editor's,
    for which the takes before them are held."""
    clips = [
        Clip(cuts.one_line(slot.line.text), shots[slot.line.id], slot.start, slot.frames, speaker=slot.line.speaker)
        for slot in slots
    ]
    into = Transition(project.choices.transition, produce.transition_frames(project.choices.fps))
    for index in range(len(slots)):
        if clean and produce.blends(project, slots, index):
            before = _held(clips[index - 1], project, store, into.frames)
            clips[index - 1 : index + 1] = cuts.joined(before, clips[index], into)
    intro, outro = bookends.made(project, store, "intro"), bookends.made(project, store, "outro")
    end = slots[-1].start + slots[-1].frames
    first = (Clip("intro", intro.picture, 0, intro.frames),) if intro else ()
    last = (Clip("outro", outro.picture, end, outro.frames),) if outro else ()
    return Track("pictures", "picture", (*first, *clips, *last))


def sounds_around(project: Project, store: Store, slots: tuple[Slot, ...]) -> tuple[Track, ...]:
    """The track of what is heard of the intro and the outro; none if both are silent."""
    starts: dict[bookends.Which, int] = {"intro": 0, "outro": slots[-1].start + slots[-1].frames}
    clips = tuple(
        Clip(which, bookends.heard(project, store, which), start, bookends.frames(project, store, which))
        for which, start in starts.items()
        if bookends.sounds(project, store, which)
    )
    return (Track("intro and outro", "sound", clips),) if clips else ()


def blended(project: Project, slots: tuple[Slot, ...]) -> bool:
    """Whether the film's takes show a transition."""
    return any(produce.blends(project, slots, index) for index in range(len(slots)))


def _held(clip: Clip, project: Project, store: Store, frames: int) -> Clip:
    encoder = hardware.chosen(project.choices.encoder)
    key = key_of("held", HELD_VERSION, clip.path.name, frames, encoder.name)
    path = store.takes.make(key, ".mp4", lambda out: handles.held(clip.path, out, frames, encoder=encoder))
    return replace(clip, path=path)
