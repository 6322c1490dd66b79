"""Pocket TTS behind the worker's protocol. https://github.com/kyutai-labs/pocket-tts (MIT, weights CC BY 4.0)

It has one model a language. A folder of one's own (STUDIO_POCKET_TTS_MODEL) holds config.yaml as Pocket TTS reads it, with the
weights and tokenizer that it names beside it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

_LANGUAGES = {
    "en": ("english", "alba"),
    "fr": ("french", "estelle"),
    "de": ("german", "juergen"),
    "it": ("italian", "giovanni"),
    "pt": ("portuguese", "rafael"),
    "es": ("spanish", "lola"),
    "nl": ("dutch", "daan"),
}
_FETCHED = os.environ.get("STUDIO_POCKET_TTS_LANGUAGES", "en").split(",")


class Engine:
    def load(self, model: str, device: str) -> dict[str, Any]:
        self.device = device or "cpu"
        self.config = os.path.join(model, "config.yaml")
        if not os.path.isfile(self.config):
            os.environ["HF_HOME"] = model or os.environ.get("SHENGYING_MODEL", "")
            self.config = ""
        self.models: dict[str, Any] = {}
        first = self._model(_FETCHED[0])
        return {
            "rate": first.sample_rate,
            "device": self.device,
            "capabilities": ["seed", "stream", *["clone"] * first.has_voice_cloning],
        }

    def voice(self, reference: str, transcript: str, base: str, language: str) -> Any:
        from pathlib import Path

        from pocket_tts.utils.utils import _ORIGINS_OF_PREDEFINED_VOICES as own  # type: ignore[import-not-found]

        model = self._model(language)
        if reference:
            if not model.has_voice_cloning:
                raise _refusal(
                    "these weights cannot clone; for those that can, accept the terms at huggingface.co/kyutai/pocket-tts"
                )
            return model, model.get_state_for_audio_prompt(Path(reference), truncate=True)
        name = base or _LANGUAGES.get(language.split("-")[0].lower(), ("", "alba"))[1]
        if name not in own:  # anything else would be taken for a file or an address
            raise _refusal(f"it has no voice {name!r}; it has {', '.join(sorted(own))}")
        try:
            return model, model.get_state_for_audio_prompt(name)
        except ValueError as error:  # weights of one's own have no ready voices
            raise _refusal(str(error)) from error

    def speak(self, text: str, voice: Any, language: str, seed: int, speed: float) -> Iterator[bytes]:
        import torch

        model, state = voice
        torch.manual_seed(seed)
        for chunk in model.generate_audio_stream(state, text):
            yield chunk.detach().cpu().float().numpy().astype("<f4").tobytes()

    def _model(self, language: str) -> Any:
        from pocket_tts import TTSModel  # type: ignore[import-not-found]

        short = language.split("-")[0].lower()
        if short not in _LANGUAGES and not self.config:
            raise _refusal(f"it does not speak {language!r}; it speaks {', '.join(_LANGUAGES)}")
        key = "" if self.config else short
        if key not in self.models:
            chosen = {"config": self.config} if self.config else {"language": _LANGUAGES[short][0]}
            self.models[key] = TTSModel.load_model(**chosen).to(self.device)
        return self.models[key]


def fetch(model: str, revision: str, folder: str) -> None:
    """The weights of the languages in STUDIO_POCKET_TTS_LANGUAGES ("en" alone, if it is not set) and one voice each."""
    os.environ["HF_HOME"] = folder
    from pocket_tts import TTSModel  # type: ignore[import-not-found]

    for language in _FETCHED:
        name, voice = _LANGUAGES[language.strip()]
        TTSModel.load_model(language=name).get_state_for_audio_prompt(voice)


def _refusal(message: str) -> Exception:
    from shengying_worker import BadInput  # type: ignore[import-not-found]

    return BadInput(message)
