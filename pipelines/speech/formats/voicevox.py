"""VOICEVOX's AudioQuery as a Japanese utterance: an accent phrase is a word, a mora its consonant and vowel.

Its scales mean what they mean in voicevox_engine's tts_engine: lengths are divided by `speedScale` (here the utterance's rate);
pitch is the natural logarithm of Hz, multiplied by 2 ** `pitchScale`, then spread about its mean by `intonationScale`. Unlike
there, no length is rounded to a frame: ends are summed and rounded, and nothing drifts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...errors import BadInput
from ...overrides import PhonemeOverride, WordOverride
from ...timeline import Phoneme, Utterance, Word
from .house import voice_for
from .notes import LONGEST_SECONDS, Imported, Note, Request

_VOWELS = {"a": "a", "i": "i", "u": "ɯ", "e": "e", "o": "o", "N": "ɴ", "cl": "ʔ",
           "A": "ḁ", "I": "i̥", "U": "ɯ̥", "E": "e̥", "O": "o̥"}  # fmt: skip
_CONSONANTS = {
    "b": "b", "by": "bʲ", "ch": "tɕ", "d": "d", "dy": "dʲ", "f": "ɸ", "g": "ɡ", "gw": "ɡʷ", "gy": "ɡʲ", "h": "h", "hy": "ç", "j": "dʑ",
    "k": "k", "kw": "kʷ", "ky": "kʲ", "m": "m", "my": "mʲ", "n": "n", "ny": "ɲ", "p": "p", "py": "pʲ", "r": "ɾ", "ry": "ɾʲ", "s": "s",
    "sh": "ɕ", "t": "t", "ts": "ts", "ty": "tʲ", "v": "v", "w": "w", "y": "j", "z": "z",
}  # fmt: skip
_UNVOICED = frozenset(("ch", "f", "h", "hy", "k", "kw", "ky", "p", "py", "s", "sh", "t", "ts", "ty"))
_KNOWN = {"accent_phrases", "speedScale", "pitchScale", "intonationScale", "volumeScale", "prePhonemeLength", "postPhonemeLength",
          "pauseLength", "pauseLengthScale", "outputSamplingRate"}  # fmt: skip
_KNOWN_IN_PHRASE = {"moras", "accent", "pause_mora", "is_interrogative"}
_KNOWN_IN_MORA = {"text", "consonant", "consonant_length", "vowel", "vowel_length", "pitch"}
_LOWEST_HZ, _HIGHEST_HZ = 30.0, 1000.0


def is_query(data: Any) -> bool:
    return isinstance(data, dict) and "accent_phrases" in data


@dataclass(frozen=True, slots=True)
class _Sound:
    symbol: str
    seconds: float
    hz: float
    phrase: int


def read(data: Mapping[str, Any], request: Request) -> Imported:
    """The utterance of an AudioQuery. BadInput names the phrase and the mora of what does not hold."""
    notes: list[Note] = []
    extra: dict[str, Any] = {"accents": []}
    phrases = _list(data, "accent_phrases", "")
    if not phrases:
        raise BadInput(
            "The AudioQuery has no accent phrases: nothing is said.", "AudioQuery 没有 accent_phrases：没有可读内容。"
        )
    _keep_unknown(data, _KNOWN, "", extra, notes)
    rate = request.sample_rate or round(_number(data, "outputSamplingRate", "", 24_000, 1000, 384_000))
    pitches = _pitches(data, phrases, notes)
    sounds, pauses = [], []
    for number, phrase in enumerate(phrases):
        place = f"accent_phrases[{number}]"
        sounds += list(_sounds(phrase, number, place, pitches, notes))
        pauses.append(_pause(phrase, place, data))
        extra["accents"].append(phrase.get("accent"))
        _keep_unknown(phrase, _KNOWN_IN_PHRASE, place, extra, notes)
    notes.append(Note("", "The places of the accents are kept aside; the pitch that they gave is kept as hertz.",
                      "重音位置另行保存；其产生的音高以赫兹保留。"))  # fmt: skip
    lead = _number(data, "prePhonemeLength", "", 0.1, 0, LONGEST_SECONDS)
    pauses[-1] += _number(data, "postPhonemeLength", "", 0.1, 0, LONGEST_SECONDS)
    texts = [_text(phrase, number) for number, phrase in enumerate(phrases)]
    made = _laid(sounds, pauses, lead, rate, texts, notes)
    gain = _gain(_number(data, "volumeScale", "", 1.0, 0, 100), notes)
    speed = _number(data, "speedScale", "", 1.0, 0.25, 4)
    language = request.language or "ja"
    words, start = made
    utterance = Utterance(words, language, voice_for(request, language, ""), rate, rate=speed, lead=start,
                          overrides=_overrides(words, sounds, gain))  # fmt: skip
    return Imported(utterance, tuple(notes), extra)


def _list(data: Mapping[str, Any], name: str, place: str) -> list[Mapping[str, Any]]:
    value = data.get(name)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise _bad(place, name, value, "a list of objects", "对象列表")
    return value


def _bad(place: str, name: str, value: Any, en: str, zh: str) -> BadInput:
    where = f"{place}.{name}" if place else name
    return BadInput(
        f"AudioQuery, {where}: {str(value)[:60]!r} was found; {en} is accepted.",
        f"AudioQuery 的 {where}：{str(value)[:60]!r}；可接受{zh}。",
    )


def _number(data: Mapping[str, Any], name: str, place: str, default: float, low: float, high: float) -> float:
    value = data.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise _bad(place, name, value, f"a number from {low:g} to {high:g}", f"{low:g} 到 {high:g} 的数")
    return float(value)


def _keep_unknown(data: Mapping[str, Any], known: set[str], place: str, extra: dict[str, Any], notes: list[Note]) -> None:
    for name in sorted(data.keys() - known):
        where = f"{place}.{name}" if place else name
        extra.setdefault("fields", {})[where] = data[name]
        notes.append(
            Note(
                where, "This field has no place in an utterance and is kept aside.", "该字段在语音时间线中没有位置，另行保存。"
            )
        )


def _pitches(data: Mapping[str, Any], phrases: list[Mapping[str, Any]], notes: list[Note]) -> dict[tuple[int, int], float]:
    """Hz of each mora that has a voice, by phrase and mora, the scales applied."""
    scale = 2 ** _number(data, "pitchScale", "", 0.0, -2, 2)
    spread = _number(data, "intonationScale", "", 1.0, 0, 10)
    logs: dict[tuple[int, int], float] = {}
    for number, phrase in enumerate(phrases):
        for index, mora in enumerate(_list(phrase, "moras", f"accent_phrases[{number}]")):
            pitch = _number(mora, "pitch", f"accent_phrases[{number}].moras[{index}]", 0.0, 0, 10)
            if pitch > 0:
                logs[number, index] = pitch * scale
    if not logs:
        return {}
    mean = sum(logs.values()) / len(logs)
    found: dict[tuple[int, int], float] = {}
    for (number, index), value in logs.items():
        hz = math.exp(min((value - mean) * spread + mean, 20.0))
        found[number, index] = min(max(hz, _LOWEST_HZ), _HIGHEST_HZ)
        if hz != found[number, index]:
            notes.append(Note(f"accent_phrases[{number}].moras[{index}]", f"A pitch of {hz:.0f} Hz is out of range; it is {found[number, index]:.0f} Hz.",
                              f"音高 {hz:.0f} Hz 超出范围；已改为 {found[number, index]:.0f} Hz。"))  # fmt: skip
    return found


def _sounds(
    phrase: Mapping[str, Any], number: int, place: str, pitches: Mapping[tuple[int, int], float], notes: list[Note]
) -> Iterator[_Sound]:
    moras = _list(phrase, "moras", place)
    if not moras:
        raise _bad(place, "moras", moras, "one mora at least", "至少一个 mora")
    for index, mora in enumerate(moras):
        where = f"{place}.moras[{index}]"
        for name in sorted(mora.keys() - _KNOWN_IN_MORA):
            notes.append(
                Note(f"{where}.{name}", "This field has no place in an utterance and is left out.", "该字段没有位置，已略去。")
            )
        hz = pitches.get((number, index), 0.0)
        consonant, vowel = mora.get("consonant"), mora.get("vowel")
        if consonant:
            length = _number(mora, "consonant_length", where, 0.0, 0, 10)
            yield _Sound(_symbol(consonant, _CONSONANTS, where, notes), length, 0.0 if consonant in _UNVOICED else hz, number)
        if not isinstance(vowel, str) or not vowel:
            raise _bad(where, "vowel", vowel, "a vowel such as 'a'", "元音，例如 'a'")
        yield _Sound(_symbol(vowel, _VOWELS, where, notes), _number(mora, "vowel_length", where, 0.0, 0, 10), hz, number)


def _symbol(name: Any, table: Mapping[str, str], where: str, notes: list[Note]) -> str:
    if name in table:
        return table[name]
    notes.append(Note(where, f"The phoneme {name!r} is not known and stays as it is.", f"未知音素 {name!r}，保持原样。"))
    return str(name)


def _pause(phrase: Mapping[str, Any], place: str, data: Mapping[str, Any]) -> float:
    mora = phrase.get("pause_mora")
    if mora is None:
        return 0.0
    if not isinstance(mora, dict):
        raise _bad(place, "pause_mora", mora, "an object or null", "对象或 null")
    length = _number(mora, "vowel_length", f"{place}.pause_mora", 0.0, 0, LONGEST_SECONDS)
    return _number(data, "pauseLength", "", length, 0, LONGEST_SECONDS) * _number(data, "pauseLengthScale", "", 1.0, 0, 100)


def _text(phrase: Mapping[str, Any], number: int) -> tuple[str, str]:
    """(the kana of a phrase, what follows it)."""
    texts = [mora.get("text", "") for mora in phrase["moras"]]
    if not all(isinstance(text, str) for text in texts) or not "".join(texts).strip():
        raise _bad(f"accent_phrases[{number}]", "moras", texts, "text in kana on every mora", "每个 mora 的假名")
    return "".join(texts), ("？" if phrase.get("is_interrogative") else "") + ("、" if phrase.get("pause_mora") else "")


def _laid(
    sounds: list[_Sound], pauses: list[float], lead: float, rate: int, texts: list[tuple[str, str]], notes: list[Note]
) -> tuple[tuple[Word, ...], int]:
    """(the words, the lead in samples): every boundary is the rounded sum of what comes before it."""
    position, last = lead, round(lead * rate)
    start = last
    words: list[Word] = []
    for number, (text, after) in enumerate(texts):
        phonemes: list[Phoneme] = []
        for sound in (s for s in sounds if s.phrase == number):
            position += sound.seconds
            end = max(round(position * rate), last + 1)
            if not sound.seconds:
                notes.append(Note(f"accent_phrases[{number}]", f"{sound.symbol!r} has no length; it was given one sample.",
                                  f"{sound.symbol!r} 没有长度；已设为一个采样。"))  # fmt: skip
            phonemes.append(Phoneme(sound.symbol, end - last))
            last = end
        position += pauses[number]
        end = max(round(position * rate), last)
        words.append(Word(f"w{number + 1}", text, "".join(p.symbol for p in phonemes), tuple(phonemes), end - last, after))
        last = end
    return tuple(words), start


def _gain(volume: float, notes: list[Note]) -> float:
    """dB of a volume scale, within what a phoneme takes."""
    gain = 20 * math.log10(volume) if volume > 0 else -math.inf
    kept = min(max(gain, -60.0), 24.0)
    if kept != gain:
        notes.append(
            Note(
                "volumeScale",
                f"A gain of {gain:.0f} dB is out of range; it is {kept:.0f} dB.",
                f"增益 {gain:.0f} dB 超出范围；已改为 {kept:.0f} dB。",
            )
        )
    return kept


def _overrides(words: tuple[Word, ...], sounds: list[_Sound], gain: float) -> dict[str, WordOverride]:
    """Pitch as hertz on what has a voice, and the loudness, on each word."""
    out: dict[str, WordOverride] = {}
    at = 0
    for word in words:
        own: dict[int, PhonemeOverride] = {}
        for index in range(len(word.phonemes)):
            hz = sounds[at].hz
            own[index] = replace(PhonemeOverride(gain_db=gain), hz=((0.0, hz), (1.0, hz)) if hz else ())
            at += 1
        override = WordOverride(phonemes=own)
        if not override.empty:
            out[word.id] = override
    return out
