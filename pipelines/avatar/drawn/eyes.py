"""Eyes, lids and brows. The eyes stand at x = ±42, y = 0."""

from __future__ import annotations

import skia

from .brush import Brush, flat
from .curves import ellipse, smooth
from .look import Look
from .palette import BLACK, INK, WHITE, mix
from .pose import Pose

AT = 42.0
# half width, height above and below the corners, how much higher the outer corner is
_SHAPE: dict[str, tuple[float, float, float, float]] = {
    "round": (19.5, 17.0, 12.0, 0.5),
    "almond": (21.5, 14.5, 9.0, 2.5),
    "narrow": (21.0, 11.5, 7.0, 2.5),
    "hooded": (20.5, 12.5, 9.0, 0.0),
    "wide": (21.5, 18.0, 11.5, 1.5),
    "soft": (20.5, 14.5, 10.0, -2.5),
}


def openness(look: Look, pose: Pose) -> tuple[float, float]:
    """Height of the upper lid above and of the lower lid below the corners. Closed, both lie on one line."""
    _, up, down, _ = _SHAPE[look.character.eyes]
    up *= 1 + 0.22 * pose.widened - 0.30 * pose.squint + min(0.0, -0.012 * pose.gaze[1])
    down *= 1 - 0.45 * pose.squint - 0.25 * pose.cheek
    if look.old:
        up *= 0.92
    shut = 0.62 * down  # lids meet below the middle: it is the upper one that moves
    return up + (-shut - up) * pose.blink, down + (shut - down) * pose.blink


def eye(brush: Brush, look: Look, pose: Pose, side: int) -> None:
    """One eye in its own space: the eye's middle at 0, 0; `side` -1 the picture's left."""
    half, _, _, slant = _SHAPE[look.character.eyes]
    up, down = openness(look, pose)
    inner, outer = (-side * half, 1.5), (side * half, -slant)
    upper = [
        inner,
        (-side * half * 0.55, -up * 0.80),
        (side * half * 0.10, -up),
        (side * half * 0.66, -up * 0.70 - slant * 0.5),
        outer,
    ]
    lower = [outer, (side * half * 0.55, down * 0.80), (0, down), (-side * half * 0.60, down * 0.72), inner]
    if pose.blink < 0.97:
        opening = smooth([inner, *upper, outer, outer, *lower[1:-1], inner])
        brush.canvas.save()
        brush.canvas.clipPath(opening, skia.ClipOp.kIntersect, True)
        _ball(brush, look, pose, up)
        brush.canvas.restore()
    _lids(brush, look, side, upper, lower, half, pose)


def _ball(brush: Brush, look: Look, pose: Pose, up: float) -> None:
    canvas = brush.canvas
    white = (0.985, 0.975, 0.965)
    canvas.drawRect(skia.Rect.MakeLTRB(-32, -30, 32, 26), flat(white))
    x, y = 0.42 * pose.gaze[0], -1.5 + 0.42 * pose.gaze[1]
    round_ = 12.6 if look.character.eyes in ("round", "wide") else 11.8
    canvas.drawPath(ellipse(x, y, round_, round_), flat(mix(look.iris, BLACK, 0.35)))
    canvas.drawPath(ellipse(x, y + 0.4, round_ - 1.7, round_ - 1.7), flat(look.iris))
    if not brush.paper:
        canvas.drawPath(ellipse(x, y + 4.0, round_ * 0.55, round_ * 0.42), flat(mix(look.iris, WHITE, 0.28), 0.8))
    canvas.drawPath(ellipse(x, y, 6.0, 6.0), flat((0.07, 0.05, 0.07)))
    canvas.drawPath(ellipse(x - 4.2, y - 4.6, 3.4, 3.4), flat(WHITE, 0.95))
    canvas.drawPath(ellipse(x + 4.0, y + 4.4, 1.6, 1.6), flat(WHITE, 0.6))
    if not brush.lined:
        canvas.drawRect(skia.Rect.MakeLTRB(-32, -up - 8, 32, -up + 6.0), flat((0.25, 0.16, 0.22), 0.22))


def _lids(
    brush: Brush,
    look: Look,
    side: int,
    upper: list[tuple[float, float]],
    lower: list[tuple[float, float]],
    half: float,
    pose: Pose,
) -> None:
    lash = INK if brush.lined else mix(look.hair if sum(look.hair) < 1.0 else look.skin_line, (0.10, 0.07, 0.08), 0.65)
    long = look.character.lashes == "long"
    thick = 4.6 if long else 3.3
    end = (side * (half + (6.5 if long else 1.0)), upper[-1][1] - (5.0 * (1 - pose.blink) if long else 0))
    # the line is thinner at the inner corner: a closed shape, not a stroke
    top = [upper[0], *[(x, y - thick * share) for (x, y), share in zip(upper[1:-1], (0.45, 0.85, 1.0), strict=True)], end, end]
    under = [(upper[-1][0], upper[-1][1] + 0.8), *[(x, y + 0.7) for x, y in reversed(upper[1:-1])], upper[0]]
    brush.canvas.drawPath(smooth([*top, *under]), flat(lash))
    if long and pose.blink < 0.8:
        for share in (0.45, 0.75):
            x = side * half * share
            y = upper[2][1] + (upper[-1][1] - upper[2][1]) * share**2
            brush.line(smooth([(x, y), (x + side * 4.5, y - 6.5)], closed=False), lash, 2.2)
    brush.line(smooth(lower, closed=False), look.skin_line, 1.6, 0.65)
    if look.character.eyes != "narrow":
        rise = {"hooded": 3.8}.get(look.character.eyes, 6.2)
        crease = [(x, y * (1 - 0.25 * pose.blink) - rise - 3 * pose.blink) for x, y in upper[1:]]
        brush.line(smooth(crease, closed=False), look.skin_line, 2.0 if not look.old else 2.6, 0.55)


_BROW: dict[str, tuple[float, float, float, float]] = {
    # thickness, arch, how much the outer end lies lower, half length
    "soft": (7.0, 5.0, 3.0, 25),
    "straight": (7.5, 1.5, 0.5, 25),
    "arched": (5.4, 9.0, 4.0, 26),
    "thick": (10.5, 4.0, 2.5, 27),
    "thin": (3.8, 6.5, 4.0, 24),
}


def brow(brush: Brush, look: Look, pose: Pose, side: int) -> None:
    """One brow in the space of its eye."""
    thick, arch, drop, half = _BROW[look.character.brows]
    base = -35.0 - (2 if look.character.eyes in ("round", "wide") else 0)
    lower = 9.0 * pose.lowered
    inner = base - 13.0 * pose.inner + lower - 6.0 * pose.outer
    middle = base - arch - 12.0 * pose.outer - 5.0 * pose.inner + 0.55 * lower
    outer = base + drop - 9.0 * pose.outer + 3.0 * pose.inner + 0.25 * lower
    squeeze = 3.5 * pose.lowered
    a, b, c = (-side * (half - squeeze), inner), (side * half * 0.25, middle), (side * half * 1.02, outer)
    q = (-side * half * 0.45, (inner * 0.55 + middle * 0.45) - arch * 0.15)
    path = smooth(
        [(a[0], a[1] - thick * 0.42), (q[0], q[1] - thick * 0.55), (b[0], b[1] - thick * 0.5), c, c, (b[0], b[1] + thick * 0.42),
         (q[0], q[1] + thick * 0.52), (a[0] + side * 1.0, a[1] + thick * 0.5)]
    )  # fmt: skip
    brush.canvas.drawPath(path, flat(look.brow, 1.0 if brush.lined or brush.paper else 0.94))
