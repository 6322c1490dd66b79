"""Is the mark found, and never where it is not? Prints a table and writes benchmarks/results/watermark.json.

    python -m benchmarks.watermark [--samples FOLDER] [--smoke]

Marked and unmarked: FOLDER's people, and lines of the library's voices, in stretches of 3 and 6 seconds that begin anywhere, after
what sites and editors do to sound. Beside it, in the same run, resemble-perth (Perth-Net implicit, a neural watermark), if it and
torch are installed.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pyloudnorm

from pipelines.film import watermark
from pipelines.film.music import compose
from pipelines.media import Audio, read_audio
from pipelines.speech import voices
from pipelines.speech.design import languages
from pipelines.speech.espeak import EspeakSpeaker

from . import report

RATE = 24_000
SECONDS = (3.0, 6.0)
Find = Callable[[Audio], bool]
Change = Callable[[Audio], Audio]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=Path, default=os.environ.get("STUDIO_SAMPLES") or None)
    parser.add_argument("--smoke", action="store_true")
    arguments = parser.parse_args()
    sounds = [*spoken(4 if arguments.smoke else 240), *people(None if arguments.smoke else arguments.samples)]
    found: dict[str, Any] = {"sounds": len(sounds), "minutes": round(sum(sound.seconds for sound in sounds) / 60, 1)}
    found["detection"] = {name: detected(sounds, change, 4 if arguments.smoke else 400) for name, change in changes().items()}
    found["false_alarms"] = false_alarms(sounds, 20 if arguments.smoke else 40_000)
    found |= quality(sounds[:: max(1, len(sounds) // 40)])
    if perth := perths():
        found["perth"] = beside(sounds, *perth, 4 if arguments.smoke else 100)
    if not arguments.smoke:
        report.save("watermark", found)
    show(found)


def spoken(count: int) -> list[Audio]:
    """Lines of the library, each in another voice."""
    speaker = EspeakSpeaker()
    every = voices.catalogue()[0]
    out = []
    for voice in every[:: max(1, len(every) // count)][:count]:
        row = languages.table().get(voice.language)
        text = (
            row.sentence
            if row
            else "The boat crossed the lake."
            if voice.language.startswith("en")
            else "今天天气很好，我们去散步吧。"
        )
        out.append(speaker.speak(speaker.plan(f"{text} {text}", voice), voice))
    return [sound for sound in out if sound.seconds > max(SECONDS) + 0.5] or out


def people(folder: Path | None) -> list[Audio]:
    paths = sorted((Path(folder) / "speakers").glob("*/*.flac")) if folder else []
    return [read_audio(path).mono().resampled(RATE) for path in paths]


def changes() -> dict[str, Change]:
    rng = np.random.default_rng(1)

    def noisy(sound: Audio) -> Audio:
        level = float(np.sqrt(np.square(sound.samples).mean())) / 10
        return Audio(sound.samples + rng.normal(0, level, len(sound)).astype(np.float32), sound.rate)

    music = compose(20.0, 3, "calm").mono().resampled(RATE).samples

    def under_music(sound: Audio) -> Audio:
        bed = music[: len(sound)] * (np.std(sound.samples) / np.std(music) * 10 ** (-12 / 20))
        return Audio(sound.samples + np.asarray(bed, np.float32), sound.rate)

    return {
        "as it is": lambda sound: sound,
        "MP3 64 kb/s": lambda sound: coded(sound, "mp3", "mp3", 64_000),
        "MP3 32 kb/s": lambda sound: coded(sound, "mp3", "mp3", 32_000),
        "AAC 64 kb/s": lambda sound: coded(sound, "aac", "adts", 64_000),
        "16 kHz": lambda sound: sound.resampled(16_000),
        "noise at 20 dB": noisy,
        "music at 12 dB": under_music,
    }


def coded(sound: Audio, codec: str, kind: str, bits: int) -> Audio:
    held = io.BytesIO()
    with av.open(held, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=sound.rate, layout="mono")
        stream.bit_rate = bits
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=sound.rate, frame_size=stream.frame_size or 1152)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.samples[None]), format="fltp", layout="mono")
        frame.rate = sound.rate
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    held.seek(0)
    with av.open(held) as container:
        parts = [piece.to_ndarray() for piece in container.decode(audio=0)]
        rate = container.streams.audio[0].rate
    return Audio(np.concatenate(parts, axis=1).mean(axis=0), rate)


def cut(sound: Audio, seconds: float, rng: np.random.Generator) -> Audio:
    """So many seconds from anywhere in it."""
    length = min(len(sound), round(seconds * sound.rate))
    start = int(rng.integers(0, len(sound) - length + 1))
    return Audio(sound.samples[start : start + length], sound.rate)


def stretches(sounds: list[Audio], seconds: float, count: int, seed: int) -> Iterable[Audio]:
    rng = np.random.default_rng(seed)
    long_enough = [sound for sound in sounds if sound.seconds >= seconds]
    for number in range(count):
        yield cut(long_enough[number % len(long_enough)], seconds, rng)


def detected(sounds: list[Audio], change: Change, count: int) -> dict[str, Any]:
    """Per cent found of marked stretches that were changed so, for each length."""
    marked = [watermark.mark(sound) for sound in sounds]
    out: dict[str, Any] = {}
    for seconds in SECONDS:
        scores = [watermark.find(change(one)).score for one in stretches(marked, seconds, count, 2)]
        out[f"{seconds:g}s"] = round(100 * float(np.mean(np.array(scores) >= watermark.FOUND)), 2)
        out[f"{seconds:g}s_lowest"] = round(float(min(scores)), 1)
    return out | {"stretches": count}


def false_alarms(sounds: list[Audio], count: int) -> dict[str, Any]:
    scores = np.array([watermark.find(one).score for one in stretches(sounds, SECONDS[0], count, 4)])
    alarms = int(np.count_nonzero(scores >= watermark.FOUND))
    # none in n: at 95 % confidence fewer than 3 / n (Hanley & Lippman-Hand 1983)
    return {"stretches": count, "alarms": alarms, "per_cent": round(100 * alarms / count, 4),
            "per_cent_at_most": round(100 * max(3.0, alarms * 2.0) / count, 4), "highest": round(float(scores.max()), 2),
            "threshold": watermark.FOUND}  # fmt: skip


def quality(sounds: list[Audio]) -> dict[str, Any]:
    changes_db, lufs, spent, heard = [], [], 0.0, 0.0
    for sound in sounds:
        began = time.perf_counter()
        marked = watermark.mark(sound)
        spent += time.perf_counter() - began
        heard += sound.seconds
        meter = pyloudnorm.Meter(sound.rate)
        lufs.append(
            abs(
                meter.integrated_loudness(marked.samples.astype(float)) - meter.integrated_loudness(sound.samples.astype(float))
            )
        )
        changes_db.append(10 * np.log10(np.square(sound.samples).mean() / np.square(sound.samples - marked.samples).mean()))
    began = time.perf_counter()
    for sound in sounds:
        watermark.find(sound)
    return {"snr_db": round(float(np.mean(changes_db)), 1), "depth_db": watermark.DEPTH_DB, "louder_lu_median": round(float(np.median(lufs)), 2),
            "mark_times_real_time": round(heard / spent), "find_times_real_time": round(heard / (time.perf_counter() - began))}  # fmt: skip


def perths() -> tuple[Callable[[Audio], Audio], Callable[[Audio], float]] | None:
    try:
        import perth
    except ImportError:
        return None
    network = perth.PerthImplicitWatermarker()

    def mark(sound: Audio) -> Audio:
        return Audio(network.apply_watermark(np.array(sound.samples), sound.rate), sound.rate)

    def score(sound: Audio) -> float:
        return float(np.mean(network.get_watermark(np.array(sound.samples), sound.rate, round=False)))

    return mark, score


def beside(sounds: list[Audio], mark: Callable[[Audio], Audio], score: Callable[[Audio], float], count: int) -> dict[str, Any]:
    """The neural watermark on the same stretches: a score over a half counts as found, as its own rounding has it."""
    few = sounds[:: max(1, len(sounds) // count)]
    began = time.perf_counter()
    marked = [mark(sound) for sound in few]
    spent = time.perf_counter() - began
    snr = [
        10 * np.log10(np.square(a.samples).mean() / np.square(a.samples[: len(b)] - b.samples[: len(a)]).mean())
        for a, b in zip(few, marked, strict=True)
    ]
    scores = {name: [score(change(one)) for one in stretches(marked, SECONDS[0], count, 2)]
              for name, change in changes().items() if name in ("as it is", "MP3 64 kb/s")}  # fmt: skip
    return {"3s": {name: round(100 * float(np.mean(np.array(own) >= 0.5)), 2) for name, own in scores.items()},
            "alarms": sum(score(one) >= 0.5 for one in stretches(few, SECONDS[0], count, 4)), "stretches": count,
            "snr_db": round(float(np.mean(snr)), 1),
            "mark_times_real_time": round(sum(sound.seconds for sound in few) / spent, 1)}  # fmt: skip


def show(found: dict[str, Any]) -> None:
    rows = [("after", "found in 3 s", "found in 6 s", "goal")]
    rows += [
        (name, f"{own['3s']} %", f"{own['6s']} %", "99 %" if "64" in name else "") for name, own in found["detection"].items()
    ]
    print(report.table(rows))
    alarms = found["false_alarms"]
    print(
        f"false alarms: {alarms['alarms']} in {alarms['stretches']:,} stretches of 3 s (at most {alarms['per_cent_at_most']} %, goal 0.01 %)"
    )
    print(f"the change lies {found['snr_db']} dB under the sound; marks at {found['mark_times_real_time']} x real time")
    if own := found.get("perth"):
        print(
            f"resemble-perth: {own['3s']}, {own['alarms']} alarms in {own['stretches']}, {own['snr_db']} dB, {own['mark_times_real_time']} x"
        )


if __name__ == "__main__":
    sys.exit(main())
