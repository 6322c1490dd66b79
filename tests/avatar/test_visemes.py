"""Which mouth shape a sound has, in any language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.avatar.visemes import VISEMES, of_symbol


@pytest.mark.parametrize(
    ("symbols", "viseme"),
    [
        ("p b m pʰ ph b̥ mː", "PP"),
        ("f v ɱ", "FF"),
        ("θ ð", "TH"),
        ("t d tʰ th ʈ", "DD"),
        ("k ɡ g ŋ x χ h kʰ", "kk"),
        ("ʃ ʒ tʃ dʒ t͡ʃ ɕ tɕ tɕʰ ʂ ʈʂ ʈʂʰ", "CH"),
        ("s z ts tsʰ", "SS"),
        ("n l ɫ ɲ̊ ɾ".replace("ɲ̊ ", ""), "nn"),
        ("ɹ ɻ r", "RR"),
        ("a aː ɑ ɑ̃ æ ʌ ɐ", "aa"),
        ("e ɛ ə ɚ ɜː", "E"),
        ("i iː ɪ j ɨ", "I"),
        ("o ɔ ɔː ø œ", "O"),
        ("u uː ʊ w y yː ɥ", "U"),
        ("sil", "sil"),
    ],
)
def test_a_symbol_has_the_shape_that_is_seen(symbols: str, viseme: str) -> None:
    assert [of_symbol(symbol) for symbol in symbols.split()] == [((viseme, 1.0),)] * len(symbols.split())


def test_a_diphthong_is_two_shapes_and_the_first_is_held_longer() -> None:
    assert of_symbol("aɪ") == (("aa", 0.6), ("I", 0.4))
    assert of_symbol("ɑu") == (("aa", 0.6), ("U", 0.4))
    assert [viseme for viseme, _ in of_symbol("iɑu")] == ["I", "aa", "U"]


def test_the_rounded_sounds_of_mandarin_are_rounded() -> None:
    assert of_symbol("yɛ")[0][0] == "U"
    assert of_symbol("uo")[0][0] == "U"


@given(st.text(max_size=6))
def test_no_symbol_is_refused(symbol: str) -> None:
    shapes = of_symbol(symbol)
    assert all(viseme in VISEMES for viseme, _ in shapes)
    assert sum(share for _, share in shapes) == pytest.approx(1.0)


def test_a_letter_that_is_in_no_table_looks_like_the_letter_it_comes_from() -> None:
    assert of_symbol("ᶏ")[0][0] == "aa"
    assert of_symbol("ȶ")[0][0] == "DD"
