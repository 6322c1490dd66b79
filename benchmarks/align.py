"""How near the aligner comes to known boundaries, how honest its confidence is, how fast it runs, and how a stretched recording sounds.

    python -m benchmarks.align

Truth: hand-labelled recordings and real voices where STUDIO_SAMPLES is set; speech made here, whose times are known, always.
Anchor: the Montreal Forced Aligner's mean phone boundary error on TIMIT, 15.9 ms (MFA 3.4, as published).
"""

from __future__ import annotations

import csv
import os
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from praatio import textgrid

from pipelines.media import Audio, read_audio
from pipelines.overrides import PhonemeOverride, WordOverride
from pipelines.speech import align, clone, psola, sample, vocoder, voices
from pipelines.speech.align import features
from pipelines.speech.align.aligned import Aligned
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.speech.vocoder import Piece
from pipelines.timeline import Utterance
from pipelines.voice import Voice

from . import report

MFA_TIMIT_MS = 15.9
TEXTS = (
    "When a man looks for something beyond his reach, his friends say he is looking for the pot of gold at the end of the rainbow.",
    "These take the shape of a long round arch, with its path high above, and its two ends apparently beyond the horizon.",
    "She had your dark suit in greasy wash water all year. Don't ask me to carry an oily rag like that.",
    "Please call Stella, and ask her to bring these things with her from the store: six spoons of fresh snow peas, five thick slabs of blue cheese.",
)
CHINESE = ("今天天气很好，我们一起去公园散步吧。", "希望你以后能够做得比我还好。")
SYMBOLS = {
    "AA": "ɑː",
    "AH": "ʌ",
    "EH": "ɛ",
    "ER": "ɚ",
    "IH": "ɪ",
    "IY": "i",
    "B": "b",
    "R": "ɹ",
    "PT": "p",
    "DH": "ð",
    "L": "l",
    "JH": "dʒ",
}


@dataclass(frozen=True)
class Case:
    """A recording, its text, and what is known of it: (symbol, begin in seconds, whether it begins a word)."""

    sound: Audio
    text: str
    language: str
    truth: tuple[tuple[str, float, bool], ...]


@dataclass(frozen=True)
class Condition:
    """How speech of known times is made: chance of a pause after a word, of a hesitation in it, and noise."""

    pause: float = 0.0
    hesitation: float = 0.0
    snr: float = 40.0


CONDITIONS = {
    "clean": Condition(),
    "pauses": Condition(pause=0.25),
    "pauses and hesitations": Condition(pause=0.25, hesitation=0.5),
    "noise 20 dB": Condition(pause=0.15, snr=20),
    "noise 10 dB": Condition(pause=0.15, snr=10),
}


def made(text: str, voice: Voice, condition: Condition, seed: int) -> Case:
    """Speech with lengths shaken by a third, pauses and hesitations ("uh") put in, under white noise."""
    rng, speaker = np.random.default_rng(seed), EspeakSpeaker()
    language = voice.language.split("-")[0]
    plan = speaker.plan(text, voice, language=language)
    overrides = {}
    for word in plan.words:
        shaken = {
            i: PhonemeOverride(samples=max(360, int(p.samples * np.exp(rng.normal(0, 0.3)))))
            for i, p in enumerate(word.phonemes)
        }
        pause = int(rng.uniform(0.15, 0.9) * 24_000) if rng.random() < condition.pause else None
        overrides[word.id] = WordOverride(phonemes=shaken, pause=pause)
    plan = replace(plan, overrides=overrides, lead=int(rng.uniform(0.05, 0.5) * 24_000))
    sound = np.array(speaker.speak(plan, voice).samples)
    uh = speaker.speak(speaker.plan("uh", voice, language=language), voice).samples
    for segment in plan.segments():
        if segment.index == -1 and segment.samples > len(uh) + 4800 and rng.random() < condition.hesitation:
            sound[segment.start + 2400 : segment.start + 2400 + len(uh)] += uh
    sound += rng.standard_normal(len(sound)).astype(np.float32) * np.float32(
        np.sqrt(np.square(sound).mean()) * 10 ** (-condition.snr / 20)
    )
    return Case(Audio(sound, 24_000), text, language, starts(plan))


