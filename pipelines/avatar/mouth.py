"""The inside of a mouth: teeth, tongue and dark, drawn once for a portrait in its own colours and light.

Upper teeth belong to the skull; lower teeth and tongue ride on the jaw. The lips shade what lies behind them. Upper teeth that the
picture shows are its own (see teeth.own_teeth).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from .rig import Frame2D, Mouth
from .teeth import own_teeth
from .warp import Grid, rise

_HALF = 0.27  # half of an average mouth's inner width, in outer-eye distances
_UPPER = (0.092, 0.162, 0.234, 0.292, 0.340, 0.378)  # where each tooth ends, counted from the middle
_LOWER = (0.056, 0.116, 0.180, 0.236, 0.286, 0.330)
_SHOW = 0.020  # how far the upper teeth reach below the line of the closed lips
_IVORY = np.array([243.0, 228.0, 211.0])
_TONGUE = np.array([176.0, 92.0, 90.0])
_GUM = np.array([184.0, 104.0, 102.0])
_DARK = np.array([50.0, 17.0, 17.0])


@dataclass(frozen=True, eq=False)
class Palette:
    """The colours of the mouth's inside in this picture's light, each float64 (3,) RGB 0 to 255"""

    teeth: np.ndarray
    gum: np.ndarray
    tongue: np.ndarray
    dark: np.ndarray


def palette(pixels: np.ndarray, frame: Frame2D, points: np.ndarray) -> Palette:
    """Colours that fit the face: as bright as its lights, as warm as its skin, grey in a grey picture."""
    hull = cv2.convexHull(points[:468, :2].astype(np.float32))
    mask = np.zeros(pixels.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, hull.astype(np.int32), 1)
    face = pixels[mask > 0].astype(np.float64)
    if len(face) == 0:
        face = pixels.reshape(-1, 3).astype(np.float64)
    light = np.percentile(face @ (0.299, 0.587, 0.114), 96)
    skin = np.median(face, axis=0)
    colour = float(np.clip(np.median(np.ptp(face, axis=1)) / 30, 0, 1))
    tint = skin / max(float(skin.max()), 1.0)
    cast = float(np.clip(np.ptp(skin) / max(float(skin.max()), 1.0) - 0.35, 0, 0.4))  # a strong cast colours teeth as well
    share = 0.20 + 1.0 * cast
    warm = 1 - share + share * tint / max(float(tint.mean()), 1e-3)
    level = float(np.clip(light / 235, 0.30, 1.0))

    def fit(base: np.ndarray, gain: float) -> np.ndarray:
        out = base * warm * level * gain
        grey = float(out @ (0.299, 0.587, 0.114))
        return np.clip(grey + (out - grey) * colour, 0, 245)

    return Palette(fit(_IVORY, 1.06), fit(_GUM, 0.85), fit(_TONGUE, 0.85), fit(_DARK, 0.8))


def _row(u: np.ndarray, ends: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(place within its tooth -1…1, the tooth's number, the tooth's half width) for each |u|"""
    bounds = np.array((0.0, *ends))
    number = np.clip(np.searchsorted(bounds, u, side="right") - 1, 0, len(ends) - 1)
    left, right = bounds[number], bounds[number + 1]
    return (2 * u - left - right) / (right - left), number, (right - left) / 2


@dataclass(frozen=True, eq=False)
class Inside:
    """Textures over a grid's pixels at rest: premultiplied RGBA float32 of upper teeth, lower teeth and tongue; `own`: the upper teeth are
    the picture's, in its light."""

    upper: np.ndarray
    lower: np.ndarray
    tongue: np.ndarray
    dark: np.ndarray
    light: np.ndarray
    own: bool = False


def draw_inside(pixels: np.ndarray, frame: Frame2D, mouth: Mouth, grid: Grid, colours: Palette, soft: float) -> Inside:
    """The textures for a mouth; `soft` is the blur in pixels that matches the picture's own sharpness."""
    at = grid.pixels().astype(np.float64)
    u, v = frame.local(at[..., 0], at[..., 1])
    across = np.abs(mouth.across(u)) * _HALF
    line = float(mouth.middle(np.zeros(1))[0])
    edge = 1.2 / frame.unit
    own = own_teeth(pixels, frame, mouth, grid)
    if own is not None:
        colours = replace(colours, teeth=own.colour)
    upper = _blur(_teeth(across, v - line, edge, colours, top=True), soft) if own is None else own.layer
    lower = _blur(_teeth(across, v - line, edge, colours, top=False), soft)
    tongue = _blur(_tongue(across, v - line, edge, colours), soft)
    return Inside(upper, lower, tongue, colours.dark.astype(np.float32), _light(pixels, frame, grid), own is not None)


