"""A person's own .glb or .vrm: whatever its shapes are called, it speaks; whatever is wrong with it is said."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.avatar import glb
from pipelines.avatar.arkit import SHAPES
from pipelines.avatar.head3d import export, gltf, own, vocabulary
from pipelines.avatar.head3d.animator import HeadAnimator, avatar_of_file
from pipelines.avatar.head3d.mesh import ball
from pipelines.avatar.head3d.pose import poses
from pipelines.avatar.head3d.vocabulary import SOURCES, arkit_name, viseme_name
from pipelines.avatar.performance import perform
from pipelines.errors import BadInput
from pipelines.head import Head
from pipelines.media import Audio
from pipelines.timeline import Utterance

VISEMES = [f"viseme_{name}" for name in ("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U")]


def made(names: list[str], *, extensions: dict[str, Any] | None = None, skinned: bool = False, **change: Any) -> bytes:
    """A ball for a head, with a target for each name that lowers its lower front, on bones; `change` replaces parts of its JSON."""
    shape = ball((0, 1.5, 0), 0.12, (0.8, 0.6, 0.5), 16, 24)
    low = ((shape.points[:, 1] < 1.48) & (shape.points[:, 2] > 0.03))[:, None]
    buffer = glb.Buffer()
    position = buffer.add(shape.points, target=glb.ARRAY, bounds=True)
    normal = buffer.add(shape.normals(), target=glb.ARRAY)
    targets = [
        {"POSITION": buffer.add_sparse(low * np.array((0.0, -0.03 - 0.001 * i, 0.0)), bounds=True)} for i in range(len(names))
    ]
    primitive: dict[str, Any] = {
        "attributes": {"POSITION": position, "NORMAL": normal},
        "indices": buffer.add(shape.faces.reshape(-1).astype(np.uint32), target=glb.INDICES),
        "material": 0,
    }
    if targets:
        primitive["targets"] = targets
    nodes: list[dict[str, Any]] = [
        {"name": "Hips", "translation": [0, 1.0, 0], "children": [1]},
        {"name": "Neck", "translation": [0, 0.3, 0], "children": [2]},
        {"name": "Head", "translation": [0, 0.1, 0], "children": [3, 4]},
        {"name": "LeftEye", "translation": [0.032, 0.12, 0.08]},
        {"name": "RightEye", "translation": [-0.032, 0.12, 0.08]},
        {"name": "Face", "mesh": 0},
    ]
    scene: dict[str, Any] = {
        "scene": 0, "scenes": [{"nodes": [0, 5]}], "nodes": nodes, "materials": [{"pbrMetallicRoughness": {"baseColorFactor": [0.6, 0.3, 0.2, 1]}}],
        "meshes": [{"primitives": [primitive], "extras": {"targetNames": names}}],
    }  # fmt: skip
    if skinned:
        count = len(shape)
        ids = np.zeros((count, 4), np.float32)
        primitive["attributes"] |= {
            "JOINTS_0": buffer.add(ids),
            "WEIGHTS_0": buffer.add(np.tile(np.array([[1.0, 0, 0, 0]]), (count, 1))),
        }
        inverse = np.eye(4)
        inverse[1, 3] = -1.4
        scene["skins"] = [{"joints": [2], "inverseBindMatrices": buffer.add(inverse.T.reshape(1, 16))}]
        nodes[5]["skin"] = 0
    if extensions:
        scene["extensions"] = extensions
    scene |= change
    return glb.dumps(scene, buffer)


def written(folder: Path, data: bytes, name: str = "mine.glb") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("text", "name"), [
    ("jawOpen", "jawOpen"), ("JawOpen", "jawOpen"), ("Wolf3D_Head.eyeBlink_L", "eyeBlinkLeft"), ("mouthSmile_R", "mouthSmileRight"),
    ("blendShape1.mouthLeft", "mouthLeft"), ("browInnerUp", "browInnerUp"), ("A_mouth_Lower_Down.L", "mouthLowerDownLeft"), ("smileBig", ""),
])  # fmt: skip
def test_arkit_is_known_in_any_spelling(text: str, name: str) -> None:
    assert arkit_name(text) == name


def test_visemes_are_known() -> None:
    assert [viseme_name(name) for name in VISEMES] == [name.removeprefix("viseme_") for name in VISEMES]
    assert viseme_name("head.Viseme_oh") == "O"
    assert viseme_name("aa") == ""


def weights(path: Path, spoken: tuple[Utterance, Audio]) -> tuple[np.ndarray, np.ndarray]:
    """(how far the model's targets are on in each frame, the gap that was asked for)."""
    performance = perform(*spoken, fps=10)
    return np.array([pose.weights for pose in poses(performance, own.load(path))]), performance.channel("gap")


def vrm(version: int) -> dict[str, Any]:
    if version == 1:
        presets = {
            name: {"morphTargetBinds": [{"node": 5, "index": i, "weight": 1.0}]}
            for i, name in enumerate(("aa", "ih", "ou", "ee", "oh", "blink"))
        }
        return {
            "VRMC_vrm": {
                "specVersion": "1.0",
                "expressions": {"preset": presets},
                "humanoid": {"humanBones": {"head": {"node": 2}}},
            }
        }
    groups = [
        {"presetName": name, "binds": [{"mesh": 0, "index": i, "weight": 100}]}
        for i, name in enumerate(("a", "i", "u", "e", "o", "blink"))
    ]
    return {
        "VRM": {"blendShapeMaster": {"blendShapeGroups": groups}, "humanoid": {"humanBones": [{"bone": "head", "node": 2}]}}
    }


@pytest.mark.parametrize("kind", ["arkit", "visemes", "vrm1", "vrm0"])
def test_it_speaks_by_whatever_shapes_it_has(kind: str, tmp_path: Path, spoken: tuple[Utterance, Audio]) -> None:
    names = {"arkit": list(SHAPES), "visemes": [*VISEMES, "eyeBlinkLeft", "eyeBlinkRight"]}.get(
        kind, ["one", "two", "three", "four", "five", "six"]
    )
    data = made(names, extensions=vrm(int(kind[3])) if kind.startswith("vrm") else None, skinned=kind == "arkit")
    moved, gap = weights(written(tmp_path, data, "mine.vrm"), spoken)
    mouth = (
        moved[:, :15].max(axis=1)
        if kind == "visemes"
        else moved[:, :5].max(axis=1)
        if kind.startswith("vrm")
        else moved[:, SHAPES.index("jawOpen")]
    )
    assert mouth.max() > 0.15
    if kind != "visemes":  # where silence is no shape
        assert mouth[gap < 1e-3].max() < 0.05
        assert np.corrcoef(mouth, gap)[0, 1] > 0.5
    assert moved[:, -1].max() >= 0
    assert (moved[0] == moved[-1]).all()


def test_its_pictures_move_and_rest_is_rest(tmp_path: Path, spoken: tuple[Utterance, Audio]) -> None:
    path = written(tmp_path, made(["jawOpen", "eyeBlinkLeft"], skinned=True))
    animator, avatar = HeadAnimator("plain:#00ff00"), avatar_of_file(path, size=(64, 64))
    frames = [frame.copy() for frame in animator.animate(*spoken, avatar, size=(96, 96), fps=5).frames]
    still = animator.rest(avatar, size=(96, 96)).pixels
    assert (frames[0] == still).all()
    assert (frames[-1] == still).all()
    assert any((frame != still).any() for frame in frames)
    middle = still[44, 48].astype(int)
    assert middle[0] > middle[1] + 20  # the head's own colour, not the green behind
    assert HeadAnimator("transparent").rest(avatar, size=(96, 96)).pixels.shape == (96, 96, 4)


def test_our_own_export_comes_back_as_it_was(tmp_path: Path) -> None:
    head = Head("one", hair="bald")
    model = own.load(written(tmp_path, export.to_vrm(head), "one.vrm"))
    assert model.drivers is not None
    assert model.drivers.shape == (len(SOURCES), 52)
    assert (model.drivers[:52] == np.eye(52)).all()
    apart = np.linalg.norm(model.joints["eyeLeft"] - model.joints["eyeRight"])
    assert apart == pytest.approx(1 / 1.45, abs=1e-3)
    skin = max((part for part in model.parts if part.targets is not None), key=lambda part: len(part.mesh))
    assert skin.targets is not None
    opened = skin.mesh.points + skin.targets[SHAPES.index("jawOpen")]
    assert opened[:, 1].min() < skin.mesh.points[:, 1].min() - 0.1


def refused(folder: Path, data: bytes, *words: str, name: str = "bad.glb") -> None:
    with pytest.raises(BadInput) as caught:
        own.load(written(folder, data, name))
    assert all(word in caught.value.en for word in words), caught.value.en
    assert any("\u4e00" <= letter <= "\u9fff" for letter in caught.value.zh)


def test_what_cannot_speak_is_told_what_is_looked_for(tmp_path: Path) -> None:
    refused(tmp_path, made([]), "jawOpen", "viseme_aa", "aa, ih, ou, ee, oh")
    refused(tmp_path, made(["smileBig", "wink"]), "smileBig, wink")


def test_what_is_broken_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = made(["jawOpen"])
    refused(tmp_path, b"", "no .glb")
    refused(tmp_path, b"\x89PNG" + good, "no .glb")
    refused(tmp_path, good[: len(good) // 2], "cut off")
    refused(tmp_path, good[:12] + b"\xff\xff\xff\x7fJSON" + good[20:], "cut off")
    refused(tmp_path, made(["jawOpen"], nodes=[{"children": [1]}, {"children": [0], "mesh": 0}]), "circle")
    refused(tmp_path, made(["jawOpen"], nodes=[{"children": [2]}, {"children": [2]}, {"mesh": 0}]), "hangs on two")
    refused(tmp_path, made(["jawOpen"], nodes=[{"mesh": 7}]), "meshes[7]")
    refused(tmp_path, made(["jawOpen"], nodes=[{"mesh": 0, "rotation": [0, 0, "x"]}]), "placed by")
    refused(tmp_path, made(["jawOpen"], extensionsRequired=["KHR_draco_mesh_compression"]), "KHR_draco_mesh_compression")
    monkeypatch.setattr(gltf, "LARGEST", len(good) - 1)
    refused(tmp_path, good, "MB are read")
    with pytest.raises(BadInput, match="not a file"):
        own.load(tmp_path / "none.glb")


def changed(data: bytes, change: Any) -> bytes:
    """The file with its JSON passed through `change`."""
    size = struct.unpack("<I", data[12:16])[0]
    scene = json.loads(data[20 : 20 + size])
    change(scene)
    text = json.dumps(scene).encode()
    text += b" " * (-len(text) % 4)
    rest = data[20 + size :]
    return b"glTF" + struct.pack("<II", 2, 20 + len(text) + len(rest)) + struct.pack("<I4s", len(text), b"JSON") + text + rest


def test_what_its_numbers_hide_is_told(tmp_path: Path) -> None:
    good = made(["jawOpen"])

    def none_in(scene: dict[str, Any]) -> None:
        scene["accessors"][0]["count"] = 0

    def beyond(scene: dict[str, Any]) -> None:
        scene["accessors"][0]["count"] = 10**6

    def outside(scene: dict[str, Any]) -> None:
        scene["buffers"][0]["uri"] = "../secret.bin"

    def far(scene: dict[str, Any]) -> None:
        scene["buffers"][0]["uri"] = "https://example.com/a.bin"

    refused(tmp_path, changed(good, none_in), "accessors[0] holds nothing")
    refused(tmp_path, changed(good, beyond), "more than its buffer view holds")
    refused(tmp_path, changed(good, outside), "../secret.bin")
    refused(tmp_path, changed(good, far), "does not lie beside it")
    size = struct.unpack("<I", good[12:16])[0]
    nothing = bytearray(good)
    nothing[28 + size : 32 + size] = struct.pack("<f", float("nan"))
    refused(tmp_path, bytes(nothing), "NaN")
    faces = made(["jawOpen"])

    def few(scene: dict[str, Any]) -> None:
        scene["accessors"][0]["count"] = 10
        del scene["meshes"][0]["primitives"][0]["attributes"]["NORMAL"], scene["meshes"][0]["primitives"][0]["targets"]
        scene["meshes"].append({"primitives": [{"attributes": {}, "targets": [{}]}], "extras": {"targetNames": ["jawOpen"]}})

    refused(tmp_path, changed(faces, few), "triangles of vertices")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    good = bytearray(made(["jawOpen", "eyeBlinkLeft"]))
    size = struct.unpack("<I", good[12:16])[0]
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, 19 + size))] = data.draw(st.integers(0, 255))
    path = written(tmp_path, bytes(good))
    try:
        own.load(path)
    except BadInput:
        return


def test_sources_have_names_of_their_own() -> None:
    assert len(set(vocabulary.SOURCES)) == len(vocabulary.SOURCES) == 52 + 15 + 6
