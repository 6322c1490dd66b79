"""Alignment measured against speech whose times are known, and against two hand-labelled recordings where they are at hand."""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from praatio import textgrid

from benchmarks.align import SYMBOLS
from pipelines import timeline
from pipelines.errors import BadInput, EngineFailed, EngineMissing
from pipelines.media import Audio, read_audio
from pipelines.overrides import PhonemeOverride, WordOverride
from pipelines.speech import align, voices
from pipelines.speech.align import aligned as values
from pipelines.speech.align import forced, mfa, reference
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.timeline import Phoneme, Utterance, Word, word_spans

TEXT = "When a man looks for something beyond his reach, his friends say he is looking for the pot of gold."
WRONG = "Completely different sentences were spoken here, nothing about the weather or any trains at all."


def spoken(
    text: str, voice: str, *, pauses: dict[int, float] | None = None, snr: float = 35.0, seed: int = 0
) -> tuple[Utterance, Audio]:
    """`text` in a voice that the aligner does not know, its lengths shaken, with silence in the room's noise put in."""
    rng = np.random.default_rng(seed)
    speaker, chosen = EspeakSpeaker(), voices.load(voice)
    plan = speaker.plan(text, chosen, language=chosen.language.split("-")[0])
    overrides = {}
    for place, word in enumerate(plan.words):
        lengths = {
            i: PhonemeOverride(samples=max(480, int(p.samples * np.exp(rng.normal(0, 0.25)))))
            for i, p in enumerate(word.phonemes)
        }
        pause = int((pauses or {})[place] * 24_000) if place in (pauses or {}) else None
        overrides[word.id] = WordOverride(phonemes=lengths, pause=pause)
    plan = replace(plan, overrides=overrides, lead=4800)
    sound = speaker.speak(plan, chosen).samples
    noise = rng.standard_normal(len(sound)) * np.sqrt(np.square(sound).mean()) * 10 ** (-snr / 20)
    return plan, Audio(sound + noise.astype(np.float32), 24_000)


def phone_starts(utterance: Utterance) -> np.ndarray:
    return np.array([s.start for s in utterance.segments() if s.index >= 0]) / utterance.sample_rate


def word_starts(utterance: Utterance) -> np.ndarray:
    return np.array([span.start for span in word_spans(utterance)]) / utterance.sample_rate


@pytest.fixture(scope="module")
def man() -> tuple[Utterance, Audio]:
    return spoken(TEXT, "miles", pauses={3: 0.7, 11: 0.4})


@pytest.fixture(scope="module")
def heard(man: tuple[Utterance, Audio]) -> align.Aligned:
    return align.align(man[1], TEXT, "en", name="man.wav")


def test_known_phonemes_are_found_within_ten_milliseconds(man: tuple[Utterance, Audio], heard: align.Aligned) -> None:
    truth, _ = man
    assert [p.symbol for w in heard.utterance.words for p in w.phonemes] == [p.symbol for w in truth.words for p in w.phonemes]
    error = np.abs(phone_starts(heard.utterance) - phone_starts(truth))
    assert error.mean() <= 0.012
    assert np.median(error) <= 0.010
    assert np.quantile(error, 0.9) <= 0.060


def test_pauses_are_where_the_speaker_made_them(heard: align.Aligned) -> None:
    pauses = [word.pause / heard.utterance.sample_rate for word in heard.utterance.words]
    assert pauses[3] == pytest.approx(0.7, abs=0.06)
    assert pauses[11] == pytest.approx(0.4, abs=0.06)
    assert heard.utterance.lead / heard.utterance.sample_rate == pytest.approx(0.2, abs=0.04)


def test_the_document_is_as_long_as_the_recording_and_holds_the_text(
    man: tuple[Utterance, Audio], heard: align.Aligned
) -> None:
    assert heard.utterance.samples == len(man[1])
    assert heard.utterance.text == TEXT
    assert heard.utterance.voice == "recording:man.wav"
    assert timeline.dumps(timeline.loads(timeline.dumps(heard.utterance))) == timeline.dumps(heard.utterance)
    for word in heard.utterance.words:
        assert len(heard.confidence[word.id]) == len(word.phonemes) + 1
        assert all(0 <= value <= 1 for value in heard.confidence[word.id])
    assert heard.overall > 0.8
    assert not heard.notes


