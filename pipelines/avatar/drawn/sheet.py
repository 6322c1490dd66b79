"""Many presenters on one page."""

from __future__ import annotations

from collections.abc import Sequence

from ...character import Character
from ...media import Picture
from ..contact_sheet import contact_sheet
from .pose import Pose
from .puppet import Puppet


def sheet(characters: Sequence[Character], *, columns: int = 12, tile: int = 160, names: bool = True) -> Picture:
    """The characters at rest, `columns` to a row, each on `tile` × `tile` pixels with its name below."""
    stills = ((character.name, Puppet(character, (tile, tile)).draw(Pose())) for character in characters)
    return contact_sheet(stills, len(characters), columns=columns, tile=tile, names=names)
