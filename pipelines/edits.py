"""What a person does to an utterance: each edit takes one and gives a new one back.

Undo is keeping the old value.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .errors import BadInput
from .overrides import PhonemeOverride, WordOverride
from .timeline import Utterance

SHORTEST_MS, LONGEST_MS = 5, 10_000


def set_length(utterance: Utterance, word_id: str, index: int, samples: int) -> Utterance:
    """The phoneme at `index` of the word lasts exactly `samples`, whatever the rate."""
    ms = 1000 * samples / utterance.sample_rate
    if not SHORTEST_MS <= ms <= LONGEST_MS:
        raise BadInput(f"A length of {ms:.1f} ms was asked for; {SHORTEST_MS} to {LONGEST_MS} ms is accepted.",
                       f"时长 {ms:.1f} 毫秒超出范围；可接受 {SHORTEST_MS} 到 {LONGEST_MS} 毫秒。")  # fmt: skip
    return _change_phoneme(utterance, word_id, index, samples=samples)


def set_pitch(utterance: Utterance, word_id: str, index: int, semitones: float) -> Utterance:
    """The phoneme is `semitones` higher than predicted (negative: lower), within two octaves."""
    if not -24 <= semitones <= 24:
        raise BadInput(f"A shift of {semitones} semitones was asked for; -24 to 24 is accepted.",
                       f"音高移动 {semitones} 半音超出范围；可接受 -24 到 24。")  # fmt: skip
    return _change_phoneme(utterance, word_id, index, semitones=semitones)


def set_gain(utterance: Utterance, word_id: str, index: int, gain_db: float) -> Utterance:
    """The phoneme is `gain_db` louder than predicted (negative: softer)."""
    if not -40 <= gain_db <= 20:
        raise BadInput(
            f"A gain of {gain_db} dB was asked for; -40 to 20 is accepted.", f"增益 {gain_db} dB 超出范围；可接受 -40 到 20。"
        )
    return _change_phoneme(utterance, word_id, index, gain_db=gain_db)


def set_pause(utterance: Utterance, word_id: str, samples: int) -> Utterance:
    """Exactly `samples` of silence after the word, whatever the rate."""
    if not 0 <= samples <= LONGEST_MS * utterance.sample_rate // 1000:
        raise BadInput(f"A pause of {samples} samples was asked for; 0 to 10 seconds is accepted.",
                       f"停顿 {samples} 个采样超出范围；可接受 0 到 10 秒。")  # fmt: skip
    utterance.word(word_id)
    return _with_override(utterance, word_id, replace(utterance.override(word_id), pause=samples))


def reset(utterance: Utterance, word_id: str) -> Utterance:
    """The word as predicted."""
    return _with_override(utterance, word_id, WordOverride())


def _change_phoneme(utterance: Utterance, word_id: str, index: int, **change: Any) -> Utterance:
    word = utterance.word(word_id)
    if not 0 <= index < len(word.phonemes):
        raise BadInput(f"The word {word.text!r} has phonemes 0 to {len(word.phonemes) - 1}; {index} was asked for.",
                       f"词“{word.text}”的音素编号为 0 到 {len(word.phonemes) - 1}；请求的是 {index}。")  # fmt: skip
    over = utterance.override(word_id)
    phoneme = replace(over.phonemes.get(index, PhonemeOverride()), **change)
    return _with_override(utterance, word_id, replace(over, phonemes={**over.phonemes, index: phoneme}))


def _with_override(utterance: Utterance, word_id: str, override: WordOverride) -> Utterance:
    utterance.word(word_id)
    kept = {key: value for key, value in utterance.overrides.items() if key != word_id}
    return replace(utterance, overrides=kept if override.empty else {**kept, word_id: override})
