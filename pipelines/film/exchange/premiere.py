"""A cut as Final Cut Pro 7 XML, which Premiere Pro and Resolve read, by OpenTimelineIO's adapter.

The adapter writes what lies under the metadata key "fcp_xml" as it is: from there come the frame's size and the levels of sound.
"""

from __future__ import annotations

from typing import Any

import opentimelineio as otio

from .. import ffmpeg
from . import otio as timelines
from .cut import Clip, Cut
from .places import Places

_KEY = "fcp_xml"
_LOUDEST = 3.98107  # +12 dB, the highest level that the format knows


def dumps(cut: Cut, places: Places) -> str:
    """The `.xml` file. It names media by absolute paths; Premiere finds files that moved by their names."""
    made = timelines.timeline(cut, places.url)
    made.metadata[_KEY] = {"media": {"video": {"format": {"samplecharacteristics": _picture(cut)}},
                                     "audio": {"numOutputChannels": 2, "format": {"samplecharacteristics": _SOUND}}}}  # fmt: skip
    for track, own in zip(made.tracks, cut.tracks, strict=True):
        clips = [item for item in track if isinstance(item, otio.schema.Clip)]
        for item, clip in zip(clips, own.clips, strict=True):
            channels = ffmpeg.probe(clip.path).audio_channels if own.kind == "sound" else 0
            item.metadata[_KEY] = _sounding(clip, channels) if channels else {}
            item.media_reference.metadata[_KEY] = {"media": _heard(channels) if channels else _seen(cut)}
        for item in track:
            if isinstance(item, otio.schema.Transition):
                item.name = _DISSOLVE  # its name is taken for the effect's
    for marker in made.tracks.markers:
        marker.metadata[_KEY] = {"comment": marker.comment}
    return str(otio.adapters.write_to_string(made, "fcp_xml"))


_DISSOLVE = "Cross Dissolve"
_SOUND = {"depth": 16, "samplerate": 48000}


def _heard(channels: int) -> dict[str, Any]:
    return {"audio": {"samplecharacteristics": _SOUND, "channelcount": channels}}


def _seen(cut: Cut) -> dict[str, Any]:
    return {"video": {"samplecharacteristics": _picture(cut)}}


def _picture(cut: Cut) -> dict[str, Any]:
    return {"width": cut.size[0], "height": cut.size[1], "anamorphic": "FALSE", "pixelaspectratio": "square",
            "fielddominance": "none"}  # fmt: skip


def _sounding(clip: Clip, channels: int) -> dict[str, Any]:
    """That the clip sounds, with both its channels where it has two, and its level: one value, or points."""
    made: dict[str, Any] = {
        "@premiereChannelType": "mono" if channels == 1 else "stereo",
        "sourcetrack": {"mediatype": "audio", "trackindex": 1},
    }
    if clip.gain == 1 and not clip.fades:
        return made
    levels: dict[str, Any] = {"parameterid": "level", "name": "Level", "valuemin": 0, "valuemax": _LOUDEST,
                              "value": _level(clip, 1.0)}  # fmt: skip
    if clip.fades:
        levels["keyframe"] = [{"when": clip.source + frame, "value": _level(clip, factor)} for frame, factor in clip.fades]
    effect = {"name": "Audio Levels", "effectid": "audiolevels", "effectcategory": "audiolevels", "effecttype": "audiolevels",
              "mediatype": "audio", "parameter": levels}  # fmt: skip
    return made | {"filter": {"effect": effect}}


def _level(clip: Clip, factor: float) -> float:
    return round(min(clip.gain * factor, _LOUDEST), 5)
