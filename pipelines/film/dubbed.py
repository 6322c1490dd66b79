"""A video with other speech: its picture as it is, takes at their places, its own sound under them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pysubs2

from ..errors import BadInput
from ..media import Progress, no_progress
from . import copying, labels, look, stems, track
from .copying import KINDS, Laid, Note
from .labels import Label
from .original import Original, check_video
from .own_sound import sound
from .stems import MUSIC, Music, Stems
from .streamed import Sound
from .subtitles import Cue, captions, script_of, to_srt
from .track import Piece

__all__ = ["KINDS", "MUSIC", "RATE", "Dubbed", "Music", "Note", "check_video", "dub_video", "sound_of"]

RATE = 48_000
LABEL_SECONDS = 3.0
"""How long the visible label is shown, where the picture is encoded."""

_PASSES = 3  # through a sound to bring it to a loudness, as a rule
_MEASURING = 0.3  # of all the time
_OVER = 0.02  # seconds that speech may go beyond the picture without a word about it


@dataclass(frozen=True)
class Dubbed:
    """What was made: `seconds` of it, `picture_seconds` of these with a picture.

    gap_db    how far the speech stands above the ducked sound; None where nothing was ducked
    loudness  LUFS of the mix, where one was asked for
    """

    path: Path
    seconds: float
    picture_seconds: float
    gap_db: float | None = None
    loudness: float | None = None
    notes: tuple[Note, ...] = ()


def sound_of(
    original: Original, pieces: Iterable[Piece], *, music: Music = "duck", own: Sound | None = None, loudness: float | None = None,
    mark: bool = True, rate: int = RATE, hurt: Callable[[float], None] = lambda _: None, progress: Progress = no_progress,
) -> Stems:  # fmt: skip
    """The film's new sound, and its parts: see `stems`. It lasts as long as the film, or to the end of its speech if that is later.

    `pieces` in the order of their starts, at `rate`; `own` is what stands for the film's own sound, stereo at `rate`; `hurt` as in `original.sound`; `progress` is of what is measured first, as far
    as it can be foreseen. BadInput as `track.blocks`.
    """
    if music not in MUSIC:
        raise BadInput(
            f"music {music!r} is not known. Accepted: {', '.join(MUSIC)}.",
            f"music 不支持 {music!r}。可接受：{'、'.join(MUSIC)}。",
        )
    takes = tuple(pieces)
    there = original.sound is not None and music != "drop"
    film = round((original.end if there else original.picture_end) * rate)
    samples = track.heard_until(takes, rate, film)
    looked = _Looked((music == "duck" and there) + (_PASSES if loudness is not None else 0), samples, progress)
    speech = Sound(lambda: looked.through(track.blocks(takes, rate, samples)))
    other = (own or Sound(lambda: sound(original, rate, hurt))) if there else None
    made = stems.laid(speech, other, rate, samples, music=music, loudness=loudness, mark=mark)
    looked.left = False
    return made


class _Looked:
    """How far the measuring is, which goes `looks` times through `samples`; the making after it tells by itself."""

    def __init__(self, looks: int, samples: int, progress: Progress) -> None:
        self.left, self._whole, self._done, self._progress = looks > 0, max(1, looks * samples), 0, progress

    def through(self, blocks: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
        for block in blocks:
            if self.left:
                self._done += len(block)
                self._progress(min(1.0, self._done / self._whole))
            yield block


def dub_video(
    video: Path,
    pieces: Iterable[Piece],
    out: Path,
    *,
    music: Music = "duck",
    own: Sound | None = None,
    language: str = "",
    original_language: str = "",
    keep_original_track: bool = False,
    subtitles: Mapping[str, Sequence[Cue]] | None = None,
    burn: str = "",
    style: str = "clean",
    label: Label | None = None,
    loudness: float | None = None,
    rate: int = RATE,
    progress: Progress = no_progress,
) -> Dubbed:
    """`out` (.mp4, .mkv, .mov, .webm): the video with `pieces` of speech at their samples, at `rate`.

    The picture's packets are copied; chapters, other sounds and subtitles stay. The first of its sounds is kept, ducked or dropped under
    the speech (`music`), and is besides a track of its own with `keep_original_track`; `own`, stereo at `rate`, is heard in its place. `subtitles` are cues by their language, each a track
    that can be turned off, but those of the language `burn`, which are drawn into the picture in `style`: it is encoded then.

    label     its fields in the metadata, the watermark in the sound; the visible one only where the picture is encoded
    loudness  LUFS of the whole sound

    The same input gives the same bytes. BadInput, before any work, for a video or a file to write that cannot be used; EngineFailed,
    OutputFailed if they are, and it fails.
    """
    original = check_video(video)
    cues = dict(subtitles or {})
    if burn and burn not in cues:
        given = ", ".join(cues) or "none"
        raise BadInput(f"Subtitles in {burn!r} are to be burned, and there are none. Given: {given}.",
                       f"要烧录 {burn!r} 字幕，但没有提供。已提供：{given}。")  # fmt: skip
    copying.check_out(original, out, burned=bool(burn))
    hurt: set[float] = set()
    script = _burned(original, cues.pop(burn), style, label, burn) if burn else None
    made = sound_of(original, pieces, music=music, own=own, loudness=loudness, mark=label is not None, rate=rate, hurt=hurt.add,
                    progress=lambda done: progress(_MEASURING * done))  # fmt: skip
    laid = Laid(
        made.mix(), made.samples, rate, language, {key: to_srt(value) for key, value in cues.items()}, script,
        keep_original_track, original_language, labels.metadata(label) if label else {},
    )  # fmt: skip
    told = copying.lay(original, laid, out, progress=lambda done: progress(_MEASURING + (1 - _MEASURING) * done))
    notes = (*_notes(original, made.samples / rate, music, sorted(hurt)), *told)
    gap = made.ducking.gap_db if made.ducking else None
    return Dubbed(out, made.samples / rate, original.picture_end, gap, made.loudness, notes)


def _burned(original: Original, cues: Sequence[Cue], style: str, label: Label | None, language: str) -> str:
    """The ASS script of the cues, and of the visible label from the first picture on."""
    if original.hdr:
        raise BadInput(
            f"{original.path} is in HDR, whose colours would come out wrong when subtitles are burned. Give them as a track that can be turned"
            " off, or convert the video to SDR first.",
            f"{original.path} 是 HDR 视频，烧录字幕会使颜色出错。请改用可开关的字幕轨，或先转换为 SDR。",
        )  # fmt: skip
    events = captions(cues, original.size, style)
    if label:
        words = labels.visible_text(language)
        for text in look.label_text(words, original.size, LABEL_SECONDS, original.picture_end):
            events += [_faded(event, text.fade) for event in text.events]
    return script_of(events, original.size, style).to_string("ass")


def _faded(event: pysubs2.SSAEvent, fade: tuple[int, int]) -> pysubs2.SSAEvent:
    faded = event.copy()
    faded.text = f"{{\\fad({fade[0]},{fade[1]})}}{event.text}"
    return faded


def _notes(original: Original, seconds: float, music: Music, hurt: Sequence[float]) -> list[Note]:
    found: list[Note] = []
    over = seconds - (original.picture_end if music == "drop" else original.end)
    if over > _OVER:
        found.append((f"The speech goes on for {over:.2f} s after the end of {original.path}: the last picture stays.",
                      f"语音比 {original.path} 的画面长 {over:.2f} 秒，末尾停留在最后一帧。"))  # fmt: skip
    if original.sound is None and music != "drop":
        found.append((f"{original.path} has no sound of its own: there is nothing to {music} under the speech.",
                      f"{original.path} 没有声音，语音下没有可保留的原声。"))  # fmt: skip
    if hurt:
        found.append((f"The sound of {original.path} is damaged in {len(hurt)} places, first at {hurt[0]:.1f} s: it is silent there.",
                      f"{original.path} 的声音有 {len(hurt)} 处损坏，首处在 {hurt[0]:.1f} 秒，这些地方静音。"))  # fmt: skip
    return found
