"""Lips drawn by a network laid into frames of any body: frames and points of the face in, frames out.

Only the mouth's own region is laid in, with a soft edge that follows the face and never the crop's box; the network's light is brought to
the frame's along that edge and carried inwards, at the network's own size, so that no seam shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import cv2
import numpy as np

from ..matte import spread
from .model import LipModel

_CHIN = (149, 176, 148, 152, 377, 400, 378)
REGION = (2, 97, 98, 203, 206, 216, 212, 202, 204, 194, 201, 200, 421, 418, 424, 422, 432, 436, 426, 423, 327, 326, *_CHIN)
"""The points of Face Mesh round the mouth: under the nose, along the folds of the cheeks, and the chin."""
_FEATHER = 0.075  # of the crop's side: how softly the region ends
_BATCH = 16
_SHARPER = 0.5
_SAME = 0.10  # of a factor's logarithm: about a tenth brighter or darker than the edge is as a whole
_MOST = 0.5
_ALIKE = 9.0  # of 255: the network has drawn the same thing


@dataclass(frozen=True, eq=False)
class Spoken:
    """One frame that lips are to be laid into: `frame` uint8 (h, w, 3 or 4); `points` float64 (478, 2 or 3), of Face Mesh, in its pixels;
    `sound` float32 (80, 16), see mel.windows; `share` 0 to 1: how much of the network's lips is seen."""

    frame: np.ndarray
    points: np.ndarray
    sound: np.ndarray
    share: float = 1.0


def laid_in(spoken: Iterable[Spoken], model: LipModel) -> Iterator[np.ndarray]:
    """The frames with the network's lips, in turn; each uint8 and new. Where the share is 0 the frame is as it was."""
    rows = iter(spoken)
    while batch := list(islice(rows, _BATCH)):
        said = [one for one in batch if one.share > 0]
        crops = [crop_of(one.points, model.side) for one in said]
        faces = [taken(one.frame[..., :3], crop, model.side) for one, crop in zip(said, crops, strict=True)]
        drawn = iter(model.draw(np.stack([one.sound for one in said]), np.stack(faces)) if said else ())
        places = iter(zip(crops, faces, strict=True))
        for one in batch:
            out = one.frame.copy()
            if one.share > 0:
                crop, face = next(places)
                _lay(out, one, crop, face, next(drawn))
            yield out


def taken(frame: np.ndarray, crop: np.ndarray, side: int) -> np.ndarray:
    """The square that `crop` maps a frame's pixels to, uint8 (side, side, 3); made smaller by the mean of what falls into a pixel"""
    across, down = min(1.0, crop[0, 0]), min(1.0, crop[1, 1])
    low, high = cv2.transform(np.array([[(0.0, 0.0), (side, side)]]), cv2.invertAffineTransform(crop))[0]
    x0, y0 = np.clip(np.floor(low).astype(int) - 2, 0, (frame.shape[1] - 2, frame.shape[0] - 2))
    x1, y1 = np.maximum(np.minimum(np.ceil(high).astype(int) + 2, (frame.shape[1], frame.shape[0])), (x0 + 2, y0 + 2))
    part = np.ascontiguousarray(frame[y0:y1, x0:x1])
    size = (max(2, round((x1 - x0) * across)), max(2, round((y1 - y0) * down)))
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    per = (np.array([x1 - x0, y1 - y0]) / size)[:, None]  # the part's pixels in one of the smaller picture's
    back = np.array([[per[0, 0], 0, x0 + per[0, 0] / 2 - 0.5], [0, per[1, 0], y0 + per[1, 0] / 2 - 0.5], [0, 0, 1]])
    flags = cv2.INTER_CUBIC if min(crop[0, 0], crop[1, 1]) > 1 else cv2.INTER_LINEAR
    return cv2.warpAffine(small, crop @ back, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)


def crop_of(points: np.ndarray, side: int) -> np.ndarray:
    """The affine map (2, 3) from a frame to the network's square: upright, from the upper forehead to just under the chin, as detectors
    frame the faces that it was taught on."""
    low, high = points[:468, :2].min(axis=0), points[:468, :2].max(axis=0)
    tall = high[1] - low[1]
    top, bottom = low[1] + 0.04 * tall, high[1] + 0.05 * tall
    across, down = side / (high[0] - low[0]), side / (bottom - top)
    return np.array([[across, 0, -low[0] * across], [0, down, -top * down]], np.float64)


