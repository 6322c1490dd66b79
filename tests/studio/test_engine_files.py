"""`studio engines`, as a person uses it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from pipelines.media import read_audio
from pipelines.speech.remote import process
from tests.speech.remote_help import TONE, give, spoken, tone_folder

from .conftest import Ran

Run = Callable[..., Ran]
TEXT = "The quick brown fox jumps over the lazy dog."


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("STUDIO_ENGINES", str(tmp_path / "engines"))
    yield tmp_path / "engines"
    process.stop_all()


def test_the_list_says_what_to_choose_and_what_it_costs(run: Run) -> None:
    ran = run("engines", "list")
    assert ran.code == 0
    for said in ("voxcpm", "Apache-2.0", "CC-BY-4.0", "GB", "With a GPU", "Without a GPU"):
        assert said in ran.out
    rows = {row["name"]: row for row in json.loads(run("engines", "list", "--json").out)}
    assert rows["voxcpm"]["installed"] is False
    assert {"code_licence", "weights_licence", "languages", "cloning", "editing", "disk_gb", "devices"} <= set(rows["voxcpm"])
    assert "zh" in rows["voxcpm"]["languages"]
    assert "zh" not in rows["pocket-tts"]["languages"]


def test_nothing_is_installed_before_the_licence_is_accepted(run: Run, root: Path) -> None:
    ran = run("engines", "install", "voxcpm")
    assert ran.code == 2
    assert "--accept-licence" in ran.line
    assert "Apache-2.0" in ran.out
    assert "6.5 GB + 5.0 GB" in ran.out
    assert not root.exists()


def test_installed_checked_spoken_with_and_removed(
    run: Run, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "weights"
    model.mkdir()
    own = give(model, TEXT, spoken(TEXT))
    ran = run("engines", "install", TONE, "--model", model, "--accept-licence")
    assert ran.code == 0, ran.err
    assert "not the studio's" in ran.out  # a stranger's program is said to be one
    assert run("engines", "install", TONE, "--accept-licence").code == 2  # it is there already
    told = json.loads(run("engines", "check", "tone", "--json").out)
    assert (told["ok"], told["rate"], told["problems"]) == (True, 24_000, [])
    monkeypatch.setenv("STUDIO_WORKER", "tone")
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "voice.toml").write_text('engine = "tone"\nlanguage = "en"\n')
    speech, sound = tmp_path / "speech.json", tmp_path / "speech.wav"
    ran = run("plan", TEXT, "--speaker", "worker", "--voice", f"{tmp_path}/ann", "--out", speech)
    assert ran.code == 0, ran.err
    ran = run("speak", speech, "--speaker", "worker", "--voice", f"{tmp_path}/ann", "--out", sound, "--no-label")
    assert ran.code == 0, ran.err
    np.testing.assert_allclose(read_audio(sound).samples, own, atol=1e-4)
    assert run("engines", "remove", "tone").code == 0
    assert not (root / "tone").exists()
    assert model.is_dir()  # a folder of the person's own stays
    assert run("engines", "remove", "tone").code == 2
    ran = run("plan", TEXT, "--speaker", "worker", "--voice", f"{tmp_path}/ann", "--out", tmp_path / "again.json")
    assert ran.code == 2
    assert "no engine called 'tone'" in ran.line


def test_a_failed_installation_says_what_was_tried_and_leaves_nothing_in_use(run: Run, tmp_path: Path) -> None:
    folder = tone_folder(tmp_path / "e", model="nowhere")
    ran = run("engines", "install", folder, "--accept-licence")
    assert ran.code == 3
    assert "Tried:" in ran.line
    assert "no network here" in ran.line
    assert json.loads(run("engines", "list", "--json").out)[-1]["name"] == "voxcpm"


def test_a_broken_engine_is_found_by_check(run: Run, root: Path) -> None:
    run("engines", "install", TONE, "--accept-licence")
    (root / "tone" / "adapter.py").write_text("raise RuntimeError('not today')")
    ran = run("engines", "check", "tone", "--json")
    assert ran.code == 4
    assert "not today" in ran.line
    assert json.loads(ran.out)["ok"] is False


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("install", "voxcpn"), "Known: voxcpm"),
        (("install", "/nowhere/e"), "no engine.toml"),
        (("check", "voxcpm"), "not installed"),
        (("remove", "../voxcpm"), "not the name"),
    ],
)
def test_mistakes_are_told_with_what_would_do(run: Run, arguments: tuple[str, ...], says: str) -> None:
    ran = run("engines", *arguments)
    assert ran.code in (2, 3)
    assert says in ran.line
