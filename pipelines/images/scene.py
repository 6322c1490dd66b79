"""An outdoor scene, far to near: sky, far land, middle ground, near ground, what stands in it, and the air between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from . import cast, ground, land, plants, relief, sky, weather
from .colour import rgb
from .prompt import Reading
from .sheet import Sheet
from .stage import Stage

_HORIZON = {"sky": 0.82, "mountain": 0.62, "sea": 0.50, "city": 0.66, "forest": 0.60, "desert": 0.52, "field": 0.52, "garden": 0.46,
            "tea": 0.42, "street": 0.55, "village": 0.54, "temple": 0.60, "river": 0.54, "road": 0.54}  # fmt: skip
_GROUNDS = (
    "sea",
    "lake",
    "river",
    "desert",
    "tea",
    "forest",
    "garden",
    "field",
    "village",
    "temple",
    "road",
    "street",
    "city",
    "sky",
)
_WET = ("rain", "storm", "fog", "cloudy", "snow")


def outdoors(sheet: Sheet, reading: Reading, step: Callable[[float], None]) -> None:
    """Paint the whole scene; `step` hears 0 … 1."""
    stage = plan(sheet, reading)
    _sky(sheet, reading, stage)
    step(0.25)
    _far(sheet, reading, stage)
    step(0.5)
    if stage.place not in ("sea", "lake", "city"):
        sheet.rect(0, stage.horizon - 1, sheet.w, sheet.h, sheet.pal.tone(sheet.pal.grass, 0.45, 0.5))
    ground.GROUNDS[stage.place](sheet, reading, stage)
    step(0.75)
    cast.place(sheet, reading, stage)
    _near(sheet, reading, stage)
    _air(sheet, reading, stage)
    step(1.0)


def plan(sheet: Sheet, reading: Reading) -> Stage:
    """Where everything stands, from the words and the shape of the sheet."""
    pal, w, h, u = sheet.pal, sheet.w, sheet.h, sheet.u
    chosen = next((p for p in reading.places if p in _GROUNDS), "")
    main = reading.places[0] if reading.places and reading.places[0] in _HORIZON else chosen or "mountain"
    place = chosen or ("lake" if not reading.places and reading.key % 2 else "field")
    if place == "sky" and main != "sky" and not (main == "mountain" and reading.has("clouds")):
        place = "field"
    horizon = h * (_HORIZON.get(place if main == "mountain" and chosen else main, 0.55) + (0.0 if h > w else 0.02))
    low = pal.time in ("dusk", "dawn")
    x = w * (0.5 + 0.19 * pal.side)
    if low:
        light = (x, horizon - u * (0.12 if place != "street" else 0.06))
    elif pal.time == "night":
        light = (x, max(u * 0.14, horizon * 0.28))
    else:
        light = (x, horizon * 0.26) if reading.has("sun") else (w * (0.5 + 0.42 * pal.side), h * 0.05)
    bare = reading.weather not in _WET or reading.has("moon", "sun")
    seen = bare and (low or pal.time == "night" or reading.has("sun", "moon"))
    return Stage(place, horizon, w * (0.5 - 0.16 * pal.side), light, seen, reading.has("mountain", "snowpeak"))


def _sky(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    pal, night = sheet.pal, sheet.pal.time == "night"
    sky.gradient(sheet, stage.horizon)
    if night and reading.weather not in _WET:
        sky.stars(sheet, stage.horizon, 300, milky=reading.has("stars") or stage.place == "sky")
    if pal.time not in ("grey", "storm"):
        sky.sunlight(sheet, *stage.light, stage.horizon, 0.55 if night else 0.9)
    if reading.weather == "aurora":
        sky.aurora(sheet, stage.horizon)
    if stage.lit:
        sky.disc(sheet, *stage.light, sheet.u * (0.05 if night else 0.045), crescent=night and sheet.rng.random() < 0.3)
    _clouds(sheet, reading, stage)
    if reading.has("rainbow"):
        sky.rainbow(sheet, stage.horizon)


def _clouds(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    pal = sheet.pal
    if reading.weather == "aurora":
        return
    cover = {"cloudy": 0.95, "rain": 0.9, "storm": 1.0, "fog": 0.4, "snow": 0.8}.get(
        reading.weather, 0.6 if reading.has("clouds", "sky") else 0.40
    )
    if pal.time == "night" and reading.weather == "":
        cover *= 0.5
    if pal.style in ("flat", "paper"):
        if reading.weather in ("", "wind", "cloudy"):
            sky.streaks(sheet, stage.horizon, 9 if reading.weather == "cloudy" else 6)
        return
    if pal.style != "ink":
        sky.clouds(sheet, stage.horizon, stage.light, cover)
    elif reading.weather or stage.place == "sky":
        sky.clouds(sheet, stage.horizon, stage.light, cover * 0.6)


def _far(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    """Mountains, or the low hills that close most horizons."""
    pal, high = sheet.pal, stage.mountains
    if stage.place in ("sea", "sky", "desert", "city", "street") and not high:
        return
    snowy = reading.has("snowpeak") or pal.snowy
    peak = 0.15 if not high else 0.44 if reading.places[:1] == ("mountain",) else 0.36
    if pal.style in ("flat", "paper", "ink"):
        land.ranges(sheet, stage.horizon, peak * (1.35 if high else 1.3), 4 if high else 3, snow=snowy and high)
        return
    shape = relief.Ground(peak=peak, summit=stage.focal / sheet.w, snow=0.40 if snowy and high else 2.0, green=0.42)
    if not high:
        shape = replace(shape, valley=0.3, green=1.3)
    if reading.has("snowpeak"):
        shape = replace(shape, snow=0.24, green=0.22)
    relief.draw(sheet, stage.horizon + 1, shape)


def _near(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    pal, u, h = sheet.pal, sheet.u, sheet.h
    if stage.place in ("sea", "desert", "city", "street", "sky", "tea"):
        return
    plants.grass(sheet, h - u * 0.012, u * 0.11, rgb("8d8a74") if pal.snowy else pal.grass, 300, 0.22)
    if stage.place in ("lake", "river"):
        plants.reeds(sheet, sheet.w * (0.5 + 0.43 * pal.side), h + u * 0.01, u * 0.24)


def _air(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    if reading.weather == "fog":
        weather.fog(sheet, stage.horizon, 0.85)
    if reading.weather in ("rain", "storm"):
        weather.fog(sheet, stage.horizon, 0.40)
        weather.rain(sheet)
    if reading.weather == "storm":
        weather.lightning(sheet, stage.horizon)
    if reading.weather == "snow":
        weather.snow(sheet)
