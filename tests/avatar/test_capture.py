"""A performance in other programs' files."""

from __future__ import annotations

import csv
import io
import json
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from pipelines.avatar import capture
from pipelines.avatar.arkit import SHAPES, blendshapes
from pipelines.avatar.performance import NAMES, Performance, perform
from pipelines.errors import BadInput
from pipelines.media import Audio
from pipelines.timeline import Utterance


@pytest.fixture(scope="module")
def acted(spoken: tuple[Utterance, Audio]) -> Performance:
    return perform(*spoken, fps=30)


def test_csv_is_that_of_live_link_face(acted: Performance) -> None:
    rows = list(csv.DictReader(io.StringIO(capture.to_csv(acted))))
    assert len(rows) == len(acted)
    assert list(rows[0])[:4] == ["Timecode", "BlendShapeCount", "EyeBlinkLeft", "EyeLookDownLeft"]
    assert len(rows[0]) == 2 + 61
    assert {row["BlendShapeCount"] for row in rows} == {"61"}
    assert rows[31]["Timecode"] == "00:00:01:01.000"
    assert [float(row["JawOpen"]) for row in rows] == pytest.approx(
        blendshapes(acted)[:, SHAPES.index("jawOpen")].tolist(), abs=1e-6
    )
    assert [float(row["HeadYaw"]) for row in rows] == pytest.approx(np.radians(acted.channel("yaw")).tolist(), abs=1e-6)


def test_json_comes_back_as_it_was(acted: Performance, tmp_path: Path) -> None:
    path = tmp_path / "perf.json"
    path.write_text(capture.to_json(acted), encoding="utf-8")
    again = capture.read(path)
    assert again.fps == 30
    for name in NAMES:
        assert again.channel(name) == pytest.approx(acted.channel(name), abs=1e-6)
    assert list(json.loads(path.read_text(encoding="utf-8"))["arkit"]) == list(SHAPES)


def parts(content: bytes) -> tuple[dict[str, object], bytes]:
    magic, version, length = struct.unpack_from("<4sII", content)
    assert (magic, version, length) == (b"glTF", 2, len(content))
    size, kind = struct.unpack_from("<I4s", content, 12)
    assert kind == b"JSON"
    start = 20 + size
    data, kind = struct.unpack_from("<I4s", content, start)
    assert kind == b"BIN\0"
    return json.loads(content[20:start]), content[start + 8 : start + 8 + data]


def test_glb_animates_the_shapes_and_the_head(acted: Performance) -> None:
    content = capture.to_glb(acted)
    assert content == capture.to_glb(acted)
    scene, data = parts(content)
    assert scene["meshes"][0]["extras"]["targetNames"] == list(SHAPES)  # type: ignore[index]
    made = scene["animations"][0]  # type: ignore[index]

    def values(accessor: int) -> np.ndarray:
        facts = scene["accessors"][accessor]  # type: ignore[index]
        view = scene["bufferViews"][facts["bufferView"]]  # type: ignore[index]
        return np.frombuffer(data[view["byteOffset"] : view["byteOffset"] + view["byteLength"]], "<f4")

    for sampler in made["samplers"]:
        assert values(sampler["input"]) == pytest.approx(np.arange(len(acted)) / 30)
    weights = values(made["samplers"][1]["output"]).reshape(-1, 52)
    assert weights == pytest.approx(blendshapes(acted))
    assert np.linalg.norm(values(made["samplers"][0]["output"]).reshape(-1, 4), axis=1) == pytest.approx(1.0)


@given(st.tuples(*[st.floats(-60, 60)] * 3))
def test_the_heads_turn_is_yaw_then_pitch_then_roll(angles: tuple[float, float, float]) -> None:
    yaw, pitch, roll = angles
    expected = Rotation.from_euler("YXZ", [yaw, pitch, -roll], degrees=True).as_quat()
    found = capture.quaternions(np.array([angles]))[0]
    assert abs(float(found @ expected)) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"schema": "x", "version": 1, "fps": 25, "frames": 1, "channels": {}}', "[" * 100_000,
     '{"schema": "shengying.performance", "version": 9, "fps": 25, "frames": 1, "channels": {}}',
     '{"schema": "shengying.performance", "version": 1, "fps": 0, "frames": 1, "channels": {}}',
     '{"schema": "shengying.performance", "version": 1, "fps": 25, "frames": 1, "channels": {"gap": [1, 2]}}'],
)  # fmt: skip
def test_what_is_no_performance_is_refused_with_its_place(text: str, tmp_path: Path) -> None:
    path = tmp_path / "perf.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"perf\.json"):
        capture.read(path)
    with pytest.raises(BadInput):
        capture.read(tmp_path / "none.json")
