"""Round trips of wild utterances through every format that is read and written: how many, how many failed, how long.

    python -m benchmarks.formats [--smoke]

The utterances are the property tests' (tests/speech/formats_help.py), with quotes, line breaks, commas, Chinese, emoji and
right-to-left text in them; subtitles are planned again by espeak on the way in. A failure is anything lost or any crash.
"""

from __future__ import annotations

import sys
import time
import traceback

from hypothesis import HealthCheck, Phase, given, settings

from pipelines.timeline import Utterance
from tests.speech.formats_help import CHECKS, wild

from . import report

FULL, SMOKE = 10_000, 50


def round_trips(count: int) -> dict[str, dict[str, float]]:
    """For each format: round trips made, failures, seconds for all (the making of the utterances not counted)."""
    found: dict[str, dict[str, float]] = {kind: {"count": 0, "failures": 0, "seconds": 0.0} for kind in CHECKS}

    @settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(wild())
    def each(utterance: Utterance) -> None:
        for kind, check in CHECKS.items():
            row = found[kind]
            if row["count"] == count:
                continue
            began = time.perf_counter()
            try:
                check(utterance)
            except Exception:
                row["failures"] += 1
                if row["failures"] <= 3:
                    print(kind, repr(utterance)[:2000], file=sys.stderr)
                    traceback.print_exc()
            row["count"] += 1
            row["seconds"] += time.perf_counter() - began

    each()
    return {kind: {**row, "seconds": round(row["seconds"], 1)} for kind, row in found.items()}


def main() -> None:
    smoke = "--smoke" in sys.argv
    found = round_trips(SMOKE if smoke else FULL)
    rows = [("format", "round trips", "failures", "seconds")]
    rows += [(kind, f"{row['count']:,}", f"{row['failures']}", f"{row['seconds']:.1f}") for kind, row in found.items()]
    print(report.table(rows))
    if any(row["failures"] for row in found.values()):
        sys.exit("something was lost on the way")
    if not smoke:
        print(report.save("formats", {"round_trips": found}))


if __name__ == "__main__":
    main()
