"""The people of a video given the lips of a track: the film's picture again, its mouths closed where the new speech is silent."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import av
import numpy as np

from pipelines import timeline
from pipelines.avatar.performance import perform
from pipelines.avatar.video import relip as relipping
from pipelines.avatar.video.animator import VideoAnimator
from pipelines.errors import BadInput
from pipelines.files import known_hash
from pipelines.film import labels, shots
from pipelines.film.labels import Label
from pipelines.film.layout import check_size
from pipelines.media import Audio, FrameStream, Progress, read_audio
from pipelines.voice import Consent, agrees

from ..schedule import with_lead
from ..store import key_of
from . import work
from .options import Options
from .tracks import RATE, Track

VERSION = 1
LABEL_SECONDS = 3.0
_BEFORE = 6  # frames in which a mouth gets ready for a line


def check(options: Options) -> None:
    """BadInput unless it is said who agreed to be given other words."""
    if options.relip and not options.video:
        raise BadInput(
            "--relip gives a video other lips: give --video too.", "--relip 用于更换视频中的口型：请同时给出 --video。"
        )
    if options.relip and not agrees(options.consent):
        raise BadInput("A person is given other words by their consent only. Say who agreed, and to what: --consent TEXT.",
                       "给人物换话须经本人同意。请写明谁同意了什么：--consent 文字。")  # fmt: skip


def key(track: Track, video: Path, options: Options) -> str:
    return key_of("lips", VERSION, VideoAnimator.version, track.key, known_hash(video), options.consent)


def labelled(label: Label, video: Path, options: Options) -> Label:
    """The label with the consent of the face, and who drew its lips."""
    agreed = Consent(options.consent.strip(), date=date.today().isoformat(), sample_sha256=known_hash(video))
    return replace(label, engines={**label.engines, "animator": VideoAnimator.note}, face_consents=(agreed,))


def picture(track: Track, video: Path, options: Options, progress: Progress) -> Path:
    """The video with other lips and with its own sound, as a take. BadInput where no face can be followed."""
    return track.takes.make(key(track, video, options), ".mp4", lambda path: _build(track, video, path, progress))


def _build(track: Track, video: Path, out: Path, progress: Progress) -> None:
    found = relipping.follow(video, progress=lambda done: progress(0.5 * done))
    check_size(found.size)
    stream = relipping.relipped(found, mouths(track, found.facts.fps, found.frames))
    count = stream.count

    def frames() -> Iterator[np.ndarray]:
        for number, frame in enumerate(stream.frames, 1):
            yield frame
            progress(0.5 + 0.5 * number / count)

    shown = FrameStream(stream.size, stream.fps, count, frames())
    shot = shots.Shot(size=shown.size, fps=shown.fps, frames=count, layout="presenter", presenter=shown, burn=False,
                      label=labels.visible_text(track.language), label_frames=round(LABEL_SECONDS * shown.fps))  # fmt: skip
    silent = out.with_suffix(".silent.mp4")
    try:
        shots.render(shot, silent)
        _with_sound_of(video, silent, out)
    finally:
        silent.unlink(missing_ok=True)


def mouths(track: Track, fps: int, frames: int) -> np.ndarray:
    """The mouth's channels (frames, 7): of each line in its place, at rest between them."""
    mouths: np.ndarray | None = None
    for line in track.lines():
        said = timeline.from_dict(work.told_of(track.takes, line.entry.key)["speech"])
        sound = read_audio(track.takes.path(line.entry.key, ".wav"))
        at = line.start / RATE * fps
        first = math.floor(at) - _BEFORE
        lead = (at - first) / fps
        padded = Audio(np.pad(sound.mono().samples, (round(lead * sound.rate), 0)), sound.rate)
        count = math.ceil((lead + said.seconds) * fps) + _BEFORE
        own = perform(with_lead(said, lead), padded, fps=fps, frames=count).mouth
        if mouths is None:
            mouths = np.tile(own[-1], (frames, 1))
        low, high = max(0, first), min(frames, first + count)
        mouths[low:high] = own[low - first : max(low, high) - first]
    assert mouths is not None, "a track has a line"
    return mouths


def _with_sound_of(video: Path, picture: Path, out: Path) -> None:
    """The picture's packets and the first sound's of the video, copied into one file."""
    with (
        av.open(str(picture)) as seen,
        av.open(str(video)) as heard,
        av.open(str(out), "w", options={"fflags": "+bitexact"}) as file,
    ):
        pairs = [(seen, seen.streams.video[0])] + [(heard, one) for one in heard.streams.audio[:1]]
        made = [file.add_stream_from_template(stream) for _, stream in pairs]
        for (container, stream), target in zip(pairs, made, strict=True):
            for packet in container.demux(stream):
                if packet.dts is not None:
                    packet.stream = target
                    file.mux(packet)
