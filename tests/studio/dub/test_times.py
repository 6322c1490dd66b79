"""Times as people write them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.faults import Unfit
from studio.dub.times import seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12), ("12.5", 12.5), ("12,5", 12.5), (".5", 0.5), ("5.", 5), ("80s", 80), ("12.5 秒", 12.5), ("1:02", 62), ("1:02.5", 62.5),
        ("90:00", 5400), ("01:02:03,456", 3723.456), ("1:2:3", 3723), ("23:59:59.999", 86399.999), ("1m20s", 80), ("1h 2m 3.5s", 3723.5),
        ("1分20秒", 80), ("1小时2分", 3720), ("500ms", 0.5), ("１：０２", 62), (" 00:00:01,000 ", 1),
    ],
)  # fmt: skip
def test_what_is_meant(text: str, expected: float) -> None:
    assert seconds(text) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("01:02:03:04", "frames"), ("01:02:03;04", "frames"), ("-1", "before the beginning"), ("soon", "no time"), ("2024-01-05 00:00:00", "no time"),
        ("1:75", "59"), ("1:75:00", "59"), ("100:00:00", "24 hours"), ("1e5", "no time"), ("nan", "no time"), ("", "no time"), ("99999999999", "24 hours"),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(text: str, says: str) -> None:
    with pytest.raises(Unfit) as refused:
        seconds(text)
    assert says in refused.value.en


def test_a_column_of_milliseconds() -> None:
    assert seconds("1500", 0.001) == pytest.approx(1.5)
    assert seconds("0:01.5", 0.001) == pytest.approx(1.5)  # a clock is no number of milliseconds


@given(st.integers(0, 86_399_999))
def test_every_clock_time_comes_back_to_the_millisecond(ms: int) -> None:
    h, m, s, rest = ms // 3_600_000, ms // 60_000 % 60, ms // 1000 % 60, ms % 1000
    for text in (
        f"{h}:{m:02d}:{s:02d}.{rest:03d}",
        f"{h:02d}:{m:02d}:{s:02d},{rest:03d}",
        f"{h}h{m}m{s}.{rest:03d}s",
        f"{ms / 1000:.3f}",
    ):
        assert seconds(text) == pytest.approx(ms / 1000, abs=1e-6)


@given(st.text(max_size=30))
def test_any_text_is_a_time_of_a_day_or_refused(text: str) -> None:
    with suppress(Unfit):
        assert 0 <= seconds(text) <= 86_400
