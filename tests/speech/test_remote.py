"""Engines in environments of their own: real environments, real workers, an engine of a few lines in them."""

from __future__ import annotations

import fcntl
import io
import logging
import os
import re
import signal
import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import edits
from pipelines.errors import BadInput, Cancelled, EngineFailed, EngineMissing
from pipelines.media import Audio
from pipelines.overrides import WordOverride
from pipelines.speech import voices
from pipelines.speech.delivery import deliver
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.speech.remote import RemoteSpeaker, environment, frames, models, process, recipe, saying
from pipelines.speech.remote.process import Process, VoiceRequest
from pipelines.voice import Voice

from .remote_help import RATE, TONE, give, spoken, tone_folder, wheel

VOICE = VoiceRequest("k", "", "", "", "en")
TONE_VOICE = Voice("anna", engine="tone")
TEXT = "The quick brown fox jumps over the lazy dog."


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of engines of the test's own; no worker outlives the test."""
    monkeypatch.setenv("STUDIO_ENGINES", str(tmp_path / "engines"))
    monkeypatch.setenv("STUDIO_WORKER", "tone")
    monkeypatch.delenv("STUDIO_DEVICE", raising=False)
    yield tmp_path / "engines"
    process.stop_all()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "weights").mkdir()
    return tmp_path / "weights"


def worker(model: Path | str = "") -> Process:
    """The installed tone engine's worker."""
    if environment.installed("tone") is None:
        environment.install(recipe.read(TONE))
    return process.process_for(environment.recipe_of("tone"), environment.require("tone"), model=str(model), device="")


def say(one: Process, text: str, longest: float = 10, voice: VoiceRequest = VOICE) -> np.ndarray:
    return one.speak(text, voice, seed=0, speed=1.0, longest=longest).samples


def told(one: Process, voice: VoiceRequest = VOICE) -> str:
    """What the worker tells of itself."""
    with pytest.raises(BadInput) as refused:
        say(one, "tells", voice=voice)
    return refused.value.en


# Messages and recipes


@given(
    st.dictionaries(st.text(max_size=8), st.text(max_size=20) | st.integers() | st.none(), max_size=5), st.binary(max_size=200)
)
def test_a_message_comes_out_as_it_went_in(header: dict[str, object], payload: bytes) -> None:
    stream = io.BytesIO(frames.packed(header, payload) + b"more")
    text, raw = frames.lengths(stream.read(frames.HEAD.size))
    assert (frames.parsed(stream.read(text)), stream.read(raw), stream.read()) == (header, payload, b"more")


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=frames.HEAD.size, max_size=frames.HEAD.size))
def test_what_is_no_message_is_known_as_such(raw: bytes) -> None:
    if not raw.startswith(frames.MARK):
        with pytest.raises(frames.NotAMessage):
            frames.lengths(raw)


def test_the_built_in_recipes_can_be_read_and_pin_what_they_install() -> None:
    assert {"voxcpm", "pocket-tts"} <= set(recipe.built_in())
    for name in recipe.built_in():
        found = recipe.find(name)
        assert found.name == name
        assert all((found.code_licence, found.weights_licence, found.languages, found.home, found.choose_zh))
        assert any(requirement.startswith(f"{found.package}==") for requirement in found.requirements)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"protocol": 9}, "version 9"),
        ({"name": "../x"}, "cannot be called"),
        ({"sise": 3}, "sise"),
        ({"title_en": 3}, "title_en"),
    ],
)
def test_a_recipe_that_does_not_hold_is_refused_by_its_field(tmp_path: Path, changed: dict[str, object], says: str) -> None:
    with pytest.raises(BadInput, match=re.escape(says)):
        recipe.read(tone_folder(tmp_path / "e", **changed))


# Installing


def test_installed_used_and_removed_without_a_network(root: Path) -> None:
    with pytest.raises(BadInput, match="no engine called 'tone'"):
        environment.require("tone")
    done = environment.install(recipe.read(TONE))
    assert environment.installed_names() == ("tone",)
    assert done.interpreter.is_file()
    assert len(say(worker(), "hello")) == RATE // 2
    process.stop_all()
    assert environment.remove("tone")
    assert not any(root.iterdir())
    assert not environment.remove("tone")


