"""Colours as (red, green, blue) of 0 to 1, and the skins, hairs and irises by name."""

from __future__ import annotations

from ...character import CLOTH

Colour = tuple[float, float, float]


def parse(text: str) -> Colour:
    """Of `#rrggbb`, or of a name of CLOTH."""
    text = CLOTH.get(text, text)
    return int(text[1:3], 16) / 255, int(text[3:5], 16) / 255, int(text[5:7], 16) / 255


def mix(a: Colour, b: Colour, share: float) -> Colour:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share


def times(a: Colour, b: Colour) -> Colour:
    return a[0] * b[0], a[1] * b[1], a[2] * b[2]


def luminance(a: Colour) -> float:
    return 0.2126 * a[0] + 0.7152 * a[1] + 0.0722 * a[2]


WHITE, BLACK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
INK = parse("#2a2430")

SKIN = {
    "1": "#fbe2d2", "2": "#f5d0b5", "3": "#ecbd98", "4": "#dca47b", "5": "#c4885d", "6": "#a36b45", "7": "#86573a", "8": "#6b4631",
}  # fmt: skip
HAIR = {
    "black": "#27232c", "espresso": "#3a2a25", "brown": "#5d4030", "chestnut": "#7d4d30", "auburn": "#8f4229", "red": "#bb5a2d",
    "sandy": "#b98d57", "blonde": "#dcb469", "grey": "#8b8d94", "silver": "#bfc1c6", "white": "#e9e7e3", "blue": "#41639f",
    "pink": "#da7f9f", "teal": "#32858a",
}  # fmt: skip
IRIS = {
    "brown": "#6b432a", "dark": "#3b2a22", "hazel": "#86693a", "green": "#5c7f57", "blue": "#4d7ea8", "grey": "#6f7f8c",
}  # fmt: skip
LIPSTICK = {"rose": "#c9606c", "red": "#b8323a", "plum": "#853a52", "coral": "#e0705e"}


def skin_shade(skin: Colour) -> Colour:
    """The skin in its own shadow: darker and warmer, as light that has gone through it is."""
    return times(skin, (0.86, 0.73, 0.70)) if luminance(skin) > 0.3 else times(skin, (0.74, 0.68, 0.70))


def shade(colour: Colour, amount: float = 1.0) -> Colour:
    """A cloth in shadow: darker and a little bluer."""
    return mix(colour, times(colour, (0.70, 0.70, 0.80)), amount)


def light(colour: Colour, amount: float = 1.0) -> Colour:
    return mix(colour, WHITE, (0.10 + 0.12 * luminance(colour)) * amount)
