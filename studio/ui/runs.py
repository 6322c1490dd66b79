"""Work that goes on behind the page: it belongs to the program, not to the browser's tab, so that a refresh loses nothing."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from pipelines.errors import BadInput, Cancelled, EngineFailed, StudioError

from ..workers import Workers
from .texts import pair

State = Literal["waiting", "running", "stopping", "done", "stopped", "failed"]
ACTIVE: tuple[State, ...] = ("waiting", "running", "stopping")
Kind = Literal["draft", "film", "export"]

_turn = threading.Lock()  # one film at a time: each uses every core
_runs: dict[str, Run] = {}
_guard = threading.Lock()


@dataclass
class Stage:
    """One stage of a run: how much of it is done (0 … 1) and how long it took, in seconds."""

    name: str
    began: float
    done: float = 0.0
    ended: float = 0.0

    def seconds(self) -> float:
        return (self.ended or time.monotonic()) - self.began


@dataclass
class Run:
    """One piece of work on one film. `report` is called by the work, everything else by the page."""

    film: str
    kind: Kind
    number: int = 0
    state: State = "waiting"
    error: StudioError | None = None
    began: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    stages: dict[str, Stage] = field(default_factory=dict)
    workers: Workers = field(default_factory=Workers)
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def active(self) -> bool:
        return self.state in ACTIVE

    def seconds(self) -> float:
        return (self.ended or time.monotonic()) - self.began

    def report(self, stage: str, done: float, _detail: str) -> None:
        """A `Report` for studio.produce; Cancelled once the person has stopped the run."""
        if self._stop.is_set():
            raise Cancelled(*pair("notice.stopped"))
        now = time.monotonic()
        if stage not in self.stages:
            for earlier in self.stages.values():
                earlier.ended = earlier.ended or now
                earlier.done = 1.0
            self.stages[stage] = Stage(stage, now)
        current = self.stages[stage]
        current.done = max(current.done, min(1.0, done))
        if done >= 1:
            current.ended = now

    def stop(self) -> None:
        if self.active:
            self._stop.set()
            self.state = "stopping"
            self.workers.stop()

    def work(self, task: Callable[[Run], Any]) -> None:
        """Wait for the turn, do the task, and keep how it ended."""
        try:
            while not _turn.acquire(timeout=0.2):
                self._check()
            try:
                self._check()
                self.state, self.began = "running", time.monotonic()
                task(self)
            finally:
                _turn.release()
            self._end("done")
        except StudioError as error:
            stopped = self._stop.is_set() or isinstance(error, Cancelled)
            self._end("stopped" if stopped else "failed", None if stopped else error)
        except BaseException as error:
            if not self._stop.is_set():
                traceback.print_exc(file=sys.stderr)
            fault = error if not self._stop.is_set() else None
            self._end("failed" if fault else "stopped", EngineFailed(*pair("notice.fault")) if fault else None)

    def _check(self) -> None:
        if self._stop.is_set():
            raise Cancelled(*pair("notice.stopped"))

    def _end(self, state: State, error: StudioError | None = None) -> None:
        now = time.monotonic()
        for stage in self.stages.values():
            stage.ended = stage.ended or now
        self.error, self.ended, self.state = error, now, state


def start(film: str, kind: Kind, task: Callable[[Run], Any]) -> Run:
    """Begin `task` behind the page. BadInput if the film is being made already."""
    with _guard:
        before = _runs.get(film)
        if before and before.active:
            raise BadInput(*pair("notice.busy"))
        run = Run(film, kind, (before.number if before else 0) + 1)
        _runs[film] = run
    threading.Thread(target=run.work, args=(task,), daemon=True, name=f"film-{film}").start()
    return run


def get(film: str) -> Run | None:
    return _runs.get(film)


def busy(film: str) -> bool:
    run = _runs.get(film)
    return bool(run and run.active)


def active() -> list[Run]:
    """The runs that are going on, the latest first."""
    return [run for run in reversed(list(_runs.values())) if run.active]