def starts(utterance: Utterance) -> tuple[tuple[str, float, bool], ...]:
    return tuple((s.symbol, s.start / utterance.sample_rate, s.index == 0) for s in utterance.segments() if s.index >= 0)


def errors(case: Case, found: Aligned) -> tuple[list[float], list[float], list[float]]:
    """(phoneme begins, word begins, confidence of each phoneme): distances in ms where both have the same symbols in order."""
    ours = starts(found.utterance)
    sure = [value for word in found.utterance.words for value in found.confidence[word.id][:-1]]
    names = [symbol.removesuffix("ːɹ").replace("æ", "ə") for symbol, _, _ in ours]
    known = [symbol.removesuffix("ːɹ").replace("æ", "ə") for symbol, _, _ in case.truth]
    phones, words, chances = [], [], []
    for block in SequenceMatcher(a=names, b=known, autojunk=False).get_matching_blocks():
        for k in range(block.size):
            off = 1000 * abs(ours[block.a + k][1] - case.truth[block.b + k][1])
            phones.append(off)
            chances.append(sure[block.a + k])
            if ours[block.a + k][2]:
                words.append(off)
    return phones, words, chances


def summary(cases: list[Case]) -> tuple[dict[str, Any], list[float], list[float]]:
    phones: list[float] = []
    words: list[float] = []
    chances: list[float] = []
    for case in cases:
        own = errors(case, align.align(case.sound, case.text, case.language, name="x.wav"))
        phones, words, chances = phones + own[0], words + own[1], chances + own[2]
    figures = {
        "recordings": len(cases), "phonemes": len(phones), "words": len(words), "phoneme_mean_ms": mean(phones),
        "phoneme_median_ms": quantile(phones, 0.5), "phoneme_p90_ms": quantile(phones, 0.9), "word_mean_ms": mean(words),
        "word_median_ms": quantile(words, 0.5), "over_50_ms": round(float(np.mean(np.array(phones) > 50)), 4),
    }  # fmt: skip
    return figures, phones, chances


def mean(values: list[float]) -> float:
    return round(float(np.mean(values)), 1)


def quantile(values: list[float], share: float) -> float:
    return round(float(np.quantile(values, share)), 1)


def labelled(folder: Path) -> Iterator[Case]:
    for name, labels, tier, text in (
        ("bobby", "bobby_phones", "phone", "Bobby ripped the ledger"),
        ("north_wind", "north_wind", "phonemes", "The North Wind and the Sun"),
    ):
        entries = textgrid.openTextgrid(str(folder / f"{labels}.TextGrid"), False).getTier(tier).entries
        truth = tuple((SYMBOLS.get(e.label.rstrip("012"), e.label), e.start, False) for e in entries if e.label)
        yield Case(read_audio(folder / f"{name}.wav"), text, "en", truth)


def english(samples: Path | None, folder: Path) -> list[Voice]:
    """Library voices that the aligner does not speak with, and voices learnt from real people where there are samples."""
    found = [voices.load(name) for name in ("miles", "arthur", "alice")]
    for name in (
        "speakers/vctk_p225/p225_011.flac",
        "speakers/2414/2414-128291-0004.flac",
        "speakers/367/367-130732-0003.flac",
    ):
        if samples:
            own = folder / Path(name).stem
            found.append(
                clone.clone(sample.accept(read_audio(samples / name)), own.name, "benchmark", language="en", folder=own)
            )
    return found


def real(samples: Path) -> list[tuple[Audio, str, str]]:
    """(sound, text, language) of real recordings with a transcript; where their phonemes begin is not known."""
    with (samples / "INDEX.tsv").open(encoding="utf-8") as file:
        rows = [
            row for row in csv.DictReader(file, delimiter="\t") if row["transcript"] and not row["path"].startswith("align/")
        ]
    return [(read_audio(samples / row["path"]).mono(), row["transcript"], row["language"]) for row in rows]


