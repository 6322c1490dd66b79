"""The embedded speaker: espeak-ng plans the phonemes and makes the source sound, the vocoder renders the plan.

Every phoneme's length, pitch and loudness follow the Utterance exactly; the voice's timbre is applied on the way.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from itertools import groupby, pairwise

import numpy as np
import soxr

from ..errors import BadInput, EngineFailed
from ..media import Audio
from ..overrides import WordOverride
from ..prosody import manners
from ..symbols import is_vowel
from ..timeline import Phoneme, Utterance, Word
from ..voice import Voice
from . import espeak_process, ipa, readings, timbre, vocoder
from .reading import erhua
from .readings import Token
from .timbre import RATE, Features
from .vocoder import Piece

_SHORTEST_PAUSE = RATE * 20 // 1000  # a shorter gap belongs to the phoneme before it (a stop's closure, a word edge)
_MERGED = RATE * 90 // 1000  # the most that a sound without a length of its own gets
_HEADROOM = 0.5  # room for edits that make a phoneme louder
_KNEE = 0.9
_LONGEST_TEXT = 20_000
_AFTER_SWITCH = {"": 0.03, ",": 0.15, ".": 0.3}

_PUNCTUATION = str.maketrans("，。！？；：、（）【】「」『』《》—…～", ',.!?;:,()()""""""-.~')
_OUTSIDE_PINYIN = {"xiong": "S;i'ong", "qiong": "tS;hi'ong", "jiong": "tS;i'ong"}
_TONE_MNEMONICS = {"1": "55", "2": "35", "3": "214", "4": "51", "5": "11"}
_USUAL = {"zh": "cmn-latn-pinyin", "zh-cn": "cmn-latn-pinyin", "cmn": "cmn-latn-pinyin", "en": "en-us",
          "pt": "pt-br", "no": "nb", "fr": "fr-fr"}  # fmt: skip
_CANTONESE = dict.fromkeys(("yue", "zh-hk", "zh-yue", "yue-hk"), "sit/yue-Latn-jyutping")


@dataclass(frozen=True, slots=True)
class SourcePhoneme:
    """A phoneme as espeak-ng said it, in samples of the source at 24 kHz."""

    symbol: str
    stress: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceWord:
    token: Token
    phonemes: tuple[SourcePhoneme, ...]
    pause: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Source:
    """What espeak-ng said: sound (n,) float32 at 24 kHz and where each phoneme lies in it."""

    words: tuple[SourceWord, ...]
    samples: np.ndarray


@lru_cache(maxsize=1)
def _bases() -> dict[str, str]:
    """Language code, in lower case → espeak-ng's identifier of the voice for it."""
    answer, _ = espeak_process.ask(list=True)
    found = {voice["language"].lower(): voice["identifier"] for voice in reversed(answer["voices"]) if voice["language"]}
    return found | {code: found[usual] for code, usual in _USUAL.items()} | _CANTONESE


def languages() -> tuple[str, ...]:
    """The language codes that espeak-ng speaks, sorted."""
    return tuple(sorted(_bases()))


def base_for(language: str, voice: Voice) -> str:
    """The espeak voice that says `language`: the voice's own base for its own language, else the language's usual one.

    BadInput for a language that espeak-ng does not speak, with those that are spelled nearly so.
    """
    own = language.lower().split("-")[0] == voice.language.lower().split("-")[0]
    if own and voice.base:
        name, plus, variant = voice.base.partition("+")
        return _bases().get(name.lower(), name) + plus + variant
    code = (voice.language if own and "-" in voice.language else language).lower()
    bases = _bases()
    if found := bases.get(code) or bases.get(code.split("-")[0]):
        return found
    near = get_close_matches(code, bases, 5, 0.3) or ["zh", "en"]
    raise BadInput(
        f"The language {language!r} is not spoken by espeak-ng. Near: {', '.join(near)}. `studio doctor` lists all.",
        f"espeak-ng 不会说语言 {language!r}。相近的有：{', '.join(near)}。`studio doctor` 会列出全部。",
    )


