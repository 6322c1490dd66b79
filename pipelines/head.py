"""Who a three-dimensional presenter is: a face, hair, clothes and a finish as one small value that a TOML file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from . import looks
from .looks import Looks

__all__ = ["CHOICES", "COLOURS", "KIND", "PARTS", "Head", "from_dict", "to_dict"]

KIND = "3d"
"""What `kind` says in a file that holds a head and no drawn presenter."""

CHOICES: dict[str, tuple[str, ...]] = {
    "style": ("soft", "clay", "porcelain", "toon"),
    "face": ("oval", "round", "square", "heart", "long", "diamond"),
    "build": ("slim", "broad"),
    "skin": ("1", "2", "3", "4", "5", "6", "7", "8"),
    "eyes": ("round", "almond", "narrow", "wide", "soft", "cat", "bead"),
    "iris": ("brown", "dark", "hazel", "green", "blue", "grey"),
    "brows": ("soft", "straight", "arched", "thick", "thin", "sad"),
    "nose": ("button", "straight", "broad", "aquiline", "snub"),
    "lips": ("thin", "medium", "full"),
    "lipstick": ("none", "rose", "red", "plum", "coral"),
    "lashes": ("short", "long"),
    "ears": ("small", "large"),
    "hair": (
        "bald", "buzz", "crop", "sidepart", "quiff", "slick", "curls", "afro", "pixie", "bob", "fringe", "long", "wavy",
        "ponytail", "bun", "spacebuns", "braids", "mohawk",
    ),
    "hair_colour": (
        "black", "espresso", "brown", "chestnut", "auburn", "red", "sandy", "blonde", "grey", "silver", "white", "blue", "pink",
        "teal",
    ),
    "beard": ("none", "stubble", "moustache", "goatee", "short", "full"),
    "glasses": ("none", "round", "square", "half", "cat", "shades"),
    "headwear": ("none", "cap", "beanie", "headband", "beret", "bowler", "headscarf", "bow"),
    "earrings": ("none", "stud", "hoop", "drop"),
    "marks": ("none", "freckles", "mole", "rosy"),
    "clothes": ("tee", "shirt", "suit", "hoodie", "turtleneck", "tang", "qipao", "dress", "labcoat", "overalls"),
    "prop": ("none", "headset", "microphone", "necklace", "scarf", "lanyard"),
}  # fmt: skip
"""What each part may be."""

COLOURS = ("headwear_colour", "cloth", "accent", "backdrop")


@dataclass(frozen=True)
class Head(Looks):
    """A presenter in three dimensions. Every part is one of CHOICES, every colour one of looks.CLOTH or `#rrggbb`.

    `skin` runs from 1 (lightest) to 8; `accent` is the second colour of the clothes. BadInput for anything else.
    """

    CALLED: ClassVar = ("head", "头像")
    CHOICES: ClassVar = CHOICES
    COLOURS: ClassVar = COLOURS

    style: str = "soft"
    face: str = "oval"
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
    clothes: str = "tee"
    cloth: str = "navy"
    accent: str = "white"
    prop: str = "none"
    backdrop: str = "sand"


PARTS = looks.parts_of(Head)


def from_dict(values: Mapping[str, Any]) -> Head:
    """A head from plain values; what is not named is as it comes. BadInput for unknown names and bad values."""
    return looks.made(Head, {name: value for name, value in values.items() if (name, value) != ("kind", KIND)})


def to_dict(head: Head) -> dict[str, str]:
    """`kind`, and the parts that are not as they come, in order."""
    return {"kind": KIND, **looks.plain(head)}
