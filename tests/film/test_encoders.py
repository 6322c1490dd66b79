"""Sound files of every kind: nothing is shifted, the labels are in them, and the same sound gives the same bytes."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest
import soundfile

from pipelines.errors import BadInput, OutputFailed
from pipelines.film import encoders, labels, limiter, loudness, mastering, mix, streamed, watermark
from pipelines.film.labels import Label
from pipelines.film.streamed import Sound
from pipelines.media import Audio, read_audio

from .test_mix import music, speech, true_peak

RATE = 48_000
LABEL = Label("dub-1", "声影 “studio”", {"speaker": "espeak-ng"}, kind="sound")
KINDS = encoders.KINDS
REST = {".m4a": 1_024, ".mp3": 1_152}
"""Samples that their last frame may hold after the sound's end"""


def cut(samples: np.ndarray, size: int = 30_001) -> Iterator[np.ndarray]:
    for start in range(0, len(samples), size):
        yield samples[start : start + size]


def noise(seconds: float, rate: int = RATE, channels: int = 1) -> np.ndarray:
    """Between 300 Hz and 3 kHz, which every codec keeps"""
    rng = np.random.default_rng(2)
    spectrum = np.fft.rfft(rng.standard_normal((channels, round(seconds * rate) + 777)))
    hertz = np.fft.rfftfreq(spectrum.shape[1] * 2 - 1, 1 / rate)
    sound = np.fft.irfft(spectrum * ((hertz > 300) & (hertz < 3_000))).T
    return (
        np.asarray(0.1 * sound / sound.std(), np.float32)[:, 0]
        if channels == 1
        else np.asarray(0.1 * sound / sound.std(), np.float32)
    )


def decoded(path: Path) -> tuple[np.ndarray, int]:
    """(n, channels) as a player hears it"""
    with av.open(str(path)) as container:
        rate = container.streams.audio[0].rate
        layout = container.streams.audio[0].layout.name
        resampler = av.AudioResampler(format="fltp", layout=layout, rate=rate)
        frames = [out.to_ndarray() for frame in container.decode(audio=0) for out in resampler.resample(frame)]
    return np.concatenate(frames, axis=1).T, rate


def lag(sound: np.ndarray, wanted: np.ndarray) -> int:
    size = len(sound) + len(wanted)
    both = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(wanted, size)), size)
    place = int(np.argmax(both))
    return place if place < size // 2 else place - size


@pytest.mark.parametrize("suffix", KINDS)
@pytest.mark.parametrize("channels", [1, 2])
def test_the_sound_begins_on_its_sample(tmp_path: Path, suffix: str, channels: int) -> None:
    sound = noise(2.0, channels=channels)
    encoders.write(tmp_path / f"a{suffix}", cut(sound), RATE, channels=channels)
    heard, rate = decoded(tmp_path / f"a{suffix}")
    assert (rate, heard.shape[1]) == (RATE, channels)
    assert len(sound) <= len(heard) <= len(sound) + REST.get(suffix, 0)
    for channel in range(channels):
        wanted = sound.reshape(-1, channels)[:, channel]
        assert lag(heard[:, channel], wanted) == 0
        error = heard[: len(sound), channel] - wanted
        assert 10 * np.log10(np.square(wanted).mean() / np.square(error).mean()) > 10


@pytest.mark.parametrize("suffix", KINDS)
@pytest.mark.parametrize("rate", [24_000, 22_050, 20_000])
def test_every_rate_is_written_at_its_place(tmp_path: Path, suffix: str, rate: int) -> None:
    sound = noise(1.0, rate)
    encoders.write(tmp_path / f"a{suffix}", cut(sound), rate)
    heard, own = decoded(tmp_path / f"a{suffix}")
    wanted = Audio(sound, rate).resampled(own).samples
    assert abs(lag(heard[:, 0], wanted)) <= 1
    assert len(heard) / own == pytest.approx(len(sound) / rate, abs=(REST.get(suffix, 0) + 1) / own)


