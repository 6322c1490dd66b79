"""Sounds for the voices' panel: a voice's sentence, an unsaved voice's, a sample's."""

from __future__ import annotations

from pipelines.errors import BadInput
from pipelines.media import read_audio
from pipelines.voice import Voice

from .. import auditions
from .texts import pair
from .timeline_desk import sent

LONGEST = 200  # characters that are heard at a time


def checked(text: object) -> str:
    """The sentence itself; BadInput for one that would take long to say."""
    said = str(text or "").strip()
    if len(said) > LONGEST:
        raise BadInput(*pair("voices.long_text", n=LONGEST))
    return said


def kept(voice: Voice, text: str = "") -> dict[str, str]:
    """The voice's sentence, from the person's cache or made for it."""
    return sent(read_audio(auditions.preview(voice, text)))


def unkept(voice: Voice, text: str = "") -> dict[str, str]:
    """The sentence said by a voice that is still being designed."""
    return sent(auditions.spoken(voice, text))
