"""Sound and pictures as values with shapes and units, and their files."""

from __future__ import annotations

import hashlib
import io
import math
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, takewhile
from pathlib import Path

import av
import numpy as np
import soundfile
import soxr
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

from .errors import BadInput
from .files import check_suffix, replacing, write_bytes
from .planes import Planes

Progress = Callable[[float], None]
"""Called with 0 … 1 as work goes on. It may raise `Cancelled`, and the work then stops cleanly."""

MAX_PIXELS = 120_000_000
LARGEST_KEPT = 36_000_000
"""Pixels of a picture that is accepted, and of one that is kept in memory as it is."""

SOUND_KINDS = (".wav", ".flac")
PICTURE_KINDS = (".png", ".jpg", ".jpeg")
FILM_KINDS = (".mp4",)
CLEAR_KINDS = (".webm", ".mov")
"""The files that are written, by their suffix (CLEAR_KINDS: films with transparency); many more are read."""
PICTURES_READ = ("jpg", "png", "webp", "gif", "avif", "heic")

_SOUND_READ = (
    "Accepted: wav, flac, mp3, m4a, ogg, or a video with sound.",
    "可接受 wav、flac、mp3、m4a、ogg 或带声音的视频。",
)


def no_progress(_: float) -> None:
    pass


@dataclass(frozen=True, eq=False)
class Audio:
    """Sound: `samples` float32 in [-1, 1], shape (n,) for mono or (n, channels); `rate` in Hz. Read-only."""

    samples: np.ndarray
    rate: int

    def __post_init__(self) -> None:
        samples = np.asarray(self.samples, dtype=np.float32)
        if samples is self.samples:
            samples = samples.view()
        samples.flags.writeable = False
        object.__setattr__(self, "samples", samples)

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @property
    def channels(self) -> int:
        return 1 if self.samples.ndim == 1 else self.samples.shape[1]

    def mono(self) -> Audio:
        return self if self.samples.ndim == 1 else Audio(self.samples.mean(axis=1), self.rate)

    def resampled(self, rate: int) -> Audio:
        if rate == self.rate:
            return self
        return Audio(soxr.resample(self.samples, self.rate, rate, quality="HQ"), rate)


def silence(samples: int, rate: int) -> Audio:
    return Audio(np.zeros(samples, np.float32), rate)