@pytest.mark.parametrize("suffix", KINDS)
def test_the_label_is_in_the_file_and_in_the_sound_and_the_bytes_are_the_same_each_time(tmp_path: Path, suffix: str) -> None:
    sound = mix.mix(speech(8.0), music()).mono().samples
    for name in "ab":
        encoders.write(tmp_path / f"{name}{suffix}", cut(sound), RATE, label=LABEL, metadata={"title": "茶"})
    found = labels.examine(tmp_path / f"a{suffix}")
    assert found["AIGC"]["ProduceID"] == "dub-1"
    assert found["AIGC"]["ContentProducer"] == "声影 “studio”"
    assert found["shengying"]["engines"] == {"speaker": "espeak-ng"}
    assert found["watermark"]["found"]
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()
    if suffix != ".wav":
        with av.open(str(tmp_path / f"a{suffix}")) as container:
            assert "茶" in {**container.metadata, **container.streams[0].metadata}.values()


def test_sound_marked_in_blocks_is_the_sound_marked_whole() -> None:
    whole = watermark.mark(speech(3.0, RATE)).samples
    assert np.allclose(np.concatenate(list(streamed.marked(cut(speech(3.0, RATE).samples), RATE, 1))), whole, atol=1e-6)


@pytest.mark.parametrize("suffix", [kind for kind in KINDS if kind != ".wav"])
def test_the_language_is_where_players_look_for_it(tmp_path: Path, suffix: str) -> None:
    encoders.write(tmp_path / f"a{suffix}", [noise(0.2)], RATE, metadata={"language": "zh-CN"})
    with av.open(str(tmp_path / f"a{suffix}")) as container:
        told = container.streams[0].metadata if suffix in (".m4a", ".opus", ".ogg") else container.metadata
        assert told["language"] == "zho"


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.3])
@pytest.mark.parametrize("suffix", KINDS)
def test_the_shortest_of_sounds(tmp_path: Path, suffix: str, seconds: float) -> None:
    sound = noise(1.0)[: round(seconds * RATE)]
    encoders.write(tmp_path / f"a{suffix}", list(cut(sound)), RATE, label=LABEL, loudness=-16.0)
    assert labels.read(tmp_path / f"a{suffix}")["AIGC"]["Label"] == "1"


def test_a_wav_beyond_four_gigabytes_is_rf64_and_its_label_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = encoders._KINDS[".wav"]
    monkeypatch.setitem(encoders._KINDS, ".wav", type(kind)(**{**vars(kind), "options": {"rf64": "always"}}))
    path = tmp_path / "long.wav"
    encoders.write(path, cut(noise(2.0)), RATE, label=LABEL)
    raw = path.read_bytes()
    assert raw[:4] == b"RF64"
    assert int.from_bytes(raw[20:28], "little") == len(raw) - 8
    assert labels.read(path)["AIGC"]["ProduceID"] == "dub-1"
    assert len(soundfile.read(path)[0]) == len(noise(2.0)) == len(decoded(path)[0])


