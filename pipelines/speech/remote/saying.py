"""A text said by an engine that tells no times: piece by piece, each aligned, checked, and said again where it went wrong."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from ...errors import BadInput, EngineFailed
from ...media import Audio
from ...timeline import Word
from .. import align as alignment
from .. import voices
from ..align import Aligned, Placement
from ..espeak import EspeakSpeaker
from .process import Said

SEEDS = (0, 1, 2)
"""A piece that went wrong is said again with the next of these."""

_PIECE = 200  # characters: engines lose words in long texts
_SENTENCE_END = re.compile(r"(?<=[.!?;…]\s)|(?<=[。！？；…\n])")
_SAYABLE = re.compile(r"[^\W_]")
_BETWEEN = 0.25  # seconds of silence at least between two pieces
_FASTEST, _SLOWEST, _ROOM = 0.4, 2.4, 0.8  # of the length that espeak-ng plans, and seconds more
_LOST = 0.33  # of the mean confidence: under it the words, or many of them, are not there
_INVENTED = 0.55  # seconds of sound beside the words; `python -m benchmarks.engine_checks` prints what the two find
_QUIET = 0.01

_log = logging.getLogger("shengying")

SayPiece = Callable[[str, int, float], Said]
"""(text, seed, longest seconds) → what the engine said."""


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a piece as it was said, in English and Chinese ("" for nothing); `grave` if it is of no use at all.

    `score` is higher for the better of two.
    """

    en: str = ""
    zh: str = ""
    grave: bool = False
    score: float = 1.0


@dataclass(frozen=True, eq=False)
class Spoken:
    """A text in an engine's own sound, and where its words lie there; words w1 … as they stand in the text."""

    audio: Audio
    words: tuple[Word, ...]
    opening: str
    lead: int
    places: tuple[tuple[int, ...], ...]

    @property
    def placement(self) -> Placement:
        return Placement({word.id: row for word, row in zip(self.words, self.places, strict=True)}, len(self.audio))


_Tried = tuple[Verdict, Audio, Aligned | None]


@dataclass(frozen=True)
class _Piece:
    """A sentence or some, and the seconds that it usually takes."""

    text: str
    language: str
    planned: float

    def say(self, say_piece: SayPiece, seed: int) -> Said:
        return say_piece(self.text.strip(), seed, self.planned * _SLOWEST + _ROOM)

    def check(self, said: Said, rate: int) -> _Tried:
        audio = Audio(said.samples, rate)
        verdict, aligned = judge(audio, self.text, self.language, self.planned, stopped=said.stopped)
        return verdict, audio, aligned


def say(text: str, language: str, rate: int, engine: str, say_piece: SayPiece) -> Spoken:
    """`text` in one sound at `rate` Hz. BadInput if there is nothing to say; EngineFailed if a piece cannot be had.

    A piece whose words are doubtful after all seeds is kept in its best form, and a warning is logged. A piece is checked while the
    next one is said, which on a GPU hides most of what the check costs. `say_piece` is called from one thread at a time.
    """
    parts: list[tuple[Audio, Aligned]] = []
    with ThreadPoolExecutor(max_workers=1) as checker:
        before: tuple[_Piece, Future[_Tried]] | None = None
        for text_of in tuple(pieces(text)) or (text,):  # of no text, `expected` says that there is nothing to say
            piece = _Piece(text_of, language, expected(text_of, language))
            said = piece.say(say_piece, SEEDS[0])
            checking = checker.submit(piece.check, said, rate)
            if before:
                parts.append(_best(before[0], before[1].result(), rate, engine, say_piece))
            before = piece, checking
        assert before is not None
        parts.append(_best(before[0], before[1].result(), rate, engine, say_piece))
    return joined(parts)


def pieces(text: str) -> Iterator[str]:
    """`text` in sentences, short ones together, each with something to say; joined they are `text`."""
    waiting = ""
    for sentence in _SENTENCE_END.split(text):
        if waiting and _SAYABLE.search(waiting) and _SAYABLE.search(sentence) and len(waiting) + len(sentence) > _PIECE:
            yield waiting
            waiting = ""
        waiting += sentence
    if waiting:
        yield waiting


