"""Edits of an aligned recording, heard in the recording's own sound."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import pyworld
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import maximum_filter1d

from pipelines import edits
from pipelines.errors import BadInput
from pipelines.media import Audio, read_audio, write_audio
from pipelines.overrides import PhonemeOverride, SoundEvent, WordOverride
from pipelines.speech import psola, recording, room_tone, voices
from pipelines.speech.align.aligned import Placement
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.timeline import Utterance, word_spans
from pipelines.voice import Voice

RATE = 24_000
FADE = RATE // 100  # 10 ms


def recorded() -> tuple[Audio, Utterance, Placement]:
    """A voice in a room, and where its words lie: the synthesiser knows."""
    speaker, voice = EspeakSpeaker(), voices.load("miles")
    plan = speaker.plan("The rain in Spain, they say, falls mainly on the plain.", voice, language="en")
    plan = replace(plan, lead=3600, words=(*plan.words[:-1], replace(plan.words[-1], pause=4800)))
    rng = np.random.default_rng(0)
    sound = speaker.speak(plan, voice).samples + rng.normal(0, 0.002, plan.samples).astype(np.float32)
    plan = replace(plan, voice="recording:rain.wav")
    return Audio(np.round(sound * 32768) / 32768, RATE), plan, recording.placed(plan)


SOUND, PLAN, WHERE = recorded()


def with_override(word: str, override: WordOverride) -> Utterance:
    return replace(PLAN, overrides={word: override})


def bounds(utterance: Utterance, word: str) -> tuple[int, int]:
    span = next(span for span in word_spans(utterance) if span.word.id == word)
    return span.start, span.end


def pitch(sound: np.ndarray) -> float:
    """The median in Hz where the voice is heard, within 25 dB of the peak"""
    f0, times = pyworld.harvest(sound.astype(np.float64), RATE, f0_floor=60, f0_ceil=500)
    loud = maximum_filter1d(np.abs(sound), RATE // 50) > np.abs(sound).max() * 10 ** (-25 / 20)
    return float(np.median(f0[(f0 > 0) & loud[np.minimum((times * RATE).astype(int), len(sound) - 1)]]))


def level_db(sound: np.ndarray) -> float:
    return float(10 * np.log10(np.square(sound, dtype=np.float64).mean() + 1e-20))


def test_unedited_it_is_the_recording_sample_for_sample() -> None:
    assert np.array_equal(recording.render(SOUND, PLAN).samples, SOUND.samples)
    assert np.array_equal(recording.render(SOUND, PLAN, WHERE).samples, SOUND.samples)


def test_a_longer_vowel_is_longer_and_all_else_stays_sample_for_sample() -> None:
    vowel = next(i for i, p in enumerate(PLAN.words[3].phonemes) if p.symbol.startswith("e"))
    start, end = WHERE.places["w4"][vowel : vowel + 2]
    longer = edits.set_length(PLAN, "w4", vowel, 2 * (end - start))
    made = recording.render(SOUND, longer, WHERE).samples
    assert len(made) == longer.samples == len(SOUND) + end - start
    assert np.array_equal(made[: start - FADE], SOUND.samples[: start - FADE])
    assert np.array_equal(made[2 * end - start + FADE :], SOUND.samples[end + FADE :])
    inside, own = made[start : 2 * end - start], SOUND.samples[start:end]
    assert 12 * abs(np.log2(pitch(inside) / pitch(own))) <= 0.5
    assert level_db(inside) == pytest.approx(level_db(own), abs=1.5)


@pytest.mark.parametrize("factor", [0.6, 1.6])
def test_stretching_keeps_the_voice_s_spectrum(factor: float) -> None:
    start, end = WHERE.places["w4"][0], WHERE.places["w4"][-1]
    made = psola.stretch(SOUND.samples, RATE, [start, end], [0, round(factor * (end - start))])
    assert len(made) == round(factor * (end - start))
    own = SOUND.samples[start:end]

    def spectrum(sound: np.ndarray) -> np.ndarray:
        frames = np.lib.stride_tricks.sliding_window_view(sound, 720)[::120] * np.hanning(720)
        power = np.square(np.abs(np.fft.rfft(frames))).mean(axis=0)
        return np.asarray(10 * np.log10(np.add.reduceat(power, [3, 9, 18, 36, 72, 140, 240]) + 1e-9))

    assert np.abs(spectrum(made) - spectrum(own)).max() <= 3.0


def test_a_word_that_is_taken_out_is_cut_out() -> None:
    kept = replace(PLAN, words=PLAN.words[:5] + PLAN.words[6:])
    made = recording.render(SOUND, kept, WHERE).samples
    start, after = WHERE.places["w6"][0], WHERE.places["w7"][0]
    assert len(made) == kept.samples == len(SOUND) - (after - start)
    assert np.array_equal(made[: start - FADE], SOUND.samples[: start - FADE])
    assert np.array_equal(made[start + FADE :], SOUND.samples[after + FADE :])
    assert np.abs(np.diff(made[start - FADE : start + FADE])).max() <= np.abs(np.diff(SOUND.samples)).max()  # no click


@pytest.mark.parametrize("word", ["w4", "w1"])  # with a pause of its own, and with none
def test_a_new_pause_is_the_room_and_never_digital_silence(word: str) -> None:
    longer = with_override(word, WordOverride(pause=18_000))
    made = recording.render(SOUND, longer, WHERE).samples
    end = bounds(longer, word)[1]
    middle = made[end + 8000 : end + 10_000]
    assert len(made) == longer.samples
    assert level_db(middle) == pytest.approx(level_db(SOUND.samples[600:3000]), abs=3)
    assert np.count_nonzero(middle) > 0.95 * len(middle)
    following = WHERE.places[f"w{int(word[1:]) + 1}"][0]
    assert np.array_equal(made[end + 18_000 + FADE :], SOUND.samples[following + FADE :])


def test_a_pause_can_be_taken_away() -> None:
    made = recording.render(SOUND, with_override("w4", WordOverride(pause=0)), WHERE)
    assert len(made) == len(SOUND) - (WHERE.places["w5"][0] - WHERE.places["w4"][-1])


def test_pitch_and_gain_are_heard_where_they_were_asked_for_only() -> None:
    vowel = next(i for i, p in enumerate(PLAN.words[3].phonemes) if p.symbol.startswith("e"))
    start, end = WHERE.places["w4"][vowel : vowel + 2]
    higher = edits.set_gain(edits.set_pitch(PLAN, "w4", vowel, 3), "w4", vowel, -6)
    made = recording.render(SOUND, higher, WHERE).samples
    assert 12 * np.log2(pitch(made[start:end]) / pitch(SOUND.samples[start:end])) == pytest.approx(3, abs=0.5)
    assert level_db(made[start:end]) - level_db(SOUND.samples[start:end]) == pytest.approx(-6, abs=2)
    assert np.array_equal(made[: start - FADE], SOUND.samples[: start - FADE])
    assert np.array_equal(made[end + FADE :], SOUND.samples[end + FADE :])


def test_a_gain_that_would_clip_is_bent_and_changes_no_other_word() -> None:
    loud = with_override("w6", WordOverride(phonemes={1: PhonemeOverride(gain_db=20)}))
    made = recording.render(SOUND, loud, WHERE).samples
    assert np.abs(made).max() <= 1.0
    assert np.array_equal(made[: WHERE.places["w5"][0]], SOUND.samples[: WHERE.places["w5"][0]])
    assert np.array_equal(made[WHERE.places["w8"][0] :], SOUND.samples[WHERE.places["w8"][0] :])


def test_the_rate_makes_all_of_it_slower_at_the_same_pitch() -> None:
    slower = replace(PLAN, rate=0.8)
    made = recording.render(SOUND, slower, WHERE).samples
    assert len(made) == slower.samples
    assert 12 * abs(np.log2(pitch(made) / pitch(SOUND.samples))) <= 0.5


overrides = st.builds(
    WordOverride,
    pause=st.none() | st.integers(0, 20_000),
    speed=st.sampled_from([1.0, 1.0, 0.7, 1.5]),
    stress=st.sampled_from([None, None, 0, 1]),
    joined=st.sampled_from([None, True, False]),
    events=st.sampled_from([(), (SoundEvent("breath", 3000),)]),
    phonemes=st.dictionaries(
        st.integers(0, 1), st.builds(PhonemeOverride, samples=st.none() | st.integers(1, 12_000), gain_db=st.floats(-20, 10))
    ),
)


@given(
    st.dictionaries(st.sampled_from([w.id for w in PLAN.words if len(w.phonemes) > 1]), overrides, max_size=4),
    st.sets(st.integers(0, len(PLAN.words) - 1), max_size=4),
    st.sampled_from([1.0, 1.0, 0.6, 1.7]),
)
@settings(max_examples=25, deadline=None)
def test_whatever_is_set_the_sound_is_as_long_as_the_timeline(
    wild: dict[str, WordOverride], gone: set[int], rate: float
) -> None:
    words = tuple(word for place, word in enumerate(PLAN.words) if place not in gone)
    kept = {key: over for key, over in wild.items() if key in {word.id for word in words}}
    utterance = replace(PLAN, words=words, overrides=kept, rate=rate)
    made = recording.render(SOUND, utterance, WHERE).samples
    assert len(made) == utterance.samples
    assert np.isfinite(made).all()
    assert np.abs(made).max() <= 1.2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda: with_override("w2", WordOverride(reading="reɪn")), "another reading"),
        (lambda: with_override("w2", WordOverride(voice="grace")), "another reading or voice"),
        (lambda: replace(PLAN, words=(*PLAN.words, replace(PLAN.words[0], id="w99", text="new"))), "'new'"),
        (lambda: replace(PLAN, sample_rate=44_100), "44100 Hz"),
    ],
)
def test_what_a_recording_cannot_say_is_refused(change: object, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        recording.render(SOUND, change(), WHERE)  # type: ignore[operator]


def test_another_recording_is_refused() -> None:
    with pytest.raises(BadInput, match="align it again"):
        recording.render(Audio(SOUND.samples[:-10], RATE), PLAN, WHERE)


def test_the_speaker_finds_the_recording_beside_the_timeline_and_gives_its_samples_back(tmp_path: Path) -> None:
    write_audio(tmp_path / "rain.wav", recording.for_file(SOUND))
    voice = recording.voice_for(PLAN, tmp_path / "speech.json")
    spoken = recording.RecordingSpeaker().speak(PLAN, voice)
    assert np.array_equal(spoken.samples, read_audio(tmp_path / "rain.wav").samples)
    write_audio(tmp_path / "again.wav", recording.for_file(spoken))
    assert (tmp_path / "again.wav").read_bytes() == (tmp_path / "rain.wav").read_bytes()


def test_a_recording_that_is_gone_or_elsewhere_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"rain\.wav"):
        recording.voice_for(PLAN, tmp_path / "speech.json")
    with pytest.raises(BadInput, match="passwd"):
        recording.voice_for(replace(PLAN, voice="recording:../../etc/passwd"), tmp_path / "speech.json")


def test_it_is_no_voice_for_other_words() -> None:
    with pytest.raises(BadInput, match="studio align"):
        recording.RecordingSpeaker().plan("New words", Voice("x"))
    with pytest.raises(BadInput, match="not a recording"):
        recording.RecordingSpeaker().speak(PLAN, voices.load("grace"))


def test_room_tone_has_the_room_s_colour_even_without_a_pause() -> None:
    rng = np.random.default_rng(3)
    hiss = np.diff(rng.normal(0, 0.01, 48_001)).astype(np.float32)  # brighter than white
    for pauses in ([(0, 48_000)], []):
        made = room_tone.learn(hiss, pauses).make(24_000, seed=1)
        assert level_db(made) == pytest.approx(level_db(hiss), abs=1.5)
        high = np.square(np.abs(np.fft.rfft(made)))
        assert high[6000:].sum() > 3 * high[:6000].sum()
    assert not np.array_equal(room_tone.learn(hiss, []).make(500, 1), room_tone.learn(hiss, []).make(500, 2))
