"""A video's own sound without the voices in it, as a take: made once, heard in every film of the batch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import numpy as np
import soundfile

from pipelines import engines
from pipelines.engines import Separator
from pipelines.files import known_hash
from pipelines.film import encoders, own_sound
from pipelines.film.original import check_video
from pipelines.film.streamed import BLOCK, Sound
from pipelines.media import Progress

from ..store import Takes, key_of
from .options import Options
from .tracks import RATE

VERSION = 1


def check(options: Options) -> None:
    """EngineMissing, before any work, where voices are to be taken out and the separator or its model is not here."""
    if options.music == "voiceless":
        _separator(options).check()


def key(video: Path, options: Options) -> str:
    separator = _separator(options)
    return key_of("voiceless", VERSION, separator.name, separator.version, separator.check(), known_hash(video))


def sound(takes: Takes, video: Path, options: Options, progress: Progress) -> Sound:
    """Stereo blocks at RATE from the video's time zero on, which can be gone through again and again."""
    path = takes.make(key(video, options), ".flac", lambda out: _build(video, options, out, progress))
    return Sound(lambda: _blocks(path))


def _separator(options: Options) -> Separator:
    return cast(Separator, engines.load("separator", options.separator))


def _build(video: Path, options: Options, out: Path, progress: Progress) -> None:
    original = check_video(video)
    samples = round(original.end * RATE)

    def told() -> Iterator[np.ndarray]:
        done = 0
        for block in _separator(options).without_voice(own_sound.sound(original, RATE), RATE, samples):
            yield block
            done += len(block)
            progress(min(1.0, done / max(1, samples)))

    encoders.write(out, told(), RATE, channels=own_sound.CHANNELS)


def _blocks(path: Path) -> Iterator[np.ndarray]:
    with soundfile.SoundFile(path) as file:
        yield from file.blocks(BLOCK, dtype="float32", always_2d=True)
