"""Edits of whole words: speed, range, stress, joints, pauses, voices, styles, events; and back to the prediction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..errors import BadInput
from ..overrides import NO_OVERRIDE, SoundEvent, WordOverride
from ..styles import style
from ..timeline import Utterance
from .kinds import Event, Join, Pause, Pauses, Range, Reset, SetStyle, SetVoice, Speed, Stress
from .select import in_samples, selected, with_overrides


def pauses(utterance: Utterance, edit: Pauses) -> Utterance:
    if any(len(mark) != 1 or mark.isalnum() for mark in edit.marks):
        raise BadInput(
            'A default pause is set for single punctuation marks, such as "，".', "默认停顿针对单个标点设置，例如“，”。"
        )
    marks = {**utterance.pauses, **{m: in_samples(utterance, ms) for m, ms in edit.marks.items() if ms is not None}}
    return replace(utterance, pauses={m: n for m, n in marks.items() if edit.marks.get(m, 0) is not None})


def on_words(utterance: Utterance, edit: Any) -> Utterance:
    first = edit.word if isinstance(edit, Pause | Event) else edit.first
    words = selected(utterance, first, getattr(edit, "last", ""))
    return with_overrides(utterance, {word.id: _on_word(utterance, utterance.override(word.id), edit) for word in words})


def _on_word(utterance: Utterance, over: WordOverride, edit: Any) -> WordOverride:
    match edit:
        case Speed():
            return replace(over, speed=edit.factor)
        case Range():
            return replace(over, range=edit.factor)
        case Stress():
            return replace(over, stress=edit.level)
        case Join():
            return replace(over, joined=edit.joined)
        case Pause():
            return replace(over, pause=None if edit.ms is None else in_samples(utterance, edit.ms))
        case SetVoice():
            return replace(over, voice="" if edit.voice == utterance.voice else edit.voice)
        case SetStyle():
            style(edit.style, edit.degree)
            return replace(over, style=edit.style, degree=edit.degree if edit.style else 1.0)
        case Event():
            if (edit.kind == "sound") != bool(edit.path):
                raise BadInput("A sound event names a file (`path`); a breath or a laugh does not.",
                               "声音事件须指定文件（`path`）；呼吸和笑声则不需要。")  # fmt: skip
            event = SoundEvent(edit.kind, in_samples(utterance, edit.ms), edit.db, edit.path)
            return replace(over, events=(*over.events, event))
        case Reset():
            return reset_word(over, edit.what)
    raise BadInput(f"{edit!r} is not an edit.", f"{edit!r} 不是编辑。")


_NEUTRAL: dict[str, dict[str, Any]] = {
    "pause": {"pause": None}, "stress": {"stress": None}, "join": {"joined": None},
    "voice": {"voice": ""}, "style": {"style": "", "degree": 1.0}, "speed": {"speed": 1.0}, "range": {"range": 1.0},
    "events": {"events": ()},
}  # fmt: skip
_SOUND_FIELDS: dict[str, dict[str, Any]] = {
    "length": {"samples": None},
    "pitch": {"semitones": 0.0, "contour": (), "hz": ()},
    "loudness": {"gain_db": 0.0},
}


def reset_word(over: WordOverride, what: str) -> WordOverride:
    """What was set on a word taken back; its reading is another plan's affair."""
    if not what:
        return replace(NO_OVERRIDE, reading=over.reading)
    if what in _NEUTRAL:
        return replace(over, **_NEUTRAL[what])
    return reset_sounds(over, tuple(over.phonemes), what)


def reset_sounds(over: WordOverride, places: Sequence[int], what: str) -> WordOverride:
    """What was set on some of the word's phonemes taken back. BadInput for what only a word has."""
    if what and what not in _SOUND_FIELDS:
        raise BadInput(f"A phoneme has no {what} to reset; it has {', '.join(_SOUND_FIELDS)}.",
                       f"音素没有可重置的 {what}；可重置：{'、'.join(_SOUND_FIELDS)}。")  # fmt: skip
    fields = _SOUND_FIELDS[what] if what else {name: value for own in _SOUND_FIELDS.values() for name, value in own.items()}
    changed = {i: replace(own, **fields) if i in places else own for i, own in over.phonemes.items()}
    return replace(over, phonemes=changed)
