"""Head without hair: the face's shape, ears, neck, nose, cheeks, what age leaves."""

from __future__ import annotations

import skia

from .brush import Brush, flat, spot
from .curves import Point, ellipse, mirrored, moved, points, smooth
from .look import Look
from .palette import WHITE, luminance, mix, parse
from .pose import Pose


def face_path(look: Look, jaw: float = 0.0) -> skia.Path:
    """The face's outline with the chin lowered by `jaw`."""
    end = look.chin
    points: list[Point] = [(x, y + jaw * max(0.0, (y - 36) / (end - 36))) for x, y in look.face]
    return smooth(mirrored(points))


def neck(brush: Brush, look: Look, face: skia.Path) -> None:
    """From under the jaw to the chest; `face` casts its shadow."""
    half = 45 if look.broad else 36
    right = [(half - 3, 60), (half - 2, 128), (half + 1, 158), (half + 9, 176), (half + 26, 194), (half + 18, 250), (0, 252)]
    path = smooth([(0, 40), *right, *[(-x, y) for x, y in reversed(right[:-1])]])
    brush.fill(path, look.skin, line=0.9, lift=0)
    brush.inside(path, moved(face, 6, 24 if not brush.lined else 17), look.skin_dark, 0.85 if brush.soft else 0.95)
    if brush.lined:
        brush.canvas.save()
        for side in (-1, 1):
            brush.line(smooth([(side * 12, 208), (side * 40, 200), (side * 62, 203)], closed=False), look.skin_line, 2.0, 0.6)
        brush.canvas.restore()


def ears(brush: Brush, look: Look) -> None:
    tall = 25 if look.character.ears == "large" else 21
    out = 12 if look.character.ears == "large" else 8
    wide = look.face[4][0]
    for side in (-1, 1):
        x = side * (wide - 1)
        path = smooth(
            [(x - side * 8, 4 - tall * 0.6), (x + side * out * 0.7, -2 - tall), (x + side * (out + 5), 4 - tall * 0.4),
             (x + side * out * 0.8, 4 + tall * 0.45), (x + side * 1, 6 + tall), (x - side * 9, 4 + tall * 0.6)]
        )  # fmt: skip
        brush.fill(path, look.skin, lift=0.6)
        inner = smooth(
            [
                (x - side * 1, -tall * 0.45),
                (x + side * out * 0.75, -tall * 0.5),
                (x + side * out * 0.6, tall * 0.3),
                (x, tall * 0.6),
            ],
            closed=False,
        )
        brush.line(inner, look.skin_line if brush.lined else look.skin_dark, 2.4 if brush.lined else 4.5, 0.9)
        _earring(brush, look, x + side * 3, 8 + tall, side)


def _earring(brush: Brush, look: Look, x: float, y: float, side: int) -> None:
    kind = look.character.earrings
    gold = parse("#dcae4a") if look.character.style != "ink" else look.accent
    if kind == "stud":
        brush.fill(ellipse(x, y - 3, 4.2, 4.2), gold, line=0.6, lift=0.3)
    elif kind == "hoop":
        if brush.lined:
            brush.line(ellipse(x + side, y + 12, 12, 14), (0.16, 0.14, 0.19), 6.4)
        brush.line(ellipse(x + side, y + 12, 12, 14), gold, 3.6)
    elif kind == "drop":
        brush.line(smooth([(x, y - 3), (x, y + 8)], closed=False), gold, 2.4)
        brush.fill(
            smooth([(x, y + 6), (x, y + 6), (x + 6, y + 19), (x, y + 25), (x - 6, y + 19)]),
            look.accent if luminance(look.accent) < 0.85 else gold,
            line=0.6,
            lift=0.3,
        )


def face(brush: Brush, look: Look, path: skia.Path) -> None:
    brush.fill(path, look.skin, lift=0.9)
    if brush.soft:
        brush.canvas.drawPath(path, spot(112.0, 70.0, 150.0, look.skin_dark, 0.80))
    elif brush.lined:
        rim = skia.Op(path, moved(path, -13, -7), skia.PathOp.kDifference_PathOp)
        brush.canvas.drawPath(rim, flat(look.skin_dark, 0.75))
        brush.line(path, (0.165, 0.141, 0.188), 3.2)


