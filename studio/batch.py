"""The takes of one stage: those that were found, and those that workers are making."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .store import Store
from .wording import counted
from .workers import Workers

Report = Callable[[str, float, str], None]
"""Called with (stage, done 0 … 1, detail). It may raise Cancelled."""

Job = tuple[Any, ...]
"""The arguments of a function that makes one take: (takes, key, …)."""


@dataclass
class Batch:
    """A stage under way. `collect` waits for it."""

    stage: str
    names: tuple[str, ...]
    found: dict[str, Path]
    missing: tuple[str, ...]
    coming: Iterator[tuple[int, Path]]

    def collect(self, report: Report) -> dict[str, Path]:
        """Each take by its name, in the order asked for."""
        takes, count = dict(self.found), len(self.names)
        ended = counted(self.stage, count, len(self.found))
        report(self.stage, len(takes) / max(1, count), ended if len(takes) == count else "")
        for index, path in self.coming:
            takes[self.missing[index]] = path
            report(self.stage, len(takes) / count, self.missing[index] if len(takes) < count else ended)
        return {name: takes[name] for name in self.names}


def begin(function: Callable[..., Path], work: Sequence[Job], names: Sequence[str], stage: str, suffix: str, store: Store,
          workers: Workers) -> Batch:  # fmt: skip
    """Start making the takes that are not there yet; a job's second argument is its key."""
    found = {name: path for name, job in zip(names, work, strict=True) if (path := store.takes.find(job[1], suffix))}
    missing = [(name, job) for name, job in zip(names, work, strict=True) if name not in found]
    coming = workers.map(function, [job for _, job in missing])
    return Batch(stage, tuple(names), found, tuple(name for name, _ in missing), coming)
