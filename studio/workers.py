"""Where takes are made: here, or in a pool of processes. A job is a function of picklable values."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from pipelines.errors import EngineFailed

PRELOAD = ("studio.jobs", "pipelines.avatar.photo", "pipelines.images.painter")


def _start_worker(parent: int) -> None:
    """Ctrl-C is the parent's to handle; SIGTERM unwinds, so that temporary files go; and no worker outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _leave(*_: Any) -> None:
    raise SystemExit(143)


def _watch(parent: int) -> None:
    """A worker's own parent is the fork server, which ends when the studio does; look for the studio itself."""
    while True:
        time.sleep(0.5)
        try:
            os.kill(parent, 0)
        except ProcessLookupError:
            os._exit(1)


class Workers:
    """A pool of `count` processes, started when first used; count 1 works in this process. Use it in a `with`."""

    def __init__(self, count: int | None = None) -> None:
        self.count = count or max(1, min(8, os.cpu_count() or 1))
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: Any) -> None:
        if self._pool is None:
            return
        if kind is not None:
            self.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None

    def stop(self) -> None:
        """End the processes in the middle of their takes; another thread may call it. What waits for them is told."""
        pool = self._pool
        for process in list((pool._processes or {}).values()) if pool else []:
            process.terminate()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # One take keeps one core busy. OpenBLAS would start a thread for each core in each worker and let them spin:
            # that doubled the processor time of the animator's small matrix products.
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
            # a fork server imports once for all; its own process is clean of threads and open files
            context = get_context("forkserver")
            context.set_forkserver_preload(list(PRELOAD))
            self._pool = ProcessPoolExecutor(self.count, mp_context=context, initializer=_start_worker, initargs=(os.getpid(),))
        return self._pool

    def map(self, function: Callable[..., Any], jobs: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, Any]]:
        """(index, result) of each job, as they finish; a pool has begun on them when this returns.

        The first error is raised, and the jobs not begun are given up.
        """
        if self.count == 1 or not jobs:
            return ((index, function(*job)) for index, job in enumerate(jobs))
        pool = self._started()
        return _finished({pool.submit(function, *job): index for index, job in enumerate(jobs)})


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
