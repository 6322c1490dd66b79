"""The torso in its clothes: one cut for each neckline, then collars, lapels, buttons."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import skia

from .brush import Brush, across
from .curves import Point, ellipse, points, smooth
from .look import Look
from .palette import INK, WHITE, Colour, light, luminance, mix, shade

FLOOR = 1300.0


def _side(broad: bool) -> list[Point]:
    """The right side of the body from the shoulder's inner edge down."""
    if broad:
        return [(84, 184), (138, 202), (184, 224), (214, 268), (226, 340), (234, 480), (238, 700), (240, FLOOR), (240, FLOOR)]
    return [(76, 188), (122, 204), (160, 224), (186, 264), (197, 336), (206, 480), (210, 700), (212, FLOOR), (212, FLOOR)]


def torso(look: Look, neckline: list[Point]) -> skia.Path:
    """The body with its neck cut out along `neckline`, given from the left to the right."""
    right = _side(look.broad)
    left = [(-x, y) for x, y in reversed(right)]
    start, end = neckline[0], neckline[-1]
    return smooth([start, *neckline, end, *right, *left])


def _line(half: list[Point]) -> list[Point]:
    """A neckline from its right half, given from the middle outwards."""
    return [*[(-x, y) for x, y in reversed(half[1:])], *half]


CREW = points("0,206 30,201 50,187 58,172")
SCOOP = points("0,250 44,240 68,212 74,190")
HIGH = points("0,192 24,188 44,180 54,172")
VEE = points("0,252 0,252 34,206 56,172")
OPEN = points("0,400 0,400 30,300 58,176")


@lru_cache(maxsize=512)
def _torso(look: Look, neckline: tuple[Point, ...]) -> skia.Path:
    return torso(look, _line(list(neckline)))


def _body(brush: Brush, look: Look, neckline: list[Point], colour: Colour) -> None:
    path = _torso(look, tuple(neckline))
    brush.fill(path, colour)
    dark = shade(colour)
    if brush.soft:
        brush.canvas.drawPath(path, across((20, 200), (250, 380), dark, dark, (0.0, 0.95)))
        brush.canvas.drawPath(path, across((-120, 180), (-40, 420), light(colour), light(colour), (0.55, 0.0)))
    _arms(brush, look, colour)


def _arms(brush: Brush, look: Look, colour: Colour) -> None:
    """Where the arms lie against the body."""
    wide = 150 if look.broad else 132
    for side in (-1, 1):
        fold = [(side * (wide - 6), 322), (side * wide, 400), (side * (wide + 6), 560), (side * (wide + 10), FLOOR)]
        tone = INK if brush.lined and luminance(colour) > 0.06 else shade(colour, 1.35)
        brush.line(smooth(fold, closed=False), tone, 2.8 if brush.lined else 4.0, 0.9 if brush.lined else 0.75)
        brush.line(smooth([(side * (wide - 6), 322), (side * (wide - 20), 302)], closed=False), tone, 2.4, 0.5)


def _detail(brush: Brush, colour: Colour) -> Colour:
    """The colour of seams on a cloth."""
    if brush.lined:
        return INK if luminance(colour) > 0.05 else mix(colour, WHITE, 0.4)
    return shade(colour, 1.3)


def _button(brush: Brush, x: float, y: float, colour: Colour, size: float = 4.2) -> None:
    brush.fill(ellipse(x, y, size, size), colour, line=0.5, lift=0.25)


def _collar_band(brush: Brush, half: list[Point], colour: Colour, width: float) -> None:
    path = smooth(_line(half), closed=False)
    if brush.lined:
        brush.line(path, INK, width + 5)
    brush.line(path, colour, width)


def _tshirt(brush: Brush, look: Look) -> None:
    _body(brush, look, CREW, look.cloth)
    _collar_band(brush, CREW, shade(look.cloth, 0.55), 9)


