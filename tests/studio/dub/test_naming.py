"""Names of outputs stay below their folder, are names everywhere, and are given once."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.faults import Unfit
from studio.dub.naming import LONGEST_NAME, LONGEST_PART, Names, clean, same, track_name

WILD = st.text(st.sampled_from('ab.AUXCON1:/\\ ~-*?"<>|\n\0é中\u202e\u200d.wavmp3'), max_size=40) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("given_name", "made"),
    [
        ("hello", "hello"), ("hello.wav", "hello"), ("hello.WAV.mp3", "hello"), ("a/b/c", "a/b/c"), ("a\\b", "a/b"), ("./a//b", "a/b"),
        ("v1.2", "v1.2"), ("end...", "end"), (" x ", "x"), ("what?", "what_"), (".hidden", "hidden"), ("a.wav/b", "a/b"), ("con", "con_"),
        ("aux.notes", "aux_.notes"), ("第一集/你好", "第一集/你好"), ("e\u0301te\u0301", "été"), ("007", "007"), ("a\u202eb", "ab"),
    ],
)  # fmt: skip
def test_what_is_untidy_is_tidied(given_name: str, made: str) -> None:
    assert clean(given_name) == made


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../x", "leads out"), ("a/../../x", "leads out"), ("a/.. /x", "leads out"), ("..\\x", "leads out"), ("/etc/passwd", "place of its own"),
        ("\\\\server\\share", "place of its own"), ("C:\\x", "place of its own"), ("c:x", "place of its own"), ("a\0b", "control"), ("a\nb", "control"),
        ("", "no name"), (".wav", "no name"), ("   ", "no name"), ("x" * 300, "too long"), ("中" * 60, "too long"), ("ab/" * 300, "too long"),
    ],
)  # fmt: skip
def test_what_is_dangerous_is_refused_and_why(name: str, says: str) -> None:
    with pytest.raises(Unfit) as refused:
        clean(name)
    assert says in refused.value.en
    assert refused.value.zh


@given(WILD)
def test_a_name_that_is_taken_is_safe_everywhere(name: str) -> None:
    try:
        made = clean(name)
    except Unfit:
        return
    assert clean(made) == made
    assert (Path("/out") / made).resolve().is_relative_to("/out")
    assert len(made.encode()) <= LONGEST_NAME
    for part in made.split("/"):
        assert part
        assert part.strip(" .") == part
        assert len(part.encode()) <= LONGEST_PART
        assert not {*'<>:"|?*\\'} & {*part}
        assert not any(unicodedata.category(character) in ("Cc", "Cs", "Cf") for character in part)
        assert part.partition(".")[0].lower() not in ("con", "aux", "nul", "com1")


@given(WILD)
def test_any_file_gives_its_outputs_a_name(stem: str) -> None:
    made = track_name(stem)
    assert clean(made) == made


def test_two_rows_with_one_name_are_told_apart_by_neither_case_nor_form() -> None:
    names = Names()
    assert names.given("Été", "row 2", "a.csv") == "Été"
    for twin in ("été", "E\u0301TE\u0301.wav", "ÉTÉ"):
        with pytest.raises(Unfit, match=r"row 2 of a.csv") as refused:
            names.given(twin, "row 9", "b.csv")
        assert "a.csv，第 2 行" in refused.value.zh
    assert same("Straße") == same("STRASSE")


def test_numbered_names_and_given_ones_do_not_meet() -> None:
    names = Names()
    assert names.numbered("ep1", 1) == "ep1/0001"
    assert names.numbered("ep1", 12_345) == "ep1/12345"
    with pytest.raises(Unfit, match="row 1 of ep1"):
        names.given("EP1/0001", "row 3", "a.csv")
    names.given("ep1/0002", "row 4", "a.csv")
    with pytest.raises(Unfit, match=r"row 4 of a.csv"):
        names.numbered("ep1", 2)
    assert names.given("ep1/1", "row 5", "a.csv") == "ep1/1"
