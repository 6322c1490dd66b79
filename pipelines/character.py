"""Who a drawn presenter is: a face, hair, clothes and a drawing style as one small value that a TOML file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from . import looks
from .looks import CLOTH, Looks

__all__ = ["CHOICES", "CLOTH", "COLOURS", "PARTS", "Character", "from_dict", "to_dict"]

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

COLOURS = ("cloth", "accent", "headwear_colour", "backdrop")


@dataclass(frozen=True)
class Character(Looks):
    """A presenter. Every part is one of CHOICES, every colour one of CLOTH or `#rrggbb`; BadInput for anything else.

    `skin` runs from 1 (lightest) to 8; `accent` is the second colour of the clothes: the tie, the shirt below, the trim.
    """

    CALLED: ClassVar = ("presenter", "主持人")
    CHOICES: ClassVar = CHOICES
    COLOURS: ClassVar = COLOURS

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


PARTS = looks.parts_of(Character)


def from_dict(values: Mapping[str, Any]) -> Character:
    """A character from plain values; what is not named is as it comes. BadInput for unknown names and bad values."""
    return looks.made(Character, values)


def to_dict(character: Character) -> dict[str, str]:
    """The parts that are not as they come, in order."""
    return looks.plain(character)
