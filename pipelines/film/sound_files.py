"""Sound written piece by piece, so that its length costs no memory; with the AI label at its end and in its metadata."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import soundfile

from ..errors import BadInput
from ..files import check_suffix, output_error, replacing
from ..media import SOUND_KINDS, Audio, pcm, silence
from . import labels, tags, watermark
from .labels import Label

_LARGEST_WAV = 2**32 - 2**20  # bytes: a RIFF file counts them in 32 bits; a megabyte is left for the labels


def check_room(path: Path, samples: int, rate: int) -> None:
    """BadInput if so many mono samples are too long for the kind of file that `path` names."""
    if Path(path).suffix.lower() == ".wav" and 2 * samples > _LARGEST_WAV:
        most = _LARGEST_WAV / 2 / rate / 3600
        raise BadInput(f"The speech lasts {samples / rate / 3600:.1f} hours; a .wav holds up to {most:.1f}. Write it as .flac.",
                       f"语音长 {samples / rate / 3600:.1f} 小时；.wav 最多 {most:.1f} 小时。请写成 .flac。")  # fmt: skip


def write(path: Path, rate: int, sounds: Iterable[Audio], label: Callable[[], Label] | None) -> None:
    """16-bit WAV or FLAC of the mono sounds one after the other, whole or not at all. With a `label`, which is asked for once they
    are all made, the sound has the watermark and the audible label."""
    with replacing(check_suffix(path, SOUND_KINDS)) as temporary:
        try:
            with soundfile.SoundFile(temporary, "w", rate, 1, "PCM_16", format=temporary.suffix[1:].upper()) as file:
                for sound in _marked(sounds, rate) if label else sounds:
                    file.write(pcm(sound))
                if label:
                    file.write(pcm(labels.label_sound(silence(0, rate))))
        except soundfile.LibsndfileError as error:  # it says "system error" for a full disk
            full = shutil.disk_usage(temporary.parent).free < 2**20
            raise output_error(OSError(errno.ENOSPC if full else errno.EIO, str(error)), path) from error
        if label:
            tags.add_to_file(temporary, labels.metadata(label()))


def _marked(sounds: Iterable[Audio], rate: int) -> Iterator[Audio]:
    """The sounds with the watermark running on from one to the next."""
    marker = watermark.Marker(rate)
    for sound in sounds:
        yield Audio(marker.pieces(sound.samples[:, None])[:, 0], rate)
    yield Audio(marker.rest()[:, 0], rate)
