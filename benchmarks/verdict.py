"""How well a voice sample is judged, cleaned, and a spoken consent heard. Prints tables and writes benchmarks/results/verdict.json.

    python -m benchmarks.verdict --samples FOLDER [--only reverb,noise,kinds,voice,words]

FOLDER's people (up to 6 s of each recording) as they are, in synthetic rooms (exponentially decaying noise), under white and pink noise,
over a telephone, two after one another; music is the program's own. Thresholds were set on these people too: rates of another
microphone or language may be worse.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from scipy.signal import butter, fftconvolve, sosfiltfilt

from pipelines.film.music import MOODS, compose
from pipelines.media import Audio, read_audio
from pipelines.speech import same_voice, sample, spoken_consent, voices
from pipelines.speech.align import features
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.speech.sample_frames import RATE, spread, track_of
from pipelines.speech.sample_reverb import STRONG, reverberation

from . import report

SECONDS = 6
ROOMS = (0.2, 0.4, 0.6, 0.8, 1.0, 1.2)
RATIOS = (0, 3, 6)
NOISES = (5, 10, 15, 20, 30)
Clip = tuple[str, str, np.ndarray]
"""(speaker, file, up to 6 s at 16 kHz)."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=Path, default=os.environ.get("STUDIO_SAMPLES") or None)
    parser.add_argument("--only", default="reverb,noise,kinds,voice,words")
    arguments = parser.parse_args()
    if arguments.samples is None:
        raise SystemExit("Give the samples: --samples FOLDER, or STUDIO_SAMPLES.")
    clips = read(arguments.samples)
    before = report.RESULTS / "verdict.json"
    found: dict[str, Any] = json.loads(before.read_text(encoding="utf-8")) if before.is_file() else {}
    found |= {"recordings": len(clips), "people": len({speaker for speaker, _, _ in clips})}
    for name in arguments.only.split(","):
        found[name] = {"reverb": rooms, "noise": noises, "kinds": kinds, "voice": same, "words": words}[name](clips)
        print(f"\n{name}\n{json.dumps(found[name], ensure_ascii=False, indent=1)}", flush=True)
        report.save("verdict", found)


def read(folder: Path) -> list[Clip]:
    paths = sorted(path for of in ("speakers", "speech") for path in (folder / of).rglob("*.*"))
    out = []
    for path in paths:
        sound = read_audio(path).mono().resampled(RATE)
        if sound.seconds >= sample.MIN_SECONDS:
            speaker = path.parent.name if path.parent.name != "speech" else path.stem
            out.append((speaker, path.name, np.asarray(sound.samples[: SECONDS * RATE], np.float64)))
    return out


def per_cent(values: list[bool] | np.ndarray) -> float:
    return round(100 * float(np.mean(values)), 1) if len(values) else 0.0


# the room


def rooms(clips: list[Clip]) -> dict[str, Any]:
    dry = [reverberation(sound) for _, _, sound in clips]
    out: dict[str, Any] = {
        "told_from_seconds": STRONG,
        "as_recorded": {"median": float(np.median(dry)), "told_per_cent": per_cent(np.array(dry) >= STRONG)},
    }
    table = [("T60 \\ direct to reverberant", *(f"{ratio} dB" for ratio in RATIOS))]
    for seconds in ROOMS:
        row = []
        for ratio in RATIOS:
            heard = np.array(
                [reverberation(in_room(sound, seconds, ratio, number)) for number, (_, _, sound) in enumerate(clips)]
            )
            out[f"{seconds:g} s, {ratio} dB"] = {
                "median": round(float(np.median(heard)), 2),
                "told_per_cent": per_cent(heard >= STRONG),
            }
            row.append(f"{np.median(heard):.2f} s, {per_cent(heard >= STRONG):g} %")
        table.append((f"{seconds:g} s", *row))
    noisy = [reverberation(with_noise(sound, 20, "white", 1)) for _, _, sound in clips]
    out["as_recorded_with_noise_at_20_dB"] = {"told_per_cent": per_cent(np.array(noisy) >= STRONG)}
    print(report.table(table))
    return out


def in_room(sound: np.ndarray, seconds: float, ratio: float, seed: int) -> np.ndarray:
    """In a room with this T60 and direct-to-reverberant ratio (dB): an impulse, and noise that decays from 3 ms after it."""
    time = np.arange(int(1.2 * seconds * RATE)) / RATE
    tail = np.random.default_rng(seed).standard_normal(len(time)) * np.exp(-6.908 * time / seconds)
    tail[: round(0.003 * RATE)] = 0.0
    tail *= np.sqrt(10 ** (-ratio / 10) / np.square(tail).sum())
    tail[0] = 1.0
    return np.asarray(fftconvolve(sound, tail))


# noise and what is done about it


