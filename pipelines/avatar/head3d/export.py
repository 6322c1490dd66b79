"""A head as a file for other programs: glTF 2.0 in one binary (.glb), or VRM 1.0 (.vrm), with ARKit's 52 shapes and an animation.

Lengths are metres, y up, the face towards +z. A .glb has its origin between the eyes; a .vrm stands on the ground, on bones that hold
nothing, since VRM asks for a whole skeleton. https://github.com/vrm-c/vrm-specification/tree/master/specification/VRMC_vrm-1.0
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...head import Head
from .. import arkit, glb
from ..arkit import SHAPES
from ..emotions import EMOTIONS
from ..performance import Performance
from .build import build
from .mesh import face_spread, vertex_normals
from .model import BONES, PARENTS, Material, Model, Part
from .pose import shifts, turns

KINDS = (".glb", ".vrm")
METRE = 0.088
"""Metres of an outer-eye distance."""
_EYES_AT = 1.56  # metres above the ground, of a .vrm

_SAID: dict[str, dict[str, float]] = {
    "aa": {"jawOpen": 0.65, "mouthLowerDown": 0.15},
    "ih": {"jawOpen": 0.22, "mouthStretch": 0.35, "mouthSmile": 0.1},
    "ou": {"jawOpen": 0.22, "mouthFunnel": 0.55, "mouthPucker": 0.45},
    "ee": {"jawOpen": 0.20, "mouthStretch": 0.55, "mouthSmile": 0.2},
    "oh": {"jawOpen": 0.45, "mouthFunnel": 0.60},
    "blink": {"eyeBlink": 1.0},
    "blinkLeft": {"eyeBlinkLeft": 1.0},
    "blinkRight": {"eyeBlinkRight": 1.0},
    "happy": EMOTIONS["happy"].shapes,
    "angry": EMOTIONS["angry"].shapes,
    "sad": EMOTIONS["sad"].shapes,
    "surprised": EMOTIONS["surprised"].shapes,
    "relaxed": {"mouthSmile": 0.35, "eyeBlink": 0.25, "browInnerUp": 0.1},
}
_LIMBS = (  # bone, parent, where it is from the parent, metres; a T pose
    ("hips", "", (0, 0.92, 0)), ("spine", "hips", (0, 0.12, 0)),
    ("leftUpperLeg", "hips", (0.09, -0.04, 0)), ("leftLowerLeg", "leftUpperLeg", (0, -0.42, 0)), ("leftFoot", "leftLowerLeg", (0, -0.40, 0)),
    ("rightUpperLeg", "hips", (-0.09, -0.04, 0)), ("rightLowerLeg", "rightUpperLeg", (0, -0.42, 0)), ("rightFoot", "rightLowerLeg", (0, -0.40, 0)),
    ("leftUpperArm", "chest", (0.14, 0.02, 0)), ("leftLowerArm", "leftUpperArm", (0.26, 0, 0)), ("leftHand", "leftLowerArm", (0.24, 0, 0)),
    ("rightUpperArm", "chest", (-0.14, 0.02, 0)), ("rightLowerArm", "rightUpperArm", (-0.26, 0, 0)), ("rightHand", "rightLowerArm", (-0.24, 0, 0)),
)  # fmt: skip


def to_glb(head: Head, performance: Performance | None = None) -> bytes:
    """The head as .glb: nodes chest, neck, head, eyeLeft, eyeRight; a mesh "Face" with the 52 shapes by ARKit's names."""
    scene, buffer, _ = _scene(head, build(head), performance, standing=False)
    return glb.dumps(scene, buffer)


def to_vrm(head: Head, performance: Performance | None = None) -> bytes:
    """The head as .vrm: as .glb, with a humanoid's bones, the expressions of VRM 1.0, and ARKit's shapes as expressions of their own."""
    scene, buffer, nodes = _scene(head, build(head), performance, standing=True)
    face = nodes["Face"]
    scene["extensionsUsed"] = [*scene.get("extensionsUsed", []), "VRMC_vrm"]
    human = [*(name for name, _, _ in _LIMBS), *BONES]
    names = {"eyeLeft": "leftEye", "eyeRight": "rightEye"}
    away = METRE * (0.5 * (build(head).joints["eyeLeft"] + build(head).joints["eyeRight"]) - build(head).joints["head"])
    scene["extensions"] = {
        "VRMC_vrm": {
            "specVersion": "1.0",
            "meta": _meta(head),
            "humanoid": {"humanBones": {names.get(name, name): {"node": nodes[name]} for name in human}},
            "expressions": {
                "preset": {name: _expression(face, shapes) for name, shapes in _SAID.items()},
                "custom": {name: _expression(face, {name: 1.0}) for name in SHAPES},
            },
            "lookAt": {
                "offsetFromHeadBone": [round(float(value), 5) for value in away],
                "type": "bone",
                **{f"rangeMap{way}": {"inputMaxValue": 90.0, "outputScale": 26.0}
                   for way in ("HorizontalInner", "HorizontalOuter", "VerticalDown", "VerticalUp")},
            },
        }
    }  # fmt: skip
    return glb.dumps(scene, buffer)


