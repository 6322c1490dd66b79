"""A character's colours and proportions, resolved once: what the layers are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ...character import Character
from . import palette
from .curves import Point
from .palette import Colour, mix, parse


@dataclass(frozen=True)
class Look:
    """Colours of 0 to 1; `face` the right half of the face's outline from the crown to the chin."""

    character: Character
    skin: Colour
    skin_dark: Colour
    skin_line: Colour
    lip: Colour
    lip_dark: Colour
    hair: Colour
    hair_dark: Colour
    hair_light: Colour
    brow: Colour
    iris: Colour
    cloth: Colour
    accent: Colour
    hat: Colour
    backdrop: Colour
    face: tuple[Point, ...]

    @property
    def chin(self) -> float:
        return self.face[-1][1]

    @property
    def old(self) -> bool:
        return self.character.age == "old"

    @property
    def broad(self) -> bool:
        return self.character.build == "broad"


_FACES: dict[str, tuple[float, float, float, float, float, float]] = {
    # half widths at the temples, the cheeks, the mouth, the chin; where the chin ends; the crown
    "oval": (93, 95, 76, 34, 128, -140),
    "round": (96, 102, 88, 44, 121, -138),
    "square": (94, 96, 84, 45, 127, -138),
    "heart": (97, 95, 68, 25, 126, -140),
    "long": (88, 88, 73, 36, 139, -144),
    "diamond": (87, 98, 70, 28, 130, -140),
}


def _outline(character: Character) -> tuple[Point, ...]:
    temple, cheek, jaw, chin, end, crown = _FACES[character.face]
    if character.build == "broad":
        jaw, chin = jaw + 2, chin + 4
    if character.age == "young":
        cheek, end = cheek + 1, end - 3
    return (
        (0, crown), (temple * 0.62, crown + 13), (temple * 0.96, crown + 62), (temple + 1, -34), (cheek, 14),
        (cheek * 0.42 + jaw * 0.58, 58), (jaw * 0.88, 88), (chin * 1.28, end - 14), (chin * 0.55, end - 1.5), (0, end),
    )  # fmt: skip


@lru_cache(maxsize=256)
def look_of(character: Character) -> Look:
    skin = parse(palette.SKIN[character.skin])
    hair = parse(palette.HAIR[character.hair_colour])
    cloth, accent, hat, backdrop = (
        parse(c) for c in (character.cloth, character.accent, character.headwear_colour, character.backdrop)
    )
    lip = mix(palette.times(skin, (0.88, 0.62, 0.60)), parse("#c25a5c"), 0.25 if palette.luminance(skin) > 0.2 else 0.42)
    if character.lipstick != "none":
        lip = mix(parse(palette.LIPSTICK[character.lipstick]), skin, 0.10)
    elif character.lips == "thin":
        lip = mix(lip, skin, 0.25)
    iris = parse(palette.IRIS[character.iris])
    brow = mix(hair, palette.skin_shade(skin), 0.12 if character.hair_colour in ("grey", "silver", "white") else 0.0)
    if palette.luminance(hair) > 0.42:
        brow = palette.times(hair, (0.72, 0.66, 0.62))
    if character.hair == "bald" and character.hair_colour == "black":
        brow = hair
    if character.style == "ink":
        skin, hair, cloth, hat, iris, brow, lip = _inked(skin, hair, cloth, hat, lip, character)
    dark = palette.skin_shade(skin)
    edge = palette.times(dark, (0.72, 0.56, 0.54))
    if character.style == "ink":
        dark, edge = palette.times(skin, (0.80, 0.80, 0.81)), palette.INK
    return Look(
        character=character, skin=skin, skin_dark=dark, skin_line=edge, lip=lip,
        lip_dark=palette.times(lip, (0.62, 0.5, 0.52)), hair=hair, hair_dark=palette.times(hair, (0.70, 0.68, 0.72)),
        hair_light=_lit(hair), brow=brow, iris=iris, cloth=cloth, accent=accent, hat=hat, backdrop=backdrop,
        face=_outline(character),
    )  # fmt: skip


def _lit(hair: Colour) -> Colour:
    return mix(hair, (1.0, 0.93, 0.86), 0.16 if palette.luminance(hair) < 0.3 else 0.30)


def _inked(skin: Colour, hair: Colour, cloth: Colour, hat: Colour, lip: Colour, character: Character) -> tuple[Colour, ...]:
    """Black ink on pale paper: tones of grey, and the accent as the only colour."""

    def grey(colour: Colour, low: float, high: float) -> Colour:
        tone = low + (high - low) * palette.luminance(colour) ** 0.6
        return tone, tone * 0.985, tone * 0.96

    black = palette.INK
    dark = palette.luminance(hair) < 0.25
    tone = grey(skin, 0.52, 1.0)
    return (
        tone, black if dark else grey(hair, 0.45, 0.95), grey(cloth, 0.22, 0.98), grey(hat, 0.25, 0.95), (0.25, 0.23, 0.25),
        black if palette.luminance(hair) < 0.5 else (0.45, 0.44, 0.44),
        parse(palette.LIPSTICK[character.lipstick]) if character.lipstick != "none" else palette.times(tone, (0.80, 0.76, 0.76)),
    )  # fmt: skip
