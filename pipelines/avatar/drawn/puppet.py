"""A character made ready to move at one size of frame: its layers laid over one another for each pose."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import cv2
import numpy as np
import skia

from ... import planes
from ...character import Character
from . import clothes, eyes, face, hair, hands, layers, mouth, wear
from .backdrop import Backdrop, paint
from .brush import Brush
from .look import Look, look_of
from .pose import Pose

_TALL, _WIDE = 650.0, 480.0  # what a frame shows at least, in a head's units
_EYES_AT, _EYES_AT_TALL = 0.37, 0.42  # of the frame's height
_BACK, _EARS, _FACE, _HAIR, _HAT, _FEATURES, _MOUTH, _NOSE = -0.30, -0.06, 0.13, 0.22, 0.16, 0.60, 0.66, 0.92
_HIDDEN = skia.Rect.MakeLTRB(-44, -90, 44, 58)  # of what lies behind: the face covers it however the head turns
_LOW = 8.0  # the head on its neck
_SPREAD = 118.0  # the radius on which the eyes turn
_BREATH = 3.2  # how far the shoulders rise
_FOLLOWS = 0.55  # how far the chin goes with the jaw: the face is one piece here
_CHIN = 0.6  # units from one height of the chin that is drawn to the next
_HAND, _FOREARM = (-60.0, -120.0, 60.0, 50.0), (-80.0, 4.0, 90.0, 640.0)
_LEVELS = 16  # heights of the shoulders that are drawn; a third of a pixel apart at 1080 lines


class Puppet:
    """`size` (width, height); `moving` the box that any pose may change."""

    def __init__(self, character: Character, size: tuple[int, int], backdrop: str = "", zoom: float = 1.0) -> None:
        self.character, self.size = character, size
        self.look = look_of(character)
        width, height = size
        self.scale = zoom * min(height / _TALL, width / _WIDE)
        tall = height / self.scale > 1.5 * _TALL
        self.origin = (width / 2, (_EYES_AT_TALL if tall else _EYES_AT) * height)
        self.backdrop = Backdrop.of(backdrop or character.backdrop, character.style)
        self.moving = self._box()
        self._still = self._behind()
        self._torsos: dict[int, layers.Still] = {}
        self._faces: dict[int, layers.Layer | layers.Direct] = {}
        self._arms: dict[str, layers.Layer | layers.Direct] = {}
        self._back = layers.layer(self._draw_back, character.style, self.scale)
        self._hair = layers.layer(self._draw_hair, character.style, self.scale)
        self._hat = layers.layer(lambda brush: wear.headwear(brush, self.look), character.style, self.scale)
        self._ready()

    def another(self) -> Puppet:
        """The same puppet with a frame of its own to draw on."""
        other = copy.copy(self)
        other._ready()
        return other

    def _ready(self) -> None:
        self._pixels, self._surface = layers.on(self._still.copy())
        self._out = np.ascontiguousarray(self._still[:, :, : 4 if self.backdrop.clear else 3])

    def _box(self) -> tuple[int, int, int, int]:
        """What lies within the reach of head, hair, shoulders and hands."""
        width, height = self.size
        x, y = self.origin
        left, right, top = x - 262 * self.scale, x + 262 * self.scale, y - 300 * self.scale
        return max(0, math.floor(left)), max(0, math.floor(top)), min(width, math.ceil(right)), height

    def _behind(self) -> np.ndarray:
        width, height = self.size
        pixels, surface = layers.surface(width, height)
        if not self.backdrop.clear:
            paint(surface.getCanvas(), self.backdrop, self.size, self.origin, self.scale)
        surface.flushAndSubmit()
        return pixels

    def draw(self, pose: Pose) -> np.ndarray:
        """The frame, uint8 (height, width, 3), or 4 where the backdrop is clear; overwritten by the next."""
        left, top, right, bottom = self.moving
        box = np.s_[top:bottom, left:right]
        self._paint(pose)
        if self.backdrop.clear:
            self._out[box] = _straight(self._pixels[box])
        else:
            cv2.cvtColor(self._pixels[box], cv2.COLOR_RGBA2RGB, dst=self._out[box])
        return self._out

    def draw_planes(self, pose: Pose, *, whole: bool = False) -> planes.Planes:
        """As `draw`, the way an encoder takes it: what `moving` holds, or the whole frame; new ones. For a frame of even size before a
        backdrop."""
        self._paint(pose)
        left, top, right, bottom = (0, 0, *self.size) if whole else planes.even(self.moving, self.size)
        return planes.Converter.planes(cv2.cvtColor(self._pixels[top:bottom, left:right], cv2.COLOR_RGBA2RGB))

    def _paint(self, pose: Pose) -> None:
        left, top, right, bottom = self.moving
        box = np.s_[top:bottom, left:right]
        self._pixels[box] = self._still[box]
        canvas = self._surface.getCanvas()
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(left, top, right, bottom))
        self._compose(canvas, pose)
        canvas.restore()
        self._surface.flushAndSubmit()

    def _compose(self, canvas: skia.Canvas, pose: Pose) -> None:
        """All layers, from what lies behind to the hands."""
        rise = -_BREATH * pose.breath
        with self._units(canvas, rise):
            _head(canvas, pose)
            canvas.translate(*pose.shift(_BACK))
            self._back.lay(canvas, self._pixels)
        self._torso(round(pose.breath * _LEVELS)).lay(self._pixels)
        with self._units(canvas, rise):
            brush = Brush(canvas, self.character.style)
            with _moved(canvas, (0, 0)):
                _head(canvas, pose)
                self._front(brush, pose)
            for arm in hands.arms(self.look, pose.hands):
                self._lay_arm(canvas, arm)

    @contextmanager
    def _units(self, canvas: skia.Canvas, rise: float) -> Iterator[None]:
        canvas.save()
        canvas.translate(*self.origin)
        canvas.scale(self.scale, self.scale)
        canvas.translate(0, rise)
        yield
        canvas.restore()

    def _torso(self, level: int) -> layers.Still:
        """Neck and clothes at a height of the shoulders, at the frame's own pixels; kept."""
        if level not in self._torsos:
            left, top, right, bottom = self.moving
            pixels, surface = layers.surface(right - left, bottom - top)
            canvas = surface.getCanvas()
            canvas.translate(-left, -top)
            with self._units(canvas, -_BREATH * level / _LEVELS):
                canvas.scale(1 + 0.006 * level / _LEVELS, 1)
                self._draw_torso(Brush(canvas, self.character.style))
            surface.flushAndSubmit()
            pixels, x, y = layers.cropped(pixels)
            self._torsos[level] = layers.Still.of(pixels, x + left, y + top)
        return self._torsos[level]

    def _draw_torso(self, brush: Brush) -> None:
        look = self.look
        clothes.behind(brush, look)
        face.neck(brush, look, face.face_path(look))
        clothes.clothes(brush, look)
        wear.drape(brush, look)
        if not self._covered:
            hair.locks(brush, look)

    def _lay_arm(self, canvas: skia.Canvas, arm: hands.Arm) -> None:
        with _moved(canvas, (0, 0)):
            canvas.scale(arm.side, 1)
            canvas.translate(arm.x, arm.y)
            for angle, layer in ((arm.hand, self._arm_layer(arm.fingers)), (arm.forearm, self._arm_layer("forearm"))):
                with _moved(canvas, (0, 0)):
                    canvas.rotate(angle)
                    layer.lay(canvas, self._pixels)

    def _arm_layer(self, part: str) -> layers.Layer | layers.Direct:
        """The forearm, or a hand by its fingers; kept."""
        if part not in self._arms:
            draw = (
                partial(hands.forearm, look=self.look)
                if part == "forearm"
                else partial(hands.hand, look=self.look, fingers=part)
            )
            box = _FOREARM if part == "forearm" else _HAND
            self._arms[part] = layers.layer(draw, self.character.style, self.scale, box)
        return self._arms[part]

    @property
    def _covered(self) -> bool:
        return self.character.headwear in wear.COVERING

    def _draw_back(self, brush: Brush) -> None:
        if not self._covered:
            hair.tail(brush, self.look)
            hair.back(brush, self.look)
        wear.headwear_back(brush, self.look)
        brush.canvas.save()
        brush.canvas.clipRect(_HIDDEN)
        if self.character.style not in layers.FLAT:
            brush.canvas.clear(skia.ColorTRANSPARENT)
        brush.canvas.restore()

    def _draw_hair(self, brush: Brush) -> None:
        if self._covered:
            return
        if self.character.headwear in wear.TOPPED:  # a hat presses the hair flat
            brush.canvas.clipRect(skia.Rect.MakeLTRB(-300, wear.BRIM - 6, 300, 600))
        hair.front(brush, self.look)

    def _face(self, level: int) -> layers.Layer | layers.Direct:
        """The face without its features at a height of the chin; kept."""
        if level not in self._faces:
            self._faces[level] = layers.layer(
                lambda brush: self._draw_face(brush, level * _CHIN), self.character.style, self.scale
            )
        return self._faces[level]

    def _draw_face(self, brush: Brush, drop: float) -> None:
        look, shape = self.look, face.face_path(self.look, drop)
        face.face(brush, look, shape)
        if self.character.headwear not in (*wear.COVERING, *wear.TOPPED):
            hair.shadow(brush, look, shape)
        wear.headwear_shadow(brush, look, shape)
        wear.beard(brush, look, drop / _FOLLOWS, shape)

    def _front(self, brush: Brush, pose: Pose) -> None:
        canvas, look = brush.canvas, self.look
        if self.character.headwear != "hijab":
            with _moved(canvas, pose.shift(_EARS)):
                face.ears(brush, look)
        with _moved(canvas, pose.shift(_FACE)):
            self._face(round(_FOLLOWS * pose.jaw / _CHIN)).lay(canvas, self._pixels)
        _features(brush, look, pose)
        with _moved(canvas, pose.shift(_HAIR)):
            self._hair.lay(canvas, self._pixels)
        with _moved(canvas, pose.shift(_HAT)):
            self._hat.lay(canvas, self._pixels)


