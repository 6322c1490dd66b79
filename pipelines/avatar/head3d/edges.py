"""Jagged edges of a rendered picture smoothed where they are: FXAA (Lottes, NVIDIA 2009), on those pixels alone.

Rendering with four samples to a pixel takes two to three times as long on a processor; this takes a few milliseconds.
"""

from __future__ import annotations

import cv2
import numpy as np

_LEAST, _SHARE = 30, 0.16  # contrasts under either are no edges
_REACH = 5  # pixels looked along an edge


def smooth(pixels: np.ndarray) -> None:
    """Smooth the edges of `pixels`, uint8 (height, width, 3 or 4), in place."""
    _, width, depth = pixels.shape
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGBA2GRAY if depth == 4 else cv2.COLOR_RGB2GRAY)
    if depth == 4:  # an edge against nothing is one even where it is dark
        grey = cv2.addWeighted(grey, 0.5, np.ascontiguousarray(pixels[:, :, 3]), 0.5, 0)
    most, least = cv2.dilate(grey, _CROSS), cv2.erode(grey, _CROSS)
    contrast = cv2.subtract(most, least)
    found = (contrast > _LEAST) & (contrast > cv2.convertScaleAbs(most, alpha=_SHARE))
    found[: _REACH + 1], found[-_REACH - 1 :], found[:, : _REACH + 1], found[:, -_REACH - 1 :] = False, False, False, False
    at = np.flatnonzero(found)
    if not len(at):
        return
    luma = grey.ravel().astype(np.int16)
    flat = pixels.reshape(-1, depth)
    other, share = _blends(luma, at, width)
    mixed = flat[at] + (flat[other].astype(np.float32) - flat[at]) * share[:, None]
    flat[at] = (mixed + 0.5).astype(np.uint8)


_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def _blends(luma: np.ndarray, at: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray]:
    """(the pixel across the edge, how much of it to take) for each pixel of an edge."""
    here, up, down, left, right = (luma[at + step] for step in (0, -width, width, -1, 1))
    corners = [luma[at + step] for step in (-width - 1, -width + 1, width - 1, width + 1)]
    lies = (
        np.abs(corners[0] + corners[2] - 2 * left)
        + 2 * np.abs(up + down - 2 * here)
        + np.abs(corners[1] + corners[3] - 2 * right)
    )
    stands = (
        np.abs(corners[0] + corners[1] - 2 * up)
        + 2 * np.abs(left + right - 2 * here)
        + np.abs(corners[2] + corners[3] - 2 * down)
    )
    level = lies >= stands
    first, second = np.where(level, up, left), np.where(level, down, right)
    across = np.where(level, width, 1)
    nearer = np.abs(first - here) >= np.abs(second - here)
    across = np.where(nearer, -across, across)
    beyond = np.where(nearer, first, second)
    steep = np.abs(beyond - here)
    middle = (here + beyond) * 0.5
    along = np.where(level, 1, width)
    ways = [_end(luma, at, across, sign * along, middle, steep) for sign in (-1, 1)]
    (back, end_back), (ahead, end_ahead) = ways
    close, end = np.minimum(back, ahead), np.where(back < ahead, end_back, end_ahead)
    right_way = (here - middle < 0) != (end < 0)
    share = np.where(right_way, 0.5 - close / (back + ahead), 0.0)
    around = (2 * (up + down + left + right) + sum(corners)) / 12.0
    contrast = np.maximum.reduce([up, down, left, right, here]) - np.minimum.reduce([up, down, left, right, here])
    lone = np.clip(np.abs(around - here) / np.maximum(contrast, 1), 0, 1)
    lone = (lone * lone * (3 - 2 * lone)) ** 2 * 0.6
    return at + across, np.maximum(share, lone).astype(np.float32)


def _end(
    luma: np.ndarray, at: np.ndarray, across: np.ndarray, along: np.ndarray, middle: np.ndarray, steep: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(how far the edge goes on that way, by how much its end lies over the edge's middle brightness)."""
    far = np.full(len(at), float(_REACH))
    end = np.zeros(len(at), np.float32)
    going = np.arange(len(at))
    place = at
    for step in range(1, _REACH + 1):
        place = place + along[going]
        off = (luma[place] + luma[place + across[going]]) * 0.5 - middle[going]
        end[going] = off
        over = np.abs(off) >= 0.25 * steep[going]
        far[going[over]] = step
        going, place = going[~over], place[~over]
        if not len(going):
            break
    return far, end
