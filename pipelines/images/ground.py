"""The middle ground of each kind of place."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from . import city, figures, land, plants, sky, structures, water, weather
from .colour import RGB, mix, rgb, shift
from .noise import curve
from .prompt import Reading
from .sheet import Sheet
from .stage import Stage

_PETALS = {
    "": ("e2587a", "f2c14e", "f4efe2", "c86bb8", "f08a4b"), "red": ("d23b3b", "e8606a", "f2a0a0"), "pink": ("f2a3bd", "e8779f", "fbdbe4"),
    "purple": ("8f6bc8", "a98ad9", "6f4fb0"), "gold": ("f2c230", "f6d765", "e89f28"), "blue": ("5a84d8", "84a8e8", "e8eefa"),
}  # fmt: skip


def lake(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    u, y = sheet.u, stage.horizon
    edge = y + curve(sheet.w, sheet.rng, 2, 3) * u * 0.006
    plants.treeline(sheet, edge, u * 0.055, 0.38, pines=stage.mountains or sheet.pal.snowy, thin=0.62)
    land.rolling(sheet, y + u * 0.006, u * 0.004, sheet.pal.grass, 0.35, texture=0, bottom=y + u * 0.03)
    spit(sheet, reading, stage)
    water.mirror(sheet, y + u * 0.022, sheet.h, 0.85, stage.light[0] if stage.lit else None)
    if reading.has("lotus"):
        plants.lotus(sheet, y + u * 0.12, sheet.h)


def spit(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    """A tongue of land by the water, with what the prompt puts there."""
    pal, u, y, x = sheet.pal, sheet.u, stage.horizon + sheet.u * 0.024, stage.focal
    names = [n for n in ("house", "pagoda", "temple") if reading.has(n)]
    if not names:
        return
    xs = np.linspace(-1, 1, 30)
    hump = [(x + t * u * 0.36, y - u * 0.028 * (1 - t * t)) for t in xs]
    s = pal.side
    for dx, tall in ((-0.22, 0.17), (-0.16, 0.22), (0.20, 0.15), (0.26, 0.19)):
        if reading.chinese and "house" not in names:
            plants.broadleaf(sheet, x + dx * u, y - u * 0.005, u * tall, far=0.15)
        else:
            plants.pine(sheet, x + dx * u, y - u * 0.01, u * tall, 0.15, pal.snowy)
    with sheet.layer():
        sheet.shape([*hump, (x + u * 0.40, y + 2), (x - u * 0.40, y + 2)], pal.tone(pal.grass, 0.5, 0.1), soft=False)
    for k, name in enumerate(names):
        at = x + k * s * u * 0.16
        {"house": structures.cabin, "pagoda": structures.pagoda, "temple": structures.hall}[name](
            sheet, at, y - u * 0.014, u * {"house": 0.17, "pagoda": 0.36, "temple": 0.24}[name]
        )


def sea(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    u, h, s, y = sheet.u, sheet.h, sheet.pal.side, stage.horizon
    water.sea(sheet, y, h, stage.light[0] if stage.lit else None)
    if reading.has("island", "palm", "lighthouse", "house", "village"):
        _headland(sheet, stage.focal - s * u * 0.08, y + u * 0.035, u * 0.34, not reading.has("lighthouse"))
    if reading.has("lighthouse"):
        _rocks(sheet, stage.focal - s * u * 0.04, y + u * 0.04, u * 0.30)
        structures.lighthouse(sheet, stage.focal - s * u * 0.06, y - u * 0.065, u * 0.40)
    if reading.has("whale"):
        _whale(sheet, stage.focal, y + (h - y) * 0.22, u * 0.26)
    if not reading.has("storm", "whale"):
        water.beach(sheet, h * (0.86 if h > sheet.w else 0.88))
    if reading.has("palm"):
        for k, tall in ((0.46, 0.80), (0.36, 0.62)):
            plants.palm(sheet, sheet.w * (0.5 - k * s), h * 0.93, u * tall)


def _headland(sheet: Sheet, x: float, y: float, half: float, green: bool) -> None:
    pal = sheet.pal
    n = 60
    t = np.linspace(-1, 1, n)
    rise = (1 - t**2) ** 0.7 * half * 0.32 * (0.75 + 0.35 * curve(n, sheet.rng, 3, 4))
    points = [(x + a * half, y - b) for a, b in zip(t, rise, strict=True)]
    tone = pal.leaf if green else pal.rock
    with sheet.layer():
        sheet.shape(
            [*points, (x + half, y), (x - half, y)],
            shader=land.linear(
                0,
                y - half * 0.3,
                0,
                y,
                [(0, pal.tone(tone, 0.65, 0.25), 1), (1, pal.tone(mix(tone, pal.rock, 0.6), 0.25, 0.25), 1)],
            ),
        )
    if green:
        edge = np.interp(np.arange(sheet.w), x + t * half, y - rise, left=y, right=y)
        plants.treeline(sheet, edge, half * 0.14, 0.22, x0=(x - half * 0.7) / sheet.w, x1=(x + half * 0.7) / sheet.w)
    sheet.haze(y - half * 0.05, y + half * 0.03, pal.haze, 0.0, 0.35)


def _rocks(sheet: Sheet, x: float, y: float, half: float) -> None:
    pal, rng = sheet.pal, sheet.rng
    for k in range(9):
        t = (k - 4) / 4
        cx, r = x + t * half, half * (0.42 - 0.22 * abs(t)) * (0.8 + 0.4 * rng.random())
        pts = [
            (cx + np.cos(a) * r * (0.8 + 0.35 * rng.random()), y - max(0.0, np.sin(a)) * r * (0.75 + 0.4 * rng.random()))
            for a in np.linspace(np.pi, 0, 9)
        ]
        sheet.shape(
            pts,
            shader=land.linear(
                cx - r * pal.side,
                0,
                cx + r * pal.side,
                0,
                [(0, pal.tone(rgb("6a625c"), 0.1), 1), (1, pal.tone(rgb("8f857a"), 0.8), 1)],
            ),
        )
    sheet.oval(x, y + half * 0.01, half * 1.15, half * 0.04, mix((1, 1, 1), pal.sky[2], 0.3), 0.65, blur=half * 0.03)


def _whale(sheet: Sheet, x: float, y: float, size: float) -> None:
    pal, s = sheet.pal, sheet.pal.side
    tone = pal.tone(rgb("2d4658"), 0.35)
    back = [(x + s * size * (t - 0.5) * 1.5, y - size * 0.26 * np.sin(np.pi * t) ** 0.8) for t in np.linspace(0, 1, 20)]
    sheet.shape(back, shader=land.linear(0, y - size * 0.26, 0, y, [(0, pal.tone(rgb("4a6a80"), 0.8), 1), (1, tone, 1)]))
    tx, ty = x - s * size * 1.05, y - size * 0.05
    tail = [
        (tx, ty + size * 0.06),
        (tx - size * 0.03, ty - size * 0.14),
        (tx - size * 0.24, ty - size * 0.30),
        (tx, ty - size * 0.22),
        (tx + size * 0.24, ty - size * 0.30),
        (tx + size * 0.05, ty - size * 0.14),
    ]
    sheet.shape(tail, tone)
    for k in range(26):
        t = k / 25
        sheet.oval(
            x + s * size * 0.35 + np.sin(k * 2.3) * size * 0.12 * t,
            y - size * (0.25 + 0.45 * np.sin(t * 2.6)),
            size * 0.02,
            size * 0.03,
            (1, 1, 1),
            0.35,
            blur=size * 0.02,
        )
    sheet.oval(x, y, size * 0.95, size * 0.025, mix((1, 1, 1), pal.sky[2], 0.3), 0.6, blur=size * 0.02)


def meadow(sheet: Sheet, stage: Stage, albedo: RGB, trees: float = 0.35) -> None:
    u, h = sheet.u, sheet.h
    tints = (
        mix(albedo, sheet.pal.leaf, 0.25),
        shift(albedo, 0.015),
        mix(albedo, sheet.pal.earth, 0.12),
        albedo,
        mix(albedo, sheet.pal.leaf, 0.18),
    )
    for k, (t, far) in enumerate(((0.0, 0.50), (0.07, 0.38), (0.17, 0.26), (0.32, 0.14), (0.56, 0.02))):
        y = stage.horizon + (h - stage.horizon) * t
        edge = land.rolling(sheet, y, u * (0.010 + 0.013 * k), tints[k], far, 1.2 + 0.3 * (k % 2), texture=0.5 + 0.5 * (k == 4))
        if k < 4:
            plants.treeline(sheet, edge, u * (0.030 + 0.020 * k), far, thin=trees * (1 - 0.12 * k), pines=sheet.pal.snowy)
        if k in (1, 2):
            weather.drift(sheet, y + u * 0.03, u * 0.05, 0.22)


def field(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    pal = sheet.pal
    gold = reading.season == "autumn" or reading.hue == "gold"
    meadow(sheet, stage, rgb("d1a545") if gold and not pal.snowy else pal.grass)
    if gold and not pal.snowy:
        u, y = sheet.u, stage.horizon + (sheet.h - stage.horizon) * 0.45
        for k in range(5):
            plants.grass(
                sheet, y + (sheet.h - y) * k / 5, u * (0.03 + 0.022 * k), rgb("d9ab48"), 240, 0.5 - 0.05 * k, 0.25 * (1 - k / 4)
            )


def garden(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    pal, u, y, h = sheet.pal, sheet.u, stage.horizon, sheet.h
    petals = tuple(rgb(c) for c in _PETALS.get(reading.hue, _PETALS[""]))
    meadow(sheet, stage, pal.grass, 0.8)
    if reading.hue in ("purple", "gold"):
        land.rows(sheet, y + (h - y) * 0.10, stage.focal, (petals[0], shift(pal.leaf, -0.05)))
        plants.flowers(sheet, y + (h - y) * 0.14, h, petals, 900)
    else:
        land.winding(
            sheet,
            y + (h - y) * 0.12,
            stage.focal,
            sheet.w * 0.42,
            pal.tone(rgb("d8c7a4"), 0.8, 0.3),
            pal.tone(rgb("c9b48c"), 0.6),
            0.16,
        )
        plants.flowers(sheet, y + (h - y) * 0.10, y + (h - y) * 0.55, petals, 520)
        _beds(sheet, y + (h - y) * 0.45, petals)
    plants.broadleaf(
        sheet,
        sheet.w * (0.5 + 0.36 * pal.side),
        y + (h - y) * 0.26,
        u * 0.42,
        rgb("f0a8c0") if reading.has("blossom") else None,
        0.12,
    )


def _beds(sheet: Sheet, y: float, petals: tuple[RGB, ...]) -> None:
    """Flowers thick at both sides, thin in the middle."""
    pal, rng, w, h, u = sheet.pal, sheet.rng, sheet.w, sheet.h, sheet.u
    for t in np.sort(rng.random(int(260 * w / u))):
        off = (1 - rng.random() ** 1.6 * 0.62) * (1 if rng.random() < 0.5 else -1)
        x, cy, r = w * (0.5 + off * 0.55), y + (h - y) * t, u * (0.006 + 0.016 * t)
        tone = petals[int(rng.integers(len(petals)))]
        sheet.stroke([(x, cy), (x + rng.normal() * r, cy + r * 4)], pal.tone(pal.leaf, 0.25), r * 0.25)
        for k in range(6):
            a = k * 1.047 + x
            sheet.oval(
                x + np.cos(a) * r * 0.6,
                cy + np.sin(a) * r * 0.42,
                r * 0.5,
                r * 0.36,
                pal.tone(tone, 0.5 + 0.45 * (np.cos(a) * pal.side > 0)),
            )
        sheet.oval(x, cy, r * 0.28, r * 0.22, pal.tone(rgb("e8b83f"), 0.85))


def river(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    pal, u, w, h, y = sheet.pal, sheet.u, sheet.w, sheet.h, stage.horizon
    if reading.has("village", "bridge", "boat", "house") and (reading.chinese or reading.has("pagoda")):
        water_town(sheet, reading, stage)
        return
    meadow(sheet, stage, pal.grass, 0.6)
    far, near = mix(pal.sky[3], pal.sky[2], 0.35), mix(pal.sky[1], pal.tone(pal.water, 0.35), 0.45)
    line = land.winding(sheet, y + u * 0.02, stage.focal, w * 0.85, far, near)
    if reading.has("waterfall"):
        waterfall(sheet, stage)
    for cx, cy in line[10::4]:
        t = (cy - y) / (h - y)
        for _ in range(3):
            sheet.oval(
                cx + sheet.rng.normal() * w * 0.25 * t,
                cy + sheet.rng.normal() * u * 0.01,
                u * 0.06 * t,
                u * 0.002,
                pal.sky[3],
                0.35,
            )
    if reading.has("bridge"):
        cx, cy = line[30]
        structures.bridge(sheet, cx, cy + u * 0.02, u * 0.62)


def waterfall(sheet: Sheet, stage: Stage) -> None:
    pal, rng, u, x, y = sheet.pal, sheet.rng, sheet.u, stage.focal, stage.horizon
    tall = u * 0.34
    for _ in range(70):
        dx = rng.normal() * u * 0.020
        sheet.stroke(
            [(x + dx * 0.6, y - tall), (x + dx * 0.9, y - tall * 0.5), (x + dx * 1.5, y + u * 0.03)],
            mix((1, 1, 1), pal.sky[2], 0.35 * rng.random()),
            u * 0.0045,
            0.35,
            blur=u * 0.001,
        )
    sheet.oval(x, y + u * 0.03, u * 0.11, u * 0.03, (1, 1, 1), 0.6, blur=u * 0.03)


def water_town(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    """White houses along a canal, an arched bridge, a covered boat."""
    u, w, h, y, s, rng = sheet.u, sheet.w, sheet.h, stage.horizon, sheet.pal.side, sheet.rng
    for k in range(9):
        x = w * (k + 0.5) / 9 + rng.normal() * u * 0.02
        structures.white_house(sheet, x, y + u * 0.01, u * (0.13 + 0.04 * rng.random()), 0.45)
    plants.treeline(sheet, np.full(w, y + u * 0.014), u * 0.06, 0.35, thin=0.4)
    for k, t in enumerate((0.16, 0.42, 0.78)):
        for side in (-1, 1):
            size = u * (0.26 + 0.26 * t) * (0.9 + 0.2 * rng.random())
            x = w * 0.5 + side * (u * (0.20 + 0.28 * t) + (w - u) * 0.30 + size * 0.12)
            structures.white_house(sheet, x, y + u * (0.03 + 0.07 * t), size, 0.34 * (1 - t))
            if k == 1 and reading.chinese:
                figures.lantern(sheet, x - side * size * 0.40, y + u * (0.03 + 0.07 * t) - size * 0.30, size * 0.12)
    if reading.has("pagoda"):
        structures.pagoda(sheet, stage.focal, y, u * 0.40, 0.4)
    structures.bridge(sheet, w * 0.5, y + u * 0.055, u * 0.46, 0.2)
    water.mirror(sheet, y + u * 0.085, h, 0.72, stage.light[0] if stage.lit else None)
    plants.willow(sheet, w * (0.5 - 0.46 * s), y + u * 0.30, u * 0.62)


def desert(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    land.dunes(sheet, stage.horizon)


def tea(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    land.terraces(sheet, stage.horizon)


def forest(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    u, pal, w = sheet.u, sheet.pal, sheet.w
    if reading.has("bamboo"):
        _grove(sheet, stage)
        return
    pines = reading.has("pine") or pal.snowy or stage.mountains
    for k, far in enumerate((0.78, 0.62, 0.45, 0.26)):
        y = stage.horizon + u * (0.01 + 0.05 * k)
        edge = y + curve(w, sheet.rng, 1.5, 2) * u * 0.03
        plants.treeline(sheet, edge, u * (0.62 - 0.06 * k), far, pines=pines, thin=1.0)
        weather.drift(sheet, y, u * 0.12, 0.55)
        if not pines:
            _trunks(sheet, y + u * 0.02, far, 9 - k)
            _canopy(sheet, 0.42 - 0.04 * k, far)
    land.rolling(sheet, stage.horizon + u * 0.20, u * 0.015, mix(pal.grass, pal.earth, 0.3), 0.08)
    land.winding(
        sheet,
        stage.horizon + u * 0.205,
        stage.focal,
        w * 0.42,
        pal.tone(mix(pal.earth, pal.grass, 0.3), 0.85, 0.25),
        pal.tone(mix(pal.earth, pal.grass, 0.3), 0.4),
        0.14,
    )
    if not pines:
        _canopy(sheet, 0.30, 0.30)
        rays(sheet, stage)
        for share in (-0.47, -0.34, 0.36, 0.49):
            _stem(sheet, w * (0.5 + share * (1 + 0.05 * sheet.rng.normal())), stage.horizon + u * 0.30, u * 0.034, 0.03)
        _canopy(sheet, 0.20, 0.04)
        return
    rays(sheet, stage)
    for share, tall, y in ((-0.40, 0.78, 0.30), (0.34, 0.70, 0.27), (-0.50, 1.05, 0.42), (0.50, 1.10, 0.44)):
        plants.pine(sheet, w * (0.5 + share), stage.horizon + u * y, u * tall, 0.05, pal.snowy)


def _trunks(sheet: Sheet, y: float, far: float, count: int) -> None:
    """Tall stems that leave the picture at the top."""
    rng, w, u = sheet.rng, sheet.w, sheet.u
    for _ in range(int(count * w / u * 0.7) + 1):
        x, half = rng.random() * w, u * (0.010 + 0.012 * (1 - far)) * (0.7 + 0.6 * rng.random())
        if far < 0.4 and abs(x / w - 0.5) < 0.18:
            continue
        _stem(sheet, x, y, half, far)


def _stem(sheet: Sheet, x: float, y: float, half: float, far: float) -> None:
    pal, u = sheet.pal, sheet.u
    bark, lean = rgb("54453a"), sheet.rng.normal() * u * 0.02
    stem = [
        (x - half * 1.7, y),
        (x - half * 0.9, y - u * 0.12),
        (x + lean - half * 0.6, -5),
        (x + lean + half * 0.6, -5),
        (x + half * 0.9, y - u * 0.12),
        (x + half * 1.7, y),
    ]
    sides = [(0, pal.tone(bark, 0.10, far), 1.0), (0.6, pal.tone(bark, 0.35, far), 1.0), (1, pal.tone(bark, 0.9, far), 1.0)]
    sheet.shape(stem, shader=land.linear(x - pal.side * half, 0, x + pal.side * half, 0, sides))


def _canopy(sheet: Sheet, depth: float, far: float) -> None:
    """Leaves overhead, deeper towards the sides; `depth` is a share of the horizon's height."""
    pal, rng, w, u = sheet.pal, sheet.rng, sheet.w, sheet.u
    for k, light in enumerate((0.08, 0.35, 0.75)):
        for _ in range(int(26 * w / u)):
            x = rng.random() * w
            low = sheet.h * 0.55 * depth * (0.35 + 1.1 * abs(x / w - 0.5) * 2) * (0.8 + 0.4 * rng.random())
            y = low * rng.random() ** 0.6 - u * 0.02 * k
            plants.clump(sheet, x, y, u * (0.075 - 0.012 * k), pal.tone(shift(pal.leaf, 0.02 * k), light, far), 14)


