"""What the page asks for, as one value; and the checks that need no engine."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from pipelines.direction import Direction
from pipelines.errors import BadInput
from pipelines.film.music import MOODS
from pipelines.images.painter import STYLES
from pipelines.script import NARRATOR
from pipelines.speech import voices

from .. import seen
from ..create import Request, check_language
from ..project import parse_size
from . import browser_files
from .texts import pair

MAX_CHARACTERS = 200_000
_NAMES_FILE = re.compile(r"\[\s*(image|clip|图片|视频)\s*[:：]", re.I)


@dataclass(frozen=True)
class Form:
    """The inputs of step 1. Files are paths that came through the browser, "" for none."""

    brief: str = ""
    portrait: str = ""
    voice: str = ""
    size: str = "1080x1920"
    language: str = ""
    seconds: float = 60
    style: str = ""
    music: str = ""
    music_file: str = ""
    subtitles: str = "burn"
    fps: int = 25
    emotion: str = "neutral"
    lively: float = 1.0

    @property
    def writing(self) -> tuple[Any, ...]:
        """What the script comes from: if it changes, another film begins."""
        return self.brief.strip(), self.language, float(self.seconds)


FIELDS: tuple[str, ...] = tuple(field.name for field in fields(Form))
_FILES = ("portrait", "music_file")
_NUMBERS = {"seconds": 0.0, "fps": 25, "lively": 1.0}
LIVELINESS = {"still": 0.3, "calm": 0.6, "natural": 1.0, "lively": 1.5}
"""How much of all that a presenter moves beside mouth and lids, by name."""
_DEGREE = 0.7  # of an emotion: what a person who speaks to others shows of it


def from_values(values: Sequence[Any]) -> Form:
    """The form of the page's components, in the order of FIELDS."""
    given = dict(zip(FIELDS, values, strict=True))
    for name in _FILES:
        given[name] = browser_files.accepted(str((given[name] or {}).get("path", ""))) if isinstance(given[name], dict) else ""
    for name in FIELDS:
        if name not in (*_FILES, *_NUMBERS):
            given[name] = str(given[name] or "")
    for name, usual in _NUMBERS.items():
        given[name] = type(usual)(usual if given[name] in (None, "") else given[name])
    return Form(**given)


def from_dict(values: Mapping[str, Any]) -> Form:
    return Form(**{key: value for key, value in values.items() if key in FIELDS})


def to_dict(form: Form) -> dict[str, Any]:
    return asdict(form)


def check(form: Form) -> Form:
    """The form itself; BadInput, in the page's own words, for what could not become a film."""
    if not any(character.isalnum() for character in form.brief):
        raise BadInput(*pair("notice.empty"))
    if len(form.brief) > MAX_CHARACTERS:
        raise BadInput(*pair("notice.long", n=f"{len(form.brief):,}"))
    if any(_NAMES_FILE.match(row.strip()) for row in form.brief.splitlines()):
        raise BadInput(*pair("notice.files"))
    for chosen, known in ((form.voice, ("", *voices.names())), (form.music, ("", "file", *MOODS)), (form.style, ("", *STYLES))):
        if chosen not in known:
            raise BadInput(*pair("notice.choice", name=repr(chosen)))
    if form.music == "file" and not form.music_file:
        raise BadInput(*pair("notice.no_music"))
    if form.language:
        check_language(form.language)
    parse_size(form.size)
    if form.portrait:
        seen.avatar(Path(form.portrait))
    return form


def direction(form: Form) -> Direction:
    """How the presenter acts: one slider for all that moves beside the mouth and the lids."""
    lively = form.lively
    emotion = form.emotion or "neutral"
    return Direction(emotion, _DEGREE, head=lively, gaze=lively, brows=lively, gesture=lively)


def request(form: Form, brief: Path) -> Request:
    """What `studio.create` is asked for. The text is read from the file `brief`, so that no text is taken for a path."""
    choices = {
        "size": parse_size(form.size),
        "fps": form.fps,
        "seconds": form.seconds,
        "style": form.style,
        "subtitles": form.subtitles,
        "direction": direction(form),
    }
    return Request(
        brief=str(brief),
        portrait=Path(form.portrait) if form.portrait else None,
        voices={NARRATOR: form.voice} if form.voice else {},
        language=form.language,
        music=form.music_file if form.music == "file" else form.music,
        choices=choices,
    )
