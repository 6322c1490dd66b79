"""A frame of a clip given another mouth: the lower face warped, the lips laid on from the person's own textures.

The frame's own lower face and each texture are warped onto the same target points, so that they lie on each other wherever they are
mixed: at the mask's edge and while one texture dissolves into the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ..warp import rise
from .canvas import INSIDE, SIDES, Canvas, Window
from .interior import Interior

_FAINT = 0.02  # a texture of which less than that is seen is left out
_MARGIN = 0.14  # outer-eye distances round the lips within which they are drawn part by part
_OPEN = (0.03, 0.06)  # a gap in outer-eye distances from which on, and from which on wholly, the texture's own inside is shown
_DRAWN_OUT = 1.12  # how much higher the inside may come out than it is; beyond, it parts and the dark is seen
_UNEVEN = 0.35  # a ratio of light further from the others than that is hair or a hand


@dataclass(frozen=True, eq=False)
class Texture:
    """A lower face to be drawn with: `pixels` uint8 RGB, its `points` (p, 2) in them in the order of POINTS, and the `gap`
    between its lips in outer-eye distances."""

    pixels: np.ndarray
    points: np.ndarray
    gap: float


@dataclass(frozen=True, eq=False)
class Mouth:
    """What is wanted beside the target: `jaw` and `tongue` of articulation.CHANNELS, the person's drawn `interior`, and `skull`
    (2, 3), the affine map from the frame's pixels to the interior's."""

    jaw: float
    tongue: float
    interior: Interior
    skull: np.ndarray


class _Lips:
    """The lips' window of a canvas: how far each of its pixels lies inside them."""

    def __init__(self, canvas: Canvas) -> None:
        near = canvas.lips(_MARGIN) * (canvas.mouth() > 0)
        self.window = canvas.window(near > 0)
        rows, columns = self.window.rows, self.window.columns
        x, y = np.arange(columns.start, columns.stop) + canvas.grid.left, np.arange(rows.start, rows.stop) + canvas.grid.top
        self.at = np.dstack(np.meshgrid(x, y)).astype(np.float32)
        local = canvas.local(self.at.astype(np.float64))
        self.above = ((local[..., 1] - canvas.upper(local[..., 0])) * canvas.unit).astype(np.float32)
        self.below = ((canvas.lower(local[..., 0]) - local[..., 1]) * canvas.unit).astype(np.float32)
        self.low = np.clip(0.5 + (self.above - self.below) / 2, 0, 1)[..., None]
        self.shown = np.clip(np.minimum(self.above, self.below) / 1.2, 0, 1)[..., None]
        self.share = np.zeros((0, 0, 1), np.float32)
        if not self.window.empty:
            self.share = canvas.fine(near[..., None], self.window)[..., None]


