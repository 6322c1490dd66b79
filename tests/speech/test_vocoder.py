"""The vocoder: pulses where they are asked for, envelopes as WORLD finds them, a sound alike wherever it stands."""

from __future__ import annotations

import numpy as np
import pytest
import pyworld

from pipelines.prosody import Manner
from pipelines.speech import envelope, pulses, refine, vocoder
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.speech.pulses import Filters
from pipelines.speech.timbre import FFT, FRAME, RATE
from pipelines.speech.vocoder import Piece
from pipelines.voice import Voice

BINS = FFT // 2 + 1


@pytest.fixture(scope="module")
def speech() -> np.ndarray:
    speaker, voice = EspeakSpeaker(), Voice("plain", language="en")
    return np.asarray(speaker.speak(speaker.plan("We were away a year ago, she said.", voice), voice).samples, float)


def flat(some: np.ndarray) -> Filters:
    return Filters(np.full((len(some), BINS), -6.0, np.float32), np.full((len(some), BINS), 0.001, np.float32))


def test_envelopes_are_those_of_world(speech: np.ndarray) -> None:
    f0, times = pyworld.dio(speech, RATE, frame_period=5.0)
    f0 = pyworld.stonemask(speech, f0, times, RATE)
    theirs = np.log(pyworld.cheaptrick(speech, f0, times, RATE, fft_size=FFT))
    ours = envelope.cheaptrick(speech, f0, FRAME)
    heard = theirs > theirs.max() - np.log(1e6)  # 60 dB under the loudest and above
    assert np.abs(ours - theirs)[heard].max() * 10 / np.log(10) < 0.5
    assert np.abs(ours - theirs)[heard].mean() * 10 / np.log(10) < 0.02


def test_f0_is_refined_as_world_refines_it(speech: np.ndarray) -> None:
    f0, times = pyworld.dio(speech, RATE, f0_floor=60.0, f0_ceil=600.0, frame_period=5.0)
    theirs = pyworld.stonemask(speech, f0, times, RATE)
    ours = refine.stonemask(speech, f0, times, RATE)
    assert np.array_equal(ours > 0, theirs > 0)
    voiced = theirs > 0
    cents = 1200 * np.abs(np.log2(ours[voiced] / theirs[voiced]))
    assert np.quantile(cents, 0.99) < 0.1
    assert cents.max() < 5


def test_silence_and_nothing_have_no_f0() -> None:
    assert refine.stonemask(np.zeros(0), np.zeros(0), np.zeros(0), RATE).shape == (0,)
    still = refine.stonemask(np.zeros(2400), np.array([0.0, 120.0, 0.0]), np.arange(3) * 0.005, RATE)
    assert still[0] == still[2] == 0
    assert np.isfinite(still).all()


def test_pauses_of_the_source_stay_silent_and_the_speech_as_it_was() -> None:
    at = pulses.events(np.full(4000, 0.0), 24_000)
    hiss = at.at.astype(int)

    def half(some: np.ndarray) -> Filters:
        shaped = flat(some)
        shaped.power[at.at[some] >= 12_000] = np.log(1e-16)
        return shaped

    quiet, loud = pulses.render(at, half, hiss, 24_000), pulses.render(at, flat, hiss, 24_000)
    assert np.array_equal(quiet[:12_000], loud[:12_000])
    assert not np.any(quiet[12_000 + FFT :])


def test_a_voice_begins_with_its_first_pulse_and_keeps_its_period() -> None:
    total = RATE // 2
    f0 = np.zeros(total // pulses.GRID + 1)
    start = 1002  # a place of the grid, and no whole number of periods
    f0[start // pulses.GRID :] = 125.0
    found = pulses.events(f0, total)
    assert found.at[found.voiced][0] == start
    assert np.allclose(np.diff(found.at[found.voiced]), RATE / 125, atol=0.01)
    sound = pulses.render(found.only(found.voiced), flat, np.zeros(int(found.voiced.sum()), int), total)
    assert np.abs(sound[:start]).max() == 0
    peaks = [start + 192 * k + int(np.abs(sound[start + 192 * k : start + 192 * k + 96]).argmax()) for k in range(20)]
    assert set(np.diff(peaks)) == {192}


def test_noise_has_the_power_that_the_spectrum_asks_for() -> None:
    found = pulses.events(np.zeros(2 * RATE // pulses.GRID + 1), 2 * RATE)
    sound = pulses.render(found, flat, found.at.astype(int), 2 * RATE)
    assert 10 * np.log10(np.square(sound[RATE // 2 :]).mean() / np.exp(-6.0)) == pytest.approx(0, abs=0.5)


def test_what_comes_before_changes_no_sound(speech: np.ndarray) -> None:
    """The same friction after another pause is the same friction."""
    features = vocoder.analyse(speech)
    hiss = Piece(0, len(speech) // 2, len(speech) // 2, Manner(whisper=1.0))
    short, long = (vocoder.synthesise(features, [Piece(0, 0, pause), hiss])[pause:] for pause in (2400, 3600))
    assert np.abs(short - long)[200:].max() < 1e-4 * np.abs(short).max()


def test_vowels_keep_their_voice(speech: np.ndarray) -> None:
    """A vowel that the tracker lost halfway is voiced to its end."""
    f0 = np.array([0.0, 0, 200, 200, 210, 0, 0, 0, 0, 0])
    whole = vocoder._drawn_through(f0.copy(), [(FRAME, 8 * FRAME)])
    assert (whole[2:8] > 0).all()
    assert whole[8:].max() == 0


def test_edges_of_a_stretched_sound_keep_their_pace() -> None:
    """Twice as long, a phoneme's first and last 10 ms are read at the pace of the source."""
    piece, ends = Piece(0, 4800, 9600), np.array([9600])
    at = np.array([0.0, 120, 240, 9600 - 240, 9600 - 120, 9600])
    assert vocoder._places([piece], ends, at, np.zeros(6, int)).tolist() == [0, 120, 240, 4560, 4680, 4800]
