"""Chapter marks: of a film's scenes, in its file, and as the lines that YouTube reads in a description."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

YOUTUBE_FEWEST, YOUTUBE_SHORTEST = 3, 10.0
"""YouTube shows chapters if there are at least three, in ascending order, the first at 0:00, none under ten seconds
(support.google.com/youtube/answer/9884579)."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A titled part of a film, from `start` to `end` in seconds."""

    title: str
    start: float
    end: float


def chapters(starts: Iterable[tuple[str, float]], seconds: float) -> tuple[Chapter, ...]:
    """The chapters of a film of `seconds`, from the titles of its scenes and where they begin, in order.

    A scene without a title belongs to the chapter before it; what comes before the first title, to the first. None for fewer
    than two titles: a single mark at the beginning tells nobody anything.
    """
    titled = [(" ".join(title.split()), start) for title, start in starts if title.strip() and start < seconds]
    if len(titled) < 2:
        return ()
    begins = [0.0, *(start for _, start in titled[1:])]
    ends = [*begins[1:], seconds]
    return tuple(Chapter(title, start, end) for (title, _), start, end in zip(titled, begins, ends, strict=True))


def to_ffmetadata(marks: Sequence[Chapter]) -> str:
    """The marks as ffmpeg reads them (its "metadata 1" format), in milliseconds; "" for none."""
    rows = [";FFMETADATA1"] if marks else []
    for mark in marks:
        rows += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={round(mark.start * 1000)}", f"END={round(mark.end * 1000)}"]
        rows.append(f"title={_escaped(mark.title)}")
    return "".join(f"{row}\n" for row in rows)


def _escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "=;#\\\n" else letter for letter in text)


def to_youtube(marks: Sequence[Chapter]) -> str:
    """A line each, "0:00 Title", by YouTube's rules: what is too short joins the chapter before it.

    Times are cut to whole seconds, as YouTube counts them. "" if fewer than three are left, which YouTube would not show.
    """
    kept: list[tuple[int, str]] = []
    end = int(marks[-1].end) if marks else 0
    for mark in marks:
        start = int(mark.start)
        if not kept or (start - kept[-1][0] >= YOUTUBE_SHORTEST and int(mark.end) - start >= YOUTUBE_SHORTEST):
            kept.append((start, mark.title))
    if len(kept) < YOUTUBE_FEWEST:
        return ""
    long = end >= 3600
    return "".join(f"{_clock(start, long)} {title}\n" for start, title in kept)


def _clock(seconds: int, long: bool) -> str:
    minutes = f"{seconds // 60 % 60:02d}" if long else f"{seconds // 60}"
    return f"{seconds // 3600}:{minutes}:{seconds % 60:02d}" if long else f"{minutes}:{seconds % 60:02d}"
