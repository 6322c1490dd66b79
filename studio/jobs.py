"""The work that takes are made of: functions of picklable values, so that any process can do it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

import numpy as np

from pipelines import engines, timeline
from pipelines.avatars import Avatar
from pipelines.direction import PLAIN, Direction
from pipelines.files import known_hash, write_text
from pipelines.film import aac, beats, camera, clips, ffmpeg, hardware, mix, music, shots
from pipelines.film.layout import FREE, Safe
from pipelines.film.logo import Logo
from pipelines.film.scroll import Scroll, Strip
from pipelines.film.shots import Pose, Shot
from pipelines.film.subtitles import Cue
from pipelines.media import Audio, FrameStream, Picture, read_audio, read_picture, write_audio, write_picture
from pipelines.planes import Converter
from pipelines.script import Layout
from pipelines.speech.delivery import deliver
from pipelines.timeline import Utterance
from pipelines.voice import Voice

from . import mattes, seen
from .store import Takes, key_of
from .voice_keys import voice_key

LOUDNESS = -16.0
BEATS_VERSION = 1
CUT_VERSION = 1
FIT_VERSION = 2
MUSIC_VERSION = 1
SHOT_VERSION = 4
"""Change it when the same shot would be composed into another picture."""


@lru_cache(maxsize=8)
def _engine(kind: engines.Kind, name: str, matte: str = "") -> Any:
    return engines.load(kind, name, **({"matte": matte} if matte else {}))


@lru_cache(maxsize=4)
def _picture(path: str, _stamp: float) -> Picture:
    return read_picture(Path(path))


def load_picture(path: Path) -> Picture:
    return _picture(str(path), path.stat().st_mtime)


@dataclass(frozen=True)
class Cast:
    """Who says a line: its voice, the voices of some of its words by name, and where sound files of events lie."""

    engine: str
    voice: Voice
    others: Mapping[str, Voice]
    folder: Path

    def key(self, utterance: Utterance) -> str:
        made = _engine("speaker", self.engine)
        others = {name: voice_key(voice) for name, voice in self.others.items()}
        events = [event.path for over in utterance.overrides.values() for event in over.events if event.path]
        files = {path: known_hash(self.folder / path) if (self.folder / path).is_file() else "" for path in events}
        return key_of("speech", self.engine, made.version, asdict_utterance(utterance), voice_key(self.voice), others, files)


def asdict_utterance(utterance: Utterance) -> dict[str, Any]:
    return {key: value for key, value in timeline.to_dict(utterance).items() if key != "voice"}


def speak(takes: Takes, key: str, utterance: Utterance, cast: Cast) -> Path:
    def build(path: Path) -> None:
        write_audio(path, deliver(utterance, cast.voice, _engine("speaker", cast.engine).speak, cast.others, cast.folder))

    return takes.make(key, ".wav", build)


def paint_key(engine: str, prompt: str, size: tuple[int, int], seed: int, style: str) -> str:
    return key_of("picture", engine, _engine("painter", engine).version, prompt, size, seed, style)


def paint(takes: Takes, key: str, engine: str, prompt: str, size: tuple[int, int], seed: int, style: str) -> Path:
    def build(path: Path) -> None:
        write_picture(path, _engine("painter", engine).paint(prompt, size, seed, style=style))

    return takes.make(key, ".png", build)


def fit(takes: Takes, source: Path, size: tuple[int, int]) -> Path:
    """A person's own picture, scaled and cropped about its middle to `size`."""

    def build(path: Path) -> None:
        write_picture(path, Picture(camera.cover(read_picture(source), size)))

    return takes.make(key_of("fit", FIT_VERSION, known_hash(source), size), ".png", build)


@dataclass(frozen=True)
class Before:
    """What the film shows at the end of the scene before, to cross-fade from."""

    layout: Layout
    picture: Path | None
    pose: Pose
    portrait: Path | None
    landmarks: Path | None = None
    cut: Path | None = None
    scrolled: bool = False


@dataclass(frozen=True)
class Mark:
    """A logo: its file, and where, how high and how solid it stands."""

    path: Path
    place: str
    size: float
    opacity: float

    def key(self) -> tuple[str, str, float, float]:
        return known_hash(self.path), self.place, self.size, self.opacity

    def logo(self) -> Logo:
        return Logo(load_picture(self.path), self.place, self.size, self.opacity)


