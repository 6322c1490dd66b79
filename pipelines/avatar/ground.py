"""What a presenter stands before instead of their own background: nothing, a colour, that background blurred, or a picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ..errors import BadInput
from ..media import PICTURES_READ, Picture, read_picture
from .faces import flat

GREEN = (0, 177, 64)
"""The green that keys are made for, #00B140."""
CLEAR, KEY, BLUR = "alpha", "green", "blur"
WORDS_ZH = {"透明": CLEAR, "绿幕": KEY, "虚化": BLUR}
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_SOFT = 0.022  # the radius of the blur, of the frame's longer side


@dataclass(frozen=True)
class Ground:
    """One of: `clear` (nothing), `blur` (the own background, blurred), `colour` (RGB), `path` (a picture); or the own one as it is."""

    clear: bool = False
    blur: bool = False
    colour: tuple[int, int, int] | None = None
    path: Path | None = None

    @staticmethod
    def of(text: str) -> Ground:
        """Of "" (the own background), "alpha", "green", "blur" (or 透明, 绿幕, 虚化), "#rrggbb", or a picture's file.

        BadInput for anything else; whether the file is a picture is seen when it is read.
        """
        word = WORDS_ZH.get(text.strip(), text.strip())
        if word in ("", CLEAR, BLUR):
            return Ground(clear=word == CLEAR, blur=word == BLUR)
        if word == KEY:
            return Ground(colour=GREEN)
        if _HEX.fullmatch(word):
            return Ground(colour=(int(word[1:3], 16), int(word[3:5], 16), int(word[5:7], 16)))
        if not Path(word).suffix:
            raise BadInput(
                f"A matte cannot be {text!r}. Accepted: {CLEAR}, {KEY}, {BLUR}, a colour as #rrggbb, or a picture to stand before: "
                f"{', '.join(PICTURES_READ)}.",
                f"抠像背景不能为 {text!r}。可接受：{'、'.join(f'{zh}（{en}）' for zh, en in WORDS_ZH.items())}、颜色 #rrggbb，或作为背景的"
                f"图片：{'、'.join(PICTURES_READ)}。",
            )
        return Ground(path=Path(word))

    @property
    def own(self) -> bool:
        """Whether the own background stays as it is."""
        return self == Ground()

    def layer(self, size: tuple[int, int], behind: Callable[[], np.ndarray] | None) -> np.ndarray | None:
        """What lies behind a frame of (width, height), uint8 RGB; None where that is nothing.

        `behind` gives the own background at that size, the person removed; None for those that have none. BadInput if that is to
        be blurred then, and for a file that holds no picture.
        """
        if self.clear:
            return None
        if self.colour is not None:
            return np.full((size[1], size[0], 3), self.colour, np.uint8)
        if self.path is not None:
            return covering(read_picture(self.path), size)
        if behind is None:
            raise BadInput(
                f"This presenter has no background of its own to blur. Give {CLEAR}, {KEY}, #rrggbb or a picture, or --backdrop.",
                f"该主持人没有可虚化的背景。请给出 {CLEAR}、{KEY}、#rrggbb 或图片，或使用 --backdrop。",
            )
        return blurred(behind()) if self.blur else behind()


OWN = Ground()


def instead_of(backdrop: str, matte: str) -> Ground:
    """The ground for a presenter who is drawn before a backdrop: BadInput where both are given."""
    found = Ground.of(matte)
    if backdrop and not found.own:
        raise BadInput("Give a backdrop or a matte, not both.", "背景（backdrop）与抠像（matte）只能给出一个。")
    return found


def covering(picture: Picture, size: tuple[int, int]) -> np.ndarray:
    """The picture's middle scaled to fill (width, height), uint8 RGB."""
    pixels = flat(picture)
    scale = max(size[0] / pixels.shape[1], size[1] / pixels.shape[0])
    across, down = min(pixels.shape[1], round(size[0] / scale)), min(pixels.shape[0], round(size[1] / scale))
    left, top = (pixels.shape[1] - across) // 2, (pixels.shape[0] - down) // 2
    part = np.ascontiguousarray(pixels[top : top + down, left : left + across])
    return cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)


def blurred(pixels: np.ndarray) -> np.ndarray:
    """As a wide lens shows what is far behind: each point a disc, lights a little stronger than their share."""
    height, width = pixels.shape[:2]
    step = max(1.0, max(width, height) / 480)
    small = cv2.resize(pixels, (max(8, round(width / step)), max(8, round(height / step))), interpolation=cv2.INTER_AREA)
    radius = max(1, round(_SOFT * max(small.shape[:2])))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)).astype(np.float32)
    light = (small.astype(np.float32) / 255) ** 2.6
    soft = np.maximum(cv2.filter2D(light, -1, disc / disc.sum(), borderType=cv2.BORDER_REFLECT), 0)
    soft = cv2.GaussianBlur(soft ** np.float32(1 / 2.6), (0, 0), 1.0)
    full = cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(np.round(full * 255), 0, 255).astype(np.uint8)


def before(layer: np.ndarray | None, frame: np.ndarray) -> np.ndarray:
    """An RGBA frame laid over a layer; the frame itself, of whatever kind, where there is none"""
    return frame if layer is None else laid(frame[..., :3], frame[..., 3], layer)


def laid(colours: np.ndarray, alpha: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """uint8 RGB `colours`, of opacity `alpha` uint8 (height, width), over `ground`."""
    share = alpha.astype(np.float32) * np.float32(1 / 255)
    return cv2.blendLinear(np.ascontiguousarray(colours), np.ascontiguousarray(ground), share, 1 - share)
