"""A cut as an OpenTimelineIO timeline: Resolve, Raven, Kdenlive and others read it, and its adapters write further formats.

What OpenTimelineIO has no schema for lies under the metadata key "shengying": of a clip who says it, in which voice, its words with
their times, its gain and the camera's move; of the timeline its size, its captions and the facts of the film.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from .cut import Clip, Cut, Marker, Track, Transition

KEY = "shengying"
_KINDS = {"picture": otio.schema.TrackKind.Video, "sound": otio.schema.TrackKind.Audio}

Url = Callable[[Path], str]


def timeline(cut: Cut, url: Url) -> Any:
    """The `otio.schema.Timeline` of a cut whose files are gathered; `url` names a file in it."""
    made = otio.schema.Timeline(cut.name, global_start_time=_time(0, cut))
    for track in cut.tracks:
        made.tracks.append(_track(track, cut, url))
    made.tracks.markers.extend(_marker(marker, cut) for marker in cut.markers)
    made.metadata[KEY] = {
        "size": list(cut.size), "rate": str(cut.fps), "language": cut.language, "captions_in_picture": cut.burned, **cut.facts,
        "captions": [{"start": cue.start, "end": cue.end, "text": cue.text, "words": [asdict(word) for word in cue.words]}
                     for cue in cut.captions],
    }  # fmt: skip
    return made


def dumps(cut: Cut, url: Url) -> str:
    """The `.otio` file."""
    return str(otio.adapters.write_to_string(timeline(cut, url), "otio_json")) + "\n"


def _time(frames: int, cut: Cut) -> Any:
    return RationalTime(frames, float(cut.fps))


def _range(start: int, frames: int, cut: Cut) -> Any:
    return TimeRange(_time(start, cut), _time(frames, cut))


def _track(track: Track, cut: Cut, url: Url) -> Any:
    made = otio.schema.Track(track.name, kind=_KINDS[track.kind])
    reached = 0
    for clip in track.clips:
        if clip.start > reached:
            made.append(otio.schema.Gap(source_range=_range(0, clip.start - reached, cut)))
        if clip.into:
            made.append(_transition(clip.into, cut))
        made.append(_clip(clip, cut, url))
        reached = clip.end
    return made


def _transition(into: Transition, cut: Cut) -> Any:
    kinds = otio.schema.TransitionTypes
    kind = kinds.SMPTE_Dissolve if into.name == "dissolve" else kinds.Custom
    return otio.schema.Transition(into.name, kind, _time(into.before, cut), _time(into.frames - into.before, cut))


def _clip(clip: Clip, cut: Cut, url: Url) -> Any:
    reference = otio.schema.ExternalReference(url(clip.path), _range(0, clip.length, cut))
    reference.name = clip.path.name
    made = otio.schema.Clip(clip.name, reference, _range(clip.source, clip.frames, cut))
    facts = {"speaker": clip.speaker, "voice": clip.voice, "language": clip.language}
    values: dict[str, Any] = {name: value for name, value in facts.items() if value}
    if clip.words:
        values["words"] = [asdict(word) for word in clip.words]
    if clip.gain != 1:
        values["gain"] = clip.gain
    if clip.fades:
        values["fades"] = [{"frame": frame, "factor": factor} for frame, factor in clip.fades]
    if clip.move:
        values["move"] = asdict(clip.move)
    if values:
        made.metadata[KEY] = values
    return made


def _marker(marker: Marker, cut: Cut) -> Any:
    made = otio.schema.Marker(marker.name, _range(marker.start, 1, cut))
    made.comment = marker.note
    made.color = otio.schema.MarkerColor.GREEN if marker.chapter else otio.schema.MarkerColor.YELLOW
    made.metadata[KEY] = {"chapter": marker.chapter}
    return made
