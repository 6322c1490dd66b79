"""The text as the synthesiser says it: words, phonemes, and what each phoneme should look like to the aligner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import soxr

from ...symbols import is_plosive, is_vowel
from ...timeline import Word
from ...voice import Voice
from .. import espeak
from ..espeak import EspeakSpeaker
from ..timbre import RATE as SOURCE_RATE
from . import features
from .features import HOP, RATE

STATES = 3
"""Thirds of a phoneme that are modelled apart."""

_PASSAGE = 400  # characters given to the synthesiser at once
_SENTENCE_END = re.compile(r"(?<=[.!?;]\s)|(?<=[。！？；\n])")
_SAYABLE = re.compile(r"[^\W_]")
_FRICATIVES = frozenset("fvθðszʃʒʂʐɕʑxχhɦçʝβɸʁɣħ")
_NASALS = frozenset("mnŋɲɳɱ")

KINDS = ("vowel", "plosive", "fricative", "nasal", "glide")


def kind_of(symbol: str) -> int:
    """The broad class of a sound, as an index into `KINDS`."""
    if is_vowel(symbol):
        return 0
    if is_plosive(symbol):
        return 1
    return 2 if symbol[:1] in _FRICATIVES else 3 if symbol[:1] in _NASALS else 4


@dataclass(frozen=True, eq=False)
class Reference:
    """n phonemes of a text in order.

    words    the words, ids w1 …; `opening` is the text before the first
    symbols  (n,) IPA; `kinds` (n,) int into `KINDS`; `first` (n,) bool, whether it begins a word; `word` (n,) the word's place
    lengths  (n,) rows of 5 ms that the synthesiser gave it
    bands    (n, STATES, BANDS) log mel bands, `rises` their slopes; `voiced` (n, STATES, 2) voicing and its slope
    """

    words: tuple[Word, ...]
    opening: str
    symbols: np.ndarray
    kinds: np.ndarray
    first: np.ndarray
    word: np.ndarray
    lengths: np.ndarray
    bands: np.ndarray
    rises: np.ndarray
    voiced: np.ndarray

    def __len__(self) -> int:
        return len(self.symbols)

    def part(self, start: int, end: int) -> Reference:
        """Phonemes [start, end), which must begin and end at words; `words` and `word` stay those of the whole."""
        rows = slice(start, end)
        names = ("symbols", "kinds", "first", "word", "lengths", "bands", "rises", "voiced")
        return replace(self, **{name: getattr(self, name)[rows] for name in names})


def refer(text: str, voice: Voice, language: str) -> Reference:
    """`text` as `voice` says it. BadInput if there is nothing to say or the language is not spoken by espeak-ng."""
    words: list[Word] = []
    rows: dict[str, list[np.ndarray]] = {"lengths": [], "bands": [], "rises": [], "voiced": []}
    opening = ""
    voice = replace(voice, rate=1.0)
    for passage in _passages(text):
        if words and not _SAYABLE.search(passage):
            words[-1] = replace(words[-1], after=words[-1].after + passage)
            continue
        before, tokens = espeak.tokenise(passage, language)
        if words:
            words[-1] = replace(words[-1], after=words[-1].after + before)
        else:
            opening = before
        planned = EspeakSpeaker().plan(passage, voice, language=language)
        words += [replace(word, id=f"w{len(words) + 1 + i}") for i, word in enumerate(planned.words)]
        said = espeak.source(tokens, language, voice)
        for name, values in _measured(said).items():
            rows[name].append(values)
    phonemes = [(place, index, p.symbol) for place, word in enumerate(words) for index, p in enumerate(word.phonemes)]
    symbols = [symbol for _, _, symbol in phonemes]
    return Reference(
        words=tuple(words),
        opening=opening,
        symbols=np.array(symbols),
        kinds=np.array([kind_of(symbol) for symbol in symbols]),
        first=np.array([index == 0 for _, index, _ in phonemes]),
        word=np.array([place for place, _, _ in phonemes]),
        **{name: np.concatenate(values) for name, values in rows.items()},
    )


def _passages(text: str) -> Iterator[str]:
    """`text` in pieces of about `_PASSAGE` characters, cut after sentences where it can be; together they are `text`."""
    waiting = ""
    for sentence in _SENTENCE_END.split(text):
        waiting += sentence
        while len(waiting) > 2 * _PASSAGE:
            space = waiting.rfind(" ", 0, _PASSAGE)
            cut = space + 1 if space > 0 else _PASSAGE
            yield waiting[:cut]
            waiting = waiting[cut:]
        if len(waiting) >= _PASSAGE:
            yield waiting
            waiting = ""
    yield waiting


def _measured(said: espeak.Source) -> dict[str, np.ndarray]:
    """Lengths, bands and voicing of each phoneme of the synthesiser's sound, by thirds."""
    sound = soxr.resample(said.samples, SOURCE_RATE, RATE, quality="HQ")
    log = features.bands(features.power(sound))
    voiced = features.voicing(sound)[:, None]
    columns = np.hstack([log, features.slopes(log), voiced, features.slopes(voiced)])
    scale = RATE / SOURCE_RATE / HOP
    spans = np.array([(p.start, p.end) for word in said.words for p in word.phonemes]) * scale
    edges = spans[:, :1] + (spans[:, 1:] - spans[:, :1]) * np.arange(STATES + 1) / STATES
    starts = np.clip(np.floor(edges[:, :-1]).astype(int), 0, len(log) - 1)
    ends = np.clip(np.ceil(edges[:, 1:]).astype(int), starts + 1, len(log))
    sums = np.concatenate([np.zeros((1, columns.shape[1])), np.cumsum(columns, axis=0, dtype=np.float64)])
    means = ((sums[ends] - sums[starts]) / (ends - starts)[..., None]).astype(np.float32)
    count = log.shape[1]
    return {
        "lengths": (spans[:, 1] - spans[:, 0]),
        "bands": means[..., :count],
        "rises": means[..., count : 2 * count],
        "voiced": means[..., 2 * count :],
    }
