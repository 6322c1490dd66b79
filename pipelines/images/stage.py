"""Where the parts of an outdoor scene stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """`place` names the middle ground; `horizon` is a row; `focal` the column of the focal point; `light` where the sun or
    the moon stands, `lit` whether its disc is seen; `mountains` whether high ones close the view."""

    place: str
    horizon: float
    focal: float
    light: tuple[float, float]
    lit: bool
    mountains: bool
