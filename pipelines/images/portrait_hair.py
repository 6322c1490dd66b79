"""The presenter's hair: a dark mass, then strands that follow the comb and carry the light."""

from __future__ import annotations

import numpy as np

from .colour import mix, rgb
from .portrait_features import arc
from .sheet import Sheet, poly, smooth

_DARK, _MID, _SHINE = rgb("150e0d"), rgb("3a2720"), rgb("8d6a55")
_PART = 34.0

# Inner (at the face) and outer edge of each side, from the parting down; x is mirrored for the left.
_LEFT = (
    [(_PART, -204), (-34, -192), (-108, -140), (-153, -58), (-168, 40), (-173, 140), (-170, 225), (-156, 300), (-140, 352)],
    [
        (_PART + 6, -318),
        (-70, -314),
        (-172, -252),
        (-222, -120),
        (-234, 30),
        (-243, 150),
        (-254, 250),
        (-250, 330),
        (-214, 392),
    ],
)
_RIGHT = (
    [(_PART, -204), (82, -190), (133, -142), (158, -58), (169, 40), (175, 140), (172, 225), (157, 300), (140, 348)],
    [(_PART - 6, -318), (112, -302), (194, -228), (229, -100), (235, 40), (243, 150), (252, 250), (246, 326), (210, 386)],
)


def back(sheet: Sheet, x: float, y: float) -> None:
    """The hair behind neck and head."""
    mass = [
        (-150, -260),
        (30, -312),
        (150, -250),
        (226, -90),
        (236, 150),
        (236, 320),
        (170, 388),
        (60, 350),
        (-60, 350),
        (-172, 392),
        (-238, 325),
        (-236, 150),
        (-226, -90),
    ]
    sheet.fill(smooth([(x + a, y + b) for a, b in mass]), _DARK, 1.0, blur=2.0)


def front(sheet: Sheet, x: float, y: float) -> None:
    for side, (inner, outer) in ((-1, _LEFT), (1, _RIGHT)):
        a, b = np.asarray(arc(inner, 72)), np.asarray(arc(outer, 72))
        n = min(len(a), len(b))
        a, b = a[:n], b[:n]
        shadow = [(x + px - side * 5, y + py + 4) for px, py in a]
        sheet.stroke(shadow, rgb("4a231c"), 22, 0.42, blur=11)  # the hair's shadow on the face
        sheet.fill(poly([(x + p, y + q) for p, q in [*a[:-7], *b[:-7][::-1]]]), _DARK, 1.0, blur=2.4)
        _strands(sheet, x, y, a, b, side)
    _parting(sheet, x, y)


def _strands(sheet: Sheet, x: float, y: float, a: np.ndarray, b: np.ndarray, side: int) -> None:
    rng, n = sheet.rng, len(a)
    along = np.linspace(0, 1, n)
    for k in range(1000):
        v = rng.random()
        drift, start, stop = (
            rng.normal() * 0.05,
            int(rng.integers(6)) if rng.random() < 0.7 else int(rng.integers(n // 2)),
            n - int(rng.integers(0, 12)),
        )
        wave = 0.035 * np.sin(along * (5 + 2 * v) + v * 9) * along
        u = np.clip(v + drift * along + wave, -0.02, 1.03)
        line = a * (1 - u[:, None]) + b * u[:, None] + rng.normal(0, 0.8, 2)
        clump = 0.5 + 0.5 * np.sin(v * 31 + rng.normal() * 0.9)
        width = 0.8 + 1.5 * rng.random()
        for i in range(start, stop - 4, 4):
            t = along[min(n - 1, i + 2 + int(rng.integers(2)))]
            shine = (
                np.exp(-(((t - 0.20 - 0.05 * v) / 0.075) ** 2))
                * np.exp(-(((v - 0.50) / 0.36) ** 2))
                * (1.15 if side < 0 else 0.75)
            )
            shine += 0.42 * np.exp(-(((t - 0.66 - 0.04 * v) / 0.11) ** 2)) * np.exp(-(((v - 0.45) / 0.3) ** 2))
            level = (
                0.10 + 0.26 * clump * (0.75 + 0.45 * np.sin(np.pi * v)) + shine * (0.30 + 0.62 * clump) + rng.normal() * 0.05
            )
            level -= 0.20 * (v < 0.10) + 0.10 * (t > 0.9)
            tone = (
                mix(_DARK, _MID, min(1.0, max(0.0, level * 1.6)))
                if level < 0.62
                else mix(_MID, _SHINE, min(1.0, (level - 0.62) * 1.15))
            )
            sheet.stroke([(x + p, y + q) for p, q in line[i : i + 6]], tone, width, 0.5)
        if k % 31 == 0:
            _stray(sheet, x, y, line, side)


def _stray(sheet: Sheet, x: float, y: float, line: np.ndarray, side: int) -> None:
    rng = sheet.rng
    out = line[20:58:4] + np.stack([side * np.linspace(0, 1, 10) ** 2 * rng.normal() * 14, np.zeros(10)], 1)
    sheet.stroke([(x + p, y + q) for p, q in out], _MID, 0.9, 0.5)


def _parting(sheet: Sheet, x: float, y: float) -> None:
    """Short hairs rising from the parting and the hairline, so that no edge is cut."""
    rng = sheet.rng
    for _ in range(150):
        side = -1 if rng.random() < 0.62 else 1
        inner = np.asarray(arc((_LEFT if side < 0 else _RIGHT)[0], 72))
        i = int(rng.integers(2, 34))
        px, py = inner[i]
        dx, dy = inner[i + 3] - inner[i]
        start = (px - dx * 0.8 + rng.normal() * 2, py - dy * 0.8 - 6 + rng.normal() * 3)
        end = (px + dx * 1.2 + rng.normal() * 2, py + dy * 1.2 + 3.5 * rng.random())
        sheet.stroke(
            [(x + start[0], y + start[1]), (x + px, y + py + 1.0), (x + end[0], y + end[1])],
            mix(_DARK, _MID, rng.random()),
            1.1,
            0.65,
        )