def _best(piece: _Piece, first: _Tried, rate: int, engine: str, say_piece: SayPiece) -> tuple[Audio, Aligned]:
    """The first try if it is good, else the best of all."""
    tried = [first]
    for seed in SEEDS[1:]:
        if not tried[-1][0].en:
            break
        tried.append(piece.check(piece.say(say_piece, seed), rate))
    verdict, audio, aligned = max(tried, key=lambda one: one[0].score)
    if aligned is None:
        raise EngineFailed(
            f"{engine} could not say {_short(piece.text)}: {verdict.en}, {len(tried)} times with other seeds. Word it otherwise, or "
            "choose another engine.",
            f"{engine} 无法读出 {_short(piece.text)}：{verdict.zh}，换种子试了 {len(tried)} 次。请改写，或换用其他引擎。",
        )
    if verdict.en:
        _log.warning(
            "%s: %s: %s, in the best of %d tries. Listen to it. / %s（已取 %d 次中最好的一次，请试听）",
            engine, _short(piece.text), verdict.en, len(tried), verdict.zh, len(tried),
        )  # fmt: skip
    return audio, aligned


def expected(text: str, language: str) -> float:
    """How long the text takes to say, in seconds, as espeak-ng plans it."""
    return EspeakSpeaker().plan(text, replace(voices.default(language), rate=1.0), language=language).seconds


def judge(audio: Audio, text: str, language: str, planned: float, *, stopped: bool = False) -> tuple[Verdict, Aligned | None]:
    """What is wrong with `audio` as the sound of `text`, and where its words lie (None if it is of no use)."""
    if not len(audio) or not np.isfinite(audio.samples).all() or float(np.abs(audio.samples).max()) < _QUIET:
        return Verdict("nothing is heard", "没有声音", True, -3.0), None
    if stopped:
        return Verdict("it would not end", "不肯停止", True, -1.0), None
    if audio.seconds < planned * _FASTEST - 0.1:
        return Verdict(f"it lasts {audio.seconds:.1f} s where {planned:.1f} s are usual", f"时长 {audio.seconds:.1f} 秒，通常约 {planned:.1f} 秒", True, -2.0), None  # fmt: skip
    try:
        aligned = alignment.align(audio, text, language, name="speech")
    except BadInput as error:
        return Verdict(error.en.rstrip("."), error.zh.rstrip("。"), True, -2.0), None
    if aligned.overall < _LOST:
        return Verdict("its words are hardly heard in it", "几乎听不出其中的词", False, aligned.overall), aligned
    if (extra := outside(audio, aligned)) > _INVENTED:
        return Verdict(
            f"{extra:.1f} s of it are no words of the text",
            f"其中 {extra:.1f} 秒不是文本中的词",
            False,
            aligned.overall - extra,
        ), aligned
    return Verdict(score=1.0 + aligned.overall), aligned


def outside(audio: Audio, aligned: Aligned) -> float:
    """Seconds of sound as loud as speech (within 20 dB of the words' usual level) that lie between, before or after the words."""
    step = max(1, audio.rate // 100)
    count = len(audio) // step
    power = np.mean(np.square(audio.mono().samples[: count * step].reshape(count, step).astype(np.float64)), axis=1)
    said = np.zeros(count, bool)
    for row in aligned.places.values():
        said[row[0] // step : row[-1] // step + 1] = True
    if not said.any():
        return 0.0
    return float(np.sum(~said & (power > 0.01 * np.percentile(power[said], 60)))) * step / audio.rate


def joined(parts: Sequence[tuple[Audio, Aligned]]) -> Spoken:
    """The pieces one after the other, silence between them where they leave none; words numbered through."""
    rate = parts[0][0].rate
    sounds: list[np.ndarray] = []
    words: list[Word] = []
    places: list[tuple[int, ...]] = []
    opening, lead, offset = "", 0, 0
    for number, (audio, aligned) in enumerate(parts):
        utterance = aligned.utterance
        gap = 0
        if not number:
            opening, lead = utterance.opening, utterance.lead
        else:
            gap = max(0, round(_BETWEEN * rate) - words[-1].pause - utterance.lead)
            sounds.append(np.zeros(gap, np.float32))
            words[-1] = replace(
                words[-1], pause=words[-1].pause + gap + utterance.lead, after=words[-1].after + utterance.opening
            )
        offset += gap
        for word in utterance.words:
            words.append(replace(word, id=f"w{len(words) + 1}"))
            places.append(tuple(place + offset for place in aligned.places[word.id]))
        sounds.append(np.asarray(audio.mono().samples))
        offset += len(audio)
    return Spoken(Audio(np.concatenate(sounds), rate), tuple(words), opening, lead, tuple(places))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return repr(text if len(text) <= 40 else text[:39] + "…")
