"""The third-party speaker of docs/engines.md, installed as a stranger's package is, found by name and used."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from pipelines import edits, engines
from pipelines.errors import BadInput
from pipelines.voice import Voice

DOC = Path(__file__).parents[2] / "docs" / "engines.md"
RATE = 24_000


@pytest.fixture
def beeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = DOC.read_text(encoding="utf-8")
    code = re.search(r"```python\n# beeps\.py\n(.*?)```", text, re.S)
    project = re.search(r"```toml\n(.*?)```", text, re.S)
    assert code
    assert project
    (tmp_path / "beeps.py").write_text(code.group(1), encoding="utf-8")
    said = tomllib.loads(project.group(1))["project"]
    info = tmp_path / f"{said['name'].replace('-', '_')}-{said['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {said['name']}\nVersion: {said['version']}\n")
    rows = [f"[{g}]\n" + "".join(f"{k} = {v}\n" for k, v in points.items()) for g, points in said["entry-points"].items()]
    (info / "entry_points.txt").write_text("".join(rows))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "beeps", raising=False)


@pytest.mark.usefixtures("beeps")
def test_it_is_found_by_name_among_the_built_in_ones() -> None:
    assert {"beeps", "espeak", "coqui"} <= set(engines.names("speaker"))


@pytest.mark.usefixtures("beeps")
def test_it_speaks_an_edited_timeline_to_the_sample() -> None:
    speaker = engines.load("speaker", "beeps")
    voice = Voice("anna", engine="beeps")
    plan = speaker.plan("Hello there", voice)
    edited = edits.set_gain(edits.set_length(plan, "w2", 0, 9_000), "w1", 0, -40)
    sound = speaker.speak(edited, voice)
    assert len(sound) == edited.samples == plan.samples + 9_000 - RATE // 12
    first, second = edited.segments()[:2]
    assert np.abs(sound.samples[first.start : first.end]).max() < 0.01
    assert np.abs(sound.samples[second.start : second.end]).max() == pytest.approx(0.3, rel=0.01)
    with pytest.raises(BadInput):
        speaker.plan("42!", voice)
