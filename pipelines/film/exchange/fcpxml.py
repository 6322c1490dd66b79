"""A cut as FCPXML 1.8, for Final Cut Pro and Resolve.

Written here and not by OpenTimelineIO's adapter, which (at 1.0) rounds times through floats, so that connected clips land a frame
early, and has neither the frame's size nor levels. The form is Apple's "Final Cut Pro X XML Format": the lowest picture track is the
storyline; everything else is connected to the clip that it begins over, pictures above it (lane 1, 2 …), sounds below (-1, -2 …).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from .cut import Clip, Cut, Marker, Transition
from .places import Places

_FORMAT, _DISSOLVE = "r1", "dissolve"
_DISSOLVE_NAME = "Cross Dissolve"
_DISSOLVE_UID = "FxPlug:4731E73A-8DAC-4113-9A30-AE85B1761265"  # Final Cut's own
_SILENT_DB, _LOUDEST_DB = -96.0, 12.0


def dumps(cut: Cut, places: Places) -> str:
    """The `.fcpxml` file; its media are named relative to it."""
    root = Element("fcpxml", version="1.8")
    resources = _Resources(cut, places, SubElement(root, "resources"))
    project = SubElement(SubElement(SubElement(root, "library"), "event", name=cut.name), "project", name=cut.name)
    sequence = SubElement(project, "sequence", duration=time(cut.frames, cut.fps), format=_FORMAT, tcStart="0s", tcFormat="NDF",
                          audioLayout="stereo", audioRate="48k")  # fmt: skip
    spine = SubElement(sequence, "spine")
    storyline = _storyline(cut, resources, spine)
    others = [(lane, track) for lane, track in enumerate(cut.pictures[1:], 1)]
    others += [(-lane, track) for lane, track in enumerate(cut.sounds, 1)]
    for lane, track in others:
        for clip in track.clips:
            start, shift, below = _below(storyline, clip.start)
            made = _asset_clip(clip, resources, below, clip.start - start + shift, sound=lane < 0)
            made.set("lane", str(lane))
    for marker in cut.markers:
        start, shift, below = _below(storyline, marker.start)
        _mark(marker, cut.fps, below, marker.start - start + shift)
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{body}\n'


def time(frames: int, fps: Fraction) -> str:
    """Frames as a rational number of seconds, in the time base of the frame rate."""
    return f"{frames * fps.denominator}/{fps.numerator}s" if frames else "0s"


@dataclass
class _Resources:
    """The format, and an asset for each file."""

    cut: Cut
    places: Places
    element: Element
    assets: dict[Path, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        width, height = self.cut.size
        SubElement(
            self.element, "format", id=_FORMAT, frameDuration=time(1, self.cut.fps), width=str(width), height=str(height)
        )
        if self.cut.transitions:
            SubElement(self.element, "effect", id=_DISSOLVE, name=_DISSOLVE_NAME, uid=_DISSOLVE_UID)

    def asset(self, clip: Clip) -> str:
        if clip.path not in self.assets:
            name = self.assets[clip.path] = f"r{len(self.assets) + 2}"
            both = self._heard(clip.path), self._seen(clip.path)
            kinds: dict[str, Any] = {"hasAudio": "1", "audioSources": "1", "audioRate": "48000"} if both[0] else {}
            kinds |= {"hasVideo": "1", "format": _FORMAT} if both[1] else {}
            source = "./" + self.places.relative_url(clip.path)
            SubElement(self.element, "asset", id=name, name=clip.path.name, src=source, start="0s",
                       duration=time(clip.length, self.cut.fps), **kinds)  # fmt: skip
        return self.assets[clip.path]

    def _heard(self, path: Path) -> bool:
        return any(clip.path == path for track in self.cut.sounds for clip in track.clips)

    def _seen(self, path: Path) -> bool:
        return any(clip.path == path for track in self.cut.pictures for clip in track.clips)

    def both(self, clip: Clip) -> bool:
        return self._heard(clip.path) and self._seen(clip.path)


def _storyline(cut: Cut, resources: _Resources, spine: Element) -> list[tuple[int, int, Element]]:
    """(first frame, where its own time begins, element) of the clips and gaps, end to end over the whole cut."""
    made: list[tuple[int, int, Element]] = []
    reached = 0
    for clip in cut.pictures[0].clips if cut.pictures else ():
        if clip.start > reached:
            made.append((reached, 0, _gap(cut, spine, reached, clip.start)))
        if clip.into:
            _dissolve(clip, clip.into, cut, spine)
        made.append((clip.start, clip.source, _asset_clip(clip, resources, spine, clip.start, sound=False)))
        reached = clip.end
    if reached < cut.frames:
        made.append((reached, 0, _gap(cut, spine, reached, cut.frames)))
    return made


def _gap(cut: Cut, spine: Element, start: int, end: int) -> Element:
    return SubElement(spine, "gap", name="Gap", offset=time(start, cut.fps), start="0s", duration=time(end - start, cut.fps))


def _dissolve(clip: Clip, into: Transition, cut: Cut, spine: Element) -> None:
    made = SubElement(spine, "transition", name=_DISSOLVE_NAME, offset=time(clip.start - into.before, cut.fps),
                      duration=time(into.frames, cut.fps))  # fmt: skip
    SubElement(made, "filter-video", ref=_DISSOLVE, name=_DISSOLVE_NAME)


def _below(storyline: list[tuple[int, int, Element]], frame: int) -> tuple[int, int, Element]:
    return max((one for one in storyline if one[0] <= frame), key=lambda one: one[0])


def _asset_clip(clip: Clip, resources: _Resources, parent: Element, offset: int, *, sound: bool) -> Element:
    fps = resources.cut.fps
    made = SubElement(parent, "asset-clip", ref=resources.asset(clip), name=clip.name, offset=time(offset, fps),
                      start=time(clip.source, fps), duration=time(clip.frames, fps))  # fmt: skip
    if resources.both(clip):  # one file, its picture here and its sound there
        made.set("srcEnable", "audio" if sound else "video")
    if sound:
        made.set("audioRole", "dialogue" if clip.speaker or clip.voice or clip.words else "music")
        if clip.gain != 1 or clip.fades:
            _volume(clip, fps, made)
    return made


def _volume(clip: Clip, fps: Fraction, parent: Element) -> None:
    volume = SubElement(parent, "adjust-volume", amount=_decibels(clip.gain))
    if clip.fades:
        parameter = SubElement(volume, "param", name="amount")
        animation = SubElement(parameter, "keyframeAnimation")
        for frame, factor in clip.fades:
            SubElement(animation, "keyframe", time=time(clip.source + frame, fps), value=_decibels(clip.gain * factor))


def _decibels(factor: float) -> str:
    level = 20 * math.log10(factor) if factor > 0 else _SILENT_DB
    return f"{min(max(level, _SILENT_DB), _LOUDEST_DB):.2f}dB"


def _mark(marker: Marker, fps: Fraction, parent: Element, start: int) -> None:
    kind = "chapter-marker" if marker.chapter else "marker"
    made = SubElement(parent, kind, start=time(start, fps), duration=time(1, fps), value=marker.name)
    if marker.note:
        made.set("note", marker.note)
    if marker.chapter:
        made.set("posterOffset", "0s")
