"""Twenty styles of hair as shapes about the head: what hangs behind it, what lies over it, and the strands."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import skia

from .brush import Brush, across, flat, pen
from .curves import Point, flipped, points, smooth
from .look import Look
from .palette import INK


@dataclass(frozen=True, eq=False)
class Hair:
    """`back` behind the neck, `front` over the face; `dark` and `bright`: strands as open lines over the front; `tail`: what swings
    behind everything, as a ponytail does."""

    front: tuple[skia.Path, ...] = ()
    back: tuple[skia.Path, ...] = ()
    dark: tuple[tuple[Point, ...], ...] = ()
    bright: tuple[tuple[Point, ...], ...] = ()
    tail: tuple[skia.Path, ...] = ()
    locks: tuple[skia.Path, ...] = ()
    stubble: float = 1.0


def _crown(side: float = 101, top: float = -160, start: float = -12) -> list[Point]:
    """The hair's outer edge from the left temple over the crown to the right one."""
    return [(-side + 6, start), (-side - 1, -48), (-side + 4, -96), (-side * 0.62, top + 17), (0, top), (side * 0.62, top + 17),
            (side - 4, -96), (side + 1, -48), (side - 6, start)]  # fmt: skip


def _cap(outer: list[Point], line: list[Point]) -> skia.Path:
    """From the outer edge back along the hairline, from right to left; the ends are corners."""
    return smooth([outer[0], *outer, outer[-1], *line])


_SHORT_LINE: list[Point] = points("88,-10 84,-40 80,-66 56,-88 0,-97 -56,-88 -80,-66 -84,-40 -88,-10")


def _strands(lines: Sequence[Sequence[Point]]) -> tuple[tuple[Point, ...], ...]:
    return tuple(tuple(line) for line in lines)


def _bald(_: Look) -> Hair:
    return Hair(bright=_strands([points("-52,-112 -34,-124 -12,-128")]))


def _buzz(_: Look) -> Hair:
    outer = _crown(97, -149, -14)
    return Hair(
        (
            _cap(
                outer,
                points("89,-14 88,-44 80,-70 62,-96 28,-106 0,-108 -28,-106 -62,-96 -80,-70 -88,-44 -89,-14"),
            ),
        )
    )


def _receding(_: Look) -> Hair:
    right = smooth(points("97,0 103,-40 98,-84 84,-104 80,-84 82,-50 86,-6"))
    left = smooth(flipped(points("97,0 103,-40 98,-84 84,-104 80,-84 82,-50 86,-6")))
    return Hair((right, left), dark=_strands([points("96,-78 94,-40 93,-14"), points("-96,-78 -94,-40 -93,-14")]),
                bright=_strands([points("-46,-116 -30,-126 -8,-130")]))  # fmt: skip


def _crop(_: Look) -> Hair:
    line = points("87,-12 86,-42 80,-64 62,-76 44,-70 26,-78 8,-71 -12,-79 -32,-72 -52,-78 -70,-70 -82,-62 -86,-42 -87,-12")
    return Hair((_cap(_crown(99, -158), line),), dark=_strands([points("30,-128 20,-104 24,-86"), points("-14,-132 -22,-106 -16,-88"), points("66,-112 62,-94 66,-82"), points("-58,-116 -60,-98 -54,-84")]),
                bright=_strands([points("-70,-118 -44,-138 -10,-144")]))  # fmt: skip


def _sidepart(_: Look) -> Hair:
    outer = points("-94,-12 -99,-52 -92,-100 -66,-138 -40,-150 -6,-166 44,-160 84,-132 102,-88 101,-48 95,-12")
    line = points("88,-10 86,-46 84,-70 66,-76 32,-88 -8,-104 -38,-118 -50,-108 -66,-92 -82,-70 -86,-44 -88,-10")
    return Hair((_cap(outer, line),), dark=_strands([points("-38,-118 -40,-134 -38,-149"), points("-20,-116 20,-128 62,-112 86,-84"), points("0,-104 40,-104 74,-86")]),
                bright=_strands([points("-14,-148 26,-148 62,-132")]))  # fmt: skip


