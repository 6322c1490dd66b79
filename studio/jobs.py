"""The work that takes are made of: functions of picklable values, so that any process can do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from pipelines import engines, timeline
from pipelines.avatars import Avatar
from pipelines.direction import PLAIN, Direction
from pipelines.film import camera, clips, mix, music, shots
from pipelines.film.shots import Pose, Shot
from pipelines.film.subtitles import Cue
from pipelines.media import Audio, FrameStream, Picture, read_audio, read_picture, write_audio, write_picture
from pipelines.script import Layout
from pipelines.speech.delivery import deliver
from pipelines.timeline import Utterance
from pipelines.voice import Voice

from . import seen
from .store import Takes, file_hash, key_of

FIT_VERSION = 2
MUSIC_VERSION = 1
SHOT_VERSION = 3
"""Change it when the same shot would be composed into another picture."""


@lru_cache(maxsize=8)
def _engine(kind: engines.Kind, name: str) -> Any:
    return engines.load(kind, name)


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
        files = {path: file_hash(self.folder / path) if (self.folder / path).is_file() else "" for path in events}
        return key_of("speech", self.engine, made.version, asdict_utterance(utterance), voice_key(self.voice), others, files)


def asdict_utterance(utterance: Utterance) -> dict[str, Any]:
    return {key: value for key, value in timeline.to_dict(utterance).items() if key != "voice"}


def voice_key(voice: Voice) -> dict[str, Any]:
    """What of a voice changes its sound; the consent's text and the folder's place do not."""
    values = asdict(voice)
    folder = Path(voice.base.partition("#")[0])
    if voice.base and folder.is_dir():  # a model folder of the person's own: its files' sizes and dates stand for it
        values["base"] = [voice.base, sorted((p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in folder.iterdir())]
    return {
        key: value
        for key, value in values.items()
        if key not in ("consent", "reference", "model", "tags", "title_en", "title_zh", "name", "licence")
    }


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

    return takes.make(key_of("fit", FIT_VERSION, file_hash(source), size), ".png", build)


@dataclass(frozen=True)
class Before:
    """What the film shows at the end of the scene before, to cross-fade from."""

    layout: Layout
    picture: Path | None
    pose: Pose
    portrait: Path | None
    landmarks: Path | None = None


@dataclass(frozen=True)
class ShotJob:
    """Everything that one line's moving picture depends on.

    clip_frames  (where in the scene's clip this line begins, how long the whole clip is)
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

    def key(self) -> str:
        values = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "landmarks"}
        for name in ("picture", "portrait", "audio", "clip"):
            values[name] = file_hash(values[name]) if values[name] else ""
        values["utterance"] = asdict_utterance(self.utterance) if self.portrait else self.frames
        if not self.portrait:
            values["audio"] = values["animator"] = ""
            values["direction"] = PLAIN
        for name in ("start", "end", "direction"):
            values[name] = asdict(values[name])
        values["cues"] = [asdict(cue) for cue in self.cues] if self.burn else []
        if self.before:
            paths = (self.before.picture, self.before.portrait)
            values["before"] = [self.before.layout, asdict(self.before.pose), *(file_hash(p) if p else "" for p in paths)]
        version = _animator(self.animator, self.portrait).version if self.portrait else ""
        return key_of("shot", SHOT_VERSION, version, values)


def shoot(takes: Takes, key: str, job: ShotJob) -> Path:
    return takes.make(key, ".mp4", lambda path: shots.render(_shot(job), path))


def _shot(job: ShotJob) -> Shot:
    presenter = None
    if job.portrait and job.layout != "picture":
        presenter = _animator(job.animator, job.portrait).animate(
            job.utterance, read_audio(job.audio), _avatar(job.portrait, job.face, job.landmarks), size=shots.presenter_size(job.layout, job.size),
            fps=job.fps, frames=job.frames, seed=job.seed, direction=job.direction)  # fmt: skip
    return Shot(
        size=job.size,
        fps=job.fps,
        frames=job.frames,
        layout=job.layout,
        picture=load_picture(job.picture) if job.picture else None,
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
    )


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

    return takes.make(key_of("landmarks", animator, made.version, file_hash(portrait), face), ".npy", build)


def _animator(name: str, portrait: Path) -> Any:
    return _engine("animator", seen.animator_for(portrait, name))


def _avatar(portrait: Path, face: int | None, landmarks: Path | None) -> Avatar:
    if seen.is_drawn(portrait):
        return seen.avatar(portrait)
    return Avatar(load_picture(portrait), face=face, landmarks=np.load(landmarks) if landmarks else None)


def _still(job: ShotJob) -> Picture:
    before = job.before
    assert before is not None
    rest = None
    if before.portrait and before.layout != "picture":
        animator = _animator(job.animator, before.portrait)
        rest = animator.rest(
            _avatar(before.portrait, job.face, before.landmarks), size=shots.presenter_size(before.layout, job.size)
        )
    picture = load_picture(before.picture) if before.picture else None
    return shots.compose_still(before.layout, picture, before.pose, rest, job.size)


def film_audio(pieces: tuple[tuple[Path, int], ...], fps: int, rate: int = 48_000) -> Audio:
    """The speech of the film: each line's sound at the head of its slot of so many frames. Mono at `rate`."""
    parts = []
    for path, frames in pieces:
        length = frames * rate // fps
        sound = read_audio(path).mono().resampled(rate).samples[:length]
        parts.append(np.pad(sound, (0, length - len(sound))))
    return Audio(np.concatenate(parts), rate)


BED_SECONDS = 64.0


def composed(takes: Takes, mood: str, seed: int) -> Path:
    """A piece of the composer's music, as a take: one length for all films, which the mix cuts or repeats, so that a film
    of another length does not want another piece."""

    def build(path: Path) -> None:
        write_audio(path, music.compose(BED_SECONDS, seed, mood))

    return takes.make(key_of("music", MUSIC_VERSION, BED_SECONDS, mood, seed), ".flac", build)


def mixed(takes: Takes, key: str, pieces: tuple[tuple[Path, int], ...], fps: int, bed: Path | str, seed: int) -> Path:
    """Speech over music (a file, a mood of the composer, or "" for none) at -16 LUFS, 48 kHz stereo, with the watermark."""

    def build(path: Path) -> None:
        speech = film_audio(pieces, fps)
        under = bed if isinstance(bed, Path) else composed(takes, bed, seed) if bed else None
        write_audio(path, mix.mix(speech, read_audio(under) if under else None, marked=True))

    return takes.make(key, ".flac", build)
