"""A video's packets copied beside a new sound and new subtitles. With `ffmpeg`, on which it stands, the only place where ffmpeg is run.

What is copied keeps its times: variable rates, pictures out of order, edit lists and a late start go over as they are. Time zero
is the original's.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import ffmpeg
import numpy as np

from ..errors import BadInput
from ..files import check_suffix, replacing
from ..media import Progress, no_progress
from . import aac
from .ffmpeg import H264, feed, fonts_folder, iso_639_2
from .original import Original, Stream
from .streamed import BLOCK, even

KINDS = (".mp4", ".mkv", ".mov", ".webm")
_CONTAINERS = {".mp4": "mp4", ".mkv": "matroska", ".mov": "mov", ".webm": "webm"}
_AAC = {"c:a": "aac", "b:a": "192k", **aac.CODER}
_SOUND = {".mp4": _AAC, ".mkv": _AAC, ".mov": _AAC, ".webm": {"c:a": "libopus", "b:a": "160k", "ar": "48000"}}
_CAPTIONS = {".mp4": "mov_text", ".mkv": "srt", ".mov": "mov_text", ".webm": "webvtt"}
_TEXTS = ("mov_text", "subrip", "srt", "ass", "ssa", "webvtt", "text")
_QUICKTIME = {"zho": "chi", "deu": "ger", "nld": "dut"}  # of two codes for a language, the one that a .mov knows
_OWN = ("encoder", "major_brand", "minor_version", "compatible_brands")  # what a file says of its own writing
_CHANNELS = 2
_THREADS = 4  # x264's output depends on the number, so it is not the machine's

Note = tuple[str, str]
"""What a person should know, in English and in Chinese."""


@dataclass(frozen=True)
class Laid:
    """What is laid beside the picture.

    blocks    of the sound, float32 (n, 2) at `rate`, cut or filled to `samples` in all
    language  of the sound; `captions` are SRT texts by their language, `burned` is an ASS script for the picture itself
    kept      the original's first sound stays, as the second track, in `kept_language` (what the file says where that is "")
    texts     for the file's metadata, beside what the original has
    """

    blocks: Iterable[np.ndarray]
    samples: int
    rate: int
    language: str = ""
    captions: Mapping[str, str] = field(default_factory=dict)
    burned: str | None = None
    kept: bool = False
    kept_language: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=4)
def _held(suffix: str) -> frozenset[str]:
    with av.open(io.BytesIO(), "w", format=_CONTAINERS[suffix]) as container:
        return frozenset(container.supported_codecs)


def holds(suffix: str, codec: str) -> bool:
    """Whether a file of this kind can have such a stream."""
    return suffix == ".mkv" or codec in _held(suffix)


def check_out(original: Original, out: Path, *, burned: bool = False) -> None:
    """BadInput for a kind of file that cannot be written, or that cannot have this picture without another encoding."""
    suffix, codec = check_suffix(out, KINDS).suffix.lower(), original.picture.codec
    if burned:
        if suffix == ".webm":
            raise BadInput("Burned subtitles are encoded as H.264, which a .webm cannot have. Write .mp4, .mkv or .mov.",
                           "烧录字幕以 H.264 编码，.webm 不支持。请写成 .mp4、.mkv 或 .mov。")  # fmt: skip
    elif not holds(suffix, codec):
        able = ", ".join(kind for kind in KINDS if holds(kind, codec))
        raise BadInput(f"The picture of {original.path} is {codec}, which a {suffix} cannot have. Write {able}.",
                       f"{original.path} 的画面编码为 {codec}，{suffix} 不支持。请写成 {able}。")  # fmt: skip


def lay(original: Original, laid: Laid, out: Path, *, progress: Progress = no_progress) -> tuple[Note, ...]:
    """Write `out` (KINDS) with the original's picture and the new sound; what could not be taken over is told.

    The same input gives the same bytes. BadInput as `check_out`; EngineFailed, OutputFailed as `ffmpeg.assemble`.
    """
    check_out(original, out, burned=laid.burned is not None)
    with tempfile.TemporaryDirectory(prefix="shengying-") as folder, replacing(out) as temporary:
        command = _Command(original, laid, out.suffix.lower(), Path(folder))
        raw = (np.ascontiguousarray(block, "<f4").data.cast("B") for block in even(laid.blocks, laid.samples))
        feed(command.output(temporary), raw, max(1, -(-laid.samples // BLOCK)), progress, out)
    progress(1.0)
    return tuple(command.notes)


class _Command:
    """The streams of the output in their order, and the options of each, as they are put together."""

    def __init__(self, original: Original, laid: Laid, suffix: str, folder: Path) -> None:
        self._original, self._laid, self._suffix, self._folder = original, laid, suffix, folder
        self._source = ffmpeg.input(str(original.path), itsoffset=f"{-float(original.zero):.6f}")
        self._streams: list[Any] = []
        self._counts = dict.fromkeys("vast", 0)
        self._options: dict[str, Any] = {}
        self.notes: list[Note] = []

    def output(self, path: Path) -> Any:
        self._picture()
        self._sounds()
        self._captions()
        for stream in self._of("attachment"):
            if self._suffix == ".mkv":
                self._add("t", self._source[str(stream.index)], {"c": "copy"})
        texts = {key: value for key, value in self._original.texts.items() if key.lower() not in _OWN} | dict(self._laid.texts)
        for number, (key, value) in enumerate(texts.items()):
            self._options[f"metadata:g:{number}"] = f"{key}={value}"  # the number only keeps the option's names apart
        general: dict[str, Any] = {"format": _CONTAINERS[self._suffix], "fflags": "+bitexact", "map_metadata:g": -1}
        if self._suffix in (".mp4", ".mov"):
            general |= {"movflags": "+faststart+use_metadata_tags", "movie_timescale": 48000}
        return ffmpeg.output(*self._streams, str(path), **general, **self._options).global_args("-copyts")

    def _of(self, kind: str) -> Sequence[Stream]:
        return [stream for stream in self._original.streams if stream.kind == kind and (stream.codec or kind == "attachment")]

    def _add(self, letter: str, stream: Any, options: Mapping[str, Any]) -> None:
        """One more stream of its kind: "c" and the like become "c:a:1"."""
        number = self._counts[letter]
        self._counts[letter] += 1
        self._streams.append(stream)
        for name, value in options.items():
            base = name.split(":")[0] if name != "metadata" else "metadata:s"
            self._options[f"{base}:{letter}:{number}"] = value

    def _picture(self) -> None:
        own = self._original.picture
        stream = self._source[str(own.index)]
        if self._laid.burned is None:
            tag = {"tag": "hvc1"} if own.codec == "hevc" and self._suffix in (".mp4", ".mov") else {}  # Apple reads no other
            self._add("v", stream, {"c": "copy", **tag})
        else:
            times = {"fps_mode": "passthrough", "enc_time_base": "demux"}
            self._add(
                "v", self._lettered(stream), {**H264, "g": max(1, round(2 * self._original.fps)), "threads": _THREADS, **times}
            )
        for other in self._of("video"):
            if other.cover:  # an mp4 has one, or metadata of any name; and these hold the label
                self.notes.append(
                    (f"The cover picture of {self._original.path} is left out.", f"已略去 {self._original.path} 的封面图。")
                )
            elif other.index != own.index and holds(self._suffix, other.codec):
                self._add("v", self._source[str(other.index)], {"c": "copy"})

    def _lettered(self, stream: Any) -> Any:
        """The picture with the script's text in it, its pixels square and its sides even."""
        script = self._folder / "burned.ass"
        script.write_text(self._laid.burned or "", encoding="utf-8")
        stream = stream.filter("scale", *self._original.size).filter("setsar", 1)
        return stream.filter("ass", filename=str(script), fontsdir=str(fonts_folder()), shaping="complex")

    def _sounds(self) -> None:
        laid, encoder = self._laid, _SOUND[self._suffix]
        voice = ffmpeg.input("pipe:0", format="f32le", ar=laid.rate, ac=_CHANNELS)
        self._add(
            "a",
            voice.audio,
            {**encoder, "flags": "+bitexact", "disposition": "default", **_language(laid.language, self._suffix)},
        )
        first = self._original.sound
        for stream in self._of("audio"):
            if stream == first and not laid.kept:
                continue
            own = {"c": "copy"} if holds(self._suffix, stream.codec) else {**encoder, "flags": "+bitexact"}
            named = _language(laid.kept_language, self._suffix) if stream == first and laid.kept_language else {}
            self._add("a", self._source[str(stream.index)], {**own, "disposition": "0", **named})

    def _captions(self) -> None:
        for number, (language, text) in enumerate(self._laid.captions.items()):
            file = self._folder / f"captions-{number}.srt"
            file.write_text(text, encoding="utf-8")
            said = {"disposition": "0" if number else "default", **_language(language, self._suffix)}
            self._add("s", ffmpeg.input(str(file), format="srt")["s"], {"c": _CAPTIONS[self._suffix], **said})
        for stream in self._of("subtitle"):
            codec = _CAPTIONS[self._suffix]
            if self._suffix == ".mkv" and stream.codec != "mov_text":
                codec = "copy"
            elif stream.codec not in _TEXTS:
                self.notes.append((
                    f"The {stream.codec} subtitles of {self._original.path} are pictures, which a {self._suffix} cannot have: they are left"
                    " out. Write .mkv to keep them.",
                    f"{self._original.path} 的 {stream.codec} 字幕是图像，{self._suffix} 不支持，已略去。写成 .mkv 可以保留。",
                ))  # fmt: skip
                continue
            off = {"disposition": "0"} if self._laid.captions else {}
            self._add("s", self._source[str(stream.index)], {"c": codec, **off})


def _language(language: str, suffix: str) -> dict[str, str]:
    code = iso_639_2(language)
    return {"metadata": f"language={_QUICKTIME.get(code, code) if suffix == '.mov' else code}"} if language else {}