def test_a_built_in_engine_that_is_not_here_says_what_gets_it() -> None:
    with pytest.raises(EngineMissing, match="studio engines install voxcpm"):
        RemoteSpeaker("voxcpm")


def hum(folder: Path) -> Path:
    """The engine of docs/engines.md, as its reader writes it."""
    text = (Path(__file__).parents[2] / "docs" / "engines.md").read_text(encoding="utf-8")
    folder.mkdir()
    for name, kind in (("engine.toml", "toml"), ("adapter.py", "python")):
        block = re.search(rf"```{kind}\n# hum/{re.escape(name)}\n(.*?)```", text, re.S)
        assert block
        (folder / name).write_text(block.group(1), encoding="utf-8")
    return folder


def test_the_documents_engine_is_installed_from_a_folder_of_wheels_and_its_version_is_watched(
    tmp_path: Path, root: Path
) -> None:
    wheel(tmp_path / "wheels", "wavetools", "1.0")
    done = environment.install(recipe.read(hum(tmp_path / "hum")), wheels=tmp_path / "wheels")
    assert "wavetools==1.0" in done.packages
    assert environment.problems("hum") == ()
    one = process.process_for(environment.recipe_of("hum"), done, model="", device="")
    assert (one.facts().version, one.facts().rate) == ("1.0", 24_000)
    assert len(say(one, "Hello")) == 5 * round(24_000 * 0.08)
    with pytest.raises(BadInput, match="it has low and high"):
        say(one, "Hello", voice=replace(VOICE, key="n", base="middle"))
    process.stop_all()
    toml = root / "hum" / "engine.toml"
    toml.write_text(toml.read_text().replace("wavetools==1.0", "wavetools==2.0"))
    assert "wavetools==2.0" in environment.problems("hum")[0][0]
    with pytest.raises(EngineFailed, match=r"wavetools 1\.0 where 2\.0"):
        process.process_for(environment.recipe_of("hum"), done, model="", device="").facts()


def test_a_half_made_environment_is_never_used_and_the_same_command_goes_on(tmp_path: Path, root: Path) -> None:
    made = recipe.read(tone_folder(tmp_path / "e", model="nowhere"))
    with pytest.raises(EngineMissing, match="no network here") as failed:
        environment.install(made)
    assert "--model" in failed.value.en
    assert environment.installed("tone") is None
    assert environment.installed_names() == ()
    before = (root / ".tone.part" / "env" / "pyvenv.cfg").stat().st_mtime_ns
    (tmp_path / "e" / "engine.toml").write_text((tmp_path / "e" / "engine.toml").read_text().replace("nowhere", "somewhere"))
    (root / ".tone.part" / "model").rmdir()
    done = environment.install(recipe.read(tmp_path / "e"))
    assert (root / "tone" / "env" / "pyvenv.cfg").stat().st_mtime_ns == before
    assert [path.name for path in Path(done.model).iterdir()] == ["weights.safetensors"]
    assert not (root / ".tone.part").exists()


