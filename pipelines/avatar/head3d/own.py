"""A person's own .glb or .vrm made into a model: its skin laid on its bones, its shapes driven by what we drive ours with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import BadInput
from . import vocabulary
from .gltf import Gltf, read
from .mesh import Mesh, rise
from .model import Material, Model, Part
from .vocabulary import Target

_MOST = 400_000  # vertices
_APART = 1.45  # outer-eye distances to a distance of the eyes' middles
_NAMED = {
    "head": r"(^|[:_.\s])head$|_c_head$", "neck": r"(^|[:_.\s])neck(1|_01)?$|_c_neck$",
    "eyeLeft": r"(left_?eye|eye_?left|eye[_.]l|l[_.]eye|faceeye_l)$", "eyeRight": r"(right_?eye|eye_?right|eye[_.]r|r[_.]eye|faceeye_r)$",
    "armLeft": r"(leftarm|left_?upper_?arm|upper_?arm[_.]l|l_upperarm)$", "armRight": r"(rightarm|right_?upper_?arm|upper_?arm[_.]r|r_upperarm)$",
}  # fmt: skip
_VRM_BONES = {
    "head": "head",
    "neck": "neck",
    "leftEye": "eyeLeft",
    "rightEye": "eyeRight",
    "leftUpperArm": "armLeft",
    "rightUpperArm": "armRight",
}
_CHAIN = {"chest": 0.0, "neck": 1.0, "head": 2.0, "eyeLeft": 3.0, "eyeRight": 4.0}


def load(path: Path) -> Model:
    """The model of a file. BadInput where it is unsound (see gltf.read), or has no shapes that speak."""
    file = read(path)
    try:
        return _model(file, path)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError, RecursionError) as error:
        raise file.broken("a value in it is not of the kind that belongs there", "其中有类型不符的值") from error


def _model(file: Gltf, path: Path) -> Model:
    bones, places = _bones(file), _placed(file)
    driven = _driven(file)
    turn = (
        np.diag([-1.0, 1.0, -1.0]) if "VRM" in (file.scene.get("extensions") or {}) else np.eye(3)
    )  # VRM 0 looks the other way
    _lower_arms(file, bones, places)
    names = sorted(driven)
    pieces = [piece for node, mesh in _instances(file) for piece in _pieces(file, node, mesh, places, bones, names)]
    if not pieces:
        raise file.broken("it has no triangles", "其中没有三角形")
    if sum(len(piece["points"]) for piece in pieces) > _MOST:
        raise BadInput(f"{path} has more than {_MOST:,} vertices, which is too many to speak. Give a lighter model.",
                       f"{path} 的顶点超过 {_MOST:,} 个，过于复杂。请给出更轻的模型。")  # fmt: skip
    joints, scale, middle = _measured(bones, places, pieces, names, driven, turn)
    parts = tuple(_part(i, piece, turn, scale, middle, joints) for i, piece in enumerate(pieces))
    count = sum(len(part.mesh) for part in parts)
    shapes = tuple(f"{mesh}.{index}" for mesh, index in names)
    matrix = np.array([driven[name] for name in names]).T
    return Model(parts, joints, 0.0, _shade(parts, count), "soft", 0.0, shapes, matrix)


def _driven(file: Gltf) -> dict[Target, np.ndarray]:
    names: dict[Target, str] = {}
    for i, mesh in enumerate(file.items("meshes")):
        primitives = mesh.get("primitives") or [{}]
        count = len(primitives[0].get("targets") or ())
        given = (mesh.get("extras") or {}).get("targetNames") or (primitives[0].get("extras") or {}).get("targetNames") or ()
        names |= {(i, k): str(given[k]) if k < len(given) else "" for k in range(count)}
    driven = {
        target: one for target, one in vocabulary.drivers(names, vocabulary.expressions(file.scene)).items() if target in names
    }
    if not driven:
        seen = ", ".join(sorted({name for name in names.values() if name})[:8]) or "none"
        raise BadInput(
            f"{file.name} has no shapes that speak (its shapes: {seen}). Looked for: ARKit's names (jawOpen, mouthClose, …), Oculus visemes"
            " (viseme_aa, viseme_PP, …), or VRM's expressions (aa, ih, ou, ee, oh).",
            f"{file.name} 没有可用于说话的形状（已有：{seen}）。需要 ARKit 名称（jawOpen、mouthClose…）、Oculus 口型（viseme_aa、viseme_PP…）"
            "或 VRM 表情（aa、ih、ou、ee、oh）。",
        )
    return driven


def _bones(file: Gltf) -> dict[str, int]:
    """The nodes of head, neck, eyes and upper arms: as VRM says, else by name."""
    nodes = file.items("nodes")
    found: dict[str, int] = {}
    extensions = file.scene.get("extensions") or {}
    human = extensions.get("VRMC_vrm", {}).get("humanoid", {}).get("humanBones") or {}
    pairs = [(name, bone.get("node")) for name, bone in human.items()] if isinstance(human, dict) else []
    pairs += [
        (bone.get("bone"), bone.get("node")) for bone in extensions.get("VRM", {}).get("humanoid", {}).get("humanBones") or ()
    ]
    for name, node in pairs:
        if name in _VRM_BONES and isinstance(node, int) and 0 <= node < len(nodes):
            found[_VRM_BONES[name]] = node
    for bone, pattern in _NAMED.items():
        if bone not in found:
            match = [
                i
                for i, node in enumerate(nodes)
                if re.search(pattern, str(node.get("name", "")).lower()) and "mesh" not in node
            ]
            if match:
                found[bone] = match[0]
    return found


def _local(file: Gltf, node: dict[str, Any]) -> np.ndarray:
    out = np.eye(4)
    try:
        if "matrix" in node:
            return np.array(node["matrix"], np.float64).reshape(4, 4).T
        x, y, z, w = node.get("rotation", (0, 0, 0, 1))
        turn = np.array([[1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                         [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                         [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]])  # fmt: skip
        out[:3, :3] = turn * np.array(node.get("scale", (1, 1, 1)), np.float64)
        out[:3, 3] = node.get("translation", (0, 0, 0))
    except (ValueError, TypeError) as error:
        raise file.broken(
            f"the node {node.get('name', '')!r} is placed by what are no numbers", f"节点 {node.get('name', '')!r} 的位置有误"
        ) from error
    if not np.isfinite(out).all():
        raise file.broken(
            f"the node {node.get('name', '')!r} is placed by what are no numbers", f"节点 {node.get('name', '')!r} 的位置有误"
        )
    return out


def _placed(file: Gltf) -> np.ndarray:
    """(nodes, 4, 4): where each node stands."""
    nodes = file.items("nodes")
    out = np.tile(np.eye(4), (max(1, len(nodes)), 1, 1))
    for node, parent in file.order():
        out[node] = (out[parent] if parent >= 0 else np.eye(4)) @ _local(file, nodes[node])
    return out


def _lower_arms(file: Gltf, bones: dict[str, int], places: np.ndarray) -> None:
    """Arms that are held out are let down, in `places`."""
    nodes = file.items("nodes")
    for bone in ("armLeft", "armRight"):
        if bone not in bones or not nodes[bones[bone]].get("children"):
            continue
        top = bones[bone]
        way = places[nodes[top]["children"][0]][:3, 3] - places[top][:3, 3]
        if abs(way[0]) < 1.2 * abs(way[1]):
            continue
        angle = -np.sign(way[0]) * np.radians(68)
        move, around = np.eye(4), np.eye(4)
        around[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
        move[:3, 3] = places[top][:3, 3]
        whole = move @ around @ np.linalg.inv(move)
        below = [top]
        while below:
            node = below.pop()
            places[node] = whole @ places[node]
            below += nodes[node].get("children", ())


def _instances(file: Gltf) -> list[tuple[int, int]]:
    """(node, mesh) of all meshes in the scene."""
    return [(i, node["mesh"]) for i, node in enumerate(file.items("nodes")) if isinstance(node.get("mesh"), int)]


def _owner(file: Gltf, bones: dict[str, int]) -> np.ndarray:
    """Which of our bones each node hangs on, as its number."""
    mine = {node: _CHAIN[bone] for bone, node in bones.items() if bone in _CHAIN}
    out = np.zeros(max(1, len(file.items("nodes"))))
    for node, parent in file.order():
        out[node] = mine.get(node, out[parent] if parent >= 0 else (0.0 if "head" in bones else 2.0))
    return out


def _pieces(
    file: Gltf, node: int, mesh: int, places: np.ndarray, bones: dict[str, int], names: list[Target]
) -> list[dict[str, Any]]:
    """The triangles of a mesh where it stands: points, faces, its moves, where it hangs, uv, colours, material."""
    out = []
    owner = _owner(file, bones)
    for primitive in file.item("meshes", mesh).get("primitives") or ():
        attributes = primitive.get("attributes") or {}
        if primitive.get("mode", 4) != 4 or "POSITION" not in attributes:
            continue
        points = _wide(file, attributes["POSITION"], 3)
        count = len(points)
        matrix, hangs = np.tile(places[node], (count, 1, 1)), np.full(count, owner[node])
        skin = file.items("nodes")[node].get("skin")
        if skin is not None and "JOINTS_0" in attributes and "WEIGHTS_0" in attributes:
            matrix, hangs = _skinned(file, skin, attributes, places, owner, count)
        faces = (file.accessor(primitive["indices"], whole=True)[:, 0] if "indices" in primitive else np.arange(count)).astype(
            np.int64
        )
        faces = faces[: len(faces) // 3 * 3].reshape(-1, 3)
        if len(faces) == 0 or faces.min() < 0 or faces.max() >= count:
            raise file.broken(
                f"meshes[{mesh}] has triangles of vertices that it has not", f"meshes[{mesh}] 的三角形引用了不存在的顶点"
            )
        moves = {}
        for k, target in enumerate(primitive.get("targets") or ()):
            if (mesh, k) in names and "POSITION" in target:
                moves[mesh, k] = np.einsum("nij,nj->ni", matrix[:, :3, :3], _wide(file, target["POSITION"], 3, count))
        stood = np.einsum("nij,nj->ni", matrix[:, :3, :3], points) + matrix[:, :3, 3]
        material = file.item("materials", primitive["material"]) if "material" in primitive else {}
        out.append({"points": stood, "faces": faces, "moves": [moves.get(name) for name in names], "hangs": hangs,
                    "normals": _wide(file, attributes["NORMAL"], 3, count) if "NORMAL" in attributes else None,
                    **_painted(file, material, attributes, count)})  # fmt: skip
    return out


def _wide(file: Gltf, index: Any, width: int, count: int | None = None) -> np.ndarray:
    values = file.accessor(index)
    if values.shape[1] < width or (count is not None and len(values) != count):
        raise file.broken(f"accessors[{index}] has another shape than its mesh needs", f"accessors[{index}] 的形状与网格不符")
    return values[:, :width]


def _skinned(
    file: Gltf, skin: Any, attributes: dict[str, Any], places: np.ndarray, owner: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """(each vertex's own matrix, where it hangs between chest, neck and head)."""
    joints = file.item("skins", skin).get("joints") or []
    for joint in joints:
        file.item("nodes", joint)
    inverse = np.tile(np.eye(4), (len(joints), 1, 1))
    if "inverseBindMatrices" in file.item("skins", skin):
        given = _wide(file, file.item("skins", skin)["inverseBindMatrices"], 16, len(joints))
        inverse = given.reshape(-1, 4, 4).transpose(0, 2, 1)
    ids, weights = _wide(file, attributes["JOINTS_0"], 4, count).astype(int), _wide(file, attributes["WEIGHTS_0"], 4, count)
    if not joints or ids.min() < 0 or ids.max() >= len(joints):
        raise file.broken("a skin names bones that it has not", "蒙皮引用了不存在的骨骼")
    total = weights.sum(axis=1, keepdims=True)
    weights = np.where(total > 1e-6, weights / np.maximum(total, 1e-6), np.array([1.0, 0, 0, 0]))
    each = places[np.array(joints)] @ inverse
    matrix = np.einsum("nk,nkij->nij", weights, each[ids])
    hung = owner[np.array(joints)][ids]
    eye = np.where(hung >= 3, weights, 0).sum(axis=1) > 0.5
    best = np.take_along_axis(hung, weights.argmax(axis=1)[:, None], axis=1)[:, 0]
    chain = (np.minimum(hung, 2.0) * weights).sum(axis=1)
    return matrix, np.where(eye, best, chain)


def _painted(file: Gltf, material: dict[str, Any], attributes: dict[str, Any], count: int) -> dict[str, Any]:
    plain = material.get("pbrMetallicRoughness") or {}
    factor = np.array(plain.get("baseColorFactor", (1, 1, 1, 1)), np.float64)
    colours = np.tile(factor[:3], (count, 1))
    if "COLOR_0" in attributes:
        colours = colours * _wide(file, attributes["COLOR_0"], 3, count)
    found: dict[str, Any] = {"colours": np.clip(colours, 0, 1) ** (1 / 2.2), "uv": None, "texture": None, "cut": 0.0}
    picture = plain.get("baseColorTexture")
    place = f"TEXCOORD_{(picture or {}).get('texCoord', 0)}"
    if picture and place in attributes:
        found |= {"uv": _wide(file, attributes[place], 2, count), "texture": file.texture(picture.get("index"))}
        if material.get("alphaMode", "OPAQUE") != "OPAQUE":
            found["cut"] = float(material.get("alphaCutoff", 0.5))
    rough, metal = (float(plain.get(name, default)) for name, default in (("roughnessFactor", 0.8), ("metallicFactor", 0.0)))
    unlit = "KHR_materials_unlit" in (material.get("extensions") or {}) or "VRMC_materials_mtoon" in (
        material.get("extensions") or {}
    )
    found["double"] = bool(material.get("doubleSided"))
    found["material"] = Material(
        "own", 0.05 if unlit else 0.25, max(0.1, 1 - rough) * 0.6, 0.35, 0.0, 1.0 if metal > 0.8 and picture is None else 0.0
    )
    return found


def _measured(bones: dict[str, int], places: np.ndarray, pieces: list[dict[str, Any]], names: list[Target], driven: dict[Target, np.ndarray],
              turn: np.ndarray) -> tuple[dict[str, np.ndarray], float, np.ndarray]:  # fmt: skip
    """(our joints, outer-eye distances of one of its units, the place between its eyes in its own units turned to face us)."""

    def at(bone: str) -> np.ndarray | None:
        return turn @ places[bones[bone]][:3, 3] if bone in bones else None

    eyes = [at("eyeLeft"), at("eyeRight")]
    for i, side in enumerate(("Left", "Right")):
        if (
            eyes[i] is None
            or np.linalg.norm(places[bones.get("eyeLeft", 0)][:3, 3] - places[bones.get("eyeRight", 0)][:3, 3]) < 1e-6
        ):
            eyes[i] = _moved_by(pieces, names, driven, f"eyeBlink{side}", turn)
    every = np.concatenate([piece["points"] for piece in pieces if any(move is not None for move in piece["moves"])]) @ turn.T
    if eyes[0] is None or eyes[1] is None or np.linalg.norm(eyes[0] - eyes[1]) < 1e-9:
        low, high = np.percentile(every, 1, axis=0), np.percentile(every, 99, axis=0)
        middle, apart = (low + high) / 2, 0.30 * (high[0] - low[0])
        middle[1] = low[1] + 0.55 * (high[1] - low[1])
        eyes = [middle + (apart / 2, 0, 0), middle - (apart / 2, 0, 0)]
    left, right = (np.asarray(eye) for eye in eyes)
    scale, middle = 1 / (_APART * max(float(np.linalg.norm(left - right)), 1e-6)), (left + right) / 2
    joints = {"chest": np.array((0, -2.2, -0.3)), "eyeLeft": scale * (left - middle), "eyeRight": scale * (right - middle)}
    head, neck = at("head"), at("neck")
    joints["head"] = np.array((0, -0.75, -0.5)) if head is None else scale * (head - middle)
    joints["neck"] = joints["head"] - (0, 0.75, 0.1) if neck is None else scale * (neck - middle)
    return joints, scale, middle


def _moved_by(
    pieces: list[dict[str, Any]], names: list[Target], driven: dict[Target, np.ndarray], source: str, turn: np.ndarray
) -> np.ndarray | None:
    """The middle of what a source moves."""
    index = vocabulary.SOURCES.index(source)
    points, sizes = [], []
    for piece in pieces:
        for name, move in zip(names, piece["moves"], strict=True):
            if move is not None and driven[name][index] > 0:
                points.append(piece["points"])
                sizes.append(np.linalg.norm(move, axis=1))
    if not points or np.concatenate(sizes).max() <= 0:
        return None
    size = np.concatenate(sizes)
    return np.asarray(turn @ ((np.concatenate(points) * size[:, None]).sum(axis=0) / size.sum()))


def _part(
    i: int, piece: dict[str, Any], turn: np.ndarray, scale: float, middle: np.ndarray, joints: dict[str, np.ndarray]
) -> Part:
    points = scale * (piece["points"] @ turn.T - middle)
    for number, eye in ((3.0, "eyeLeft"), (4.0, "eyeRight")):  # our eyes turn about their own middles
        points[piece["hangs"] == number] -= joints[eye]
    targets = None
    if any(move is not None for move in piece["moves"]):
        targets = np.array(
            [np.zeros_like(points) if move is None else scale * move @ turn.T for move in piece["moves"]], np.float32
        )
    alike = (
        np.hstack([np.round(points, 4), np.round(piece["normals"])]) if piece["normals"] is not None else np.round(points, 4)
    )
    _, groups = np.unique(alike, axis=0, return_inverse=True)  # what is cut for its picture is smoothed as one
    mesh = Mesh(points, piece["faces"].astype(np.int32), piece["colours"], groups.reshape(-1).astype(np.int32))
    uv = np.zeros((len(points), 2)) if piece["uv"] is None else piece["uv"]
    texture = np.full((1, 1, 4), 255, np.uint8) if piece["texture"] is None else piece["texture"]
    return Part(
        f"own{i}", mesh, piece["material"], "head", targets, 0.0, piece["hangs"], uv, texture, piece["cut"], piece["double"]
    )


def _shade(parts: tuple[Part, ...], count: int) -> np.ndarray:
    """Light from above reaches what lies under the chin less."""
    points = np.concatenate([part.mesh.points for part in parts]) if parts else np.zeros((count, 3))
    below = 1 - 0.25 * rise(-0.9, -1.4, points[:, 1]) * rise(0.3, -0.1, points[:, 2])
    return np.column_stack([below, below])
