"""Work that waits for others (a server, mostly), several pieces of it side by side."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def begin(work: Callable[..., R], *values: object) -> Future[R]:
    """`work(*values)` in a thread that does not keep the program from ending: an answer may take minutes."""
    future: Future[R] = Future()

    def run() -> None:
        try:
            future.set_result(work(*values))
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future


def in_order(work: Callable[[T], R], values: Iterable[T], count: int) -> Iterator[tuple[T, R]]:
    """(value, work of it) in the order of the values, which are drawn as there is room; `count` at a time. An error ends it."""
    begun: deque[tuple[T, Future[R]]] = deque()
    for value in values:
        begun.append((value, begin(work, value)))
        if len(begun) >= count:
            first, future = begun.popleft()
            yield first, future.result()
    for first, future in begun:
        yield first, future.result()
