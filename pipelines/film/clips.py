"""A creator's own moving scene: a moviepy file or a video, as frames of exactly the size and number that a shot needs.

A moviepy file is Python with one function: `scene(size, seconds)`, which returns a moviepy clip.
"""

from __future__ import annotations

import importlib.util
import inspect
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np

from ..errors import BadInput
from ..media import FrameStream, Picture
from .camera import cover

VIDEO_SUFFIXES = (".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi", ".gif")


def open_clip(path: Path, size: tuple[int, int], fps: int, frames: int) -> FrameStream:
    """`frames` frames of `size` from a moviepy file (.py) or a video; filled and cropped, the last frame held if too short.

    BadInput if the file is none of these, or the scene in it fails: then with the file and the line.
    """
    path = check_clip(path)
    make = _scene_frames if path.suffix.lower() == ".py" else _video_frames
    return FrameStream(size, fps, frames, make(path, size, fps, frames))


def check_clip(path: Path) -> Path:
    """The path itself if it can be a scene: a video that opens, or Python that defines `scene`. Else BadInput."""
    path = Path(path)
    suffix = path.suffix.lower()
    if not path.is_file() or (suffix != ".py" and suffix not in VIDEO_SUFFIXES):
        raise BadInput(
            f"{path} is not a scene. Accepted: a video ({', '.join(VIDEO_SUFFIXES)}) or a .py file with scene(size, seconds).",
            f"{path} 不是场景文件。可接受视频（{'、'.join(VIDEO_SUFFIXES)}）或包含 scene(size, seconds) 的 .py 文件。",
        )
    if suffix == ".py":
        _scene_function(path)
    else:
        with _opened(path):
            pass
    return path


def _scene_function(path: Path) -> Callable[[tuple[int, int], float], Any]:
    spec = importlib.util.spec_from_file_location(f"scene_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # no __pycache__ beside a person's own file
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise _broken(path, error) from error
    finally:
        sys.dont_write_bytecode = kept
    made = getattr(module, "scene", None)
    if not callable(made):
        raise BadInput(
            f"{path} defines no function scene(size, seconds). It should return a moviepy clip.",
            f"{path} 中没有函数 scene(size, seconds)。它应返回一个 moviepy 片段。",
        )
    _check_signature(path, made)
    return made  # type: ignore[no-any-return]


def _check_signature(path: Path, made: Callable[..., Any]) -> None:
    """BadInput unless `made` can be called as scene(size, seconds)."""
    try:
        signature = inspect.signature(made)
    except ValueError:  # compiled: it tells no signature, and the call will show
        return
    try:
        signature.bind((128, 128), 1.0)
    except TypeError as error:
        number = getattr(getattr(made, "__code__", None), "co_firstlineno", 0)
        place, place_zh = (f"{path}, line {number}", f"{path} 第 {number} 行") if number else (str(path), str(path))
        raise BadInput(
            f"{place}: scene{signature} cannot be called as scene(size, seconds), which is what a scene needs.",
            f"{place_zh}：scene{signature} 无法以 scene(size, seconds) 调用；场景函数应接受这两个参数。",
        ) from error


def _scene_frames(path: Path, size: tuple[int, int], fps: int, frames: int) -> Iterator[np.ndarray]:
    try:
        clip = _scene_function(path)(size, frames / fps)
    except BadInput:
        raise
    except Exception as error:
        raise _broken(path, error) from error
    if not hasattr(clip, "get_frame"):
        raise BadInput(
            f"scene() in {path} returned {type(clip).__name__}; a moviepy clip is needed.",
            f"{path} 中的 scene() 返回了 {type(clip).__name__}；需要 moviepy 片段。",
        )
    last = (clip.duration - 0.5 / fps) if clip.duration else float("inf")
    for number in range(frames):
        try:
            pixels = np.asarray(clip.get_frame(min(number / fps, last)))
        except Exception as error:
            raise _broken(path, error) from error
        yield _fitted(pixels, size)


def _fitted(pixels: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    return cover(Picture(np.clip(pixels, 0, 255).astype(np.uint8)), size)


def _broken(path: Path, error: Exception) -> BadInput:
    """The error with the line of the creator's own file where it came up."""
    lines = [row.lineno for row in traceback.extract_tb(error.__traceback__) if Path(row.filename) == path]
    number = getattr(error, "lineno", None) if isinstance(error, SyntaxError) else (lines[-1] if lines else None)
    place = f"{path}, line {number}" if number else str(path)
    place_zh = f"{path} 第 {number} 行" if number else str(path)
    what = f"{type(error).__name__}: {error}"
    return BadInput(f"The scene in {place} failed. {what}", f"{place_zh} 的场景出错。{what}")


def _opened(path: Path) -> Any:
    try:
        container = av.open(str(path))
    except (av.FFmpegError, ValueError, OSError) as error:
        raise BadInput(
            f"{path} cannot be read as a video ({error}). Accepted: a whole mp4, mov, webm, mkv, avi or gif.",
            f"{path} 无法作为视频读取（{error}）。可接受完整的 mp4、mov、webm、mkv、avi 或 gif。",
        ) from error
    if not container.streams.video:
        container.close()
        raise BadInput(f"{path} holds no picture.", f"{path} 中没有画面。")
    return container


def _video_frames(path: Path, size: tuple[int, int], fps: int, frames: int) -> Iterator[np.ndarray]:
    """At each frame's time, the picture that a player would show then."""
    number, shown = 0, None
    with _opened(path) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        begin = float(stream.start_time * stream.time_base) if stream.start_time else 0.0
        try:
            for frame in container.decode(stream):
                time = (frame.time or 0.0) - begin
                while shown is not None and number < frames and number / fps < time - 1e-4:
                    yield shown
                    number += 1
                if number >= frames:
                    return
                shown = cover(Picture(frame.to_ndarray(format="rgb24")), size)
        except av.FFmpegError as error:
            if shown is None:
                raise BadInput(f"{path} cannot be decoded ({error}).", f"{path} 无法解码（{error}）。") from error
    if shown is None:
        raise BadInput(f"{path} holds no picture.", f"{path} 中没有画面。")
    for _ in range(frames - number):
        yield shown
