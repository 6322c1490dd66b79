"""What a drawn presenter stands before: a lit wall in one colour, two colours, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

import skia

from ...character import CLOTH
from ...errors import BadInput
from .brush import across, flat, spot
from .curves import smooth
from .palette import WHITE, Colour, luminance, mix, parse, shade

CLEAR = "transparent"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Backdrop:
    """`upper` and `lower` colours of the wall; `clear`: none at all. `style` decides what is painted on it."""

    upper: Colour = WHITE
    lower: Colour = WHITE
    clear: bool = False
    plain: bool = False
    style: str = "soft"

    @staticmethod
    def of(text: str, style: str) -> Backdrop:
        """Of a colour (a name of CLOTH or `#rrggbb`), two with a comma, `plain:COLOUR` without any shapes, or "transparent"."""
        if text == CLEAR:
            return Backdrop(clear=True)
        plain, names = text.startswith("plain:"), text.removeprefix("plain:").split(",")
        if len(names) > 2 or not all(name in CLOTH or _HEX.fullmatch(name) for name in names):
            raise BadInput(
                f"A backdrop cannot be {text!r}. Accepted: {CLEAR}, a colour, plain:COLOUR, or two colours with a comma; colours are"
                f" #rrggbb or {', '.join(CLOTH)}.",
                f"背景不能为 {text!r}。可接受：{CLEAR}、一种颜色、plain:颜色，或以逗号分隔的两种颜色；颜色为 #rrggbb 或 {'、'.join(CLOTH)}。",
            )
        first, last = parse(names[0]), parse(names[-1])
        if style == "ink":
            first = last = (0.965, 0.955, 0.935)
        return Backdrop(first, last if len(names) == 2 else mix(first, shade(first), 0.45), False, plain, style)


def paint(canvas: skia.Canvas, backdrop: Backdrop, size: tuple[int, int], origin: tuple[float, float], scale: float) -> None:
    """The whole wall; `origin` where the eyes are and `scale` the pixels of a head's unit."""
    width, height = size
    canvas.drawRect(
        skia.Rect.MakeWH(width, height), across((0.0, 0.0), (0.0, float(height)), backdrop.upper, backdrop.lower, (1.0, 1.0))
    )
    if backdrop.plain:
        return
    canvas.save()
    canvas.translate(*origin)
    canvas.scale(scale, scale)
    glow = mix(backdrop.upper, WHITE, 0.30 + 0.25 * luminance(backdrop.upper))
    if backdrop.style == "paper":
        for i, (y, tone) in enumerate(((140, 0.25), (250, 0.55))):
            hill = smooth(
                [
                    (-1400, y + 60),
                    (-700, y - 40 + 60 * i),
                    (-200, y + 40),
                    (260, y - 30 * i),
                    (800, y + 50),
                    (1400, y - 30),
                    (1400, 3000),
                    (1400, 3000),
                    (-1400, 3000),
                    (-1400, 3000),
                ]
            )
            canvas.save()
            for step, alpha in ((-3.0, 0.05), (-7.0, 0.05), (-12.0, 0.04)):
                canvas.save()
                canvas.translate(0, step)
                canvas.drawPath(hill, flat((0.1, 0.05, 0.1), alpha))
                canvas.restore()
            canvas.drawPath(hill, flat(mix(backdrop.upper, shade(backdrop.upper, 1.2), tone)))
            canvas.restore()
        for radius, alpha in ((262, 0.05), (258, 0.05), (254, 0.04)):
            canvas.drawCircle(3, -4, radius, flat((0.1, 0.05, 0.1), alpha))
        canvas.drawCircle(0, -10, 250, flat(glow))
    elif backdrop.style in ("comic", "ink"):
        disc = glow if backdrop.style == "comic" else (0.90, 0.885, 0.86)
        canvas.drawCircle(0, -8, 258, flat(disc))
    else:
        canvas.drawCircle(-60, -60, 620, spot(-60.0, -60.0, 620.0, glow, 0.9))
    canvas.restore()