@pytest.mark.parametrize(
    ("level", "rate", "channels"), [(0.1, 48_000, 1), (0.002, 24_000, 1), (0.5, 22_050, 2), (0.1, 11_025, 1)]
)
def test_the_meter_reads_what_pyloudnorm_reads(level: float, rate: int, channels: int) -> None:
    sound = speech(7.3, rate, level=level).samples
    if channels == 2:
        sound = np.stack([sound, 0.3 * np.roll(sound, 5_000)], axis=1)
    wanted = pyloudnorm.Meter(rate).integrated_loudness(sound.astype(np.float64))
    for size in (rate // 7, 65_536):
        assert loudness.metered(cut(sound, size), rate).loudness() == pytest.approx(wanted, abs=0.05)


def test_the_meter_and_very_short_and_silent_sounds() -> None:
    for seconds in (0.05, 0.39, 0.41, 0.5):
        sound = speech(2.0, RATE).samples[RATE : RATE + round(seconds * RATE)]
        found = loudness.metered(cut(sound, 700), RATE).loudness()
        assert found == pytest.approx(mix.measured(sound[:, None], RATE), abs=0.05)
    assert loudness.metered([np.zeros(RATE, np.float32)], RATE).loudness() is None
    assert loudness.metered([], RATE).loudness() is None


@pytest.mark.parametrize(
    ("target", "level", "clicks"),
    [
        (-14.0, 0.002, False),
        (-14.0, 0.9, False),
        (-16.0, 0.05, True),
        (-16.0, 0.9, False),
        (-23.0, 0.05, True),
        (-23.0, 0.9, False),
    ],
)
def test_a_stream_is_brought_to_its_loudness(tmp_path: Path, target: float, level: float, clicks: bool) -> None:
    sound = np.repeat(speech(7.0, RATE, level=level).samples[:, None], 2, axis=1)
    if clicks:
        sound[::12_000] = 0.9
    encoders.write(tmp_path / "a.wav", Sound(lambda: cut(sound)), RATE, channels=2, label=LABEL, loudness=target)
    out = read_audio(tmp_path / "a.wav")
    assert pyloudnorm.Meter(RATE).integrated_loudness(out.samples.astype(np.float64)) == pytest.approx(target, abs=0.5)
    assert true_peak(out) <= -1.0


def test_a_peaky_word_is_as_loud_as_was_asked() -> None:
    at = np.arange(round(0.8 * RATE)) / RATE
    word = 0.3 * np.exp(-10 * (at % 0.2)) * np.sin(2 * np.pi * 600 * (at % 0.006)) * np.exp(-400 * (at % 0.006))
    found = mastering.gain_to([word.astype(np.float32)], RATE, -14.0)
    assert found.loudness == pytest.approx(-14.0, abs=0.5)


def test_what_cannot_be_as_loud_is_as_loud_as_it_can_be(tmp_path: Path) -> None:
    clicks = np.zeros(3 * RATE, np.float32)
    clicks[::24_000] = 0.5
    found = mastering.gain_to([clicks], RATE, -14.0)
    assert found.loudness is not None
    assert found.loudness < -20
    assert encoders.write(tmp_path / "a.flac", [clicks], RATE, loudness=-14.0) == found.loudness
    out = read_audio(tmp_path / "a.flac").mono().samples
    assert loudness.metered([out], RATE).loudness() == pytest.approx(found.loudness, abs=0.01)
    assert true_peak(Audio(out, RATE)) <= -1.0


def test_the_limiter_in_blocks_is_the_limiter_of_the_whole() -> None:
    sound = 3 * speech(3.0, RATE, level=0.3).samples
    ceiling = 10 ** (limiter.CEILING_DB / 20)
    wanted = limiter.limited(sound[:, None], limiter.true_peaks(sound, ceiling), RATE, ceiling)[:, 0]
    assert not np.array_equal(wanted, sound)
    for size in (500, 4_800, 65_536):
        out = np.concatenate(list(streamed.limited(cut(sound, size), RATE)))
        assert np.allclose(out, wanted, atol=1e-5)


def test_a_sound_resampled_in_blocks_does_not_drift() -> None:
    sound = noise(5.0, 44_100)
    out = np.concatenate(list(streamed.resampled(cut(sound), 44_100, RATE, 1)))
    wanted = Audio(sound, 44_100).resampled(RATE).samples
    assert len(out) == round(len(sound) * RATE / 44_100)
    assert np.abs(out[: len(wanted)] - wanted[: len(out)]).max() < 1e-3


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"\.opus"):
        encoders.write(tmp_path / "a.wma", [noise(0.1)], RATE)
    with pytest.raises(ValueError, match="twice"):
        encoders.write(tmp_path / "a.wav", cut(noise(0.1)), RATE, loudness=-16)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", KINDS)
def test_a_disk_that_takes_no_more_leaves_nothing_behind(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"a{suffix}").write_bytes(b"the old one")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(OutputFailed, match="could not be written"):
            encoders.write(tmp_path / f"a{suffix}", cut(noise(8.0)), RATE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"the old one"]


def test_a_block_more_costs_no_more_memory(tmp_path: Path) -> None:
    seen = []

    def blocks() -> Iterator[np.ndarray]:
        for _ in range(40):
            yield np.zeros(1 << 16, np.float32)
            seen.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    encoders.write(tmp_path / "a.flac", blocks(), RATE, label=LABEL)
    assert max(b - a for a, b in pairwise(seen[10:])) < 4_000, "kilobytes"