@dataclass(frozen=True, eq=False)
class Picture:
    """An image: `pixels` uint8, shape (height, width, 3) RGB or (height, width, 4) RGBA, sRGB. Read-only."""

    pixels: np.ndarray

    def __post_init__(self) -> None:
        pixels = np.ascontiguousarray(self.pixels, dtype=np.uint8)
        if pixels.ndim != 3 or pixels.shape[2] not in (3, 4):
            raise ValueError(f"pixels must have shape (height, width, 3 or 4), not {pixels.shape}")
        if pixels is self.pixels:
            pixels = pixels.view()
        pixels.flags.writeable = False
        object.__setattr__(self, "pixels", pixels)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height)"""
        return self.pixels.shape[1], self.pixels.shape[0]

    def digest(self) -> str:
        return hashlib.sha256(repr(self.pixels.shape).encode() + self.pixels.tobytes()).hexdigest()


@dataclass(frozen=True, eq=False)
class FrameStream:
    """Moving pictures made as they are asked for.

    `size` (width, height); `fps` frames a second; `count` how many frames `frames` will yield, each uint8 of shape
    (height, width, 3) RGB, or, if `clear`, 4 RGBA whose colours are not multiplied by the opacity. A frame may be reused by the
    generator: copy it to keep it. `moving` is the box (left, top, right, bottom) outside which all frames are alike; None if that is
    not known. `planes`, where the maker has them, are the same frames as an encoder takes them, each a new one: the first whole, of the
    others what `moving` holds, whose numbers are even then. Read one of the two.
    """

    size: tuple[int, int]
    fps: int
    count: int
    frames: Iterator[np.ndarray]
    moving: tuple[int, int, int, int] | None = None
    clear: bool = False
    planes: Iterator[Planes] | None = None


def read_audio(path: Path, *, longest: float = math.inf) -> Audio:
    """Any sound file, or the sound of a video; of a long one the first `longest` seconds, without decoding the rest.

    BadInput if there is none to read.
    """
    path = Path(path)
    if not path.is_file():
        raise BadInput(
            f"{path} is not a file. Give a sound file: wav, flac, mp3, m4a, ogg.",
            f"{path} 不是文件。请给出音频文件：wav、flac、mp3、m4a、ogg。",
        )
    try:
        with soundfile.SoundFile(str(path)) as file:
            frames = -1 if longest == math.inf else int(longest * file.samplerate)
            return Audio(file.read(frames, dtype="float32"), file.samplerate)
    except (soundfile.LibsndfileError, RuntimeError):
        return _read_audio_av(path, longest)


def _read_audio_av(path: Path, longest: float) -> Audio:
    try:
        with av.open(str(path), metadata_errors="replace") as container:
            if not container.streams.audio:
                raise BadInput(f"{path} holds no sound. {_SOUND_READ[0]}", f"{path} 中没有声音。{_SOUND_READ[1]}")
            rate = container.streams.audio[0].rate
            channels = min(2, container.streams.audio[0].channels)
            resampler = av.AudioResampler(format="flt", layout="stereo" if channels == 2 else "mono", rate=rate)
            begun = takewhile(lambda frame: (frame.time or 0.0) <= longest, container.decode(audio=0))
            chunks = [out.to_ndarray()[0] for frame in chain(begun, (None,)) for out in resampler.resample(frame)]
            chunks = [chunk.reshape(-1, channels) for chunk in chunks] if channels == 2 else chunks
    except (av.FFmpegError, ValueError) as error:
        raise BadInput(
            f"{path} cannot be read as sound. {_SOUND_READ[0]}", f"{path} 无法作为音频读取。{_SOUND_READ[1]}"
        ) from error
    sound = np.concatenate(chunks) if chunks else np.zeros(0, np.float32)
    return Audio(sound if longest == math.inf else sound[: int(longest * rate)], rate)


def pcm(audio: Audio) -> np.ndarray:
    """The samples as int16, 1.0 at 32767."""
    return np.asarray(np.clip(np.round(audio.samples * 32767.0), -32768, 32767), np.int16)


def write_audio(path: Path, audio: Audio) -> None:
    """Write 16-bit WAV or FLAC (by suffix), whole or not at all. Values beyond ±1 are clipped, without dither."""
    path = check_suffix(path, SOUND_KINDS)
    # through memory: libsndfile says only "system error" where Python says that the disk is full
    buffer = io.BytesIO()
    suffix = path.suffix.lower()
    soundfile.write(buffer, pcm(audio), audio.rate, format=suffix[1:].upper(), subtype="PCM_16")
    write_bytes(path, buffer.getvalue())


def read_picture(path: Path) -> Picture:
    """A still picture, upright (EXIF applied), sRGB 8-bit; RGBA when it has transparency. BadInput otherwise.

    Of an animated one the first picture. One of more than LARGEST_KEPT pixels is halved until it has no more.
    """
    path = Path(path)
    if not path.is_file():
        kinds = ", ".join(PICTURES_READ)
        raise BadInput(f"{path} is not a file. Give a picture: {kinds}.", f"{path} 不是文件。请给出图片：{kinds}。")
    try:
        with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning), _opened(path) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            return _upright(_loaded(image))
    except Image.DecompressionBombError as error:
        raise BadInput(
            f"{path} has too many pixels; up to {MAX_PIXELS // 1_000_000} megapixels are accepted.",
            f"{path} 像素过多；最多 {MAX_PIXELS // 1_000_000} 百万像素。",
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise BadInput(
            f"{path} cannot be read as a picture ({error}). Accepted: a whole jpg, png or webp.",
            f"{path} 无法作为图片读取。可接受完整的 jpg、png 或 webp。",
        ) from error


def picture_remarks(path: Path) -> tuple[tuple[str, str], ...]:
    """What `read_picture` does with a file that a person should know, each in English and in Chinese."""
    with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning), _opened(Path(path)) as image:
        count, pixels = getattr(image, "n_frames", 1), image.width * image.height
    found = []
    if count > 1:
        found.append(
            (f"{path} is animated: the first of its {count} pictures is taken.", f"{path} 是动图：取 {count} 幅中的第一幅。")
        )
    if factor := _halvings(pixels):
        found.append((f"{path} has {pixels // 1_000_000} megapixels: it is read at 1/{2**factor} of its size.",
                      f"{path} 有 {pixels // 1_000_000} 百万像素：按 1/{2**factor} 的尺寸读取。"))  # fmt: skip
    return tuple(found)


_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def _opened(path: Path) -> Image.Image:
    """The picture's file, opened and not yet decoded. BadInput for HEIC where nothing here reads it."""
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        try:
            import pillow_heif  # an extra: it brings a decoder of its own
        except ImportError as error:
            raise BadInput(
                f"{path} is HEIC, as phones write it. Save it as jpg, or install what reads it: pip install 'shengying[heic]'",
                f"{path} 是 HEIC 图片（手机常用格式）。请另存为 jpg，或安装读取组件：pip install 'shengying[heic]'",
            ) from error
        pillow_heif.register_heif_opener()
    return Image.open(path)