def test_places_are_where_the_segments_lie(heard: align.Aligned) -> None:
    for span in word_spans(heard.utterance):
        assert (heard.places[span.word.id][0], heard.places[span.word.id][-1]) == (span.start, span.end)


def test_chinese_is_aligned_by_the_word() -> None:
    text = "今天天气很好，我们一起去公园散步吧。"
    truth, sound = spoken(text, "mingyuan", snr=30)
    found = align.align(sound, text, "zh", name="zh.wav").utterance
    assert found.text == text
    assert np.abs(word_starts(found) - word_starts(truth)).mean() <= 0.025


def test_a_stereo_recording_at_another_rate_is_counted_in_its_own_samples(man: tuple[Utterance, Audio]) -> None:
    truth, sound = man
    other = sound.resampled(44_100)
    stereo = Audio(np.stack([other.samples, 0.5 * other.samples], axis=1), 44_100)
    found = align.align(stereo, TEXT, "en", name="stereo.wav").utterance
    assert (found.sample_rate, found.samples) == (44_100, len(stereo))
    assert np.abs(word_starts(found) - word_starts(truth)).mean() <= 0.025


def test_noise_is_survived_with_less_confidence(man: tuple[Utterance, Audio], heard: align.Aligned) -> None:
    truth, sound = spoken(TEXT, "miles", pauses={3: 0.7, 11: 0.4}, snr=8)
    noisy = align.align(sound, TEXT, "en", name="noisy.wav")
    assert np.median(np.abs(phone_starts(noisy.utterance) - phone_starts(truth))) <= 0.020
    assert noisy.overall < heard.overall


def test_a_text_that_was_not_spoken_is_said_so(man: tuple[Utterance, Audio], heard: align.Aligned) -> None:
    other = align.align(man[1], WRONG, "en", name="man.wav")
    assert other.overall < 0.4 < heard.overall
    assert other.notes
    assert other.notes[0].words
    assert other.notes[0].zh


def test_sound_that_is_not_in_the_text_is_named(man: tuple[Utterance, Audio]) -> None:
    truth, sound = man
    pause = next(s for s in truth.segments() if s.index == -1 and s.word == truth.words[3].id)
    stranger = spoken("No, wait, tomorrow.", "miles")[1].samples
    cut = pause.start + pause.samples // 2
    mixed = Audio(np.concatenate([sound.samples[:cut], stranger, sound.samples[cut:]]), 24_000)
    found = align.align(mixed, TEXT, "en", name="x.wav")
    assert any("not in the text" in note.en and truth.words[3].id in note.words for note in found.notes)
    after = word_starts(found.utterance)[6:] - word_starts(truth)[6:] - len(stranger) / 24_000
    assert np.abs(after).mean() <= 0.05


def test_low_confidence_holds_the_large_errors() -> None:
    errors, chances = [], []
    for seed, voice in enumerate(("miles", "grace")):
        truth, sound = spoken(TEXT, voice, pauses={5: 0.5}, snr=10, seed=seed + 5)
        found = align.align(sound, TEXT, "en", name="x.wav")
        errors.append(np.abs(phone_starts(found.utterance) - phone_starts(truth)))
        chances.append(np.array([value for word in found.utterance.words for value in found.confidence[word.id][:-1]]))
    error, chance = np.concatenate(errors), np.concatenate(chances)
    sure = chance >= np.quantile(chance, 0.5)
    assert np.mean(error[sure] > 0.05) <= 0.01
    assert error[chance <= np.quantile(chance, 0.1)].mean() > 2 * error[sure].mean()


def test_a_long_recording_is_cut_at_pauses_and_loses_nothing(
    man: tuple[Utterance, Audio], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forced, "WINDOW", 10.0)  # in small, so that the test stays quick
    monkeypatch.setattr(forced, "_WHOLE", 14.0)
    truth, sound = man
    times = 4
    long = Audio(np.tile(sound.samples, times), 24_000)
    found = align.align(long, " ".join([TEXT] * times), "en", name="long.wav").utterance
    starts = np.concatenate([word_starts(truth) + k * sound.seconds for k in range(times)])
    assert long.seconds > 25
    assert found.samples == len(long)
    assert np.quantile(np.abs(word_starts(found) - starts), 0.95) <= 0.06


