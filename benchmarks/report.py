"""What every benchmark shares: the machine's facts, the result file, the table, memory of a tree of processes."""

from __future__ import annotations

import json
import os
import platform
import threading
import time
from pathlib import Path
from typing import Any

from pipelines.files import write_text

RESULTS = Path(__file__).parent / "results"


def machine() -> dict[str, Any]:
    model = ""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        model = next(
            (row.partition(":")[2].strip() for row in cpuinfo.read_text().splitlines() if row.startswith("model name")), ""
        )
    return {
        "cores": os.cpu_count(),
        "processor": model or platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def save(name: str, values: dict[str, Any]) -> Path:
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    write_text(path, json.dumps({"machine": machine(), **values}, ensure_ascii=False, indent=1) + "\n")
    return path


def load(name: str) -> dict[str, Any]:
    """What was saved under that name; {} if nothing was."""
    path = RESULTS / f"{name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


class PeakMemory:
    """The most memory that this process and its children held at once, in MiB, sampled every two seconds (Linux): a sample walks page tables, and more would be felt.

    Counts proportional shares (PSS) where the system tells them, so that pages shared by workers count once.
    """

    def __init__(self) -> None:
        self.mib = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(2.0):
            self.mib = max(self.mib, sum(_share(pid) for pid in tree(os.getpid())) / 1024)


def tree(root: int) -> list[int]:
    """The process and all below it."""
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found


def _share(pid: int) -> float:
    try:
        for row in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if row.startswith("Pss:"):
                return float(row.split()[1])
    except OSError:
        pass
    return 0.0


class StageClock:
    """A `Report` that adds up the wall seconds of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._since = "", time.perf_counter()

    def __call__(self, stage: str, _done: float, _detail: str) -> None:
        now = time.perf_counter()
        if self._stage:
            self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = stage, now

    def end(self) -> dict[str, float]:
        self("", 1, "")
        return {name: round(value, 2) for name, value in self.seconds.items()}
