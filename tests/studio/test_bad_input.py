"""Each bad input ends with one clear line that says what would be accepted, and leaves nothing half-written."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipelines.media import Audio, write_audio

from .conftest import SMALL, Ran

Run = Callable[..., Ran]


def sound(path: Path, samples: np.ndarray, rate: int = 24_000) -> Path:
    write_audio(path, Audio(samples.astype(np.float32), rate))
    return path


def times(seconds: float, rate: int = 24_000) -> np.ndarray:
    return np.arange(round(seconds * rate)) / rate


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.md", b"", "empty"),
        ("blank.md", b"\n\n --- \n", "empty"),
        ("huge.txt", b"tea " * 2_500_000, "1,000,000 bytes"),
        ("binary.md", b"\x89PNG\r\n\x1a\n\x00\x01\x02\x03" * 50, "not a text file"),
    ],
)
def test_briefs_that_cannot_be_read(run: Run, tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    ran = run("create", tmp_path / name, "--out", tmp_path / "film.mp4", *SMALL)
    assert ran.code == 2
    assert says in ran.line
    assert sorted(p.name for p in tmp_path.iterdir()) == [name]


def test_a_brief_that_is_not_there(run: Run, tmp_path: Path) -> None:
    ran = run("create", tmp_path / "none.md", "--out", tmp_path / "film.mp4")
    assert ran.code == 2
    assert "none.md is not a file" in ran.line


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--lang", "klingon"], "not known. Accepted: zh, en"),
        (["--size", "1081x1920"], "both even"),
        (["--size", "wide"], "WIDTHxHEIGHT"),
        (["--fps", "23"], "fps must be one of"),
        (["--style", "nonesuch"], "There are:"),
        (["--voice", "nobody-of-this-name"], "nobody-of-this-name"),
        (["--painter", "nonesuch"], "There are: diffusion, painter"),
        (["--music", "nonesuch.mp3"], "Give a sound file, or one of"),
        (["--seconds", "-5"], "seconds"),
        (["--subtitles", "sideways"], "subtitles"),
    ],
)
def test_choices_that_are_not_there(run: Run, tmp_path: Path, arguments: list[str], says: str) -> None:
    ran = run("create", "A cup of tea.", "--out", tmp_path / "film.mp4", *arguments)
    assert ran.code == 2
    assert says in ran.line
    assert not (tmp_path / "film.mp4").exists()
    assert not (tmp_path / "film.studio").exists()


def test_voice_samples_that_cannot_be_cloned(run: Run, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    chord = sum(np.sin(2 * np.pi * f * times(6)) for f in (220, 277, 330, 440)) * 0.2
    bad = {
        sound(tmp_path / "silent.wav", np.zeros(24_000 * 5)): "silen",
        sound(tmp_path / "short.wav", rng.normal(0, 0.1, 24_000)): "3 s",
        sound(tmp_path / "music.wav", chord): "music",
        sound(tmp_path / "noise.wav", rng.normal(0, 0.1, 24_000 * 5)): "",
    }
    (tmp_path / "text.wav").write_text("not a sound at all")
    for path, says in {**bad, tmp_path / "text.wav": "cannot be read"}.items():
        ran = run("create", "A cup of tea.", "--out", tmp_path / "film.mp4", "--voice", path, "--consent", "mine", *SMALL)
        assert ran.code == 2, path.name
        assert says in ran.line.lower(), ran.line
        assert not (tmp_path / "film.studio").exists()


def test_no_clone_without_consent(run: Run, tmp_path: Path) -> None:
    sample = sound(tmp_path / "me.wav", np.sin(times(5) * 900) * 0.2)
    ran = run("create", "A cup of tea.", "--out", tmp_path / "film.mp4", "--voice", sample, *SMALL)
    assert ran.code == 2
    assert "--consent" in ran.line


def test_portraits_without_a_face(run: Run, tmp_path: Path) -> None:
    Image.fromarray(np.full((400, 300, 3), 128, np.uint8)).save(tmp_path / "wall.png")
    noise = np.random.default_rng(0).integers(0, 255, (400, 300, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "whole.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "whole.png").read_bytes()[:3000])
    (tmp_path / "text.jpg").write_text("not a picture")
    for name, says in {"wall.png": "face", "cut.png": "whole jpg", "text.jpg": "whole jpg", "none.png": "not a file"}.items():
        ran = run("create", "A cup of tea.", "--out", tmp_path / "film.mp4", "--portrait", tmp_path / name, *SMALL)
        assert ran.code == 2, name
        assert says in ran.line
        assert not (tmp_path / "film.studio").exists()


def test_outputs_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.mp4").write_text("my other film")
    ran = run("create", "A cup of tea.", "--out", tmp_path / "mine.mp4", *SMALL)
    assert (ran.code, (tmp_path / "mine.mp4").read_text()) == (2, "my other film")
    assert "--force" in ran.line
    ran = run("create", "A cup of tea.", "--out", tmp_path / "none" / "film.mp4", *SMALL)
    assert ran.code == 5
    assert "mkdir -p" in ran.line
    ran = run("create", "A cup of tea.", "--out", tmp_path / "film.avi", *SMALL)
    assert ran.code == 2
    assert ".mp4" in ran.line


def test_the_words_come_in_chinese_too(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_LANG", "zh")
    ran = run("create", "一杯茶。", "--out", tmp_path / "film.mp4", "--size", "3x3")
    assert "均为偶数" in ran.line


@pytest.mark.parametrize("command", ["speak", "show"])
@pytest.mark.parametrize("content", ["", "{", '{"schema": "other"}', "tea"])
def test_a_timeline_that_is_none(run: Run, tmp_path: Path, command: str, content: str) -> None:
    (tmp_path / "speech.json").write_text(content)
    extra = ["--out", str(tmp_path / "a.wav")] if command == "speak" else []
    ran = run(command, tmp_path / "speech.json", *extra)
    assert ran.code == 2
    assert len(ran.err.strip().splitlines()) == 1
    assert not (tmp_path / "a.wav").exists()


@pytest.mark.parametrize(
    "content", ["{", '{"schema": "shengying.project", "version": 99}', '{"schema": "shengying.project", "version": 1}']
)
def test_a_project_that_does_not_hold_together(run: Run, tmp_path: Path, content: str) -> None:
    (tmp_path / "film.studio").mkdir()
    (tmp_path / "film.studio" / "project.json").write_text(content)
    ran = run("render", tmp_path / "film.studio")
    assert ran.code == 2
    assert "project.json" in ran.line


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True).returncode
    ):
        pytest.skip("a small disk can be mounted only by root")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_said_and_the_film_goes_on_after(run: Run, small_disk: Path) -> None:
    filler = small_disk / "filler"
    filler.write_bytes(b"\0" * 960_000)
    command = ["create", "A cup of tea, and a long walk by the sea.", "--out", small_disk / "film.mp4", *SMALL]
    ran = run(*command)
    assert ran.code == 5
    assert "disk is full" in ran.line
    assert not (small_disk / "film.mp4").exists()
    assert [p.name for p in small_disk.rglob("*") if ".part" in p.name] == []
    filler.unlink()
    ran = run(*command)
    assert ran.code == 0, ran.err
    assert (small_disk / "film.mp4").stat().st_size > 10_000