@pytest.mark.parametrize(
    ("samples", "text", "language", "aligner", "says"),
    [
        (np.zeros(24_000), TEXT, "en", "own", "Nothing is heard"),
        (np.zeros(0), TEXT, "en", "own", "Nothing is heard"),
        (np.full(24_000, np.nan), TEXT, "en", "own", "damaged"),
        (np.random.default_rng(0).normal(0, 0.1, 24_000), TEXT, "en", "own", "the least"),
        (np.ones(24_000), "…", "en", "own", "nothing to say"),
        (np.ones(24_000), "hello", "xx-unknown", "own", "xx-unknown"),
        (np.ones(24_000), "hello", "en", "kaldi", "own, mfa"),
    ],
)
def test_what_cannot_be_aligned_is_refused_in_a_sentence(
    samples: np.ndarray, text: str, language: str, aligner: str, says: str
) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        align.align(Audio(samples, 24_000), text, language, name="x.wav", aligner=aligner)
    assert re.search(r"[一-鿿]", refused.value.zh)


@pytest.mark.parametrize("kind", ["hum", "hiss", "click"])
def test_any_sound_can_be_aligned_without_a_traceback(kind: str) -> None:
    time = np.arange(48_000) / 16_000
    sound = {
        "hum": 0.3 * np.sin(2 * np.pi * 100 * time),
        "hiss": np.random.default_rng(1).normal(0, 0.1, 48_000),
        "click": np.where(np.arange(48_000) == 24_000, 0.9, 0.0),
    }[kind]
    found = align.align(Audio(sound, 16_000), "Good morning.", "en", name="x.wav")
    assert found.utterance.samples == 48_000
    assert found.overall < 0.6


@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=8).flatmap(
        lambda counts: st.tuples(
            st.just(counts), st.lists(st.floats(-0.5, 3.0), min_size=2 * sum(counts), max_size=2 * sum(counts))
        )
    ),
    st.integers(100, 48_000),
)
@settings(max_examples=200, deadline=None)
def test_whatever_was_found_becomes_a_document_of_the_recording_s_length(
    drawn: tuple[list[int], list[float]], samples: int
) -> None:
    counts, edges = drawn
    words = tuple(Word(f"w{n}", "a", "a", tuple(Phoneme("a", 1) for _ in range(count))) for n, count in enumerate(counts))
    utterance, places = values.laid(
        words, np.array(edges).reshape(-1, 2), samples=samples, rate=16_000, language="en", opening="", voice="recording:x"
    )
    assert utterance.samples == samples
    assert all(p.samples >= 1 for word in utterance.words for p in word.phonemes)
    assert all(word.pause >= 0 for word in utterance.words)
    timeline.loads(timeline.dumps(utterance))
    for span in word_spans(utterance):
        assert (places[span.word.id][0], places[span.word.id][-1]) == (span.start, span.end)


def test_the_alignment_s_file_comes_back_and_a_damaged_one_is_refused(heard: align.Aligned) -> None:
    text = align.dumps(heard, aligner="own")
    again = align.placement(text, "x.align.json")
    assert dict(again.places) == dict(heard.places)
    assert again.samples == heard.samples
    data = json.loads(text)
    for change in ({"schema": "other"}, {"version": 9}, {"places": {"w1": [9, 1]}}, {"samples": "many"}, {"places": 3}):
        with pytest.raises(BadInput, match=r"x\.align\.json"):
            align.placement(json.dumps(data | change), "x.align.json")


def test_long_texts_are_said_in_passages_that_make_up_the_text() -> None:
    text = "“Well”, he said. " + "One, two; three and four! " * 40 + "\n\n — \n"
    said = reference.refer(text, voices.default("en"), "en")
    assert said.opening + "".join(word.text + word.after for word in said.words) == text
    assert len({word.id for word in said.words}) == len(said.words)


# The Montreal Forced Aligner itself is not installed where these tests run: a stand-in takes its place on the command line.


