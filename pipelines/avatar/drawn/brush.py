"""How a layer is laid down in each drawing style: soft shading, ink outlines, or cut paper. One light, from the upper left."""

from __future__ import annotations

from functools import lru_cache

import skia

from .palette import INK, Colour, light, shade

LINE = 3.0  # the width of an outline, in a head's units


def colour4(colour: Colour, alpha: float = 1.0) -> skia.Color4f:
    return skia.Color4f(colour[0], colour[1], colour[2], alpha)


@lru_cache(maxsize=2048)
def flat(colour: Colour, alpha: float = 1.0) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True)
    paint.setColor4f(colour4(colour, alpha))
    return paint


@lru_cache(maxsize=2048)
def pen(colour: Colour, width: float, alpha: float = 1.0) -> skia.Paint:
    paint = skia.Paint(
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=width,
        StrokeCap=skia.Paint.kRound_Cap,
        StrokeJoin=skia.Paint.kRound_Join,
    )
    paint.setColor4f(colour4(colour, alpha))
    return paint


@lru_cache(maxsize=2048)
def across(
    start: tuple[float, float], end: tuple[float, float], a: Colour, b: Colour, alphas: tuple[float, float]
) -> skia.Paint:
    """A linear gradient from `a` at `start` to `b` at `end`."""
    shader = skia.GradientShader.MakeLinear(
        points=[skia.Point(*start), skia.Point(*end)], colors=[colour4(a, alphas[0]).toColor(), colour4(b, alphas[1]).toColor()]
    )
    return skia.Paint(AntiAlias=True, Shader=shader)


@lru_cache(maxsize=2048)
def spot(x: float, y: float, radius: float, colour: Colour, alpha: float) -> skia.Paint:
    """A glow that fades out at `radius`."""
    shader = skia.GradientShader.MakeRadial(
        center=skia.Point(x, y), radius=radius, colors=[colour4(colour, alpha).toColor(), colour4(colour, 0).toColor()]
    )
    return skia.Paint(AntiAlias=True, Shader=shader)


class Brush:
    """Draws on `canvas` in `style` (of character.CHOICES). What the style does not have, it leaves out."""

    def __init__(self, canvas: skia.Canvas, style: str) -> None:
        self.canvas = canvas
        self.style = style
        self.lined = style in ("comic", "ink")
        self.soft = style == "soft"
        self.paper = style == "paper"

    def fill(self, path: skia.Path, colour: Colour, *, line: float = 1.0, lift: float = 1.0) -> None:
        """A shape with its outline (`line` of the usual width) or its paper's shadow (`lift` of the usual height)."""
        if self.paper and lift:
            self._lift(path, lift)
        self.canvas.drawPath(path, flat(colour))
        if self.lined and line:
            self.canvas.drawPath(path, pen(INK, LINE * line))
        elif self.paper and lift:
            self._edge(path, colour)

    def _lift(self, path: skia.Path, lift: float) -> None:
        for step, alpha in ((1.0, 0.10), (2.4, 0.08), (4.2, 0.05)):
            self.canvas.save()
            self.canvas.translate(0.7 * step * lift, 1.25 * step * lift)
            self.canvas.drawPath(path, flat((0.10, 0.06, 0.10), alpha))
            self.canvas.restore()

    def _edge(self, path: skia.Path, colour: Colour) -> None:
        """The cut edge of the sheet catches the light."""
        self.canvas.drawPath(path, pen(light(colour, 1.1), 1.1, 0.75))

    def shaded(
        self,
        path: skia.Path,
        colour: Colour,
        dark: Colour | None = None,
        *,
        line: float = 1.0,
        lift: float = 1.0,
        amount: float = 1.0,
    ) -> None:
        """As `fill`, with the side away from the light in shadow."""
        dark = dark or shade(colour)
        if self.soft:
            box = path.getBounds()
            start = (box.left() + 0.30 * box.width(), box.top() + 0.15 * box.height())
            end = (box.right(), min(box.bottom(), box.top() + 2.5 * box.width()))
            self.canvas.drawPath(path, flat(colour))
            self.canvas.drawPath(path, across(start, end, dark, dark, (0.0, 0.85 * amount)))
        else:
            self.fill(path, colour, line=line, lift=lift)

    def inside(self, clip: skia.Path, path: skia.Path, colour: Colour, alpha: float = 1.0) -> None:
        """A flat shape that shows only within `clip`."""
        self.canvas.save()
        self.canvas.clipPath(clip, skia.ClipOp.kIntersect, True)
        self.canvas.drawPath(path, flat(colour, alpha))
        self.canvas.restore()

    def line(self, path: skia.Path, colour: Colour, width: float = LINE, alpha: float = 1.0) -> None:
        self.canvas.drawPath(path, pen(colour, width, alpha))

    def glow(self, x: float, y: float, radius: float, colour: Colour, alpha: float) -> None:
        self.canvas.drawCircle(x, y, radius, spot(x, y, radius, colour, alpha))
