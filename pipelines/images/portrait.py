"""The demo presenter: an invented person, drawn whole by code. `python -m pipelines.images.portrait --out portrait.png`"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import skia

from ..files import check_output
from ..media import Picture, write_picture
from . import palette, portrait_features, portrait_hair, portrait_skin
from .colour import RGB, mix, rgb
from .noise import field, smoothstep
from .prompt import Reading
from .sheet import Sheet, linear, poly, radial, smooth

SIZE = (1080, 1440)
_X, _Y = 540.0, 580.0  # the middle between the eyes

_FACE = [
    (0, 258),
    (42, 251),
    (82, 224),
    (120, 184),
    (148, 132),
    (163, 70),
    (172, 0),
    (172, -80),
    (160, -160),
    (120, -236),
    (50, -276),
    (0, -282),
]
_JACKET, _BLOUSE = rgb("1f4b52"), rgb("efe6d8")


def paint(seed: int = 7) -> Picture:
    """The portrait, 1080×1440 RGB. The same seed gives the same pixels."""
    rng = np.random.default_rng(seed)
    sheet = Sheet(*SIZE, palette.choose(Reading(), "gouache", rng), rng)
    _background(sheet)
    portrait_hair.back(sheet, _X, _Y)
    _neck(sheet)
    _necklace(sheet)
    _clothes(sheet)
    _face(sheet)
    for s in (-1, 1):
        portrait_features.eye(sheet, _X + s * 79, _Y, s)
        portrait_features.brow(sheet, _X + s * 80, _Y - 58, s)
    portrait_features.nostrils(sheet, _X, _Y + 112)
    portrait_features.lips(sheet, _X, _Y + 168)
    portrait_hair.front(sheet, _X, _Y)
    return Picture(_finish(sheet))


def _background(sheet: Sheet) -> None:
    """A studio backdrop with a pool of warm light behind the left shoulder."""
    light, dim = rgb("b9c3c2"), rgb("4d5f66")
    sheet.wash(radial(430, 560, 1150, [(0, light, 1), (0.45, mix(light, dim, 0.45), 1), (1, dim, 1)]))
    sheet.glow(300, 640, 560, rgb("e9c9a2"), 0.30)
    cloud = field(*SIZE, sheet.rng, 3, 5, 0.55) - 0.5
    sheet.blend(rgb("2c3a40"), np.clip(-cloud, 0, 1) * 0.30)
    sheet.blend(rgb("e8e4d8"), np.clip(cloud, 0, 1) * 0.22)


def _mask(points: Sequence[tuple[float, float]], blur: float = 1.2) -> np.ndarray:
    """Cover (h, w) 0 … 1 of a soft closed curve."""
    w, h = SIZE
    pixels = np.zeros((h, w, 4), np.uint8)
    info = skia.ImageInfo.Make(w, h, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType)
    paint = skia.Paint(AntiAlias=True, Color=0xFFFFFFFF)
    skia.Surface.MakeRasterDirect(info, pixels).getCanvas().drawPath(smooth(points), paint)
    return cv2.GaussianBlur(pixels[..., 3].astype(np.float32) / 255, (0, 0), blur)


def _grid() -> tuple[np.ndarray, np.ndarray]:
    w, h = SIZE
    x, y = np.meshgrid(np.arange(w, dtype=np.float32) - _X, np.arange(h, dtype=np.float32) - _Y)
    return x, y


def _face(sheet: Sheet) -> None:
    x, y = _grid()
    outline = [(_X + a, _Y + b) for a, b in _FACE] + [(_X - a, _Y + b) for a, b in _FACE[-2:0:-1]]
    sheet.blend(portrait_skin.shade(x, y, sheet.rng), _mask(outline))


def _neck(sheet: Sheet) -> None:
    """A column lit from the left, under the shadow of the jaw, and the collar bones' hollow."""
    x, y = _grid()
    shape = [
        (-90, 150),
        (90, 150),
        (86, 290),
        (96, 340),
        (165, 386),
        (150, 640),
        (-150, 640),
        (-165, 386),
        (-96, 340),
        (-86, 290),
    ]
    turn = np.clip(x / 112, -1, 1)
    value = 0.66 - 0.20 * turn - 0.22 * np.abs(turn) ** 3
    jaw = 262 - 0.0048 * x**2
    value -= 0.33 * smoothstep(78, 6, y - jaw - 0.10 * x)
    for s in (-1, 1):
        cord = (
            np.exp(-(((x - s * (70 - (y - 260) * 0.30)) / 14) ** 2)) * smoothstep(290, 330, y) * (1 - smoothstep(410, 450, y))
        )
        value += 0.05 * cord * (1 if s < 0 else 0.6)
    value -= 0.10 * np.exp(-((x / 30) ** 2) - ((y - 428) / 22) ** 2)
    value += (field(*SIZE, sheet.rng, 30, 4, 0.6) - 0.5) * 0.02
    sheet.blend(portrait_skin.ramp(np.clip(value, 0, 1)), _mask([(_X + a, _Y + b) for a, b in shape], 1.5))


def _necklace(sheet: Sheet) -> None:
    line = [(_X + a, _Y + 330 + 118 * (1 - (a / 96) ** 2)) for a in np.linspace(-96, 96, 17)]
    sheet.stroke([(a + 2, b + 4) for a, b in line], rgb("8a4a38"), 3.0, 0.35, blur=2.0)
    sheet.stroke(line, rgb("c79a4e"), 2.2, 0.95)
    sheet.stroke([(a - 0.5, b - 0.5) for a, b in line[2:8]], rgb("fff0c8"), 0.9, 0.8)
    sheet.oval(
        _X,
        _Y + 455,
        8,
        9,
        shader=radial(_X - 3, _Y + 451, 12, [(0, rgb("fffaf0"), 1), (0.5, rgb("e6d2ae"), 1), (1, rgb("9a7444"), 1)]),
    )