def stability(recordings: list[tuple[Audio, str, str]]) -> dict[str, Any]:
    """Real recordings again with pauses cut in at confident word edges: how far each phoneme moves against its neighbours' shift."""
    moved: list[float] = []
    overall: list[float] = []
    rng = np.random.default_rng(0)
    for sound, text, language in recordings:
        found = align.align(sound, text, language, name="x.wav")
        overall.append(found.overall)
        edges = [found.places[word.id][-1] for word in found.utterance.words[:-1]]
        cuts = sorted(rng.choice(edges, min(3, len(edges)), replace=False)) if edges else []
        quiet = np.float32(np.quantile(np.abs(sound.samples), 0.05))
        pieces, shift, at = [], [], 0
        for cut in cuts:
            gap = int(rng.uniform(0.3, 0.9) * sound.rate)
            pieces += [sound.samples[at:cut], rng.standard_normal(gap).astype(np.float32) * quiet]
            shift.append((cut, gap))
            at = cut
        again = align.align(Audio(np.concatenate([*pieces, sound.samples[at:]]), sound.rate), text, language, name="x.wav")
        before, after = starts(found.utterance), starts(again.utterance)
        for (_, a, _), (_, b, _) in zip(before, after, strict=True):
            due = sum(gap for cut, gap in shift if cut <= a * sound.rate + 1) / sound.rate
            moved.append(1000 * abs(b - a - due))
    return {"recordings": len(recordings), "mean_confidence": round(float(np.mean(overall)), 3), "phonemes": len(moved),
            "moved_median_ms": quantile(moved, 0.5), "moved_p90_ms": quantile(moved, 0.9)}  # fmt: skip


def contrast(recordings: list[tuple[Audio, str, str]]) -> dict[str, Any]:
    """Overall confidence of the right text and of another recording's."""
    right, wrong = [], []
    for place, (sound, text, language) in enumerate(recordings):
        others = [other for _, other, tongue in recordings if tongue == language and other != text and len(other) <= len(text)]
        right.append(align.align(sound, text, language, name="x.wav").overall)
        if others:
            wrong.append(align.align(sound, others[place % len(others)], language, name="x.wav").overall)
    return {"right_median": round(float(np.median(right)), 3), "wrong_median": round(float(np.median(wrong)), 3),
            "right_below_0.4": sum(value < 0.4 for value in right), "wrong_above_0.4": sum(value > 0.4 for value in wrong),
            "right": len(right), "wrong": len(wrong)}  # fmt: skip


def speed(case: Case, seconds: float) -> dict[str, Any]:
    times = max(1, round(seconds / case.sound.seconds))
    long = Audio(np.tile(case.sound.samples, times), case.sound.rate)
    text = " ".join([case.text] * times)
    with report.PeakMemory() as memory:
        began, processor = time.perf_counter(), time.process_time()
        align.align(long, text, case.language, name="x.wav")
        spent, own = time.perf_counter() - began, time.process_time() - processor
    return {"seconds": round(long.seconds, 1), "times_real_time": round(long.seconds / spent, 1),
            "times_real_time_of_processor": round(long.seconds / own, 1), "peak_memory_mib": round(memory.mib)}  # fmt: skip


def stretching(recordings: list[tuple[Audio, str, str]]) -> dict[str, Any]:
    """Mel-cepstral distance in dB of a recording stretched to 1.3 × its length from itself, read at the mapped times."""
    found: dict[str, list[float]] = {"psola": [], "vocoder": []}
    for sound, _, _ in recordings:
        own = sound.resampled(24_000).samples[: 24_000 * 6]
        length = round(1.3 * len(own))
        ways = {
            "psola": psola.stretch(own, 24_000, [0, len(own)], [0, length]),
            "vocoder": vocoder.synthesise(vocoder.analyse(own), [Piece(0, len(own), length)]),
        }
        for name, made_sound in ways.items():
            found[name].append(_distance(own, np.asarray(made_sound)))
    return {f"{name}_db": round(float(np.mean(values)), 2) for name, values in found.items()}


