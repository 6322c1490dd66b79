"""Voices taken out of a film's own sound by a real, small Hybrid Demucs with random weights, loaded from disk."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from pipelines.engines import load
from pipelines.errors import BadInput, EngineMissing
from pipelines.media import read_audio
from studio import dub

pytestmark = pytest.mark.neural

torch = pytest.importorskip("torch", reason="needs the neural extra")
pytest.importorskip("torchaudio", reason="needs the neural extra")

from safetensors.torch import save_file  # noqa: E402
from torchaudio.models import HDemucs  # noqa: E402

from pipelines.film.separation import RATE, SOURCES, HDemucsSeparator  # noqa: E402

CONFIG = {"channels": 4, "nfft": 4096, "depth": 6}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hdemucs")
    torch.manual_seed(3)
    save_file(HDemucs(list(SOURCES), **CONFIG).state_dict(), folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(CONFIG))
    return folder


def noise(samples: int) -> np.ndarray:
    return (0.1 * np.random.default_rng(1).standard_normal((samples, 2))).astype(np.float32)


def cut(sound: np.ndarray, block: int) -> Iterator[np.ndarray]:
    return (sound[start : start + block] for start in range(0, len(sound), block))


def test_what_is_left_is_the_sound_less_the_voice_that_the_model_hears(model: Path) -> None:
    sound = noise(4 * RATE)
    left = np.concatenate(list(HDemucsSeparator(str(model)).without_voice(cut(sound, 9000), RATE, len(sound))))
    network = HDemucs(list(SOURCES), **CONFIG)
    network.load_state_dict(HDemucsSeparator(str(model))._model.state_dict())
    level = sound.std()
    with torch.inference_mode():
        wave = torch.from_numpy(sound.T.copy())[None]
        voice = network.eval()((wave - wave.mean()) / level)[0, SOURCES.index("vocals")].numpy().T * level
    assert np.abs(voice).max() > 0.001
    assert np.allclose(left, sound - voice, atol=1e-4)


@pytest.mark.parametrize(("seconds", "rate"), [(0.01, 48_000), (10.5, RATE), (23.7, 48_000)])
def test_it_lasts_as_long_whatever_the_blocks(model: Path, seconds: float, rate: int) -> None:
    sound = noise(round(seconds * rate))
    separator = HDemucsSeparator(str(model))
    found = [np.concatenate(list(separator.without_voice(cut(sound, block), rate, len(sound)))) for block in (4096, 70_001)]
    assert [one.shape for one in found] == [sound.shape, sound.shape]
    assert np.allclose(*found, atol=1e-4)


def test_silence_stays_silent(model: Path) -> None:
    left = list(HDemucsSeparator(str(model)).without_voice([np.zeros((RATE, 2), np.float32)], RATE, RATE))
    assert not np.concatenate(left).any()


def test_another_model_is_another_key(model: Path, tmp_path: Path) -> None:
    torch.manual_seed(4)
    save_file(HDemucs(list(SOURCES), **CONFIG).state_dict(), tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    assert HDemucsSeparator(str(model)).check() != HDemucsSeparator(str(tmp_path)).check()


def test_what_is_not_its_model_is_refused(tmp_path: Path, model: Path) -> None:
    class Bad:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (open, (str(tmp_path / "ran"), "w"))  # type: ignore[return-value]

    (tmp_path / "model.pt").write_bytes(pickle.dumps(Bad()))
    for place in (tmp_path, tmp_path / "model.pt"):
        with pytest.raises(BadInput, match="Hybrid Demucs"):
            list(HDemucsSeparator(str(place)).without_voice([noise(RATE)], RATE, RATE))
    assert not (tmp_path / "ran").exists()
    (model / "wrong").mkdir()
    with pytest.raises(BadInput, match=r"hdemucs_high_trained\.pt"):
        HDemucsSeparator(str(model / "wrong")).check()


def test_without_a_model_it_is_said_where_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("STUDIO_SEPARATOR_MODEL", raising=False)
    monkeypatch.delenv("STUDIO_DOWNLOAD", raising=False)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    with pytest.raises(EngineMissing, match="STUDIO_SEPARATOR_MODEL"):
        load("separator", "hdemucs").check()


def film(path: Path, seconds: int) -> Path:
    with av.open(str(path), "w") as file:
        picture, heard = file.add_stream("libx264", rate=10), file.add_stream("aac", rate=48_000, layout="stereo")
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        for number in range(10 * seconds):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            file.mux(picture.encode(frame))
        file.mux(picture.encode(None))
        sound = av.AudioFrame.from_ndarray(np.ascontiguousarray(noise(48_000 * seconds).T), format="fltp", layout="stereo")
        sound.rate = 48_000
        file.mux(heard.encode(sound))
        file.mux(heard.encode(None))
    return path


def test_a_film_is_dubbed_over_its_own_sound_without_voices(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_SEPARATOR_MODEL", str(model))
    (tmp_path / "film.srt").write_text("1\n00:00:01,000 --> 00:00:03,000\nGood morning.\n")
    options = dub.Options(video=str(film(tmp_path / "film.mp4", 5)), music="voiceless", stems=True)
    out = tmp_path / "out"
    assert dub.run([tmp_path / "film.srt"], out, options).failed == 0
    own, kept = read_audio(tmp_path / "film.mp4").samples, read_audio(out / "film.music.wav").samples
    assert len(kept) == pytest.approx(len(own), abs=2048)
    heard = HDemucsSeparator(str(model)).without_voice([own], 48_000, len(own))
    wanted = np.concatenate(list(heard))[: len(kept)]
    off, from_own = (np.abs(one[: len(wanted)] - wanted).mean() for one in (kept, own))
    assert off < 0.1 * from_own  # and not the sound as it was
    (take,) = (path for path in (out / ".dub" / "takes").glob("*.flac"))
    made = take.stat().st_mtime_ns
    assert dub.run([tmp_path / "film.srt"], out, replace(options, loudness=-16.0)).failed == 0
    assert take.stat().st_mtime_ns == made  # heard once for all films of the batch