def _sweater(brush: Brush, look: Look) -> None:
    _body(brush, look, CREW, look.cloth)
    for y in (300, 318):
        wide = 128
        brush.line(
            smooth([(-wide, y), (-60, y + 8), (0, y + 10), (60, y + 8), (wide, y)], closed=False),
            look.accent,
            5 if y == 300 else 10,
            0.9,
        )
    band = [(x * 1.04, y + 4) for x, y in CREW]
    _collar_band(brush, band, shade(look.cloth, 0.35), 15)
    for x in range(-48, 49, 12):
        low = 210 - 0.0085 * x * x
        brush.line(smooth([(x, low - 7), (x * 1.05, low + 7)], closed=False), _detail(brush, look.cloth), 1.8, 0.5)


def _turtleneck(brush: Brush, look: Look) -> None:
    _body(brush, look, HIGH, look.cloth)
    half = 50 if look.broad else 42
    collar = smooth(
        [
            (-half, 122),
            (-half * 0.5, 134),
            (0, 138),
            (half * 0.5, 134),
            (half, 122),
            (half + 5, 150),
            (half + 12, 178),
            (half * 0.5, 196),
            (0, 200),
            (-half * 0.5, 196),
            (-half - 12, 178),
            (-half - 5, 150),
        ]
    )
    brush.shaded(collar, look.cloth, lift=0.6)
    brush.line(
        smooth([(-half - 4, 152), (-half * 0.4, 166), (half * 0.4, 166), (half + 4, 152)], closed=False),
        _detail(brush, look.cloth),
        2.4,
        0.6,
    )


def _points(brush: Brush, colour: Colour, low: float = 238, spread: float = 46) -> None:
    """A shirt's collar."""
    for side in (-1, 1):
        path = smooth(
            [
                (side * 2, 206),
                (side * 2, 206),
                (side * 30, 186),
                (side * 47, 158),
                (side * 50, 152),
                (side * 62, 164),
                (side * 74, 188),
                (side * 74, 188),
                (side * spread, low),
                (side * spread, low),
            ]
        )
        brush.shaded(path, colour, lift=0.5, line=0.9, amount=0.5)


def _placket(brush: Brush, colour: Colour, buttons: Colour, top: float = 212, low: float = FLOOR) -> None:
    tone = _detail(brush, colour)
    brush.line(smooth([(12, top + 4), (12, low)], closed=False), tone, 2.0, 0.55)
    for y in range(int(top) + 34, 900, 58):
        _button(brush, 0, y, buttons, 3.8)


def _shirt(brush: Brush, look: Look) -> None:
    _body(brush, look, CREW, look.cloth)
    _placket(brush, look.cloth, look.accent if luminance(look.accent) > luminance(look.cloth) else mix(look.cloth, WHITE, 0.6))
    _points(brush, mix(look.cloth, WHITE, 0.10))


def _shirt_front(brush: Brush, look: Look, colour: Colour) -> None:
    path = smooth(points("-64,168 -64,168 -30,200 0,210 30,200 64,168 64,168 92,300 20,480 -20,480 -92,300"))
    brush.fill(path, colour, line=0.6, lift=0)


def _tie(brush: Brush, colour: Colour) -> None:
    blade = smooth(points("-9,228 -9,228 9,228 9,228 22,372 20,400 20,400 0,424 0,424 -20,400 -20,400 -22,372"))
    brush.shaded(blade, colour, lift=0.5, line=0.8)
    brush.shaded(
        smooth(points("-14,204 -14,204 14,204 14,204 10,231 10,231 -10,231 -10,231")),
        light(colour, 0.6),
        lift=0.3,
        line=0.8,
    )


def _lapels(brush: Brush, look: Look, colour: Colour, low: float = 396) -> None:
    broad = 10 if look.broad else 0
    for side in (-1, 1):
        notch = [(side * 56, 160), (side * 56, 160), (side * 78, 176), (side * (96 + broad), 208), (side * (104 + broad), 238), (side * (104 + broad), 238), (side * (80 + broad), 244), (side * (80 + broad), 244),
                 (side * (100 + broad), 262), (side * (100 + broad), 262), (side * 50, 352), (side * 2, low), (side * 2, low), (side * 26, 300), (side * 48, 226)]  # fmt: skip
        path = smooth(notch)
        brush.shaded(path, light(colour, 0.5), lift=0.7, line=0.9, amount=0.6)
        if brush.soft:
            brush.line(path, shade(colour, 1.3), 1.8, 0.55)