def _distance(own: np.ndarray, other: np.ndarray) -> float:
    rows = [features.bands(features.power(soxr.resample(sound, 24_000, features.RATE))) for sound in (own, other)]
    cepstra = [features.vectors(row, np.zeros(len(row), np.float32))[:, 1 : features.CEPSTRA] for row in rows]
    place = np.minimum(np.round(np.linspace(0, len(cepstra[1]) - 1, len(cepstra[0]))).astype(int), len(cepstra[1]) - 1)
    loud = rows[0].mean(axis=1) > np.quantile(rows[0].mean(axis=1), 0.4)
    return float(
        np.sqrt(2 * np.square(cepstra[0] - cepstra[1][place])[loud].sum(axis=1)).mean()
        * 10
        / np.log(10)
        / np.sqrt(features.BANDS)
    )


def main() -> None:
    given = os.environ.get("STUDIO_SAMPLES")
    samples = Path(given) if given else None
    result: dict[str, Any] = {"anchor_mfa_timit_phone_mean_ms": MFA_TIMIT_MS}
    phones: list[float] = []
    chances: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        speakers = english(samples, Path(folder))
        sets = {
            name: [made(TEXTS[(i + j) % len(TEXTS)], voice, condition, 10 * i + j) for j, voice in enumerate(speakers)]
            for i, (name, condition) in enumerate(CONDITIONS.items())
        }
        sets["Chinese"] = [made(text, voices.load("mingyuan"), CONDITIONS["pauses"], 90 + i) for i, text in enumerate(CHINESE)]
        result["made_here"] = {}
        for name, cases in sets.items():
            figures, own, sure = summary(cases)
            result["made_here"][name] = figures
            phones, chances = phones + own, chances + sure
    result["confidence"] = honesty(np.array(phones), np.array(chances))
    if samples:
        result["hand_labelled"] = summary(list(labelled(samples / "align")))[0]
        recordings = real(samples)
        result["real_without_phoneme_truth"] = {**stability(recordings), **contrast(recordings)}
        result["stretched_1.3"] = stretching(recordings)
    result["speed"] = [speed(sets["pauses"][0], seconds) for seconds in (60, 600)]
    report.save("align", result)
    print(readable(result))


def honesty(phones: np.ndarray, chances: np.ndarray) -> dict[str, Any]:
    """Which share of the errors above 50 ms lies among the least sure, and how often a chance of x comes true."""
    large = phones > 50
    shares = {
        f"large_errors_in_lowest_{percent}_percent": round(
            float(large[chances <= np.quantile(chances, percent / 100)].sum() / max(large.sum(), 1)), 3
        )
        for percent in (5, 10, 20)
    }
    bins = {}
    for low, high in ((0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.01)):
        inside = (chances >= low) & (chances < high)
        bins[f"{low}-{min(high, 1)}"] = {
            "count": int(inside.sum()),
            "within_30_ms": round(float((phones[inside] <= 30).mean()), 3) if inside.any() else None,
        }
    return {"large_errors": int(large.sum()), **shares, "by_chance": bins}


def readable(result: dict[str, Any]) -> str:
    head = ("set", "phonemes", "mean ms", "median", "p90", "words mean", "> 50 ms")
    sets = dict(result["made_here"]) | ({"hand-labelled, real": result["hand_labelled"]} if "hand_labelled" in result else {})
    rows = [head] + [
        (name, str(f["phonemes"]), str(f["phoneme_mean_ms"]), str(f["phoneme_median_ms"]), str(f["phoneme_p90_ms"]),
         str(f.get("word_mean_ms", "-")), f"{f['over_50_ms']:.1%}")
        for name, f in sets.items()
    ]  # fmt: skip
    rest = {key: value for key, value in result.items() if key not in ("made_here", "hand_labelled")}
    lines = [re.sub(r"[{}']", "", f"{key}: {value}") for key, value in rest.items()]
    return report.table(rows) + "\n" + "\n".join(lines)


if __name__ == "__main__":
    main()
