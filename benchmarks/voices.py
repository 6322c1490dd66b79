"""How near is a cloned voice to its speaker? Prints a table and writes benchmarks/results/voices.json.

    python -m benchmarks.voices --samples FOLDER [--smoke]

FOLDER holds speakers/<name>/*.flac, several clips of each speaker if possible, and INDEX.tsv (path, language, transcript).
A voice is cloned from about 3 seconds of the first clip, says two sentences that the speaker never said, and is compared with
the speaker's other clips (or the rest of the only one) by the cosine of GE2E speaker embeddings (Wan et al. 2018), as
Resemblyzer computes them. Resemblyzer and torch are no part of this project; in an environment of your own:

    pip install -e . torch resemblyzer 'setuptools<80'
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.errors import BadInput
from pipelines.media import Audio, read_audio
from pipelines.speech.clone import clone
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.voice import Voice

RESULTS = Path(__file__).parent / "results" / "voices.json"
TEXTS = {
    "en": (
        "The morning was clear and cold, and the whole valley lay quiet under the first snow of the year.",
        "She asked whether anyone had found the old blue notebook that her father used to carry around.",
    ),
    "zh": ("今天天气很好，我们一起去公园散步，看看春天的花。", "这本书讲的是一个年轻人在大城市里奋斗的故事。"),
}

Embed = Callable[[Audio], np.ndarray]


@dataclass(frozen=True)
class Speaker:
    """One person of the set: language, the clip that is learnt from, its words if known, and the clips to compare with."""

    name: str
    language: str
    first: Audio
    transcript: str
    others: tuple[Audio, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=Path, required=True)
    parser.add_argument("--smoke", action="store_true", help="two speakers only, nothing is written")
    arguments = parser.parse_args()
    embed = _embedder()
    speakers = read_speakers(arguments.samples)
    centres = {speaker.name: _centre([embed(clip) for clip in speaker.others or (speaker.first,)]) for speaker in speakers}
    tested = [speaker for speaker in speakers if speaker.others][: 2 if arguments.smoke else None]
    rows = []
    print(f"{'speaker':20} {'espeak':>7} {'cloned':>7} {'rank':>5} {'others':>7} {'words':>7} {'real':>6} {'learn s':>8}")
    for speaker in tested:
        row = measure(speaker, centres, embed)
        rows.append(row)
        with_words = f"{row['cloned_with_words']:7.3f}" if row["cloned_with_words"] is not None else "      -"
        print(
            f"{row['speaker']:20} {row['espeak']:7.3f} {row['cloned']:7.3f} {row['rank']:5.1f} {row['to_others']:7.3f} "
            f"{with_words} {row['real']:6.3f} {row['learn_seconds']:8.2f}",
            flush=True,
        )
    summary = summarise(rows)
    print(json.dumps(summary, indent=1))
    if not arguments.smoke:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps({"speakers": rows, "summary": summary}, ensure_ascii=False, indent=1) + "\n")


def read_speakers(folder: Path) -> list[Speaker]:
    """The speakers of the set, sorted. The rest of an only clip stands in for other clips if it is 1.5 s or longer."""
    with (folder / "INDEX.tsv").open(encoding="utf-8") as index:
        notes = {row["path"]: row for row in csv.DictReader(index, delimiter="\t")}
    speakers = []
    for place in sorted((folder / "speakers").iterdir()):
        clips = sorted(place.glob("*.flac"))
        note = notes.get(str(clips[0].relative_to(folder)), {})
        sounds = [read_audio(clip).mono() for clip in clips]
        first, others = sounds[0], tuple(sounds[1:])
        transcript = (note.get("transcript") or "") if others else ""
        if not others and first.seconds >= 5:
            cut = int(3.5 * first.rate)
            first, others = Audio(first.samples[:cut], first.rate), (Audio(first.samples[cut:], first.rate),)
        speakers.append(Speaker(place.name, note.get("language") or "en", first, transcript, others))
    return speakers


def measure(speaker: Speaker, centres: dict[str, np.ndarray], embed: Embed) -> dict[str, object]:
    """One row of the table. Cosines to the speaker's other clips; rank of the speaker among all (1 is best)."""
    with tempfile.TemporaryDirectory() as place:
        start = time.perf_counter()
        voice, seconds = _enrol(speaker, Path(place))
        took = time.perf_counter() - start
        spoken = [embed(sound) for sound in _say(voice, speaker.language)]
        informed = None
        if speaker.transcript:
            told = clone(speaker.first, "told", "benchmark", folder=Path(place), language=speaker.language,
                         transcript=speaker.transcript)  # fmt: skip
            informed = [embed(sound) for sound in _say(told, speaker.language)]
    plain = [embed(sound) for sound in _say(Voice("plain", language=speaker.language), speaker.language)]
    theirs = [embed(clip) for clip in speaker.others]
    similar = np.array([[one @ centre for centre in centres.values()] for one in spoken])
    here = list(centres).index(speaker.name)
    return {
        "speaker": speaker.name,
        "enrolled_seconds": round(seconds, 2),
        "learn_seconds": round(took, 2),
        "espeak": _cosine(plain, theirs),
        "cloned": _cosine(spoken, theirs),
        "rank": float(np.mean([(row > row[here]).sum() + 1 for row in similar])),
        "to_others": round(float(np.delete(similar, here, axis=1).mean()), 4),
        "cloned_with_words": _cosine(informed, theirs) if informed else None,
        "real": _cosine([embed(speaker.first)], theirs),
    }


