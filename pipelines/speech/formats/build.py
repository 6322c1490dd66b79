"""From labelled stretches of time to an utterance: what every format with phonemes ends in.

A file's own trouble (overlaps, gaps, sounds without length) is mended here in one way, and each mending is a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ...errors import BadInput
from ...overrides import SoundEvent, WordOverride
from ...timeline import Phoneme, Utterance, Word, fresh_id
from .. import readings
from .notes import Note
from .writing import between

LONGEST_SOUND_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Interval:
    """A label from `start` to `end` in seconds; `place` says where it stands in its file."""

    start: float
    end: float
    label: str
    place: str


@dataclass(frozen=True, slots=True)
class Sound:
    """A phoneme or a sound event (`event` its kind) from `start` to `end` in samples."""

    symbol: str
    start: int
    end: int
    stress: int = 0
    tone: str = ""
    event: str = ""
    path: str = ""
    place: str = ""


@dataclass(slots=True)
class Draft:
    """A word while it is being read."""

    text: str
    sounds: list[Sound] = field(default_factory=list)
    id: str = ""
    after: str | None = None
    reading: str = ""
    language: str = ""
    voice: str = ""


def tidy(intervals: Iterable[Interval], notes: list[Note]) -> list[Interval]:
    """The intervals in order of time and without overlap: a later one begins where the one before it ends."""
    out: list[Interval] = []
    end = 0.0
    given = list(intervals)
    for interval in sorted(given, key=lambda i: (i.start, i.end)):
        start = interval.start
        if start < end - 1e-9:
            notes.append(Note(interval.place, f"{interval.label!r} begins at {start:g} s, before the one in front of it ends at {end:g} s; it begins there.",
                              f"{interval.label!r} 开始于 {start:g} 秒，早于前一段的结尾 {end:g} 秒；已移到该处开始。"))  # fmt: skip
            start = end
        if interval.end < interval.start:
            notes.append(Note(interval.place, f"{interval.label!r} ends before it begins; it has no length.",
                              f"{interval.label!r} 的结尾早于开头；按零长度处理。"))  # fmt: skip
        end = max(start, interval.end)
        out.append(replace(interval, start=start, end=end))
    return out


def utterance_of(
    drafts: Sequence[Draft], *, end: int, rate: int, language: str, voice: str, opening: str = "", notes: list[Note]
) -> Utterance:
    """The utterance of words in order, up to `end` in samples. Their times become the predicted lengths.

    BadInput if nothing is said.
    """
    said = [draft for draft in drafts if _phonemes(draft)]
    if not said:
        raise BadInput(
            "Nothing is said in this file: it holds no phoneme. Accepted: intervals with labels other than silence.",
            "该文件中没有任何语音：没有音素。可接受带有非静音标签的区间。",
        )
    for draft in drafts:
        if not _phonemes(draft):
            notes.append(Note(draft.sounds[0].place if draft.sounds else "", f"The word {draft.text!r} has no phoneme; it is left out.",
                              f"词 {draft.text!r} 没有音素；已略去。"))  # fmt: skip
    _spread(said, rate, notes)
    _fill(said, rate, notes)
    afters = [draft.after if draft.after is not None else between(draft.text, following)
              for draft, following in zip(said, [*(d.text for d in said[1:]), ""], strict=True)]  # fmt: skip
    bare = any(not draft.reading for draft in said)
    spoken = (
        _pinyin([(draft.text, after) for draft, after in zip(said, afters, strict=True)], language)
        if bare
        else [""] * len(said)
    )
    taken = {draft.id for draft in said if draft.id}
    words: list[Word] = []
    overrides: dict[str, WordOverride] = {}
    starts = [_phonemes(draft)[0].start for draft in said] + [end]
    for number, draft in enumerate(said):
        phonemes = _phonemes(draft)
        events = [sound for sound in draft.sounds if sound.event]
        word_id = draft.id or (f"w{number + 1}" if f"w{number + 1}" not in taken else fresh_id(taken))
        taken.add(word_id)
        pause = starts[number + 1] - phonemes[-1].end - sum(e.end - e.start for e in events)
        reading = draft.reading or spoken[number] or "".join(("", "ˈ", "ˌ")[p.stress] + p.symbol for p in phonemes)
        own = "" if draft.language == language else draft.language
        built = tuple(Phoneme(p.symbol, p.end - p.start, p.stress, p.tone) for p in phonemes)
        words.append(Word(word_id, draft.text, reading, built, max(0, pause), afters[number], own))
        set_ = WordOverride(voice=draft.voice if draft.voice != voice else "",
                            events=tuple(SoundEvent(e.event, e.end - e.start, path=e.path) for e in events))  # type: ignore[arg-type]  # fmt: skip
        if not set_.empty:
            overrides[word_id] = set_
    return Utterance(tuple(words), language, voice, rate, lead=starts[0], opening=opening, overrides=overrides)


def _phonemes(draft: Draft) -> list[Sound]:
    return [sound for sound in draft.sounds if not sound.event]


def _spread(drafts: Sequence[Draft], rate: int, notes: list[Note]) -> None:
    """Each sound is at least a sample long and a phoneme at most ten seconds; what follows a short one is pushed on."""
    position, longest = 0, LONGEST_SOUND_SECONDS * rate
    for draft in drafts:
        for index, sound in enumerate(draft.sounds):
            start = max(sound.start, position)
            end = max(sound.end, start + 1)
            if sound.end <= sound.start:
                notes.append(Note(sound.place, f"{sound.symbol!r} of {draft.text!r} has no length; it was given one sample.",
                                  f"{draft.text!r} 的 {sound.symbol!r} 没有长度；已设为一个采样。"))  # fmt: skip
            if end - start > longest:
                notes.append(Note(sound.place, f"{sound.symbol!r} of {draft.text!r} lasts {(end - start) / rate:.1f} s; a sound of up to"
                                  f" {LONGEST_SOUND_SECONDS} s is accepted, and the rest is silence.",
                                  f"{draft.text!r} 的 {sound.symbol!r} 长 {(end - start) / rate:.1f} 秒；单个音最长"
                                  f" {LONGEST_SOUND_SECONDS} 秒，其余作静音。"))  # fmt: skip
                end = start + longest
            draft.sounds[index] = replace(sound, start=start, end=end)
            position = end


def _fill(drafts: Sequence[Draft], rate: int, notes: list[Note]) -> None:
    """A word's phonemes touch: a gap inside it belongs to the sound before the gap.

    A sound event stands after its word: one that is heard inside it moves to its end.
    """
    for draft in drafts:
        phonemes, events = _phonemes(draft), [sound for sound in draft.sounds if sound.event]
        touching: list[Sound] = []
        for sound, following in zip(phonemes, [*phonemes[1:], None], strict=True):
            start = touching[-1].end if touching else sound.start
            length = sound.end - sound.start
            gap = following.start - sound.end if following else 0
            inside = sum(e.end - e.start for e in events if following and sound.end <= e.start < following.start)
            if gap > 0:
                notes.append(Note(sound.place, f"There is a gap inside the word {draft.text!r}; what is silent of it now belongs to {sound.symbol!r}.",
                                  f"词 {draft.text!r} 内部有空隙；其中的静音已并入 {sound.symbol!r}。"))  # fmt: skip
                length = min(length + gap - inside, LONGEST_SOUND_SECONDS * rate)
            touching.append(replace(sound, start=start, end=start + length))
        draft.sounds = touching + events


def _pinyin(words: Sequence[tuple[str, str]], language: str) -> list[str]:
    """Each word's pinyin where it is Chinese and can be told from its text, else ""."""
    if not readings.is_chinese(language):
        return ["" for _ in words]
    text = "".join(word + after for word, after in words)
    tokens = _tokens(text, language)
    place = text.find(tokens[0].text) if tokens else 0
    found: dict[tuple[int, int], str] = {}
    for token in tokens:
        found[place, place + len(token.text)] = token.reading
        place += len(token.text) + len(token.after)
    out, position = [], 0
    for word, after in words:
        reading = found.get((position, position + len(word)))
        if reading is None:
            reading = " ".join(token.reading for token in _tokens(word, language) if token.reading)
        out.append(reading)
        position += len(word) + len(after)
    return out


def _tokens(text: str, language: str) -> tuple[readings.Token, ...]:
    try:
        return readings.tokenise(text, language)[1]
    except ValueError:  # digits in what is no number; the word then reads as its sounds
        return ()
