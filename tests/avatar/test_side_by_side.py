"""Frames drawn by several threads come in their order, as if one had drawn them."""

from __future__ import annotations

import threading
import time

import cv2
import numpy as np
import pytest

from pipelines.avatar import side_by_side


@pytest.fixture(autouse=True, params=[1, 3])
def _threads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "threads", lambda: request.param)


def frame(index: int) -> np.ndarray:
    time.sleep(0.002 * (index % 3))
    return np.full((2, 2, 3), index, np.uint8)


def test_in_order_and_all_of_them() -> None:
    assert [int(one[0, 0, 0]) for one in side_by_side.drawn(frame, 30)] == list(range(30))
    assert list(side_by_side.drawn(frame, 0)) == []


def test_an_error_comes_in_its_place() -> None:
    def broken(index: int) -> np.ndarray:
        if index == 5:
            raise ValueError("the sixth")
        return frame(index)

    frames = side_by_side.drawn(broken, 30)
    assert [int(next(frames)[0, 0, 0]) for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(ValueError, match="the sixth"):
        next(frames)


def test_whoever_stops_leaves_no_thread_behind_and_little_is_drawn_in_vain() -> None:
    asked = []

    def noted(index: int) -> np.ndarray:
        asked.append(index)
        return frame(index)

    frames = side_by_side.drawn(noted, 1000)
    next(frames)
    frames.close()
    assert len(asked) < 10
    assert not [one for one in threading.enumerate() if one.name.startswith("frames")]


def test_opencv_has_its_threads_again_when_all_is_drawn() -> None:
    usual = cv2.getNumThreads()
    one, other = side_by_side.drawn(frame, 9), side_by_side.drawn(frame, 9)
    next(one), next(other)
    one.close()
    list(other)
    assert cv2.getNumThreads() == usual
