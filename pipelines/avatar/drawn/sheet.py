"""Many presenters on one page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from ...character import Character
from ...media import Picture
from .layers import surface
from .pose import Pose
from .puppet import Puppet


def sheet(characters: Sequence[Character], *, columns: int = 12, tile: int = 160, names: bool = True) -> Picture:
    """The characters at rest, `columns` to a row, each on `tile` × `tile` pixels with its name below."""
    columns = max(1, min(columns, len(characters)))
    rows = -(-len(characters) // columns)
    foot = round(tile * 0.17) if names else 0
    pixels, drawn = surface(columns * tile, rows * (tile + foot))
    pixels[:] = (250, 248, 244, 255)
    canvas = drawn.getCanvas()
    font = skia.Font(skia.Typeface("sans-serif"), max(7.0, tile * 0.095))
    ink = skia.Paint(AntiAlias=True, Color=skia.Color(66, 60, 70))
    for index, character in enumerate(characters):
        row, column = divmod(index, columns)
        top, left = row * (tile + foot), column * tile
        pixels[top : top + tile, left : left + tile, :3] = Puppet(character, (tile, tile)).draw(Pose())
        if names:
            wide = font.measureText(character.name)
            canvas.drawString(character.name, left + (tile - wide) / 2, top + tile + foot * 0.68, font, ink)
    drawn.flushAndSubmit()
    return Picture(np.ascontiguousarray(pixels[:, :, :3]))
