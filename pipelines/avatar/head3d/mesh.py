"""A triangle mesh as a value, and the ways to make one: grids, tubes along a path, turned profiles."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse

Colour = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Mesh:
    """`points` float64 (n, 3) in outer-eye distances: x to the picture's right, y up, z to the viewer, the eyes' line at y = 0.

    `faces` int32 (m, 3), counter-clockwise seen from outside; `colours` float64 (n, 3), sRGB 0 to 1.
    `groups` int32 (n,): vertices that lie at one place and are smoothed as one share a number; none to smooth by index.
    """

    points: np.ndarray
    faces: np.ndarray
    colours: np.ndarray
    groups: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int32))

    def __len__(self) -> int:
        return len(self.points)

    def moved(self, points: np.ndarray) -> Mesh:
        return replace(self, points=points)

    def coloured(self, colours: np.ndarray | Colour) -> Mesh:
        return replace(self, colours=np.broadcast_to(np.asarray(colours, np.float64), self.points.shape).copy())

    def normals(self) -> np.ndarray:
        """(n, 3), of length 1, each the mean of the faces about it by their areas."""
        return vertex_normals(self.points, self.faces, self.groups)

    def doubled(self) -> Mesh:
        """A sheet that is seen from both sides."""
        return merged(self, replace(self, faces=self.faces[:, ::-1].copy()))

    def mirrored(self) -> Mesh:
        """The other side's: x turned round, and the faces with it."""
        return replace(self, points=self.points * (-1, 1, 1), faces=self.faces[:, ::-1].copy())


def vertex_normals(
    points: np.ndarray, faces: np.ndarray, groups: np.ndarray | None = None, spread: sparse.csr_matrix | None = None
) -> np.ndarray:
    """(n, 3) of length 1; `spread` is face_spread's for the same faces, for those who ask often."""
    a, b, c = (points[faces[:, i]] for i in range(3))
    flat = np.cross(b - a, c - a)
    out = (face_spread(faces, len(points)) if spread is None else spread) @ flat
    if groups is not None and len(groups):
        joined = np.zeros((int(groups.max()) + 1, 3))
        np.add.at(joined, groups, out)
        out = joined[groups]
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12))


def face_spread(faces: np.ndarray, count: int) -> sparse.csr_matrix:
    """(n, m): sums what each vertex's faces have."""
    rows = faces.T.ravel()
    columns = np.tile(np.arange(len(faces)), 3)
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, len(faces)))


def neighbours(faces: np.ndarray, count: int) -> sparse.csr_matrix:
    """(n, n): row i is the mean over the vertices that share an edge with i; itself where there is none."""
    i, j = faces.ravel(), np.roll(faces, 1, axis=1).ravel()
    ones = np.ones(2 * len(i) + count)
    ones[2 * len(i) :] = 1e-6
    rows, columns = np.concatenate([i, j, np.arange(count)]), np.concatenate([j, i, np.arange(count)])
    joined = sparse.csr_matrix((ones, (rows, columns)), shape=(count, count))
    return sparse.diags(1 / np.asarray(joined.sum(axis=1)).ravel()) @ joined


def smoothed(values: np.ndarray, faces: np.ndarray, times: int) -> np.ndarray:
    """`values` (n, …) averaged over each vertex and its neighbours, so many times."""
    mean = neighbours(faces, len(values))
    for _ in range(times):
        values = 0.5 * values + 0.5 * (mean @ values)
    return values


def grid_faces(rows: int, columns: int, *, around: bool = False, flip: bool = False) -> np.ndarray:
    """The triangles of a grid of points in row order; `around` joins the last column to the first."""
    index = np.arange(rows * columns, dtype=np.int32).reshape(rows, columns)
    right = np.roll(index, -1, axis=1) if around else index[:, 1:]
    left = index if around else index[:, :-1]
    a, b, c, d = left[:-1].ravel(), left[1:].ravel(), right[1:].ravel(), right[:-1].ravel()
    faces = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
    return faces[:, ::-1].copy() if flip else faces


def grid(points: np.ndarray, colour: np.ndarray | Colour, *, around: bool = False, flip: bool = False) -> Mesh:
    """A surface through points (rows, columns, 3)."""
    rows, columns = points.shape[:2]
    flat = np.asarray(points, np.float64).reshape(-1, 3)
    return Mesh(flat, grid_faces(rows, columns, around=around, flip=flip), np.zeros_like(flat)).coloured(
        colour if np.ndim(colour) == 1 else np.asarray(colour).reshape(-1, 3)
    )


