"""Heads as files for other programs: what a reader of glTF and VRM would look for."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest

from pipelines.avatar import arkit
from pipelines.avatar.arkit import SHAPES
from pipelines.avatar.head3d import export
from pipelines.avatar.head3d.build import build
from pipelines.avatar.performance import perform
from pipelines.head import Head
from pipelines.media import Audio
from pipelines.timeline import Utterance

HEAD = Head("one", hair="bald", style="porcelain", glasses="round")
SIZES = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}
KINDS = {5126: "<f4", 5123: "<u2", 5125: "<u4"}


class File:
    """A .glb read again."""

    def __init__(self, data: bytes) -> None:
        magic, version, length = struct.unpack("<4sII", data[:12])
        assert (magic, version, length) == (b"glTF", 2, len(data))
        size = struct.unpack("<I", data[12:16])[0]
        assert data[16:20] == b"JSON"
        self.scene: dict[str, Any] = json.loads(data[20 : 20 + size])
        self.binary = data[28 + size :]
        assert self.scene["buffers"][0]["byteLength"] <= len(self.binary)

    def view(self, index: int, kind: str, count: int) -> np.ndarray:
        view = self.scene["bufferViews"][index]
        assert view["byteOffset"] % 4 == 0
        return np.frombuffer(self.binary, kind, count, view["byteOffset"])

    def read(self, index: int) -> np.ndarray:
        accessor = self.scene["accessors"][index]
        count, width = accessor["count"], SIZES[accessor["type"]]
        values = np.zeros((count, width), KINDS[accessor["componentType"]])
        if "bufferView" in accessor:
            values = self.view(accessor["bufferView"], KINDS[accessor["componentType"]], count * width).reshape(count, width)
        if sparse := accessor.get("sparse"):
            rows = self.view(sparse["indices"]["bufferView"], KINDS[sparse["indices"]["componentType"]], sparse["count"])
            values = values.copy()
            values[rows] = self.view(sparse["values"]["bufferView"], "<f4", sparse["count"] * width).reshape(-1, width)
        return values

    def nodes(self) -> dict[str, dict[str, Any]]:
        return {node["name"]: node for node in self.scene["nodes"]}


@pytest.fixture(scope="module")
def plain() -> File:
    return File(export.to_glb(HEAD))


def test_the_face_has_the_52_shapes_and_they_are_those_of_the_model(plain: File) -> None:
    face = next(mesh for mesh in plain.scene["meshes"] if mesh["name"] == "Face")
    assert face["extras"]["targetNames"] == list(SHAPES)
    assert len(face["weights"]) == 52
    skin = next(part for part in build(HEAD).parts if part.name == "skin")
    assert skin.targets is not None
    first = face["primitives"][0]
    assert np.allclose(
        plain.read(first["attributes"]["POSITION"]), (skin.mesh.points - build(HEAD).joints["head"]) * export.METRE, atol=1e-6
    )
    for name in ("jawOpen", "eyeBlinkLeft", "mouthPucker"):
        stored = plain.read(first["targets"][SHAPES.index(name)]["POSITION"])
        assert np.allclose(stored, skin.targets[SHAPES.index(name)] * export.METRE, atol=1e-6)
    assert all(len(primitive["targets"]) == 52 for primitive in face["primitives"])


def test_every_mesh_is_whole(plain: File) -> None:
    for mesh in plain.scene["meshes"]:
        for primitive in mesh["primitives"]:
            position, normal = (plain.read(primitive["attributes"][name]) for name in ("POSITION", "NORMAL"))
            indices = plain.read(primitive["indices"])
            assert indices.max() < len(position)
            assert np.isfinite(position).all()
            assert np.allclose(np.linalg.norm(normal, axis=1), 1, atol=1e-3)
            assert plain.read(primitive["attributes"]["COLOR_0"]).min() >= 0
            accessor = plain.scene["accessors"][primitive["attributes"]["POSITION"]]
            assert np.allclose(accessor["min"], position.min(axis=0), atol=1e-6)
    assert any(material.get("alphaMode") == "BLEND" for material in plain.scene["materials"])
    assert plain.scene["extensionsUsed"] == ["KHR_materials_clearcoat"]


def test_bones_hang_together_and_the_eyes_are_where_the_eyes_are(plain: File) -> None:
    nodes = plain.scene["nodes"]
    children = [child for node in nodes for child in node.get("children", ())]
    assert sorted(children) == list(range(1, len(nodes)))  # each has one parent, and none is left out
    by_name, at, name = plain.nodes(), np.zeros(3), "chest"
    for name in ("chest", "neck", "head", "eyeLeft"):
        at = at + by_name[name]["translation"]
    assert at == pytest.approx(build(HEAD).joints["eyeLeft"] * export.METRE, abs=1e-4)
    assert at[0] > 0  # the person's left


def test_an_animation_holds_the_performance(spoken: tuple[Utterance, Audio]) -> None:
    performance = perform(*spoken, fps=12)
    file = File(export.to_glb(HEAD, performance))
    animation = file.scene["animations"][0]
    paths = {
        (file.scene["nodes"][channel["target"]["node"]]["name"], channel["target"]["path"]): channel["sampler"]
        for channel in animation["channels"]
    }
    assert set(paths) == {
        ("Face", "weights"),
        ("neck", "rotation"),
        ("head", "rotation"),
        ("eyeLeft", "rotation"),
        ("eyeRight", "rotation"),
        ("chest", "translation"),
    }
    weights = file.read(animation["samplers"][paths["Face", "weights"]]["output"]).reshape(-1, 52)
    assert np.allclose(weights, arkit.blendshapes(performance))
    turned = file.read(animation["samplers"][paths["head", "rotation"]]["output"])
    assert turned.shape == (len(performance), 4)
    assert np.allclose(np.linalg.norm(turned, axis=1), 1, atol=1e-4)


def test_a_vrm_has_the_bones_and_expressions_that_are_asked_for() -> None:
    file = File(export.to_vrm(HEAD))
    vrm = file.scene["extensions"]["VRMC_vrm"]
    assert vrm["specVersion"] == "1.0"
    assert "VRMC_vrm" in file.scene["extensionsUsed"]
    assert {"name", "authors", "licenseUrl"} <= set(vrm["meta"])
    bones = vrm["humanoid"]["humanBones"]
    limbs = ("UpperLeg", "LowerLeg", "Foot", "UpperArm", "LowerArm", "Hand")
    assert {
        "hips",
        "spine",
        "head",
        "leftEye",
        "rightEye",
        *(f"{side}{limb}" for side in ("left", "right") for limb in limbs),
    } <= set(bones)
    assert len({bone["node"] for bone in bones.values()}) == len(bones)
    assert {"aa", "ih", "ou", "ee", "oh", "blink", "happy", "angry", "sad", "relaxed", "surprised"} <= set(
        vrm["expressions"]["preset"]
    )
    face = next(i for i, node in enumerate(file.scene["nodes"]) if node["name"] == "Face")
    for expression in (*vrm["expressions"]["preset"].values(), *vrm["expressions"]["custom"].values()):
        assert all(
            bind["node"] == face and 0 <= bind["index"] < 52 and 0 < bind["weight"] <= 1
            for bind in expression["morphTargetBinds"]
        )
    assert vrm["lookAt"]["type"] == "bone"
    nodes, parent = (
        file.scene["nodes"],
        {child: i for i, node in enumerate(file.scene["nodes"]) for child in node.get("children", ())},
    )
    place = bones["head"]["node"]
    while place in parent:
        place = parent[place]
        if place == bones["hips"]["node"]:
            break
    assert nodes[place]["name"] == "hips"


def test_the_same_head_gives_the_same_bytes() -> None:
    assert export.to_glb(HEAD) == export.to_glb(HEAD)
