"""A film of a real portrait and a real voice, measured as a viewer meets it: in the finished file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest

from pipelines.avatar.faces import track
from pipelines.avatar.performance import perform
from pipelines.film import ffmpeg
from pipelines.media import read_audio
from pipelines.timeline import word_spans
from studio import produce, schedule
from studio.project import Project
from studio.schedule import Slot
from studio.store import Store

from .conftest import Ran

SAMPLES = Path(os.environ.get("STUDIO_SAMPLES") or "/nonexistent")
PORTRAIT = SAMPLES / "portraits" / "ai_square.png"
VOICE = SAMPLES / "speech" / "en_woman_nature.wav"
BRIEF = """---
title: Measured
---
## One
[layout: presenter]
My mother may buy a bag of brown apples. Then we all go home.
"""

pytestmark = pytest.mark.skipif(
    not (PORTRAIT.is_file() and VOICE.is_file()), reason="STUDIO_SAMPLES names no folder with the portrait and the voice"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Project, Store]:
    from studio import create

    folder = tmp_path_factory.mktemp("measured")
    store = Store(folder / "film.studio")
    request = create.Request(
        brief=BRIEF,
        portrait=PORTRAIT,
        voices={"": str(VOICE)},
        consent="A test on openly licensed samples.",
        music="calm",
        choices={"size": (512, 640), "subtitles": "soft"},
    )
    project = create.begin(request, store)
    return produce.film(project, store, folder / "film.mp4").video, project, store


def slots_of(project: Project, store: Store) -> tuple[Slot, ...]:
    utterances, _ = produce.plan(project, store)
    return schedule.lay(project.script, utterances, project.choices.fps)


def test_picture_and_sound_are_as_long(made: tuple[Path, Project, Store]) -> None:
    facts = ffmpeg.probe(made[0])
    assert abs(facts.video_seconds - facts.audio_seconds) <= 1 / facts.fps
    assert facts.frames == sum(slot.frames for slot in slots_of(made[1], made[2]))


def test_loudness_is_minus_sixteen(made: tuple[Path, Project, Store]) -> None:
    sound = read_audio(made[0])
    level = pyloudnorm.Meter(sound.rate).integrated_loudness(sound.samples.astype(float))
    assert level == pytest.approx(-16.0, abs=0.5)


def test_the_lips_in_the_file_follow_the_timeline(made: tuple[Path, Project, Store]) -> None:
    film, project, store = made
    (slot,) = slots_of(project, store)
    sound = read_audio(produce.speak(project, store, (slot,))[slot.line.id])
    wanted = perform(slot.utterance, sound, fps=25, frames=slot.frames).channel("gap")
    with av.open(str(film)) as container:
        faces = [track(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]
    assert all(face is not None for face in faces)
    gaps = np.array([face.lip_gap for face in faces if face])
    assert gaps[0] < 0.02
    assert gaps[-1] < 0.02
    lags = {lag: np.corrcoef(gaps[3 + lag : len(gaps) - 3 + lag], wanted[3:-3])[0, 1] for lag in range(-3, 4)}
    assert max(lags, key=lambda lag: lags[lag]) in (-1, 0, 1)
    assert lags[0] > 0.9
    assert 0.10 <= np.percentile(gaps, 95) <= 0.24


def test_subtitles_stand_while_their_words_are_heard(made: tuple[Path, Project, Store]) -> None:
    film, project, store = made
    (slot,) = slots_of(project, store)
    cues = produce.film_cues(project, (slot,))
    spoken = " ".join(cue.text.replace("\n", " ") for cue in cues)
    rate = slot.utterance.sample_rate
    assert [word.strip(".") for word in spoken.split()] == [
        w for span in word_spans(slot.utterance) for w in span.word.text.split()
    ]
    first, last = word_spans(slot.utterance)[0], word_spans(slot.utterance)[-1]
    assert cues[0].start == pytest.approx(first.start / rate, abs=0.15)
    assert cues[-1].end >= last.end / rate - 0.05
    assert ffmpeg.probe(film).subtitles == 1


def test_the_label_names_the_engines_and_the_consent(made: tuple[Path, Project, Store], run: Callable[..., Ran]) -> None:
    labels = json.dumps(json.loads(run("labels", made[0]).out))
    for part in ("A test on openly licensed samples.", "espeak", "procedural", "photo"):
        assert part in labels