def test_without_mfa_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, man: tuple[Utterance, Audio]) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(EngineMissing, match="conda install"):
        mfa.align(man[1], TEXT, "en", reference.refer("Hello.", voices.default("en"), "en"))


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    program = folder / "mfa"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def grid(path: Path, words: list[tuple[float, float, str]], phones: list[tuple[float, float, str]], end: float) -> None:
    made = textgrid.Textgrid()
    for name, entries in (("words", words), ("phones", phones)):
        made.addTier(textgrid.IntervalTier(name, entries, 0, end))
    made.save(str(path), format="long_textgrid", includeBlankSpaces=True)


def test_a_stand_in_for_mfa_is_called_and_its_textgrid_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grid(
        tmp_path / "made.TextGrid",
        [(0.2, 0.6, "hello"), (0.8, 1.3, "world")],
        [(0.2, 0.3, "h"), (0.3, 0.35, "ə"), (0.35, 0.45, "l"), (0.45, 0.6, "ow"), (0.8, 1.0, "w"), (1.0, 1.3, "ɝ")],
        2.0,
    )
    stand_in(tmp_path, monkeypatch, f'echo "$@" > {tmp_path}/called; cp {tmp_path}/made.TextGrid "$6"')
    sound = Audio(np.random.default_rng(0).normal(0, 0.1, 32_000), 16_000)
    found = align.align(sound, "Hello, world.", "en", name="x.wav", aligner="mfa")
    called = (tmp_path / "called").read_text().split()
    assert (called[0], called[3:5]) == ("align_one", ["english_mfa", "english_mfa"])
    hello, world = word_spans(found.utterance)
    assert [hello.start, hello.end, world.start, world.end] == pytest.approx([3200, 9600, 12_800, 20_800], abs=1)
    assert hello.word.phonemes[0].samples == pytest.approx(1600, abs=1)  # as many phones as planned: MFA's own times
    assert found.confidence[world.word.id][1] < found.confidence[world.word.id][0]  # other phones: shared out, and said so
    assert found.utterance.samples == 32_000


@pytest.mark.parametrize(("body", "says"), [("echo no model >&2; exit 1", "no model"), ('echo nonsense > "$6"', "TextGrid")])
def test_a_stand_in_for_mfa_that_fails_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, says: str
) -> None:
    stand_in(tmp_path, monkeypatch, body)
    with pytest.raises(EngineFailed, match=says):
        align.align(Audio(np.ones(32_000), 16_000), "Hello, world.", "en", name="x.wav", aligner="mfa")


def test_words_that_mfa_lacks_are_named() -> None:
    said = reference.refer("Hello brave world.", voices.default("en"), "en")
    edges, chances, notes = mfa.fitted(said, [(0.2, 0.6, "hello"), (1.0, 1.4, "world")], [], 2.0)
    assert "brave" in notes[0].en
    assert edges[said.word == 1].min() >= 0.6
    assert edges[said.word == 1].max() <= 1.0
    assert chances[said.word == 1].max() <= 0.3


def test_hand_labelled_recordings() -> None:
    folder = Path(os.environ.get("STUDIO_SAMPLES", "/nonexistent")) / "align"
    if not folder.is_dir():
        pytest.skip("STUDIO_SAMPLES is not set: the hand-labelled recordings are not here")
    errors: list[float] = []
    for name, labels, tier, text in (
        ("bobby", "bobby_phones", "phone", "Bobby ripped the ledger"),
        ("north_wind", "north_wind", "phonemes", "The North Wind and the Sun"),
    ):
        entries = textgrid.openTextgrid(str(folder / f"{labels}.TextGrid"), False).getTier(tier).entries
        truth = [(entry.start, SYMBOLS.get(entry.label.rstrip("012"), entry.label)) for entry in entries if entry.label]
        found = align.align(read_audio(folder / f"{name}.wav"), text, "en", name=f"{name}.wav").utterance
        symbols = [p.symbol.removesuffix("ːɹ").replace("æ", "ə") for w in found.words for p in w.phonemes]
        starts = phone_starts(found)
        for block in SequenceMatcher(a=symbols, b=[symbol for _, symbol in truth], autojunk=False).get_matching_blocks():
            errors += [abs(starts[block.a + k] - truth[block.b + k][0]) for k in range(block.size)]
    assert len(errors) >= 24
    assert np.median(errors) <= 0.020
    assert np.quantile(errors, 0.9) <= 0.060
