"""What edits sound like, measured on the sound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyloudnorm
import pytest
import pyworld

from pipelines import editing, engines
from pipelines.errors import BadInput
from pipelines.media import Audio, write_audio
from pipelines.overrides import SoundEvent
from pipelines.speech import voices
from pipelines.speech.delivery import deliver, voices_of
from pipelines.speech.events import sound_of
from pipelines.styles import STYLES
from pipelines.symbols import is_vowel
from pipelines.timeline import Utterance

SPEAKER = engines.load("speaker", "espeak")
GRACE = voices.load("grace")
TEXT = "Nobody knows the old man who made many wonderful windmills in our village."


@pytest.fixture(scope="module")
def plain() -> Utterance:
    return SPEAKER.plan(TEXT, GRACE)


def edited(utterance: Utterance, *given: dict[str, Any]) -> Utterance:
    return editing.apply_all(utterance, [editing.parse(own) for own in given]).utterance


def said(utterance: Utterance) -> Audio:
    others = {name: voices.load(name) for name in voices_of(utterance)}
    return deliver(utterance, GRACE, SPEAKER.speak, others)


def f0_of(audio: Audio, utterance: Utterance, *words: str) -> np.ndarray:
    """Voiced f0 in Hz on the words' phonemes"""
    f0, times = pyworld.harvest(audio.samples.astype(float), audio.rate)
    inside = np.zeros(len(f0), bool)
    for s in utterance.segments():
        if s.word in words and s.index >= 0:
            inside |= (times * audio.rate >= s.start) & (times * audio.rate < s.end)
    return f0[inside & (f0 > 0)]


def level(audio: Audio, utterance: Utterance, *words: str) -> float:
    spans = [(s.start, s.end) for s in utterance.segments() if s.word in words and s.index >= 0]
    return 20 * float(np.log10(np.sqrt(np.mean(np.concatenate([audio.samples[a:b] for a, b in spans]) ** 2))))


ALL = [f"w{n}" for n in range(1, 14)]


def test_a_shift_and_a_contour_are_heard_where_they_were_drawn(plain: Utterance) -> None:
    base = f0_of(said(plain), plain, "w4", "w5")
    high = edited(plain, {"edit": "pitch", "first": "w4", "last": "w5", "semitones": 4})
    assert 12 * np.log2(np.median(f0_of(said(high), high, "w4", "w5")) / np.median(base)) == pytest.approx(4, abs=0.2)
    fixed = edited(plain, {"edit": "contour", "first": "w4", "last": "w5", "points": [[0, 220], [1, 220]], "unit": "hz"})
    assert np.abs(12 * np.log2(f0_of(said(fixed), fixed, "w5") / 220)).mean() < 0.3


def test_range_makes_flat_and_lively(plain: Utterance) -> None:
    spreads = []
    for factor in (0.3, 1.0, 2.0):
        own = edited(plain, {"edit": "range", "first": "w1", "last": "w13", "factor": factor})
        spreads.append(float(np.std(12 * np.log2(f0_of(said(own), own, *ALL)))))
    assert spreads[0] < 0.6 * spreads[1]
    assert spreads[2] > 1.4 * spreads[1]


def test_a_question_rises_at_its_end(plain: Utterance) -> None:
    """The last vowel ends 4 semitones and more higher: a rise in the consonant after it would not be heard."""
    asked = edited(plain, {"edit": "question"})
    last = next(s for s in reversed(plain.segments()) if is_vowel(s.symbol))
    ends = []
    for own in (plain, asked):
        f0, times = pyworld.harvest(said(own).samples.astype(float), plain.sample_rate)
        inside = (times * plain.sample_rate > last.end - last.samples / 3) & (times * plain.sample_rate < last.end)
        ends.append(f0[inside & (f0 > 0)].mean())
    assert 12 * np.log2(ends[1] / ends[0]) > 4


def test_stress_is_longer_louder_and_higher(plain: Utterance) -> None:
    own = edited(plain, {"edit": "stress", "first": "w4"})
    assert level(said(own), own, "w4") > level(said(plain), plain, "w4") + 1.5
    assert np.median(f0_of(said(own), own, "w4")) > 1.04 * np.median(f0_of(said(plain), plain, "w4"))
    assert own.samples > plain.samples


def test_loudness_of_one_word_leaves_the_others(plain: Utterance) -> None:
    own = edited(plain, {"edit": "loudness", "first": "w8", "db": -9})
    assert level(said(own), own, "w8") - level(said(plain), plain, "w8") == pytest.approx(-9, abs=1)
    assert level(said(own), own, "w2") == pytest.approx(level(said(plain), plain, "w2"), abs=0.1)


