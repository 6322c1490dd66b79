"""Frames made ahead in a thread of their own, while the ones before them are converted and encoded."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

_DEPTH = 2  # more would only cost memory: the slower side sets the pace


def ahead(frames: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
    """The same frames in the same order, each one's own, made up to a few ahead.

    What the frames' maker raises is raised here, after the frames before it. Closing this ends the thread.
    """
    made: queue.Queue[Any] = queue.Queue(_DEPTH)
    ended = threading.Event()
    thread = threading.Thread(target=_make, args=(frames, made, ended), daemon=True, name="frames-ahead")
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


def _make(frames: Iterator[np.ndarray], made: queue.Queue[Any], ended: threading.Event) -> None:
    try:
        for frame in frames:
            made.put((frame.copy(), None))  # the maker may draw the next one into the same array
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
