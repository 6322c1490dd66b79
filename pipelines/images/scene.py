"""Which parts make the picture, and where they stand: far to near, with the weight on the thirds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from . import land, plants, relief, sky, water, weather
from .colour import RGB, mix, rgb
from .prompt import Reading
from .sheet import Sheet


@dataclass(frozen=True)
class Stage:
    """Rows of the horizon and of the near ground, x of the focal point, and where the sun or the moon stands."""

    horizon: float
    near: float
    focal: float
    light: tuple[float, float]
    visible: bool  # whether the disc itself is seen


def outdoors(sheet: Sheet, reading: Reading, step: Callable[[float], None]) -> None:
    stage = _stage(sheet, reading)
    _sky(sheet, reading, stage)
    step(0.2)
    _far(sheet, reading, stage)
    step(0.4)
    _middle(sheet, reading, stage)
    step(0.6)
    _near(sheet, reading, stage)
    _air(sheet, reading, stage)


def _stage(sheet: Sheet, reading: Reading) -> Stage:
    pal, w, h = sheet.pal, sheet.w, sheet.h
    tall = h > w * 1.2
    main = reading.places[0] if reading.places else "mountain"
    share = {"sky": 0.80, "mountain": 0.64, "sea": 0.52, "city": 0.66, "forest": 0.62, "desert": 0.52, "field": 0.50, "garden": 0.48, "tea": 0.42}.get(main, 0.56)
    horizon = h * (share - (0.02 if tall else -0.02))
    focal = w * (0.5 - 0.17 * pal.side)
    low = pal.time in ("dusk", "dawn")
    light = (w * (0.5 + 0.20 * pal.side), horizon - sheet.u * (0.10 if low else 0.42)) if low or pal.time == "night" else (w * (0.5 + 0.42 * pal.side), h * 0.06)
    if pal.time == "night":
        light = (light[0], max(sheet.u * 0.14, horizon * 0.30))
    wet = reading.weather in ("rain", "storm", "fog", "cloudy", "snow") and not reading.has("moon", "sun")
    seen = not wet and (low or pal.time == "night" or reading.has("sun", "moon"))
    if seen and not low and pal.time != "night":
        light = (w * (0.5 + 0.24 * pal.side), horizon * 0.30)
    return Stage(horizon, h * 0.80, focal, light, seen)


def _sky(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    pal = sheet.pal
    sky.gradient(sheet, stage.horizon)
    if pal.time == "night" and reading.weather not in ("rain", "storm", "fog", "cloudy", "snow"):
        sky.stars(sheet, stage.horizon, 300, milky=reading.has("stars") or "sky" in reading.places)
    if pal.time not in ("grey", "storm"):
        sky.sunlight(sheet, *stage.light, stage.horizon, 0.9 if pal.time != "night" else 0.55)
    if reading.weather == "aurora":
        sky.aurora(sheet, stage.horizon)
    if stage.visible:
        sky.disc(sheet, *stage.light, sheet.u * (0.045 if pal.time != "night" else 0.05), crescent=pal.time == "night" and sheet.rng.random() < 0.35)
    if reading.weather == "aurora":
        return
    cover = {"cloudy": 0.95, "rain": 0.9, "storm": 1.0, "fog": 0.4, "snow": 0.8}.get(reading.weather, 0.55 if reading.has("clouds", "sky") else 0.36)
    if pal.time == "night" and reading.weather == "":
        cover *= 0.5
    if pal.style in ("flat", "paper") and reading.weather in ("", "wind", "cloudy"):
        sky.streaks(sheet, stage.horizon, 8 if reading.weather == "cloudy" else 6)
    else:
        sky.clouds(sheet, stage.horizon, stage.light, cover * (0.55 if pal.style == "ink" else 1.0))
    if reading.has("rainbow"):
        sky.rainbow(sheet, stage.horizon)


def _far(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    places, pal = set(reading.places), sheet.pal
    main = reading.places[0] if reading.places else "mountain"
    if main in ("sea", "sky", "desert", "city", "street") and "mountain" not in places:
        if main == "sky":
            land.ranges(sheet, stage.horizon, 0.16, 3)
        return
    high = "mountain" in places or reading.has("snowpeak")
    snowy = reading.has("snowpeak") or pal.snowy
    peak = (0.42 if main == "mountain" else 0.34) if high else 0.13
    if pal.style in ("flat", "paper", "ink"):
        land.ranges(sheet, stage.horizon, peak * (1.35 if high else 1.5), 4 if high else 3, snow=snowy)
        return
    shape = relief.Ground(peak=peak, summit=stage.focal / sheet.w, snow=(0.34 if snowy else 2) if high else 2, green=0.6 if not high else 0.42)
    if not high:
        shape = replace(shape, valley=0.3, green=1.3)
    if reading.has("snowpeak"):
        shape = replace(shape, snow=0.22, green=0.25)
    relief.draw(sheet, stage.horizon + 1, shape)


def _middle(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    pal, u, h = sheet.pal, sheet.u, sheet.h
    places = reading.places
    x_light = stage.light[0] if stage.visible else None
    for place in places or ("mountain",):
        if place in ("lake", "sea", "river", "desert", "field", "garden", "tea", "forest", "village", "temple", "road", "mountain"):
            main = place
            if main != "mountain" or len(places) < 2:
                break
    else:
        main = "field"
    if main == "sea":
        water.sea(sheet, stage.horizon, h, x_light)
        water.beach(sheet, h * 0.84)
    elif main == "lake":
        _bank(sheet, stage.horizon, 0.03)
        water.mirror(sheet, stage.horizon + u * 0.02, h, 0.85, x_light)
    elif main == "desert":
        land.dunes(sheet, stage.horizon)
    elif main == "tea":
        land.terraces(sheet, stage.horizon)
    elif main == "river":
        _meadow(sheet, stage, pal.grass)
        land.winding(sheet, stage.horizon + u * 0.02, stage.focal, sheet.w * 0.8, mix(pal.sky[3], pal.sky[2], 0.4), mix(pal.sky[1], pal.tone(pal.water, 0.4), 0.5))
    elif main == "road":
        _meadow(sheet, stage, pal.grass)
        land.winding(sheet, stage.horizon + u * 0.02, stage.focal, sheet.w * 0.6, pal.tone(pal.earth, 0.8, 0.4), pal.tone(pal.earth, 0.5))
    elif main == "forest":
        _woods(sheet, reading, stage)
    else:
        _meadow(sheet, stage, rgb("d4a94a") if reading.season == "autumn" and main == "field" else pal.grass)


def _bank(sheet: Sheet, y: float, size: float) -> None:
    edge = y + plants.curve(sheet.w, sheet.rng, 2, 3) * sheet.u * 0.006
    plants.treeline(sheet, edge, sheet.u * size * 1.6, 0.35, pines=True, thin=0.65)
    land.rolling(sheet, y + sheet.u * 0.006, sheet.u * 0.004, sheet.pal.grass, 0.35, texture=0, bottom=y + sheet.u * 0.03)


def _meadow(sheet: Sheet, stage: Stage, albedo: RGB) -> None:
    u = sheet.u
    for k, (t, far) in enumerate(((0.0, 0.45), (0.16, 0.25), (0.42, 0.08))):
        y = stage.horizon + (sheet.h - stage.horizon) * t
        edge = land.rolling(sheet, y, u * (0.012 + 0.02 * k), albedo, far, 1.4)
        if k < 2:
            plants.treeline(sheet, edge, u * (0.035 + 0.03 * k), far, thin=0.35)


def _woods(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    u, pal = sheet.u, sheet.pal
    pines = reading.has("pine") or pal.snowy
    for k, far in enumerate((0.75, 0.58, 0.40, 0.22)):
        y = stage.horizon + u * (0.02 + 0.07 * k)
        edge = y + plants.curve(sheet.w, sheet.rng, 1.5, 2) * u * 0.03
        plants.treeline(sheet, edge, u * (0.16 + 0.07 * k), far, pines=pines, thin=1.0)
        weather.drift(sheet, y, u * 0.08, 0.5)
    land.rolling(sheet, stage.horizon + u * 0.26, u * 0.02, pal.grass, 0.05)


def _near(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    pal, u, h = sheet.pal, sheet.u, sheet.h
    if set(reading.places) & {"sea", "desert", "city"}:
        return
    plants.grass(sheet, h - u * 0.015, u * 0.10, pal.grass if not pal.snowy else rgb("8d8a74"), 300, 0.3)


def _air(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    if reading.weather == "fog":
        weather.fog(sheet, stage.horizon, 0.85)
    if reading.weather in ("rain", "storm"):
        weather.fog(sheet, stage.horizon, 0.4)
        weather.rain(sheet)
    if reading.weather == "storm":
        weather.lightning(sheet, stage.horizon)
    if reading.weather == "snow":
        weather.snow(sheet)


_ = np