def rays(sheet: Sheet, stage: Stage) -> None:
    """Light falling through the leaves."""
    pal, u, s = sheet.pal, sheet.u, sheet.pal.side
    if pal.time in ("grey", "storm", "night") or pal.style in ("ink", "paper"):
        return
    x0 = sheet.w * (0.5 + 0.30 * s)
    for k in range(6):
        x = x0 + (k - 3) * u * 0.09
        beam = [
            (x, -10),
            (x + u * 0.05, -10),
            (x - s * u * 0.55 + u * 0.13, stage.horizon + u * 0.28),
            (x - s * u * 0.55, stage.horizon + u * 0.28),
        ]
        sheet.shape(
            beam,
            shader=land.linear(0, 0, 0, stage.horizon + u * 0.28, [(0, pal.glow, 0.20), (1, pal.glow, 0.0)]),
            blur=u * 0.02,
        )


def _grove(sheet: Sheet, stage: Stage) -> None:
    u, w, rng, pal = sheet.u, sheet.w, sheet.rng, sheet.pal
    land.rolling(sheet, stage.horizon + u * 0.12, u * 0.012, mix(pal.grass, pal.leaf, 0.4), 0.25)
    for far, count, tall, y in ((0.7, 34, 0.95, 0.06), (0.45, 22, 1.15, 0.14), (0.18, 12, 1.45, 0.24)):
        for _ in range(int(count * w / u * 0.8)):
            x = rng.random() * w
            if far < 0.3 and abs(x / w - 0.5) < 0.22:
                continue
            plants.bamboo(sheet, x, stage.horizon + u * y, u * tall * (0.85 + 0.3 * rng.random()), far)
        weather.drift(sheet, stage.horizon + u * y, u * 0.14, 0.5)
    land.winding(
        sheet,
        stage.horizon + u * 0.13,
        stage.focal,
        w * 0.40,
        pal.tone(rgb("b8ab94"), 0.8, 0.4),
        pal.tone(rgb("8f8370"), 0.5),
        0.10,
    )
    rays(sheet, stage)


