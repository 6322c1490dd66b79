"""Where takes are made: here, or in processes of this machine. A job is a function of picklable values."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_ended
from typing import Any, TypeVar

from pipelines.errors import Cancelled, EngineFailed, StudioError

from . import worker_process
from .pools import Job, Turn, Turns, any_kind, fault, settled

R = TypeVar("R")
AHEAD = 2
"""Jobs that a process has before it: the one it is at and the next, so that it need not wait for its parent."""
PATIENCE = 10.0
"""Seconds that a process has to unwind when it is told to stop."""


class Workers:
    """A pool of `count` processes, started when first used; count 1 works in this process. Use it in a `with`.

    preload          modules that all processes have imported before their first job
    limits, kind_of  at most limits[kind] jobs of a kind are under way at once in `work`; a job's kind is kind_of(job)
    """

    def __init__(
        self,
        count: int | None = None,
        *,
        preload: Sequence[str] = worker_process.FILMS,
        limits: Mapping[str, int] | None = None,
        kind_of: Callable[[Job], str] = any_kind,
    ) -> None:
        self.count = count or max(1, min(8, os.cpu_count() or 1))
        self.preload = tuple(preload)
        self.limits = dict(limits or {})
        self.kind_of = kind_of
        self._pool: ProcessPoolExecutor | None = None
        self._lanes: list[_Lane] = []
        self._stopped = threading.Event()
        self._giving = threading.Lock()  # so that nothing is given to a process after all were told to stop

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: Any) -> None:
        if kind is not None:
            self.stop()
        for pool in self._pools():
            if self._stopped.is_set():
                _end(pool)
            pool.shutdown(wait=True, cancel_futures=True)
        self._pool, self._lanes = None, []
        self._stopped.clear()

    def stop(self) -> None:
        """End the processes in the middle of their takes; another thread may call it. What waits for them is told."""
        with self._giving:
            self._stopped.set()
            for process in [process for pool in self._pools() for process in _processes(pool)]:
                process.terminate()

    def map(self, function: Callable[..., Any], jobs: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, Any]]:
        """(index, result) of each job, as they finish; a pool has begun on them when this returns.

        The first error is raised, and the jobs not begun are given up.
        """
        if self.count == 1 or not jobs:
            return ((index, function(*job)) for index, job in enumerate(jobs))
        self._pool = self._pool or _started(self.count, self.preload)
        return _finished({self._pool.submit(function, *job): index for index, job in enumerate(jobs)})

    def work(self, function: Callable[..., R], jobs: Iterable[Job]) -> Iterator[tuple[int, R | StudioError]]:
        """(index, result) of each job, as they finish: see `studio.pools.Pool`."""
        turns = Turns(jobs, self.limits, self.kind_of)
        return self._here(function, turns) if self.count == 1 else self._apart(function, turns)

    def _here(self, function: Callable[..., R], turns: Turns) -> Iterator[tuple[int, R | StudioError]]:
        while turn := turns.begin():
            self._check()
            yield turn.index, settled(function, turn.job)
            turns.end(turn)

    def _apart(self, function: Callable[..., R], turns: Turns) -> Iterator[tuple[int, R | StudioError]]:
        self._lanes = self._lanes or [_Lane(self.preload) for _ in range(self.count)]
        try:
            while True:
                self._fill(function, turns)
                begun = [future for lane in self._lanes for future in lane.begun]
                if not begun:
                    return
                wait(begun, timeout=0.5, return_when=FIRST_COMPLETED)
                self._check()
                ended = [pair for lane in self._lanes for pair in lane.collect(turns)]
                self._fill(function, turns)  # first, so that nobody waits for what becomes of the results
                yield from ended
        finally:
            for lane in self._lanes:
                lane.forget()

    def _fill(self, function: Callable[..., R], turns: Turns) -> None:
        while len((lane := min(self._lanes, key=lambda lane: len(lane.begun))).begun) < AHEAD and (turn := turns.begin()):
            with self._giving:
                self._check()
                taken = lane.give(function, turn)
            if not taken:  # its process has just died: what it was at is looked after first
                turns.again(turn)
                return

    def _check(self) -> None:
        if self._stopped.is_set():
            raise Cancelled()

    def _pools(self) -> list[ProcessPoolExecutor]:
        return [pool for pool in (self._pool, *(lane.pool for lane in self._lanes)) if pool]


class _Lane:
    """One process and what it was given, the oldest first.

    Each process has a pool of its own: the death of one disturbs no other, and the oldest job is the one it was at.
    """

    def __init__(self, preload: Sequence[str]) -> None:
        self._preload = preload
        self.pool: ProcessPoolExecutor | None = None
        self.begun: dict[Future[Any], Turn] = {}

    def give(self, function: Callable[..., Any], turn: Turn) -> bool:
        """Whether the process took the job; one that died at another does not."""
        while True:
            self.pool = self.pool or _started(1, self._preload)
            try:
                self.begun[self.pool.submit(worker_process.outcome, function, turn.job)] = turn
                return True
            except BrokenProcessPool:
                if self.begun:
                    return False
                self._renew()

    def collect(self, turns: Turns) -> list[tuple[int, Any]]:
        """(index, result) of the jobs that ended; if the process died, the others come again."""
        ended: list[tuple[int, Any]] = []
        for future, turn in [pair for pair in self.begun.items() if pair[0].done() and not _dead(pair[0])]:
            del self.begun[future]
            turns.end(turn)
            error = future.exception()
            ended.append((turn.index, fault(error) if error else future.result()))
        oldest = next(iter(self.begun), None)
        if oldest and oldest.done():
            turn = self.begun.pop(oldest)
            for behind in reversed(self.begun.values()):
                turns.again(behind)
            if error := turns.died(turn):
                ended.append((turn.index, error))
            self.begun.clear()
            self._renew()
        return ended

    def forget(self) -> None:
        """Whoever asked for them is gone: what has not begun will not."""
        for future in self.begun:
            future.cancel()
        self.begun.clear()

    def _renew(self) -> None:
        if self.pool:
            self.pool.shutdown(wait=False, cancel_futures=True)
        self.pool = None


def _started(count: int, preload: Sequence[str]) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        count,
        mp_context=worker_process.context(preload),
        initializer=worker_process.start,
        initargs=(os.getpid(), worker_process.places()),
    )


def _dead(future: Future[Any]) -> bool:
    """Whether it ended with its process: killed, or told to leave."""
    return isinstance(future.exception(), BrokenProcessPool | SystemExit)


def _processes(pool: ProcessPoolExecutor) -> list[Any]:
    return list((pool._processes or {}).values())


def _end(pool: ProcessPoolExecutor) -> None:
    """Wait for processes that were told to stop, and kill what does not."""
    processes = {process.sentinel: process for process in _processes(pool)}
    pool.shutdown(wait=False, cancel_futures=True)
    while processes and (gone := wait_ended(list(processes), timeout=PATIENCE)):
        for sentinel in gone:
            del processes[sentinel]  # type: ignore[arg-type]
    for process in processes.values():
        process.kill()


def _finished(places: dict[Future[Any], int]) -> Iterator[tuple[int, Any]]:
    waiting = set(places)
    try:
        while waiting:
            done, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
            for future in done:
                yield places[future], future.result()
    except BrokenProcessPool as error:
        raise EngineFailed(
            "A worker process was stopped, perhaps for want of memory. Run the same command again: finished parts are kept.",
            "一个工作进程被终止，可能是内存不足。请重新运行同一命令，已完成的部分会保留。",
        ) from error
    finally:
        for future in waiting:
            future.cancel()
