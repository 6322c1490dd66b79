"""Rooms and tables: a window with its own view, walls, shelves, a board, and the things that stand on a table."""

from __future__ import annotations

import cv2
import numpy as np
import skia

from . import objects
from .colour import mix, rgb, shift
from .figures import cat, person
from .noise import field
from .prompt import Reading
from .sheet import Sheet, linear, poly

_WOOD = rgb("9a6b45")
ON_TABLE = tuple(objects.DRAW)


def room(sheet: Sheet, reading: Reading, view: np.ndarray) -> None:
    """A room seen straight on; `view` (h, w, 3) uint8 is what its window shows."""
    pal, w, h, u = sheet.pal, sheet.w, sheet.h, sheet.u
    floor = h * 0.76
    wall = rgb("d9c7ae") if reading.hue == "" else rgb("cfcac4")
    s = pal.side
    wx = w * (0.5 + 0.16 * s)  # the window stands on the lit side
    stops = [(0.0, pal.tone(wall, 0.75), 1.0), (0.5, pal.tone(wall, 0.5), 1.0), (1.0, pal.tone(wall, 0.18), 1.0)]
    sheet.wash(linear(w * (0.5 + 0.5 * s), 0, w * (0.5 - 0.5 * s), 0, stops))
    sheet.rect(
        0,
        0,
        w,
        floor,
        shader=linear(
            0, 0, 0, floor, [(0, pal.tone(wall, 0.0), 0.45), (0.4, pal.tone(wall, 0.3), 0.0), (1, pal.tone(wall, 0.1), 0.25)]
        ),
    )
    _plaster(sheet, floor)
    if reading.has("shelves"):
        shelves(sheet, w * (0.5 - 0.28 * s), floor, w * 0.40, floor * 0.86)
    if reading.has("blackboard"):
        board(sheet, w * 0.5, floor * 0.50, min(w * 0.80, u * 1.25), floor * 0.44)
    else:
        window(sheet, wx, floor * 0.44, min(w * 0.46, u * 0.62), floor * 0.60, view)
        if not reading.has("shelves"):
            _frames(sheet, w * (0.5 - 0.30 * s), floor * 0.36)
    _floor(sheet, floor, wx)
    _furniture(sheet, reading, floor)


def _plaster(sheet: Sheet, floor: float) -> None:
    patch = field(sheet.w, int(floor), sheet.rng, 4, 5, 0.55) - 0.5
    tone = sheet.pal.tone(rgb("6b5240"), 0.1)
    sheet.blend(tone, np.clip(patch, 0, 1) * 0.22)


def window(sheet: Sheet, x: float, y: float, w: float, h: float, view: np.ndarray) -> None:
    """A window centred on (x, y), with curtains."""
    pal, u = sheet.pal, sheet.u
    frame = pal.tone(rgb("efe8dc"), 0.65)
    box = skia.Rect.MakeXYWH(x - w / 2, y - h / 2, w, h)
    sheet.glow(x, y, max(w, h) * 1.25, pal.sky[3], 0.55 * (1 - pal.dark))
    sheet.rect(x - w * 0.54, y - h * 0.54, w * 1.08, h * 1.08, shift(frame, -0.10))
    rgba = np.dstack([view, np.full(view.shape[:2], 255, np.uint8)])
    image = skia.Image.fromarray(np.ascontiguousarray(rgba), skia.ColorType.kRGBA_8888_ColorType)
    sheet.canvas.drawImageRect(image, box, skia.SamplingOptions(skia.FilterMode.kLinear))
    sheet.rect(
        x - w / 2,
        y - h / 2,
        w,
        h,
        shader=linear(
            x - w / 2, y - h / 2, x + w / 2, y + h / 2, [(0, (1, 1, 1), 0.16), (0.45, (1, 1, 1), 0.02), (1, (1, 1, 1), 0.0)]
        ),
    )
    bar = u * 0.016
    for part in (-0.5, 0.0, 0.5):
        sheet.rect(x + w * part - bar / 2, y - h / 2 - bar, bar, h + 2 * bar, frame)
    for part in (-0.5, -0.12, 0.5):
        sheet.rect(x - w / 2 - bar, y + h * part - bar / 2, w + 2 * bar, bar, frame)
    sill = [
        (x - w * 0.60, y + h * 0.5 + bar),
        (x + w * 0.60, y + h * 0.5 + bar),
        (x + w * 0.63, y + h * 0.5 + bar * 2.6),
        (x - w * 0.63, y + h * 0.5 + bar * 2.6),
    ]
    sheet.rect(x - w * 0.6, y + h * 0.5 + bar * 2.6, w * 1.2, bar * 2.5, (0.08, 0.05, 0.05), 0.25, blur=bar)
    sheet.shape(sill, shift(frame, 0.03))
    for s in (-1, 1):
        _curtain(sheet, x + s * w * 0.60, y - h * 0.60, w * 0.26, h * 1.30, s)
    sheet.rect(x - w * 0.80, y - h * 0.62, w * 1.6, u * 0.012, pal.tone(rgb("7a5a3c"), 0.5), r=u * 0.006)