def merged(*meshes: Mesh) -> Mesh:
    """All of them in one; each keeps its own smoothing."""
    starts = np.cumsum([0, *(len(one) for one in meshes)])
    return Mesh(
        np.concatenate([one.points for one in meshes]) if meshes else np.zeros((0, 3)),
        np.concatenate([one.faces + start for one, start in zip(meshes, starts, strict=False)]).astype(np.int32)
        if meshes
        else np.zeros((0, 3), np.int32),
        np.concatenate([one.colours for one in meshes]) if meshes else np.zeros((0, 3)),
    )


def spline(knots: np.ndarray, count: int) -> np.ndarray:
    """`count` points on a Catmull-Rom curve through the knots (k, d), even in the knots' number."""
    knots = np.asarray(knots, np.float64)
    ends = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    at = np.linspace(0, len(knots) - 1, count)
    i = np.minimum(at.astype(int), len(knots) - 2)
    t = (at - i)[:, None]
    p0, p1, p2, p3 = (ends[i + k] for k in range(4))
    return np.asarray(
        0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
    )


def tube(
    path: np.ndarray,
    width: np.ndarray | float,
    colour: np.ndarray | Colour,
    *,
    thick: np.ndarray | float | None = None,
    side: np.ndarray | None = None,
    sides: int = 10,
) -> Mesh:
    """A closed tube along `path` (n, 3); `width` (n,) is half of what it measures along `side`, `thick` across it.

    `side` (3,) or (n, 3) is where its broad side lies; by default it is carried along the path without twisting.
    """
    path = np.asarray(path, np.float64)
    count = len(path)
    width = np.broadcast_to(np.asarray(width, np.float64), count)
    thick = width if thick is None else np.broadcast_to(np.asarray(thick, np.float64), count)
    along = np.gradient(path, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    across = _frames(along) if side is None else _square(np.broadcast_to(np.asarray(side, np.float64), path.shape), along)
    out = np.cross(along, across)
    angle = np.arange(sides) * 2 * np.pi / sides
    ring = (
        across[:, None] * (np.cos(angle) * width[:, None])[:, :, None]
        + out[:, None] * (np.sin(angle) * thick[:, None])[:, :, None]
    )
    points = (path[:, None] + ring).reshape(-1, 3)
    first, last = count * sides, count * sides + 1
    faces = [grid_faces(count, sides, around=True, flip=True)]
    turn = np.arange(sides)
    after = (turn + 1) % sides
    end = (count - 1) * sides
    faces.append(np.stack([np.full(sides, first), after, turn], axis=1))
    faces.append(np.stack([np.full(sides, last), end + turn, end + after], axis=1))
    points = np.concatenate([points, path[:1], path[-1:]])
    colours = np.asarray(colour, np.float64)
    if colours.ndim == 2:
        colours = np.concatenate([np.repeat(colours, sides, axis=0), colours[:1], colours[-1:]])
    return Mesh(points, np.concatenate(faces).astype(np.int32), np.zeros_like(points)).coloured(colours)


def _frames(along: np.ndarray) -> np.ndarray:
    """A direction square to each of the path's, turned as little as may be from one to the next."""
    start = np.array([0.0, 0, 1]) if abs(along[0, 2]) < 0.9 else np.array([1.0, 0, 0])
    out = np.empty_like(along)
    for i, direction in enumerate(along):
        start = start - direction * (start @ direction)
        start = start / max(float(np.linalg.norm(start)), 1e-9)
        out[i] = start
    return out


def _square(side: np.ndarray, along: np.ndarray) -> np.ndarray:
    out = side - along * (side * along).sum(axis=1, keepdims=True)
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9))


def ball(centre: np.ndarray | tuple[float, float, float], radii: float | tuple[float, float, float], colour: Colour,
         rows: int = 12, columns: int = 18) -> Mesh:  # fmt: skip
    """An ellipsoid."""
    polar = np.linspace(0, np.pi, rows)[:, None]
    turn = (np.arange(columns) * 2 * np.pi / columns)[None]
    unit = np.stack([np.sin(polar) * np.cos(turn), np.cos(polar) + 0 * turn, -np.sin(polar) * np.sin(turn)], axis=-1)
    return grid(np.asarray(centre) + unit * np.broadcast_to(radii, 3), colour, around=True)


def rise(start: float | np.ndarray, end: float | np.ndarray, x: np.ndarray | float) -> np.ndarray:
    """0 at `start`, 1 at `end`, smooth between (also downwards)."""
    t = np.clip((np.asarray(x, np.float64) - start) / (np.asarray(end, np.float64) - start), 0.0, 1.0)
    return np.asarray(t * t * (3 - 2 * t))


def spot(points: np.ndarray, at: tuple[float, float, float], size: float | tuple[float, float, float]) -> np.ndarray:
    """A bell over the points (n, 3) about a place: 1 there, e⁻¹ at `size`."""
    return np.asarray(np.exp(-(((points - np.asarray(at)) / np.broadcast_to(size, 3)) ** 2).sum(axis=1)))
