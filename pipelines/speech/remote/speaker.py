"""The speaker whose sound comes from an engine in an environment of its own.

`plan` has the engine say the text and aligns what came: the timeline holds the engine's own times. `speak` takes that sound and
edits it as a recording is edited (lengths by PSOLA, pitch and loudness laid over): what nobody touched is the engine's own sound,
sample for sample.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import soundfile

from ...errors import BadInput
from ...media import Audio, read_audio
from ...timeline import Utterance
from ...voice import Voice
from . import environment, timed
from .models import check_folder, identity
from .process import Process, Said, VoiceRequest, process_for
from .saying import Spoken, say

_DEVICES = ("", "cpu", "cuda", "mps")


class RemoteSpeaker:
    """Speaker over an engine that `studio engines install` brought. Making one is cheap; its worker starts with the first `plan`.

    `name` is the engine's; "" for the one that STUDIO_WORKER names. STUDIO_DEVICE chooses cpu, cuda, cuda:1 or mps; STUDIO_<NAME>_MODEL
    (STUDIO_VOXCPM_MODEL) another folder of weights than the installed one.

    Raises EngineMissing, with the command that gets it, if the engine is not installed.
    """

    def __init__(self, name: str = "") -> None:
        name = name or os.environ.get("STUDIO_WORKER", "")
        if not name:
            raise BadInput(
                "Say which engine: STUDIO_WORKER=NAME. Installed: "
                + (", ".join(environment.installed_names()) or "none")
                + ".",
                "请指明引擎：STUDIO_WORKER=名称。已安装：" + ("、".join(environment.installed_names()) or "无") + "。",
            )
        self.name = name
        self._place = environment.require(name)
        self._recipe = environment.recipe_of(name)
        self._model = _model_of(name, self._place)
        own = dict(part.split("==") for part in self._place.packages if "==" in part).get(self._recipe.package, "")
        adapter = hashlib.sha256(self._recipe.adapter.read_bytes()).hexdigest()[:8]
        self.version = f"1; {name} {own}; {identity(Path(self._model)) if self._model else ''}; {adapter}"
        self.note = f"neural speech ({self._recipe.title_en})"
        self._lines = timed.Lines()

    def plan(self, text: str, voice: Voice, *, language: str = "", readings: Mapping[int, str] | None = None) -> Utterance:
        """Words and phonemes (IPA, by espeak-ng) with the times at which the engine said them, at its own rate.

        BadInput for a text that cannot be said, a voice or language that the engine lacks, and for `readings`, which it does not
        take; EngineFailed if it fails, or a sentence cannot be had in three tries.
        """
        timed.check_readings(self.name, readings)
        language = language or voice.language
        spoken = self._said(text, language, voice)
        return timed.planned(spoken, language, voice.name, rate=1.0 if self._takes_speed() else voice.pace)

    def speak(self, utterance: Utterance, voice: Voice) -> Audio:
        """Exactly `utterance.samples` samples: the engine's sound of the text, in the timeline's lengths, pitches and loudness.

        BadInput for a word that is to be read otherwise: the engine reads the text itself.
        """
        timed.check_unread(self.name, utterance)
        return timed.rendered(self._said(utterance.text, utterance.language, voice), utterance)

    def _said(self, text: str, language: str, voice: Voice) -> Spoken:
        timed.check_length(text)
        known = self._recipe.languages
        if known and not {language.lower(), language.lower().split("-")[0]} & set(known):
            raise BadInput(
                f"{self.name} does not speak {language!r}. It speaks: {', '.join(known)}.",
                f"{self.name} 不支持语言 {language!r}。支持：{'、'.join(known)}。",
            )
        wanted = self._voice(voice, language)
        process = self._process()
        facts = process.facts()
        speed = voice.pace if "speed" in facts.capabilities else 1.0
        if wanted.reference and "clone" not in facts.capabilities:
            raise BadInput(
                f"{self.name} cannot take a voice from a sample here. Accepted: one of its own voices (engine = {self.name!r}).",
                f"{self.name} 在此不能由样本得到音色。可用其自带的音色（engine = {self.name!r}）。",
            )

        def say_piece(piece: str, seed: int, longest: float) -> Said:
            return process.speak(piece, wanted, seed=seed, speed=speed, longest=longest / speed)

        key = (text, language, wanted.key, f"{speed:.6f}")
        return self._lines.get(key, lambda: say(text, language, facts.rate, self.name, say_piece))

    def _takes_speed(self) -> bool:
        return "speed" in self._process().facts().capabilities

    def _process(self) -> Process:
        device = os.environ.get("STUDIO_DEVICE", "")
        if device.split(":")[0] not in _DEVICES:
            raise BadInput(
                f"STUDIO_DEVICE is {device!r}. Accepted: cpu, cuda, cuda:1, mps.",
                f"STUDIO_DEVICE 为 {device!r}。可用：cpu、cuda、cuda:1、mps。",
            )
        return process_for(self._recipe, self._place, model=self._model, device=device)

    def _voice(self, voice: Voice, language: str) -> VoiceRequest:
        """The voice as the worker takes it: its sample, or one of the engine's own by name."""
        if voice.engine != self.name and not voice.cloned:
            raise BadInput(
                f"The voice {voice.name!r} is made for {voice.engine!r}. For {self.name} give a sample to clone, or a voice whose engine "
                f"is {self.name!r}.",
                f"音色 {voice.name!r} 属于引擎 {voice.engine!r}。使用 {self.name} 时，请给出要克隆的样本，或 engine 为 {self.name!r} 的音色。",
            )
        if not voice.cloned:
            _check_manner(voice, self.name)
        sample, transcript = (_wav(voice.reference), _transcript(voice.reference)) if voice.reference else ("", "")
        base = voice.base if voice.engine == self.name else ""
        digest = hashlib.sha256(Path(sample).read_bytes()).hexdigest() if sample else ""
        key = hashlib.sha256("\n".join((digest, transcript, base, language)).encode()).hexdigest()[:16]
        return VoiceRequest(key, sample, transcript, base, language)