def cheeks(brush: Brush, look: Look, pose: Pose) -> None:
    """Blush, and what the skin carries; in the features' space."""
    pink = mix(look.skin, parse("#e8606a"), 0.50 if luminance(look.skin) > 0.3 else 0.35)
    lift = -5 * pose.cheek
    if look.character.style == "ink":
        return
    for side in (-1, 1):
        if brush.soft:
            brush.glow(side * 58, 46 + lift, 32, pink, 0.34 + 0.2 * pose.cheek)
        elif brush.paper:
            brush.fill(ellipse(side * 60, 47 + lift, 17, 13), mix(look.skin, pink, 0.55), lift=0)
        else:
            for i in range(3):
                x = side * 60 - 10 + 9 * i
                brush.line(smooth([(x + 3, 43 + lift), (x - 2, 51 + lift)], closed=False), pink, 2.4, 0.8)


def marks(brush: Brush, look: Look) -> None:
    kind = look.character.marks
    if kind == "freckles":
        for side in (-1, 1):
            for x, y, r in (
                (40, 34, 2.0),
                (50, 40, 1.7),
                (60, 33, 1.9),
                (34, 43, 1.5),
                (68, 41, 1.6),
                (52, 29, 1.4),
                (26, 35, 1.5),
            ):
                brush.canvas.drawPath(ellipse(side * x, y + side, r, r), flat(look.skin_line, 0.65))
    elif kind == "mole":
        brush.canvas.drawPath(ellipse(37, 62, 2.6, 2.6), flat(look.skin_line, 1.0))
    elif kind == "dimples":
        for side in (-1, 1):
            brush.line(smooth([(side * 52, 72), (side * 56, 79), (side * 54, 87)], closed=False), look.skin_line, 2.2, 0.55)


def nose(brush: Brush, look: Look) -> None:
    """In the nose's space: its tip at (0, 42)."""
    kind = look.character.nose
    wide = {"button": 10.5, "straight": 11.5, "broad": 17.0, "aquiline": 12.0}[kind]
    tip = {"button": 38, "straight": 43, "broad": 42, "aquiline": 46}[kind]
    if brush.lined:
        bridge = points(
            {"button": "7,24 11,34", "straight": "5,6 8,22 12,36", "broad": "8,18 14,33", "aquiline": "5,2 13,16 13,36"}[kind]
        )
        brush.line(
            smooth([*bridge, (wide + 2, tip - 1), (wide - 4, tip + 5), (0, tip + 6), (-wide * 0.5, tip + 4)], closed=False),
            look.skin_line,
            2.8,
        )
        return
    shadow = mix(look.skin, look.skin_dark, 0.75)
    side = smooth(
        [
            (3, 2),
            (9, 14),
            (wide + 3, tip - 4),
            (wide + 1, tip + 5),
            (0, tip + 8),
            (-wide, tip + 5),
            (-wide * 0.4, tip + 2),
            (wide * 0.3, tip - 2),
            (4, 18),
        ]
    )
    brush.canvas.drawPath(side, flat(shadow, 0.75 if brush.soft else 0.9))
    ball = smooth(
        [
            (0, tip - 13),
            (wide * 0.8, tip - 7),
            (wide, tip + 1),
            (wide * 0.4, tip + 4),
            (0, tip + 5),
            (-wide * 0.4, tip + 4),
            (-wide, tip + 1),
            (-wide * 0.8, tip - 7),
        ]
    )
    brush.canvas.drawPath(ball, flat(mix(look.skin, look.skin_dark, 0.12), 1.0))
    if brush.soft:
        brush.glow(-3, tip - 6, 10, mix(look.skin, WHITE, 0.6), 0.45)
    for x in (-1, 1):
        brush.canvas.drawPath(ellipse(x * wide * 0.46, tip + 3.4, wide * 0.22, 1.9), flat(look.skin_line, 0.75))


def age(brush: Brush, look: Look) -> None:
    """What years leave: lines from the nose to the mouth, under the eyes, on the forehead."""
    if look.character.age == "young":
        return
    alpha = 0.7 if look.old else 0.13
    tone, width = look.skin_line if brush.lined else mix(look.skin_dark, look.skin_line, 0.25), 2.2
    for side in (-1, 1):
        brush.line(smooth([(side * 21, 46), (side * 33, 58), (side * 41, 73)], closed=False), tone, width, alpha)
        if look.old:
            brush.line(smooth([(side * 30, 22), (side * 43, 27), (side * 57, 22)], closed=False), tone, width, 0.6)
            for end in ((80, -8), (82, 2), (79, 10)):
                brush.line(smooth([(side * 70, end[1] * 0.5 + 1), (side * end[0], end[1])], closed=False), tone, 1.8, 0.6)
    if look.old:
        for y, half in ((-66, 36), (-79, 28)):
            brush.line(
                smooth([(-half, y + 1), (-half * 0.4, y - 2), (half * 0.3, y), (half, y - 1)], closed=False), tone, width, 0.5
            )
