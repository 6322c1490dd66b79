"""Small films for the tests of dubbing: with what real files have that is out of the ordinary."""

from __future__ import annotations

import struct
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
from av.stream import Disposition

from pipelines.film.ffmpeg import binary
from pipelines.film.track import Piece

RATE = 48_000
SIZE = (96, 64)


def click(second: float, seconds: float, rate: int = RATE) -> np.ndarray:
    """Silence with a short burst that begins at `second`"""
    out = np.zeros(round(seconds * rate), np.float32)
    start = round(second * rate)
    burst = np.hanning(96) * np.sin(np.arange(96) * 0.7)
    out[start : start + 96] = 0.8 * burst
    return out


def film(
    path: Path, seconds: float = 3.0, *, sound: np.ndarray | None = None, times: list[float] | None = None, fps: int = 25,
    late: float = 0.0, codec: str = "libx264", heard: str = "aac", sounds: tuple[str, ...] = ("eng",), rotation: int = 0,
    chapters: bool = False, texts: dict[str, str] | None = None, flash: float | None = None,
) -> Path:  # fmt: skip
    """A moving picture with a sound (none if `sounds` is empty). `late`: seconds by which the picture starts after the sound;
    `flash`: the second of the picture from which on it is white."""
    moments = times or [n / fps for n in range(round(seconds * fps))]
    hum = 0.1 * np.sin(np.arange(round(seconds * RATE)) / 9).astype(np.float32) if sound is None else sound
    with av.open(str(path), "w") as container:
        container.metadata.update(texts or {})
        picture: Any = container.add_stream(codec, rate=fps)
        picture.width, picture.height, picture.pix_fmt = *SIZE, "yuv420p"
        picture.options = {"bf": "2", "g": "12"} if codec == "libx264" else {}
        picture.codec_context.time_base = picture.time_base = Fraction(1, 90_000)
        if rotation:
            picture.set_display_rotation(rotation)
        tracks: list[Any] = []
        for number, language in enumerate(sounds):
            track: Any = container.add_stream(heard, rate=RATE, layout="stereo")
            track.metadata["language"] = language
            track.disposition = Disposition.default if number == 0 else Disposition(0)
            tracks.append(track)
        if chapters:
            container.set_chapters([
                {"id": n, "start": n * 1000, "end": n * 1000 + 1000, "time_base": Fraction(1, 1000), "metadata": {"title": f"part {n}"}}
                for n in range(int(seconds))
            ])  # fmt: skip
        _pictures(container, picture, moments, late, fps, flash)
        for track in tracks:
            frame = av.AudioFrame.from_ndarray(np.stack([hum, hum]), format="fltp", layout="stereo")
            frame.rate, frame.pts = RATE, 0
            container.mux(track.encode(frame))
            container.mux(track.encode(None))
    return path


def _pictures(container: Any, stream: Any, moments: list[float], late: float, fps: int, flash: float | None) -> None:
    for number, moment in enumerate(moments):
        grey = 255 if flash is not None and moment >= flash else (number * 7) % 120
        pixels = np.full((SIZE[1], SIZE[0], 3), grey, np.uint8)
        pixels[:, number % SIZE[0]] = 200
        frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
        frame.pts, frame.time_base = round((moment + late) * 90_000), Fraction(1, 90_000)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def with_words(video: Path, out: Path) -> Path:
    """The film with a subtitle track in French"""
    words = video.with_suffix(".srt")
    words.write_text("1\n00:00:00,500 --> 00:00:01,300\none\n\n2\n00:00:01,500 --> 00:00:02,300\ntwo\n", "utf-8")
    codec = "srt" if out.suffix == ".mkv" else "mov_text"
    options = ["-map", "0", "-map", "1", "-c", "copy", "-c:s", codec, "-metadata:s:s:0", "language=fra"]
    subprocess.run([binary(), "-v", "error", "-i", video, "-i", words, *options, out], check=True)
    return out


def take(path: Path, samples: np.ndarray, rate: int = RATE) -> Path:
    soundfile.write(path, samples.astype(np.float32), rate, subtype="FLOAT")
    return path


def spoken(folder: Path, *starts: float, seconds: float = 0.6) -> list[Piece]:
    """Takes of noise in the rhythm of speech at these seconds"""
    rng = np.random.default_rng(4)
    noise = np.convolve(rng.standard_normal(round(seconds * RATE)), np.ones(12) / 12, mode="same")
    path = take(folder / "spoken.wav", 0.25 * noise)
    return [Piece(path, round(start * RATE)) for start in starts]


def packets(path: Path, kind: str = "video", number: int = 0) -> list[tuple[bytes, float]]:
    """(the packet, when it is shown) of one stream"""
    with av.open(str(path)) as container:
        stream = [one for one in container.streams if one.type == kind][number]
        return [(bytes(one), float(one.pts * one.time_base)) for one in container.demux(stream) if one.size]


def heard(path: Path, number: int = 0) -> tuple[np.ndarray, float]:
    """(samples of the left channel at 48 kHz, the second at which the first is heard)"""
    with av.open(str(path)) as container:
        stream = container.streams.audio[number]
        resampler = av.AudioResampler(format="fltp", layout=stream.layout.name, rate=RATE)
        frames = list(container.decode(stream))
        begin = float(frames[0].pts * frames[0].time_base)
        return np.concatenate([out.to_ndarray()[0] for one in frames for out in resampler.resample(one)]), begin


def shown(path: Path) -> list[tuple[float, np.ndarray]]:
    """(second, grey picture) of each frame"""
    with av.open(str(path)) as container:
        return [(float(one.pts * one.time_base), one.to_ndarray(format="gray")) for one in container.decode(video=0)]


def by_ffmpeg(video: Path, out: Path, *options: str, before: tuple[str, ...] = ()) -> Path:
    """The film through the command line, for what only it can make"""
    subprocess.run([binary(), "-v", "error", *before, "-i", video, *options, out], check=True)
    return out


def with_pictures_for_subtitles(video: Path, out: Path) -> Path:
    """The film as .mkv with a track of Blu-ray subtitles, which are pictures, and with a font"""

    def segment(second: int, kind: int, body: bytes) -> bytes:
        return b"PG" + struct.pack(">IIBH", 90_000 * second, 0, kind, len(body)) + body

    screen = struct.pack(">HHBHBBBB", *SIZE, 0x10, 0, 0x80, 0, 0, 0)
    parts = [segment(second, 0x16, screen) + segment(second, 0x17, b"\0") + segment(second, 0x80, b"") for second in (0, 1)]
    words, font = video.with_suffix(".sup"), video.with_suffix(".ttf")
    words.write_bytes(b"".join(parts))
    font.write_bytes(b"not really a font")
    attached = ["-attach", str(font), "-metadata:s:t", "mimetype=application/x-truetype-font"]
    subprocess.run(
        [binary(), "-v", "error", "-i", video, "-i", words, "-map", "0", "-map", "1", "-c", "copy", *attached, out], check=True
    )
    return out
