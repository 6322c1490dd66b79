"""What is worn on the head and the face: headwear, glasses, beards."""

from __future__ import annotations

import skia

from .brush import Brush, flat, pen
from .curves import ellipse, minus, moved, points, smooth
from .look import Look
from .palette import INK, WHITE, luminance, mix, parse, shade
from .pose import Pose

COVERING = ("hijab", "turban")
"""Headwear under which no hair is seen."""
TOPPED = ("cap", "beanie", "beret", "toque", "helmet")
"""Headwear that presses the hair's top flat."""
BRIM = -84.0


def glasses(brush: Brush, look: Look) -> None:
    kind = look.character.glasses
    if kind == "none":
        return
    dark = luminance(look.skin) < 0.25
    frame = parse("#2b2730") if not dark else parse("#17141a")
    if kind == "round":
        frame = parse("#9c7a3c") if look.character.style != "ink" else INK
    elif kind == "cat":
        frame = parse("#7d2d3f") if look.character.style != "ink" else INK
    width = {"round": 3.4, "half": 4.2, "square": 5.6, "cat": 5.0}[kind]
    for side in (-1, 1):
        x = side * 42.5
        lens = _lens(kind, x, side)
        brush.canvas.drawPath(lens, flat(WHITE, 0.13))
        if not brush.lined:
            brush.canvas.save()
            brush.canvas.clipPath(lens, skia.ClipOp.kIntersect, True)
            glint = smooth(
                [
                    (x - 24, 20),
                    (x - 24, 20),
                    (x + 4, -24),
                    (x + 4, -24),
                    (x + 15, -24),
                    (x + 15, -24),
                    (x - 12, 28),
                    (x - 12, 28),
                ]
            )
            brush.canvas.drawPath(glint, flat(WHITE, 0.16))
            brush.canvas.restore()
            shadow = pen((0.2, 0.1, 0.1), width, 0.16)
            brush.canvas.drawPath(moved(lens, 1.5, 3.5), shadow)
        if kind == "half":
            brush.line(
                smooth(
                    [(x - 27, -12), (x - 27, -12), (x - 14, -20), (x + 14, -20), (x + 27, -12), (x + 27, -12)], closed=False
                ),
                frame,
                6.0,
            )
            brush.line(lens, frame, 1.8)
        else:
            brush.line(lens, frame, width)
        brush.line(smooth([(side * 70, -6), (side * 94, -10)], closed=False), frame, width)
    brush.line(smooth(points("-16,-3 0,-8 16,-3"), closed=False), frame, width)


def _lens(kind: str, x: float, side: int) -> skia.Path:
    if kind == "round":
        return ellipse(x, 1, 28, 27)
    if kind == "cat":
        return smooth(
            [
                (x - side * 26, -8),
                (x, -19),
                (x + side * 24, -22),
                (x + side * 34, -24),
                (x + side * 34, -24),
                (x + side * 29, 4),
                (x + side * 12, 22),
                (x - side * 12, 21),
                (x - side * 25, 8),
            ]
        )
    path = skia.Path()
    path.addRoundRect(skia.Rect.MakeLTRB(x - 27.5, -19, x + 27.5, 22), 10, 10)
    return path


def beard(brush: Brush, look: Look, drop: float, face: skia.Path) -> None:
    """Before the mouth is drawn; the chin lowered by `drop`."""
    kind = look.character.beard
    if kind == "none":
        return
    end = look.chin
    if kind == "stubble":
        area = smooth(
            [
                (-92, 30),
                (-72, 60),
                (-44, 62),
                (-22, 58),
                (0, 61),
                (22, 58),
                (44, 62),
                (72, 60),
                (92, 30),
                (92, 100),
                (50, end + 6 + drop),
                (0, end + 10 + drop),
                (-50, end + 6 + drop),
                (-92, 100),
            ]
        )
        brush.inside(face, area, mix(look.hair, look.skin_dark, 0.35), 0.34)
        return
    if kind in ("short", "full"):
        _jaw_hair(brush, look, drop, 3 if kind == "short" else 26)
    if kind == "goatee":
        path = smooth(
            [
                (-27, 92 + drop),
                (-16, 97 + drop),
                (0, 99 + drop),
                (16, 97 + drop),
                (27, 92 + drop),
                (29, end - 8 + drop),
                (15, end + 10 + drop),
                (0, end + 13 + drop),
                (-15, end + 10 + drop),
                (-29, end - 8 + drop),
            ]
        )
        brush.shaded(path, look.hair, look.hair_dark, line=0.8, lift=0.4)


