"""Subtitles from a speech timeline, and their files: SRT, WebVTT, ASS.

The rules are Netflix's timed text style guide: at most two lines, 42 Latin or 16 Chinese characters a line, 5/6 s to
7 s a subtitle, two frames between subtitles, breaks where the language pauses. Tall video has shorter lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import pysubs2

from ..timeline import Utterance, word_spans
from . import breaking, look
from .layout import FREE, Aspect, Safe, caption_room

MIN_SECONDS, MAX_SECONDS, GAP = 5 / 6, 7.0, 0.08
LINGER = 0.5
"""How long a subtitle stays after its last word when nothing follows."""

_CHAIN = 0.5  # a pause shorter than this is not worth a blink of the text: the subtitle stays until the next


@dataclass(frozen=True)
class CueWord:
    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Cue:
    """One subtitle from `start` to `end` in seconds. `text` is one line, or two with "\\n" between."""

    start: float
    end: float
    text: str
    words: tuple[CueWord, ...] = ()


def cues(utterance: Utterance, offset: float = 0.0, *, language: str = "", aspect: Aspect = "wide") -> tuple[Cue, ...]:
    """The subtitles of one utterance that begins at `offset` seconds. They keep all its text and never overlap.

    The 5/6 s hold wherever the sound is long enough. Chinese lines lose a comma or full stop at their end.
    """
    spans = word_spans(utterance)
    parts = breaking.pieces([(span.word.text, span.word.after) for span in spans], utterance.opening)
    if not parts:
        return ()
    rate = utterance.sample_rate
    times = [(spans[part.words[0]].start / rate, spans[part.words[-1]].end / rate) for part in parts]
    limit = line_limit(language or utterance.language, aspect)
    cuts = _cuts(parts, times, limit, utterance.seconds)
    made: list[Cue] = []
    for first, last in pairwise(cuts):
        start = times[first][0]
        following = times[last][0] if last < len(parts) else None
        end = _end(start, times[last - 1][1], following, utterance.seconds)
        lines = breaking.two_lines(parts[first:last], limit) or (breaking.trimmed(breaking.join(parts[first:last])),)
        said = [place for part in parts[first:last] for place in part.words]
        words = tuple(CueWord(spans[n].word.text, offset + spans[n].start / rate, offset + spans[n].end / rate) for n in said)
        made.append(Cue(offset + start, offset + end, "\n".join(lines), words))
    return tuple(made)


def line_limit(language: str, aspect: Aspect) -> int:
    """Columns a line (a Chinese character takes two)."""
    wide_script = language.split("-")[0].lower() in ("zh", "cmn", "yue", "ja", "ko", "wuu", "hak", "nan")
    if aspect == "tall":
        return 26
    return 32 if wide_script else 42


def _cuts(parts: Sequence[breaking.Piece], times: Sequence[tuple[float, float]], limit: int, seconds: float) -> list[int]:
    """Where subtitles begin, by dynamic programming over all ways to cut; the last number is `len(parts)`."""
    count = len(parts)
    ends = _sentence_ends(parts)
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * count
    for last in range(1, count + 1):
        columns = 0
        for first in range(last - 1, -1, -1):
            columns += parts[first].columns
            single = first == last - 1
            if not single and (columns > 2 * limit + 4 or times[last - 1][1] - times[first][0] > MAX_SECONDS):
                break
            laid = breaking.best_cut(parts[first:last], limit)
            if laid is None:
                continue
            until = times[last][0] if last < count else seconds
            cost = best[first][0] + _cost(laid, until - times[first][0], limit) + ends[last - 1] - ends[first]
            if last < count:
                silence = times[last][0] - times[last - 1][1]
                cost += 2.2 * breaking.break_cost(parts[last - 1], parts[last]) - min(silence, 0.5)
            if cost < best[last][0]:
                best[last] = cost, first
    cuts = [count]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    return cuts[::-1]


def _sentence_ends(parts: Sequence[breaking.Piece]) -> list[float]:
    """The cost of running on over the ends of sentences, summed up to each piece."""
    return list(accumulate((1.1 * (breaking.ending(part.text) == 2) for part in parts), initial=0.0))


def _cost(laid: breaking.Cut, shown: float, limit: int) -> float:
    """Fewer, fuller subtitles; none too short to read; one line sooner than two."""
    fill = laid.columns / limit
    cost = 1.0 + 0.2 * (laid.place > 0) + 0.6 * laid.cost + 0.8 * max(0.0, 0.45 - fill)
    if shown < MIN_SECONDS + GAP:
        cost += 6.0 * (1 + MIN_SECONDS + GAP - shown)
    return cost


def _end(start: float, spoken: float, following: float | None, seconds: float) -> float:
    """When a subtitle goes: it lingers a little, but leaves two frames before the next one."""
    if following is None:
        end = max(min(spoken + LINGER, seconds), spoken)
        end = max(end, min(start + MIN_SECONDS, seconds))
    else:
        free = following - min(GAP, 0.5 * (following - start))
        end = free if following - spoken < _CHAIN + GAP else spoken + LINGER
        end = min(max(end, start + MIN_SECONDS), free)
    return min(end, start + MAX_SECONDS)


def to_srt(cues: Sequence[Cue]) -> str:
    return "\n".join(srt_row(number, cue) for number, cue in enumerate(cues, 1))


def srt_row(number: int, cue: Cue) -> str:
    """One subtitle of an SRT file, numbered from 1; an empty line goes between two."""
    return f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{cue.text}\n"


def to_vtt(cues: Sequence[Cue]) -> str:
    rows = [f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{_html(cue.text)}\n" for cue in cues]
    return "\n".join(["WEBVTT\n", *rows])


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(seconds: float, mark: str) -> str:
    whole = max(0, round(seconds * 1000))
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}{mark}{whole % 1000:03d}"


def to_ass(cues: Sequence[Cue], size: tuple[int, int], style: str = "clean", safe: Safe = FREE) -> str:
    """Advanced SubStation Alpha for a frame of `size`, in the project's font. `style` is one of `look.STYLES`."""
    room = caption_room("picture", size, safe) if safe.right else None
    return script_of(captions(cues, size, style, room, safe), size, style).to_string("ass")


def captions(
    cues: Sequence[Cue], size: tuple[int, int], style: str = "clean", room: float | None = None, safe: Safe = FREE
) -> list[pysubs2.SSAEvent]:
    """The cues as ASS events, above what is `safe`, the lowest of each first. A line wider than `room` pixels is set smaller."""
    bottom = round(safe.bottom * size[1])
    margin = bottom if bottom > look.metrics(size).bottom else 0  # 0: the style's own
    events = []
    for cue in cues:
        words = [(word.text, word.start - cue.start, word.end - cue.start) for word in cue.words]
        texts = look.caption_texts(cue.text, size, style, words, room)
        start, end = _milliseconds(cue.start), _milliseconds(cue.end)
        events += [pysubs2.SSAEvent(start, end, text, style="Caption", marginv=margin, layer=n) for n, text in enumerate(texts)]
    return events


def script_of(events: Sequence[pysubs2.SSAEvent], size: tuple[int, int], style: str = "clean") -> pysubs2.SSAFile:
    """The events as an ASS script with the project's styles."""
    script = pysubs2.SSAFile()
    script.info.update(look.script_info(size))
    script.styles = look.styles(size, style)
    script.extend(events)
    return script


def _milliseconds(seconds: float) -> int:
    return round(seconds * 100) * 10