def _compose(tokens: tuple[Token, ...]) -> tuple[str, list[int]]:
    """(what espeak-ng is given, where each token begins in it)."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for token in tokens:
        starts.append(length)
        after = token.after.translate(_PUNCTUATION).replace("[", "(").replace("]", ")").replace("\n", ". ")
        if token.reading and readings.in_syllables(token.language):
            said = " ".join(_syllable(syllable) for syllable in token.reading.split()) + after + " "
        elif token.reading:
            said = f"[[{ipa.to_mnemonics(token.reading)}]]{after}"
        else:
            said = token.spoken + (after or " ") if token.spoken else token.text + after
        parts.append(said)
        length += len(said)
    return "".join(parts), starts


def _syllable(syllable: str) -> str:
    """A syllable of pinyin or jyutping as espeak-ng takes it; it has no rhotic finals, so that wanr2 is wa2 er5."""
    if erhua.is_rhotic(syllable):
        return " ".join(_syllable(part) for part in erhua.apart(syllable))
    special = _OUTSIDE_PINYIN.get(syllable[:-1])
    return f"[[{special}{_TONE_MNEMONICS[syllable[-1]]}]]" if special else syllable


@lru_cache(maxsize=64)
def _synthesise(base: str, text: str) -> tuple[np.ndarray, tuple[tuple[str, int, int, int], ...]]:
    """(sound at 24 kHz, phonemes as (espeak name, place in the text, start, end)); ends are rounded cumulatively."""
    answer, raw = espeak_process.ask(voice=base, text=text)
    if "error" in answer:
        raise BadInput(answer["error"] + ". `studio voices` lists what is here.", f"espeak-ng 没有音色 {base!r}。")
    sound = np.frombuffer(raw, "<i2").astype(np.float32) / 32768
    rate = answer["rate"]
    events = answer["phonemes"]
    edges = [round(event[2] * RATE / rate) for event in events] + [round(len(sound) * RATE / rate)]
    resampled = soxr.resample(sound, rate, RATE, quality="HQ") if len(sound) else sound
    spans = tuple((name, place, edges[i], max(edges[i], edges[i + 1])) for i, (name, place, _) in enumerate(events))
    return resampled, spans


@lru_cache(maxsize=32)
def source(tokens: tuple[Token, ...], language: str, voice: Voice) -> Source:
    """What espeak-ng says for the tokens, each run of one language by its own espeak voice."""
    words: list[SourceWord] = []
    sounds: list[np.ndarray] = []
    offset = 0
    runs = [tuple(run) for _, run in groupby(tokens, key=lambda token: token.language or language)]
    for number, run in enumerate(runs):
        text, starts = _compose(run)
        sound, spans = _synthesise(base_for(run[0].language or language, voice), text)
        said = _group(run, starts, spans)
        if not said:
            continue
        said = _end_run(said, last=number == len(runs) - 1)
        first, end = said[0].phonemes[0].start, max(said[-1].pause[1], said[-1].phonemes[-1].end)
        piece = sound[first:end]
        sounds.append(np.pad(piece, (0, end - first - len(piece))))
        words.extend(_moved(word, offset - first) for word in said)
        offset += end - first
    if not words:
        raise BadInput(
            "There is nothing to say in this text. Give words, not only punctuation.",
            "这段文本没有可读的内容。请给出文字，而不只是标点。",
        )
    return Source(tuple(words), np.concatenate(sounds))


def _group(run: tuple[Token, ...], starts: list[int], spans: tuple[tuple[str, int, int, int], ...]) -> list[SourceWord]:
    """Phonemes by word. A token that espeak-ng ran together with the one before ("of the") joins it."""
    sounds: dict[int, list[SourcePhoneme]] = {}
    pauses: dict[int, tuple[int, int]] = {}
    current = 0
    for name, place, start, end in spans:
        symbol, stress = ipa.to_ipa(name)
        if symbol:
            current = max(current, bisect_right(starts, place) - 1, 0)
            if current in pauses and current in sounds:  # a gap inside the word belongs to the sound before it
                sounds[current][-1] = replace(sounds[current][-1], end=start)
            pauses.pop(current, None)
            if end == start and sounds.get(current):
                sounds[current][-1], start = _shared(sounds[current][-1], end)
            if end > start:
                sounds.setdefault(current, []).append(SourcePhoneme(symbol, stress, start, end))
        elif current in sounds and end > start:
            begin = pauses[current][0] if current in pauses else start
            pauses[current] = (begin, end)
    return _merged(run, sounds, pauses)


def _shared(before: SourcePhoneme, end: int) -> tuple[SourcePhoneme, int]:
    """(the sound before, cut short; where the next begins): espeak-ng makes an English vowel with a dark l, or a Cantonese one
    with an unreleased stop, in one piece and says that the second has no length. It lies in the first one's tail."""
    cut = end - min(round(0.4 * (before.end - before.start)), _MERGED)
    return replace(before, end=cut), cut


