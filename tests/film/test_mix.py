import numpy as np
import pyloudnorm
import pytest
from scipy.signal import resample_poly

from pipelines.errors import BadInput
from pipelines.film.detector import envelope
from pipelines.film.limiter import limited, true_peaks
from pipelines.film.loudness import Meter, measured, settled
from pipelines.film.mix import ducked, mix
from pipelines.film.music import MOODS, compose
from pipelines.film.watermark import hop as hop_of
from pipelines.film.watermark import mark, part
from pipelines.media import Audio, silence

RATE = 48000


def speech(seconds: float = 12.0, rate: int = 24000, level: float = 0.1) -> Audio:
    """Noise in the rhythm of speech: 0.18 s syllables, and pauses of 2 s after every 4 s."""
    rng = np.random.default_rng(5)
    time = np.arange(round(seconds * rate)) / rate
    voice = np.convolve(rng.standard_normal(len(time)), np.ones(8) / 8, mode="same")
    syllables = np.clip(np.sin(2 * np.pi * time / 0.36), 0, 1) ** 0.5
    talking = (time % 6.0 > 0.5) & (time % 6.0 < 4.0)
    return Audio((level * voice * syllables * talking).astype(np.float32), rate)


def music(seconds: float = 5.0, rate: int = 44100) -> Audio:
    time = np.arange(round(seconds * rate)) / rate
    wave = sum(np.sin(2 * np.pi * f * time) for f in (220, 277, 330, 880)) / 8
    return Audio(np.stack([wave, 0.8 * wave], axis=1).astype(np.float32), rate)


def loudness(audio: Audio) -> float:
    return float(pyloudnorm.Meter(audio.rate).integrated_loudness(audio.samples.astype(np.float64)))


def true_peak(audio: Audio) -> float:
    dense = resample_poly(audio.samples.astype(np.float64), 8, 1, axis=0)  # finer than the limiter's own
    return float(20 * np.log10(np.abs(dense).max()))


@pytest.mark.parametrize(
    ("level", "target", "bed"),
    [(0.002, -16.0, None), (0.9, -16.0, None), (0.1, -23.0, None), (0.002, -16.0, music()), (0.9, -23.0, music())],
)
def test_loudness_and_true_peak(level: float, target: float, bed: Audio | None) -> None:
    out = mix(speech(7.0, level=level), bed, loudness=target)
    assert loudness(out) == pytest.approx(target, abs=0.5)
    assert true_peak(out) <= -1.0


def test_peaky_speech_is_limited_without_losing_its_loudness() -> None:
    clicks = speech(6.0, level=0.05).samples.copy()
    clicks[::6000] = 0.9
    out = mix(Audio(clicks, 24000), None)
    assert loudness(out) == pytest.approx(-16, abs=0.5)
    assert true_peak(out) <= -1.0


def test_the_mix_is_stereo_and_as_long_as_the_speech() -> None:
    for rate in (16000, 22050, 24000, 44100, 48000):
        out = mix(speech(3.01, rate), music())
        assert (out.rate, out.channels) == (RATE, 2)
        assert len(out) == round(len(speech(3.01, rate)) * RATE / rate)


def test_speech_keeps_its_place() -> None:
    voice = speech(6.0)
    out = mix(voice, None).mono().samples
    wanted = np.repeat(voice.samples, 2)
    lags = range(-40, 41)
    scores = [float(np.dot(out[100 + lag : len(out) - 100 + lag], wanted[100:-100])) for lag in lags]
    assert abs(lags[int(np.argmax(scores))]) <= 2


def test_music_is_at_least_12_db_under_speech_and_rises_in_pauses() -> None:
    voice = mix(speech(), None)
    bed = ducked(voice, music())
    time = np.arange(len(voice)) / RATE
    talking = (time % 6 > 0.5) & (time % 6 < 4.0) & (time > 3)
    pausing = (time % 6 > 5.4) & (time < 8)

    def level(audio: Audio, where: np.ndarray) -> float:
        return float(10 * np.log10(np.square(audio.samples[where].astype(np.float64)).mean()))

    assert level(voice, talking) - level(bed, talking) >= 12
    assert level(bed, pausing) - level(bed, talking) >= 10


def test_the_music_is_down_before_the_first_syllable() -> None:
    gain = envelope(speech(rate=RATE), 14.0)
    start = round(6.5 * RATE)
    assert gain[start] < 10 ** (-13 / 20)
    assert gain[start - round(0.3 * RATE)] > 10 ** (-8 / 20)
    assert np.abs(np.diff(gain)).max() < 0.001, "no click"


