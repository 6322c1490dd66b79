"""What a worker process does beside its work: it heeds signals, ends with its parent, and lets go of what it was at."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.context import BaseContext, ForkServerContext, ForkServerProcess
from types import ModuleType
from typing import Any, TypeVar

from pipelines.errors import StudioError

from .pools import Job, settled

R = TypeVar("R")
FILMS = ("studio.jobs", "pipelines.avatar.photo", "pipelines.images.painter")
"""What is imported once for all processes that make films."""

_TRIES = 40
UNWINDING = 5.0
"""Seconds that a process told to leave has to let go of what it was at."""

_leaving = threading.Event()


class _Process(ForkServerProcess):
    """A process that does not run the caller's script again: what it works on is imported from where it is written."""

    @staticmethod
    def _Popen(process: Any) -> Any:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return _begun(process)
        finally:
            sys.modules["__main__"] = main


def _begun(process: Any) -> Any:
    """The process at work. A fork server that has just been killed is not missed at once: the next try starts another."""
    tries = 1
    while True:
        try:
            return ForkServerProcess._Popen(process)  # type: ignore[attr-defined]
        except (ConnectionError, EOFError):
            if tries == _TRIES:
                raise
            tries += 1
            time.sleep(0.05)


class _Context(ForkServerContext):
    Process = _Process  # type: ignore[assignment]


def context(preload: Sequence[str]) -> BaseContext:
    """A fork server imports `preload` once for all; its own process is clean of threads and open files."""
    made = _Context()
    made.set_forkserver_preload(["studio.lasting", *preload])
    return made


def places() -> dict[str, str]:
    """Where a person's things lie, as this process has been told: a fork server knows only what was said when it began."""
    return {name: value for name, value in os.environ.items() if name.startswith(("STUDIO_", "XDG_"))}


def start(parent: int, places: dict[str, str]) -> None:
    """Ctrl-C is the parent's to handle; SIGTERM unwinds, so that temporary files go; and no worker outlives its parent."""
    gc.freeze()  # what all share is nobody's rubbish
    gc.enable()
    os.environ.update(places)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    # last: until then there is nothing to unwind, and unwinding from here is told as an error
    signal.signal(signal.SIGTERM, _leave)


def outcome(function: Callable[..., R], job: Job) -> R | StudioError:
    """The job's result or error; a process that was told to leave begins nothing more."""
    if _leaving.is_set():
        raise SystemExit(143)
    return settled(function, job)


def _leave(*_: Any) -> None:
    _leaving.set()
    raise SystemExit(143)


def _watch(parent: int) -> None:
    """A worker's own parent is the fork server, which ends when the studio does; look for the studio itself.

    A process told to leave just as it hands over a result takes that for an error of the result, and would stay.
    """
    while not _leaving.wait(0.5):
        try:
            os.kill(parent, 0)
        except ProcessLookupError:
            os._exit(1)
    time.sleep(UNWINDING)
    os._exit(143)