def _blur(layer: np.ndarray, soft: float) -> np.ndarray:
    layer = layer.astype(np.float32)
    return cv2.GaussianBlur(layer, (0, 0), soft) if soft > 0.3 else layer


def _teeth(across: np.ndarray, v: np.ndarray, edge: float, colours: Palette, *, top: bool) -> np.ndarray:
    within, number, half = _row(across, _UPPER if top else _LOWER)
    if top:
        shorter = np.array([0.0, 0.006, 0.002, 0.006, 0.009, 0.011])[number]
        curve = _SHOW - 0.30 * across**2 - shorter
        corner = np.array([0.006, 0.008, 0.014, 0.010, 0.009, 0.009])[number]
        inward = curve - corner * np.abs(within) ** 4 - v  # above the biting edge
        gum = rise(0.095, 0.115, inward + 0.02 * np.abs(within) ** 2)
    else:
        curve = 0.014 + 0.22 * across**2
        inward = v - curve - 0.008 * np.abs(within) ** 4
        gum = rise(0.060, 0.080, inward + 0.015 * np.abs(within) ** 2)
    alpha = np.clip(0.5 + inward / edge, 0, 1) * rise(0.40, 0.36, across)
    gap = (1 - np.abs(within)) * half  # distance to the neighbour
    shade = 1 - (0.18 if top else 0.12) * np.exp(-((gap / 0.0040) ** 2)) - 0.08 * np.abs(within) ** 3
    shade *= 1 - 0.75 * np.clip(across / 0.34, 0, 1) ** 2.2  # the arch turns away from the light
    shade *= (0.90 + 0.10 * rise(0.0, 0.03, inward)) * (1.0 if top else 0.70)
    colour = colours.teeth * (1 - gum[..., None]) + colours.gum * gum[..., None]
    rgb = colour * shade[..., None]
    return np.concatenate((rgb * alpha[..., None], alpha[..., None]), axis=2)


def _tongue(across: np.ndarray, v: np.ndarray, edge: float, colours: Palette) -> np.ndarray:
    inward = v - (-0.050 + 1.5 * across**2)
    alpha = rise(-0.006 - edge, 0.016, inward) * rise(0.24, 0.17, across)
    shade = 0.40 + 0.50 * rise(0.0, 0.07, inward) - 0.10 * np.exp(-((across / 0.012) ** 2)) * rise(0.0, 0.03, inward)
    rgb = colours.tongue * (shade * (1 - 0.5 * np.clip(across / 0.22, 0, 1) ** 2))[..., None]
    return np.concatenate((rgb * alpha[..., None], alpha[..., None]), axis=2)


def _light(pixels: np.ndarray, frame: Frame2D, grid: Grid) -> np.ndarray:
    """How the picture's light falls across the mouth: its blurred brightness about its mean, float32 (height, width)"""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    x0, y0 = np.clip(grid.left, 0, grey.shape[1] - 1), np.clip(grid.top, 0, grey.shape[0] - 1)
    part = grey[y0 : y0 + grid.height, x0 : x0 + grid.width]
    small = cv2.resize(part, (32, 32), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), 7)
    ratio = np.clip(soft / max(float(soft.mean()), 1.0), 0.45, 1.35)
    return cv2.resize(ratio, (grid.width, grid.height), interpolation=cv2.INTER_LINEAR)


def paint_inside(
    inside: Inside,
    still: np.ndarray,
    riding: np.ndarray,
    tip: np.ndarray,
    upper: np.ndarray,
    lower: np.ndarray,
    unit: float,
) -> np.ndarray:
    """The inside seen through the lips, float32 (height, width, 3).

    `still`, `riding`, `tip`: where upper teeth, lower teeth and tongue are sampled, float32 (h, w, 2) in texture pixels.
    `upper`, `lower`: pixels from the upper and the lower lip's edge, positive inside.
    """

    def take(texture: np.ndarray, at: np.ndarray) -> np.ndarray:
        return cv2.remap(texture, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)

    light = cv2.remap(inside.light, still, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    shade = (0.66 + 0.34 * rise(0.0, 0.05 * unit, upper)) * (0.74 + 0.26 * rise(0.0, 0.035 * unit, lower)) * light
    own = 0.80 + 0.20 * rise(0.0, 0.03 * unit, upper) if inside.own else shade  # the picture's light is in its own teeth
    out = np.broadcast_to(inside.dark, (*upper.shape, 3)) * shade[..., None].astype(np.float32)
    for texture, at, lit in ((inside.tongue, tip, shade), (inside.lower, riding, shade), (inside.upper, still, own)):
        layer = take(texture, at)
        out = out * (1 - layer[..., 3:]) + layer[..., :3] * lit[..., None].astype(np.float32)
    return out
