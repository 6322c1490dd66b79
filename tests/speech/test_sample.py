"""What a person hands over as a voice sample: accepted when it is speech, refused with a reason when it is not."""

from __future__ import annotations

import os
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from scipy.signal import fftconvolve

from pipelines.errors import BadInput
from pipelines.media import Audio, read_audio, silence
from pipelines.speech.align import features
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.speech.sample import LONGEST, accept, judge, read
from pipelines.voice import Voice

RATE = 24_000
SAMPLES = os.environ.get("STUDIO_SAMPLES", "")
needs_samples = pytest.mark.skipif(not Path(SAMPLES, "speakers").is_dir(), reason="STUDIO_SAMPLES names no folder of samples")


@pytest.fixture(scope="module")
def speech() -> Audio:
    speaker, voice = EspeakSpeaker(), Voice("test", language="en")
    return speaker.speak(speaker.plan("The morning was clear and cold, and the whole valley lay quiet.", voice), voice)


def noise(seconds: float, level: float) -> np.ndarray:
    return level * np.random.default_rng(0).standard_normal(int(seconds * RATE))


def chords(*, decay: float = 0.0, drums: bool = False) -> Audio:
    """Eight seconds of triads, a new root each half second; struck if `decay`, over snare hits if `drums`."""
    random, out = np.random.default_rng(5), np.zeros(8 * RATE)
    time = np.arange(RATE // 2) / RATE
    for beat in range(16):
        root = 110 * 2 ** (random.integers(0, 12) / 12)
        for ratio in (1.0, 1.26, 1.5, 2.0):
            for harmonic in range(1, 7):
                tone = np.sin(2 * np.pi * root * ratio * harmonic * time) / harmonic * np.exp(-decay * time)
                out[beat * RATE // 2 :][: len(time)] += tone
        if drums:
            out[beat * RATE // 2 :][:6000] += 3 * random.standard_normal(6000) * np.exp(-np.arange(6000) / 800)
    return Audio(0.5 * out / np.abs(out).max(), RATE)


def tone(frequency: float) -> Audio:
    return Audio(0.3 * np.sin(2 * np.pi * frequency * np.arange(5 * RATE) / RATE), RATE)


BAD = {
    "digital silence": (silence(5 * RATE, RATE), "silent", "静音"),
    "a silent room": (Audio(noise(5, 1e-4), RATE), "silent", "静音"),
    "white noise": (Audio(noise(5, 0.1), RATE), "noise", "噪声"),
    "rumble": (Audio(np.cumsum(noise(5, 0.0005)), RATE), "noise", "噪声"),
    "bursts of noise": (Audio(noise(6, 0.2) * (np.sin(np.arange(6 * RATE) * 6 * np.pi / RATE) > 0), RATE), "noise", "噪声"),
    "a tone": (tone(440), "music", "音乐"),
    "a low tone": (tone(150), "tone", "单音"),
    "held chords": (chords(), "music", "音乐"),
    "struck chords": (chords(decay=6), "music", "音乐"),
    "a band": (chords(decay=6, drums=True), "music", "音乐"),
    "nothing": (silence(0, RATE), "no usable sound", "没有可用"),
    "not numbers": (Audio(np.full(5 * RATE, np.nan), RATE), "no usable sound", "没有可用"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_not_speech_is_refused_with_its_reason_in_both_languages(kind: str) -> None:
    audio, en, zh = BAD[kind]
    with pytest.raises(BadInput) as refusal:
        accept(audio)
    assert en in refusal.value.en
    assert zh in refusal.value.zh
    assert "3 seconds to 5 minutes" in refusal.value.en


def test_speech_is_accepted_as_mono_24_khz_at_an_even_level(speech: Audio) -> None:
    quiet_stereo = Audio(np.stack([speech.samples, speech.samples], axis=1) * 0.05, RATE).resampled(44_100)
    for given in (speech, quiet_stereo):
        ready = accept(given)
        assert (ready.rate, ready.channels) == (24_000, 1)
        loud = np.sort(np.abs(ready.samples))[-len(ready) // 2 :]
        assert -26 < 20 * np.log10(np.sqrt(np.mean(loud**2))) < -14
        assert np.abs(ready.samples).max() <= 0.98


def test_silence_round_the_speech_is_cut_away(speech: Audio) -> None:
    gap = np.zeros(2 * RATE, np.float32)
    ready = accept(Audio(np.concatenate([gap, speech.samples, gap]), RATE))
    assert abs(ready.seconds - speech.seconds) < 0.6


def test_two_seconds_are_too_short(speech: Audio) -> None:
    with pytest.raises(BadInput, match=r"2\.0 s long; at least 3 s"):
        accept(Audio(speech.samples[: 2 * RATE], RATE))


def test_three_seconds_of_file_with_one_of_speech_are_refused(speech: Audio) -> None:
    padded = np.concatenate([speech.samples[: int(1.2 * RATE)], np.zeros(4 * RATE, np.float32)])
    with pytest.raises(BadInput, match=r"Only \d\.\d s of speech are heard.*1\.5 s are needed"):
        accept(Audio(padded, RATE))


def test_clipped_speech_is_refused(speech: Audio) -> None:
    peak = np.abs(speech.samples).max()
    clipped = Audio(np.clip(speech.samples * 6, -peak, peak), RATE)
    with pytest.raises(BadInput, match="clipped"):
        accept(clipped)
    assert judge(clipped).clipped > 10 * judge(speech).clipped


def test_a_long_recording_gives_its_most_spoken_30_seconds(speech: Audio) -> None:
    words = np.tile(speech.samples, 9)
    ready = accept(Audio(np.concatenate([np.zeros(10 * RATE, np.float32), words]), RATE))
    assert 25 < ready.seconds <= 30.4


def test_noise_behind_the_speech_lowers_the_ratio_that_is_reported(speech: Audio) -> None:
    level = float(np.sqrt(np.mean(speech.samples**2)))
    for wanted in (20, 10):
        noisy = Audio(speech.samples + noise(speech.seconds, level * 10 ** (-wanted / 20))[: len(speech)], RATE)
        assert judge(noisy).snr_db == pytest.approx(wanted + 2, abs=4)  # pauses are left out of the speech's level
        assert judge(noisy).good


def in_a_room(sound: Audio, seconds: float) -> Audio:
    """`sound` with a tail as loud as itself that falls by 60 dB in `seconds`."""
    time = np.arange(int(1.2 * seconds * sound.rate)) / sound.rate
    tail = np.random.default_rng(1).standard_normal(len(time)) * np.exp(-6.908 * time / seconds)
    tail /= np.sqrt(np.square(tail).sum())
    tail[0] = 1.0
    rings = fftconvolve(sound.samples, tail)
    return Audio(0.5 * rings / np.abs(rings).max(), sound.rate)


def test_a_room_that_rings_is_told_but_not_refused(speech: Audio) -> None:
    assert judge(speech).reverb < 0.3
    assert not any("room rings" in en for en, _ in judge(speech).advice)
    found = [judge(in_a_room(speech, seconds)) for seconds in (0.3, 0.6, 1.0)]
    assert found[0].reverb < found[1].reverb < found[2].reverb
    for verdict in found[1:]:
        assert verdict.good
        assert any("room rings" in en and "混响" in zh for en, zh in verdict.advice)


def bands(sound: Audio) -> np.ndarray:
    return 4.343 * features.bands(features.power(sound.resampled(features.RATE).samples.astype(float)))


@pytest.mark.parametrize("snr", [5, 10, 15])
def test_loud_noise_is_taken_out_and_the_speech_is_nearer_to_the_clean_one(speech: Audio, snr: int) -> None:
    level = float(np.sqrt(np.mean(speech.samples**2)))
    noisy = Audio(speech.samples + noise(speech.seconds + 1, level * 10 ** (-snr / 20))[: len(speech)], RATE)
    assert judge(noisy).noisy
    clean, cleaned = accept(speech), accept(noisy)
    raw = noisy.samples * (np.sqrt(np.mean(clean.samples**2)) / np.sqrt(np.mean(speech.samples**2)))
    late = int(np.argmax(np.correlate(cleaned.samples[: 2 * RATE], clean.samples[RATE // 2 : RATE], "valid"))) - RATE // 2
    both = min(len(clean), len(cleaned) - late)
    own, other = bands(Audio(clean.samples[:both], RATE)), bands(Audio(cleaned.samples[max(0, late) :][:both], RATE))
    first = int(np.argmax(np.correlate(raw, clean.samples[RATE // 2 : RATE], "valid"))) - RATE // 2
    before = bands(Audio(np.asarray(raw[max(0, first) :][:both], np.float32), RATE))
    rows = min(len(own), len(other), len(before))
    loud = own[:rows].max(axis=1) > np.quantile(own.max(axis=1), 0.95) - 25
    apart = [float(np.sqrt(np.square(one[:rows] - own[:rows])[loud].mean())) for one in (before, other)]
    assert apart[1] < 0.8 * apart[0], apart
    assert np.quantile(other[:rows].mean(axis=1), 0.05) < np.quantile(before[:rows].mean(axis=1), 0.05) - 6  # the pauses


def test_a_clean_sample_is_filtered_by_nothing(speech: Audio) -> None:
    """Trimming, a level and fades: each sample is the sound's own times one number."""
    ready = accept(speech).samples
    start = int(np.argmax(np.correlate(speech.samples, ready[RATE // 2 : RATE], "valid"))) - RATE // 2
    own, middle = speech.samples[start : start + len(ready)], slice(RATE // 50, len(ready) - RATE // 50)
    gain = float(ready[middle] @ own[middle] / (own[middle] @ own[middle]))
    np.testing.assert_allclose(ready[middle], gain * own[middle], atol=1e-3)


@needs_samples
def test_every_real_recording_over_three_seconds_is_accepted() -> None:
    files = sorted(path for folder in ("speakers", "speech") for path in Path(SAMPLES, folder).rglob("*.*"))
    refused = {}
    for path in files:
        audio = read_audio(path)
        verdict = judge(audio)
        if audio.seconds > 3 and not verdict.good:
            refused[path.name] = verdict
    assert len(files) > 40
    assert not refused


@needs_samples
@pytest.mark.parametrize("gain", [4, 8])
def test_real_recordings_that_are_clipped_are_refused(gain: int) -> None:
    for path in sorted(Path(SAMPLES, "speakers").rglob("*.flac"))[::6]:
        sound = read_audio(path).mono()
        peak = np.abs(sound.samples).max()
        assert "clipped" in judge(Audio(np.clip(sound.samples * gain, -peak, peak), sound.rate)).problems, path.name


def test_a_long_file_is_read_for_five_minutes_only_and_another_kind_is_refused(tmp_path: Path, speech: Audio) -> None:
    long = np.tile((speech.samples * 32767).astype(np.int16), round(2 * 3600 / speech.seconds))
    path = tmp_path / "two_hours.wav"
    with soundfile.SoundFile(str(path), "w", RATE, 1, "PCM_16") as file:
        file.write(long)
    heard = read(path)
    assert heard.seconds == pytest.approx(LONGEST, abs=0.1)
    assert judge(heard).good
    text = tmp_path / "words.wav"
    text.write_text("This is a letter and no sound. " * 40, encoding="utf-8")
    with pytest.raises(BadInput, match=r"words\.wav"):
        read(text)


@pytest.mark.parametrize("subtype", ["PCM_24", "FLOAT", "PCM_U8"])
@pytest.mark.parametrize("channels", [1, 2])
def test_any_sample_format_is_heard_alike(tmp_path: Path, speech: Audio, subtype: str, channels: int) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.stack([speech.samples] * channels, axis=1), RATE, subtype=subtype)
    assert judge(read(path)).speech == pytest.approx(judge(speech).speech, abs=0.2)
    assert judge(read(path)).good


@pytest.mark.parametrize("kind", [("m4a", "aac"), ("webm", "libopus"), ("mp4", "aac")])
def test_compressed_sound_and_videos_are_samples_too(tmp_path: Path, speech: Audio, kind: tuple[str, str]) -> None:
    path = tmp_path / f"a.{kind[0]}"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(kind[1], rate=48_000, layout="mono")
        sound = speech.resampled(48_000).samples.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), format="fltp", layout="mono")
        frame.rate = 48_000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    assert judge(read(path)).good
    assert read(path).seconds == pytest.approx(speech.seconds, abs=0.2)


def test_a_telephones_bandwidth_and_two_voices_are_told_but_not_refused(speech: Audio) -> None:
    assert not any("telephone" in en for en, _ in judge(speech).advice)
    narrow = judge(speech.resampled(8000))
    assert narrow.good
    assert any("telephone" in en and "电话" in zh for en, zh in narrow.advice)
    speaker = EspeakSpeaker()
    voices = [Voice("low", language="en", pitch=95), Voice("high", language="en", pitch=215)]
    text = "The morning was clear and cold, and the whole valley lay quiet. Nobody was there."
    parts = [speaker.speak(speaker.plan(text, voice), voice).samples for voice in voices]
    assert judge(Audio(np.concatenate(parts), RATE)).several > 0.5
    assert all(judge(Audio(part, RATE)).several < 0.5 for part in parts)


@needs_samples
def test_one_real_person_is_not_taken_for_several() -> None:
    files = sorted(Path(SAMPLES, "speakers").glob("*/*.flac"))[::4]
    several = [path.name for path in files if judge(read_audio(path)).several > 0.5]
    assert len(several) <= len(files) // 10, several
