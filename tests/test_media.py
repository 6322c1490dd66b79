from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipelines import files
from pipelines.errors import BadInput, OutputExists, OutputFailed
from pipelines.media import Audio, Picture, read_audio, read_picture, write_audio, write_picture


def test_sound_is_read_back_to_16_bits(tmp_path: Path) -> None:
    sound = Audio(np.sin(np.arange(24_000) / 20).astype(np.float32) * 0.5, 24_000)
    for name in ("a.wav", "a.flac"):
        write_audio(tmp_path / name, sound)
        again = read_audio(tmp_path / name)
        assert again.rate == 24_000
        assert np.abs(again.samples - sound.samples).max() < 1 / 32_000
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.flac", "a.wav"]


@pytest.mark.parametrize("name", ["text.wav", "none.wav"])
def test_what_is_not_sound_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.wav").write_text("this is not sound")
    with pytest.raises(BadInput, match="wav"):
        read_audio(tmp_path / name)


def test_a_value_cannot_be_changed_from_outside() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Audio(np.zeros(4), 8000).samples[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        Picture(np.zeros((2, 2, 3), np.uint8)).pixels[0, 0, 0] = 1


def test_pictures_come_upright_whatever_their_mode(tmp_path: Path) -> None:
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:20] = (200, 30, 30)
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    Image.fromarray(pixels).save(tmp_path / "rotated.jpg", exif=exif, quality=95)
    assert read_picture(tmp_path / "rotated.jpg").size == (40, 60)
    Image.fromarray(pixels).convert("CMYK").save(tmp_path / "cmyk.jpg", quality=95)
    assert abs(int(read_picture(tmp_path / "cmyk.jpg").pixels[5, 5, 0]) - 200) < 12
    Image.fromarray((np.arange(2400, dtype=np.uint16) * 27).reshape(40, 60)).save(tmp_path / "deep.png")
    deep = read_picture(tmp_path / "deep.png").pixels
    assert deep[0, 0, 0] < 3
    assert deep[-1, -1, 0] > 245


def test_a_truncated_picture_is_refused(tmp_path: Path) -> None:
    write_picture(tmp_path / "whole.png", Picture(np.random.default_rng(0).integers(0, 255, (90, 90, 3), dtype=np.uint8)))
    (tmp_path / "cut.png").write_bytes((tmp_path / "whole.png").read_bytes()[:4000])
    with pytest.raises(BadInput, match="whole jpg, png or webp"):
        read_picture(tmp_path / "cut.png")


def test_an_output_that_is_there_asks_for_force(tmp_path: Path) -> None:
    target = tmp_path / "a.mp4"
    target.write_text("mine")
    with pytest.raises(OutputExists, match="--force"):
        files.check_output(target)
    assert files.check_output(target, force=True) == target
    with pytest.raises(OutputFailed, match="mkdir"):
        files.check_output(tmp_path / "none" / "a.mp4")


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    files.write_text(target, "old")

    def fail() -> None:
        with files.replacing(target) as temporary:
            temporary.write_text("half")
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        fail()
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("raw", "text"), [("茶".encode("gb18030") * 9, "茶" * 9), ("茶".encode("utf-16"), "茶"), (b"\xef\xbb\xbftea", "tea")]
)
def test_text_is_read_in_the_encodings_people_have(raw: bytes, text: str) -> None:
    assert files.decode(raw, "brief") == text


def test_binary_is_not_taken_for_text() -> None:
    with pytest.raises(BadInput, match="not a text"):
        files.decode(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "brief.md")