def _curtain(sheet: Sheet, x: float, y: float, w: float, h: float, s: int) -> None:
    pal = sheet.pal
    cloth = rgb("c9a58a") if pal.time != "night" else rgb("8f7f9a")
    ts = np.linspace(0, 1, 16)
    inner = [(x - s * w * (0.55 - 0.75 * np.sin(np.pi * t * 0.5) ** 2 * 0.6 + 0.12 * np.sin(t * 3.14)), y + h * t) for t in ts]
    outer = [(x + s * w * 0.55, y + h * t) for t in ts[::-1]]
    sheet.shape(
        [*inner, *outer],
        shader=linear(
            x - s * w * 0.6, 0, x + s * w * 0.6, 0, [(0, pal.tone(cloth, 0.9), 0.93), (1, pal.tone(cloth, 0.35), 0.98)]
        ),
    )
    for k in range(6):
        f = (k + 0.5) / 6
        line = [(px + (x + s * w * 0.55 - px) * f, py) for px, py in inner]
        sheet.stroke(line, pal.tone(cloth, 0.05), w * 0.05, 0.28, blur=w * 0.03)
        sheet.stroke([(a - s * w * 0.05, b) for a, b in line], pal.tone(cloth, 1.0), w * 0.03, 0.25, blur=w * 0.02)


def _frames(sheet: Sheet, x: float, y: float) -> None:
    """A picture on the wall: two abstract fields of colour."""
    pal, u = sheet.pal, sheet.u
    w, h = u * 0.22, u * 0.29
    sheet.rect(x - w / 2 + u * 0.01, y - h / 2 + u * 0.014, w, h, (0.05, 0.03, 0.03), 0.35, blur=u * 0.012)
    sheet.rect(x - w / 2, y - h / 2, w, h, pal.tone(rgb("6b4a33"), 0.45))
    sheet.rect(x - w * 0.44, y - h * 0.455, w * 0.88, h * 0.91, pal.tone(rgb("efe6d6"), 0.6))
    sheet.rect(x - w * 0.32, y - h * 0.34, w * 0.64, h * 0.40, pal.tone(rgb("c98f5e"), 0.6))
    sheet.oval(x + w * 0.08, y - h * 0.12, w * 0.14, w * 0.14, pal.tone(rgb("f0d8a8"), 0.8))
    sheet.rect(x - w * 0.32, y + h * 0.04, w * 0.64, h * 0.26, pal.tone(rgb("3f5f66"), 0.5))


def shelves(sheet: Sheet, x: float, y: float, w: float, h: float) -> None:
    """A bookcase standing on row `y`, filled."""
    pal, rng = sheet.pal, sheet.rng
    sheet.rect(x - w / 2, y - h, w, h, pal.tone(rgb("5a3d2a"), 0.12))
    rows = max(3, round(h / (sheet.u * 0.19)))
    step = h / rows
    for r in range(rows):
        top = y - h + r * step
        xx = x - w * 0.475
        while xx < x + w * 0.45:
            thick, tall = step * (0.09 + 0.11 * rng.random()), step * (0.56 + 0.24 * rng.random())
            if rng.random() < 0.07:
                xx += thick * 2.2
                continue
            albedo = objects._BOOKS[int(rng.integers(len(objects._BOOKS)))]
            tone = pal.tone(mix(albedo, rgb("7a6a58"), 0.25), 0.35 + 0.35 * rng.random())
            sheet.rect(
                xx,
                top + step * 0.90 - tall,
                thick * 0.94,
                tall,
                shader=linear(
                    xx, 0, xx + thick, 0, [(0, shift(tone, -0.05), 1), (0.5, shift(tone, 0.03), 1), (1, shift(tone, -0.07), 1)]
                ),
            )
            sheet.rect(xx, top + step * 0.90 - tall * 0.85, thick * 0.94, tall * 0.05, pal.tone(rgb("e2c98a"), 0.6), 0.6)
            xx += thick
        sheet.rect(x - w / 2, top, w, step * 0.16, (0.03, 0.02, 0.02), 0.35, blur=step * 0.05)
        sheet.rect(x - w / 2, top + step * 0.90, w, step * 0.09, pal.tone(_WOOD, 0.5))
    for k in (-1, 1):
        sheet.rect(x + k * w * 0.49 - w * 0.02, y - h, w * 0.04, h, pal.tone(_WOOD, 0.45))
    sheet.rect(x - w * 0.53, y - h - step * 0.1, w * 1.06, step * 0.12, pal.tone(_WOOD, 0.7))


