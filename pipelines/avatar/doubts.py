"""What may be wrong with a portrait that can be animated all the same: told to the person before a film is made of it.

Each measure is far apart on the portraits and the made-up faults that it was set on; where it is not sure it says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ..media import Picture
from .faces import Face, find_hands, flat, seen_again

_STRAY = 0.05  # outer-eye distances: a person's points lie within 0.02 of themselves when they are looked for again
_SHUT = 0.15  # an eye's opening by its width; open ones have 0.24 and more, those that a blink shuts up to 0.11
_SHADED = 0.38  # of the skin's brightness, about both eyes; without dark glasses the lesser of both has 0.35 and the other more
_GLINT = 0.68  # of the skin's brightness: dark glasses let nothing brighter through, but for one reflection
_EYES = ((33, 133, 159, 145), (263, 362, 386, 374))  # outer and inner corner, upper and lower lid
_SKIN = (50, 280, 151, 205, 425)
_LIPS = (61, 291, 0, 17)


@dataclass(frozen=True)
class Doubt:
    """`kind`: "person", "shut", "dark glasses" or "covered"; with a sentence in English and in Chinese."""

    kind: str
    en: str
    zh: str


_PERSON = Doubt(
    "person",
    "This may be no person's face (an animal, a doll, a pattern): eyes and mouth were found elsewhere each time. Look at a preview first.",
    "这可能不是人脸（动物、玩偶或图案）：每次识别的眼睛和嘴位置都不同。请先查看预览。",
)
_SHUT_EYES = Doubt(
    "shut",
    "The eyes are shut in this picture, and stay so: nothing of them is there to be shown. Give one with open eyes.",
    "图片中双眼闭合，影片中也将一直闭合：没有可显示的眼睛。请换一张睁眼的照片。",
)
_GLASSES = Doubt(
    "dark glasses",
    "Dark glasses seem to cover the eyes: they stay as they are, and blinks and looks are drawn on them. Give one without.",
    "眼睛似乎被墨镜遮住：墨镜会保留，眨眼和目光会画在镜片上。请换一张不戴墨镜的照片。",
)
_COVERED = Doubt(
    "covered",
    "A hand seems to lie over the mouth: it would be pulled about with the lips. Give one with the mouth uncovered.",
    "嘴似乎被手遮住：手会随嘴唇一起变形。请换一张嘴部没有遮挡的照片。",
)


def doubts(picture: Picture, face: Face) -> tuple[Doubt, ...]:
    """What a person should know of this face before it speaks, the gravest first; nothing for most."""
    pixels = flat(picture)
    found = [_PERSON] if strays(pixels, face) > _STRAY else []
    found += [_GLASSES] if shaded(pixels, face) else [_SHUT_EYES] if opening(face) < _SHUT else []
    found += [_COVERED] if covered(pixels, face) else []
    return tuple(found)


def strays(pixels: np.ndarray, face: Face) -> float:
    """How far the points lie from themselves when the face is looked for again, leaning and at other sizes: the middle one of
    three such looks, in outer-eye distances; infinite where most find no face."""
    again = seen_again(pixels, face)
    apart = [
        np.inf if other is None else float(np.linalg.norm(other - face.points[:468, :2], axis=1).mean()) for other in again
    ]
    return float(np.median(apart)) / max(face.eyes, 1e-6)


def opening(face: Face) -> float:
    """How open the wider eye is, by its own width"""
    p = face.points[:, :2]

    def apart(a: int, b: int) -> float:
        return float(np.linalg.norm(p[a] - p[b]))

    return max(apart(top, bottom) / max(apart(outer, inner), 1e-6) for outer, inner, top, bottom in _EYES)


def shaded(pixels: np.ndarray, face: Face) -> bool:
    """Whether what is about both eyes is dark beside the skin, and nothing in it bright"""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    skin = float(np.median(np.concatenate([_round(grey, face.points[i, :2], 0.05 * face.eyes) for i in _SKIN])))
    both = [_round(grey, face.points[list(ids), :2].mean(axis=0), 0.19 * face.eyes) for ids in _EYES]
    dark = max(float(np.median(seen)) for seen in both) / max(skin, 1.0)
    bright = float(np.mean([np.percentile(seen, 90) for seen in both])) / max(skin, 1.0)
    return dark < _SHADED and bright < _GLINT


def _round(grey: np.ndarray, middle: np.ndarray, radius: float) -> np.ndarray:
    """The pixels of a disc, as far as the picture reaches; at least one"""
    x, y = np.clip(middle, 0, (grey.shape[1] - 1, grey.shape[0] - 1))
    r = max(1.0, radius)
    rows, columns = np.mgrid[int(max(0, y - r)) : int(y + r) + 1, int(max(0, x - r)) : int(x + r) + 1]
    inside = (np.hypot(columns - x, rows - y) <= r) & (rows < grey.shape[0]) & (columns < grey.shape[1])
    return grey[rows[inside], columns[inside]]


def covered(pixels: np.ndarray, face: Face) -> bool:
    """Whether a hand that is seen near the face reaches over the mouth"""
    lips = face.points[list(_LIPS), :2]
    low, high = lips.min(axis=0), lips.max(axis=0)
    middle = (low + high) / 2
    for hand in find_hands(pixels, face):
        hull = cv2.convexHull(hand.astype(np.float32))
        on_lips = ((hand > low) & (hand < high)).all(axis=1).sum()
        if on_lips >= 2 or cv2.pointPolygonTest(hull, (float(middle[0]), float(middle[1])), False) >= 0:
            return True
    return False
