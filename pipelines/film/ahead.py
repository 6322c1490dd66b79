"""Frames made ahead in a thread of their own, while the ones before them are converted and encoded."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")
_DEPTH = 2  # more would only cost memory: the slower side sets the pace


def ahead(frames: Iterator[T], kept: Callable[[T], T]) -> Iterator[T]:
    """The same frames in the same order, made up to a few ahead; `kept` makes of each one that is not drawn over.

    What the frames' maker raises is raised here, after the frames before it. Closing this ends the thread.
    """
    made: queue.Queue[Any] = queue.Queue(_DEPTH)
    ended = threading.Event()
    thread = threading.Thread(target=_make, args=(frames, kept, made, ended), daemon=True, name="frames-ahead")
    thread.start()
    try:
        while True:
            frame, error = made.get()
            if error is not None:
                raise error
            if frame is None:
                return
            yield frame
    finally:
        ended.set()
        while thread.is_alive():
            try:
                made.get(timeout=0.05)
            except queue.Empty:
                continue
        thread.join()


def _make(frames: Iterator[T], kept: Callable[[T], T], made: queue.Queue[Any], ended: threading.Event) -> None:
    try:
        for frame in frames:
            made.put((kept(frame), None))
            if ended.is_set():
                break
        else:
            made.put((None, None))
    except BaseException as error:
        made.put((None, error))
    finally:
        close = getattr(frames, "close", None)
        if close is not None:
            close()
