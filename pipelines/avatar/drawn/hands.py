"""A forearm and a hand that come up to gesture. Drawn for the picture's right side; the left one is its mirror."""

from __future__ import annotations

from dataclasses import dataclass

import skia

from .brush import Brush, across, flat, pen
from .clothes import sleeve
from .curves import Point, points, smooth
from .gestures import Hands
from .look import Look
from .palette import INK

# a finger: from its knuckle to its tip, and its width; the wrist at (0, 0), fingers upwards, the thumb towards the body
_OPEN: tuple[tuple[list[Point], float], ...] = (
    (points("-15,-46 -20,-66 -25,-86"), 14.5),
    (points("-4,-50 -6,-74 -8,-98"), 15.0),
    (points("8,-48 9,-71 10,-92"), 14.5),
    (points("19,-42 24,-59 28,-75"), 12.5),
    (points("-17,-18 -33,-34 -40,-53"), 15.5),
)
_POINT: tuple[tuple[list[Point], float], ...] = (
    (points("-13,-46 -15,-72 -16,-100"), 14.5),
    (points("-2,-50 0,-60 -1,-42"), 15.0),
    (points("10,-47 12,-56 10,-38"), 14.5),
    (points("20,-40 22,-47 20,-32"), 12.5),
    (points("-18,-18 -22,-36 -6,-40"), 14.0),
)
_PALM: list[Point] = points("-15,10 -20,-8 -24,-28 -22,-50 -6,-57 12,-55 25,-45 26,-24 19,-4 15,10")
FINGERS = {"open": _OPEN, "point": _POINT}


@dataclass(frozen=True)
class Arm:
    """Where one arm is: its wrist at (x, y) of the torso's units, `side` -1 the mirror, angles in degrees; `fingers` "open" or "point"."""

    side: int
    x: float
    y: float
    hand: float
    forearm: float
    fingers: str


def arms(look: Look, state: Hands) -> tuple[Arm, ...]:
    """The arms that are seen at this frame; none where they are down."""
    if state.raised <= 0.004:
        return ()
    if state.gesture == "both":
        return tuple(_arm(look, state, side, 52.0, (156.0, 372.0), "open") for side in (-1, 1))
    side = -1 if state.left else 1
    if state.gesture == "point":
        return (_arm(look, state, side, -4.0, (128.0, 342.0), "point"),)
    return (_arm(look, state, side, 16.0, (140.0, 350.0), "open"),)


def _arm(look: Look, state: Hands, side: int, lean: float, at: Point, fingers: str) -> Arm:
    down = (1 - state.raised) * 330
    x = at[0] + (10 if look.broad else 0) + 22 * (1 - state.raised)
    hand = lean * (0.75 + 0.25 * state.stroke)
    return Arm(side, x, at[1] + down + 52 * (1 - state.stroke) - 8, hand, hand - lean * 0.55, fingers)


def forearm(brush: Brush, look: Look) -> None:
    """Sleeve and cuff below a wrist at (0, 0)."""
    colour, cuff = sleeve(look)
    wide = 4 if look.broad else 0
    path = smooth(
        [
            (-24 - wide, 22),
            (-24 - wide, 22),
            (24 + wide, 22),
            (24 + wide, 22),
            (40 + wide, 130),
            (56 + wide, 300),
            (64, 620),
            (64, 620),
            (-50, 620),
            (-50, 620),
            (-40 - wide, 300),
            (-31 - wide, 130),
        ]
    )
    brush.shaded(path, colour)
    band = smooth(
        [
            (-26 - wide, 14),
            (-26 - wide, 14),
            (26 + wide, 14),
            (26 + wide, 14),
            (28 + wide, 31),
            (28 + wide, 31),
            (-28 - wide, 31),
            (-28 - wide, 31),
        ]
    )
    brush.shaded(band, cuff, lift=0.4, line=0.9)


def hand(brush: Brush, look: Look, fingers: str) -> None:
    """A hand upwards from a wrist at (0, 0)."""
    canvas = brush.canvas
    palm = smooth(_PALM)
    wrist = smooth(points("-15,-6 -15,-6 15,-6 15,-6 18,40 18,40 -18,40 -18,40"))
    paths = [(smooth(finger, closed=False), width) for finger, width in FINGERS[fingers]]
    if brush.lined:
        for path, width in paths:
            canvas.drawPath(path, pen(INK, width + 6))
        canvas.drawPath(palm, pen(INK, 6))
        canvas.drawPath(wrist, pen(INK, 6))
    elif brush.paper:
        canvas.save()
        canvas.translate(2.5, 5)
        for path, width in paths:
            canvas.drawPath(path, pen((0.1, 0.06, 0.1), width + 2, 0.14))
        canvas.drawPath(palm, flat((0.1, 0.06, 0.1), 0.14))
        canvas.restore()
    canvas.drawPath(wrist, flat(look.skin))
    for path, width in paths[:4]:
        canvas.drawPath(path, pen(look.skin, width))
    canvas.drawPath(palm, flat(look.skin))
    for path, _ in paths[1:4]:  # where fingers lie side by side
        box = path.getPoint(0)
        brush.line(smooth([(box.x() - 6, box.y() + 1), (box.x() - 7.5, box.y() - 13)], closed=False), look.skin_line, 1.8, 0.45)
    if brush.soft:
        canvas.drawPath(palm, _half(look))
    thumb, width = paths[4]
    if not brush.lined:
        canvas.save()
        canvas.translate(1.2, 2.2)
        canvas.drawPath(thumb, pen(look.skin_dark, width, 0.55))
        canvas.restore()
    canvas.drawPath(thumb, pen(look.skin, width))
    brush.line(smooth(points("-8,-8 -1,-20 -3,-34"), closed=False), look.skin_line, 2.0, 0.45)


def _half(look: Look) -> skia.Paint:
    return across((-6, -40), (34, -4), look.skin_dark, look.skin_dark, (0.0, 0.8))
