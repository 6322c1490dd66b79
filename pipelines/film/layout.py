"""Where things stand in the frame: the presenter's inset, captions, title and label. All in pixels of the frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..errors import BadInput

Aspect = Literal["tall", "wide"]
CORNERS = ("bottom-right", "bottom-left", "top-right", "top-left")


@dataclass(frozen=True, slots=True)
class Safe:
    """What is laid over a film where it is shown, and must be kept clear of: the right and the bottom, as parts of its width and height."""

    right: float = 0.0
    bottom: float = 0.0


FREE = Safe()
"""Nothing is laid over the film."""


def check_size(size: tuple[int, int]) -> tuple[int, int]:
    """`size` itself if a film can have it; else BadInput."""
    width, height = size
    if width % 2 or height % 2 or not (128 <= width <= 7680 and 128 <= height <= 7680):
        raise BadInput(
            f"A film of {width}x{height} cannot be made. Accepted: even numbers from 128 to 7680, such as 1080x1920.",
            f"无法制作 {width}x{height} 的影片。可接受 128 到 7680 的偶数，例如 1080x1920。",
        )
    return size


def seen_part(own: tuple[int, int], frame: tuple[int, int]) -> float:
    """The share of a picture that is seen in a frame which it fills: 1 for one of the frame's shape."""
    shapes = own[0] * frame[1], own[1] * frame[0]
    return min(shapes) / max(shapes)


def aspect_of(size: tuple[int, int]) -> Aspect:
    """ "wide" where captions leave room beside them for the inset; else "tall"."""
    return "wide" if size[0] >= 1.5 * size[1] else "tall"


def presenter_size(layout: str, size: tuple[int, int]) -> tuple[int, int]:
    """(width, height) at which the animator must deliver the frames of this layout; even numbers."""
    if layout != "pip":
        return size
    height = 0.41 * size[1] if aspect_of(size) == "wide" else 0.475 * size[0] if size[1] > 1.2 * size[0] else 0.40 * min(size)
    return _even(0.8 * height), _even(height)


_CAPTIONS = 0.15
"""How high captions stand in tall frames, as a part of the height, where nothing covers more of it."""


def pip_place(size: tuple[int, int], corner: str = "", safe: Safe = FREE) -> tuple[int, int]:
    """(left, top) of the inset, even numbers. In tall frames it stands above the captions, never on them, and clear of what is `safe`."""
    corner = corner or CORNERS[0]
    if corner not in CORNERS:
        raise BadInput(
            f"The corner {corner!r} is not known. Accepted: {', '.join(CORNERS)}.",
            f"未知的角落 {corner!r}。可接受：{'、'.join(CORNERS)}。",
        )
    width, height = presenter_size("pip", size)
    margin = 0.05 * min(size)
    higher = max(0.0, safe.bottom - _CAPTIONS)
    bottom = size[1] - margin if aspect_of(size) == "wide" else (0.738 - higher) * size[1]
    top = bottom - height if corner.startswith("bottom") else margin + 0.11 * min(size)
    left = size[0] - max(margin, safe.right * size[0]) - width if corner.endswith("right") else margin
    return _even(left), _even(top)


def caption_room(layout: str, size: tuple[int, int], safe: Safe = FREE) -> float:
    """How wide a centred caption may be: it keeps clear of the edges, of what is `safe`, and in wide frames of the inset."""
    margin = max(0.05 * min(size), safe.right * size[0])
    if layout == "pip" and aspect_of(size) == "wide":
        return size[0] - 2 * (2 * margin + presenter_size("pip", size)[0])
    return size[0] - 2 * margin


def _even(value: float) -> int:
    return 2 * round(value / 2)
