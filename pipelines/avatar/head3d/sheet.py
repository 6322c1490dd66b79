"""Many heads on one page."""

from __future__ import annotations

from collections.abc import Sequence

from ...head import Head
from ...media import Picture
from ..contact_sheet import contact_sheet
from .build import build
from .puppet import Puppet


def sheet(heads: Sequence[Head], *, columns: int = 8, tile: int = 240, names: bool = True) -> Picture:
    """The heads at rest, `columns` to a row, each on `tile` × `tile` pixels with its name below."""
    stills = ((head.name, Puppet(build(head), (tile, tile), head.backdrop).rest()) for head in heads)
    return contact_sheet(stills, len(heads), columns=columns, tile=tile, names=names)