def test_two_installations_do_not_meet(root: Path) -> None:
    root.mkdir()
    with (root / ".tone.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(EngineFailed, match="by another program"):
            environment.install(recipe.read(TONE))


def test_a_full_disk_and_a_wrong_python_are_told_before_anything_is_made(tmp_path: Path, root: Path) -> None:
    with pytest.raises(BadInput, match="STUDIO_ENGINES"):
        environment.install(replace(recipe.read(TONE), environment_gb=1e7))
    with pytest.raises(BadInput, match=r"takes 3\.10"):
        environment.install(recipe.read(TONE), python="2.7")
    with pytest.raises(BadInput, match="is no Python"):
        environment.install(recipe.read(TONE), python=str(tmp_path / "nothing"))
    assert environment.installed_names() == ()
    assert not (root / ".tone.part").exists()


@pytest.mark.parametrize("name", ["model.bin", "sub/weights.pth", "a.CKPT"])
def test_weights_that_can_run_code_are_refused_unless_trusted(model: Path, name: str) -> None:
    (model / name).parent.mkdir(exist_ok=True)
    (model / name).write_bytes(b"")
    with pytest.raises(BadInput, match="allow-pickle"):
        environment.install(recipe.read(TONE), model=model)
    assert environment.install(recipe.read(TONE), model=model, pickles=True).model == str(model)


def test_a_models_identity_changes_with_its_files(model: Path) -> None:
    (model / "config.json").write_text("{}")
    before = models.identity(model)
    assert models.identity(model) == before
    (model / "config.json").write_text("[]")
    assert models.identity(model) != before


# The worker


def test_what_an_engine_prints_does_not_reach_the_pipe_and_it_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    one = worker()
    assert one.facts().rate == RATE
    said = told(one)
    assert "OPENAI_API_KEY" not in said
    assert "PYTHONPATH" not in said
    assert "HF_HUB_OFFLINE" in said
    assert "modules=False" in said  # nothing of the studio's is in there, not even numpy


def test_one_that_would_not_end_is_cut_and_stays() -> None:
    one = worker()
    before = told(one)
    cut = one.speak("endless", VOICE, seed=0, speed=1.0, longest=1.5)
    assert (len(cut.samples), cut.stopped) == (round(1.5 * RATE), True)
    assert len(say(one, "hello")) == RATE // 2
    assert told(one) == before  # the same process


def test_stopped_by_the_person_in_the_middle_it_stays_and_nothing_is_left_on_the_pipe() -> None:
    def stop(*_: object) -> None:
        raise Cancelled

    one = worker()
    before = told(one)
    handler = signal.signal(signal.SIGALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_REAL, 1.5)  # well after the request has gone out
        with pytest.raises(Cancelled):
            say(one, "endless", longest=1e6)
    finally:
        signal.signal(signal.SIGALRM, handler)
    assert len(say(one, "hello")) == RATE // 2
    assert told(one) == before


def test_one_that_dies_is_started_again_once(model: Path) -> None:
    one = worker(model)
    assert len(say(one, "stumbles")) == round(0.3 * RATE)
    with pytest.raises(EngineFailed, match="out of luck") as failed:
        say(one, "dies")
    assert "stopped twice" in failed.value.en
    assert len(say(one, "hello")) == RATE // 2


def test_killed_from_outside_it_is_started_again() -> None:
    one = worker()
    found = re.search(r"pid=(\d+)", told(one))
    assert found
    os.kill(int(found.group(1)), signal.SIGKILL)
    assert len(say(one, "hello")) == RATE // 2


def test_a_silent_one_is_ended_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    one = worker()
    one.facts()
    monkeypatch.setenv("STUDIO_ENGINE_PATIENCE", "0.004")
    with pytest.raises(EngineFailed, match="said nothing"):
        say(one, "mute")
    monkeypatch.delenv("STUDIO_ENGINE_PATIENCE")
    assert len(say(one, "hello")) == RATE // 2


def test_errors_come_typed_and_the_worker_goes_on() -> None:
    one = worker()
    with pytest.raises(EngineFailed, match="ran out of memory"):
        say(one, "hungry")
    with pytest.raises(EngineFailed, match="it broke"):
        say(one, "breaks")
    with pytest.raises(BadInput, match="no voice called 'nobody'"):
        say(one, "hello", voice=replace(VOICE, key="n", base="nobody"))
    assert len(say(one, "hello")) == RATE // 2


def test_an_environment_that_talks_out_of_turn_is_told_from_an_engine(root: Path) -> None:
    worker()
    site = next((root / "tone" / "env" / "lib").glob("python*")) / "site-packages" / "sitecustomize.py"
    site.write_text("print('welcome to my environment')")
    with pytest.raises(EngineFailed, match="welcome to my"):
        worker().facts()


def test_one_worker_serves_an_engine_on_a_device() -> None:
    assert worker() is worker()
    assert worker() is not process.process_for(
        environment.recipe_of("tone"), environment.require("tone"), model="", device="cuda"
    )


# The speaker


@pytest.fixture
def speaker(model: Path) -> RemoteSpeaker:
    environment.install(recipe.read(TONE), model=model)
    return RemoteSpeaker()


def test_the_plan_holds_the_engines_own_times_and_its_sound_is_kept_sample_for_sample(
    speaker: RemoteSpeaker, model: Path
) -> None:
    own = give(model, TEXT, spoken(TEXT))
    plan = speaker.plan(TEXT, TONE_VOICE)
    assert plan.text == TEXT
    assert [word.text for word in plan.words][:3] == ["The", "quick", "brown"]
    assert (plan.samples, plan.sample_rate) == (len(own), RATE)
    np.testing.assert_array_equal(speaker.speak(plan, TONE_VOICE).samples, own)


def test_edits_act_on_the_engines_own_sound(speaker: RemoteSpeaker, model: Path) -> None:
    own = give(model, TEXT, spoken(TEXT))
    plan = speaker.plan(TEXT, TONE_VOICE)
    edited = edits.set_pause(edits.set_length(plan, "w4", 1, 6_000), "w6", 12_000)
    sound = speaker.speak(edited, TONE_VOICE)
    assert len(sound) == edited.samples != plan.samples
    start = plan.segments()[0].end
    np.testing.assert_array_equal(sound.samples[:start], own[:start])
    louder = speaker.speak(edits.set_gain(plan, "w2", 1, 6), TONE_VOICE)
    span = next(s for s in plan.segments() if (s.word, s.index) == ("w2", 1))
    middle = slice(span.start + 400, span.end - 400)
    gain = np.std(louder.samples[middle]) / np.std(own[middle])
    assert 20 * np.log10(gain) == pytest.approx(6, abs=0.5)


def test_a_voice_that_speaks_faster_is_planned_and_spoken_faster(speaker: RemoteSpeaker, model: Path) -> None:
    own = give(model, TEXT, spoken(TEXT))
    fast = replace(TONE_VOICE, rate=1.25)
    plan = speaker.plan(TEXT, fast)
    assert plan.samples == pytest.approx(len(own) / 1.25, rel=0.01)
    assert len(speaker.speak(plan, fast)) == plan.samples


def test_another_voice_in_mid_sentence_and_a_timeline_of_another_engine(speaker: RemoteSpeaker, model: Path) -> None:
    give(model, TEXT, spoken(TEXT))
    plan = speaker.plan(TEXT, TONE_VOICE)
    mixed = replace(plan, overrides={"w4": WordOverride(voice="ben")})
    assert len(deliver(mixed, TONE_VOICE, speaker.speak, {"ben": Voice("ben", engine="tone")})) == plan.samples
    other = EspeakSpeaker().plan(TEXT, voices.default("en"), language="en")
    assert len(speaker.speak(replace(other, rate=0.8), TONE_VOICE)) == replace(other, rate=0.8).samples


def test_a_sentence_that_went_wrong_is_said_again_with_another_seed(
    speaker: RemoteSpeaker, model: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good = spoken(TEXT)
    give(model, TEXT, Audio(np.zeros(30_000, np.float32), RATE), seed=0)
    give(model, TEXT, Audio(good.samples[: len(good) // 2], RATE), seed=1)
    own = give(model, TEXT, good, seed=2)
    with caplog.at_level(logging.WARNING):
        plan = speaker.plan(TEXT, TONE_VOICE)
    np.testing.assert_array_equal(speaker.speak(plan, TONE_VOICE).samples, own)
    assert not caplog.records


def test_one_that_never_comes_right_is_reported(speaker: RemoteSpeaker, model: Path, caplog: pytest.LogCaptureFixture) -> None:
    give(model, TEXT, Audio(np.zeros(30_000, np.float32), RATE))
    with pytest.raises(EngineFailed, match="nothing is heard, 3 times"):
        speaker.plan(TEXT, TONE_VOICE)
    with pytest.raises(EngineFailed, match="it would not end"):
        speaker.plan("endless words here", TONE_VOICE)
    other = "Completely different words were spoken in this recording."
    give(model, TEXT, spoken(other))
    with caplog.at_level(logging.WARNING):
        speaker.plan(TEXT, TONE_VOICE)
    assert "The quick brown fox" in caplog.text


def test_a_long_text_is_said_in_pieces_that_join(speaker: RemoteSpeaker, model: Path) -> None:
    sentences = [
        f"{TEXT} ",
        "Many more sentences follow after this one, and each of them is a little longer than the last. " * 2,
    ]
    text = "".join(sentences) + "This is the end of it."
    cut = list(saying.pieces(text))
    assert len(cut) > 1
    lengths = [len(give(model, piece, spoken(piece))) for piece in cut]
    plan = speaker.plan(text, TONE_VOICE)
    assert plan.text == text
    assert plan.samples >= sum(lengths)
    assert len({word.id for word in plan.words}) == len(plan.words)
    assert len(speaker.speak(plan, TONE_VOICE)) == plan.samples


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from(string.ascii_letters + " .!?。！？…\n，你好"), max_size=900))
def test_pieces_are_the_text(text: str) -> None:
    cut = list(saying.pieces(text))
    assert "".join(cut) == text
    if any(char.isalnum() for char in text):
        assert all(any(char.isalnum() for char in piece) for piece in cut)


def test_a_sample_is_cloned_with_what_it_says(speaker: RemoteSpeaker, model: Path, tmp_path: Path) -> None:
    sample = tmp_path / "reference.flac"
    soundfile.write(str(sample), spoken("A sample of my voice.").samples, RATE)
    (tmp_path / "transcript.txt").write_text("A sample of my voice.\n", encoding="utf-8")
    cloned = Voice("me", engine="espeak", reference=sample)
    with pytest.raises(BadInput) as seen:
        speaker.plan("tells me", cloned)
    assert re.search(r"voice=\('[^']+\.wav', 'A sample of my voice\.'\)", seen.value.en)
    (model / "no-clones").write_text("")
    process.stop_all()
    with pytest.raises(BadInput, match="cannot take a voice from a sample"):
        RemoteSpeaker().plan(TEXT, cloned)


def test_what_cannot_be_done_is_refused_and_not_ignored(
    speaker: RemoteSpeaker, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(model, TEXT, spoken(TEXT))
    with pytest.raises(BadInput, match="reads the text itself"):
        speaker.plan(TEXT, TONE_VOICE, readings={0: "ðə"})
    plan = speaker.plan(TEXT, TONE_VOICE)
    with pytest.raises(BadInput, match=r"'quick' \(w2\)"):
        speaker.speak(replace(plan, overrides={"w2": WordOverride(reading="kwɪk")}), TONE_VOICE)
    with pytest.raises(BadInput, match="made for 'espeak'"):
        speaker.plan(TEXT, Voice("anna"))
    with pytest.raises(BadInput, match="sets pitch, breath"):
        speaker.plan(TEXT, replace(TONE_VOICE, pitch=200.0, breath=0.4))
    with pytest.raises(BadInput, match="up to 2,000"):
        speaker.plan("word " * 500, TONE_VOICE)
    with pytest.raises(BadInput, match="nothing to say"):
        speaker.plan(" … ", TONE_VOICE)
    with pytest.raises(BadInput, match="not spoken by espeak-ng"):
        speaker.plan(TEXT, TONE_VOICE, language="xx")
    monkeypatch.setenv("STUDIO_DEVICE", "gpu")
    with pytest.raises(BadInput, match="cuda:1"):
        speaker.plan("Something new.", TONE_VOICE)


def test_a_language_that_an_engine_lacks_is_refused(tmp_path: Path) -> None:
    environment.install(recipe.read(tone_folder(tmp_path / "e", languages=["en", "fr"])))
    with pytest.raises(BadInput, match="It speaks: en, fr"):
        RemoteSpeaker().plan("你好", TONE_VOICE, language="zh")


def test_its_version_changes_with_the_model(speaker: RemoteSpeaker, model: Path) -> None:
    (model / "config.json").write_text("{}")
    assert RemoteSpeaker().version != speaker.version
