"""Who can present: the drawn characters, with small pictures of them, and a person's own made from parts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipelines.avatar.drawn import catalogue
from pipelines.avatar.drawn.animator import DrawnAnimator, avatar_of
from pipelines.character import CHOICES, CLOTH, COLOURS, Character, from_dict, to_dict
from pipelines.errors import BadInput

from .. import own_voices
from . import browser_files, pictures, stills, tile
from .notices import answered
from .texts import TEXTS, pair, t

FILTERS = ("style", "age", "hair", "clothes")
PAGE = 24
_STILL = (420, 420)


def part_title(value: str, lang: str) -> str:
    """What a part's value is called; the value itself where nobody has named it."""
    key = f"character.{value}"
    return t(key, lang) if key in TEXTS else value


def parts(lang: str) -> list[list[Any]]:
    """[part, its title, [[title, value], …]] of all that a character is made of."""
    choices = {part: CHOICES[part] if part in CHOICES else tuple(CLOTH) for part in (*CHOICES, *COLOURS)}
    return [
        [part, t(f"character_part.{part}", lang), [[part_title(value, lang), value] for value in accepted]]
        for part, accepted in choices.items()
    ]


def beginning() -> dict[str, str]:
    """The parts that somebody who draws their own begins with: the first of the catalogue."""
    return _parts_of(next(iter(catalogue.built_in().values())))


def _parts_of(one: Character) -> dict[str, str]:
    return {part: getattr(one, part) for part in (*CHOICES, *COLOURS)}


@answered
def find_presenters(asked: dict[str, Any]) -> dict[str, Any]:
    """A page of the drawn presenters with these parts: {"parts": {"style": "soft"}, "mine", "page"}."""
    lang, own = str(asked.get("lang", "en")), set(catalogue.own_names())
    wanted = {part: value for part, value in dict(asked.get("parts") or {}).items() if part in FILTERS and value}
    found = [
        one
        for one in catalogue.everyone()[0]
        if all(getattr(one, part) == value for part, value in wanted.items()) and (not asked.get("mine") or one.name in own)
    ]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(int(asked.get("page", 0)), 0), pages - 1)
    rows = [{"name": one.name, "title": one.title(lang), "own": one.name in own} for one in found[page * PAGE :][:PAGE]]
    return {"rows": rows, "total": len(found), "page": page, "pages": pages}


@answered
def faces_of(asked: dict[str, Any]) -> dict[str, Any]:
    """The addresses of small pictures of {"names"}."""
    names = [str(name) for name in list(asked.get("names") or [])[:PAGE]]
    return {"pictures": {name: browser_files.url(stills.small(catalogue.load(name))) for name in names}}


@answered
def take_presenter(asked: dict[str, Any]) -> dict[str, Any]:
    """The portrait tile's value for {"name"}."""
    return {"portrait": tile.value(str(stills.description(catalogue.load(str(asked.get("name", ""))))))}


@answered
def character_of(asked: dict[str, Any]) -> dict[str, Any]:
    """What {"name"} is made of, part by part."""
    one = catalogue.load(str(asked.get("name", "")))
    return {"parts": _parts_of(one), "title": one.title(str(asked.get("lang", "en")))}


@answered
def draw_character(asked: dict[str, Any]) -> dict[str, Any]:
    """A picture of a character of {"parts"}, as an address that holds it."""
    return {"picture": pictures.sent(DrawnAnimator().rest(avatar_of(_character(asked, "anyone")), size=_STILL))}


@answered
def keep_character(asked: dict[str, Any]) -> dict[str, Any]:
    """A character of {"parts"} among the person's own, called {"title"}; the portrait tile's value comes back."""
    title = str(asked.get("title", "")).strip()
    if not any(letter.isalnum() for letter in title):
        raise BadInput(*pair("presenters.no_name"))
    name = own_voices.slug(title)[:40]
    if name in catalogue.names():
        raise BadInput(*pair("presenters.exists", name=title))
    made = replace(_character(asked, name), title_en=title[:80], title_zh=title[:80])
    catalogue.save(made)
    return {"name": name, "portrait": tile.value(str(stills.description(made)))}


@answered
def delete_character(asked: dict[str, Any]) -> dict[str, Any]:
    """Delete one of the person's own: {"name"}. Films that it presents keep it."""
    name = str(asked.get("name", ""))
    if name not in catalogue.own_names():
        raise BadInput(*pair("presenters.not_own"))
    (catalogue.user_folder() / f"{name}.toml").unlink()
    return {}


def _character(asked: dict[str, Any], name: str) -> Character:
    given = {part: str(value) for part, value in dict(asked.get("parts") or {}).items() if value}
    return from_dict({**to_dict(from_dict({"name": name})), **given, "name": name})


FUNCTIONS = (find_presenters, faces_of, take_presenter, character_of, draw_character, keep_character, delete_character)
