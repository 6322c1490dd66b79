"""Smooth paths through points, in a head's units: the outer corners of the eyes are 124 apart, the eyes at y = 0, y down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import skia

Point = tuple[float, float]


def smooth(points: Sequence[Point], *, closed: bool = True) -> skia.Path:
    """A Catmull-Rom curve through the points as cubic Béziers; a point given twice is a corner."""
    path = skia.Path()
    count = len(points)
    path.moveTo(*points[0])
    for i in range(count if closed else count - 1):
        (ax, ay), (bx, by) = points[i], points[(i + 1) % count]
        if ax == bx and ay == by:
            continue
        px, py = points[i - 1] if closed or i else points[0]
        qx, qy = points[(i + 2) % count] if closed or i + 2 < count else points[count - 1]
        path.cubicTo(ax + (bx - px) / 6, ay + (by - py) / 6, bx - (qx - ax) / 6, by - (qy - ay) / 6, bx, by)
    if closed:
        path.close()
    return path


def polygon(points: Sequence[Point], *, closed: bool = True) -> skia.Path:
    path = skia.Path()
    path.addPoly([skia.Point(*point) for point in points], closed)
    return path


def mirrored(half: Sequence[Point]) -> list[Point]:
    """A closed symmetric outline from its right half, given from the top's middle to the bottom's middle."""
    back = [(-x, y) for x, y in reversed(half) if x]
    return [*half, *back]


def flipped(points: Iterable[Point]) -> list[Point]:
    return [(-x, y) for x, y in points]


def ellipse(x: float, y: float, across: float, down: float) -> skia.Path:
    """An ellipse about (x, y) with these half axes."""
    path = skia.Path()
    path.addOval(skia.Rect.MakeLTRB(x - across, y - down, x + across, y + down))
    return path


def union(*paths: skia.Path) -> skia.Path:
    out = paths[0]
    for path in paths[1:]:
        out = skia.Op(out, path, skia.PathOp.kUnion_PathOp)
    return out


def minus(path: skia.Path, other: skia.Path) -> skia.Path:
    return skia.Op(path, other, skia.PathOp.kDifference_PathOp)


def moved(path: skia.Path, x: float, y: float) -> skia.Path:
    out = skia.Path(path)
    out.offset(x, y)
    return out


def points(text: str) -> list[Point]:
    """The points of "x,y x,y …"."""
    return list(_points(text))


@lru_cache(maxsize=4096)
def _points(text: str) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, _, y in (pair.partition(",") for pair in text.split()))
