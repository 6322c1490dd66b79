"""What a format leaves behind of an utterance: told before anybody finds out."""

from __future__ import annotations

from collections.abc import Iterator, Set

from ...timeline import Segment, Utterance, Word
from . import labels, laid
from .notes import Note

EVERYTHING = frozenset(
    ("phonemes", "stress", "tone", "punctuation", "reading", "language", "voice", "events", "paths", "ids", "manner")
)
"""What an utterance has beside words and their times. `manner` is pitch, loudness, range, style and joints set by a person;
`paths` are the files of sound events."""

_NAMES = {
    "phonemes": ("phonemes and their times", "音素及其时间"),
    "stress": ("stress", "重音"),
    "tone": ("tones", "声调"),
    "punctuation": ("punctuation", "标点"),
    "reading": ("readings", "读音"),
    "language": ("languages", "语言"),
    "voice": ("voices", "声音"),
    "events": ("breaths, laughs and sounds", "呼吸、笑声和声音"),
    "paths": ("the files of sounds", "声音文件"),
    "ids": ("word ids", "词编号"),
    "manner": ("pitch, loudness and manner", "音高、响度和语气"),
}


def losses(utterance: Utterance, holds: Set[str]) -> tuple[Note, ...]:
    """What a format that holds so much does not keep of this utterance: a note for each kind, with its first place."""
    if holds >= EVERYTHING:
        return ()
    found: dict[str, list[int]] = {}
    for number, word in enumerate(utterance.words, 1):
        for kind in _present(utterance, word):
            found.setdefault(kind, []).append(number)
    notes = [_note(utterance, kind, places) for kind, places in found.items() if kind not in holds]
    return (*notes, *_ambiguous(utterance, holds))


def _present(utterance: Utterance, word: Word) -> Iterator[str]:
    own = utterance.override(word.id)
    yield "phonemes"
    yield "reading"
    if any(p.stress for p in word.phonemes):
        yield "stress"
    if any(p.tone for p in word.phonemes):
        yield "tone"
    if word.after.strip():
        yield "punctuation"
    if word.language:
        yield "language"
    if own.voice:
        yield "voice"
    if own.events:
        yield "events"
    if any(event.path or event.gain_db for event in own.events):
        yield "paths"
    pitched = any(p.semitones or p.gain_db or p.contour or p.hz for p in own.phonemes.values())
    if pitched or own.range != 1 or own.style or own.stress is not None or own.joined is not None:
        yield "manner"


def _note(utterance: Utterance, kind: str, places: list[int]) -> Note:
    en, zh = _NAMES[kind]
    text = utterance.words[places[0] - 1].text
    more, more_zh = (f" and {len(places) - 1} more", f"等 {len(places)} 个词") if len(places) > 1 else ("", "")
    return Note(
        f"word {places[0]}", f"{text!r}{more}: this format does not hold {en}.", f"{text!r}{more_zh}：该格式不保存{zh}。"
    )


def _ambiguous(utterance: Utterance, holds: Set[str]) -> Iterator[Note]:
    """Sounds and texts that a reader would take for something else, and sounds without length."""
    if "phonemes" not in holds:
        for number, word in enumerate(utterance.words, 1):
            if not word.text.strip() or any(c < " " for c in word.text + word.after):
                yield Note(f"word {number}", f"{word.text + word.after!r} has characters that cannot be seen; they are written as spaces.",
                           f"{word.text + word.after!r} 含有不可见字符；写作空格。")  # fmt: skip
        return
    numbers = {word.id: number for number, word in enumerate(utterance.words, 1)}
    plain: dict[tuple[str, int], Segment] = {(s.word, s.index): s for s in utterance.segments() if s.index >= 0}
    for segment in laid.segments(utterance):
        if segment.index < 0:
            continue
        place = f"word {numbers[segment.word]}"
        if (
            "phonemes" in holds
            and "ids" not in holds
            and labels.read(labels.write(segment.symbol, 0, "")) != (segment.symbol, 0, "")
        ):
            yield Note(place, f"The symbol {segment.symbol!r} holds marks that a reader takes for stress or tone.",
                       f"符号 {segment.symbol!r} 含有会被读作重音或声调的记号。")  # fmt: skip
        elif (
            "phonemes" in holds
            and "ids" not in holds
            and (labels.is_silent(segment.symbol) or labels.event_kind(segment.symbol))
        ):
            yield Note(place, f"The symbol {segment.symbol!r} reads as a pause or a sound event.",
                       f"符号 {segment.symbol!r} 会被读作停顿或声音事件。")  # fmt: skip
        if plain[segment.word, segment.index].samples == 0:
            yield Note(place, f"{segment.symbol!r} has no length at this rate; it was given one sample.",
                       f"{segment.symbol!r} 在此语速下没有长度；已设为一个采样。")  # fmt: skip