def _meta(head: Head) -> dict[str, Any]:
    return {
        "name": head.title(), "version": "1", "authors": ["Shengying"], "licenseUrl": "https://vrm.dev/licenses/1.0/",
        "avatarPermission": "everyone", "commercialUsage": "corporation", "creditNotation": "unnecessary",
        "allowRedistribution": True, "modification": "allowModificationRedistribution",
    }  # fmt: skip


def _expression(node: int, shapes: dict[str, float]) -> dict[str, Any]:
    weights = {column: weight for name, weight in shapes.items() for column in arkit.columns(name)}
    return {
        "morphTargetBinds": [{"node": node, "index": column, "weight": weight} for column, weight in sorted(weights.items())],
        "isBinary": False,
    }


def _scene(
    head: Head, model: Model, performance: Performance | None, *, standing: bool
) -> tuple[dict[str, Any], glb.Buffer, dict[str, int]]:
    """(the scene's JSON, what it refers to, its nodes by name)."""
    buffer, nodes = glb.Buffer(), _bones(model, standing)
    names = {node["name"]: i for i, node in enumerate(nodes)}
    materials: list[dict[str, Any]] = []
    meshes: list[dict[str, Any]] = []
    starts = np.cumsum([0, *(len(part.mesh) for part in model.parts)])
    groups: dict[tuple[str, bool], list[tuple[Part, np.ndarray]]] = {}
    for i, part in enumerate(model.parts):
        groups.setdefault((part.bone, part.targets is not None), []).append((part, model.light[starts[i] : starts[i + 1]]))
    for (bone, live), parts in groups.items():
        name = "Face" if live else f"{bone[0].upper()}{bone[1:]}Mesh"
        mesh: dict[str, Any] = {"name": name, "primitives": [_primitive(buffer, materials, model, *one) for one in parts]}
        if live:
            mesh |= {"weights": [0.0] * len(SHAPES), "extras": {"targetNames": list(SHAPES)}}
        meshes.append(mesh)
        names[name] = len(nodes)
        nodes[names[bone]].setdefault("children", []).append(len(nodes))
        nodes.append({"name": name, "mesh": len(meshes) - 1})
    scene: dict[str, Any] = {
        "scene": 0,
        "scenes": [{"name": head.title(), "nodes": [0]}],
        "nodes": nodes,
        "meshes": meshes,
        "materials": materials,
    }
    if any("extensions" in material for material in materials):
        scene["extensionsUsed"] = ["KHR_materials_clearcoat"]
    if performance is not None:
        scene["animations"] = [_animation(performance, buffer, model, names, standing)]
    return scene, buffer, names


def _bones(model: Model, standing: bool) -> list[dict[str, Any]]:
    """The bones as nodes, a root first; each placed from its parent."""
    places = {name: METRE * at + (0, _EYES_AT if standing else 0, 0) for name, at in model.joints.items()}
    parents = dict(PARENTS) | ({"chest": "spine"} if standing else {})
    order = list(BONES)
    if standing:
        arms = [limb for limb in _LIMBS if limb[0].endswith(("Arm", "Hand"))]
        below = [limb for limb in _LIMBS if limb not in arms]
        for name, parent, offset in (*below, *arms):
            places[name], parents[name] = np.asarray(offset, np.float64) + (places[parent] if parent else 0), parent
        order = [*(name for name, _, _ in below), *BONES, *(name for name, _, _ in arms)]
    nodes: list[dict[str, Any]] = [{"name": "Root", "children": []}]
    index = {name: i + 1 for i, name in enumerate(order)}
    for name in order:
        parent = parents[name]
        at = places[name] - (places[parent] if parent else 0)
        nodes.append({"name": name, "translation": [round(float(value), 6) for value in at]})
        nodes[index[parent] if parent else 0].setdefault("children", []).append(index[name])
    return nodes