def noises(clips: list[Clip]) -> dict[str, Any]:
    out: dict[str, Any] = {
        "cleaned_under_db": sample.NOISY,
        "recordings_cleaned_as_they_are": sum(sample.judge(Audio(sound, RATE)).noisy for *_, sound in clips),
    }
    unlike = [name for _, name, sound in clips if not as_before(Audio(sound, RATE))]
    out["clean_recordings_changed"] = len(unlike)
    table = [("noise", "SNR told", "bands off by, dB", "cleaned", "pauses over the clean ones, dB", "cleaned")]
    for colour, wanted in itertools.product(("white", "pink"), NOISES):
        told, rows = [], []
        for number, (_, _, sound) in enumerate(clips):
            noisy = Audio(with_noise(sound, wanted, colour, number), RATE)
            verdict = sample.judge(noisy)
            told.append(verdict.snr_db - wanted)
            if verdict.good and verdict.noisy and number % 3 == 0:
                rows.append(cleaned(Audio(sound, RATE), noisy))
        shown = [round(float(value), 1) for value in np.mean(rows, axis=0)] if rows else None
        keys = ("bands_off_db", "bands_off_db_cleaned", "pauses_over_db", "pauses_over_db_cleaned")
        out[f"{colour} at {wanted} dB"] = {"told_off_by_db": round(float(np.mean(told)), 1), "spread_db": round(float(np.std(told)), 1),
                                           **(dict(zip(keys, shown, strict=True)) if shown else {})}  # fmt: skip
        table.append(
            (f"{colour} {wanted} dB", f"{wanted + np.mean(told):.1f}", *(map(str, shown) if shown else ("", "", "", "")))
        )
    print(report.table(table))
    return out


def with_noise(sound: np.ndarray, ratio: float, colour: str, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).standard_normal(len(sound))
    if colour == "pink":
        spectrum = np.fft.rfft(noise)
        noise = np.fft.irfft(spectrum / np.sqrt(np.arange(len(spectrum)) + 20), len(sound))
    track = track_of(Audio(sound, RATE))
    speech = 10 ** (track.level[track.speech] / 10)
    return np.asarray(sound + noise * np.sqrt(speech.mean() * 10 ** (-ratio / 10) / np.square(noise).mean()))


def as_before(sound: Audio) -> bool:
    """Whether `accept` gives a recording bit for bit what it would give without any cleaning."""
    return np.array_equal(sample.accept(sound).samples, sample.accept(sound, clean=False).samples)


def cleaned(clean: Audio, noisy: Audio) -> tuple[float, ...]:
    """(dB on mel bands in the speech that the noisy and the cleaned sample are off the clean one, dB in the pauses that they are over it)."""
    ready, raw = sample.accept(noisy), sample.accept(noisy, clean=False)
    start = placed(raw, noisy)
    own = Audio(clean.resampled(sample.RATE).samples[start : start + len(raw)], sample.RATE)
    gain = float(np.std(raw.samples) / np.std(noisy.resampled(sample.RATE).samples[start : start + len(raw)]))
    rows = [
        4.343 * features.bands(features.power(one.resampled(RATE).samples.astype(float)))
        for one in (Audio(own.samples * gain, sample.RATE), raw, ready)
    ]
    track = track_of(own)
    speech, pause = (np.repeat(mask, 2) for mask in (track.speech, ~spread(track.active, 5)))
    count = min(len(speech), *(len(row) for row in rows))
    speech, pause = speech[:count], pause[:count]
    target, *others = (row[:count] for row in rows)
    off = [float(np.sqrt(np.square(one - target)[speech].mean())) for one in others]
    over = [float((one - target)[pause].mean()) for one in others] if pause.any() else [0.0, 0.0]
    return (*off, *over)


