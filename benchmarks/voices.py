"""How near is a cloned voice to its speaker, and how plain are its words? Prints tables and writes benchmarks/results/voices.json.

    python -m benchmarks.voices --samples FOLDER [--smoke]

FOLDER holds speakers/<name>/*.flac, several clips of each speaker if possible, and INDEX.tsv (path, language, transcript).
A voice is cloned from about 3 seconds of the first clip, says two sentences that the speaker never said, in the speaker's
language and in another, and is compared with the speaker's other clips (or the rest of the only one) by the cosine of GE2E
embeddings (`embedding`, which says what it needs). Words that a recogniser hears wrong are counted in English
(`hearing`: pip install pocketsphinx), of the synthesizer's own voice and of clones.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pipelines.errors import BadInput
from pipelines.media import Audio, read_audio
from pipelines.speech import espeak, timbre, vocoder
from pipelines.speech.clone import clone
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.voice import Voice

from . import hearing, report
from .embedding import Embed, embedder

COLUMNS = ("speaker", "espeak", "cloned", "rank", "to_others", "cloned_other_language", "rank_other_language",
           "cloned_with_words", "real", "enrolled_seconds", "learn_seconds", "conversion_rtf")  # fmt: skip
TEXTS = {
    "en": (
        "The morning was clear and cold, and the whole valley lay quiet under the first snow of the year.",
        "She asked whether anyone had found the old blue notebook that her father used to carry around.",
    ),
    "zh": ("今天天气很好，我们一起去公园散步，看看春天的花。", "这本书讲的是一个年轻人在大城市里奋斗的故事。"),
}


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
    embed = embedder(trimmed=True)
    speakers = read_speakers(arguments.samples)
    centres = {speaker.name: _centre([embed(clip) for clip in speaker.others or (speaker.first,)]) for speaker in speakers}
    tested = [speaker for speaker in speakers if speaker.others][: 2 if arguments.smoke else None]
    rows = [measure(speaker, centres, embed) for speaker in tested]
    print(report.table([COLUMNS, *([_cell(row[key]) for key in COLUMNS] for row in rows)]))
    values = {"speakers": rows, "summary": summarise(rows), "by_seconds": by_seconds(tested, embed), "words": words(tested)}
    print(json.dumps({key: value for key, value in values.items() if key != "speakers"}, indent=1))
    if not arguments.smoke:
        report.save("voices", values)


def _cell(value: object) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


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
    other = "zh" if speaker.language == "en" else "en"
    with tempfile.TemporaryDirectory() as place:
        start = time.perf_counter()
        voice, seconds = _enrol(speaker, Path(place))
        took = time.perf_counter() - start
        spoken = [embed(sound) for sound in _say(voice, speaker.language)]
        abroad = [embed(sound) for sound in _say(voice, other)]
        factor = conversion_factor(voice, speaker.language)
        informed = None
        if speaker.transcript:
            told = clone(speaker.first, "told", "benchmark", folder=Path(place), language=speaker.language,
                         transcript=speaker.transcript)  # fmt: skip
            informed = [embed(sound) for sound in _say(told, speaker.language)]
    plain = [embed(sound) for sound in _say(Voice("plain", language=speaker.language), speaker.language)]
    theirs = [embed(clip) for clip in speaker.others]
    here = list(centres).index(speaker.name)
    similar = np.array([[one @ centre for centre in centres.values()] for one in spoken])
    return {
        "speaker": speaker.name,
        "enrolled_seconds": round(seconds, 2),
        "learn_seconds": round(took, 2),
        "conversion_rtf": factor,
        "espeak": _cosine(plain, theirs),
        "cloned": _cosine(spoken, theirs),
        "rank": _rank(spoken, centres, here),
        "to_others": round(float(np.delete(similar, here, axis=1).mean()), 4),
        "cloned_other_language": _cosine(abroad, theirs),
        "rank_other_language": _rank(abroad, centres, here),
        "cloned_with_words": _cosine(informed, theirs) if informed else None,
        "real": _cosine([embed(speaker.first)], theirs),
    }


def _rank(spoken: list[np.ndarray], centres: dict[str, np.ndarray], here: int) -> float:
    similar = np.array([[one @ centre for centre in centres.values()] for one in spoken])
    return float(np.mean([(row > row[here]).sum() + 1 for row in similar]))


def conversion_factor(voice: Voice, language: str) -> float:
    """Seconds that the voice's timbre takes for a second of speech."""
    said = espeak.source(espeak.tokenise(TEXTS[language][0], language)[1], language, voice)
    features = vocoder.analyse(said.samples, clean=True)
    timbre.convert(features, voice)
    start = time.perf_counter()
    timbre.convert(features, voice)
    return round((time.perf_counter() - start) / (len(said.samples) / timbre.RATE), 4)