def _quiff(_: Look) -> Hair:
    outer = points("-93,-12 -98,-52 -93,-98 -82,-130 -74,-158 -40,-182 6,-186 52,-176 84,-148 96,-100 99,-50 93,-12")
    line = points("87,-12 86,-48 82,-74 70,-96 40,-100 4,-96 -34,-100 -62,-108 -78,-86 -85,-50 -87,-12")
    return Hair((_cap(outer, line),), dark=_strands([points("-56,-112 -58,-140 -34,-164"), points("-22,-104 -16,-138 16,-164"), points("16,-104 34,-134 58,-150"), points("84,-84 82,-110 76,-128")]),
                bright=_strands([points("-44,-168 -8,-176 34,-170")]))  # fmt: skip


def _slick(_: Look) -> Hair:
    line = points("87,-8 86,-46 80,-78 62,-104 30,-114 0,-110 -30,-114 -62,-104 -80,-78 -86,-46 -87,-8")
    dark = [
        [(x * 0.72, -110 + abs(x) * 0.10), (x * 0.86, -132 + abs(x) * 0.16), (x * 0.80, -152 + abs(x) * 0.30)]
        for x in (-78, -46, -14, 18, 50, 80)
    ]
    return Hair((_cap(_crown(99, -162), line),), dark=_strands(dark), bright=_strands([points("-58,-128 -36,-142 -8,-148")]))


def _lumps(around: list[Point], size: float, bump: float = 0.34) -> skia.Path:
    """A closed outline of round curls along the points."""
    out = skia.Path()
    out.moveTo(*around[0])
    for (ax, ay), (bx, by) in zip(around, [*around[1:], around[0]], strict=True):
        length = math.hypot(bx - ax, by - ay) or 1.0
        count = max(1, round(length / size))
        nx, ny = (by - ay) / length, -(bx - ax) / length
        for i in range(count):
            s, e = i / count, (i + 1) / count
            step = length / count * bump * 1.8
            px, py = ax + (bx - ax) * s, ay + (by - ay) * s
            qx, qy = ax + (bx - ax) * e, ay + (by - ay) * e
            out.cubicTo(px + nx * step, py + ny * step, qx + nx * step, qy + ny * step, qx, qy)
    out.close()
    return out


def _arc(x: float, y: float, across_: float, down: float, start: float, end: float, count: int) -> list[Point]:
    """Points of an ellipse, clockwise on the picture, in degrees from its right side."""
    angles = [math.radians(start + (end - start) * i / (count - 1)) for i in range(count)]
    return [(x + across_ * math.cos(a), y + down * math.sin(a)) for a in angles]


def _swirls(centres: Sequence[Point], radius: float) -> list[list[Point]]:
    return [[(x + radius * math.cos(a), y + radius * math.sin(a)) for a in (2.6, 3.6, 4.6, 5.6, 6.4)] for x, y in centres]


def _curls(_: Look) -> Hair:
    ring = [
        *_arc(0, -84, 98, 74, 170, 370, 10),
        (84, -30),
        (80, -64),
        (54, -80),
        (20, -74),
        (-14, -82),
        (-50, -78),
        (-78, -64),
        (-84, -30),
    ]
    centres = points("-58,-112 -22,-128 18,-124 54,-112 -38,-92 2,-98 38,-92 78,-86 -80,-84")
    return Hair(
        (_lumps(ring, 30),),
        dark=_strands(_swirls(centres, 11)),
        bright=_strands(_swirls(points("-44,-134 -8,-146 -70,-106"), 9)),
    )


