"""A ten-minute film, cold, and again after one line was changed: an edit should cost its own seconds.

    python -m benchmarks.rerender [--smoke | --minute]

The text is that of assets/sample-briefs/en.md, told over and over in numbered parts; the presenter and the voice are those of
benchmarks/film.py. The changed line lies in the middle of the film. `--minute` is the same for one minute, and saves nothing.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines import files
from pipelines.text.sentences import sentences
from studio import create, produce
from studio.project import Project
from studio.store import Store, file_hash

from . import film, report

GOAL = 0.05
SMOKE = {"size": (256, 448), "seconds": 8.0}
MINUTE = {"size": (1080, 1920), "seconds": 60.0}
FULL = {"size": (1080, 1920), "seconds": 600.0}
LINES_OF_A_SCENE = 5
SECONDS_OF_A_LINE = 5.2  # about what the voice takes for one of the brief's sentences


def brief(seconds: float) -> str:
    """A script by hand of about so many seconds: titled scenes of a few lines, no two lines alike."""
    rows = (film.ASSETS / "sample-briefs" / "en.md").read_text(encoding="utf-8").splitlines()
    said = [
        one
        for row in rows
        if row.strip() and not row.startswith(("#", "---")) and ":" not in row[:12]
        for one in sentences(row)
    ]
    parts: list[str] = []
    for number in range(max(2, round(seconds / SECONDS_OF_A_LINE))):
        if number % LINES_OF_A_SCENE == 0:
            parts.append(f"## Part {number // LINES_OF_A_SCENE + 1}")
        told = number // len(said)
        parts.append((f"Told again, {told}: " if told else "") + said[number % len(said)])
    return "---\ntitle: Rerender\n---\n" + "\n\n".join(parts) + "\n"


def cold(folder: Path, values: dict[str, Any]) -> tuple[Project, Store, dict[str, Any]]:
    """The film from its text to its file."""
    store = Store(folder / "film.studio")
    asked = replace(film.request(values), brief=brief(values["seconds"]))
    clock, began = report.StageClock(), time.perf_counter()
    project = create.begin(asked, store, report=clock)
    made = produce.film(project, store, folder / "film.mp4", report=clock)
    spent = time.perf_counter() - began
    return project, store, {"seconds_of_film": round(made.seconds, 2), "lines": len(project.script.lines), "size": values["size"],
                            "made_in": round(spent, 2), "stages": clock.end()}  # fmt: skip


def again(project: Project, store: Store, folder: Path, before: float) -> dict[str, Any]:
    """The same film with one line changed, in a process that has just begun as far as its files are concerned."""
    takes = {path.name: file_hash(path) for path in store.takes.folder.glob("*.mp4")}
    files._known_hash.cache_clear()
    clock, began = report.StageClock(), time.perf_counter()
    produce.film(film.change_one_line(project), store, folder / "again.mp4", report=clock)
    spent = time.perf_counter() - began
    after = {path.name: file_hash(path) for path in store.takes.folder.glob("*.mp4")}
    return {"made_in": round(spent, 2), "part_of_cold": round(spent / before, 4), "stages": clock.end(), "takes_made": len(after) - len(takes),
            "other_takes_identical": all(after[name] == digest for name, digest in takes.items())}  # fmt: skip


def main() -> None:
    values = SMOKE if "--smoke" in sys.argv else MINUTE if "--minute" in sys.argv else FULL
    with tempfile.TemporaryDirectory(prefix="shengying-bench-") as place:
        folder = Path(place)
        project, store, first = cold(folder, values)
        second = again(project, store, folder, first["made_in"])
    rows = [("stage", "cold, s", "one line changed, s")]
    rows += [(name, f"{first['stages'].get(name, 0):.1f}", f"{second['stages'].get(name, 0):.2f}") for name in first["stages"]]
    rows.append(
        ("all", f"{first['made_in']:.1f}", f"{second['made_in']:.2f}  {second['part_of_cold']:.1%} of cold (goal {GOAL:.0%})")
    )
    print(report.table(rows))
    print(f"{first['seconds_of_film']:.0f} s of film, {first['lines']} lines; takes made again: {second['takes_made']}")
    if not second["other_takes_identical"]:
        sys.exit("a line's take changed although the line did not")
    if values is FULL:
        print(report.save("rerender", {"goal": GOAL, "cold": first, "one_line_changed": second}))


if __name__ == "__main__":
    main()