def _take(pixels: np.ndarray, at: np.ndarray) -> np.ndarray:
    return cv2.remap(pixels, at, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def draw(
    frame: np.ndarray,
    points: np.ndarray,
    canvas: Canvas,
    mouth: Mouth,
    textures: Sequence[tuple[Texture, float]] = (),
    strength: float = 1.0,
) -> np.ndarray:
    """The frame with the target's mouth: a new RGB uint8 picture, the same outside the canvas' box.

    `points` (p, 2): where the frame itself has the points of the target. `textures`: what the mouth is drawn with, and how much of each;
    none where it is only warped. `strength`: how far they cover what the frame shows itself, 1 wholly.
    """
    lips = _Lips(canvas)
    seen = [(texture, share) for texture, share in textures if share > _FAINT]
    everything = canvas.window(np.ones_like(canvas.u, bool))
    maps = canvas.own(points)
    layer = _face(frame, maps, canvas, everything)
    if seen:
        mask = canvas.mouth()
        window = canvas.window(mask > 0)
        if not window.empty:
            over = _mouths(seen, canvas, window, lips, mouth)
            part = layer[window.rows, window.columns]
            light = _light(part, over, canvas, window, mask)
            part += (over * light - part) * canvas.fine(strength * mask[..., None], window)[..., None]
    elif not lips.window.empty:
        own = Texture(frame, points, float(np.linalg.norm(points[_MIDDLE[0]] - points[_MIDDLE[1]])) / canvas.unit)
        fine = [canvas.places(maps[..., side], lips.window) for side in SIDES]
        _lay_lips(layer, everything, _parted(own, fine, canvas, lips, mouth), lips)
    out = frame.copy()
    out[canvas.place] = np.clip(layer + 0.5, 0, 255)
    return out


_MIDDLE = (INSIDE[5], INSIDE[15])  # of the upper and of the lower lip's inner edge


def _face(pixels: np.ndarray, maps: np.ndarray, canvas: Canvas, window: Window, on: Window | None = None) -> np.ndarray:
    """A window as a source shows it, without a parting between the lips: float32 (height, width, 3). The maps lie on all nodes, or on
    those of the window `on`."""
    low = canvas.below()[canvas.wider(on) if on else slice(None)]
    joined = maps[..., SIDES[0]] + (maps[..., SIDES[1]] - maps[..., SIDES[0]]) * low[..., None]
    return _take(pixels, canvas.places(joined, window, on)).astype(np.float32)


def _mouths(seen: list[tuple[Texture, float]], canvas: Canvas, window: Window, lips: _Lips, mouth: Mouth) -> np.ndarray:
    """The textures' mix in a window, lips parted as the target has them: float32 (height, width, 3)"""
    whole = sum(share for _, share in seen)
    mixed = None
    for (texture, share), maps in zip(seen, canvas.of([texture.points for texture, _ in seen], window), strict=True):
        layer = _face(texture.pixels, maps, canvas, window, window)
        if not lips.window.empty:
            fine = [canvas.places(maps[..., side], lips.window, window) for side in SIDES]
            _lay_lips(layer, window, _parted(texture, fine, canvas, lips, mouth), lips)
        layer *= np.float32(share / whole)
        mixed = layer if mixed is None else mixed + layer
    assert mixed is not None
    return mixed


def _lay_lips(layer: np.ndarray, window: Window, drawn: np.ndarray, lips: _Lips) -> None:
    """The lips' window over a layer of a larger window, its edge faded."""
    top, left = max(lips.window.rows.start, window.rows.start), max(lips.window.columns.start, window.columns.start)
    bottom, right = min(lips.window.rows.stop, window.rows.stop), min(lips.window.columns.stop, window.columns.stop)
    inner = (slice(top - lips.window.rows.start, bottom - lips.window.rows.start),
             slice(left - lips.window.columns.start, right - lips.window.columns.start))  # fmt: skip
    part = layer[
        top - window.rows.start : bottom - window.rows.start, left - window.columns.start : right - window.columns.start
    ]
    part += (drawn[inner] - part) * lips.share[inner]


def _parted(texture: Texture, maps: list[np.ndarray], canvas: Canvas, lips: _Lips, mouth: Mouth) -> np.ndarray:
    """Upper lip, lower lip and what is between them: float32 (height, width, 3) of the lips' window"""
    upper = _take(texture.pixels, maps[0]).astype(np.float32)
    drawn = upper + (_take(texture.pixels, maps[1]) - upper) * lips.low
    rows, columns = np.flatnonzero(lips.shown.any(axis=(1, 2))), np.flatnonzero(lips.shown.any(axis=(0, 2)))
    if len(rows):
        part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
        inside = _inside(texture, maps[2], canvas, lips, mouth, part)
        drawn[part] += (inside - drawn[part]) * lips.shown[part]
    return drawn


def _inside(
    texture: Texture, at: np.ndarray, canvas: Canvas, lips: _Lips, mouth: Mouth, part: tuple[slice, slice]
) -> np.ndarray:
    """What is seen between the lips: the texture's own inside as far as it goes, else a drawn one."""
    above, below, own = lips.above[part], lips.below[part], float(rise(*_OPEN, np.array(texture.gap)))
    inside = np.zeros((*above.shape, 3), np.float32)
    if own > 0:
        inside = _own_inside(texture, at, canvas, mouth, lips, part)
    if own < 1:
        places = cv2.transform(lips.at[part], mouth.skull.astype(np.float32))
        drawn = mouth.interior.painted(places, mouth.jaw, mouth.tongue, above, below, canvas.unit)
        inside = drawn + (inside - drawn) * np.float32(own)
    return inside


def _own_inside(
    texture: Texture, at: np.ndarray, canvas: Canvas, mouth: Mouth, lips: _Lips, part: tuple[slice, slice]
) -> np.ndarray:
    """The texture's inside. Teeth are not drawn out: the upper ones stay with the upper lip, the lower ones with the lower, and
    between them it is dark."""
    out_by = canvas.gap / max(_DRAWN_OUT * texture.gap, 1e-6)
    if out_by <= 1:
        return _take(texture.pixels, at[part]).astype(np.float32)
    above, below = lips.above[part], lips.below[part]
    tall = np.maximum(above + below, 1e-3)
    place = np.clip(above / tall, 0, 1)
    upper, lower = np.minimum(place * out_by, 0.5), np.maximum(1 - (1 - place) * out_by, 0.5)
    wanted = np.where(place * out_by < 0.5, upper, lower)
    corner = np.array([part[1].start, part[0].start], np.float32)
    rows, columns = np.indices(place.shape, dtype=np.float32)
    moved = np.dstack((columns, rows)) + corner + canvas.down((wanted - place) * tall)
    inside = _take(texture.pixels, cv2.remap(at, moved, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    deep = rise(0.46, 0.62, np.minimum(place, 1 - place) * out_by)[..., None] * rise(1.0, 1.5, np.array(out_by, np.float32))
    return np.asarray(inside + (mouth.interior.dark - inside) * deep, np.float32)


def _light(under: np.ndarray, over: np.ndarray, canvas: Canvas, window: Window, mask: np.ndarray) -> np.ndarray:
    """What `over` has to be multiplied by to lie in the light of `under`: float32 (height, width, 3), changing evenly.

    Fitted where the mask fades, which both show.
    """
    box = (slice(window.top, window.bottom), slice(window.left, window.right))
    share, u, v = mask[box].reshape(-1), canvas.u[box].reshape(-1), canvas.v[box].reshape(-1)
    ring = (share > 0.04) & (share < 0.96) & (v > canvas.nose + 0.05)
    size = (window.right - window.left, window.bottom - window.top)
    seen = [cv2.resize(layer, size, interpolation=cv2.INTER_AREA).reshape(-1, 3) for layer in (under, over)]
    ratio = np.log((np.maximum(seen[0][ring], 0) + 4) / (np.maximum(seen[1][ring], 0) + 4))
    even = np.abs(ratio - np.median(ratio, axis=0)).max(axis=1) < _UNEVEN if len(ratio) else np.zeros(0, bool)
    if even.sum() < 12:
        return np.ones((1, 1, 3), np.float32)
    base = np.column_stack((np.ones(len(share)), u, v))
    inner = base[ring][even]
    slope = np.linalg.solve(inner.T @ inner + np.diag((0.0, 2.0, 2.0)), inner.T @ ratio[even])
    gain = np.exp(np.clip(np.column_stack((np.ones(canvas.u.size), canvas.u.ravel(), canvas.v.ravel())) @ slope, -0.6, 0.6))
    return canvas.fine(gain.reshape(*canvas.u.shape, 3), window)
