"""What the benchmarks of presenters share: a presenter's frames as a film, and the memory that a long one takes."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from pipelines.film import shots
from pipelines.film.shots import Shot
from pipelines.media import FrameStream


def encode(stream: FrameStream, path: Path) -> None:
    """The frames at `path` as a film has them, the presenter alone."""
    shot = Shot(size=stream.size, fps=stream.fps, frames=stream.count, layout="presenter", presenter=stream, burn=False)
    shots.render(shot, path)


def peak_of(module: str, minutes: float) -> float:
    """MiB at most of a process that draws and encodes the clip of so many minutes that `module`.long_clip gives."""
    code = f"from benchmarks import clips, {module}; clips.print_peak({module}.long_clip({minutes}))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def print_peak(stream: FrameStream) -> None:
    with tempfile.TemporaryDirectory() as place:
        encode(stream, Path(place) / "long.mp4")
    print(_peak())


def _peak() -> float:
    """MiB at most of this process. Not ru_maxrss, which on Linux knows the memory of the program that began this one as well."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(next(row for row in status.read_text().splitlines() if row.startswith("VmHWM:")).split()[1]) / 1024