def placed(part: Audio, whole: Audio) -> int:
    """Where `part` begins in `whole`, samples at `part`'s rate."""
    long = whole.resampled(part.rate).samples
    middle = part.samples[len(part) // 4 :][: part.rate]
    return max(0, int(np.argmax(fftconvolve(long, middle[::-1], "valid"))) - len(part) // 4)


# music, two people, a telephone, three seconds


def kinds(clips: list[Clip]) -> dict[str, Any]:
    verdicts = [sample.judge(Audio(sound, RATE)) for *_, sound in clips]
    music = [sample.judge(compose(8.0, seed, mood)) for mood in MOODS for seed in range(6)]
    pairs = [(one, other) for one, other in itertools.combinations(clips[::3], 2) if one[0] != other[0]]
    two = [
        sample.judge(Audio(np.concatenate([one[2][: 4 * RATE], other[2][: 4 * RATE]]), RATE)).several > 0.5
        for one, other in pairs
    ]
    lines = [sample.judge(Audio(telephone(sound), 8000)) for *_, sound in clips]
    thirds = [
        sample.judge(Audio(sound[at : at + 3 * RATE], RATE))
        for *_, sound in clips
        for at in range(0, len(sound) - 3 * RATE + 1, 3 * RATE)
    ]
    return {
        "music_refused_per_cent": per_cent(["music" in one.problems for one in music]),
        "music_refused_for_any_reason_per_cent": per_cent([not one.good for one in music]),
        "speech_taken_for_music_per_cent": per_cent(["music" in one.problems for one in verdicts]),
        "two_people_told_per_cent": per_cent(two),
        "pairs": len(pairs),
        "one_taken_for_several_per_cent": per_cent([one.several > 0.5 for one in verdicts]),
        "telephone_told_per_cent": per_cent([0 < one.bandwidth < 5000 for one in lines]),
        "others_taken_for_telephone_per_cent": per_cent([0 < one.bandwidth < 5000 for one in verdicts]),
        "stretches_of_three_seconds": len(thirds),
        "of_them_refused_per_cent": per_cent([not one.good for one in thirds]),
    }


def telephone(sound: np.ndarray) -> np.ndarray:
    band = butter(4, (300, 3400), "bandpass", fs=RATE, output="sos")
    return Audio(sosfiltfilt(band, sound), RATE).resampled(8000).samples


# the spoken consent


def same(clips: list[Clip]) -> dict[str, Any]:
    """3 s of each recording against another whole one: of its speaker, and of everyone else."""
    ready = [(speaker, name, heard(sound[: 4 * RATE]), heard(sound)) for speaker, name, sound in clips]
    own, others = [], []
    for one, other in itertools.product(ready, ready):
        if one[1] != other[1]:
            (own if one[0] == other[0] else others).append(same_voice.apart(one[2], other[3]))
    return {
        "threshold": same_voice.SAME,
        "same": len(own),
        "false_rejections_per_cent": per_cent(np.array(own) >= same_voice.SAME),
        "different": len(others),
        "false_acceptances_per_cent": per_cent(np.array(others) < same_voice.SAME),
        "medians": [round(float(np.median(own)), 2), round(float(np.median(others)), 2)],
    }


def heard(sound: np.ndarray) -> same_voice.Measured:
    return same_voice.measured(sample.accept(Audio(sound, RATE)))


OTHER_TEXTS = {
    "en": (
        "The norsemen considered the rainbow as a bridge over which the gods passed to their home in the sky.",
        "When the sunlight strikes raindrops in the air, they act as a prism and form a rainbow.",
        "Welcome to the evening news; our first story tonight is about the harvest in the northern hills and the price of bread.",
        "She had your dark suit in greasy wash water all year, and nobody asked her why until the summer came.",
        "In the year 2019 the company sold four thousand bicycles, most of them to people who had never owned one before.",
        "Today is a good day for the garden. I am the one who waters it, and I hope that my brother will help me with the fence.",
    ),
    "zh": (
        "彩虹是阳光照进空气中的水滴时折射和反射而形成的，古人把它看作通往天上的桥。",
        "各位听众晚上好，今天的第一条新闻是北方山区的收成和面包的价格。",
        "他在二零一九年买了一辆自行车，从此每天早上都骑车去河边看日出。",
        "这本书讲的是一个小女孩和她的猫在海边度过的夏天，很适合睡前听。",
        "请把您的姓名和电话写在表格上，然后到二楼的窗口排队领取。",
        "今天天气很好，我一个人去了公园，看见许多老人在湖边唱歌、下棋。",
    ),
}
READERS = {"en": ("arthur", "grace", "alice", "duncan"), "zh": ("laochen", "xiaolan", "yutong", "muqing")}


def words(clips: list[Clip]) -> dict[str, Any]:
    """The library's voices read the sentence, over noise at 20 dB, an old one that names another day, and other texts; people say
    something else."""
    speaker = EspeakSpeaker()
    read_out, older, synthetic = [], [], []
    for language, names in READERS.items():
        sentence = spoken_consent.sentence("Anna", language)
        for number, name in enumerate(names):
            voice = voices.load(name)

            def say(text: str, voice: Any = voice, language: str = language, number: int = number) -> Audio:
                sound = speaker.speak(speaker.plan(text, voice, language=language), voice).resampled(RATE)
                noisy = with_noise(np.asarray(sound.samples, np.float64), 20, "pink", number)
                return sample.accept(Audio(noisy, RATE))

            read_out.append(passes(say(sentence), sentence))
            older.append(passes(say(spoken_consent.on_another_day(sentence)), sentence))
            synthetic += [passes(say(text), sentence) for text in OTHER_TEXTS[language]]
    refused = []
    for speaker_name, _, sound in clips:
        language = "zh" if speaker_name.startswith(("aishell", "zh")) else "en"
        refused.append(not passes(sample.accept(Audio(sound, RATE)), spoken_consent.sentence("Anna", language)))
    return {
        "sentences_read": len(read_out),
        "taken_per_cent": per_cent(read_out),
        "other_texts_by_synthetic_voices": len(synthetic),
        "of_them_taken_per_cent": per_cent(synthetic),
        "other_words": len(refused),
        "refused_per_cent": per_cent(refused),
        "another_day": len(older),
        "another_day_refused_per_cent": per_cent(~np.array(older)),
    }


def passes(recording: Audio, sentence: str) -> bool:
    return spoken_consent.says(recording, (sentence,)) == sentence


if __name__ == "__main__":
    main()
