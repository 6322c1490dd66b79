"""How long does each engine take to know a voice and to speak in it, and what does the studio add to the engine's own library?

    python -m benchmarks.voice_engines --samples FOLDER [--device cuda] [--pocket-tts PYTHON] [--smoke]

The neural engines run at the size of their published models with random weights, built here from the libraries' own classes: the time
of a token or of a second of sound does not depend on what the weights say. Needs the extra `neural`; Pocket TTS needs a Python
that has pocket-tts. "wrapper" is the studio's time over the library's for the same sound, turn by turn in one run (median of pairs).
Writes benchmarks/results/voice_engines.json, under the device's name.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.media import Audio, read_audio
from pipelines.speech import clone
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.speech.remote.saying import expected, judge
from pipelines.voice import Voice

from . import report

TEXT = "The morning was clear and cold, and the whole valley lay quiet under the first snow of the year."
TOKENS = 65  # of sound, three seconds of XTTS
SECONDS = 3.0  # of Pocket TTS
PAIRS = 3
PUBLISHED = {
    "voxcpm": "0.30 of real time, RTX 4090 (OpenBMB)",
    "pocket-tts": "0.17 of real time, CPU of a MacBook Air M4 (Kyutai)",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=Path, required=True)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--pocket-tts", default=os.environ.get("STUDIO_POCKET_TTS_PYTHON", ""))
    parser.add_argument("--smoke", action="store_true", help="the smallest models, nothing is written")
    arguments = parser.parse_args()
    os.environ["STUDIO_DEVICE"] = arguments.device
    sample = next(iter(sorted((arguments.samples / "speakers").glob("*/*.flac"))))
    rows: dict[str, dict[str, float | str]] = {}
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_CACHE_HOME"] = place
        library = Path(place) / "voices"
        rows["espeak"], voice = embedded(read_audio(sample), library)
        rows["coqui (VITS)"] = vits(Path(place), full=not arguments.smoke)
        rows["xtts"] = xtts(Path(place), voice, full=not arguments.smoke)
        if arguments.pocket_tts:
            rows["pocket-tts"] = pocket(Path(place), arguments.pocket_tts, voice, full=not arguments.smoke)
    rows["check of a sentence"] = {"real_time_factor": checking(arguments.samples)}
    columns = ("enrol_seconds", "again_seconds", "real_time_factor", "wrapper")
    print(
        report.table(
            [("engine", *columns), *((name, *(str(row.get(key, "-")) for key in columns)) for name, row in rows.items())]
        )
    )
    print(json.dumps(PUBLISHED, indent=1))
    if not arguments.smoke:
        path = report.RESULTS / "voice_engines.json"
        known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        known.pop("machine", None)
        report.save("voice_engines", known | {arguments.device: {"rows": rows, "published": PUBLISHED}})


def embedded(sample: Audio, library: Path) -> tuple[dict[str, float | str], Voice]:
    """The engine that comes along: learning from three seconds, and plan + speak with what was learnt."""
    short = Audio(sample.samples[: round(3.6 * sample.rate)], sample.rate)
    start = time.perf_counter()
    voice = clone.clone(short, "bench", "benchmark", folder=library, language="en")
    enrolled = time.perf_counter() - start
    speaker = EspeakSpeaker()
    speaker.speak(speaker.plan("Good morning.", voice), voice)
    start = time.perf_counter()
    sound = speaker.speak(speaker.plan(TEXT, voice), voice)
    took = time.perf_counter() - start
    return {"enrol_seconds": round(enrolled, 2), "real_time_factor": round(took / sound.seconds, 3)}, voice


def vits(place: Path, *, full: bool) -> dict[str, float | str]:
    """Plan + speak of the speaker `coqui`, which draws the model's durations first and then its sound in the timeline's."""
    from pipelines.speech.coqui import CoquiSpeaker
    from tests.neural.small_vits import save_small_vits

    os.environ["STUDIO_COQUI_MODEL"] = str(save_small_vits(place / "vits", phonemes=True, full=full))
    speaker, voice = CoquiSpeaker(), Voice("own", engine="coqui")
    speaker.speak(speaker.plan("Good morning.", voice), voice)
    start = time.perf_counter()
    sound = speaker.speak(speaker.plan(TEXT, voice), voice)
    return {"real_time_factor": round((time.perf_counter() - start) / sound.seconds, 3)}


def xtts(place: Path, voice: Voice, *, full: bool) -> dict[str, float | str]:
    """Enrolment, measured and read back; the stream of the speaker `xtts` beside the model's own, the same tokens."""
    import torch

    from pipelines.speech.xtts import XttsSpeaker
    from pipelines.speech.xtts_models import latents
    from tests.neural.small_xtts import save_small_xtts

    os.environ["STUDIO_XTTS_MODEL"] = str(save_small_xtts(place / "xtts", full=full))
    speaker = XttsSpeaker()
    model = speaker._ready()
    model.xtts.gpt.max_gen_mel_tokens = TOKENS if full else 40
    start = time.perf_counter()
    own = latents(model, voice, "", place / "latents")
    enrolled = time.perf_counter() - start
    start = time.perf_counter()
    latents(model, voice, "", place / "latents")
    again = time.perf_counter() - start
    config = model.xtts.config
    tuning = {key: config[key] for key in ("temperature", "length_penalty", "repetition_penalty", "top_k", "top_p")}

    def direct() -> float:
        torch.manual_seed(0)
        precision = torch.autocast(model.device, torch.float16, enabled=model.half)
        with precision:
            pieces = [
                piece.float().cpu().numpy()
                for piece in model.xtts.inference_stream(
                    TEXT,
                    "en",
                    torch.from_numpy(own.prompt),
                    torch.from_numpy(own.vector),
                    stream_chunk_size=20,
                    speed=voice.pace,
                    **tuning,
                )
            ]
        return sum(map(len, pieces)) / model.rate

    def wrapped() -> float:
        return sum(piece.seconds for piece in speaker.stream(TEXT, voice, language="en"))

    return {
        "enrol_seconds": round(enrolled, 2),
        "again_seconds": round(again, 3),
        **_beside(wrapped, direct, 1 if not full else PAIRS),
    }


