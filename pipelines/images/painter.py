"""The embedded painter: pictures drawn by code from a prompt. Procedural; no model, nothing downloaded."""

from __future__ import annotations

import cv2
import numpy as np

from ..errors import BadInput
from ..media import Picture, Progress, no_progress
from . import palette
from .compose import compose, settle
from .finish import finish
from .prompt import Reading, read
from .sheet import Sheet

STYLES: tuple[str, ...] = ("gouache", "cinematic", "ink", "flat", "paper")
STYLE_TITLES: dict[str, tuple[str, str]] = {
    "gouache": ("Gouache", "水粉"),
    "cinematic": ("Cinematic", "电影感"),
    "ink": ("Ink wash", "水墨"),
    "flat": ("Flat illustration", "扁平插画"),
    "paper": ("Cut paper", "剪纸"),
}
DEFAULT_STYLE = "gouache"
LIMITS = (16, 8192)
_MOST = 9_000_000  # pixels drawn; larger pictures are drawn at this size and enlarged


class ProceduralPainter:
    """A Painter that composes a scene from the words of the prompt and draws it in one of `STYLES`."""

    name = "painter"
    version = "1"
    note = "procedural drawing by code, not a diffusion model"

    def paint(
        self, prompt: str, size: tuple[int, int], seed: int, *, style: str = "", progress: Progress = no_progress
    ) -> Picture:
        """A picture of exactly `size`; BadInput for an empty prompt, an unknown style or a side outside 16 … 8192."""
        reading = read(prompt)
        w, h, style = _check(size, style)
        progress(0.0)
        shrink = min(1.0, (_MOST / (w * h)) ** 0.5)
        pixels = draw(reading, max(16, round(w * shrink)), max(16, round(h * shrink)), seed, style, progress)
        if shrink < 1.0:
            pixels = cv2.resize(pixels, (w, h), interpolation=cv2.INTER_CUBIC)
        progress(1.0)
        return Picture(pixels)


def _check(size: tuple[int, int], style: str) -> tuple[int, int, str]:
    w, h = (int(v) for v in size)
    low, high = LIMITS
    if not (low <= w <= high and low <= h <= high):
        raise BadInput(
            f"A picture of {w}×{h} cannot be painted; each side may have {low} to {high} pixels.",
            f"无法绘制 {w}×{h} 的图片；每边须为 {low} 到 {high} 像素。",
        )
    style = style or DEFAULT_STYLE
    if style not in STYLES:
        titles = "、".join(f"{name}（{STYLE_TITLES[name][1]}）" for name in STYLES)
        raise BadInput(
            f"The painter has no style {style!r}. It has: {', '.join(STYLES)}.",
            f"画家没有 {style!r} 这种风格。可选：{titles}。",
        )
    return w, h, style


def draw(reading: Reading, w: int, h: int, seed: int, style: str, progress: Progress = no_progress) -> np.ndarray:
    """The picture as uint8 (h, w, 3)."""
    reading = settle(reading)
    rng = np.random.default_rng([reading.key, seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF])
    sheet = Sheet(w, h, palette.choose(reading, style, rng), rng)
    compose(sheet, reading, lambda done: progress(done * 0.8))
    progress(0.8)
    return finish(sheet)
