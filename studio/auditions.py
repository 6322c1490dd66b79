"""A voice heard: a sentence said by it, made once and kept in the person's cache, a folder for each voice."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from pipelines import engines
from pipelines.files import output_error, user_cache
from pipelines.media import Audio, write_audio
from pipelines.speech import xtts_models
from pipelines.speech.design import languages
from pipelines.voice import Voice

from .store import Takes, key_of
from .voice_keys import voice_key


def preview(voice: Voice, text: str = "") -> Path:
    """A .wav of the voice saying `text`, or a sentence in its language; made once and kept in the person's cache."""
    said, spoken_in = _words(voice, text)
    engine = engines.load("speaker", voice.engine)
    folder = _folder(voice)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, folder) from error
    key = key_of("preview", voice.engine, engine.version, said, spoken_in, voice_key(voice))
    return Takes(folder).make(key, ".wav", lambda path: write_audio(path, spoken(voice, text)))


def spoken(voice: Voice, text: str = "") -> Audio:
    """The voice saying `text`, or a sentence in its language; nothing is kept."""
    said, spoken_in = _words(voice, text)
    engine = engines.load("speaker", voice.engine)
    return engine.speak(engine.plan(said, voice, language=spoken_in), voice)


def forget(voice: Voice) -> None:
    """Remove what is kept of the voice: its previews, and what a neural engine measured of its sample."""
    shutil.rmtree(_folder(voice), ignore_errors=True)
    if voice.reference is not None:
        with suppress(OSError):
            xtts_models.forget(voice.reference, user_cache("latents"))


def _words(voice: Voice, text: str) -> tuple[str, str]:
    """(what is said, its language)."""
    known = languages.nearest(voice.language)
    if text.strip():
        return text.strip(), voice.language
    return (known.sentence, voice.language) if known else (languages.table()["en-GB"].sentence, "en")


def _folder(voice: Voice) -> Path:
    return user_cache("previews", key_of("voice", voice_key(voice)))
