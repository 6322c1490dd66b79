"""Cutting a person out of a picture: how much of each pixel is the person, the person's own colours there, and what lies behind.

The rough shape is that of MediaPipe's selfie segmentation, which the mediapipe package carries (no download). Near its edge each
pixel is then weighed between the colours of the person and of the background near by, and the result is held to the picture's own
edges by a guided filter (He, Sun and Tang 2013). Colours at the edge are parted as in Forte's fast multi-level foreground
estimation (Germer et al. 2020; Forte 2021), so that no old background shines through.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ..errors import BadInput
from ..media import Picture
from .faces import Face, segmented
from .warp import rise

_LEAST = 0.02  # of the picture's pixels: a smaller person is none
_WORK = 1920  # pixels of the longer side at which the edge is found
_SURE = 0.97
REACH = 0.13  # how far hair may reach beyond the rough shape, in outer-eye distances
_PARTED = 24.0  # colours of person and background so far apart (of 255) tell them apart well


@dataclass(frozen=True, eq=False)
class Matte:
    """A person cut out of a picture of (width, height).

    `alpha`: uint8 (height, width), 255 where only the person is seen. `colours`: uint8 (height, width, 3) RGB, the person's own,
    carried on beyond the edge. `behind`: the same of the background, the person removed.
    """

    alpha: np.ndarray
    colours: np.ndarray
    behind: np.ndarray

    @property
    def picture(self) -> Picture:
        """The person as RGBA, not multiplied by the opacity"""
        return Picture(np.dstack((self.colours, self.alpha)))


def cut_out(picture: Picture, face: Face) -> Matte:
    """The person with this face, cut out of the picture. An RGBA picture that has clear parts is cut out already.

    BadInput if next to nothing of the picture is a person, or the face is not part of what is.
    """
    rgb = np.ascontiguousarray(picture.pixels[..., :3])
    own = picture.pixels[..., 3] if picture.pixels.shape[2] == 4 else None
    scale = min(1.0, _WORK / max(rgb.shape[:2]))
    small, unit = _scaled(rgb, scale), max(4.0, face.eyes * scale)
    if own is not None and float((own < 128).mean()) > _LEAST:
        levels = _scaled(own, scale)
    else:
        rough = person(small, Face(face.points * scale))
        _check(rough, face, scale)
        own, levels = None, np.round(refined(small, rough, max(2.0, REACH * unit)) * 255).astype(np.uint8)
    alpha = levels.astype(np.float32) / 255
    found = Matte(levels, foreground(small, alpha, unit), background(small, alpha, unit))
    return found if scale == 1 else _enlarged(found, rgb, own)


def _scaled(pixels: np.ndarray, scale: float) -> np.ndarray:
    return pixels if scale == 1 else cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _enlarged(small: Matte, rgb: np.ndarray, own: np.ndarray | None) -> Matte:
    """A matte found on a smaller picture for the whole one `rgb`, whose own pixels stay wherever it is opaque"""
    size = (rgb.shape[1], rgb.shape[0])
    alpha = cv2.resize(small.alpha, size, interpolation=cv2.INTER_CUBIC) if own is None else own
    colours, behind = (cv2.resize(layer, size, interpolation=cv2.INTER_LINEAR) for layer in (small.colours, small.behind))
    return Matte(alpha, np.where((alpha == 255)[..., None], rgb, colours), behind)


def person(pixels: np.ndarray, face: Face, *, twice: bool = True) -> np.ndarray:
    """The rough shape of the person, float32 (height, width) in 0 … 1: seen whole, and once more close to the head.

    `twice` as for `faces.segmented`.
    """
    height, width = pixels.shape[:2]
    rough = segmented(pixels, twice=twice)
    left, top, right, bottom = face.box
    side, x, y = 2.4 * max(right - left, bottom - top), (left + right) / 2, (top + bottom) / 2 - 0.1 * (bottom - top)
    x0, y0, x1, y1 = (int(np.clip(v, 0, most)) for v, most in
                      ((x - side / 2, width), (y - side / 2, height), (x + side / 2, width), (y + side / 2, height)))  # fmt: skip
    if max(x1 - x0, y1 - y0) < 0.75 * max(width, height):
        near = segmented(np.ascontiguousarray(pixels[y0:y1, x0:x1]), twice=twice)
        fade = 0.12 * side
        across = np.clip(np.minimum(np.arange(x1 - x0), x1 - x0 - 1 - np.arange(x1 - x0)) / fade, 0, 1)
        down = np.clip(np.minimum(np.arange(y1 - y0), y1 - y0 - 1 - np.arange(y1 - y0)) / fade, 0, 1)
        share = (0.6 * down[:, None] * across).astype(np.float32)
        rough[y0:y1, x0:x1] += (near - rough[y0:y1, x0:x1]) * share
    return rough


def _check(rough: np.ndarray, face: Face, scale: float) -> None:
    x, y = (face.points[:468, :2] * scale).T
    inside = (x >= 0) & (x < rough.shape[1]) & (y >= 0) & (y < rough.shape[0])
    on_face = rough[y[inside].astype(int), x[inside].astype(int)]
    if float((rough > 0.5).mean()) < _LEAST or not len(on_face) or float(on_face.mean()) < 0.5:
        raise BadInput(
            "Not enough of a person was found in this picture to cut out: the background cannot be taken away. Give a picture that"
            " shows head and shoulders before a plain ground, or a PNG that is cut out already; or leave --matte away.",
            "图片中没有找到足够清楚的人像，无法抠出并去掉背景。请提供背景简单的半身照，或已抠好的透明 PNG；或去掉 --matte。",
        )


def refined(pixels: np.ndarray, rough: np.ndarray, reach: float) -> np.ndarray:
    """The opacity, float32 (height, width), of a rough shape whose edge is right within `reach` pixels."""
    colours = pixels.astype(np.float32)
    shape = cv2.ximgproc.guidedFilter(colours, rough, max(3, round(0.15 * reach)), 9.0)  # both in 0 … 255, as it wants them
    inner, outer = _shrunk(rough > _SURE, 0.5 * reach), _shrunk(rough < 1 - _SURE, reach)
    share, trust = _weighed(colours, inner, outer, reach)
    wanted = shape + (share - shape) * trust
    least, most = _bounds(rough, reach)
    return np.clip((np.clip(wanted, least, most) - 0.06) / 0.88, 0, 1)


def _bounds(rough: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """The least and the most opacity by how far a place lies inside or outside the rough shape"""
    inside, outside = (cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 5) for mask in (rough > 0.5, rough <= 0.5))
    return rise(0.10 * reach, 0.50 * reach, inside).astype(np.float32), rise(1.0 * reach, 0.35 * reach, outside).astype(
        np.float32
    )


def _shrunk(mask: np.ndarray, radius: float) -> np.ndarray:
    """Where a mask is True for `radius` pixels about; the picture's own edges shrink nothing."""
    return np.asarray(cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 5) > max(1.0, radius))


