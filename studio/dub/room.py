"""The folder of a batch: what is given to the person in it, and below `.dub` what it is made from. One run at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import BadInput
from pipelines.files import output_error

from ..store import Takes

INSIDE = ".dub"


@dataclass(frozen=True, slots=True)
class Room:
    """`folder` is what --out names."""

    folder: Path

    @property
    def inside(self) -> Path:
        return self.folder / INSIDE

    @property
    def ledger(self) -> Path:
        return self.inside / "ledger.sqlite"

    @property
    def takes(self) -> Takes:
        return Takes(self.inside / "takes")

    def begun(self) -> bool:
        return self.ledger.is_file()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The folders made, what a killed run left half-written swept, and no second run beside this one."""
        if self.folder.exists() and not self.folder.is_dir():
            raise BadInput(f"{self.folder} is a file. Give a folder for --out.", f"{self.folder} 是文件。--out 应为文件夹。")
        try:
            self.takes.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.inside / "lock").open("w")
        except OSError as error:
            raise output_error(error, self.folder) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise BadInput(f"Another batch is at work in {self.folder}. Wait for it, or choose another --out.",
                               f"{self.folder} 中正有另一个任务在运行。请等待其完成，或另选 --out。") from error  # fmt: skip
            self.takes.sweep()
            yield