def _merged(
    run: tuple[Token, ...], sounds: dict[int, list[SourcePhoneme]], pauses: dict[int, tuple[int, int]]
) -> list[SourceWord]:
    words: list[SourceWord] = []
    for index, token in enumerate(run):
        if index not in sounds:
            if words:
                before = words[-1]
                joined = _joined(before.token, token)
                words[-1] = replace(before, token=joined)
            continue
        phonemes = sounds[index]
        begin, end = pauses.get(index, (phonemes[-1].end, phonemes[-1].end))
        if end - begin < _SHORTEST_PAUSE:
            phonemes[-1] = replace(phonemes[-1], end=end)
            begin = end
        words.append(SourceWord(token, tuple(phonemes), (begin, end)))
    return words


def _joined(first: Token, second: Token) -> Token:
    """Two words that are said as one."""
    spoken = (
        (first.spoken or first.text) + first.after + (second.spoken or second.text) if first.spoken or second.spoken else ""
    )
    return replace(first, text=first.text + first.after + second.text, after=second.after, spoken=spoken,
                   reading=" ".join(filter(None, (first.reading, second.reading))))  # fmt: skip


def _end_run(words: list[SourceWord], *, last: bool) -> list[SourceWord]:
    """The pause after the last word of a run: none at the line's end, and no sentence's pause where only the language changes."""
    final = words[-1]
    begin, end = final.pause
    after = final.token.after.translate(_PUNCTUATION)
    kind = "." if re.search(r"[.!?]", after) else "," if re.search(r"[,;:]", after) else ""
    allowed = 0 if last else round(_AFTER_SWITCH[kind] * RATE)
    return [*words[:-1], replace(final, pause=(begin, min(end, begin + allowed)))]


def _moved(word: SourceWord, by: int) -> SourceWord:
    phonemes = tuple(replace(p, start=p.start + by, end=p.end + by) for p in word.phonemes)
    return SourceWord(word.token, phonemes, (word.pause[0] + by, word.pause[1] + by))