def _primitive(
    buffer: glb.Buffer, materials: list[dict[str, Any]], model: Model, part: Part, light: np.ndarray
) -> dict[str, Any]:
    mesh = part.mesh
    faces = mesh.faces[
        (mesh.faces[:, 0] != mesh.faces[:, 1]) & (mesh.faces[:, 1] != mesh.faces[:, 2]) & (mesh.faces[:, 0] != mesh.faces[:, 2])
    ]
    origin = np.zeros(3) if part.bone.startswith("eye") else model.joints[part.bone]
    normals = mesh.normals()
    normals[np.linalg.norm(normals, axis=1) < 0.5] = (0, 1, 0)  # of vertices that no face uses
    shade = (0.22 + 0.78 * light[:, :1]) * (0.80 + 0.20 * light[:, 1:])
    colours = np.clip(mesh.colours, 0, 1) ** 2.2 * shade
    attributes = {
        "POSITION": buffer.add(METRE * (mesh.points - origin), target=glb.ARRAY, bounds=True),
        "NORMAL": buffer.add(normals, target=glb.ARRAY),
        "COLOR_0": buffer.add(colours, target=glb.ARRAY),
    }
    materials.append(_material(part.name, part.material, part.clear, model.style))
    out: dict[str, Any] = {"attributes": attributes, "indices": buffer.add(faces.reshape(-1).astype(np.uint32), target=glb.INDICES),
                           "material": len(materials) - 1}  # fmt: skip
    if part.targets is not None:
        out["targets"] = _targets(buffer, part, normals)
    return out


def _targets(buffer: glb.Buffer, part: Part, normals: np.ndarray) -> list[dict[str, int]]:
    assert part.targets is not None
    out, spread = [], face_spread(part.mesh.faces, len(part.mesh))
    for target in part.targets:
        turned = np.zeros_like(normals)
        if target.any():
            turned = vertex_normals(part.mesh.points + target, part.mesh.faces, part.mesh.groups, spread) - normals
            turned[np.abs(turned).max(axis=1) > 1.99] = 0
        out.append(
            {"POSITION": buffer.add_sparse(METRE * target, bounds=True), "NORMAL": buffer.add_sparse(turned, least=4e-3)}
        )
    return out


def _material(name: str, made: Material, clear: float, style: str) -> dict[str, Any]:
    rough = 0.05 if made.eye else round(max(0.12, 0.92 - 0.75 * made.gloss), 3)
    out: dict[str, Any] = {
        "name": name,
        "pbrMetallicRoughness": {
            "baseColorFactor": [1, 1, 1, round(1 - clear, 3)],
            "metallicFactor": made.metal,
            "roughnessFactor": rough,
        },
    }
    if clear:
        out |= {"alphaMode": "BLEND", "doubleSided": True}
    if style == "porcelain" and not made.eye and not clear:
        out["extensions"] = {"KHR_materials_clearcoat": {"clearcoatFactor": 0.9, "clearcoatRoughnessFactor": 0.12}}
    if style == "clay":
        out["pbrMetallicRoughness"]["roughnessFactor"] = max(rough, 0.85) if not made.eye else rough
    return out


def _animation(
    performance: Performance, buffer: glb.Buffer, model: Model, nodes: dict[str, int], standing: bool
) -> dict[str, Any]:
    """Weights of the face, turns of neck, head and eyes, the chest's breath."""
    times = buffer.add(np.arange(len(performance), dtype=np.float32) / performance.fps, bounds=True)
    tracks = [(nodes["Face"], "weights", arkit.blendshapes(performance).reshape(-1))]
    tracks += [(nodes[name], "rotation", values) for name, values in turns(performance).items()]
    chest, _ = shifts(performance, model.breath)
    rest = METRE * (model.joints["chest"]) + (0, _EYES_AT if standing else 0, 0)
    if standing:
        rest = rest - sum(
            (np.asarray(offset, np.float64) for name, _, offset in _LIMBS if name in ("hips", "spine")), np.zeros(3)
        )
    tracks.append((nodes["chest"], "translation", rest + METRE * chest))
    samplers = [
        {"input": times, "output": buffer.add(np.asarray(values, np.float32)), "interpolation": "LINEAR"}
        for _, _, values in tracks
    ]
    channels = [{"sampler": i, "target": {"node": node, "path": path}} for i, (node, path, _) in enumerate(tracks)]
    return {"name": "performance", "samplers": samplers, "channels": channels}
