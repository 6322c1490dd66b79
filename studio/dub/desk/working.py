"""What goes on behind the page for a batch: reading, checking, running. It belongs to the program, not to the browser's tab."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipelines.errors import BadInput, Cancelled, EngineFailed, StudioError

from ...workers import Workers
from ..watch import Watched

Kind = Literal["read", "check", "run"]
State = Literal["waiting", "running", "stopping", "ended"]

_turn = threading.Lock()  # one run at a time: each uses every core
_works: dict[Path, Work] = {}
_guard = threading.Lock()


@dataclass
class Work:
    """One piece of work on one batch. `watch` and `hands` are the work's, everything else is the page's."""

    kind: Kind
    state: State = "waiting"
    watched: Watched = field(default_factory=lambda: Watched("read"))
    error: StudioError | None = None
    number: int = 0
    began: float = field(default_factory=time.monotonic)
    _stop: threading.Event = field(default_factory=threading.Event)
    _hands: Workers | None = None
    _thread: threading.Thread | None = None

    @property
    def active(self) -> bool:
        return self.state != "ended"

    def watch(self, watched: Watched) -> None:
        """A `Watch`: Cancelled once the person has stopped the work."""
        self.watched = watched
        self.check()

    def check(self) -> None:
        if self._stop.is_set():
            raise Cancelled()

    def hands(self) -> Workers:
        """The processes of this work, which `stop` ends. Use them in a `with`."""
        self._hands = Workers(preload=("studio.dub.warm",))
        self.check()
        return self._hands

    def stop(self) -> None:
        if self.active:
            self._stop.set()
            self.state = "stopping"
            if self._hands:
                self._hands.stop()

    def join(self, seconds: float | None) -> bool:
        """Wait for its end, and whether it came."""
        if self._thread:
            self._thread.join(seconds)
        return not self.active

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Only runs wait for each other: a look at a manifest need not wait for hours of speech."""
        if self.kind != "run":
            yield
            return
        while not _turn.acquire(timeout=0.2):
            self.check()
        try:
            yield
        finally:
            _turn.release()

    def _run(self, task: Callable[[Work], None]) -> None:
        try:
            with self._turn():
                self.check()
                self.state, self.began = "running", time.monotonic()
                task(self)
        except StudioError as error:
            self.error = None if isinstance(error, Cancelled) or self._stop.is_set() else error
        except BaseException as error:
            if not self._stop.is_set():
                traceback.print_exception(error, file=sys.stderr)
                self.error = EngineFailed("Something went wrong inside the program. Its message is in the terminal; what was made is kept.",
                                          "程序内部出错。详情见终端；已生成的内容会保留。")  # fmt: skip
        finally:
            self.state = "ended"


def begin(folder: Path, kind: Kind, task: Callable[[Work], None]) -> Work:
    """Begin `task` behind the page. BadInput if the batch is being worked on already."""
    with _guard:
        before = _works.get(folder)
        if before and before.active:
            raise busy()
        work = Work(kind, number=before.number + 1 if before else 1)
        _works[folder] = work
    work._thread = threading.Thread(target=work._run, args=(task,), daemon=True, name=f"batch-{folder.name}")
    work._thread.start()
    return work


def of(folder: Path) -> Work | None:
    """The work that goes on for a batch, or went on last since the program was started."""
    return _works.get(folder)


def forget(folder: Path) -> None:
    _works.pop(folder, None)


def busy() -> BadInput:
    return BadInput("This batch is at work. Stop it first, or wait until it is done.", "该任务正在进行。请先停止，或等待完成。")
