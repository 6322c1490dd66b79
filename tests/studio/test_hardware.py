"""Hardware encoders: probed by encoding; where one is missing the reason is told and x264 does the work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.errors import BadInput, EngineMissing
from pipelines.film import ffmpeg, hardware
from pipelines.film.ffmpeg import Encoder
from studio import doctor

GREY = bytes([110]) * (256 * 256 * 3 // 2)
THERE = [name for name in hardware.HARDWARE if not hardware.fault(name)]


def test_a_probe_says_what_ffmpeg_said_or_nothing() -> None:
    for name in hardware.HARDWARE:
        why = hardware.fault(name)
        assert why == "" or (len(why) > 5 and "probe.mp4" not in why and "\n" not in why)


@pytest.mark.parametrize("name", hardware.HARDWARE)
def test_one_that_works_makes_a_take_and_one_that_does_not_is_refused(name: str, tmp_path: Path) -> None:
    if name in THERE:
        ffmpeg.encode([GREY] * 5, tmp_path / "take.mp4", size=(256, 256), fps=25, count=5, encoder=hardware.chosen(name))
        assert ffmpeg.probe(tmp_path / "take.mp4").frames == 5
        return
    with pytest.raises(EngineMissing) as refused:
        hardware.chosen(name)
    assert hardware.fault(name) in refused.value.en
    assert "x264" in refused.value.en
    assert "x264" in refused.value.zh


def test_auto_takes_what_works_and_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hardware.chosen("auto").name == (THERE[0] if THERE else "x264")
    en, zh = hardware.told("auto") or ("", "")
    assert hardware.chosen("auto").name in en
    assert hardware.chosen("auto").name in zh
    assert hardware.told("x264") is None
    working = Encoder("mpeg", {"c:v": "mpeg4", "q:v": 5, "pix_fmt": "yuv420p"})  # one that every ffmpeg has
    monkeypatch.setitem(hardware.HARDWARE, "mpeg", working)
    hardware.fault.cache_clear()
    assert hardware.fault("mpeg") == ""
    assert hardware.chosen("auto") in (working, *(hardware.HARDWARE[name] for name in THERE))
    assert "mpeg" in (hardware.told("auto") or ("",))[0] or THERE
    hardware.fault.cache_clear()


def test_an_encoder_that_is_not_here_is_refused_before_work(tmp_path: Path) -> None:
    missing = next((name for name in hardware.HARDWARE if name not in THERE), "")
    if not missing:
        pytest.skip("every encoder works here")
    ran = subprocess.run([sys.executable, "-m", "studio.cli", "create", "Tea.", "--out", str(tmp_path / "film.mp4"), "--encoder", missing],
                         capture_output=True, text=True, env=os.environ | {"STUDIO_LANG": "en"})  # fmt: skip
    assert ran.returncode == EngineMissing("", "").exit_code
    assert f"The encoder {missing} does not work here" in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_tells_which_work() -> None:
    found = doctor.examine()
    assert found["encoders"] == {"x264": "", **{name: hardware.fault(name) for name in hardware.HARDWARE}}
    rows = [row for row in doctor.readable(found, "en").splitlines() if " encoder " in row]
    assert rows[0] == "✓ encoder   x264"
    assert len(rows) == len(hardware.HARDWARE) + 1


def test_an_unknown_encoder_is_refused() -> None:
    with pytest.raises(BadInput, match="x264, auto, nvenc"):
        hardware.chosen("x266")