def _jaw_hair(brush: Brush, look: Look, drop: float, low: float) -> None:
    end = look.chin
    cheek = look.face[4][0]
    jaw, chin = look.face[6][0], look.face[7][0]
    right = [(cheek + 1, -6), (cheek + 2 + low * 0.15, 30), (look.face[5][0] + 3 + low * 0.2, 62 + drop * 0.3), (jaw + 4 + low * 0.15, 92 + drop * 0.7 + low * 0.4),
             (chin * 1.28 + 2, end - 8 + drop + low * 0.85), (chin * 0.5, end + 5 + drop + low)]  # fmt: skip
    inner = [(38, 91 + drop * 0.8), (42, 76 + drop * 0.2), (56, 58), (76, 34), (cheek - 9, -4)]
    outline = [*right, (0, end + 6 + drop + low), *[(-x, y) for x, y in reversed(right)], *[(-x, y) for x, y in reversed(inner)],
               (-20, 97 + drop), (0, 99 + drop), (20, 97 + drop), *inner]  # fmt: skip
    path = smooth(outline)
    brush.shaded(path, look.hair, look.hair_dark, line=0.9, lift=0.4)
    for x in (-34, -12, 12, 34):
        y = end - 14 + drop - abs(x) * 0.25
        brush.line(
            smooth([(x, y - 6), (x * 0.96, y + 6 + low * 0.4)], closed=False),
            look.hair_light if not brush.lined or sum(look.hair) < 1.0 else INK,
            2.0,
            0.25,
        )


def moustache(brush: Brush, look: Look, pose: Pose) -> None:
    """Over the upper lip, in the mouth's space moved up with it."""
    if look.character.beard not in ("moustache", "goatee", "short", "full"):
        return
    y = -0.28 * pose.gap - 1.5 * pose.smile
    long = 44 if look.character.beard in ("short", "full") else 33
    fall = 17 if look.character.beard in ("short", "full") else 2
    out = [
        (0, -21 + y),
        (15, -23 + y),
        (30, -14 + y),
        (long, fall + y * 0.3),
        (long, fall + y * 0.3),
        (24, -7 + y),
        (8, -8.5 + y),
    ]
    path = smooth([*out, (0, -10 + y), *[(-a, b) for a, b in reversed(out[1:])]])
    brush.shaded(path, look.hair, look.hair_dark, line=0.8, lift=0.3)


def headwear_back(brush: Brush, look: Look) -> None:
    if look.character.headwear == "hijab":
        path = smooth(points("0,-166 70,-150 112,-96 122,-10 126,80 140,190 0,220 -140,190 -126,80 -122,-10 -112,-96 -70,-150"))
        brush.fill(path, shade(look.hat))


def drape(brush: Brush, look: Look) -> None:
    """The hijab's cloth over the chest, in the torso's space."""
    if look.character.headwear != "hijab":
        return
    path = smooth(points("-112,96 -60,128 0,140 60,128 112,96 150,196 142,248 78,288 8,306 -70,284 -140,250 -150,196"))
    brush.shaded(path, look.hat)
    for line in (
        points("-96,150 -40,190 60,208 128,190"),
        points("-112,196 -40,238 50,256"),
        points("100,140 40,180 -20,190"),
    ):
        brush.line(smooth(line, closed=False), shade(look.hat, 1.2) if not brush.lined else INK, 2.6, 0.8)


def headwear(brush: Brush, look: Look) -> None:
    if look.character.headwear != "none":
        _DRAWN[look.character.headwear](brush, look)


def headwear_shadow(brush: Brush, look: Look, face: skia.Path) -> None:
    """What it throws on the forehead and, of a hijab, round the face."""
    kind = look.character.headwear
    if brush.paper or kind in ("none", "headband"):
        return
    if kind == "hijab":
        brush.inside(face, minus(_hijab_outer(), moved(_hijab_hole(look), 2, 8)), look.skin_dark, 0.55)
        return
    low = {"turban": -92.0, "beret": BRIM - 22}.get(kind, BRIM - 8)
    side = {"turban": -44.0}.get(kind, BRIM + 14)
    band = smooth([(-120, side), (-60, low + 6), (0, low), (60, low + 6), (120, side), (120, -170), (-120, -170)])
    brush.inside(face, moved(band, 3, 15), look.skin_dark, 0.62)


def _hijab_outer() -> skia.Path:
    return smooth(
        points("0,-166 62,-153 104,-106 116,-30 110,50 90,112 54,152 0,166 -54,152 -90,112 -110,50 -116,-30 -104,-106 -62,-153")
    )


