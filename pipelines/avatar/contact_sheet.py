"""Many presenters on one page."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import skia

from ..media import Picture
from .drawn.layers import surface


def contact_sheet(
    stills: Iterable[tuple[str, np.ndarray]], count: int, *, columns: int, tile: int, names: bool = True
) -> Picture:
    """`count` pictures of `tile` × `tile` pixels (name, uint8 RGB), `columns` to a row, each with its name below."""
    columns = max(1, min(columns, count))
    rows = -(-count // columns)
    foot = round(tile * 0.17) if names else 0
    pixels, drawn = surface(columns * tile, rows * (tile + foot))
    pixels[:] = (250, 248, 244, 255)
    canvas = drawn.getCanvas()
    font = skia.Font(skia.Typeface("sans-serif"), max(7.0, tile * 0.09))
    ink = skia.Paint(AntiAlias=True, Color=skia.Color(66, 60, 70))
    for index, (name, still) in enumerate(stills):
        row, column = divmod(index, columns)
        top, left = row * (tile + foot), column * tile
        pixels[top : top + tile, left : left + tile, :3] = still
        if names:
            wide = font.measureText(name)
            canvas.drawString(name, left + (tile - wide) / 2, top + tile + foot * 0.68, font, ink)
    drawn.flushAndSubmit()
    return Picture(np.ascontiguousarray(pixels[:, :, :3]))
