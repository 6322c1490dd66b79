"""A person's settings carried over to a plan of changed text, and a report of what could not be.

Words are matched by their text in order. Where a segmenter cut the same characters in another way, settings follow the
characters: a Chinese word's syllables are its characters, so each syllable's settings find their place again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from .overrides import NO_OVERRIDE, PhonemeOverride, WordOverride
from .syllables import syllables
from .timeline import Utterance, Word, fresh_id


@dataclass(frozen=True, slots=True)
class Dropped:
    """A setting that could not be kept: on which word it was, its place among the old words, and why."""

    word: str
    text: str
    place: int
    why: str


@dataclass(frozen=True, slots=True)
class _Match:
    """Which new words hold the characters of an old one: (place among the new words, its first character there, how many,
    the first of them in the old word)."""

    parts: tuple[tuple[int, int, int, int], ...]
    whole: bool


def carry(old: Utterance, new: Utterance) -> tuple[Utterance, tuple[Dropped, ...]]:
    """`new` with the ids and overrides of the words it shares with `old`, and what had to be dropped.

    Readings that the new plan was made with stand; settings of the line (rate, default pauses) are the old one's.
    """
    same, moved = _matches(old.words, new.words)
    ids = _ids(old, new, same, moved)
    found: dict[int, WordOverride] = {}
    dropped: list[Dropped] = []
    for place, word in enumerate(old.words):
        over = old.override(word.id)
        if over.empty:
            continue
        lost: list[str] = []
        if place in same:
            _merge(found, same[place], _same_word(word, new.words[same[place]], over, lost))
        elif place in moved and moved[place].whole:
            for target, own in _moved_word(word, over, moved[place], new, lost).items():
                _merge(found, target, own)
        else:
            lost.append("the word is gone")
        dropped += [Dropped(word.id, word.text, place, why) for why in lost]
    overrides = {ids[place]: own for place, own in _with_planned(found, new).items() if not own.empty}
    words = tuple(replace(word, id=ids[place]) for place, word in enumerate(new.words))
    return replace(new, words=words, overrides=overrides, rate=old.rate, pauses=old.pauses), tuple(dropped)


def _with_planned(found: Mapping[int, WordOverride], new: Utterance) -> dict[int, WordOverride]:
    """The readings that the new plan was made with, over those that were carried."""
    out = dict(found)
    for place, word in enumerate(new.words):
        own = new.override(word.id)
        if not own.empty:
            carried = out.get(place, NO_OVERRIDE)
            out[place] = replace(carried, reading=own.reading) if own.reading is not None else carried
    return out


def _matches(old: Sequence[Word], new: Sequence[Word]) -> tuple[dict[int, int], dict[int, _Match]]:
    """(old place → new place of words that are the same, old place → where the characters of the others went)"""
    words = SequenceMatcher(a=[w.text for w in old], b=[w.text for w in new], autojunk=False)
    same: dict[int, int] = {}
    moved: dict[int, _Match] = {}
    for kind, a, b, c, d in words.get_opcodes():
        if kind == "equal":
            same |= {a + i: c + i for i in range(b - a)}
        elif kind == "replace":
            moved |= _by_characters(old, new, (a, b), (c, d))
    return same, moved


def _by_characters(
    old: Sequence[Word], new: Sequence[Word], before: tuple[int, int], after: tuple[int, int]
) -> dict[int, _Match]:
    def owners(words: Sequence[Word], first: int, last: int) -> list[tuple[str, int, int]]:
        return [(char, place, i) for place in range(first, last) for i, char in enumerate(words[place].text)]

    was, now = owners(old, *before), owners(new, *after)
    matcher = SequenceMatcher(a=[c for c, _, _ in was], b=[c for c, _, _ in now], autojunk=False)
    found: dict[int, list[tuple[int, int, int]]] = {}
    for block in matcher.get_matching_blocks():
        for i in range(block.size):
            _, place, at = was[block.a + i]
            _, target, there = now[block.b + i]
            found.setdefault(place, []).append((target, there, at))
    return {place: _Match(_runs(chars), len(chars) == len(old[place].text)) for place, chars in found.items()}


def _runs(chars: Sequence[tuple[int, int, int]]) -> tuple[tuple[int, int, int, int], ...]:
    runs: list[tuple[int, int, int, int]] = []
    for target, there, at in chars:
        if runs and runs[-1][0] == target and runs[-1][1] + runs[-1][2] == there and runs[-1][3] + runs[-1][2] == at:
            runs[-1] = (target, runs[-1][1], runs[-1][2] + 1, runs[-1][3])
        else:
            runs.append((target, there, 1, at))
    return tuple(runs)


def _ids(old: Utterance, new: Utterance, same: Mapping[int, int], moved: Mapping[int, _Match]) -> list[str]:
    """Ids of the new words: the matched one's, else that of the first old word whose characters it holds, else a fresh one."""
    ids: dict[int, str] = {target: old.words[place].id for place, target in same.items()}
    for place, match in sorted(moved.items()):
        free = [target for target, *_ in match.parts if target not in ids]
        if match.whole and free:
            ids[free[0]] = old.words[place].id
    taken = {word.id for word in old.words}
    for place in range(len(new.words)):
        if place not in ids:
            ids[place] = fresh_id(taken)
            taken.add(ids[place])
    return [ids[place] for place in range(len(new.words))]


