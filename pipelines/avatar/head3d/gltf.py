"""A stranger's .glb or .vrm: what it holds, read with care. https://registry.khronos.org/glTF/specs/2.0/"""

from __future__ import annotations

import base64
import binascii
import io
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from ...errors import BadInput

KINDS = (".glb", ".vrm")
LARGEST = 200 * 1024 * 1024
"""Bytes of a file that is read."""
_NODES = 20_000
_TEXTURE = 2048  # pixels of a side that are kept
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
_KINDS = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_UNREADABLE = ("KHR_draco_mesh_compression", "EXT_meshopt_compression")


@dataclass(frozen=True, eq=False)
class Gltf:
    """`scene` the file's JSON, `buffers` what it refers to, `name` for messages."""

    name: str
    scene: dict[str, Any]
    buffers: tuple[bytes, ...]
    folder: Path

    def items(self, kind: str) -> list[dict[str, Any]]:
        """The nodes, meshes, … of the file."""
        found = self.scene.get(kind, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.broken(f"{kind} should be a list", f"{kind} 应为列表")
        return found

    def item(self, kind: str, index: Any) -> dict[str, Any]:
        found = self.items(kind)
        if not isinstance(index, int) or not 0 <= index < len(found):
            raise self.broken(f"there is no {kind}[{index}]", f"不存在 {kind}[{index}]")
        return found[index]

    def broken(self, en: str, zh: str) -> BadInput:
        return BadInput(f"{self.name} is not a sound glTF file: {en}. Export it again as .glb, without compression.",
                        f"{self.name} 不是有效的 glTF 文件：{zh}。请重新导出为未压缩的 .glb。")  # fmt: skip

    def view(self, index: Any) -> bytes:
        view = self.item("bufferViews", index)
        buffer, start, length = view.get("buffer", 0), view.get("byteOffset", 0), view.get("byteLength", 0)
        if not all(isinstance(one, int) for one in (buffer, start, length)) or not 0 <= buffer < len(self.buffers):
            raise self.broken(f"bufferViews[{index}] is out of place", f"bufferViews[{index}] 位置有误")
        data = self.buffers[buffer]
        if start < 0 or length < 0 or start + length > len(data):
            raise self.broken(
                f"bufferViews[{index}] ends at byte {start + length:,} of {len(data):,}",
                f"bufferViews[{index}] 结束于第 {start + length:,} 字节，而数据只有 {len(data):,} 字节",
            )
        return data[start : start + length]

    def accessor(self, index: Any, *, whole: bool = False) -> np.ndarray:
        """Its values, float64 (count, width), or int64 if `whole`. BadInput for none, too few, or what is no number."""
        one = self.item("accessors", index)
        count, width, kind = one.get("count", 0), _WIDTHS.get(one.get("type", "")), _KINDS.get(one.get("componentType", 0))
        if width is None or kind is None or not isinstance(count, int) or count < 1:
            raise self.broken(
                f"accessors[{index}] holds nothing (count {count}, type {one.get('type')})",
                f"accessors[{index}] 为空（数量 {count}，类型 {one.get('type')}）",
            )
        values = np.zeros((count, width))
        if "bufferView" in one:
            values = self._strided(index, one, count, width, np.dtype(kind)).astype(np.float64)
        if "sparse" in one:
            values = self._sparse(index, one["sparse"], values, np.dtype(kind))
        if one.get("normalized") and kind[1] != "f":
            values = np.maximum(values / np.iinfo(np.dtype(kind)).max, -1.0)
        if not np.isfinite(values).all():
            raise self.broken(
                f"accessors[{index}] holds values that are no numbers (NaN)", f"accessors[{index}] 含有非数字的值（NaN）"
            )
        return values.astype(np.int64) if whole else values

    def _strided(self, index: Any, one: dict[str, Any], count: int, width: int, kind: np.dtype[Any]) -> np.ndarray:
        data = self.view(one["bufferView"])
        start = one.get("byteOffset", 0)
        step = self.item("bufferViews", one["bufferView"]).get("byteStride") or kind.itemsize * width
        if (
            not isinstance(start, int)
            or not isinstance(step, int)
            or start < 0
            or start + (count - 1) * step + kind.itemsize * width > len(data)
        ):
            raise self.broken(
                f"accessors[{index}] asks for more than its buffer view holds", f"accessors[{index}] 超出其缓冲视图"
            )
        return np.ndarray((count, width), kind, data, start, (step, kind.itemsize))

    def _sparse(self, index: Any, sparse: dict[str, Any], values: np.ndarray, kind: np.dtype[Any]) -> np.ndarray:
        try:
            many, rows, stored = int(sparse["count"]), sparse["indices"], sparse["values"]
            at = np.frombuffer(self.view(rows["bufferView"]), _KINDS[rows["componentType"]], many, rows.get("byteOffset", 0))
            new = np.frombuffer(self.view(stored["bufferView"]), kind, many * values.shape[1], stored.get("byteOffset", 0))
            out = np.array(values, np.float64)
            out[at] = new.reshape(many, -1)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise self.broken(
                f"accessors[{index}] has sparse values that do not fit", f"accessors[{index}] 的稀疏数据有误"
            ) from error
        return out

    def texture(self, index: Any) -> np.ndarray:
        """A texture's picture, uint8 (height, width, 4)."""
        source = self.item("textures", index).get("source")
        if source is None:
            raise self.broken(f"textures[{index}] has no plain picture", f"textures[{index}] 没有普通图片")
        image = self.item("images", source)
        data = (
            self.view(image["bufferView"])
            if "bufferView" in image
            else _fetch(self.folder, str(image.get("uri", "")), self.name)
        )
        try:
            with Image.open(io.BytesIO(data)) as picture:
                picture.thumbnail((_TEXTURE, _TEXTURE))
                return np.asarray(picture.convert("RGBA"))
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as error:
            raise self.broken(f"images[{source}] cannot be read", f"images[{source}] 无法读取") from error

    def order(self) -> list[tuple[int, int]]:
        """(node, its parent or -1), parents first. BadInput for cycles and nodes with two parents."""
        nodes = self.items("nodes")
        if len(nodes) > _NODES:
            raise self.broken(
                f"it has {len(nodes):,} nodes; up to {_NODES:,} are read", f"它有 {len(nodes):,} 个节点；最多读取 {_NODES:,} 个"
            )
        parents: dict[int, int] = {}
        for i, node in enumerate(nodes):
            for child in node.get("children", ()):
                self.item("nodes", child)
                if child in parents:
                    raise self.broken(
                        f"node {child} hangs on two others ({parents[child]} and {i})",
                        f"节点 {child} 有两个父节点（{parents[child]} 与 {i}）",
                    )
                parents[child] = i
        waiting = [(i, -1) for i in range(len(nodes)) if i not in parents]
        out = []
        while waiting:
            at, parent = waiting.pop()
            out.append((at, parent))
            waiting += [(child, at) for child in nodes[at].get("children", ())]
        if len(out) < len(nodes):
            lost = sorted(set(range(len(nodes))) - {at for at, _ in out})
            raise self.broken(f"its nodes go round in a circle (nodes {lost[:6]})", f"其节点形成循环（节点 {lost[:6]}）")
        return out


def read(path: Path) -> Gltf:
    """A .glb or .vrm. BadInput for what is none, is too large, cut off, compressed, or refers to files outside its folder."""
    path = Path(path)
    if not path.is_file():
        raise BadInput(f"{path} is not a file. Give a .glb or .vrm.", f"{path} 不是文件。请给出 .glb 或 .vrm。")
    size = path.stat().st_size
    if size > LARGEST:
        raise BadInput(
            f"{path} has {size / 1e6:,.0f} MB; up to {LARGEST / 1e6:,.0f} MB are read. Make its textures smaller.",
            f"{path} 有 {size / 1e6:,.0f} MB；最多读取 {LARGEST / 1e6:,.0f} MB。请缩小贴图。",
        )
    data = path.read_bytes()
    name = str(path)
    if len(data) < 20 or data[:4] != b"glTF":
        raise BadInput(f"{name} is no .glb: it does not begin as one. Accepted: glTF 2.0 in one binary file (.glb, .vrm).",
                       f"{name} 不是 .glb 文件。可接受 glTF 2.0 的单个二进制文件（.glb、.vrm）。")  # fmt: skip
    version, length = struct.unpack("<II", data[4:12])
    if version != 2 or length > len(data):
        raise BadInput(
            f"{name} is cut off or of another version: it says {length:,} bytes of version {version}, and has {len(data):,}. Accepted: a whole glTF 2.0.",
            f"{name} 不完整或版本不符：标明版本 {version}、{length:,} 字节，实有 {len(data):,} 字节。可接受完整的 glTF 2.0。",
        )
    return _opened(path, data[12:length])


def _opened(path: Path, rest: bytes) -> Gltf:
    chunks: dict[bytes, bytes] = {}
    while len(rest) >= 8:
        size, kind = struct.unpack("<I4s", rest[:8])
        if size > len(rest) - 8:
            raise BadInput(
                f"{path} is cut off inside a part of {size:,} bytes. Export it again.",
                f"{path} 在 {size:,} 字节的数据块中被截断。请重新导出。",
            )
        chunks.setdefault(kind, rest[8 : 8 + size])
        rest = rest[8 + size :]
    file = Gltf(str(path), {}, (), path.parent)
    try:
        scene = json.loads(chunks.get(b"JSON", b""))
    except (ValueError, RecursionError) as error:
        raise file.broken("its JSON cannot be read", "其 JSON 无法解析") from error
    if not isinstance(scene, dict):
        raise file.broken("its JSON is no object", "其 JSON 不是对象")
    needed = [name for name in scene.get("extensionsRequired", ()) if name in _UNREADABLE]
    if needed:
        raise BadInput(f"{path} is compressed ({', '.join(needed)}), which is not read. Export it without compression.",
                       f"{path} 使用了压缩（{'、'.join(needed)}），无法读取。请导出未压缩的文件。")  # fmt: skip
    file = Gltf(str(path), scene, (), path.parent)
    buffers = []
    for i, buffer in enumerate(file.items("buffers")):
        inner = (
            chunks.get(b"BIN\x00", b"")
            if i == 0 and "uri" not in buffer
            else _fetch(path.parent, str(buffer.get("uri", "")), str(path))
        )
        buffers.append(inner)
    return Gltf(str(path), scene, tuple(buffers), path.parent)


def _fetch(folder: Path, uri: str, name: str) -> bytes:
    """What a URI of the file stands for: data, or a file beside it. BadInput for anything elsewhere."""
    if uri.startswith("data:"):
        try:
            return base64.b64decode(uri.partition(",")[2], validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadInput(
                f"{name} holds data that cannot be read ({uri[:30]}…).", f"{name} 含有无法读取的数据（{uri[:30]}…）。"
            ) from error
    place = (folder / uri).resolve()
    if not uri or "://" in uri or not place.is_relative_to(folder.resolve()):
        raise BadInput(f"{name} refers to {uri!r}, which does not lie beside it. Accepted: data inside the .glb, or files of its own folder.",
                       f"{name} 引用了不在其文件夹内的 {uri!r}。可接受 .glb 内的数据，或同一文件夹中的文件。")  # fmt: skip
    if not place.is_file() or place.stat().st_size > LARGEST:
        raise BadInput(
            f"{name} refers to {uri!r}, which is not there (or too large).", f"{name} 引用的 {uri!r} 不存在（或过大）。"
        )
    return place.read_bytes()