class EspeakSpeaker:
    """Plans and speaks with espeak-ng: every language it has, no download, timing to the sample."""

    name = "espeak"
    version = "8"
    note = "espeak-ng with WORLD (rule-based, not neural)"

    def plan(self, text: str, voice: Voice, *, language: str = "", readings: Mapping[int, str] | None = None) -> Utterance:
        """Words and phonemes at 24 kHz. `readings`: pinyin with tone digits, or English IPA, for the n-th word.

        BadInput for a text with nothing to say, over 20,000 characters, a language that espeak-ng lacks, a bad reading, another
        engine's voice.
        """
        _check_engine(voice)
        language = language or voice.language
        if len(text) > _LONGEST_TEXT:
            raise BadInput(f"A line of {len(text):,} characters was given; up to {_LONGEST_TEXT:,} are accepted. Split it.",
                           f"单行有 {len(text):,} 个字符；最多 {_LONGEST_TEXT:,} 个。请拆分。")  # fmt: skip
        _, tokens = tokenise(text, language)
        said = source(tokens, language, voice)
        overrides: dict[str, WordOverride] = {}
        if readings:
            given = tuple(word.token for word in said.words)
            chosen = {index: _checked(given[index], reading) for index, reading in readings.items()}
            said = source(tuple(chosen.get(i, token) for i, token in enumerate(given)), language, voice)
            overrides = {f"w{i + 1}": WordOverride(reading=token.reading) for i, token in chosen.items()}
        words = tuple(_planned(f"w{i + 1}", word, voice.pace, language) for i, word in enumerate(said.words))
        opening = text[: len(text) - sum(len(word.text + word.after) for word in words)]  # with signs that are not said
        return Utterance(words, language, voice.name, RATE, opening=opening, overrides=overrides)

    def speak(self, utterance: Utterance, voice: Voice) -> Audio:
        """Exactly `utterance.samples` samples. EngineFailed if the plan was made by another engine or version."""
        _check_engine(voice)
        said = source(_tokens(utterance), utterance.language, voice)
        pieces = _pieces(utterance, said, own=voice.name == utterance.voice)
        sound = vocoder.synthesise(_features(said, voice), pieces)
        return Audio(_limited(_HEADROOM * sound), RATE)

    def preview(self, utterance: Utterance, voice: Voice, start: int, end: int) -> tuple[int, Audio]:
        """(its first sample, the sound) of a window of the line that holds samples `start` up to `end`.

        Made for an edit to be heard at once: it costs the window and not the line, once the line has been spoken.
        """
        said = source(_tokens(utterance), utterance.language, voice)
        pieces = _pieces(utterance, said, own=voice.name == utterance.voice)
        begin, sound = vocoder.preview(_features(said, voice), pieces, start, end)
        return begin, Audio(_limited(_HEADROOM * sound), RATE)


def _check_engine(voice: Voice) -> None:
    """No voice is silently replaced: one of another engine has nothing that this one could speak by, unless it was cloned here."""
    if voice.engine != EspeakSpeaker.name and voice.model is None:
        raise BadInput(
            f"The voice {voice.name!r} is made for {voice.engine!r}. Use --speaker {voice.engine}, or give a voice of the library.",
            f"声音 {voice.name!r} 属于引擎 {voice.engine!r}。请用 --speaker {voice.engine}，或选用声音库中的声音。",
        )


def _limited(sound: np.ndarray) -> np.ndarray:
    """Peaks above `_KNEE` bent towards 1, sample by sample: so that an edit of one phoneme changes the level of no other."""
    over = np.abs(sound) > _KNEE
    bent = _KNEE + (1 - _KNEE) * np.tanh((np.abs(sound) - _KNEE) / (1 - _KNEE))
    return np.asarray(np.where(over, np.sign(sound) * bent, sound), np.float32)


def tokenise(text: str, language: str) -> tuple[str, tuple[Token, ...]]:
    opening, tokens = readings.tokenise(text, language)
    if not tokens:
        raise BadInput(
            "There is nothing to say in this text. Give words, not only punctuation.",
            "这段文本没有可读的内容。请给出文字，而不只是标点。",
        )
    return opening, tokens


def _checked(token: Token, reading: str) -> Token:
    if readings.in_syllables(token.language):
        return replace(token, reading=readings.check_syllables(reading, token.text, token.language))
    ipa.to_mnemonics(reading)
    return replace(token, reading=reading)


