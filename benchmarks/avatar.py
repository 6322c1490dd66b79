"""Does a talking photo do what its timeline says, and how fast? Measured on the rendered frames by running FaceMesh on them again.

    STUDIO_SAMPLES=… python -m benchmarks.avatar [--smoke]

Every portrait of the samples says a line in English and one in Chinese. Prints tables and writes benchmarks/results/avatar.json.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from pipelines.avatar.articulation import closures, pauses, shapes
from pipelines.avatar.faces import Face, track
from pipelines.avatar.performance import Performance, perform
from pipelines.avatar.photo import PhotoAnimator, render
from pipelines.avatar.puppet import Puppet
from pipelines.avatars import Avatar
from pipelines.errors import BadInput
from pipelines.media import Audio, FrameStream, read_picture
from pipelines.overrides import PhonemeOverride, WordOverride
from pipelines.speech import voices
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.timeline import Utterance

from . import clips, report

TEXTS = {
    "en": "Maybe Bob's brother bought a big map. Please, move the paper boat before my mother comes home, and remember the five brave women.",
    "zh": "爸爸和妈妈买了八本漂亮的绘本。明天早上，我们朋友十分愿意去公园跑步，飞机票也不贵。",
}
GOALS = {
    "closed": ">= 0.98", "correlation": ">= 0.90", "offset": "<= 1 frame", "moves_in_pauses": "0", "open_at_end": "0",
    "gap_p95": "0.10 … 0.22", "sharpness": ">= 0.85", "outside_changed": "0",
}  # fmt: skip
SPEEDS = {
    "photo 512x512": ("ai_square.png", (512, 512), 8.0),
    "photo 1920x1080": ("ai_square.png", (1920, 1080), 3.0),
    "photo 1080x1920, bust": ("ai_tall.jpg", (1080, 1920), 3.0),
    "photo 1080x1920, close": ("ai_square.png", (1080, 1920), 3.0),
}
GROUND = ("ai_tall.jpg", (540, 960))  # with ground about the head, for the flicker of what does not move
PUBLISHED = (
    ("Wav2Lip (Prajwal et al. 2020)", "96x96 mouth", "GPU, about real time in its users' reports"),
    ("MuseTalk 1.5 (README)", "256x256 face", "30+ frames/s on an NVIDIA V100"),
    ("SadTalker (Zhang et al. 2023)", "256x256", "below real time on a desktop GPU in its users' reports"),
    ("LivePortrait (Guo et al. 2024)", "256x256 to 512x512", "12.8 ms a frame on an RTX 4090, driven by a video"),
)
SIZE = (480, 600)
FPS = 25


@dataclass(frozen=True)
class Line:
    """One line with its sound."""

    language: str
    utterance: Utterance
    sound: Audio


def said(language: str) -> Line:
    speaker, voice = EspeakSpeaker(), voices.default(language)
    utterance = speaker.plan(TEXTS[language], voice, language=language)
    return Line(language, utterance, speaker.speak(utterance, voice))


def lips(seen: np.ndarray, performance: Performance, line: Line) -> dict[str, float]:
    """What FaceMesh saw of the lips (frames,), beside what was asked for."""
    asked = performance.channel("gap")
    lags = {lag: float(np.corrcoef(seen[4 + lag : len(seen) - 4 + lag], asked[4:-4])[0, 1]) for lag in range(-4, 5)}
    row, times = shapes(line.utterance), (np.arange(len(seen)) + 0.5) / performance.fps
    shut = [float(seen[frames].min()) for viseme, frames in closures(row, times) if viseme == "PP"]
    still = [seen[(times > a + 0.16) & (times < b - 0.12)] for a, b in pauses(row, len(seen), performance.fps) if b - a > 0.35]
    return {
        "closures": len(shut),
        "closed": round(float(np.mean(np.array(shut) < 0.02)), 3),
        "correlation": round(lags[0], 3),
        "offset": abs(max(lags, key=lambda lag: lags[lag])),
        "moves_in_pauses": int(sum(bool((pause >= 0.02).any()) for pause in still)),
        "open_at_end": int(seen[-1] >= 0.02),
        "gap_p95": round(float(np.percentile(seen, 95)), 3),
    }


def sharpness(frame: np.ndarray, face: Face) -> float:
    """Variance of the Laplacian about the mouth."""
    (x, y), eyes = face.points[13, :2], face.eyes
    box = (slice(int(max(0, y - 0.3 * eyes)), int(y + 0.35 * eyes)), slice(int(max(0, x - 0.45 * eyes)), int(x + 0.45 * eyes)))
    return float(cv2.Laplacian(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), cv2.CV_32F)[box].var())


def watched(puppet: Puppet, performance: Performance, line: Line) -> dict[str, Any]:
    """One portrait saying one line: every frame looked at again."""
    left, top, right, bottom = puppet.moving
    outside = np.ones(puppet.base.shape[:2], bool)
    outside[top:bottom, left:right] = False
    rest = track(puppet.base)
    assert rest is not None
    own = sharpness(puppet.base, rest)
    gaps, sharp, changed, lost = [], [], 0, 0
    for frame in render(puppet, performance):
        face = track(frame)
        lost += face is None
        gaps.append(face.lip_gap if face else gaps[-1] if gaps else 0.0)
        sharp.append(sharpness(frame, face) / own if face else 1.0)
        changed += int((frame != puppet.base).any(axis=2)[outside].any())
    return {**lips(np.array(gaps), performance, line), "sharpness": round(float(np.median(sharp)), 2), "outside_changed": changed,
            "face_lost": lost}  # fmt: skip


def portraits(folder: Path, lines: list[Line], *, smoke: bool) -> list[dict[str, Any]]:
    animator, rows = PhotoAnimator(), []
    for path in sorted(folder.iterdir())[: 1 if smoke else None]:
        try:
            puppet = animator.puppet(Avatar(read_picture(path), name=path.name), SIZE)
        except BadInput as error:
            rows.append({"portrait": path.name, "refused": error.en})
            continue
        for line in lines[: 1 if smoke else None]:
            performance = perform(line.utterance, line.sound, fps=FPS, seed=1)
            rows.append({"portrait": path.name, "language": line.language, **watched(puppet, performance, line)})
    return rows


def blinks(line: Line, minutes: int) -> dict[str, float]:
    """A minute and the length of blinks over a long talk, as the timeline has them."""
    closed = (
        np.concatenate([perform(line.utterance, line.sound, fps=100, seed=seed).blink for seed in range(minutes * 8)]) > 0.5
    )
    edges = np.flatnonzero(np.diff(closed.astype(int)))
    lengths = (edges[1::2] - edges[::2][: len(edges[1::2])]) * 10
    return {"blinks_a_minute": round(len(lengths) / (len(closed) / 100 / 60), 1),
            "half_closed_ms": round(float(np.median(lengths)))}  # fmt: skip


def flicker(puppet: Puppet, performance: Performance, folder: Path) -> dict[str, float]:
    """Mean change from one decoded frame to the next outside what moves: of the talk, and of the picture standing still."""
    left, top, right, bottom = puppet.moving
    outside = np.ones(puppet.base.shape[:2], bool)
    outside[top:bottom, left:right] = False
    found = {}
    for name, frames in (("talking", render(puppet, performance)), ("still", (puppet.base for _ in range(len(performance))))):
        path = folder / f"{name}.mp4"
        clips.encode(FrameStream(puppet.size, FPS, len(performance), iter(frames), None), path)
        film, before, changes = cv2.VideoCapture(str(path)), None, []
        while (read := film.read())[0]:
            now = read[1].astype(np.int16)
            if before is not None:
                changes.append(float(np.abs(now - before)[outside].mean()))
            before = now
        found[name] = round(float(np.mean(changes)), 4)
    return found


def speed(portrait: Path, line: Line, size: tuple[int, int], folder: Path, passes: int) -> list[float]:
    """Seconds of video made in a second, encoding included, the portrait's rig made anew each time."""
    picture, found = read_picture(portrait), []
    for number in range(passes):
        began = time.perf_counter()
        stream = PhotoAnimator().animate(line.utterance, line.sound, Avatar(picture), size=size, fps=FPS, seed=number)
        clips.encode(stream, folder / "speed.mp4")
        found.append(round(stream.count / FPS / (time.perf_counter() - began), 2))
    return found