@pytest.mark.parametrize("style", STYLES)
def test_a_style_is_heard_in_its_own_way(plain: Utterance, style: str) -> None:
    own = edited(plain, {"edit": "style", "first": "w1", "last": "w13", "style": style})
    sound, base = said(own), said(plain)
    assert len(sound) == own.samples
    wanted = STYLES[style]
    assert own.samples / plain.samples == pytest.approx(1 / wanted.speed, rel=0.02)
    if wanted.whisper:
        voiced = len(f0_of(sound, own, *ALL)) / max(1, len(f0_of(base, plain, *ALL)))
        assert voiced < 0.35, "a whisper has no voice"
        return
    moved = 12 * np.log2(np.median(f0_of(sound, own, *ALL)) / np.median(f0_of(base, plain, *ALL)))
    assert moved == pytest.approx(wanted.semitones, abs=1.0)


def test_another_speaker_mid_sentence_without_a_click_or_a_step_in_loudness() -> None:
    text = TEXT + " " + TEXT
    utterance = SPEAKER.plan(text, GRACE)
    half = len(utterance.words) // 2
    own = edited(utterance, {"edit": "voice", "first": f"w{half + 1}", "last": f"w{2 * half}", "voice": "miles"},
                 {"edit": "length", "first": f"w{half + 3}", "phoneme": 1, "ms": 300})  # fmt: skip
    assert voices_of(own) == ("miles",)
    sound = said(own)
    assert len(sound) == own.samples
    switch = next(s.start for s in own.segments() if s.word == f"w{half + 1}")
    parts = [sound.samples[:switch], sound.samples[switch:]]
    meter = pyloudnorm.Meter(sound.rate)
    loud = [meter.integrated_loudness(part.astype(float)) for part in parts]
    assert abs(loud[0] - loud[1]) <= 1.0
    voiced = [np.median(f0_of(sound, own, *[f"w{n}" for n in span])) for span in (range(1, half), range(half + 1, 2 * half))]
    assert voiced[1] < 0.8 * voiced[0], "a man after a woman"
    # A click is energy over all frequencies at once: above 9 kHz there is nothing else at the switch.
    high = np.abs(np.diff(sound.samples.astype(float), n=4))
    around = high[switch - 240 : switch + 240].max()
    assert around <= 10 ** (-60 / 20) or around <= np.percentile(high, 99.5)


def test_events_stand_between_words_and_can_be_heard(plain: Utterance, tmp_path: Path) -> None:
    write_audio(tmp_path / "bell.wav", Audio(0.5 * np.sin(np.arange(24_000) * 0.2).astype(np.float32), 24_000))
    own = edited(plain, {"edit": "event", "word": "w3", "kind": "breath", "ms": 350}, {"edit": "event", "word": "w5", "kind": "laugh", "ms": 800},
                 {"edit": "event", "word": "w7", "kind": "sound", "ms": 500, "path": "bell.wav"})  # fmt: skip
    sound = deliver(own, GRACE, SPEAKER.speak, {}, tmp_path)
    assert own.samples == plain.samples + (24 * (350 + 800 + 500))
    spans = {s.symbol: (s.start, s.end) for s in own.segments() if s.index <= -2}
    assert set(spans) == {"breath", "laugh", "sound"}
    levels = {name: 20 * np.log10(np.sqrt(np.mean(sound.samples[a:b] ** 2)) + 1e-9) for name, (a, b) in spans.items()}
    assert -45 < levels["breath"] < -24
    assert -30 < levels["laugh"] < -12
    assert levels["sound"] == pytest.approx(-9, abs=1)
    with pytest.raises(BadInput, match="bell"):
        deliver(own, GRACE, SPEAKER.speak, {}, tmp_path / "elsewhere")


def test_a_sound_is_never_longer_than_its_event(tmp_path: Path) -> None:
    write_audio(tmp_path / "a.wav", Audio(np.ones(1000, np.float32) * 0.1, 24_000))
    for samples in (1, 10, 500, 5000):
        for kind in ("breath", "laugh", "sound"):
            path = "a.wav" if kind == "sound" else ""
            assert len(sound_of(SoundEvent(kind, samples, path=path), 24_000, 200.0, tmp_path)) == samples  # type: ignore[arg-type]


def test_the_same_document_gives_the_same_bytes(plain: Utterance) -> None:
    own = edited(plain, {"edit": "style", "first": "w1", "last": "w5", "style": "crying"}, {"edit": "voice", "first": "w6", "voice": "miles"},
                 {"edit": "event", "word": "w3", "kind": "breath", "ms": 350})  # fmt: skip
    assert said(own).samples.tobytes() == said(own).samples.tobytes()


def test_a_preview_is_the_window_and_sounds_like_the_whole(plain: Utterance) -> None:
    own = edited(plain, {"edit": "pitch", "first": "w6", "semitones": 3})
    segments = [s for s in own.segments() if s.word == "w6" and s.index >= 0]
    begin, window = SPEAKER.preview(own, GRACE, segments[0].start, segments[-1].end)
    whole = SPEAKER.speak(own, GRACE)
    assert begin <= segments[0].start
    assert begin + len(window) >= segments[-1].end
    assert len(window) < 0.6 * len(whole)
    part = Audio(whole.samples[begin : begin + len(window)], whole.rate)
    levels = [20 * np.log10(np.sqrt(np.mean(a.samples**2))) for a in (part, window)]
    assert levels[0] == pytest.approx(levels[1], abs=0.7)
