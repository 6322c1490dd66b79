"""Enrolling a person: a clip of 5 seconds or more becomes a folder from which they can say anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from ...errors import BadInput
from ...files import file_hash
from ...media import Picture, Progress, no_progress, write_picture
from ...voice import Consent, agrees
from ..faces import MIN_FACE
from . import clips, parts, people
from .following import Follower, Track
from .people import About, Person

LEAST = 5.0  # seconds
_FOLLOWED = 0.6  # of the work, following the face takes
_ENOUGH = 0.5  # of the frames must show the face


@dataclass(frozen=True)
class Verdict:
    """What was found in a clip: `seconds` of it, the `share` of frames with a usable face, how many `shots`, what stretch is used
    (`start`, `end` seconds); `face` its height in pixels."""

    seconds: float
    share: float
    shots: int
    start: float
    end: float
    face: float


def enrol(
    clip: Path, name: str, consent: str, *, by: str = "", face: int | None = None, force: bool = False,
    place: Path | None = None, progress: Progress = no_progress,
) -> tuple[Person, Verdict]:  # fmt: skip
    """The person of `clip`, kept as `name` (or in the folder `place`), with what was found in it.

    `face`: which face, counted from the largest, where it shows several. BadInput without a consent and for clips that cannot be used:
    under five seconds, no face, a face under 64 pixels or turned away. If `progress` raises, nothing is left.
    """
    if not agrees(consent):
        raise BadInput(
            "A person is shown by their consent only. Say who agreed, and to what: --consent TEXT.",
            "人物须经本人同意才能出镜。请写明谁同意了什么：--consent 文字。",
        )
    if place is None:
        people.check_free(name, force=force)
    clip = Path(clip)
    facts = clips.facts(clip)
    _long_enough(facts.seconds)
    track = _followed(clip, facts, face, progress)
    first, last = best(track, facts.fps)
    verdict = _verdict(track, facts.fps, first, last)
    target = place or people.folder() / name
    with people.building(target) as new:
        person = _store(clip, facts, track, (first, last), new, name, consent, by, progress)
    progress(1.0)
    return Person(target, person.about, person.consent), verdict


def _followed(clip: Path, facts: clips.Facts, face: int | None, progress: Progress) -> Track:
    follower = Follower(facts.fps, face)
    for number, frame in enumerate(clips.frames(clip, facts.fps)):
        follower.add(frame)
        progress(_FOLLOWED * min(1.0, (number + 1) / facts.frames))
    return follower.track()


def _store(
    clip: Path, facts: clips.Facts, track: Track, span: tuple[int, int], new: Path, name: str, consent: str, by: str, progress: Progress
) -> Person:  # fmt: skip
    first, last = span
    size = (facts.size[0] // 2 * 2, facts.size[1] // 2 * 2)
    writer, colours = clips.Writer(new / people.CLIP, size, facts.fps), clips.Colours()

    def pictures() -> Iterator[tuple[int, np.ndarray]]:
        """The stretch's frames; each is written as it passes."""
        for number, shown in enumerate(clips.timed(clip, facts.fps, start=first), first):
            if number >= last:
                return
            writer.add(colours.planes(shown))
            yield number, colours.rgb(shown)
            progress(_FOLLOWED + (0.99 - _FOLLOWED) * (number + 1 - first) / (last - first))

    try:
        part = parts.make(parts.bridged(track), first, last, pictures)
    finally:
        writer.close()
    if writer.count != last - first:
        raise BadInput(f"{clip} could be read only once; give a whole file.", f"{clip} 无法再次读取；请提供完整的文件。")
    walk = clips.Walk(new / people.CLIP, facts.fps)
    write_picture(new / people.STILL, Picture(walk.at(part.calm)))
    people.store_part(new, part)
    source = file_hash(clip)
    about = About(
        name=name, kind="video", size=size, fps=facts.fps, frames=last - first, calm=part.calm, source=source,
        start=first / facts.fps, end=last / facts.fps, mouths=len(part.bank.textures),
    )  # fmt: skip
    agreed = Consent(consent.strip(), by=by.strip(), date=date.today().isoformat(), sample_sha256=source)
    people.store_words(new, about, agreed)
    return Person(new, about, agreed)


