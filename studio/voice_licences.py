"""The licence of a neural engine, kept in voice.toml of the cloned voices that it speaks."""

from __future__ import annotations

from dataclasses import replace

from pipelines.speech import licences, voices
from pipelines.voice import Voice

from .notes import Note, show


def kept(voice: Voice, engine: str) -> Voice:
    """`voice` with the licence of `engine`, which is told and written into its folder the first time. A library voice stays as it is."""
    found = licences.of(engine)
    if found is None or voice.reference is None or found.line in voice.licence:
        return voice
    place = voice.reference.parent
    if not found.paid:
        show([Note("", f"{voice.name} is spoken by {found.line}.", f"{voice.name} 由以下引擎说话：{found.line_zh}。")])
    if not (place / voices.VOICE_FILE).is_file() or place.name != voice.name:
        return voice
    lines = (*(line for line in voice.licence if not line.startswith(f"{engine}: ")), found.line)
    return voices.save(replace(voice, licence=lines), place.parent, force=True)
