"""A lip network of Wav2Lip's shape as an ONNX file that the person brings: its signature checked, run in batches."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import BadInput, EngineFailed
from .mel import BANDS, STEPS

VARIABLE = "STUDIO_WAV2LIP"
_SIDE = 96
_BATCH = 16
_SIDES = range(32, 1025)
_WANTED_EN = (
    f"Wanted: sound (N, 1, {BANDS}, {STEPS}) and faces (N, 6, S, S) in, lips (N, 3, S, S) out, S of 32 to 1024 (Wav2Lip: 96)."
)
_WANTED_ZH = (
    f"需要：输入声音 (N, 1, {BANDS}, {STEPS}) 和人脸 (N, 6, S, S)，输出 (N, 3, S, S)，S 为 32 到 1024（Wav2Lip 为 96）。"
)


def file_of(path: str) -> Path | None:
    """The file of `--model`, else of STUDIO_WAV2LIP; None where neither is given. It may not be there."""
    given = path or os.environ.get(VARIABLE, "")
    return Path(given) if given else None


def chosen(path: str) -> Path:
    """`file_of` a network that is there; else BadInput."""
    given = file_of(path)
    if given is None:
        raise BadInput(
            f"The animator 'wav2lip' needs a network of your own: --model FILE.onnx, or {VARIABLE}=FILE.onnx. None is fetched.",
            f"动画引擎“wav2lip”需要您自己的网络：--model 文件.onnx，或 {VARIABLE}=文件.onnx。程序不会自动下载。",
        )
    if not given.is_file():
        raise BadInput(f"{given} is not a file. Give a lip network as .onnx.", f"{given} 不是文件。请给出 .onnx 口型网络。")
    return given


def identity(given: str) -> str:
    """A few characters that change with the network's file: of its size, its beginning and its end. "" where there is none."""
    path = file_of(given)
    if path is None or not path.is_file():
        return ""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(1 << 20)
        file.seek(max(0, size - (1 << 20)))
        return hashlib.sha256(str(size).encode() + head + file.read()).hexdigest()[:12]


class LipModel:
    """The network of `path`. `side`: the pixels of a face's side that it takes.

    Runs on CUDA where onnxruntime has it, unless STUDIO_DEVICE=cpu. BadInput for a file that is no ONNX network or has another signature.
    """

    def __init__(self, path: Path) -> None:
        import onnxruntime  # loaded with the first line, not with the program

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        if threads := len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0:
            options.intra_op_num_threads = threads
        self.path = path
        try:
            self._session: Any = onnxruntime.InferenceSession(str(path), options, providers=_providers(onnxruntime))
        except Exception as error:  # its errors are of many kinds, none of them public
            raise BadInput(
                f"{path} cannot be read as an ONNX network ({_first(error)}). {_WANTED_EN}",
                f"{path} 无法作为 ONNX 网络读取（{_first(error)}）。{_WANTED_ZH}",
            ) from error
        self._sound, self._faces, self._out, self.side, self._batch = self._signature()

    @property
    def device(self) -> str:
        return "cuda" if "CUDAExecutionProvider" in self._session.get_providers() else "cpu"

    def _signature(self) -> tuple[Any, Any, Any, int, int]:
        """(the sound's input, the faces', the output, the side, the batch or 0 for any)"""
        given, made = self._session.get_inputs(), self._session.get_outputs()
        sound = [one for one in given if _fits(one.shape, (1, BANDS, STEPS)) and "float" in one.type]
        faces = [one for one in given if one not in sound and _fits(one.shape, (6, None, None)) and "float" in one.type]
        lips = [one for one in made if _fits(one.shape, (3, None, None))]
        side = _number(faces[0].shape[2], _SIDE) if faces else 0
        square = bool(faces) and _number(faces[0].shape[3], side) == side and side in _SIDES
        same = bool(lips) and all(_number(length, side) == side for length in lips[0].shape[2:])
        if not (len(given) == 2 and len(sound) == len(faces) == 1 and square and same):
            found = "; ".join(f"{one.name} {_shape(one.shape)}" for one in given)
            out = "; ".join(f"{one.name} {_shape(one.shape)}" for one in made)
            raise BadInput(
                f"{self.path} has another signature: in {found}, out {out}. {_WANTED_EN}",
                f"{self.path} 的接口不符：输入 {found}；输出 {out}。{_WANTED_ZH}",
            )
        return sound[0], faces[0], lips[0], side, _number(faces[0].shape[0], 0) or _number(sound[0].shape[0], 0)

    def draw(self, sounds: np.ndarray, faces: np.ndarray) -> np.ndarray:
        """Faces (n, side, side, 3) RGB uint8 as they say `sounds` (n, 80, 16): float32 of the same shape, 0 to 255.

        EngineFailed if the network fails or gives no numbers.
        """
        size = self._batch or _BATCH
        return np.concatenate([self._drawn(sounds[i : i + size], faces[i : i + size]) for i in range(0, len(faces), size)])

    def _drawn(self, sounds: np.ndarray, faces: np.ndarray) -> np.ndarray:
        count, size = len(faces), self._batch or len(faces)
        seen = np.ascontiguousarray(faces[..., ::-1].transpose(0, 3, 1, 2), np.float32) / 255  # blue first, as it was taught
        masked = seen.copy()
        masked[:, :, self.side // 2 :] = 0
        both = np.concatenate((masked, seen), axis=1)
        feed = {self._sound.name: _padded(sounds[:, None], size), self._faces.name: _padded(both, size)}
        kinds = {one.name: np.float16 if "float16" in one.type else np.float32 for one in (self._sound, self._faces)}
        try:
            (out,) = self._session.run([self._out.name], {name: value.astype(kinds[name]) for name, value in feed.items()})
        except Exception as error:
            raise EngineFailed(
                f"The network {self.path} failed: {_first(error)}", f"网络 {self.path} 运行失败：{_first(error)}"
            ) from error
        lips = np.asarray(out[:count], np.float32)
        if lips.shape[1:] != (3, self.side, self.side) or not np.isfinite(lips).all():
            raise EngineFailed(
                f"The network {self.path} gave no picture of {self.side} pixels a side.",
                f"网络 {self.path} 没有给出 {self.side} 像素的图像。",
            )
        return np.clip(lips.transpose(0, 2, 3, 1)[..., ::-1] * 255, 0, 255)


def _providers(onnxruntime: Any) -> list[str]:
    there = onnxruntime.get_available_providers()
    wanted = (
        ["CPUExecutionProvider"]
        if os.environ.get("STUDIO_DEVICE") == "cpu"
        else ["CUDAExecutionProvider", "CPUExecutionProvider"]
    )
    return [name for name in wanted if name in there]


def _padded(values: np.ndarray, count: int) -> np.ndarray:
    """Up to `count` rows, the last one repeated: some networks take one number of faces only"""
    return values if len(values) == count else np.concatenate((values, np.repeat(values[-1:], count - len(values), axis=0)))


def _fits(shape: list[Any], wanted: tuple[int | None, ...]) -> bool:
    """Whether a shape (numbers, names for any number, None) can be (N, *wanted)"""
    return len(shape) == 4 and all(
        not isinstance(length, int) or want is None or length == want for length, want in zip(shape[1:], wanted, strict=True)
    )


def _number(length: Any, otherwise: int) -> int:
    return length if isinstance(length, int) else otherwise


def _shape(shape: list[Any]) -> str:
    return "(" + ", ".join(str(length) if isinstance(length, int) else "N" for length in shape) + ")"


def _first(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
