"""The teeth that a smiling picture shows itself: found between its lips, to be seen again whenever they part."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .rig import Frame2D, Mouth
from .warp import Grid, rise

_LEAST = 60  # pixels between the lips in which anything can be told
_BRIGHT, _SHARE = 1.1, 0.2  # teeth are brighter than the lips, and fill at least that much of what is between them
_TOOTH, _PALE = (0.34, 0.52), (0.80, 0.55)  # of the brightest there; of the lips' saturation
_GAP = 0.012  # outer-eye distances of dark that lie between upper and lower teeth
_JOINED = 0.030  # dark no wider than that lies between two teeth
_SPECK = 0.1  # of the largest piece: a smaller one is a light on a lip
_ABOVE = (0.075, 0.040)  # how far under the upper lip they go on, and where they begin to fade
_SHOW = 0.022  # how far below the closed lips' line they reach at least: a mouth that is wide open in the picture has its lip drawn up


@dataclass(frozen=True, eq=False)
class Teeth:
    """`layer`: the upper teeth over a grid's pixels as they are at rest, premultiplied RGBA float32; `colour`: theirs, float64 (3,)."""

    layer: np.ndarray
    colour: np.ndarray


def own_teeth(pixels: np.ndarray, frame: Frame2D, mouth: Mouth, grid: Grid) -> Teeth | None:
    """The upper teeth of a picture whose lips are parted, or None where it shows too little of them.

    Under the upper lip they go on as they are at its edge. Lower teeth are left to be drawn: they do not stay where they are.
    """
    if mouth.closed:
        return None
    at = grid.pixels()
    u, v = frame.local(at[..., 0].astype(np.float64), at[..., 1].astype(np.float64))
    edge = 2.0 / frame.unit  # a lip's edge is as soft as that
    inside = (v > mouth.upper(u) + edge) & (v < mouth.lower(u) - edge) & (np.abs(mouth.across(u)) < 0.98)
    under = (v > mouth.lower(u) + 0.01) & (v < mouth.lower(u) + 0.06) & (np.abs(mouth.across(u)) < 0.7)
    if inside.sum() < _LEAST or not under.any():
        return None
    colours = cv2.remap(pixels, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    mask = _mask(colours, inside, under, v > mouth.middle(u), frame.unit)
    if mask is None:
        return None
    colour = np.median(colours[mask > 0.8], axis=0).astype(np.float64)
    middle = float(mouth.middle(np.zeros(1))[0])
    ends = v[(mask > 0.5) & (np.abs(mouth.across(u)) < 0.4)]
    shift = max(0.0, middle + _SHOW - float(np.percentile(ends, 98))) if len(ends) else 0.0
    v = v - shift
    lower = (np.maximum(mouth.upper(u) + edge - v, 0) - shift)[..., None] * frame.pixels(np.zeros(1), np.ones(1))
    places = (at - (grid.left, grid.top) + lower).astype(np.float32)
    drawn, alpha = (cv2.remap(one, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for one in (colours, mask))
    alpha = alpha * rise(*_ABOVE, mouth.upper(u) - v).astype(np.float32)
    return Teeth(np.dstack((drawn * alpha[..., None], alpha)).astype(np.float32), colour)


def _mask(colours: np.ndarray, inside: np.ndarray, under: np.ndarray, low: np.ndarray, unit: float) -> np.ndarray | None:
    """Where upper teeth are, 0 to 1; None if there are none. `under`: the lower lip; `low`: the lower half of what is between the lips."""
    light = colours @ np.array([0.299, 0.587, 0.114], np.float32)
    pale = np.ptp(colours, axis=2) / np.maximum(colours.max(axis=2), 1)
    brightest = float(np.percentile(light[inside], 90))
    if brightest < _BRIGHT * float(np.median(light[under])):
        return None
    tooth = rise(*_TOOTH, light / brightest) * rise(*_PALE, pale / max(float(np.median(pale[under])), 0.2)) * inside
    if tooth[inside].mean() < _SHARE:
        return None
    joined = max(1, round(_JOINED * unit))
    whole = cv2.morphologyEx(tooth.astype(np.float32), cv2.MORPH_CLOSE, np.ones((1, joined), np.uint8)) * inside
    seen = np.cumsum(whole > 0.5, axis=0) > max(1.0, 0.01 * unit)
    dark = np.cumsum((whole < 0.3) & seen & inside, axis=0)
    upper = (whole * ~(low & (dark > max(1.0, _GAP * unit)))).astype(np.float32)
    _, names, facts, _ = cv2.connectedComponentsWithStats((upper > 0.3).astype(np.uint8))
    sizes = facts[:, cv2.CC_STAT_AREA]
    upper *= np.isin(names, [name for name in range(1, len(sizes)) if sizes[name] > _SPECK * sizes[1:].max()])
    return np.asarray(np.clip(cv2.GaussianBlur(upper, (0, 0), 0.7), 0, 1))
