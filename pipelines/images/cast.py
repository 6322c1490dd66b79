"""What stands, floats and flies in an outdoor scene: the things of the prompt, each on its own spot."""

from __future__ import annotations

import numpy as np

from . import figures, plants, structures, vehicles
from .colour import rgb
from .prompt import Reading
from .sheet import Sheet, linear
from .stage import Stage

_FRAMED = ("lake", "river", "temple", "village", "garden")


def place(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    """Draw every thing of the prompt that belongs out of doors, far ones first."""
    _flying(sheet, reading, stage)
    if stage.place in ("lake", "river", "sea", "city"):
        _afloat(sheet, reading, stage)
    _standing(sheet, reading, stage)
    _walking(sheet, reading, stage)
    _framing(sheet, reading, stage)


def _flying(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    u, w, s, y = sheet.u, sheet.w, sheet.pal.side, stage.horizon
    if reading.has("balloon"):
        for k, (dx, t, size) in enumerate(((-0.20, 0.42, 0.26), (0.16, 0.60, 0.13), (-0.02, 0.72, 0.08), (0.36, 0.34, 0.09))):
            figures.balloon(sheet, w * (0.5 + dx * s), y * t, u * size, 0.55 - size * 1.8, k)
    if reading.has("plane"):
        vehicles.plane(sheet, w * (0.5 - 0.10 * s), y * 0.36, u * 0.26)
    if reading.has("kite"):
        figures.kite(sheet, w * (0.5 - 0.16 * s), y * 0.34, u * 0.055)
    if reading.has("fireworks"):
        for dx, t, size in ((-0.18, 0.30, 0.20), (0.20, 0.20, 0.15), (0.04, 0.48, 0.11)):
            firework(sheet, w * (0.5 + dx * s), y * t, u * size)
    if reading.has("lantern") and stage.place in ("lake", "sky", "field", "sea", "city") and sheet.pal.time == "night":
        for _ in range(26):
            depth = sheet.rng.random()
            figures.sky_lantern(
                sheet, sheet.rng.random() * w, y * (0.08 + 0.85 * sheet.rng.random()), u * (0.008 + 0.035 * depth**2)
            )
    busy = reading.has("balloon", "plane", "fireworks", "kite")
    if reading.has("birds") or (
        not busy
        and sheet.pal.time in ("dusk", "dawn", "day")
        and stage.place in ("lake", "sea", "river")
        and sheet.pal.style != "cinematic"
    ):
        figures.birds(
            sheet,
            stage.focal + s * u * 0.10,
            y * 0.46,
            u * (0.42 if reading.has("birds") else 0.26),
            9 if reading.has("birds") else 5,
        )


def firework(sheet: Sheet, x: float, y: float, r: float) -> None:
    tone = (rgb("ffd27a"), rgb("ff8a7a"), rgb("8fd8ff"))[int(sheet.rng.integers(3))]
    sheet.glow(x, y, r * 1.5, tone, 0.45)
    for _ in range(46):
        a, length = sheet.rng.random() * 6.283, r * (0.55 + 0.5 * sheet.rng.random())
        dx, dy = float(np.cos(a)), float(np.sin(a))
        tip = (x + dx * length, y + dy * length + r * 0.14)
        sheet.stroke(
            [(x + dx * length * 0.3, y + dy * length * 0.3), (x + dx * length * 0.75, y + dy * length * 0.72), tip],
            tone,
            r * 0.012,
            0.75,
        )
        sheet.glow(*tip, r * 0.09, tone, 0.9)


def _afloat(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    if not reading.has("boat"):
        return
    u, s, y, h = sheet.u, sheet.pal.side, stage.horizon, sheet.h
    x, row = sheet.w * (0.5 + 0.12 * s), y + (h - y) * 0.30
    if stage.place == "sea" or (stage.place == "lake" and not reading.chinese):
        figures.sailboat(sheet, x, y + (h - y) * 0.20, u * 0.26)
        figures.sailboat(sheet, x - s * u * 0.34, y + (h - y) * 0.07, u * 0.09, 0.4)
    else:
        figures.sampan(sheet, x, row, u * 0.34)


def _standing(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    """Buildings and trees that the middle ground has not set already."""
    u, s, y, h, w = sheet.u, sheet.pal.side, stage.horizon, sheet.h, sheet.w
    base = y + (h - y) * 0.22
    dry = stage.place in ("field", "garden", "road", "desert", "forest", "tea", "sky")
    if reading.has("windmill"):
        for k, (dx, size) in enumerate(((0.30, 0.17), (0.08, 0.13), (-0.36, 0.22), (-0.14, 0.42))):
            structures.turbine(sheet, w * (0.5 + dx * s), y + u * 0.02 * k, u * size, 0.5 - size)
    if dry and reading.has("house"):
        structures.cabin(sheet, stage.focal, base, u * 0.27, 0.05)
    if dry and reading.has("pagoda", "temple"):
        (structures.pagoda if reading.has("pagoda") else structures.hall)(sheet, stage.focal, base - u * 0.03, u * 0.46, 0.15)
    if reading.has("train"):
        vehicles.train(sheet, y + u * 0.035, u * 0.52)
    if reading.has("tent"):
        structures.tent(sheet, stage.focal, y + (h - y) * 0.36, u * 0.30)
    if reading.has("car") and stage.place in ("road", "street", "desert", "field"):
        vehicles.car(sheet, w * (0.5 - 0.05 * s), y + (h - y) * 0.52, u * 0.20)
    if reading.has("lantern") and stage.place in ("street", "village", "temple", "river"):
        for k in range(5):
            figures.lantern(sheet, w * (0.10 + 0.20 * k), h * (0.075 + 0.02 * (k % 2)), u * 0.105)
    if stage.place != "sky":
        _trees(sheet, reading, stage, base)
    elif reading.has("pine", "tree"):
        _crag(sheet, stage)


def _trees(sheet: Sheet, reading: Reading, stage: Stage, base: float) -> None:
    u, pal, w = sheet.u, sheet.pal, sheet.w
    if stage.place in ("forest", "street", "city", "sea", "temple"):
        return
    x = (
        stage.focal
        if not reading.has("house", "person", "people", "tent", "temple", "pagoda")
        else stage.focal - pal.side * u * 0.26
    )
    x = min(max(x, u * 0.16), w - u * 0.16)
    low = base if stage.place not in ("lake", "river") else sheet.h * 0.90
    if stage.place in ("lake", "river"):
        x = w * (0.5 - 0.38 * pal.side)
    if reading.has("blossom"):
        plants.broadleaf(sheet, x, low + u * 0.02, u * 0.62, rgb("f4b3c8"))
    elif reading.has("willow"):
        plants.willow(sheet, x, low + u * 0.02, u * 0.60)
    elif reading.has("pine") or (reading.has("tree") and pal.snowy):
        plants.pine(sheet, x, low, u * 0.55, 0.0, pal.snowy)
        plants.pine(sheet, x + u * 0.14, low + u * 0.02, u * 0.38, 0.0, pal.snowy)
    elif reading.has("bamboo"):
        for k in range(9):
            plants.bamboo(sheet, w * (0.5 - pal.side * (0.36 + 0.02 * k)), sheet.h * 0.97, u * (0.9 + 0.05 * (k % 3)))
    elif reading.has("tree"):
        plants.broadleaf(sheet, x, low + u * 0.02, u * 0.60)
    elif stage.place in ("field", "road") and not reading.has(
        "house", "windmill", "tent", "train", "balloon", "horse", "cow", "camel"
    ):
        plants.broadleaf(
            sheet, w * (0.5 + 0.30 * pal.side), stage.horizon + (sheet.h - stage.horizon) * 0.20, u * 0.36, far=0.08
        )
    elif reading.has("palm") and stage.place != "sea":
        plants.palm(sheet, x, low, u * 0.55)


def _crag(sheet: Sheet, stage: Stage) -> None:
    """A rock from the edge of the picture with pines on it, over the clouds."""
    pal, u, w, h = sheet.pal, sheet.u, sheet.w, sheet.h
    s, top = -pal.side, stage.horizon * 0.86
    edge = w * (0.5 + 0.52 * s)
    steps = (
        (0.0, -0.10),
        (0.12, -0.07),
        (0.20, 0.0),
        (0.33, 0.03),
        (0.37, 0.10),
        (0.31, 0.20),
        (0.34, 0.34),
        (0.26, 0.50),
        (0.28, 0.9),
    )
    points = [(edge - s * a * u, top + b * u) for a, b in steps]
    rock = [(0.0, pal.tone(pal.rock, 0.9), 1.0), (0.5, pal.tone(pal.rock, 0.4), 1.0), (1.0, pal.tone(pal.rock, 0.12), 1.0)]
    with sheet.layer():
        sheet.shape([*points, (edge, h + 5)], shader=linear(edge - s * u * 0.35, top, edge, top + u * 0.3, rock))
    for a, b, tall in ((0.07, -0.075, 0.46), (0.17, -0.01, 0.34), (0.30, 0.04, 0.25)):
        plants.pine(sheet, edge - s * a * u, top + b * u, u * tall, 0.0, pal.snowy)


def _walking(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    u, s, y, h = sheet.u, sheet.pal.side, stage.horizon, sheet.h
    near = {"lake": 0.80, "river": 0.62, "sea": 0.84, "city": 0.86, "street": 0.46, "sky": 0.66}.get(stage.place, 0.46)
    x, row, size = stage.focal, y + (h - y) * near, u * 0.20
    wet = reading.weather in ("rain", "storm") or reading.has("umbrella")
    if stage.place in ("lake", "city") and reading.has("person", "people", "cat", "dog", "umbrella"):
        _pier(sheet, x, row)
    if reading.has("people"):
        figures.people(sheet, x, row, size, 0.0, wet)
    elif reading.has("person", "umbrella") or (
        reading.has("mountain") and reading.has("road") and stage.place == "road" and not reading.has("car", "train")
    ):
        figures.person(sheet, x, row, size, 0.0, None, wet, stick=reading.has("mountain"))
    for kind in ("horse", "deer", "cow", "camel", "dog"):
        if reading.has(kind):
            beasts(sheet, kind, x + s * u * 0.20, row, u * (0.20 if kind != "dog" else 0.10))
    if reading.has("cat"):
        figures.cat(sheet, x + s * u * 0.22, row, u * 0.12)


def beasts(sheet: Sheet, kind: str, x: float, y: float, size: float) -> None:
    """One, or for herding animals a few in a line."""
    count = {"camel": 4, "cow": 3, "horse": 2, "deer": 2}.get(kind, 1)
    for k in range(count):
        figures.beast(
            sheet,
            kind,
            x + (k - count / 2) * size * 1.35,
            y - size * 0.10 * (k % 2),
            size * (1 - 0.12 * (k % 2)),
            0.05,
            sheet.pal.side,
        )


def _pier(sheet: Sheet, x: float, y: float) -> None:
    """Planks over the water for someone to stand on."""
    pal, u, h = sheet.pal, sheet.u, sheet.h
    wood, far, near = rgb("7a5c42"), u * 0.10, u * 0.17
    with sheet.layer():
        sheet.shape(
            [(x - far, y - u * 0.02), (x + far, y - u * 0.02), (x + near * 1.3, h + 5), (x - near * 1.3, h + 5)],
            pal.tone(wood, 0.5),
        )
        for k in range(14):
            t = (k / 14) ** 1.4
            yy = y - u * 0.02 + (h - y + u * 0.02) * t
            half = far + (near * 1.3 - far) * t
            sheet.stroke([(x - half, yy), (x + half, yy)], pal.tone(wood, 0.05), u * 0.004 * (1 + t), 0.7, soft=False)
            sheet.stroke(
                [(x - half, yy + u * 0.005), (x + half, yy + u * 0.005)], pal.tone(wood, 1.0), u * 0.0025, 0.4, soft=False
            )
    for k in (-1, 1):
        sheet.rect(x + k * far - u * 0.008, y - u * 0.07, u * 0.016, u * 0.10, pal.tone(wood, 0.3))


def _framing(sheet: Sheet, reading: Reading, stage: Stage) -> None:
    """A branch from an upper corner, where the sky is empty and the place allows it."""
    pal, u, w = sheet.pal, sheet.u, sheet.w
    if stage.place not in _FRAMED or pal.snowy or stage.place == "temple" or sheet.rng.random() > 0.45:
        return
    blossom = reading.season == "spring" or reading.has("blossom")
    way = pal.side
    plants.bough(sheet, w * (0.5 - 0.52 * way), sheet.h * 0.05, u * 0.50, way, rgb("f2b0c4") if blossom else pal.leaf, blossom)
