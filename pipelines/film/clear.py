"""A presenter's frames as a film with transparency, for other editors: sound and labels go with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from ..media import Audio, FrameStream, Picture, Progress, no_progress
from . import ffmpeg, labels
from .layout import check_size


def write(
    stream: FrameStream,
    sound: Audio,
    out: Path,
    *,
    metadata: Mapping[str, str],
    language: str = "",
    label_frames: int = 0,
    progress: Progress = no_progress,
) -> None:
    """`out` (.webm or .mov, see ffmpeg.encode_clear) of a clear stream: the visible label, solid, in its first `label_frames`.

    BadInput for a size that no film can have and for another suffix.
    """
    check_size(stream.size)
    ffmpeg.encode_clear(_frames(stream, language, label_frames), sound, out, size=stream.size, fps=stream.fps, count=stream.count,
                        metadata=metadata, language=language, progress=progress)  # fmt: skip


def _frames(stream: FrameStream, language: str, labelled: int) -> Iterator[memoryview]:
    layer, box = _label(stream.size, language) if labelled else (np.zeros((0, 0, 4), np.uint8), np.s_[:0, :0])
    for number, frame in enumerate(stream.frames):
        if number < labelled:
            frame = frame.copy()
            frame[box] = over(layer, frame[box])
        yield np.ascontiguousarray(frame).reshape(-1).data


def _label(size: tuple[int, int], language: str) -> tuple[np.ndarray, tuple[slice, slice]]:
    """The label alone as RGBA, and where it stands."""
    whole = labels.label_picture(Picture(np.zeros((size[1], size[0], 4), np.uint8)), language).pixels
    rows, columns = (np.flatnonzero(whole[..., 3].any(axis=axis)) for axis in (1, 0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return whole[box], box


def over(upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """RGBA over RGBA, uint8, neither multiplied by its opacity"""
    share = upper[..., 3:].astype(np.float32) / 255
    below = lower[..., 3:].astype(np.float32) / 255 * (1 - share)
    total = share + below
    colours = (upper[..., :3] * share + lower[..., :3] * below) / np.maximum(total, 1e-6)
    return np.concatenate((np.round(colours), np.round(total * 255)), axis=2).astype(np.uint8)