def _merge(found: dict[int, WordOverride], place: int, own: WordOverride) -> None:
    """Two old words' settings on one new word: the phonemes of both, else the later one's where it sets anything."""
    if place not in found:
        found[place] = own
        return
    first = found[place]
    set_here = {name: value for name in own.__dataclass_fields__ if (value := getattr(own, name)) != getattr(NO_OVERRIDE, name)}
    found[place] = replace(first, **{**set_here, "phonemes": {**first.phonemes, **own.phonemes}})


def _same_word(word: Word, now: Word, over: WordOverride, lost: list[str]) -> WordOverride:
    """The override on the same word with perhaps other phonemes: those that are still there keep theirs."""
    was, there = [p.symbol for p in word.phonemes], [p.symbol for p in now.phonemes]
    if not over.phonemes or was == there:
        return over
    return replace(over, phonemes=_by_symbols(over.phonemes, was, there, lost))


def _by_symbols(
    own: Mapping[int, PhonemeOverride], was: Sequence[str], there: Sequence[str], lost: list[str]
) -> dict[int, PhonemeOverride]:
    matcher = SequenceMatcher(a=was, b=there, autojunk=False)
    places = {
        a + i: c + i
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind == "equal" or (kind == "replace" and b - a == d - c)  # a reduced vowel is still that vowel's place
        for i in range(b - a)
    }
    if any(index not in places for index in own):
        lost.append("its phonemes changed")
    return {places[index]: value for index, value in own.items() if index in places}


def _moved_word(word: Word, over: WordOverride, match: _Match, new: Utterance, lost: list[str]) -> dict[int, WordOverride]:
    """The override laid on the new words that hold the old one's characters."""
    bare = replace(over, phonemes={}, pause=None, joined=None, events=(), reading=None)
    out = {target: bare for target, *_ in match.parts}
    target, there, count, _ = match.parts[-1]
    if there + count == len(new.words[target].text):
        out[target] = replace(out[target], pause=over.pause, joined=over.joined, events=over.events)
    elif over.pause is not None or over.joined is not None or over.events:
        lost.append("what followed it is now inside a word")
    groups = syllables(word)
    if over.phonemes or over.reading:
        if len(groups) != len(word.text):
            lost.append("its phonemes changed")
            return out
        for part in match.parts:
            _carry_syllables(word, over, part, new, out, groups, lost)
    return out


def _carry_syllables(word: Word, over: WordOverride, part: tuple[int, int, int, int], new: Utterance, out: dict[int, WordOverride],
                     groups: Sequence[Sequence[int]], lost: list[str]) -> None:  # fmt: skip
    """The settings of the syllables at `part`, in the new word that holds them; also their readings, pinyin by syllable."""
    target, there, count, at = part
    now = new.words[target]
    new_groups = syllables(now)
    if len(new_groups) != len(now.text):
        lost.append("its phonemes changed")
        return
    for i in range(count):
        was, will = groups[at + i], new_groups[there + i]
        own = {was.index(index): value for index, value in over.phonemes.items() if index in was}
        symbols = [word.phonemes[n].symbol for n in was], [now.phonemes[n].symbol for n in will]
        placed = _by_symbols(own, *symbols, lost)
        out[target] = replace(out[target], phonemes={**out[target].phonemes, **{will[n]: v for n, v in placed.items()}})
    if over.reading:
        said, mine = (out[target].reading or now.reading).split(), over.reading.split()
        if len(said) == len(now.text) and len(mine) == len(word.text):
            said[there : there + count] = mine[at : at + count]
            out[target] = replace(out[target], reading=" ".join(said))
        else:
            lost.append("its reading cannot be placed")
