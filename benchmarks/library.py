"""How many voices the library has, and how unlike they are? Prints a table and writes benchmarks/results/library.json.

    python -m benchmarks.library [--samples FOLDER]

Every voice of voices/<language>/ says its language's sentence as a user would hear it; its GE2E embedding (Wan et al. 2018, by
Resemblyzer) is compared with each other voice's. The measure for that is the cosine of two takes of one speaker: of some of these voices
saying two other texts, and of the people in FOLDER/speakers (two clips or more of each). Loudness, peak and f0 are checked on the way.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyloudnorm

from pipelines.files import data_folder
from pipelines.media import Audio, read_audio
from pipelines.speech import pitch, voices
from pipelines.speech.design import languages
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.voice import Voice

from . import report
from .embedding import Embed, embedder
from .voices import TEXTS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only each so many-th voice is spoken")
    parser.add_argument("--rows", type=Path, help="the rows of make_library: their embeddings stand for all voices")
    arguments = parser.parse_args()
    embed = embedder(trimmed=False)
    library = [voices.read(path) for path in sorted(data_folder("voices").glob("*/*.toml")) if path.name != voices.VOICE_FILE]
    rows, found = [], []
    for voice in library[:: arguments.every]:
        sound = say(voice, languages.table()[voice.language].sentence)
        rows.append({"name": voice.name, "language": voice.language, **facts(sound, voice)})
        found.append(embed(Audio(sound.samples[: 5 * sound.rate], sound.rate)))
    if arguments.rows:
        found = [np.array(json.loads(line)["e"]) for line in arguments.rows.read_text().splitlines()]
        assert len(found) == len(library)
    near = nearest(np.array(found))
    values = {
        **counts(library),
        "compared": len(found),
        "cosine_to_nearest": spread(near),
        "cosine_of_all_pairs": spread(pairs(np.array(found))),
        "takes_of_one_voice": spread(own_takes(library, embed)),
        "takes_of_one_person": spread(real_takes(arguments.samples, embed)) if arguments.samples else None,
        "spoken": len(rows),
        "lufs": spread([row["lufs"] for row in rows]),
        "peak": spread([row["peak"] for row in rows]),
        "f0_within_5_percent": sum(abs(row["f0"] / row["asked"] - 1) < 0.05 for row in rows),
        "list_seconds": round(listing(), 3),
    }
    print(json.dumps(values, indent=1))
    print(
        report.table([("language", "voices"), *((code, str(count)) for code, count in sorted(values["by_language"].items()))])
    )
    report.save(
        "library", {**values, "furthest_from_asked": sorted(rows, key=lambda row: -abs(row["f0"] / row["asked"] - 1))[:10]}
    )


def say(voice: Voice, text: str) -> Audio:
    speaker = EspeakSpeaker()
    return speaker.speak(speaker.plan(text, voice, language=voice.language), voice)


def facts(sound: Audio, voice: Voice) -> dict[str, float]:
    level = pyloudnorm.Meter(sound.rate).integrated_loudness(sound.samples.astype(float))
    return {"lufs": round(float(level), 2), "peak": round(float(np.abs(sound.samples).max()), 3),
            "f0": round(pitch.usual(sound.samples, sound.rate), 1), "asked": voice.pitch}  # fmt: skip


def counts(library: list[Voice]) -> dict[str, Any]:
    """How many voices, languages and accents there are."""
    table = languages.table()
    spoken = {voice.language for voice in library}
    return {
        "voices": len(library),
        "languages": len({(table[code].of or code).split("-")[0] for code in spoken}),
        "accents_and_dialects": sum(bool(table[code].of) for code in spoken),
        "by_language": dict(Counter(voice.language for voice in library)),
        "by_tag": dict(Counter(tag for voice in library for tag in voice.tags[1:]).most_common()),
    }


def nearest(found: np.ndarray) -> list[float]:
    """The cosine of each voice to the one most like it."""
    alike = found @ found.T
    np.fill_diagonal(alike, -1)
    return [float(x) for x in alike.max(axis=1)]


def pairs(found: np.ndarray) -> list[float]:
    """The cosine of each two voices."""
    return list((found @ found.T)[np.triu_indices(len(found), 1)])


def own_takes(library: list[Voice], embed: Embed) -> list[float]:
    """Cosines of two takes of each of some Chinese and some American voices."""
    chosen = [voice for code in ("zh", "en-US") for voice in library if voice.language == code]
    pairs = [[embed(say(voice, text)) for text in TEXTS[voice.language[:2]]] for voice in chosen[::4]]
    return [float(one @ other) for one, other in pairs]


def real_takes(folder: Path, embed: Embed) -> list[float]:
    """Mean cosine of the clips of each person, two by two."""
    found = []
    for place in sorted((folder / "speakers").iterdir()):
        clips = [embed(read_audio(clip)) for clip in sorted(place.glob("*.flac"))]
        if len(clips) > 1:
            found.append(float(np.mean([one @ other for i, one in enumerate(clips) for other in clips[:i]])))
    return found


def spread(values: list[float]) -> dict[str, float]:
    points = {"least": 0, "p5": 5, "median": 50, "p95": 95, "most": 100}
    return {
        "mean": round(float(np.mean(values)), 4),
        **{name: round(float(np.percentile(values, p)), 4) for name, p in points.items()},
    }


def listing() -> float:
    """Seconds to read every voice for the first time."""
    voices._read.cache_clear()
    start = time.perf_counter()
    voices.catalogue((data_folder("voices"),))
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
