"""Frames that do not depend on one another, drawn by a thread for each core and given back in their order."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import parent_process
from typing import TypeVar

import cv2

T = TypeVar("T")

_MOST = 4  # more would wait for the encoder


def threads() -> int:
    """How many draw at once: in a worker process one, because the other cores have workers of their own."""
    return 1 if parent_process() is not None else max(1, min(_MOST, os.cpu_count() or 1))


def drawn(draw: Callable[[int], T], count: int) -> Iterator[T]:
    """`draw(0)` to `draw(count - 1)`, each a new one, a few of them made ahead.

    What `draw` raises is raised in its place. Closing this ends the threads.
    """
    together = threads()
    if together == 1:
        yield from map(draw, range(count))
        return
    begun: deque[Future[T]] = deque()
    pool = ThreadPoolExecutor(together, thread_name_prefix="frames")
    try:
        with _ALONE:
            for index in range(count):
                begun.append(pool.submit(draw, index))
                if len(begun) > together:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


class _Alone:
    """While any frames are drawn side by side, OpenCV has no threads of its own, which would only take the others' turns."""

    def __init__(self) -> None:
        self._lock, self._inside, self._usual = threading.Lock(), 0, 0

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._usual = cv2.getNumThreads()
                cv2.setNumThreads(1)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                cv2.setNumThreads(self._usual)


_ALONE = _Alone()
