"""Between a text, the symbols that a VITS model reads, and the words and phonemes that a person edits. No model in here.

A model reads one symbol (a character of its vocabulary) a token, often with a blank between every two. A person edits
phonemes. So tokens are gathered: a stress mark joins the sound after it, a length mark or diacritic the one before it, the
two halves of an affricate or diphthong each other, and a blank the token before it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise

Owner = tuple[int, int]
"""Who a token's time belongs to: (word, phoneme); (word, -1) is the pause after the word, (-1, -1) the lead-in."""

LEAD: Owner = (-1, -1)
_STRESS = {"ˈ": 1, "ˌ": 2}
_JOINED = frozenset(
    ["tʃ", "dʒ", "tɕ", "dʑ", "tʂ", "dʐ", "aɪ", "aʊ", "eɪ", "oʊ", "əʊ", "ɔɪ", "ɑu", "ai", "ei", "ao", "au", "ou"]
)  # one sound each, written as two symbols
_CONTOURS = {"˥˥": "1", "˥": "1", "˧˥": "2", "˨˩˦": "3", "˨˩": "3", "˥˩": "4"}


@dataclass(frozen=True, slots=True)
class Sound:
    """A phoneme of a reading: `symbol` without stress and tone, and how many characters of the reading it takes."""

    symbol: str
    stress: int
    tone: str
    length: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word as the model will read it, and the characters (spaces, punctuation) between it and the next."""

    reading: str
    gap: str


@dataclass(frozen=True, slots=True)
class Token:
    symbol: str | None  # None is the blank
    owner: Owner


def sounds(reading: str, *, phonetic: bool) -> tuple[Sound, ...]:
    """The phonemes of a reading; their lengths add up to its length. A reading in letters gives letters."""
    out: list[Sound] = []
    mark, waiting = 0, 0  # a stress mark and the characters before the sound that they belong to
    for char in reading:
        if char in _STRESS and phonetic:
            mark, waiting = _STRESS[char], waiting + 1
        elif out and not mark and _modifies(char, phonetic=phonetic):
            out[-1] = _modified(out[-1], char)
        elif out and not mark and phonetic and out[-1].symbol + char in _JOINED:
            out[-1] = Sound(out[-1].symbol + char, out[-1].stress, out[-1].tone, out[-1].length + 1)
        elif _silent(char):
            waiting += 1
        else:
            out.append(Sound(char, mark, "", 1 + waiting))
            mark, waiting = 0, 0
    if waiting and out:
        out[-1] = Sound(out[-1].symbol, out[-1].stress, out[-1].tone, out[-1].length + waiting)
    return tuple(Sound(s.symbol, s.stress, _CONTOURS.get(s.tone, s.tone)[-1:], s.length) for s in out)


def _modifies(char: str, *, phonetic: bool) -> bool:
    """Whether the character adds to the sound before it: a diacritic, a length or tone mark, or silence inside a word."""
    if _silent(char) or unicodedata.category(char) in ("Mn", "Mc"):
        return True
    return phonetic and (unicodedata.category(char) in ("Lm", "Sk") or char in "12345")


def _modified(sound: Sound, char: str) -> Sound:
    if char in "12345˥˦˧˨˩":
        return Sound(sound.symbol, sound.stress, sound.tone + char, sound.length + 1)
    kept = "" if _silent(char) else char
    return Sound(sound.symbol + kept, sound.stress, sound.tone, sound.length + 1)


def _silent(char: str) -> bool:
    return char.isspace() or unicodedata.category(char).startswith("P")


def split(spoken: str, words: Sequence[str]) -> tuple[str, tuple[Spoken, ...]]:
    """(what stands before the first word, each word as it is in `spoken`).

    `spoken` is the whole line as the model's front end reads it, `words` each word read by itself. The two differ: words
    run together ("of the" is said ʌvðə), numbers become several words. They are aligned character by character (the
    longest matching blocks; what differs between two blocks is dealt out in proportion). A word that got nothing has an
    empty reading.
    """
    heard = [(place, char) for place, char in enumerate(spoken) if not _silent(char) and char not in _STRESS]
    alone = [(index, char) for index, word in enumerate(words) for char in word if not _silent(char) and char not in _STRESS]
    owner: dict[int, int] = {}
    matcher = SequenceMatcher(None, [char for _, char in heard], [char for _, char in alone], autojunk=False)
    for _, begin, end, low, high in matcher.get_opcodes():
        for step in range(end - begin):
            place = low + step * (high - low) // (end - begin) if high > low else max(0, low - 1)
            owner[heard[begin + step][0]] = alone[place][0] if alone else 0
    return _spans(spoken, owner, len(words))


def _spans(spoken: str, owner: dict[int, int], count: int) -> tuple[str, tuple[Spoken, ...]]:
    first = {index: min(group) for index, group in _by_word(owner).items()}
    last = {index: max(group) for index, group in _by_word(owner).items()}
    for index in first:  # a stress mark belongs to the sound after it
        while first[index] > 0 and spoken[first[index] - 1] in _STRESS:
            first[index] -= 1
    said = sorted(first)
    opening = spoken[: first[said[0]]] if said else spoken
    out = []
    for index in range(count):
        if index not in first:
            out.append(Spoken("", ""))
            continue
        following = next((first[other] for other in said if other > index), len(spoken))
        out.append(Spoken(spoken[first[index] : last[index] + 1], spoken[last[index] + 1 : following]))
    return opening, tuple(out)


def _by_word(owner: dict[int, int]) -> dict[int, list[int]]:
    ordered = sorted(owner.items(), key=lambda item: item[1])
    return {index: [place for place, _ in group] for index, group in groupby(ordered, key=lambda item: item[1])}


def tokens(
    opening: str,
    spoken: Sequence[Spoken],
    *,
    phonetic: bool,
    blanks: bool,
    paused: Collection[int] = (),
    filler: str = "",
) -> tuple[Token, ...]:
    """The line as tokens, each with its owner; joined, their symbols are the line, and the blanks stand between them.

    A gap is a pause if it holds punctuation, or if its word is in `paused` (-1 is the lead-in); other gaps belong to the
    sound before them. `filler` is the sign that is put where a pause is asked for and the line has no gap.
    """
    line: list[Token] = [Token(char, LEAD) for char in opening or (filler if -1 in paused and not blanks else "")]
    for index, word in enumerate(spoken):
        pieces = sounds(word.reading, phonetic=phonetic)
        owners = [(index, place) for place, piece in enumerate(pieces) for _ in range(piece.length)]
        line += [Token(char, owner) for char, owner in zip(word.reading, owners, strict=True)]
        gap = word.gap or (filler if index in paused else "")
        pause = index in paused or any(not char.isspace() for char in gap)
        line += [Token(char, (index, -1) if pause else owners[-1]) for char in gap]
    return tuple(_interleaved(line)) if blanks else tuple(line)


def _interleaved(line: Sequence[Token]) -> list[Token]:
    """With a blank before, between and after. A blank after a mere space goes to the sound that it leads to."""
    out = [Token(None, LEAD)]
    for place, token in enumerate(line):
        out.append(token)
        following = line[place + 1] if place + 1 < len(line) else None
        leads_on = token.symbol is not None and token.symbol.isspace() and token.owner[1] >= 0 and following is not None
        out.append(Token(None, following.owner if leads_on and following is not None else token.owner))
    return out


def deal(frames: int, weights: Sequence[float]) -> tuple[int, ...]:
    """`frames` shared out in proportion to `weights`, whole, with exactly that sum (cumulative ends are rounded)."""
    total = float(sum(weights))
    shares = [weight / total for weight in weights] if total > 0 else [1 / len(weights)] * len(weights)
    ends, reached = [0], 0.0
    for share in shares:
        reached += share
        ends.append(min(frames, round(frames * reached)))
    ends[-1] = frames
    return tuple(after - before for before, after in pairwise(ends))