def _jacket_lines(brush: Brush, colour: Colour, low: float, buttons: Colour) -> None:
    brush.line(smooth([(0, low), (3, 520), (6, FLOOR)], closed=False), _detail(brush, colour), 2.8, 0.85)
    _button(brush, 10, low + 18, buttons, 5.5)
    _button(brush, 11, low + 84, buttons, 5.5)


def _suit(brush: Brush, look: Look) -> None:
    shirt = mix((0.965, 0.957, 0.945), look.accent, 0.06)
    _shirt_front(brush, look, shirt)
    _tie(brush, look.accent if luminance(look.accent) < 0.75 else mix(look.cloth, (0.6, 0.2, 0.25), 0.6))
    _body(brush, look, OPEN, look.cloth)
    _points(brush, shirt, low=236, spread=36)
    _lapels(brush, look, look.cloth)
    _jacket_lines(brush, look.cloth, 396, shade(look.cloth, 1.5))
    pocket = smooth(points("72,326 72,326 80,306 92,312 102,304 112,322 112,322"))
    brush.fill(pocket, look.accent, line=0.6, lift=0.2)
    brush.line(smooth([(66, 328), (118, 323)], closed=False), _detail(brush, look.cloth), 2.6, 0.8)


def _blazer(brush: Brush, look: Look) -> None:
    inner = smooth(points("-62,192 -48,214 -26,231 0,236 26,231 48,214 62,192 92,320 20,480 -20,480 -92,320"))
    brush.shaded(inner, look.accent, line=0.8, lift=0.3, amount=0.6)
    _body(brush, look, OPEN, look.cloth)
    _lapels(brush, look, look.cloth, 404)
    _jacket_lines(brush, look.cloth, 404, shade(look.cloth, 1.4))


def _hoodie(brush: Brush, look: Look) -> None:
    _body(brush, look, VEE, look.cloth)
    inner = smooth(points("-58,168 -58,168 -30,212 0,250 30,212 58,168 58,168 30,190 0,202 -30,190"))
    brush.fill(inner, look.accent, line=0.7, lift=0)
    for side in (-1, 1):
        path = smooth(
            [
                (side * 44, 132),
                (side * 44, 132),
                (side * 78, 142),
                (side * 106, 176),
                (side * 98, 216),
                (side * 50, 252),
                (side * 0, 274),
                (side * 0, 274),
                (side * 2, 252),
                (side * 28, 218),
                (side * 50, 182),
            ]
        )
        brush.shaded(path, mix(look.cloth, WHITE, 0.05), lift=0.7)
    for x, low in ((-24, 344), (24, 330)):
        cord = smooth([(x, 254), (x * 1.1, 300), (x, low)], closed=False)
        if brush.lined:
            brush.line(cord, INK, 7.0)
        brush.line(cord, mix(look.accent, WHITE, 0.4), 4.2)
    pocket = points("-96,560 -74,470 74,470 96,560")
    brush.line(smooth(pocket, closed=False), _detail(brush, look.cloth), 2.6, 0.6)


def _labcoat(brush: Brush, look: Look) -> None:
    _shirt_front(brush, look, look.accent)
    _placket(brush, look.accent, mix(look.accent, WHITE, 0.6), low=440)
    coat = (0.955, 0.962, 0.97)
    _body(brush, look, OPEN, coat)
    _points(brush, light(look.accent, 0.8), low=234, spread=38)
    _lapels(brush, look, coat, 420)
    _jacket_lines(brush, coat, 420, (0.75, 0.77, 0.80))
    tone = _detail(brush, coat)
    brush.line(
        smooth(
            points("64,330 64,330 118,326 118,326 116,384 116,384 92,392 66,388 66,388 64,330"),
            closed=False,
        ),
        tone,
        2.4,
        0.7,
    )
    for x, colour in ((78, look.accent), (90, (0.2, 0.25, 0.4))):
        brush.line(smooth([(x, 312), (x, 334)], closed=False), colour if luminance(colour) < 0.8 else (0.7, 0.2, 0.2), 5.0)