def _check_manner(voice: Voice, engine: str) -> None:
    """What an engine's own voice cannot do is refused, not ignored. (A clone's pitch and timbre are in the sample itself.)"""
    usual = Voice(voice.name)
    manner = ("pitch", "range", "tract", "breath", "brightness", "roughness", "gain", "style", "timbre")
    wrong = [name for name in manner if getattr(voice, name, None) != getattr(usual, name, None)]
    if wrong:
        raise BadInput(
            f"The voice {voice.name!r} sets {', '.join(wrong)}, which {engine} cannot do. It takes base and rate.",
            f"音色 {voice.name!r} 设置了 {'、'.join(wrong)}，{engine} 不支持。可设 base 与 rate。",
        )


def _model_of(name: str, place: environment.Installed) -> str:
    """The folder of the weights, "" where the engine knows it. A folder with pickles is refused unless they were allowed."""
    variable = f"STUDIO_{name.upper().replace('-', '_').replace('.', '_')}_MODEL"
    folder = os.environ.get(variable) or place.model
    return str(check_folder(Path(folder), pickles=place.pickles)) if folder else ""


def _transcript(reference: Path) -> str:
    """What the sample says, if it is known: transcript.txt beside it."""
    path = reference.with_name("transcript.txt")
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def _wav(reference: Path) -> str:
    if not reference.is_file():
        raise BadInput(f"The voice's sample {reference} is not there.", f"找不到音色的样本 {reference}。")
    return _as_wav(str(reference), reference.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _as_wav(reference: str, _changed: int) -> str:
    """The sample as a mono 16-bit WAV file, which every engine reads; it goes with this program."""
    audio = read_audio(Path(reference)).mono()
    path = Path(_samples().name) / f"{hashlib.sha256(f'{reference} {_changed}'.encode()).hexdigest()[:16]}.wav"
    soundfile.write(str(path), audio.samples, audio.rate, subtype="PCM_16")
    return str(path)


@lru_cache(maxsize=1)
def _samples() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="shengying-samples-")


def voxcpm() -> RemoteSpeaker:
    return RemoteSpeaker("voxcpm")


def pocket_tts() -> RemoteSpeaker:
    return RemoteSpeaker("pocket-tts")
