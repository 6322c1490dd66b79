"""One spoken line under edit: an edit applied, what of the sound it changes, and that much of it rendered.

Pure functions of values; what is open, and where it is kept, is the page's affair.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from pipelines import editing, timeline
from pipelines.editing import Edited, Planner
from pipelines.editing.kinds import Event, Reading, Text
from pipelines.editing.select import selected
from pipelines.engines import Speaker
from pipelines.errors import BadInput
from pipelines.media import Audio
from pipelines.overrides import PhonemeOverride, WordOverride
from pipelines.prosody import manners
from pipelines.speech import notation, rereading
from pipelines.speech.delivery import deliver, voices_of
from pipelines.speech.events import sound_of
from pipelines.speech.lexicon import Lexicon
from pipelines.timeline import Utterance, WordSpan
from pipelines.voice import Voice


@dataclass(frozen=True, slots=True)
class Cast:
    """Who says a line: the speaker's engine, its voice, those of other voices by name, the folder of sound files, the dictionaries."""

    speaker: Speaker
    voice: Voice
    others: Mapping[str, Voice]
    folder: Path | None = None
    book: Lexicon = field(default_factory=Lexicon)

    def plan(self, utterance: Utterance) -> Planner:
        """How the line's words are planned for an edit of its readings or its text: new ones by the dictionaries."""
        return rereading.planner(utterance, self.speaker, self.voice, self.book)


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


def edited(utterance: Utterance, data: Any, planner: Planner, *, files: bool = False) -> Edited:
    """The line with the edit that JSON values stand for. BadInput for what cannot be; also for sound files unless `files`."""
    edit = editing.parse(data)
    if isinstance(edit, Event) and edit.path and not files:
        raise BadInput("A sound of your own is added by its button, not by its path.", "自己的声音请用按钮添加，而不是写路径。")
    done = editing.apply(utterance, normalised(utterance, edit), planner)
    return replace(done, utterance=timeline.check(done.utterance))


def normalised(utterance: Utterance, edit: Any) -> Any:
    """The edit with its reading, given in any notation, as the speaker takes it; new words in one row."""
    if isinstance(edit, Text):
        return edit.model_copy(update={"text": " ".join(edit.text.split())})
    if not isinstance(edit, Reading):
        return edit
    word = utterance.word(edit.word)
    language = word.language or utterance.language
    return edit.model_copy(update={"reading": notation.normalise(edit.reading, language, word=word.text)})


def spans(utterance: Utterance) -> tuple[WordSpan, ...]:
    """Where each word is heard."""
    return timeline.word_spans(utterance)


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
    """The window's sound, with some of what stands about it; the whole line's where a part cannot be made."""
    return partly(utterance, cast, part) or Rendered(0, 0, whole(utterance, cast))


def partly(utterance: Utterance, cast: Cast, part: Window) -> Rendered | None:
    """The window's sound alone. None where the speaker makes no parts, or another voice says some of the words."""
    preview = getattr(cast.speaker, "preview", None)
    if preview is None or part.whole or voices_of(utterance):
        return None
    begin, audio = preview(utterance, cast.voice, part.start, part.end)
    sound = np.array(audio.samples, np.float32)
    for segment in utterance.segments():
        if segment.index < -1 and segment.end > begin and segment.start < begin + len(sound):
            event = utterance.override(segment.word).events[-2 - segment.index]
            made = sound_of(event, audio.rate, cast.voice.pitch or 160.0, cast.folder)
            first, last = max(segment.start, begin), min(segment.end, begin + len(sound))
            sound[first - begin : last - begin] += made[first - segment.start : last - segment.start]
    return Rendered(begin, utterance.samples - begin - len(sound), Audio(sound, audio.rate))


def heard(utterance: Utterance, word_id: str, reading: str, cast: Cast) -> Audio:
    """The word as it would sound in its place with another reading."""
    edit = {"edit": "reading", "word": word_id, "reading": reading}
    new = edited(utterance, edit, cast.plan(utterance)).utterance
    span = next(span for span in spans(new) if span.word.id == word_id)
    rendered = render(new, cast, Window(span.start, span.end))
    return Audio(rendered.audio.samples[span.start - rendered.begin : span.end - rendered.begin], rendered.audio.rate)


def settings(utterance: Utterance, first: str, last: str = "") -> list[dict[str, Any]]:
    """What is set on the words, as edits of whole words: of the first word that has any. Pitch and loudness where all its
    phonemes have the same; readings, pauses and lengths belong to their place and are left out."""
    found: list[dict[str, Any]] = []
    for word in selected(utterance, first, last):
        over = utterance.override(word.id)
        own = [over.phonemes.get(index, PhonemeOverride()) for index in range(len(word.phonemes))]
        semitones, gains = {sound.semitones for sound in own}, {sound.gain_db for sound in own}
        found = [
            edit
            for edit, there in (
                ({"edit": "speed", "factor": over.speed}, over.speed != 1),
                ({"edit": "range", "factor": over.range}, over.range != 1),
                ({"edit": "stress", "level": over.stress}, over.stress is not None),
                ({"edit": "join", "joined": over.joined}, over.joined is not None),
                ({"edit": "voice", "voice": over.voice}, bool(over.voice)),
                ({"edit": "style", "style": over.style, "degree": over.degree}, bool(over.style)),
                ({"edit": "pitch", "semitones": own[0].semitones, "add": False}, semitones != {0.0} and len(semitones) == 1),
                ({"edit": "loudness", "db": own[0].gain_db, "add": False}, gains != {0.0} and len(gains) == 1),
            )
            if there
        ]
        if found:
            return [{**edit, "first": word.id} for edit in found]
    return found


def whole(utterance: Utterance, cast: Cast) -> Audio:
    """The whole line's sound, `utterance.samples` samples."""
    return deliver(utterance, cast.voice, cast.speaker.speak, cast.others, cast.folder)