def _scrubs(brush: Brush, look: Look) -> None:
    _body(brush, look, VEE, look.cloth)
    _collar_band(brush, VEE, shade(look.cloth, 0.7), 11)
    tone = _detail(brush, look.cloth)
    brush.line(
        smooth(points("58,340 58,340 112,336 112,336 110,396 84,404 60,398 60,398 58,340"), closed=False),
        tone,
        2.6,
        0.75,
    )
    card = smooth(points("66,322 66,322 92,320 92,320 92,360 92,360 66,362 66,362"))
    brush.fill(card, (0.97, 0.97, 0.96), line=0.6, lift=0.3)
    brush.fill(ellipse(79, 334, 6, 6), look.accent if luminance(look.accent) < 0.8 else (0.5, 0.6, 0.7), line=0, lift=0)


def _apron(brush: Brush, look: Look) -> None:
    _body(brush, look, CREW, look.accent)
    _points(brush, light(look.accent, 0.6))
    for side in (-1, 1):
        strap = smooth([(side * 70, 190), (side * 79, 214), (side * 84, 256), (side * 86, 306)], closed=False)
        if brush.lined:
            brush.line(strap, INK, 19)
        brush.line(strap, shade(look.cloth, 0.5), 14)
    bib = smooth(
        [
            (-92, 296),
            (-92, 296),
            (-40, 306),
            (40, 306),
            (92, 296),
            (92, 296),
            (100, 380),
            (128, 450),
            (140, 520),
            (143, 620),
            (145, 900),
            (146, FLOOR),
            (146, FLOOR),
            (-146, FLOOR),
            (-146, FLOOR),
            (-145, 900),
            (-143, 620),
            (-140, 520),
            (-128, 450),
            (-100, 380),
        ]
    )
    brush.shaded(bib, look.cloth)
    brush.line(smooth(points("-90,308 -40,317 40,317 90,308"), closed=False), _detail(brush, look.cloth), 2.2, 0.6)
    brush.line(
        smooth(points("-46,400 -46,400 -44,456 0,466 44,456 46,400 46,400 0,406 -46,400"), closed=False),
        _detail(brush, look.cloth),
        2.4,
        0.6,
    )


def _mandarin(brush: Brush, look: Look, colour: Colour, trim: Colour) -> None:
    half = 52 if look.broad else 45
    for side in (-1, 1):
        path = smooth(
            [
                (side * 1, 204),
                (side * 1, 204),
                (side * 3, 172),
                (side * 10, 160),
                (side * 30, 152),
                (side * half, 130),
                (side * half, 130),
                (side * (half + 10), 160),
                (side * (half + 14), 176),
                (side * 34, 196),
            ]
        )
        brush.shaded(path, colour, lift=0.4, line=0.9, amount=0.6)
        edge = smooth([(side * 3, 174), (side * 10, 161), (side * 30, 153), (side * half, 131)], closed=False)
        brush.line(edge, trim, 4.2)


def _knot(brush: Brush, x: float, y: float, colour: Colour, lean: float = 0.0) -> None:
    """A frog button: two loops and a knot."""
    for side in (-1, 1):
        loop = smooth(
            [
                (x, y),
                (x + side * 12, y - 7 + side * lean),
                (x + side * 23, y + side * lean),
                (x + side * 12, y + 7 + side * lean),
            ]
        )
        if brush.lined:
            brush.line(loop, INK, 6.0)
        brush.line(loop, colour, 3.6)
    brush.fill(ellipse(x, y, 5, 5), colour, line=0.6, lift=0.2)


def _qipao(brush: Brush, look: Look) -> None:
    _body(brush, look, HIGH, look.cloth)
    lap = smooth(points("0,204 14,226 52,246 96,262 128,300"), closed=False)
    if brush.lined:
        brush.line(lap, INK, 6.4)
    brush.line(lap, look.accent, 3.6)
    _mandarin(brush, look, look.cloth, look.accent)
    for x, y, lean in ((0, 208, 0.0), (62, 250, 3.0), (120, 288, 9.0)):
        _knot(brush, x, y, look.accent, lean)
    for x, y, size in ((-84, 330, 17), (-44, 390, 12), (70, 400, 15), (-96, 440, 12), (20, 470, 13)):
        _blossom(brush, x, y, size, mix(look.cloth, look.accent, 0.45))


