"""Does someone of a video say what their timeline says, and how fast? Measured on the drawn frames by running FaceMesh on them again.

    STUDIO_SAMPLES=… python -m benchmarks.avatar_video [--smoke]

Each video of the samples is enrolled and says a line in English and one in Chinese, and is given other lips in its own order. Prints tables and
writes benchmarks/results/avatar_video.json.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.avatar.faces import Face, track
from pipelines.avatar.performance import perform
from pipelines.avatar.video import clips as reading
from pipelines.avatar.video import enrolment, people, relip
from pipelines.avatar.video.animator import VideoAnimator
from pipelines.avatar.video.people import Person
from pipelines.media import FrameStream

from . import clips, report
from .avatar import FPS, Line, lips, said, sharpness

GOALS = {
    "closed": ">= 0.98", "correlation": ">= 0.90", "offset": "<= 1 frame", "moves_in_pauses": "0", "open_at_end": "0",
    "gap_p95": "0.10 … 0.22", "sharpness": ">= 0.85", "outside_changed": "0", "jump": "<= 1", "face_lost": "0",
}  # fmt: skip
SPEED_GOAL = 1.5
CONSENT = "For measuring only."


@dataclass(frozen=True, eq=False)
class Own:
    """What a clip shows by itself, frame by frame: its pictures (kept, as the samples are short), faces, lip gaps and sharpness"""

    pictures: list[np.ndarray]
    faces: list[Face | None]
    gaps: np.ndarray
    sharp: np.ndarray

    def sharpness_at(self, gap: float) -> float:
        """How sharp the mouth usually is where it is about as open"""
        near = np.argsort(np.abs(self.gaps - gap))[:12]
        return float(np.median(self.sharp[near]))


def seen_in(frame: np.ndarray, near: np.ndarray) -> Face | None:
    """The face in a frame, looked for round the points `near` (478, 3)"""
    low, high = near[:468, :2].min(axis=0), near[:468, :2].max(axis=0)
    half, middle = 1.1 * float((high - low).max()), (low + high) / 2
    left, top = np.maximum(middle - half, 0).astype(int)
    right, bottom = (middle + half).astype(int)
    face = track(np.ascontiguousarray(frame[top:bottom, left:right]))
    return Face(face.points + np.array([left, top, 0.0])) if face else None


def looked_at(path: Path, fps: int, points: np.ndarray) -> Own:
    pictures = list(reading.frames(path, fps))
    faces = [
        seen_in(picture, near) if np.isfinite(near[0, 0]) else None for picture, near in zip(pictures, points, strict=False)
    ]
    gaps = np.array([face.lip_gap if face else np.nan for face in faces])
    sharp = np.array([sharpness(picture, face) if face else np.nan for picture, face in zip(pictures, faces, strict=False)])
    return Own(pictures, faces, np.nan_to_num(gaps, nan=9.0), sharp)


def outside(shape: tuple[int, int], points: np.ndarray) -> np.ndarray:
    """(height, width) True where nothing may be changed: away from the lower face"""
    low, high = points[:468, :2].min(axis=0), points[:468, :2].max(axis=0)
    tall, out = float(high[1] - low[1]), np.ones(shape, bool)
    out[
        max(0, int(low[1] + 0.2 * tall)) : int(high[1] + 0.6 * tall),
        max(0, int(low[0] - 0.5 * tall)) : int(high[0] + 0.5 * tall),
    ] = False
    return out


def watched(frames: Iterator[np.ndarray], way: np.ndarray, own: Own, points: np.ndarray, line: Line) -> dict[str, Any]:
    """One line said: every frame looked at again, beside the clip's own frame that it was made of."""
    gaps, sharp, changed, lost, steps = [], [], 0, 0, []
    before = None
    for place, frame in zip(way.tolist(), frames, strict=True):
        face = seen_in(frame, points[place])
        lost += face is None
        gaps.append(face.lip_gap if face else gaps[-1] if gaps else 0.0)
        if face:
            sharp.append(sharpness(frame, face) / own.sharpness_at(face.lip_gap))
        still = outside(frame.shape[:2], points[place])
        changed += int((frame != own.pictures[place]).any(axis=2)[still].any())
        if before is not None:
            steps.append(float(np.abs(frame.astype(np.int16) - before).mean()))
        before = frame.astype(np.int16)
    usual = [float(np.abs(b.astype(np.int16) - a).mean()) for a, b in zip(own.pictures[:-1], own.pictures[1:], strict=True)]
    performance = perform(line.utterance, line.sound, fps=FPS, frames=len(way), seed=1)
    return {**lips(np.array(gaps), performance, line), "sharpness": round(float(np.median(sharp)), 2), "outside_changed": changed,
            "jump": round(max(steps) / max(usual), 2), "face_lost": lost}  # fmt: skip


