"""Frames that do not depend on one another, drawn by a thread for each core and given back in their order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import parent_process

import numpy as np

_MOST = 4  # more would wait for the encoder


def threads() -> int:
    """How many draw at once: in a worker process one, because the other cores have workers of their own."""
    return 1 if parent_process() is not None else max(1, min(_MOST, os.cpu_count() or 1))


def drawn(draw: Callable[[int], np.ndarray], count: int) -> Iterator[np.ndarray]:
    """`draw(0)` to `draw(count - 1)`, each a new array, a few of them made ahead.

    What `draw` raises is raised in its place. Closing this ends the threads.
    """
    together = threads()
    if together == 1:
        yield from map(draw, range(count))
        return
    begun: deque[Future[np.ndarray]] = deque()
    pool = ThreadPoolExecutor(together, thread_name_prefix="frames")
    try:
        for index in range(count):
            begun.append(pool.submit(draw, index))
            if len(begun) > together:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