def village(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    pal, u, w, h, y, rng = sheet.pal, sheet.u, sheet.w, sheet.h, stage.horizon, sheet.rng
    meadow(sheet, stage, pal.grass, 0.8)
    land.winding(
        sheet, y + (h - y) * 0.16, stage.focal, w * 0.40, pal.tone(pal.earth, 0.85, 0.3), pal.tone(pal.earth, 0.5), 0.15
    )
    draw = structures.white_house if reading.chinese else structures.cabin
    spots = [
        (0.0, 0.06, 0.10),
        (0.17, 0.05, 0.11),
        (-0.20, 0.07, 0.11),
        (0.34, 0.09, 0.14),
        (-0.36, 0.11, 0.14),
        (0.10, 0.15, 0.16),
        (-0.10, 0.20, 0.18),
        (0.30, 0.26, 0.23),
        (-0.38, 0.30, 0.24),
    ]
    for dx, t, size in spots:
        x, base = stage.focal + dx * w, y + (h - y) * t
        if rng.random() < 0.7:
            plants.broadleaf(sheet, x - u * size * 0.7, base, u * size * 1.1, far=0.35 - t)
        draw(sheet, x, base, u * size, max(0.0, 0.38 - 1.2 * t))


def temple(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    pal, u, w, h, y, s = sheet.pal, sheet.u, sheet.w, sheet.h, stage.horizon, sheet.pal.side
    meadow(sheet, stage, pal.grass, 0.9)
    if reading.has("wall"):
        edge = y + u * 0.02 + curve(w, sheet.rng, 1.6, 3) * u * 0.09
        land.rolling(sheet, y + u * 0.05, u * 0.03, mix(pal.leaf, pal.grass, 0.5), 0.2)
        structures.great_wall(sheet, edge, u * 0.26)
        return
    base = y + (h - y) * 0.16
    for dx, tall in ((-0.42, 0.40), (-0.30, 0.30), (0.33, 0.34), (0.46, 0.44)):
        plants.pine(sheet, stage.focal + dx * u, base + u * 0.01, u * tall, 0.2, pal.snowy)
    weather.drift(sheet, y, u * 0.10, 0.6)
    land.winding(sheet, base, stage.focal, w * 0.36, pal.tone(rgb("c9c0b0"), 0.8, 0.2), pal.tone(rgb("a39a8a"), 0.5), 0.08)
    structures.hall(sheet, stage.focal, base + u * 0.01, u * 0.50, 0.08)
    structures.pagoda(sheet, stage.focal + s * u * 0.40, base - u * 0.01, u * 0.58, 0.22)
    plants.bough(
        sheet,
        w * (0.5 - 0.52 * s),
        h * 0.06,
        u * 0.55,
        s,
        rgb("f0a8c0") if reading.season == "spring" or reading.has("blossom") else pal.leaf,
        reading.season == "spring" or reading.has("blossom"),
    )


def road(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    pal, u, w, h = sheet.pal, sheet.u, sheet.w, sheet.h
    meadow(sheet, stage, pal.grass, 0.5)
    paved = reading.has("highway", "car")
    asphalt = rgb("6f6c6a") if paved else mix(pal.earth, rgb("b09a78"), 0.4)
    line = land.winding(
        sheet,
        stage.horizon + u * 0.02,
        stage.focal,
        w * (0.62 if paved else 0.44),
        pal.tone(asphalt, 0.9, 0.45),
        pal.tone(asphalt, 0.35),
        0.16,
    )
    for (x0, y0), (x1, y1) in list(pairwise(line))[12::2] if paved else []:
        t = (y0 - stage.horizon) / (h - stage.horizon)
        sheet.stroke(
            [(x0, y0), (x0 + (x1 - x0) * 0.7, y0 + (y1 - y0) * 0.7)],
            pal.tone(rgb("efe6cf"), 0.9, 0.3 * (1 - t)),
            max(0.5, w * 0.012 * t),
            0.85,
            soft=False,
        )


def street(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    city.street(sheet, stage.horizon, reading.weather in ("rain", "storm"))


def skyline(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    u, y = sheet.u, stage.horizon
    city.skyline(sheet, y, 1.0 if sheet.h > sheet.w else 0.72)
    plants.treeline(sheet, np.full(sheet.w, y + u * 0.022), u * 0.035, 0.12, thin=0.85)
    sheet.rect(0, y + u * 0.018, sheet.w, u * 0.012, sheet.pal.tone(rgb("8f8a84"), 0.5, 0.15))
    water.mirror(sheet, y + u * 0.03, sheet.h, 0.55, stage.light[0] if stage.lit else None)


def cloud_sea(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    """Above the clouds: dark summits between white banks."""
    u, h = sheet.u, sheet.h
    if reading.has("clouds", "plane") or stage.mountains:
        y = stage.horizon * 0.80
        for k in range(5):
            if k in (1, 2):
                land.ranges(sheet, y + u * 0.03, 0.17 + 0.05 * k, 1)
            sky.bank(sheet, y, u * (0.10 + 0.07 * k), 0.62 - 0.15 * k)
            y += (h - stage.horizon * 0.80) * (0.11 + 0.05 * k)
    else:
        land.ranges(sheet, stage.horizon, 0.20, 3)
        meadow(sheet, stage, sheet.pal.grass, 0.7)


GROUNDS: dict[str, Callable[[Sheet, Reading, Stage], None]] = {
    "lake": lake, "sea": sea, "river": river, "desert": desert, "tea": tea, "forest": forest, "garden": garden, "field": field,
    "village": village, "temple": temple, "road": road, "street": street, "city": skyline, "sky": cloud_sea,
}  # fmt: skip
