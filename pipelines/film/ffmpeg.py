"""Filter graphs and the running of ffmpeg (with `copying`, nowhere else): encode a take, assemble a film, probe a file.

ffmpeg is the binary that imageio-ffmpeg carries (libass, x264, AAC), so that no system package is needed; files are
probed with PyAV. Takes are encoded so that they join by stream copy: one set of x264 settings, closed groups of
pictures, one time scale. (superfast with macroblock-tree: measured, half the bytes of superfast at its speed.)
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import subprocess
import tempfile
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import av
import ffmpeg
import imageio_ffmpeg
import numpy as np

from ..errors import BadInput, EngineFailed, EngineMissing, OutputFailed
from ..files import check_suffix, data_folder, output_error, replacing
from ..media import Audio, Progress, no_progress
from . import aac

TICKS = 512
"""Time-scale units of one video frame: the time scale of a take is `fps` × TICKS, which every frame edge divides."""

_THREADS = 1  # takes are made side by side; and x264's output depends on the number, so it is not the machine's


_WORTH_ITS_TIME = "mbtree=1:rc-lookahead=5:aq-mode=1:cabac=1:deblock=0,0:bframes=3:b-adapt=0"
"""Measured at 1080×1920 on a presenter: beside preset superfast two fifths less processor time, a fifth fewer bytes, 0.8 dB less."""


@lru_cache(maxsize=1)
def binary() -> str:
    """The path of ffmpeg. EngineMissing if imageio-ffmpeg carries none for this machine and none is on the PATH."""
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise EngineMissing(
            "ffmpeg was not found. Get it with: pip install imageio-ffmpeg (or set IMAGEIO_FFMPEG_EXE to your own).",
            "未找到 ffmpeg。安装：pip install imageio-ffmpeg（或用 IMAGEIO_FFMPEG_EXE 指定自己的程序）。",
        ) from error


H264: dict[str, Any] = {
    "c:v": "libx264",
    "preset": "ultrafast",  # with what it leaves out and is worth its time put back
    "crf": 20,
    "pix_fmt": "yuv420p",
    "profile:v": "high",
    "flags:v": "+bitexact+cgop",
    "x264-params": "open-gop=0:" + _WORTH_ITS_TIME,
}
"""x264 as everything here is encoded, whatever its rate."""


@dataclass(frozen=True)
class Encoder:
    """A maker of H.264: its options, and the device that frames are handed to if it does not take them from memory."""

    name: str
    options: Mapping[str, Any]
    device: str = ""


X264 = Encoder("x264", H264)


def encode(
    frames: Iterable[bytes | memoryview],
    path: Path,
    *,
    size: tuple[int, int],
    fps: int,
    count: int,
    encoder: Encoder = X264,
    progress: Progress = no_progress,
) -> None:
    """One take: `count` frames of I420 (BT.709, limited range) to H.264 in mp4.

    The same frames give the same bytes with x264. EngineFailed if ffmpeg fails, OutputFailed if the disk is full.
    """
    with replacing(path) as temporary:
        stream = ffmpeg.input(
            "pipe:0",
            format="rawvideo",
            pix_fmt="yuv420p",
            s=f"{size[0]}x{size[1]}",
            framerate=fps,
            color_range="tv",
            colorspace="bt709",
        )
        stream = stream.filter("setparams", range="tv", color_primaries="bt709", color_trc="bt709", colorspace="bt709")
        if encoder.device:
            stream = stream.filter("format", "nv12").filter("hwupload")
        made = stream.output(str(temporary), **_take_options(fps, encoder))
        if encoder.device:
            made = made.global_args("-vaapi_device", encoder.device)
        written = feed(made, frames, count, progress, path)
        if written != count:
            raise EngineFailed(
                f"A take of {count} frames was asked for and {written} came.", f"应有 {count} 帧，实际只有 {written} 帧。"
            )


def encode_clear(
    frames: Iterable[bytes | memoryview],
    audio: Audio,
    out: Path,
    *,
    size: tuple[int, int],
    fps: int,
    count: int,
    metadata: Mapping[str, str],
    language: str = "",
    progress: Progress = no_progress,
) -> None:
    """A whole film with transparency: `count` frames of RGBA (the colours not multiplied by the opacity) with their sound.

    By the suffix of `out`: .webm holds VP9 with an alpha channel and Opus, .mov ProRes 4444 and 16-bit PCM. `audio` is padded or cut to
    the picture's length. BadInput for another suffix; EngineFailed, OutputFailed as `encode`.
    """
    options = _CLEAR[check_suffix(out, tuple(_CLEAR)).suffix.lower()]
    sound = fitted(audio, round(Fraction(count * audio.rate, fps)))
    with tempfile.TemporaryDirectory(prefix="shengying-") as folder, replacing(out) as temporary:
        voice = Path(folder) / "sound.f32"
        voice.write_bytes(np.ascontiguousarray(sound.samples, "<f4").tobytes())
        picture = ffmpeg.input("pipe:0", format="rawvideo", pix_fmt="rgba", s=f"{size[0]}x{size[1]}", framerate=fps).video
        picture = picture.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", options["pix_fmt"])
        picture = picture.filter("setparams", range="tv", color_primaries="bt709", color_trc="bt709", colorspace="bt709")
        heard = ffmpeg.input(str(voice), format="f32le", ar=sound.rate, ac=sound.channels).audio
        texts = {f"metadata:g:{number}": f"{key}={value}" for number, (key, value) in enumerate(metadata.items())}
        if language:
            texts["metadata:s:a:0"] = f"language={iso_639_2(language)}"
        stream = ffmpeg.output(picture, heard, str(temporary), **options, **_CLEAR_ALL, **texts)
        written = feed(stream, frames, count, progress, out)
        if written != count:
            raise EngineFailed(
                f"A film of {count} frames was asked for and {written} came.", f"应有 {count} 帧，实际只有 {written} 帧。"
            )


_CLEAR_ALL = {"ar": 48000, "fflags": "+bitexact", "flags:v": "+bitexact", "flags:a": "+bitexact", "map_metadata": -1}
# VP9 at its quickest: measured on a portrait at 1080×1440, six times as fast as "good" at 5, 0.3 dB less, a fifth more bytes
_CLEAR: dict[str, dict[str, Any]] = {
    ".webm": {"format": "webm", "c:v": "libvpx-vp9", "pix_fmt": "yuva420p", "crf": 22, "b:v": 0, "deadline": "realtime", "cpu-used": 8,
              "row-mt": 1, "auto-alt-ref": 0, "threads": 2, "c:a": "libopus", "b:a": "160k"},
    ".mov": {"format": "mov", "c:v": "prores_ks", "profile:v": 4, "pix_fmt": "yuva444p10le", "alpha_bits": 16, "vendor": "apl0",
             "c:a": "pcm_s16le", "movflags": "+use_metadata_tags"},
}  # fmt: skip


def text_pictures(script: str, size: tuple[int, int], count: int, every: int) -> Generator[tuple[np.ndarray, np.ndarray]]:
    """What libass draws of an ASS script after `every` seconds, twice as long and so on: `count` pictures.

    Each over black, uint8 (3, height, width) RGB, and over white, (height, width) G only: two grounds, because ffmpeg's own
    opacity of what it draws is wrong where a colour lets through. EngineFailed if ffmpeg fails.
    """
    width, height = size
    with tempfile.TemporaryDirectory(prefix="shengying-") as folder, tempfile.TemporaryFile() as errors:
        file = Path(folder) / "text.ass"
        file.write_text(script, encoding="utf-8")
        black, white = (
            ffmpeg.input(f"color={colour}:size={width}x{height}:rate=1/{every}", format="lavfi", t=every * (count + 1))
            .filter("format", "gbrap")
            .filter("ass", filename=str(file), fontsdir=str(fonts_folder()), shaping="complex")
            for colour in ("black", "white")
        )
        # the green of the second travels in the place of the first one's opacity
        both = ffmpeg.filter([black, white.filter("extractplanes", "g")], "alphamerge")
        stream = both.output("pipe:1", format="rawvideo", pix_fmt="gbrap", fps_mode="passthrough")
        process = _start(stream, errors, reading=True)
        try:
            for number in range(count + 1):
                raw = process.stdout.read(4 * height * width) if process.stdout else b""
                if len(raw) < 4 * height * width:
                    process.wait()
                    raise failure(errors, file)
                if number:  # the first is before the script's first slot
                    green, blue, red, through = np.frombuffer(raw, np.uint8).reshape(4, height, width)
                    yield np.stack((red, green, blue)), through
        finally:
            process.kill()
            process.wait()


def fonts_folder() -> Path:
    return data_folder("assets") / "fonts"


def _take_options(fps: int, encoder: Encoder) -> dict[str, Any]:
    return {
        "format": "mp4",
        **encoder.options,
        "g": 2 * fps,
        "fflags": "+bitexact",
        "threads": _THREADS,
        "map_metadata": -1,
        "fps_mode": "passthrough",
        "enc_time_base": f"1/{fps * TICKS}",
        "video_track_timescale": fps * TICKS,
        "movie_timescale": fps * TICKS,
    }


def feed(stream: Any, frames: Iterable[bytes | memoryview], count: int, progress: Progress, path: Path) -> int:
    """Run ffmpeg with at most `count` frames on its standard input; how many were written. It is killed if anything is raised."""
    written = 0
    with tempfile.TemporaryFile() as errors:
        process = _start(stream, errors)
        try:
            assert process.stdin is not None
            for frame in frames:
                process.stdin.write(frame)
                written += 1
                progress(min(1.0, written / count))
                if written == count:
                    break
            process.stdin.close()
            process.wait()
        except BrokenPipeError:
            process.wait()
        except BaseException:
            process.kill()
            raise
        finally:
            _end(process)
        if process.returncode:
            raise failure(errors, path)
    return written


def _start(stream: Any, errors: IO[bytes], *, reading: bool = False) -> subprocess.Popen[bytes]:
    """ffmpeg at work, with a pipe to its standard input, or one from its standard output if it is to be read."""
    command = ffmpeg.compile(
        stream.global_args("-hide_banner", "-loglevel", "error", "-nostats"), cmd=binary(), overwrite_output=True
    )
    # A session of its own: Ctrl-C reaches this program, which then ends ffmpeg, and never ffmpeg first.
    ends = (subprocess.DEVNULL, subprocess.PIPE) if reading else (subprocess.PIPE, subprocess.DEVNULL)
    process = subprocess.Popen(command, stdin=ends[0], stdout=ends[1], stderr=errors, start_new_session=True)
    with contextlib.suppress(OSError, AttributeError):  # a wider pipe where there is one to have: fewer turns for a frame
        fcntl.fcntl(process.stdout or process.stdin, fcntl.F_SETPIPE_SZ, 1 << 20)  # type: ignore[arg-type]
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin and not process.stdin.closed:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
    process.wait()


def failure(errors: IO[bytes], path: Path) -> EngineFailed | OutputFailed:
    """What ffmpeg's messages mean to a person."""
    errors.seek(0)
    text = errors.read().decode("utf-8", "replace").strip()
    for code in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EFBIG):
        if os.strerror(code).lower() in text.lower():
            return output_error(OSError(code, os.strerror(code)), path)
    why = _reason(text)
    return EngineFailed(f"ffmpeg failed while making {path}: {why}", f"ffmpeg 在生成 {path} 时失败：{why}")


