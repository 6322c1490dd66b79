"""The files of a cut, gathered in one folder that can be moved to another machine."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from ...errors import BadInput
from ...files import output_error, replacing
from ...media import Audio, Progress, no_progress, read_audio, write_audio
from .. import labels
from ..labels import Label
from .cut import Clip, Cut, Track

RATE = 48_000
"""Sound is written at the rate that editors work in."""


def gather(cut: Cut, folder: Path, *, label: Callable[[], Label] | None = None, progress: Progress = no_progress) -> Cut:
    """The cut with every file of it in `folder`, which is made: pictures and music copied (FLAC, which not every editor reads, as WAV),
    spoken clips written as 16-bit WAV that begin and end on a frame (with the watermark and the `label`'s fields, if one is given).

    BadInput for a file that is missing, before anything is written; OutputFailed for a full disk.
    """
    for track in cut.tracks:
        for clip in track.clips:
            if not clip.path.is_file():
                raise missing(clip)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, folder) from error
    copied: dict[Path, Path] = {}
    made = label() if label else None
    tracks, total, done = [], sum(len(track.clips) for track in cut.tracks), 0
    for letter, track in zip(_letters(cut.tracks), cut.tracks, strict=True):
        clips = []
        for number, clip in enumerate(track.clips, 1):
            target = folder / f"{letter}{number:04d}{_suffix(clip)}"
            if clip.head is not None:
                _write_spoken(clip, target, cut.fps, made)
            elif clip.path not in copied:
                _copy(clip.path, target)
                copied[clip.path] = target
            clips.append(replace(clip, path=target if clip.head is not None else copied[clip.path], head=None))
            progress((done := done + 1) / total)
        tracks.append(replace(track, clips=tuple(clips)))
    return replace(cut, tracks=tuple(tracks))


def missing(clip: Clip) -> BadInput:
    return BadInput(
        f"The take of {clip.name[:40]!r} is missing ({clip.path}). Make the film again: its other takes are kept.",
        f"{clip.name[:40]!r} 的文件缺失（{clip.path}）。请重新生成影片，其余部分会保留。",
    )


def _letters(tracks: tuple[Track, ...]) -> list[str]:
    """One letter a track, such that a clip's file name is a reel name that every list takes: V0001, A0001."""
    pictures, sounds = iter("VWXYZUTSR"), iter("ABCDEFGHIJKLMNOPQ")
    return [next(pictures if track.kind == "picture" else sounds, f"T{n}X") for n, track in enumerate(tracks)]


def _suffix(clip: Clip) -> str:
    own = clip.path.suffix.lower()
    return ".wav" if clip.head is not None or own == ".flac" else own


def _copy(source: Path, target: Path) -> None:
    if target.suffix != source.suffix.lower():
        write_audio(target, read_audio(source))
        return
    with replacing(target) as temporary:
        shutil.copyfile(source, temporary)


def _write_spoken(clip: Clip, target: Path, fps: Fraction, label: Label | None) -> None:
    """The clip's sound after its head of silence, at `RATE`, as long as its frames."""
    assert clip.head is not None
    sound = read_audio(clip.path).mono().resampled(RATE).samples
    before, length = round(clip.head * RATE), math.ceil(clip.frames / fps * RATE)
    samples = np.zeros(length, np.float32)
    part = sound[: max(0, length - before)]
    samples[before : before + len(part)] = part
    audio = Audio(samples, RATE)
    if label is None:
        write_audio(target, audio)
    else:
        labels.write_sound(target, audio, label)
