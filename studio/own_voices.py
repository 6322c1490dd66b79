"""A person's own voices: named, renamed, deleted, and which films are spoken by one."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipelines import timeline
from pipelines.errors import BadInput, StudioError
from pipelines.files import output_error
from pipelines.speech import voices
from pipelines.speech.delivery import voices_of
from pipelines.voice import Voice

from . import auditions, films_home, shelf, voice_films
from .project import Project
from .store import Store


@dataclass(frozen=True)
class Used:
    """A film that a voice speaks in: its id among the person's films, or its project's folder."""

    film: str
    title: str


def is_own(name: str) -> bool:
    """Whether the voice lies in the person's own folder."""
    return _place(name) is not None


def names() -> set[str]:
    """The person's own voices."""
    return {*voices.places((voices.user_folder(),))}


def slug(title: str) -> str:
    """What a voice that a person calls `title` is named: "My voice" → "My-voice"."""
    return re.sub(r"\.{2,}", ".", re.sub(r"[^\w.-]+", "-", title.strip())).strip("-.")[:36] or "voice"


def free_name(title: str) -> str:
    """A name for a voice called `title` that no voice has: "My-voice", "My-voice-2", …"""
    stem = slug(title)
    taken = voices.names()
    return next(
        name for number in range(1, len(taken) + 2) if (name := stem if number == 1 else f"{stem}-{number}") not in taken
    )


def rename(name: str, new: str, *, force: bool = False) -> Voice:
    """The voice under its new name, in the films that it speaks in too; one of the library's is copied. Its title follows if it was
    the name."""
    voice = voices.load(name)
    titles: dict[str, Any] = {key: new for key in ("title_en", "title_zh") if getattr(voice, key) == name}
    saved = voices.save(replace(voice, name=voices.check_name(new), **titles), voices.user_folder(), force=force)
    own = voices.user_folder() / name
    if (own / voices.VOICE_FILE).is_file() and own != voices.user_folder() / new:
        for film in films(name):
            _recast(film.film, name, new)
        auditions.forget(voice)
        _remove(own)
    shelf.renamed(name, new)
    return saved


def retitled(name: str, title: str) -> Voice:
    """The person's own voice under another title, and the name that follows from it."""
    new = slug(title)
    saved = rename(name, new) if new != name else voices.load(name)
    return voices.save(replace(saved, title_en=title, title_zh=title), voices.user_folder(), force=True)


def delete(name: str) -> tuple[Used, ...]:
    """Remove the person's own voice and what is kept of its sound. It is gone at once; the films that it spoke in come back.

    BadInput for a voice of the program's own.
    """
    voices.check_name(name)
    place = _place(name)
    if place is None:
        voices.load(name)  # says so if there is none at all
        raise BadInput(f"The voice {name!r} is the program's own. Only your own voices can be deleted.",
                       f"声音 {name!r} 是程序自带的，只能删除你自己的声音。")  # fmt: skip
    used = films(name)
    with suppress(BadInput):
        auditions.forget(voices.read(place))
    _remove(place)
    shelf.drop(name)
    return used


def films(name: str) -> tuple[Used, ...]:
    """The films that a voice speaks in, a line or a word; one that cannot be read is passed over."""
    found = []
    here = {film: films_home.store(film).folder for film in films_home.ids()}
    known = {place.resolve() for place in here.values()}
    here |= {str(place): place for place in voice_films.noted() if place.resolve() not in known}
    for film, place in here.items():
        with suppress(StudioError):
            project = Store(place).load()
            if name in _voices(project):
                found.append(Used(film, project.script.title or film))
    return tuple(found)


def _voices(project: Project) -> set[str]:
    said = [timeline.from_dict(speech) for speech in project.speech.values()]
    return {*project.choices.voices.values(), *(name for one in said for name in voices_of(one))}


def _recast(film: str, old: str, new: str) -> None:
    """The film with another voice wherever it had the old one."""
    store = Store(Path(film)) if Path(film).is_absolute() else films_home.store(film)
    project = store.load()
    given = {speaker: new if voice == old else voice for speaker, voice in project.choices.voices.items()}
    choices = project.choices.model_copy(update={"voices": given})
    store.save(project.model_copy(update={"choices": choices, "speech": _renamed(project.speech, old, new)}))


def _renamed(value: Any, old: str, new: str) -> Any:
    """A JSON value with another name wherever it names the voice."""
    if isinstance(value, dict):
        return {key: new if key == "voice" and one == old else _renamed(one, old, new) for key, one in value.items()}
    return [_renamed(one, old, new) for one in value] if isinstance(value, list | tuple) else value


def _place(name: str) -> Path | None:
    return voices.places((voices.user_folder(),)).get(name)


def _remove(place: Path) -> None:
    """Remove a voice: what cannot be removed is no voice any more all the same."""
    gone = place.with_name(f".{place.name}.{os.getpid()}.old")
    try:
        os.rename(place, gone)
    except OSError as error:
        raise output_error(error, place) from error
    if gone.is_dir():
        shutil.rmtree(gone, ignore_errors=True)
    else:
        gone.unlink(missing_ok=True)
