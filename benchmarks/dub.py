"""Batch dubbing: where lines land, how fast they are spoken, what a second run costs, what kills do.

    python -m benchmarks.dub [--smoke] [--only timing,speed,sound,rows,kills]

A 1,000-cue subtitle file over two hours, Chinese and English in turn, with slots from too short to ample; a table of 10,000 rows of
which 1 % are poisoned; a run that is killed at random moments.
"""

from __future__ import annotations

import csv
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from scipy.signal import correlate

from pipelines import timeline
from pipelines.film import limiter, mix, music
from pipelines.media import Audio, read_audio
from pipelines.speech import align
from studio import dub
from studio.dub import work
from studio.dub.ledger import WRONG, Entry, Ledger
from studio.dub.room import Room
from studio.dub.tracks import RATE, placed

from . import dub_kills, report

DATA = Path(__file__).parent / "data"
HOURS = 2.0


def sentences() -> Iterator[tuple[str, str]]:
    """(language, text) in turn, without end."""
    lists = []
    for language, name in (("zh", "polyphones.tsv"), ("en", "homographs.tsv")):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            lists.append([(language, row["sentence"]) for row in csv.DictReader(file, delimiter="\t")])
    place = 0
    while True:
        for own in lists:
            yield own[place % len(own)]
        place += 1


def _clock(seconds: float) -> str:
    ms = round(1000 * seconds)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d},{ms % 1000:03d}"