def test_a_short_pause_does_not_make_the_music_pump() -> None:
    samples = speech(4.0, RATE).samples.copy()
    samples[2 * RATE : 2 * RATE + RATE // 3] = 0
    gain = envelope(Audio(samples, RATE), 14.0)
    assert gain[round(0.8 * RATE) : round(3.9 * RATE)].max() < 10 ** (-13 / 20)


def test_music_is_looped_and_faded_at_both_ends() -> None:
    quiet = silence(20 * RATE, RATE)
    out = mix(quiet, music(3.0)).mono().samples
    assert np.abs(out[:200]).max() < 0.01
    assert np.abs(out[-200:]).max() < 0.01
    windows = np.abs(out[RATE : 17 * RATE]).reshape(-1, RATE // 4).max(axis=1)
    assert windows.min() > 0.25 * windows.max(), "no hole where the music starts again"


def test_silence_stays_silence() -> None:
    assert not np.any(mix(silence(RATE, RATE), None).samples)
    assert len(mix(silence(0, RATE), None)) == 0


def test_the_mix_is_the_same_every_time() -> None:
    first, second = mix(speech(3.0), music()), mix(speech(3.0), music())
    assert np.array_equal(first.samples, second.samples)


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_moods_give_even_stereo_music(mood: str) -> None:
    bed = compose(6.0, 3, mood)
    assert (len(bed), bed.rate, bed.channels) == (6 * RATE, RATE, 2)
    assert 0.3 < np.abs(bed.samples).max() <= 0.51
    seconds = np.square(bed.samples[RATE : 4 * RATE]).reshape(3, -1).mean(axis=1)
    assert 10 * np.log10(seconds.max() / seconds.min()) < 12
    left, right = bed.samples.T
    assert -0.2 < np.corrcoef(left, right)[0, 1] < 0.98
    assert np.abs(bed.samples[:100]).max() < 0.01
    assert np.abs(bed.samples[-100:]).max() < 0.01


def test_music_follows_its_seed_and_length() -> None:
    assert np.array_equal(compose(2, 1).samples, compose(2, 1).samples)
    assert not np.array_equal(compose(2, 1).samples, compose(2, 2).samples)
    assert len(compose(0.013)) == 624
    assert len(compose(0)) == 0


def test_long_music_goes_on_without_a_hole() -> None:
    bed = compose(140, 1, "bright").mono().samples
    seconds = np.square(bed[5 * RATE : 135 * RATE]).reshape(-1, RATE).mean(axis=1)
    assert seconds.min() > 0.02 * np.median(seconds)


def test_an_unknown_mood_is_refused() -> None:
    with pytest.raises(BadInput, match="calm"):
        compose(3, mood="polka")


def test_the_limiter_does_not_click() -> None:
    steady = 0.2 * np.sin(np.arange(RATE) / 15).astype(np.float32)
    peaky = steady + np.where(np.arange(RATE) % 9000 == 4000, 1.2, 0).astype(np.float32)
    both = np.stack([peaky, peaky], axis=1)
    out = limited(both, true_peaks(both), RATE, 0.84)
    loud = np.abs(peaky) > 0.1
    gain = np.interp(np.arange(RATE), np.flatnonzero(loud), out[loud, 0] / peaky[loud])
    assert np.abs(out).max() <= 0.8401
    assert np.abs(np.diff(gain)).max() < 0.02
    assert gain.max() == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("loud", [0.02, 0.9])
def test_what_is_made_in_stretches_is_made_as_a_whole(loud: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Music, watermark, loudness and limiter know no borders between the stretches that are made side by side."""
    made = []
    for seconds in (1, 4, 1000):
        monkeypatch.setattr("pipelines.film.mix._STRETCH", seconds)
        made.append(mix(speech(13.3, level=loud), music(3.0), marked=True).samples)
    assert np.abs(made[0] - made[2]).max() < 1e-5
    assert np.abs(made[1] - made[2]).max() < 1e-5


def test_a_part_is_marked_as_in_the_whole() -> None:
    sound = music(3.0, RATE).samples
    whole, hop = mark(Audio(sound, RATE)).samples, hop_of(RATE)
    window = np.pad(sound, ((hop, hop), (0, 0)))
    for start, end in ((0, len(sound)), (50 * hop, 60 * hop), (100 * hop, len(sound))):
        assert np.allclose(part(window[start : end + 2 * hop], start, RATE), whole[start:end], atol=1e-6)


def test_loudness_is_read_in_parts_as_of_the_whole() -> None:
    sound = music(9.0, RATE).samples * np.linspace(0.01, 1, 9 * RATE, dtype=np.float32)[:, None]
    joined, own = Meter(RATE), settled(RATE)
    joined.add(sound[: 4 * RATE])
    for start, end in ((4 * RATE, 5 * RATE), (5 * RATE, len(sound))):
        later = Meter(RATE)
        later.add(sound[start - own : end])
        joined.follow(later)
    assert joined.loudness() == pytest.approx(measured(sound, RATE), abs=1e-6)
    assert joined.peak == np.abs(sound).max()


def test_what_comes_before_a_changed_line_stays_as_it_was() -> None:
    """To the sample, so that it need not be encoded again: gains go in steps."""
    one, other = speech(40.0), speech(40.0).samples.copy()
    other[24000 * 30 : 24000 * 31] *= np.float32(0.7)
    first, second = (mix(voice, music(70.0), marked=True).samples for voice in (one, Audio(other, 24000)))
    changed = np.flatnonzero((first != second).any(axis=1))
    assert changed[0] > 29 * RATE
