"""What light reaches each place of a head, found once: how much sky it sees, and how much of the light in front.

Rays are counted by depth pictures from many directions, each drawn as a cloud of points on all surfaces (so no graphics are needed); what
is smaller than such a picture tells comes from the form's own distance field (after Evans, Fast Approximations for Global Illumination, 2006).
"""

from __future__ import annotations

import numpy as np

from .mesh import Mesh, neighbours, smoothed

KEY = np.array([-0.48, 0.52, 0.707])
_CELL, _BIAS = 0.042, 0.062
_SPACING = 0.036  # of the cloud's points


def _directions(count: int) -> np.ndarray:
    """Spread evenly over the sphere, by the golden angle."""
    i = np.arange(count) + 0.5
    z = 1 - 2 * i / count
    turn = i * np.pi * (3 - 5**0.5)
    across = np.sqrt(1 - z * z)
    return np.column_stack([across * np.cos(turn), z, across * np.sin(turn)])


def _about(direction: np.ndarray, spread: float, count: int) -> np.ndarray:
    out = direction + spread * _directions(count)
    return np.asarray(out / np.linalg.norm(out, axis=1, keepdims=True))


def cloud(meshes: list[Mesh]) -> np.ndarray:
    """Points (n, 3) on all faces, about _SPACING apart; the same for the same meshes."""
    out = []
    for mesh in meshes:
        a, b, c = (mesh.points[mesh.faces[:, i]] for i in range(3))
        area = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
        many = np.clip(np.ceil(area / _SPACING**2), 1, 60).astype(int)
        face = np.repeat(np.arange(len(area)), many)
        i = np.arange(len(face))
        u, v = (i * 0.7548776662466927) % 1, (i * 0.5698402909980532) % 1  # the R2 sequence
        over = u + v > 1
        u, v = np.where(over, 1 - u, u), np.where(over, 1 - v, v)
        out.append(a[face] + u[:, None] * (b - a)[face] + v[:, None] * (c - a)[face])
    return np.concatenate(out)


def _seen(points: np.ndarray, all_: np.ndarray, direction: np.ndarray) -> np.ndarray:
    """0 to 1 for each point: whether nothing of the cloud lies before it in that direction, weighed over four cells."""
    side = np.cross(direction, (0.0, 1, 0.01))
    side /= np.linalg.norm(side)
    frame = np.stack([side, np.cross(direction, side), direction], axis=1)
    flat, own = frame.T @ all_.T, frame.T @ points.T  # rows of x, y and depth
    low = flat[:2].min(axis=1, keepdims=True) - 3 * _CELL
    cells = ((flat[:2] - low) / _CELL).astype(np.int64)
    wide = cells.max(axis=1) + 4
    depth = np.full(wide[0] * wide[1], -np.inf)
    np.maximum.at(depth, cells[0] * wide[1] + cells[1], flat[2])
    place = (own[:2] - low) / _CELL - 0.5
    at = place.astype(np.int64)
    share = place - at
    out = np.zeros(len(points))
    for i in (0, 1):
        for j in (0, 1):
            weight = np.abs(1 - i - share[0]) * np.abs(1 - j - share[1])
            hidden = depth[(at[0] + i) * wide[1] + at[1] + j] - own[2] > _BIAS
            out += weight * ~hidden
    return out


def bake(meshes: list[Mesh], rays: int = 32) -> np.ndarray:
    """(n, 2) for the vertices of all meshes: open to the sky, open to KEY; 1 where nothing is in the way."""
    points = np.concatenate([mesh.points for mesh in meshes])
    normals = np.concatenate([mesh.normals() for mesh in meshes])
    start, all_ = points + 0.03 * normals, cloud(meshes)
    sky, most = np.zeros(len(points)), np.zeros(len(points))
    for direction in _directions(rays):
        facing = np.clip(normals @ direction, 0, 1) * (0.65 + 0.35 * direction[1])
        on = facing > 0.02
        sky[on] += facing[on] * _seen(start[on], all_, direction)
        most += facing
    key = np.mean([_seen(start, all_, direction) for direction in _about(KEY, 0.16, 9)], axis=0)
    both = np.column_stack([sky / np.maximum(most, 1e-6), key])
    first, out = 0, []
    for mesh in meshes:
        out.append(smoothed(both[first : first + len(mesh)], mesh.faces, 3))
        first += len(mesh)
    return np.clip(np.concatenate(out), 0, 1)


def creases(points: np.ndarray, faces: np.ndarray, normals: np.ndarray) -> np.ndarray:
    """0 to 1: how deep a vertex lies in a fold of its own surface."""
    out = points
    mean = neighbours(faces, len(points))
    for _ in range(2):
        out = mean @ out
    return np.clip(((out - points) * normals).sum(axis=1) / 0.012, 0, 1)
