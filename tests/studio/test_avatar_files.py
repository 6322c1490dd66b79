"""`studio performance` and what `studio animate` takes of directions."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipelines import timeline
from pipelines.avatar import capture
from pipelines.direction import Direction
from pipelines.errors import BadInput
from pipelines.files import data_folder
from pipelines.film import labels
from pipelines.media import Audio, Picture, read_picture, write_audio, write_picture
from pipelines.script import Line, Scene, Script
from pipelines.speech import voices
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.voice import Consent
from studio import belonging
from studio.project import Choices, Project
from studio.store import Store

from .conftest import Ran

Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("speech") / "speech.json"
    planned = EspeakSpeaker().plan(
        "Please buy me a map. Mama bought paper, 今天天气很好。", voices.default("en"), language="en"
    )
    path.write_text(timeline.dumps(planned), encoding="utf-8")
    return path


def test_a_performance_is_written_for_other_programs(speech: Path, run: Run, tmp_path: Path) -> None:
    for kind in ("csv", "json", "glb"):
        out = tmp_path / f"perf.{kind}"
        done = run("performance", speech, "--out", out, "--emotion", "happy:0.6", "--amount", "head=0.5")
        assert done.code == 0, done
        assert str(out) in done.out
    rows = list(csv.DictReader((tmp_path / "perf.csv").open()))
    assert max(float(row["MouthSmileLeft"]) for row in rows) == pytest.approx(0.75 * 0.6, abs=0.02)
    assert len(rows) == len(capture.read(tmp_path / "perf.json")) == json.loads((tmp_path / "perf.json").read_text())["frames"]
    assert (tmp_path / "perf.glb").read_bytes()[:4] == b"glTF"


def test_its_own_sound_or_one_that_is_given_makes_the_same(speech: Path, run: Run, tmp_path: Path) -> None:
    assert run("speak", speech, "--out", tmp_path / "s.wav", "--no-label").code == 0
    assert run("performance", speech, "--out", tmp_path / "a.json").code == 0
    assert run("performance", speech, "--audio", tmp_path / "s.wav", "--out", tmp_path / "b.json").code == 0
    first, second = (capture.read(tmp_path / name) for name in ("a.json", "b.json"))
    assert np.abs(first.mouth - second.mouth).max() < 0.01
    assert np.array_equal(first.blink, second.blink)


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--emotion", "jolly"), "surprised"), (("--emotion", "happy:3"), "0 to 1"), (("--amount", "nose=1"), "gesture"),
     (("--amount", "head=9"), "0 to 2"), (("--fps", "7"), "24"), (("--audio", "none.wav"), "none.wav")],
)  # fmt: skip
def test_bad_options_are_refused_and_nothing_is_written(
    options: tuple[str, ...], said: str, speech: Path, run: Run, tmp_path: Path
) -> None:
    done = run("performance", speech, "--out", tmp_path / "p.csv", *options)
    assert done.code == 2
    assert said in done.err
    assert not list(tmp_path.iterdir())


def test_another_kind_of_file_is_refused(speech: Path, run: Run, tmp_path: Path) -> None:
    done = run("performance", speech, "--out", tmp_path / "p.fbx")
    assert done.code == 2
    assert ".glb" in done.err


def test_a_film_keeps_how_its_presenter_acts(run: Run, tmp_path: Path) -> None:
    store = Store(tmp_path / "film.studio")
    store.prepare()
    film = Script(title="Tea", language="en", scenes=(Scene(id="s1", lines=(Line(id="l1", text="One."),)),))
    store.save(Project(script=film, choices=Choices(direction=Direction("sad", 0.5, head=0.2))))
    assert store.load().choices.direction == Direction("sad", 0.5, head=0.2)
    text = (store.folder / "project.json").read_text(encoding="utf-8")
    (store.folder / "project.json").write_text(text.replace('"sad"', '"glum"'), encoding="utf-8")
    with pytest.raises(BadInput, match="glum"):
        store.load()


def test_create_refuses_an_unknown_emotion_before_work(run: Run, tmp_path: Path) -> None:
    done = run("create", "Tea is grown on hills.", "--out", tmp_path / "f.mp4", "--emotion", "glum")
    assert done.code == 2
    assert "surprised" in done.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("seconds", [0.5, 60.0, 0.0])
def test_a_sound_that_is_not_the_timelines_is_refused(seconds: float, speech: Path, run: Run, tmp_path: Path) -> None:
    length = seconds or timeline.loads(speech.read_text(encoding="utf-8")).seconds  # as long, and silent
    write_audio(tmp_path / "other.wav", Audio(np.zeros(round(length * 24_000), np.float32), 24_000))
    done = run("performance", speech, "--audio", tmp_path / "other.wav", "--out", tmp_path / "p.csv")
    assert done.code == 2
    assert "studio speak" in done.err
    assert not (tmp_path / "p.csv").exists()


def test_the_consent_of_a_voice_goes_into_the_film_of_its_face(tmp_path: Path) -> None:
    consent = Consent("I, Ann, allow this.", by="Ann")
    label = labels.Label("x", "Shengying", {"speaker": "espeak"}, (consent,), "sound")
    labels.write_sound(tmp_path / "s.wav", Audio(np.full(48_000, 0.1, np.float32), 24_000), label)
    planned = EspeakSpeaker().plan("Hello.", voices.default("en"), language="en")
    assert belonging.told(tmp_path / "s.wav", planned) == ({"speaker": "espeak"}, (consent,))


def test_a_photo_of_odd_sides_is_a_film_of_even_ones(run: Run, tmp_path: Path) -> None:
    speaker, voice = EspeakSpeaker(), voices.default("en")
    planned = speaker.plan("Maybe.", voice, language="en")
    (tmp_path / "s.json").write_text(timeline.dumps(planned), encoding="utf-8")
    write_audio(tmp_path / "s.wav", speaker.speak(planned, voice))
    picture = read_picture(data_folder("assets") / "demo" / "portrait.png").pixels
    write_picture(tmp_path / "odd.png", Picture(cv2.resize(picture, (301, 401))))
    said = ("--timeline", tmp_path / "s.json", "--audio", tmp_path / "s.wav")
    done = run("animate", "--avatar", tmp_path / "odd.png", *said, "--out", tmp_path / "odd.mp4")
    assert done.code == 0, done.err
    film = cv2.VideoCapture(str(tmp_path / "odd.mp4"))
    assert (film.get(cv2.CAP_PROP_FRAME_WIDTH), film.get(cv2.CAP_PROP_FRAME_HEIGHT)) == (300, 400)
