"""A film made for a platform, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest

from pipelines.errors import BadInput
from pipelines.film import ffmpeg, limiter
from pipelines.film.platforms import PLATFORMS
from studio import project as projects
from studio import publishing
from studio.project import Choices
from studio.store import Store
from studio.ui import form as forms
from studio.ui.brief_panel import SIZES, for_platform
from studio.ui.form import Form

from .conftest import Ran

Run = Callable[..., Ran]


def test_a_platform_decides_what_is_not_asked_for(run: Run, tmp_path: Path) -> None:
    text = "Tea begins on a hill, and someone picks one leaf."
    ran = run(
        "create",
        text,
        "--out",
        tmp_path / "film.mp4",
        "--platform",
        "抖音",
        "--size",
        "180x320",
        "--seconds",
        "0",
        "--music",
        "calm",
    )
    assert ran.code == 0, ran.err
    choices = Store(tmp_path / "film.studio").load().choices
    assert (choices.platform, choices.size, choices.fps, choices.loudness) == ("douyin", (180, 320), 30, -14.0)
    assert ffmpeg.probe(tmp_path / "film.mp4").fps == 30
    with av.open(str(tmp_path / "film.mp4")) as film:
        sound = np.concatenate([frame.to_ndarray() for frame in film.decode(audio=0)], axis=1).T
    assert pyloudnorm.Meter(48_000).integrated_loudness(sound.astype(float)) == pytest.approx(-14, abs=0.5)
    assert 20 * np.log10(limiter.true_peaks(sound).max()) < -1.0
    assert ",64," in (tmp_path / "film.ass").read_text()  # the captions' height: a fifth of the picture


def test_what_is_asked_for_wins() -> None:
    asked = publishing.choices("youtube", "1280x720", None, -23.0)
    assert asked == {"size": (1280, 720), "fps": 30, "loudness": -23.0, "platform": "youtube"}
    assert publishing.choices("", None, None, None) == {"size": (1080, 1920), "fps": 25, "loudness": -16.0, "platform": ""}
    assert publishing.choices("bilibili", None, 60, None)["size"] == (1920, 1080)


@pytest.mark.parametrize(
    ("options", "told"),
    [(("--platform", "youtub"), "Did you mean youtube"), (("--loudness", "-10"), "-14, -16, -23"), (("--size", "7x7"), "size")],
)
def test_what_there_is_not_is_refused_before_work(run: Run, tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    ran = run("create", "Tea.", "--out", tmp_path / "film.mp4", *options)
    assert ran.code == 2
    assert told in ran.line
    assert list(tmp_path.iterdir()) == []


def test_a_film_that_is_too_long_is_told_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"")
    told: list[tuple[str, str]] = []
    publishing.note(Choices(platform="shorts"), tmp_path / "film.mp4", 240.0, lambda en, zh: told.append((en, zh)))
    assert "3 minutes" in told[0][0]
    assert "3 分钟" in told[0][1]


def test_a_project_of_before_is_read_as_it_was_made() -> None:
    script = {"title": "t", "language": "en", "scenes": [{"id": "s1", "lines": [{"id": "l1", "text": "hi"}]}]}
    old = json.dumps({"schema": projects.SCHEMA, "version": 1, "script": script, "choices": {"fps": 24}})
    choices = projects.loads(old, "project.json").choices
    assert (choices.fps, choices.platform, choices.loudness) == (24, "", -16.0)
    with pytest.raises(BadInput, match="accepted: douyin"):
        projects.loads(old.replace('"fps": 24', '"platform": "vine"'), "project.json")


def test_a_platform_chosen_on_the_page_goes_into_the_film(tmp_path: Path) -> None:
    for name in PLATFORMS:
        size, fps = for_platform(name)
        assert size in SIZES
        asked = forms.request(forms.check(Form(brief="Tea.", platform=name, size=size, fps=fps)), tmp_path / "brief.md")
        assert asked.choices is not None
        assert Choices.model_validate(asked.choices).platform == name
        assert asked.choices["loudness"] == PLATFORMS[name].loudness
    with pytest.raises(BadInput):
        forms.check(Form(brief="Tea.", platform="vine"))
