"""A model's picture by OpenGL, off-screen: on a graphics card where there is one, else by Mesa's software rasteriser.

ModernGL (MIT) opens the context: EGL on Linux, whose libraries the skia and OpenCV wheels load as well, WGL and CGL elsewhere.
One vertex buffer holds all parts; the face's part of it is written anew for each frame. The shoulders only breathe: they are drawn, with
their depth, once for each of a few heights, and a frame draws the head into a copy.
"""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ...errors import EngineMissing
from ..capture import quaternions
from .camera import FAR, Camera
from .edges import smooth
from .mesh import face_spread, vertex_normals
from .model import BONES, Model, Part
from .shaders import EYE, GLASS, PICTURE, SOLID, outline, shaders
from .turning import matrices

Box = tuple[int, int, int, int]
LEVELS = 10
"""Heights of the shoulders that are drawn, from breath out to breath in."""
FINE = 420_000
"""Pixels up to which a picture is drawn with four samples each; a larger one has its edges smoothed."""
MOST_TURNED = 15.0
"""Degrees that the head turns, nods or leans at most."""
_AWAY = -0.52  # the cosine to the viewer under which a face is never seen: that of MOST_TURNED both ways and ten degrees more
_lock = threading.RLock()
_context: list[Any] = []


def context() -> Any:
    """The process's OpenGL context, made when first asked for. EngineMissing says what would bring one."""
    with _lock:
        if not _context:
            try:
                import moderngl  # loads the system's OpenGL: not for those who never draw a head
            except ImportError as error:
                raise EngineMissing(
                    f"Heads in 3D need the package 'moderngl' and OpenGL's libraries ({error}). On Debian: apt install libegl1 libgl1",
                    f"三维头像需要软件包 moderngl 和 OpenGL 库（{error}）。在 Debian 上：apt install libegl1 libgl1",
                ) from error
            try:
                options: dict[str, Any] = {"backend": "egl"} if sys.platform.startswith("linux") else {}
                made = moderngl.create_context(standalone=True, require=330, **options)
            except Exception as error:  # moderngl raises a bare Exception
                raise EngineMissing(
                    f"There is no OpenGL to draw heads with ({error}). On Debian or Ubuntu: apt install libegl1 libgl1-mesa-dri",
                    f"没有可用于绘制三维头像的 OpenGL（{error}）。在 Debian 或 Ubuntu 上：apt install libegl1 libgl1-mesa-dri",
                ) from error
            made.gc_mode = "context_gc"  # what is thrown away is freed under the lock, by the next renderer
            _context.append(made)
        return _context[0]


@lru_cache(maxsize=32)  # compiled once for all heads
def _program(gl: Any, style: str, kind: int) -> Any:
    return gl.program(**(outline() if kind < 0 else shaders(style, kind)))


@dataclass(frozen=True, eq=False)
class Pose:
    """`weights` float32 (52,) of arkit.SHAPES; `bones` float32 (5, 4, 4), where each of model.BONES has moved its vertices.

    `breath` 0 to 1 says how high the shoulders stand, which the chest's bone has moved as well.
    """

    weights: np.ndarray
    bones: np.ndarray
    breath: float = 0.0


