"""A batch that is killed again and again, the parent or a worker, with nobody asked: what it comes to in the end."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from . import report

WORKERS = 2
_PATIENCE = 180.0  # seconds that a run may take
_ROWS = 40


def _inputs(folder: Path) -> list[str]:
    table, cues = folder / "calls.csv", folder / "film.srt"
    table.write_text("text,output\n" + "".join(f"第{n}号，请进。,call{n}\n" for n in range(_ROWS)), encoding="utf-8")
    cues.write_text(
        "\n".join(
            f"{n + 1}\n00:00:{3 * n:02d},000 --> 00:00:{3 * n + 2:02d},500\nLine {n} is said here.\n" for n in range(_ROWS // 2)
        ),
        encoding="utf-8",
    )
    return [str(table), str(cues)]


def _start(inputs: list[str], out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "studio.cli", "dub", *inputs, "--out", str(out), "--workers", str(WORKERS)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def _given(out: Path) -> dict[str, bytes]:
    """The files of a batch, by their names."""
    return {str(path.relative_to(out)): path.read_bytes() for path in _finished(out) if ".dub" not in path.parts}


def _finished(out: Path) -> Iterator[Path]:
    for path in out.rglob("*") if out.is_dir() else ():
        if path.suffix in (".wav", ".srt") and not path.name.startswith("."):
            yield path


def _identity(out: Path) -> dict[str, int]:
    """When each finished sound was made, by what it holds: a take that became a clip is the same."""
    found = {}
    for path in _finished(out):
        with suppress(FileNotFoundError):  # it has just become a clip
            if path.suffix == ".wav" and path.stem != "film":  # a track is joined anew from its lines
                found[str(path.stat().st_ino)] = path.stat().st_mtime_ns
    return found


def kills(folder: Path, count: int, *, seed: int = 7) -> dict[str, Any]:
    """`count` kills at random moments of the work; each batch is gone on with until it is done, and compared with one that nobody
    disturbed."""
    rng = random.Random(seed)
    inputs = _inputs(folder)
    clean, out = folder / "clean", folder / "out"
    _wait(_start(inputs, clean))
    wanted = _given(clean)
    killed = {"parent": 0, "worker": 0}
    batches = different = failed = again = 0
    at_work: list[int] = []
    while sum(killed.values()) < count or out.exists():
        process, before = _start(inputs, out), _identity(out)
        victim = rng.choice(("parent", "worker"))
        if sum(killed.values()) < count and _working(process, out, before):
            time.sleep(rng.uniform(0.0, 1.0))
            killed[victim] += _kill(process, victim, rng)
        if victim == "parent" and process.poll() is None and process.wait() < 0:
            _stopped(process.pid)
            at_work.append(len(list((out / ".dub" / "takes").glob(".*.part*"))))
        code = _wait(process)
        after = _identity(out)
        again += sum(1 for name, made in before.items() if after.get(name) != made)
        if code >= 0:
            batches += 1
            failed += code != 0
            different += _given(out) != wanted
            shutil.rmtree(out)
    return {
        "kills": sum(killed.values()), "of_parents": killed["parent"], "of_workers": killed["worker"], "batches_finished": batches,
        "batches_failed": failed, "batches_that_differ": different, "finished_sounds_made_again": again,
        "most_at_work_when_killed": max(at_work, default=0), "workers": WORKERS,
    }  # fmt: skip


def _working(process: subprocess.Popen[bytes], out: Path, before: dict[str, int]) -> bool:
    """Wait until the run has made something new; False if it ends before."""
    while process.poll() is None:
        if len(_identity(out)) > len(before) or (before and list((out / ".dub" / "takes").glob(".*.part*"))):
            return True
        time.sleep(0.02)
    return False


def _kill(process: subprocess.Popen[bytes], victim: str, rng: random.Random) -> bool:
    below = [pid for pid in report.tree(process.pid) if pid != process.pid]
    if victim == "worker" and not below:
        return False
    try:
        os.kill(process.pid if victim == "parent" else rng.choice(below), signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _stopped(group: int) -> None:
    """Until what the dead parent had started has noticed: its workers look for it twice a second."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)


def _wait(process: subprocess.Popen[bytes]) -> int:
    try:
        _, said = process.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return -1
    if process.returncode > 0:
        sys.stderr.write(said.decode(errors="replace")[-2000:])
    return process.returncode
