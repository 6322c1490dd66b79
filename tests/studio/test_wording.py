"""The words of the command line and the page."""

from __future__ import annotations

import pytest

from studio import wording


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("", ""), ("row 12", "第 12 行"), ("cue 7, line 31", "第 7 条，文件第 31 行"), ("sheet 'A', row 3", "工作表 'A'，第 3 行"), ("line 2", "文件第 2 行"),
        ("scene s1, line l2", "场景 s1，台词 l2"), ("tier 'words', interval 4", "层 'words'，第 4 段"),
    ],
)  # fmt: skip
def test_a_place_is_said_in_the_persons_language(place: str, said: str) -> None:
    assert wording.place(place, "zh") == said
    assert wording.place(place, "en") == place


def test_a_file_and_its_place() -> None:
    assert wording.source("a.csv", "row 2", "zh") == "a.csv，第 2 行"
    assert wording.source("a.csv", "row 2", "en") == "a.csv, row 2"
    assert wording.source("", "", "en") == ""
