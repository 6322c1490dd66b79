"""The sheet that everything is drawn on: a Skia canvas over a numpy buffer, with the few gestures a painter needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import cv2
import numpy as np
import skia

from .colour import RGB, mix
from .palette import Palette

Points = Sequence[tuple[float, float]] | np.ndarray


def argb(colour: RGB, alpha: float = 1.0) -> int:
    return int(
        skia.Color4f(
            max(0.0, min(1.0, colour[0])),
            max(0.0, min(1.0, colour[1])),
            max(0.0, min(1.0, colour[2])),
            max(0.0, min(1.0, alpha)),
        ).toColor()
    )


def linear(x0: float, y0: float, x1: float, y1: float, stops: Sequence[tuple[float, RGB, float]]) -> skia.Shader:
    """A gradient of (position, colour, alpha) stops, positions rising in 0 … 1, refined in OKLab."""
    where, colours = _refine(stops)
    return skia.GradientShader.MakeLinear([skia.Point(x0, y0), skia.Point(x1, y1)], colours, where)


def radial(x: float, y: float, r: float, stops: Sequence[tuple[float, RGB, float]]) -> skia.Shader:
    where, colours = _refine(stops)
    return skia.GradientShader.MakeRadial(skia.Point(x, y), max(r, 0.01), colours, where)


def _refine(stops: Sequence[tuple[float, RGB, float]]) -> tuple[list[float], list[int]]:
    where: list[float] = []
    colours: list[int] = []
    for (p, a, alpha), (q, b, beta) in pairwise(stops):
        for k in range(3):
            t = k / 3
            where.append(p + (q - p) * t)
            colours.append(argb(mix(a, b, t), alpha + (beta - alpha) * t))
    where.append(stops[-1][0])
    colours.append(argb(stops[-1][1], stops[-1][2]))
    return where, colours


def poly(points: Points, close: bool = True) -> skia.Path:
    path = skia.PathBuilder()
    path.addPolygon([skia.Point(float(x), float(y)) for x, y in points], close)
    return path.detach()


def smooth(points: Points, close: bool = True) -> skia.Path:
    """A soft closed (or open) curve through the middles of the sides of `points`, touched by them."""
    pts = [(float(x), float(y)) for x, y in points]
    path = skia.PathBuilder()
    if close:
        pts = [*pts, pts[0]]
        path.moveTo((pts[0][0] + pts[1][0]) / 2, (pts[0][1] + pts[1][1]) / 2)
        pts = [*pts[1:], pts[1]]
    else:
        path.moveTo(*pts[0])
        pts = pts[1:]
    for (x0, y0), (x1, y1) in pairwise(pts):
        path.quadTo(x0, y0, (x0 + x1) / 2, (y0 + y1) / 2)
    if close:
        path.close()
    else:
        path.lineTo(*pts[-1])
    return path.detach()


class Sheet:
    """`w`×`h` pixels, `u` the short side, `pal` the colours, `rng` the one source of chance, `pixels` RGBA (h, w, 4)."""

    def __init__(self, w: int, h: int, pal: Palette, rng: np.random.Generator) -> None:
        self.w, self.h, self.u, self.pal, self.rng = w, h, min(w, h), pal, rng
        self.pixels = np.zeros((h, w, 4), np.uint8)
        self.pixels[..., 3] = 255
        info = skia.ImageInfo.Make(w, h, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType)
        self.surface = skia.Surface.MakeRasterDirect(info, self.pixels)
        self.canvas = self.surface.getCanvas()

    # -- paint ------------------------------------------------------------------------------------------------------

    def brush(
        self,
        colour: RGB | None = None,
        alpha: float = 1.0,
        shader: skia.Shader | None = None,
        blur: float = 0.0,
        line: float = 0.0,
        mode: skia.BlendMode = skia.BlendMode.kSrcOver,
    ) -> skia.Paint:
        paint = skia.Paint(AntiAlias=True, Dither=True)
        if colour is not None:
            paint.setColor(argb(colour, alpha))
        if shader is not None:
            paint.setShader(shader)
            paint.setAlphaf(max(0.0, min(1.0, alpha)))
        if blur > 0.15:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.BlurStyle.kNormal_BlurStyle, blur))
        if line > 0:
            paint.setStyle(skia.Paint.Style.kStroke_Style)
            paint.setStrokeWidth(line)
            paint.setStrokeCap(skia.Paint.Cap.kRound_Cap)
            paint.setStrokeJoin(skia.Paint.Join.kRound_Join)
        paint.setBlendMode(mode)
        return paint

    def fill(self, path: skia.Path, colour: RGB | None = None, alpha: float = 1.0, shader: skia.Shader | None = None,
             blur: float = 0.0, mode: skia.BlendMode = skia.BlendMode.kSrcOver) -> None:  # fmt: skip
        self.canvas.drawPath(path, self.brush(colour, alpha, shader, blur, 0, mode))

    def shape(self, points: Points, colour: RGB | None = None, alpha: float = 1.0, shader: skia.Shader | None = None,
              blur: float = 0.0, soft: bool = False) -> None:  # fmt: skip
        self.fill(smooth(points) if soft else poly(points), colour, alpha, shader, blur)

    def stroke(
        self, points: Points, colour: RGB, width: float, alpha: float = 1.0, blur: float = 0.0, soft: bool = True
    ) -> None:
        path = smooth(points, False) if soft and len(points) > 2 else poly(points, False)
        self.canvas.drawPath(path, self.brush(colour, alpha, None, blur, width))

    def rect(self, x: float, y: float, w: float, h: float, colour: RGB | None = None, alpha: float = 1.0,
             shader: skia.Shader | None = None, blur: float = 0.0, r: float = 0.0) -> None:  # fmt: skip
        self.canvas.drawRoundRect(skia.Rect.MakeXYWH(x, y, w, h), r, r, self.brush(colour, alpha, shader, blur))

    def oval(self, x: float, y: float, rx: float, ry: float, colour: RGB | None = None, alpha: float = 1.0,
             shader: skia.Shader | None = None, blur: float = 0.0, mode: skia.BlendMode = skia.BlendMode.kSrcOver) -> None:  # fmt: skip
        """An ellipse centred on (x, y)."""
        self.canvas.drawOval(
            skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry), self.brush(colour, alpha, shader, blur, 0, mode)
        )

    def glow(self, x: float, y: float, r: float, colour: RGB, alpha: float = 1.0, ry: float | None = None) -> None:
        """Light: a soft falling-off disc, added to what is there."""
        stops = [
            (0.0, colour, alpha),
            (0.15, colour, alpha * 0.62),
            (0.4, colour, alpha * 0.22),
            (0.7, colour, alpha * 0.05),
            (1.0, colour, 0.0),
        ]
        self.canvas.save()
        self.canvas.translate(x, y)
        self.canvas.scale(1, (ry or r) / max(r, 1e-6))
        self.canvas.drawCircle(0, 0, r, self.brush(shader=radial(0, 0, r, stops), mode=skia.BlendMode.kScreen))
        self.canvas.restore()

    def wash(self, shader: skia.Shader, alpha: float = 1.0, mode: skia.BlendMode = skia.BlendMode.kSrcOver) -> None:
        """The whole sheet, filled."""
        self.canvas.drawPaint(self.brush(shader=shader, alpha=alpha, mode=mode))

    def haze(self, y0: float, y1: float, colour: RGB, top: float, bottom: float) -> None:
        """A band of mist from alpha `top` at y0 to `bottom` at y1."""
        self.rect(0, y0, self.w, y1 - y0, shader=linear(0, y0, 0, y1, [(0, colour, top), (1, colour, bottom)]))

    # -- numpy ------------------------------------------------------------------------------------------------------

    def blend(self, colour: np.ndarray | RGB, alpha: np.ndarray, x: int = 0, y: int = 0) -> None:
        """Lay `colour` (a triple, or float (h, w, 3) in 0 … 1) over the sheet by `alpha` (h, w), top left at (x, y)."""
        x0, y0 = max(0, x), max(0, y)
        x1, y1 = min(self.w, x + alpha.shape[1]), min(self.h, y + alpha.shape[0])
        if x1 <= x0 or y1 <= y0:
            return
        if isinstance(colour, tuple):  # one colour: an alpha mask, which Skia blends much faster
            mask = np.ascontiguousarray(np.clip(alpha * 255 + 0.5, 0, 255).astype(np.uint8))
            image = skia.Image.fromarray(mask, skia.ColorType.kAlpha_8_ColorType, skia.AlphaType.kPremul_AlphaType)
            self.canvas.drawImage(image, x, y, skia.SamplingOptions(), self.brush(colour))
            return
        self.surface.notifyContentWillChange(skia.Surface.ContentChangeMode.kRetain_ContentChangeMode)
        view = self.pixels[y0:y1, x0:x1, :3]
        a = alpha[y0 - y : y1 - y, x0 - x : x1 - x, None].astype(np.float32)
        top = np.asarray(colour, np.float32) * 255
        if top.ndim == 3:
            top = top[y0 - y : y1 - y, x0 - x : x1 - x]
        view[:] = np.clip(view + (top - view) * a + 0.5, 0, 255).astype(np.uint8)

    def picture(self) -> skia.Image:
        """What is there now, as an image (a copy)."""
        return skia.Image.fromarray(
            self.pixels, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType, copy=True
        )

    @contextmanager
    def layer(self) -> Iterator[None]:
        """One depth of the scene. In cut paper each casts its shadow on what lies behind it."""
        if self.pal.shadow <= 0:
            yield
            return
        outer = self.canvas
        leaf = np.zeros_like(self.pixels)
        info = skia.ImageInfo.Make(self.w, self.h, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType)
        surface = skia.Surface.MakeRasterDirect(info, leaf)
        self.canvas = surface.getCanvas()
        yield
        self.canvas = outer
        self._lay(leaf)

    def _lay(self, leaf: np.ndarray) -> None:
        """Put a premultiplied RGBA sheet of paper down, with its shadow; only the rows that it touches are worked on."""
        touched = np.flatnonzero(leaf[::2, ::2, 3].any(axis=1)) * 2
        if not len(touched):
            return
        d = self.u * 0.015
        pad = int(4 * d) + 2
        y0, y1 = max(0, int(touched[0]) - pad), min(self.h, int(touched[-1]) + pad)
        alpha = leaf[y0:y1, :, 3]
        k = max(1, int(d / 2.5))
        small = cv2.resize(alpha, (max(1, self.w // k), max(1, (y1 - y0) // k)), interpolation=cv2.INTER_AREA)
        move = np.array([[1, 0, -d * 0.35 * self.pal.side / k], [0, 1, d * 0.5 / k]], np.float32)
        small = cv2.warpAffine(small, move, small.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
        small = cv2.GaussianBlur(small, (0, 0), max(0.3, d / k))
        shadow = cv2.resize(small, (self.w, y1 - y0), interpolation=cv2.INTER_LINEAR).astype(np.float32) * (
            self.pal.shadow / 255
        )
        over = alpha.astype(np.float32) / 255
        self.surface.notifyContentWillChange(skia.Surface.ContentChangeMode.kRetain_ContentChangeMode)
        view = self.pixels[y0:y1, :, :3]
        top = leaf[y0:y1, :, :3].astype(np.float32)
        e = max(1, round(self.u * 0.0016))
        rim = np.clip(over - np.roll(over, (e, e * self.pal.side * -1), (0, 1)), 0, 1)[..., None]  # the cut edge catches light
        top += (255 * over[..., None] - top) * rim * 0.45
        keep = ((1 - shadow * 0.85) * (1 - over))[..., None]
        view[:] = np.clip(view * keep + top + 0.5, 0, 255).astype(np.uint8)
