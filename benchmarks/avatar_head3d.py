"""Heads in three dimensions: how fast they speak at 1080p, how well the lips follow what was asked, and what a face finder makes of them.

    python -m benchmarks.avatar_head3d [--smoke | --accuracy]

The gap between the lips is measured on the rendered picture by FaceMesh, which knows nothing of the model.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.avatar.articulation import closures, pauses, shapes
from pipelines.avatar.faces import find_face
from pipelines.avatar.head3d import catalogue
from pipelines.avatar.head3d.animator import HeadAnimator, avatar_of
from pipelines.avatar.head3d.build import build
from pipelines.avatar.head3d.renderer import context
from pipelines.avatar.performance import perform
from pipelines.direction import Direction
from pipelines.errors import BadInput
from pipelines.media import Audio, FrameStream, Picture
from pipelines.speech import voices
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.timeline import Utterance

from . import clips, report

FPS = 25
GOAL = 1.0
SIZES = {"1920x1080": (1920, 1080), "1080x1920": (1080, 1920)}
TEXT = "Good morning, and welcome back. Today we look at how bridges stand up, and why most of them hum in the wind."
SHOWN = ("lanlan", "jabari", "max", "anders")
STILL = Direction(head=0, gaze=0, blink=0, brows=0, breath=0, gesture=0)
_UPPER, _LOWER, _OUTER = 13, 14, (33, 263)  # FaceMesh: the lips' inner edges, the outer corners of the eyes


def said() -> tuple[Utterance, Audio]:
    speaker, voice = EspeakSpeaker(), voices.default("en")
    utterance = speaker.plan(TEXT, voice, language="en")
    return utterance, speaker.speak(utterance, voice)


def speed(name: str, size: tuple[int, int], line: tuple[Utterance, Audio], folder: Path) -> dict[str, float]:
    """Processor milliseconds of the median frame for rendering alone, and times real time with encoding, the model made before."""
    build(catalogue.load(name))
    animator = HeadAnimator()
    stream = animator.animate(*line, avatar_of(catalogue.load(name)), size=size, fps=FPS)
    took, used = [], time.process_time()
    for _ in stream.frames:
        took.append(time.process_time() - used)
        used = time.process_time()
    began = time.perf_counter()
    clips.encode(animator.animate(*line, avatar_of(catalogue.load(name)), size=size, fps=FPS), folder / "a.mp4")
    wall = time.perf_counter() - began
    return {"ms_a_frame": round(1000 * float(np.median(took)), 1), "times_real_time": round(len(took) / FPS / wall, 2)}


def lips(name: str, line: tuple[Utterance, Audio]) -> dict[str, Any]:
    """The gap on the rendered picture, found by FaceMesh, against the gap that was asked for."""
    stream = HeadAnimator("plain:sand").animate(
        *line, avatar_of(catalogue.load(name)), size=(640, 640), fps=FPS, direction=STILL
    )
    performance = perform(*line, fps=FPS, direction=STILL)
    asked, seen = performance.channel("gap"), np.full(stream.count, np.nan)
    for i, frame in enumerate(stream.frames):
        try:
            points = find_face(Picture(frame.copy())).points
        except BadInput:
            continue
        across = np.linalg.norm(points[_OUTER[0], :2] - points[_OUTER[1], :2])
        seen[i] = np.linalg.norm(points[_UPPER, :2] - points[_LOWER, :2]) / across
    found = np.isfinite(seen)
    if found.sum() < 20:
        return {"faces_found": round(float(found.mean()), 3)}
    times = (np.arange(len(seen)) + 0.5) / FPS
    shut = [
        np.nanmin(seen[frames]) < 0.02
        for viseme, frames in closures(shapes(line[0]), times)
        if viseme == "PP" and found[frames].any()
    ]
    still = np.concatenate(
        [seen[(times > a + 0.16) & (times < b - 0.12)] for a, b in pauses(shapes(line[0]), len(seen), FPS) if b - a > 0.35]
        or [np.zeros(0)]
    )
    offsets = {
        shift: float(np.corrcoef(asked[found], np.roll(seen, shift)[found])[0, 1])
        for shift in (-2, -1, 0, 1, 2)
        if np.isfinite(np.roll(seen, shift)[found]).all()
    }
    return {"faces_found": round(float(found.mean()), 3), "correlation": round(float(np.corrcoef(asked[found], seen[found])[0, 1]), 3),
            "offset_frames": max(offsets, key=lambda shift: offsets[shift], default=0), "p_b_m_closed": round(float(np.mean(shut)), 3) if shut else None,
            "gap_p95": round(float(np.nanpercentile(seen, 95)), 3), "asked_p95": round(float(np.percentile(asked, 95)), 3),
            "most_in_pauses": round(float(np.nanmax(still)), 3) if np.isfinite(still).any() else None}  # fmt: skip


def found_by_facemesh() -> dict[str, Any]:
    """How many of the catalogue's heads a face finder finds, at rest."""
    missed = []
    for head in catalogue.built_in().values():
        try:
            find_face(HeadAnimator().rest(avatar_of(head), size=(480, 480)))
        except BadInput:
            missed.append(head.name)
    return {"heads": len(catalogue.built_in()), "missed": missed}


def renderer() -> str:
    with context() as gl:  # its words are empty while it is not current
        return str(gl.info["GL_RENDERER"])


def long_clip(minutes: float) -> FrameStream:
    """The clip whose memory `clips.peak_of` measures."""
    return HeadAnimator().animate(
        *said(), avatar_of(catalogue.load("lanlan")), size=(1920, 1080), fps=FPS, frames=round(minutes * 60 * FPS)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="one head, nothing is written")
    parser.add_argument("--accuracy", action="store_true", help="without the speeds, for a machine that others use as well")
    given = parser.parse_args()
    smoke, line, rows, followed = given.smoke, said(), [], []
    with tempfile.TemporaryDirectory() as place:
        for name in SHOWN[:1] if smoke else SHOWN:
            style = catalogue.load(name).style
            for label, size in list(SIZES.items())[: 0 if given.accuracy else 1 if smoke else None]:
                rows.append({"head": name, "style": style, "size": label, **speed(name, size, line, Path(place))})
            followed.append({"head": name, "style": style, **lips(name, line)})
    if rows:
        told = [tuple(str(value) for value in row.values()) for row in rows]
        print(report.table([tuple(rows[0]), *told, ("goal", "", "", "", f">= {GOAL:g}")]))
    for row in followed:
        print(row)
    if smoke:
        return
    values: dict[str, Any] = {"seconds": round(line[1].seconds, 1), "renderer": renderer(), "rows": rows, "lips": followed,
                              "goal_times_real_time": GOAL, "facemesh": found_by_facemesh()}  # fmt: skip
    if not given.accuracy:
        values["peak_mib_of_1_minute"] = round(clips.peak_of("avatar_head3d", 1))
        values["note"] = "Speeds are provisional where other work ran on the machine at the same time."
    print(values["facemesh"], values.get("peak_mib_of_1_minute", ""))
    report.save("avatar_head3d", values)


if __name__ == "__main__":
    main()