def _beside(wrapped: Callable[[], float], direct: Callable[[], float], pairs: int) -> dict[str, float | str]:
    """Both give the seconds of sound that they made."""
    wrapped(), direct()
    ratios, factors = [], []
    for _ in range(pairs):
        start = time.perf_counter()
        seconds = wrapped()
        middle = time.perf_counter()
        plain = direct()
        end = time.perf_counter()
        ours, theirs = (middle - start) / seconds, (end - middle) / plain
        ratios.append(ours / theirs)
        factors.append(ours)
    return {"real_time_factor": round(statistics.median(factors), 3), "wrapper": round(statistics.median(ratios), 3)}


_DIRECT = """
import sys, time, torch
from pathlib import Path
from pocket_tts import TTSModel
folder, reference, text, seconds, pairs = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], float(sys.argv[4]), int(sys.argv[5])
model = TTSModel.load_model(config=folder / "config.yaml").to(sys.argv[6])
state = model.get_state_for_audio_prompt(reference, truncate=True)
for _ in range(pairs + 1):
    torch.manual_seed(0)
    start, made = time.perf_counter(), 0
    for chunk in model.generate_audio_stream(state, text):
        made += len(chunk.detach().cpu().float().numpy().tobytes()) // 4
        if made >= seconds * model.sample_rate:
            break
    print(time.perf_counter() - start, made / model.sample_rate, flush=True)
    sys.stdin.readline()
"""


def pocket(place: Path, python: str, voice: Voice, *, full: bool) -> dict[str, float | str]:
    """Pocket TTS behind its pipe beside the same model called in its own environment, turn by turn."""
    from pipelines.speech.remote import environment, process, recipe
    from pipelines.speech.remote.process import VoiceRequest
    from tests.neural import own_environments

    weights = place / "engines" / "weights"
    maker = Path(own_environments.__file__).parent / "small_pocket_tts.py"
    subprocess.run([python, maker, weights, *(["english"] if full else [])], check=True, capture_output=True)
    os.environ["STUDIO_ENGINES"] = str(weights.parent)
    own_environments.put(weights.parent / "pocket-tts", recipe.find("pocket-tts"), python, weights)
    found = environment.require("pocket-tts")
    device = os.environ["STUDIO_DEVICE"]
    worker = process.process_for(recipe.find("pocket-tts"), found, model=found.model, device=device)
    request = VoiceRequest("bench", str(voice.reference), "", "", "en")
    worker.facts()
    pairs = PAIRS if full else 1

    def speak() -> tuple[float, float]:
        start = time.perf_counter()
        said = worker.speak(TEXT, request, seed=0, speed=1.0, longest=SECONDS)
        return time.perf_counter() - start, len(said.samples) / worker.facts().rate

    enrolled = speak()[0]
    command = [python, "-c", _DIRECT, str(weights), str(voice.reference), TEXT, str(SECONDS), str(pairs), device]
    ratios, factors = [], []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as plain:
        assert plain.stdin is not None
        assert plain.stdout is not None
        for turn in range(pairs + 1):
            took, made = map(float, plain.stdout.readline().split())
            ours, seconds = speak()
            if turn:
                ratios.append(ours / seconds / (took / made))
                factors.append(ours / seconds)
            plain.stdin.write("\n")
            plain.stdin.flush()
    process.stop_all()
    again = statistics.median(factors) * SECONDS
    return {"enrol_seconds": round(max(enrolled - again, 0.0), 2), "real_time_factor": round(statistics.median(factors), 3),
            "wrapper": round(statistics.median(ratios), 3)}  # fmt: skip


def checking(samples: Path) -> float:
    """Seconds that alignment and checks take for a second of speech: beside a GPU's work, for all sentences but the last."""
    import csv

    with (samples / "INDEX.tsv").open(encoding="utf-8") as index:
        known: list[dict[str, Any]] = [row for row in csv.DictReader(index, delimiter="\t") if row["transcript"]][:6]
    took, seconds = 0.0, 0.0
    for row in [known[0], *known]:
        audio = read_audio(samples / row["path"])
        start = time.perf_counter()
        judge(audio, row["transcript"], row["language"], expected(row["transcript"], row["language"]))
        took, seconds = took + time.perf_counter() - start, seconds + audio.seconds
        if row is known[0] and seconds == audio.seconds:
            took, seconds = 0.0, 0.0  # the first time loads what the others find loaded
    return round(float(np.divide(took, seconds)), 3)


if __name__ == "__main__":
    main()
