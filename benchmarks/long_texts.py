"""Does the memory of a long text stay flat? Plans and speaks texts of growing length, each command in a process of its own.

    python -m benchmarks.long_texts [--smoke | --million]

Memory is the most that the process held (getrusage, ru_maxrss); espeak-ng's own process is not in it. The texts are sentences
of a small vocabulary, with numbers that make each unlike the others, in paragraphs.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pipelines.text.passages import passages

from . import report

PLANNED = {"en": (10_000, 30_000, 100_000), "zh": (3_000, 10_000)}
SPOKEN = {"en": (3_000, 10_000)}
_EN = (
    "the a lake boat morning wind teacher library river quiet small old bright street window letter road winter garden station"
)
_ZH = "湖面 小船 早晨 老师 图书馆 河水 街道 窗户 信件 公路 冬天 花园 车站 安静 明亮 天空 雨水 孩子 朋友 书店"


def text(language: str, length: int) -> str:
    """So many characters of prose, the same every time."""
    rng = random.Random(1)
    words, space, stop, comma = (_ZH.split(), "", "。", "，") if language == "zh" else (_EN.split(), " ", ".", ",")
    out, size = [], 0
    while size < length:
        clause = space.join(rng.choices(words, k=7))
        sentence = f"{clause}{comma}{space}{rng.randrange(2, 9999)}{space}{space.join(rng.choices(words, k=5))}{stop}"
        sentence = sentence[0].upper() + sentence[1:] + ("\n\n" if rng.random() < 0.25 else space)
        out.append(sentence)
        size += len(sentence)
    return "".join(out)[:length]


def run(*arguments: str) -> tuple[float, float]:
    """(seconds, MiB at most) of a `studio` command."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "studio.cli", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    said = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"studio {' '.join(arguments)} failed: {said}")
    return time.perf_counter() - began, used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def measured(folder: Path, language: str, length: int, *, spoken: bool) -> dict[str, Any]:
    source, document = folder / "text.txt", folder / "document.json"
    source.write_text(text(language, length), encoding="utf-8")
    seconds, mib = run("plan", str(source), "--lang", language, "--lines", "--out", str(document), "--force")
    if spoken:
        seconds, mib = run("speak", str(document), "--out", str(folder / "sound.wav"), "--force")
    with document.open("rb") as file:
        rows = sum(1 for _ in file) - 2
    return {"what": "speak" if spoken else "plan", "language": language, "characters": length, "lines": rows,
            "seconds": round(seconds, 1), "characters_a_second": round(length / seconds), "peak_mib": round(mib)}  # fmt: skip


def cut(length: int) -> dict[str, Any]:
    """How fast a text is only cut into passages, here."""
    whole = text("zh", length)
    began = time.perf_counter()
    count = sum(1 for _ in passages(whole))
    return {"what": "cut", "language": "zh", "characters": length, "lines": count, "seconds": round(time.perf_counter() - began, 1),
            "characters_a_second": round(length / (time.perf_counter() - began)),
            "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)}  # fmt: skip


def main() -> None:
    smoke = "--smoke" in sys.argv
    million = "--million" in sys.argv  # printed only: it takes a quarter of an hour
    planned = {"en": (1_000_000,)} if million else PLANNED
    rows: list[dict[str, Any]] = [cut(1_000_000)]
    with tempfile.TemporaryDirectory(prefix="shengying-") as made:
        for spoken, lengths in ((True, SPOKEN), (False, planned)):
            for language, sizes in lengths.items():
                for length in (2_000,) if smoke else sizes:
                    rows.append(measured(Path(made), language, length, spoken=spoken))
                    print(rows[-1], file=sys.stderr, flush=True)
    heads = tuple(rows[0])
    print(
        report.table(
            [heads, *(tuple(f"{row[key]:,}" if isinstance(row[key], int) else str(row[key]) for key in heads) for row in rows)]
        )
    )
    if not smoke and not million:
        report.save("long_texts", {"rows": rows})


if __name__ == "__main__":
    main()
