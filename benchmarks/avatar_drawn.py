"""Drawn presenters: how fast they are drawn and encoded at 1080p, the memory of a long clip, and the catalogue in figures.

python -m benchmarks.avatar_drawn [--smoke]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.avatar.drawn import catalogue
from pipelines.avatar.drawn.animator import DrawnAnimator, avatar_of
from pipelines.avatar.drawn.pose import Pose
from pipelines.avatar.drawn.puppet import Puppet
from pipelines.media import Audio, FrameStream
from pipelines.speech import voices
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.timeline import Utterance

from . import clips, report

FPS = 25
GOAL = 4.0
SIZES = {"1920x1080": (1920, 1080), "1080x1920": (1080, 1920)}
TEXT = "Good morning, and welcome back. Today we look at how bridges stand up, and why most of them hum in the wind."


def said() -> tuple[Utterance, Audio]:
    speaker, voice = EspeakSpeaker(), voices.default("en")
    utterance = speaker.plan(TEXT, voice, language="en")
    return utterance, speaker.speak(utterance, voice)


def speed(name: str, size: tuple[int, int], line: tuple[Utterance, Audio], folder: Path) -> dict[str, float]:
    """Processor milliseconds of the median frame for drawing alone, and times real time with encoding, the puppet made anew."""
    stream = DrawnAnimator().animate(*line, avatar_of(catalogue.load(name)), size=size, fps=FPS)
    took, used = [], time.process_time()
    for _ in stream.frames:
        took.append(time.process_time() - used)
        used = time.process_time()
    count, drawing = len(took), 1000 * float(np.median(took))
    began = time.perf_counter()
    stream = DrawnAnimator().animate(*line, avatar_of(catalogue.load(name)), size=size, fps=FPS)
    clips.encode(stream, folder / "a.mp4")
    return {"ms_a_frame": round(drawing, 1), "times_real_time": round(count / FPS / (time.perf_counter() - began), 2)}


def long_clip(minutes: float) -> FrameStream:
    """The clip whose memory `clips.peak_of` measures."""
    frames = round(minutes * 60 * FPS)
    return DrawnAnimator().animate(*said(), avatar_of(catalogue.load("mei")), size=(1920, 1080), fps=FPS, frames=frames)


def alike() -> dict[str, Any]:
    """The two of the catalogue that are nearest to one another: mean difference of their pixels at 64×64, of 255."""
    everyone = list(catalogue.built_in().values())
    pixels = np.array([Puppet(one, (64, 64)).draw(Pose()).copy() for one in everyone], np.float32).reshape(len(everyone), -1)
    apart = np.array([np.abs(pixels - one).mean(axis=1) for one in pixels]) + 1e3 * np.eye(len(everyone))
    a, b = np.unravel_index(int(apart.argmin()), apart.shape)
    return {"presenters": len(everyone), "styles": dict(Counter(one.style for one in everyone)),
            "nearest": [everyone[a].name, everyone[b].name, round(float(apart.min()), 1)]}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="one presenter, nothing is written")
    smoke = parser.parse_args().smoke
    first: dict[str, str] = {}
    for one in catalogue.built_in().values():
        first.setdefault(one.style, one.name)
    shown = dict(list(first.items())[:1]) if smoke else first
    line, rows = said(), []
    with tempfile.TemporaryDirectory() as place:
        for style, name in shown.items():
            for label, size in SIZES.items():
                rows.append({"presenter": name, "style": style, "size": label, **speed(name, size, line, Path(place))})
                if smoke:
                    break
    print(report.table([tuple(rows[0]), *(tuple(str(value) for value in row.values()) for row in rows),
                        ("goal", "", "", "", f">= {GOAL:g}")]))  # fmt: skip
    values = {"seconds": round(line[1].seconds, 1), "rows": rows, "goal_times_real_time": GOAL, "catalogue": alike()}
    print(values["catalogue"])
    if smoke:
        return
    values["peak_mib_of_2_minutes"] = round(clips.peak_of("avatar_drawn", 2))
    values["note"] = "Provisional where other work ran on the machine at the same time."
    print(f"{values['peak_mib_of_2_minutes']} MiB at most over two minutes at 1080p")
    report.save("avatar_drawn", values)


if __name__ == "__main__":
    main()