def _halvings(pixels: int) -> int:
    """How often a picture of so many pixels is halved each way"""
    return max(0, math.ceil(math.log(max(pixels, 1) / LARGEST_KEPT, 4)))


def _loaded(image: Image.Image) -> Image.Image:
    """Decoded; a very large one smaller, a jpg while it is decoded."""
    factor = 2 ** _halvings(image.width * image.height)
    if factor == 1:
        image.load()
        return image
    wanted = (image.width // factor, image.height // factor)
    image.draft(image.mode, wanted)
    if image.width > wanted[0] + factor:
        info = image.info
        image = (image.convert("RGBA") if image.mode == "P" else image).reduce(factor)
        image.info = info
    image.load()
    return image


def _upright(image: Image.Image) -> Picture:
    ImageOps.exif_transpose(image, in_place=True)
    image = _srgb(image)
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        values = np.asarray(image, dtype=np.float64)
        scale = 255.0 / (65535.0 if values.max() > 255 else 255.0)
        image = Image.fromarray(np.clip(values * scale, 0, 255).astype(np.uint8))
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    return Picture(_pixels(image, "RGBA" if has_alpha else "RGB"))


_BAND = 1024


def _pixels(image: Image.Image, mode: str) -> np.ndarray:
    """The pixels in `mode`, some rows at a time: a whole picture converted at once is in memory three times."""
    out = np.empty((image.height, image.width, len(mode)), np.uint8)
    for top in range(0, image.height, _BAND):
        bottom = min(top + _BAND, image.height)
        out[top:bottom] = np.asarray(image.crop((0, top, image.width, bottom)).convert(mode))
    return out


def _srgb(image: Image.Image) -> Image.Image:
    """The picture's colours by the profile that it carries, as phones' and printers' pictures do; as it is if that is of no use."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(own).lower():
            return image
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        turned = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return turned or image


def write_picture(path: Path, picture: Picture, *, text: dict[str, str] | None = None) -> None:
    """Write PNG or JPEG (by suffix), whole or not at all; `text` goes into PNG text chunks."""
    path = check_suffix(path, PICTURE_KINDS)
    image = Image.fromarray(picture.pixels)
    with replacing(path) as temporary:
        if path.suffix.lower() == ".png":
            info = PngInfo()
            for key, value in (text or {}).items():
                info.add_itxt(key, value)
            image.save(temporary, "PNG", pnginfo=info, compress_level=3)
        else:
            image.convert("RGB").save(temporary, "JPEG", quality=92)
