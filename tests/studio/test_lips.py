"""`studio animate --animator wav2lip --model FILE`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.files import data_folder
from pipelines.film import ffmpeg

from ..avatar import lip_networks
from .conftest import Ran

Run = Callable[..., Ran]


def test_a_portrait_speaks_by_a_network(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STUDIO_WAV2LIP", raising=False)
    run("plan", "Maybe.", "--lang", "en", "--out", tmp_path / "s.json")
    run("speak", tmp_path / "s.json", "--out", tmp_path / "s.wav")
    portrait = data_folder("assets") / "demo" / "portrait.png"
    options = ["--avatar", portrait, "--timeline", tmp_path / "s.json", "--audio", tmp_path / "s.wav", "--size", "240x320"]
    refused = run("animate", *options, "--animator", "wav2lip", "--out", tmp_path / "head.mp4")
    assert refused.code == 2
    assert "--model" in refused.line
    model = lip_networks.random(tmp_path / "lips.onnx")
    done = run("animate", *options, "--animator", "wav2lip", "--model", model, "--out", tmp_path / "head.mp4")
    assert done.code == 0, done.err
    assert ffmpeg.probe(tmp_path / "head.mp4").size == (240, 320)
    told = json.loads(run("labels", tmp_path / "head.mp4").out)["shengying"]["engines"]["animator"]
    assert "neural network lips.onnx" in told
    wrong = run("animate", *options, "--model", model, "--out", tmp_path / "photo.mp4")  # the photo takes no network
    assert wrong.code == 2
    assert "model" in wrong.line