def _afro(_: Look) -> Hair:
    back = _lumps(_arc(0, -80, 138, 112, 140, 400, 16), 26, 0.30)
    ring = [
        *_arc(0, -84, 136, 108, 168, 372, 12),
        (92, -24),
        (82, -66),
        (52, -88),
        (0, -94),
        (-52, -88),
        (-82, -66),
        (-92, -24),
    ]
    centres = points("-92,-110 -60,-146 -16,-162 32,-154 74,-132 104,-94 -36,-120 8,-126 52,-112 -110,-68")
    return Hair(
        (_lumps(ring, 26, 0.30),),
        (back,),
        dark=_strands(_swirls(centres, 10)),
        bright=_strands(_swirls(points("-76,-146 -36,-168 -100,-112"), 9)),
    )


def _rope(points: list[Point], width: float) -> skia.Path:
    out = skia.Path()
    skia_pen = pen((0, 0, 0), width)
    skia_pen.getFillPath(smooth(points, closed=False), out)
    return skia.Simplify(out)


def _locs(_: Look) -> Hair:
    tops = [
        _rope(
            [
                (x * 0.35, -148 + abs(x) * 0.14),
                (x * 0.8, -128 + abs(x) * 0.3),
                (x * 1.08, -64),
                (x * 1.14, -6 + 10 * (i % 2)),
                (x * 1.12, 62 + 14 * (i % 3)),
            ],
            21,
        )
        for i, x in enumerate((-98, 98, -86, 86))
    ]
    line = points("88,-24 84,-50 74,-84 40,-104 0,-108 -40,-104 -74,-84 -84,-50 -88,-24")
    back = tuple(
        _rope([(x * 0.6, -110), (x, -40), (x * 1.05, 60), (x * 1.02, 128 + 12 * (i % 2))], 24)
        for i, x in enumerate((-104, -84, -62, 62, 84, 104))
    )
    dark = [[(x, -106), (x * 1.3, -128), (x * 1.2, -150)] for x in (-50, -18, 18, 50)]
    return Hair(
        (_cap(_crown(104, -168, -20), line), *tops),
        back,
        dark=_strands(dark),
        bright=_strands([points("-60,-134 -34,-150 -8,-156")]),
    )


def _pixie(_: Look) -> Hair:
    outer = points("-92,4 -102,-44 -98,-96 -70,-142 -20,-164 36,-160 82,-132 103,-84 103,-40 92,6")
    line = points("85,-2 84,-34 72,-58 40,-62 4,-76 -40,-104 -58,-92 -78,-62 -84,-34 -85,0")
    return Hair((_cap(outer, line),), dark=_strands([points("-44,-108 0,-112 48,-94 74,-64"), points("-40,-124 14,-134 64,-112 92,-70"), points("-62,-98 -84,-70 -92,-36")]),
                bright=_strands([points("-52,-140 -14,-150 26,-146")]))  # fmt: skip


def _bob(_: Look) -> Hair:
    back = smooth(
        points("0,-158 72,-140 110,-80 116,0 118,70 104,104 60,112 -60,112 -104,104 -118,70 -116,0 -110,-80 -72,-140")
    )
    outer = points(
        "-92,108 -92,108 -116,94 -118,40 -113,-40 -100,-100 -62,-146 -10,-162 48,-152 94,-108 112,-44 118,40 "
        "116,94 92,108 92,108"
    )
    line = points("84,66 84,10 82,-36 58,-72 14,-96 -26,-118 -50,-98 -74,-60 -84,-14 -84,30 -84,66")
    return Hair((smooth([*outer, *line]),), (back,), dark=_strands([points("-26,-118 -28,-140 -24,-158"), points("14,-104 64,-88 96,-30 100,50"), points("-54,-102 -88,-50 -100,20 -100,70")]),
                bright=_strands([points("-76,-112 -48,-136 -36,-142"), points("2,-142 44,-132 74,-104")]))  # fmt: skip


