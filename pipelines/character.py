"""Who a drawn presenter is: a face, hair, clothes and a drawing style as one small value that a TOML file holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from .errors import BadInput

CHOICES: dict[str, tuple[str, ...]] = {
    "style": ("soft", "comic", "paper", "ink"),
    "face": ("oval", "round", "square", "heart", "long", "diamond"),
    "age": ("young", "adult", "old"),
    "build": ("slim", "broad"),
    "skin": ("1", "2", "3", "4", "5", "6", "7", "8"),
    "eyes": ("round", "almond", "narrow", "hooded", "wide", "soft"),
    "iris": ("brown", "dark", "hazel", "green", "blue", "grey"),
    "brows": ("soft", "straight", "arched", "thick", "thin"),
    "nose": ("button", "straight", "broad", "aquiline"),
    "lips": ("thin", "medium", "full"),
    "lipstick": ("none", "rose", "red", "plum", "coral"),
    "lashes": ("short", "long"),
    "ears": ("small", "large"),
    "hair": (
        "bald", "buzz", "receding", "crop", "sidepart", "quiff", "slick", "curls", "afro", "locs", "pixie", "bob", "fringe",
        "long", "wavy", "curly", "ponytail", "bun", "chignon", "braids",
    ),
    "hair_colour": (
        "black", "espresso", "brown", "chestnut", "auburn", "red", "sandy", "blonde", "grey", "silver", "white", "blue", "pink",
        "teal",
    ),
    "beard": ("none", "stubble", "moustache", "goatee", "short", "full"),
    "glasses": ("none", "round", "square", "half", "cat"),
    "headwear": ("none", "hijab", "cap", "beanie", "headband", "beret", "turban", "toque", "helmet"),
    "earrings": ("none", "stud", "hoop", "drop"),
    "marks": ("none", "freckles", "mole", "dimples"),
    "clothes": (
        "suit", "blazer", "shirt", "tshirt", "sweater", "turtleneck", "hoodie", "labcoat", "scrubs", "apron", "qipao", "tang",
        "dress", "cardigan", "waistcoat", "overalls",
    ),
}  # fmt: skip
"""What each part may be."""

CLOTH: dict[str, str] = {
    "navy": "#2c3c61", "ink": "#262b3d", "charcoal": "#454c58", "slate": "#64758a", "forest": "#2f6153", "sage": "#8fa88d",
    "olive": "#6f7242", "mustard": "#dba43c", "terracotta": "#c96d4c", "brick": "#a8453b", "wine": "#7d3046", "rose": "#d98792",
    "blush": "#ecc3ba", "lilac": "#a895cc", "plum": "#5f3f6b", "teal": "#2c7d7d", "sky": "#7db1d9", "cream": "#f1e6d3",
    "white": "#f6f4ef", "sand": "#d6c1a0", "brown": "#7a5540", "orange": "#e58a3c", "mint": "#a9d3bf", "cobalt": "#3a63b8",
}  # fmt: skip
"""The colours of clothes, headwear and backdrops by name; `#rrggbb` is taken too."""

COLOURS = ("cloth", "accent", "headwear_colour", "backdrop")
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_NAME = re.compile(r"[\w-]{1,40}")


@dataclass(frozen=True)
class Character:
    """A presenter. Every part is one of CHOICES, every colour one of CLOTH or `#rrggbb`; BadInput for anything else.

    `skin` runs from 1 (lightest) to 8; `accent` is the second colour of the clothes: the tie, the shirt below, the trim.
    """

    name: str
    title_en: str = ""
    title_zh: str = ""
    style: str = "soft"
    face: str = "oval"
    age: str = "adult"
    build: str = "slim"
    skin: str = "3"
    eyes: str = "almond"
    iris: str = "brown"
    brows: str = "soft"
    nose: str = "straight"
    lips: str = "medium"
    lipstick: str = "none"
    lashes: str = "short"
    ears: str = "small"
    hair: str = "sidepart"
    hair_colour: str = "espresso"
    beard: str = "none"
    glasses: str = "none"
    headwear: str = "none"
    headwear_colour: str = "navy"
    earrings: str = "none"
    marks: str = "none"
    clothes: str = "shirt"
    cloth: str = "navy"
    accent: str = "white"
    backdrop: str = "sand"

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not _NAME.fullmatch(self.name):
            raise BadInput(
                f"A presenter cannot be called {self.name!r}. Accepted: 1 to 40 letters, digits, - and _.",
                f"主持人不能命名为 {self.name!r}。可接受 1 到 40 个字母、数字、- 和 _。",
            )
        for part, accepted in CHOICES.items():
            _check(part, getattr(self, part), accepted)
        for part in COLOURS:
            value = getattr(self, part)
            if not (isinstance(value, str) and _HEX.fullmatch(value)):
                _check(part, value, (*CLOTH, "#rrggbb"))
        for part in ("title_en", "title_zh"):
            if not isinstance(getattr(self, part), str) or len(getattr(self, part)) > 80:
                raise BadInput(f"{part} of {self.name} should be at most 80 characters of text.",
                               f"{self.name} 的 {part} 应为不超过 80 个字符的文本。")  # fmt: skip

    def title(self, language: str = "en") -> str:
        return (self.title_zh if language.startswith("zh") else self.title_en) or self.title_en or self.title_zh or self.name


def _check(part: str, value: object, accepted: tuple[str, ...]) -> None:
    if value not in accepted:
        raise BadInput(
            f"{part} cannot be {value!r}. Accepted: {', '.join(accepted)}.",
            f"{part} 不能为 {value!r}。可接受：{'、'.join(accepted)}。",
        )


PARTS = tuple(field.name for field in fields(Character))


def from_dict(values: Mapping[str, Any]) -> Character:
    """A character from plain values; what is not named is as it comes. BadInput for unknown names and bad values."""
    if unknown := [str(name) for name in values if name not in PARTS]:
        raise BadInput(
            f"A presenter has no {unknown[0]!r}. Accepted: {', '.join(PARTS)}.",
            f"主持人没有 {unknown[0]!r} 这一项。可接受：{'、'.join(PARTS)}。",
        )
    if "name" not in values:
        raise BadInput('A presenter needs a name: name = "…".', '主持人需要名称：name = "…"。')
    return Character(**{name: str(value) if isinstance(value, int) else value for name, value in values.items()})


def to_dict(character: Character) -> dict[str, str]:
    """The parts that are not as they come, in order."""
    usual = Character(character.name)
    return {
        part: getattr(character, part)
        for part in PARTS
        if part == "name" or getattr(character, part) != getattr(usual, part)
    }  # fmt: skip
