"""A performance as files that other programs read: Live Link Face CSV, JSON, and a glTF animation.

`arkit.blendshapes` gives the shapes; angles are radians in CSV and a quaternion in glTF, as their readers want them.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import BadInput
from ..faults import validation_text
from ..files import read_text
from . import glb
from .arkit import SHAPES, blendshapes
from .performance import GROUPS, NAMES, Performance

KINDS = (".csv", ".json", ".glb")
SCHEMA, VERSION = "shengying.performance", 1
_LARGEST = 400_000_000  # bytes of JSON
_HEAD = ("HeadYaw", "HeadPitch", "HeadRoll", "LeftEyeYaw", "LeftEyePitch", "LeftEyeRoll",
         "RightEyeYaw", "RightEyePitch", "RightEyeRoll")  # fmt: skip


def to_csv(performance: Performance) -> str:
    """Rows as Apple's capture app Live Link Face writes them, which Unreal's importer and Blender's add-ons read."""
    shapes = blendshapes(performance)
    angles = np.radians(np.hstack([performance.head[:, :3], *[np.pad(performance.gaze, ((0, 0), (0, 1)))] * 2]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    count = len(SHAPES) + len(_HEAD)
    writer.writerow(["Timecode", "BlendShapeCount", *(name[0].upper() + name[1:] for name in SHAPES), *_HEAD])
    for index, row in enumerate(np.hstack([shapes, angles])):
        writer.writerow([_timecode(index, performance.fps), count, *(f"{value:.6f}" for value in row)])
    return out.getvalue()


def _timecode(frame: int, fps: int) -> str:
    seconds, rest = divmod(frame, fps)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{rest:02d}.000"


def to_json(performance: Performance) -> str:
    """Every channel by name, and the 52 blendshapes; `from_json` gives the performance again."""
    shapes = blendshapes(performance)
    values = {
        "schema": SCHEMA,
        "version": VERSION,
        "fps": performance.fps,
        "frames": len(performance),
        "channels": {name: _numbers(performance.channel(name)) for name in NAMES},
        "arkit": {name: _numbers(shapes[:, place]) for place, name in enumerate(SHAPES)},
    }
    return json.dumps(values, ensure_ascii=False) + "\n"


def _numbers(values: np.ndarray) -> list[float]:
    return [round(float(value), 6) for value in values]


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore")

    schema_: str = Field(alias="schema", pattern=f"^{SCHEMA}$")
    version: int = Field(ge=1)
    fps: int = Field(ge=1, le=120)
    frames: int = Field(ge=1)
    channels: dict[str, list[float]]


def from_json(text: str, place: str = "performance") -> Performance:
    """The performance that `to_json` wrote. BadInput, naming `place`, for anything else."""
    try:
        stored = _File.model_validate(json.loads(text))
    except ValidationError as error:
        raise BadInput(
            f"{place} holds no performance: {validation_text(error)}.",
            f"{place} 不是表演文件：{validation_text(error, 'zh')}。",
        ) from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{place} is not JSON: {error}.", f"{place} 不是 JSON：{error}。") from error
    if stored.version > VERSION:
        raise BadInput(
            f"{place} is of version {stored.version}; this program reads up to {VERSION}. Update it.",
            f"{place} 的版本为 {stored.version}；本程序最高可读 {VERSION}。请更新程序。",
        )
    wrong = [name for name in NAMES if len(stored.channels.get(name, ())) != stored.frames]
    if wrong:
        raise BadInput(
            f"{place} needs {stored.frames} values for each channel; it has another number for {', '.join(wrong[:6])}.",
            f"{place} 的每个通道应有 {stored.frames} 个值；以下通道不符：{'、'.join(wrong[:6])}。",
        )
    groups = {}
    for group, names in GROUPS.items():
        rows = np.array([stored.channels[name] for name in names], np.float32).T
        if not np.isfinite(rows).all():
            raise BadInput(f"{place} holds values that are no numbers in {group}.", f"{place} 的 {group} 含有非数字的值。")
        groups[group] = rows[:, 0].copy() if len(names) == 1 else rows
    return Performance(stored.fps, **groups)


def read(path: Path) -> Performance:
    """`from_json` of a file. BadInput if it is not there or holds something else."""
    return from_json(read_text(path, limit=_LARGEST, what_en="a performance", what_zh="表演"), str(path))


def to_glb(performance: Performance) -> bytes:
    """An animation of a node "Head" (its rotation) and of a mesh "Face" with the 52 morph targets by ARKit's names.

    The mesh is a marker, one triangle whose shapes move nothing: the animation is there to be laid on a head that has these targets.
    """
    buffer = glb.Buffer()
    corners = np.array([[-0.05, 0, 0], [0.05, 0, 0], [0, 0.1, 0]], np.float32)
    position = buffer.add(corners, target=glb.ARRAY, bounds=True)
    still = buffer.add(np.zeros_like(corners), target=glb.ARRAY, bounds=True)
    indices = buffer.add(np.arange(3), target=glb.INDICES)
    face = {"attributes": {"POSITION": position}, "indices": indices, "targets": [{"POSITION": still}] * len(SHAPES)}
    scene = {
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"name": "Head", "children": [1]}, {"name": "Face", "mesh": 0}],
        "meshes": [
            {"name": "Face", "primitives": [face], "weights": [0.0] * len(SHAPES), "extras": {"targetNames": list(SHAPES)}}
        ],
        "animations": [animation(performance, buffer, head=0, faces=(1,))],
    }
    return glb.dumps(scene, buffer)


def animation(performance: Performance, buffer: glb.Buffer, *, head: int, faces: tuple[int, ...]) -> dict[str, Any]:
    """The performance as a glTF animation of the nodes `head` (rotation) and `faces` (weights of 52 morph targets in ARKit's order)."""
    times = buffer.add(np.arange(len(performance), dtype=np.float32) / performance.fps, bounds=True)
    weights = buffer.add(blendshapes(performance).reshape(-1))
    turns = buffer.add(quaternions(performance.head[:, :3].astype(np.float64)))
    return {
        "name": "performance",
        "samplers": [{"input": times, "output": turns, "interpolation": "LINEAR"},
                     {"input": times, "output": weights, "interpolation": "LINEAR"}],
        "channels": [{"sampler": 0, "target": {"node": head, "path": "rotation"}},
                     *({"sampler": 1, "target": {"node": face, "path": "weights"}} for face in faces)],
    }  # fmt: skip


def quaternions(degrees: np.ndarray) -> np.ndarray:
    """float32 (n, 4) x, y, z, w of yaw, pitch, roll (n, 3) in degrees, in glTF's frame: y up, the face towards +z.

    The picture's right is +x there; turned to the right is a positive turn about y, lowered a positive one about x, and clockwise
    in the picture a negative one about z.
    """
    yaw, pitch, roll = np.radians(degrees.T / 2)
    cy, sy, cp, sp, cr, sr = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), -np.sin(roll)
    out = np.stack(
        [cy * sp * cr + sy * cp * sr, sy * cp * cr - cy * sp * sr, cy * cp * sr - sy * sp * cr, cy * cp * cr + sy * sp * sr],
        axis=1,
    )
    return np.asarray(out / np.linalg.norm(out, axis=1, keepdims=True), np.float32)