def first_frame(portrait: Path, line: Line) -> float:
    """Milliseconds from an edit of one phoneme to the first new frame at 512 pixels: sound of the line, performance, one frame."""
    animator, avatar, speaker, voice = (
        PhotoAnimator(),
        Avatar(read_picture(portrait)),
        EspeakSpeaker(),
        voices.default(line.language),
    )
    puppet, took = animator.puppet(avatar, (512, 512)), []
    word = line.utterance.words[4]
    speaker.speak(line.utterance, voice)
    for turn in range(6):
        began = time.perf_counter()
        edit = WordOverride(phonemes={0: PhonemeOverride(samples=2400 + 240 * turn)})
        edited = replace(line.utterance, overrides={**line.utterance.overrides, word.id: edit})
        performance = perform(edited, speaker.speak(edited, voice), fps=FPS)
        puppet.draw(performance, len(performance) // 3)
        took.append(1000 * (time.perf_counter() - began))
    return round(float(np.percentile(took[1:], 95)))


def long_clip(minutes: float) -> FrameStream:
    """The clip whose memory `clips.peak_of` measures."""
    line, path = said("en"), Path(os.environ["STUDIO_SAMPLES"]) / "portraits" / "ai_square.png"
    frames = round(minutes * 60 * FPS)
    return PhotoAnimator().animate(
        line.utterance, line.sound, Avatar(read_picture(path)), size=(256, 256), fps=FPS, frames=frames
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="one portrait, nothing is written")
    smoke = parser.parse_args().smoke
    if not os.environ.get("STUDIO_SAMPLES"):
        print("STUDIO_SAMPLES names no folder of portraits: nothing to measure")
        return
    folder = Path(os.environ["STUDIO_SAMPLES"]) / "portraits"
    english, portrait = said("en"), folder / "ai_square.png"
    with tempfile.TemporaryDirectory() as place:
        speeds = {
            name: speed(folder / file, english, size, Path(place), 1 if smoke else 3)  # before other languages fill the memory
            for name, (file, size, _) in list(SPEEDS.items())[: 1 if smoke else None]
        }
        puppet = PhotoAnimator().puppet(Avatar(read_picture(folder / GROUND[0])), GROUND[1])
        steady = flicker(puppet, perform(english.utterance, english.sound, fps=FPS), Path(place))
    lines = [english, *(said(language) for language in TEXTS if language != "en")]
    rows = portraits(folder, lines, smoke=smoke)
    keys = ("closures", *GOALS, "face_lost")
    print(report.table([("portrait", "", *keys), *((row["portrait"], row.get("language", "refused"),
                        *(str(row.get(key, "-")) for key in keys)) for row in rows), ("goal", "", "", *GOALS.values(), "0")]))  # fmt: skip
    good = [row for row in rows if "closed" in row]
    weight = np.array([row["closures"] for row in good])
    values = {
        "portraits": rows,
        "summary": {
            "animate": f"{len({row['portrait'] for row in good})} of {len({row['portrait'] for row in rows})}",
            "closed": round(float((weight * [row["closed"] for row in good]).sum() / weight.sum()), 3),
            "closures": int(weight.sum()),
            "least_correlation": min(row["correlation"] for row in good),
            "largest_offset": max(row["offset"] for row in good),
            "moves_in_pauses": sum(row["moves_in_pauses"] for row in good),
            "least_sharpness": min(row["sharpness"] for row in good),
            **blinks(lines[0], 1 if smoke else 10),
            "flicker": steady,
            "first_frame_ms": first_frame(portrait, lines[0]),
            "peak_mib_of_10_minutes": None if smoke else clips.peak_of("avatar", 10),
        },
        "times_real_time": {name: {"passes": found, "goal": SPEEDS[name][2]} for name, found in speeds.items()},
        "published": PUBLISHED,
    }
    print(json.dumps({key: value for key, value in values.items() if key != "portraits"}, indent=1, ensure_ascii=False))
    if not smoke:
        report.save("avatar", values)


if __name__ == "__main__":
    main()
