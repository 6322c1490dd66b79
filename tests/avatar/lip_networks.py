"""Small networks of Wav2Lip's signature, made by hand: one of random weights, and one whose picture is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

BLUE_FIRST = (0.05, 0.10, 0.95)  # a red, as the network gives it


def save(path: Path, nodes: list[onnx.NodeProto], weights: dict[str, np.ndarray], *, side: int = 96, batch: object = "N",
         channels: int = 6, kind: int = TensorProto.FLOAT) -> Path:  # fmt: skip
    """A network of inputs "mel" (batch, 1, 80, 16) and "face" (batch, channels, side, side) and an output "lips"."""
    dtype = np.float16 if kind == TensorProto.FLOAT16 else np.float32
    constants = [numpy_helper.from_array(value.astype(dtype if value.dtype != np.int64 else np.int64), name)
                 for name, value in weights.items()]  # fmt: skip
    inputs = [helper.make_tensor_value_info("mel", kind, [batch, 1, 80, 16]),
              helper.make_tensor_value_info("face", kind, [batch, channels, side, side])]  # fmt: skip
    output = helper.make_tensor_value_info("lips", kind, [batch, 3, side, side])
    graph = helper.make_graph(nodes, "lips", inputs, [output], constants)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))
    return path


def random(path: Path, **options: object) -> Path:
    """Noise that depends on the sound and on the face"""
    rng = np.random.default_rng(0)
    channels = int(str(options.get("channels", 6)))
    nodes = [
        helper.make_node("ReduceMean", ["mel"], ["heard"], axes=[1, 2, 3], keepdims=1),
        helper.make_node("Conv", ["face", "weights"], ["seen"], pads=[1, 1, 1, 1]),
        helper.make_node("Add", ["seen", "heard"], ["both"]),
        helper.make_node("Sigmoid", ["both"], ["lips"]),
    ]
    return save(path, nodes, {"weights": rng.normal(0, 0.3, (3, channels, 3, 3))}, **options)  # type: ignore[arg-type]


def painter(path: Path, *, side: int = 96, **options: object) -> Path:
    """The face as it is, with a red disc where the mouth is, as opaque as what it hears is loud"""
    y, x = np.mgrid[:side, :side] / side
    disc = (np.hypot(x - 0.5, (y - 0.76) * 1.3) < 0.10).astype(np.float32)[None, None]
    nodes = [
        helper.make_node("ReduceMean", ["mel"], ["mean"], axes=[1, 2, 3], keepdims=1),
        helper.make_node("Add", ["mean", "four"], ["raised"]),
        helper.make_node("Mul", ["raised", "eighth"], ["loud"]),
        helper.make_node("Mul", ["loud", "disc"], ["share"]),
        helper.make_node("Slice", ["face", "from", "to", "axis"], ["own"]),
        helper.make_node("Sub", ["red", "own"], ["apart"]),
        helper.make_node("Mul", ["apart", "share"], ["moved"]),
        helper.make_node("Add", ["own", "moved"], ["lips"]),
    ]
    weights = {"disc": disc, "red": np.array(BLUE_FIRST, np.float32).reshape(1, 3, 1, 1), "four": np.array(4.0, np.float32),
               "eighth": np.array(0.25, np.float32), "from": np.array([3]), "to": np.array([6]), "axis": np.array([1])}  # fmt: skip
    return save(path, nodes, weights, side=side, **options)  # type: ignore[arg-type]