def board(sheet: Sheet, x: float, y: float, w: float, h: float) -> None:
    """A blackboard with chalk geometry on it (no letters)."""
    pal, rng = sheet.pal, sheet.rng
    sheet.rect(x - w * 0.52, y - h * 0.55, w * 1.04, h * 1.1, pal.tone(_WOOD, 0.55), r=h * 0.01)
    green = rgb("2f4f47")
    sheet.rect(
        x - w * 0.5,
        y - h * 0.5,
        w,
        h,
        shader=linear(
            x - w / 2, y - h / 2, x + w / 2, y + h / 2, [(0, pal.tone(green, 0.75), 1), (1, pal.tone(green, 0.3), 1)]
        ),
    )
    chalk, line = pal.tone(rgb("f2efe4"), 0.9), h * 0.010
    for _ in range(9):
        sheet.oval(
            x + (rng.random() - 0.5) * w * 0.8,
            y + (rng.random() - 0.5) * h * 0.7,
            w * 0.12,
            h * 0.10,
            chalk,
            0.045,
            blur=h * 0.05,
        )
    ax, ay = x - w * 0.36, y + h * 0.26
    sheet.stroke([(ax, ay - h * 0.55), (ax, ay), (ax + w * 0.30, ay)], chalk, line, 0.8, soft=False)
    sheet.stroke(
        [(ax + w * 0.28 * t, ay - h * (0.06 + 0.42 * t**2)) for t in np.linspace(0.03, 1, 18)],
        pal.tone(rgb("f2d58a"), 0.9),
        line * 1.3,
        0.85,
    )
    cx, cy, r = x + w * 0.13, y - h * 0.04, h * 0.24
    sheet.stroke([(cx + r * np.cos(t), cy + r * np.sin(t)) for t in np.linspace(0, 6.35, 40)], chalk, line, 0.8)
    tri = [(cx + r * np.cos(t), cy + r * np.sin(t)) for t in (-1.57, 0.52, 2.62, -1.57)]
    sheet.stroke(tri, pal.tone(rgb("9fd0c8"), 0.9), line, 0.8, soft=False)
    for k in range(3):
        sheet.stroke(
            [(x + w * 0.30, y - h * 0.24 + k * h * 0.14), (x + w * (0.44 - 0.03 * k), y - h * 0.24 + k * h * 0.14)],
            chalk,
            line,
            0.55,
            soft=False,
        )
    sheet.rect(x - w * 0.5, y + h * 0.52, w, h * 0.045, pal.tone(_WOOD, 0.8))


def _floor(sheet: Sheet, floor: float, wx: float) -> None:
    pal, w, h, u = sheet.pal, sheet.w, sheet.h, sheet.u
    sheet.rect(
        0,
        floor,
        w,
        h - floor,
        shader=linear(0, floor, 0, h, [(0, pal.tone(_WOOD, 0.35), 1), (1, pal.tone(shift(_WOOD, -0.1), 0.2), 1)]),
    )
    for k in range(-14, 15):
        x0, x1 = w / 2 + k * w * 0.085, w / 2 + k * w * 0.20
        sheet.stroke([(x0, floor), (x1, h)], pal.tone(_WOOD, 0.0), u * 0.002, 0.4, soft=False)
    sheet.rect(0, floor - u * 0.03, w, u * 0.03, pal.tone(rgb("eadfce"), 0.45))
    sheet.rect(0, floor, w, u * 0.03, (0.05, 0.03, 0.03), 0.3, blur=u * 0.012)
    s, half = pal.side, u * 0.26
    patch = [
        (wx - half, floor + u * 0.03),
        (wx + half, floor + u * 0.03),
        (wx + half - s * u * 0.30, h * 1.02),
        (wx - half - s * u * 0.42, h * 1.02),
    ]
    light = mix(pal.sky[3], (1, 1, 1), 0.3)
    sheet.fill(poly(patch), light, 0.30 * (1 - 0.7 * pal.dark), blur=u * 0.02)