def _straight(pixels: np.ndarray) -> np.ndarray:
    """Of premultiplied RGBA, straight."""
    alpha = pixels[:, :, 3:].astype(np.uint16)
    out = pixels.copy()
    out[:, :, :3] = np.minimum((pixels[:, :, :3].astype(np.uint16) * 255 + alpha // 2) // np.maximum(alpha, 1), 255)
    return out


def _head(canvas: skia.Canvas, pose: Pose) -> None:
    canvas.translate(pose.x, pose.y + _LOW)
    canvas.rotate(pose.roll, 0, 150)
    canvas.translate(0, 60)
    canvas.scale(pose.scale, pose.scale)
    canvas.translate(0, -60)


@contextmanager
def _moved(canvas: skia.Canvas, shift: tuple[float, float]) -> Iterator[None]:
    canvas.save()
    canvas.translate(*shift)
    yield
    canvas.restore()


def _features(brush: Brush, look: Look, pose: Pose) -> None:
    canvas = brush.canvas
    with _moved(canvas, pose.shift(_FEATURES)):
        face.cheeks(brush, look, pose)
        face.marks(brush, look)
        face.age(brush, look)
    for side in (-1, 1):
        x, wide = turned(side * eyes.AT, pose.turn * _FEATURES)
        with _moved(canvas, (x, pose.nod * _FEATURES)):
            canvas.scale(wide, 1)
            eyes.eye(brush, look, pose, side)
            eyes.brow(brush, look, pose, side)
    with _moved(canvas, pose.shift(_NOSE)):
        face.nose(brush, look)
    dx, dy = pose.shift(_MOUTH)
    with _moved(canvas, (dx, dy + mouth.AT + (look.chin - 128) * 0.35)):
        mouth.mouth(brush, look, pose)
        wear.moustache(brush, look, pose)
    with _moved(canvas, pose.shift(_FEATURES + 0.06)):
        wear.glasses(brush, look)


def turned(x: float, turn: float) -> tuple[float, float]:
    """Where a place beside the face's middle comes when the head turns, and how wide it is seen."""
    angle = math.asin(x / _SPREAD)
    after = angle + math.asin(max(-0.6, min(0.6, turn / _SPREAD)))
    return _SPREAD * math.sin(after), max(0.6, min(1.15, math.cos(after) / math.cos(angle)))