_GENERAL = (
    "Nothing was written",
    "Conversion failed",
    "Error splitting",
    "Error parsing",
    "Error while opening",
    "Task finished",
)


def _reason(text: str) -> str:
    """The line of ffmpeg's messages that says most: the last, or the first if the last only says that it failed."""
    lines = text.splitlines() or ["no message"]
    line = lines[0] if any(words in lines[-1] for words in _GENERAL) else lines[-1]
    return line.rpartition("] ")[2] or line


def assemble(
    takes: Sequence[Path],
    audio: Audio | Path,
    out: Path,
    *,
    fps: int,
    metadata: Mapping[str, str],
    soft: str | None = None,
    chapters: str = "",
    language: str = "",
    progress: Progress = no_progress,
) -> None:
    """Join takes by stream copy, with the sound (AAC 192 kbit/s), to a finished mp4 that starts to play at once.

    `audio` is padded with silence or cut to the length of the picture; the path of one is that of `aac.write`, as long already. `soft` is an SRT text to embed as a subtitle
    track in `language` (BCP 47), `chapters` its marks in ffmpeg's metadata format. `metadata` may have any keys. EngineFailed, or OutputFailed when the disk is full.
    """
    if not takes:
        raise BadInput("There are no takes to join into a film.", "没有可拼接的镜头。")
    with tempfile.TemporaryDirectory(prefix="shengying-") as folder, replacing(out) as temporary:
        heard = audio if isinstance(audio, Path) else _encoded(takes, audio, fps, Path(folder) / "sound.m4a", progress)
        listing = Path(folder) / "takes.txt"
        listing.write_text("ffconcat version 1.0\n" + "".join(f"file {_quoted(take)}\n" for take in takes), "utf-8")
        picture = ffmpeg.input(str(listing), format="concat", safe=0, auto_convert=0)  # every packet as it is
        voice = ffmpeg.input(str(heard))
        streams = [picture.video, voice.audio]
        if soft is not None:
            captions = Path(folder) / "soft.srt"
            captions.write_text(soft, encoding="utf-8")
            streams.append(ffmpeg.input(str(captions), format="srt")["s"])
        if chapters:
            marks = Path(folder) / "chapters.txt"
            marks.write_text(chapters, encoding="utf-8")
            streams.append(ffmpeg.input(str(marks), format="ffmetadata")["a?"])  # it has no streams; ffmpeg takes its chapters
        options = _film_options(fps, metadata, language, soft is not None)
        stream = ffmpeg.output(*streams, str(temporary), **options)
        feed(stream, (), 0, progress, out)
    progress(1.0)


