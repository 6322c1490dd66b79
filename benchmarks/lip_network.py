"""A network of Wav2Lip's own layers with random weights, as ONNX: it draws nothing of use and takes as long as the trained one.

Layers as in Prajwal et al. 2020 (encoder and decoder of the face, encoder of the sound, each convolution with its batch norm folded in).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_FACE = ([(16, 7, 1, 3)], [(32, 3, 2, 1), 32, 32], [(64, 3, 2, 1), 64, 64, 64], [(128, 3, 2, 1), 128, 128], [(256, 3, 2, 1), 256, 256],
         [(512, 3, 2, 1), 512], [(512, 3, 1, 0), (512, 1, 1, 0)])  # fmt: skip
_SOUND = [
    (32, 3, 1, 1),
    32,
    32,
    (64, 3, (3, 1), 1),
    64,
    64,
    (128, 3, 3, 1),
    128,
    128,
    (256, 3, (3, 2), 1),
    256,
    (512, 3, 1, 0),
    (512, 1, 1, 0),
]
_LIPS = ([(512, 1, 1, 0)], [(512, 1, 0), 512], [(512, 2, 1), 512, 512], [(384, 2, 1), 384, 384], [(256, 2, 1), 256, 256],
         [(128, 2, 1), 128, 128], [(64, 2, 1), 64, 64])  # fmt: skip
"""Blocks of layers: (channels, kernel, stride, padding); a number for a residual layer of 3 × 3; (channels, stride, padding) for one that
enlarges."""


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._rng = np.random.default_rng(0)

    def node(self, kind: str, *inputs: str, **attributes: object) -> str:
        out = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], **attributes))
        return out

    def weight(self, *shape: int) -> str:
        name = f"w{len(self.weights)}"
        values = self._rng.normal(0, 1 / np.sqrt(np.prod(shape[1:])), shape).astype(np.float32)
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def conv(self, x: str, before: int, after: int, kernel: int, stride: object, padding: int) -> str:
        strides = list(stride) if isinstance(stride, tuple) else [stride, stride]
        return self.node(
            "Conv", x, self.weight(after, before, kernel, kernel), self.weight(after), strides=strides, pads=[padding] * 4
        )

    def larger(self, x: str, before: int, after: int, stride: int, padding: int) -> str:
        return self.node("ConvTranspose", x, self.weight(before, after, 3, 3), self.weight(after), strides=[stride] * 2,
                         pads=[padding] * 4, output_padding=[padding] * 2)  # fmt: skip

    def block(self, x: str, channels: int, layers: list[object]) -> tuple[str, int]:
        for layer in layers:
            if isinstance(layer, int):
                out = self.node("Add", self.conv(x, channels, layer, 3, 1, 1), x)
            elif isinstance(layer, tuple) and len(layer) == 4:
                out = self.conv(x, channels, *layer)
                channels = layer[0]
            else:
                assert isinstance(layer, tuple)
                out = self.larger(x, channels, *layer)
                channels = layer[0]
            x = self.node("Relu", out)
        return x, channels


def save(path: Path) -> int:
    """Write the network; how many weights it has."""
    graph = _Graph()
    x, channels, seen = "face", 6, []
    for block in _FACE:
        x, channels = graph.block(x, channels, list(block))
        seen.append((x, channels))
    x, channels = graph.block("mel", 1, list(_SOUND))
    for block in _LIPS:
        x, channels = graph.block(x, channels, list(block))
        skip, more = seen.pop()
        x, channels = graph.node("Concat", x, skip, axis=1), channels + more
    x = graph.node("Relu", graph.conv(x, channels, 32, 3, 1, 1))
    graph.nodes.append(helper.make_node("Sigmoid", [graph.conv(x, 32, 3, 1, 1, 0)], ["lips"]))
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", *shape])
              for name, shape in (("mel", (1, 80, 16)), ("face", (6, 96, 96)), ("lips", (3, 96, 96)))]  # fmt: skip
    made = helper.make_model(helper.make_graph(graph.nodes, "wav2lip", values[:2], values[2:], graph.weights),
                             opset_imports=[helper.make_opsetid("", 17)], ir_version=8)  # fmt: skip
    onnx.save(made, str(path))
    return sum(int(np.prod(weight.dims)) for weight in graph.weights)