def _cloth(
    sheet: Sheet,
    points: Sequence[tuple[float, float]],
    colour: RGB,
    light: tuple[float, float, float, float],
    soft: bool = True,
) -> None:
    """A piece of cloth, lit along a line, with folds in its tone."""
    pts = [(_X + a, _Y + b) for a, b in points]
    x0, y0, x1, y1 = light
    shader = linear(
        _X + x0,
        _Y + y0,
        _X + x1,
        _Y + y1,
        [(0, mix(colour, (1, 1, 1), 0.20), 1), (0.45, colour, 1), (1, mix(colour, (0.02, 0.03, 0.05), 0.55), 1)],
    )
    sheet.fill(smooth(pts) if soft else poly(pts), None, 1.0, shader, blur=0.8)


def _clothes(sheet: Sheet) -> None:
    y = _Y
    _cloth(
        sheet,
        [(-150, 400), (-60, 490), (0, 566), (60, 490), (150, 400), (190, 900), (-190, 900)],
        _BLOUSE,
        (-120, 420, 150, 760),
        False,
    )
    sheet.stroke(
        [(_X - 128, y + 412), (_X - 62, y + 480), (_X, y + 552), (_X + 62, y + 480), (_X + 128, y + 412)],
        rgb("8a5b48"),
        12,
        0.35,
        blur=7,
    )
    for a, b, c in ((-40, 600, -70), (30, 640, 44), (-8, 650, -14), (70, 600, 90)):
        sheet.stroke(
            [(_X + a, y + b), (_X + (a + c) / 2 + 6, y + b + 110), (_X + c, y + b + 260)], rgb("a8957f"), 9, 0.40, blur=7
        )
    left = [
        (-92, 346),
        (-190, 380),
        (-320, 420),
        (-432, 476),
        (-500, 590),
        (-560, 1010),
        (20, 1010),
        (-14, 820),
        (-60, 640),
        (-122, 490),
    ]
    right = [(-a, b) for a, b in left]
    _cloth(sheet, right, _JACKET, (60, 420, 420, 900), True)
    _cloth(sheet, left, mix(_JACKET, (1, 1, 1), 0.05), (-420, 440, 120, 900), True)
    _folds(sheet)
    for s in (1, -1):
        lapel = [
            (s * 84, 338),
            (s * 128, 366),
            (s * 216, 516),
            (s * 176, 556),
            (s * 200, 594),
            (s * 26, 868),
            (s * 40, 740),
            (s * 98, 530),
            (s * 88, 410),
        ]
        shade = [(_X + a + 8, y + b + 12) for a, b in lapel]
        sheet.fill(poly(shade), (0.02, 0.05, 0.06), 0.50, blur=11)
        _cloth(sheet, lapel, mix(_JACKET, (1, 1, 1), 0.10 if s < 0 else 0.03), (s * 100 - 140, 420, s * 100 + 160, 800), False)
        sheet.stroke([(_X + a, y + b) for a, b in lapel[1:6]], mix(_JACKET, (1, 1, 1), 0.42), 1.6, 0.55, soft=False)
        sheet.stroke([(_X + s * 176, y + 556), (_X + s * 112, y + 540)], (0.03, 0.08, 0.09), 2.4, 0.7, soft=False)


def _folds(sheet: Sheet) -> None:
    dark, light, y = (0.03, 0.09, 0.10), mix(_JACKET, (1, 1, 1), 0.32), _Y
    for s in (-1, 1):
        sleeve = [(_X + s * 362, y + 560), (_X + s * 338, y + 680), (_X + s * 352, y + 880)]
        sheet.stroke(sleeve, dark, 15, 0.60, blur=9)
        sheet.stroke([(a - s * 16, b) for a, b in sleeve], light, 9, 0.28, blur=7)
        for a, b, c, d in ((390, 640, 340, 720), (410, 720, 350, 800), (250, 700, 180, 830), (236, 610, 214, 700)):
            sheet.stroke(
                [(_X + s * a, y + b), (_X + s * (a + c) / 2 + 8, y + (b + d) / 2 + 10), (_X + s * c, y + d)],
                dark,
                11,
                0.36,
                blur=8,
            )
            sheet.stroke([(_X + s * a - 12, y + b - 6), (_X + s * c - 12, y + d - 8)], light, 7, 0.16, blur=6)
        seam = [(_X + s * 322, y + 424), (_X + s * 356, y + 500), (_X + s * 364, y + 590)]
        sheet.stroke(seam, dark, 2.2, 0.5, blur=0.8)
    sheet.stroke([(_X - 230, y + 398), (_X - 400, y + 468), (_X - 478, y + 570)], light, 10, 0.45, blur=7)


def _finish(sheet: Sheet) -> np.ndarray:
    """A weave on the cloth is left out; only grain, and a gentle fall of light to the corners."""
    image = sheet.pixels[..., :3].astype(np.float32)
    w, h = SIZE
    yy, xx = np.linspace(-1, 1, h, dtype=np.float32)[:, None], np.linspace(-1, 1, w, dtype=np.float32)[None]
    image *= (1 - 0.22 * smoothstep(0.7, 1.5, np.sqrt(xx**2 + (yy * 0.95) ** 2)))[..., None]
    image += sheet.rng.normal(0, 1.7, (h, w, 1)).astype(np.float32)
    return np.clip(image + 0.5, 0, 255).astype(np.uint8)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Draw the demo presenter.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--force", action="store_true")
    chosen = parser.parse_args(arguments)
    write_picture(check_output(chosen.out, force=chosen.force), paint(chosen.seed))


if __name__ == "__main__":
    main()
