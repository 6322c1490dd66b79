"""The mark in the sound: it is found where metadata is lost, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest

from pipelines.errors import BadInput
from pipelines.film import labels, sound_files, watermark
from pipelines.film.labels import Label
from pipelines.film.mix import mix
from pipelines.film.music import compose
from pipelines.media import Audio, read_audio, silence, write_audio
from pipelines.speech import voices
from pipelines.speech.espeak import EspeakSpeaker

RATE = 24_000


@pytest.fixture(scope="module")
def speech() -> Audio:
    speaker, voice = EspeakSpeaker(), voices.load("grace")
    text = "Once upon a time, a small boat crossed the lake, and nobody knew where it came from. It stopped at the old bridge."
    return speaker.speak(speaker.plan(text, voice), voice)


def through_mp3(path: Path, audio: Audio, bits: int) -> Audio:
    """As a site would hand it on."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mp3", rate=audio.rate, layout="mono")
        stream.bit_rate = bits
        frame = av.AudioFrame.from_ndarray(np.asarray(audio.samples[None], np.float32), format="fltp", layout="mono")
        frame.rate = audio.rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return read_audio(path).mono()


def test_it_is_found_in_a_whole_and_in_a_part_and_not_without(speech: Audio) -> None:
    marked = watermark.mark(speech)
    assert len(marked) == len(speech)
    assert watermark.find(marked).marked
    assert watermark.find(Audio(marked.samples[7_777 : 7_777 + 4 * RATE], RATE)).marked
    assert not watermark.find(speech).marked
    assert not watermark.find(silence(RATE, RATE)).marked
    assert not watermark.find(silence(0, RATE)).marked


def test_it_stays_through_mp3_resampling_noise_and_a_change_of_level(speech: Audio, tmp_path: Path) -> None:
    marked = watermark.mark(speech)
    assert watermark.find(through_mp3(tmp_path / "a.mp3", marked, 64_000)).marked
    assert not watermark.find(through_mp3(tmp_path / "b.mp3", speech, 64_000)).marked
    assert watermark.find(marked.resampled(16_000)).marked
    assert watermark.find(marked.resampled(44_100)).marked
    assert watermark.find(Audio(marked.samples * 0.1, RATE)).marked
    hiss = np.random.default_rng(0).normal(0, 0.1 * float(np.std(marked.samples)), len(marked))
    assert watermark.find(Audio(marked.samples + hiss.astype(np.float32), RATE)).marked


def test_it_is_hardly_a_change(speech: Audio) -> None:
    marked = watermark.mark(speech)
    meter = pyloudnorm.Meter(RATE)
    loud = [meter.integrated_loudness(sound.samples.astype(float)) for sound in (speech, marked)]
    assert abs(loud[0] - loud[1]) < 0.3
    assert 10 * np.log10(np.square(speech.samples).mean() / np.square(speech.samples - marked.samples).mean()) > 17
    assert not np.any(watermark.mark(silence(3 * RATE, RATE)).samples)
    assert np.array_equal(watermark.mark(speech).samples, marked.samples)


def test_a_sound_marked_in_pieces_is_the_sound_marked_whole(speech: Audio) -> None:
    marker, out = watermark.Marker(RATE), []
    for start in range(0, len(speech), 1_000):
        out.append(marker.pieces(speech.samples[start : start + 1_000, None]))
    out.append(marker.rest())
    assert np.allclose(np.concatenate(out)[:, 0], watermark.mark(speech).samples, atol=1e-6)


def test_a_film_s_sound_with_music_carries_it_in_both_channels(speech: Audio) -> None:
    sound = mix(speech, compose(8.0, 1, "calm"), marked=True)
    assert watermark.find(sound).marked
    assert watermark.find(Audio(sound.samples[:, 1], sound.rate)).marked
    assert not watermark.find(mix(speech, compose(8.0, 1, "calm"))).marked


def test_a_labelled_sound_is_known_when_its_metadata_is_gone(speech: Audio, tmp_path: Path) -> None:
    labels.write_sound(tmp_path / "a.wav", speech, Label("1", "Shengying"))
    assert labels.examine(tmp_path / "a.wav")["watermark"]["found"]
    through_mp3(tmp_path / "a.mp3", read_audio(tmp_path / "a.wav"), 64_000)
    found = labels.examine(tmp_path / "a.mp3")
    assert "AIGC" not in found
    assert found["watermark"]["found"]
    write_audio(tmp_path / "plain.wav", speech)
    with pytest.raises(BadInput, match="no AI label"):
        labels.examine(tmp_path / "plain.wav")


def test_a_long_file_written_line_by_line_is_marked_and_as_long(speech: Audio, tmp_path: Path) -> None:
    half = len(speech) // 2
    lines = [Audio(speech.samples[:half], RATE), Audio(speech.samples[half:], RATE)]
    sound_files.write(tmp_path / "a.flac", RATE, lines, lambda: Label("1", "Shengying"))
    sound_files.write(tmp_path / "b.flac", RATE, lines, None)
    whole, plain = read_audio(tmp_path / "a.flac"), read_audio(tmp_path / "b.flac")
    assert len(plain) == len(speech)
    assert len(whole) == len(labels.label_sound(speech))
    assert watermark.find(whole).marked
    assert not watermark.find(plain).marked
