"""The neural speaker for cloning in 17 languages: XTTS-v2 of coqui-tts (Casanova et al. 2024), in this process.

An XTTS tells no times. What it says is aligned, checked against the text and said again where it went wrong (`remote.saying`); the
timeline edits that sound as it edits a recording.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

import numpy as np

from ..engines import require
from ..errors import BadInput
from ..files import user_cache
from ..media import Audio
from ..timeline import Utterance
from ..torch_device import chosen
from ..voice import Voice
from . import xtts_models
from .coqui_models import find, identity
from .remote import timed
from .remote.process import Said
from .remote.saying import Spoken, say
from .xtts_models import Latents, Model

_CHUNK = 20  # tokens of sound, of 46 ms each, that a stream gives at a time


class XttsSpeaker:
    """Speaker over an XTTS. Making one is cheap; the model is loaded by the first `plan` and kept.

    Which model: STUDIO_XTTS_MODEL, a folder (config.json, model.pth, vocab.json) or a name of coqui's list; XTTS-v2 if it is not set. A
    voice with a `reference` is cloned; one whose engine is "xtts" names a speaker of the model in `base`. STUDIO_DEVICE chooses cuda or cpu;
    on cuda it runs in half precision unless STUDIO_HALF=0. XTTS-v2's licence (CPML) forbids commercial use.

    Raises EngineMissing if TTS or torch is not installed.
    """

    name = "xtts"
    note = "neural speech (XTTS-v2; CPML: no commercial use)"

    def __init__(self) -> None:
        require(("TTS", "torch"), what="speaker 'xtts'", extra="neural")
        self._name = os.environ.get("STUDIO_XTTS_MODEL", "") or xtts_models.USUAL
        folder = Path(self._name).expanduser()
        own = identity(folder) if folder.is_dir() else ""
        self.version = f"1; coqui-tts {package_version('coqui-tts')}; {self._name} {own}".rstrip()
        self._model: Model | None = None
        self._lines = timed.Lines()

    def plan(self, text: str, voice: Voice, *, language: str = "", readings: Mapping[int, str] | None = None) -> Utterance:
        """Words and phonemes (IPA, by espeak-ng) with the times at which the model said them, at its own rate.

        BadInput for a text that cannot be said, a language or speaker that it lacks, and for `readings`, which it does not take;
        EngineFailed if a sentence cannot be had in three tries.
        """
        timed.check_readings(self.name, readings)
        language = language or voice.language
        return timed.planned(self._said(text, language, voice), language, voice.name)

    def speak(self, utterance: Utterance, voice: Voice) -> Audio:
        """Exactly `utterance.samples` samples: the model's sound of the text, in the timeline's lengths, pitches and loudness."""
        timed.check_unread(self.name, utterance)
        return timed.rendered(self._said(utterance.text, utterance.language, voice), utterance)

    def stream(self, text: str, voice: Voice, *, language: str = "", seed: int = 0) -> Iterator[Audio]:
        """The text in pieces of about a second as the model makes them, unchecked: to be heard at once, not to be edited."""
        model = self._ready()
        code = _language(model, language or voice.language)
        own = self._latents(model, voice)
        with _seeded(seed, model.device), _precision(model):
            for chunk in model.xtts.inference_stream(
                text, code, *_tensors(own), stream_chunk_size=_CHUNK, speed=voice.pace, **_tuning(model)
            ):
                yield Audio(_sound(chunk.float().cpu().numpy()), model.rate)

    def _said(self, text: str, language: str, voice: Voice) -> Spoken:
        timed.check_length(text)
        model = self._ready()
        code = _language(model, language)
        own = self._latents(model, voice)

        def say_piece(piece: str, seed: int, longest: float) -> Said:
            with _seeded(seed, model.device), _precision(model):
                made = model.xtts.inference(piece, code, *_tensors(own), speed=voice.pace, **_tuning(model))
            sound = _sound(np.asarray(made["wav"], np.float32))
            return Said(sound, len(sound) > longest * model.rate)

        key = (text, language, own.key, f"{voice.pace:.6f}")
        return self._lines.get(key, lambda: say(text, language, model.rate, self.name, say_piece))

    def _ready(self) -> Model:
        if self._model is None:
            self._model = xtts_models.load(find(self._name), chosen("xtts"))
        return self._model

    def _latents(self, model: Model, voice: Voice) -> Latents:
        if voice.engine != self.name and not voice.cloned:
            raise BadInput(
                f"The voice {voice.name!r} is made for {voice.engine!r}. For xtts give a sample to clone, or a voice whose engine is xtts.",
                f"音色 {voice.name!r} 属于引擎 {voice.engine!r}。使用 xtts 时，请给出要克隆的样本，或 engine 为 xtts 的音色。",
            )
        return xtts_models.latents(model, voice, voice.base if voice.engine == self.name else "", user_cache("latents"))


def _language(model: Model, wish: str) -> str:
    """The language as the model names it; BadInput naming those it speaks."""
    for code in (wish.lower(), wish.lower().split("-")[0], {"zh": "zh-cn"}.get(wish.lower().split("-")[0], "")):
        if code in model.languages:
            return code
    raise BadInput(
        f"XTTS does not speak {wish!r}. It speaks: {', '.join(model.languages)}.",
        f"XTTS 不支持语言 {wish!r}。支持：{'、'.join(model.languages)}。",
    )


def _tensors(own: Latents) -> tuple[Any, Any]:
    import torch

    return torch.from_numpy(own.prompt), torch.from_numpy(own.vector)


def _tuning(model: Model) -> dict[str, Any]:
    """The sampling that the model's makers chose for it."""
    config = model.xtts.config
    return {key: config[key] for key in ("temperature", "length_penalty", "repetition_penalty", "top_k", "top_p")}


def _precision(model: Model) -> AbstractContextManager[Any]:
    import torch

    return torch.autocast("cuda", torch.float16) if model.half and os.environ.get("STUDIO_HALF") != "0" else nullcontext()


@contextmanager
def _seeded(seed: int, device: str) -> Iterator[None]:
    """The model's chances drawn from `seed`; those of the program go on as they were."""
    import torch

    with torch.random.fork_rng(devices=[device] if device.startswith("cuda") else []):
        torch.manual_seed(seed)
        yield


def _sound(samples: np.ndarray) -> np.ndarray:
    return np.clip(np.nan_to_num(samples.reshape(-1)), -1, 1).astype(np.float32)
