"""How well the checks on what an engine said tell a good sentence from one with lost, repeated or invented words.

    STUDIO_SAMPLES=… python -m benchmarks.engine_checks [RECORDINGS]

People's recordings of known sentences stand for good ones; each is then spoilt in six ways.
"""

from __future__ import annotations

import csv
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from pipelines.media import Audio, read_audio
from pipelines.speech import align
from pipelines.speech.remote.saying import expected, judge

from . import report

_LONGEST = 9.0
_KINDS = (
    "as it was",
    "one word lost",
    "one word twice",
    "second half lost",
    "1.5 s of other words after it",
    "another text",
    "silence",
)


def spoilt(audio: Audio, other: Audio, text: str, language: str, seed: int) -> Iterator[tuple[str, Audio]]:
    aligned = align.align(audio, text, language, name="recording")
    words = aligned.utterance.words
    rows = [aligned.places[word.id] for word in words]
    whole = [row for row, word in zip(rows[1:-1], words[1:-1], strict=True) if len(word.phonemes) >= 3] or rows[:1]
    row = random.Random(seed).choice(whole)
    start, end, half = row[0], row[-1], rows[len(rows) // 2][0]
    sound, foreign, rate = audio.samples, other.resampled(audio.rate).samples, audio.rate
    made = (
        sound,
        np.concatenate([sound[:start], sound[end:]]),
        np.concatenate([sound[:end], sound[start:end], sound[end:]]),
        sound[:half],
        np.concatenate([sound, foreign[rate // 2 : 2 * rate]]),
        foreign,
        np.zeros_like(sound),
    )
    for kind, samples in zip(_KINDS, made, strict=True):
        yield kind, Audio(samples, rate)


def judged(place: tuple[str, str, str, str, int]) -> list[tuple[str, str, bool]]:
    path, text, language, other, seed = place
    audio, planned = read_audio(Path(path)).mono(), expected(text, language)
    found = []
    for kind, sound in spoilt(audio, read_audio(Path(other)).mono(), text, language, seed):
        found.append((language, kind, bool(judge(sound, text, language, planned)[0].en)))
    return found


def recordings(count: int) -> list[tuple[str, str, str, str, int]]:
    root = Path(os.environ["STUDIO_SAMPLES"])
    with (root / "INDEX.tsv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["transcript"] and row["language"] in ("en", "zh")]
    rows = [row for row in rows if row["path"].startswith("speakers/") and read_audio(root / row["path"]).seconds < _LONGEST]
    by_speaker: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        by_speaker[row["speaker"]].append(row)
    picked = [own[turn] for turn in range(max(map(len, by_speaker.values()))) for own in by_speaker.values() if turn < len(own)]
    half = count // 2
    picked = [row for lang in ("en", "zh") for row in [own for own in picked if own["language"] == lang][:half]]
    paths = [str(root / row["path"]) for row in picked]
    return [
        (path, row["transcript"], row["language"], paths[(place + 1) % len(paths)], place)
        for place, (path, row) in enumerate(zip(paths, picked, strict=True))
    ]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    flagged: dict[tuple[str, str], list[bool]] = defaultdict(list)
    with ProcessPoolExecutor(2) as pool:
        for rows in pool.map(judged, recordings(count)):
            for language, kind, wrong in rows:
                flagged[language, kind].append(wrong)
    told = {
        language: {kind: {"flagged": sum(flagged[language, kind]), "of": len(flagged[language, kind])} for kind in _KINDS}
        for language in ("en", "zh")
    }
    rows = [("language", "sentence", "flagged")]
    rows += [(lang, kind, f"{own['flagged']} of {own['of']}") for lang, kinds in told.items() for kind, own in kinds.items()]
    print(report.table(rows))
    print(report.save("engine_checks", told))


if __name__ == "__main__":
    main()
