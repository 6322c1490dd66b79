"""What an edit means: the words, phonemes and segments that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..errors import BadInput
from ..overrides import PhonemeOverride, WordOverride
from ..syllables import syllables
from ..timeline import Segment, Utterance, Word
from .kinds import OnSounds


def selected(utterance: Utterance, first: str, last: str = "") -> tuple[Word, ...]:
    """The words from `first` to `last`; all for no `first`."""
    if not first:
        return utterance.words
    begin, end = utterance.word(first), utterance.word(last or first)
    places = [utterance.words.index(begin), utterance.words.index(end)]
    return utterance.words[min(places) : max(places) + 1]


def in_samples(utterance: Utterance, ms: float) -> int:
    return round(ms * utterance.sample_rate / 1000)


def named_sounds(utterance: Utterance, edit: OnSounds) -> Iterator[tuple[Word, tuple[int, ...]]]:
    """Each word of the selection with the places of the phonemes that are meant."""
    words = selected(utterance, edit.first, edit.last)
    if edit.phoneme is None and edit.syllable is None:
        yield from ((word, tuple(range(len(word.phonemes)))) for word in words)
        return
    if len(words) != 1 or (edit.phoneme is not None and edit.syllable is not None):
        raise BadInput("A phoneme or a syllable is named in one word: give `first` and one of them.",
                       "音素或音节须在一个词内指定：给出 `first` 以及其中之一。")  # fmt: skip
    parts = [(i,) for i in range(len(words[0].phonemes))] if edit.phoneme is not None else list(syllables(words[0]))
    wanted = edit.phoneme if edit.phoneme is not None else edit.syllable
    kind = ("phonemes", "音素") if edit.phoneme is not None else ("syllables", "音节")
    assert wanted is not None
    if not 0 <= wanted < len(parts):
        raise BadInput(f"The word {words[0].text!r} has {kind[0]} 0 to {len(parts) - 1}; {wanted} was asked for.",
                       f"词“{words[0].text}”的{kind[1]}编号为 0 到 {len(parts) - 1}；请求的是 {wanted}。")  # fmt: skip
    yield words[0], parts[wanted]


def with_overrides(utterance: Utterance, changed: Mapping[str, WordOverride]) -> Utterance:
    kept = {**utterance.overrides, **changed}
    return replace(utterance, overrides={key: own for key, own in kept.items() if not own.empty})


def set_phonemes(over: WordOverride, changed: Mapping[int, PhonemeOverride]) -> WordOverride:
    return replace(over, phonemes={**over.phonemes, **changed})


def segments_of(
    utterance: Utterance, words: Sequence[Word], places: Mapping[str, Sequence[int]] | None = None
) -> list[Segment]:
    """The segments of the words, the pause after the last of them not included; or of only some of their phonemes."""
    ids = {word.id for word in words}
    found = [s for s in utterance.segments() if s.word in ids and (places is None or s.index in places[s.word])]
    while found and found[-1].index < 0 and found[-1].word == words[-1].id:
        found.pop()
    return found