def _hijab_hole(look: Look) -> skia.Path:
    end, wide = look.chin, look.face[4][0]
    return smooth(
        [
            (0, -92),
            (46, -84),
            (wide * 0.80, -50),
            (wide * 0.90, 0),
            (wide * 0.84, 50),
            (wide * 0.62, 94),
            (30, end - 5),
            (0, end + 3),
            (-30, end - 5),
            (-wide * 0.62, 94),
            (-wide * 0.84, 50),
            (-wide * 0.90, 0),
            (-wide * 0.80, -50),
            (-46, -84),
        ]
    )


def _hijab(brush: Brush, look: Look) -> None:
    outer, hole = _hijab_outer(), _hijab_hole(look)
    ring = minus(outer, hole)
    under = minus(moved(hole, 0, -5), hole)
    brush.shaded(ring, look.hat)
    brush.inside(ring, under, shade(look.hat, 1.3), 0.8)
    fold = shade(look.hat, 1.3) if not brush.lined else INK
    for line in (
        points("-70,-118 -96,-60 -101,10 -88,76"),
        points("78,-112 100,-50 102,20 84,88 40,138"),
        points("-84,92 -40,138 10,150"),
    ):
        brush.line(smooth(line, closed=False), fold, 2.4, 0.75)
    if brush.soft:
        brush.line(smooth(points("-66,-134 -34,-150 4,-155"), closed=False), mix(look.hat, WHITE, 0.35), 5, 0.5)


def _cap(brush: Brush, look: Look) -> None:
    dome = smooth(
        [
            (-102, BRIM + 10),
            (-106, -110),
            (-84, -154),
            (-36, -178),
            (0, -181),
            (36, -178),
            (84, -154),
            (106, -110),
            (102, BRIM + 10),
            (50, BRIM - 2),
            (0, BRIM - 6),
            (-50, BRIM - 2),
        ]
    )
    brim = smooth(
        [
            (-96, BRIM + 6),
            (-60, BRIM - 12),
            (0, BRIM - 20),
            (60, BRIM - 12),
            (96, BRIM + 6),
            (104, BRIM + 20),
            (60, BRIM + 14),
            (0, BRIM + 10),
            (-60, BRIM + 14),
            (-104, BRIM + 20),
        ]
    )
    brush.shaded(dome, look.hat)
    seam = shade(look.hat, 1.2) if not brush.lined else INK
    for x in (-1, 1):
        brush.line(smooth([(0, -181), (x * 42, -150), (x * 58, BRIM - 10)], closed=False), seam, 2.0, 0.7)
    brush.fill(ellipse(0, -181, 8, 4.5), seam, line=0.4, lift=0)
    brush.fill(smooth(points("-26,-124 0,-134 26,-124 24,-106 0,-100 -24,-106")), look.accent, line=0.6, lift=0.2)
    brush.shaded(brim, shade(look.hat, 0.7))


def _beanie(brush: Brush, look: Look) -> None:
    dome = smooth(
        [(-102, BRIM), (-106, -118), (-84, -162), (-36, -186), (0, -190), (36, -186), (84, -162), (106, -118), (102, BRIM)]
    )
    fold = smooth(
        [
            (-106, BRIM - 28),
            (-60, BRIM - 38),
            (0, BRIM - 42),
            (60, BRIM - 38),
            (106, BRIM - 28),
            (108, BRIM + 4),
            (104, BRIM + 12),
            (60, BRIM + 1),
            (0, BRIM - 3),
            (-60, BRIM + 1),
            (-104, BRIM + 12),
            (-108, BRIM + 4),
        ]
    )
    brush.shaded(dome, look.hat)
    rib = shade(look.hat, 1.1) if not brush.lined else INK
    for x in (-70, -42, -14, 14, 42, 70):
        brush.line(
            smooth(
                [(x * 0.35, -182 + abs(x) * 0.05), (x * 0.9, -150 + abs(x) * 0.2), (x * 1.05, BRIM - 38 + abs(x) * 0.06)],
                closed=False,
            ),
            rib,
            2.2,
            0.55,
        )
    brush.shaded(fold, mix(look.hat, WHITE, 0.08))
    for x in range(-90, 91, 15):
        y = BRIM - 38 + abs(x) * 0.11
        brush.line(smooth([(x, y + 3), (x * 1.01, y + 34)], closed=False), rib, 2.0, 0.5)


def _headband(brush: Brush, look: Look) -> None:
    band = smooth(
        points(
            "-99,-52 -90,-84 -52,-112 0,-121 52,-112 90,-84 99,-52 106,-66 97,-102 58,-134 0,-145 -58,-134 -97,-102 -106,-66"
        )
    )
    brush.shaded(band, look.hat, line=0.9)