def _fringe(_: Look) -> Hair:
    back = smooth(
        points("0,-158 72,-140 110,-80 116,0 120,90 106,130 50,136 -50,136 -106,130 -120,90 -116,0 -110,-80 -72,-140")
    )
    outer = points(
        "-84,132 -84,132 -114,124 -121,60 -114,-40 -102,-100 -62,-146 0,-162 62,-146 102,-100 114,-40 121,60 "
        "114,124 84,132 84,132"
    )
    line = points("86,70 84,10 80,-30 76,-44 76,-44 48,-52 16,-49 -16,-49 -48,-52 -76,-44 -76,-44 -80,-30 -84,10 -86,70")
    dark = [[(x * 0.6, -136 + abs(x) * 0.2), (x * 0.9, -96), (x, -58)] for x in (-52, -26, 2, 28, 54)]
    return Hair((smooth([*outer, *line]),), (back,), dark=_strands([*dark, points("92,-70 102,0 104,80"), points("-92,-70 -102,0 -104,80")]),
                bright=_strands([points("-66,-104 -34,-118 0,-121 34,-118 66,-104")]))  # fmt: skip


_PARTED: list[Point] = points("86,40 84,-8 78,-48 50,-84 10,-116 0,-124 -10,-116 -50,-84 -78,-48 -84,-8 -86,40")


def _long_front(low: float, out: float) -> skia.Path:
    outer = [
        (-88, low),
        (-88, low),
        (-112 - out, low - 26),
        (-116, 20),
        (-108, -60),
        (-92, -112),
        (-52, -148),
        (0, -160),
        (52, -148),
        (92, -112),
        (108, -60),
        (116, 20),
        (112 + out, low - 26),
        (88, low),
        (88, low),
    ]
    return smooth([*outer, *_PARTED])


def _long(_: Look) -> Hair:
    back = smooth(
        points("0,-158 72,-140 110,-80 120,20 126,130 128,236 90,262 0,250 -90,262 -128,236 -126,130 -120,20 -110,-80 -72,-140")
    )
    dark = [
        points("0,-124 0,-142 0,-158"),
        points("18,-118 64,-88 96,-26 104,50"),
        points("-18,-118 -64,-88 -96,-26 -104,50"),
    ]
    return Hair(
        (_long_front(112, 0),),
        (back,),
        dark=_strands(dark),
        bright=_strands([points("-84,-96 -58,-126 -30,-138"), points("34,-138 58,-128 76,-110")]),
    )


def _wavy(_: Look) -> Hair:
    back = smooth(
        points(
            "0,-160 76,-142 116,-80 130,0 122,60 142,120 130,180 146,226 104,262 0,244 -104,262 -146,226 -130,180 "
            "-142,120 -122,60 -130,0 -116,-80 -76,-142"
        )
    )
    outer = points(
        "-84,128 -84,128 -122,112 -114,70 -126,20 -114,-50 -100,-108 -66,-150 -30,-160 20,-164 66,-148 102,-106 "
        "116,-50 128,20 114,70 124,112 86,128 86,128"
    )
    line = points("92,92 80,50 92,6 82,-40 58,-76 8,-98 -34,-124 -52,-98 -76,-50 -90,-4 -80,44 -92,92")
    dark = [
        points("-34,-124 -36,-142 -30,-158"),
        points("-20,-118 44,-104 92,-50 108,10 98,60 106,104"),
        points("-56,-104 -94,-50 -108,10 -98,60 -106,104"),
    ]
    return Hair(
        (smooth([*outer, *line]),),
        (back,),
        dark=_strands(dark),
        bright=_strands([points("-90,-96 -66,-132 -48,-142"), points("6,-146 50,-136 80,-108")]),
    )