@dataclass(frozen=True)
class ShotJob:
    """Everything that one line's moving picture depends on.

    clip_frames  (where in the scene's clip this line begins, how long the whole clip is)
    scroll       the shares of the way that the picture goes past the frame in this line; None: a camera moves on it
    """

    size: tuple[int, int]
    fps: int
    frames: int
    layout: Layout
    picture: Path | None
    start: Pose
    end: Pose
    animator: str
    portrait: Path | None
    face: int | None
    utterance: Utterance
    audio: Path
    clip: Path | None
    clip_frames: tuple[int, int]
    before: Before | None
    dissolve_frames: int
    cues: tuple[Cue, ...]
    title: str
    label: str
    label_frames: int
    burn: bool
    seed: int
    landmarks: Path | None = None
    direction: Direction = PLAIN
    matte: str = ""
    zoom: float = 1.0
    cut: Path | None = None
    safe: Safe = FREE
    style: str = "clean"
    transition: str = "dissolve"
    logo: Mark | None = None
    encoder: str = "x264"
    scroll: tuple[float, float] | None = None

    def key(self) -> str:
        values = {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("landmarks", "cut")}
        for name in ("picture", "portrait", "audio", "clip"):
            values[name] = known_hash(values[name]) if values[name] else ""
        values["utterance"] = asdict_utterance(self.utterance) if self.portrait else self.frames
        if not self.portrait:
            values["audio"] = values["animator"] = ""
            values["direction"], values["matte"] = PLAIN, ""
        values["matte"] = mattes.key(values["matte"])
        if not values["matte"]:
            del values["matte"]
        if values["zoom"] == 1 or not self.portrait:
            del values["zoom"]
        values["safe"] = asdict(values["safe"])
        for name, usual in (("safe", asdict(FREE)), ("encoder", "x264"), ("scroll", None)):
            if values[name] == usual:
                del values[name]
        if self.logo is None:
            del values["logo"]
        else:
            values["logo"] = self.logo.key()
        if values["transition"] == "dissolve" or not self.before:
            del values["transition"]
        if values["style"] == "clean" or not self.burn:
            del values["style"]
        for name in ("start", "end", "direction"):
            values[name] = asdict(values[name])
        values["cues"] = [asdict(cue) for cue in self.cues] if self.burn else []
        if self.before:
            paths = (self.before.picture, self.before.portrait)
            values["before"] = [self.before.layout, asdict(self.before.pose), *(known_hash(p) if p else "" for p in paths),
                                *(["scrolled"] if self.before.scrolled else [])]  # fmt: skip
        version = _animator(self.animator, self.portrait).version if self.portrait else ""
        return key_of("shot", SHOT_VERSION, version, values)


def shoot(takes: Takes, key: str, job: ShotJob) -> Path:
    return takes.make(key, ".mp4", lambda path: shots.render(_shot(job), path, encoder=hardware.chosen(job.encoder)))


def _shot(job: ShotJob) -> Shot:
    presenter = None
    if job.portrait and job.layout != "picture":
        presenter = _animator(job.animator, job.portrait, mattes.behind(job.matte, job.layout, job.picture)).animate(
            job.utterance, read_audio(job.audio), _avatar(job.portrait, job.face, job.landmarks, job.cut, job.zoom), size=shots.presenter_size(job.layout, job.size),
            fps=job.fps, frames=job.frames, seed=job.seed, direction=job.direction)  # fmt: skip
    return Shot(
        size=job.size,
        fps=job.fps,
        frames=job.frames,
        layout=job.layout,
        picture=load_picture(job.picture) if job.picture and not job.scroll else None,
        scroll=Scroll(_strip(job.picture, job.size), *job.scroll) if job.picture and job.scroll else None,
        start=job.start,
        end=job.end,
        presenter=presenter,
        clip=_clip(job) if job.clip else None,
        dissolve=_still(job) if job.before else None,
        dissolve_frames=job.dissolve_frames,
        cues=job.cues,
        title=job.title,
        label=job.label,
        label_frames=job.label_frames,
        burn=job.burn,
        safe=job.safe,
        style=job.style,
        transition=job.transition,
        logo=job.logo.logo() if job.logo else None,
    )


def _strip(path: Path, size: tuple[int, int]) -> Strip:
    return _stripped(str(path), path.stat().st_mtime, size)


@lru_cache(maxsize=1)
def _stripped(path: str, _stamp: float, size: tuple[int, int]) -> Strip:
    return Strip(read_picture(Path(path)), size)


def _clip(job: ShotJob) -> FrameStream:
    """The part of the scene's clip that this line is seen over: the clip runs on through all lines of its scene."""
    assert job.clip is not None
    start, total = job.clip_frames
    whole = clips.open_clip(job.clip, job.size, job.fps, total)
    return FrameStream(job.size, job.fps, job.frames, islice(whole.frames, start, start + job.frames))


def locate(takes: Takes, animator: str, portrait: Path, face: int | None) -> Path | None:
    """Where the animator finds the face, as a take, so that it is looked for once and not by every worker."""
    made = _animator(animator, portrait)
    if not hasattr(made, "landmarks"):
        return None

    def build(path: Path) -> None:
        with open(path, "wb") as file:
            np.save(file, made.landmarks(_avatar(portrait, face, None)))

    return takes.make(key_of("landmarks", animator, made.version, known_hash(portrait), face), ".npy", build)