def _long_enough(seconds: float) -> None:
    if seconds < LEAST - 0.05:
        raise BadInput(
            f"The clip lasts {seconds:.1f} s; at least {LEAST:.0f} s of one person are needed, better 20 s or more.",
            f"视频只有 {seconds:.1f} 秒；至少需要 {LEAST:.0f} 秒，最好 20 秒以上。",
        )


def best(track: Track, fps: int) -> tuple[int, int]:
    """(first, last + 1) of the longest stretch in which the face can be used. BadInput saying why there is none long enough."""
    found = float(track.found.mean()) if len(track) else 0.0
    if found == 0:
        raise BadInput(
            "No face was found in this video. Give a clip of one person, seen from the front, eyes and mouth uncovered.",
            "视频中没有找到人脸。请提供一段单人正面的视频，眼睛和嘴不要被遮挡。",
        )
    points = parts.bridged(track)
    _large_enough(points)
    runs = parts.stretches(points, track.cuts)
    first, last = max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
    if (last - first) / fps < LEAST - 0.05:
        raise _too_short(track, found, runs, first, last, fps)
    return first, last


def _large_enough(points: np.ndarray) -> None:
    tall = float(np.nanmedian(np.ptp(points[:, :468, 1], axis=1)))
    if tall < MIN_FACE:
        raise BadInput(
            f"The face is {tall:.0f} pixels tall; at least {MIN_FACE} are needed. Give a closer clip, or one with more pixels.",
            f"人脸只有 {tall:.0f} 像素高；至少需要 {MIN_FACE} 像素。请提供更近或更清晰的视频。",
        )


def _too_short(track: Track, found: float, runs: list[tuple[int, int]], first: int, last: int, fps: int) -> BadInput:
    """Why no stretch is long enough: the face is missing, turned away, or the shots are short."""
    longest = (last - first) / fps
    facing = sum(b - a for a, b in runs) / max(1, int(track.found.sum()))
    need_en = (
        f"{LEAST:.0f} s without a break are needed and the longest stretch has {longest:.1f} s (from {first / fps:.1f} s)."
    )
    need_zh = f"需要连续 {LEAST:.0f} 秒，最长的一段只有 {longest:.1f} 秒（自 {first / fps:.1f} 秒起）。"
    if found < _ENOUGH:
        return BadInput(
            f"The face is seen in {found:.0%} of the frames only. {need_en} Give a clip in which the face stays in the picture.",
            f"只有 {found:.0%} 的画面能看到人脸。{need_zh}请提供人脸一直在画面中的视频。",
        )
    if facing < _ENOUGH:
        return BadInput(
            f"The head is turned away more than {parts.MOST_YAW:.0f} degrees in most frames. {need_en} Give a view from the front.",
            f"大部分画面中头部侧转超过 {parts.MOST_YAW:.0f} 度。{need_zh}请提供正面的视频。",
        )
    shots = len(track.cuts)
    return BadInput(
        f"The clip has {shots} shot{'s' * (shots > 1)} with one face. {need_en} Give a clip without cuts in which the person faces the camera.",
        f"视频有 {shots} 个镜头。{need_zh}请提供没有剪切、人物面向镜头的视频。",
    )


def _verdict(track: Track, fps: int, first: int, last: int) -> Verdict:
    inside = track.points[first:last]
    tall = float(np.nanmedian(np.ptp(inside[:, :468, 1], axis=1)))
    good = sum(b - a for a, b in parts.stretches(parts.bridged(track), track.cuts)) / len(track)
    return Verdict(len(track) / fps, good, len(track.cuts), first / fps, last / fps, tall)
