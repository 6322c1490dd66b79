"""`studio avatar enrol`, list, show, remove; `studio animate` with someone enrolled and with a video itself."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from pipelines import timeline
from pipelines.media import Audio, read_picture, write_audio
from tests.avatar import conftest as people
from tests.avatar.conftest import line, sound

from .conftest import Ran

Run = Callable[..., Ran]
filmed, enrolled = people.filmed, people.enrolled
CONSENT = "I, Ann, may be shown saying what I wrote."


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STUDIO_AVATARS", str(tmp_path / "avatars"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "avatars"


@pytest.fixture
def speech(tmp_path: Path) -> tuple[Path, Path]:
    utterance = line(("m ˈɑː|170 p", 0), ("ˈaɪ|200 v", 120))
    (tmp_path / "s.json").write_text(timeline.dumps(utterance), encoding="utf-8")
    write_audio(tmp_path / "s.wav", Audio(sound(utterance).samples, utterance.sample_rate))
    return tmp_path / "s.json", tmp_path / "s.wav"


def test_someone_is_enrolled_seen_and_removed(run: Run, filmed: Path, own: Path, tmp_path: Path) -> None:
    done = run("avatar", "enrol", filmed, "--name", "ann", "--consent", CONSENT)
    assert done.code == 0, done
    assert "mouths kept" in done.out
    assert "enrol" in done.err
    assert run("avatar", "enrol", filmed, "--name", "ann", "--consent", CONSENT).code == 2  # they are there
    assert run("avatar", "list").out.startswith("ann ")
    first = json.loads(run("avatar", "list", "--json").out)[0]
    assert (first["name"], first["kind"], first["consent"]) == ("ann", "video", CONSENT)
    picture = tmp_path / "ann.png"
    assert run("avatar", "show", "ann", "--out", picture).code == 0
    assert read_picture(picture).size == (240, 300)
    refused = run("avatar", "remove", "ann")
    assert refused.code == 2
    assert "--yes" in refused.line
    assert run("avatar", "remove", "ann", "--yes").code == 0
    assert not list(own.iterdir())
    assert run("avatar", "remove", "ann", "--yes").code == 2


def test_someone_says_a_timeline_by_their_consent(
    run: Run,
    enrolled: Path,
    own: Path,
    speech: tuple[Path, Path],
    tmp_path: Path,
) -> None:
    shutil.copytree(enrolled, own / "ann")
    out = tmp_path / "ann.mp4"
    done = run("animate", "--avatar", "ann", "--timeline", speech[0], "--audio", speech[1], "--out", out)
    assert done.code == 0, done
    with av.open(str(out)) as film:
        frames = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert frames[0].shape == (300, 240, 3)
    assert max(np.abs(frame.astype(int) - frames[0]).mean() for frame in frames) > 0.5
    label = json.loads(run("labels", out).out)["shengying"]
    assert label["engines"]["animator"].startswith("the person's own video")
    assert [(one["of"], one["text"]) for one in label["consents"]] == [("face", CONSENT)]


def test_a_video_itself_is_animated_with_a_consent_only(
    run: Run,
    filmed: Path,
    own: Path,
    speech: tuple[Path, Path],
    tmp_path: Path,
) -> None:
    out = tmp_path / "film.mp4"
    rest = ("--avatar", filmed, "--timeline", speech[0], "--audio", speech[1], "--out", out)
    refused = run("animate", *rest)
    assert refused.code == 2
    assert "--consent" in refused.line
    assert not out.exists()
    for _ in range(2):  # the second time it is found
        done = run("animate", *rest, "--consent", CONSENT, "--force")
        assert done.code == 0, done
    assert "enrol" not in done.err
    assert not own.exists()
    assert json.loads(run("labels", out).out)["shengying"]["consents"][0]["text"] == CONSENT


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_cannot_be_enrolled_is_refused_in_a_line(
    run: Run, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("words\n" * 100, encoding="utf-8")
    done = run("avatar", "enrol", text, "--name", "ann", "--consent", CONSENT)
    assert done.code == 2
    assert "cannot be read as a video" in done.line
    monkeypatch.setenv("STUDIO_LANG", language)
    for arguments in (
        (tmp_path / "none.mp4", "--name", "ann", "--consent", CONSENT),
        (text, "--name", "ann"),
        (text, "--name", "../a", "--consent", "x"),
    ):
        done = run("avatar", "enrol", *arguments)
        assert done.code == 2
        assert any("一" <= letter <= "鿿" for letter in done.line) == (language == "zh")
    assert not own.exists()
