"""Chapters: in the film's file, and as YouTube reads them."""

from __future__ import annotations

import re
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.film import ffmpeg
from pipelines.film.chapters import YOUTUBE_SHORTEST, Chapter, chapters, to_ffmetadata, to_youtube
from pipelines.media import Audio


def test_scenes_without_a_title_belong_to_the_chapter_before() -> None:
    made = chapters([("", 0), ("The  hill", 2.5), ("", 30), ("The sea", 41)], 60)
    assert made == (Chapter("The hill", 0, 41), Chapter("The sea", 41, 60))


@pytest.mark.parametrize("titles", [[], ["only"], ["", "", "one"], ["  ", "x"]])
def test_one_title_makes_no_chapters(titles: list[str]) -> None:
    assert chapters([(title, 20.0 * n) for n, title in enumerate(titles)], 100) == ()
    assert to_ffmetadata(()) == ""
    assert to_youtube(()) == ""


def test_they_are_read_back_from_the_film(tmp_path: Path) -> None:
    black = [bytes([16]) * (128 * 128) + bytes([128]) * (128 * 64)] * 75
    ffmpeg.encode(black, tmp_path / "take.mp4", size=(128, 128), fps=25, count=75)
    titles = ("茶山 = 1; #2", "back\\slash\nline", "The end")
    marks = chapters([(title, float(n)) for n, title in enumerate(titles)], 3.0)
    sound = Audio(np.zeros(72_000, np.float32), 24_000)
    ffmpeg.assemble([tmp_path / "take.mp4"], sound, tmp_path / "film.mp4", fps=25, metadata={"AIGC": "{}"}, soft="1\n00:00:00,000 --> 00:00:01,000\nhi\n",
                    chapters=to_ffmetadata(marks), language="zh")  # fmt: skip
    with av.open(str(tmp_path / "film.mp4")) as film:
        found = [
            (one["metadata"]["title"], float(one["start"] * one["time_base"]), float(one["end"] * one["time_base"]))
            for one in film.chapters()
        ]
        assert film.metadata["AIGC"] == "{}"
    assert found == [(mark.title, mark.start, mark.end) for mark in marks]
    assert ffmpeg.probe(tmp_path / "film.mp4").subtitles == 1


def test_youtubes_lines() -> None:
    marks = chapters([("Start", 0.0), ("Two", 12.9), ("Too short", 30), ("Three", 35), ("An hour", 3600)], 4000)
    assert to_youtube(marks) == "0:00:00 Start\n0:00:12 Two\n0:00:35 Three\n1:00:00 An hour\n"
    assert to_youtube(chapters([("a", 0), ("b", 61), ("c", 75)], 90)) == "0:00 a\n1:01 b\n1:15 c\n"


@given(st.lists(st.floats(0.1, 60), min_size=1, max_size=30))
def test_what_youtube_is_given_it_shows(lengths: list[float]) -> None:
    starts = [sum(lengths[:n]) for n in range(len(lengths))]
    text = to_youtube(chapters([(f"t{n}", start) for n, start in enumerate(starts)], sum(lengths)))
    if not text:
        return
    clocks = [re.match(r"(?:(\d+):)?(\d+):(\d\d) t\d+$", row) for row in text.splitlines()]
    times = [int(c[1] or 0) * 3600 + int(c[2]) * 60 + int(c[3]) for c in clocks if c]
    assert len(times) == len(clocks) >= 3
    assert times[0] == 0
    assert all(b - a >= YOUTUBE_SHORTEST for a, b in zip(times, [*times[1:], int(sum(lengths))], strict=True))
