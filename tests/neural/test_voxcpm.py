"""The engine `voxcpm` over the real package and a real, small VoxCPM2 with random weights.

The package lives in an environment of its own: STUDIO_VOXCPM_PYTHON names a Python that has it, else this one must.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from pipelines import edits
from pipelines.errors import BadInput
from pipelines.speech.remote import RemoteSpeaker, environment, process, recipe
from pipelines.speech.remote.process import Process, VoiceRequest
from pipelines.voice import Voice

from .own_environments import put, python_with

PYTHON = python_with("voxcpm", "STUDIO_VOXCPM_PYTHON")
pytestmark = [
    pytest.mark.neural,
    pytest.mark.skipif(
        not PYTHON, reason="needs voxcpm: studio engines install voxcpm, then STUDIO_VOXCPM_PYTHON=…/env/bin/python"
    ),
]

HERE = Path(__file__).parent
RATE = 48_000
ANY = VoiceRequest("any", "", "", "", "en")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """voxcpm installed over the Python that has it, with the small model converted as a fetched one is."""
    root = tmp_path_factory.mktemp("engines")
    model = root / "weights"
    subprocess.run([PYTHON, HERE / "small_voxcpm.py", model], check=True, capture_output=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STUDIO_ENGINES", str(root))
        patch.setenv("STUDIO_DEVICE", "cpu")
        made = recipe.find("voxcpm")
        with pytest.raises(BadInput, match=r"audiovae\.pth"):
            environment.install(made, model=model)
        code = "import runpy, sys; runpy.run_path(sys.argv[1])['convert'](sys.argv[2])"
        subprocess.run([PYTHON, "-c", code, made.adapter, model / "audiovae.pth"], check=True, capture_output=True)
        assert sorted(path.suffix for path in model.iterdir()) == [".json"] * 3 + [".safetensors"] * 2
        put(root / "voxcpm", made, PYTHON, model)
        yield root
        process.stop_all()


@pytest.fixture(scope="module")
def worker(root: Path) -> Process:
    found = environment.require("voxcpm")
    return process.process_for(recipe.find("voxcpm"), found, model=found.model, device="cpu")


def say(worker: Process, voice: VoiceRequest = ANY, seed: int = 0) -> np.ndarray:
    return worker.speak("Hello.", voice, seed=seed, speed=1.0, longest=0.4).samples


def test_it_tells_its_rate_and_streams_the_same_sound_for_the_same_seed(worker: Process) -> None:
    facts = worker.facts()
    assert (facts.version, facts.rate, facts.device) == ("2.0.3", RATE, "cpu")
    assert {"clone", "seed", "stream"} <= set(facts.capabilities)
    first = say(worker)
    assert len(first) == round(0.4 * RATE)
    assert np.isfinite(first).all()
    np.testing.assert_array_equal(say(worker), first)
    assert not np.array_equal(say(worker, seed=1), first)


def test_it_clones_with_and_without_the_samples_words(worker: Process, tmp_path: Path) -> None:
    sample = tmp_path / "me.wav"
    soundfile.write(str(sample), 0.1 * np.sin(np.arange(24_000) / 30), 24_000)
    alone = say(worker, VoiceRequest("a", str(sample), "", "", "en"))
    with_words = say(worker, VoiceRequest("b", str(sample), "A hum", "", "en"))
    assert len(alone) == len(with_words) == round(0.4 * RATE)
    assert not np.array_equal(alone, with_words)
    assert not np.array_equal(alone, say(worker))


def test_a_voice_that_it_lacks_is_refused(worker: Process) -> None:
    with pytest.raises(BadInput, match="no voice called 'alba'"):
        say(worker, replace(ANY, key="x", base="alba"))


def test_what_it_said_is_edited_as_its_own_sound(worker: Process) -> None:
    """The model's noise is no speech, so the words lie anywhere in it; that they can be edited does not depend on where."""
    speaker = RemoteSpeaker("voxcpm")
    voice = Voice("any", engine="voxcpm")
    plan = speaker.plan("Hi.", voice)
    assert [word.text for word in plan.words] == ["Hi"]
    assert plan.sample_rate == RATE
    longer = edits.set_length(plan, "w1", 0, 9_000)
    assert len(speaker.speak(longer, voice)) == longer.samples