def _encoded(takes: Sequence[Path], audio: Audio, fps: int, path: Path, progress: Progress) -> Path:
    frames = sum(probe(take).frames for take in takes)
    aac.write(path, fitted(audio.resampled(aac.RATE), round(Fraction(frames * aac.RATE, fps))), progress)
    return path


def fitted(audio: Audio, samples: int) -> Audio:
    """The sound with silence at its end, or cut, to so many samples."""
    if len(audio) >= samples:
        return Audio(audio.samples[:samples], audio.rate)
    padding = [(0, samples - len(audio))] + [(0, 0)] * (audio.samples.ndim - 1)
    return Audio(np.pad(audio.samples, padding), audio.rate)


def _quoted(path: Path) -> str:
    return "'" + str(Path(path).resolve()).replace("'", "'\\''") + "'"


def _film_options(fps: int, metadata: Mapping[str, str], language: str, soft: bool) -> dict[str, Any]:
    options: dict[str, Any] = {
        "format": "mp4",
        "c:v": "copy",
        # The concat demuxer counts in microseconds: put every frame back on its own tick.
        "bsf:v": f"setts=pts=round(PTS/{TICKS})*{TICKS}:dts=round(DTS/{TICKS})*{TICKS}:duration={TICKS}",
        "c:a": "copy",
        "movflags": "+faststart+use_metadata_tags",
        "map_metadata:g": -1,  # not "-1" alone, which would take the chapters' titles as well
        "map_metadata:s": -1,
        "video_track_timescale": fps * TICKS,
        "movie_timescale": 48000,
    }
    for number, (key, value) in enumerate(metadata.items()):
        options[f"metadata:g:{number}"] = f"{key}={value}"  # the number only keeps the option's names apart
    if language:
        options["metadata:s:a:0"] = f"language={iso_639_2(language)}"
    if soft:
        options |= {"c:s": "mov_text", "disposition:s:0": "default"}
        options["metadata:s:s:0"] = f"language={iso_639_2(language)}"
    return options


