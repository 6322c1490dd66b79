"""A batch whose processes are killed at random moments, again and again: benchmarks/dub_kills.py with fewer kills."""

from __future__ import annotations

from pathlib import Path

from benchmarks.dub_kills import kills

KILLS = 10


def test_killed_batches_go_on_lose_nothing_and_end_with_the_same_bytes(tmp_path: Path) -> None:
    found = kills(tmp_path, KILLS)
    assert found["kills"] == KILLS
    assert found["batches_finished"] >= 1
    assert (found["batches_failed"], found["batches_that_differ"], found["finished_sounds_made_again"]) == (0, 0, 0)
    assert found["most_at_work_when_killed"] <= found["workers"]
