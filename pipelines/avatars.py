"""Who is seen: an avatar as a value (its picture or clip on disk, and the consent behind it)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .character import Character
from .media import Picture
from .voice import Consent


@dataclass(frozen=True)
class Avatar:
    """`picture`: the portrait, RGB or RGBA. `face`: which face, counted from the largest, if it shows several.

    `character`: who is drawn, of a drawn presenter; `picture` is then a still of it.
    `landmarks`: where the animator found the face before, float64 (points, 3) in pixels; None to look for it.
    """

    picture: Picture
    name: str = ""
    face: int | None = None
    consent: Consent | None = None
    landmarks: np.ndarray | None = None
    character: Character | None = None