def _blossom(brush: Brush, x: float, y: float, size: float, colour: Colour) -> None:
    for dx, dy in ((0, -1), (0.95, -0.31), (0.59, 0.81), (-0.59, 0.81), (-0.95, -0.31)):
        brush.fill(ellipse(x + dx * size * 0.55, y + dy * size * 0.55, size * 0.45, size * 0.45), colour, line=0, lift=0)
    brush.fill(ellipse(x, y, size * 0.26, size * 0.26), mix(colour, WHITE, 0.5), line=0, lift=0)


def _tang(brush: Brush, look: Look) -> None:
    _body(brush, look, HIGH, look.cloth)
    brush.line(smooth([(0, 200), (0, FLOOR)], closed=False), _detail(brush, look.cloth), 3.0, 0.8)
    for x, y in ((-92, 300), (92, 300), (-92, 440), (92, 440)):
        ring = ellipse(x, y, 25, 25)
        brush.line(ring, mix(look.cloth, look.accent, 0.30), 3.4)
        brush.line(
            smooth(
                [
                    (x - 11, y - 9),
                    (x, y - 2),
                    (x + 11, y - 9),
                    (x + 3, y + 3),
                    (x + 9, y + 12),
                    (x, y + 8),
                    (x - 9, y + 12),
                    (x - 3, y + 3),
                ]
            ),
            mix(look.cloth, look.accent, 0.30),
            2.8,
        )
    _mandarin(brush, look, look.cloth, look.accent)
    for y in range(220, 900, 62):
        _knot(brush, 0, y, look.accent)


def _dress(brush: Brush, look: Look) -> None:
    chest = smooth(points("-64,184 -40,190 40,190 64,184 76,240 40,264 0,270 -40,264 -76,240"))
    brush.fill(chest, look.skin, line=0, lift=0)
    for side in (-1, 1):
        brush.line(
            smooth([(side * 12, 208), (side * 42, 200), (side * 66, 202)], closed=False),
            look.skin_dark if not brush.lined else look.skin_line,
            2.6,
            0.7,
        )
    _body(brush, look, SCOOP, look.cloth)
    _collar_band(brush, SCOOP, shade(look.cloth, 0.5), 5)
    brush.line(smooth(points("-46,172 -30,204 0,220 30,204 46,172"), closed=False), look.accent, 2.6)
    brush.fill(ellipse(0, 225, 6, 7), look.accent, line=0.6, lift=0.3)


def _cardigan(brush: Brush, look: Look) -> None:
    inner = smooth(
        [
            (-54, 194),
            (-44, 200),
            (-26, 208),
            (0, 212),
            (26, 208),
            (44, 200),
            (54, 194),
            (104, 300),
            (40, FLOOR),
            (40, FLOOR),
            (-40, FLOOR),
            (-40, FLOOR),
            (-104, 300),
        ]
    )
    brush.shaded(inner, look.accent, line=0.8, lift=0.3, amount=0.5)
    opening = [
        (30.0, FLOOR),
        (30.0, FLOOR),
        (30.0, 900.0),
        (30.0, 620.0),
        (33.0, 470.0),
        (44.0, 340.0),
        (60.0, 236.0),
        (66.0, 180.0),
        (66.0, 180.0),
    ]
    for side in (-1, 1):
        right = [(side * x, y) for x, y in _side(look.broad)]
        edge = [(side * x, y) for x, y in opening]
        half = smooth([*reversed(edge), *reversed(right)])
        brush.shaded(half, look.cloth)
    _arms(brush, look, look.cloth)
    for side in (-1, 1):
        edge = smooth([(side * x, y) for x, y in opening[1:]], closed=False)
        if brush.lined:
            brush.line(edge, INK, 17)
        brush.line(edge, light(look.cloth, 0.7), 12)
    for y in range(440, 900, 70):
        _button(brush, -33, y, mix(look.cloth, (0.25, 0.18, 0.15), 0.6), 5)


