"""`studio relip`: a video says another line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from pipelines import timeline
from pipelines.media import Audio, read_audio, write_audio
from tests.avatar import videos
from tests.avatar.conftest import line, sound

from .conftest import Ran

Run = Callable[..., Ran]
CONSENT = "I, Ann, agree to the words."


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A video of 1.6 s without sound, a timeline of 1 s and its sound"""
    place = tmp_path_factory.mktemp("relip")
    utterance = line(("m ˈɑː|170 p", 0), ("ˈaɪ|200 v", 130))
    (place / "s.json").write_text(timeline.dumps(utterance), encoding="utf-8")
    write_audio(place / "s.wav", Audio(sound(utterance).samples, utterance.sample_rate))
    return videos.write(place / "film.mp4", videos.talking(1.6)), place / "s.json", place / "s.wav"


def frames_of(path: Path) -> int:
    with av.open(str(path)) as film:
        return sum(1 for _ in film.decode(video=0))


def test_a_video_says_another_line(run: Run, material: tuple[Path, Path, Path], tmp_path: Path) -> None:
    video, speech, heard = material
    out = tmp_path / "out.mp4"
    rest = (video, "--timeline", speech, "--audio", heard, "--out", out, "--consent", CONSENT)
    done = run("relip", *rest)
    assert done.code == 0, done
    planned = timeline.loads(speech.read_text(encoding="utf-8"))
    assert frames_of(out) == -(-planned.samples * 25 // planned.sample_rate)
    assert read_audio(out).seconds == pytest.approx(planned.seconds, abs=0.1)
    label = json.loads(run("labels", out).out)["shengying"]
    assert [(one["of"], one["text"]) for one in label["consents"]] == [("face", CONSENT)]
    assert run("relip", *rest).code == 2  # it is there
    done = run("relip", *rest, "--keep-length", "--json", "--force")
    told = json.loads(done.out.splitlines()[-1])
    assert (told["frames"], told["held"], told["without_face"]) == (40, 0, 0)
    assert frames_of(out) == 40


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_cannot_be_relipped_is_refused(
    run: Run, material: tuple[Path, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    video, speech, heard = material
    nobody, text = videos.write(tmp_path / "none.mp4", videos.empty(12)), tmp_path / "text.mp4"
    text.write_text("words " * 100, encoding="utf-8")
    monkeypatch.setenv("STUDIO_LANG", language)
    out, said = tmp_path / "out.mp4", ("--timeline", speech, "--audio", heard)
    for arguments in (
        (video, *said, "--out", out),
        (nobody, *said, "--out", out, "--consent", CONSENT),
        (text, *said, "--out", out, "--consent", CONSENT),
        (tmp_path / "gone.mp4", *said, "--out", out, "--consent", CONSENT),
        (video, *said, "--out", tmp_path / "out.avi", "--consent", CONSENT),
    ):
        done = run("relip", *arguments)
        assert done.code == 2, done
        assert any("一" <= letter <= "鿿" for letter in done.line) == (language == "zh")
        assert not out.exists()


def test_a_picture_is_no_video(run: Run, material: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _, speech, heard = material
    picture = Path(__file__).parents[2] / "assets" / "demo" / "portrait.png"
    ran = run("relip", picture, "--timeline", speech, "--audio", heard, "--out", tmp_path / "o.mp4", "--consent", CONSENT)
    assert ran.code == 2
    assert "portrait.png" in ran.line
    assert list(tmp_path.iterdir()) == []