def _curly(_: Look) -> Hair:
    back = _lumps(
        [
            *_arc(0, -50, 140, 116, 180, 360, 10),
            (150, 40),
            (150, 110),
            (128, 176),
            (60, 190),
            (-60, 190),
            (-128, 176),
            (-150, 110),
            (-150, 40),
        ],
        36,
        0.32,
    )
    ring = [
        *_arc(0, -54, 126, 108, 176, 364, 11),
        (132, 30),
        (124, 80),
        (96, 94),
        (92, 40),
        (86, -10),
        (78, -50),
        (46, -84),
        (-2, -96),
        (-46, -90),
        (-76, -52),
        (-86, -10),
        (-92, 40),
        (-96, 94),
        (-124, 80),
        (-132, 30),
    ]
    centres = points("-60,-118 -18,-136 26,-132 66,-112 98,-70 -96,-72 108,-20 -108,-20 110,40 -110,40 -30,-108 14,-112")
    return Hair(
        (_lumps(ring, 32),),
        (back,),
        dark=_strands(_swirls(centres, 12)),
        bright=_strands(_swirls(points("-70,-130 -30,-148 -100,-88"), 10)),
    )


_UP_LINE: list[Point] = points("88,-2 86,-40 76,-72 46,-98 0,-106 -46,-98 -76,-72 -86,-40 -88,-2")


def _pulled() -> skia.Path:
    return _cap(_crown(99, -156, 0), _UP_LINE)


def _pulled_strands() -> list[list[Point]]:
    return [
        [(x * 0.78, -113 + 0.0066 * (x * 0.78) ** 2), (x * 0.74, -132 + abs(x) * 0.2), (x * 0.42, -150 + abs(x) * 0.1)]
        for x in (-88, -50, -16, 18, 52, 88)
    ]


def _ponytail(_: Look) -> Hair:
    tail = smooth(points("40,-140 96,-142 136,-100 146,-20 134,60 142,130 118,150 104,100 100,20 92,-60"))
    wisps = tuple(
        smooth([(s * 84, -62), (s * 92, -20), (s * 90, 22), (s * 84, 40), (s * 85, 14), (s * 84, -20)]) for s in (-1, 1)
    )
    return Hair(
        (_pulled(), *wisps),
        tail=(tail,),
        dark=_strands(_pulled_strands()),
        bright=_strands([points("-62,-112 -38,-132 -8,-140")]),
    )


def _bun(_: Look) -> Hair:
    bun = smooth(points("0,-222 34,-214 50,-184 42,-156 0,-146 -42,-156 -50,-184 -34,-214"))
    return Hair(
        (_pulled(),),
        tail=(bun,),
        dark=_strands(_pulled_strands()),
        bright=_strands([points("-62,-112 -38,-132 -8,-140"), points("-26,-200 -10,-210 8,-210")]),
    )


def _chignon(_: Look) -> Hair:
    outer = points("-95,14 -105,-44 -96,-100 -62,-144 -14,-160 44,-152 90,-110 105,-50 96,14")
    line = points("86,6 84,-34 70,-68 30,-92 -26,-116 -52,-94 -76,-60 -85,-28 -87,6")
    low = smooth(points("-46,70 -96,64 -122,90 -116,128 -80,142 80,142 116,128 122,90 96,64 46,70"))
    return Hair((_cap(outer, line),), (low,), dark=_strands([points("-26,-116 -30,-138 -24,-156"), points("-4,-108 54,-92 92,-44 97,-4"), points("-54,-98 -86,-56 -96,-8")]),
                bright=_strands([points("-80,-104 -58,-130 -42,-138"), points("6,-140 46,-130 72,-106")]))  # fmt: skip


