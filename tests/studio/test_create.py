"""The chain as a person meets it: a brief in, a film out, and everything beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import edits, timeline
from pipelines.film import ffmpeg
from pipelines.media import read_audio
from studio.project import Project
from studio.store import Store, file_hash

from .conftest import SMALL, Ran

Run = Callable[..., Ran]

BRIEF = """---
title: Tea
---
## The hill
[picture: tea hills at dawn]
Tea begins on a hill.
Someone picks one leaf.

## The sea
[picture: a boat on the sea at dusk]
Then it crosses the sea.

## The cup
[picture: a cup of tea on a desk]
And it ends in your cup.
"""


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    path = tmp_path / "brief.md"
    path.write_text(BRIEF)
    return path


def test_a_film_with_everything_beside_it(run: Run, brief: Path, tmp_path: Path, clean: Callable[[], list[str]]) -> None:
    out = tmp_path / "film.mp4"
    ran = run("create", brief, "--out", out, *SMALL, "--json")
    assert ran.code == 0, ran.err
    rows = [json.loads(line) for line in ran.out.splitlines()]
    stages = list(dict.fromkeys(row["stage"] for row in rows if "stage" in row))
    assert stages == ["write", "plan", "speak", "paint", "shoot", "mix", "assemble"]
    facts = ffmpeg.probe(out)
    assert facts.size == (256, 320)
    assert facts.video_codec == "h264"
    assert facts.audio_codec == "aac"
    assert facts.video_seconds == pytest.approx(rows[-1]["seconds"], abs=0.01)
    assert abs(facts.video_seconds - facts.audio_seconds) <= 1 / facts.fps
    for suffix in (".srt", ".vtt", ".ass"):
        assert "crosses the sea" in out.with_suffix(suffix).read_text()
    assert clean() == []

    labels = json.loads(run("labels", out).out)
    assert labels["AIGC"]["Label"] == "1"
    assert "procedural" in json.dumps(labels)

    shown = run("show", tmp_path / "film.studio").out
    assert "The hill" in shown
    assert "picks" in shown

    first = file_hash(out)
    again = run("render", tmp_path / "film.studio")
    assert again.code == 0, again.err
    assert file_hash(out) == first


def takes(folder: Path, suffix: str) -> dict[str, str]:
    return {p.name: file_hash(p) for p in (folder / "takes").glob(f"*{suffix}")}


def test_one_changed_line_makes_one_take_again(run: Run, brief: Path, tmp_path: Path) -> None:
    run("create", brief, "--out", tmp_path / "film.mp4", *SMALL)
    store = Store(tmp_path / "film.studio")
    before = takes(store.folder, ".mp4"), takes(store.folder, ".wav"), takes(store.folder, ".png")
    text = store.file.read_text().replace("Someone picks one leaf.", "Somebody picks a single small green leaf.")
    store.file.write_text(text)
    assert run("render", store.folder).code == 0
    after = takes(store.folder, ".mp4"), takes(store.folder, ".wav"), takes(store.folder, ".png")
    for old, new, made in zip(before, after, (1, 1, 0), strict=True):
        assert {name: new[name] for name in old} == old
        assert len(new) - len(old) == made
    assert "single small green leaf" in (tmp_path / "film.srt").read_text().replace("\n", " ")


def test_an_edited_phoneme_is_kept_in_the_project_and_heard(run: Run, brief: Path, tmp_path: Path) -> None:
    run("create", brief, "--out", tmp_path / "film.mp4", *SMALL)
    store = Store(tmp_path / "film.studio")
    seconds = ffmpeg.probe(tmp_path / "film.mp4").duration
    project: Project = store.load()
    from_show = json.loads(run("show", store.folder, "--json").out)
    planned = timeline.from_dict(from_show["speech"]["l1"])
    store.save(project.with_utterance("l1", edits.set_pause(planned, planned.words[0].id, 24_000)))
    assert run("render", store.folder).code == 0
    assert ffmpeg.probe(tmp_path / "film.mp4").duration == pytest.approx(seconds + 1.0, abs=0.09)
    assert "1000 ms*" in run("show", store.folder).out


def test_another_film_is_not_written_over_the_first(run: Run, brief: Path, tmp_path: Path) -> None:
    run("create", brief, "--out", tmp_path / "film.mp4", *SMALL)
    (tmp_path / "film.mp4").unlink()
    ran = run("create", "Something else entirely.", "--out", tmp_path / "film.mp4", *SMALL)
    assert ran.code == 2
    assert "another film" in ran.line


@pytest.mark.parametrize("seconds", [20, 40])
def test_the_film_is_as_long_as_asked(run: Run, tmp_path: Path, seconds: int) -> None:
    source = Path(__file__).parents[2] / "assets" / "sample-briefs" / "en.md"
    ran = run("write", source, "--seconds", str(seconds), "--out", tmp_path / "script.json")
    assert ran.code == 0, ran.err
    ran = run(
        "create",
        source,
        "--seconds",
        str(seconds),
        "--size",
        "128x128",
        "--fps",
        "24",
        "--out",
        tmp_path / "film.mp4",
        "--json",
    )
    assert ran.code == 0, ran.err
    assert json.loads(ran.out.splitlines()[-1])["seconds"] == pytest.approx(seconds, rel=0.10)


def test_each_stage_is_a_command_with_files_between(run: Run, brief: Path, tmp_path: Path) -> None:
    assert run("write", brief, "--out", tmp_path / "script.json").code == 0
    assert run("plan", tmp_path / "script.json", "--out", tmp_path / "speech.json").code == 0
    assert run("speak", tmp_path / "speech.json", "--out", tmp_path / "speech.wav").code == 0
    assert run("paint", "a lake under mountains", "--size", "320x200", "--seed", "3", "--out", tmp_path / "p.png").code == 0
    planned = timeline.loads((tmp_path / "speech.json").read_text())
    assert "crosses the sea" in planned.text
    assert len(read_audio(tmp_path / "speech.wav")) > planned.samples  # the audible label follows the speech
    for name in ("speech.wav", "p.png"):
        assert json.loads(run("labels", tmp_path / name).out)["AIGC"]["Label"] == "1"
    portrait = Path(__file__).parents[2] / "assets" / "demo" / "portrait.png"
    assert run("plan", "Hello there.", "--out", tmp_path / "hi.json").code == 0
    assert run("speak", tmp_path / "hi.json", "--out", tmp_path / "hi.wav").code == 0
    ran = run("animate", "--avatar", portrait, "--timeline", tmp_path / "hi.json", "--audio", tmp_path / "hi.wav",
              "--size", "256x320", "--out", tmp_path / "head.mp4")  # fmt: skip
    assert ran.code == 0, ran.err
    engines = json.loads(run("labels", tmp_path / "head.mp4").out)["shengying"]["engines"]
    assert {"speaker", "animator"} <= set(engines)
    facts = ffmpeg.probe(tmp_path / "head.mp4")
    assert facts.video_seconds == pytest.approx(timeline.loads((tmp_path / "hi.json").read_text()).seconds, abs=0.05)


def test_doctor_says_what_is_missing_and_how_to_get_it(run: Run) -> None:
    found = json.loads(run("doctor", "--json").out)
    assert found["engines"]["speaker"]["espeak"]["ok"]
    assert len(found["languages"]) > 100
    for kind, name in (("speaker", "coqui"), ("painter", "diffusion")):
        state = found["engines"][kind][name]
        assert state["ok"] or "pip install" in state["missing"]


def start(brief: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "studio.cli", "create", str(brief), "--out", str(out), *SMALL]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "STUDIO_LANG": "en"})


def wait_for(folder: Path, pattern: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while not list(folder.glob(pattern)) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.02)


def test_killed_in_the_middle_it_goes_on_and_ends_with_the_same_bytes(
    run: Run, brief: Path, tmp_path: Path, clean: Callable[[], list[str]]
) -> None:
    (tmp_path / "whole").mkdir()
    (tmp_path / "cut").mkdir()
    assert run("create", brief, "--out", tmp_path / "whole" / "film.mp4", *SMALL).code == 0
    process = start(brief, tmp_path / "cut" / "film.mp4")
    wait_for(tmp_path / "cut", "film.studio/takes/[0-9a-f]*.mp4", process)
    process.kill()
    process.wait()
    assert not (tmp_path / "cut" / "film.mp4").exists()
    time.sleep(1.5)  # the workers notice that their parent is gone
    assert run("create", brief, "--out", tmp_path / "cut" / "film.mp4", *SMALL).code == 0
    assert takes(tmp_path / "cut" / "film.studio", "") == takes(tmp_path / "whole" / "film.studio", "")
    assert file_hash(tmp_path / "cut" / "film.mp4") == file_hash(tmp_path / "whole" / "film.mp4")
    assert clean() == []


def test_ctrl_c_stops_with_one_line_and_leaves_nothing_half_written(
    brief: Path, tmp_path: Path, clean: Callable[[], list[str]]
) -> None:
    process = start(brief, tmp_path / "film.mp4")
    wait_for(tmp_path, "film.studio/takes/*.png", process)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped." in err.decode().strip().splitlines()[-1]
    assert "Traceback" not in err.decode()
    assert not (tmp_path / "film.mp4").exists()
    assert clean() == []