def talked(person: Person, lines: list[Line]) -> list[dict[str, Any]]:
    animator, avatar = VideoAnimator(), people.avatar_of(person)
    part = people.part_of(person)
    own, rows = looked_at(person.clip, person.about.fps, part.points), []
    for line in lines:
        count = len(perform(line.utterance, line.sound, fps=FPS))
        way = animator.way(avatar, count, fps=FPS, seed=1)
        stream = animator.animate(line.utterance, line.sound, avatar, fps=FPS, seed=1)
        rows.append(
            {"video": person.name, "what": f"says {line.language}", **watched(stream.frames, way, own, part.points, line)}
        )
    return rows


def redubbed(path: Path, line: Line) -> dict[str, Any]:
    video = relip.follow(path)
    performance = perform(line.utterance, line.sound, fps=video.facts.fps, seed=1)
    way = relip.order(video, len(performance))
    own = looked_at(path, video.facts.fps, video.points)
    row = watched(relip.relipped(video, performance.mouth).frames, way, own, video.points, line)
    return {"video": path.stem, "what": f"relip {line.language}", **row}


def speed(path: Path, line: Line, folder: Path, passes: int) -> dict[str, Any]:
    """Seconds of video in a second: enrolling it, and saying a line with the film's encoding, the person read anew each time."""
    found: dict[str, list[float]] = {"enrol": [], "say": []}
    for number in range(passes):
        began = time.perf_counter()
        person, verdict = enrolment.enrol(path, "speed", CONSENT, force=True)
        found["enrol"].append(round(verdict.seconds / (time.perf_counter() - began), 2))
        began = time.perf_counter()
        stream = VideoAnimator().animate(line.utterance, line.sound, people.avatar_of(person), fps=FPS, seed=number)
        clips.encode(stream, folder / "speed.mp4")
        found["say"].append(round(stream.count / FPS / (time.perf_counter() - began), 2))
    return {**found, "goal": SPEED_GOAL}


def long_clip(minutes: float) -> FrameStream:
    """The clip whose memory `clips.peak_of` measures: somebody talks for so long."""
    line, source = said("en"), Path(os.environ["STUDIO_SAMPLES"]) / "videos" / "speaker_512.mp4"
    place = Path(os.environ["STUDIO_AVATARS"]) / "long"
    person, _ = enrolment.enrol(source, "long", CONSENT, force=True, place=place)
    frames = round(minutes * 60 * FPS)
    return VideoAnimator().animate(line.utterance, line.sound, people.avatar_of(person), fps=FPS, frames=frames)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="one short video and one line, nothing is written")
    smoke = parser.parse_args().smoke
    if not os.environ.get("STUDIO_SAMPLES"):
        print("STUDIO_SAMPLES names no folder of videos: nothing to measure")
        return
    videos = sorted((Path(os.environ["STUDIO_SAMPLES"]) / "videos").glob("*.mp4"))
    lines = [said(language) for language in (("en",) if smoke else ("en", "zh"))]
    rows, speeds, peak = [], {}, None
    with tempfile.TemporaryDirectory() as place:
        os.environ["STUDIO_AVATARS"] = place
        for path in videos[1:2] if smoke else videos:
            speeds[path.stem] = speed(path, lines[0], Path(place), 1 if smoke else 3)
            person, _ = enrolment.enrol(path, path.stem, CONSENT)
            rows += [*talked(person, lines), redubbed(path, lines[0])]
        if not smoke:
            peak = clips.peak_of("avatar_video", 10)
    keys = ("closures", *GOALS)
    print(report.table([("video", "", *keys), *((row["video"], row["what"], *(str(row[key]) for key in keys)) for row in rows),
                        ("goal", "", "", *GOALS.values())]))  # fmt: skip
    values = {"videos": rows, "times_real_time": speeds, "peak_mib_of_10_minutes": peak}
    print(json.dumps({key: value for key, value in values.items() if key != "videos"}, indent=1, ensure_ascii=False))
    if not smoke:
        report.save("avatar_video", values)


if __name__ == "__main__":
    main()
