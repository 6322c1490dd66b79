"""Light and colour of a picture: the time of day and the weather give the light, the style bends every colour."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .colour import RGB, from_lab, mix, rgb, shift, times, to_lab
from .prompt import Reading


@dataclass(frozen=True)
class Palette:
    """Colours already bent by the style.

    `sky` runs from the zenith to the horizon; `sun` and `shade` multiply a surface in and out of the light; distance
    turns everything into `haze`. `bend` is the style's own change of a colour. `side` is -1 when light comes from the left.
    """

    time: str
    style: str
    sky: tuple[RGB, ...]
    disc: RGB
    glow: RGB
    haze: RGB
    sun: RGB
    shade: RGB
    cloud: tuple[RGB, RGB]
    bend: Callable[[RGB], RGB]
    leaf: RGB
    grass: RGB
    earth: RGB
    rock: RGB
    water: RGB
    accent: RGB
    lamp: RGB
    dark: float
    side: int
    shadow: float = 0.0
    season: str = ""
    snowy: bool = False

    def tone(self, albedo: RGB, light: float = 0.5, far: float = 0.0) -> RGB:
        """A surface of that colour, lit 0 … 1, at a distance 0 (here) … 1 (gone in the haze)."""
        return mix(self.bend(mix(times(albedo, self.shade), times(albedo, self.sun), light)), self.haze, far)


# name: sky from zenith to horizon, disc, glow, haze, sun, shade, cloud lit, cloud shaded, dark
_LIGHT: dict[str, tuple[tuple[str, str, str, str, str, str, tuple[float, float, float], tuple[float, float, float], str, str, float], ...]] = {
    "day": (
        ("2f74b5", "5c9fd0", "9ccbe2", "d9ebe9", "fffbe8", "fff3cf", (1.12, 1.06, 0.93), (0.50, 0.60, 0.76), "ffffff", "a9bfd6", 0.0),
        ("3b8bbf", "74b6d3", "b6dcdc", "f0eedb", "fff8df", "ffeec2", (1.14, 1.06, 0.90), (0.52, 0.60, 0.72), "fffdf5", "b3c6d2", 0.0),
    ),
    "dawn": (
        ("5b7fb5", "a3a7cc", "f0bfb4", "ffe3b8", "fff1cc", "ffd9a0", (1.14, 0.98, 0.82), (0.52, 0.52, 0.70), "ffe9d8", "b39fbf", 0.05),
        ("4a86a8", "8fb7bf", "e5d3b4", "ffe6b0", "fff4d2", "ffe0a6", (1.12, 1.00, 0.80), (0.50, 0.56, 0.66), "fff0dc", "a5adb8", 0.05),
    ),
    "dusk": (
        ("2e3566", "7a4d84", "e0776b", "ffc277", "ffe9b0", "ffb25e", (1.14, 0.80, 0.58), (0.38, 0.34, 0.54), "ffb591", "6e5486", 0.15),
        ("263a66", "5c6492", "d98d76", "ffcf8a", "fff0c0", "ffbd70", (1.12, 0.84, 0.60), (0.36, 0.38, 0.56), "ffc6a0", "66608e", 0.15),
        ("472a5c", "a04a6e", "f2835c", "ffd07a", "fff0bd", "ffae5c", (1.15, 0.78, 0.55), (0.40, 0.30, 0.48), "ffae85", "7c4a78", 0.15),
    ),
    "night": (
        ("0a1230", "13234c", "24406e", "47688c", "f4f1dc", "a9c3e8", (0.48, 0.58, 0.80), (0.13, 0.17, 0.30), "5d7ba6", "1d3058", 0.8),
        ("0d1029", "1b1f4a", "383a6e", "5f6490", "f6f0e0", "b5bcec", (0.50, 0.54, 0.80), (0.14, 0.15, 0.30), "6a70a4", "22244f", 0.8),
    ),
    "grey": (
        ("7d8fa0", "9aa9b4", "b8c2c6", "d4d8d4", "eef0ea", "e6eae6", (0.86, 0.90, 0.92), (0.50, 0.56, 0.62), "d3dade", "8796a3", 0.1),
    ),
    "storm": (
        ("2f3a48", "465563", "687782", "98a19f", "d6dad2", "b9c4c4", (0.66, 0.72, 0.76), (0.30, 0.36, 0.44), "8b98a2", "36424f", 0.45),
    ),
}  # fmt: skip

_HUE = {"red": 0.50, "orange": 0.95, "gold": 1.45, "green": 2.45, "teal": 3.35, "blue": 4.45, "purple": 5.35, "pink": 6.1}

_SEASON = {  # leaf, grass, earth
    "": ("4f7a45", "7d9a4e", "8d7352"),
    "spring": ("6f9c4b", "8fb356", "927a58"),
    "summer": ("3f7744", "6d9a45", "8a7350"),
    "autumn": ("c6762f", "b79a4c", "8f6c48"),
    "winter": ("5b6f66", "9aa08c", "857a70"),
}


_INK_SKY = {
    "day": ("dfd9ca", "e9e3d5", "f1ecdf", "f6f2e8"),
    "dawn": ("d9d3c6", "ecdbcb", "f5e3cf", "f8efdf"),
    "dusk": ("cbc6be", "d6c3b5", "efd0b2", "f6e7d0"),
    "night": ("454a53", "666b72", "94989a", "c9c8c2"),
    "grey": ("c4c2bc", "d3d0c9", "e1ded5", "eeebe3"),
    "storm": ("66686a", "888989", "afaeaa", "d5d2ca"),
}


def light_of(reading: Reading) -> str:
    """Which light of `_LIGHT` the words ask for; a bright day when they ask for none."""
    if reading.weather == "storm":
        return "storm"
    if reading.time in ("night", "dusk", "dawn"):
        return reading.time
    if reading.weather in ("rain", "cloudy", "fog"):
        return "grey"
    if reading.weather == "aurora":
        return "night"
    if reading.time == "day" or reading.mood == "bright":
        return "day"
    return {"warm": "dusk", "cold": "grey", "dark": "night", "calm": "dawn"}.get(reading.mood, "day")


def choose(reading: Reading, style: str, rng: np.random.Generator) -> Palette:
    """The palette for a reading in a style; chance picks between the variants of a light."""
    time = light_of(reading)
    variants = _LIGHT[time]
    row = variants[int(rng.integers(len(variants)))]
    bend = _bend(style, time, reading.hue, _hue_reach(reading))
    leaf, grass, earth = (rgb(c) for c in _SEASON[reading.season])
    snowy = reading.weather == "snow" or (reading.season == "winter" and reading.weather == "")
    if snowy:
        grass, earth, leaf = rgb("e9eef2"), rgb("dfe6ec"), rgb("6d8078")
    sky = tuple(bend(rgb(c)) for c in row[:4])
    if style == "ink":  # the sky is bare paper with a wash over it
        sky = tuple(
            mix(rgb(c), bend(rgb(d)), 0.0 if reading.hue == "" else 0.3) for c, d in zip(_INK_SKY[time], row[:4], strict=True)
        )
    elif reading.weather in ("rain", "fog") and time != "grey":
        grey = bend(rgb("8f9aa5")) if time != "night" else bend(rgb("2a3a52"))
        sky = tuple(mix(c, grey, 0.35) for c in sky)
    haze = mix(sky[3], sky[2], 0.35)
    dark = row[10]
    palette = Palette(
        time=time, style=style, sky=sky, disc=bend(rgb(row[4])), glow=bend(rgb(row[5])), haze=haze, sun=row[6], shade=row[7],
        cloud=(bend(rgb(row[8])), bend(rgb(row[9]))), bend=bend, leaf=leaf, grass=grass, earth=earth, rock=rgb("8b8580"),
        water=rgb("3f7f92"), accent=rgb("c8452f"), lamp=rgb("ffc36b"), dark=dark, side=-1 if rng.random() < 0.5 else 1,
        season=reading.season, snowy=snowy,
    )  # fmt: skip
    return replace(palette, shadow={"day": 0.46, "dawn": 0.46}.get(time, 0.6)) if style == "paper" else palette


def _hue_reach(reading: Reading) -> float:
    """How far a colour word turns the whole picture: far for ideas and rooms; in the open it colours what grows instead."""
    main = reading.places[0] if reading.places else "abstract"
    if main in ("garden", "field", "forest", "tea", "village", "desert"):
        return 0.0
    return 0.55 if main in ("abstract", "network", "chart", "cells", "space", "room", "desk") else 0.28


def _bend(style: str, time: str, hue: str, reach: float) -> Callable[[RGB], RGB]:
    """The colour change of a style, and of a colour word in the prompt."""

    def tinted(colour: RGB) -> RGB:
        if hue == "grey":
            return shift(colour, 0, 0.12)
        if hue not in _HUE or reach == 0:
            return colour
        lab = to_lab(colour)
        angle, strength = _HUE[hue], 0.035 + 0.35 * math.hypot(lab[1], lab[2])
        return from_lab(
            lab[0],
            lab[1] * (1 - reach) + math.cos(angle) * strength * reach,
            lab[2] * (1 - reach) + math.sin(angle) * strength * reach,
        )

    changes: dict[str, Callable[[RGB], RGB]] = {
        "gouache": lambda c: shift(c, 0.005, 1.08),
        "cinematic": _cinematic,
        "ink": _ink(time),
        "flat": lambda c: shift(c, 0.02, 1.22),
        "paper": lambda c: shift(mix(c, (0.98, 0.90, 0.80), 0.10), 0.02, 1.05),
    }
    change = changes[style]
    return lambda colour: change(tinted(colour))


def _cinematic(colour: RGB) -> RGB:
    """Deeper, with cool shadows and warm lights."""
    light, a, b = to_lab(colour)
    deep = max(0.0, light * 0.97 - 0.10 * (1 - light) * light * 2)
    return from_lab(deep, a + 0.010 * (light - 0.45) * 2 - 0.006, b + 0.030 * (light - 0.55) * 2)


def _ink(time: str) -> Callable[[RGB], RGB]:
    """Ink on warm paper: nearly no chroma, save for what was strongly coloured; the night is a darker wash."""
    paper, ink = to_lab((0.955, 0.935, 0.885)), to_lab((0.13, 0.14, 0.16))

    def change(colour: RGB) -> RGB:
        light, a, b = to_lab(colour)
        light = 0.30 + 0.70 * light if time == "night" else 0.10 + 0.94 * light
        t = min(1.0, max(0.0, (light - 0.22) / 0.72))
        keep = 0.16 + 0.75 * min(1.0, max(0.0, (math.hypot(a, b) - 0.12) / 0.06))
        base = [p * (1 - t) + q * t for p, q in zip(ink, paper, strict=True)]
        return from_lab(base[0], base[1] + a * keep, base[2] + b * keep)

    return change
