"""The third-party animator of docs/avatar.md, installed as a stranger's package is, with a small program in the network's place."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
import tomllib
from pathlib import Path

import numpy as np
import pytest

from pipelines import engines
from pipelines.avatars import Avatar
from pipelines.errors import BadInput, Cancelled, EngineFailed, EngineMissing
from pipelines.media import Picture

from .conftest import line, sound

DOC = Path(__file__).parents[2] / "docs" / "avatar.md"
PROGRAM = """
import argparse, os, sys, time
parser = argparse.ArgumentParser()
for name in ("portrait", "audio", "seed", "out"):
    parser.add_argument("--" + name)
given = parser.parse_args()
print("loading the weights")
if os.environ["MODE"] == "fail":
    sys.exit("CUDA out of memory")
if os.environ["MODE"] == "slow":
    open(os.environ["PID"], "w").write(str(os.getpid()))
    time.sleep(60)
import av, numpy as np
from PIL import Image
picture = np.asarray(Image.open(given.portrait).convert("RGB"))
with av.open(given.out, "w") as film:  # at a rate and a size of its own
    stream = film.add_stream("libx264", rate=20)
    stream.width, stream.height, stream.pix_fmt = 96, 128, "yuv420p"
    for number in range(20):
        frame = np.array(Image.fromarray(picture).resize((96, 128)))
        frame[64:, : 4 * number] = 255
        film.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
    film.mux(stream.encode())
"""


@pytest.fixture
def headcast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = DOC.read_text(encoding="utf-8")
    code = re.search(r"```python\n# headcast\.py\n(.*?)```", text, re.S)
    project = re.search(r"```toml\n(.*?)```", text, re.S)
    assert code
    assert project
    assert len([row for row in code.group(1).splitlines() if row.strip()]) < 60
    (tmp_path / "headcast.py").write_text(code.group(1), encoding="utf-8")
    said = tomllib.loads(project.group(1))["project"]
    info = tmp_path / f"{said['name'].replace('-', '_')}-{said['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {said['name']}\nVersion: {said['version']}\n")
    rows = [f"[{g}]\n" + "".join(f"{k} = {v}\n" for k, v in points.items()) for g, points in said["entry-points"].items()]
    (info / "entry_points.txt").write_text("".join(rows))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "headcast", raising=False)
    (tmp_path / "generate.py").write_text(PROGRAM)
    monkeypatch.setenv("HEADCAST", f"{sys.executable} {tmp_path / 'generate.py'}")
    monkeypatch.setenv("MODE", "")
    monkeypatch.setenv("PID", str(tmp_path / "pid"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)


@pytest.fixture
def avatar() -> Avatar:
    return Avatar(Picture(np.full((160, 120, 3), (200, 60, 30), np.uint8)))


PHRASE = line(("m ˈɑː|200 n", 100), ("ˈoʊ|200 z", 0), lead=200)


@pytest.mark.usefixtures("headcast")
def test_it_is_found_by_name_and_its_film_comes_back_as_frames(avatar: Avatar, tmp_path: Path) -> None:
    animator = engines.load("animator", "headcast")
    stream = animator.animate(PHRASE, sound(PHRASE), avatar, size=(180, 240), fps=25, seed=7)
    frames = [frame.copy() for frame in stream.frames]
    assert stream.size == (180, 240)
    assert len(frames) == stream.count == -(-PHRASE.samples * 25 // PHRASE.sample_rate)
    assert {frame.shape for frame in frames} == {(240, 180, 3)}
    assert np.abs(frames[0][60, 90].astype(int) - (200, 60, 30)).max() < 12
    filled = [int((frame[200, :, 2] > 200).sum()) for frame in frames]  # the program's bar grows with the time, at its own rate
    at_half = filled[12]  # 0.48 s: its frame 9
    assert abs(at_half - 4 * 9 * 180 / 96) < 8
    assert not list((tmp_path / "temporary").iterdir())
    assert animator.rest(avatar, size=(180, 240)).size == (180, 240)
    with pytest.raises(BadInput, match="matte"):
        engines.load("animator", "headcast", matte="green")


@pytest.mark.usefixtures("headcast")
def test_what_the_program_says_last_is_passed_on(avatar: Avatar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODE", "fail")
    with pytest.raises(EngineFailed, match="CUDA out of memory") as caught:
        engines.load("animator", "headcast").animate(PHRASE, sound(PHRASE), avatar)
    assert "运行失败" in caught.value.zh
    monkeypatch.setenv("HEADCAST", "")
    with pytest.raises(EngineMissing, match="HEADCAST"):
        engines.load("animator", "headcast").animate(PHRASE, sound(PHRASE), avatar)


@pytest.mark.usefixtures("headcast")
def test_stopped_it_leaves_nothing_running(avatar: Avatar, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MODE", "slow")

    def stop(*_: object) -> None:
        if (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text():
            signal.setitimer(signal.ITIMER_REAL, 0)
            raise Cancelled

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.2, 0.2)
    try:
        with pytest.raises(Cancelled):
            engines.load("animator", "headcast").animate(PHRASE, sound(PHRASE), avatar)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    pid = int((tmp_path / "pid").read_text())
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the program still runs")
