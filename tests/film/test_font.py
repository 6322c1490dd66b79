from pathlib import Path

import pytest
from PIL import ImageFont

from pipelines.film import ffmpeg, look

FILE = ffmpeg.fonts_folder() / look.FONT_FILE


@pytest.mark.parametrize(
    "text",
    [
        "银行行长重新发行，",
        "繁體臺灣鬱龜",
        "かなカナ漢字、。",
        "한국어 조선",
        "Zażółć gęślą jaźń Příliš žluťoučký İstanbul ğ Știință",
        "Ґанок їжак ёлка Ελληνικά άέήίόύώ",
        "Tiếng Việt đường phố",
        "“don’t” — … → ★ ① ℃ € ™ ½",
    ],
)
def test_the_font_has_the_letters_of_these_languages(text: str) -> None:
    font = ImageFont.truetype(str(FILE), 64)
    blank = bytes(font.getmask("\U000e0fff"))
    missing = [char for char in text if char != " " and bytes(font.getmask(char)) == blank]
    assert missing == []


def test_english_quotes_do_not_tear_words_apart() -> None:
    font = ImageFont.truetype(str(FILE), 100)
    assert font.getlength("don’t") < font.getlength("dont") + 35


def test_the_licence_and_the_family_name_are_there() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FILE.parent / "OFL.txt").read_text()
    assert ImageFont.truetype(str(FILE), 20).getname() == (look.FONT_NAME, "Regular")
    assert FILE.stat().st_size < 8_000_000
    assert Path(FILE.parent / "README.md").is_file()


def test_the_cell_is_what_the_styles_count_with() -> None:
    ascent, descent = ImageFont.truetype(str(FILE), 1000).getmetrics()
    assert (ascent + descent) / 1000 == pytest.approx(look.CELL, abs=0.002)