def subtitles(path: Path, count: int, hours: float, *, seed: int = 1) -> Path:
    """Cues in scenes of 25, spread over `hours`: slots of 0.8 to 1.6 times what their text usually takes, little silence between."""
    rng = random.Random(seed)
    said = sentences()
    rows, at = [], 0.4
    for number in range(count):
        language, text = next(said)
        usual = 0.35 + (0.205 * len(text) if language == "zh" else 0.068 * len(text))
        length = usual * rng.uniform(0.8, 1.6)
        at = max(at, number // 25 * 25 * hours * 3600 / count)
        rows.append(f"{number + 1}\n{_clock(at)} --> {_clock(at + length)}\n{text}\n")
        at += length + rng.choice((0.08, 0.2, 0.6, 1.5))
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def onset_error(take: Audio, track: Audio, at: int) -> int:
    """Samples between where a line should begin on the track and where it does, by correlation; the track's rate."""
    own = take.resampled(track.rate).samples
    reach = 480
    around = track.samples[max(0, at - reach) : at + len(own) + reach]
    found = correlate(around, own, mode="valid", method="fft")
    return int(np.argmax(found)) - min(at, reach)


def timing(folder: Path, count: int, hours: float) -> dict[str, Any]:
    source = subtitles(folder / "film.srt", count, hours)
    out = folder / "timing"
    result = dub.run([source], out, dub.Options())
    track = read_audio(out / "film.wav").mono()
    room = Room(out)
    with Ledger(room.ledger) as ledger:
        entries = list(ledger.entries())
        lines = list(placed(ledger, "film", dub.Options()))
    errors = [onset_error(read_audio(room.takes.path(line.entry.key, ".wav")), track, round((line.entry.row.start or 0) * RATE)) for line in lines]  # fmt: skip
    tempos = np.array([entry.told["tempo"] for entry in entries if entry.told])
    fits = [entry for entry in entries if entry.told and entry.told["overrun"] == 0]
    beyond = [_beyond(entry) for entry in fits]
    fittable = np.array([entry.told["tempo"] for entry in fits])
    words = _words_against_speech(room, lines, 4 if count < 100 else 100)
    return {
        "cues": count, "hours": hours, "onset_error_samples": int(np.abs(errors).max()),
        "last_onset_error_samples": abs(errors[-1]), "end_past_its_room_ms": round(1000 * max(beyond), 1),
        "tempo_most": round(float(tempos.max()), 3), "tempo_p99_of_fittable": round(float(np.percentile(fittable, 99)), 3),
        "share_over_1_15_of_fittable": round(float((fittable > 1.1501).mean()), 4), "unfittable": len(entries) - len(fits),
        "unfittable_reported": result.overrun, **words,
    }  # fmt: skip


def _beyond(entry: Entry) -> float:
    """Seconds that a line lasts past its slot and the silence after it."""
    row = entry.row
    assert row.start is not None
    assert row.end is not None
    return max(0.0, entry.told["seconds"] - (row.end - row.start) - entry.spare)


def _words_against_speech(room: Room, lines: list[Any], count: int) -> dict[str, Any]:
    """The begins of words in the new subtitles against where an aligner, which knows only sound and text, hears them."""
    off = []
    for line in lines[:: max(1, len(lines) // count)][:count]:
        said = timeline.from_dict(work.told_of(room.takes, line.entry.key)["speech"])
        sound = read_audio(room.takes.path(line.entry.key, ".wav"))
        heard = align.align(sound, said.text, said.language, name=line.entry.key).utterance
        own = [span.start / said.sample_rate for span in timeline.word_spans(said)]
        found = [span.start / heard.sample_rate for span in timeline.word_spans(heard)]
        if len(own) == len(found):
            off += [abs(a - b) for a, b in zip(own, found, strict=True)]
    ms = 1000 * np.array(off)
    return {
        "words_compared": len(off), "word_begin_median_ms": round(float(np.median(ms)), 1),
        "word_begin_p95_ms": round(float(np.percentile(ms, 95)), 1),
    }  # fmt: skip


def speed(folder: Path, count: int) -> dict[str, Any]:
    """Clips by one process and by two, each from nothing, with texts that it has not said before; with all that a run does."""
    said = sentences()
    found: dict[int, tuple[float, float]] = {}
    for workers in (1, 2):
        table, out = folder / f"speed{workers}.csv", folder / f"speed{workers}"
        table.write_text("text\n" + "".join(f'"{next(said)[1]}"\n' for _ in range(count)), encoding="utf-8")
        began = time.perf_counter()
        speech = dub.run([table], out, dub.Options(), workers=workers).speech
        found[workers] = speech, time.perf_counter() - began
    one, two = (speech / spent for speech, spent in found.values())
    return {
        "clips": count, "seconds_of_speech": round(found[2][0], 1), "one_worker_times_real_time": round(one, 1),
        "two_workers_times_real_time": round(two, 1), "speed_up": round(two / one, 2),
    }  # fmt: skip


def sound(folder: Path) -> dict[str, Any]:
    """A minute of film with music: how loud the result is, and how far speech stands above the music while somebody speaks."""
    video = folder / "film.mp4"
    bed = music.compose(60.0, 3, "calm")
    with av.open(str(video), "w") as file:
        picture, heard = file.add_stream("libx264", rate=25), file.add_stream("aac", rate=bed.rate, layout="stereo")
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        for number in range(60 * 25):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            frame.pts = number
            file.mux(picture.encode(frame))
        file.mux(picture.encode())
        left = av.AudioFrame.from_ndarray(np.ascontiguousarray(bed.samples.T, np.float32), format="fltp", layout="stereo")
        left.rate = bed.rate
        file.mux(heard.encode(left))
        file.mux(heard.encode())
    source = subtitles(folder / "film.srt", 12, 60 / 3600)
    values: dict[str, Any] = {}
    for wanted in (-14.0, -16.0, -23.0):
        out = folder / f"at{wanted:.0f}"
        dub.run([source], out, dub.Options(video=str(video), loudness=wanted, stems=True))
        mixed = read_audio(out / "film.mp4")
        values[f"lufs_for_{wanted:.0f}"] = round(float(mix.measured(mixed.samples, RATE) or 0), 2)
        values[f"true_peak_for_{wanted:.0f}"] = round(20 * float(np.log10(limiter.true_peaks(mixed.samples).max())), 2)
    voice, under = (read_audio(out / f"film.{part}.wav").mono() for part in ("voice", "music"))
    step = voice.rate // 20
    power = [np.square(one.samples[: len(one) // step * step].reshape(-1, step)).mean(axis=1) for one in (voice, under)]
    spoken = power[0] > 0.01 * np.percentile(power[0], 95)
    values["speech_over_ducked_music_db"] = round(float(10 * np.log10(power[0][spoken].mean() / power[1][spoken].mean())), 1)
    return values


def rows(folder: Path, count: int) -> dict[str, Any]:
    """A table with 1 % of rows that cannot be said; run, and run again."""
    table, poisoned = folder / "rows.csv", 0
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("text", "voice", "output", "speed"))
        bad = (
            ("……！！", "", "", ""),
            ("你好。", "no_such_voice", "", ""),
            ("你好。", "", "../../x", ""),
            ("你好。", "", "", "40"),
        )
        for number in range(count):
            if number % 100 == 50:
                writer.writerow(bad[poisoned % len(bad)])
                poisoned += 1
            else:
                writer.writerow((f"第{number}号，请进。", "", f"call{number:05d}", ""))
    out = folder / "rows"
    with report.PeakMemory() as memory:
        began = time.perf_counter()
        first = dub.run([table], out, dub.Options())
        spent = time.perf_counter() - began
    began = time.perf_counter()
    again = dub.run([table], out, dub.Options())
    second = time.perf_counter() - began
    with Ledger(Room(out).ledger) as ledger:
        told = sum(1 for entry in ledger.entries(WRONG) if entry.en and entry.row.place)
    return {
        "rows": count, "poisoned": poisoned, "made": first.made, "failed": first.failed, "failed_with_place_and_reason": told,
        "seconds": round(spent, 1), "again_found": again.found, "again_made": again.made, "again_seconds": round(second, 2),
        "peak_memory_mib": round(memory.mib),
    }  # fmt: skip


def main() -> None:
    smoke = "--smoke" in sys.argv
    only = next((sys.argv[place + 1].split(",") for place, one in enumerate(sys.argv) if one == "--only"), None)
    parts: dict[str, Callable[[Path], dict[str, Any]]] = {
        "timing": lambda folder: timing(folder, 12 if smoke else 1000, 0.03 if smoke else HOURS),
        "speed": lambda folder: speed(folder, 6 if smoke else 1000),
        "sound": sound,
        "rows": lambda folder: rows(folder, 100 if smoke else 10_000),
        "kills": lambda folder: dub_kills.kills(folder, 3 if smoke else 200),
    }
    values: dict[str, Any] = report.load("dub") if only else {}
    for name, part in parts.items():
        if only and name not in only:
            continue
        with tempfile.TemporaryDirectory(prefix="shengying-dub-") as folder:
            values[name] = part(Path(folder))
        print(report.table([(f"{name}: {key}", str(value)) for key, value in values[name].items()]), flush=True)
    if not smoke:
        report.save("dub", values)


if __name__ == "__main__":
    main()
