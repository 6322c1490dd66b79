"""The person's own voices on the page: renamed, deleted, given away, taken in."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from pipelines.errors import BadInput
from pipelines.speech import voices
from pipelines.speech.design import archive
from pipelines.voice import OWN, Voice

from .. import manner, own_voices
from . import browser_files, voices_sound
from .notices import answered
from .texts import pair


def named(title: object) -> str:
    """The name of a new voice that a person calls so. BadInput for none, and for one that is taken."""
    called = str(title or "").strip()
    if not any(letter.isalnum() for letter in called):
        raise BadInput(*pair("voices.no_name"))
    name = own_voices.slug(called)
    if name in voices.names():
        raise BadInput(*pair("voices.exists", name=called))
    return name


@answered
def rename_voice(asked: dict[str, Any]) -> dict[str, Any]:
    """{"voice", "title"}: the voice under another name."""
    old = voices.check_name(str(asked.get("voice", "")))
    title = str(asked.get("title", "")).strip()
    if own_voices.slug(title) != old or not own_voices.is_own(old):
        named(title)
    return {"name": own_voices.retitled(old, title).name, "title": title}


def manner_of(voice: Voice) -> float | None:
    """How much of its sample's manner a voice of the person's own keeps, from 0; None for one that has no such manner."""
    if voice.own is None or not own_voices.is_own(voice.name):
        return None
    return voice.degree if voice.style == OWN else 0.0


@answered
def set_manner(asked: dict[str, Any]) -> dict[str, Any]:
    """{"voice", "manner"}: a cloned voice with so much of its sample's manner, and its sentence said so."""
    turned = manner.turned(str(asked.get("voice", "")), float(asked.get("manner") or 0))
    return {"manner": turned.degree, "sound": voices_sound.kept(turned)}


@answered
def films_of(asked: dict[str, Any]) -> dict[str, Any]:
    """The titles of the films that a voice speaks in."""
    return {"films": [film.title for film in own_voices.films(voices.check_name(str(asked.get("voice", ""))))]}


@answered
def delete_voice(asked: dict[str, Any]) -> dict[str, Any]:
    """Delete one of the person's own voices; the titles of the films that it spoke in come back."""
    return {"films": [film.title for film in own_voices.delete(str(asked.get("voice", "")))]}


@answered
def export_voice(asked: dict[str, Any]) -> dict[str, Any]:
    """A voice as a .zip, in base64."""
    voice = voices.load(voices.check_name(str(asked.get("voice", ""))))
    return {"zip": base64.b64encode(archive.packed(voice)).decode("ascii"), "file": f"{voice.name}.zip"}


@answered
def import_voice(asked: dict[str, Any]) -> dict[str, Any]:
    """The voice of a .zip that came through the browser, among the person's own: {"path"}."""
    path = Path(browser_files.accepted(str(asked.get("path", ""))))
    name = archive.name_in(path)
    if name in voices.names():
        name = own_voices.free_name(name)
    return {"name": archive.unpacked(path, voices.user_folder(), name=name).name}


FUNCTIONS = (rename_voice, set_manner, films_of, delete_voice, export_voice, import_voice)