def by_seconds(speakers: list[Speaker], embed: Embed) -> dict[str, dict[str, float]]:
    """Mean cosine by the seconds of sample, over the speakers whose first clip and others have 12 s."""
    found: dict[str, dict[str, float]] = {}
    for seconds in (3.0, 6.0, 12.0):
        cosines = []
        for speaker in speakers:
            whole = Audio(np.concatenate([speaker.first.samples, speaker.others[0].samples]), speaker.first.rate)
            if len(speaker.others) < 2 or whole.seconds < 12.0:
                continue
            with tempfile.TemporaryDirectory() as place:
                voice, _ = _enrol(replace(speaker, first=whole), Path(place), seconds)
                cosines.append(
                    _cosine([embed(one) for one in _say(voice, speaker.language)], [embed(o) for o in speaker.others[1:]])
                )
        found[f"{seconds:g}"] = {"cosine": round(float(np.mean(cosines or [0.0])), 4), "speakers": len(cosines)}
    return found


def words(speakers: list[Speaker]) -> dict[str, float | None]:
    """Word error rate in percent of the synthesizer's own voice and, on the mean, of clones of the first three speakers of English."""
    try:
        found: dict[str, float | None] = {"espeak": _words_wrong(Voice("plain", language="en"))}
    except ImportError:
        return {"espeak": None, "cloned": None}
    clones = []
    for speaker in [each for each in speakers if each.language == "en"][:3]:
        with tempfile.TemporaryDirectory() as place:
            clones.append(_words_wrong(_enrol(speaker, Path(place))[0]))
    return {**found, "cloned": round(float(np.mean(clones)), 2)}


def _words_wrong(voice: Voice) -> float:
    engine = EspeakSpeaker()
    sounds = [engine.speak(engine.plan(text, voice, language="en"), voice) for text in hearing.TEXTS]
    return hearing.word_error_rate([(sound.samples, sound.rate) for sound in sounds])


def summarise(rows: list[dict[str, object]]) -> dict[str, object]:
    def mean(key: str) -> float:
        return round(float(np.mean([float(str(row[key])) for row in rows if row[key] is not None] or [0.0])), 4)

    firsts = {f"first{tail}": sum(row[f"rank{tail}"] == 1.0 for row in rows) for tail in ("", "_other_language")}
    return {**{key: mean(key) for key in COLUMNS[1:]}, **firsts, "of": len(rows)}


def _enrol(speaker: Speaker, folder: Path, seconds: float = 3.0) -> tuple[Voice, float]:
    """(the voice, seconds given): 3 s of the first clip, or as little more as `sample.accept` wants."""
    sound = speaker.first
    loud = np.flatnonzero(np.abs(sound.samples) > 0.05 * np.abs(sound.samples).max())
    begin = max(0, int(loud[0]) - sound.rate // 20)
    while True:
        piece = Audio(sound.samples[begin : begin + int(seconds * sound.rate) + 1], sound.rate)
        if len(piece) <= int(3.0 * sound.rate):
            begin, piece = 0, sound
        try:
            return clone(piece, "cloned", "benchmark", folder=folder, language=speaker.language, force=True), piece.seconds
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


if __name__ == "__main__":
    main()
