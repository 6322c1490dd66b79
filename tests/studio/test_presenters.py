"""`studio avatar`: the drawn presenters listed, shown, on a sheet, made like another; and `studio animate` with one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from pipelines import timeline
from pipelines.avatar.drawn import catalogue
from pipelines.media import read_picture
from pipelines.speech import voices
from pipelines.speech.espeak import EspeakSpeaker

from .conftest import Ran

Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "avatars"
    monkeypatch.setenv("STUDIO_AVATARS", str(folder))
    return folder


def test_they_are_listed_and_found_by_their_parts(run: Run) -> None:
    assert len(run("avatar", "list").out.splitlines()) >= 100
    found = json.loads(run("avatar", "list", "--only", "hair=bun", "--only", "style=soft", "--json").out)
    assert found
    assert all(one["hair"] == "bun" and one["style"] == "soft" for one in found)
    refused = run("avatar", "list", "--only", "hair=mullet")
    assert refused.code == 2
    assert "ponytail" in refused.line


def test_one_is_shown_and_drawn(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "mei.png"
    done = run("avatar", "show", "mei", "--out", out, "--size", "320x240", "--backdrop", "transparent")
    assert done.code == 0, done
    assert "clothes" in done.out
    assert read_picture(out).pixels.shape == (240, 320, 4)
    assert run("avatar", "show", "mei", "--out", out).code == 2  # it is there
    refused = run("avatar", "show", "me")
    assert refused.code == 2
    assert "meera" in refused.line


def test_ones_own_is_made_like_another_and_kept(run: Run, own: Path, tmp_path: Path) -> None:
    done = run("avatar", "draw", "--like", "mei", "--hair", "afro", "--skin", "4", "--cloth", "#aabbcc", "--name", "mine")
    assert done.code == 0, done
    assert (own / "mine.toml").is_file()
    made, model = catalogue.load("mine"), catalogue.load("mei")
    assert (made.hair, made.skin, made.cloth) == ("afro", "4", "#aabbcc")
    assert made.face == model.face
    assert run("avatar", "list").out.startswith("mine")
    assert run("avatar", "draw", "--name", "mine").code == 2  # it is there
    assert run("avatar", "draw", "--name", "mine", "--force").code == 0
    assert run("avatar", "sheet", "--out", tmp_path / "all.png", "--only", "hair=afro", "--tile", "48").code == 0
    assert read_picture(tmp_path / "all.png").size[0] >= 48


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--hair", "mullet"), "ponytail"), (("--skin", "0"), "1, 2"), (("--cloth", "#12"), "#rrggbb"), (("--like", "nobody"), "avatar list"),
     (("--name", "../x"), "letters")],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_and_nothing_is_kept(
    options: tuple[str, ...], said: str, run: Run, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run("avatar", "draw", "--name", "mine", *options)
    assert done.code == 2
    assert said in done.line
    monkeypatch.setenv("STUDIO_LANG", "zh")
    assert any("一" <= letter <= "鿿" for letter in run("avatar", "draw", "--name", "mine", *options).line)
    assert not own.exists()


@pytest.mark.parametrize("text", ['hair = "mullet"', "hair =", 'wings = "two"', "hair = [1]"])
def test_a_wrong_file_is_refused_by_its_name(text: str, run: Run, own: Path) -> None:
    own.mkdir()
    (own / "broken.toml").write_text(text, encoding="utf-8")
    done = run("avatar", "show", "broken")
    assert done.code == 2
    assert "broken.toml" in done.line
    listed = run("avatar", "list")
    assert len(listed.out.splitlines()) >= 100
    assert "broken.toml" in listed.err


def test_a_presenter_says_a_timeline(run: Run, tmp_path: Path) -> None:
    planned = EspeakSpeaker().plan("Mama bought paper.", voices.default("en"), language="en")
    speech = tmp_path / "speech.json"
    speech.write_text(timeline.dumps(planned), encoding="utf-8")
    assert run("speak", speech, "--out", tmp_path / "s.wav", "--no-label").code == 0
    out = tmp_path / "head.mp4"
    rest = ("--timeline", speech, "--audio", tmp_path / "s.wav", "--out", out, "--size", "256x256", "--no-label")
    done = run("animate", "--avatar", "kofi", *rest, "--backdrop", "plain:#ff8800")
    assert done.code == 0, done
    with av.open(str(out)) as film:
        frames = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert len(frames) == -(-planned.samples * 25 // planned.sample_rate)
    assert np.abs(frames[0][4, 4].astype(int) - (255, 136, 0)).max() < 24
    assert any((frame != frames[0]).any() for frame in frames)
    refused = run("animate", "--avatar", "nobody", *rest, "--force")
    assert refused.code == 2
    assert "avatar list" in refused.line
