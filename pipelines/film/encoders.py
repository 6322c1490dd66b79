"""Sound files of every usual kind, written block by block: WAV, FLAC, MP3, M4A and Opus, the same bytes every time.

The encoders are libavformat's in this process, told to write neither times nor random numbers. What an encoder puts before
the first sample (AAC 1024 of them, MP3 1105, Opus 312) is said in the file, by an edit list, LAME's gapless tag or the
pre-skip, so that players start on the first sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import numpy as np

from ..files import check_suffix, replacing
from ..media import Audio, pcm
from . import aac, labels, streamed, tags
from .ffmpeg import iso_639_2
from .labels import Label
from .mastering import gain_to
from .streamed import Sound, limited, louder, resampled

_USUAL = 48_000


@dataclass(frozen=True)
class _Kind:
    """`rates` that the encoder takes, none for any; what has `lossy` has a bit rate."""

    container: str
    codec: str
    sample: str
    rates: tuple[int, ...] = ()
    lossy: bool = True
    options: Mapping[str, str] = field(default_factory=dict)
    encoder: Mapping[str, str] = field(default_factory=dict)


_LOW = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
_OPUS = (8000, 12000, 16000, 24000, 48000)
_KINDS = {
    ".wav": _Kind("wav", "pcm_s16le", "s16", lossy=False, options={"rf64": "auto"}),  # RF64 beyond 4 GB
    ".flac": _Kind("flac", "flac", "s16", lossy=False),
    ".mp3": _Kind("mp3", "libmp3lame", "fltp", _LOW),
    ".m4a": _Kind("ipod", "aac", "fltp", (*_LOW, 64000, 88200, 96000), options={"movflags": "+faststart+use_metadata_tags"},
                  encoder=aac.CODER),
    ".opus": _Kind("opus", "libopus", "flt", _OPUS),
    ".ogg": _Kind("ogg", "libopus", "flt", _OPUS),
}  # fmt: skip
KINDS = tuple(_KINDS)
"""The files that are written, by their suffix."""


def write(
    path: Path,
    blocks: Iterable[np.ndarray],
    rate: int,
    *,
    channels: int = 1,
    label: Label | None = None,
    metadata: Mapping[str, str] | None = None,
    loudness: float | None = None,
    marked: bool = False,
) -> float | None:
    """`blocks`, float32 (n,) or (n, 2) at `rate`, to `path` by its suffix (KINDS), whole or not at all. The same sound, the same bytes.

    label     the AI label: its fields in the file's tags, the watermark in the sound, which is not `marked` already
    metadata  further tags (title, artist, language as "en" or "zh" …); .wav has none but the label's
    loudness  in LUFS: the sound is brought there, true peaks under -1 dBTP. `blocks` are then gone through several times:
              ValueError for an iterator; give a list, or a `streamed.Sound`

    Gives back the LUFS that were reached, where some were asked for (see `mastering.gain_to`); None for silence too. A rate that the
    kind does not have becomes 48 kHz. BadInput for another suffix; OutputFailed when the disk is full.
    """
    kind = _KINDS[check_suffix(path, KINDS).suffix.lower()]
    heard = blocks
    if label and not marked:
        again = iter(blocks) is not blocks
        heard = Sound(lambda: streamed.marked(blocks, rate, channels)) if again else streamed.marked(blocks, rate, channels)
    reached = None
    if loudness is not None:
        gain = gain_to(heard, rate, loudness)
        heard, reached = limited(louder(heard, gain.decibels), rate), gain.loudness
    given = labels.metadata(label) if label else {}
    with replacing(path) as temporary:
        _encode(temporary, heard, rate, channels, kind, {**(metadata or {}), **given}, path)
        if label and kind.container == "wav":  # whose tags libavformat writes only by its own list of names
            tags.add_to_file(temporary, given)
    return reached


def _encode(
    temporary: Path, blocks: Iterable[np.ndarray], rate: int, channels: int, kind: _Kind, texts: Mapping[str, str], path: Path
) -> None:
    own = rate if not kind.rates or rate in kind.rates else _USUAL
    muxing = {"fflags": "+bitexact", **kind.options}
    with aac.encoding(path), av.open(str(temporary), "w", format=kind.container, options=muxing) as container:
        container.metadata.update(texts)
        layout = "mono" if channels == 1 else "stereo"
        stream: Any = container.add_stream(kind.codec, rate=own, layout=layout, options=dict(kind.encoder))
        stream.codec_context.flags |= aac.BITEXACT
        if "language" in texts:  # which an .m4a has of its sound, and others of the whole
            told = container.metadata if kind.container != "ipod" else stream.metadata
            container.metadata.pop("language")
            told["language"] = iso_639_2(texts["language"])
        if kind.lossy:
            stream.bit_rate = max(64_000, -(-2 * own * channels // 32_000) * 32_000)
        for frame in _frames(resampled(blocks, rate, own, channels), own, layout, kind.sample):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _frames(blocks: Iterable[np.ndarray], rate: int, layout: str, sample: str) -> Iterator[Any]:
    place = 0
    for block in blocks:
        if not len(block):
            continue
        rows = block.reshape(len(block), -1)
        values = pcm(Audio(rows, rate)) if sample == "s16" else rows
        laid = values.T if sample.endswith("p") else values.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(laid), format=sample, layout=layout)
        frame.rate, frame.pts = rate, place
        place += len(rows)
        yield frame