def _furniture(sheet: Sheet, reading: Reading, floor: float) -> None:
    pal, w, h, u = sheet.pal, sheet.w, sheet.h, sheet.u
    s = pal.side
    if reading.has("blackboard"):
        for r, t in enumerate((0.25, 0.62)):
            for k in (-1, 0, 1):
                _school_desk(
                    sheet, w * (0.5 + k * (0.34 + 0.10 * t)), floor + (h - floor) * t + u * 0.06, u * (0.20 + 0.09 * r)
                )
        return
    x = w * (0.5 - 0.24 * s)
    top, half = floor - u * 0.20, u * 0.30
    things = [t for t in reading.things if t in ON_TABLE][:3] or ["lamp", "book"]
    for leg in (-1, 1):
        sheet.rect(x + leg * half * 0.86 - u * 0.012, top, u * 0.024, u * 0.30, pal.tone(_WOOD, 0.25))
    sheet.oval(x, floor + u * 0.10, half * 1.2, u * 0.03, (0.04, 0.02, 0.02), 0.35, blur=u * 0.02)
    sheet.rect(
        x - half,
        top - u * 0.018,
        half * 2,
        u * 0.036,
        shader=linear(
            x - half,
            0,
            x + half,
            0,
            [(0, pal.tone(_WOOD, 0.85 if s < 0 else 0.35), 1), (1, pal.tone(_WOOD, 0.85 if s > 0 else 0.35), 1)],
        ),
        r=u * 0.006,
    )
    for k, name in enumerate(things):
        objects.DRAW[name](
            sheet, x + (k - (len(things) - 1) / 2) * half * 0.75, top - u * 0.016, u * (0.26 if name == "lamp" else 0.15)
        )
    objects.plant(sheet, w * (0.5 + 0.40 * s), floor + u * 0.07, u * 0.34)
    if reading.has("person", "people"):
        person(sheet, w * (0.5 + 0.02 * s), floor + u * 0.10, u * 0.46)
    if reading.has("cat"):
        cat(sheet, w * (0.5 + 0.16 * s), floor * 0.44 + floor * 0.30 + u * 0.03, u * 0.15)


def _school_desk(sheet: Sheet, x: float, y: float, size: float) -> None:
    pal = sheet.pal
    for leg in (-1, 1):
        sheet.rect(x + leg * size * 0.42 - size * 0.02, y - size * 0.5, size * 0.04, size * 0.5, pal.tone(rgb("5a5f66"), 0.35))
    sheet.rect(x - size * 0.55, y - size * 0.56, size * 1.1, size * 0.10, pal.tone(_WOOD, 0.75), r=size * 0.015)
    sheet.rect(x - size * 0.50, y - size * 0.46, size * 1.0, size * 0.18, pal.tone(_WOOD, 0.25))


def table(sheet: Sheet, reading: Reading, view: np.ndarray) -> None:
    """A table seen close, its things in focus before a soft background."""
    pal, w, h, u, s = sheet.pal, sheet.w, sheet.h, sheet.u, sheet.pal.side
    edge = h * (0.66 if h > w else 0.68)
    _backdrop(sheet, view, edge)
    wood = rgb("a06f45")
    sheet.rect(
        0,
        edge,
        w,
        h - edge,
        shader=linear(
            0,
            edge,
            0,
            h,
            [(0, pal.tone(wood, 0.85), 1), (0.35, pal.tone(wood, 0.6), 1), (1, pal.tone(shift(wood, -0.08), 0.22), 1)],
        ),
    )
    depth = h - int(edge)
    grain = field(w, depth, sheet.rng, 34, 4, 0.6, stretch=14) - 0.5
    t = np.linspace(0.3, 1, depth, dtype=np.float32)[:, None]
    sheet.blend(pal.tone(rgb("4a2c18"), 0.2), np.clip(grain, 0, 1) * t * 0.75, 0, int(edge))
    sheet.blend(pal.tone(rgb("d9a878"), 1.0), np.clip(-grain, 0, 1) * t * 0.35, 0, int(edge))
    sheet.rect(0, edge - u * 0.004, w, u * 0.010, pal.tone(rgb("e2bd92"), 0.9), 0.5, blur=u * 0.004)
    sheet.oval(
        w * (0.5 + 0.35 * s),
        edge + u * 0.06,
        w * 0.5,
        u * 0.05,
        mix(pal.sky[3], (1, 1, 1), 0.4),
        0.30 * (1 - 0.6 * pal.dark),
        blur=u * 0.04,
    )
    _arrange(sheet, reading, edge)


