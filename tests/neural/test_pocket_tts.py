"""The engine `pocket-tts` over the real package and a real, small model with random weights.

The package lives in an environment of its own: STUDIO_POCKET_TTS_PYTHON names a Python that has it, else this one must.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from pipelines.errors import BadInput
from pipelines.speech.remote import environment, process, recipe
from pipelines.speech.remote.process import Process, VoiceRequest

from .own_environments import put, python_with

PYTHON = python_with("pocket_tts", "STUDIO_POCKET_TTS_PYTHON")
pytestmark = [
    pytest.mark.neural,
    pytest.mark.skipif(not PYTHON, reason="needs pocket-tts: STUDIO_POCKET_TTS_PYTHON=… a Python that has it"),
]


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    root = tmp_path_factory.mktemp("engines")
    subprocess.run([PYTHON, Path(__file__).parent / "small_pocket_tts.py", root / "weights"], check=True, capture_output=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STUDIO_ENGINES", str(root))
        put(root / "pocket-tts", recipe.find("pocket-tts"), PYTHON, root / "weights")
        assert environment.problems("pocket-tts") == ()
        found = environment.require("pocket-tts")
        yield process.process_for(recipe.find("pocket-tts"), found, model=found.model, device="cpu")
        process.stop_all()


def test_it_clones_a_sample_and_gives_the_same_sound_for_the_same_seed(worker: Process, tmp_path: Path) -> None:
    sample = tmp_path / "me.wav"
    soundfile.write(str(sample), 0.1 * np.sin(np.arange(48_000) / 30), 24_000, subtype="PCM_16")
    facts = worker.facts()
    assert (facts.rate, facts.device) == (24_000, "cpu")
    assert "clone" in facts.capabilities
    voice = VoiceRequest("a", str(sample), "", "", "en")

    def said(seed: int) -> np.ndarray:
        return worker.speak("Hello there.", voice, seed=seed, speed=1.0, longest=1.0).samples

    first = said(0)
    assert 0 < len(first) <= 24_000
    assert np.isfinite(first).all()
    np.testing.assert_allclose(said(0), first, atol=1e-3)  # frames are decoded in runs whose lengths the scheduler chooses
    with pytest.raises(BadInput, match="no voice 'nobody'"):
        worker.speak("Hi.", replace(voice, key="b", reference="", base="nobody"), seed=0, speed=1.0, longest=1.0)