def _braids(_: Look) -> Hair:
    locks: list[skia.Path] = []
    for side in (-1, 1):
        links = [smooth([(side * (104 + dx), y - 22), (side * (122 + dx), y), (side * (106 + dx), y + 20), (side * (88 + dx), y)])
                 for dx, y in ((0, 48), (2, 78), (3, 108), (3, 138), (2, 168), (0, 198))]  # fmt: skip
        tuft = smooth([(side * 92, 208), (side * 114, 208), (side * 120, 238), (side * 104, 256), (side * 90, 238)])
        locks += [tuft, *reversed(links)]
    outer = points(
        "-84,52 -84,52 -110,46 -110,-20 -104,-80 -84,-124 -48,-150 0,-158 48,-150 84,-124 104,-80 110,-20 110,46 84,52 84,52"
    )
    line = points("86,14 82,-40 52,-84 10,-116 0,-124 -10,-116 -52,-84 -82,-40 -86,14")
    dark = [
        points("0,-124 0,-140 0,-156"),
        points("20,-118 62,-92 92,-40 97,20"),
        points("-20,-118 -62,-92 -92,-40 -97,20"),
    ]
    return Hair(
        (smooth([*outer, *line]),),
        dark=_strands(dark),
        locks=tuple(locks),
        bright=_strands([points("-80,-96 -58,-122 -30,-136")]),
    )


_STYLES: dict[str, Callable[[Look], Hair]] = {
    "bald": _bald, "buzz": _buzz, "receding": _receding, "crop": _crop, "sidepart": _sidepart, "quiff": _quiff, "slick": _slick,
    "curls": _curls, "afro": _afro, "locs": _locs, "pixie": _pixie, "bob": _bob, "fringe": _fringe, "long": _long, "wavy": _wavy,
    "curly": _curly, "ponytail": _ponytail, "bun": _bun, "chignon": _chignon, "braids": _braids,
}  # fmt: skip


@lru_cache(maxsize=256)
def hair_of(look: Look) -> Hair:
    return _STYLES[look.character.hair](look)


def back(brush: Brush, look: Look) -> None:
    for path in hair_of(look).back:
        brush.fill(path, look.hair_dark if not brush.lined else look.hair)
        if brush.soft:
            brush.canvas.drawPath(path, across((0, -40), (0, 200), look.hair_dark, look.hair, (0.0, 0.55)))


def tail(brush: Brush, look: Look) -> None:
    for path in hair_of(look).tail:
        brush.shaded(path, look.hair, look.hair_dark)


def locks(brush: Brush, look: Look) -> None:
    """What falls over the shoulders."""
    parts = hair_of(look).locks
    for path in parts:
        brush.shaded(path, look.hair, look.hair_dark, lift=0.5, line=0.8)


def front(brush: Brush, look: Look) -> None:
    hair = hair_of(look)
    for path in hair.front:
        brush.fill(path, look.hair, lift=0.8)
        if brush.soft:
            brush.canvas.drawPath(path, across((-60, -150), (110, 30), look.hair_light, look.hair_dark, (0.55, 0.0)))
            brush.canvas.drawPath(path, across((10, -120), (120, 40), look.hair_dark, look.hair_dark, (0.0, 0.85)))
    shine = 6.0 if not brush.lined else 3.6
    for line in hair.bright:
        if hair.front:
            brush.line(smooth(list(line), closed=False), look.hair_light, shine, 0.75 if brush.soft else 0.9)
        else:
            brush.line(smooth(list(line), closed=False), (1, 1, 1), 7.0, 0.32)
    tone = INK if brush.lined and sum(look.hair) > 1.0 else look.hair_dark if not brush.lined else look.hair_light
    for line in hair.dark:
        brush.line(smooth(list(line), closed=False), tone, 2.2 if brush.lined else 2.6, 0.55)


def shadow(brush: Brush, look: Look, face: skia.Path) -> None:
    """What the hair throws on the forehead."""
    hair = hair_of(look)
    if brush.paper or not hair.front:
        return
    brush.canvas.save()
    brush.canvas.clipPath(face, skia.ClipOp.kIntersect, True)
    brush.canvas.translate(3, 9 if brush.soft else 7)
    for path in hair.front:
        brush.canvas.drawPath(path, flat(look.skin_dark, 0.62 if brush.soft else 0.8))
    brush.canvas.restore()
