"""Frames made ahead: the same frames, errors where they belong, and no thread left behind."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from pipelines.film.ahead import ahead


def numbered(count: int, *, fails: bool = False):
    frame = np.zeros((2, 2, 3), np.uint8)  # one array for all frames, as makers may have it
    for number in range(count):
        frame[:] = number
        yield frame
    if fails:
        raise ValueError("the maker broke")


def threads() -> int:
    return sum(thread.name == "frames-ahead" for thread in threading.enumerate())


def test_the_frames_come_in_order_and_stay_as_they_were():
    assert [int(frame[0, 0, 0]) for frame in list(ahead(numbered(20), np.copy))] == list(range(20))
    assert list(ahead(numbered(0), np.copy)) == []


def test_what_the_maker_raises_comes_after_the_frames_before_it():
    frames = ahead(numbered(5, fails=True), np.copy)
    assert [int(next(frames)[0, 0, 0]) for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(ValueError, match="the maker broke"):
        next(frames)
    assert threads() == 0


def test_frames_that_nobody_wants_any_more_are_not_made():
    made, closed = [], threading.Event()

    def endless():
        try:
            while True:
                made.append(len(made))
                yield np.full((1, 1, 3), len(made) % 256, np.uint8)
        finally:
            closed.set()

    frames = ahead(endless(), np.copy)
    next(frames)
    frames.close()
    assert closed.is_set()
    assert len(made) < 10
    assert threads() == 0
