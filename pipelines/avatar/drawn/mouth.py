"""The mouth: lips that close, teeth, a tongue, and the dark behind them. Its middle at rest lies at (0, 0)."""

from __future__ import annotations

from dataclasses import dataclass

import skia

from .brush import Brush, flat
from .curves import Point, ellipse, smooth
from .look import Look
from .palette import mix, parse
from .pose import Pose

AT = 79.0
"""Below the eyes."""

_THICK = {"thin": (3.0, 4.6), "medium": (5.6, 8.0), "full": (8.2, 11.0)}
_HALF = 31.5
_DARK = parse("#54202a")
_TONGUE = parse("#d06f72")
_TEETH = (0.985, 0.975, 0.955)


@dataclass(frozen=True)
class Lips:
    """Points of the lips' edges from the left corner to the right one: upper and lower, inner and outer."""

    upper: tuple[Point, ...]
    lower: tuple[Point, ...]
    upper_out: tuple[Point, ...]
    lower_out: tuple[Point, ...]

    def opening(self) -> skia.Path:
        left, right = self.upper[0], self.upper[-1]
        return smooth([left, *self.upper, right, right, *reversed(self.lower[1:-1]), left])


def lips(look: Look, pose: Pose) -> Lips:
    """Where the lips are. With `pose.gap` 0 both inner edges are one line."""
    top, bottom = _THICK[look.character.lips]
    top *= (1 - 0.45 * pose.press) * (1 + 0.35 * pose.pucker)
    bottom *= (1 - 0.45 * pose.press - 0.55 * pose.tuck) * (1 + 0.35 * pose.pucker)
    smile = pose.smile - 0.9 * pose.frown
    half = _HALF * (1 + pose.wide - 0.16 * pose.pucker + 0.16 * pose.smile + 0.05 * pose.frown - 0.03 * pose.press)
    corner = -7.5 * smile - 2.6 * (1 - 0.8 * pose.frown) + 0.08 * pose.gap
    up, down = 0.30 * pose.gap + 2.0 * pose.tuck, 0.70 * pose.gap - 2.0 * pose.tuck
    bow = 1.3 * (1 - pose.pucker)
    upper = (
        (-half, corner), (-half * 0.60, corner * 0.36 - up * 0.86 + 0.4), (-half * 0.22, -up - bow * 0.2 + 0.6 * smile), (0, -up + bow + 1.0 * smile),
        (half * 0.22, -up - bow * 0.2 + 0.6 * smile), (half * 0.60, corner * 0.36 - up * 0.86 + 0.4), (half, corner),
    )  # fmt: skip
    gap = up + down
    free = min(1.0, gap / 6)  # the lower lip takes on the upper one's bow only where they touch
    bent = (0.0, 0.0, -0.2 * bow, bow, -0.2 * bow, 0.0, 0.0)
    parted, fall = (0, 0.80, 0.97, 1.0, 0.97, 0.80, 0), (0, 0.62, 0.98, 1.05, 0.98, 0.62, 0)
    out = tuple((x, y - top * share) for (x, y), share in zip(upper, (0, 0.66, 1.12, 0.86, 1.12, 0.66, 0), strict=True))
    lower = tuple((x, y + gap * share - free * bump) for (x, y), share, bump in zip(upper, parted, bent, strict=True))
    below = tuple((x, y + gap * a + bottom * b - c) for (x, y), a, b, c in zip(upper, parted, fall, bent, strict=True))
    return Lips(upper, lower, out, below)


def mouth(brush: Brush, look: Look, pose: Pose) -> None:
    shape = lips(look, pose)
    left, right = shape.upper[0], shape.upper[-1]
    if pose.gap > 0.2:
        _inside(brush, pose, shape, look)
    upper = smooth([left, *shape.upper_out, right, right, *reversed(shape.upper[1:-1]), left])
    lower = smooth([left, *shape.lower, right, right, *reversed(shape.lower_out[1:-1]), left])
    made_up = look.character.lipstick != "none"
    strong = 1.0 if made_up or brush.paper else 0.62 if look.character.lips == "thin" else 0.85
    brush.canvas.drawPath(upper, flat(mix(look.lip, look.lip_dark, 0.22), strong))
    brush.canvas.drawPath(lower, flat(look.lip, strong))
    if brush.soft and look.character.lips != "thin":
        y = shape.lower_out[3][1] - 4.5
        brush.canvas.drawPath(ellipse(-3, y, 9, 1.6), flat((1.0, 0.93, 0.9), 0.30))
    if brush.soft or brush.lined:
        brush.line(
            smooth(
                [(-11, shape.lower_out[3][1] + 6), (0, shape.lower_out[3][1] + 7.5), (11, shape.lower_out[3][1] + 6)],
                closed=False,
            ),
            look.skin_line,
            2.2,
            0.35,
        )
    seam = INK_LINE if brush.lined else mix(look.lip_dark, _DARK, 0.4)
    if pose.gap <= 0.2:
        brush.line(smooth(list(shape.upper), closed=False), seam, 2.7 if brush.lined else 2.3)
    elif brush.lined:
        brush.line(shape.opening(), seam, 2.4)
    for x, y in (left, right):  # the corners' small shadows hold the mouth together
        brush.canvas.drawPath(ellipse(x, y, 2.0, 1.7), flat(seam, 0.8))


INK_LINE = (0.165, 0.141, 0.188)


def _inside(brush: Brush, pose: Pose, shape: Lips, look: Look) -> None:
    canvas = brush.canvas
    ink = look.character.style == "ink"
    canvas.save()
    opening = shape.opening()
    canvas.clipPath(opening, skia.ClipOp.kIntersect, True)
    canvas.drawRect(opening.getBounds(), flat((0.16, 0.12, 0.14) if ink else _DARK))
    half = shape.upper[-1][0]
    floor = shape.lower[3][1]
    tongue = _TONGUE if not ink else (0.55, 0.52, 0.52)
    high = floor + 9 - 5 * min(1.0, pose.gap / 14) - 9 * pose.tongue
    canvas.drawPath(ellipse(0, high + 9, half * 0.62, 13), flat(tongue))
    # the lower teeth drop with the jaw, the upper ones stay with the skull
    low = 3.0 + 1.05 * max(pose.jaw, 0.45 * pose.gap)
    if pose.tongue < 0.5:
        _teeth(canvas, half * 0.62, low, low + 12, 0.86)
    _teeth(canvas, half * 0.80, -14 - 1.0 * pose.smile, 3.2 + 0.5 * pose.smile - 5.0 * pose.pucker, 1.0)
    if pose.tongue > 0.55:  # its tip behind the upper teeth, or between them
        canvas.drawPath(ellipse(0, 6.5 + 2 * (1 - pose.tongue), half * 0.42, 5.0), flat(tongue))
    canvas.restore()


def _teeth(canvas: skia.Canvas, half: float, top: float, bottom: float, tone: float) -> None:
    path = skia.Path()
    path.addRoundRect(skia.Rect.MakeLTRB(-half, top, half, bottom), 6, 6)
    canvas.drawPath(path, flat((_TEETH[0] * tone, _TEETH[1] * tone, _TEETH[2] * tone)))
