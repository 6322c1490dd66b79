from __future__ import annotations

import io
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from studio.dub.shown import Bar, JsonLines, clock, pace, values
from studio.dub.watch import Watched

RUN = (
    Watched("read"),
    Watched("speak", 1000, elapsed=0.5),
    Watched("speak", 1000, found=100, made=300, failed=20, speech=800.0, elapsed=30.0, detail="春天来了"),
    Watched("speak", 1000, found=100, made=880, failed=20, speech=1960.0, elapsed=80.0, detail="the last", overrun=3),
    Watched("join", 1000, found=100, made=880, failed=20, speech=1960.0, elapsed=81.0, detail="film", overrun=3),
    Watched("done", 1000, found=100, made=880, failed=20, speech=1960.0, elapsed=82.0, overrun=3),
)


def console(terminal: bool, width: int = 100) -> Console:
    return Console(
        file=io.StringIO(), force_terminal=terminal, width=width, highlight=False, color_system="standard" if terminal else None
    )


def shown(lang: str, terminal: bool, width: int = 100) -> str:
    to = console(terminal, width)
    with Bar(lang, to) as bar:
        for seen in RUN:
            bar(seen)
    assert isinstance(to.file, io.StringIO)
    return to.file.getvalue()


def test_a_terminal_sees_rate_time_left_and_failures() -> None:
    seen = shown("en", True)
    for part in (
        "speaking",
        "420/1,000",
        "10.0 rows/s",
        "20.0×",
        "0:58 left",
        "20 failed",
        "春天来了",
        "joining",
        "1,000/1,000",
        "3 too long",
    ):
        assert part in seen, part
    assert "\x1b[1;31m20 failed" in seen  # red
    assert seen.rstrip().endswith("\x1b[?25h")  # the cursor is back


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_nothing_is_broken_into_more_lines_than_two(width: int) -> None:
    to = console(True, width)
    with Bar("zh", to) as bar:
        bar(RUN[2])
        assert isinstance(to.file, io.StringIO)
        assert to.file.getvalue().count("\n") == 1


def test_the_cursor_is_back_when_the_batch_was_stopped() -> None:
    to = console(True)
    with suppress(KeyboardInterrupt), Bar("en", to) as bar:
        bar(RUN[2])
        raise KeyboardInterrupt
    assert isinstance(to.file, io.StringIO)
    assert "\x1b[?25h" in to.file.getvalue()


def test_where_no_terminal_is_a_stage_is_one_line_at_its_end() -> None:
    lines = shown("en", False, 40).splitlines()
    assert [line.split("  ")[0] for line in lines] == ["reading", "speaking", "joining", "done"]
    assert lines[1] == "speaking  1,000/1,000  11.0 rows/s  22.0×  1:20  3 too long  20 failed"


def test_in_chinese() -> None:
    lines = shown("zh", False).splitlines()
    assert lines[1] == "配音  1,000/1,000  11.0句/秒  22.0×  1:20  3 句超时  20 句失败"
    assert "剩余 0:58" in shown("zh", True)


@given(st.text())
def test_a_stranger_s_text_moves_no_cursor(text: str) -> None:
    to = console(True)
    with Bar("en", to) as bar:
        bar(Watched("speak", 10, made=1, elapsed=1.0, detail="\x1b[2J\x07\r" + text))
    assert isinstance(to.file, io.StringIO)
    assert "\x1b[2J" not in to.file.getvalue()
    assert "\x07" not in to.file.getvalue()


def test_json_lines_are_a_few_a_second_and_tell_all(capsys: pytest.CaptureFixture[str]) -> None:
    look = JsonLines()
    for tick in range(100):
        look(Watched("speak", 1000, made=tick, speech=2.0 * tick, elapsed=tick / 100, detail="“引号”\n"))
    look(RUN[-1])
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert 3 <= len(told) <= 7
    assert told[-1] == {"stage": "done", "done": 1.0, "seconds": 82.0, "total": 1000, "found": 100, "made": 880, "failed": 20, "overrun": 3,
                        "speech": 1960.0, "rate": 10.732, "pace": 21.46, "left": 0.0, "detail": ""}  # fmt: skip
    assert told[0]["left"] is None
    assert told[1]["detail"] == "“引号”\n"


def test_what_was_found_does_not_count_as_made_now() -> None:
    assert pace(Watched("speak", 200, found=100, made=10, speech=220.0, elapsed=10.0)) == pytest.approx(2.0)
    assert values(Watched("read"))["pace"] == 0.0


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (7.4, "0:07"), (59.6, "1:00"), (750, "12:30"), (7380, "2:03:00")])
def test_times_read_as_on_a_player(seconds: float, text: str) -> None:
    assert clock(seconds) == text
