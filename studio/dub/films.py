"""A track of a batch put under a video: a film of the same picture with other speech."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.errors import BadInput
from pipelines.files import known_hash
from pipelines.film import dubbed, stems
from pipelines.media import Progress, no_progress

from ..store import key_of
from . import lips, loudness, voiceless
from .options import Options
from .outputs import Outputs
from .row import Fault
from .tracks import RATE, Track

VERSION = 1


def check(options: Options, inputs: list[str]) -> None:
    """BadInput, before any work, for a video that cannot be dubbed, and for inputs of which each row is a clip of its own."""
    lips.check(options)
    if not options.video:
        music = [f"--music {options.music}"] if options.music != Options().music else []
        for asked in (*(f"--{name}" for name in ("original", "burn", "stems") if getattr(options, name)), *music):
            raise BadInput(f"{asked} is about a film: give --video too.", f"{asked} 用于视频：请同时给出 --video。")
        return
    voiceless.check(options)
    dubbed.check_video(Path(options.video))
    clips = [one for one in inputs if one == "-" or (Path(one).suffix and not options.is_track(one))]
    if clips:
        raise BadInput(f"Each row of {clips[0]} would be a clip of its own. With --video, give subtitles, or --each track for a table with times.",
                       f"{clips[0]} 的每一行会成为单独的片段。使用 --video 时请给出字幕，或对带时间的表格加 --each track。")  # fmt: skip


def path(outputs: Outputs, name: str, options: Options) -> Path:
    """Of the film of a track: of the video's own kind, where that can be written."""
    kind = Path(options.video).suffix.lower()
    return outputs.path(name, kind if kind in dubbed.KINDS else ".mp4")


def make(track: Track, outputs: Outputs, options: Options, tell: Callable[[Fault], None], progress: Progress) -> Iterator[Path]:
    """The film, and its stems if they are asked for; what is as it should be is left."""
    video, out = Path(options.video), path(outputs, track.name, options)
    key = key_of("film", VERSION, track.key, known_hash(video), options.music, options.original, options.burn)
    if options.relip:
        key = key_of(key, lips.key(track, video, options))
    if options.music == "voiceless":
        key = key_of(key, voiceless.key(video, options))
    if not outputs.there(out, key):
        label = replace(track.label, produce_id=key, kind="film")
        shown = video
        if options.relip:
            label, shown = lips.labelled(label, video, options), lips.picture(track, video, options, progress)
        outputs.begin(out, key)
        cues = tuple(track.cues())
        film = dubbed.dub_video(
            shown, track.pieces(), out, **_own_sound(track, video, options, progress), language=track.language, keep_original_track=options.original,
            subtitles={track.language: cues}, burn=track.language if options.burn else "", label=label, loudness=options.loudness,
            rate=RATE, progress=progress,
        )  # fmt: skip
        outputs.note(out, key, [*film.notes, *loudness.of_sound(out.name, film.loudness, options.loudness)])
    for en, zh in outputs.remarks(key):
        tell(Fault(options.video, "", en, zh, row=False))
    yield out
    if options.stems:
        yield from _stems(track, video, outputs, options, key)


def _own_sound(track: Track, video: Path, options: Options, progress: Progress) -> dict[str, Any]:
    """What becomes of the video's own sound, as `dubbed` is told."""
    if options.music == "voiceless":
        return {"music": "keep", "own": voiceless.sound(track.takes, video, options, progress)}
    return {"music": options.music}


def _stems(track: Track, video: Path, outputs: Outputs, options: Options, key: str) -> Iterator[Path]:
    base = outputs.path(track.name, "")
    own = key_of(key, "stems")
    wanted = [outputs.path(f"{track.name}.{part}", f".{options.kind}") for part in ("voice", "music", "mix")]
    if not outputs.there(wanted[0], own):
        for one in wanted:
            outputs.begin(one, own)
        original = dubbed.check_video(video)
        parts = dubbed.sound_of(
            original, track.pieces(), **_own_sound(track, video, options, no_progress), loudness=options.loudness, rate=RATE
        )
        for one in stems.write(parts, base, f".{options.kind}", label=replace(track.label, produce_id=own)).values():
            outputs.note(one, own)
    yield from (one for one in wanted if one.is_file())
