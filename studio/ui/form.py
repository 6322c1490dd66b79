"""What the page asks for, as one value; and the checks that need no engine."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from pipelines.direction import Direction
from pipelines.errors import BadInput
from pipelines.film import hardware
from pipelines.film.caption_styles import DESIGNS
from pipelines.film.logo import LARGEST, PLACES, SMALLEST
from pipelines.film.music import MOODS
from pipelines.film.platforms import LOUDNESS, PLATFORMS
from pipelines.film.transitions import TRANSITIONS
from pipelines.images.painter import STYLES
from pipelines.media import read_picture
from pipelines.script import NARRATOR
from pipelines.speech import voices

from .. import bookends, publishing, seen
from ..create import Request
from ..project import parse_size
from ..spoken import check_language
from . import acting, browser_files, engine_choices
from .texts import pair

MAX_CHARACTERS = 200_000
_NAMES_FILE = re.compile(r"\[\s*(image|clip|图片|视频)\s*[:：]", re.I)


@dataclass(frozen=True)
class Form:
    """The inputs of step 1. Files are paths that came through the browser, "" for none.

    loudness  LUFS as text, "" as the platform wants it; `cuts`: "beat" cuts from scene to scene on the music's beats
    """

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
    subtitle_style: str = "clean"
    transition: str = "dissolve"
    fps: int = 25
    platform: str = ""
    loudness: str = ""
    cuts: str = ""
    encoder: str = "x264"
    logo: str = ""
    logo_place: str = "tr"
    logo_size: float = 0.08
    intro: str = ""
    outro: str = ""
    writer: str = engine_choices.USUAL["writer"]
    speaker: str = engine_choices.USUAL["speaker"]
    painter: str = engine_choices.USUAL["painter"]
    acting: Mapping[str, Any] = field(default_factory=dict)

    @property
    def writing(self) -> tuple[Any, ...]:
        """What the script comes from: if it changes, another film begins."""
        return self.brief.strip(), self.language, float(self.seconds), self.writer


FIELDS: tuple[str, ...] = tuple(one.name for one in fields(Form))
LOOKS = ("logo", "intro", "outro")
_FILES = ("portrait", "music_file", *LOOKS)
_USUAL = {str(kind): name for kind, name in engine_choices.USUAL.items()}
_NUMBERS = {"seconds": 0.0, "fps": 25, "logo_size": 0.08}


def from_values(values: Sequence[Any]) -> Form:
    """The form of the page's components, in the order of FIELDS."""
    given = dict(zip(FIELDS, values, strict=True))
    for name in _FILES:
        given[name] = browser_files.accepted(str((given[name] or {}).get("path", ""))) if isinstance(given[name], dict) else ""
    for name in FIELDS:
        if name not in (*_FILES, *_NUMBERS, "acting"):
            given[name] = str(given[name] or _USUAL.get(name, ""))
    for name, usual in _NUMBERS.items():
        given[name] = type(usual)(usual if given[name] in (None, "") else given[name])
    panel = given["acting"] if isinstance(given["acting"], dict) else {}
    given["acting"] = acting.checked(panel.get("acting"))
    return Form(**given)


def from_dict(values: Mapping[str, Any]) -> Form:
    found = {key: value for key, value in values.items() if key in FIELDS}
    if "emotion" in values:  # kept before the presenters' panel
        found["acting"] = acting.of_liveliness(str(values["emotion"]), float(values.get("lively", 1.0)))
    return Form(**found)


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
    for chosen, known in ((form.voice, ("", *voices.names())), (form.music, ("", "file", *MOODS)), (form.style, ("", *STYLES)),
                          (form.platform, ("", *PLATFORMS)), (form.subtitle_style, tuple(DESIGNS)), (form.transition, TRANSITIONS),
                          (form.loudness, ("", *(f"{level:g}" for level in LOUDNESS))), (form.cuts, ("", "beat")),
                          (form.encoder, hardware.ENCODERS), (form.logo_place, tuple(PLACES))):  # fmt: skip
        if chosen not in known:
            raise BadInput(*pair("notice.choice", name=repr(chosen)))
    if not SMALLEST <= form.logo_size <= LARGEST:
        raise BadInput(*pair("notice.choice", name=f"{form.logo_size:g}"))
    if form.music == "file" and not form.music_file:
        raise BadInput(*pair("notice.no_music"))
    if form.cuts and not form.music:
        raise BadInput(*pair("notice.no_beats"))
    hardware.chosen(form.encoder)
    for kind in engine_choices.USUAL:
        engine_choices.check(kind, getattr(form, kind))
    _check_looks(form)
    if form.language:
        check_language(form.language)
    parse_size(form.size)
    if form.portrait:
        seen.avatar(Path(form.portrait), form.acting.get("face"))
    return form


def _check_looks(form: Form) -> None:
    """BadInput, under the file's own name, for a logo, an intro or an outro that cannot be shown."""
    for name in LOOKS:
        path = Path(getattr(form, name))
        try:
            if getattr(form, name):
                read_picture(path) if name == "logo" else bookends.check(path)
        except BadInput as error:
            raise BadInput(error.en.replace(str(path), path.name), error.zh.replace(str(path), path.name)) from error


def published(form: Form) -> dict[str, Any]:
    """The platform that the film is made for, and the loudness it wants."""
    chosen = publishing.choices(form.platform, None, None, float(form.loudness) if form.loudness else None)
    return {"platform": form.platform, "loudness": chosen["loudness"]}


def looks(form: Form) -> dict[str, Any]:
    """How the film looks, apart from the files that it shows."""
    return {
        "size": parse_size(form.size),
        "fps": form.fps,
        **published(form),
        "style": form.style,
        "subtitles": form.subtitles,
        "subtitle_style": form.subtitle_style,
        "transition": form.transition,
        "on_beat": form.cuts == "beat",
        "encoder": form.encoder,
        **{kind: getattr(form, kind) for kind in engine_choices.USUAL},
        "logo_place": form.logo_place,
        "logo_size": form.logo_size,
        "direction": direction(form),
        "face": form.acting.get("face") if form.portrait else None,
        "zoom": form.acting.get("zoom", 1.0),
    }


def direction(form: Form) -> Direction:
    """How the presenter acts."""
    return acting.direction(form.acting)


def request(form: Form, brief: Path) -> Request:
    """What `studio.create` is asked for. The text is read from the file `brief`, so that no text is taken for a path."""
    choices = {**looks(form), "seconds": form.seconds, "matte": acting.matte(form.acting) if form.portrait else ""}
    return Request(
        brief=str(brief),
        portrait=Path(form.portrait) if form.portrait else None,
        voices={NARRATOR: form.voice} if form.voice else {},
        language=form.language,
        music=form.music_file if form.music == "file" else form.music,
        choices=choices,
        looks={name: Path(getattr(form, name)) for name in LOOKS if getattr(form, name)},
    )