def cut(takes: Takes, animator: str, portrait: Path, face: int | None, landmarks: Path | None, matte: str) -> Path | None:
    """The portrait with its matte for an opacity, as a take: found once for all grounds, and not by every worker."""
    made = _animator(animator, portrait, matte)
    if not matte or not hasattr(made, "cut"):
        return None

    def build(path: Path) -> None:
        write_picture(path, made.cut(_avatar(portrait, face, landmarks)))

    return takes.make(key_of("cut", CUT_VERSION, known_hash(portrait), face), ".png", build)


def _animator(name: str, portrait: Path, matte: str = "") -> Any:
    return _engine("animator", seen.animator_for(portrait, name), matte)


def _avatar(portrait: Path, face: int | None, landmarks: Path | None, cut: Path | None = None, zoom: float = 1.0) -> Avatar:
    if not seen.is_picture(portrait):
        return replace(seen.avatar(portrait), zoom=zoom)
    return Avatar(load_picture(cut or portrait), face=face, landmarks=np.load(landmarks) if landmarks else None, zoom=zoom)


def _still(job: ShotJob) -> Picture:
    before = job.before
    assert before is not None
    rest = None
    if before.portrait and before.layout != "picture":
        animator = _animator(job.animator, before.portrait, mattes.behind(job.matte, before.layout, before.picture))
        rest = animator.rest(
            _avatar(before.portrait, job.face, before.landmarks, before.cut, job.zoom),
            size=shots.presenter_size(before.layout, job.size),
        )
    picture = load_picture(before.picture) if before.picture else None
    if before.picture and before.scrolled:
        picture = Picture(Converter().rgb(_strip(before.picture, job.size).at(1.0)))
    return shots.compose_still(before.layout, picture, before.pose, rest, job.size, safe=job.safe)


def film_audio(pieces: tuple[tuple[Path, int], ...], fps: int, rate: int = 48_000) -> Audio:
    """The speech of the film: each line's sound at the head of its slot of so many frames. Mono at `rate`."""
    lengths = [frames * rate // fps for _, frames in pieces]
    whole = np.zeros(sum(lengths), np.float32)

    def laid(path: Path, start: int, length: int) -> None:
        sound = read_audio(path).mono().resampled(rate).samples[:length]
        whole[start : start + len(sound)] = sound

    with ThreadPoolExecutor(os.cpu_count() or 1) as side_by_side:
        paths, starts = [path for path, _ in pieces], [0, *accumulate(lengths[:-1])]
        list(side_by_side.map(laid, paths, starts, lengths))
    return Audio(whole, rate)


BED_SECONDS = 64.0


def composed(takes: Takes, mood: str, seed: int) -> Path:
    """A piece of the composer's music, as a take: one length for all films, which the mix cuts or repeats, so that a film
    of another length does not want another piece."""

    def build(path: Path) -> None:
        write_audio(path, music.compose(BED_SECONDS, seed, mood))

    return takes.make(key_of("music", MUSIC_VERSION, BED_SECONDS, mood, seed), ".flac", build)


def beats_of(takes: Takes, path: Path, seconds: float) -> tuple[float, ...]:
    """The beats, in seconds, of the music that a film of so many `seconds` has of a file. Those of the file are a take."""

    def build(out: Path) -> None:
        sound = read_audio(path)
        write_text(out, json.dumps({"seconds": sound.seconds, "beats": beats.beats(sound)}))

    found = json.loads(takes.make(key_of("beats", BEATS_VERSION, known_hash(path)), ".json", build).read_text(encoding="utf-8"))
    return beats.repeated(tuple(found["beats"]), found["seconds"], seconds)


def mixed(takes: Takes, key: str, pieces: tuple[tuple[Path, int], ...], fps: int, bed: Path | str, seed: int, loudness: float,
          around: tuple[Path | None, Path | None], frames: int) -> Path:  # fmt: skip
    """Speech over music (a file, a mood of the composer, or "" for none) at so many LUFS, 48 kHz stereo, with the watermark, as AAC.

    `around`: the sounds of the intro and the outro. `frames`: those of the film with them, which the sound is as long as.
    """

    def build(path: Path) -> None:
        speech = film_audio(pieces, fps, aac.RATE)
        under = bed if isinstance(bed, Path) else composed(takes, bed, seed) if bed else None
        own = mix.mix(speech, read_audio(under) if under else None, loudness=loudness, marked=True)
        first, last = ((read_audio(path),) if path else () for path in around)
        parts = (*first, own, *last)
        whole = Audio(np.concatenate([part.samples for part in parts]), aac.RATE) if len(parts) > 1 else own
        aac.write(path, ffmpeg.fitted(whole, round(Fraction(frames * aac.RATE, fps))), kept=takes.keep)

    return takes.make(key, ".m4a", build)