def _beret(brush: Brush, look: Look) -> None:
    band = smooth(
        [
            (-98, BRIM + 6),
            (-60, BRIM - 16),
            (0, BRIM - 24),
            (60, BRIM - 18),
            (98, BRIM + 2),
            (100, BRIM - 14),
            (0, BRIM - 46),
            (-100, BRIM - 12),
        ]
    )
    top = smooth(
        [
            (-100, BRIM - 8),
            (-122, -112),
            (-104, -150),
            (-50, -180),
            (24, -190),
            (92, -176),
            (138, -140),
            (142, -104),
            (108, BRIM - 8),
            (60, BRIM - 28),
            (0, BRIM - 36),
            (-60, BRIM - 26),
        ]
    )
    brush.fill(band, shade(look.hat, 1.1))
    brush.shaded(top, look.hat)
    brush.line(smooth([(18, -188), (22, -202)], closed=False), shade(look.hat, 0.6) if not brush.lined else INK, 6)
    if brush.soft:
        brush.line(smooth(points("-92,-136 -52,-162 -4,-172"), closed=False), mix(look.hat, WHITE, 0.4), 6, 0.4)


def _turban(brush: Brush, look: Look) -> None:
    whole = smooth(
        points(
            "-98,-26 -116,-82 -112,-140 -70,-186 0,-200 70,-186 112,-140 116,-82 98,-26 84,-62 48,-88 4,-104 -40,-92 -82,-64"
        )
    )
    brush.shaded(whole, look.hat)
    fold = shade(look.hat, 1.2) if not brush.lined else INK
    lines = [points("4,-104 48,-128 92,-134 112,-128"), points("4,-104 30,-144 66,-170 86,-172"), points("4,-104 56,-106 96,-94 113,-78"),
             points("4,-104 -44,-118 -92,-120 -114,-112"), points("10,-122 -34,-148 -78,-156 -98,-152"), points("22,-146 -14,-176 -48,-186")]  # fmt: skip
    for line in lines:
        brush.line(smooth(line, closed=False), fold, 2.8, 0.75)


def _toque(brush: Brush, look: Look) -> None:
    puff = smooth(points("-88,-136 -117,-160 -112,-192 -72,-206 -40,-219 6,-224 48,-219 76,-205 114,-192 117,-160 88,-136"))
    band = smooth(points("-106,-82 -106,-82 -96,-140 -96,-140 0,-153 96,-140 96,-140 106,-82 106,-82 52,-101 0,-106 -52,-101"))
    brush.shaded(puff, look.hat)
    fold = shade(look.hat, 1.0) if not brush.lined else INK
    for x in (-58, -22, 20, 56):
        brush.line(smooth([(x, -150), (x * 1.15, -172), (x * 1.35, -190)], closed=False), fold, 2.4, 0.7)
    brush.shaded(band, look.hat)


def _helmet(brush: Brush, look: Look) -> None:
    dome = smooth(
        [
            (-108, BRIM),
            (-110, -124),
            (-88, -168),
            (-40, -192),
            (0, -196),
            (40, -192),
            (88, -168),
            (110, -124),
            (108, BRIM),
            (50, BRIM - 12),
            (0, BRIM - 16),
            (-50, BRIM - 12),
        ]
    )
    brim = smooth(
        [
            (-116, BRIM + 4),
            (-64, BRIM - 18),
            (0, BRIM - 26),
            (64, BRIM - 18),
            (116, BRIM + 4),
            (112, BRIM + 13),
            (60, BRIM - 1),
            (0, BRIM - 7),
            (-60, BRIM - 1),
            (-112, BRIM + 13),
        ]
    )
    brush.shaded(dome, look.hat)
    brush.shaded(
        smooth(points("-17,-110 -17,-110 -15,-193 0,-204 15,-193 17,-110 17,-110")),
        mix(look.hat, WHITE, 0.12),
        line=0.7,
        lift=0.3,
    )
    for x in (-1, 1):
        brush.line(
            smooth([(x * 52, -178), (x * 64, -148), (x * 66, -112)], closed=False),
            shade(look.hat, 1.0) if not brush.lined else INK,
            3.0,
            0.7,
        )
    brush.shaded(brim, shade(look.hat, 0.5))


_DRAWN = {
    "hijab": _hijab, "cap": _cap, "beanie": _beanie, "headband": _headband, "beret": _beret, "turban": _turban, "toque": _toque,
    "helmet": _helmet,
}  # fmt: skip
