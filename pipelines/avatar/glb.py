"""glTF 2.0 in one binary file: what a scene's JSON refers to, laid out in its buffer. https://registry.khronos.org/glTF/specs/2.0/"""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np

_MAGIC, _VERSION = b"glTF", 2
_JSON, _BIN = 0x4E4F534A, 0x004E4942
_FLOAT, _USHORT, _UINT = 5126, 5123, 5125
_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
ARRAY, INDICES = 34962, 34963
"""The targets of buffer views that hold vertices and indices."""


class Buffer:
    """Arrays laid one after the other, with the accessors and buffer views that name them."""

    def __init__(self) -> None:
        self.accessors: list[dict[str, Any]] = []
        self.views: list[dict[str, Any]] = []
        self._bytes = bytearray()

    def add(self, values: np.ndarray, *, target: int = 0, bounds: bool = False) -> int:
        """The index of a new accessor over `values`: float32 (n,) or (n, k), or unsigned whole numbers (n,).

        `bounds` adds least and most of each column, which positions and times must have.
        """
        values = np.ascontiguousarray(values)
        if values.dtype.kind == "f":
            values, kind = values.astype("<f4"), _FLOAT
        else:
            small = values.max(initial=0) < 65_535
            values, kind = values.astype("<u2" if small else "<u4"), _USHORT if small else _UINT
        self._bytes += b"\0" * (-len(self._bytes) % 4)
        view = {"buffer": 0, "byteOffset": len(self._bytes), "byteLength": values.nbytes}
        self.views.append(view | ({"target": target} if target else {}))
        self._bytes += values.tobytes()
        width = 1 if values.ndim == 1 else values.shape[1]
        accessor: dict[str, Any] = {
            "bufferView": len(self.views) - 1,
            "componentType": kind,
            "count": len(values),
            "type": _TYPES[width],
        }
        if bounds:
            rows = values.reshape(len(values), width)
            accessor |= {"min": rows.min(axis=0).tolist(), "max": rows.max(axis=0).tolist()}
        self.accessors.append(accessor)
        return len(self.accessors) - 1

    def add_sparse(self, values: np.ndarray, *, bounds: bool = False, least: float = 1e-6) -> int:
        """As `add` for float32 (n, k) that is zero in most rows: only the others are stored; all of them where that is no smaller."""
        rows = np.flatnonzero(np.abs(values).max(axis=1) > least)
        values = np.asarray(values, np.float32)
        if len(rows) > 0.7 * len(values):
            return self.add(values, target=ARRAY, bounds=bounds)
        kept = np.zeros_like(values)
        kept[rows] = values[rows]
        accessor: dict[str, Any] = {"componentType": _FLOAT, "count": len(values), "type": _TYPES[values.shape[1]]}
        if len(rows):
            short = len(values) < 65_535
            index = self._view(rows.astype("<u2" if short else "<u4"))
            stored = self._view(values[rows].astype("<f4"))
            accessor["sparse"] = {"count": len(rows), "indices": {"bufferView": index, "componentType": _USHORT if short else _UINT},
                                  "values": {"bufferView": stored}}  # fmt: skip
        if bounds:
            accessor |= {"min": kept.min(axis=0).tolist(), "max": kept.max(axis=0).tolist()}
        self.accessors.append(accessor)
        return len(self.accessors) - 1

    def _view(self, values: np.ndarray) -> int:
        self._bytes += b"\0" * (-len(self._bytes) % 4)
        self.views.append({"buffer": 0, "byteOffset": len(self._bytes), "byteLength": values.nbytes})
        self._bytes += values.tobytes()
        return len(self.views) - 1

    def content(self) -> bytes:
        return bytes(self._bytes)


def dumps(scene: dict[str, Any], buffer: Buffer) -> bytes:
    """A .glb of the scene's JSON (without buffers, views, accessors, which are added) and the buffer. The same gives the same bytes."""
    data = buffer.content()
    full = {
        "asset": {"version": "2.0", "generator": "Shengying"},
        **scene,
        "accessors": buffer.accessors,
        "bufferViews": buffer.views,
        "buffers": [{"byteLength": len(data)}],
    }
    text = json.dumps(full, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    data += b"\0" * (-len(data) % 4)
    body = struct.pack("<II", len(text), _JSON) + text + struct.pack("<II", len(data), _BIN) + data
    return _MAGIC + struct.pack("<II", _VERSION, 12 + len(body)) + body