def _planned(word_id: str, word: SourceWord, rate: float, language: str) -> Word:
    token = word.token
    chinese = readings.is_chinese(token.language)
    tones = [syllable[-1] for syllable in token.reading.split()] if chinese else []
    vowels = [i for i, p in enumerate(word.phonemes) if is_vowel(p.symbol)]
    tone_of = dict(zip(vowels, tones, strict=True)) if len(tones) == len(vowels) else {}
    first = word.phonemes[0].start
    edges = [round((edge - first) / rate) for edge in [first, *(p.end for p in word.phonemes)]]
    phonemes = tuple(
        Phoneme(p.symbol, max(1, edges[i + 1] - edges[i]), p.stress, tone_of.get(i, "")) for i, p in enumerate(word.phonemes)
    )
    reading = token.reading or "".join(("", "ˈ", "ˌ")[p.stress] + p.symbol for p in word.phonemes)
    own = "" if token.language == language else token.language
    return Word(word_id, token.text, reading, phonemes, round((word.pause[1] - word.pause[0]) / rate), token.after, own)


def _tokens(utterance: Utterance) -> tuple[Token, ...]:
    """The words as they are to be read: as a person set, else as the plan says or, in English, as their neighbours say."""
    english = readings.homographs_of(utterance.words, utterance.language)
    spoken = readings.spoken_of(utterance.words, utterance.language)
    return tuple(_token(utterance, *each) for each in zip(utterance.words, english, spoken, strict=True))


def _token(utterance: Utterance, word: Word, decided: str, spoken: str) -> Token:
    language = word.language or utterance.language
    own = utterance.override(word.id).reading
    reading = own or (word.reading if readings.in_syllables(language) else decided)
    return Token(word.text, word.after, language, reading, spoken)


def _checked_rate(utterance: Utterance) -> Utterance:
    if utterance.sample_rate != RATE:
        raise EngineFailed(f"espeak speaks at {RATE} Hz and this timeline counts at {utterance.sample_rate} Hz. Plan it again: studio plan.",
                           f"espeak 以 {RATE} Hz 合成，而该时间线为 {utterance.sample_rate} Hz。请重新规划：studio plan。")  # fmt: skip
    return utterance


def _pieces(utterance: Utterance, said: Source, *, own: bool) -> list[Piece]:
    """Each segment of the utterance with the stretch of the source that it is read from.

    Another voice than the plan's `own` may say a word with other phonemes: its word is then laid along the planned one.
    """
    planned, spoken = [len(w.phonemes) for w in utterance.words], [len(w.phonemes) for w in said.words]
    if len(planned) != len(spoken) or (own and planned != spoken):
        raise EngineFailed(
            "This timeline was not planned by espeak with this voice and these readings. Plan it again: studio plan.",
            "该时间线不是由 espeak 以此音色和读音规划的。请重新规划：studio plan。",
        )
    places = {word.id: _places(word, source) for word, source in zip(utterance.words, said.words, strict=True)}
    segments = _checked_rate(utterance).segments()
    return [
        Piece(*places[segment.word][segment.index], segment.samples, manner=manner, rest=segment.index == -1)
        if segment.index >= -1 and segment.word
        else Piece(0, 0, segment.samples, rest=True)
        for segment, manner in zip(segments, manners(utterance, segments), strict=True)
    ]


def _places(word: Word, source: SourceWord) -> dict[int, tuple[int, int]]:
    """Where each phoneme of a planned word, and the pause (-1) after it, lies in the source."""
    if len(word.phonemes) == len(source.phonemes):
        spans = [(p.start, p.end) for p in source.phonemes]
    else:
        ends = np.cumsum([0, *(p.samples for p in word.phonemes)]) / sum(p.samples for p in word.phonemes)
        first, last = source.phonemes[0].start, source.phonemes[-1].end
        edges = [first + round(end * (last - first)) for end in ends]
        spans = list(pairwise(edges))
    return {**dict(enumerate(spans)), -1: source.pause}


@lru_cache(maxsize=16)
def _analysed(said: Source) -> Features:
    vowels = [(p.start, p.end) for word in said.words for p in word.phonemes if is_vowel(p.symbol)]
    return vocoder.analyse(said.samples, clean=True, vowels=vowels)


@lru_cache(maxsize=16)
def _features(said: Source, voice: Voice) -> Features:
    return timbre.convert(_analysed(said), voice)