def _lay(out: np.ndarray, one: Spoken, crop: np.ndarray, face: np.ndarray, lips: np.ndarray) -> None:
    mask = region(one.points, crop, len(lips)) * np.float32(one.share)
    fitted = matched(lips, face.astype(np.float32), mask)
    back = cv2.invertAffineTransform(crop)
    corners = cv2.transform(np.array([[(0.0, 0.0), (len(lips), len(lips))]]), back)[0]
    x0, y0 = np.maximum(np.floor(corners[0]).astype(int), 0)
    x1, y1 = np.minimum(np.ceil(corners[1]).astype(int), (out.shape[1], out.shape[0]))
    if x1 <= x0 or y1 <= y0:
        return
    back[:, 2] -= (x0, y0)
    size = (int(x1 - x0), int(y1 - y0))

    def enlarged(layer: np.ndarray, flags: int = cv2.INTER_CUBIC) -> np.ndarray:
        return cv2.warpAffine(layer, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)

    part, large = out[y0:y1, x0:x1, :3], enlarged(fitted)
    if back[0, 0] > 1.2:  # the network's picture is the smaller one
        alike = enlarged(agreement(fitted, face), cv2.INTER_LINEAR)[..., None]
        fine = part - enlarged(face.astype(np.float32))  # what the frame holds and the network could not see
        edges = large - cv2.GaussianBlur(large, (0, 0), 0.8 * back[0, 0])
        large = large + fine * alike + _SHARPER * edges * (1 - alike)
    share = np.clip(enlarged(mask, cv2.INTER_LINEAR), 0, 1)[..., None]
    part[:] = np.clip(np.round(part + (large - part) * share), 0, 255)


def agreement(lips: np.ndarray, face: np.ndarray) -> np.ndarray:
    """How far the network left each place as it was, float32 (side, side), 1 to 0: there the frame's own fine detail may stay"""
    apart = cv2.GaussianBlur(np.abs(lips - face).mean(axis=2), (0, 0), 1.0)
    return cv2.GaussianBlur(np.exp(-((apart / _ALIKE) ** 2)), (0, 0), 0.7)


def region(points: np.ndarray, crop: np.ndarray, side: int) -> np.ndarray:
    """How much of each of the square's pixels is the mouth's own region, float32 (side, side), falling softly to 0 before its edges"""
    at = cv2.transform(points[None, REGION, :2].astype(np.float64), crop)[0]
    fine = 4
    mask = np.zeros((side * fine, side * fine), np.uint8)
    cv2.fillConvexPoly(mask, cv2.convexHull(np.round(at * fine).astype(np.int32)), 255)
    small = cv2.resize(mask, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    feather = _FEATHER * side
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * round(0.6 * feather) + 1,) * 2)
    soft = cv2.GaussianBlur(cv2.erode(small, kernel), (0, 0), 0.5 * feather)
    edge = np.minimum(np.arange(side), np.arange(side)[::-1]) / feather
    return soft * np.minimum(1, np.minimum(edge[:, None], edge)).astype(np.float32)


def matched(lips: np.ndarray, face: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The network's picture in the frame's light: how much brighter each colour is along the region's edge, spread over the inside.

    Only where the two show the same there; a lip or a fold that has come to the edge tells nothing of the light.
    """
    edge = np.clip(4 * mask * (1 - np.clip(mask, 0, 1)), 0, 1)
    gain = np.log((cv2.GaussianBlur(face, (0, 0), 1.5) + 8) / (cv2.GaussianBlur(lips, (0, 0), 1.5) + 8))
    if float(edge.sum()) < 1:
        return lips
    usual = np.array([_middle(gain[..., channel], edge) for channel in range(3)])
    same = np.exp(-((np.abs(gain - usual).max(axis=2) / _SAME) ** 2))
    light = spread(gain.astype(np.float32), (edge * same).astype(np.float32) + 1e-6, 0.06 * len(lips))
    return (lips + 8) * np.exp(np.clip(light, -_MOST, _MOST)) - 8


def _middle(values: np.ndarray, weights: np.ndarray) -> float:
    """The weighted median"""
    order = np.argsort(values, axis=None)
    total = np.cumsum(weights.reshape(-1)[order])
    return float(values.reshape(-1)[order][np.searchsorted(total, total[-1] / 2)])
