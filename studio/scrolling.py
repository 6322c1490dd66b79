"""A scene whose picture goes past: whether there is anything to scroll, and which part of the way each of its lines has."""

from __future__ import annotations

from pathlib import Path

from pipelines.errors import BadInput
from pipelines.film.layout import seen_part
from pipelines.media import Picture
from pipelines.script import Scene

from .schedule import Slot

LEAST = 1.05
"""How much longer than the frame a picture has to be: by less nothing is seen to move."""


def check(scene: Scene, path: Path, picture: Picture, size: tuple[int, int]) -> None:
    """BadInput if a scene scrolls a picture that is not longer than a film's frame of `size`."""
    if not scene.scroll or seen_part(picture.size, size) <= 1 / LEAST:
        return
    own, frame = (f"{width}×{height}" for width, height in (picture.size, size))
    raise BadInput(
        f"The scene {scene.title or scene.id!r} scrolls {path.name}, which is {own}: a frame of {frame} shows all of it. Give a picture that is"
        " taller or wider for its size than the film, or leave out [scroll].",
        f"场景 {scene.title or scene.id!r} 要求滚动 {path.name}，但图片为 {own}，{frame} 的画面已能完整显示。请使用比画面更长的图片，或去掉 [滚动]。",
    )


def part(slots: tuple[Slot, ...], slot: Slot) -> tuple[float, float]:
    """The shares of the way where a slot begins and where the next would, such that the scene's last frame is at the end of it."""
    own = [other for other in slots if other.scene.id == slot.scene.id]
    before, last = slot.start - own[0].start, max(1, sum(other.frames for other in own) - 1)
    return before / last, (before + slot.frames) / last
