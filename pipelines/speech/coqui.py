"""The neural speaker: VITS models of coqui-tts, whose durations are read into the timeline and driven by it.

A VITS (Kim, Kong & Son 2021) predicts how many frames each symbol lasts, then makes the sound frame by frame. `plan` takes
the prediction, `speak` puts the timeline in its place, so that an edit of one phoneme is made by the model itself. The
resolution is one hop of the model, usually 256 samples at 22 050 Hz: 11.6 ms.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version as package_version
from pathlib import Path

import numpy as np

from ..engines import require
from ..errors import BadInput, EngineFailed
from ..media import Audio
from ..overrides import WordOverride
from ..timeline import Phoneme, Utterance, Word
from ..torch_device import chosen
from ..voice import Voice
from .coqui_line import given_reading, language_of, read_line, respoken, row_of, speaker_of
from .coqui_models import Model, find, identity, load
from .coqui_sound import Condition, boundaries, condition, d_vector, dealt, predicted, render
from .coqui_text import LEAD, Owner, sounds
from .retouch import retouch


class CoquiSpeaker:
    """Speaker over coqui-tts VITS models. Making one is cheap; a model is loaded by the first `plan` and kept.

    Which model: `voice.base` of a voice whose engine is "coqui", else STUDIO_COQUI_MODEL: a folder with config.json and
    model.pth, or a name such as tts_models/en/vctk/vits. A speaker of the model is named after a "#"
    ("tts_models/en/vctk/vits#p225", or "#p225" with the model from the environment). A voice with a `reference` is cloned
    from that sample by models that have a speaker encoder. STUDIO_DEVICE chooses cuda or cpu.

    Raises EngineMissing if TTS or torch is not installed.
    """

    name = "coqui"
    note = "neural speech (coqui-tts VITS)"

    def __init__(self) -> None:
        require(("TTS", "torch"), what="speaker 'coqui'", extra="neural")
        self._default = os.environ.get("STUDIO_COQUI_MODEL", "")
        folder = Path(self._default.partition("#")[0]).expanduser()
        model = identity(folder) if self._default and folder.is_dir() else ""
        self.version = f"1; coqui-tts {package_version('coqui-tts')}; {self._default} {model}".rstrip()
        self._models: dict[str, Model] = {}
        self._clones: dict[tuple[str, str], list[float]] = {}

    def plan(self, text: str, voice: Voice, *, language: str = "", readings: Mapping[int, str] | None = None) -> Utterance:
        """Words and phonemes with the model's own durations, at the model's rate; each is a whole number of hops.

        Phonemes are the symbols that the model reads: IPA, or letters for a model without a phonemizer. `readings` gives
        the n-th word in those symbols (stress marks before the sound), or in pinyin with tone digits where the model
        reads IPA and speaks Chinese.

        BadInput for a text that the model cannot say, a language or speaker that it lacks, an unusable model folder;
        EngineMissing if the model is not here; EngineFailed for an XTTS model, which tells no times.
        """
        model, speaker = self._chosen(voice)
        wish = language or voice.language
        language = language_of(model, wish)
        line = read_line(model, text, language)
        given = {index: given_reading(model, line, index, reading) for index, reading in (readings or {}).items()}
        spoken = tuple(replace(word, reading=given.get(i, word.reading)) for i, word in enumerate(line.spoken))
        row = row_of(model, line, spoken)
        lengths: dict[Owner, int] = {}
        for token, frames in zip(row, predicted(model, row, self._condition(model, voice, speaker, language)), strict=True):
            lengths[token.owner] = lengths.get(token.owner, 0) + frames * model.hop
        words = tuple(
            _word(index, model, line.written[index], word.reading, lengths, voice.pace) for index, word in enumerate(spoken)
        )
        return Utterance(
            words,
            language or wish,
            voice.name,
            model.rate,
            lead=round(lengths.get(LEAD, 0) / voice.pace),
            opening=line.opening,
            overrides={f"w{index + 1}": WordOverride(reading=reading) for index, reading in given.items()},
        )

    def speak(self, utterance: Utterance, voice: Voice) -> Audio:
        """Exactly `utterance.samples` samples; every boundary lies within half a hop of where the timeline has it.

        The noise that a VITS starts from is drawn for each phoneme by itself, so the same inputs give the same bytes and
        an edit of one phoneme leaves the noise of the others as it was. Pitch and gain overrides are laid over the sound
        (see `retouch`). EngineFailed if the timeline was not planned by this model.
        """
        model, speaker = self._chosen(voice)
        language = language_of(model, utterance.language)
        line = read_line(model, utterance.text, language)
        spoken = respoken(utterance, line, model)
        place = {word.id: index for index, word in enumerate(utterance.words)}
        ends = {(place.get(segment.word, -1), max(segment.index, -1)): segment.end for segment in utterance.segments()}
        owners = list(ends)  # a sound between words is silence to the model, one with the pause after it
        row = row_of(model, line, spoken, frozenset(word for word, index in owners if index < 0))
        given = self._condition(model, voice, speaker, language)
        frames = boundaries(list(ends.values()), model.hop)
        durations = dealt(row, dict(zip(owners, frames, strict=True)), predicted(model, row, given))
        names = {index: word_id for word_id, index in place.items()}
        keys = [(names.get(token.owner[0], ""), token.owner[1]) for token in row]
        sound = render(model, row, durations, keys, given)
        if len(sound) < utterance.samples:
            raise EngineFailed(
                f"The model gave {len(sound)} samples where {utterance.samples} were asked for. Please report its config.json.",
                f"模型给出 {len(sound)} 个采样，应为 {utterance.samples} 个。请反馈其 config.json。",
            )
        return Audio(retouch(np.clip(sound[: utterance.samples], -1, 1), model.rate, utterance), model.rate)

    def _chosen(self, voice: Voice) -> tuple[Model, str]:
        """(model, speaker in it: "" for a cloned one, or for the only one)"""
        own = voice.engine == self.name
        if not own and not voice.cloned:
            raise BadInput(
                f"The voice {voice.name!r} is made for {voice.engine!r}. For coqui give a voice whose engine is coqui and whose "
                "base names a model, or a sample to clone.",
                f"音色 {voice.name!r} 属于引擎 {voice.engine!r}。"
                "使用 coqui 时，请给出 engine 为 coqui 且 base 指明模型的音色，或一段样本。",
            )
        base, _, speaker = (voice.base if own else "").partition("#")
        fallback, _, usual = self._default.partition("#")
        name = base or fallback
        if name not in self._models:
            self._models[name] = load(find(name), chosen(self.name))
        model = self._models[name]
        if voice.cloned:
            return model, ""
        _check_manner(voice)
        return model, speaker_of(model, speaker or ("" if base else usual))

    def _condition(self, model: Model, voice: Voice, speaker: str, language: str) -> Condition:
        if voice.reference is None:
            return condition(model, speaker, language)
        key = (model.key, hashlib.sha256(voice.reference.read_bytes()).hexdigest() if voice.reference.is_file() else "")
        if key not in self._clones:
            self._clones[key] = d_vector(model, voice.reference)  # measured once a sample
        return condition(model, speaker, language, self._clones[key])


def _word(index: int, model: Model, written: tuple[str, str], reading: str, lengths: Mapping[Owner, int], rate: float) -> Word:
    phonemes = tuple(
        Phoneme(sound.symbol, max(1, round(lengths[index, place] / rate)), sound.stress, sound.tone)
        for place, sound in enumerate(sounds(reading, phonetic=model.phonetic))
    )
    return Word(f"w{index + 1}", written[0], reading, phonemes, round(lengths.get((index, -1), 0) / rate), written[1])


def _check_manner(voice: Voice) -> None:
    """What a coqui voice cannot do yet is refused, not ignored. (A clone's pitch and timbre are in the sample itself.)"""
    asked = {
        "pitch": voice.pitch,
        "range": voice.range - 1,
        "tract": voice.tract - 1,
        "breath": voice.breath,
        "brightness": voice.brightness,
    }
    wrong = [name for name, value in asked.items() if value]
    if wrong:
        raise BadInput(
            f"The voice {voice.name!r} sets {', '.join(wrong)}, which the coqui engine cannot do yet. It takes base and rate.",
            f"音色 {voice.name!r} 设置了 {'、'.join(wrong)}，coqui 引擎尚不支持。可设 base 与 rate。",
        )
