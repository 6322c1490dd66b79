"""Words from tiers: which phones belong to which word, what is silence, what is said by whom. TextGrid and LAB share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...timeline import Utterance
from . import arpabet, labels
from .build import Draft, Interval, Sound, tidy, utterance_of
from .clock import rate_of
from .house import language_for, voice_for
from .notes import Note, Request


def from_words_and_phones(
    words: Sequence[Interval], phones: Sequence[Interval], end: float, request: Request, notes: list[Note], speaker: str = ""
) -> Utterance:
    """The utterance of both tiers. A phone belongs to the word that its middle lies in."""
    words, phones = tidy(words, notes), tidy(phones, notes)
    language = language_for(" ".join(i.label for i in words), request, notes)
    rate = request.sample_rate or rate_of([end, *(t for i in [*words, *phones] for t in (i.start, i.end))])
    drafts = _assign(words, _sounds(phones, rate, language, notes), rate, notes)
    return utterance_of(drafts, end=round(end * rate), rate=rate, language=language, voice=voice_for(request, language, speaker), notes=notes)  # fmt: skip


def from_phones(phones: Sequence[Interval], end: float, request: Request, notes: list[Note]) -> Utterance:
    """The utterance of phones alone: each run between pauses becomes a word, written as its sounds."""
    phones = tidy(phones, notes)
    language = language_for("", request, notes)
    rate = request.sample_rate or rate_of([end, *(t for i in phones for t in (i.start, i.end))])
    drafts: list[Draft] = []
    position = -1
    for sound in _sounds(phones, rate, language, notes):
        if not drafts or (sound.start > position and not sound.event):
            drafts.append(Draft(""))
        drafts[-1].sounds.append(sound)
        position = sound.end
    notes.append(Note("", "The file names no words: each run of phones between pauses became a word that is written as its sounds.",
                      "文件没有词：停顿之间的每段音素成为一个以音标书写的词。"))  # fmt: skip
    drafts = [replace(draft, text=_spelled(draft)) for draft in drafts]
    return utterance_of(drafts, end=round(end * rate), rate=rate, language=language, voice=voice_for(request, language, ""), notes=notes)  # fmt: skip


def _spelled(draft: Draft) -> str:
    return "".join(sound.symbol for sound in draft.sounds if not sound.event)


def _sounds(phones: Sequence[Interval], rate: int, language: str, notes: list[Note]) -> list[Sound]:
    """The phones that sound, in samples. Both ends are rounded from the file's own times, never a length."""
    read, was_arpabet = labels.read_all([phone.label for phone in phones], language)
    if was_arpabet:
        notes.append(Note("", "The phones are ARPABET; they are now IPA.", "音素标签为 ARPABET；已转换为 IPA。"))
        for phone in phones:
            if not (arpabet.is_known(phone.label) or labels.is_silent(phone.label) or labels.event_kind(phone.label)):
                notes.append(
                    Note(
                        phone.place,
                        f"{phone.label!r} is no ARPABET and stays as it is.",
                        f"{phone.label!r} 不是 ARPABET，保持原样。",
                    )
                )
    out: list[Sound] = []
    for phone, (symbol, stress, tone) in zip(phones, read, strict=True):
        if labels.is_silent(phone.label):
            continue
        event = labels.event_kind(phone.label)
        if event == "sound":
            notes.append(Note(phone.place, "A sound stands here whose file is not named; its time is silence.",
                              "此处有一个未注明文件的声音；其时段作静音。"))  # fmt: skip
            continue
        out.append(Sound(symbol, round(phone.start * rate), round(phone.end * rate), stress, tone, event, place=phone.place))
    return out


def _assign(words: Sequence[Interval], sounds: Sequence[Sound], rate: int, notes: list[Note]) -> list[Draft]:
    """The words with their sounds. A word without any is noise; sounds outside every word make a word of their own."""
    drafts: list[Draft] = []
    at = 0
    for word in words:
        start, end = round(word.start * rate), round(word.end * rate)
        while at < len(sounds) and _middle(sounds[at]) < start:
            at = _stray(drafts, sounds, at, start, notes)
        first = at
        while at < len(sounds) and (_middle(sounds[at]) < end or (start == end and sounds[at].start < end)):
            at += 1
        inside = list(sounds[first:at])
        if any(not sound.event for sound in inside):
            while inside[0].event:  # a breath before the word is one after the word before
                _keep_event(drafts, inside.pop(0), notes)
            drafts.append(_named(word, inside, notes))
        elif inside:
            for event in inside:
                _keep_event(drafts, event, notes)
        elif not labels.is_silent(word.label) and not labels.event_kind(word.label):
            notes.append(Note(word.place, f"The word {word.label!r} has no phones; it stands as noise ({labels.NOISE}).",
                              f"词 {word.label!r} 没有音素；按噪声（{labels.NOISE}）处理。"))  # fmt: skip
            drafts.append(Draft(word.label, [Sound(labels.NOISE, start, end, place=word.place)]))
    while at < len(sounds):
        at = _stray(drafts, sounds, at, sounds[-1].end + 1, notes)
    return drafts


def _middle(sound: Sound) -> float:
    return (sound.start + sound.end) / 2


def _stray(drafts: list[Draft], sounds: Sequence[Sound], at: int, until: int, notes: list[Note]) -> int:
    """Take the run of touching sounds from `at` that belongs to no word; the place after it."""
    last = at + 1
    while last < len(sounds) and _middle(sounds[last]) < until and sounds[last].start <= sounds[last - 1].end:
        last += 1
    run = sounds[at:last]
    if all(sound.event for sound in run):
        for event in run:
            _keep_event(drafts, event, notes)
        return last
    draft = Draft("", list(run))
    draft.text = _spelled(draft)
    notes.append(Note(run[0].place, f"The phones {draft.text!r} belong to no word; they became one that is written so.",
                      f"音素 {draft.text!r} 不属于任何词；已成为一个如此书写的词。"))  # fmt: skip
    drafts.append(draft)
    return last


def _keep_event(drafts: list[Draft], event: Sound, notes: list[Note]) -> None:
    if drafts:
        drafts[-1].sounds.append(event)
        return
    notes.append(Note(event.place, f"A {event.event} stands before the first word, where none can be kept; its time is silence.",
                      "首词之前的声音事件无法保留；其时段作静音。"))  # fmt: skip


def _named(word: Interval, inside: list[Sound], notes: list[Note]) -> Draft:
    if word.label:
        return Draft(word.label, inside)
    draft = Draft("", inside)
    draft.text = _spelled(draft)
    notes.append(Note(word.place, f"A word without a label is written as its sounds, {draft.text!r}.",
                      f"没有标签的词以其音素书写：{draft.text!r}。"))  # fmt: skip
    return draft


def with_speakers(utterance: Utterance, speakers: Sequence[Interval]) -> Utterance:
    """The utterance whose words are said by the voice that the speaker tier names over their middle."""
    from_label = [(round(i.start * utterance.sample_rate), round(i.end * utterance.sample_rate), i.label) for i in speakers]
    overrides = dict(utterance.overrides)
    position = utterance.lead
    at = 0
    for word in utterance.words:
        length = sum(p.samples for p in word.phonemes)
        middle = position + length / 2
        while at < len(from_label) - 1 and from_label[at][1] <= middle:
            at += 1
        if from_label and from_label[at][0] <= middle and from_label[at][2] not in ("", utterance.voice):
            overrides[word.id] = replace(utterance.override(word.id), voice=from_label[at][2])
        position += length + word.pause + sum(event.samples for event in utterance.override(word.id).events)
    return replace(utterance, overrides=overrides)