def _waistcoat(brush: Brush, look: Look) -> None:
    shirt = mix((0.965, 0.957, 0.945), look.accent, 0.05)
    _body(brush, look, CREW, shirt)
    for side in (-1, 1):
        path = smooth(
            [
                (side * 66, 168),
                (side * 66, 168),
                (side * 92, 192),
                (side * 104, 204),
                (side * 104, 204),
                (side * 112, 290),
                (side * 128, 360),
                (side * 132, FLOOR),
                (side * 132, FLOOR),
                (side * 0, FLOOR),
                (side * 0, FLOOR),
                (side * 0, 350),
                (side * 0, 350),
                (side * 40, 270),
            ]
        )
        brush.shaded(path, look.cloth)
    _points(brush, shirt)
    for side in (-1, 1):
        wing = smooth([(0, 216), (side * 14, 207), (side * 34, 200), (side * 38, 216), (side * 34, 232), (side * 14, 225)])
        brush.shaded(wing, look.accent, lift=0.4, line=0.8)
    brush.fill(smooth(points("-7,209 7,209 8,223 -8,223")), shade(look.accent, 0.7), line=0.7, lift=0.2)
    for y in range(378, 900, 56):
        _button(brush, 0, y, mix(look.cloth, WHITE, 0.45), 4.4)


def _overalls(brush: Brush, look: Look) -> None:
    _body(brush, look, CREW, look.accent)
    _collar_band(brush, CREW, shade(look.accent, 0.6), 9)
    for side in (-1, 1):
        strap = smooth([(side * 82, 198), (side * 84, 236), (side * 76, 330)], closed=False)
        if brush.lined:
            brush.line(strap, INK, 29)
        brush.line(strap, shade(look.cloth, 0.35), 24)
    bib = smooth(
        [
            (-88, 318),
            (-88, 318),
            (0, 324),
            (88, 318),
            (88, 318),
            (96, 420),
            (130, 480),
            (136, 600),
            (138, 900),
            (140, FLOOR),
            (140, FLOOR),
            (-140, FLOOR),
            (-140, FLOOR),
            (-138, 900),
            (-136, 600),
            (-130, 480),
            (-96, 420),
        ]
    )
    brush.shaded(bib, look.cloth)
    stitch = mix(look.cloth, (0.95, 0.8, 0.5), 0.55)
    brush.line(smooth(points("-84,328 0,333 84,328"), closed=False), stitch, 1.8, 0.9)
    brush.line(
        smooth(points("-44,370 -44,370 44,370 44,370 42,424 0,434 -42,424 -44,370"), closed=False),
        stitch,
        2.2,
        0.9,
    )
    for side in (-1, 1):
        _button(brush, side * 75, 332, (0.85, 0.70, 0.35), 8)


CLOTHES: dict[str, Callable[[Brush, Look], None]] = {
    "suit": _suit, "blazer": _blazer, "shirt": _shirt, "tshirt": _tshirt, "sweater": _sweater, "turtleneck": _turtleneck,
    "hoodie": _hoodie, "labcoat": _labcoat, "scrubs": _scrubs, "apron": _apron, "qipao": _qipao, "tang": _tang, "dress": _dress,
    "cardigan": _cardigan, "waistcoat": _waistcoat, "overalls": _overalls,
}  # fmt: skip


def behind(brush: Brush, look: Look) -> None:
    """What of the clothes lies behind the neck."""
    if look.character.clothes == "hoodie":
        brush.fill(smooth(points("-78,190 -74,150 -44,128 0,122 44,128 74,150 78,190")), shade(look.cloth, 1.4))


def clothes(brush: Brush, look: Look) -> None:
    CLOTHES[look.character.clothes](brush, look)


def sleeve(look: Look) -> tuple[Colour, Colour]:
    """The colours of a sleeve and of its cuff."""
    kind = look.character.clothes
    if kind in ("apron", "overalls"):
        return look.accent, shade(look.accent, 0.5)
    if kind == "labcoat":
        return (0.955, 0.962, 0.97), mix(look.accent, WHITE, 0.2)
    if kind == "waistcoat":
        return (0.965, 0.957, 0.945), (0.9, 0.9, 0.9)
    if kind == "suit":
        return look.cloth, (0.965, 0.957, 0.945)
    if kind in ("qipao", "tang"):
        return look.cloth, look.accent
    return look.cloth, shade(look.cloth, 0.6)
