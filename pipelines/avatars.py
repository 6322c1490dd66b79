"""Who is seen: an avatar as a value (its picture or clip on disk, and the consent behind it)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .character import Character
from .errors import BadInput
from .head import Head
from .media import Picture
from .voice import Consent

FARTHEST, CLOSEST = 0.75, 2.0


@dataclass(frozen=True)
class Avatar:
    """`picture`: the portrait, RGB or RGBA. `face`: which face, counted from the largest, if it shows several.

    `character`: who is drawn, of a drawn presenter, and `head` who is modelled in three dimensions; `picture` is then a still.
    `model`: a person's own .glb or .vrm that speaks; `picture` is then a still of it.
    `clip`: the folder of someone enrolled with a video; `picture` is then a still of it.
    `zoom`: how close they are seen: 1 as the body composes its frame, 2 at most, 0.75 at least.
    `landmarks`: where the animator found the face before, float64 (points, 3) in pixels; None to look for it.
    """

    picture: Picture
    name: str = ""
    face: int | None = None
    consent: Consent | None = None
    landmarks: np.ndarray | None = None
    clip: Path | None = None
    character: Character | None = None
    head: Head | None = None
    model: Path | None = None
    zoom: float = 1.0

    def __post_init__(self) -> None:
        if not FARTHEST <= self.zoom <= CLOSEST:  # nor is NaN between the two
            raise BadInput(f"A zoom cannot be {self.zoom:g}. Accepted: {FARTHEST:g} (farther) to {CLOSEST:g} (closer).",
                           f"远近不能为 {self.zoom:g}。可接受 {FARTHEST:g}（远）到 {CLOSEST:g}（近）。")  # fmt: skip
