"""Three minutes of one tall picture scrolled past the frame (the scene of moviepy's issue 2395), by the film engine and by moviepy, in one run.

    python -m benchmarks.scroll [--smoke | --seconds N]

Each side runs in a process of its own, from the picture's file to the finished film, one after the other, with all cores.
The issue's own scene scrolls a wide picture; `--wide` does that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.film import ffmpeg, shots
from pipelines.film.scroll import Scroll, Strip
from pipelines.film.shots import Shot
from pipelines.media import Audio, Picture, read_picture, write_picture

from . import report


@dataclass(frozen=True)
class Scene:
    """Pixels of the frame, seconds, and how many frames long the picture is."""

    size: tuple[int, int] = (1080, 1920)
    fps: int = 30
    seconds: int = 180
    frames_long: int = 10
    wide: bool = False

    @property
    def picture_size(self) -> tuple[int, int]:
        width, height = self.size
        return (width * self.frames_long, height) if self.wide else (width, height * self.frames_long)


FULL, SMOKE = Scene(), Scene((256, 448), 30, 3, 4)


def picture(size: tuple[int, int]) -> Picture:
    """A long drawing with large shapes, thin lines and grain, the same every time."""
    rng = np.random.default_rng(2395)
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    grain = rng.integers(-6, 7, (size[1], size[0])).astype(np.float32)
    bands = [
        128 + 70 * np.sin(x / (90 + 40 * n) + y / (140 + 30 * n)) + 30 * np.sign(np.sin(x / 31 - y / 47)) for n in range(3)
    ]
    return Picture(np.stack([np.clip(band + grain, 0, 255).astype(np.uint8) for band in bands], axis=-1))


def ours(scene: Scene, source: Path, out: Path) -> None:
    """One take: its frames are made beside the encoder."""
    take = out.with_name("take.mp4")
    strip = Strip(read_picture(source), scene.size)
    shots.render(Shot(scene.size, scene.fps, scene.seconds * scene.fps, "picture", scroll=Scroll(strip)), take)
    silence = Audio(np.zeros(scene.seconds * 48_000, np.float32), 48_000)
    ffmpeg.assemble([take], silence, out, fps=scene.fps, metadata={})


def moviepys(scene: Scene, source: Path, out: Path) -> None:
    """As its users write it: the picture in a composition, at a place that depends on the time."""
    from moviepy import CompositeVideoClip, ImageClip  # half a second, which the other side need not wait for

    long, frame = scene.picture_size, scene.size
    travel = long[0] - frame[0] if scene.wide else long[1] - frame[1]

    def place(seconds: float) -> tuple[int, int]:
        moved = -int(travel * seconds / scene.seconds)
        return (moved, 0) if scene.wide else (0, moved)

    image = ImageClip(str(source)).with_duration(scene.seconds).with_position(place)
    film = CompositeVideoClip([image], size=frame).with_duration(scene.seconds)
    film.write_videofile(str(out), fps=scene.fps, codec="libx264", preset="veryfast", threads=os.cpu_count(), logger=None)


SIDES = {"ours": ours, "moviepy": moviepys}


def child(side: str, scene: Scene, source: Path, out: Path) -> None:
    with report.PeakMemory() as memory:
        SIDES[side](scene, source, out)
    print(json.dumps({"peak_memory_mib": round(memory.mib)}))


def measured(side: str, folder: Path, arguments: list[str]) -> dict[str, Any]:
    out = folder / f"{side}.mp4"
    began = time.perf_counter()
    ran = subprocess.run([sys.executable, "-m", "benchmarks.scroll", *arguments, "--side", side, str(folder / "long.png"), str(out)],
                         check=True, capture_output=True, text=True)  # fmt: skip
    spent = time.perf_counter() - began
    facts = ffmpeg.probe(out)
    return {"made_in": round(spent, 2), **json.loads(ran.stdout.splitlines()[-1]), "frames": facts.frames,
            "seconds": round(facts.video_seconds, 3), "size": facts.size, "megabytes": round(out.stat().st_size / 1e6, 1)}  # fmt: skip


def main() -> None:
    arguments = [
        one
        for place, one in enumerate(sys.argv)
        if one in ("--smoke", "--wide", "--seconds") or sys.argv[place - 1] == "--seconds"
    ]
    base = SMOKE if "--smoke" in arguments else FULL
    if "--seconds" in arguments:  # a shorter stretch at the same pace: moviepy takes half an hour for all of it
        seconds = int(arguments[arguments.index("--seconds") + 1])
        base = replace(FULL, seconds=seconds, frames_long=max(2, FULL.frames_long * seconds // FULL.seconds))
    scene = replace(base, size=base.size[::-1], wide=True) if "--wide" in arguments else base
    if "--side" in sys.argv:
        side, source, out = sys.argv[sys.argv.index("--side") + 1 :][:3]
        child(side, scene, Path(source), Path(out))
        return
    with tempfile.TemporaryDirectory(prefix="shengying-bench-") as place:
        folder = Path(place)
        write_picture(folder / "long.png", picture(scene.picture_size))
        found = {side: measured(side, folder, arguments) for side in SIDES}
    times = found["moviepy"]["made_in"] / found["ours"]["made_in"]
    rows: list[tuple[str, ...]] = [("", "seconds", "MiB", "frames", "MB")]
    rows += [
        (side, f"{f['made_in']:.1f}", str(f["peak_memory_mib"]), str(f["frames"]), str(f["megabytes"]))
        for side, f in found.items()
    ]
    print(report.table(rows) + f"\n{times:.1f}x faster")
    if found["ours"]["frames"] != scene.seconds * scene.fps:
        sys.exit("a frame is missing")
    if base is not SMOKE:
        print(report.save("scroll_wide" if scene.wide else "scroll", {**found, "times_faster": round(times, 1)}))


if __name__ == "__main__":
    main()
