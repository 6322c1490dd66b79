"""Texts with times become speech: a speaker plans each, and its sounds are fitted to the time that the file gives it.

What the speaker predicted stays; the fitted lengths are overrides, so that "as predicted" is one reset away. Silence between
texts is a pause.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from ... import engines
from ...errors import BadInput
from ...fitting import fitted
from ...overrides import PhonemeOverride, WordOverride
from ...timeline import SILENCE, Segment, Utterance, Word
from . import writing
from .house import chosen, language_for
from .notes import Note, Request

MOST_CUES = 20_000
_HURRIED = 2.0
_SLOWER = (2.0, 1.7, 1.4, 1.2, 1.0)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a cue's text; from `start` to `end` in seconds where the file gives its own times."""

    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """A text that is said from `start` to `end` in seconds; `place` says where it stands in its file."""

    start: float
    end: float
    pieces: tuple[Piece, ...]
    place: str

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class _Group:
    """Words that share one stretch of time, in samples. `own` says that the file timed these words themselves."""

    words: tuple[Word, ...]
    start: int
    end: int
    own: bool


def spoken(cues: Sequence[Cue], request: Request, notes: list[Note], extra: dict[str, Any], *, end: float = 0.0) -> Utterance:
    """The utterance that says each cue in its time, at the speaker's own sample rate. Cues are in order of their start.

    A text that cannot be said stands in `extra["unspoken"]`. BadInput if nothing can be said, for too many cues, and for what
    the speaker refuses in all of them.
    """
    if len(cues) > MOST_CUES:
        raise BadInput(f"The file has {len(cues):,} texts; up to {MOST_CUES:,} are accepted. Split it.",
                       f"文件有 {len(cues):,} 段文字；最多 {MOST_CUES:,} 段。请拆分。")  # fmt: skip
    language = language_for(" ".join(cue.text for cue in cues), request, notes)
    speaker = request.speaker or engines.load("speaker", "espeak")
    voice = chosen(request, language)
    line = _Line(language, voice.name)
    refused: BadInput | None = None
    for cue in cues:
        try:
            why = line.refusal(cue)
            if why is None:
                planned = speaker.plan(cue.text, voice, language=language)
                if planned.text != cue.text:
                    notes.append(Note(cue.place, f"The speaker planned {planned.text!r} for {cue.text!r}, which is kept aside.",
                                      f"语音引擎将 {cue.text!r} 规划为 {planned.text!r}；原文另行保存。"))  # fmt: skip
                    extra.setdefault("replanned", []).append({"start": cue.start, "end": cue.end, "text": cue.text})
                line.add(cue, planned, notes)
        except BadInput as error:
            refused = why = error
        except ValueError as error:  # a number that it cannot read out, say: this text is lost to it, not the file
            refused = why = BadInput(f"the speaker failed on it ({error}).", f"语音引擎处理失败（{error}）。")
        if why is not None:
            notes.append(
                Note(
                    cue.place, f"{cue.text!r} is not said but kept aside: {why.en}", f"{cue.text!r} 不朗读，另行保存：{why.zh}"
                )
            )
            extra.setdefault("unspoken", []).append({"start": cue.start, "end": cue.end, "text": cue.text})
    if not line.words:
        raise refused or BadInput("Nothing is said in this file: no text has a word and a time of its own.",
                                  "该文件中没有任何语音：没有带时间的文字。")  # fmt: skip
    return line.finished(end)


class _Line:
    """The utterance while cue after cue is added to it."""

    def __init__(self, language: str, voice: str) -> None:
        self.words: list[Word] = []
        self.overrides: dict[str, WordOverride] = {}
        self._language, self._voice = language, voice
        self._taken = 0.0  # seconds: the end of the last cue that is said
        self._opening, self._lead, self._rate, self._position = "", 0, 0, 0

    def refusal(self, cue: Cue) -> BadInput | None:
        """Why a cue cannot be said here, or None."""
        if not writing.can_be_said(cue.text):
            return BadInput("it has no word.", "其中没有词。")
        if cue.end <= cue.start:
            return BadInput("it ends no later than it begins.", "其结尾不晚于开头。")
        if self._taken - cue.start > (cue.end - cue.start) * 3 / 4:
            return BadInput("another text is said at the same time.", "同一时间已有其他文字在朗读。")
        return None

    def add(self, cue: Cue, planned: Utterance, notes: list[Note]) -> None:
        if self.words:  # a line of its own: the speaker ends a sentence there, as it did when it planned the cues one by one
            last = self.words[-1]
            self.words[-1] = replace(last, after=last.after.rstrip(" ") + "\n" + planned.opening)
        else:
            self._opening, self._rate = planned.opening, planned.sample_rate
        self._taken = max(self._taken, cue.end)
        for group in _groups(cue, planned, notes):
            start = max(group.start, self._position)
            if start > group.start + 1:
                notes.append(Note(cue.place, f"{_said(group.words)!r} should begin at {group.start / self._rate:.3f} s, when the one before it"
                                  f" is still being said; it begins at {start / self._rate:.3f} s.",
                                  f"{_said(group.words)!r} 应在 {group.start / self._rate:.3f} 秒开始，但前一段尚未说完；"
                                  f"改为 {start / self._rate:.3f} 秒。"))  # fmt: skip
            self._silence(start - self._position)
            self._position = start + self._say(group, planned, max(1, group.end - start), cue.place, notes)

    def _silence(self, samples: int) -> None:
        if not self.words:
            self._lead = samples
        else:
            self.words[-1] = replace(self.words[-1], pause=samples)

    def _say(self, group: _Group, planned: Utterance, room: int, place: str, notes: list[Note]) -> int:
        """Add the words, fitted to so many samples; how many they took."""
        segments = _segments(group.words)
        lengths = _lengths(segments, room, self._rate, group, place, notes)
        at = iter(lengths)
        for number, word in enumerate(group.words):
            new_id = f"w{len(self.words) + 1}"
            wanted = {index: next(at) for index in range(len(word.phonemes))}
            set_ = {i: PhonemeOverride(samples=n) for i, n in wanted.items() if n != word.phonemes[i].samples}
            pause = next(at) if number < len(group.words) - 1 and word.pause else None
            own = replace(planned.override(word.id), phonemes=set_, pause=None if pause == word.pause else pause)
            self.words.append(replace(word, id=new_id, pause=word.pause if pause is not None else 0))
            if not own.empty:
                self.overrides[new_id] = own
        return sum(lengths)

    def finished(self, end: float) -> Utterance:
        self._silence(max(0, round(end * self._rate) - self._position))
        return Utterance(tuple(self.words), self._language, self._voice, self._rate, lead=self._lead, opening=self._opening,
                         overrides=self.overrides)  # fmt: skip


