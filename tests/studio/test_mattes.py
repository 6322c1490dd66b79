"""`--matte` of `studio animate` and `studio create`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from pipelines import timeline
from pipelines.files import data_folder
from pipelines.film import ffmpeg
from pipelines.media import Picture, read_picture, write_audio, write_picture
from pipelines.speech import voices
from pipelines.speech.espeak import EspeakSpeaker
from studio import mattes
from studio.store import Store

from .conftest import SMALL, Ran

Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def portrait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's own portrait, at a size that is quick to cut out."""
    path = tmp_path_factory.mktemp("portrait") / "me.png"
    pixels = read_picture(data_folder("assets") / "demo" / "portrait.png").pixels[..., :3]
    write_picture(path, Picture(cv2.resize(pixels, (384, 512), interpolation=cv2.INTER_AREA)))
    return path


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The options for a short line that is said already."""
    folder = tmp_path_factory.mktemp("said")
    speaker, voice = EspeakSpeaker(), voices.default("en")
    planned = speaker.plan("Maybe.", voice, language="en")
    (folder / "s.json").write_text(timeline.dumps(planned), encoding="utf-8")
    write_audio(folder / "s.wav", speaker.speak(planned, voice))
    return ["--timeline", str(folder / "s.json"), "--audio", str(folder / "s.wav"), "--size", "240x320"]


def test_a_clear_clip_of_a_portrait(run: Run, said: list[str], portrait: Path, tmp_path: Path) -> None:
    out = tmp_path / "clear.webm"
    done = run("animate", "--avatar", portrait, *said, "--matte", "alpha", "--out", out)
    assert done.code == 0, done.err
    command = [
        ffmpeg.binary(),
        "-loglevel",
        "error",
        "-c:v",
        "libvpx-vp9",
        "-i",
        str(out),
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgba",
        "-",
    ]
    frames = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.uint8).reshape(-1, 320, 240, 4)
    assert frames[:, 140:180, 100:140, 3].min() >= 250
    assert frames[:, :8, :8, 3].max() <= 4
    assert json.loads(run("labels", out).out)["shengying"]["engines"]["animator"]
    assert ffmpeg.probe(out).audio_codec == "opus"


def test_a_keyed_clip_of_a_drawn_presenter(run: Run, said: list[str], tmp_path: Path) -> None:
    out = tmp_path / "keyed.mp4"
    done = run("animate", "--avatar", "mei", *said, "--matte", "green", "--out", out, "--no-label")
    assert done.code == 0, done.err
    with av.open(str(out)) as film:
        for frame in film.decode(video=0):
            assert np.abs(frame.to_ndarray(format="rgb24")[4:40, 4:40].astype(int) - (0, 177, 64)).max() < 6


@pytest.mark.parametrize(
    ("matte", "out", "says"),
    [("alpha", "a.mp4", ".webm"), ("alpha", "a.avi", ".mov"), ("green", "a.webm", ".mp4"), ("pink", "a.mp4", "#rrggbb"),
     ("none.png", "a.mp4", "none.png")],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(
    run: Run, said: list[str], portrait: Path, tmp_path: Path, matte: str, out: str, says: str
) -> None:
    done = run("animate", "--avatar", portrait, *said, "--matte", matte, "--out", tmp_path / out)
    assert done.code == 2
    assert says in done.line
    assert not list(tmp_path.iterdir())


def test_a_film_whose_presenter_stands_before_a_picture(run: Run, portrait: Path, tmp_path: Path) -> None:
    write_picture(tmp_path / "hall.png", Picture(np.full((80, 60, 3), (250, 120, 10), np.uint8)))
    (tmp_path / "brief.md").write_text("---\nlayout: presenter\n---\nTea.\n", encoding="utf-8")
    out = tmp_path / "film.mp4"
    options = ["--portrait", portrait, "--consent", "mine", "--subtitles", "none", "--no-label"]
    done = run("create", tmp_path / "brief.md", "--out", out, *SMALL, *options, "--matte", tmp_path / "hall.png")
    assert done.code == 0, done.err
    store = Store(tmp_path / "film.studio")
    kept = store.load().choices.matte
    assert Path(mattes.of_film(kept, store)).read_bytes() == (tmp_path / "hall.png").read_bytes()
    assert (512, 384, 4) in {read_picture(take).pixels.shape for take in store.takes.folder.rglob("*.png")}  # cut out once
    with av.open(str(out)) as film:
        last = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)][-1]
    assert np.abs(last[6, 6].astype(int) - (250, 120, 10)).max() < 8


def test_a_film_whose_presenter_stands_before_the_scenes_picture(run: Run, tmp_path: Path) -> None:
    write_picture(tmp_path / "sky.png", Picture(np.full((320, 256, 3), (20, 90, 230), np.uint8)))
    (tmp_path / "brief.md").write_text("---\nlayout: presenter\n---\n## Tea\n[image: sky.png]\n\nTea.\n", encoding="utf-8")
    out = tmp_path / "film.mp4"
    options = ["--portrait", "mei", "--subtitles", "none", "--no-label", "--matte", "alpha"]
    done = run("create", tmp_path / "brief.md", "--out", out, *SMALL, *options)
    assert done.code == 0, done.err
    with av.open(str(out)) as film:
        last = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)][-1]
    assert np.abs(last[200, 6].astype(int) - (20, 90, 230)).max() < 8
    assert np.abs(last[160, 128].astype(int) - (20, 90, 230)).max() > 40


@pytest.mark.parametrize(
    ("options", "says"),
    [(["--matte", "green"], "--portrait"), (["--portrait", "mei", "--matte", "blur"], "no background of its own")],
)
def test_a_film_that_cannot_be_so_is_refused_before_work(run: Run, tmp_path: Path, options: list[str], says: str) -> None:
    done = run("create", "Tea.", "--out", tmp_path / "film.mp4", *SMALL, *options)
    assert done.code == 2
    assert says in done.line
    assert not list(tmp_path.iterdir())