class Renderer:
    """Draws one model into a frame. `box` is all that it may reach, `head` what changes from frame to frame within it."""

    def __init__(self, model: Model, camera: Camera, *, fine: bool | None = None) -> None:
        self.model, self.camera = model, camera
        self.box = _reach(camera) if model.drivers is None else (0, 0, *camera.size)
        self._fine = (self.box[2] - self.box[0]) * (self.box[3] - self.box[1]) <= FINE if fine is None else fine
        order = sorted(range(len(model.parts)), key=lambda i: (_group(model.parts[i]), model.parts[i].targets is None))
        order.sort(key=lambda i: model.parts[i].targets is None)
        self.parts = [model.parts[i] for i in order]
        starts = np.cumsum([0, *(len(part.mesh) for part in model.parts)])
        light = np.concatenate([model.light[starts[i] : starts[i + 1]] for i in order])
        self._rest = np.concatenate([part.mesh.points for part in self.parts]).astype(np.float32)
        self._normals = np.concatenate([part.mesh.normals() for part in self.parts]).astype(np.float32)
        self.head = _head_box(model, camera, self.box) if model.drivers is None else self.box
        self._shoulders: OrderedDict[int, tuple[Any, np.ndarray]] = OrderedDict()
        self._morphs()
        with _lock, context() as gl:
            self._make(gl, light)

    def _make(self, gl: Any, light: np.ndarray) -> None:
        gl.gc()
        self._gl = gl
        self._samples = min(4, int(gl.max_samples)) if self._fine else 0
        self._moving = gl.buffer(np.hstack([self._rest, self._normals]).astype("f4").tobytes(), dynamic=True)
        look = np.concatenate([_look(part) for part in self.parts])
        self._still = gl.buffer(np.hstack([look[:, :3], light, look[:, 3:]]).astype("f4").tobytes())
        layout = [(self._moving, "3f 3f", "at", "normal"), (self._still, "3f 2f 4f 3f", "albedo", "open", "made", "extra")]
        self._programs = {}
        self._arrays: dict[tuple[str, int], Any] = {}
        for kind in (SOLID, EYE, GLASS):
            program = self._programs[kind] = _program(gl, self.model.style, kind)
            for group in ("chest", "head"):
                if (faces := self._faces(group, kind)) is not None:
                    self._arrays[group, kind] = gl.vertex_array(program, _used(program, layout), gl.buffer(faces.tobytes()))
        if self.model.style == "toon":
            self._programs[-1] = _program(gl, "", -1)
            lined = [(self._moving, "3f 3f", "at", "normal"), (self._still, "3x4 2x4 4x4 3f", "extra")]
            for group in ("chest", "head"):
                if (faces := self._faces(group, SOLID)) is not None:
                    self._arrays[group, -1] = gl.vertex_array(self._programs[-1], lined, gl.buffer(faces.tobytes()))
        self._pictures = self._textured(layout)
        self._frame = self._framebuffer(self.head)
        self._flat = self._framebuffer(self.head, flat=True) if self._samples else self._frame
        self._pixels = np.empty((*_shape(self.head), 4), np.uint8)

    def _textured(self, layout: list[tuple[Any, ...]]) -> list[tuple[Any, Any, Part]]:
        """(vertices, texture, the part) of each that has a picture of its own."""
        gl, first, out = self._gl, 0, []
        program = None
        if any(part.texture is not None for part in self.parts):
            program = self._programs[PICTURE] = _program(gl, self.model.style, PICTURE)
        uv = np.concatenate([np.zeros((len(part.mesh), 2)) if part.uv is None else part.uv for part in self.parts]).astype("f4")
        places = gl.buffer(uv.tobytes()) if program is not None else None
        for part in self.parts:
            if part.texture is not None and program is not None:
                height, width = part.texture.shape[:2]
                texture = gl.texture((width, height), 4, np.ascontiguousarray(part.texture).tobytes())
                texture.build_mipmaps()
                faces = gl.buffer((part.mesh.faces + first).astype("i4").tobytes())
                array = gl.vertex_array(program, [*_used(program, layout), (places, "2f", "uv")], faces)
                out.append((array, texture, part))
            first += len(part.mesh)
        return out

    def _faces(self, group: str, kind: int) -> np.ndarray | None:
        first, found = 0, []
        for part in self.parts:
            if (part.bone == "chest") == (group == "chest") and _kind(part) == kind:
                found.append(_ever_seen(part) + first)
            first += len(part.mesh)
        return near_together(np.concatenate(found), self._rest).astype("i4") if found else None

    def _framebuffer(self, box: Box, *, flat: bool = False) -> Any:
        """Pixels of a part of `box`, laid as they lie in the whole."""
        height, width = _shape(box)
        samples = 0 if flat else self._samples
        gl = self._gl
        made = gl.framebuffer(
            [gl.renderbuffer((width, height), 4, samples=samples)], gl.depth_renderbuffer((width, height), samples=samples)
        )
        whole = _shape(self.box)
        made.viewport = (self.box[0] - box[0], box[3] - self.box[3], whole[1], whole[0])
        made.scissor = None
        return made

    def _morphs(self) -> None:
        """Targets of all live parts side by side: positions and normals as one row for each shape."""
        rows, first = [], 0
        for part in self.parts:
            if part.targets is None:
                continue
            count = len(part.mesh)
            rest = self._normals[first : first + count]
            turned = np.zeros_like(part.targets)
            spread = face_spread(part.mesh.faces, count)
            for i, target in enumerate(part.targets):
                if target.any():
                    turned[i] = vertex_normals(part.mesh.points + target, part.mesh.faces, part.mesh.groups, spread) - rest
            rows.append(np.concatenate([part.targets, turned], axis=2).astype(np.float32))
            first += count
        self._live = first
        self._base = np.hstack([self._rest, self._normals])[:first].astype(np.float32)
        joined = np.concatenate(rows, axis=1) if rows else np.zeros((len(self.model.shapes), 0, 6), np.float32)
        moves = np.flatnonzero(np.abs(joined).max(axis=(0, 2), initial=0) > 1e-6)
        self._moves = moves
        self._targets = np.ascontiguousarray(joined[:, moves].reshape(len(joined), -1))
        away = [
            np.linalg.norm(self._rest[moves] - self.model.joints[eye], axis=1)
            for eye in ("eyeLeft", "eyeRight")
            if eye in self.model.joints
        ]
        self._lids = [
            np.flatnonzero((one > self.model.lid * 0.995) & (one < self.model.lid * 1.3))
            if self.model.lid
            else np.zeros(0, int)
            for one in away
        ]

    def draw(self, pose: Pose) -> tuple[np.ndarray, np.ndarray]:
        """(all of `box` without the head, the pixels of `head`), uint8 (height, width, 4), colours times coverage; read-only."""
        with _lock, self._gl:
            framebuffer, shoulders = self._below(round(pose.breath * LEVELS), pose)
            self._gl.copy_framebuffer(self._frame, framebuffer)
            self._frame.use()
            if self._live:
                self._moving.write(self.moved(pose.weights).tobytes())
            self._render("head", pose.bones)
            if self._flat is not self._frame:
                self._gl.copy_framebuffer(self._flat, self._frame)
            self._flat.read_into(self._pixels, components=4)
        return shoulders, self._pixels[::-1]

    def _below(self, level: int, pose: Pose) -> tuple[Any, np.ndarray]:
        """(the shoulders at a height with their depth, where the head is to be drawn; all of them as pixels); kept."""
        if level not in self._shoulders:
            bones = pose.bones.copy()
            bones[0] = self.shoulder(level / LEVELS)
            made = []
            for box in (self.head, self.box):
                framebuffer = self._framebuffer(box)
                framebuffer.use()
                framebuffer.clear(0.0, 0.0, 0.0, 0.0)
                self._render("chest", bones)
                made.append(framebuffer)
            flat = self._framebuffer(self.box, flat=True)
            self._gl.copy_framebuffer(flat, made[1])
            pixels = np.frombuffer(flat.read(components=4), np.uint8).reshape(*_shape(self.box), 4)[::-1]
            self._shoulders[level] = made[0], np.ascontiguousarray(pixels)
            del made, framebuffer, flat
            self._gl.gc()
        return self._shoulders[level]

    def shoulder(self, breath: float) -> np.ndarray:
        """Where the chest stands at a breath."""
        out = np.eye(4, dtype=np.float32)
        out[1, 3] = self.model.breath * breath
        return out

    def _render(self, group: str, bones: np.ndarray) -> None:
        gl = self._gl
        placed = np.ascontiguousarray(np.transpose(bones, (0, 2, 1)), np.float32).tobytes()
        camera = self.camera.matrix(self.box).T.tobytes()
        for program in self._programs.values():
            program["bones"].write(placed)
            program["camera"].write(camera)
            if "eye" in program:
                program["eye"].value = (0.0, 0.0, FAR)
        gl.enable_only(gl.DEPTH_TEST | gl.CULL_FACE)
        if group == "head":
            self._render_pictures()
        for kind in (SOLID, EYE, -1, GLASS):
            array = self._arrays.get((group, kind))
            if array is None:
                continue
            gl.cull_face = "front" if kind == -1 else "back"
            if kind == GLASS:
                gl.enable_only(gl.DEPTH_TEST | gl.BLEND)
                gl.blend_func = gl.ONE, gl.ONE_MINUS_SRC_ALPHA
            array.render()

    def _render_pictures(self) -> None:
        for array, texture, part in self._pictures:
            self._gl.enable_only(self._gl.DEPTH_TEST if part.double else self._gl.DEPTH_TEST | self._gl.CULL_FACE)
            texture.use(0)
            self._programs[PICTURE]["cut"].value = part.cut
            array.render()
        self._gl.enable_only(self._gl.DEPTH_TEST | self._gl.CULL_FACE)

    def moved(self, weights: np.ndarray) -> np.ndarray:
        """Position and normal of each live vertex, float32 (live, 6)."""
        if not np.any(weights):
            return self._base
        out = self._base.copy()
        part = out[self._moves] + (weights.astype(np.float32) @ self._targets).reshape(-1, 6)
        for eye, lid in zip(
            ("eyeLeft", "eyeRight"), self._lids, strict=False
        ):  # halfway, a straight way would cut through the eyeball
            away = part[lid, :3] - self.model.joints[eye].astype(np.float32)
            far = np.linalg.norm(away, axis=1, keepdims=True)
            part[lid, :3] += away * np.maximum(self.model.lid / np.maximum(far, 1e-6) - 1, 0)
        out[self._moves] = part
        return out

    def points(self, weights: np.ndarray, name: str) -> np.ndarray:
        """Where a live part's vertices lie with these shapes, in its bone's frame; (n, 3)."""
        first = 0
        for part in self.parts:
            if part.name == name:
                return self.moved(weights)[first : first + len(part.mesh), :3]
            first += len(part.mesh)
        raise KeyError(name)

    def smooth(self, pixels: np.ndarray) -> None:
        """The edges of a picture that was drawn without samples."""
        if not self._fine:
            smooth(pixels)