_ISO = {"zh": "zho", "cmn": "zho", "en": "eng", "ja": "jpn", "ko": "kor", "de": "deu", "fr": "fra", "es": "spa"}
_ISO |= {"it": "ita", "pt": "por", "ru": "rus", "yue": "yue", "nl": "nld", "pl": "pol", "tr": "tur", "ar": "ara", "hi": "hin"}


def iso_639_2(language: str) -> str:
    """The three letters that mp4 wants for "zh-CN" and the like; "und" for a language that is not known."""
    main = language.split("-")[0].lower()
    return _ISO.get(main, main if len(main) == 3 else "und")


@dataclass(frozen=True)
class Facts:
    """What a media file holds. `duration` in seconds; sizes and rates are 0 where there is no such stream."""

    duration: float
    fps: float = 0.0
    frames: int = 0
    size: tuple[int, int] = (0, 0)
    video_seconds: float = 0.0
    audio_seconds: float = 0.0
    audio_rate: int = 0
    audio_channels: int = 0
    video_codec: str = ""
    audio_codec: str = ""
    subtitles: int = 0


def probe(path: Path) -> Facts:
    """What `path` holds, without decoding it. BadInput if it is not a sound or video file."""
    try:
        with av.open(str(path)) as container:
            facts: dict[str, Any] = {"duration": (container.duration or 0) / 1e6, "subtitles": len(container.streams.subtitles)}
            for video in container.streams.video[:1]:
                facts |= {
                    "fps": float(video.average_rate or 0),
                    "frames": video.frames,
                    "size": (video.width, video.height),
                    "video_seconds": _seconds(video),
                    "video_codec": video.codec_context.name,
                }
            for sound in container.streams.audio[:1]:
                facts |= {
                    "audio_rate": sound.rate or 0,
                    "audio_channels": sound.channels,
                    "audio_seconds": _seconds(sound),
                    "audio_codec": sound.codec_context.name,
                }
            return Facts(**facts)
    except (av.FFmpegError, ValueError, OSError) as error:
        raise BadInput(
            f"{path} cannot be read as video or sound ({error}). Accepted: mp4, mov, webm, wav, flac, mp3, m4a.",
            f"{path} 无法作为视频或音频读取。可接受 mp4、mov、webm、wav、flac、mp3、m4a。",
        ) from error


def _seconds(stream: Any) -> float:
    return float(stream.duration * stream.time_base) if stream.duration else 0.0