def _backdrop(sheet: Sheet, view: np.ndarray, edge: float) -> None:
    """What lies behind the table, out of focus: wall, window, and lights if it is dark."""
    pal, w, h, u, s, rng = sheet.pal, sheet.w, sheet.h, sheet.u, sheet.pal.side, sheet.rng
    wall = rgb("c9b296")
    sheet.wash(
        linear(
            w * (0.5 + 0.5 * s), 0, w * (0.5 - 0.5 * s), h * 0.6, [(0, pal.tone(wall, 0.75), 1), (1, pal.tone(wall, 0.12), 1)]
        )
    )
    wide, high = min(w * 0.62, u * 0.95), edge * 0.80
    wx, wy = w * (0.5 + 0.22 * s), edge * 0.45
    window(sheet, wx, wy, wide, high, view)
    shelves(sheet, w * (0.5 - 0.46 * s), edge * 1.05, w * 0.30, edge * 0.8)
    if pal.dark > 0.1:
        for _ in range(16):
            x, y, r = rng.random() * w, rng.random() * edge * 0.9, u * (0.015 + 0.03 * rng.random())
            sheet.oval(x, y, r, r, mix(pal.lamp, (1, 0.9, 0.8), rng.random()), 0.10 + 0.16 * rng.random())
    sheet.canvas.flush()
    k = max(1, round(u / 270))
    top = sheet.pixels[: int(edge) + 1, :, :3]
    small = cv2.resize(top, (max(2, w // k), max(2, top.shape[0] // k)), interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(small, (0, 0), max(0.6, u / k * 0.014))
    out = cv2.resize(blurred, (w, top.shape[0]), interpolation=cv2.INTER_LINEAR).astype(np.float32) / 255
    sheet.blend(out, np.ones(out.shape[:2], np.float32))


def _arrange(sheet: Sheet, reading: Reading, edge: float) -> None:
    """The focal thing on its third, others behind and beside it, the lower middle left free."""
    w, h, u, s = sheet.w, sheet.h, sheet.u, sheet.pal.side
    asked = [t for t in reading.things if t in ON_TABLE]
    code = reading.has("code")
    if (code or "room" in reading.places[:1]) and "laptop" not in asked and code:
        asked.insert(0, "laptop")
    usual = ["lamp", "book", "cup", "plant"] if sheet.pal.dark > 0.1 or not asked else ["book", "plant", "cup"]
    things = (asked + [t for t in usual if t not in asked])[: max(3, len(asked[:4]))]
    near, x0 = edge + (h - edge) * 0.26, w * (0.5 - 0.13 * s)
    spread = min(w * 0.31, u * 0.52)
    slots = [
        (x0, near, 1.0),
        (x0 + s * spread * 1.05, near - u * 0.055, 0.72),
        (x0 - s * spread * 0.95, near - u * 0.06, 0.72),
        (x0 + s * spread * 0.55, near - u * 0.085, 0.6),
    ]
    big = {
        "lamp": 0.78,
        "laptop": 0.52,
        "book": 0.40,
        "cup": 0.36,
        "plant": 0.58,
        "food": 0.46,
        "phone": 0.42,
        "clock": 0.36,
        "globe": 0.52,
    }
    for name, (x, y, k) in sorted(zip(things, slots, strict=False), key=lambda item: item[1][1]):
        size = u * big.get(name, 0.40) * (k if name != "lamp" else max(k, 0.85))
        margin = size * (0.86 if name in ("laptop", "food") else 0.45)
        x = min(max(x, margin), w - margin)
        if name == "laptop":
            objects.laptop(sheet, x, y, size, code or reading.has("network"))
        elif name == "plant" and reading.has("flowers"):
            objects.plant(sheet, x, y, size, True)
        elif name == "book" and k == 1.0:
            objects.open_book(sheet, x, y, size * 1.15)
        else:
            objects.DRAW[name](sheet, x, y, size)
    if reading.has("cat"):
        cat(sheet, w * (0.5 + 0.34 * s), near - u * 0.03, u * 0.30)
