"""Chinese words cut where an element begins or ends inside them: a segmenter's word may be more than was marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ...overrides import WordOverride
from ...syllables import syllables
from ...timeline import Utterance, Word
from .. import stretches
from .flat import Flat


def edges(flat: Flat) -> set[int]:
    """The places of the text where an element begins, ends or stands."""
    found = {edge for piece in flat.pieces for edge in (piece.start, piece.end)}
    found |= {edge for region in flat.regions if region.kind != "phoneme" for edge in (region.start, region.end)}
    return found | {point.at for point in flat.points}


def cut(utterance: Utterance, places: Iterable[int]) -> Utterance:
    """The utterance with its words cut at these places of its text, where each character of a word has a syllable of its own;
    other words stay whole. Times, sounds and readings stay as they are."""
    wanted = set(places)
    words: list[Word] = []
    overrides: dict[str, WordOverride] = {}
    for word, (start, end) in zip(utterance.words, stretches.spans(utterance), strict=True):
        inside = sorted(place - start for place in wanted if start < place < end)
        for part, reading in _parts(word, inside, utterance.override(word.id).reading):
            fresh = replace(part, id=f"w{len(words) + 1}")
            words.append(fresh)
            if reading is not None:
                overrides[fresh.id] = WordOverride(reading=reading)
    return replace(utterance, words=tuple(words), overrides=overrides)


def _parts(word: Word, inside: list[int], own: str | None) -> list[tuple[Word, str | None]]:
    groups, said = syllables(word), word.reading.split()
    set_by_hand = own.split() if own is not None else []
    count = len(word.text)
    if not inside or len(groups) != count or len(said) != count or (own is not None and len(set_by_hand) != count):
        return [(word, own)]
    out = []
    for start, end in zip([0, *inside], [*inside, count], strict=True):
        phonemes = tuple(word.phonemes[i] for group in groups[start:end] for i in group)
        last = end == count
        part = replace(word, text=word.text[start:end], reading=" ".join(said[start:end]), phonemes=phonemes,
                       pause=word.pause if last else 0, after=word.after if last else "")  # fmt: skip
        out.append((part, " ".join(set_by_hand[start:end]) if own is not None else None))
    return out