def _said(words: Sequence[Word]) -> str:
    return "".join(word.text + word.after for word in words).strip()


def _segments(words: Sequence[Word]) -> list[Segment]:
    """The words' sounds and the pauses between them as predicted, each from 0."""
    out: list[Segment] = []
    for number, word in enumerate(words):
        out += [Segment(p.symbol, 0, p.samples, word.id, index) for index, p in enumerate(word.phonemes)]
        if word.pause and number < len(words) - 1:
            out.append(Segment(SILENCE, 0, word.pause, word.id, -1))
    return out


def _lengths(segments: Sequence[Segment], room: int, rate: int, group: _Group, place: str, notes: list[Note]) -> list[int]:
    """The segments' lengths in so much room: fitted as speech if that goes, else all by one factor if they must.

    Speech that has far more room than it needs is slowed as far as it bears, and silence follows; a word that the file itself
    times (karaoke) is held instead.
    """
    natural = sum(segment.samples for segment in segments)
    if room > natural and not group.own:
        for cap in _SLOWER:
            try:
                return _whole(fitted(segments, min(room, round(natural * cap))), segments, rate)
            except BadInput:
                continue
    try:
        return _whole(fitted(segments, room), segments, rate)
    except BadInput:
        factor = room / natural
    if factor < 1 / _HURRIED:
        notes.append(Note(place, f"{_said(group.words)!r} has {room / rate:.2f} s and needs {natural / rate:.2f} s: it is said"
                          f" {1 / factor:.1f} times as fast.",
                          f"{_said(group.words)!r} 只有 {room / rate:.2f} 秒，需要 {natural / rate:.2f} 秒：语速为 {1 / factor:.1f} 倍。"))  # fmt: skip
    ends, position = [0], 0.0
    for segment in segments:
        position += segment.samples * factor
        ends.append(round(position))
    return _whole([b - a for a, b in pairwise(ends)], segments, rate)


def _whole(lengths: Sequence[int], segments: Sequence[Segment], rate: int) -> list[int]:
    """The same lengths with each sound from one sample to ten seconds; the longest gives what the others lack."""
    out = [min(max(n, int(s.index >= 0)), 10 * rate) for n, s in zip(lengths, segments, strict=True)]
    lacking = max(0, sum(out) - sum(lengths))
    while lacking > 0 and max(out) > 1:
        longest = out.index(max(out))
        given = min(lacking, out[longest] - 1)
        out[longest] -= given
        lacking -= given
    return out


def _groups(cue: Cue, planned: Utterance, notes: list[Note]) -> list[_Group]:
    """The planned words by the stretches of time that the file gives: the whole cue, or its own times for words."""
    rate = planned.sample_rate
    whole = _Group(planned.words, round(cue.start * rate), round(cue.end * rate), False)
    timed = _timed(cue)
    if not timed:
        return [whole]
    places = _places(cue.text, planned.words)
    if places is None:
        notes.append(Note(cue.place, "The speaker changed the text, so that its words' own times could not be kept.",
                          "语音引擎改动了文字，逐词时间无法保留。"))  # fmt: skip
        return [whole]
    starts, ends = [a for a, _, _ in timed], [b for _, b, _ in timed]
    groups: list[tuple[list[Word], int, int]] = []  # words, first piece, last piece; -1 for words before the first time
    for word, position in zip(planned.words, places, strict=True):
        first, last = bisect_right(ends, position), bisect_left(starts, position + len(word.text)) - 1
        if groups and (last < first or first <= groups[-1][2] or groups[-1][2] < 0):
            words, opened, closed = groups[-1]
            words.append(word)
            if first <= last:
                groups[-1] = (words, first if opened < 0 else opened, max(last, closed))
        else:
            groups.append(([word], first, last) if first <= last else ([word], -1, -1))
    return [_Group(tuple(words), round(_start(timed[max(first, 0)]) * rate), round(_end(timed[last]) * rate), True)
            for words, first, last in groups]  # fmt: skip


def _places(text: str, words: Sequence[Word]) -> list[int] | None:
    """Where each word begins in the text; None if one is not there."""
    out, position = [], 0
    for word in words:
        place = text.find(word.text, position)
        if place < 0:
            return None
        out.append(place)
        position = place + len(word.text)
    return out


_Timed = tuple[int, int, Piece]


def _timed(cue: Cue) -> list[_Timed]:
    """(first character, the one after the last, piece) of each piece with times."""
    out: list[_Timed] = []
    position = 0
    for piece in cue.pieces:
        if piece.start is not None:
            out.append((position, position + len(piece.text), piece))
        position += len(piece.text)
    return out


def _start(timed: _Timed) -> float:
    return timed[2].start or 0.0


def _end(timed: _Timed) -> float:
    return timed[2].end or 0.0