def _weighed(pixels: np.ndarray, inner: np.ndarray, outer: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """(the person's share in each pixel between the colours near by, how far that can be trusted), float32 in 0 … 1.

    It can be trusted as far as it tells apart, near by, what is known to be the person and what is known not to be.
    """
    known = [mask.astype(np.float32) for mask in (inner, outer)]
    person, ground = (spread(pixels, mask, reach) for mask in known)
    apart = person - ground
    square = (apart * apart).sum(axis=2)
    share = np.clip(((pixels - ground) * apart).sum(axis=2) / np.maximum(square, 1.0), 0, 1)
    wrong = [spread(((share - right) ** 2)[..., None], mask, reach)[..., 0] for right, mask in zip((1, 0), known, strict=True)]
    doubt = np.sqrt(np.maximum(0.35 * wrong[0], wrong[1]))
    return share, np.clip(np.sqrt(square) / _PARTED - 0.5, 0, 1) * rise(0.30, 0.08, doubt).astype(np.float32)


def spread(values: np.ndarray, weights: np.ndarray, reach: float) -> np.ndarray:
    """The mean of `values` (h, w, c) near each place, weighted by `weights` (h, w); farther places count where near ones have none."""
    step = max(1.0, reach / 3)
    size = (max(1, round(weights.shape[1] / step)), max(1, round(weights.shape[0] / step)))
    stacked = np.dstack((values * weights[..., None], weights)).astype(np.float32)
    small = cv2.resize(stacked, size, interpolation=cv2.INTER_AREA)
    out, known, sigma = np.zeros((*small.shape[:2], values.shape[2]), np.float32), np.zeros(small.shape[:2], np.float32), 3.0
    while True:
        blurred = _blurred(small, sigma)
        total = blurred[..., -1]
        take = (1 - known) * np.clip(total / 0.02, 0, 1)
        out += blurred[..., :-1] / np.maximum(total, 1e-6)[..., None] * take[..., None]
        known += take
        if sigma >= 0.5 * max(size) or float(known.min()) > 0.999:
            found = out / np.maximum(known, 1e-6)[..., None]
            full = cv2.resize(found, weights.shape[::-1], interpolation=cv2.INTER_LINEAR)
            return full.reshape(*weights.shape, -1)
        sigma *= 3


def _blurred(small: np.ndarray, sigma: float) -> np.ndarray:
    """A Gaussian blur; a wide one is made at a smaller size."""
    step = max(1, int(sigma / 3))
    size = (max(1, small.shape[1] // step), max(1, small.shape[0] // step))
    coarse = cv2.GaussianBlur(cv2.resize(small, size, interpolation=cv2.INTER_AREA), (0, 0), sigma / step)
    return cv2.resize(coarse, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_LINEAR)


def foreground(pixels: np.ndarray, alpha: np.ndarray, unit: float) -> np.ndarray:
    """The person's colours everywhere, uint8 RGB: the picture's own where it is opaque, parted from the background at the edge."""
    image, share = pixels.astype(np.float32), alpha[..., None]
    colours, behind = image, image
    for reach in (0.30 * unit, 0.04 * unit):
        colours, behind = _parted(image, colours, behind, alpha, max(1.5, reach))
    colours = np.where(share >= 1, image, colours)
    return np.clip(np.round(colours), 0, 255).astype(np.uint8)


def _parted(
    image: np.ndarray, colours: np.ndarray, behind: np.ndarray, alpha: np.ndarray, reach: float
) -> tuple[np.ndarray, np.ndarray]:
    """Forte's step: colours of both layers averaged near by, and what they leave unexplained given back to them."""
    share = alpha[..., None]
    near = spread(colours, alpha * alpha + 1e-6, reach)
    far = spread(behind, (1 - alpha) ** 2 + 1e-6, reach)
    return np.clip(near + share * (image - share * near - (1 - share) * far), 0, 255), far


def background(pixels: np.ndarray, alpha: np.ndarray, unit: float) -> np.ndarray:
    """What lies behind, uint8 RGB, the person's place filled from about it; nothing of the person's edge is left in it."""
    clear = _shrunk(alpha < 0.02, 0.06 * unit)
    if not clear.any():
        clear = alpha <= alpha.min()
    weights = clear.astype(np.float32)
    filled = spread(pixels.astype(np.float32), weights, 0.25 * unit)
    soft = cv2.GaussianBlur(weights, (0, 0), max(1.0, 0.04 * unit)) * weights
    return np.clip(np.round(filled + (pixels - filled) * soft[..., None]), 0, 255).astype(np.uint8)
