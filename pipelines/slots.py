"""A line of speech fitted into the time that it has: tighter pauses first, then a little faster, then the silence after it.

What a listener does not notice comes first. Pauses give before sounds do, vowels before consonants (`fitting`), and up to `easy`
times the voice's own tempo before the silence before the next line is borrowed; `most` is never passed. A line that is shorter than
its time keeps its tempo: silence follows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from .fitting import bounds, fitted
from .overrides import PhonemeOverride, WordOverride
from .timeline import Segment, Utterance


@dataclass(frozen=True, slots=True)
class Policy:
    """`easy` and `most`: factors of tempo; `pause`: the least share of a pause that stays, and `shortest` seconds of it."""

    easy: float = 1.15
    most: float = 1.25
    pause: float = 0.5
    shortest: float = 0.06


STRICT = Policy()
"""Every line begins on time."""

NATURAL = Policy(easy=1.05, most=1.12, pause=0.8)
"""The voice stays near its own tempo; a line waits for one before it that is not done."""


@dataclass(frozen=True, slots=True)
class Fit:
    """`utterance` is the line as it is to be said: its first sound at sample 0, its last at the end.

    natural   samples that it would last unfitted
    tempo     how many times as fast as the voice itself its sounds are, pauses aside
    borrowed  samples of the silence after its slot that it takes
    overrun   samples that it lasts beyond all that it was given; 0 for a line that fits
    """

    utterance: Utterance
    natural: int
    tempo: float = 1.0
    borrowed: int = 0
    overrun: int = 0

    @property
    def fits(self) -> bool:
        return self.overrun == 0


def bare(utterance: Utterance) -> Utterance:
    """The utterance without the silence before its first sound and after its last."""
    if not utterance.words:
        return replace(utterance, lead=0)
    last = utterance.words[-1]
    overrides = dict(utterance.overrides)
    if utterance.pause_after(last):
        overrides[last.id] = replace(utterance.override(last.id), pause=0)
    return replace(utterance, lead=0, overrides=overrides)


def fit(utterance: Utterance, room: int | None, spare: int = 0, policy: Policy = STRICT) -> Fit:
    """The line in `room` samples (None: as long as it likes), with `spare` samples of silence after them to borrow from."""
    line = bare(utterance)
    segments = line.segments()
    natural = segments[-1].end if segments else 0
    if room is None or natural <= room:
        return Fit(line, natural)
    sounds = [segment for segment in segments if segment.index >= 0]
    speech = sum(segment.samples for segment in sounds)
    tight = _tightest(segments, policy, line.sample_rate)
    still = natural - speech - sum(segment.samples for segment in segments if _is_pause(segment))  # laughs and other events
    least = max(speech / policy.most, sum(segment.samples * bounds(segment.symbol)[0] for segment in sounds))
    easy = max(speech / policy.easy, least)
    rest = sum(tight) + still
    length = _length(room, spare, round(easy) + rest, round(least + 0.5) + rest)
    pauses = _pauses(segments, tight, length - speech - still)
    target = length - still - sum(pauses)
    lengths = fitted(sounds, target, rate=line.sample_rate) if target < speech else [sound.samples for sound in sounds]
    said = _set(line, sounds, lengths, _by_word(segments, pauses))
    over = max(0, length - room)
    return Fit(said, natural, speech / target, min(over, spare), max(0, over - spare))


def _length(room: int, spare: int, easy: int, least: int) -> int:
    """How long the line shall be: within its slot at an easy tempo, else with as little borrowed as that tempo wants, else with all."""
    if easy <= room:
        return room
    if easy <= room + spare:
        return easy
    return max(room + spare, least)


def _is_pause(segment: Segment) -> bool:
    return segment.index == -1


def _tightest(segments: Sequence[Segment], policy: Policy, rate: int) -> list[int]:
    """The shortest that each pause may become."""
    floor = round(policy.shortest * rate)
    return [min(s.samples, max(floor, round(policy.pause * s.samples))) for s in segments if _is_pause(s)]


def _pauses(segments: Sequence[Segment], tight: Sequence[int], room: int) -> list[int]:
    """The pauses in `room` samples together, all by one share between their own length and their shortest."""
    own = [segment.samples for segment in segments if _is_pause(segment)]
    give = sum(own) - sum(tight)
    share = min(1.0, max(0.0, (room - sum(tight)) / give)) if give else 0.0
    ends = [round(end) for end in accumulate((t + share * (o - t) for o, t in zip(own, tight, strict=True)), initial=0.0)]
    return [b - a for a, b in pairwise(ends)]


def _by_word(segments: Sequence[Segment], pauses: Sequence[int]) -> dict[str, int]:
    """The pause after each word that has one."""
    places = [segment.word for segment in segments if _is_pause(segment)]
    return dict(zip(places, pauses, strict=True))


def _set(line: Utterance, sounds: Sequence[Segment], lengths: Sequence[int], pauses: Mapping[str, int]) -> Utterance:
    """The line with these lengths as overrides; what the speaker predicted stays."""
    wanted: dict[str, dict[int, PhonemeOverride]] = {}
    for segment, samples in zip(sounds, lengths, strict=True):
        own = line.override(segment.word).phonemes.get(segment.index, PhonemeOverride())
        wanted.setdefault(segment.word, {})[segment.index] = replace(own, samples=max(1, samples))
    overrides: dict[str, WordOverride] = dict(line.overrides)
    for word in line.words:
        over = line.override(word.id)
        changed = replace(over, phonemes={**over.phonemes, **wanted.get(word.id, {})}, pause=pauses.get(word.id, over.pause))
        if not changed.empty:
            overrides[word.id] = changed
    return replace(line, overrides=overrides)
