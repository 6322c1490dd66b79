"""One spoken line under edit: an edit applied, what of the sound it changes, and that much of it rendered.

Pure functions of values; what is open, and where it is kept, is the page's affair.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipelines import editing, timeline
from pipelines.editing import Edited, Planner
from pipelines.editing.kinds import Event, Reading, Text
from pipelines.engines import Speaker
from pipelines.errors import BadInput
from pipelines.media import Audio
from pipelines.overrides import WordOverride
from pipelines.prosody import manners
from pipelines.speech import notation
from pipelines.speech.delivery import deliver, voices_of
from pipelines.timeline import Utterance
from pipelines.voice import Voice


@dataclass(frozen=True, slots=True)
class Cast:
    """Who says a line: the speaker's engine, its voice, those of other voices by name, and the folder of sound files."""

    speaker: Speaker
    voice: Voice
    others: Mapping[str, Voice]
    folder: Path | None = None

    def plan(self, language: str) -> Planner:
        """How the line's words are planned, for edits of readings."""

        def planned(text: str, readings: Mapping[int, str] | None) -> Utterance:
            return self.speaker.plan(text, self.voice, language=language, readings=readings or None)

        return planned


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of a line that an edit changed, in samples of the line as it is now; whole words."""

    start: int
    end: int
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """`audio` stands in the place of everything from `begin` up to the last `tail` samples, which are as they were."""

    begin: int
    tail: int
    audio: Audio


def edited(utterance: Utterance, data: Any, planner: Planner) -> Edited:
    """The line with the edit that JSON values stand for. BadInput for what cannot be."""
    edit = editing.parse(data)
    if isinstance(edit, Text):
        raise BadInput(
            "The words are changed in the script; here it is how they are said.", "文字请在脚本中修改；此处编辑的是读法。"
        )
    if isinstance(edit, Event) and edit.path:
        raise BadInput("Here a breath or a laugh can be added; sound files with `studio edit`.",
                       "此处可添加呼吸或笑声；声音文件请用 `studio edit`。")  # fmt: skip
    done = editing.apply(utterance, normalised(utterance, edit), planner)
    return replace(done, utterance=timeline.check(done.utterance))


def normalised(utterance: Utterance, edit: Any) -> Any:
    """The edit with its reading, given in any notation, as the speaker takes it."""
    if not isinstance(edit, Reading):
        return edit
    word = utterance.word(edit.word)
    language = word.language or utterance.language
    return edit.model_copy(update={"reading": notation.normalise(edit.reading, language, word=word.text)})


def place_of(utterance: Utterance, word_id: str) -> int:
    """Where the word stands among the words. BadInput for an unknown id."""
    return utterance.words.index(utterance.word(word_id))


def predicted(utterance: Utterance) -> Utterance:
    """The line as the engine would say it: of all that was set, only the readings."""
    kept = {key: WordOverride(reading=own.reading) for key, own in utterance.overrides.items() if own.reading is not None}
    return replace(utterance, overrides=kept, pauses={})


def untouched(utterance: Utterance) -> bool:
    """Whether nothing is set on the line, so that its plan says it all."""
    return not utterance.overrides and not utterance.pauses and utterance.rate == 1.0


def same_plan(old: Utterance, new: Utterance) -> bool:
    """Whether two lines are said from the same words and phonemes, whatever is set on them."""
    return old.words == new.words and predicted(old).overrides == predicted(new).overrides


def window(old: Utterance, new: Utterance) -> Window | None:
    """What of the new line sounds unlike the old one: whole words. None if nothing does."""
    if not same_plan(old, new):
        return Window(0, new.samples, whole=True)
    before, after = _sounding(old), _sounding(new)
    head = _alike(before, after)
    if head == len(before) == len(after):
        return None
    tail = min(_alike(before[::-1], after[::-1]), min(len(before), len(after)) - head)
    segments = new.segments()
    touched = segments[head : len(segments) - tail] or segments[max(0, head - 1) : head + 1]
    words = {segment.word for segment in touched}
    inside = [segment for segment in segments if segment.word in words]
    return Window(inside[0].start, inside[-1].end)


def _sounding(utterance: Utterance) -> list[tuple[int, tuple[Any, ...]]]:
    """(length, everything else that is heard) of each segment."""
    segments = utterance.segments()
    return [
        (s.samples, (s.word, s.index, s.symbol, manner, over.voice, over.events if s.index < -1 else ()))
        for s, manner in zip(segments, manners(utterance, segments), strict=True)
        for over in (utterance.override(s.word),)
    ]


def _alike(before: list[tuple[int, tuple[Any, ...]]], after: list[tuple[int, tuple[Any, ...]]]) -> int:
    """How many segments from the first on sound the same; a sample more or less is where a shifted edge was rounded."""
    count = 0
    for (a, one), (b, other) in zip(before, after, strict=False):
        if one != other or abs(a - b) > 1:
            break
        count += 1
    return count


def render(utterance: Utterance, cast: Cast, part: Window) -> Rendered:
    """The window's sound, with some of what stands about it. Speakers that cannot make a part make the whole line."""
    preview = getattr(cast.speaker, "preview", None)
    other = voices_of(utterance) or any(own.events for own in utterance.overrides.values())
    if preview is None or part.whole or other:
        return Rendered(0, 0, whole(utterance, cast))
    begin, audio = preview(utterance, cast.voice, part.start, part.end)
    return Rendered(begin, utterance.samples - begin - len(audio), audio)


def whole(utterance: Utterance, cast: Cast) -> Audio:
    """The whole line's sound, `utterance.samples` samples."""
    return deliver(utterance, cast.voice, cast.speaker.speak, cast.others, cast.folder)
