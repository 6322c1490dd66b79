"""What a Ray cluster costs beside processes of this machine, and what the second processor is worth.

    python -m benchmarks.cluster [--smoke]

Rows of a second of work each (arithmetic, so that a busy processor is felt), each ending in a take of 200 kB. The pools are
warm: what it takes to start them is a figure of its own.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from studio.cluster import RayPool
from studio.depot import Depot
from studio.pools import Pool
from studio.store import Takes, key_of
from studio.workers import Workers

from . import report

ROWS, SECONDS = 40, 1.0
TAKE_BYTES = 200_000


def row(takes: Takes, key: str, seconds: float) -> Path:
    """A take that is worked on for so many seconds of processor time."""

    def build(path: Path) -> None:
        end, turn = time.process_time() + seconds, np.eye(64)
        while time.process_time() < end:
            turn = turn @ turn
        path.write_bytes(key.encode() * (TAKE_BYTES // len(key)))

    return takes.make(key, ".bin", build)


def measured(pool: Pool, takes: Takes, rows: int, seconds: float, name: str) -> float:
    """Seconds that the rows take on a pool that has done something before."""

    def jobs(count: int, part: str, length: float) -> Iterator[tuple[Any, ...]]:
        return ((takes, key_of(name, part, number), length) for number in range(count))

    made_by = import_module("benchmarks.cluster").row  # by the name that a process can import it under
    list(pool.work(made_by, jobs(2 * pool.count, "warm", 0.01)))
    began = time.perf_counter()
    results = dict(pool.work(made_by, jobs(rows, "row", seconds)))
    spent = time.perf_counter() - began
    assert all(isinstance(path, Path) and path.stat().st_size for path in results.values())
    return spent


def main(*, smoke: bool) -> None:
    rows, seconds = (6, 0.2) if smoke else (ROWS, SECONDS)
    spent: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        takes = Takes(Path(folder) / "takes")
        takes.folder.mkdir()
        for count in (1, 2):
            with Workers(count, preload=()) as workers:
                spent[f"{count} here"] = measured(workers, takes, rows, seconds, f"here{count}")
        began = time.perf_counter()
        with RayPool("local", depot=Depot(f"{folder}/depot")) as pool:
            started = time.perf_counter() - began
            processors = pool.count
            spent["ray"] = measured(pool, takes, rows, seconds, "ray")
        with Workers(processors, preload=()) as workers:
            spent["here"] = measured(workers, takes, rows, seconds, "here")
    values = {
        "rows": rows, "seconds_a_row": seconds, "processors": processors, "ray_starts_in": round(started, 2),
        "spent": {name: round(value, 2) for name, value in spent.items()},
        "ray_over_here": round(spent["ray"] / spent["here"], 3), "speed_up_of_two": round(spent["1 here"] / spent["2 here"], 2),
    }  # fmt: skip
    print(report.table([
        ("what", "measured", "goal"),
        (f"Ray over processes of this machine, {seconds:g} s a row", f"{values['ray_over_here']:.3f} x", "<= 1.10 x"),
        ("two workers over one", f"{values['speed_up_of_two']:.2f} x", ">= 1.8 x"),
        ("a cluster here begins in", f"{started:.1f} s", ""),
    ]))  # fmt: skip
    if not smoke:
        report.save("cluster", values)


if __name__ == "__main__":
    main(smoke="--smoke" in sys.argv)