def summarise(rows: list[dict[str, object]]) -> dict[str, object]:
    def mean(key: str) -> float:
        return round(float(np.mean([float(str(row[key])) for row in rows if row[key] is not None] or [0.0])), 4)

    keys = ("espeak", "cloned", "to_others", "cloned_with_words", "real", "rank", "learn_seconds", "enrolled_seconds")
    return {**{key: mean(key) for key in keys}, "first": sum(row["rank"] == 1.0 for row in rows), "of": len(rows)}


def _enrol(speaker: Speaker, folder: Path) -> tuple[Voice, float]:
    """(the voice, seconds given): 3 s of the first clip, or as little more as `sample.accept` wants."""
    sound = speaker.first
    loud = np.flatnonzero(np.abs(sound.samples) > 0.05 * np.abs(sound.samples).max())
    begin = max(0, int(loud[0]) - sound.rate // 20)
    seconds = 3.0
    while True:
        piece = Audio(sound.samples[begin : begin + int(seconds * sound.rate) + 1], sound.rate)
        if len(piece) <= int(3.0 * sound.rate):
            begin, piece = 0, sound
        try:
            return clone(piece, "cloned", "benchmark", folder=folder, language=speaker.language), piece.seconds
        except BadInput:
            if seconds > sound.seconds:
                raise
            seconds += 0.5


def _say(voice: Voice, language: str) -> list[Audio]:
    engine = EspeakSpeaker()
    return [engine.speak(engine.plan(text, voice, language=language), voice) for text in TEXTS[language]]


def _cosine(ones: list[np.ndarray], others: list[np.ndarray]) -> float:
    return round(float(np.mean([one @ other for one in ones for other in others])), 4)


def _centre(embeddings: list[np.ndarray]) -> np.ndarray:
    mean = np.mean(embeddings, axis=0)
    return mean / np.linalg.norm(mean)


def _embedder() -> Embed:
    try:
        import torch
        from resemblyzer import VoiceEncoder, preprocess_wav
    except ImportError as error:
        sys.exit(f"This benchmark needs {error.name}: pip install torch resemblyzer 'setuptools<80'")
    torch.set_num_threads(1)
    encoder = VoiceEncoder("cpu", verbose=False)

    def embed(audio: Audio) -> np.ndarray:
        return encoder.embed_utterance(preprocess_wav(audio.mono().resampled(16_000).samples, source_sr=16_000))

    return embed


if __name__ == "__main__":
    main()
