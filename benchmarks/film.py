"""A 60-second 1080×1920 film, cold; the same film after one line changed; its assembly beside moviepy's, in one run.

    python -m benchmarks.film [--smoke]

Inputs: assets/sample-briefs/en.md, a portrait and a voice sample (from STUDIO_SAMPLES where that is set, else assets/demo).
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from moviepy import AudioFileClip, VideoFileClip, concatenate_videoclips

from pipelines.film import ffmpeg, labels
from pipelines.media import read_audio
from pipelines.script import Script
from studio import create, produce, schedule
from studio.project import Project
from studio.store import Store, file_hash

from . import report

ASSETS = Path(__file__).parent.parent / "assets"
SMOKE = {"size": (256, 448), "seconds": 6.0}
FULL = {"size": (1080, 1920), "seconds": 60.0}


def request(values: dict[str, Any]) -> create.Request:
    samples = Path(os.environ.get("STUDIO_SAMPLES") or "/nonexistent")
    portrait, voice = samples / "portraits" / "ai_tall.jpg", samples / "speech" / "en_woman_nature.wav"
    real = portrait.is_file() and voice.is_file()
    return create.Request(
        brief=str(ASSETS / "sample-briefs" / "en.md"),
        portrait=portrait if real else ASSETS / "demo" / "portrait.png",
        voices={"": str(voice if real else ASSETS / "demo" / "voice.wav")},
        consent="A benchmark on openly licensed samples.",
        music="calm",
        choices={"size": values["size"], "seconds": values["seconds"]},
    )


def make(folder: Path, values: dict[str, Any]) -> tuple[Project, Store, dict[str, Any]]:
    """The film, cold: from the brief to the file."""
    store = Store(folder / "film.studio")
    clock, began = report.StageClock(), time.perf_counter()
    with report.PeakMemory() as memory:
        project = create.begin(request(values), store, report=clock)
        film = produce.film(project, store, folder / "film.mp4", report=clock)
    spent = time.perf_counter() - began
    return project, store, {
        "seconds_of_film": round(film.seconds, 2), "asked": values["seconds"], "size": values["size"], "lines": len(project.script.lines),
        "stages": clock.end(), "made_in": round(spent, 2), "times_real_time": round(film.seconds / spent, 2),
        "peak_memory_mib": round(memory.mib),
    }  # fmt: skip


def change_one_line(project: Project) -> Project:
    script = project.script
    scene = script.scenes[len(script.scenes) // 2]
    line = scene.lines[0]
    changed = line.model_copy(update={"text": "Here is a line that somebody wrote again, from its first word to its last."})
    scenes = [s.model_copy(update={"lines": (changed, *s.lines[1:])}) if s is scene else s for s in script.scenes]
    return project.with_script(Script(title=script.title, language=script.language, scenes=tuple(scenes)))


def again(project: Project, store: Store, folder: Path, cold: float) -> dict[str, Any]:
    """One line of the film changed: how long it takes, and whether the other lines' video is the same bytes."""
    before = {p.name: file_hash(p) for p in store.takes.folder.glob("*.mp4")}
    began = time.perf_counter()
    produce.film(change_one_line(project), store, folder / "again.mp4")
    spent = time.perf_counter() - began
    after = {p.name: file_hash(p) for p in store.takes.folder.glob("*.mp4")}
    return {
        "made_in": round(spent, 2), "part_of_cold": round(spent / cold, 3), "takes_made": len(after) - len(before),
        "other_takes_identical": all(after[name] == digest for name, digest in before.items()),
    }  # fmt: skip


def assembly(project: Project, store: Store, folder: Path) -> dict[str, Any]:
    """The same takes and the same sound joined to a film by the studio and by moviepy alone, one after the other."""
    utterances, _ = produce.plan(project, store)
    slots = schedule.lay(project.script, utterances, project.choices.fps)
    with produce.Workers(1) as one:
        sounds = produce.speak(project, store, slots)
        pictures = produce.paint(project, store, one)
        made = produce.shoot(project, store, slots, sounds, pictures, one)
    takes = [made[slot.line.id] for slot in slots]
    sound = sorted(store.takes.folder.glob("*.flac"), key=lambda path: path.stat().st_mtime)[0]
    began = time.perf_counter()
    metadata = labels.metadata(produce.label_of(project, store))
    ffmpeg.assemble(takes, read_audio(sound), folder / "ours.mp4", fps=project.choices.fps, metadata=metadata)
    ours = time.perf_counter() - began
    began = time.perf_counter()
    clips = [VideoFileClip(str(take)) for take in takes]
    joined = concatenate_videoclips(clips).with_audio(AudioFileClip(str(sound)))
    joined.write_videofile(str(folder / "moviepy.mp4"), fps=project.choices.fps, codec="libx264", preset="veryfast", audio_codec="aac",
                           threads=os.cpu_count(), logger=None)  # fmt: skip
    theirs = time.perf_counter() - began
    return {"ours": round(ours, 2), "moviepy": round(theirs, 2), "times_faster": round(theirs / ours, 1)}


def main() -> None:
    values = SMOKE if "--smoke" in sys.argv else FULL
    with tempfile.TemporaryDirectory(prefix="shengying-bench-") as place:
        folder = Path(place)
        project, store, cold = make(folder, values)
        changed = again(project, store, folder, cold["made_in"])
        joined = assembly(project, store, folder)
    rows = [("stage", "seconds")] + [(name, f"{seconds:.1f}") for name, seconds in cold["stages"].items()]
    rows += [
        ("whole film, cold", f"{cold['made_in']:.1f}  for {cold['seconds_of_film']:.1f} s: {cold['times_real_time']}x real time"),
        ("peak memory", f"{cold['peak_memory_mib']} MiB"),
        (f"one line of {cold['lines']} changed", f"{changed['made_in']:.1f}  {changed['part_of_cold']:.0%} of cold; other takes identical: {changed['other_takes_identical']}"),
        ("assembly from takes", f"{joined['ours']:.1f}  moviepy alone {joined['moviepy']:.1f}: {joined['times_faster']}x faster"),
    ]  # fmt: skip
    print(report.table(rows))
    if not changed["other_takes_identical"]:
        sys.exit("a line's take changed although the line did not")
    if values is FULL:
        print(report.save("film", {"film": cold, "one_line_changed": changed, "assembly": joined}))


if __name__ == "__main__":
    main()