def _ever_seen(part: Part) -> np.ndarray:
    """The part's faces without those that look away so far that no turn of the head brings them round."""
    if part.clear or part.bone.startswith("eye"):
        return part.mesh.faces
    a, b, c = (part.mesh.points[part.mesh.faces[:, i]] for i in range(3))
    outward = np.cross(b - a, c - a)
    to_eye = np.array((0, 0, FAR)) - (a + b + c) / 3
    size = np.linalg.norm(outward, axis=1) * np.linalg.norm(to_eye, axis=1)
    return np.asarray(part.mesh.faces[(outward * to_eye).sum(axis=1) > _AWAY * size])


def near_together(faces: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The faces from the front backwards, so that little is painted over, and neighbours after one another (in Morton's order) in layers
    of one depth, so that a vertex is worked out once."""
    middle = points[faces].mean(axis=1)
    low = middle.min(axis=0)
    cell = np.clip((middle - low) / max(float((middle.max(axis=0) - low).max()), 1e-9) * 255, 0, 255).astype(np.int64)
    code = np.zeros(len(faces), np.int64)
    for bit in range(8):
        for axis in range(3):
            code |= ((cell[:, axis] >> bit) & 1) << (3 * bit + axis)
    layer = (255 - cell[:, 2]) // 10
    return np.asarray(faces[np.lexsort((code, layer))])


def _kind(part: Part) -> int:
    return PICTURE if part.texture is not None else GLASS if part.clear else EYE if part.material.eye else SOLID


def _group(part: Part) -> str:
    return "chest" if part.bone == "chest" else "head"


def _used(program: Any, layout: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The layout with padding for what a program leaves out."""
    out = []
    for buffer, formats, *names in layout:
        kept = [(one if name in program else f"{one[0]}x4") for one, name in zip(formats.split(), names, strict=True)]
        out.append((buffer, " ".join(kept), *(name for name in names if name in program)))
    return out


def _look(part: Part) -> np.ndarray:
    """(n, 10): albedo (linear), then shine, gloss, through, eye, then metal, the bone, how clear."""
    count, made = len(part.mesh), part.material
    fixed = (made.shine, made.gloss, made.through, made.eye, made.metal, BONES.index(part.bone), part.clear)
    out = np.hstack([np.clip(part.mesh.colours, 0, 1) ** 2, np.broadcast_to(fixed, (count, 7))])
    if part.hangs is not None:
        out[:, 8] = part.hangs
    return out


def _shape(box: Box) -> tuple[int, int]:
    return box[3] - box[1], box[2] - box[0]


def _reach(camera: Camera) -> Box:
    """The part of the frame that a head and its shoulders may reach."""
    width, height = camera.size
    x, y = camera.origin
    reach = 2.15 * camera.scale
    return max(0, int(x - reach)), max(0, int(y - 2.1 * camera.scale)), min(width, int(x + reach) + 1), height


def _head_box(model: Model, camera: Camera, whole: Box) -> Box:
    """What head and neck reach however they turn."""
    points = np.concatenate([part.mesh.points for part in model.parts if part.bone in ("head", "neck")])
    seen = []
    for yaw, pitch, roll in ((0, 0, 0), (1, 1, 0), (1, -1, 0), (-1, 1, 0), (-1, -1, 0), (0, 0, 1), (0, 0, -1)):
        turn = matrices(quaternions(MOST_TURNED * np.array([[yaw, pitch, 0.7 * roll]])))[0]
        seen.append(camera.pixels((points - model.joints["neck"]) @ turn.T + model.joints["neck"]))
    every = np.concatenate(seen)
    low, high = np.floor(every.min(axis=0)).astype(int) - 8, np.ceil(every.max(axis=0)).astype(int) + 8
    left, top, right, bottom = (
        max(whole[0], int(low[0])),
        max(whole[1], int(low[1])),
        min(whole[2], int(high[0])),
        min(whole[3], int(high[1])),
    )
    return left, top, max(right, left + 1), max(bottom, top + 1)
